/** What no predictor can answer: a trial that cannot be, a value that nobody can read, a change that changes nothing. In plain words. */
import { compare } from '../trial/check/arrows.ts';
import { isBeforeTreatment } from '../trial/contrast.ts';
import { observe } from '../trial/direction.ts';
import { onceOfTwo } from '../trial/once.ts';
import { entryOf, valueAt } from '../trial/paths.ts';
import { parseDose } from '../trial/quantity/dose.ts';
import { parseSchedule } from '../trial/quantity/schedule.ts';
import { parseDuration } from '../trial/quantity/span.ts';
import { parseTime } from '../trial/quantity/time.ts';
import type { Component, Trial } from '../trial/schema.ts';
import { shapeAt } from '../trial/shape.ts';
import { nameOf, pairOf, type Side, sideOf } from '../trial/sides.ts';
import { isBaseline } from '../trial/sign.ts';
import type { Attribute, Perturbation } from '../trial/types.ts';
import { sameDuration, sameSchedule, sameWords, unitKey } from './alike.ts';
import { leavesRow } from './endpoint.ts';
import type { State } from './landing.ts';
import { profileOf, sameTime } from './likeness.ts';

/** More than there are people. */
const TOO_MANY = 1e10;

/** Fewer people on a side than this tell nothing of how much people differ, so no test can be made. */
const LEAST_A_SIDE = 2;

/**
 * Why so few participants allow no test: in the proportions that were observed a side would have fewer than two. Where the same people
 * are on both sides, one after the other, two are one for each order.
 */
function tooFewOf(observed: Trial, { trial, look }: State, to: number): string | undefined {
  const { first, second } = observe(observed, look)?.values ?? {};
  const [one, other] = [first?.n ?? 1, second?.n ?? 1];
  const from = observed.population?.enrollment ?? 0;
  const whole = one > 0 && other > 0 && from > 0 && first?.n !== undefined && second?.n !== undefined;
  if (trial.design?.model === 'crossover' || (whole && one + other > from))
    return to > LEAST_A_SIDE ? undefined : `${to} participants are too few for a test, though each is on both sides`;
  const both = whole ? Math.min(to, Math.round((to * (one + other)) / from)) : to;
  const fewer = Math.round((both * Math.min(one, other)) / (one + other) - 1e-9);
  if (Math.min(fewer, both - fewer) >= LEAST_A_SIDE) return undefined;
  const side = one < other ? look.first : look.second;
  return `of ${to} participants only ${Math.max(0, Math.min(fewer, both - fewer))} would be in ${side}, and a test needs ${LEAST_A_SIDE} on a side`;
}

/** Why a perturbed number of participants is impossible; undefined where it is not, or nothing perturbed it. */
export function impossibleOf(observed: Trial, { trial, look }: State): string | undefined {
  const to = trial.population?.enrollment;
  if (to === undefined || to === observed.population?.enrollment) return undefined;
  if (!Number.isInteger(to) || to <= 0) return `a trial cannot enroll ${to} participants`;
  if (to === 1) return 'one participant cannot be on both sides';
  return to > TOO_MANY ? 'there are not so many people' : tooFewOf(observed, { trial, look }, to);
}

const READERS = { dose: parseDose, schedule: parseSchedule, duration: parseDuration } as const;
const DOSE = shapeAt(['arms', 'any', 'dose']);

/** Why nothing can be said of what a component now is. */
function unreadComponent(before: Component, now: Component): string | undefined {
  for (const [key, read] of Object.entries(READERS) as [keyof typeof READERS, (text: string) => unknown][]) {
    const [from, to] = [before[key], now[key]];
    if (to === undefined || from === to) continue;
    if (key === 'dose' && from === undefined)
      return `which dose was given is not told, so ${to} cannot be compared with it`;
    if (read(to) === undefined) return `${to} is not read as a ${key}`;
    if (key === 'dose' && from !== undefined && read(from) === undefined)
      return `${from}, which was given, is not read as a dose, so ${to} cannot be compared with it`;
    const odd = key === 'dose' && from !== undefined && DOSE ? compare(from, to, DOSE) : undefined;
    if (typeof odd !== 'object') continue;
    if (odd.code === 'zero-dose') return 'a dose of 0 is no treatment';
    if (odd.code === 'unit-mismatch') return `${from} and ${to} are in units that cannot be compared`;
  }
  return undefined;
}

