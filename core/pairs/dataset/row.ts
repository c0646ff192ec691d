/**
 * Rows of the data sets that TRL trains on. Every row of a file has every column, and each column is of one type, for readers of tables guess
 * types from the first rows: '' is what is not known, and −1 no fold.
 */
import * as z from 'zod';
import { DIRECTIONS } from '../../trial/direction.ts';
import { FACTORS } from '../../trial/schema.ts';
import { ANSWERS, QUESTION_KINDS } from '../question.ts';
import { SPLITS } from '../split.ts';

const text = z.string();
const unknown = ' Empty where it is not known.';

const messageSchema = z.object({ role: z.enum(['system', 'user']), content: text });
const answerSchema = z.object({
  role: z.literal('assistant'),
  content: text.describe('The answer in the form that the prompt asks for.'),
  reasoning_content: text
    .exactOptional()
    .describe(
      'The trace as prose, for chat templates that have a place for it (Qwen3 and later). In no row of a bare data set.',
    ),
});

/** What is known of a row beside its texts. */
const about = {
  trial: text.describe('The registry id of the target.'),
  factors: z.array(z.enum(FACTORS)).describe('What is changed. None of a question without a source.'),
  change: text.describe('The kind of a natural pair’s change; `approximate`, or `none`.'),
  from: z.enum([...DIRECTIONS, '']).describe('What was observed at the source. Empty of a question without one.'),
  flips: z.boolean().describe('The direction is not the source’s.'),
  better: z.enum(['higher', 'lower', '']).describe(`Which way is good.${unknown}`),
  observed: z.enum(['reported', 'computed']).describe('Where the answer comes from.'),
  marked: z.array(text).describe('Why to be careful with the answer.'),
  randomized: z.boolean(),
  phase: text.describe(`As the registry has it.${unknown}`),
  condition: text.describe(`The first that the registry names.${unknown}`),
  posted: text.describe('When results of the target were first posted.'),
  split: z.enum(SPLITS),
  fold: z.int().min(-1).describe('Of training rows: for cross-validation. −1 of others.'),
  weight: z.number().positive().describe('All rows of a trial in one file together weigh 1.'),
  prompt_version: z.int(),
};

/** One column for the whole conversation, or two: what is asked and what is answered. */
export const FORMS = ['messages', 'prompt-completion'] as const;
export type Form = (typeof FORMS)[number];

export const sftRowSchema = z
  .object({
    id: text.describe('Of the pair.'),
    messages: z.tuple([messageSchema, messageSchema, answerSchema]).exactOptional(),
    prompt: z.tuple([messageSchema, messageSchema]).exactOptional(),
    completion: z.tuple([answerSchema]).exactOptional(),
    chat_template_kwargs: z
      .object({ enable_thinking: z.literal(false) })
      .exactOptional()
      .describe('Of a bare data set: the model is not taught to close its thinking at once.'),
    answer: z.enum(DIRECTIONS),
    ...about,
  })
  .meta({ id: 'SftRow', title: 'One row for TRL’s SFTTrainer: a natural pair, its explanation and its answer' });
export type SftRow = z.infer<typeof sftRowSchema>;

export const grpoRowSchema = z
  .object({
    id: text.describe('Of the question, or of the approximate pair.'),
    prompt: z.tuple([messageSchema, messageSchema]),
    kind: z
      .enum(QUESTION_KINDS)
      .describe(
        'What `verify` of core/pairs/question.ts takes: it reads the answer and tells whether it is right. `direction`, or `benefit`: does k1 beat k2?',
      ),
    answer: z.enum([...ANSWERS.direction, ...ANSWERS.benefit]),
    options: z.array(z.enum([...ANSWERS.direction, ...ANSWERS.benefit])).describe('All answers to this kind.'),
    source: z.enum(['question', 'approximate']),
    anchor: text.describe('The registry id of an approximate pair’s anchor. Empty of a question.'),
    similarity: z.number().describe('Of anchor and target; 0 of a question.'),
    widened: text.describe(
      'How far one had to look for the anchor. Empty where it shares the condition, and of a question.',
    ),
    ...about,
  })
  .meta({
    id: 'GrpoRow',
    title: 'One row for TRL’s GRPOTrainer: what is asked, and what a reward function needs to verify the answer',
  });
export type GrpoRow = z.infer<typeof grpoRowSchema>;

export type Row = SftRow | GrpoRow;
