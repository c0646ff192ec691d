/** Finds the schedules in a text, each where it stands. */
import { parseSchedule, perDay, readSchedule, type Schedule } from '../quantity/schedule.ts';
import type { Found } from './find-doses.ts';
import { matchesOf } from './text.ts';

export interface FoundSchedule extends Found<Schedule> {
  /** Named days without a cycle may be something else's: they count where nothing better is said. */
  weak?: boolean;
  /** `A single dose of … once a week`: each time. */
  single?: boolean;
  /** The days on which a daily schedule is kept: `daily for 5 days`, `daily on days 2-5`. */
  days?: readonly number[];
  /** The amount is that of a whole day, in divided doses. */
  divided?: boolean;
}

const SCHEDULE_START =
  /(?<![\w-])(?:(?:once|twice|thrice|one|two|three|four|five|six|\d{1,2})[\s-]*(?:times?|x|doses?)?\s*(?:-\s*)?(?:daily|weekly|monthly|yearly|a\s|an\s|per\s|every|each|in\s(?:the|a)\s|\/\s?(?:day|d\b|week|24)|nightly|in the (?:morning|evening)|at (?:bedtime|night))|every\s+(?=\d|other|second|alternate|one|two|three|four|five|six|seven|eight|nine|ten|twelve|day|week|month|year|morning|evening|night|hour|minute)|each\s(?=\d|day|week|month|morning|evening|night|other)|daily\b|weekly\b|monthly\b|fortnightly\b|nightly\b|quarterly\b|(?:annual|year)ly\b|q\.?\s?\d+\s?-?(?:h|d|w|m|hr|hours?|days?|weeks?|wk)|q\.?d\b|q\.d\.|o\.?d\b|b\.?i\.?d\b|b\.?d\b|t\.?i\.?d\b|t\.?d\.?s\b|q\.?i\.?d\b|q\.?o\.?d\b|q\.?h\.?s\b|qw\b|qam\b|qpm\b|biw\b|tiw\b|q\s?(?:wk|week)\b|(?:on\s+)?days?\s+-?\d|(?:on\s+|at\s+)weeks?\s+-?\d|(?:at\s+|on\s+)?months?\s+\d|as needed|as required|when needed|on[- ]demand|p\.?r\.?n\b|continuous(?:ly)?(?=[\s-]+(?:(?:iv|i\.v\.|intravenous|sc|subcutaneous|insulin|drug)\s+){0,2}(?:infusion|infused|administ|dosing))|(?<=\b(?:infus\w+|infusion\b[^.;]{0,40}|given|IV|intravenously) )continuously\b|per day\b|a day\b|\/day\b|\d (?:days|times) (?:a|per|each|every) week|at bedtime|at night|in (?:the )?(?:morning|evening)|before (?:bed|bedtime)\b|up to (?:once|twice|three))/gi;
const SINGLE =
  /(?<![\w-])(?:(?:a |one )?single(?:,|[- ])(?: ?(?:subcutaneous|intravenous|intramuscular|oral|iv|sc|im),? )?(?:(?:oral|intravenous|iv|subcutaneous|sc|intramuscular|im|intravitreal|topical|inhaled|high|low|fixed|bolus|slow|blinded|fixed-dose|[\w]+)[- ](?:\([\w.]+\)\s)?(?:\w+[- ])?)?(?:doses?|injection|infusion|administration|bolus|application|vaccination|shot)\b(?!:)|single[- ]dose\b(?!:)|\bone dose\b(?! of \d+ doses)|one[- ]time\b|(?:administered|given|taken|injected|received|dosed?) (?:orally |intravenously )?(?:only )?once\b(?!\s*(?:-|daily|a\b|per\b|every|weekly|in\b|each|monthly|nightly))|\bonce only\b|\bsingle \d+(?:[.,]\d+)?[- ]?(?:mL|mg|mcg|µg|μg|g|IU|U|milliliter)\b|(?<!\bat\s)\bonce(?=\s*(?:[.;,)(]|$)))/gi;
