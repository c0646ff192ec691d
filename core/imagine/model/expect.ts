/** What the fitted model expects of a contrast: from what its trial observed, or, where that is nothing, from what is planned. */
import { percentagesOf } from '../../trial/computed.ts';
import { type Observed, observe } from '../../trial/direction.ts';
import { entryOf } from '../../trial/paths.ts';
import type { Estimate } from '../../trial/quantity/estimate.ts';
import type { Trial } from '../../trial/schema.ts';
import { sideOf, sidesKey } from '../../trial/sides.ts';
import type { Look } from '../../trial/types.ts';
import { isAskedTurned } from '../among.ts';
import type { Probability } from '../answer.ts';
import type { State } from '../landing.ts';
import { sameOutcome, sideChange } from '../likeness.ts';
import { OPPOSITE, opposite, reversed } from '../mirror.ts';
import { intervalAt, possible, powerError, type Strength, strengthOf, TAIL } from '../power.ts';
import { apartOf, betweenOf } from './apart.ts';
import { expectedParticipants, featuresOf } from './features.ts';
import { type Model, theModel } from './model.ts';
import { isAtAnotherTime, targetOf } from './outcomes.ts';
import { directionsOf, mirrored, ofSamePeople, type Predictive, quantile, withPeople } from './predictive.ts';
import { type ModelSource, sourcesOf } from './sources.ts';

export interface Expectation {
  probability: Probability;
  /** That of the participants that were observed, where there are more or fewer. */
  same?: Probability;
  /** Absent where nothing was observed: of that no size can be told. */
  distribution?: Predictive;
  /** The likest first, told as the look that was asked about is. */
  sources: readonly ModelSource[];
}

/** The way round that the model was fitted on: k1 before k2; where only the record's order would decide, what is changed before what is not. */
function canonical(observed: Trial, { trial, look }: State): Look {
  return isAskedTurned(observed, trial, look) ? reversed(look) : look;
}

/**
 * What is to be expected of a state. `factor`: how many times the participants.
 * The same told the other way round is its mirror image.
 */
export function expectationOf(
  observed: Trial,
  state: State,
  factor = 1,
  model: Model = theModel(),
): Expectation | undefined {
  const look = canonical(observed, state);
  if (!sideOf(state.trial, look.first) || !sideOf(state.trial, look.second)) return undefined;
  if (!entryOf(state.trial.outcomes, look.outcome)) return undefined;
  const turned = look.first !== state.look.first;
  const own = { trial: state.trial, look };
  const sources = sourcesOf(observed, own);
  const [nearest] = sources;
  // Along the doses of one side the same is asked of the model throughout: of the sides as they were observed.
  const planned = nearest && isDosed(nearest) ? { trial: asObserved(observed, state.trial), look } : own;
  const people = asEnrolled(observed, state.trial);
  const x = featuresOf(nearest ? observed : people, nearest ? planned : { trial: people, look }, sources);
  if (!nearest) {
    const probability = model.nothing(x, factor);
    return { probability: turned ? opposite(probability) : probability, sources };
  }
  const outcome = targetOf(observed, state);
  const told = withPeople(model.hand(x, apartOf(sources, outcome, sideOf(state.trial, look.second)?.role)), factor);
  const distribution = turned ? mirrored(told) : told;
  const same = distribution.people === undefined ? undefined : directionsOf(ofSamePeople(distribution));
  return {
    probability: directionsOf(distribution),
    ...(same && { same }),
    distribution,
    sources: turned ? sources.map(other) : sources,
  };
}

/** The trial with as many participants as were enrolled: what more or fewer do is told by construction. */
function asEnrolled({ population: seen }: Trial, trial: Trial): Trial {
  const { enrollment } = seen ?? {};
  if (enrollment === undefined || trial.population?.enrollment === enrollment) return trial;
  return { ...trial, population: { ...trial.population, enrollment } };
}

/** The dose of one side is all that differs. */
function isDosed({ sameOutcome, dose, otherDose, far: [one, other] }: ModelSource): boolean {
  return sameOutcome && ((dose !== undefined && other === 0) || (otherDose !== undefined && one === 0));
}

/** The trial with the sides that were observed, and the outcomes that are asked about. */
function asObserved(observed: Trial, { outcomes }: Trial): Trial {
  return outcomes === observed.outcomes || outcomes === undefined ? observed : { ...observed, outcomes };
}

function other(source: ModelSource): ModelSource {
  return {
    ...source,
    turned: !source.turned,
    direction: OPPOSITE[source.direction],
    z: -source.z,
    full: source.full === undefined ? undefined : -source.full,
  };
}

/** Two measures that share so much of their terms are of one unit and one scale. */
const SAME_MEASURE = 0.9;

/** What z is told in as a size. */
export interface Scale {
  /** One z, on the scale of the effect; negative where a larger estimate means the lower side. */
  unit: number;
  size: NonNullable<Strength['size']>;
  /** The observed contrast whose scale it is. */
  of: Observed;
}

