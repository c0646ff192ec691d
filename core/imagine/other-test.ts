/** Whether a reported p is of another test than what power is reckoned by: the two then say different things of one result. */
import type { Observed } from '../trial/direction.ts';
import { formatP } from '../trial/quantity/estimate.ts';
import { normalQuantile } from '../trial/statistics.ts';
import type { Power } from './answer.ts';
import type { Size } from './power.ts';

/** From so many times the other's on two |z| are of different tests, where they also lie so far apart. */
const [TIMES, APART] = [1.1, 0.1];

/** A |z| as it was told, and within what it lies before its figures were rounded. */
export interface Rounded {
  z: number;
  low: number;
  high: number;
}

/** Half of the last place that a figure is told with. */
function halfPlace(...figures: readonly number[]): number {
  const places = figures.map((value) => {
    const [digits = '', power = '0'] = String(value).split('e');
    return (digits.split('.')[1]?.length ?? 0) - Number(power);
  });
  return 10 ** -Math.max(...places) / 2;
}

/** The |z| of an exact p; undefined where p is a bound, or of one side and blind to what was found. */
function ofP({ p, sided }: Observed): Rounded | undefined {
  if (p?.relation !== '=' || !(p.value > 0) || (sided === 'one' && p.value >= 0.5)) return undefined;
  const z = (value: number) => Math.max(0, normalQuantile(1 - (sided === 'one' ? value : value / 2)));
  const half = halfPlace(p.value);
  return { z: z(p.value), low: z(Math.min(1, p.value + half)), high: z(Math.max(1e-12, p.value - half)) };
}

/** The |z| of an estimate with its interval. */
export function ofInterval({ estimate: { value, interval }, effect, se }: Size): Rounded {
  const { low, high } = interval ?? {};
  const z = Math.abs(effect.value) / se;
  if (low === undefined || high === undefined) return { z, low: z, high: z };
  const half = halfPlace(value, low, high);
  const onScale = (x: number) => (effect.scale === 'log' ? Math.log(Math.max(x, half / 2) / effect.null) : x);
  const width = onScale(high) - onScale(low);
  const [wide, narrow] = [1, -1].map((sign) => (onScale(high + sign * half) - onScale(low - sign * half)) / width);
  const off = [value - half, value + half].map((x) => Math.abs(onScale(x)));
  const least = Math.sign(onScale(value - half)) === Math.sign(onScale(value + half)) ? Math.min(...off) : 0;
  return {
    z,
    low: least / (se * (wide ?? 1)),
    high: narrow && narrow > 0 ? Math.max(...off) / (se * narrow) : z * 100,
  };
}

/** What a reported p stands for beside what power is reckoned by, where these are more than a tenth apart, whatever was rounded. */
export function otherTestOf(observed: Observed, reckoned: Rounded): Power['otherTest'] {
  const reported = observed.source === 'reported' && observed.p ? ofP(observed) : undefined;
  if (!reported || !observed.p) return undefined;
  const [less, more] = reported.z < reckoned.z ? [reported, reckoned] : [reckoned, reported];
  if (more.low <= TIMES * less.high || more.low - less.high <= APART) return undefined;
  const { method } = observed;
  return {
    p: formatP(observed.p),
    ...(method !== undefined && { method }),
    z: reported.z,
    reckoned: reckoned.z,
  };
}
