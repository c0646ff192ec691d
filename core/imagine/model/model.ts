/** The fitted model: read when it is first asked, from weights that `trainer/fit_evidence.py` wrote. */
import * as z from 'zod';
import type { Probability } from '../answer.ts';
import { drawnTo, type Predictive, predictive } from './predictive.ts';
import { type Forest, readForest, scoresOf, softmax } from './trees.ts';
import weights from './weights.json' with { type: 'json' };

export const weightsSchema = z.object({
  about: z.string(),
  /** How many features it was fitted on. */
  features: z.number(),
  /** Directions of a contrast where others were observed. */
  hand: z.string(),
  /**
   * What its scores are multiplied with, and what is added to each, for the chances to be what they say; `dosed`: what they are
   * further multiplied with where a dose is what differs.
   */
  calibration: z.object({ scale: z.number(), shift: z.array(z.number()).length(3), dosed: z.number() }),
  /** Mean of its z, and how far off that is on average. */
  mean: z.string(),
  spread: z.string(),
  /** Directions of a contrast where nothing was observed. */
  nothing: z.string(),
  /** How much of what a source says is lost with each doubling between its dose and the one that is asked about. */
  perDoubling: z.number(),
  /** Standard deviation of all z. */
  wide: z.number(),
});
export type Weights = z.infer<typeof weightsSchema>;

export interface Model {
  /** A contrast, others of its trial being observed. `far`: how many doublings the nearest dose is away. */
  hand(x: ArrayLike<number>, far: number): Predictive;
  /** A contrast with nothing observed. */
  nothing(x: ArrayLike<number>): Probability;
}

/** Doublings from which on most of what a source says is lost: natural pairs hardly reach further. */
const REACH = 6;

/** The share of an answer that comes from no source where the nearest dose is `far` doublings away: 0 at 0, rising smoothly to 1. */
export function lost(far: number, perDoubling: number): number {
  return far === Number.POSITIVE_INFINITY ? 1 : 1 - Math.exp(-perDoubling * far - (far / REACH) ** 4);
}

function asProbability(scores: readonly number[]): Probability {
  const [higher = 0, lower = 0, none = 0] = softmax(scores);
  return { higher, lower, 'no difference': none };
}

/** Mean absolute deviation of a normal distribution, in standard deviations: √(2/π). */
const MEAN_OFF = Math.sqrt(2 / Math.PI);

/** A model from its weights. Throws where they are not of this program's features. */
export function modelOf(read: unknown): Model {
  const { features, hand, calibration, mean, spread, nothing, perDoubling, wide } = weightsSchema.parse(read);
  const { scale, shift, dosed } = calibration;
  const [directions, means, spreads, prior] = [hand, mean, spread, nothing].map(readForest) as [
    Forest,
    Forest,
    Forest,
    Forest,
  ];
  const check = (x: ArrayLike<number>) => {
    if (x.length !== features)
      throw new Error(`The weights are of ${features} features, not of ${x.length}: fit them again.`);
  };
  return {
    hand(x, far) {
      check(x);
      const [centre = 0] = scoresOf(means, x);
      const [off = 1] = scoresOf(spreads, x);
      const times = scale * (far > 0 ? dosed : 1);
      const scores = scoresOf(directions, x, 3).map((score, k) => times * score + (shift[k] ?? 0));
      const own = predictive(centre, off / MEAN_OFF, asProbability(scores));
      return far > 0 ? drawnTo(own, lost(far, perDoubling), asProbability(scoresOf(prior, x, 3)), wide) : own;
    },
    nothing(x) {
      check(x);
      return asProbability(scoresOf(prior, x, 3));
    },
  };
}

let shipped: Model | undefined;

/** The model that is shipped, fitted on all records. */
export function theModel(): Model {
  shipped ??= modelOf(weights);
  return shipped;
}
