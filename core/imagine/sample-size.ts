/**
 * Power of a comparison of two groups, and what it takes: two-sided at 0.05, by the normal approximation. Everything is told by
 * the number of participants as a multiple of those observed (`factor`), the groups keeping their proportions.
 *
 * Sources: Chow, Shao and Wang, Sample Size Calculations in Clinical Research, 2nd ed., chapters 3 (means) and 4 (proportions,
 * pooled under no difference); Schoenfeld, Biometrics 39, 1983 (hazard ratios by events). Power counts both tails, and so
 * does the detectable effect; the needed size leaves out the far tail, as is usual, which could only add to it.
 */
import { CRITICAL } from '../trial/effect.ts';
import { normalCdf, normalQuantile } from '../trial/statistics.ts';

/** A comparison as far as its power goes. */
export interface Design {
  /** The chance to find a difference with `factor` times the participants, were the effect as estimated. */
  power(factor: number): number;
  /**
   * The same averaged over what the estimate leaves open of the effect (assurance): the chance of a difference in its direction, and in
   * the other. The first is never more than power where that is more than a half.
   */
  assured(factor: number): [along: number, against: number];
  /** How many times the participants give this power; undefined where there is no effect. */
  needed(power: number): number | undefined;
  /**
   * The smallest effect that is found with this power, on the scale of the design's effect and in its direction; undefined
   * where there is none (a share cannot fall below 0 or rise above 1).
   */
  detectable(factor: number, power: number): number | undefined;
}

/** How far an effect has to be from none, in standard errors, to be found with this power: z(0.975) + z(power). */
function reachOf(power: number): number {
  return CRITICAL + normalQuantile(power);
}

/** Where a rising function of x in (low, high) reaches `wanted`; undefined where it does not. */
function solved(rises: (x: number) => number, wanted: number, low: number, high: number): number | undefined {
  if (!(rises(high) >= wanted)) return undefined;
  let [below, above] = [low, high];
  for (let i = 0; i < 100 && above - below > 1e-12 * Math.abs(above); i++) {
    const middle = (below + above) / 2;
    if (rises(middle) < wanted) below = middle;
    else above = middle;
  }
  return above;
}

/** The chance that an estimate `distance` standard errors from none is found, two-sided at 0.05. */
function found(distance: number): number {
  return normalCdf(distance - CRITICAL) + normalCdf(-distance - CRITICAL);
}

/** The chance that an estimate around `distance` is found beyond a bound on either side of none, `spread` being that of the effect and of sampling together. */
function averaged(distance: number, bound: number, spread: number): [along: number, against: number] {
  return [normalCdf((distance - bound) / spread), normalCdf((-distance - bound) / spread)];
}

/** How far an effect has to be from none, both tails counted, to be found with a power: the same for every design by an error, so it is solved once. */
const distances = new Map<number, number | undefined>();

function distanceOf(power: number): number | undefined {
  if (!distances.has(power)) distances.set(power, solved(found, power, 0, 2 * reachOf(power)));
  return distances.get(power);
}

/** An effect and its standard error as observed, on the scale on which the error is symmetrical. */
export function byError(effect: number, se: number): Design {
  const z = Math.abs(effect) / se;
  return {
    power: (factor) => found(z * Math.sqrt(factor)),
    assured: (factor) => averaged(z * Math.sqrt(factor), CRITICAL, Math.sqrt(1 + factor)),
    needed: (power) => (z > 0 ? (reachOf(power) / z) ** 2 : undefined),
    detectable(factor, power) {
      const distance = distanceOf(power);
      return distance === undefined ? undefined : (Math.sign(effect) || 1) * distance * (se / Math.sqrt(factor));
    },
  };
}

/** The standard error of the logarithm of a hazard ratio, by events of both groups together and the share of the first (Schoenfeld). */
export function errorByEvents(events: number, share: number): number {
  return 1 / Math.sqrt(share * (1 - share) * events);
}

/** Two shares of two groups. */
export interface Shares {
  p1: number;
  n1: number;
  p2: number;
  n2: number;
}

/** Two proportions: the error pooled under no difference, each group's own under the difference. */
export function byShares({ p1, n1, p2, n2 }: Shares): Design {
  const pooled = (p: number) => {
    const all = (n1 * p + n2 * p2) / (n1 + n2);
    return Math.sqrt(all * (1 - all) * (1 / n1 + 1 / n2));
  };
  const own = (p: number) => Math.sqrt((p * (1 - p)) / n1 + (p2 * (1 - p2)) / n2);
  const power = (p: number, factor: number) => {
    const distance = Math.abs(p - p2) * Math.sqrt(factor);
    const bound = CRITICAL * pooled(p);
    // All on one side and none on the other: nothing varies.
    if (own(p) === 0) return distance > bound ? 1 : 0;
    return normalCdf((distance - bound) / own(p)) + normalCdf((-distance - bound) / own(p));
  };
  const sign = p1 < p2 ? -1 : 1;
  return {
    power: (factor) => power(p1, factor),
    assured(factor) {
      const error = own(p1);
      if (error === 0) return [power(p1, factor), 0];
      const distance = Math.abs(p1 - p2) * Math.sqrt(factor);
      return averaged(distance / error, (CRITICAL * pooled(p1)) / error, Math.sqrt(1 + factor));
    },
    needed: (wanted) =>
      p1 === p2 ? undefined : ((CRITICAL * pooled(p1) + normalQuantile(wanted) * own(p1)) / (p1 - p2)) ** 2,
    detectable(factor, wanted) {
      const most = (sign < 0 ? p2 : 1 - p2) * (1 - 1e-9);
      const distance = solved((d) => power(p2 + sign * d, factor), wanted, 0, most);
      return distance === undefined ? undefined : sign * distance;
    },
  };
}
