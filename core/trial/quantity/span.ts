/** Spans of time, `52 weeks`, and what is said with them: how long something is given, how old somebody is. */
import { PERIOD_DAYS, type Period } from './dose-unit.ts';
import { formatNumber, rounded } from './number.ts';
import { Words } from './words.ts';

export interface Span {
  count: number;
  unit: Period;
}

const UNITS: Readonly<Record<string, Period>> = Object.fromEntries(
  (
    [
      ['second', 's sec secs second seconds'],
      ['minute', 'min mins minute minutes'],
      ['hour', 'h hr hrs hour hours'],
      ['day', 'd day days'],
      ['week', 'w wk wks week weeks'],
      ['month', 'mo mos month months'],
      ['year', 'y yr yrs year years'],
    ] as const
  ).flatMap(([unit, names]) => names.split(' ').map((name) => [name, unit])),
);

const UNIT_NAMED = new RegExp(`(?<!\\p{L})(?:${Object.keys(UNITS).join('|')})(?!\\p{L})`, 'iu');

/** Whether a text names a unit of time at all: most that are asked whether they are a time do not. */
export function namesUnit(text: string): boolean {
  return UNIT_NAMED.test(text);
}

/** How many of the unit on the right one of the unit on the left is, where that is exact. */
const EXACT: Readonly<Record<string, number>> = {
  'year month': 12,
  'week day': 7,
  'day hour': 24,
  'hour minute': 60,
  'minute second': 60,
};

/** A span in days. A month and a year are mean ones. */
export function spanDays({ count, unit }: Span): number {
  return rounded(count * PERIOD_DAYS[unit]);
}

export function formatSpan({ count, unit }: Span): string {
  return `${formatNumber(count)} ${unit}${count === 1 ? '' : 's'}`;
}

/** Takes a unit of time. */
export function readSpanUnit(words: Words): Period | undefined {
  return words.look(UNITS);
}

function readOne(words: Words): Span | undefined {
  return words.try(() => {
    const count = words.number() ?? (words.take('a', 'an') ? 1 : undefined);
    words.take('-');
    const unit = count === undefined ? undefined : readSpanUnit(words);
    return count !== undefined && unit ? { count, unit } : undefined;
  });
}

/** `52 weeks`, `52-week`, `1 year and 6 months` (18 months). */
export function readSpan(words: Words): Span | undefined {
  let span = readOne(words);
  while (span) {
    const so = span;
    const more = words.try(() => {
      words.take('and', ', and', ',');
      const next = readOne(words);
      const factor = next && EXACT[`${so.unit} ${next.unit}`];
      return factor ? { count: rounded(so.count * factor + next.count), unit: next.unit } : undefined;
    });
    if (!more) break;
    span = more;
  }
  return span;
}

/** `12 to 24 weeks`, `6 months to 2 years`, or a single span twice. */
function readSpans(words: Words): { from: Span; to: Span } | undefined {
  const range = words.try(() => {
    const count = words.number();
    if (count === undefined || !words.take('to', '-')) return undefined;
    const to = readSpan(words);
    return to && { from: { count, unit: to.unit }, to };
  });
  if (range) return range;
  const from = readSpan(words);
  if (!from) return undefined;
  const to = words.try(() => (words.take('to', '-', 'through') ? readSpan(words) : undefined));
  return { from, to: to ?? from };
}

export interface Duration {
  /** The longest it may last; undefined where it is counted in cycles or doses of no stated length, or lasts until an event. */
  days: number | undefined;
  /** How many of the unit, the least where it is a range. */
  count?: number;
  /** The most, where it is a range. */
  to?: number;
  unit?: Period | 'cycle' | 'dose';
  /** The length of one cycle. */
  cycle?: Span;
  bound?: 'up to' | 'at least';
  /** What ends it, in words. */
  until?: string;
}

const AT_MOST = ['up to', 'at most', 'maximum of', 'a maximum of', 'max', '<=', 'for up to'];
const AT_LEAST = ['at least', 'a minimum of', '>='];
const SKIPPED = ['for', 'approximately', 'about', 'a total of'];

function readCycles(words: Words): Duration | undefined {
  return words.try(() => {
    const count = words.number();
    const to = words.take('to', '-') ? words.number() : undefined;
    if (count === undefined || (to !== undefined && to <= count)) return undefined;
    const before = readOne(words);
    const unit = words.take('cycles', 'cycle') ? 'cycle' : words.take('doses', 'dose') ? 'dose' : undefined;
    if (!unit || (before && unit === 'dose')) return undefined;
    const cycle =
      unit === 'dose' ? undefined : (before ?? words.try(() => (words.take('of') ? readOne(words) : undefined)));
    const days = cycle && rounded((to ?? count) * spanDays(cycle));
    return { days, count, ...(to !== undefined && { to }), unit, ...(cycle && { cycle }) };
  });
}