/** `for 14 days, followed by a 7-day rest`. */
const RESTING =
  /\bfor (\d{1,2}) (?:consecutive )?days,? followed by (?:a )?(\d{1,2})[- ]days? (?:of )?(?:rest|off|without|break|no )/gi;
/** `weekly for 3 weeks of a 28-day cycle`, `weekly for 3 weeks every 4 weeks`. */
const WEEKS_OF =
  /\b(?:once )?(?:weekly|(?:a|per|every) week),?\s+(?:for\s+|x\s*|×\s*)(\d|two|three|four|five) (?:consecutive )?weeks,?\s+(?:(?:of|in)\s+(?:a|each|every|the)\s+|every\s+|followed by [^.;]{0,40}\b(?:in|of|every)\s+(?:each |every |a )?)(\d{1,2})[- ](days?|weeks?)\b/gi;
/** `weekly for 3 weeks followed by 1 week of rest`, `weekly, 3 weeks on, 1 week off`, `weekly x 3 every 4 weeks`. */
const WEEKS_REST =
  /\b(?:once )?(?:weekly|(?:a|per|every) week),? (?:for |x ?|× ?|\()?(\d|two|three|four|five)(?: (?:consecutive )?(?:doses|weeks?)(?: on)?)?,? ?(?:(?:followed by|and|then|with|\/) ?)?(?:(an?|one|\d|two)[- ]weeks? (?:of )?(?:rest|off|break|without)|every (\d) weeks)\b/gi;
/** `daily for 4 weeks followed by 2 weeks off`. */
const WEEKS_OFF =
  /\bfor (\d|two|three|four|six) (?:consecutive )?weeks,? (?:followed by|and|then|with) (an?|one|\d|two)[- ]weeks? (?:of )?(?:rest|off|break|without|no )/gi;
const COUNTS: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6 };
const countOf = (word = '') => COUNTS[word.toLowerCase()] ?? Number(word);
/** `400 mg 12 hourly`. */
const HOURLY = /\b(\d{1,2})[- ]?(?:hourly|hrly)\b/gi;
const MOST = /\b(?:more than|at most|maximum(?: of)?|up to)\s*$/i;
/** What is kept, and not given. */
const KEPT =
  /^\s+(?:[\w-]+\s+){0,2}(?:journals?|diar(?:y|ies)|logs?\b|visits?|assessments?|questionnaires?|monitoring|measurements?|(?:phone|telephone) calls?|follow-?ups?|meetings?|sessions?)\b/i;
const BEGINS = /^,?\s*(?:participants|patients|subjects|they)\s+(?:will\s+)?(?:begin|start|increase|return|be)/i;
/** `one tablet per day for 24 days followed by one placebo tablet per day for 4 days`. */
const PLACEBO_DAYS =
  /\bfor (\d{1,2}) (?:consecutive )?days,? (?:followed by|and|then)[^.;]{0,60}\b(?:placebo|inert)\b[^.;]{0,40}?\bfor (\d{1,2}) (?:consecutive )?days\b/gi;
/** `3 doses administered approximately 2 weeks apart`. */
const APART =
  /\b(approximately |about |(?:at least|(?:a )?minimum(?: of)?) |each |given |every )?(\d{1,2}|one|two|three|four|six|eight)[- ](minutes?|hours?|days?|weeks?|months?)(?: apart\b|[- ](?:dosing )?intervals?\b)/gi;
/** `two capsules morning and evening`. */
const BOTH_ENDS =
  /\b(?:in the |every |each )?(?:morning|a\.?m\.?) (?:and|&) (?:(?:in the |every |each )?(?:evening|night)|at (?:night|bedtime)|p\.?m\b\.?)/gi;
