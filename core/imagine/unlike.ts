/** What is unlike anything that was counted: of that nothing is said, however sure a model would be. */
import { contrastsOn } from '../trial/contrast.ts';
import { onceOfOne, onceOfTwo } from '../trial/once.ts';
import { entryOf } from '../trial/paths.ts';
import { words } from '../trial/registry/text.ts';
import type { Component, Outcome, Trial } from '../trial/schema.ts';
import { givenIn, givesNothing, nameOf, ratioOf, type Side, sideOf, statesDose } from '../trial/sides.ts';
import { counted, figure } from './figures.ts';
import type { State } from './landing.ts';
import { outcomeChange, profileOf, SPANS, sideChange } from './likeness.ts';
import { knownOf, outcomeLikeness } from './model/outcomes.ts';
import { tooFar } from './reasons.ts';
import { isBeyond, type Reach, theTable, timesApart } from './table.ts';

/** What rounding of months and years may add to how far two values lie apart. */
const ROUNDING = 1.05;

/** How many times apart a value is from the nearest of those that the trial has; undefined where it has none, or is none. */
function apart(now: number | undefined, seen: readonly (number | undefined)[]): number | undefined {
  if (!now || now <= 0) return undefined;
  const times = seen.flatMap((one) => (one && one > 0 ? timesApart(now / one) : []));
  return times.length > 0 ? Math.min(...times) : undefined;
}

const KINDS = ['schedule', 'duration'] as const;

const routeOf = ({ route }: Component) => (route === undefined ? undefined : words(route).join(' '));

/**
 * How far apart two sides are that differ in one of these alone, as pairs are counted: how many times, of a route 1. What is given
 * less often may be given in larger doses.
 */
export function apartAlone(from: Side, to: Side): { kind: Exclude<Reach, 'time'>; times: number } | undefined {
  if (from.gives.length === 0 || from.gives.length !== to.gives.length) return undefined;
  let found: { kind: Exclude<Reach, 'time'>; times: number } | undefined;
  for (const one of from.gives) {
    const other = to.gives.find((each) => nameOf(each) === nameOf(one));
    if (!other) return undefined;
    const differing = [
      ...KINDS.flatMap((kind) => {
        const times = apart(SPANS[kind](other), [SPANS[kind](one)]);
        return times === undefined || times === 1 ? [] : [{ kind, times }];
      }),
      ...(routeOf(one) === routeOf(other) || !one.route || !other.route ? [] : [{ kind: 'route' as const, times: 1 }]),
    ];
    const [first] = differing;
    if (differing.length > 1 || (found && first)) return undefined;
    const ratio = ratioOf(other, { ...one, schedule: other.schedule }) ?? 1;
    if (ratio !== 1 && first?.kind !== 'schedule') return undefined;
    found ??= first;
  }
  return found;
}

function farText(kind: Reach, times: number): string {
  return `${kind === 'time' ? 'hardly a' : 'no'} counted pair of ${kind}s lies ${figure(times, 2)} times apart`;
}

/** Pairs of fewer trials than this say nothing of another route. */
const LEAST_TRIALS = 5;

interface Given {
  all: Component[];
  schedule: (number | undefined)[];
  duration: (number | undefined)[];
  route: (string | undefined)[];
}

/** What the arms of a trial were given, by its name: read once, for one change is asked about for every outcome. */
const givenTo = onceOfOne((trial: Trial): ReadonlyMap<string, Given> => {
  const given = new Map<string, Given>();
  for (const one of Object.values(trial.arms ?? {}).flatMap(givenIn)) {
    const own = given.get(nameOf(one)) ?? { all: [], schedule: [], duration: [], route: [] };
    given.set(nameOf(one), own);
    own.all.push(one);
    for (const kind of KINDS) own[kind].push(SPANS[kind](one));
    own.route.push(routeOf(one));
  }
  return given;
});

const INERT = /\b(?:placebos?|shams?|dummy|vehicle)\b/i;
/** What has no active ingredient: by its name, or, where it has none, by the role of its arm. */
function isInert({ drug, intervention }: Component, role: Side['role']): boolean {
  const name = drug ?? intervention;
  return name === undefined ? givesNothing(role) : INERT.test(name);
}

