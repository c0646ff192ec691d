/**
 * What an imagining says: the one contract of predictors, editor, panel and command line. A zod schema first, from which
 * the JSON Schema is published. Everything that is not known is absent; nothing is null, nothing is guessed.
 */
import * as z from 'zod';
import { DIRECTIONS, MARKS } from '../trial/direction.ts';
import { ESTIMATE_KINDS } from '../trial/quantity/estimate.ts';
import { FACTORS, valueSchema } from '../trial/schema.ts';
import { powerSchema } from './power-answer.ts';

export type { Power } from './power-answer.ts';

export const directionSchema = z.enum(DIRECTIONS).meta({
  description: 'The first side relative to the second. `no difference`: not significant, two-sided at 0.05.',
});

export const lookSchema = z
  .object({
    outcome: z.string(),
    row: z.string().exactOptional(),
    first: z.string(),
    second: z.string(),
  })
  .meta({ description: 'Ids of the document: the first side is told relative to the second.' });

/** The names of what is looked at, as the document gives them. */
const subjectSchema = z.object({
  first: z.string(),
  second: z.string(),
  measure: z.string(),
  time: z.string().exactOptional(),
  row: z.string().exactOptional(),
  unit: z.string().exactOptional(),
  better: z.enum(['higher', 'lower']).exactOptional(),
});
export type Subject = z.infer<typeof subjectSchema>;

const factorSchema = z.enum(FACTORS);
const pathSchema = z.array(z.union([z.string(), z.number()])).readonly();
const attributeSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.union([z.string(), z.number()])).readonly(),
]);

export const perturbationSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('set'),
    factor: factorSchema,
    path: pathSchema,
    from: attributeSchema.optional(),
    to: attributeSchema,
  }),
  z.object({ kind: z.literal('drop'), factor: factorSchema, path: pathSchema }),
  z.object({ kind: z.literal('add'), factor: factorSchema, path: pathSchema, value: z.unknown() }),
  z.object({
    kind: z.literal('look'),
    factor: z.enum(['O', 'A']),
    outcome: z.string().exactOptional(),
    row: z.string().exactOptional(),
    contrast: z.object({ first: z.string(), second: z.string() }).exactOptional(),
  }),
]);

const estimateSchema = z.object({
  kind: z.enum(ESTIMATE_KINDS),
  value: z.number(),
  below: z.enum(['longer', 'higher', 'lower']).exactOptional().meta({
    description:
      'Of a ratio that runs against the direction, and of every hazard ratio: what a ratio below that of no effect means.',
  }),
  decimals: z.int().min(0).exactOptional().meta({
    description: 'Of an imagined size: the decimals that it is told with at most, one more than what was observed.',
  }),
  inPercent: z.literal(true).exactOptional().meta({ description: 'A ratio told in percent: 100 is no effect.' }),
  interval: z
    .object({
      low: z.number().exactOptional(),
      high: z.number().exactOptional(),
      level: z.number().meta({ description: 'Percent.' }),
      sided: z.enum(['one', 'two']),
    })
    .exactOptional(),
});
export type EstimateAnswer = z.infer<typeof estimateSchema>;

/** Why an observed contrast has no direction, or an imagining no answer. */
const MISSING = [
  'orientation',
  'contradiction',
  'median',
  'statistic',
  'no dispersion',
  'no values',
  'crossover',
  'time to event',
  'share at a time',
  'same participants',
  'not observed',
  'no contrast',
  'no anchor',
  /** The perturbed trial cannot be: what is impossible stands under `obstacle`. */
  'impossible',
  /** Nothing can be said of a perturbation: why stands under `obstacle`. */
  'no answer',
  /** The step changes nothing: another way to write the same. */
  'no change',
  /** The change is answered together with the next one, from which it cannot be told apart. */
  'with the next',
] as const;
const missingSchema = z.enum(MISSING);
export type MissingAnswer = z.infer<typeof missingSchema>;

