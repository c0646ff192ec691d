/** What crosses between the extension host and the page of a table of imaginings. All texts are data, shown as text. */
import * as z from 'zod/mini';
import { directionSchema } from './messages.ts';

const saidSchema = z.strictObject({ direction: z.optional(directionSchema), text: z.string() });

const tableRowSchema = z.strictObject({
  /** Its place among all rows. */
  id: z.number(),
  trial: z.string(),
  /** Told with the trial: its title. */
  title: z.string(),
  scenario: z.string(),
  /** Where the scenario ends. */
  outcome: z.string(),
  /** Where it starts, if elsewhere. */
  from: z.optional(z.string()),
  observed: z.string(),
  evidence: saidSchema,
  model: saidSchema,
  /** Absent where there is nothing to hold against each other. */
  verdict: z.optional(z.enum(['agrees', 'disagrees', 'uncertain'])),
  status: z.enum(['waiting', 'running', 'done', 'failed']),
});
export type TableRow = z.infer<typeof tableRowSchema>;

const tableLabelsSchema = z.strictObject({
  columns: z.strictObject({
    trial: z.string(),
    scenario: z.string(),
    outcome: z.string(),
    observed: z.string(),
    evidence: z.string(),
    model: z.string(),
    verdict: z.string(),
  }),
  find: z.string(),
  only: z.string(),
  cancel: z.string(),
  resume: z.string(),
  /** Where all is answered: what was changed since is read. */
  reread: z.string(),
  csv: z.string(),
  open: z.string(),
  more: z.string(),
  none: z.string(),
  sort: z.string(),
  verdicts: z.strictObject({ agrees: z.string(), disagrees: z.string(), uncertain: z.string() }),
  waiting: z.string(),
  running: z.string(),
});
export type TableLabels = z.infer<typeof tableLabelsSchema>;

export const toTableSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('labels'), labels: tableLabelsSchema }),
  /** What the table is of, and how far it is. */
  z.strictObject({
    type: z.literal('state'),
    title: z.string(),
    /** Whether a model answers, so that there is a column for it. */
    models: z.boolean(),
    running: z.boolean(),
    /** How many could be asked and have no answer. */
    open: z.number(),
    progress: z.string(),
    /** Why it stopped, and what to do next. */
    trouble: z.optional(z.string()),
  }),
  /** Rows that are new or have changed. */
  z.strictObject({ type: z.literal('rows'), rows: z.array(tableRowSchema) }),
]);
export type ToTable = z.infer<typeof toTableSchema>;

export const fromTableSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('cancel') }),
  z.strictObject({ type: z.literal('resume') }),
  z.strictObject({ type: z.literal('csv') }),
  z.strictObject({ type: z.literal('open'), id: z.number() }),
  z.strictObject({ type: z.literal('failed'), message: z.string() }),
]);
export type FromTable = z.infer<typeof fromTableSchema>;
