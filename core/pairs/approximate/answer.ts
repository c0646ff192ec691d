/** The anchors of a trial as they are told to other programs. */
import * as z from 'zod';
import { lookSchema, perturbationSchema } from '../../imagine/answer.ts';
import { endSchema } from '../pair.ts';
import { endOf, partsSchema } from './pair.ts';
import { WIDENED } from './ranking.ts';
import type { Anchor, AnchorSource, Target } from './retrieve.ts';

const text = z.string();

export const anchorsSchema = z
  .object({
    trial: text.exactOptional(),
    look: lookSchema.describe('The contrast that anchors were looked for.'),
    starts: text.exactOptional().describe('No anchor was posted from then on. Absent where no start is known.'),
    among: z.int().describe('Trials with an observed direction that were looked through.'),
    anchors: z
      .array(
        z.object({
          id: text,
          title: text.exactOptional(),
          posted: text.describe('When its results were first posted.'),
          similarity: z.number().min(0).max(1).describe('No probability.'),
          parts: partsSchema,
          widened: z.enum(WIDENED).exactOptional(),
          observed: endSchema,
          differences: z.array(perturbationSchema),
        }),
      )
      .describe('The likest first.'),
  })
  .meta({ id: 'Anchors', title: 'What `deepimagine pairs anchors --json` writes' });
export type AnchorsAnswer = z.infer<typeof anchorsSchema>;

export function anchorsAnswer(source: AnchorSource, target: Target, found: readonly Anchor[]): AnchorsAnswer {
  const { trial, look } = target;
  const starts = target.starts ?? trial.design?.start;
  return {
    ...(trial.trial !== undefined && { trial: trial.trial }),
    look,
    ...(starts !== undefined && { starts }),
    among: source.index.size,
    anchors: found.flatMap(({ trial: own, id, look: at, posted, similarity, parts, widened, differences }) => {
      const observed = endOf(own, at);
      const title = own.title;
      return observed
        ? [
            {
              id,
              ...(title !== undefined && { title }),
              posted,
              similarity,
              parts,
              ...(widened && { widened }),
              observed,
              differences,
            },
          ]
        : [];
    }),
  };
}