/** A unit without words (`%`) is compared as it is written. */
function inOneUnit(
  observed: Trial,
  { trial, look }: State,
  { outcome, observed: { look: seen } }: ModelSource,
): boolean {
  const [one, other] = [entryOf(observed.outcomes, seen.outcome)?.unit, entryOf(trial.outcomes, look.outcome)?.unit];
  return outcome.sameUnit || (one !== undefined && one === other);
}

/**
 * The scale of the nearest source on the same measure that has a standard error; undefined where there is none. `share`: how far what
 * is told is from what was observed, 0 to 1.
 */
export function scaleOf(observed: Trial, state: State, sources: readonly ModelSource[], share = 1): Scale | undefined {
  const line = sources[0] && isDosed(sources[0]) ? betweenOf(sources, targetOf(observed, state)) : undefined;
  for (const [index, source] of sources.entries()) {
    const { sameOutcome, outcome, own: measured } = source;
    const row = source.observed.look.row === state.look.row;
    if (!sameOutcome || !row || !inOneUnit(observed, state, source)) continue;
    if (outcome.alike < SAME_MEASURE || measured.kind === 'time to event') continue;
    if (outcome.apart === undefined && isAtAnotherTime(observed, state)) continue;
    const strength = strengthOf(source.observed);
    const { size } = strength ?? {};
    if (!strength || !size) continue;
    const people = expectedParticipants(observed, state);
    // At what was observed itself the unit is its own standard error; the farther from it, the more that of the people expected.
    // Another dose of the same arms has their people, and that of another arm tells no size that is not monotone in it.
    const { first, second } = source.observed.look;
    const own = isDosed(source) || sidesKey(first, second) === sidesKey(state.look.first, state.look.second);
    // What is told in the error of a contrast that is not the nearest is so throughout, or it would not be monotone in what is changed.
    const part = index === 0 ? share : 1;
    const ratio = !own && people > 0 && source.n > 0 ? (source.n / people) ** (part / 2) : 1;
    const unit = (source === line?.from ? line.se : undefined) ?? size.se * ratio;
    return { unit: source.observed.against ? -unit : unit, size, of: source.observed };
  }
  return undefined;
}

/**
 * Between which a difference of two shares can be, in percentage points: the share of a side that is as it was observed stays. `of`: the
 * observed contrast in whose terms it is told.
 */
function sharesLeave(observed: Trial, { trial, look }: State, of: Observed): readonly [low: number, high: number] {
  const seen = observe(observed, look) ?? of;
  const { first, second } = seen.values;
  const shares = of.estimate?.kind === 'risk difference' && first && second ? percentagesOf(first, second) : undefined;
  const [was, now] = [observed, trial].map(({ outcomes }) => entryOf(outcomes, look.outcome));
  if (!shares || !was || !now || !sameOutcome(was, now)) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const shareOf = (id: string): number | undefined => {
    const [before, side] = [sideOf(observed, id), sideOf(trial, id)];
    if (!before || !side || sideChange(before, side)) return undefined;
    return id === seen.look.first ? shares[0] : id === seen.look.second ? shares[1] : undefined;
  };
  const [one, other] = [shareOf(look.first), shareOf(look.second)];
  return [Math.max((one ?? 0) - 100, -(other ?? 100)), Math.min(one ?? 100, 100 - (other ?? 0))];
}

/** A z below this is 0 with the noise of reckoning. */
const NOTHING = 1e-9;

/** An imagined size, and the standard error that its power is told by. */
export interface Sized extends Estimate {
  sampling: number;
  /** The observed contrast in whose terms it is told. */
  of: Observed;
}

/**
 * The imagined size with its 80 % interval, in the terms of the nearest source on the same measure that has a standard error.
 * Undefined where there is none.
 */
export function sizeOf(observed: Trial, state: State, expected: Expectation, factor = 1): Sized | undefined {
  const { distribution, sources } = expected;
  const scale = distribution && scaleOf(observed, state, sources, distribution.near?.share);
  if (!scale) return undefined;
  const { size } = scale;
  const unit = scale.unit / Math.sqrt(factor);
  // The unit is the standard error of another contrast, so that a size is less sure than z is.
  const [found, times] = [quantile(distribution, 0.5), distribution.sizes ?? 1];
  const middle = Math.abs(found) < NOTHING ? 0 : found;
  const [least, most] = sharesLeave(observed, state, scale.of);
  const told = (p: number) => {
    const value = (middle + times * (quantile(distribution, p) - middle)) * unit;
    const asTold = size.effect.scale === 'log' ? size.effect.null * Math.exp(value) : value;
    return Math.max(least, Math.min(most, possible(size.estimate.kind, asTold)));
  };
  const [one, another] = [told(TAIL), told(1 - TAIL)];
  const interval = intervalAt(Math.min(one, another), Math.max(one, another));
  const sampling = Math.abs(scale.unit) * (powerError(size) / size.se);
  return { kind: size.estimate.kind, value: told(0.5), interval, sampling, of: scale.of };
}
