/**
 * The frequencies of a target's direction given its source's, by what differs between the two: copying made honest about
 * its certainty. Counted on natural pairs of registry records by `scripts/fit-table.ts`; the figures are in `table.json`.
 */
import { z } from 'zod';
import { DIRECTIONS, type Direction } from '../trial/direction.ts';
import type { Probability } from './answer.ts';
import type { Change } from './natural.ts';
import table from './table.json' with { type: 'json' };

const perDirection = <T extends z.ZodType>(each: T) =>
  z.object({ higher: each, lower: each, 'no difference': each } satisfies Record<Direction, T>);

/** One source direction: how many pairs from how many trials, and the weight of each target direction (a trial weighs 1 in all). */
const rowSchema = z.object({ trials: z.number(), pairs: z.number(), to: perDirection(z.number()) });
export const tableSchema = z.object({
  about: z.string(),
  records: z.number(),
  trials: z.number(),
  contrasts: z.number(),
  /** At most so many pairs of outcomes, and of arms, were taken of one trial. */
  mostPairs: z.number(),
  /** The smallest and largest dose ratio of a pair. */
  doseRatios: z.tuple([z.number(), z.number()]),
  changes: z.record(z.string(), perDirection(rowSchema)),
});
export type Table = z.infer<typeof tableSchema>;
export type Row = z.infer<typeof rowSchema>;

/** Bands of how many telling words two measures share, by their upper ends, left out of the band. */
function sharedBand(shared: number): string {
  return shared < 0.2 ? 'below 0.2' : shared < 0.5 ? '0.2 to 0.5' : 'from 0.5';
}

/** Bands of how far apart two doses are, the same up and down: halving and doubling are in the nearest. */
function doseBand(ratio: number): string {
  const times = Math.max(ratio, 1 / ratio);
  return `${ratio < 1 ? 'lower' : 'higher'}, ${times <= 2 ? 'up to 2' : times <= 4 ? 'up to 4' : 'over 4'} times`;
}

/** The keys under which a change is counted, the narrowest first: its band, its kind, its factor. */
export function keysOf(change: Change): string[] {
  const factor = change.kind === 'time' || change.kind === 'measure' ? 'O' : 'A';
  const kinds = [change.kind, factor];
  if (change.kind === 'measure') return [`measure ${sharedBand(change.shared)}`, ...kinds];
  if (change.kind === 'dose' && change.ratio !== undefined) return [`dose ${doseBand(change.ratio)}`, ...kinds];
  return kinds;
}

/** A narrow row is drawn towards the wider one as if by so many trials. */
const PRIOR_TRIALS = 5;

let parsed: Table | undefined;

/** The committed table, read when it is first needed. */
export function theTable(): Table {
  parsed ??= tableSchema.parse(table);
  return parsed;
}

export interface Frequencies {
  probability: Probability;
  /** Behind the narrowest row that has any. */
  trials: number;
  pairs: number;
}

/** How often a contrast had each direction, given that one that differs from it by `change` had `from`. */
export function frequencies(change: Change, from: Direction, of = theTable()): Frequencies {
  let probability: Probability = { higher: 1 / 3, lower: 1 / 3, 'no difference': 1 / 3 };
  let behind = { trials: 0, pairs: 0 };
  for (const key of keysOf(change).toReversed()) {
    const row = of.changes[key]?.[from];
    if (!row || row.pairs === 0) continue;
    const weight = DIRECTIONS.reduce((sum, to) => sum + row.to[to], 0);
    const wider = probability;
    const share = (to: Direction) => (row.to[to] + PRIOR_TRIALS * wider[to]) / (weight + PRIOR_TRIALS);
    probability = { higher: share('higher'), lower: share('lower'), 'no difference': share('no difference') };
    behind = { trials: row.trials, pairs: row.pairs };
  }
  return { probability, ...behind };
}

/** Carries a distribution over direction across a change. */
export function carried(probability: Probability, change: Change, of = theTable()): Probability {
  const next: Probability = { higher: 0, lower: 0, 'no difference': 0 };
  for (const from of DIRECTIONS) {
    if (probability[from] === 0) continue;
    const row = frequencies(change, from, of).probability;
    for (const to of DIRECTIONS) next[to] += probability[from] * row[to];
  }
  return next;
}
