/** What the extension and its worker of pairs say to each other. Both ends validate. */
import * as z from 'zod';
import { pairRowSchema, trialRowSchema } from '../../core/pairs/browse.ts';

/** Where a pair's trial is: a document's text, or records by their places in the file system. */
const placeSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('document'), text: z.string() }),
  z.object({ of: z.literal('records'), places: z.array(z.string()), trial: z.string() }),
]);
export type PairPlace = z.infer<typeof placeSchema>;

export const requestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('pairs'), place: placeSchema }),
  z.object({ type: z.literal('document'), place: placeSchema, id: z.string() }),
  z.object({ type: z.literal('trials'), places: z.array(z.string()) }),
]);
export type PairRequest = z.infer<typeof requestSchema>;

export const pairsAnswerSchema = z.object({
  title: z.string(),
  rows: z.array(pairRowSchema),
  left: z.number(),
  none: z.string().exactOptional(),
});
export type PairsAnswer = z.infer<typeof pairsAnswerSchema>;
export const documentAnswerSchema = z.object({ text: z.string() });

/** `records`: how many were looked at so far; `share` of all, from 0 to 1. */
export const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), records: z.number(), share: z.number().min(0).max(1) }),
  z.object({ type: z.literal('trials'), trials: z.array(trialRowSchema) }),
  z.object({ type: z.literal('answer'), answer: z.unknown() }),
  z.object({ type: z.literal('problem'), problem: z.string() }),
  z.object({ type: z.literal('failed'), stack: z.string() }),
]);
export type PairReply = z.infer<typeof replySchema>;