const observedSchema = z.object({
  direction: directionSchema.exactOptional(),
  missing: missingSchema.exactOptional().meta({ description: 'Why there is no direction.' }),
  source: z.enum(['reported', 'computed']).exactOptional(),
  p: z.string().exactOptional().meta({ description: 'As reported or computed: `0.03`, `<0.0001`.' }),
  sided: z.enum(['one', 'two']).exactOptional(),
  method: z.string().exactOptional(),
  estimate: estimateSchema.exactOptional(),
  points: z.enum(['higher', 'lower']).exactOptional().meta({
    description: 'Of a near miss (no difference, p up to 0.2): the side of no effect that the point estimate is on.',
  }),
  oriented: z.boolean().meta({ description: 'The estimate is the first side relative to the second.' }),
  time: z.boolean().meta({ description: 'The direction speaks of time to an event: `higher` is longer.' }),
  values: z.object({ first: valueSchema.exactOptional(), second: valueSchema.exactOptional() }),
  marked: z.array(z.enum(MARKS)).meta({ description: 'Why to be careful.' }),
});
export type ObservedAnswer = z.infer<typeof observedSchema>;

/** How a step works, as its reasons name it. */
export const MECHANISMS = [
  'dose–response',
  'pharmacokinetics',
  'endpoint sensitivity',
  'population severity',
  'placebo response',
  'regression to the mean',
  'power',
  'adherence',
  'comparator strength',
  'standard of care',
  'chance',
] as const;
export type Mechanism = (typeof MECHANISMS)[number];

export const reasonSchema = z.object({ text: z.string(), mechanism: z.enum(MECHANISMS).exactOptional() });
export type Reason = z.infer<typeof reasonSchema>;

const evidenceSchema = z
  .object({
    trial: z.string().exactOptional().meta({ description: 'The registry id, where it is not this document.' }),
    look: lookSchema.exactOptional(),
    subject: subjectSchema.exactOptional().meta({ description: 'The names of what was looked at there.' }),
    differs: z.string().meta({ description: 'What differs from what is asked, in words.' }),
    from: directionSchema,
    to: directionSchema.exactOptional().meta({ description: 'Where both ends of a pair were observed.' }),
    nearness: z.number().min(0).max(1),
  })
  .meta({ description: 'An observed contrast, or pair of contrasts, that speaks for or against a step.' });
export type Evidence = z.infer<typeof evidenceSchema>;

export const probabilitySchema = z
  .object({
    higher: z.number().min(0).max(1),
    lower: z.number().min(0).max(1),
    'no difference': z.number().min(0).max(1),
  })
  .meta({ description: 'Sums to 1.' });
export type Probability = z.infer<typeof probabilitySchema>;

/** What an imagined probability takes for granted, where it must not be read without. */
const GRANTED = ['again', 'planned'] as const;
export type Granted = (typeof GRANTED)[number];

const supportSchema = z
  .object({ pairs: z.number(), trials: z.number() })
  .meta({ description: 'On how many natural pairs of how many trials the probability rests, at the thinnest.' });

/** Where an imagined probability comes from. */
const CHANCE_SOURCES = ['tokens', 'samples', 'stated'] as const;
const chanceFromSchema = z
  .object({
    source: z.enum(CHANCE_SOURCES).meta({
      description:
        '`tokens`: the log-probabilities of the answer’s tokens; `samples`: how often each direction was answered; `stated`: the model wrote it.',
    }),
    samples: z.int().min(1).meta({ description: 'Answers that it rests on.' }),
    answers: z
      .object({ higher: z.int().min(0), lower: z.int().min(0), 'no difference': z.int().min(0) })
      .exactOptional()
      .meta({ description: 'How often each direction was answered, where there were several answers.' }),
    pathways: z
      .int()
      .min(2)
      .exactOptional()
      .meta({ description: 'Pathways whose probabilities it is the weighted mean of.' }),
  })
  .meta({ description: 'Where the probability comes from. Absent where a fitted model gives it.' });
export type ChanceFrom = z.infer<typeof chanceFromSchema>;

