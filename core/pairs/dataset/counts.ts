/** What is counted of a data set while it is made: all that its datasheet says. Counts of slices add up to those of the whole. */
import * as z from 'zod';
import { SPLITS, type Split, splitCountsSchema } from '../split.ts';
import { teacherSchema } from '../traces/trace.ts';
import { FORMS, type Row } from './row.ts';
import { EXCLUSIONS, type Exclusion } from './rows.ts';

const count = z.int().min(0);
/** Why a trial with results was not asked for. */
const LEFT_OUT = ['not said to be randomised', 'fewer participants, or not known how many'] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

const bySplit = z.partialRecord(z.enum(SPLITS), count);

const kindSchema = z.object({
  rows: count,
  trials: bySplit.describe('That gave a row.'),
  shortened: count.describe('Rows of which something was left out of the prompt, so that it fits.'),
  excluded: z.partialRecord(z.enum(EXCLUSIONS), count).describe('What could have been a row, by why it is none.'),
  by: z.record(z.string(), z.record(z.string(), bySplit)).describe('Rows by what is named, its values, and split.'),
});

export const fileSchema = z.object({
  name: z.string(),
  rows: count,
  bytes: count.describe('Uncompressed.'),
  sha256: z.string().describe('Of the uncompressed bytes.'),
});
export type DataFile = z.infer<typeof fileSchema>;

const reasons = z.record(z.string(), count);
const beforeSchema = z.object({
  sides: reasons.describe('Two sides of a result that are no contrast.'),
  contrasts: reasons.describe('Contrasts that are no end of a natural pair.'),
  pairs: reasons.describe('Two contrasts of one trial that are no natural pair.'),
  questions: reasons.describe('Contrasts with a direction that are not asked about.'),
});
export type Before = z.infer<typeof beforeSchema>;

export const datasetSchema = z
  .object({
    format: z.literal(1),
    settings: z.object({
      cap: count.describe('Natural pairs of a trial of each kind, at most.'),
      questions: count.describe('Contrasts of a trial that are asked about, at most.'),
      targets: count.describe('Contrasts of a trial that anchors were looked for, at most.'),
      k: count.describe('Anchors of a contrast, at most.'),
      randomized: z.boolean().describe('Only of trials that are said to be randomised.'),
      enrolled: count.describe('Only of trials with so many participants or more.'),
      budget: count.describe('Tokens of a prompt, at most, by an estimate that is rather too high.'),
      form: z.enum(FORMS),
      bare: z.boolean().describe('Answers without a trace.'),
      prompt: count.describe('Version of the prompts.'),
    }),
    shard: z.object({ index: count, of: count }),
    teacher: teacherSchema.exactOptional(),
    traces: z.object({ taken: count, used: count }).exactOptional().describe('Of the folder of traces.'),
    records: z.object({
      read: count,
      withResults: count,
      lost: z.record(z.string(), count),
      digest: z
        .string()
        .describe('SHA-256 over all ids and hashes, as `deepimagine corpus stats` tells it of a corpus.'),
    }),
    before: beforeSchema.describe('What was lost before there was anything to make a row of, by reason.'),
    leftOut: z
      .partialRecord(z.enum(LEFT_OUT), count)
      .describe('Trials with results that were not asked for, by reason.'),
    sft: kindSchema,
    grpo: kindSchema,
    split: splitCountsSchema,
    files: z.array(fileSchema),
  })
  .describe('What `deepimagine dataset build` writes as datasheet.json, and with --json.');
export type DatasetCounts = z.infer<typeof datasetSchema>;
export type KindCounts = z.infer<typeof kindSchema>;

export const noKindCounts = (): KindCounts => ({ rows: 0, trials: {}, shortened: 0, excluded: {}, by: {} });

/** Adds what was lost before rows. */
export function loseBefore(
  counts: DatasetCounts,
  more: { [stage in keyof Before]?: Record<string, number | undefined> },
): void {
  for (const [stage, lost] of Object.entries(more) as [keyof Before, Record<string, number | undefined>][])
    for (const [reason, n = 0] of Object.entries(lost))
      if (n > 0) counts.before[stage][reason] = (counts.before[stage][reason] ?? 0) + n;
}

