/** The fitted model: read when it is first asked, from weights that `trainer/fit_evidence.py` wrote. */
import * as z from 'zod';
import { DIRECTIONS } from '../../trial/direction.ts';
import type { Probability } from '../answer.ts';
import type { Apart } from './apart.ts';
import { framed, theFrame } from './frame.ts';
import { enlarged, type Predictive, predictive } from './predictive.ts';
import { named, tell, tellingSchema } from './told.ts';
import { type Forest, readForest, scoresOf, softmax } from './trees.ts';
import weights from './weights.json' with { type: 'json' };

export const weightsSchema = z.object({
  about: z.string(),
  /** How many features it was fitted on. */
  features: z.number(),
  /** Directions of a contrast where others were observed: as it is told, and in the frame of its likest source (`frame.ts`). */
  hand: z.string(),
  framed: z.string(),
  /**
   * What its scores are multiplied with, and what is added to each, for the chances to be what they say; `dosed`: what they are
   * further multiplied with where a dose is what differs; `second`: the same where one contrast of another second side speaks alone,
   * and what is added to both differences there.
   */
  calibration: z.object({
    scale: z.number(),
    shift: z.array(z.number()).length(3),
    dosed: z.number(),
    second: z.object({ scale: z.number(), differences: z.number() }),
  }),
  /** Mean of its z, and how far off that is on average. */
  mean: z.string(),
  spread: z.string(),
  /** Directions of a contrast where nothing was observed. */
  nothing: z.string(),
  ...tellingSchema.shape,
});
export type Weights = z.infer<typeof weightsSchema>;

export interface Model {
  /** A contrast, others of its trial being observed. `apart`: how far its nearest doses are. */
  hand(x: ArrayLike<number>, apart: Apart | undefined): Predictive;
  /** A contrast with nothing observed. `people`: how many times the participants that `x` tells of. */
  nothing(x: ArrayLike<number>, people?: number): Probability;
}

const UNCHANGED = { scale: 1, differences: 0 };

/** A model from its weights. Throws where they are not of this program's features. */
export function modelOf({ features, calibration, ...fitted }: Weights): Model {
  const { scale, shift, dosed, second } = calibration;
  const [directions, inFrame, means, spreads, prior] = [
    fitted.hand,
    fitted.framed,
    fitted.mean,
    fitted.spread,
    fitted.nothing,
  ].map(readForest) as [Forest, Forest, Forest, Forest, Forest];
  const check = (x: ArrayLike<number>) => {
    if (x.length !== features)
      throw new Error(`The weights are of ${features} features, not of ${x.length}: fit them again.`);
  };
  /** Half of each: as told, and in the frame of the likest source. */
  const scoresOfBoth = (x: ArrayLike<number>) => {
    const plain = scoresOf(directions, x, 3);
    const { x: own, sign } = framed(x, theFrame());
    const [higher = 0, lower = 0, none = 0] = scoresOf(inFrame, own, 3);
    const turned = sign < 0 ? [lower, higher, none] : [higher, lower, none];
    return plain.map((score, k) => (score + (turned[k] ?? 0)) / 2);
  };
  return {
    hand(x, apart) {
      check(x);
      const alone = apart?.other === 'second' ? second : UNCHANGED;
      const times = scale * ((apart?.far ?? 0) > 0 ? dosed : 1) * alone.scale;
      const more = (k: number) => (DIRECTIONS[k] === 'no difference' ? 0 : alone.differences);
      const own = softmax(scoresOfBoth(x).map((score, k) => times * score + (shift[k] ?? 0) + more(k)));
      const [mean = 0] = scoresOf(means, x);
      const [off = 1] = scoresOf(spreads, x);
      return tell({ own, mean, off }, apart, fitted);
    },
    nothing(x, people = 1) {
      check(x);
      const probability = named(softmax(scoresOf(prior, x, 3)));
      return people === 1 ? probability : enlarged(predictive(0, fitted.wide, probability), people);
    },
  };
}

let shipped: Model | undefined;

/** The model that is shipped, fitted on all records. */
export function theModel(): Model {
  shipped ??= modelOf(weights);
  return shipped;
}
