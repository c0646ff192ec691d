/** The fitted model: read when it is first asked, from weights that `trainer/fit_evidence.py` wrote. */
import * as z from 'zod';
import { DIRECTIONS } from '../../trial/direction.ts';
import type { Probability } from '../answer.ts';
import { framed, theFrame } from './frame.ts';
import { drawnTo, type Predictive, predictive } from './predictive.ts';
import type { Apart } from './sources.ts';
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
  /** Shares of directions at doses far from a source of each direction, in the order of `DIRECTIONS`. */
  faraway: z.array(z.array(z.number()).length(3)).length(3),
  /** Standard deviation of all z. */
  wide: z.number(),
  /**
   * How many times as wide an interval of a size is as that of z where the first side, or the second, is not the source's: its
   * standard error is another's.
   */
  wider: z.object({ first: z.number(), second: z.number() }),
});
export type Weights = z.infer<typeof weightsSchema>;

export interface Model {
  /** A contrast, others of its trial being observed. `apart`: how far its nearest doses are. */
  hand(x: ArrayLike<number>, apart: Apart | undefined): Predictive;
  /** A contrast with nothing observed. */
  nothing(x: ArrayLike<number>): Probability;
}

/** Doublings from which on most of what a source says is lost: natural pairs hardly reach further. */
const REACH = 6;

/** The share of an answer that is what far doses did on the whole, where the nearest is `far` doublings away: 0 at 0, rising smoothly to 1. */
export function lost(far: number, perDoubling: number): number {
  return far === Number.POSITIVE_INFINITY ? 1 : 1 - Math.exp(-perDoubling * far - (far / REACH) ** 4);
}

function asProbability(scores: readonly number[]): Probability {
  const [higher = 0, lower = 0, none = 0] = softmax(scores);
  return { higher, lower, 'no difference': none };
}

/** Mean absolute deviation of a normal distribution, in standard deviations: √(2/π). */
const MEAN_OFF = Math.sqrt(2 / Math.PI);

/**
 * The mean of z at another dose, all else being the same: a lower dose moves it no farther from 0 than it was, and none turns it
 * round. What a model of many things at once says otherwise is told of both higher and lower doses, so it is not the dose that does it.
 */
export function ofDose(mean: number, { z, higher }: NonNullable<Apart['dosed']>): number {
  const along = Math.sign(z) * mean;
  const most = higher ? Number.POSITIVE_INFINITY : Math.abs(z);
  return Math.sign(z) * Math.min(most, Math.max(0, along));
}

/** A model from its weights. Throws where they are not of this program's features. */
export function modelOf(read: unknown): Model {
  const { features, calibration, perDoubling, faraway, wide, wider, ...trees } = weightsSchema.parse(read);
  const { scale, shift, dosed } = calibration;
  const [directions, inFrame, means, spreads, prior] = [
    trees.hand,
    trees.framed,
    trees.mean,
    trees.spread,
    trees.nothing,
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
      const { far = 0, from, dosed: only } = apart ?? {};
      const [told = 0] = scoresOf(means, x);
      const centre = only ? ofDose(told, only) : told;
      const [off = 1] = scoresOf(spreads, x);
      const times = scale * (far > 0 ? dosed : 1);
      const scores = scoresOfBoth(x).map((score, k) => times * score + (shift[k] ?? 0));
      const own = predictive(centre, off / MEAN_OFF, asProbability(scores));
      if (!(far > 0) || from === undefined) return { ...own, wider };
      const [higher = 0, lower = 0, none = 0] = faraway[DIRECTIONS.indexOf(from)] ?? [];
      const drawn = lost(far, perDoubling);
      return { ...drawnTo(own, drawn, { higher, lower, 'no difference': none }, wide), wider, drawn };
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
