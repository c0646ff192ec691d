/** Finds what a text says of dosing: doses, schedules, routes and durations, each where it stands. Linear in the text. */
import { type Dose, readDose } from '../quantity/dose.ts';
import { formatSchedule, readSchedule, type Schedule } from '../quantity/schedule.ts';
import { formatDuration, parseDuration } from '../quantity/span.ts';

export interface Found<T> {
  value: T;
  start: number;
  end: number;
}

/** What speaks against an amount being what is given at a time. */
export type Doubt = 'most' | 'total' | 'strength' | 'concentration' | 'first';

export interface FoundDose extends Found<Dose> {
  doubt?: Doubt;
}

const NUMBER = /(?<![\w.,^]|[a-z]-)(?:AUC\s?=?\s?)?(?:\d|\.\d)/gi;
/** Amounts that are no doses: laboratory values, body weights, energy, lengths of needles, water to swallow with. */
const NO_DOSE_UNIT =
  /^(?:kg|kcal|kJ|L|dL|m²|cm²|eye|nostril|dose|injection|vial|ppm)$|\/(?:dL|L|cm²)$|^(?:ng|pg|mmol|µmol|mEq|nmol|cells|copies|g)\/(?:mL|L|dL|kg\/)/;
const BEFORE_NO_DOSE =
  /(?:[<>≤≥]\s*=?|\b(?:less than|greater than|more than|below|above|weigh(?:s|ing|t)?|aged?|volume of|diluted (?:in|to|with)|dissolved in|mixed (?:in|with)|with|in|of) )\s*(?:approximately |about )?$/i;
const WATER =
  /^\s*(?:of\s+)?(?:sterile |tap |drinking |room temperature |normal |isotonic |physiological |0\.9 ?% )*(?:water|saline|sodium chloride|nacl|dextrose|glucose|juice|apple juice|milk|blood|ringer|diluent|5 ?% dextrose)/i;
const MOST_BEFORE =
  /\b(?:max(?:imum|imal)?|not (?:to )?exceed(?:ing)?|no more than|capped at|cap of|at most|ceiling)\b[^.;]{0,30}$/i;
const MOST_AFTER = /^\s*(?:max(?:imum|imal)?\b|\(max)/i;
const TOTAL_BEFORE =
  /\b(?:total(?: daily)?(?: dose)?(?: of)?|totall?ing|cumulative(?: dose)?(?: of)?|in total|sum of|overall)\s*(?:is|=|:|of|up to|dose|was)?\s*$/i;
const TOTAL_AFTER = /^\s*(?:in total|total(?:ly)?\b(?! daily dose of))/i;
const STRENGTH_BEFORE =
  /\b(?:supplied|available|provided|packaged|formulated|contain(?:s|ing|ed)?|strengths?|vials?|ampoules?|syringes?|concentration|formulation|presentations?|consist(?:s|ing)? of|each)\b[^.;]{0,40}$/i;
const STRENGTH_AFTER =
  /^\s*(?:vials?|ampoules?|ampules?|pre-?filled|syringes?|strength|per (?:tablet|capsule|vial|ampoule))/i;
const TOPICAL =
  /\b(?:cream|gel|ointment|lotion|foam|solution|drops|emulsion|spray|patch|shampoo|paste|suspension|topical\w*|ophthalmic|eye|nasal|mouthwash|toothpaste|dextrose|lidocaine|bupivacaine|ropivacaine|saline|sevoflurane|isoflurane|desflurane|oxygen|lipid\w*|mct|peroxide|intralipid|iodine|chlorhexidine)\b/i;
const FORMS =
  '(?:tablets?|tabs?|capsules?|caps?|caplets?|pills?|sachets?|patch(?:es)?|puffs?|sprays?|drops?|ampoules?|units? doses?|injections?|inhalations?|softgels?|lozenges?)';
const COUNTS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  eight: 8,
  ten: 10,
};
const COUNT_BEFORE = new RegExp(
  `\\b(one|two|three|four|five|six|eight|ten|\\d{1,2})\\s*(?:x|×)?\\s*(?:\\(\\d{1,2}\\)\\s*)?(?:${FORMS}\\s+of\\s+(?:[\\w-]+\\s+){0,2})?$`,
  'i',
);
const FORM_AFTER = new RegExp(`^\\s*-?(?:[\\w-]+\\s+){0,3}?${FORMS}\\b`, 'i');
const FORM_BEFORE = new RegExp(`${FORMS}\\s+of\\s+(?:[\\w-]+\\s+){0,2}$`, 'i');

function times(dose: Dose, count: number): Dose {
  return { ...dose, amounts: dose.amounts.map((amount) => Number((amount * count).toPrecision(12))) };
}

