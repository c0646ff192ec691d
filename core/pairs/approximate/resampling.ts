/** Means over trials, each of which weighs 1, with the 95 % interval of their bootstrap over trials. */
import * as z from 'zod';

const RESAMPLES = 1000;
const SEED = 20_240_511;

/** Of fewer trials an interval says too little of how uncertain a mean is; none is given. */
export const FEW = 20;

/** The mean, and its interval; without one of few trials. */
export type Interval = readonly [value: number, low: number | null, high: number | null];

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Values by trial: of each the mean. */
export function byTrial(rows: readonly { trial: string; value: number }[]): number[] {
  const sums = new Map<string, { sum: number; n: number }>();
  for (const { trial, value } of rows) {
    const own = sums.get(trial) ?? { sum: 0, n: 0 };
    own.sum += value;
    own.n++;
    sums.set(trial, own);
  }
  return [...sums.values()].map(({ sum, n }) => sum / n);
}

/** What is said of the means of several numbers of each trial, with its interval; undefined of none, and where nothing can be said. */
export function resampledOf(
  trials: readonly (readonly number[])[],
  statistic: (means: readonly number[]) => number,
): Interval | undefined {
  const { length } = trials;
  const [first] = trials;
  if (!first) return undefined;
  const of = (at: () => number) => {
    const sums = first.map(() => 0);
    for (let i = 0; i < length; i++)
      for (const [j, value] of (trials[at()] ?? []).entries()) sums[j] = (sums[j] ?? 0) + value;
    return statistic(sums.map((sum) => sum / length));
  };
  let all = 0;
  const next = random(SEED);
  const value = of(() => all++);
  if (!Number.isFinite(value)) return undefined;
  if (length < FEW) return [value, null, null];
  const drawn = Array.from({ length: RESAMPLES }, () => of(() => Math.floor(next() * length)))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const at = (share: number) => drawn[Math.round(share * (drawn.length - 1))] ?? value;
  return [value, at(0.025), at(0.975)];
}

/** The mean of one number of each trial, with its interval; undefined of none. */
export function resampled(values: readonly number[]): Interval | undefined {
  return resampledOf(
    values.map((value) => [value]),
    ([mean = 0]) => mean,
  );
}

export const intervalSchema = z
  .tuple([z.number(), z.number().nullable(), z.number().nullable()])
  .describe(`The mean, and its 95 % interval; null of fewer than ${FEW} trials.`)
  .nullable();

export const meanOf = (all: readonly number[]): number =>
  all.reduce((sum, one) => sum + one, 0) / Math.max(1, all.length);
export const round = (value: number): number => Math.round(value * 1e4) / 1e4;
/** As it is written: four places. */
export const rounded = (value: Interval | undefined): [number, number | null, number | null] | null => {
  if (!value) return null;
  const [mean, low, high] = value;
  return [round(mean), low === null ? null : round(low), high === null ? null : round(high)];
};
