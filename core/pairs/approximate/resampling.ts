/** Means over trials, each of which weighs 1, with the 95 % interval of their bootstrap over trials. */
const RESAMPLES = 1000;
const SEED = 20_240_511;

/** The mean, and its interval. */
export type Interval = readonly [value: number, low: number, high: number];

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

/** The mean of one number of each trial, with its interval; undefined of none. */
export function resampled(values: readonly number[]): Interval | undefined {
  const { length } = values;
  if (length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  const next = random(SEED);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += values[Math.floor(next() * length)] ?? 0;
    return sum / length;
  }).sort((a, b) => a - b);
  const at = (share: number) =>
    means[Math.min(RESAMPLES - 1, Math.max(0, Math.round(share * (RESAMPLES - 1))))] ?? mean;
  return [mean, at(0.025), at(0.975)];
}