/** `two 125 mg capsules`, `3 tablets of 500 mg`: how many of them. */
function countOf(before: string, after: string): number {
  const match = COUNT_BEFORE.exec(before);
  const count = match?.[1] === undefined ? undefined : (COUNTS[match[1].toLowerCase()] ?? Number(match[1]));
  return count && count > 1 && count <= 20 && (FORM_AFTER.test(after) || FORM_BEFORE.test(before)) ? count : 1;
}

function doubtOf(dose: Dose, before: string, after: string): Doubt | undefined {
  if (MOST_BEFORE.test(before) || MOST_AFTER.test(after)) return 'most';
  if (TOTAL_BEFORE.test(before) || TOTAL_AFTER.test(after)) return 'total';
  if (/\/(?:mL|L)$|^%$/.test(dose.unit)) return 'concentration';
  if (STRENGTH_AFTER.test(after) || STRENGTH_BEFORE.test(before)) return 'strength';
  return undefined;
}

function isDose(dose: Dose, written: string, before: string, after: string, text: string): boolean {
  if (NO_DOSE_UNIT.test(dose.unit)) return false;
  if (/\d\s*mm$/.test(written) || /\b(?:mm|ml)\s*hg/i.test(written + after.slice(0, 4))) return false;
  if (/(?:Gy|kcal)$/.test(dose.unit)) return false;
  if (dose.unit === 'mL' && (WATER.test(after) || BEFORE_NO_DOSE.test(before))) return false;
  if (
    /[<>≤≥]\s*=?\s*$/.test(before) ||
    /\b(?:weigh(?:s|ing|t)?|aged?|body weight)\s*(?:of|<|>|≤|≥|is)?\s*$/i.test(before)
  )
    return false;
  if (dose.unit === '%')
    return TOPICAL.test(text) && !/^\s*(?:of|reduction|increase|decrease|change|improvement)\b/i.test(after);
  if (dose.amounts.some((amount) => amount === 0) && dose.kind === 'single') return false;
  // `1 g/dL`, `5 mg/dL per week` and the like were read short.
  return !/^\s*\/\s*(?:d?l\b|100)/i.test(after);
}

/** All amounts in a text that can be doses, from left to right. */
export function findDoses(text: string): FoundDose[] {
  const found: FoundDose[] = [];
  let from = 0;
  for (const match of text.matchAll(NUMBER)) {
    const start = match.index;
    if (start < from) continue;
    const read = readDose(text, start);
    if (!read) continue;
    const before = text.slice(Math.max(0, start - 60), start);
    const after = text.slice(read.end, read.end + 60);
    const written = text.slice(start, read.end);
    from = read.end;
    let dose = read.value;
    // `5 x 25 mg/m²` is five doses of 25 mg/m²; `5 x 100 mg` is 500 mg at a time.
    const several = /^(\d+)\s?[x×]\s?/i.exec(written);
    if (several && dose.unit.includes('/')) dose = readDose(text, start + several[0].length)?.value ?? dose;
    if (!isDose(dose, written, before, after, text)) continue;
    const count = several ? 1 : countOf(before, after);
    if (count > 1 && !dose.unit.includes('/')) dose = times(dose, count);
    const doubt = doubtOf(dose, before, after);
    found.push({ value: dose, start, end: read.end, ...(doubt && { doubt }) });
  }
  return found;
}

const SCHEDULE_START =
  /(?<![\w-])(?:(?:once|twice|thrice|one|two|three|four|five|six|\d{1,2})[\s-]*(?:times?|x)?\s*(?:-\s*)?(?:daily|weekly|monthly|yearly|a\s|an\s|per\s|every|each|in\s(?:the|a)\s|\/\s?(?:day|d\b|week|24)|nightly|in the (?:morning|evening)|at (?:bedtime|night))|every\s|each\s(?=\d|day|week|month|morning|evening|night|other)|daily\b|weekly\b|monthly\b|fortnightly\b|nightly\b|quarterly\b|q\.?\s?\d+\s?-?(?:h|d|w|m|hr|hours?|days?|weeks?|wk)|q\.?d\b|q\.d\.|o\.?d\b|b\.?i\.?d\b|b\.?d\b|t\.?i\.?d\b|t\.?d\.?s\b|q\.?i\.?d\b|q\.?o\.?d\b|q\.?h\.?s\b|qw\b|qam\b|qpm\b|biw\b|tiw\b|q\s?(?:wk|week)\b|(?:on\s+)?days?\s+\d|(?:on\s+|at\s+)weeks?\s+\d|(?:at\s+|on\s+)?months?\s+\d|as needed|as required|when needed|on[- ]demand|p\.?r\.?n\b|continuous(?:ly)?\b|per day\b|a day\b|\/day\b|at bedtime|at night|in the (?:morning|evening)|before (?:bed|bedtime)\b|up to (?:once|twice|three))/gi;