const unreadSide = onceOfTwo((before: Side, now: Side): string | undefined => {
  if (before.gives === now.gives) return undefined;
  for (const one of now.gives) {
    const was = before.gives.find((other) => nameOf(other) === nameOf(one));
    const found = was && unreadComponent(was, one);
    if (found !== undefined) return found;
  }
  return undefined;
});

/** Why nothing can be said of what is perturbed of a look: a value that cannot be read, or not be compared with what it was. */
export function unreadOf(observed: Trial, { trial, look }: State): string | undefined {
  for (const id of [look.first, look.second]) {
    const [before, now] = [sideOf(observed, id), sideOf(trial, id)];
    const found = before && now && unreadSide(before, now);
    if (found !== undefined) return found;
  }
  const [was, time] = [entryOf(observed.outcomes, look.outcome), entryOf(trial.outcomes, look.outcome)?.time];
  if (!was || time === undefined || time === was.time) return undefined;
  const read = parseTime(time);
  if (!read) return `${time} is not read as a time`;
  return read.days === undefined ? `${time} counts from ${read.after}, and when that was is not told` : undefined;
}

/** Whether a time is one at or before which nothing was given: `baseline`, `0 weeks`. At that time there is no change yet either. */
function isAtStart(time: string | undefined): boolean {
  return time !== undefined && (isBaseline({ time }, {}) || parseTime(time)?.days === 0);
}

/**
 * Why no treatment tells what is looked at apart: it was measured before anything was given, or both sides are the same people, whom
 * nobody compared (`compared`). Undefined where it may.
 */
export function untreatedOf(observed: Trial, { trial, look }: State, compared: boolean): string | undefined {
  const [was, now] = [entryOf(observed.outcomes, look.outcome), entryOf(trial.outcomes, look.outcome)];
  const moved = now !== undefined && now.time !== was?.time && (isBaseline(now, {}) || (was && isAtStart(now.time)));
  const before = moved || isBeforeTreatment(observed, look.outcome, look.row);
  if (before)
    return `${(moved ? undefined : look.row) ?? now?.measure ?? look.outcome} is measured before anything is given, so no treatment has an effect on it`;
  const relation = compared ? undefined : pairOf(observed, look.first, look.second)?.relation;
  if (relation === 'time') return `${look.first} and ${look.second} are the same people at another time`;
  return relation === 'overlap'
    ? `${look.first} and ${look.second} hold the same people, or some of them, so no treatment tells them apart`
    : undefined;
}

const asText = (value: Attribute) => (Array.isArray(value) ? value.join(', ') : String(value));

/** By the last key of a path: whether two values of it say the same to people, however they are written. */
const SAME: Readonly<Record<string, (from: string, to: string) => boolean>> = {
  time: (from, to) => sameTime(profileOf({ time: from }), profileOf({ time: to })),
  duration: sameDuration,
  schedule: sameSchedule,
  unit: (from, to) => unitKey(from) === unitKey(to),
  measure: sameWords,
  drug: sameWords,
  intervention: sameWords,
  route: sameWords,
  label: sameWords,
};

function sameTold(path: readonly (string | number)[], from: Attribute, to: Attribute): boolean {
  const same = SAME[String(path.at(-1))];
  return same !== undefined && typeof from === 'string' && typeof to === 'string' && same(from, to);
}

const leftAsItWas = onceOfTwo((perturbation: Perturbation, trial: Trial): string | undefined => {
  if (perturbation.kind !== 'set') return undefined;
  const { path, to } = perturbation;
  const from = valueAt(trial, path) as Attribute | undefined;
  const shape = shapeAt(path);
  if (from === undefined || !shape) return undefined;
  if (compare(from, to, shape) !== 'same' && !sameTold(path, from, to)) return undefined;
  const [one, other] = [asText(to), asText(from)];
  return one === other ? `${one} is what it was before` : `${one} is ${other}`;
});

/** What a perturbation leaves as it was, however it is written: `2400 µg is 2.4 mg`. Undefined where it changes something. */
export function sameAsBefore(perturbation: Perturbation, { trial, look }: State): string | undefined {
  const same = leftAsItWas(perturbation, trial);
  if (same === undefined || perturbation.kind !== 'set' || typeof perturbation.to !== 'string') return same;
  const { path, to } = perturbation;
  const isTime = path[0] === 'outcomes' && path[1] === look.outcome && path[2] === 'time';
  return isTime && leavesRow(look.row, entryOf(trial.outcomes, look.outcome) ?? {}, { time: to }) ? undefined : same;
}
