/** One natural pair as it is written: the contract of everything that builds, shows or learns from pairs. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { directionSchema, lookSchema, perturbationSchema } from '../imagine/answer.ts';
import { MARKS } from '../trial/direction.ts';
import type { Look } from '../trial/types.ts';
import { SPLITS } from './split.ts';

/** O: the same two sides, another outcome, row or time. A: the same outcome, another arm against the same comparator. */
export const PAIR_KINDS = ['O', 'A'] as const;
export type PairKind = (typeof PAIR_KINDS)[number];

const text = z.string();

/** What the pair changes, in words of the document; `kind` says what the one thing is. */
const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('measure') }),
  z.object({ kind: z.literal('time') }),
  z.object({ kind: z.literal('row') }),
  z.object({
    kind: z.literal('dose'),
    drug: text.exactOptional().describe('Absent where only labels tell of the dose, and not of what.'),
    from: text,
    to: text,
    ratio: z.number().positive().describe('The second dose over the first; a day’s where both say how often.'),
  }),
  z.object({ kind: z.enum(['schedule', 'route', 'duration']), drug: text, from: text, to: text }),
  z
    .object({ kind: z.literal('component'), added: text.exactOptional(), dropped: text.exactOptional() })
    .describe('A + B against A: what was added, or dropped.'),
  z.object({ kind: z.literal('drug'), from: text, to: text }),
  z
    .object({ kind: z.literal('intervention'), from: text, to: text })
    .describe('As of drugs, where one of the two is none.'),
]);
export type PairChange = z.infer<typeof changeSchema>;
export const CHANGE_KINDS = [
  'measure',
  'time',
  'row',
  'dose',
  'schedule',
  'route',
  'duration',
  'component',
  'drug',
  'intervention',
] as const satisfies readonly PairChange['kind'][];
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One end: an observed contrast, its label, and where that comes from. */
export const endSchema = z.object({
  id: text.describe('Of the contrast, within its trial.'),
  look: lookSchema,
  direction: directionSchema,
  source: z.enum(['reported', 'computed']),
  p: text.exactOptional(),
  field: text.exactOptional().describe('The field of the registry record that the direction was read from.'),
  marked: z.array(z.enum(MARKS)).describe('Why to be careful.'),
});
export type PairEnd = z.infer<typeof endSchema>;

export const pairSchema = z
  .object({
    id: text.describe('The trial, the kind, the contrast before and the contrast after.'),
    trial: text.describe('The registry id.'),
    kind: z.enum(PAIR_KINDS),
    change: changeSchema,
    perturbation: perturbationSchema.describe('From the source to the target, as a scenario takes it.'),
    attribute: perturbationSchema
      .exactOptional()
      .describe('The same as a change of one attribute of the source’s arm, where the document has words for it.'),
    from: endSchema,
    to: endSchema,
    better: z.enum(['higher', 'lower']).exactOptional().describe('Of the target’s outcome, where that is known.'),
    extension: z.literal(true).exactOptional().describe('One end is of the trial, the other of its extension.'),
    randomized: z.boolean().describe('The record says that the trial is.'),
    posted: text.exactOptional().describe('When results were first posted.'),
    split: z.enum(SPLITS).exactOptional().describe('Absent where no date is known.'),
    fold: z.int().min(0).exactOptional().describe('Of training trials: for cross-validation.'),
    weight: z.number().positive().describe('All pairs of a trial in one file together weigh 1.'),
  })
  .meta({
    id: 'Pair',
    title: 'A natural counterfactual pair: two observed contrasts of one trial that differ in one thing',
  });
export type Pair = z.infer<typeof pairSchema>;

/** So many hexadecimal digits of a hash tell the contrasts of a trial apart. */
const DIGITS = 10;

/** A contrast's id within its trial: the same as long as the document calls it the same. */
export function contrastId({ outcome, row, first, second }: Look): string {
  const all = JSON.stringify([outcome, row ?? null, first, second]);
  return createHash('sha256').update(all, 'utf8').digest('hex').slice(0, DIGITS);
}

export function pairId(trial: string, kind: PairKind, from: string, to: string): string {
  return `${trial}-${kind}-${from}-${to}`;
}

/** The parts of a pair's id; undefined where it is none. */
export function readPairId(id: string): { trial: string; kind: PairKind; from: string; to: string } | undefined {
  const found = /^(.+)-(O|A)-([0-9a-f]{10})-([0-9a-f]{10})$/.exec(id);
  const [, trial, kind, from, to] = found ?? [];
  if (trial === undefined || from === undefined || to === undefined) return undefined;
  return { trial, kind: kind === 'A' ? 'A' : 'O', from, to };
}
