/** Kinds of questions that scores are told apart by: what changes, the trial's phase and year, what is measured, where the label comes from. */
import * as z from 'zod';
import { knownOf, OUTCOME_KINDS } from '../imagine/model/outcomes.ts';
import { CHANGE_KINDS } from '../imagine/natural.ts';
import { noOutcome } from '../pairs/no-outcome.ts';
import { entryOf } from '../trial/paths.ts';
import { RANKS } from '../trial/schema.ts';
import { type OrderedBy, pairOf } from '../trial/sides.ts';
import type { Asked } from './questions.ts';

const text = z.string();
const ORDERED_BY = ['role', 'dose', 'record'] as const satisfies readonly OrderedBy[];
/** `of what is given`: what `deepimagine pairs build` keeps of both ends; else baselines, strata, other people against each other and the like. */
const ENDS = ['of what is given', 'no outcome'] as const;

/** The slices that one question lies in. What is not known of it, it lies in no slice of. */
export const slicesSchema = z.object({
  factor: z.enum(['A', 'O']).exactOptional().describe('What differs from the (nearest) source: arms or outcome.'),
  change: z.enum(CHANGE_KINDS).exactOptional().describe('Of a pair: what differs, more finely.'),
  phase: text.describe('As the trial says, else `not said`.'),
  kind: z.enum(OUTCOME_KINDS).describe('What is measured, by its unit and words.'),
  rank: z.enum(RANKS).exactOptional(),
  year: text.exactOptional().describe('In which results were first posted.'),
  label: z.enum(['reported', 'computed']).describe('Where the observed direction comes from.'),
  randomized: z.enum(['yes', 'no', 'not said']),
  order: z
    .enum(ORDERED_BY)
    .exactOptional()
    .describe('What puts a side first: its role, the higher dose, or, where neither says, the order of the record.'),
  ends: z
    .enum(ENDS)
    .exactOptional()
    .describe(
      'Whether what is asked, and of a pair its source, is an outcome of what is given, as natural pairs want it.',
    ),
});
export type Slices = z.infer<typeof slicesSchema>;
export type Dimension = keyof Slices;

/** In the order that they are told, each with its name. */
export const DIMENSIONS: Readonly<Record<Dimension, string>> = {
  factor: 'Factor',
  change: 'What changes',
  phase: 'Phase',
  kind: 'Kind of outcome',
  rank: 'Rank of outcome',
  year: 'Year of first results',
  label: 'Observed direction',
  randomized: 'Randomised',
  order: 'What puts a side first',
  ends: 'What is compared',
};

/** Slices of fewer trials are given without an interval: a bootstrap of so few says too little of itself. */
export const FEW = 20;

const ORDERS: Partial<Record<Dimension, readonly string[]>> = {
  change: CHANGE_KINDS,
  kind: OUTCOME_KINDS,
  rank: RANKS,
  label: ['reported', 'computed'],
  randomized: ['yes', 'no', 'not said'],
  order: ORDERED_BY,
  ends: ENDS,
};

/** Values of a dimension in the order that they are told. */
export function inOrder(dimension: Dimension, values: Iterable<string>): string[] {
  const order = ORDERS[dimension];
  return [...values].sort((a, b) => (order ? order.indexOf(a) - order.indexOf(b) : a < b ? -1 : a > b ? 1 : 0));
}

function factorOf({ set, sources }: Asked): 'A' | 'O' | undefined {
  if (set.startsWith('pair')) return set.startsWith('pair.O') ? 'O' : 'A';
  if (set !== 'many' || !sources[0]) return undefined;
  return sources[0].sameOutcome ? 'A' : 'O';
}

export function slicesOf(asked: Asked): Slices {
  const { trial, target, source, change } = asked;
  const { outcome: id, row } = target.look;
  const outcome = entryOf(trial.outcomes, id) ?? {};
  const factor = factorOf(asked);
  const { phase, allocation } = trial.design ?? {};
  const year = trial.design?.['results-posted']?.slice(0, 4);
  return {
    ...(factor && { factor }),
    ...(change && { change }),
    phase: phase === undefined ? 'not said' : String(phase),
    kind: knownOf(outcome, row).kind,
    ...(outcome.rank && { rank: outcome.rank }),
    ...(year !== undefined && { year }),
    label: target.observed.source ?? 'computed',
    randomized: allocation === undefined ? 'not said' : allocation === 'randomized' ? 'yes' : 'no',
    order: pairOf(trial, target.look.first, target.look.second)?.by ?? 'record',
    ends: [target, source].some((end) => end && noOutcome(trial, end)) ? 'no outcome' : 'of what is given',
  };
}
