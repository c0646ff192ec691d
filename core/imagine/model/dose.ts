/**
 * What another dose of one side, or another time, all else being the same, may do by construction. Along the doses on one side of those that were observed
 * the model is asked the same question throughout, so its answer, here called A, is one; what changes with how far the dose is, is how
 * much of what was observed is left (`near`) and how much of the answer is that of far doses, here F (`far`, a mixture):
 *
 * - the median of A lies, at a lower dose, between no effect and what was observed, at a higher one no nearer to no effect than that,
 *   between two observed doses on the line between theirs; that of F, at a lower dose, at no effect, at a higher one where A's is. A mixture's median lies between
 *   those of its parts and moves from one to the other with its share, so a size is monotone in the dose;
 * - F has no more of the direction that is carried over than A. So its chance never rises as the change grows, up or down.
 *
 * Of another dose of the second side, the comparator: less of it does less of what is better, so the median of A lies no farther on its side
 * than what was observed, and with more of it no farther on the other.
 *
 * At a dose that goes to 0 nothing is left but placebo: against a side that is given nothing active F is that of two placebos, a standard normal;
 * against another F is wide. At a dose that rises beyond all that was counted, F is hardly surer than a coin, and wide.
 */
import type { Direction } from '../../trial/direction.ts';
import type { Probability } from '../answer.ts';
import type { Dosed } from './apart.ts';
import constants from './constants.json' with { type: 'json' };
import { directionsOf, type Predictive, predictive, quantile, regionOf } from './predictive.ts';

type Chances = [lower: number, none: number, higher: number];

const chancesOf = ({ lower, higher, 'no difference': none }: Probability): Chances => [lower, none, higher];
const named = ([lower, none, higher]: Chances): Probability => ({ lower, higher, 'no difference': none });

/** The same with this chance of one region, the others in proportion. */
function withChance(chances: Chances, region: 0 | 1 | 2, chance: number): Chances {
  const rest = 1 - chances[region];
  return chances.map((one, i) =>
    i === region ? chance : rest > 1e-12 ? (one * (1 - chance)) / rest : (1 - chance) / 2,
  ) as Chances;
}

/** A median is in a region by so much chance. */
const CLEARLY = constants.clearly;

/** The least change of chances that puts the median into a region. */
function withMedianIn(chances: Chances, region: 0 | 1 | 2): Chances {
  if (region !== 1) return chances[region] > 0.5 ? chances : withChance(chances, region, 0.5 + CLEARLY);
  const over = ([0, 2] as const).find((one) => chances[one] >= 0.5);
  return over === undefined ? chances : withChance(chances, over, 0.5 - CLEARLY);
}

/** The same distribution with its median at `to`, and with other chances only where the median could not be there with these. */
function withMedian(own: Predictive, to: number): Predictive {
  const { middle: _, ...whole } = own;
  const from = quantile(whole, 0.5);
  if (Math.abs(from - to) < 1e-9) return whole;
  const region = regionOf(to);
  if (regionOf(from) === region) return { ...whole, middle: { from, to } };
  const chances = withMedianIn(chancesOf(directionsOf(whole)), region);
  const moved = { ...whole, ...predictive(whole.mean, whole.spread, named(chances)) };
  return { ...moved, middle: { from: quantile(moved, 0.5), to } };
}

/** Between which bounds the median may lie; undefined where nothing bounds it. */
function boundsOf({ z, higher, side, across, moves }: Dosed, line: number): [number, number] | undefined {
  if (across !== undefined) return [line, line];
  if (side === 'second') {
    if (moves === undefined) return undefined;
    return moves > 0 ? [z, Number.POSITIVE_INFINITY] : [Number.NEGATIVE_INFINITY, z];
  }
  const far = higher ? Math.sign(z) * Number.POSITIVE_INFINITY : 0;
  return z === 0 ? (higher ? undefined : [0, 0]) : [Math.min(z, far), Math.max(z, far)];
}