/** `one tablet/day`. */
const ONE_A_DAY = /\b(?:one|1)\s+(?:tablet|capsule|pill|sachet|patch)\s*(?:\/|per|a)\s*day\b/gi;
/** `1000 mg x 2`, where people write so. */
const TIMES_A_DAY = /(?<=\d\s?mg\s?)[x×]\s?([2-4])(?=\s*(?:[(.,;)]|$|daily|per day|\/))/gi;
/** `one infusion of …` may still be repeated. */
const ONE = /\bone (?:[\w-]+ )?(?:\([\w.]+\) )?(?:vaccination|injection|infusion|bolus|administration)\b/gi;
const SEXUAL =
  /\b(?:\d+ ?(?:-|to) ?\d+|\d+|approximately \d+|one|at least \d+)?\s*(?:minutes?|min|hours?|h)?\s*(?:before|prior to)\s+(?:(?:the )?initiation of |anticipated |expected |planned |each |attempting |any |an? |attempts? at )*(?:sexual|intercourse)/gi;
/** What a `day 1` that is no schedule comes with. */
const VISIT =
  /\b(?:assess\w*|visit|follow-?up|evaluat\w*|measur\w*|sampl\w*|screening|endpoint|baseline|until|up to|through|to|from|before|after|week|study|start\w*|begin\w*|initiat\w*|post-?operative(?:ly)?|postop|since|period \d+ \(|cycle \d+,?|prior to|end of|randomi[sz]\w*)\s*(?:on |at )?$/i;
/** Steps of a titration: `increased by 5 mg every 3 hours`. */
const STEPS =
  /\b(?:(?:up|down)-?titrat|increas|escalat|titrat|adjust|decreas|reduc|assess|monitor|evaluat|measur|visit|repeat)\w*(?: by [^;,]{1,30})?,?\s*$/i;

/** What is done so often is looking at patients. */
const LOOKED =
  /\b(?:visits?|assessments?|examinations?|evaluations?|measurements?|biops\w+|scans?|imaging|questionnaires?|blood (?:samples?|draws?|tests?)|follow-?ups?|ecgs?|echocardiograms?|blood pressures?|pulse|heart rate|vital signs|levels)\b(?:[^.;\d]{0,40})\s(?:performed|done|obtained|scheduled|conducted|made|held|occur\w*|place|collected|taken|repeated|checked|monitored|recorded|measured|assessed|evaluated)\s+(?:for [^,;.]{1,20},?\s+)?(?:at least )?$/i;
const DIVIDED =
  /^,?\s*(?:given )?(?:in|as|into)\s+(two|three|four|2|3|4)\s+(?:equal(?:ly)?\s+)?(?:divided\s+)?doses\b/i;
const DIVISIONS: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, '2': 2, '3': 3, '4': 4 };
const FOR_DAYS =
  /^,?\s*(?:orally |iv |po |by mouth )?for (\d{1,2}|two|three|four|five|seven|ten) (?:consecutive )?days\b/i;
const DAYS: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, five: 5, seven: 7, ten: 10 };
const isDaily = (schedule: Schedule) =>
  schedule.kind === 'regular' && schedule.times === 1 && schedule.every === 1 && schedule.unit === 'day';
const EACH = /^,?\s*(?:of |in )?(?:every|each|an?)\s+(\d{1,2})[- ](days?|weeks?)\b/i;
const DAILY_FIRST =
  /^(?:(?:(?:once|twice|thrice|(?:two|three|four|\d) times|\d ?x) ?)?(?:daily|a day|per day|each day)|[btq]\.?i\.?d|[bqo]\.?d)\b/i;
/** One day, or days without a gap: when something goes on, rather than how often it is given. */
const isRun = (at: readonly number[]) => (at.at(-1) ?? 0) - (at[0] ?? 0) === at.length - 1;

