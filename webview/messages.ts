/**
 * Everything that crosses between the extension host and the panel's page, in one place: what is drawn (host → page) and
 * what the person did (page → host). Both sides parse what they receive with these schemas, so neither trusts the other.
 *
 * All texts are data. The page shows them with `textContent` and follows no link: it can ask the host for the page of a
 * registry's trial, by its id.
 */
import * as z from 'zod/mini';

/** No code made from text: the page's policy forbids it, and asking whether it may is a violation too. */
z.config({ jitless: true });

const factorSchema = z.enum(['N', 'A', 'O', 'E']);
export type Factor = z.infer<typeof factorSchema>;
export const directionSchema = z.enum(['higher', 'no difference', 'lower']);
export type Direction = z.infer<typeof directionSchema>;

/** The id of a registry's trial: the only thing out of the editor that the page can ask for. The address is made by the host. */
const registryIdSchema = z.string().check(z.regex(/^NCT\d{8}$/));

/** One way to choose: what can be chosen, and what is. `chosen` is absent where nothing of it is shown. */
const pickerSchema = z.strictObject({
  options: z.array(z.strictObject({ id: z.string(), label: z.string() })),
  chosen: z.optional(z.string()),
});
export type Picker = z.infer<typeof pickerSchema>;

/** Where a number and its interval stand on the axis, in percent of its width; an end that is absent is open. */
const figureSchema = z.strictObject({
  value: z.optional(z.number()),
  low: z.optional(z.number()),
  high: z.optional(z.number()),
});
export type Figure = z.infer<typeof figureSchema>;

