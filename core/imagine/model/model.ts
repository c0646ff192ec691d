/** The fitted model: read when it is first asked, from weights that `trainer/fit_evidence.py` wrote. */
import * as z from 'zod';
import { DIRECTIONS } from '../../trial/direction.ts';
import { CRITICAL } from '../../trial/effect.ts';
import { normalQuantile } from '../../trial/statistics.ts';
import type { Probability } from '../answer.ts';
import { farther, within } from './dose.ts';
import { framed, theFrame } from './frame.ts';
import { CAP, type Predictive, predictive } from './predictive.ts';
import type { Apart, Dosed } from './sources.ts';
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
  /** Shares of directions at doses far from a source of each direction, in the order of `DIRECTIONS`. */
  faraway: z.array(z.array(z.number()).length(3)).length(3),
  /** Standard deviation of all z. */
  wide: z.number(),
  /** Doublings at which 63 % of the way from what was observed to what the model says is gone. */
  reach: z.number(),
  /**
   * What a spread is multiplied with, for 80 % of z and of sizes together to lie in an interval of 80 %: where one contrast alone
   * speaks and its first side, or its second, is another, and else.
   */
  widths: z.object({ first: z.number(), second: z.number(), else: z.number() }),
});
export type Weights = z.infer<typeof weightsSchema>;

export interface Model {
  /** A contrast, others of its trial being observed. `apart`: how far its nearest doses are. */
  hand(x: ArrayLike<number>, apart: Apart | undefined): Predictive;
  /** A contrast with nothing observed. */
  nothing(x: ArrayLike<number>): Probability;
}

/**
 * Doublings from which on most of an answer is what is told of far doses, and how abruptly that comes. Set, not fitted, by the counts of
 * table.json: doses 4 times lower and more still keep what doses up to 4 times lower do (higher .77 of 14 trials, .68 of 33; lower .54 of 13,
 * .62 of 23), and 95 in 100 of those lie within 10 times. So within 4 times hardly anything is lost (.06), at 10 times a quarter, at 100
 * times, where hardly anything was counted, nine tenths.
 */
const REACH = 5;
const POWER = 3;

/** The share of an answer that is what is told of far doses, where the nearest is `far` doublings away: 0 at 0, rising smoothly to 1. */
export function lost(far: number): number {
  return 1 - Math.exp(-((far / REACH) ** POWER));
}

/** How much of the way from what was observed to what the model says, at so many doublings: 0 at 0, rising to 1. */
export function gone(distance: number, reach: number): number {
  return 1 - Math.exp(-distance / reach);
}

function named([higher = 0, lower = 0, none = 0]: readonly number[]): Probability {
  return { higher, lower, 'no difference': none };
}

/** Mean absolute deviation of a normal distribution, in standard deviations: √(2/π). */
const MEAN_OFF = Math.sqrt(2 / Math.PI);

/** A significant result at a higher dose is told with its middle no nearer to 0 than it was, as far as its chance leaves that open: up to so many spreads. */
const MOST_RAISED = normalQuantile(0.8);

/**
 * The mean of z at another dose, all else being the same: a lower dose moves it no farther from 0 than it was, a higher one no
 * nearer, and none turns it round. What a model of many things at once says otherwise is told of both higher and lower doses, so
 * it is not the dose that does it. `spread` and `kept`, the chance of the source's own direction, are those of the distribution
 * around it: the less that chance is, the more lies on the other side of its median.
 */
export function ofDose(mean: number, { z, higher }: Pick<Dosed, 'z' | 'higher'>, spread: number, kept: number): number {
  const along = Math.sign(z) * mean;
  if (!higher) return Math.sign(z) * Math.min(Math.abs(z), Math.max(0, along));
  const raised = Math.abs(z) > CRITICAL && kept > 0 ? normalQuantile(Math.min(0.999, 0.5 / kept)) : 0;
  return Math.sign(z) * Math.max(Math.abs(z) + spread * Math.min(MOST_RAISED, raised), along);
}

/** A model from its weights. Throws where they are not of this program's features. */
export function modelOf(read: unknown): Model {
  const { features, calibration, faraway, wide, reach, widths, ...trees } = weightsSchema.parse(read);
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
      const { far = 0, from, dosed: only, near, strong, other } = apart ?? {};
      const [mean = 0] = scoresOf(means, x);
      const drawn = from === undefined ? 0 : lost(far);
      const narrow = Math.max(1, (scoresOf(spreads, x)[0] ?? 1) / MEAN_OFF) * widths[other ?? 'else'];
      const times = scale * (far > 0 ? dosed : 1);
      const own = softmax(scoresOfBoth(x).map((score, k) => times * score + (shift[k] ?? 0)));
      const first = only?.side === 'first' && only.across === undefined ? only : undefined;
      const capped = first && { ...first, z: Math.max(-CAP, Math.min(CAP, first.z)) };
      const centre = capped ? ofDose(mean, capped, narrow, own[capped.z > 0 ? 0 : 1] ?? 0) : mean;
      const alone = { ...predictive(centre, narrow, named(own)), ...(strong !== undefined && { strong }) };
      const told = only ? within(alone, only) : alone;
      const prior = from === undefined ? undefined : faraway[DIRECTIONS.indexOf(from)];
      return {
        ...told,
        ...(drawn > 0 &&
          from &&
          prior && {
            drawn,
            far: { share: drawn, of: farther(told, { from, prior: named(prior), wide, dosed: only }) },
          }),
        ...(near && { near: { z: near.z, share: gone(near.distance, reach) } }),
      };
    },
    nothing(x) {
      check(x);
      return named(softmax(scoresOf(prior, x, 3)));
    },
  };
}

let shipped: Model | undefined;

/** The model that is shipped, fitted on all records. */
export function theModel(): Model {
  shipped ??= modelOf(weights);
  return shipped;
}