const SINGLE =
  /(?<![\w-])(?:(?:a |one )?single[- ](?:(?:oral|intravenous|iv|subcutaneous|sc|intramuscular|im|intravitreal|topical|inhaled|high|low|fixed|bolus|slow|blinded|fixed-dose|[\w]+)[- ](?:\w+[- ])?)?(?:doses?|injection|infusion|administration|bolus|application|vaccination|shot)\b|single[- ]dose\b|\bone dose\b(?! of \d+ doses)|one[- ]time\b|(?:administered|given|taken|injected|received|dosed?) (?:orally |intravenously )?(?:only )?once\b(?!\s*(?:-|daily|a\b|per\b|every|weekly|in\b|each|monthly|nightly))|\bonce only\b)/gi;
const SEXUAL =
  /\b(?:\d+ ?(?:-|to) ?\d+|\d+|approximately \d+|one|at least \d+)?\s*(?:minutes?|min|hours?|h)?\s*(?:before|prior to)\s+(?:anticipated |expected |planned |each |attempting |any )?(?:sexual|intercourse)/gi;
/** What a `day 1` that is no schedule comes with. */
const VISIT =
  /\b(?:assess\w*|visit|follow-?up|evaluat\w*|measur\w*|sampl\w*|screening|endpoint|baseline|until|up to|through|to|from|before|after|until|week|study)\s*$/i;

/** All schedules in a text, from left to right. Days that are named for something else than giving are left out. */
export function findSchedules(text: string): Found<Schedule>[] {
  const found: Found<Schedule>[] = [];
  let from = 0;
  for (const match of text.matchAll(SCHEDULE_START)) {
    let start = match.index;
    if (start < from) continue;
    // The lexer wants the dots of `b.i.d.` and the words of `/day` as it knows them.
    if (text.charAt(start) === '/') start += 1;
    const read = readSchedule(
      text.charAt(match.index) === '/' ? `per ${text.slice(start, start + 12)}` : text,
      text.charAt(match.index) === '/' ? 0 : start,
    );
    if (!read) continue;
    const end = text.charAt(match.index) === '/' ? match.index + read.end - 3 : read.end;
    const before = text.slice(Math.max(0, start - 24), start);
    if (read.value.kind === 'named') {
      if (VISIT.test(before)) continue;
      if (read.value.at.length > 31 && read.value.of === undefined) continue;
    }
    if (read.value.kind === 'single') continue;
    // `2 hours daily`, `for 4 days each week` speak of something else.
    if (/\b(?:total|hours?|minutes?)\s*$/i.test(before) && /^(?:daily|each|per|a )/i.test(match[0])) continue;
    found.push({ value: read.value, start: match.index, end });
    from = end;
  }
  for (const match of text.matchAll(SINGLE))
    found.push({ value: { kind: 'single' }, start: match.index, end: match.index + match[0].length });
  for (const match of text.matchAll(SEXUAL))
    found.push({ value: { kind: 'as needed' }, start: match.index, end: match.index + match[0].length });
  return found.sort((a, b) => a.start - b.start);
}

const ROUTES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:oral(?:ly)?|by mouth|per os|p\.o\.|po|per oral)\b/i, 'oral'],
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
  /\b(?:for|over|during|x|×|lasting|duration(?: of)?:?|total of)\s+(?:a |an |the |up to |a maximum of |approximately |about |at least |a total of |a period of |a duration of |additional )*(?:(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)(?:\s*(?:-|–|to)\s*\d+)?)[\s-]*(?:consecutive |continuous |treatment )?(?:days?|weeks?|wks?|months?|years?|cycles?)\b|\b\d+(?:\s*(?:-|–|to)\s*\d+)?[\s-](?:day|week|month|year)s?(?=\s+(?:of\s+)?(?:treatment|therapy|course|duration|dosing))|\buntil (?:disease )?progression\b(?: or unacceptable toxicity)?/gi;
const CORE =
  /(?:up to |at least )?(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)(?:\s*(?:-|–|to)\s*\d+)?[\s-]*(?:consecutive |continuous |treatment )?(?:days?|weeks?|wks?|months?|years?|cycles?)$|until.*$/i;

/** How long something is given, as texts tell it: `for 12 weeks`, `12 weeks of treatment`, `until disease progression`. */
export function findDurations(text: string): Found<string>[] {
  const found: Found<string>[] = [];
  for (const match of text.matchAll(DURATION)) {
    const core = CORE.exec(match[0])?.[0]
      .replace(/consecutive |continuous |treatment /gi, '')
      .replace(/[–-]/g, (mark) => (mark === '–' ? '-' : mark));
    const duration = core === undefined ? undefined : parseDuration(core);
    if (duration)
      found.push({ value: formatDuration(duration), start: match.index, end: match.index + match[0].length });
  }
  return found;
}

export const scheduleText = formatSchedule;
