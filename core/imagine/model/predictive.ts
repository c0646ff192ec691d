/**
 * One predictive distribution of a contrast's z, its estimate over its standard error. Directions, the interval of a size and what
 * more people do are all read off its quantiles, so that they cannot contradict each other: an interval at 80 % is wholly
 * significant only where the chance of that is at least 0.90.
 *
 * 1. A normal with the mean and spread that the model gives, reweighted in its three regions (below −1.96, between, above 1.96), so that
 *    the chance of each is what the fitted classifier says.
 * 2. `strong`: what was observed beyond the |z| that the model was fitted on stretches what lies beyond 1.96, which stays where it is.
 * 3. `near`: every quantile is drawn to what was observed nearest, the more the smaller the change: Q(p) = z + w·(Q(p) − z), with
 *    w = 1 − exp(−d/s) at d doublings. Where nothing changes, w is 0 and all is as it was observed.
 * 4. `middle`: within the region of its median the median is moved to a bound, and what lies around it with it; chances stay.
 * 5. `far`: a mixture with what is told of doses that are far from all that were observed.
 * 6. `people`: another number of participants. As many as were observed are taken to be the same people, whose luck is known as far as the
 *    change leaves it (`near`); any other number is another trial, with luck of its own. A quantile's distance from the median has a part that
 *    is not knowing the effect, and one of sampling; with f times the participants the first is √f times as large on the scale of z, the
 *    second is 1, however far `strong` stretched it. With nearly as many it is a new trial's: the less of that luck is left, the nearer to
 *    what is told of the same people, and as wide as that where none is.
 */
import { CRITICAL } from '../../trial/effect.ts';
import { onceOfOne } from '../../trial/once.ts';
import { normalCdf, normalQuantile } from '../../trial/statistics.ts';
import type { Probability } from '../answer.ts';
import constants from './constants.json' with { type: 'json' };

export interface Predictive {
  mean: number;
  spread: number;
  /** What the density of each region is multiplied with: lower, no difference, higher. */
  weights: readonly [number, number, number];
  /** |z| that stands where the model's own `CAP` is. */
  strong?: number;
  /** What was observed nearest, and how much of the distance to it is left: 0 to 1. */
  near?: { z: number; share: number };
  /** Where its median would be, and where it is moved to, in the same region. */
  middle?: { from: number; to: number };
  /** How much of it, 0 to 1, is another distribution, and which. */
  far?: { share: number; of: Predictive };
  /** How many times the participants. */
  people?: number;
  /** How many times as far from the median a size is told as its z is; absent where just as far. */
  sizes?: number;
  /** So much of it, 0 to 1, is what doses so far apart did on the whole. */
  drawn?: number;
  /** It is of another dose of the second side, and nothing says which way that moves it. */
  undirected?: true;
  /** So much of it, 0 to 1, is what times so far apart did on the whole. */
  timed?: number;
}

/** The model was fitted on |z| up to this. */
export const CAP = constants.cap;

/** No region that a normal all but rules out is blown up to make room for what the classifier says. */
const LEAST_MASS = 1e-4;

function masses(mean: number, spread: number): [number, number, number] {
  const lower = normalCdf((-CRITICAL - mean) / spread);
  const higher = normalCdf((mean - CRITICAL) / spread);
  return [lower, Math.max(0, 1 - lower - higher), higher];
}

/** The distribution around `mean` whose regions have these chances. */
export function predictive(mean: number, spread: number, probability: Probability): Predictive {
  const [lower, none, higher] = masses(mean, spread).map((mass) => Math.max(mass, LEAST_MASS)) as [
    number,
    number,
    number,
  ];
  return {
    mean,
    spread,
    weights: [probability.lower / lower, probability['no difference'] / none, probability.higher / higher],
  };
}

/** The chance of each region of the normal in its three regions. Those of mixtures are asked about many times. */
const chances = onceOfOne(({ mean, spread, weights }: Predictive): [number, number, number] => {
  const shares = masses(mean, spread).map((mass, i) => Math.max(mass, LEAST_MASS) * (weights[i] ?? 0));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((one) => one / sum) as [number, number, number];
});

const BOUNDS = [Number.NEGATIVE_INFINITY, -CRITICAL, CRITICAL, Number.POSITIVE_INFINITY];

/** Which way a region is measured: a far tail keeps its digits only from its own end. */
const wayOf = (low: number, mean: number): 1 | -1 => (low > mean ? -1 : 1);

