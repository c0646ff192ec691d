/** Schedules that repeat: `once daily`, `every 8 hours`, `three times weekly`, and their abbreviations. */
import type { Words } from './words.ts';

export type ScheduleUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

export const MOMENTS = [
  'in the morning',
  'in the afternoon',
  'in the evening',
  'at bedtime',
  'with meals',
  'before meals',
  'after meals',
] as const;
export type Moment = (typeof MOMENTS)[number];

/** So many administrations in each period of so many units: twice daily, once every 3 weeks. */
export interface Regular {
  kind: 'regular';
  times: number;
  every: number;
  /** The longest the period may be: `every 4 to 6 hours`. */
  to?: number;
  unit: ScheduleUnit;
  when?: Moment;
}

const MOMENT_NAMES: Readonly<Record<string, Moment>> = {
  ...Object.fromEntries(MOMENTS.map((moment) => [moment, moment])),
  'in morning': 'in the morning',
  'each morning': 'in the morning',
  'every morning': 'in the morning',
  qam: 'in the morning',
  'in evening': 'in the evening',
  'each evening': 'in the evening',
  'every evening': 'in the evening',
  qpm: 'in the evening',
  'at night': 'at bedtime',
  'each night': 'at bedtime',
  'every night': 'at bedtime',
  'before bed': 'at bedtime',
  'before bedtime': 'at bedtime',
  nightly: 'at bedtime',
  hs: 'at bedtime',
  qhs: 'at bedtime',
  'with food': 'with meals',
  'with each meal': 'with meals',
};

const MOMENT_PHRASES = Object.keys(MOMENT_NAMES);

export const UNITS: Readonly<Record<string, ScheduleUnit>> = Object.fromEntries(
  (
    [
      ['minute', 'min mins minute minutes'],
      ['hour', 'h hr hrs hour hours'],
      ['day', 'd day days'],
      ['week', 'w wk wks week weeks'],
      ['month', 'mo mos month months'],
      ['year', 'y yr yrs year years'],
    ] as const
  ).flatMap(([unit, names]) => names.split(' ').map((name) => [name, unit])),
);

type Frequency = readonly [times: number, every: number, unit: ScheduleUnit];

const ADVERBS: Readonly<Record<string, Frequency>> = {
  hourly: [1, 1, 'hour'],
  daily: [1, 1, 'day'],
  weekly: [1, 1, 'week'],
  fortnightly: [1, 2, 'week'],
  monthly: [1, 1, 'month'],
  quarterly: [1, 3, 'month'],
  yearly: [1, 1, 'year'],
  annually: [1, 1, 'year'],
};

const ABBREVIATIONS: Readonly<Record<string, Frequency>> = {
  qd: [1, 1, 'day'],
  od: [1, 1, 'day'],
  bid: [2, 1, 'day'],
  bd: [2, 1, 'day'],
  tid: [3, 1, 'day'],
  tds: [3, 1, 'day'],
  qid: [4, 1, 'day'],
  qds: [4, 1, 'day'],
  qod: [1, 2, 'day'],
  eod: [1, 2, 'day'],
  qw: [1, 1, 'week'],
  qwk: [1, 1, 'week'],
  biw: [2, 1, 'week'],
  tiw: [3, 1, 'week'],
  qow: [1, 2, 'week'],
  eow: [1, 2, 'week'],
  qm: [1, 1, 'month'],
};

const regular = ([times, every, unit]: Frequency): Regular => ({ kind: 'regular', times, every, unit });

function readCount(words: Words): number | undefined {
  if (words.take('once')) return 1;
  if (words.take('twice')) return 2;
  if (words.take('thrice')) return 3;
  return words.try(() => {
    const count = words.number();
    if (!count) return undefined;
    if (words.take('times', 'time', 'x', 'doses', 'dose') || words.peek() === '/') return count;
    return undefined;
  });
}

/** `every 2 weeks`, `every other day`, `every 4 to 6 hours`, `q12h`. */
export function readEvery(words: Words): Regular | undefined {
  return words.try(() => {
    if (!words.take('every', 'each', 'q')) return undefined;
    const other = words.take('other', 'second', 'alternate');
    const every = other ? 2 : (words.number() ?? 1);
    const to = !other && words.take('to', '-') ? words.number() : undefined;
    words.take('-');
    const unit = words.look(UNITS);
    if (!unit || every <= 0 || (to !== undefined && to <= every)) return undefined;
    return { ...regular([1, every, unit]), ...(to !== undefined && { to }) };
  });
}

function readPeriod(words: Words): Regular | undefined {
  const every = readEvery(words);
  if (every) return every;
  return words.try(() => {
    words.take('-');
    const adverb = words.look(ADVERBS);
    if (adverb) return regular(adverb);
    if (!words.take('a', 'an', 'per', '/', 'in a')) return undefined;
    const day = words.take('24 h', '24 hr', '24 hrs', '24 hours') ? 'day' : words.look(UNITS);
    return day && regular([1, 1, day]);
  });
}

function readMoment(words: Words): Moment | undefined {
  const name = words.take(...MOMENT_PHRASES);
  return name === undefined ? undefined : MOMENT_NAMES[name];
}

/** `, 5 days a week` after what is given on such a day. */
function readDaysAWeek(words: Words): number | undefined {
  return words.try(() => {
    words.take(',');
    words.take('on', 'for');
    const days = words.number();
    if (!days || days > 7 || !words.take('days')) return undefined;
    return words.take('a week', 'per week', '/ week', 'weekly', 'each week', 'every week') ? days : undefined;
  });
}

/** How often, without what days. */
export function readFrequency(words: Words): Regular | undefined {
  return words.try(() => {
    const abbreviated = words.look(ABBREVIATIONS);
    if (abbreviated) return regular(abbreviated);
    const count = readCount(words);
    const period = readPeriod(words);
    if (period) return { ...period, times: count ?? 1 };
    if (count !== undefined && count !== 1) return undefined;
    const when = readMoment(words);
    return when && { ...regular([1, 1, 'day']), when };
  });
}

/** How often, on how many days a week, and when in the day. */
export function readRegular(words: Words): Regular | undefined {
  const days = words.try(() => {
    const count = readDaysAWeek(words);
    return count === undefined ? undefined : regular([count, 1, 'week']);
  });
  if (days) return days;
  const found = readFrequency(words);
  if (!found || found.when) return found;
  const daily = found.unit === 'day' && found.every === 1;
  const onDays = daily ? readDaysAWeek(words) : undefined;
  if (onDays) return regular([found.times * onDays, 1, 'week']);
  const when = words.try(() => {
    words.take(',');
    return readMoment(words);
  });
  return when ? { ...found, when } : found;
}
