/**
 * Everything that crosses between the extension host and the panel's page, in one place: what is drawn (host → page) and
 * what the person did (page → host). Both sides parse what they receive with these schemas, so neither trusts the other.
 *
 * All texts are data. The page shows them with `textContent`; the only link it can follow is a registry page, whose shape
 * is checked here.
 */
import * as z from 'zod/mini';

/** No code made from text: the page's policy forbids it, and asking whether it may is a violation too. */
z.config({ jitless: true });

export const factorSchema = z.enum(['N', 'A', 'O', 'E']);
export type Factor = z.infer<typeof factorSchema>;
export const directionSchema = z.enum(['higher', 'no difference', 'lower']);
export type Direction = z.infer<typeof directionSchema>;

/** An id of a registry and the address of its page, or nothing that could be another address. */
const registryLinkSchema = z.strictObject({
  id: z.string(),
  href: z.string().check(z.regex(/^https:\/\/clinicaltrials\.gov\/study\/NCT\d{8}$/)),
});
export type RegistryLink = z.infer<typeof registryLinkSchema>;

/** One way to choose: what can be chosen, and what is. `chosen` is absent where nothing of it is shown. */
export const pickerSchema = z.strictObject({
  options: z.array(z.strictObject({ id: z.string(), label: z.string() })),
  chosen: z.optional(z.string()),
});
export type Picker = z.infer<typeof pickerSchema>;

/** A number with its interval; an end that is absent is open. `level` is in percent. */
export const figureSchema = z.strictObject({
  value: z.optional(z.number()),
  low: z.optional(z.number()),
  high: z.optional(z.number()),
  level: z.optional(z.number()),
});
export type Figure = z.infer<typeof figureSchema>;

/** What was observed, or one step of the pathway. */
export const rungSchema = z.strictObject({
  /** `observed` is a result of this trial, whether the start or a step that lands on one. */
  status: z.enum(['observed', 'imagined', 'carried over']),
  factor: z.optional(factorSchema),
  /** What changes: `dose`, of the arm `low`. Or `Observed`. */
  label: z.string(),
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  direction: z.optional(directionSchema),
  /** How probable the direction is, in words. */
  certainty: z.optional(z.string()),
  figure: z.optional(figureSchema),
  /** The figure, or why there is none, a line each. */
  texts: z.array(z.string()),
  /** Where the document writes this step. */
  at: z.optional(z.strictObject({ start: z.number(), end: z.number() })),
});
export type Rung = z.infer<typeof rungSchema>;

export const viewSchema = z.strictObject({
  title: z.string(),
  registry: z.optional(registryLinkSchema),
  /** The document's file name. */
  document: z.string(),
  pinned: z.boolean(),
  pickers: z.strictObject({ outcome: pickerSchema, contrast: pickerSchema, scenario: pickerSchema }),
  /** The answer in one sentence, or why there is none; the words that name the answer are strong. */
  sentence: z.array(z.strictObject({ text: z.string(), strong: z.optional(z.boolean()) })),
  /** How probable each direction is, as a share of one and in words. Empty where nothing is imagined. */
  probabilities: z.array(
    z.strictObject({ direction: directionSchema, share: z.number().check(z.gte(0), z.lte(1)), text: z.string() }),
  ),
  /** What was observed, and what the numbers above rest on: short lines. */
  notes: z.array(z.string()),
  ladder: z.optional(
    z.strictObject({
      /** What the axis measures: `difference, points`. */
      axis: z.string(),
      /** The value of no effect: 0 for differences, 1 for ratios. */
      neutral: z.number(),
      logarithmic: z.boolean(),
      rungs: z.array(rungSchema),
    }),
  ),
  outcomes: z.array(
    z.strictObject({
      /** An option of the outcome picker; absent where it cannot be looked at, as harms cannot. */
      id: z.optional(z.string()),
      label: z.string(),
      observed: z.string(),
      direction: z.optional(directionSchema),
      imagined: z.string(),
      flips: z.boolean(),
    }),
  ),
  why: z.array(
    z.strictObject({ factor: z.optional(factorSchema), text: z.string(), mechanism: z.optional(z.string()) }),
  ),
  evidence: z.array(
    z.strictObject({
      source: z.string(),
      link: z.optional(registryLinkSchema),
      factor: z.optional(factorSchema),
      differs: z.string(),
      from: z.string(),
      /** Where both ends of a pair were observed. */
      to: z.optional(z.string()),
      nearness: z.string(),
    }),
  ),
  /** Who answered, and how far to trust it. */
  predictor: z.string(),
  trust: z.array(z.string()),
});
export type View = z.infer<typeof viewSchema>;

/** What the person chose by hand. Ids are those of the pickers' options. */
export const picksSchema = z.strictObject({
  outcome: z.optional(z.string()),
  contrast: z.optional(z.string()),
  scenario: z.optional(z.string()),
});
export type Picks = z.infer<typeof picksSchema>;

/** What the panel remembers over a reload: what the person meant, and nothing that can be asked for again. */
export const stateSchema = z.strictObject({
  schema: z.literal(1),
  uri: z.string(),
  pinned: z.boolean(),
  picks: picksSchema,
  /** What the cursor spoke of when those picks were made: they hold until it speaks of something else. */
  cursor: z.optional(picksSchema),
});
export type State = z.infer<typeof stateSchema>;

/** Every message but the first says which version of which document it is about. */
const about = { uri: z.string(), version: z.number() };

/** Extension host → page. */
export const toPageSchema = z.discriminatedUnion('type', [
  /** Draw this. */
  z.strictObject({ type: z.literal('show'), ...about, view: viewSchema, state: stateSchema }),
  /** There is nothing to draw, and why. */
  z.strictObject({ type: z.literal('nothing'), ...about, reason: z.string() }),
  /** Say this to a screen reader and beside the button that was pressed. */
  z.strictObject({ type: z.literal('said'), ...about, text: z.string() }),
]);
export type ToPage = z.infer<typeof toPageSchema>;

/** Page → extension host. */
export const toHostSchema = z.discriminatedUnion('type', [
  /** The page listens. Nothing is sent to it before. */
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('pick'), ...about, picks: picksSchema }),
  z.strictObject({ type: z.literal('pin'), ...about, pinned: z.boolean() }),
  z.strictObject({ type: z.literal('copy'), ...about }),
  /** Show where the document writes a step: offsets into the text of that version. */
  z.strictObject({ type: z.literal('reveal'), ...about, start: z.number(), end: z.number() }),
  /** Something went wrong in the page; for the log. */
  z.strictObject({ type: z.literal('failed'), message: z.string() }),
]);
export type ToHost = z.infer<typeof toHostSchema>;
