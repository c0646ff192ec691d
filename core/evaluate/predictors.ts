/**
 * The predictors that need no server, each asked with weights that were fitted without the trial: those of its fold, or those of the
 * training trials by date. A predictor that has no answer to a set leaves it out.
 */
import * as z from 'zod';
import type { Probability } from '../imagine/answer.ts';
import { type Apart, apartOf } from '../imagine/model/apart.ts';
import { modelOf, type Weights, weightsSchema } from '../imagine/model/model.ts';
import { knownOf } from '../imagine/model/outcomes.ts';
import { directionsOf, type Predictive } from '../imagine/model/predictive.ts';
import { softmax } from '../imagine/model/trees.ts';
import { DIRECTIONS, type Direction } from '../trial/direction.ts';
import { entryOf } from '../trial/paths.ts';
import { sideOf } from '../trial/sides.ts';
import type { Asked } from './questions.ts';
import { readRandomForest } from './random-forest.ts';

export const PREDICTORS = ['evidence', 'copy', 'table', 'nearest', 'majority', 'logistic', 'forest'] as const;
export type PredictorName = (typeof PREDICTORS)[number];

/** `undefined`: it has no answer to such a question. */
export type Answering = (asked: Asked) => Probability | undefined;

const shares = z.array(z.number()).length(3);
const bySet = <T extends z.ZodType>(of: T) => z.record(z.string(), of);
const logisticSchema = z.object({
  mean: z.array(z.number()),
  weights: z.array(z.array(z.number())).length(3),
  intercept: shares,
  penalty: z.number(),
});
const baselineSchema = z.object({
  majority: bySet(shares),
  table: bySet(z.array(shares).length(3)),
  logistic: bySet(logisticSchema),
  forest: bySet(z.string()),
});
export type Baseline = z.infer<typeof baselineSchema>;

/** What `trainer/fit_baselines.py` writes: fitted without each fold, and on the training trials by date. */
export const baselinesSchema = z.object({
  about: z.string(),
  features: z.number(),
  folds: z.array(baselineSchema),
  train: baselineSchema,
});

/** Weights fitted on the training trials by date, and which those were. */
export const trainedSchema = weightsSchema.extend({
  cuts: z.object({ validation: z.string(), test: z.string() }),
  trained: z.array(z.string()),
});
export { type Weights, weightsSchema };

/** What was fitted without the trials that are asked about. */
export interface Fit {
  weights: Weights;
  baseline: Baseline;
}

const certain = (direction: Direction): Probability => ({ higher: 0, lower: 0, 'no difference': 0, [direction]: 1 });

function named(values: readonly number[] | undefined): Probability | undefined {
  const [higher, lower, none] = values ?? [];
  return higher === undefined || lower === undefined || none === undefined
    ? undefined
    : { higher, lower, 'no difference': none };
}

/** Where what may speak is, seen from what is asked. */
export function apartIn({ trial, target: { look }, sources }: Asked): Apart | undefined {
  const known = knownOf(entryOf(trial.outcomes, look.outcome) ?? {}, look.row);
  return apartOf(sources, known, sideOf(trial, look.second)?.role);
}

/** The distribution that the fitted model gives, for measuring its intervals. */
export function distributionOf(weights: Weights): (asked: Asked) => Predictive {
  const model = modelOf(weights);
  return (asked) => model.hand(asked.features, apartIn(asked));
}

function logisticOf({ mean, weights, intercept }: z.infer<typeof logisticSchema>, x: ArrayLike<number>): number[] {
  return softmax(
    weights.map((row, k) =>
      row.reduce((sum, slope, i) => {
        const own = x[i] ?? Number.NaN;
        return Number.isNaN(own) ? sum : sum + slope * (own - (mean[i] ?? 0));
      }, intercept[k] ?? 0),
    ),
  );
}

/** The predictors of one fit by name. */
export function predictorsOf({ weights, baseline }: Fit): Record<PredictorName, Answering> {
  const model = modelOf(weights);
  const forests = new Map(Object.entries(baseline.forest).map(([set, text]) => [set, readRandomForest(text)]));
  const isPair = ({ set }: Asked) => set.startsWith('pair');
  const source = ({ sources }: Asked) => sources[0]?.direction;
  return {
    evidence: (asked) =>
      asked.set === 'contrast'
        ? model.nothing(asked.features)
        : directionsOf(model.hand(asked.features, apartIn(asked))),
    copy: (asked) => {
      const from = source(asked);
      return isPair(asked) && from ? certain(from) : undefined;
    },
    table: (asked) => {
      const from = source(asked);
      return from && named(baseline.table[asked.set]?.[DIRECTIONS.indexOf(from)]);
    },
    nearest: (asked) => {
      const from = source(asked);
      return asked.set === 'many' && from ? certain(from) : undefined;
    },
    majority: ({ set }) => named(baseline.majority[set]),
    logistic: ({ set, features }) => {
      const own = baseline.logistic[set];
      return own && named(logisticOf(own, features));
    },
    forest: ({ set, features }) => named(forests.get(set)?.(features)),
  };
}
