/** Traces as they are written: one line of NDJSON each, those taken and those not in files of their own. */
import * as z from 'zod';
import { MECHANISMS } from '../../imagine/answer.ts';
import { THINK_LEVELS } from '../../imagine/servers/chat.ts';
import { DIRECTIONS } from '../../trial/direction.ts';
import { SPLITS } from '../split.ts';
import { REJECTIONS } from './filter.ts';

const text = z.string();
const about = {
  pair: text.describe('The pair’s id.'),
  trial: text,
  split: z.enum(SPLITS).exactOptional(),
  fold: z.int().min(0).exactOptional(),
};

export const traceSchema = z
  .object({
    ...about,
    direction: z.enum(DIRECTIONS).describe('Where it ends: what was observed at the target.'),
    trace: z.array(z.object({ mechanism: z.enum(MECHANISMS), text })).min(1),
  })
  .meta({ id: 'Trace', title: 'A synthetic explanation of a natural pair' });
export type Trace = z.infer<typeof traceSchema>;

/** What earlier versions rejected and this one asks again: the prompt was too long for the server of that day. */
export const UNFITTING = 'prompt too long';

export const rejectedSchema = z
  .object({
    ...about,
    findings: z.array(z.object({ reason: z.enum([...REJECTIONS, UNFITTING]), found: text.exactOptional() })).min(1),
    maxTokens: z.int().exactOptional().describe('Of an answer that was cut short: with more it is asked again.'),
    answer: text.describe('What the teacher said, as it said it; the beginning of what is very long.'),
  })
  .meta({ id: 'RejectedTrace', title: 'What a teacher said that was not taken, and why' });
export type Rejected = z.infer<typeof rejectedSchema>;

/** Who wrote the traces of a folder, and by which rules they were taken. A folder is of one teacher. */
export const teacherSchema = z.object({
  kind: z.enum(['openai', 'ollama']),
  model: text,
  digest: text
    .exactOptional()
    .describe('Of the model, where the server tells; the same however long a context it is given.'),
  temperature: z.number(),
  maxTokens: z.int().describe('Of an answer: the most of any run.'),
  think: z
    .union([z.boolean(), z.enum(THINK_LEVELS)])
    .exactOptional()
    .describe('Whether it was asked to reason before it answers; its server’s default where absent.'),
  prompt: text.describe('Version of the teacher’s prompt, and of the question in it.'),
  filters: z.int().describe('Version of the rules.'),
});
export type Teacher = z.infer<typeof teacherSchema>;

/** Raised with every change of what is let through. */
export const FILTERS_VERSION = 1;

const count = z.int().min(0);
export const tracesSchema = z
  .object({
    teacher: teacherSchema,
    pairs: z.object({
      file: count.describe('In the file of pairs.'),
      otherSplit: count.describe('Of a split that was not asked for, or of none.'),
      beyond: count.describe('More than --max-pairs.'),
      chosen: count,
    }),
    before: z.object({ taken: count, rejected: count }).describe('Of those chosen, done in earlier runs.'),
    taken: count.describe('In this run.'),
    rejected: count.describe('In this run.'),
    reasons: z.record(z.string(), count).describe('Of all rejected traces of the folder; one can have several.'),
    unanswered: count.describe(
      'The server failed each time, or ended the answer before it was complete, or the teacher reasoned and did not answer; the next run asks again.',
    ),
    unfitting: count.describe(
      'The prompt is longer than the model can read, or than --budget; the next run asks again.',
    ),
    stale: z.record(z.string(), count).describe('Pairs that these records do not have, by reason.'),
    retries: count,
    tokens: z.object({ prompt: count, answer: count }).describe('As far as the server told.'),
    complete: z.boolean(),
    stopped: text.exactOptional().describe('Why it ended before all were asked.'),
  })
  .describe('What `deepimagine traces` writes as summary.json, and with --json.');
export type TraceCounts = z.infer<typeof tracesSchema>;
