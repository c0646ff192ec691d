/**
 * More or fewer participants where so few people had what is counted, or so few had not, that Fisher's exact test speaks: none of 35 and none
 * of 25, all of them, one of fifty. A standard error says little there, and where everybody had it, or nobody, it is 0, which another
 * trial would not repeat.
 *
 * What is told is the predictive probability of another trial: the two counts that it finds are beta-binomial, each side's share being
 * known as far as its own count tells it (Jeffreys' prior, Beta(½, ½); Brown, Cai and DasGupta, Stat. Sci. 16, 2001), and any two counts
 * are tested as those of this trial were. It is exact, so it moves in small steps, as counts do.
 */
import type { Observed } from '../trial/direction.ts';
import { ALPHA } from '../trial/effect.ts';
import { type Counts, logGamma, type Proportion, twoProportions } from '../trial/statistics.ts';
import { opposite } from './mirror.ts';
import { intervalAt, type Resized, strengthOf, TAIL } from './power.ts';

/** With more people on one side than this nothing is reckoned: it would take too long. */
const MOST = 20_000;
/** Counts rarer than this are left out. */
const RAREST = 1e-9;

/** Intervals narrower than this, in percentage points, have no width. */
const NO_WIDTH = 1e-6;

/** Chances that differ by less are told as the same. */
const AS_LIKELY = 0.005;

/** The counts of a contrast of which the exact test speaks; undefined where it does not, or an estimate is reported with its error. */
export function sparseCounts(observed: Observed): Counts | undefined {
  const { test, direction } = observed;
  if (test?.method !== "Fisher's exact" || strengthOf(observed)?.from === 'estimate') return undefined;
  return test.p < ALPHA === (direction !== 'no difference') ? test.counts : undefined;
}

/** The same sides in a trial `factor` times as large: how many people each has. */
export function peopleOf(counts: Counts, factor: number): [number, number] {
  const [one, other] = counts.map(({ n }) => Math.max(1, Math.round(n * factor))) as [number, number];
  return [one, other];
}

/** How many of `n` another trial counts: from the least that is not all but impossible on, the chance of each, and of each or fewer. */
interface Found {
  n: number;
  least: number;
  chances: readonly number[];
  sums: readonly number[];
}

/** What is found of `n` people where `seen` of others had it: beta-binomial. */
function foundOf({ x, n: seen }: Proportion, n: number): Found {
  const [a, b] = [x + 0.5, seen - x + 0.5];
  const logBeta = (p: number, q: number) => logGamma(p) + logGamma(q) - logGamma(p + q);
  const middle = Math.round((n * x) / seen);
  const choose = logGamma(n + 1) - logGamma(middle + 1) - logGamma(n - middle + 1);
  const there = Math.exp(choose + logBeta(middle + a, n - middle + b) - logBeta(a, b));
  /** The chance of one more over that of `k`. */
  const more = (k: number) => ((n - k) * (k + a)) / ((k + 1) * (n - k - 1 + b));
  const [fewer, others]: [number[], number[]] = [[], [there]];
  let chance = there;
  for (let k = middle; k > 0 && chance > RAREST; k--) {
    chance /= more(k - 1);
    fewer.push(chance);
  }
  chance = there;
  for (let k = middle; k < n && chance > RAREST; k++) {
    chance *= more(k);
    others.push(chance);
  }
  const chances = [...fewer.reverse(), ...others];
  let sum = 0;
  const sums = chances.map((one) => {
    // Rounding may add up to a little more than all.
    sum = Math.min(1, sum + one);
    return sum;
  });
  return { n, least: middle - fewer.length, chances, sums };
}

/** The chance of at most so many. */
function upTo({ least, sums }: Found, k: number): number {
  return k < least ? 0 : (sums[Math.min(k - least, sums.length - 1)] ?? 1);
}

/** The chance that the first side's share is at most `most` above the second's. */
function differing(one: Found, other: Found, most: number): number {
  let sum = 0;
  for (const [i, chance] of one.chances.entries()) {
    const least = Math.ceil(other.n * ((one.least + i) / one.n - most) - 1e-9);
    sum += chance * (1 - upTo(other, least - 1));
  }
  return sum;
}

/** The difference of shares that stays below with probability `p`, in percentage points. */
function quantile(one: Found, other: Found, p: number): number {
  let [low, high] = [-1, 1];
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    if (differing(one, other, middle) < p) low = middle;
    else high = middle;
  }
  return 100 * high;
}

function mirrored(resized: Resized | undefined): Resized | undefined {
  if (!resized) return undefined;
  const { probability, estimate, untold } = resized;
  if (!estimate) return { probability: opposite(probability), ...(untold && { untold }) };
  const { low = 0, high = 0 } = estimate.interval ?? {};
  return {
    probability: opposite(probability),
    estimate: { ...estimate, value: 0 - estimate.value, interval: intervalAt(0 - high, 0 - low) },
  };
}

/** What becomes of these counts in a trial `factor` times as large; undefined where that is too large to be reckoned with. */
export function resizedCounts(counts: Counts, factor: number): Resized | undefined {
  const [n1, n2] = peopleOf(counts, factor);
  if (Math.max(n1, n2) > MOST) return undefined;
  // One way round is reckoned and the other is its mirror image, to the last digit.
  if (counts[0].n > counts[1].n || (counts[0].n === counts[1].n && counts[0].x > counts[1].x))
    return mirrored(resizedCounts([counts[1], counts[0]], factor));
  const [one, other] = [foundOf(counts[0], n1), foundOf(counts[1], n2)];
  /** 1 or −1 where the first side is found to be higher or lower than the second. */
  const direction = (x: number, second: number) => {
    const test = twoProportions({ x, n: n1 }, { x: second, n: n2 });
    return test && test.p < ALPHA ? Math.sign(test.difference) : 0;
  };
  const last = other.least + other.chances.length - 1;
  let [higher, lower] = [0, 0];
  // The more the first side counts, the more counts of the second are too few to be as many, and the fewer too many.
  let [few, many] = [other.least - 1, other.least];
  for (const [i, chance] of one.chances.entries()) {
    const x = one.least + i;
    while (few < last && direction(x, few + 1) > 0) few++;
    while (many <= last && direction(x, many) >= 0) many++;
    higher += chance * upTo(other, few);
    lower += chance * (1 - upTo(other, many - 1));
  }
  [higher, lower] = [Math.min(1, higher), Math.min(1 - Math.min(1, higher), lower)];
  const probability = { higher, lower, 'no difference': Math.max(0, 1 - higher - lower) };
  const value = quantile(one, other, 0.5);
  // Few counts are lopsided: where the middle lies on one side and most of what is significant on the other, no one figure says both.
  if (Math.abs(higher - lower) >= AS_LIKELY && value * (higher - lower) < 0)
    return { probability, untold: 'two sides' };
  const [low, high] = [quantile(one, other, TAIL), quantile(one, other, 1 - TAIL)];
  // Most find one and the same, as where everybody has it: that is no size known to the last digit.
  if (high - low < NO_WIDTH) return { probability, untold: 'no width' };
  return { probability, estimate: { kind: 'risk difference', value, interval: intervalAt(low, high) } };
}
