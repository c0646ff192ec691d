/** What the fitted model expects of a contrast: from what its trial observed, or, where that is nothing, from what is planned. */
import type { Estimate } from '../../trial/quantity/estimate.ts';
import type { Trial } from '../../trial/schema.ts';
import { pairOf, sideOf } from '../../trial/sides.ts';
import type { Look } from '../../trial/types.ts';
import type { Probability } from '../answer.ts';
import { entryOf, type State } from '../landing.ts';
import { possible, type Strength, strengthOf } from '../power.ts';
import { expectedParticipants, featuresOf } from './features.ts';
import { type Model, theModel } from './model.ts';
import { directionsOf, type Predictive, quantile, withPeople } from './predictive.ts';
import { farOf, type ModelSource, sourcesOf } from './sources.ts';

export interface Expectation {
  probability: Probability;
  /** Absent where nothing was observed: of that no size can be told. */
  distribution?: Predictive;
  /** The likest first, told as the look that was asked about is. */
  sources: readonly ModelSource[];
}

/** The way round that the model was fitted on: k1 before k2, and where only the record's order decides, as the document has them. */
function canonical({ trial, look }: State): Look {
  const pair = pairOf(trial, look.first, look.second);
  if (!pair) return look;
  const ids = [...Object.keys(trial.arms ?? {}), ...Object.keys(trial.groups ?? {})];
  const turned =
    pair.by === 'record' ? ids.indexOf(look.second) < ids.indexOf(look.first) : pair.first.id === look.second;
  return turned ? { ...look, first: look.second, second: look.first } : look;
}

function mirrored({ higher, lower, ...rest }: Probability): Probability {
  return { higher: lower, lower: higher, ...rest };
}

function mirroredDistribution({ mean, weights: [lower, none, higher], ...rest }: Predictive): Predictive {
  return { ...rest, mean: -mean, weights: [higher, none, lower] };
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
  const look = canonical(state);
  if (!sideOf(state.trial, look.first) || !sideOf(state.trial, look.second)) return undefined;
  if (!entryOf(state.trial.outcomes, look.outcome)) return undefined;
  const turned = look.first !== state.look.first;
  const own = { trial: state.trial, look };
  const sources = sourcesOf(observed, own);
  const [nearest] = sources;
  const x = featuresOf(nearest ? observed : state.trial, own, sources);
  if (!nearest) {
    const probability = model.nothing(x);
    return { probability: turned ? mirrored(probability) : probability, sources };
  }
  const told = withPeople(model.hand(x, farOf(sources)), factor);
  const distribution = turned ? mirroredDistribution(told) : told;
  return { probability: directionsOf(distribution), distribution, sources: turned ? sources.map(other) : sources };
}

function other(source: ModelSource): ModelSource {
  const { direction } = source;
  return {
    ...source,
    turned: !source.turned,
    direction: direction === 'higher' ? 'lower' : direction === 'lower' ? 'higher' : direction,
    z: -source.z,
    full: source.full === undefined ? undefined : -source.full,
  };
}

/** The model was fitted on |z| up to this. A stronger source is told in as many times the unit. */
const CAP = 6;
const LEVEL = 80;
/** Two measures that share so much of their terms are of one unit and one scale. */
const SAME_MEASURE = 0.9;

/** What z is told in as a size. */
export interface Scale {
  /** One z, on the scale of the effect; negative where a larger estimate means the lower side. */
  unit: number;
  size: NonNullable<Strength['size']>;
  /** The first side, and the second, is not the source's own. */
  others: readonly [boolean, boolean];
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

/** The scale of the nearest source on the same measure that has a standard error; undefined where there is none. */
export function scaleOf(observed: Trial, state: State, sources: readonly ModelSource[]): Scale | undefined {
  for (const source of sources) {
    const { sameOutcome, outcome, own, far } = source;
    const row = source.observed.look.row === state.look.row;
    if (!sameOutcome || !row || !inOneUnit(observed, state, source)) continue;
    if (outcome.alike < SAME_MEASURE || own.kind === 'time to event') continue;
    const strength = strengthOf(source.observed);
    const { size } = strength ?? {};
    if (!strength || !size) continue;
    const people = expectedParticipants(observed, state);
    const ratio = people > 0 && source.n > 0 ? source.n / people : 1;
    const unit = size.se * Math.sqrt(ratio) * Math.max(1, Math.abs(strength.z) / CAP);
    return { unit: source.observed.against ? -unit : unit, size, others: [far[0] !== 0, far[1] !== 0] };
  }
  return undefined;
}

/**
 * The imagined size with its 80 % interval, in the terms of the nearest source on the same measure that has a standard error.
 * Undefined where there is none.
 */
export function sizeOf(observed: Trial, state: State, expected: Expectation, factor = 1): Estimate | undefined {
  const { distribution, sources } = expected;
  const scale = distribution && scaleOf(observed, state, sources);
  if (!scale) return undefined;
  const { size, others } = scale;
  const unit = scale.unit / Math.sqrt(factor);
  const { first = 1, second = 1 } = distribution.wider ?? {};
  // Fitted on pairs: where several observed contrasts speak, the interval covers what it says without.
  const times = sources.length > 1 ? 1 : Math.max(others[0] ? first : 1, others[1] ? second : 1);
  const middle = quantile(distribution, 0.5);
  const told = (p: number) => {
    const value = (middle + times * (quantile(distribution, p) - middle)) * unit;
    return possible(size.estimate.kind, size.effect.scale === 'log' ? size.effect.null * Math.exp(value) : value);
  };
  const tail = (1 - LEVEL / 100) / 2;
  const [one, another] = [told(tail), told(1 - tail)];
  const interval = { low: Math.min(one, another), high: Math.max(one, another), level: LEVEL, sided: 'two' as const };
  return { kind: size.estimate.kind, value: told(0.5), interval };
}