const saidBySchema = z
  .object({
    model: z.string(),
    prompt: z.int().meta({ description: 'The version of the prompt that it was asked with.' }),
    temperature: z.number().min(0).exactOptional().meta({
      description: 'How freely it answered. At 0 it takes the likeliest word each time, and would say the same again.',
    }),
    failed: z
      .int()
      .min(1)
      .exactOptional()
      .meta({ description: 'Answers that did not keep to what was asked, and do not count.' }),
    why: z.string().exactOptional().meta({ description: 'What was wrong with the first of those, in words.' }),
    dropped: z.array(z.string()).exactOptional().meta({ description: 'What was not told it, for length.' }),
    otherwise: directionSchema.exactOptional().meta({
      description: 'The direction that its sentences lead to, where another one is more probable.',
    }),
  })
  .meta({ description: 'The language model whose words the reasons, the values and the estimate are.' });

/** What is known after a step, whoever says so. */
const resultShape = {
  status: z.enum(['imagined', 'observed', 'carried over']),
  direction: directionSchema.exactOptional(),
  probability: probabilitySchema.exactOptional().meta({ description: 'Absent where the direction was observed.' }),
  estimate: estimateSchema.exactOptional().meta({ description: 'Absent where no size can be backed.' }),
  sampling: z.number().exactOptional().meta({
    description:
      'One standard error by sampling that an imagined size is told in, of as many participants as were observed: on the scale of the effect, of a ratio its logarithm.',
  }),
  undirected: z.literal(true).exactOptional().meta({
    description:
      'Nothing says whether the change makes the difference larger or smaller: the size is that of less and more of it alike, and is told as neither.',
  }),
  values: z
    .object({ first: valueSchema.exactOptional(), second: valueSchema.exactOptional() })
    .exactOptional()
    .meta({ description: 'Imagined values of the two sides, in the unit of the outcome.' }),
  chanceFrom: chanceFromSchema.exactOptional(),
  saidBy: saidBySchema.exactOptional(),
  support: supportSchema.exactOptional(),
  granted: z.enum(GRANTED).exactOptional().meta({
    description:
      'What the probability takes for granted. `again`: another trial like this one, of so many participants, with luck of its own, the chance averaged over what is left open of the effect (assurance); `planned`: nothing observed is carried over, only what is planned is known.',
  }),
  power: powerSchema.exactOptional().meta({
    description: 'Where the number of participants changed, or a size is imagined.',
  }),
  powerLacks: z.string().exactOptional().meta({
    description: 'Why there is no power where the number of participants changed: what was not reported, in words.',
  }),
  obstacle: z
    .string()
    .exactOptional()
    .meta({ description: 'What is impossible, or why there is no answer, in words.' }),
  observed: observedSchema
    .exactOptional()
    .meta({ description: 'Where the step lands on something this trial observed.' }),
  landed: lookSchema.exactOptional().meta({ description: 'Where in this trial that was observed, if elsewhere.' }),
  landedSubject: subjectSchema.exactOptional().meta({ description: 'The names of what was observed there.' }),
  missing: missingSchema.exactOptional(),
  reasons: z.array(reasonSchema),
  evidence: z.array(evidenceSchema),
};

/** What a predictor answers to one step. */
const stepAnswerSchema = z.object(resultShape).meta({ id: 'StepAnswer' });
export type StepAnswer = z.infer<typeof stepAnswerSchema>;

const imaginedStepSchema = z
  .object({
    perturbation: perturbationSchema,
    factor: factorSchema,
    look: lookSchema.meta({ description: 'After the step.' }),
    subject: subjectSchema,
    base: observedSchema.exactOptional().meta({
      description: 'Where the step looks elsewhere than the start: what was observed there, nothing being perturbed.',
    }),
    ...resultShape,
  })
  .meta({ id: 'ImaginedStep' });
export type ImaginedStep = z.infer<typeof imaginedStepSchema>;

export const HARMS = ['deaths', 'serious', 'other'] as const;
const harmSchema = z.object({
  kind: z.enum(HARMS),
  first: z.object({ x: z.number(), n: z.number() }),
  second: z.object({ x: z.number(), n: z.number() }),
});
export type Harm = z.infer<typeof harmSchema>;