/** Of the normal in its three regions: how much lies below a z. */
function ownBelow(own: Predictive, z: number): number {
  const { mean, spread } = own;
  const told = chances(own);
  const region = z < -CRITICAL ? 0 : z < CRITICAL ? 1 : 2;
  const low = BOUNDS[region] ?? 0;
  const way = wayOf(low, mean);
  const under = (x: number) => normalCdf((way * (x - mean)) / spread);
  const [from, to] = [under(low), under(BOUNDS[region + 1] ?? 0)];
  const before = (region > 0 ? told[0] : 0) + (region > 1 ? told[1] : 0);
  // A region that the normal all but rules out is at the bound that is the nearer to it.
  const share = to !== from ? (under(z) - from) / (to - from) : mean < low && z > low ? 1 : 0;
  return before + (told[region] ?? 0) * Math.min(1, Math.max(0, share));
}

function ownQuantile(own: Predictive, p: number): number {
  const { mean, spread } = own;
  let below = 0;
  for (const [i, chance] of chances(own).entries()) {
    if (p > below + chance && i < 2) {
      below += chance;
      continue;
    }
    const [low, high] = [BOUNDS[i] ?? 0, BOUNDS[i + 1] ?? 0];
    const way = wayOf(low, mean);
    const [from, to] = [normalCdf((way * (low - mean)) / spread), normalCdf((way * (high - mean)) / spread)];
    const share = chance > 0 ? Math.min(1, Math.max(0, (p - below) / chance)) : 0;
    const there = Math.min(1 - 1e-12, Math.max(1e-300, from + share * (to - from)));
    const z = mean + way * spread * normalQuantile(there);
    return Math.min(high, Math.max(low, z));
  }
  return mean;
}

/** How many times as far beyond significance what the model says is, so that its `CAP` stands where `strong` does. */
const stretchOf = ({ strong = CAP }: Predictive) => Math.max(1, (strong - CRITICAL) / (CAP - CRITICAL));

/** Beyond significance, times `by` as far; between it, as it is. */
function stretched(z: number, by: number): number {
  return Math.abs(z) <= CRITICAL ? z : Math.sign(z) * (CRITICAL + (Math.abs(z) - CRITICAL) * by);
}

/** The region of a z: below −1.96, between, above 1.96. */
export function regionOf(z: number): 0 | 1 | 2 {
  return z < -CRITICAL ? 0 : z <= CRITICAL ? 1 : 2;
}

/** Where a z comes to lie when the median is moved within its region; nothing crosses 1.96. */
function moved(z: number, { from, to }: NonNullable<Predictive['middle']>): number {
  const region = regionOf(to);
  const [low, high] = [BOUNDS[region] ?? 0, BOUNDS[region + 1] ?? 0];
  if (z <= low || z >= high) return z;
  const end = z <= from ? low : high;
  return Number.isFinite(end) && end !== from ? end + ((z - end) * (to - end)) / (from - end) : z + to - from;
}

/** Less of a mixture than this is none. */
const LEAST_SHARE = 1e-6;

/** The quantile of a mixture: between those of its parts, found by false position (Illinois). */
function mixedQuantile(distribution: Predictive, p: number, one: number, other: number): number {
  let [low, high] = [Math.min(one, other), Math.max(one, other)];
  const off = (z: number) => belowAsObserved(distribution, z) - p;
  let [under, over] = [off(low), off(high)];
  let side = 0;
  for (let i = 0; i < 60 && high - low > 1e-9; i++) {
    const share = over > under ? under / (under - over) : 0.5;
    const z = i % 4 === 3 || !(share > 0 && share < 1) ? (low + high) / 2 : low + share * (high - low);
    const here = off(z);
    if (here < 0) {
      [low, under] = [z, here];
      if (side < 0) over /= 2;
      side = -1;
    } else {
      [high, over] = [z, here];
      if (side > 0) under /= 2;
      side = 1;
    }
  }
  return (low + high) / 2;
}

/** The z that stays below with probability `p`, 0 < p < 1. */
export function quantile(distribution: Predictive, p: number): number {
  const { people = 1 } = distribution;
  const own = quantileAsObserved(distribution, p);
  return people === 1 ? own : resizedQuantile(distribution, people, p, own);
}