const PIECE = /,|\sand\s/g;
/** The schedule at an offset; where what follows spoils the reading (`days 0 and 7 and 1 tablet daily`), without that. */
function scheduleAt(text: string, at: number): ReturnType<typeof readSchedule> {
  // No schedule is longer, and the reader takes all that it is given.
  const part = text.slice(at, at + 120);
  const found = (end: number) => {
    const read = readSchedule(end < part.length ? part.slice(0, end) : part, 0);
    // `days 2-6, 25 mg/m²`: the last number is another's.
    const stolen = read && /^\s?(?:mg|mcg|µg|μg|ug|g|mL|IU|units?)\b/i.test(part.slice(read.end, read.end + 8));
    return read && !stolen ? { value: read.value, end: at + read.end } : undefined;
  };
  const read = found(part.length);
  if (read || !/^(?:on |at )?(?:days?|weeks?|months?)\b/i.test(part)) return read;
  for (const piece of matchesOf(PIECE, part.slice(0, 80)).reverse()) {
    const shorter = found(piece.index);
    if (shorter) return shorter;
  }
  return undefined;
}

const ONCE_OR = /\b(?:once|twice|one|two|\d) or\s*$/i;
const OR = /^,?\s*(?:\([^)]{0,12}\),?\s*)?or\s*$/i;
const LISTED = /^\s*(?:,|,?\s*(?:and|&))\s*(?:(?:on|at)\s+)?$/i;
const isLoose = ({ value }: FoundSchedule) => value.kind === 'named' && value.of === undefined && !value.times;
const unitOf = ({ value }: FoundSchedule) => (value.kind === 'named' ? value.unit : undefined);

/**
 * Those of the schedules that can be said: a choice (`twice daily or three times daily`, `once or twice daily`) and days beside weeks
 * (`day 1, weeks 8 and 16`) cannot, and half of one would be wrong.
 */
function sayable(found: readonly FoundSchedule[], text: string): FoundSchedule[] {
  const out = new Set<FoundSchedule>();
  for (const [i, one] of found.entries()) {
    const next = found[i + 1];
    if (one.value.kind === 'regular' && ONCE_OR.test(text.slice(Math.max(0, one.start - 16), one.start))) out.add(one);
    if (!next || next.start < one.end) continue;
    const between = text.slice(one.end, next.start);
    const choice = one.value.kind === 'regular' && next.value.kind === 'regular' && OR.test(between);
    if (choice && perDay(one.value) !== perDay(next.value)) out.add(one).add(next);
    if (isLoose(one) && isLoose(next) && unitOf(one) !== unitOf(next) && LISTED.test(between)) out.add(one).add(next);
  }
  return found.filter((one) => !out.has(one));
}

