/**
 * More or fewer participants, answered analytically. A trial with `n′` participants instead of `n` has a standard error √(n/n′) of
 * what it was, if nothing else changes.
 *
 * What is told is assurance: the chance that a trial like this one, of n′ other participants, finds a difference, averaged over
 * what the observed estimate leaves open (O'Hagan, Stevens and Campbell, Pharm. Stat. 4, 2005; flat prior). With z the observed
 * estimate over its standard error and f = n′/n, the imagined estimate in units of the observed standard error is normal around z
 * with variance 1 + 1/f: 1 for not knowing the effect, 1/f for sampling, so its interval narrows with n′. The imagined trial is
 * significant where its estimate is beyond 1.96/√f. Power, in `powered.ts`, is the same were the effect just as estimated.
 *
 * Both rise with n′ throughout. At n′ = n nothing is imagined and the result is the one observed; a trial of nearly as many people is
 * another one all the same, and the chance that it finds what this one found is that of a replication.
 */
import type { Observed } from '../trial/direction.ts';
import { CRITICAL, type Effect, effectOf } from '../trial/effect.ts';
import { onceOfOne } from '../trial/once.ts';
import type { Estimate } from '../trial/quantity/estimate.ts';
import { normalQuantile, tMultiplier } from '../trial/statistics.ts';
import type { Probability } from './answer.ts';
import { byError, type Design } from './sample-size.ts';

/** How strong an observed result is. */
export interface Strength {
  /** Positive where the first side is the higher, in the outcome's own terms. */
  z: number;
  from: 'estimate' | 'p' | 'values' | 'bound';
  /** What its interval is drawn from, where it has a size: the effect, and its standard error on that scale. */
  size?: Size;
}

export interface Size {
  estimate: Estimate;
  effect: Effect;
  /** z of these are the effect: what an imagined z is told in. Where a p speaks it is the error that this p stands for. */
  se: number;
  /** The estimate's own error, where that is another: what its interval is drawn from; with so many degrees of freedom, where they are few. */
  own?: { se: number; df?: number };
}

/** The error that power is told by: of means their own, of all else what its z stands for. */
export function powerError({ se, own }: Size): number {
  return own?.df === undefined ? se : own.se;
}

/** So near to 1.96 the rounding of an interval decides how far from the border an estimate is; an exact p that says about the same knows it better. */
const [BARELY, ABOUT] = [0.03, 0.1];

/** What stands on the border (p of 0.05, or below it) may fall on either side of it by rounding. */
const BORDER = 1e-9;

function agrees(z: number, { direction }: Observed): boolean {
  if (direction === 'no difference') return Math.abs(z) <= CRITICAL + BORDER;
  return direction === 'higher' ? z > CRITICAL - BORDER : direction === 'lower' && z < BORDER - CRITICAL;
}

function byEstimate(observed: Observed): Strength | undefined {
  const { estimate, oriented, nothing, against } = observed;
  if (!estimate || !oriented || nothing === undefined || observed.source === 'computed') return undefined;
  const effect = effectOf(estimate, nothing);
  if (effect?.se === undefined) return undefined;
  const told = effect.value / effect.se;
  const p = ofP(observed);
  const exact = p?.exact && Math.abs(Math.abs(told) - CRITICAL) < BARELY && Math.abs(p.z - Math.abs(told)) < ABOUT;
  const z = exact ? Math.sign(told) * p.z : told;
  return {
    z: against ? -z : z,
    from: 'estimate',
    size: { estimate, effect, se: exact ? effect.value / z : effect.se },
  };
}

/**
 * The |z| of a p-value, and whether it is more than a bound. A reported 0 stands for what three decimals cannot show; a computed one is less
 * than a number can be, and tells nothing of how much.
 */
function ofP(observed: Observed): { z: number; exact: boolean } | undefined {
  const { p, sided, source } = observed;
  if (!p || (p.value === 0 && source === 'computed') || p.relation === '>' || p.relation === '>=') return undefined;
  const value = p.value === 0 ? 0.0005 : p.value;
  const z = normalQuantile(1 - (sided === 'one' ? value : value / 2));
  return Number.isFinite(z) ? { z: Math.abs(z), exact: p.relation === '=' && p.value > 0 } : undefined;
}

