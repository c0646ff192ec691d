/** Schedules: `once daily`, `every 8 hours`, `days 1, 8 and 15 of 28`, `weeks 0, 2 and 6, then every 8 weeks`. */
import { PERIOD_DAYS } from './dose-unit.ts';
import { formatNumber, type Read, rounded } from './number.ts';
import { Words } from './words.ts';

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

/** Named days, weeks or months, of a cycle where there is one. */
export interface Named {
  kind: 'named';
  unit: 'day' | 'week' | 'month';
  at: readonly number[];
  /** The length of the cycle, in the same unit. */
  of?: number;
  /** Administrations on each, where it is not one. */
  times?: number;
  /** What follows the named ones. */
  then?: Regular;
}

export type Schedule =
  | Regular
  | Named
  | { kind: 'single' }
  | { kind: 'continuous' }
  /** As needed, with the most that may be taken where it is said. */
  | { kind: 'as needed'; most?: Regular };

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

const UNITS: Readonly<Record<string, ScheduleUnit>> = Object.fromEntries(
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

/** More named days than any cycle has. */
const MOST = 400;

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
function readEvery(words: Words): Regular | undefined {
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
  const name = words.take(...Object.keys(MOMENT_NAMES));
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

function readFrequency(words: Words): Regular | undefined {
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

function readRegular(words: Words): Regular | undefined {
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

function readUnitOfList(words: Words): Named['unit'] | undefined {
  return words.try(() => {
    const unit = words.look(UNITS);
    return unit === 'day' || unit === 'week' || unit === 'month' ? unit : undefined;
  });
}

/** `1, 8 and 15`, `1-14`, `1 to 5 and 8`. */
function readList(words: Words, unit: Named['unit']): number[] | undefined {
  const at: number[] = [];
  for (;;) {
    const item = words.try(() => {
      if (at.length > 0) {
        const joined = words.take(', and', ',', 'and');
        if (!joined) return undefined;
      }
      words.take('on', 'at');
      // `day 1 and week 8` is no list of days.
      const again = at.length > 0 ? readUnitOfList(words) : undefined;
      if (again !== undefined && again !== unit) return undefined;
      const from = words.number();
      // `day 1, 2 weeks` is not a list of days.
      const named = words.peek();
      if (from === undefined || (named !== undefined && Object.hasOwn(UNITS, named))) return undefined;
      const to = words.try(() => {
        if (!words.take('-', 'to', 'through', 'thru')) return undefined;
        const own = readUnitOfList(words);
        return own === undefined || own === unit ? words.number() : undefined;
      });
      return { from, to: to ?? from };
    });
    if (!item) break;
    const whole = Number.isInteger(item.from) && Number.isInteger(item.to);
    if (!whole || item.to < item.from || at.length + item.to - item.from >= MOST || item.from <= (at.at(-1) ?? -1))
      return undefined;
    for (let day = item.from; day <= item.to; day++) at.push(day);
  }
  return at.length > 0 && unit ? at : undefined;
}

function inUnit(count: number, from: ScheduleUnit, to: Named['unit']): number | undefined {
  if (from === to) return count;
  return from === 'week' && to === 'day' ? count * 7 : undefined;
}

/** `of 28`, `of each 28-day cycle`, `every 3 weeks`: the cycle's length in the unit of the list. */
function readCycle(words: Words, unit: Named['unit']): number | undefined {
  const every = words.try(() => {
    words.take(',');
    const found = readEvery(words);
    return found && found.to === undefined ? inUnit(found.every, found.unit, unit) : undefined;
  });
  if (every !== undefined) return every;
  return words.try(() => {
    if (!words.take('of', 'in', 'out of')) return undefined;
    words.take('a', 'an', 'each', 'every', 'the');
    const count = words.number();
    if (!count || !Number.isInteger(count)) return undefined;
    const own = words.try(() => {
      words.take('-');
      return words.look(UNITS);
    });
    words.try(() => {
      words.take('-');
      return words.take('cycle', 'cycles');
    });
    return inUnit(count, own ?? unit, unit);
  });
}

/** `4 weeks on, 2 weeks off`, in days. */
function readOnOff(words: Words): Named | undefined {
  return words.try(() => {
    const part = (state: string) => {
      const count = words.number();
      words.take('-');
      const unit = words.look(UNITS);
      const days = count && unit ? inUnit(count, unit, 'day') : undefined;
      return days && Number.isInteger(days) && days < MOST && words.take(state) ? days : undefined;
    };
    const on = part('on');
    words.take(',', '/', 'and', 'followed by');
    const off = on === undefined ? undefined : part('off');
    if (on === undefined || off === undefined) return undefined;
    return { kind: 'named', unit: 'day', at: Array.from({ length: on }, (_, i) => i + 1), of: on + off };
  });
}

function readThen(words: Words): Regular | undefined {
  return words.try(() => {
    words.take(',');
    if (!words.take('then', 'and then', 'and', 'followed by')) return undefined;
    const then = readRegular(words);
    words.take('thereafter', 'after that');
    return then;
  });
}

/** Named days, with the frequency on each before or after them. */
function readNamed(words: Words): Named | undefined {
  return words.try(() => {
    const daily = (found: Regular | undefined) =>
      found && found.unit === 'day' && found.every === 1 && found.to === undefined && !found.when
        ? found.times
        : undefined;
    const before = words.try(() => daily(readFrequency(words)));
    if (before !== undefined) words.take(',', 'for');
    words.take('on', 'at');
    const onOff = readOnOff(words);
    const unit = onOff ? onOff.unit : readUnitOfList(words);
    const at = onOff ? onOff.at : unit && readList(words, unit);
    if (!unit || !at) return undefined;
    const of = onOff ? onOff.of : readCycle(words, unit);
    if (of !== undefined && (at.at(-1) ?? 0) > of) return undefined;
    const after =
      before ??
      words.try(() => {
        words.take(',');
        return daily(readFrequency(words));
      });
    const then = readThen(words);
    const times = after === 1 ? undefined : after;
    return { kind: 'named', unit, at, ...(of !== undefined && { of }), ...(times && { times }), ...(then && { then }) };
  });
}

const SINGLE = [
  'single dose',
  'single administration',
  'single injection',
  'single infusion',
  'single oral dose',
  'single',
  'one dose',
  'one time only',
  'one time',
  'once only',
  'once',
];
const NEEDED = ['as needed', 'as required', 'when needed', 'if needed', 'on demand', 'prn'];
const CONTINUOUS = ['continuous infusion', 'continuous', 'continuously'];

/** Reads the schedule that begins at an offset of a text, as long as it goes. What follows is the caller's. */
export function readSchedule(text: string, at: number): Read<Schedule> | undefined {
  const words = new Words(text, at);
  const value = readAny(words);
  return value && { value, end: words.end };
}

function readAny(words: Words): Schedule | undefined {
  const capped = () => {
    words.take(',');
    const most = words.take('at most', 'up to', 'maximum', 'max', 'no more than', 'not more than');
    return most ? readRegular(words) : undefined;
  };
  if (words.take(...NEEDED)) {
    const most = words.try(capped);
    return most ? { kind: 'as needed', most } : { kind: 'as needed' };
  }
  const named = readNamed(words);
  if (named) return named;
  const most = words.try(() => {
    const found = words.try(capped) ?? readRegular(words);
    words.take(',');
    return found && words.take(...NEEDED) ? found : undefined;
  });
  if (most) return { kind: 'as needed', most };
  const found = readRegular(words);
  if (found) return found;
  words.take('a', 'one');
  if (words.take(...SINGLE)) return { kind: 'single' };
  return words.take(...CONTINUOUS) ? { kind: 'continuous' } : undefined;
}

/** The schedule that is the whole text, or undefined. */
export function parseSchedule(text: string): Schedule | undefined {
  const words = new Words(text);
  const schedule = readAny(words);
  return words.done ? schedule : undefined;
}

const TIMES: Readonly<Record<number, string>> = { 1: 'once', 2: 'twice', 3: 'three times', 4: 'four times' };
const timesText = (times: number) => TIMES[times] ?? `${formatNumber(times)} times`;
const DAILY: Partial<Record<ScheduleUnit, string>> = { day: 'daily', week: 'weekly', month: 'monthly', year: 'yearly' };

function formatRegular({ times, every, to, unit, when }: Regular): string {
  const adverb = every === 1 && to === undefined ? DAILY[unit] : undefined;
  const several = every === 1 && to === undefined ? unit : `${unit}s`;
  const count =
    to === undefined
      ? every === 1
        ? ''
        : `${formatNumber(every)} `
      : `${formatNumber(every)} to ${formatNumber(to)} `;
  const period = adverb ?? `every ${count}${several}`;
  const text = adverb || times !== 1 ? `${timesText(times)} ${period}` : period;
  return when ? `${text} ${when}` : text;
}

/** `1, 8 and 15`; three and more in a row are `1-14`. */
function formatList(at: readonly number[]): string {
  const items: string[] = [];
  for (let i = 0; i < at.length; ) {
    const first = at[i] ?? 0;
    let run = 1;
    while (at[i + run] === first + run) run++;
    if (run < 3) run = 1;
    items.push(run === 1 ? String(first) : `${first}-${first + run - 1}`);
    i += run;
  }
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** A schedule as a document writes it; `parseSchedule` reads the same schedule back. */
export function formatSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'regular':
      return formatRegular(schedule);
    case 'single':
      return 'single dose';
    case 'continuous':
      return 'continuous';
    case 'as needed':
      return schedule.most ? `as needed, at most ${formatRegular(schedule.most)}` : 'as needed';
    case 'named': {
      const { unit, at, of, times, then } = schedule;
      const before = times ? `${timesText(times)} daily, ` : '';
      const cycle = of === undefined ? '' : ` of ${of}`;
      const after = then ? `, then ${formatRegular(then)}` : '';
      return `${before}${at.length > 1 ? `${unit}s` : unit} ${formatList(at)}${cycle}${after}`;
    }
  }
}

/** Administrations a day, on average over the cycle; undefined where it does not say (single, continuous, as needed). */
export function perDay(schedule: Schedule): number | undefined {
  if (schedule.kind === 'regular') {
    const every = schedule.to === undefined ? schedule.every : (schedule.every + schedule.to) / 2;
    return rounded(schedule.times / (every * PERIOD_DAYS[schedule.unit]));
  }
  if (schedule.kind === 'named' && schedule.of !== undefined) {
    return rounded((schedule.at.length * (schedule.times ?? 1)) / (schedule.of * PERIOD_DAYS[schedule.unit]));
  }
  return undefined;
}
