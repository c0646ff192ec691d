/** Which side is the higher: by the values, by time to an event, by the stated orientation of an estimate. */
import { numberOf, statisticOf } from './computed.ts';
import { type Effect, nullOf, turned } from './effect.ts';
import { onceOfOne } from './once.ts';
import type { Estimate } from './quantity/estimate.ts';
import { type Reading, signOf, statedOrientation } from './reported.ts';
import type { Outcome, Result, Value } from './schema.ts';

/** 1 where the first is the higher, −1 where the lower, 0 where neither. */
export type Sign = -1 | 0 | 1;

const TIME_MEASURE =
  /\btime[- ](?:to|until|till|from|since)\b(?!.{0,20}\b(?:peak|max|maximum|maximal|tmax|reach max))|\bsurvival\b|(?:progression|event|disease|relapse|recurrence|metastas[ie]s)[- ]free|\bfreedom from\b|\bduration of (?:\w+ )?(?:response|remission|survival)\b|\b(?:PFS|DFS|EFS|RFS)\b/i;
const TIME_UNIT = /^(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b/i;
/** Words that say that those counted are the ones without the event. */
const FREE = /\bfree(?:dom)?\b|surviv|\balive\b|\bwithout\b/i;

/** Units of a share: `percent probability of OS`, `proportion of participants`. */
const SHARE = /%|\bper ?cent|\bprobabilit|\bproportion|\brate\b|\bfraction/i;

/** A category of a time, in a measure or a row: `Time to relief, <=15 minutes`, `Response for 3 to <6 months`. How many fall into it is no time. */
const IN_CATEGORY = /[<>≤≥]=? ?\d+(?:\.\d+)?[- ]?(?:min(?:ute)?|h(?:ou)?r|day|week|month|year)s?\b/i;

/** What the words of an outcome say of time. */
const timingOf = onceOfOne(({ measure = '', unit = '' }: Outcome) => {
  const inTime = TIME_UNIT.test(unit);
  return {
    words: TIME_MEASURE.test(measure) && (inTime || !IN_CATEGORY.test(measure)),
    inTime,
    free: FREE.test(`${measure} ${unit}`),
  };
});

/** Whether an outcome is a time to an event by its own words. */
export function isTimeMeasure(outcome: Outcome): boolean {
  return timingOf(outcome).words;
}

/** Words of a time before anything was given. */
const BEFORE =
  /^(?:(?:day|week|month|visit) ?0|0 (?:days?|weeks?|months?))(?:\s*[,;(:].*)?$|\b(?:base ?line|screening|pre-?(?:dose|treatment|baseline|study)|before (?:the )?(?:start of )?treatment)\b/i;
/** Words that set such a time against a later one, or name a later one. */
const SINCE =
  /\b(?:changes?|from|to|post|after|since|ratio|reduction|increase|decrease|improve\w*|follow\w*|end|endpoint|relative|last|minimum|maximum|worst|difference)\b|[<>≤≥]|\bhours?\b/i;
const LATER =
  /\b(?:day|week|month|year|hour|cycle)s?[ -]?(?:[2-9]|[1-9]\d)|\b(?:[2-9]|[1-9]\d)[ -](?:day|week|month|year)s?\b|\b(?:month|year) 1\b|, week 1\b|\b(?:1|one)[ -](?:week|month|year)s?\b/i;
/** `… at baseline` may tell who is meant and not when, unless it is a value that stood so. */
const WHO = /\bat base ?line\b/i;
const VALUE =
  /^at base|\b(?:values?|scores?|means?|levels?|measure\w*|visit|gmt|titers?|concentrations?|m?pap|[sd]?bp|(?:systolic|diastolic) blood pressure|volume|velocity|dimension|thickness|shortening|inflow|fraction|scale \d)\b/i;

/** A part of a row that is such a time and nothing else: `0-Back: Week 0`, `Wall thickness (Baseline)`, `Last 30 sec, Pre-treatment`. */
const BEFORE_ALONE = /^(?:at )?(?:base ?line|screening|(?:week|day|month|visit) 0|pre-?(?:treatment|study|baseline))$/i;
/** What the other parts must not say: a change, or another time. */
const NOT_BEFORE = /\bchange|[∆Δ]|\b(?:at|after|by|to|until) (?:\d|week|day|month|year|visit|end|last)|\bpost|→/i;

function isBeforeInPart(row: string): boolean {
  const parts = row.replace(/\(?\bn ?=[^)]*\)?/gi, ' ').split(/[:;,()]| - /);
  const told = parts.map((part) => part.trim()).filter((part) => part !== '');
  const rest = told.filter((part) => !BEFORE_ALONE.test(part));
  return rest.length < told.length && rest.every((part) => !NOT_BEFORE.test(part) && !LATER.test(part));
}

function isBefore(text: string): boolean {
  return BEFORE.test(text) && !SINCE.test(text) && !LATER.test(text) && (!WHO.test(text) || VALUE.test(text));
}

/** Rows, and outcomes that nobody analysed, that hold values from before anything was given: no effect of anything. */
export function isBaseline(outcome: Outcome, { row, analyses = [] }: Result): boolean {
  if (row !== undefined) return isBefore(row.trim()) || isBeforeInPart(row);
  // `Change from baseline` is a measure of what came after, whichever times are named with it.
  return analyses.length === 0 && isBefore((outcome.time ?? '').trim()) && !/\bchanges?\b/i.test(outcome.measure ?? '');
}

/** 1 where the first value is the larger, −1 where the smaller, 0 where equal; undefined where they cannot be compared. */
export function signOfValues(first: Value | undefined, second: Value | undefined, time: boolean): Sign | undefined {
  const statistic = first && statisticOf(first);
  if (!first || !second || statistic === undefined || statisticOf(second) !== statistic) return undefined;
  // Of a median time, not available means the same: fewer than half had the event.
  const open =
    time && statistic === 'median'
      ? /^(?:not (?:yet )?(?:reached|estimable|available)|n\.?[aer]\.?)$/i
      : /^not (?:yet )?reached$/i;
  const size = ({ [statistic]: figure }: Value) =>
    typeof figure === 'string' && open.test(figure) ? Number.POSITIVE_INFINITY : numberOf(figure);
  let [a, b] = [size(first), size(second)];
  // Counts are of how many, and the sides need not be of one size.
  if (statistic === 'count' && first.n && second.n && a !== undefined && b !== undefined)
    [a, b] = [a / first.n, b / second.n];
  return a === undefined || b === undefined ? undefined : a > b ? 1 : a < b ? -1 : 0;
}

/** The first value over the second, where both are positive numbers. */
export function ratioOfValues(first: Value | undefined, second: Value | undefined): number | undefined {
  const statistic = first && statisticOf(first);
  const a = first && statistic && numberOf(first[statistic]);
  const b = second && statistic && numberOf(second[statistic]);
  return a !== undefined && b !== undefined && a > 0 && b > 0 ? a / b : undefined;
}

/**
 * Whether a contrast is told as time to an event, and whether its values then run the other way: the more had the event,
 * the shorter the time. How many fall into a category of a time, as its measure or row names one, is no time. `share`: what is told is
 * the share without the event at a time, as it is read off a survival curve.
 */
export function timing(
  outcome: Outcome,
  value: Value | undefined,
  hazards: boolean,
  row = '',
): { time: boolean; reversed: boolean; share: boolean } {
  const { words, inTime, free } = timingOf(outcome);
  const counted = value !== undefined && statisticOf(value) !== 'median' && !inTime;
  const isTime = words || (hazards && (inTime || value === undefined));
  if (!isTime || (counted && !hazards && IN_CATEGORY.test(row))) return { time: false, reversed: false, share: false };
  const statistic = value && statisticOf(value);
  const share = counted && free && statistic !== 'count' && (statistic === 'percent' || SHARE.test(outcome.unit ?? ''));
  return { time: true, reversed: counted && !free, share };
}

export interface Told {
  estimate: Estimate;
  oriented: boolean;
  nothing?: Effect['null'];
  mark?: 'against its order' | 'orientation contradicts' | 'orientation unknown';
  /** The sign of first relative to second, in the outcome's own terms, where the orientation is stated. */
  stated?: Sign;
}

/**
 * An estimate told as first relative to second. `higher` is the sign that the values give; `against` says that a larger
 * estimate means a lower outcome, as a hazard ratio does for time.
 */
export function tell(
  reading: Reading,
  first: string,
  higher: Sign | undefined,
  against: boolean,
  ratio?: number,
): Told | undefined {
  const { estimate } = reading;
  if (!estimate) return undefined;
  const nothing = nullOf(estimate, ratio);
  if (nothing === undefined) return { estimate, oriented: false, mark: 'orientation unknown' };
  const sign = signOf(estimate, nothing);
  const stated = statedOrientation(reading);
  const agrees = (one: Sign, other: Sign) => one === 0 || other === 0 || one === other;
  const expected = higher === undefined ? undefined : ((against ? -higher : higher) as Sign);
  if (stated) {
    const straight = stated[0] === first;
    const own = straight ? estimate : turned(estimate, nothing);
    const ownSign = (straight ? sign : -sign) as Sign;
    const told = { estimate: own ?? estimate, nothing, stated: (against ? -ownSign : ownSign) as Sign };
    if (expected !== undefined && !agrees(expected, ownSign))
      return { ...told, oriented: false, mark: 'orientation contradicts' };
    return { ...told, oriented: own !== undefined };
  }
  if (expected === undefined || (expected === 0 && sign !== 0))
    return { estimate, nothing, oriented: false, mark: 'orientation unknown' };
  const named = reading.sides[0] === first ? expected : (-expected as Sign);
  const mark = agrees(named, sign) ? {} : { mark: 'against its order' as const };
  if (agrees(expected, sign)) return { estimate, nothing, oriented: true, ...mark };
  const other = turned(estimate, nothing);
  return { estimate: other ?? estimate, nothing, oriented: other !== undefined, ...mark };
}
