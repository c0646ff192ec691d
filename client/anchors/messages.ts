/** What the extension and its worker of anchors say to each other. Both ends validate. */
import * as z from 'zod';
import { directionSchema, lookSchema, perturbationSchema } from '../../core/imagine/answer.ts';
import { trialSchema } from '../../core/trial/schema.ts';

export const anchorRequestSchema = z.object({
  number: z.int(),
  /** The target: what it observed itself is not looked at. */
  trial: trialSchema,
  look: lookSchema,
  k: z.int().min(1),
  /** A corpus, or files of records; the embedded library where there is none. */
  places: z.array(z.string()),
});
export type AnchorRequest = z.infer<typeof anchorRequestSchema>;

const foundAnchorSchema = z.object({
  id: z.string(),
  title: z.string().exactOptional(),
  trial: trialSchema,
  look: lookSchema,
  similarity: z.number(),
  widened: z.string().exactOptional(),
  posted: z.string(),
  direction: directionSchema,
  sides: z.string(),
  outcome: z.string(),
  observed: z.string(),
  differences: z.array(perturbationSchema),
  /** The differences, one in a line, its factor first. */
  lines: z.array(z.string()),
});
export type FoundAnchor = z.infer<typeof foundAnchorSchema>;

const anchorsFoundSchema = z.object({
  anchors: z.array(foundAnchorSchema),
  /** Trials with an observed direction that were looked through. */
  among: z.int(),
  embedded: z.boolean(),
});
export type AnchorsFound = z.infer<typeof anchorsFoundSchema>;

export const anchorReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), records: z.int() }),
  z.object({ type: z.literal('found'), number: z.int(), found: anchorsFoundSchema }),
  z.object({ type: z.literal('problem'), number: z.int(), problem: z.string() }),
  z.object({ type: z.literal('failed'), number: z.int(), stack: z.string() }),
]);
export type AnchorReply = z.infer<typeof anchorReplySchema>;
