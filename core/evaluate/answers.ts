/**
 * Answers as they are saved, one question a line, with all that scores need: whoever has the file needs no records. Lines can be added
 * by other programs: an answer to a question is known by the question's id.
 */
import * as z from 'zod';
import { directionSchema, lookSchema, type Probability, probabilitySchema } from '../imagine/answer.ts';
import { contrastId } from '../pairs/pair.ts';
import { SPLITS } from '../pairs/split.ts';
import type { Asked } from './questions.ts';
import { SETS, type SetName } from './sets.ts';
import { type Slices, slicesOf, slicesSchema } from './slices.ts';

const text = z.string();

/** Who answered, where that is a language model. */
export const bySchema = z.object({
  model: text,
  digest: text.exactOptional().describe('What tells two builds of a model of one name apart.'),
  prompt: text.describe('The version of the prompt.'),
  settings: text.exactOptional().describe('How it was asked: mode, samples, temperature, limits.'),
});
export type By = z.infer<typeof bySchema>;

export const answerSchema = z.union([
  z.object({
    probability: probabilitySchema,
    certain: z.literal(true).exactOptional().describe('The model told a direction, and no chances: taken as certain.'),
    by: bySchema.exactOptional(),
    inside: z
      .object({ z: z.boolean().exactOptional(), size: z.boolean().exactOptional() })
      .exactOptional()
      .describe(
        'Whether the observed z, and the observed estimate in its unit, lie in the 80 % interval that was told.',
      ),
  }),
  z.object({
    unread: text.describe('Why what was said is no answer. Scored: as wrong, and as three equal chances.'),
    by: bySchema.exactOptional(),
  }),
  z.object({
    failed: text.describe('Why nothing was said: the server, not the model. Not scored, and counted.'),
    by: bySchema.exactOptional(),
  }),
]);
export type Answer = z.infer<typeof answerSchema>;

export const lineSchema = z
  .object({
    id: text.describe('The trial, the set, the contrast that is asked about and, of a pair, its source.'),
    set: z.enum(SETS),
    trial: text,
    look: lookSchema,
    source: lookSchema.exactOptional().describe('Of a pair.'),
    observed: directionSchema,
    from: directionSchema.exactOptional().describe('Of the (nearest) source, told as the target is.'),
    split: z.enum(SPLITS).exactOptional().describe('Absent where answers are out of fold.'),
    slices: slicesSchema,
    answers: z.record(text, answerSchema).describe('By predictor.'),
  })
  .meta({
    id: 'Answers',
    title: 'A question and what predictors answered, a line of `deepimagine evaluate --answers`',
  });
export type Line = z.infer<typeof lineSchema>;

const DIGITS = 1e6;

/** At the precision that is saved, so that scores from a file are the same. */
export function rounded({ higher, lower, ...rest }: Probability): Probability {
  const round = (value: number) => Math.round(value * DIGITS) / DIGITS;
  return { higher: round(higher), lower: round(lower), 'no difference': round(rest['no difference']) };
}

/** The id of a question. The same pair may be drawn twice of a trial: `nth` tells the second from the first. */
export function questionId({ set, trial, target, source }: Asked, nth = 1): string {
  const ends = source ? `${contrastId(source.look)}-${contrastId(target.look)}` : contrastId(target.look);
  return `${trial.trial}-${set}-${ends}${nth > 1 ? `-${nth}` : ''}`;
}

/** A question without its answers; undefined where nothing was observed to score it by, or it is only fitted on. */
export function lineOf(asked: Asked, nth: number): Line | undefined {
  const { set, trial, target, source, sources } = asked;
  const observed = target.observed.direction;
  if (observed === undefined || set === 'arm' || set === 'computed') return undefined;
  const from = sources[0]?.direction;
  return {
    id: questionId(asked, nth),
    set,
    trial: trial.trial ?? '',
    look: target.look,
    ...(source && { source: source.look }),
    observed,
    ...(from && { from }),
    slices: slicesOf(asked),
    answers: {},
  };
}

export type { SetName, Slices };
