/** Data sets: what their rows hold and never hold, that they can be verified, and that they are the same bytes each time. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { modelAnswerSchema } from '../../../../core/imagine/prompt/answer.ts';
import { DatasetBuilder, type DatasetOptions } from '../../../../core/pairs/dataset/build.ts';
import {
  type DatasetCounts,
  datasetSchema,
  mergedCounts,
  SlicesProblem,
} from '../../../../core/pairs/dataset/counts.ts';
import { datasheet } from '../../../../core/pairs/dataset/datasheet.ts';
import { toldIn } from '../../../../core/pairs/dataset/leak.ts';
import {
  type GrpoRow,
  grpoRowSchema,
  type Row,
  type SftRow,
  sftRowSchema,
} from '../../../../core/pairs/dataset/row.ts';
import { verify } from '../../../../core/pairs/question.ts';
import { openRecords, type Records } from '../../../../core/pairs/records.ts';
import type { Teacher } from '../../../../core/pairs/traces/trace.ts';
import { contrastsOf } from '../../../../core/trial/contrast.ts';
import { type MadeRecord, madeRecord, madeTrial, only } from '../made.ts';

const teacher: Teacher = { kind: 'openai', model: 'm', temperature: 0.7, maxTokens: 100, prompt: '1/1', filters: 1 };

/** A record with a condition and a start, so that it can have anchors. */
function record(made: MadeRecord, start: string): unknown {
  const json = madeRecord(made) as { protocolSection: Record<string, Record<string, unknown>> };
  json.protocolSection.conditionsModule = { conditions: ['Back Pain'] };
  json.protocolSection.statusModule = { ...json.protocolSection.statusModule, startDateStruct: { date: start } };
  return json;
}

const shift = (by: number) => [
  { title: 'Change in Pain Score', rows: only(-9.13 - by, -5.27 - by, -1.04 - by) },
  { title: 'Walking Distance', rows: only(31.4 + by, 30.2 + by, 12.6 + by) },
  { title: 'Quality of Sleep', rows: only(4.31 + by, 4.27 + by, 4.22 + by) },
];
const RECORDS = [
  record(
    { id: 'NCT10000001', posted: '2015-01-01', title: 'Examplin for the First', outcomes: shift(0) },
    '2010-01-01',
  ),
  record(
    { id: 'NCT10000002', posted: '2019-01-01', title: 'Examplin Tried Again', outcomes: shift(0.37) },
    '2017-01-01',
  ),
  record(
    { id: 'NCT10000003', posted: '2022-05-01', title: 'More of It in Winter', outcomes: shift(1.71) },
    '2020-01-01',
  ),
  record({ id: 'NCT10000004', posted: '2024-05-01', title: 'Late and Long', outcomes: shift(2.93) }, '2023-01-01'),
];

function records(all: readonly unknown[] = RECORDS): Records {
  return {
    async *walk() {
      for (const json of all) {
        const { protocolSection } = json as { protocolSection: { identificationModule: { nctId: string } } };
        yield { id: protocolSection.identificationModule.nctId, json };
      }
    },
    find: async () => undefined,
    close: () => undefined,
  };
}

async function built(
  options: DatasetOptions = {},
  from = records(),
): Promise<{ sft: SftRow[]; grpo: GrpoRow[]; counts: DatasetCounts }> {
  const builder = new DatasetBuilder(from, options);
  const sft: SftRow[] = [];
  const grpo: GrpoRow[] = [];
  for await (const rows of builder.rows()) {
    sft.push(...rows.sft);
    grpo.push(...rows.grpo);
  }
  if (!builder.counts) throw new Error('no counts');
  return { sft, grpo, counts: datasetSchema.parse(builder.counts) };
}

const said = (row: SftRow) => [...(row.messages ?? []), ...(row.prompt ?? []), ...(row.completion ?? [])];
const answerOf = (row: SftRow) => said(row).at(-1) as { content: string; reasoning_content?: string };

