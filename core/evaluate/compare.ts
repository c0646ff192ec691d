/**
 * Two predictors on the same questions. The difference of every score with a 95 % interval from resampling trials, both predictors at once; and
 * whether one is right, or of a lower Brier score, more often than chance would have it.
 *
 * Questions of one trial are not independent of each other. So what counts is the test by trials: a trial's mean difference may as well have
 * had the other sign (sign-flip permutation; Good, *Permutation, Parametric and Bootstrap Tests of Hypotheses*, 2005, ch. 3), exact where
 * few trials differ. Beside it stands McNemar's test (Psychometrika 12, 1947), exact and mid-p (Fagerland, Lydersen and Laake, BMC Med.
 * Res. Methodol. 13:91, 2013), which takes every question as independent and for one: with hundreds of questions of a trial it is far too sure.
 */
import { incompleteBeta, logGamma } from '../trial/statistics.ts';
import { bootstraps, dice, percentile95 } from './resample.ts';
import { likeliest, Prepared, RESAMPLES, SCORES, type Score, type Scored, type ScoreName } from './scores.ts';

/** Where so many trials differ or fewer, every way to flip them is gone through. */
const EXACT = 16;
const FLIPS = 9999;
const SEED = 71;

/**
 * Two-sided p of a mean difference of 0: how many of the ways to flip the signs of the differences have a mean at least as far from 0.
 * NaN without differences to flip.
 */
export function signFlip(differences: ArrayLike<number>): number {
  const own = Array.from(differences).filter((one) => one !== 0);
  if (own.length === 0) return Number.NaN;
  // Sums of the same numbers in another order differ in their last digits.
  const seen = Math.abs(own.reduce((a, b) => a + b, 0)) - 1e-9;
  if (own.length <= EXACT) {
    let extreme = 0;
    for (let signs = 0; signs < 2 ** own.length; signs++)
      if (Math.abs(own.reduce((sum, one, i) => sum + (signs & (1 << i) ? -one : one), 0)) >= seen) extreme++;
    return extreme / 2 ** own.length;
  }
  const roll = dice(SEED);
  let extreme = 1;
  for (let i = 0; i < FLIPS; i++) {
    let sum = 0;
    for (const one of own) sum += roll() < 0.5 ? -one : one;
    if (Math.abs(sum) >= seen) extreme++;
  }
  return extreme / (FLIPS + 1);
}

/** McNemar's test of two counts of discordant questions: exact two-sided, and mid-p. 1 where there is none. */
export function mcnemar(onlyFirst: number, onlySecond: number): { exact: number; midP: number } {
  const n = onlyFirst + onlySecond;
  const least = Math.min(onlyFirst, onlySecond);
  if (n === 0) return { exact: 1, midP: 1 };
  // P(X ≤ k) of a binomial of n and ½ is I½(n − k, k + 1).
  const below = least === n ? 1 : incompleteBeta(0.5, n - least, least + 1);
  const here = Math.exp(logGamma(n + 1) - logGamma(least + 1) - logGamma(n - least + 1) - n * Math.LN2);
  const exact = Math.min(1, 2 * below);
  return { exact, midP: onlyFirst === onlySecond ? 1 - here : 2 * below - here };
}

/** First minus second. */
export interface Comparison {
  /** Questions that both answered, and their trials. */
  n: number;
  trials: number;
  difference: Partial<Record<ScoreName, Score>>;
  /** By trials: p of no difference, and in how many trials the first is the better and the worse. */
  byTrials: Record<'brier' | 'accuracy', { p?: number; better: number; worse: number }>;
  /** By questions, as if they were independent. */
  mcnemar: { onlyFirst: number; onlySecond: number; exact: number; midP: number };
}

const isRight = ({ probability, observed }: Scored) => probability !== undefined && likeliest(probability) === observed;

function byTrials(
  first: Float64Array,
  second: Float64Array,
  good: 1 | -1,
): { p?: number; better: number; worse: number } {
  const differences = first.map((one, t) => {
    const difference = one - (second[t] ?? 0);
    return Math.abs(difference) < 1e-12 ? 0 : difference;
  });
  const p = signFlip(differences);
  return {
    ...(Number.isNaN(p) ? {} : { p }),
    better: differences.filter((one) => one * good > 0).length,
    worse: differences.filter((one) => one * good < 0).length,
  };
}

/** Compares the answers of two predictors; the questions at the same places are the same. Throws where they are not. */
export function compare(first: readonly Scored[], second: readonly Scored[], resamples = RESAMPLES): Comparison {
  if (first.length !== second.length || first.some(({ trial }, i) => trial !== second[i]?.trial))
    throw new RangeError('Two predictors are compared on the same questions.');
  const [one, other] = [new Prepared(first), new Prepared(second)];
  const [a, b] = [one.measure(one.once()), other.measure(other.once())];
  const drawn: Record<ScoreName, number[]> = { macroF1: [], accuracy: [], brier: [], ece: [], flipAuroc: [] };
  for (const times of bootstraps(one.trials, resamples)) {
    const [own, its] = [one.measure(times), other.measure(times)];
    for (const name of SCORES) {
      const [x, y] = [own[name], its[name]];
      if (x !== undefined && y !== undefined) drawn[name].push(x - y);
    }
  }
  const difference: Partial<Record<ScoreName, Score>> = {};
  for (const name of SCORES) {
    const [x, y] = [a[name], b[name]];
    if (x !== undefined && y !== undefined) difference[name] = [x - y, ...percentile95(drawn[name])];
  }
  let [onlyFirst, onlySecond] = [0, 0];
  for (const [i, answer] of first.entries()) {
    const [x, y] = [isRight(answer), isRight(second[i] ?? answer)];
    if (x && !y) onlyFirst++;
    if (y && !x) onlySecond++;
  }
  const [x, y] = [one.ofTrials(), other.ofTrials()];
  return {
    n: one.n,
    trials: one.trials,
    difference,
    byTrials: { brier: byTrials(x.brier, y.brier, -1), accuracy: byTrials(x.accuracy, y.accuracy, 1) },
    mcnemar: { onlyFirst, onlySecond, ...mcnemar(onlyFirst, onlySecond) },
  };
}