function byValues({ test, estimate, source, nothing = 0 }: Observed): Strength | undefined {
  if (!test) return undefined;
  const z = Math.sign(test.difference) * Math.abs(normalQuantile(Math.max(test.p / 2, Number.MIN_VALUE)));
  if (!Number.isFinite(z)) return undefined;
  const [low, high] = test.interval ?? [];
  if (source !== 'computed' || !estimate?.interval || low === undefined || high === undefined)
    return { z, from: 'values' };
  const effect = effectOf(estimate, nothing);
  const own = test.error ?? (effect?.se === undefined ? undefined : { se: effect.se });
  if (!effect || !own) return { z, from: 'values' };
  // Where p is less than a number can be, the error alone tells how strong it is.
  if (test.p === 0) return { z: effect.value / own.se, from: 'values', size: { estimate, effect, se: own.se, own } };
  const se = Math.abs(z) > 1e-6 ? Math.abs(effect.value / z) : own.se;
  return { z, from: 'values', size: { estimate, effect, se, own } };
}

/**
 * How strong an observed result is: by its estimate and interval, else its exact p, else a test of its values, else the
 * bound of its p (`<0.0001`: at least so strong). What contradicts the observed direction is passed over.
 */
export const strengthOf: (observed: Observed) => Strength | undefined = onceOfOne((observed) => {
  if (observed.direction === undefined) return undefined;
  const p = ofP(observed);
  const sign = observed.sign ?? (observed.direction === 'higher' ? 1 : observed.direction === 'lower' ? -1 : 0);
  const signed = (from: 'p' | 'bound'): Strength | undefined => (p && sign !== 0 ? { z: sign * p.z, from } : undefined);
  const candidates = [
    byEstimate(observed),
    p?.exact && observed.source === 'reported' ? signed('p') : undefined,
    byValues(observed),
    p && !p.exact ? signed('bound') : undefined,
  ];
  return candidates.find((strength) => strength && agrees(strength.z, observed));
});

/** A bound that can be: two shares do not differ by more than all, 100 percentage points. */
export function possible(kind: Estimate['kind'], bound: number): number {
  return kind === 'risk difference' ? Math.max(-100, Math.min(100, bound)) : bound;
}

/** Percent of the imagined trials whose estimate lies in the interval that is told, and the share of them on either side of it. */
const LEVEL = 80;
export const TAIL = (1 - LEVEL / 100) / 2;

/** An interval of imagined estimates. */
export function intervalAt(low: number, high: number): NonNullable<Estimate['interval']> {
  return { low, high, level: LEVEL, sided: 'two' };
}

export interface Resized {
  probability: Probability;
  /** The observed estimate, with the interval that the estimates of such trials lie in. */
  estimate?: Estimate;
  /** Why there is none: its middle lies on one side of none and most of what is significant on the other, or its interval has no width. */
  untold?: 'two sides' | 'no width';
}

/**
 * What becomes of a result of this strength in a trial `factor` times as large; `factor` is positive. `design`: what power is told by,
 * where it is, so that the two say the same.
 */
export function resized({ z, size }: Strength, factor: number, design: Design = byError(z, 1)): Resized {
  const spread = Math.sqrt(1 + 1 / factor);
  const [along, against] = design.assured(factor);
  const [higher, lower] = z < 0 ? [against, along] : [along, against];
  const probability = { higher, lower, 'no difference': Math.max(0, 1 - higher - lower) };
  if (!size) return { probability };
  const { estimate, effect, own = { se: size.se } } = size;
  const reach = (own.df === undefined ? normalQuantile(1 - TAIL) : tMultiplier(1 - 2 * TAIL, own.df)) * own.se * spread;
  const asTold = (x: number) => possible(estimate.kind, effect.scale === 'log' ? effect.null * Math.exp(x) : x);
  const interval = intervalAt(asTold(effect.value - reach), asTold(effect.value + reach));
  return { probability, estimate: { kind: estimate.kind, value: estimate.value, interval } };
}