/** Why another dose of what a side is given says nothing: there is nothing in it. */
function inertDose(before: Side, now: Side): string | undefined {
  const changed = now.gives.find((one) => {
    const was = before.gives.find((other) => nameOf(other) === nameOf(one));
    // What is given in the place of something else is not another dose of it.
    if (!was && before.gives.length > 0) return false;
    return isInert(one, now.role) && one.dose !== undefined && one.dose !== was?.dose;
  });
  return changed && `${now.id} is given nothing active, so another dose of it changes nothing that was counted`;
}

const isInertSide = ({ role, gives }: Side) => givesNothing(role) && gives.every((one) => isInert(one, role));

/** Why nothing is compared: neither side is given anything active, and one of them was. */
function inertSides(observed: Trial, { trial, look: { first, second } }: State): string | undefined {
  const areInert = (within: Trial) =>
    [first, second].every((id) => {
      const side = sideOf(within, id);
      return side && isInertSide(side);
    });
  if (!areInert(trial) || areInert(observed)) return undefined;
  const [one, other] = [first, second].map((id) => sideOf(trial, id)?.role ?? 'placebo');
  return `${one} against ${other}: nothing active is compared`;
}

const drugsIn = ({ gives }: Side) => gives.map(nameOf).sort().join(' + ');

/** Why two sides that have come to be given the same cannot be compared: the dose of one of them is not told. */
function untoldDose(observed: Trial, { trial, look: { first, second } }: State): string | undefined {
  const [one, other] = [sideOf(trial, first), sideOf(trial, second)];
  if (!one || !other || one.gives.length === 0 || drugsIn(one) !== drugsIn(other)) return undefined;
  if ([one, other].every((side) => isInertSide(side)) || statesDose(one) === statesDose(other)) return undefined;
  // A dose that nobody told from the start is no change.
  if ([one, other].every((side) => drugsIn(sideOf(observed, side.id) ?? side) === drugsIn(side))) return undefined;
  const drugs = one.gives.map(({ drug, intervention }) => drug ?? intervention).join(' and ');
  return `both sides are given ${drugs}, and how much the ${statesDose(one) ? 'second' : 'first'} is given is not told`;
}

/** How many times as much the first side is given as the second, where a dose is all that sets them apart. */
function doseOver(first: Side | undefined, second: Side | undefined): number | undefined {
  const change = first && second && sideChange(second, first);
  return change?.kind === 'dose' ? change.ratio : undefined;
}

/** Why nothing is known of two doses of one drug that changed places: what was observed of more against less says nothing of less against more. */
function crossed(observed: Trial, { trial, look: { first, second } }: State): string | undefined {
  const before = doseOver(sideOf(observed, first), sideOf(observed, second));
  const now = doseOver(sideOf(trial, first), sideOf(trial, second));
  if (before === undefined || now === undefined || before === 1 || now === 1 || before > 1 === now > 1)
    return undefined;
  return `${first} is now given ${now > 1 ? 'more' : 'less'} than ${second}, and was observed with ${before > 1 ? 'more' : 'less'}`;
}

/** What a side is called in a reason that speaks of doses: by them, else by its id. */
function dosesOf({ id, gives }: Side): string {
  const doses = gives.flatMap(({ dose }) => dose ?? []);
  return doses.length > 0 ? doses.join(' + ') : id;
}

/** Doses that are nearer to each other than half as many doublings as any that were observed are compared by nothing. */
const NEAREST = 0.5;

/** Below this doses are not told how many times apart they are: it would be rounded to 1. */
const HARDLY = 1.01;

/**
 * Why nothing is known of two doses of one drug that have come close: as they meet the difference has to vanish, and what was observed
 * of doses far apart does not say how soon.
 */
function tooClose(observed: Trial, { trial, look }: State): string | undefined {
  const [first, second] = [sideOf(trial, look.first), sideOf(trial, look.second)];
  const now = doseOver(first, second);
  if (!first || now === undefined) return undefined;
  const looks = contrastsOn(observed, look.outcome).flatMap((one) => (one.observed.direction ? one.look : []));
  let nearest: { times: number; sides: readonly [Side, Side] } | undefined;
  for (const seen of [look, ...looks]) {
    const [one, other] = [sideOf(observed, seen.first), sideOf(observed, seen.second)];
    const ratio = doseOver(one, other);
    if (!one || !other || ratio === undefined || ratio === 1 || drugsIn(one) !== drugsIn(first)) continue;
    const times = timesApart(ratio);
    if (!nearest || times < nearest.times) nearest = { times, sides: [one, other] };
  }
  if (!nearest || Math.log(timesApart(now)) >= NEAREST * Math.log(nearest.times) - 1e-9) return undefined;
  const apart = timesApart(now) < HARDLY ? `less than ${HARDLY}` : figure(timesApart(now), 3);
  const [one, other] = nearest.sides.map(dosesOf);
  return `the doses of the two sides would be ${apart} times apart, and nothing was observed of doses less than ${figure(nearest.times, 3)} times apart (${one} vs ${other})`;
}