/** The same with the participants that were observed, however many there are. */
function quantileAsObserved(distribution: Predictive, p: number): number {
  const { near, far, middle } = distribution;
  const own = () => {
    const z = stretched(ownQuantile(distribution, p), stretchOf(distribution));
    return middle ? moved(z, middle) : z;
  };
  const alone = !near ? own() : near.share === 0 ? near.z : near.z + near.share * (own() - near.z);
  return far && far.share > LEAST_SHARE ? mixedQuantile(distribution, p, alone, quantile(far.of, p)) : alone;
}

/** How little of what lies around the median is not knowing the effect: at least so much of the variance. */
const LEAST_DOUBT = 0.25;

const TENTH = 0.1;

/** The median, and how much of the variance around it is not knowing the effect: what lies between 10 % and 90 % less one sampling error, as far as that is in it. */
const doubtOf = onceOfOne((whole: Predictive): { middle: number; doubt: number } => {
  const [low, middle, high] = [TENTH, 0.5, 1 - TENTH].map((p) => quantileAsObserved(whole, p)) as [
    number,
    number,
    number,
  ];
  const spread = (high - low) / (2 * normalQuantile(1 - TENTH));
  const sampling = whole.near?.share ?? 1;
  return { middle, doubt: spread > 0 ? Math.max(1 - (sampling / spread) ** 2, LEAST_DOUBT) : LEAST_DOUBT };
});

/** The same with `factor` times the participants, who are other ones than were observed: nothing of their luck is known. */
function resizedQuantile(whole: Predictive, factor: number, p: number, own: number): number {
  const { middle, doubt } = doubtOf(whole);
  const share = whole.near?.share ?? 1;
  const normal = normalQuantile(p);
  // What was observed itself is known to one standard error.
  const unknown = doubt * (own - middle) ** 2 + (1 - share) * normal * normal;
  return Math.sqrt(factor) * middle + Math.sign(normal) * Math.sqrt(factor * unknown + normal * normal);
}

/** How much of the distribution lies below a z. */
export function below(distribution: Predictive, z: number): number {
  const { people = 1 } = distribution;
  if (people === 1) return belowAsObserved(distribution, z);
  let [low, high] = [0, 1];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (quantile(distribution, middle) < z) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The same with the participants that were observed, however many there are. */
function belowAsObserved(distribution: Predictive, z: number): number {
  const { near, far, middle } = distribution;
  const alone = () => {
    if (near && near.share < 1e-9) return z < near.z ? 0 : 1;
    const drawn = near ? near.z + (z - near.z) / near.share : z;
    const at = middle ? moved(drawn, { from: middle.to, to: middle.from }) : drawn;
    return ownBelow(distribution, stretched(at, 1 / stretchOf(distribution)));
  };
  return far && far.share > LEAST_SHARE ? (1 - far.share) * alone() + far.share * below(far.of, z) : alone();
}

export function directionsOf(distribution: Predictive): Probability {
  // Sums of shares may miss 0 and 1 by a rounding.
  const [lower, none] = [-CRITICAL, CRITICAL].map((z) => Math.min(1, Math.max(0, below(distribution, z)))) as [
    number,
    number,
  ];
  return { higher: 1 - none, lower, 'no difference': Math.max(0, none - lower) };
}

/** The same with `factor` times the participants. */
export function withPeople(own: Predictive, factor: number): Predictive {
  return factor === 1 ? own : { ...own, people: factor };
}

/**
 * The chances of contrasts of which nothing is known but that they are distributed so, with `factor` times the participants. What
 * sets them apart from none is √f times as large, sampling is as it was; so each z is as many times as large as all are. With more
 * participants both differences are more probable, with fewer less, and with as many nothing changes.
 */
export function enlarged(all: Predictive, factor: number): Probability {
  const known = 1 - 1 / (all.spread * all.spread);
  const bound = CRITICAL / Math.sqrt(1 + (factor - 1) * known);
  const [lower, none] = [below(all, -bound), below(all, bound)];
  return { higher: 1 - none, lower, 'no difference': none - lower };
}

/** The same of the participants that were observed. */
export function ofSamePeople(own: Predictive): Predictive {
  const { people: _, ...rest } = own;
  return rest;
}

/** The same of the two sides the other way round. */
export function mirrored(own: Predictive): Predictive {
  const { mean, weights, near, middle, far, ...rest } = own;
  const [lower, none, higher] = weights;
  return {
    ...rest,
    mean: -mean,
    weights: [higher, none, lower],
    ...(near && { near: { ...near, z: -near.z } }),
    ...(middle && { middle: { from: -middle.from, to: -middle.to } }),
    ...(far && { far: { ...far, of: mirrored(far.of) } }),
  };
}
