/**
 * The predictors that are scored, each asked with weights that were fitted without the trial: those of the trial's fold. A
 * predictor that has no answer to a set leaves it out.
 */
import * as z from 'zod';
import type { Probability } from '../imagine/answer.ts';
import { modelOf, type Weights, weightsSchema } from '../imagine/model/model.ts';
import { directionsOf, type Predictive } from '../imagine/model/predictive.ts';
import { farOf } from '../imagine/model/sources.ts';
import { readForest, scoresOf, softmax } from '../imagine/model/trees.ts';
import { DIRECTIONS, type Direction } from '../trial/direction.ts';
import type { Asked } from './questions.ts';

export const PREDICTORS = ['evidence', 'copy', 'table', 'nearest', 'majority', 'logistic', 'forest'] as const;
export type PredictorName = (typeof PREDICTORS)[number];

/** `undefined`: it has no answer to such a question. */
export type Answering = (asked: Asked) => Probability | undefined;

const shares = z.array(z.number()).length(3);
const baselineSchema = z.object({
  majority: z.record(z.string(), shares),
  table: z.record(z.string(), z.array(shares).length(3)),
  logistic: z.object({ mean: z.array(z.number()), weights: z.array(z.array(z.number())).length(3), intercept: shares }),
  forest: z.string(),
});
export const baselinesSchema = z.array(baselineSchema);
export type Baseline = z.infer<typeof baselineSchema>;
export { type Weights, weightsSchema };

const certain = (direction: Direction): Probability => ({ higher: 0, lower: 0, 'no difference': 0, [direction]: 1 });

function named(values: readonly number[] | undefined): Probability | undefined {
  const [higher, lower, none] = values ?? [];
  return higher === undefined || lower === undefined || none === undefined
    ? undefined
    : { higher, lower, 'no difference': none };
}

/** The distribution that the fitted model gives, for measuring its intervals. */
export function distributionOf(weights: Weights): (asked: Asked) => Predictive {
  const model = modelOf(weights);
  return ({ features, sources }) => model.hand(features, farOf(sources));
}

/** The predictors of one fold by name. */
export function predictorsOf(weights: Weights, baseline: Baseline): Record<PredictorName, Answering> {
  const model = modelOf(weights);
  const forest = readForest(baseline.forest);
  const { mean, weights: slopes, intercept } = baseline.logistic;
  const isPair = ({ set }: Asked) => set.startsWith('pair');
  const source = ({ sources }: Asked) => sources[0]?.direction;
  return {
    evidence: ({ set, features, sources }) =>
      set === 'contrast' ? model.nothing(features) : directionsOf(model.hand(features, farOf(sources))),
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
      if (set !== 'contrast') return undefined;
      return named(
        softmax(
          slopes.map((row, k) =>
            row.reduce((sum, slope, i) => {
              const own = features[i] ?? Number.NaN;
              return Number.isNaN(own) ? sum : sum + slope * (own - (mean[i] ?? 0));
            }, intercept[k] ?? 0),
          ),
        ),
      );
    },
    forest: ({ set, features }) => {
      if (set !== 'contrast') return undefined;
      return named(softmax(scoresOf(forest, features, 3)));
    },
  };
}
