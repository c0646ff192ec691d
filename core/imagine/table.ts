/**
 * The frequencies of a target's direction given its source's, by what differs between the two: copying made honest about
 * its certainty. Counted on natural pairs of registry records by `scripts/fit-table.ts`; the figures are in `table.json`.
 */
import { DIRECTIONS, type Direction } from '../trial/direction.ts';
import type { Probability } from './answer.ts';
import { figure } from './figures.ts';
import { OPPOSITE, opposite } from './mirror.ts';
import type { Change } from './natural.ts';
import table from './table.json' with { type: 'json' };

export const REACHES = ['time', 'schedule', 'duration', 'route'] as const;
export type Reach = (typeof REACHES)[number];

/** One kind of source: how many pairs from how many trials, and the weight of each target direction (a trial weighs 1 under a change). */
export interface Row {
  trials: number;
  pairs: number;
  to: Record<Direction, number>;
}

export interface Table {
  about: string;
  records: number;
  trials: number;
  contrasts: number;
  /** At most so many pairs of outcomes, and of arms, were taken of one trial. */
  mostPairs: number;
  /** The smallest and largest dose ratio of a pair. */
  doseRatios: [number, number];
  /**
   * What pairs that differ in one attribute alone reach: how many times apart their ends lie (of a route, 1), in how many trials. Of times
   * the distance that 95 in 100 trials stay within, of the others the largest that there is.
   */
  reach: Record<Reach, { times: number; trials: number }>;
  /** By change, then by source. */
  changes: Record<string, Record<string, Row>>;
}

/** Bands of how many telling words two measures share, by their upper ends, left out of the band. */
function sharedBand(shared: number): string {
  return shared < 0.2 ? 'below 0.2' : shared < 0.5 ? '0.2 to 0.5' : 'from 0.5';
}

/** How many times apart two values of this ratio are, whichever is the larger. */
export function timesApart(ratio: number): number {
  return Math.max(ratio, 1 / ratio);
}

/** Bands of how far apart two doses are, the same up and down: halving and doubling are in the nearest. */
function doseBand(ratio: number): string {
  const times = timesApart(ratio);
  return `${ratio < 1 ? 'lower' : 'higher'}, ${times <= 2 ? 'up to 2' : times <= 4 ? 'up to 4' : 'over 4'} times`;
}

/** The dose ratios that are counted together with one, in words: `0.25 to 0.5`. */
export function doseRange(ratio: number, of = theTable()): string {
  const [least, most] = of.doseRatios;
  const times = timesApart(ratio);
  const [near, far] = times <= 2 ? [1, 2] : times <= 4 ? [2, 4] : [4, ratio < 1 ? 1 / least : most];
  return ratio < 1 ? `${figure(1 / far)} to ${figure(1 / near)}` : `${figure(near)} to ${figure(far)}`;
}

/** The keys under which a change is counted, the narrowest first: its band, its kind, its factor. */
export function keysOf(change: Change): string[] {
  const factor = change.kind === 'time' || change.kind === 'measure' ? 'O' : 'A';
  const kinds = [change.kind, factor];
  if (change.kind === 'measure') return [`measure ${sharedBand(change.shared)}`, ...kinds];
  if (change.kind === 'dose' && change.ratio !== undefined) return [`dose ${doseBand(change.ratio)}`, ...kinds];
  return kinds;
}

/** What is known of a source: its direction, and |z| where there is a test. */
export interface Known {
  direction: Direction;
  z?: number;
}

/** |z| from which a difference is far beyond chance (p below 0.001), and up to which nothing points to one (p above 0.2). */
const FAR = 3.2905;
const NEAR = 1.2816;

/** How a source is counted, in words: its direction, and how far it is from the border of significance, where that is known. */
export function sourcesOf({ direction, z }: Known): [graded: string | undefined, plain: string] {
  if (z === undefined) return [undefined, direction];
  const graded =
    direction === 'no difference'
      ? Math.abs(z) <= NEAR
        ? 'no difference with p above 0.2'
        : 'no difference with p from 0.05 to 0.2'
      : `${direction} with p ${Math.abs(z) >= FAR ? 'below 0.001' : 'from 0.001 to 0.05'}`;
  return [graded, direction];
}

