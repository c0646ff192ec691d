/** `deepimagine pairs` as a program: what it writes, what it says, how it ends. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSchema } from '../../core/pairs/build.ts';
import { add } from '../../core/pairs/corpus/add.ts';
import { Corpus } from '../../core/pairs/corpus/corpus.ts';
import { type Pair, pairSchema } from '../../core/pairs/pair.ts';
import { questionSchema } from '../../core/pairs/question.ts';
import { parse } from '../../core/trial/parse.ts';
import { madeRecord } from '../core/pairs/made.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
let records: string;
let corpus: string;
let cut: string;
let pairs: Pair[];

const run = (...words: string[]) => runIn(root, ...words);

async function runIn(cwd: string, ...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const done = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', path.join(root, 'cli/main.ts'), 'pairs', ...words],
      { cwd },
    );
    return { code: 0, ...done };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const linesOf = (text: string) => text.split('\n').filter(Boolean);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pairs-'));
  records = path.join(folder, 'records.ndjson');
  corpus = path.join(folder, 'corpus');
  const own = [3, 1, 2].map((n) =>
    madeRecord({ id: `NCT1000000${n}`, posted: `202${n}-01-01`, title: `${'abc'[n - 1]}x ${'abc'[n - 1]}y`.repeat(n) }),
  );
  const { resultsSection: _results, ...without } = madeRecord({ id: 'NCT10000009' });
  await writeFile(
    records,
    [...own.map((one) => JSON.stringify(one)), JSON.stringify(own[0]), JSON.stringify(without), '{"broken'].join('\n'),
  );
  cut = path.join(folder, 'cut.ndjson.gz');
  await writeFile(cut, gzipSync(JSON.stringify(without)).subarray(0, 100));
  using made = await Corpus.open(corpus, { write: true });
  await add(made, [records]);
  const built = await run('build', records);
  pairs = linesOf(built.stdout).map((line) => pairSchema.parse(JSON.parse(line)));
});
afterAll(() => rm(folder, { recursive: true }));

describe('build', () => {
  test('writes pairs as NDJSON, in the order of ids, and tells the counts beside', async () => {
    expect([...new Set(pairs.map(({ trial }) => trial))]).toEqual(['NCT10000001', 'NCT10000002', 'NCT10000003']);
    expect(new Set(pairs.map(({ trial, split }) => `${trial} ${split}`))).toEqual(
      new Set(['NCT10000003 test', 'NCT10000001 train', 'NCT10000002 validation']),
    );
    const { code, stderr } = await run('build', records);
    expect(code).toBe(0);
    for (const said of ['no JSON, or cut short', 'no results', 'a record of a trial that was there before', 'dose'])
      expect(stderr).toContain(said);
  });

  test('the counts as JSON, with --out or alone; every candidate is lost, left or drawn', async () => {
    const out = path.join(folder, 'pairs.ndjson');
    const { code, stdout } = await run('build', records, '--out', out, '--json', '--kind', 'O,dose');
    expect(code).toBe(0);
    const counts = buildSchema.parse(JSON.parse(stdout));
    for (const { candidates, lost, passed, left, drawn } of [counts.O, counts.A]) {
      const sum = (numbers: Record<string, number>) => Object.values(numbers).reduce((a, b) => a + b, 0);
      expect(sum(lost) + sum(passed)).toBe(candidates);
      expect(left + drawn).toBe(sum(passed));
    }
    expect(counts).toMatchObject({ records: { read: 4 }, trials: 3, splits: { train: expect.any(Number) } });
    expect(linesOf(await readFile(out, 'utf8'))).toHaveLength(counts.written);
    expect(existsSync(`${out}.part`)).toBe(false);
    const alone = await run('build', records, '--json', '--kind', 'O,dose');
    expect(JSON.parse(alone.stdout)).toEqual(counts);
  });

  test('of a corpus: the same pairs, in the order of ids', async () => {
    const { stdout } = await run('build', corpus);
    const byTrial = (all: readonly Pair[]) => all.map((pair) => JSON.stringify(pair)).sort((a, b) => (a < b ? -1 : 1));
    const found = linesOf(stdout).map((line) => JSON.parse(line) as Pair);
    expect(byTrial(found)).toEqual(byTrial(pairs));
    expect([...new Set(found.map(({ trial }) => trial))]).toEqual(['NCT10000001', 'NCT10000002', 'NCT10000003']);
  });

  test('parts put one behind the other are the whole, to the byte', async () => {
    const [whole, ...parts] = await Promise.all([
      run('build', corpus),
      run('build', corpus, '--shard', '1/2'),
      run('build', corpus, '--shard', '2/2'),
    ]);
    expect(parts.map(({ stdout }) => stdout).join('')).toBe(whole.stdout);
    expect(parts.every(({ stdout }) => stdout !== '')).toBe(true);
  });

  test('other days for the splits', async () => {
    const { stdout } = await run('build', records, '--validation', '2020-01-01', '--test', '2021-06-01', '--cap', '1');
    const splits = linesOf(stdout).map((line) => {
      const { trial, split } = JSON.parse(line) as Pair;
      return `${trial} ${split}`;
    });
    expect(new Set(splits)).toEqual(new Set(['NCT10000003 test', 'NCT10000001 validation', 'NCT10000002 test']));
  });
});

describe('where there is nothing', () => {
  test.each(['build', 'questions'])('%s says why in a line, exits 1 and leaves no file', async (command) => {
    const none = path.join(folder, 'none.json');
    await writeFile(none, '{"a": 1}');
    const out = path.join(folder, 'none.ndjson');
    const { code, stdout, stderr } = await run(command, none, '--out', out);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^\S+none\.json: no (?:pairs|questions) in it: no registry record, or one without an id \(1\)\n$/,
    );
    expect([existsSync(out), existsSync(`${out}.part`)]).toEqual([false, false]);
    const { resultsSection: _results, ...without } = madeRecord({ id: 'NCT10000009' });
    await writeFile(none, JSON.stringify(without));
    const bare = await run(command, none);
    expect(bare).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/none\.json: no (?:pairs|questions) in it: no results \(1\)\n$/),
    });
    expect((await run(command, none, '--json')).stdout).toMatch(/^\{/);
  });

  test('a part of what holds some may be empty', async () => {
    const parts = await Promise.all([1, 2, 3, 4, 5].map((n) => run('build', corpus, '--shard', `${n}/5`)));
    expect(parts.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(parts.some(({ stdout }) => stdout === '')).toBe(true);
  });

  test('a folder without records, and no name where there is no corpus', async () => {
    const empty = path.join(folder, 'empty');
    await mkdir(empty);
    expect(await run('build', empty)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/empty: no records .*in it\n$/),
    });
    const unnamed = await runIn(empty, 'build');
    expect(unnamed).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'Name files or folders of records, or a corpus. Where none is named, the default is meant, corpus: no such folder.\n',
    });
    expect((await runIn(folder, 'sample', '--n', '1')).code).toBe(0);
  });
});

describe('--out', () => {
  test.each([
    ['FOLDER', 'it is a folder'],
    ['FOLDER/nowhere/pairs', 'there is no folder FOLDER/nowhere'],
    ...(process.platform === 'linux' ? [['/proc/x', 'there is no place for it']] : []),
  ])('%s is refused in words', async (out = '', why = '') => {
    const named = (text: string) => text.replace('FOLDER', folder);
    expect(await run('build', records, '--out', named(out))).toEqual({
      code: 2,
      stdout: '',
      stderr: `${named(out)}: cannot be written: ${named(why)}\n`,
    });
  });

  test('what is no ordinary file is written to, not replaced', { skip: process.platform === 'win32' }, async () => {
    const pipe = path.join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const [{ stdout }] = await Promise.all([
      promisify(execFile)('cat', [pipe], { maxBuffer: 1e8 }),
      run('build', records, '--out', pipe),
    ]);
    expect(linesOf(stdout)).toHaveLength(pairs.length);
    expect((await stat(pipe)).isFIFO()).toBe(true);
  });
});

test('questions, each with its answer', async () => {
  const { code, stdout, stderr } = await run('questions', records);
  expect(code).toBe(0);
  const questions = linesOf(stdout).map((line) => questionSchema.parse(JSON.parse(line)));
  expect(new Set(questions.map(({ kind }) => kind))).toEqual(new Set(['direction', 'benefit']));
  expect(stderr).toContain(`${questions.length} questions of 3 trials`);
});

describe('looking at pairs', () => {
  test.each(['records', 'corpus'])('show and open find a pair by its id, in %s', async (where) => {
    const place = where === 'records' ? records : corpus;
    const pair = pairs.find(({ change }) => change.kind === 'dose');
    const shown = await run('show', pair?.id ?? '', place);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('Arm: Examplin, 10 mg → 5 mg (0.5 times the dose)');
    const opened = await run('open', pair?.id ?? '', place);
    expect(parse(opened.stdout).scenarios.map(({ name }) => name)).toEqual([
      'natural-pair',
      'natural-pair-by-attribute',
    ]);
    const question = await run('open', pair?.id ?? '', place, '--question');
    expect(parse(question.stdout).trial.results).toHaveLength(1);
  });

  test('a sample is one of each trial, the same for the same seed, from records as from a corpus', async () => {
    const [one, other, seeded] = await Promise.all([
      run('sample', records, '--n', '2', '--kind', 'dose', '--json'),
      run('sample', corpus, '--n', '2', '--kind', 'dose', '--json'),
      run('sample', corpus, '--n', '9', '--kind', 'dose', '--json', '--seed', 'x'),
    ]);
    expect(other.stdout).toBe(one.stdout);
    const found = linesOf(one.stdout).map((line) => pairSchema.parse(JSON.parse(line)));
    expect(found.map(({ change }) => change.kind)).toEqual(['dose', 'dose']);
    expect(new Set(found.map(({ trial }) => trial)).size).toBe(2);
    expect(linesOf(seeded.stdout)).toHaveLength(3);
    expect((await run('sample', records, '--kind', 'route')).code).toBe(1);
  });
});

test.each([
  [['build', '/nowhere']],
  [['build', 'RECORDS', 'CORPUS']],
  [['build', 'CUT']],
  [['build', 'RECORDS', '--kind', 'everything']],
  [['build', 'RECORDS', '--cap', '0']],
  [['build', 'RECORDS', '--shard', '3/2']],
  [['build', 'RECORDS', '--test', '2021-02-30']],
  [['build', 'RECORDS', '--validation', '2024-01-01']],
  [['build', 'RECORDS', '--out', '/nowhere/pairs']],
  [['show', 'NCT1', 'RECORDS']],
  [['open', 'NCT10000001-O-0000000000-0000000000', 'RECORDS']],
  [['sample', 'RECORDS', '--n', 'many']],
])('%j is wrong use: told in one line', async (words) => {
  const places: Record<string, string> = { RECORDS: records, CORPUS: corpus, CUT: cut };
  const { code, stdout, stderr } = await run(...words.map((word) => places[word] ?? word));
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(linesOf(stderr)).toHaveLength(1);
});