/** All schedules in a text, from left to right. Days that are named for something else than giving are left out. */
export function findSchedules(text: string): FoundSchedule[] {
  const found: FoundSchedule[] = [];
  const lower = text.toLowerCase();
  // Most texts say nothing of most of this, which is sooner seen by a word of it than by the whole expression.
  const all = (expression: RegExp, ...words: readonly string[]) =>
    words.some((word) => lower.includes(word)) ? matchesOf(expression, text) : [];
  let from = 0;
  SCHEDULE_START.lastIndex = 0;
  for (let match = SCHEDULE_START.exec(text); match; match = SCHEDULE_START.exec(text)) {
    const start = match.index;
    if (start < from) {
      SCHEDULE_START.lastIndex = from;
      continue;
    }
    const before = text.slice(Math.max(0, start - 50), start);
    if (/^(?:on |at )?(?:day|week|month)/i.test(match[0]) && VISIT.test(before)) continue;
    const slash = text.charAt(start) === '/';
    const read = slash ? readSchedule(`per ${text.slice(start + 1, start + 13)}`, 0) : scheduleAt(text, start);
    // `four weekly doses`: not from the number on, but from `weekly`.
    if (!read) {
      SCHEDULE_START.lastIndex = start + (/^\w+/.exec(match[0])?.[0].length ?? 1);
      continue;
    }
    let end = slash ? start + read.end - 3 : read.end;
    from = end;
    SCHEDULE_START.lastIndex = Math.max(end, start + 1);
    let { value } = read;
    const divided = isDaily(value) ? DIVIDED.exec(text.slice(end, end + 40)) : null;
    if (divided?.[1]) {
      value = { kind: 'regular', times: DIVISIONS[divided[1].toLowerCase()] ?? 1, every: 1, unit: 'day' };
      end += divided[0].length;
    }
    // `250 mg daily on days 2-5` is given daily; the days say for how long.
    const daily = DAILY_FIRST.test(text.slice(start, end));
    let days: readonly number[] | undefined;
    if (value.kind === 'named' && value.of === undefined && daily) {
      days = value.at;
      value = { kind: 'regular', times: value.times ?? 1, every: 1, unit: 'day' };
    }
    const aDay = value.kind === 'regular' && value.every === 1 && value.unit === 'day' ? value.times : 0;
    const during = aDay > 0 ? FOR_DAYS.exec(text.slice(end, end + 40)) : null;
    if (during?.[1]) {
      const count = DAYS[during[1].toLowerCase()] ?? Number(during[1]);
      const at = Array.from({ length: count }, (_, day) => day + 1);
      if (aDay === 1) days = at;
      // `daily for 5 days every 3 weeks`.
      const again = EACH.exec(text.slice(end + during[0].length, end + during[0].length + 40));
      const of = Number(again?.[1]) * (/^w/i.test(again?.[2] ?? '') ? 7 : 1);
      if (again && of > count && of <= 84) {
        end += during[0].length + again[0].length;
        from = end;
        SCHEDULE_START.lastIndex = end;
        value = { kind: 'named', unit: 'day', at, of, ...(aDay > 1 && { times: aDay }) };
        days = undefined;
      }
    }
    const loose = value.kind === 'named' && value.of === undefined && value.then === undefined && isRun(value.at);
    if (/\b(?:divided|multiple)\s*$/i.test(before) || /^\s*divided\b/i.test(text.slice(end, end + 12))) continue;
    if (value.kind === 'named' && value.at.length < 2 && before.endsWith('(') && text.charAt(end) === ')') continue;
    if (value.kind === 'single' || STEPS.test(before) || LOOKED.test(text.slice(Math.max(0, start - 100), start)))
      continue;
    // `3-4 times a day` was not read; a rest of it is not what it says.
    if (/\btimes\s*$/i.test(before)) continue;
    // `complete a daily symptom journal`.
    if (KEPT.test(text.slice(end, end + 60))) continue;
    // `no more than once a day` says how often at most.
    if (/\b(?:no|not) more (?:often )?than\s*$/i.test(before)) continue;
    // `On day 15, participants begin …` says when.
    if (loose && BEGINS.test(text.slice(end, end + 40))) continue;
    if (value.kind === 'named' && value.of === undefined && value.at.length > 31) continue;
    // `30 minutes daily`, `total daily` speak of something else.
    if (
      /\btotal\s*$|(?<!\b(?:over|within)\s)\b\d+\s*(?:hours?|minutes?)\s*$/i.test(before) &&
      /^(?:daily|each|per|a )/i.test(match[0])
    )
      continue;
    found.push({
      value,
      start,
      end,
      ...(loose && { weak: true }),
      ...(days && { days }),
      ...(divided && { divided: true }),
    });
  }
  for (const match of all(SINGLE, 'single', 'once', 'one dose', 'one time', 'one-time'))
    if (!MOST.test(text.slice(Math.max(0, match.index - 20), match.index)))
      found.push({ value: { kind: 'single' }, start: match.index, end: match.index + match[0].length, single: true });
  for (const match of [...all(RESTING, 'followed by'), ...all(PLACEBO_DAYS, 'placebo', 'inert')]) {
    const [on = 0, off = 0] = [Number(match[1]), Number(match[2])];
    if (on < 1 || off < 1 || on + off > 84 || (/placebo|inert/i.test(match[0]) && on + off !== 28)) continue;
    const at = Array.from({ length: on }, (_, day) => day + 1);
    found.push({
      value: { kind: 'named', unit: 'day', at, of: on + off },
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  const weekly = (match: RegExpMatchArray, weeks: number, of: number) => {
    if (weeks < 1 || weeks * 7 >= of || of > 84 || of % 7 > 0) return;
    const at = Array.from({ length: weeks }, (_, week) => 7 * week + 1);
    const start = match.index ?? 0;
    const end = start + match[0].length;
    const apart = found.filter((one) => one.end <= start || one.start >= end);
    found.splice(0, found.length, ...apart, { value: { kind: 'named', unit: 'day', at, of }, start, end });
  };
  for (const match of all(WEEKS_OF, 'cycle', 'every'))
    weekly(match, countOf(match[1]), Number(match[2]) * (/w/i.test(match[3] ?? '') ? 7 : 1));
  for (const match of all(WEEKS_REST, 'weekly', ' week')) {
    const on = countOf(match[1]);
    weekly(match, on, 7 * (match[3] ? Number(match[3]) : on + countOf(match[2])));
  }
  for (const match of all(WEEKS_OFF, ' week')) {
    const [on, off] = [7 * countOf(match[1]), 7 * countOf(match[2])];
    const daily = found.findLast((one) => one.end <= match.index && match.index - one.end < 30);
    if (on < 1 || on + off > 84 || daily?.value.kind !== 'regular' || daily.value.unit !== 'day') continue;
    const times = daily.value.every === 1 ? daily.value.times : 1;
    daily.value = {
      kind: 'named',
      unit: 'day',
      at: Array.from({ length: on }, (_, day) => day + 1),
      of: on + off,
      ...(times > 1 && { times }),
    };
    delete daily.days;
  }
  for (const match of all(HOURLY, 'hourly', 'hrly')) {
    const every = Number(match[1]);
    if (every > 1 && every <= 72)
      found.push({
        value: { kind: 'regular', times: 1, every, unit: 'hour' },
        start: match.index,
        end: match.index + match[0].length,
      });
  }
  for (const match of all(APART, 'apart', 'interval')) {
    // `4-24 hours apart` says how often at most.
    if (/\d ?(?:-|–|to) ?$/.test(text.slice(Math.max(0, match.index - 4), match.index))) continue;
    const value = parseSchedule(`every ${match[2]} ${match[3]}`);
    const weak = /least|minimum/i.test(match[1] ?? '');
    if (value) found.push({ value, start: match.index, end: match.index + match[0].length, ...(weak && { weak }) });
  }
  for (const match of all(BOTH_ENDS, 'evening', 'night', 'bedtime', 'pm', 'p.m'))
    found.push({
      value: { kind: 'regular', times: 2, every: 1, unit: 'day' },
      start: match.index,
      end: match.index + match[0].length,
    });
  for (const match of all(ONE_A_DAY, 'one ', '1 '))
    found.push({
      value: { kind: 'regular', times: 1, every: 1, unit: 'day' },
      start: match.index,
      end: match.index + match[0].length,
    });
  for (const match of all(TIMES_A_DAY, 'mgx', 'mg x', 'mg×', 'mg ×'))
    found.push({
      value: { kind: 'regular', times: Number(match[1]), every: 1, unit: 'day' },
      start: match.index,
      end: match.index + match[0].length,
      weak: true,
    });
  for (const match of all(ONE, 'one '))
    found.push({ value: { kind: 'single' }, start: match.index, end: match.index + match[0].length, weak: true });
  for (const match of all(SEXUAL, 'sexual', 'intercourse'))
    found.push({ value: { kind: 'as needed' }, start: match.index, end: match.index + match[0].length });
  return sayable(
    found.sort((a, b) => a.start - b.start),
    text,
  );
}
