/** Finds routes and durations in a text, each where it stands. */
import { formatDuration, parseDuration } from '../quantity/span.ts';
import type { Found } from './find-doses.ts';

const ROUTES: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:oral(?:ly)?(?!\s+(?:anti|hypo|agent|contracep|cavity|mucos|glucose|temperature|surg|cancer|health|hygiene|steroid|corticost))|by mouth|per os|p\.o\.|po|per oral)\b/i,
    'oral',
  ],
  [/\b(?:sub-?cutaneous(?:ly)?|s\.c\.|sc|sq|subq)\b/i, 'subcutaneous'],
  [/\b(?:intravenous(?:ly)?|intra venous|i\.v\.|iv|by vein)\b/i, 'intravenous'],
  [/\b(?:intra-?muscular(?:ly)?|i\.m\.|im)\b/i, 'intramuscular'],
  [/\b(?:inhal(?:ed|ation|er)|nebuli[sz](?:ed|er|ation)|dry powder inhaler)\b/i, 'inhaled'],
  [/\b(?:intranasal(?:ly)?|nasal(?:ly)?|nasal spray)\b/i, 'intranasal'],
  [/\b(?:topical(?:ly)?|cream|ointment|lotion)\b/i, 'topical'],
  [/\b(?:ophthalmic|eye ?drops?|in(?:to)? (?:the|each|both) (?:study )?eyes?)\b/i, 'ophthalmic'],
  [/\b(?:sublingual(?:ly)?)\b/i, 'sublingual'],
  [/\b(?:rectal(?:ly)?|suppositor(?:y|ies)|enema)\b/i, 'rectal'],
  [/\b(?:vaginal(?:ly)?|intravaginal(?:ly)?)\b/i, 'vaginal'],
  [/\b(?:transdermal(?:ly)?|skin patch)\b/i, 'transdermal'],
  [/\bintravitreal(?:ly)?\b/i, 'intravitreal'],
  [/\bintrathecal(?:ly)?\b/i, 'intrathecal'],
  [/\bintradermal(?:ly)?\b/i, 'intradermal'],
  [/\bintracavernos?(?:us|al)(?:ly)?\b/i, 'intracavernosal'],
  [/\bintraurethral(?:ly)?\b/i, 'intraurethral'],
  [/\b(?:intra-?coronary)\b/i, 'intracoronary'],
  [/\b(?:intra-?peritoneal(?:ly)?)\b/i, 'intraperitoneal'],
  [/\b(?:intra-?articular(?:ly)?)\b/i, 'intra-articular'],
  [/\bepidural(?:ly)?\b/i, 'epidural'],
];

/** The routes that a text names, in the order in which it names them. */
export function findRoutes(text: string): Found<string>[] {
  const found: Found<string>[] = [];
  for (const [pattern, route] of ROUTES) {
    const match = pattern.exec(text);
    if (match) found.push({ value: route, start: match.index, end: match.index + match[0].length });
  }
  return found.sort((a, b) => a.start - b.start);
}

const DURATION =
  /\b(?:for|over|during|x|×|lasting|duration(?: of)?:?|total of|up to)\s+(?:a |an |the |up to |a maximum of |approximately |about |at least |a total of |a period of |a duration of |additional )*(?:(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)(?:\s*(?:-|–|to)\s*\d+)?)[\s-]*(?:consecutive |continuous |treatment )?(?:days?|weeks?|wks?|months?|years?|cycles?)\b|\b\d+(?:\s*(?:-|–|to)\s*\d+)?[\s-](?:day|week|month|year)s?(?=\s+(?:of\s+)?(?:treatment|therapy|course|duration|dosing))|(?<=,\s)\d+[\s-](?:days?|weeks?|months?)(?=\s*(?:[.;)]|$))|\buntil (?:disease )?progression\b(?: or unacceptable toxicity)?/gi;
const CORE =
  /(?:up to |at least )?(?:approximately |about )?(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)(?:\s*(?:-|–|to)\s*\d+)?[\s-]*(?:consecutive |continuous |treatment )?(?:days?|weeks?|wks?|months?|years?|cycles?)$|until.*$/i;

/** How long something is given, as texts tell it: `for 12 weeks`, `12 weeks of treatment`, `until disease progression`. */
export function findDurations(text: string): Found<string>[] {
  const found: Found<string>[] = [];
  for (const match of text.matchAll(DURATION)) {
    const core = CORE.exec(match[0])?.[0]
      .replace(/consecutive |continuous |treatment |approximately |about /gi, '')
      .replace(/[–-]/g, (mark) => (mark === '–' ? '-' : mark));
    const duration = core === undefined ? undefined : parseDuration(core);
    if (duration)
      found.push({ value: formatDuration(duration), start: match.index, end: match.index + match[0].length });
  }
  return found;
}
