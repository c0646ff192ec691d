/** The fitted model: read when it is first asked, from weights that `trainer/fit_evidence.py` wrote. */
import * as z from 'zod';
import type { Probability } from '../answer.ts';
import { type Predictive, predictive } from './predictive.ts';
import { type Forest, readForest, scoresOf, softmax } from './trees.ts';
import weights from './weights.json' with { type: 'json' };

export const weightsSchema = z.object({
  about: z.string(),
  /** How many features it was fitted on. */
  features: z.number(),
  /** Directions of a contrast where others were observed. */
  hand: z.string(),
  /** Mean of its z, and how far off that is on average. */
  mean: z.string(),
  spread: z.string(),
  /** Directions of a contrast where nothing was observed. */
  nothing: z.string(),
});
export type Weights = z.infer<typeof weightsSchema>;

export interface Model {
  /** A contrast, others of its trial being observed. */
  hand(x: ReadonlyMap<string, number>): Predictive;
  /** A contrast with nothing observed. */
  nothing(x: ReadonlyMap<string, number>): Probability;
}

function asProbability(forest: Forest, x: ArrayLike<number>): Probability {
  const [higher = 0, lower = 0, none = 0] = softmax(scoresOf(forest, x, 3));
  return { higher, lower, 'no difference': none };
}

/** Mean absolute deviation of a normal distribution, in standard deviations: √(2/π). */
const MEAN_OFF = Math.sqrt(2 / Math.PI);

/** A model from its weights. Throws where they are not of this program's features. */
export function modelOf(read: unknown): Model {
  const { features, hand, mean, spread, nothing } = weightsSchema.parse(read);
  const [directions, means, spreads, prior] = [hand, mean, spread, nothing].map(readForest) as [
    Forest,
    Forest,
    Forest,
    Forest,
  ];
  const numbers = (x: ReadonlyMap<string, number>) => {
    if (x.size !== features)
      throw new Error(`The weights are of ${features} features, not of ${x.size}: fit them again.`);
    return Float64Array.from(x.values());
  };
  return {
    hand(x) {
      const own = numbers(x);
      const [centre = 0] = scoresOf(means, own);
      const [off = 1] = scoresOf(spreads, own);
      return predictive(centre, off / MEAN_OFF, asProbability(directions, own));
    },
    nothing: (x) => asProbability(prior, numbers(x)),
  };
}

let shipped: Model | undefined;

/** The model that is shipped, fitted on all records. */
export function theModel(): Model {
  shipped ??= modelOf(weights);
  return shipped;
}