/** Measures that share less of their telling terms than this (their cosine) are of different things. */
const LEAST_ALIKE = 0.25;

/** Why a measure that was put in the place of another is unlike all that was observed. */
function unlikeMeasure(observed: Trial, was: Outcome, now: Outcome): string | undefined {
  if (outcomeChange(was, now)?.kind !== 'measure') return undefined;
  const target = knownOf(now);
  const alike = Object.values(observed.outcomes ?? {}).map((one) => outcomeLikeness(knownOf(one), target).alike);
  return Math.max(...alike) < LEAST_ALIKE ? `no outcome of this trial is like ${now.measure ?? 'this one'}` : undefined;
}

/** Why what a side is given now is unlike what any arm of the trial was given. */
const unlikeSide = onceOfTwo((now: Side, observed: Trial): string | undefined => {
  const { reach } = theTable();
  for (const one of now.gives) {
    const name = nameOf(one);
    const alike = givenTo(observed).get(name);
    if (!alike && name !== '') return `no arm of this trial was given ${one.drug ?? one.intervention}`;
    for (const kind of KINDS) {
      const times = apart(SPANS[kind](one), alike?.[kind] ?? []);
      if (times !== undefined && times > reach[kind].times * ROUNDING) return farText(kind, times);
    }
    const ratios = (alike?.all ?? []).flatMap((other) => ratioOf(one, other) ?? []);
    const distance = (ratio: number) => Math.abs(Math.log(ratio));
    const nearest = ratios.filter((ratio) => ratio > 0).sort((a, b) => distance(a) - distance(b))[0];
    if (nearest !== undefined && isBeyond({ kind: 'dose', ratio: nearest })) return tooFar(nearest);
    const route = routeOf(one);
    const others = alike?.route.filter((each) => each !== undefined) ?? [];
    if (route === undefined || others.length === 0 || others.includes(route)) continue;
    const { trials } = reach.route;
    const few = trials === 0 ? 'no counted pair differs' : `pairs of only ${counted(trials, 'trial')} differ`;
    if (trials < LEAST_TRIALS) return `${few} in the route alone, and no arm was given it so`;
  }
  return undefined;
});

/**
 * Why a state is unlike anything that was counted; undefined where it is not. Pairs were counted within trials, so a drug speaks
 * only in a trial of which some arm was given it; a schedule, duration or time only as far from what the trial had as the ends of
 * counted pairs lie apart; another route only where pairs that differ in it were counted. How far they lie, the table says.
 */
export function unlikeOf(observed: Trial, { trial, look }: State): string | undefined {
  const compared = inertSides(observed, { trial, look }) ?? untoldDose(observed, { trial, look });
  if (compared !== undefined) return compared;
  for (const id of [look.first, look.second]) {
    const [before, now] = [sideOf(observed, id), sideOf(trial, id)];
    const changed = now && before?.gives !== now.gives;
    const why = changed ? ((before && inertDose(before, now)) ?? unlikeSide(now, observed)) : undefined;
    if (why !== undefined) return why;
  }
  const doses = crossed(observed, { trial, look }) ?? tooClose(observed, { trial, look });
  if (doses !== undefined) return doses;
  const [was, now] = [entryOf(observed.outcomes, look.outcome), entryOf(trial.outcomes, look.outcome)];
  if (!was || !now || was === now) return undefined;
  const foreign = unlikeMeasure(observed, was, now);
  if (foreign !== undefined) return foreign;
  const days = Object.values(observed.outcomes ?? {}).map((one) => profileOf(one).days);
  const times = apart(profileOf(now).days, days);
  return times !== undefined && times > theTable().reach.time.times * ROUNDING ? farText('time', times) : undefined;
}
