/** When and how long, otherwise: what makes sense in the place of a time, a duration or a schedule of a trial. */
import { PERIOD_DAYS } from '../core/trial/quantity/dose-unit.ts';
import { formatSchedule, parseSchedule, perDay, type Regular } from '../core/trial/quantity/schedule.ts';
import { formatDuration, parseDuration, type Span, spanDays } from '../core/trial/quantity/span.ts';
import { formatTime, parseTime, type Time } from '../core/trial/quantity/time.ts';
import type { Trial } from '../core/trial/schema.ts';
import type { Path } from '../core/trial/types.ts';
import { outcomeCalled } from './names.ts';

/** A suggestion before its reason is put into words: of hundreds, a few are told. */
export interface Draft {
  to: string;
  why: string | (() => string);
}

const FACTORS = [
  [0.5, 'half'],
  [2, 'double'],
] as const;

/** Half of one is told in smaller units. */
const HALF: Partial<Record<string, Span>> = {
  year: { count: 6, unit: 'month' },
  day: { count: 12, unit: 'hour' },
  hour: { count: 30, unit: 'minute' },
};

/** Half and double of a span, where whole numbers tell them. */
function scaled<Unit extends string>({ count, unit }: { count: number; unit: Unit }) {
  return FACTORS.flatMap(([factor, why]) => {
    const smaller = factor < 1 && count === 1 ? HALF[unit] : undefined;
    const to: { count: number; unit: Unit | Span['unit'] } = smaller ?? {
      count: Number((count * factor).toPrecision(3)),
      unit,
    };
    return Number.isInteger(to.count) ? [{ to, why }] : [];
  });
}

/** Half and double of a duration; of a range, or of what lasts until something happens, neither. */
export function durations(now: string): Draft[] {
  const duration = parseDuration(now);
  const { count, unit } = duration ?? {};
  if (!duration || count === undefined || unit === undefined || duration.to !== undefined) return [];
  return scaled({ count, unit }).map(({ to, why }) => ({ to: formatDuration({ ...duration, ...to }), why }));
}

/** A time that is one moment since the start, or a stretch up to it. */
type Moment = Time & { days: number };

const isMoment = (time: Time): time is Moment => time.points.length === 1 && time.days !== undefined && time.days > 0;

/** Whether two moments are of one kind: both a moment, or both a stretch up to one, counted from the same. */
function isAlike(a: Moment, b: Moment): boolean {
  return a.through === b.through && a.after?.toLowerCase() === b.after?.toLowerCase();
}

/**
 * When else an outcome could be measured: when this trial measures the same, at the visits just before and after at which it measures
 * something else in the same way, and in half and double the time. Of what says more than one moment, only the first.
 */
export function times(trial: Trial, path: Path, now: string): Draft[] {
  const own = trial.outcomes?.[String(path[1])];
  const known = Object.entries(trial.outcomes ?? {}).flatMap(([id, { measure, time }]) =>
    time === undefined ? [] : [{ id, time, same: measure !== undefined && measure === own?.measure }],
  );
  const again: Draft[] = known.flatMap(({ same, time }) => (same ? [{ to: time, why: 'measured then, too' }] : []));
  const at = parseTime(now);
  const point = at?.points[0];
  if (!at || !point || !isMoment(at)) return again;
  const moved = (to: Span, why: Draft['why']): Draft => ({
    to: formatTime({ ...at, points: [to], days: spanDays(to) }),
    why,
  });
  const visits = known.flatMap(({ id, time, same }) => {
    const read = same ? undefined : parseTime(time);
    if (!read || !isMoment(read) || !isAlike(read, at)) return [];
    return read.points[0] ? [{ id, days: read.days, to: read.points[0] }] : [];
  });
  const before = visits.filter(({ days }) => days < at.days).sort((a, b) => b.days - a.days)[0];
  const after = visits.filter(({ days }) => days > at.days).sort((a, b) => a.days - b.days)[0];
  const near = [before, after].flatMap((visit) =>
    visit ? [moved(visit.to, () => `when ${outcomeCalled(trial, visit.id)} is measured`)] : [],
  );
  return [...again, ...near, ...scaled(point).map(({ to, why }) => moved(to, why))];
}

/** How often more than this is no schedule that anybody writes. */
const MOST_TIMES = 4;

function often(schedule: Regular, factor: 0.5 | 2): Regular | undefined {
  const { times, every } = schedule;
  if (factor === 2 && every % 2 === 0) return { ...schedule, every: every / 2 };
  if (factor === 2) return every === 1 && times * 2 <= MOST_TIMES ? { ...schedule, times: times * 2 } : undefined;
  if (times % 2 === 0) return { ...schedule, times: times / 2 };
  return times === 1 ? { ...schedule, every: every * 2 } : undefined;
}

/** Half and twice as often; of what names its days, or the time of day, neither. */
export function schedules(now: string): Draft[] {
  const schedule = parseSchedule(now);
  if (schedule?.kind !== 'regular' || schedule.to !== undefined || schedule.when !== undefined) return [];
  return ([0.5, 2] as const).flatMap((factor) => {
    const other = often(schedule, factor);
    return other ? [{ to: formatSchedule(other), why: factor === 2 ? 'twice as often' : 'half as often' }] : [];
  });
}

const rounded = (days: number): string => days.toPrecision(6);

/** What a time, a duration or a schedule says, however it is spelled: `28 days` is `4 weeks`, `every 12 hours` is `twice daily`. */
export function meant(key: 'time' | 'duration' | 'schedule', text: string): string {
  if (key === 'schedule') {
    const schedule = parseSchedule(text);
    const rate = schedule && perDay(schedule);
    return rate === undefined ? text.toLowerCase() : rounded(rate);
  }
  if (key === 'duration') {
    const days = parseDuration(text)?.days;
    return days === undefined ? text.toLowerCase() : rounded(days);
  }
  const time = parseTime(text);
  if (!time) return text.toLowerCase();
  const days = time.points.map(({ count, unit }) => rounded(count * PERIOD_DAYS[unit]));
  return [time.through, time.after?.toLowerCase(), ...days].join(' ');
}
