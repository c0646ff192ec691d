import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reportSchema } from '../../core/evaluate/report.ts';
import { record } from '../core/evaluate/made.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** A trial that the fit by date has seen. */
const [fittedOn = ''] = (
  JSON.parse(readFileSync(path.join(root, 'trainer/folds/train.json'), 'utf8')) as { trained: string[] }
).trained;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'evaluate-'));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...words: string[]) => runIn(root, ...words);

async function runIn(cwd: string, ...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const main = path.join(root, 'cli/main.ts');
    const done = await promisify(execFile)(process.execPath, [main, 'evaluate', ...words], { cwd });
    return { code: 0, ...done };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

it('scores records, each trial once, and says what it left out', async () => {
  const file = path.join(folder, 'made-up.ndjson');
  const lines = ['NCT99999901', 'NCT99999902', 'NCT99999902'].map((id) => JSON.stringify(record(id)));
  await writeFile(file, `${lines.join('\n')}\n`);
  // From any folder: what was fitted lies beside the program.
  const words = ['made-up.ndjson', '--json', '--resamples', '20', '--report', 'made/here'];
  const { code, stdout } = await runIn(folder, ...words);
  expect(code).toBe(0);
  expect((await readdir(path.join(folder, 'made/here'))).sort()).toEqual(['report.html', 'report.json', 'report.md']);
  const report = reportSchema.parse(JSON.parse(stdout));
  expect(report.excluded['trial twice']).toBe(1);
  expect(report.many?.all.evidence).toMatchObject({ trials: 2, n: 4 });
  expect(report['pair.A']?.all.copy?.trials).toBe(2);
  expect(report.contrast?.all.forest?.n).toBe(4);
  expect(report.contrast?.all.copy).toBeUndefined();
  const [brier = 9] = report.many?.all.evidence?.brier ?? [];
  expect(brier).toBeLessThan(1);
});

it('scores by date what was posted after the cut, by what was fitted before it', async () => {
  const file = path.join(folder, 'dated.ndjson');
  const records = [
    record('NCT99999911', '2021-06-01'),
    record('NCT99999912', '2022-06-01'),
    record('NCT99999913', '2023-06-01'),
    record('NCT99999914'),
    // Was fitted on, whatever its date says here.
    record(fittedOn, '2024-06-01'),
  ];
  // Near-duplicates stand together: each is told apart by its title.
  for (const [i, one] of records.entries())
    one.protocolSection.identificationModule.briefTitle = `Made up ${['one', 'two', 'three', 'four', 'five'][i]}`;
  await writeFile(file, records.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const { code, stdout } = await run(
    file,
    '--json',
    '--resamples',
    '20',
    '--split',
    'validation,test',
    '--predictors',
    'evidence,forest',
  );
  expect(code).toBe(0);
  const report = reportSchema.parse(JSON.parse(stdout));
  expect(report.contrast?.all.evidence).toMatchObject({ trials: 2, n: 4 });
  expect(report.excluded).toMatchObject({
    'trial of the train split': 1,
    'trial without a date of results': 1,
    'trial that was fitted on': 1,
  });
  expect(report.about).toMatchObject({ splits: ['test', 'validation'], cuts: { validation: '2022-01-01' } });
  const turned = path.join(folder, 'turned.ndjson');
  await writeFile(
    turned,
    records
      .reverse()
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(''),
  );
  const again = await run(
    turned,
    '--json',
    '--resamples',
    '20',
    '--split',
    'validation,test',
    '--predictors',
    'evidence,forest',
  );
  expect(JSON.parse(again.stdout)).toEqual(JSON.parse(stdout));
});

it('is told what it can score, and what there is', async () => {
  const unknown = await run(folder, '--predictors', 'oracle');
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('There are evidence, copy')]);
  const nowhere = await run(path.join(folder, 'not-there.ndjson'));
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('no such file')]);
});

it('where nothing can be scored, says so in a line and exits 1', async () => {
  const none = path.join(folder, 'none.json');
  await writeFile(none, '{"a": 1}');
  const { code, stdout, stderr } = await run(none);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toBe(`${none}: nothing to score in it: no registry record, or one without an id (1)\n`);
  const { resultsSection: _results, ...without } = record('NCT99999903');
  await writeFile(none, `${JSON.stringify(without)}\n{"cut`);
  const two = await run(none, '--json');
  expect(two.code).toBe(1);
  expect(two.stderr).toMatch(/^\S+none\.json: nothing to score in it: .*no JSON, or cut short \(1\)[^\n]*\n$/);
  expect(reportSchema.parse(JSON.parse(two.stdout)).many).toBeUndefined();
  const empty = path.join(folder, 'empty');
  await mkdir(empty);
  expect(await run(empty)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^\S+empty: no records .*in it\n$/),
  });
});

it('says first which records are not there', async () => {
  const nowhere = path.join(folder, 'nowhere');
  const { code, stderr } = await run(nowhere, '--folds', nowhere);
  expect({ code, stderr }).toEqual({ code: 2, stderr: `${nowhere}: no such file or folder\n` });
});

it('leaves nothing where nothing was scored: no folder of a report, no file of answers', async () => {
  await writeFile(path.join(folder, 'text.json'), 'no record');
  await writeFile(path.join(folder, 'lines.ndjson'), 'no answer\n');
  const before = (await readdir(folder)).sort();
  const refused = [
    ['nowhere.ndjson'],
    ['text.json', '--answers', 'answers.ndjson'],
    ['text.json', '--predictors', 'nobody'],
    ['text.json', '--split', 'train'],
    ['--from', 'lines.ndjson'],
  ];
  for (const words of refused) {
    const { code, stderr } = await runIn(folder, ...words, '--report', 'new/report');
    expect([words, [1, 2].includes(code), stderr.split('\n').length]).toEqual([words, true, 2]);
    expect((await readdir(folder)).sort()).toEqual(before);
  }
  // What was there stays, empty as it may be.
  await mkdir(path.join(folder, 'bare'));
  expect((await runIn(folder, 'nowhere.ndjson', '--report', 'bare')).code).toBe(2);
  expect(await readdir(path.join(folder, 'bare'))).toEqual([]);
});

it('what was fitted is not what it should be: told with the file, and what to do', async () => {
  const folds = path.join(folder, 'folds');
  await mkdir(folds);
  await writeFile(path.join(folds, 'baselines.json'), '{"features": 1}');
  const { code, stderr } = await runIn(folder, 'made-up.ndjson', '--folds', folds);
  expect([code, stderr]).toEqual([
    2,
    `${path.join(folds, 'baselines.json')}: not what trainer/fit_evidence.py writes. Name another folder with --folds.\n`,
  ]);
});
