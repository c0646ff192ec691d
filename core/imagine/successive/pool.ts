/** Several answers as one: what they say together, and how far they agree. */
import { DIRECTIONS, type Direction } from '../../trial/direction.ts';
import type { Probability } from '../answer.ts';

/** The direction that is most probable; the first of equals. */
export function likeliest(probability: Probability): Direction {
  return DIRECTIONS.reduce((best, one) => (probability[one] > probability[best] ? one : best));
}

/** How often each direction was answered. */
export function countsOf(directions: readonly Direction[]): Record<Direction, number> {
  const count = (one: Direction) => directions.filter((direction) => direction === one).length;
  return { higher: count('higher'), lower: count('lower'), 'no difference': count('no difference') };
}

/**
 * Chances of the directions from how often each was answered. Each is given a third of an answer more than it has (a Dirichlet prior of
 * weight 1), so that few answers that agree are no certainty: 5 of 5 is 0.89.
 */
export function fromCounts(directions: readonly Direction[]): Probability {
  const counts = countsOf(directions);
  const share = (one: Direction) => (counts[one] + 1 / 3) / (directions.length + 1);
  return { higher: share('higher'), lower: share('lower'), 'no difference': share('no difference') };
}

/** The weighted mean of probabilities (a linear opinion pool; Stone, Ann Math Stat 32, 1961). Weights are positive. */
export function pooled(opinions: readonly { probability: Probability; weight: number }[]): Probability {
  const total = opinions.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (one: Direction) =>
    opinions.reduce((sum, { probability, weight }) => sum + weight * probability[one], 0) / total;
  return { higher: mean('higher'), lower: mean('lower'), 'no difference': mean('no difference') };
}

/** The middle of figures, as medians are taken; undefined where there are none. */
export function median(figures: readonly number[]): number | undefined {
  const sorted = figures.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
