/** `deepimagine evaluate` with a language model behind a real server, which is made to say what a test needs. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lineSchema } from '../../core/evaluate/answers.ts';
import { reportSchema } from '../../core/evaluate/report.ts';
import { record } from '../core/evaluate/made.ts';
import { saying } from '../core/successive/scripted.ts';
import { type Between, REFUSED, standBetween } from '../servers/between.ts';
import { type Llama, startLlama } from '../servers/llamacpp.ts';

const root = path.resolve(import.meta.dirname, '../..');
const KEY = 'a-key-that-nobody-may-see';
const MODELS = 'openai:direct,openai:rag,openai:successive';

let llama: Llama;
let folder: string;
let records: string;
let between: Between;

beforeAll(async () => {
  llama = await startLlama({ ctx: 32_768, slots: 2, apiKey: KEY });
  between = await standBetween(llama.url, () => saying('higher'));
  folder = await mkdtemp(path.join(tmpdir(), 'evaluate-models-'));
  records = path.join(folder, 'records.ndjson');
  const both = [record('NCT99999901', '2015-03-01', '2012-01-01'), record('NCT99999902', '2020-03-01', '2017-01-01')];
  await writeFile(records, `${both.map((one) => JSON.stringify(one)).join('\n')}\n`);
});
afterAll(async () => {
  await between.close();
  await llama.stop();
  await rm(folder, { recursive: true });
});

async function run(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, DEEPIMAGINE_API_KEY: KEY };
  try {
    const done = await promisify(execFile)(process.execPath, ['cli/main.ts', 'evaluate', ...words], { cwd: root, env });
    return { code: 0, ...done };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}
const asking = (...more: string[]) =>
  run(
    records,
    '--url',
    `${between.url}/v1`,
    '--think',
    'off',
    '--no-cache',
    '--resamples',
    '20',
    '--per-trial',
    '2',
    ...more,
  );

it('asks a model directly, beside anchors and successively, saves what it says, and asks nothing twice', async () => {
  const answers = path.join(folder, 'answers.ndjson');
  const report = path.join(folder, 'report');
  const words = [
    '--predictors',
    `evidence,${MODELS}`,
    '--sets',
    'contrast,pair.A',
    '--answers',
    answers,
    '--report',
    report,
  ];
  const first = await asking(...words, '--json');
  expect([first.code, first.stderr]).toEqual([0, expect.not.stringContaining('rror')]);
  const told = reportSchema.parse(JSON.parse(first.stdout));
  for (const name of ['evidence', ...MODELS.split(',')]) {
    expect(told.contrast?.all[name]).toMatchObject({ n: 4, trials: 2 });
    expect(told['pair.A']?.all[name]).toMatchObject({ n: 4, trials: 2 });
  }
  expect(told.about?.models?.['openai:rag']).toMatchObject({
    by: [{ model: 'tiny', settings: expect.stringContaining('rag') }],
    unread: {},
    failed: {},
  });
  expect(told['pair.A']?.comparisons).toHaveLength(3);
  // The later trial is asked beside the earlier one, and not the other way round.
  const anchored = between.asked.filter((body) => body.includes('were observed, the most similar first'));
  expect(anchored.length).toBeGreaterThan(0);
  expect(anchored.length).toBeLessThan(between.asked.length / 2);
  const lines = readFileSync(answers, 'utf8')
    .trim()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));
  expect(lines).toHaveLength(8);
  expect(Object.keys(lines[0]?.answers ?? {})).toEqual(['evidence', ...MODELS.split(',')]);
  const html = readFileSync(path.join(report, 'report.html'), 'utf8');
  expect(html).toContain('openai:successive');
  for (const text of [first.stdout, first.stderr, html, readFileSync(answers, 'utf8')]) expect(text).not.toContain(KEY);

  const before = between.asked.length;
  const again = await asking(...words);
  expect(again.code).toBe(0);
  expect(between.asked).toHaveLength(before);
  expect(readFileSync(answers, 'utf8').trim().split('\n')).toHaveLength(8);

  const scored = await run(
    '--from',
    answers,
    '--resamples',
    '20',
    '--json',
    '--compare',
    'openai:direct,openai:successive',
  );
  const rescored = reportSchema.parse(JSON.parse(scored.stdout));
  expect(rescored.contrast?.all).toEqual(told.contrast?.all);
  expect(rescored['pair.A']?.comparisons?.[0]).toMatchObject({ first: 'openai:direct', n: 4 });
});

it('goes on where a server left it, and scores what cannot be read as wrong', async () => {
  const answers = path.join(folder, 'broken.ndjson');
  const words = ['--predictors', 'openai:direct', '--sets', 'contrast', '--answers', answers, '--concurrency', '1'];
  const lines = () => readFileSync(answers, 'utf8').trim().split('\n');
  const from = between.asked.length;
  between.say = (number) => (number - from > 2 ? REFUSED : saying('lower'));
  const refused = await asking(...words);
  expect([refused.code, refused.stdout]).toEqual([1, '']);
  expect(refused.stderr).toContain(
    'nothing was scored. What was answered is saved: the same command goes on from there.',
  );
  expect(lines()).toHaveLength(2);

  const before = between.asked.length;
  between.say = (number) => (number - before < 3 ? 'I do not know.' : saying('lower'));
  const done = await asking(...words, '--json');
  expect(done.code).toBe(0);
  // Two were left: one asked twice, and in vain.
  expect(between.asked.length - before).toBe(3);
  expect(lines()).toHaveLength(4);
  const told = reportSchema.parse(JSON.parse(done.stdout));
  expect(told.contrast?.all['openai:direct']).toMatchObject({ n: 4, trials: 2 });
  expect(told.about?.models?.['openai:direct']).toMatchObject({ unread: { unreadable: 1 }, failed: {} });
});

it('says what it needs to be told', async () => {
  const mode = await run(records, '--predictors', 'openai:often');
  expect([mode.code, mode.stderr]).toEqual([2, expect.stringContaining('openai:successive')]);
  const nowhere = await run(records, '--predictors', 'openai:direct');
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('--url')]);
  const two = await run(records, '--predictors', 'openai:direct,ollama:rag', '--url', `${between.url}/v1`);
  expect([two.code, two.stderr]).toEqual([2, expect.stringContaining('one kind of server')]);
  const file = path.join(folder, 'other.ndjson');
  await writeFile(file, '{"a":1}\n');
  const other = await run('--from', file);
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('line 1: no question')]);
  const into = await run(records, '--predictors', 'copy', '--answers', file);
  expect([into.code, into.stderr]).toEqual([2, expect.stringContaining('was left as it is')]);
  const train = await run(records, '--split', 'train');
  expect([train.code, train.stderr]).toEqual([2, expect.stringContaining('never scored')]);
});