/** A narrow row is drawn towards the wider one as if by so many trials. */
const PRIOR_TRIALS = 5;

const committed: Table = { ...table, doseRatios: table.doseRatios as [number, number] };

/** The committed table. */
export function theTable(): Table {
  return committed;
}

export interface Frequencies {
  /** The narrowest row drawn towards the wider ones: what a direction is carried over by. */
  probability: Probability;
  /** What the narrowest row that has any holds itself, each trial weighing 1: the shares that are told. */
  counted: Probability;
  /** What is counted, in words: `higher with p below 0.001`. */
  source: string;
  /** Behind the narrowest row that has any. */
  trials: number;
  pairs: number;
}

/** Whether a dose is further from the observed than in any pair that was counted: only what holds of all arms speaks of it then. */
export function isBeyond(change: Change, of = theTable()): boolean {
  const [least, most] = of.doseRatios;
  return change.kind === 'dose' && change.ratio !== undefined && (change.ratio < least || change.ratio > most);
}

/**
 * The same of a contrast that is told the other way round than those that were counted, in which experimental stands
 * before control and the higher dose before the lower.
 */
export function frequenciesTold(change: Change, from: Known, otherWay: boolean, of = theTable()): Frequencies {
  if (!otherWay) return frequencies(change, from, of);
  const found = frequencies(change, { ...from, direction: OPPOSITE[from.direction] }, of);
  return {
    ...found,
    probability: opposite(found.probability),
    counted: opposite(found.counted),
    source: found.source.replace(/^(?:higher|lower)/, from.direction),
  };
}

/** How often a contrast had each direction, given a source that differs from it by `change`. Widest row first, each drawn towards the one before. */
export function frequencies(change: Change, from: Known, of = theTable()): Frequencies {
  const [graded, plain] = sourcesOf(from);
  const keys = isBeyond(change, of) ? ['A'] : keysOf(change).toReversed();
  const rows = [keys[0], ...keys].map((key, index) => [key, index === 0 ? plain : (graded ?? plain)] as const);
  const even: Probability = { higher: 1 / 3, lower: 1 / 3, 'no difference': 1 / 3 };
  let found: Frequencies = {
    probability: even,
    counted: even,
    source: plain,
    trials: 0,
    pairs: 0,
  };
  for (const [key, source] of graded ? rows : rows.slice(1)) {
    const row = key === undefined ? undefined : of.changes[key]?.[source];
    if (!row) continue;
    const weight = DIRECTIONS.reduce((sum, to) => sum + row.to[to], 0);
    if (weight === 0) continue;
    const wider = found.probability;
    const share = (to: Direction) => row.to[to] / weight;
    const drawn = (to: Direction) => (row.trials * share(to) + PRIOR_TRIALS * wider[to]) / (row.trials + PRIOR_TRIALS);
    found = {
      probability: { higher: drawn('higher'), lower: drawn('lower'), 'no difference': drawn('no difference') },
      counted: { higher: share('higher'), lower: share('lower'), 'no difference': share('no difference') },
      source,
      trials: row.trials,
      pairs: row.pairs,
    };
  }
  return found;
}

/** How a change is carried over. */
export interface Carry {
  /** That of the source, where the direction is still its own. */
  z?: number;
  /** The contrast is told the other way round than those that were counted. */
  otherWay: boolean;
}

/** Carries a distribution over direction across a change. */
export function carried(
  probability: Probability,
  change: Change,
  { z, otherWay }: Carry,
  of = theTable(),
): Probability {
  const next: Probability = { higher: 0, lower: 0, 'no difference': 0 };
  for (const direction of DIRECTIONS) {
    if (probability[direction] === 0) continue;
    const row = frequenciesTold(change, { direction, ...(z !== undefined && { z }) }, otherWay, of).probability;
    for (const to of DIRECTIONS) next[to] += probability[direction] * row[to];
  }
  return next;
}
