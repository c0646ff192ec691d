/** What is unlike anything that was counted: of that nothing is said, however sure a model would be. */
import { parseSchedule, perDay } from '../trial/quantity/schedule.ts';
import { parseDuration } from '../trial/quantity/span.ts';
import type { Component, Trial } from '../trial/schema.ts';
import { givenIn, nameOf, type Side, sideOf } from '../trial/sides.ts';
import { figure } from './figures.ts';
import { entryOf, type State } from './landing.ts';
import { profileOf } from './likeness.ts';
import { onceOfTwo } from './once.ts';

/**
 * How many times apart the two ends of counted pairs lie, in 955 registry records with results: two times of one measure in 132
 * trials, of which 95 in 100 stay within 29 times; two schedules of one drug in 4 trials, two durations in 2, none further apart.
 */
const REACH = { time: 29, schedule: 3, duration: 6 } as const;

/** What rounding of months and years may add to how far two values lie apart. */
const ROUNDING = 1.05;

/** How many times apart a value is from the nearest of those that the trial has; undefined where it has none, or is none. */
function apart(now: number | undefined, seen: readonly (number | undefined)[]): number | undefined {
  if (!now || now <= 0) return undefined;
  const times = seen.flatMap((one) => (one && one > 0 ? Math.max(now / one, one / now) : []));
  return times.length > 0 ? Math.min(...times) : undefined;
}

const READ: Readonly<Record<'schedule' | 'duration', (one: Component) => number | undefined>> = {
  schedule: ({ schedule }) => {
    const read = schedule === undefined ? undefined : parseSchedule(schedule);
    return read && perDay(read);
  },
  duration: ({ duration }) => (duration === undefined ? undefined : parseDuration(duration)?.days),
};

function farText(kind: keyof typeof REACH, times: number): string {
  return `${kind === 'time' ? 'hardly a' : 'no'} counted pair of ${kind}s lies ${figure(times, 2)} times apart`;
}

interface Seen {
  /** What was given under each name: the schedules and durations of it, read. */
  given: ReadonlyMap<string, Readonly<Record<keyof typeof READ, readonly (number | undefined)[]>>>;
  /** The times of its outcomes, in days. */
  days: readonly (number | undefined)[];
}

/** What was read before: trials are immutable, and one change is asked about for every outcome. */
const read = new WeakMap<Trial, Seen>();

function seenIn(trial: Trial): Seen {
  const before = read.get(trial);
  if (before) return before;
  const given = new Map<string, { schedule: (number | undefined)[]; duration: (number | undefined)[] }>();
  for (const one of Object.values(trial.arms ?? {}).flatMap(givenIn)) {
    const own = given.get(nameOf(one)) ?? { schedule: [], duration: [] };
    given.set(nameOf(one), own);
    own.schedule.push(READ.schedule(one));
    own.duration.push(READ.duration(one));
  }
  const days = Object.values(trial.outcomes ?? {}).map((one) => profileOf(one).days);
  const seen = { given, days };
  read.set(trial, seen);
  return seen;
}

/** Why what a side is given now is unlike what any arm of the trial was given. */
const unlikeSide = onceOfTwo((now: Side, observed: Trial): string | undefined => {
  for (const one of now.gives) {
    const name = nameOf(one);
    const alike = seenIn(observed).given.get(name);
    if (!alike && name !== '') return `no arm of this trial was given ${one.drug ?? one.intervention}`;
    for (const kind of ['schedule', 'duration'] as const) {
      const times = apart(READ[kind](one), alike?.[kind] ?? []);
      if (times !== undefined && times > REACH[kind] * ROUNDING) return farText(kind, times);
    }
  }
  return undefined;
});

/**
 * Why a state is unlike anything that was counted; undefined where it is not. Pairs were counted within trials, so a drug speaks
 * only in a trial of which some arm was given it; a schedule, duration or time only as far from what the trial had as the ends of
 * counted pairs lie apart. (Doses have a range of their own, in the table.)
 */
export function unlikeOf(observed: Trial, { trial, look }: State): string | undefined {
  for (const id of [look.first, look.second]) {
    const now = sideOf(trial, id);
    const why = now && sideOf(observed, id)?.gives !== now.gives ? unlikeSide(now, observed) : undefined;
    if (why !== undefined) return why;
  }
  const [was, now] = [entryOf(observed.outcomes, look.outcome), entryOf(trial.outcomes, look.outcome)];
  if (!was || !now || was === now) return undefined;
  const times = apart(profileOf(now).days, seenIn(observed).days);
  return times !== undefined && times > REACH.time * ROUNDING ? farText('time', times) : undefined;
}