const outcomeLineSchema = z.object({
  look: lookSchema.exactOptional().meta({ description: 'Absent of harms, which cannot be looked at.' }),
  outcome: z.string().meta({ description: 'The outcome, with its row and time; or the harm.' }),
  observed: z.string(),
  before: directionSchema.exactOptional().meta({ description: 'The direction that was observed.' }),
  direction: directionSchema
    .exactOptional()
    .meta({ description: 'The direction that the scenario leaves, where there is one.' }),
  imagined: z.string().meta({
    description: 'What is said behind the direction, or in its place. Empty where the scenario changes nothing.',
  }),
  probability: z
    .number()
    .min(0)
    .max(1)
    .exactOptional()
    .meta({ description: 'How probable the direction is; absent where it is not imagined.' }),
  flips: z.boolean().meta({ description: 'The direction is another one than was observed, and likely.' }),
});
/** What is said of one outcome. */
export type OutcomeLine = z.infer<typeof outcomeLineSchema>;

const allOutcomesSchema = z
  .object({
    summary: z.string().exactOptional().meta({ description: 'How many flip, in words.' }),
    lines: z.array(outcomeLineSchema),
  })
  .meta({
    description:
      'Where all outcomes were asked for: the same scenario looked at in each of them, by the embedded evidence; what flips first, the harms last, as they were observed.',
  });
export type AllOutcomes = z.infer<typeof allOutcomesSchema>;

const predictorSchema = z.object({ name: z.string(), label: z.string() });

const pathwaySchema = z
  .object({
    anchor: z.string().exactOptional().meta({ description: 'The registry id, where it is not this document.' }),
    look: lookSchema.meta({ description: 'The observed contrast that it starts from.' }),
    subject: subjectSchema,
    similarity: z.number().min(0).max(1),
    weight: z.number().min(0).max(1).meta({ description: 'Its part in the aggregate; all sum to 1.' }),
    direction: directionSchema,
    probability: probabilitySchema,
    steps: z.array(imaginedStepSchema),
  })
  .meta({ description: 'One anchor’s chain of steps, and what it ends with.' });
export type PathwayAnswer = z.infer<typeof pathwaySchema>;

export const MODES = ['successive', 'direct', 'rag'] as const;
export type Mode = (typeof MODES)[number];

const imaginingShape = z.object({
  trial: z.string().exactOptional(),
  scenario: z.string().exactOptional().meta({ description: 'Absent for the arrows in place.' }),
  look: lookSchema.meta({ description: 'Before the first step.' }),
  subject: subjectSchema,
  observed: observedSchema.exactOptional(),
  missing: missingSchema.exactOptional(),
  steps: z.array(imaginedStepSchema),
  expected: stepAnswerSchema.exactOptional().meta({
    description: 'What is imagined of the look before the first step, where the document observed nothing of it.',
  }),
  pathways: z.array(pathwaySchema).exactOptional().meta({
    description:
      'Where several anchors speak: each with what it ends with. The last step tells what they say together.',
  }),
  mode: z.enum(MODES).exactOptional().meta({
    description:
      'How a language model was asked: step by step from an anchor, of the target alone, or of the target beside anchors.',
  }),
  lost: z.array(z.string()).exactOptional().meta({ description: 'Pathways that came to nothing, and why, in words.' }),
  harms: z.array(harmSchema).meta({ description: 'Observed; no predictor imagines them.' }),
  predictor: predictorSchema,
  sentence: z.string().meta({ description: 'The answer in one sentence, plain text.' }),
  outcomes: allOutcomesSchema.exactOptional(),
});
export const imaginingSchema = imaginingShape
  .extend({
    beside: imaginingShape.exactOptional().meta({
      description: 'Beside a language model’s answer on the command line: what the embedded evidence says of the same.',
    }),
  })
  .meta({ id: 'Imagining', title: 'What is expected to become of a result, and why' });
export type Imagining = z.infer<typeof imaginingSchema>;

export interface Problem {
  problem: string;
}

/** The published JSON Schema of an imagining. */
export function imaginingJsonSchema(): object {
  return z.toJSONSchema(imaginingSchema);
}
