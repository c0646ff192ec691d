/**
 * What is told of a question, of what the fitted model says: its chances, the mean of z and how far off that is. Here is what it may do
 * by construction, near what was observed and far from it. trainer/told.py is its twin, which the fit chooses by; both are held to the
 * same figures (test/core/model/told.test.ts).
 */
import * as z from 'zod';
import { DIRECTIONS } from '../../trial/direction.ts';
import { CRITICAL } from '../../trial/effect.ts';
import { normalQuantile } from '../../trial/statistics.ts';
import type { Probability } from '../answer.ts';
import { type Apart, type Dosed, OTHERS } from './apart.ts';
import constants from './constants.json' with { type: 'json' };
import { atTime, farther, lostTo, muchLater, within } from './dose.ts';
import { CAP, type Predictive, predictive } from './predictive.ts';

/** By what speaks where the sides are others (`Other`); else. */
const byOther = z.record(z.enum([...OTHERS, 'else']), z.number());

/** What is fitted of it. */
export const tellingSchema = z.object({
  /** Shares of directions at doses far from a source of each direction, in the order of `DIRECTIONS`. */
  faraway: z.array(z.array(z.number()).length(3)).length(3),
  /** Standard deviation of all z. */
  wide: z.number(),
  /** Doublings at which 63 % of the way from what was observed to what the model says is gone. */
  reach: z.number(),
  /** What a spread is multiplied with, for 80 % of z to lie in an interval of 80 %. */
  widths: byOther,
  /** What the interval of a size is as many times as wide, for 80 % of these: the standard error that it is told in is another contrast's. */
  sizes: byOther,
});
export type Telling = z.infer<typeof tellingSchema>;

/**
 * Doublings from which on most of an answer is what is told of far doses, and how abruptly that comes. Set, not fitted, by the counts of
 * table.json: doses 4 times lower and more still keep what doses up to 4 times lower do (higher .77 of 14 trials, .68 of 34; lower .54 of 14,
 * .60 of 24), and 95 in 100 of those lie within 10 times. So within 4 times hardly anything is lost (.06), at 10 times a quarter, at 100
 * times, where hardly anything was counted, nine tenths.
 */
const { reach: REACH, power: POWER } = constants;

/** The share of an answer that is what is told of far doses, where the nearest is `far` doublings away: 0 at 0, rising smoothly to 1. */
export function lost(far: number): number {
  return 1 - Math.exp(-((far / REACH) ** POWER));
}

/** How much of the way from what was observed to what the model says, at so many doublings: 0 at 0, rising to 1. */
export function gone(distance: number, reach: number): number {
  return 1 - Math.exp(-distance / reach);
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

/** What the fitted model says of a question. */
export interface Said {
  /** Chances in the order of `DIRECTIONS`. */
  own: readonly number[];
  /** Mean of z, and how far off that is on average. */
  mean: number;
  off: number;
}

/** Chances in the order of `DIRECTIONS`, by their names. */
export function named([higher = 0, lower = 0, none = 0]: readonly number[]): Probability {
  return { higher, lower, 'no difference': none };
}

interface Part {
  share: number;
  of: Predictive | undefined;
}

/** What is far by its dose, and of both what is far by its time. */
function mixed(dose: Part, time: Part): Pick<Predictive, 'far'> {
  if (!time.of) return dose.of ? { far: { share: dose.share, of: dose.of } } : {};
  if (!dose.of) return { far: { share: time.share, of: time.of } };
  const share = 1 - (1 - dose.share) * (1 - time.share);
  return { far: { share, of: { ...dose.of, far: { share: time.share / share, of: time.of } } } };
}

/** What is told of it, near what was observed and far from it. */
export function tell({ own, mean, off }: Said, apart: Apart | undefined, telling: Telling): Predictive {
  const { faraway, wide, reach, widths, sizes } = telling;
  const { far = 0, from, dosed: only, near, late, strong, other = 'else' } = apart ?? {};
  const drawn = from === undefined ? 0 : lost(far);
  const timed = from === undefined || !late ? 0 : lostTo(late.far);
  const narrow = Math.max(1, off / MEAN_OFF) * widths[other];
  const first = only?.side === 'first' && only.across === undefined ? only : undefined;
  const capped = first && { ...first, z: Math.max(-CAP, Math.min(CAP, first.z)) };
  const centre = capped ? ofDose(mean, capped, narrow, own[capped.z > 0 ? 0 : 1] ?? 0) : mean;
  const alone = { ...predictive(centre, narrow, named(own)), ...(strong !== undefined && { strong }) };
  const told = only ? within(alone, only, near?.z ?? only.z) : late ? atTime(alone, late.z) : alone;
  const prior = from === undefined ? undefined : faraway[DIRECTIONS.indexOf(from)];
  const atDose =
    drawn > 0 && from && prior ? farther(told, { from, prior: named(prior), wide, dosed: only }) : undefined;
  const afar = late && timed > 0 && from ? muchLater(told, from, late.z) : undefined;
  return {
    ...told,
    ...(sizes[other] !== 1 && { sizes: sizes[other] }),
    ...(atDose && { drawn }),
    ...(only?.side === 'second' &&
      only.across === undefined &&
      only.moves === undefined && { undirected: true as const }),
    ...(afar && { timed }),
    ...mixed({ share: drawn, of: atDose }, { share: timed, of: afar }),
    ...(near && { near: { z: near.z, share: gone(near.distance, reach) } }),
  };
}
