/** Schedules: `once daily`, `every 8 hours`, `days 1, 8 and 15 of 28`, `weeks 0, 2 and 6, then every 8 weeks`, `once weekly, then every 2 weeks`. */
import { PERIOD_DAYS } from './dose-unit.ts';
import { formatNumber, type Read, rounded } from './number.ts';
import { type Named, readNamed } from './schedule-named.ts';
import { type Regular, readRegular, type ScheduleUnit } from './schedule-regular.ts';
import { Words } from './words.ts';

export type { Named } from './schedule-named.ts';
export { MOMENTS, type Moment, type Regular, type ScheduleUnit } from './schedule-regular.ts';

/** A schedule that stays the same. */
export type Steady =
  | Regular
  | Named
  | { kind: 'single' }
  | { kind: 'continuous' }
  /** As needed, with the most that may be taken where it is said. */
  | { kind: 'as needed'; most?: Regular };

export type Schedule =
  | Steady
  /** One after the other; what follows named days alone is theirs (`then`). */
  | { kind: 'successive'; parts: readonly Steady[] };

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

/** Schedules one after the other as one; undefined of none. */
export function successive(parts: readonly Steady[]): Schedule | undefined {
  const joined: Steady[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.kind === 'named' && !last.then && part.kind === 'regular') {
      const then = part;
      joined[joined.length - 1] = { ...last, then };
    } else joined.push(part);
  }
  return joined.length > 1 ? { kind: 'successive', parts: joined } : joined[0];
}

/** Schedules one after the other: more than any regimen has. */
const MOST_PARTS = 12;

function readAny(words: Words): Schedule | undefined {
  const parts: Steady[] = [];
  const first = readSteady(words);
  for (let part = first; part && parts.length < MOST_PARTS; ) {
    parts.push(part);
    part = words.try(() => {
      words.take(',');
      return words.take('then', 'and then', 'followed by') ? readSteady(words) : undefined;
    });
  }
  return successive(parts);
}

function readSteady(words: Words): Steady | undefined {
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
    const joint = first < 0 ? ' to ' : '-';
    items.push(run === 1 ? String(first) : `${first}${joint}${first + run - 1}`);
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
    case 'successive':
      return schedule.parts.map(formatSchedule).join(', then ');
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