/** A distribution with its median where another dose allows it to be. `line`: z on the line between two observed doses. */
export function within(own: Predictive, dosed: Dosed, line: number): Predictive {
  const bounds = boundsOf(dosed, line);
  if (!bounds) return own;
  const middle = quantile(own, 0.5);
  return withMedian(own, Math.min(bounds[1], Math.max(bounds[0], middle)));
}

/** The chance of what is carried over, at a dose so much higher that nothing was counted: hardly more than that of a coin. */
const COIN = constants.coin;
/** Two placebos differ by chance alone. */
const BY_CHANCE = constants.byChance as Chances;

/** What far doses are told by. */
export interface Faraway {
  from: Direction;
  /** Shares of directions at far doses of sources of that direction, as they were counted. */
  prior: Probability;
  /** Standard deviation of all z. */
  wide: number;
  dosed: Dosed | undefined;
}

/** What was counted of other times, whatever they are. Of pairs 8 times apart and more .63 of clear differences stayed (20 trials), and a third of their z was gone in the middle. */
const LATE = constants.late;

/** The share of an answer that is what was counted of other times, so many doublings away: 0 at 0, rising smoothly to 1. */
export function lostTo(doublings: number): number {
  return 1 - Math.exp(-((doublings / LATE.reach) ** LATE.power));
}

/** What was counted to stay as it was observed at another time. */
export function keptAtTimes(from: Direction): number {
  return from === 'no difference' ? LATE.none : LATE.kept;
}

/** A distribution at another time, with its median where that may be: no farther from no effect than was observed, on the same side. */
export function atTime(own: Predictive, z: number): Predictive {
  const middle = quantile(own, 0.5);
  return withMedian(own, Math.min(Math.max(0, z), Math.max(Math.min(0, z), middle)));
}

/** What is told of times far from all that were observed, where `own` is told of those that are near, and `z` was observed nearest. */
export function muchLater(own: Predictive, from: Direction, z: number): Predictive {
  const kept = REGION[from];
  const [most, rest] = [chancesOf(directionsOf(own))[kept], 1 - LATE.none];
  const turned = LATE.turned;
  const left = 1 - LATE.kept - turned;
  const counted: Chances =
    kept === 1 ? [rest / 2, LATE.none, rest / 2] : kept === 0 ? [LATE.kept, left, turned] : [turned, left, LATE.kept];
  const chances = counted[kept] > most ? withChance(counted, kept, most) : counted;
  const [least, reach] = [quantile(own, 0.5), LATE.left * z];
  const middle = Math.sign(z) * Math.max(0, Math.min(Math.abs(reach), Math.sign(z) * least));
  return withMedian(predictive(middle, Math.hypot(own.spread, reach), named(chances)), middle);
}

const REGION = { lower: 0, 'no difference': 1, higher: 2 } as const;

/** What is told of doses far from all that were observed, where `own` is told of those that are near. */
export function farther(own: Predictive, { from, prior, wide, dosed }: Faraway): Predictive {
  const kept = REGION[from];
  const most = chancesOf(directionsOf(own))[kept];
  const capped = (chances: Chances) => (chances[kept] > most ? withChance(chances, kept, most) : chances);
  const middle = quantile(own, 0.5);
  const spread = Math.hypot(own.spread, wide);
  const of = (mean: number, width: number, chances: Chances) => predictive(mean, width, named(capped(chances)));
  if (!dosed) return of(middle, spread, chancesOf(prior));
  if (dosed.side === 'second' || dosed.across !== undefined)
    return withMedian(of(middle, spread, chancesOf(prior)), middle);
  if (!dosed.higher) {
    if (dosed.inert) return withMedian(of(0, 1, BY_CHANCE), 0);
    const plain = directionsOf({ mean: 0, spread, weights: [1, 1, 1] });
    return withMedian(of(0, spread, chancesOf(kept === 1 ? prior : plain)), 0);
  }
  if (kept === 1) return withMedian(of(middle, spread, chancesOf(prior)), middle);
  const told = withChance(chancesOf(prior), kept, Math.min(COIN, chancesOf(prior)[kept]));
  return withMedian(of(middle, Math.hypot(spread, middle / 2), told), middle);
}