describe('rows', () => {
  let bare: Awaited<ReturnType<typeof built>>;
  let traced: Awaited<ReturnType<typeof built>>;
  beforeAll(async () => {
    bare = await built({ bare: true });
    const some = bare.sft.filter((_, i) => i % 2 === 0);
    const trace = [
      { mechanism: 'power' as const, text: 'The noise is large.' },
      { mechanism: 'chance' as const, text: 'So it can be either.' },
    ];
    traced = await built({ traces: { teacher, traces: new Map(some.map(({ id }) => [id, trace])) } });
  });

  test('are of their schema, every row with every column and each column of one type', () => {
    for (const rows of [bare.sft, traced.sft, bare.grpo]) {
      expect(rows.length).toBeGreaterThan(20);
      const shape = (row: object) =>
        Object.entries(row).map(([key, value]) => `${key}: ${Array.isArray(value) ? 'array' : typeof value}`);
      for (const row of rows) expect(shape(row)).toEqual(shape(rows[0] ?? {}));
    }
    for (const row of [...bare.sft, ...traced.sft]) sftRowSchema.parse(row);
    for (const row of bare.grpo) grpoRowSchema.parse(row);
  });

  test('can be verified by the pure function, and no other answer is right', () => {
    for (const row of [...bare.sft, ...traced.sft])
      for (const answer of ['higher', 'lower', 'no difference'] as const)
        expect(verify({ kind: 'direction', answer }, answerOf(row).content).right).toBe(answer === row.answer);
    for (const { kind, answer, options } of bare.grpo) {
      const key = kind === 'direction' ? 'direction' : 'answer';
      const rights = options.filter((one) => verify({ kind, answer }, `thinking</think>{"${key}": "${one}"}`).right);
      expect(rights).toEqual([answer]);
    }
  });

  test('to be rewarded for: whether the first side beats the second, where it is known which way is good', async () => {
    const outcomes = [{ title: 'Deaths From Any Cause', rows: only(3.12, 9.48, 9.51) }, ...shift(0)];
    const { grpo, counts } = await built({}, records([record({ outcomes }, '2010-01-01')]));
    const asked = grpo.filter(({ kind }) => kind === 'benefit');
    expect(asked.map(({ answer, better }) => [answer, better])).toContainEqual(['yes', 'lower']);
    for (const row of asked) {
      expect(row).toMatchObject({ options: ['yes', 'no'], source: 'question', id: expect.stringMatching(/-benefit$/) });
      expect(row.prompt[0].content).toContain('"answer": "yes" or "no"');
      expect(row.prompt[0].content).not.toContain('"direction"');
      expect(row.prompt[1].content).toContain('Does k1 beat k2?');
      const twin = grpo.find(({ id }) => id === row.id.replace('benefit', 'direction'));
      expect(row.answer).toBe(twin?.answer === row.better ? 'yes' : 'no');
    }
    expect(counts.grpo.by.kind?.benefit).toEqual({ train: asked.length });
    expect(datasheet(counts)).toContain(`| benefit | ${asked.length} |`);
  });

  test('to imitate: what is answered is of the form that is asked for; the reasoning has its own field', () => {
    for (const row of traced.sft) {
      const { content, reasoning_content } = answerOf(row);
      expect(modelAnswerSchema.parse(JSON.parse(content)).trace).toHaveLength(2);
      expect(reasoning_content).toBe('The noise is large. So it can be either.');
      expect(row.chat_template_kwargs).toBeUndefined();
    }
    for (const row of bare.sft) {
      expect(JSON.parse(answerOf(row).content)).not.toHaveProperty('trace');
      expect(answerOf(row)).not.toHaveProperty('reasoning_content');
      expect(row.chat_template_kwargs).toEqual({ enable_thinking: false });
    }
    expect(traced.counts.sft.excluded['no trace of it was taken']).toBe(bare.sft.length - traced.sft.length);
    expect(traced.counts.traces).toEqual({ taken: traced.sft.length, used: traced.sft.length });
  });

  test('in two columns, where that is asked for', async () => {
    const { sft } = await built({ bare: true, form: 'prompt-completion' });
    for (const row of sft) sftRowSchema.parse(row);
    expect(sft.map(said)).toEqual(bare.sft.map(said));
    expect(sft[0]).not.toHaveProperty('messages');
  });

  test('tell nothing of the result that is asked for', () => {
    const trials = new Map(
      RECORDS.map((_, i) => [`NCT1000000${i + 1}`, madeTrial({ outcomes: shift([0, 0.37, 1.71, 2.93][i] ?? 0) })]),
    );
    for (const { id, prompt, trial, source } of bare.grpo) {
      const found = contrastsOf(trials.get(trial) ?? {}).find(({ observed }) => toldIn(prompt, observed).length > 0);
      // A question tells no result at all; an approximate pair tells that of another trial.
      expect(source === 'question' ? found?.look : undefined, id).toBeUndefined();
    }
    expect(
      JSON.stringify([bare.grpo.map(({ prompt }) => prompt), bare.sft.map(({ messages }) => messages)]),
    ).not.toMatch(/NCT\d{8}/);
  });

  test('are of the split of their trial; those of a trial in one file weigh 1 together', () => {
    for (const rows of [bare.sft, bare.grpo]) {
      const splits = new Map(rows.map(({ trial, split }) => [trial, split]));
      expect([...splits.values()]).toEqual(['train', 'train', 'validation', 'test']);
      for (const trial of splits.keys()) {
        const own = rows.filter((row) => row.trial === trial);
        expect(own.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
        expect(own.every(({ fold, split }) => fold >= 0 === (split === 'train'))).toBe(true);
      }
    }
  });

  test('approximate pairs start from trials whose results were known before', () => {
    const approximate = bare.grpo.filter(({ source }) => source === 'approximate');
    expect(new Set(approximate.map(({ trial, anchor }) => `${trial} ${anchor}`))).toEqual(
      new Set([
        'NCT10000002 NCT10000001',
        'NCT10000003 NCT10000001',
        'NCT10000003 NCT10000002',
        'NCT10000004 NCT10000001',
        'NCT10000004 NCT10000002',
        'NCT10000004 NCT10000003',
      ]),
    );
    for (const { prompt } of approximate) expect(prompt[1].content).toContain('"anchors"');
  });

  test('the data sheet counts what is there', () => {
    for (const kind of ['sft', 'grpo'] as const) {
      const { by, rows } = bare.counts[kind];
      expect(rows).toBe(bare[kind].length);
      for (const what of ['change', 'factor', 'answer', 'phase', 'condition', 'year']) {
        const all = Object.values(by[what] ?? {}).flatMap((of) => Object.values(of));
        expect(
          all.reduce((sum, n) => sum + n, 0),
          what,
        ).toBe(rows);
      }
      for (const answer of ['higher', 'lower', 'no difference'])
        for (const split of ['train', 'validation', 'test'] as const)
          expect(by.answer?.[answer]?.[split] ?? 0).toBe(
            ([...bare[kind]] as Row[]).filter((row) => row.answer === answer && row.split === split).length,
          );
    }
    const sheet = datasheet(bare.counts);
    for (const part of [
      'before 2022-01-01',
      'Back Pain',
      '| 2019 |',
      'clinicaltrials.gov/about-site/terms-conditions',
      'They are bare',
    ])
      expect(sheet).toContain(part);
    expect(datasheet(traced.counts)).toContain('a teacher that was shown both ends wrote them');
  });
});

describe('the same bytes', () => {
  const bytes = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');

  test('each time, and of slices put together; so do the counts', async () => {
    const whole = await built({ bare: true });
    expect(bytes((await built({ bare: true })).grpo)).toBe(bytes(whole.grpo));
    const slices = await Promise.all([1, 2, 3].map((index) => built({ bare: true, shard: { index, of: 3 } })));
    for (const kind of ['sft', 'grpo'] as const)
      expect(bytes(slices.flatMap((slice): readonly Row[] => slice[kind]))).toBe(bytes(whole[kind]));
    const counts = slices.map((slice) => slice.counts);
    const merged = mergedCounts(counts, []);
    expect({ ...merged, shard: whole.counts.shard }).toEqual(whole.counts);
    expect(datasheet(merged)).toBe(datasheet(whole.counts));
    expect(() => mergedCounts(counts.slice(1), [])).toThrow(SlicesProblem);
    expect(() => mergedCounts([counts[0], counts[2], counts[1]] as DatasetCounts[], [])).toThrow(
      /number 2 is slice 3 of 3/,
    );
    const other = await built({ bare: true, cap: 3, shard: { index: 2, of: 3 } });
    expect(() => mergedCounts([counts[0], other.counts, counts[2]] as DatasetCounts[], [])).toThrow(/other settings/);
  });
});

describe('gates', () => {
  test('a prompt in which a figure of the result stands is no row, and is counted', async () => {
    const arms = [
      { label: 'Examplin 10 mg', gives: ['Examplin'], description: 'about 9.13 better' },
      { label: 'Placebo', type: 'PLACEBO_COMPARATOR', gives: ['Placebo'] },
    ];
    const trial = madeTrial({ arms, outcomes: [{ title: 'Pain', rows: only(-9.13, -1.04) }] });
    const [contrast] = contrastsOf(trial);
    if (!contrast) throw new Error('no contrast');
    const prompt = (content: string) => [{ role: 'user' as const, content }];
    expect(toldIn(prompt('it fell by 9.13'), contrast.observed)).toEqual(['9.13']);
    expect(toldIn(prompt('it fell by 9.130 %'), contrast.observed)).toEqual(['9.13']);
    expect(toldIn(prompt('it fell by 9.14'), contrast.observed)).toEqual([]);
    expect(toldIn(prompt('it fell by 9.13'), contrast.observed, contrast.observed)).toEqual([]);
  });

  test('sides of other people are no contrast of what they are given', async () => {
    const arms = [
      { label: 'Examplin in Healthy Volunteers', gives: ['Examplin'] },
      { label: 'Placebo', type: 'PLACEBO_COMPARATOR', gives: ['Placebo'] },
    ];
    const outcomes = shift(0).map((one) => ({ ...one, rows: only(...(one.rows[''] ?? []).slice(0, 2)) }));
    const { sft, grpo, counts } = await built({ bare: true }, records([record({ arms, outcomes }, '2010-01-01')]));
    expect([sft, grpo]).toEqual([[], []]);
    // One gate for all: natural pairs lose it among their contrasts, questions and targets among what is asked about.
    const reason = 'its sides are of other people';
    expect([counts.before.contrasts[reason], counts.grpo.excluded[reason]]).toEqual([3, 3]);
  });

  test('a trace that tells more than its prompt is no row, whoever took it', async () => {
    const { sft } = await built({ bare: true });
    const [row] = sft;
    const { k1 } = (JSON.parse(answerOf(row as SftRow).content) as { expected: { k1: { value: number } } }).expected;
    const saying = async (text: string) => {
      const traces = new Map([[row?.id ?? '', [{ mechanism: 'power' as const, text }]]]);
      const { sft: rows, counts } = await built({ traces: { teacher, traces } });
      return [rows.length, counts.sft.excluded['its trace tells what its prompt does not'] ?? 0];
    };
    expect(await saying('It is noisy.')).toEqual([1, 0]);
    expect(await saying(`It is about ${k1.value}.`)).toEqual([0, 1]);
    expect(await saying('As observed, it is noisy.')).toEqual([0, 1]);
  });

  test('without a date of its results, or without room for its prompt, it is no row', async () => {
    const { resultsFirstPostDateStruct: _, ...undated } = { resultsFirstPostDateStruct: 0 };
    const json = record({ id: 'NCT10000009' }, '2010-01-01') as { protocolSection: Record<string, unknown> };
    json.protocolSection.statusModule = undated;
    const without = await built({ bare: true }, records([json]));
    expect([without.sft, without.grpo]).toEqual([[], []]);
    expect(without.counts.sft.excluded['no date of its results, so no split']).toBeGreaterThan(0);
    const narrow = await built({ bare: true, budget: 200 });
    expect([narrow.sft, narrow.grpo]).toEqual([[], []]);
    expect(narrow.counts.grpo.excluded['its prompt does not fit']).toBeGreaterThan(0);
  });

  test('only trials that are asked for; the others are counted', async () => {
    const all = await built({ bare: true });
    const some = await built(
      { bare: true, randomized: true },
      records([
        ...RECORDS.slice(1),
        record({ id: 'NCT10000001', posted: '2015-01-01', allocation: 'NON_RANDOMIZED' }, '2010-01-01'),
      ]),
    );
    expect(some.counts.leftOut).toEqual({ 'not said to be randomised': 1 });
    expect(new Set(some.sft.map(({ trial }) => trial)).size).toBe(new Set(all.sft.map(({ trial }) => trial)).size - 1);
    const { sft, counts } = await built({ bare: true, enrolled: 50 });
    expect([sft, counts.leftOut]).toEqual([[], { 'fewer participants, or not known how many': 4 }]);
    expect(datasheet(counts)).toContain('of 50 participants or more; left out: 4 fewer participants');
  });

  test('without traces, and where bare rows are not asked for, there is nothing to imitate', async () => {
    const { sft, grpo, counts } = await built();
    expect([sft.length, counts.sft.rows]).toEqual([0, 0]);
    expect(grpo.length).toBeGreaterThan(20);
  });
});

const folder = path.resolve(import.meta.dirname, '../../../../../shared/data/trials');
describe.skipIf(!existsSync(folder))('registry records', () => {
  test('every row of some hundred trials keeps to its schema, is verified, and tells no figure of its answer', async () => {
    const all = await openRecords([path.join(folder, 'with-results.v2.jsonl.gz')]);
    const shard = { index: 1, of: 3 };
    const { sft, grpo, counts } = await built({ bare: true, shard, cap: 3, questions: 3, targets: 1, k: 1 }, all);
    expect(sft.length).toBeGreaterThan(120);
    expect(grpo.length).toBeGreaterThan(120);
    for (const row of sft) {
      sftRowSchema.parse(row);
      expect(verify({ kind: 'direction', answer: row.answer }, answerOf(row).content).right).toBe(true);
    }
    for (const row of grpo) grpoRowSchema.parse(row);
    // What is withheld is withheld before; the last gate finds little.
    expect(counts.sft.excluded['a figure of the target’s result stands in its prompt'] ?? 0).toBeLessThan(
      0.03 * sft.length,
    );
    expect(counts.sft.excluded['its answer cannot be verified'] ?? 0).toBe(0);
  });
});