function readDurationSpan(words: Words): Duration | undefined {
  return words.try(() => {
    const spans = readSpans(words);
    if (!spans) return undefined;
    const { from, to } = spans;
    const days = spanDays(to);
    if (spanDays(from) === days) return { days, ...to };
    const factor = from.unit === to.unit ? 1 : EXACT[`${to.unit} ${from.unit}`];
    const count = factor && rounded(to.count * factor);
    return count && count > from.count ? { days, count: from.count, to: count, unit: from.unit } : undefined;
  });
}

/** Reads how long something is given: `52 weeks`, `8 cycles`, `6 cycles of 21 days`, `up to 2 years`, `until progression`. */
export function parseDuration(text: string): Duration | undefined {
  const until = /^\s*until\s+(?=\S)/i.exec(text);
  if (until) return { days: undefined, until: text.slice(until[0].length).replace(/\s+/g, ' ').trim() };
  const words = new Words(text);
  words.take(...SKIPPED);
  const bound = words.take(...AT_MOST) ? 'up to' : words.take(...AT_LEAST) ? 'at least' : undefined;
  const duration = readCycles(words) ?? readDurationSpan(words);
  if (!duration || !words.done || (bound && duration.to !== undefined)) return undefined;
  return bound ? { ...duration, bound } : duration;
}

/** A duration as a document writes it; `parseDuration` reads the same back. */
export function formatDuration({ count, to, unit, cycle, bound, until }: Duration): string {
  if (until !== undefined) return `until ${until}`;
  const least = formatNumber(count ?? 0);
  const number = to === undefined ? least : `${least} to ${formatNumber(to)}`;
  const of = cycle ? ` of ${formatSpan(cycle)}` : '';
  return `${bound ? `${bound} ` : ''}${number} ${unit}${number === '1' ? '' : 's'}${of}`;
}

export interface Ages {
  low?: Span;
  high?: Span;
  /** The one bound that there is, is itself left out: `over 2 years`. */
  strict?: true;
}

/** Reads the ages admitted: `18 years and older`, `18 to 65 years`, `up to 17 years`, `>2`; years where nothing is said. */
export function parseAge(text: string): Ages | undefined {
  const words = new Words(text);
  const ages = readAges(words);
  words.take('of age', 'old');
  return words.done ? ages : undefined;
}

function readAges(words: Words): Ages | undefined {
  if (words.take('all ages', 'any age', 'all')) return {};
  const years = (): Span | undefined => {
    const span = readSpan(words);
    if (span) return span;
    const count = words.number();
    return count === undefined ? undefined : { count, unit: 'year' };
  };
  const bound = (key: 'low' | 'high', strict: boolean): Ages | undefined => {
    words.take('=');
    const span = years();
    return span && { [key]: span, ...(strict && { strict: true as const }) };
  };
  if (words.take('>=', '> =', 'at least', 'from')) return bound('low', false);
  if (words.take('<=', '< =', 'up to', 'at most')) return bound('high', false);
  if (words.take('>', 'over', 'older than', 'above')) return bound('low', true);
  if (words.take('<', 'under', 'younger than', 'below')) return bound('high', true);
  const range = words.try(() => {
    const low = words.number();
    if (low === undefined || !words.take('to', '-')) return undefined;
    const high = years();
    return high && { low: { count: low, unit: high.unit }, high };
  });
  if (range) return spanDays(range.low) <= spanDays(range.high) ? range : undefined;
  const low = years();
  if (!low) return undefined;
  words.take('old', 'of age');
  if (words.take('and older', 'or older', 'and over', 'and above', 'and up', '+')) return { low };
  if (words.take('and younger', 'or younger', 'and under')) return { high: low };
  if (!words.take('to', '-')) return undefined;
  const high = years();
  return high && spanDays(low) <= spanDays(high) ? { low, high } : undefined;
}

/** Ages as a document writes them; `parseAge` reads the same back. */
export function formatAge({ low, high, strict }: Ages): string {
  if (low && high) {
    return low.unit === high.unit
      ? `${formatNumber(low.count)} to ${formatSpan(high)}`
      : `${formatSpan(low)} to ${formatSpan(high)}`;
  }
  if (low) return strict ? `over ${formatSpan(low)}` : `${formatSpan(low)} and older`;
  if (high) return `${strict ? 'under' : 'up to'} ${formatSpan(high)}`;
  return 'all ages';
}
