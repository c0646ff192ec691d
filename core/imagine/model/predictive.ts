/**
 * One predictive distribution of a contrast's z, its estimate over its standard error: a normal with the mean and spread that
 * the model gives, reweighted in its three regions (below −1.96, between, above 1.96), so that the chance of each is what the
 * fitted classifier says. Directions, the interval of a size and power are read off it, so they cannot contradict each other.
 *
 * With f times the participants, f above 1, the mean is √f times as large and the variance 1 + τ²f: 1 for sampling, τ² for not
 * knowing the effect, which is never known better than to half a standard error. The weights of the regions stay. With fewer, z
 * is that of a random part of them: √f·z + √(1 − f)·ε, ε standard normal.
 */
import { CRITICAL } from '../../trial/effect.ts';
import { normalCdf, normalQuantile } from '../../trial/statistics.ts';
import type { Probability } from '../answer.ts';

export interface Predictive {
  mean: number;
  /** Standard deviation, at least 1. */
  spread: number;
  /** What the density of each region is multiplied with: lower, no difference, higher. */
  weights: readonly [number, number, number];
  /** Only this share of the participants, below 1. */
  part?: number;
  /** So much of it, 0 to 1, is what doses so far apart did on the whole. */
  drawn?: number;
  /**
   * How many times as wide an interval of a size is as that of z, where one contrast alone speaks and its
   * first side, or its second, is another. */
  wider?: { first: number; second: number };
}

/** No region that a normal all but rules out is blown up to make room for what the classifier says. */
const LEAST_MASS = 1e-4;

function masses(mean: number, spread: number): [number, number, number] {
  const lower = normalCdf((-CRITICAL - mean) / spread);
  const higher = normalCdf((mean - CRITICAL) / spread);
  return [lower, Math.max(0, 1 - lower - higher), higher];
}

/** The distribution around `mean` whose regions have these chances. */
export function predictive(mean: number, spread: number, probability: Probability): Predictive {
  const wide = Math.max(1, spread);
  const [lower, none, higher] = masses(mean, wide).map((mass) => Math.max(mass, LEAST_MASS)) as [
    number,
    number,
    number,
  ];
  return {
    mean,
    spread: wide,
    weights: [probability.lower / lower, probability['no difference'] / none, probability.higher / higher],
  };
}

/**
 * The same, drawn towards what is known without its features: by `share` (0 to 1), to `prior` and a z of standard deviation
 * `wide` around 0. Chances are mixed, and the normal has the mean and variance of the mixture.
 */
export function drawnTo(own: Predictive, share: number, prior: Probability, wide: number): Predictive {
  const told = directionsOf(own);
  const mix = (a: number, b: number) => (1 - share) * a + share * b;
  const mean = (1 - share) * own.mean;
  const variance = mix(own.spread ** 2 + own.mean ** 2, wide ** 2) - mean ** 2;
  return predictive(mean, Math.sqrt(variance), {
    higher: mix(told.higher, prior.higher),
    lower: mix(told.lower, prior.lower),
    'no difference': mix(told['no difference'], prior['no difference']),
  });
}

/** How well an effect is known at best, as a share of the variance. */
const LEAST_DOUBT = 0.25;

/** The same with `factor` times the participants. */
export function withPeople(own: Predictive, factor: number): Predictive {
  if (factor < 1) return { ...own, part: factor };
  const { mean, spread } = own;
  const variance = spread * spread;
  const doubt = Math.max(variance - 1, LEAST_DOUBT * variance);
  return { ...own, mean: mean * Math.sqrt(factor), spread: Math.sqrt(variance - doubt + doubt * factor) };
}

/** So many z of all participants, as likely as each other, stand for all of them. */
const POINTS = 40;

/** Asked for directions, and for each quantile: distributions are immutable. */
const parts = new WeakMap<Predictive, (bound: number) => number>();

/** How much of a distribution of a part of the participants lies below a bound. */
function partBelow(own: Predictive, part: number): (bound: number) => number {
  const known = parts.get(own);
  if (known) return known;
  const { part: _, ...whole } = own;
  const means = Array.from({ length: POINTS }, (_, i) => Math.sqrt(part) * quantile(whole, (i + 0.5) / POINTS));
  const spread = Math.sqrt(1 - part);
  const below = (bound: number) => means.reduce((sum, mean) => sum + normalCdf((bound - mean) / spread), 0) / POINTS;
  parts.set(own, below);
  return below;
}

function chances({ mean, spread, weights }: Predictive): [number, number, number] {
  const own = masses(mean, spread).map((mass, i) => Math.max(mass, LEAST_MASS) * (weights[i] ?? 0));
  const sum = own.reduce((a, b) => a + b, 0);
  return own.map((one) => one / sum) as [number, number, number];
}

export function directionsOf(distribution: Predictive): Probability {
  if (distribution.part !== undefined) {
    const below = partBelow(distribution, distribution.part);
    const [lower, higher] = [below(-CRITICAL), 1 - below(CRITICAL)];
    return { higher, lower, 'no difference': Math.max(0, 1 - higher - lower) };
  }
  const [lower, none, higher] = chances(distribution);
  return { higher, lower, 'no difference': none };
}

/** The z that stays below with probability `p`, 0 < p < 1. */
export function quantile(distribution: Predictive, p: number): number {
  if (distribution.part !== undefined) {
    const below = partBelow(distribution, distribution.part);
    let [low, high] = [-50, 50];
    while (high - low > 1e-4) {
      const middle = (low + high) / 2;
      if (below(middle) < p) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
  const { mean, spread } = distribution;
  const regions = chances(distribution);
  const bounds = [Number.NEGATIVE_INFINITY, -CRITICAL, CRITICAL, Number.POSITIVE_INFINITY];
  let below = 0;
  for (const [i, chance] of regions.entries()) {
    if (p > below + chance && i < 2) {
      below += chance;
      continue;
    }
    const [from, to] = [bounds[i] ?? 0, bounds[i + 1] ?? 0].map((bound) => normalCdf((bound - mean) / spread)) as [
      number,
      number,
    ];
    const share = Math.min(1, Math.max(0, (p - below) / chance));
    const z = mean + spread * normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, from + share * (to - from))));
    return Math.min(bounds[i + 1] ?? z, Math.max(bounds[i] ?? z, z));
  }
  return mean;
}
