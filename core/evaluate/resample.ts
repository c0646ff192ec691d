/**
 * Resampling of trials, the same for the same trials in whatever order they came: trials are sorted by their ids before anything is
 * drawn, and the draws are those of one generator (mulberry32).
 */

/** Numbers in [0, 1), the same for the same seed. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const SEED = 20_261_122;

/** How often each of `trials` is drawn, `resamples` times. The same array is given again and again. */
export function* bootstraps(trials: number, resamples: number): Generator<Float64Array> {
  const roll = dice(SEED);
  const times = new Float64Array(trials);
  for (let i = 0; i < resamples; i++) {
    times.fill(0);
    for (let t = 0; t < trials; t++) {
      const at = Math.floor(roll() * trials);
      times[at] = (times[at] ?? 0) + 1;
    }
    yield times;
  }
}

/** The value below which a share `q` of sorted values lies, between two of them by the straight line (R's type 7, numpy's default). */
export function quantileOf(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (at - Math.floor(at)) * (above - below);
}

/** The 95 % percentile interval of what resamples gave. */
export function percentile95(drawn: readonly number[]): readonly [low: number, high: number] {
  const sorted = Float64Array.from(drawn).sort();
  return [quantileOf(sorted, 0.025), quantileOf(sorted, 0.975)];
}
