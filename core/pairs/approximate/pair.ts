/** One approximate pair as it is written: an anchor, a target, and what leads from one to the other. The contract of everything that builds, shows or learns from them. */
import * as z from 'zod';
import { perturbationSchema } from '../../imagine/answer.ts';
import { observe } from '../../trial/direction.ts';
import { formatP } from '../../trial/quantity/estimate.ts';
import { sourceOf } from '../../trial/registry/sources.ts';
import { FACTORS, type Trial } from '../../trial/schema.ts';
import type { Look } from '../../trial/types.ts';
import { contrastId, endSchema, type PairEnd, pairSchema } from '../pair.ts';
import { SPLITS } from '../split.ts';
import { WIDENED } from './ranking.ts';

const text = z.string();
const share = z.number().min(0).max(1);

export const partsSchema = z
  .object({
    condition: share,
    drug: share,
    endpoint: share,
    words: share,
    phase: share,
    population: share,
  })
  .describe('What the similarity is made of.');

export const approximatePairSchema = z
  .object({
    id: text.describe('The target, its contrast, the anchor, its contrast.'),
    trial: text.describe('The registry id of the target.'),
    kind: z.literal('approximate'),
    anchor: text.describe('The registry id of the anchor.'),
    posted: text.describe('When the results of the anchor were first posted: before the target began.'),
    starts: text.describe('When the target began.'),
    rank: z.int().min(1).describe('1: the likest of this target contrast.'),
    similarity: share.describe('No probability.'),
    parts: partsSchema,
    widened: z
      .enum(WIDENED)
      .exactOptional()
      .describe('How far one had to look, where the anchor does not share the target’s condition.'),
    differences: z
      .array(perturbationSchema)
      .describe('From the anchor’s contrast to the target’s, in the order N, A, O, E, as a scenario takes them.'),
    factors: z.array(z.enum(FACTORS)).describe('That differ.'),
    from: endSchema.describe('The observed contrast of the anchor.'),
    to: endSchema.describe('The contrast of the target: what is to be told.'),
    better: z.enum(['higher', 'lower']).exactOptional().describe('Of the target’s outcome, where that is known.'),
    randomized: z.boolean().describe('The record of the target says that it is.'),
    split: z.enum(SPLITS).exactOptional().describe('Of the target. No anchor is of a later one.'),
    fold: z.int().min(0).exactOptional().describe('Of training targets: for cross-validation.'),
    weight: z.number().positive().describe('All pairs of a target trial in one file together weigh 1.'),
  })
  .meta({
    id: 'ApproximatePair',
    title: 'An approximate counterfactual pair: two similar trials, and the differences between them factor by factor',
  });
export type ApproximatePair = z.infer<typeof approximatePairSchema>;

/** One pair as `deepimagine pairs show --json` writes it: what two records say of it. What only all records say of it (its rank, how alike) is in the lines of `pairs approximate`. */
const shownApproximateSchema = approximatePairSchema
  .pick({
    id: true,
    trial: true,
    kind: true,
    anchor: true,
    widened: true,
    differences: true,
    factors: true,
    from: true,
    to: true,
    randomized: true,
  })
  .extend({
    posted: text.exactOptional().describe('When the results of the anchor were first posted.'),
    starts: text.exactOptional().describe('When the target began.'),
  });
export type ShownApproximate = z.infer<typeof shownApproximateSchema>;

export const shownPairSchema = z.union([pairSchema, shownApproximateSchema]).meta({
  id: 'ShownPair',
  title: 'What `deepimagine pairs show --json` writes: a natural pair, or an approximate one',
});

export function approximateId(target: string, to: string, anchor: string, from: string): string {
  return `${target}-X-${to}-${anchor}-${from}`;
}

/** The parts of an approximate pair's id; undefined where it is none. */
export function readApproximateId(
  id: string,
): { target: string; to: string; anchor: string; from: string } | undefined {
  const found = /^(.+)-X-([0-9a-f]{10})-(.+)-([0-9a-f]{10})$/.exec(id);
  const [, target, to, anchor, from] = found ?? [];
  return target === undefined || to === undefined || anchor === undefined || from === undefined
    ? undefined
    : { target, to, anchor, from };
}

/** An observed contrast as an end of a pair; undefined where no direction of it was observed. */
export function endOf(trial: Trial, look: Look): PairEnd | undefined {
  const observed = observe(trial, look);
  if (observed?.direction === undefined || observed.source === undefined) return undefined;
  const { result, analysis, direction, source, p, marked } = observed;
  const field = sourceOf(trial, ['results', result, ...(analysis === undefined ? ['values'] : ['analyses', analysis])]);
  return {
    id: contrastId(look),
    look,
    direction,
    source,
    ...(p && { p: formatP(p) }),
    ...(field !== undefined && { field }),
    marked: [...marked],
  };
}
