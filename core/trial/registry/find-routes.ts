/** Finds routes and durations in a text, each where it stands. */
import { formatDuration, parseDuration } from '../quantity/span.ts';
import type { Found } from './find-doses.ts';
import { matchesOf } from './text.ts';

const ROUTES: readonly (readonly [route: string, words: string])[] = [
  [
    'oral',
    'oral(?:ly)?(?!\\s+(?:anti|hypo|agent|contracep|cavity|mucos|glucose|temperature|surg|cancer|health|hygiene|steroid|corticost))|by mouth|per os|p\\.o\\.|po|per oral',
  ],
  ['subcutaneous', 'sub-?cutaneous(?:ly)?|s\\.c\\.|sc|sq|subq'],
  ['intravenous', 'intravenous(?:ly)?|intra venous|i\\.v\\.|iv|by vein'],
  ['intramuscular', 'intra-?muscular(?:ly)?|i\\.m\\.|im'],
  ['inhaled', 'inhal(?:ed|ation|er)|nebuli[sz](?:ed|er|ation)|dry powder inhaler'],
  ['intranasal', 'intranasal(?:ly)?|nasal(?:ly)?|nasal spray'],
  ['topical', 'topical(?:ly)?|cream|ointment|lotion'],
  ['ophthalmic', 'ophthalmic|eye ?drops?|in(?:to)? (?:the|each|both) (?:study )?eyes?'],
  ['sublingual', 'sublingual(?:ly)?'],
  ['rectal', 'rectal(?:ly)?|suppositor(?:y|ies)|enema'],
  ['vaginal', 'vaginal(?:ly)?|intravaginal(?:ly)?'],
  ['transdermal', 'transdermal(?:ly)?|skin patch'],
  ['intravitreal', 'intravitreal(?:ly)?'],
  ['intrathecal', 'intrathecal(?:ly)?'],
  ['intradermal', 'intradermal(?:ly)?'],
  ['intracavernosal', 'intracavernos?(?:us|al)(?:ly)?'],
  ['intraurethral', 'intraurethral(?:ly)?'],
  ['intracoronary', 'intra-?coronary'],
  ['intraperitoneal', 'intra-?peritoneal(?:ly)?'],
  ['intra-articular', 'intra-?articular(?:ly)?'],
  ['intravesical', 'intravesical(?:ly)?'],
  ['epidural', 'epidural(?:ly)?'],
];
const ROUTE = new RegExp(`(?<![\\w-])(?:${ROUTES.map(([, words]) => `(${words})`).join('|')})(?!\\w)`, 'gi');

/** The routes that a text names, from left to right. */
export function findRoutes(text: string): Found<string>[] {
  const found: Found<string>[] = [];
  for (const match of matchesOf(ROUTE, text)) {
    const route = ROUTES[match.slice(1).findIndex((group) => group !== undefined)]?.[0];
    if (route) found.push({ value: route, start: match.index, end: match.index + match[0].length });
  }
  return found;
}

const DURATION =
  /\b(?:for|over|during|x|×|lasting|duration(?: of)?:?|total of|up to)\s+(?:a |an |the |up to |a maximum of |approximately |about |at least |a total of |a period of |a duration of |additional )*(?:(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)(?:\s*(?:-|–|to)\s*\d+)?)[\s-]*(?:consecutive |continuous |treatment )?(?:days?|weeks?|wks?|months?|years?|cycles?)\b|\b\d+(?:\s*(?:-|–|to)\s*\d+)?[\s-](?:day|week|month|year)s?(?=\s+(?:of\s+)?(?:treatment|therapy|course|duration|dosing))|(?<=,\s)\d+[\s-](?:days?|weeks?|months?)(?=\s*(?:[.;)]|$))|\buntil (?:disease )?progression\b(?: or unacceptable toxicity)?/gi;
const CORE =
  /(?:up to |at least )?(?:approximately |about )?(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)(?:\s*(?:-|–|to)\s*\d+)?[\s-]*(?:consecutive |continuous |treatment )?(?:days?|weeks?|wks?|months?|years?|cycles?)$|until.*$/i;

/** `2 doses of basiliximab`: how many, where nothing says for how long. */
const DOSES =
  /(?<!\b(?:divided|in|into|of|the|these|all)\s)(?<![\d.,]|\d\s?[-–]\s?)\b(two|three|four|five|six|seven|eight|nine|ten|[2-9]|1\d)\s+(?:intravenous |oral |subcutaneous |intramuscular |iv |sc |im )?doses\b(?!\s*(?:groups?|levels?|cohorts?|arms?|strengths?|\(|:|daily|per|a day|each day|every day))/gi;

/** How long something is given, as texts tell it: `for 12 weeks`, `12 weeks of treatment`, `until disease progression`. */
export function findDurations(text: string): Found<string>[] {
  const found: Found<string>[] = [];
  if (!/day|week|wk|month|year|cycle|progression|doses/i.test(text)) return found;
  for (const match of matchesOf(DURATION, text)) {
    const core = CORE.exec(match[0])?.[0]
      .replace(/consecutive |continuous |treatment |approximately |about /gi, '')
      .replace(/[–-]/g, (mark) => (mark === '–' ? '-' : mark));
    const duration = core === undefined ? undefined : parseDuration(core);
    if (duration)
      found.push({ value: formatDuration(duration), start: match.index, end: match.index + match[0].length });
  }
  for (const match of /\sdoses/i.test(text) ? matchesOf(DOSES, text) : []) {
    const duration = parseDuration(`${match[1]} doses`);
    if (duration)
      found.push({ value: formatDuration(duration), start: match.index, end: match.index + match[0].length });
  }
  return found;
}