/** What was observed, or one step of the pathway. */
const rungSchema = z.strictObject({
  /** `observed` is a result of this trial, whether the start or a step that lands on one. */
  status: z.enum(['observed', 'imagined', 'carried over']),
  factor: z.optional(factorSchema),
  /** What changes: `dose`, of the arm `low`. Or `Observed`. */
  label: z.string(),
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  /** What of them has no room: all the countries. */
  whole: z.optional(z.string()),
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

const ladderSchema = z.strictObject({
  /** What the axis measures: `difference, points`. Empty where nothing is drawn. */
  axis: z.string(),
  /** Where no effect is, in percent: 0 for differences, 1 for ratios. */
  neutral: z.number(),
  ticks: z.array(z.strictObject({ at: z.number(), text: z.string() })),
  rungs: z.array(rungSchema),
});
export type Ladder = z.infer<typeof ladderSchema>;

const phraseSchema = z.array(z.strictObject({ text: z.string(), strong: z.optional(z.boolean()) }));
const sharesSchema = z.array(
  z.strictObject({ direction: directionSchema, share: z.number().check(z.gte(0), z.lte(1)), text: z.string() }),
);

/** Power against the number of participants. Places are in percent: `x` of the width, `y` of the height from below. */
const curveSchema = z.strictObject({
  points: z.array(z.strictObject({ x: z.number(), y: z.number() })),
  ticks: z.array(z.strictObject({ at: z.number(), text: z.string() })),
  marks: z.array(
    z.strictObject({
      kind: z.enum(['enrolled', 'imagined', 'needed']),
      x: z.number(),
      y: z.number(),
      text: z.string(),
    }),
  ),
  /** All that is drawn, in words. */
  text: z.string(),
});
export type Curve = z.infer<typeof curveSchema>;

const reasonSchema = z.strictObject({
  factor: z.optional(factorSchema),
  text: z.string(),
  mechanism: z.optional(z.string()),
  /** The evidence has no say: a language model may be asked. */
  ask: z.optional(z.boolean()),
});

export const viewSchema = z.strictObject({
  title: z.string(),
  registry: z.optional(registryIdSchema),
  /** Who answered: the embedded evidence. */
  predictor: z.optional(z.string()),
  /** The document's file name. */
  document: z.string(),
  pinned: z.boolean(),
  pickers: z.strictObject({ outcome: pickerSchema, contrast: pickerSchema, scenario: pickerSchema }),
  /** The answer in one sentence, or why there is none; the words that name the answer are strong. */
  sentence: phraseSchema,
  /** How probable each direction is, as a share of one and in words. Empty where nothing is imagined. */
  probabilities: sharesSchema,
  /** There are steps: something is perturbed. */
  changed: z.boolean(),
  /** What was observed, and what the numbers above rest on: short lines. */
  notes: z.array(z.string()),
  ladder: z.optional(ladderSchema),
  /** What the enrolled and the imagined number of participants find: a column for each, one where they are as many. */
  power: z.optional(
    z.strictObject({
      columns: z.array(z.string()),
      rows: z.array(z.strictObject({ name: z.string(), cells: z.array(z.string()) })),
      curve: curveSchema,
      notes: z.array(z.string()),
    }),
  ),
  why: z.array(reasonSchema),
  /** What else is said, for each step that it is said of: `dose 1.7 mg`. */
  whyMore: z.array(z.strictObject({ of: z.string(), reasons: z.array(reasonSchema) })),
  evidence: z.array(
    z.strictObject({
      source: z.string(),
      /** Where the source is a registry's trial. */
      registry: z.optional(registryIdSchema),
      factor: z.optional(factorSchema),
      differs: z.string(),
      observed: z.string(),
      nearness: z.string(),
    }),
  ),
  /** Who answered, how far to trust it, why to be careful: a paragraph each. */
  trust: z.array(z.string()),
});
export type View = z.infer<typeof viewSchema>;

/** One step as a language model tells it. Every text is the model's or a document's, shown as text and nothing else. */
const toldSchema = z.strictObject({
  status: z.enum(['waiting', 'running', 'done']),
  factor: z.optional(factorSchema),
  label: z.string(),
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  /** What of them has no room: all the countries. */
  whole: z.optional(z.string()),
  direction: z.optional(directionSchema),
  certainty: z.optional(z.string()),
  /** The figure, or why there is none, a line each. */
  texts: z.array(z.string()),
  /** What the embedded evidence says instead, where that is something else. */
  differs: z.optional(z.string()),
  /** What the model thought before it answered. */
  thought: z.string(),
  /** What it has written of its reasons so far, while it runs. */
  writing: z.string(),
  /** Its reasons, once it is done. */
  reasons: z.array(z.strictObject({ text: z.string(), mechanism: z.optional(z.string()) })),
});
export type Told = z.infer<typeof toldSchema>;

/** What a language model says beside the embedded evidence, or would if it were asked. */
export const modelSchema = z.strictObject({
  /** `qwen3:4b`. */
  name: z.string(),
  /** `127.0.0.1:11434, this machine`. */
  place: z.string(),
  /** That this is of an earlier state of the document, or of another scenario: told first. */
  earlier: z.optional(z.string()),
  status: z.enum(['idle', 'running', 'done', 'failed', 'cancelled']),
  /** Tells the runs of a session apart, so that no text of one is written into another. */
  run: z.number(),
  /** The answer in one sentence, or how far it is. */
  sentence: phraseSchema,
  probabilities: sharesSchema,
  /** Where evidence and model say the same, or not: in words. */
  verdict: z.optional(z.strictObject({ agrees: z.optional(z.boolean()), text: z.string() })),
  steps: z.array(toldSchema),
  /** Where the probability comes from, what was left out of the prompt, when this was imagined: short lines. */
  notes: z.array(z.string()),
  /** Why there is no answer, and what to do next. */
  trouble: z.optional(z.string()),
  /** Earlier imaginings of this document, the newest first, and the one shown. */
  history: pickerSchema,
});
export type Model = z.infer<typeof modelSchema>;

/** What the scenario makes of one outcome. */
const lineSchema = z.strictObject({
  /** An option of the outcome picker; absent where it cannot be looked at, as harms cannot. */
  id: z.optional(z.string()),
  outcome: z.string(),
  observed: z.string(),
  /** The direction that was observed, which `observed` names. */
  before: z.optional(directionSchema),
  /** The direction that the scenario leaves; `imagined` is said behind it, or in its place. */
  direction: z.optional(directionSchema),
  imagined: z.string(),
  flips: z.boolean(),
});
export type Line = z.infer<typeof lineSchema>;

/** The page's own words, in the language of the editor. `{0}` stands for a number. */
/** Trials whose observed results an imagining may start from, the likest first. */
const anchorsSchema = z.strictObject({
  /** Where they were looked for, or why there are none. */
  note: z.string(),
  list: z.array(
    z.strictObject({
      id: z.string(),
      /** The id is the registry's. */
      registry: z.optional(z.literal(true)),
      sides: z.string(),
      outcome: z.string(),
      direction: directionSchema,
      observed: z.string(),
      facts: z.string(),
      differences: z.array(z.strictObject({ factor: z.optional(factorSchema), text: z.string() })),
    }),
  ),
});
export type Anchors = z.infer<typeof anchorsSchema>;

export const labelsSchema = z.strictObject({
  looking: z.string(),
  pin: z.string(),
  pinned: z.string(),
  pinning: z.string(),
  copy: z.string(),
  copying: z.string(),
  export: z.string(),
  exporting: z.string(),
  contrast: z.string(),
  outcome: z.string(),
  scenario: z.string(),
  steps: z.string(),
  /** The headings where nothing is perturbed. */
  observedSteps: z.string(),
  observedOutcomes: z.string(),
  power: z.string(),
  /** Of the axis below the curve of power. */
  participants: z.string(),
  outcomes: z.string(),
  why: z.string(),
  evidence: z.string(),
  trust: z.string(),
  /** Whose the sections of the embedded evidence are, said behind their headings where a model is shown too. */
  own: z.string(),
  /** Columns of the tables. */
  observed: z.string(),
  imagined: z.string(),
  source: z.string(),
  differs: z.string(),
  nearness: z.string(),
  /** What a press does, as its tooltip and for a screen reader. */
  reveal: z.string(),
  look: z.string(),
  open: z.string(),
  find: z.string(),
  more: z.string(),
  /** How far all outcomes are: `{0} of {1}`. */
  progress: z.string(),
  noneFound: z.string(),
  flips: z.string(),
  /** About language models. `{0}` stands for the name of one. */
  predictor: z.string(),
  predicting: z.string(),
  /** A way to choose a language model, where none is chosen. */
  askModel: z.string(),
  imagine: z.string(),
  again: z.string(),
  cancel: z.string(),
  cancelling: z.string(),
  save: z.string(),
  saving: z.string(),
  history: z.string(),
  recall: z.string(),
  thought: z.string(),
  waiting: z.string(),
  writing: z.string(),
  /** Before what the embedded evidence says instead. */
  instead: z.string(),
  anchors: z.string(),
  /** How many differences an anchor has: `{0}`. */
  differences: z.string(),
  oneDifference: z.string(),
  openAnchor: z.string(),
  openingAnchor: z.string(),
  factors: z.strictObject({ N: z.string(), A: z.string(), O: z.string(), E: z.string() }),
});
export type Labels = z.infer<typeof labelsSchema>;

/** What the person chose by hand. Ids are those of the pickers' options. */
const picksSchema = z.strictObject({
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
  /** The page's words: the first message, once the page listens. */
  z.strictObject({ type: z.literal('labels'), labels: labelsSchema }),
  /** Draw this. What was said of all outcomes does not hold any more. `begin`: the part to show first. */
  z.strictObject({
    type: z.literal('show'),
    ...about,
    view: viewSchema,
    state: stateSchema,
    begin: z.optional(z.literal('outcomes')),
  }),
  /** All outcomes of what is drawn, as far as they are known: in this order, of this many. */
  z.strictObject({
    type: z.literal('outcomes'),
    ...about,
    lines: z.array(lineSchema),
    known: z.number(),
    total: z.number(),
    /** What they say together, once all are known. */
    summary: z.optional(z.string()),
  }),
  /** What a language model says of what is drawn; absent where none is chosen. `predictor`: who answers, as the button says it. */
  z.strictObject({ type: z.literal('model'), ...about, predictor: z.string(), model: z.optional(modelSchema) }),
  /** A model goes on writing in a step of a run. */
  z.strictObject({
    type: z.literal('writes'),
    ...about,
    run: z.number(),
    step: z.number(),
    part: z.enum(['thought', 'writing']),
    text: z.string(),
  }),
  /** Where an imagining of what is drawn may start; absent where it observed results of its own. */
  z.strictObject({ type: z.literal('anchors'), ...about, anchors: z.optional(anchorsSchema) }),
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
  /** Let the person choose among many, where a list on the page would be too long. */
  z.strictObject({ type: z.literal('choose'), ...about, picker: z.enum(['outcome', 'contrast', 'scenario']) }),
  z.strictObject({ type: z.literal('pin'), ...about, pinned: z.boolean() }),
  z.strictObject({ type: z.literal('copy'), ...about }),
  z.strictObject({ type: z.literal('export'), ...about }),
  /** Ask the model that is chosen; stop it; choose another predictor. */
  z.strictObject({ type: z.literal('imagine'), ...about }),
  z.strictObject({ type: z.literal('cancel'), ...about }),
  z.strictObject({ type: z.literal('predictor'), ...about }),
  /** Show an earlier imagining of this document: an option of its history. */
  z.strictObject({ type: z.literal('recall'), ...about, id: z.string() }),
  /** Write the scenario that is shown into the document, under a name. */
  z.strictObject({ type: z.literal('save'), ...about }),
  /** Open an anchor as a document. */
  z.strictObject({ type: z.literal('anchor'), ...about, id: z.string() }),
  /** Open the registry's page of a trial. */
  z.strictObject({ type: z.literal('open'), ...about, id: registryIdSchema }),
  /** Show where the document writes a step: offsets into the text of that version. */
  z.strictObject({ type: z.literal('reveal'), ...about, start: z.number(), end: z.number() }),
  /** Something went wrong in the page; for the log. */
  z.strictObject({ type: z.literal('failed'), message: z.string() }),
]);
export type ToHost = z.infer<typeof toHostSchema>;