export function exclude(counts: KindCounts, reason: Exclusion, by = 1): void {
  counts.excluded[reason] = (counts.excluded[reason] ?? 0) + by;
}

function add(to: Partial<Record<Split, number>>, split: Split): void {
  to[split] = (to[split] ?? 0) + 1;
}

const or = (text: string) => (text === '' ? 'not known' : text);

/** What rows are counted by. */
function keysOf(row: Row): [string, readonly string[]][] {
  const factors = row.factors.length > 0 ? [row.factors.join('+')] : ['none'];
  return [
    ...('source' in row ? [['source', [row.source]] as [string, string[]]] : []),
    ...('kind' in row ? [['kind', [row.kind]] as [string, string[]]] : []),
    ['change', [row.change]],
    ['factor', factors],
    ['answer', [row.answer]],
    [
      'flips',
      row.from === '' ? ['no source'] : [row.flips ? 'another direction than the source' : 'the source’s direction'],
    ],
    ['observed', [row.observed]],
    ['marked', row.marked.filter((mark) => mark !== 'computed')],
    ['randomized', [row.randomized ? 'randomised' : 'not said to be randomised']],
    ['phase', [or(row.phase)]],
    ['condition', [or(row.condition)]],
    ['year', [or(row.posted.slice(0, 4))]],
    ...(row.split === 'train' ? [['fold', [String(row.fold)]] as [string, string[]]] : []),
  ];
}

/** Counts the rows that one trial gave. */
export function countRows(counts: KindCounts, rows: readonly Row[]): void {
  counts.rows += rows.length;
  for (const split of new Set(rows.map((row) => row.split))) add(counts.trials, split);
  for (const row of rows)
    for (const [what, values] of keysOf(row))
      for (const value of values) {
        counts.by[what] ??= {};
        const own = counts.by[what];
        own[value] ??= {};
        add(own[value], row.split);
      }
}

type Numbers = { [key: string]: number | Numbers };

function sum(a: Numbers, b: Numbers): Numbers {
  const all: Numbers = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const own = all[key];
    if (typeof value === 'number') all[key] = (typeof own === 'number' ? own : 0) + value;
    else all[key] = sum(typeof own === 'object' ? own : {}, value);
  }
  return all;
}

/** What keeps slices from being put together: a sentence for a person. */
export class SlicesProblem extends Error {}

/**
 * The counts of a whole data set from those of its slices, in order; the files are those of the whole. Throws `SlicesProblem` where one is missing, or was made otherwise than
 * the others.
 */
export function mergedCounts(slices: readonly DatasetCounts[], files: DataFile[]): DatasetCounts {
  const [first] = slices;
  if (!first) throw new SlicesProblem('No slice was named.');
  for (const [i, { shard, settings, teacher, split, records }] of slices.entries()) {
    if (shard.index !== i + 1 || shard.of !== slices.length)
      throw new SlicesProblem(
        `These are no ${slices.length} slices of one whole in their order: number ${i + 1} is slice ${shard.index} of ${shard.of}.`,
      );
    const { digest } = records;
    if (
      JSON.stringify([settings, teacher, split, digest]) !==
      JSON.stringify([first.settings, first.teacher, first.split, first.records.digest])
    )
      throw new SlicesProblem(
        `Slice ${shard.index} was made of other records, or with other settings, than the first.`,
      );
  }
  const added = (of: (counts: DatasetCounts) => unknown) => slices.map((one) => of(one) as Numbers).reduce(sum);
  const { format, settings, teacher, split, records } = first;
  return {
    format,
    settings,
    shard: { index: 1, of: 1 },
    ...(teacher && { teacher }),
    ...(first.traces && {
      traces: { taken: first.traces.taken, used: slices.reduce((n, one) => n + (one.traces?.used ?? 0), 0) },
    }),
    // Every slice looked at all records.
    records,
    before: added(({ before }) => before) as Before,
    leftOut: added(({ leftOut }) => leftOut) as DatasetCounts['leftOut'],
    sft: added(({ sft }) => sft) as unknown as KindCounts,
    grpo: added(({ grpo }) => grpo) as unknown as KindCounts,
    split,
    files,
  };
}
