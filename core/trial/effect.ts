/** Estimates as effects: where no effect lies, how far from it they are, and what their interval says of significance. */
import type { Estimate } from './quantity/estimate.ts';
import { normalQuantile } from './statistics.ts';

/** Two-sided, whatever the trial's own alpha. */
export const ALPHA = 0.05;
export const CRITICAL = normalQuantile(1 - ALPHA / 2);

/** An estimate on the scale on which its error is symmetrical: as it is, or the logarithm of a ratio. No effect is 0. */
export interface Effect {
  value: number;
  /** From a two-sided interval, by the normal approximation. */
  se?: number;
  scale: 'linear' | 'log';
  /** What an estimate of no effect would be: 0, 1, or 100 where a ratio is told in percent. */
  null: 0 | 1 | 100;
}

export function isRatio(estimate: Estimate): boolean {
  return estimate.kind.endsWith('ratio');
}

/**
 * What an estimate of no effect would be. A ratio of 20 or more is told in percent where the ratio of the two values
 * (`ratio`, where there is one) says so; where nothing can say, undefined.
 */
export function nullOf(estimate: Estimate, ratio?: number): Effect['null'] | undefined {
  if (estimate.kind === 'other') return undefined;
  if (!isRatio(estimate)) return 0;
  if (estimate.value < 20) return 1;
  if (ratio === undefined || !(ratio > 0)) return undefined;
  const asRatio = Math.abs(Math.log(estimate.value * ratio));
  const turned = Math.abs(Math.log(estimate.value / ratio));
  const asPercent = Math.min(
    Math.abs(Math.log((estimate.value / 100) * ratio)),
    Math.abs(Math.log(estimate.value / 100 / ratio)),
  );
  return asPercent < Math.min(asRatio, turned) ? 100 : 1;
}

/** The effect that an estimate tells, given what no effect would be; undefined where it cannot be (a ratio that is not positive). */
export function effectOf(estimate: Estimate, nothing: Effect['null']): Effect | undefined {
  const scale = nothing === 0 ? 'linear' : 'log';
  const onScale = (x: number) => (scale === 'log' ? Math.log(x / nothing) : x);
  const value = onScale(estimate.value);
  if (!Number.isFinite(value)) return undefined;
  const { low, high, level, sided } = estimate.interval ?? {};
  if (low === undefined || high === undefined || sided !== 'two' || !(level !== undefined && level > 0 && level < 100))
    return { value, scale, null: nothing };
  const se = (onScale(high) - onScale(low)) / (2 * normalQuantile(0.5 + level / 200));
  return se > 0 && Number.isFinite(se) ? { value, se, scale, null: nothing } : { value, scale, null: nothing };
}

/**
 * Whether an estimate's interval says that there is an effect, two-sided at 0.05. A 95 % interval does so itself; one of
 * another level is scaled by the normal approximation; a one-sided one says so from 97.5 % on, and never that there is none.
 */
export function significantByInterval(estimate: Estimate, nothing: Effect['null']): boolean | undefined {
  const interval = estimate.interval;
  if (!interval) return undefined;
  const { low, high, level, sided } = interval;
  const outside = (low !== undefined && low > nothing) || (high !== undefined && high < nothing);
  if (sided === 'one') return outside && level >= 97.5 ? true : undefined;
  if (low === undefined || high === undefined || low > high) return undefined;
  if (level === 95) return outside;
  const effect = effectOf(estimate, nothing);
  if (effect?.se === undefined) return undefined;
  const onScale = (x: number) => (effect.scale === 'log' ? Math.log(x / nothing) : x);
  return Math.abs(onScale(low) + onScale(high)) / 2 / effect.se > CRITICAL;
}

/** The same estimate told the other way round: second relative to first. Undefined where its kind does not say how. */
export function turned(estimate: Estimate, nothing: Effect['null']): Estimate | undefined {
  // A reciprocal has endless decimals; four digits are more than any estimate is worth.
  const turn = (x: number) => (nothing === 0 ? (x === 0 ? 0 : -x) : Number(((nothing * nothing) / x).toPrecision(4)));
  if (nothing !== 0 && !(estimate.value > 0)) return undefined;
  const { interval } = estimate;
  if (!interval) return { kind: estimate.kind, value: turn(estimate.value) };
  const bound = (x: number | undefined) => (x === undefined || (nothing !== 0 && x <= 0) ? undefined : turn(x));
  const [low, high] = [bound(interval.high), bound(interval.low)];
  if (low === undefined && high === undefined) return { kind: estimate.kind, value: turn(estimate.value) };
  return { kind: estimate.kind, value: turn(estimate.value), interval: { ...interval, low, high } };
}
