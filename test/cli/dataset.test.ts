/** From records to a data set, as a person does it: pairs, then a data set in one go and in slices, each file with its hash. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasetSchema } from '../../core/pairs/dataset/counts.ts';
import { pairSchema } from '../../core/pairs/pair.ts';
import { type Teacher, tracesSchema } from '../../core/pairs/traces/trace.ts';
import { madeRecord } from '../core/pairs/made.ts';
import { answerOf } from '../core/pairs/traces/teachers.ts';
import { startOllamaStandIn } from '../servers/ollama-stand-in.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
const at = (...names: string[]) => path.join(folder, ...names);

const run = (...words: string[]) => runWith({}, ...words);

async function runWith(
  env: Record<string, string>,
  ...words: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = ['--disable-warning=ExperimentalWarning', path.join(root, 'cli/main.ts')];
  try {
    return {
      code: 0,
      ...(await promisify(execFile)(process.execPath, [...program, ...words], {
        cwd: folder,
        env: { ...process.env, DEEPIMAGINE_API_KEY: '', ...env },
      })),
    };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** The files of rows below a folder, uncompressed. */
async function contents(place: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(place, { recursive: true })).sort()) {
    if (!/\.jsonl(\.gz)?$/.test(name)) continue;
    const data = await readFile(path.join(place, name));
    found[name.replace(/\.gz$/, '')] = (name.endsWith('.gz') ? gunzipSync(data) : data).toString('utf8');
  }
  return found;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dataset-'));
  const records = [2015, 2019, 2022, 2024].map((year, i) =>
    madeRecord({ id: `NCT1000000${i}`, posted: `${year}-01-02`, title: `${'abcd'[i]}x ${'abcd'[i]}y`.repeat(i + 1) }),
  );
  await writeFile(at('records.ndjson'), records.map((one) => JSON.stringify(one)).join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a data set', () => {
  test('in one go: the files, their hashes, the data sheet; the same again', async () => {
    const { code, stdout, stderr } = await run(
      'dataset',
      'build',
      'records.ndjson',
      '--bare',
      '--out',
      'whole',
      '--json',
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining('whole/datasheet.md')]);
    const counts = datasetSchema.parse(JSON.parse(stdout));
    expect(counts).toEqual(JSON.parse(await readFile(at('whole/datasheet.json'), 'utf8')));
    const files = await contents(at('whole'));
    expect(Object.keys(files).sort()).toEqual(
      ['grpo', 'sft'].flatMap((kind) => ['test', 'train', 'validation'].map((split) => `${kind}/${split}.jsonl`)),
    );
    const sheet = await readFile(at('whole/datasheet.md'), 'utf8');
    for (const { name, rows, bytes, sha256 } of counts.files) {
      const text = files[name] ?? '';
      expect(text.split('\n').length - 1).toBe(rows);
      expect(Buffer.byteLength(text)).toBe(bytes);
      expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
      expect(sheet).toContain(sha256);
    }
    await run('dataset', 'build', 'records.ndjson', '--bare', '--out', 'again', '--gzip');
    expect(await contents(at('again'))).toEqual(files);
    expect(await readdir(at('again/sft'))).toEqual(['test.jsonl.gz', 'train.jsonl.gz', 'validation.jsonl.gz']);
  });

  test('its sheet names the records, as a corpus of them does, and what was lost on the way by reason', async () => {
    await run('corpus', 'add', 'records.ndjson', '--corpus', 'held');
    const { digest } = JSON.parse((await run('corpus', 'stats', 'held', '--json')).stdout) as { digest: string };
    await run('dataset', 'build', 'held', '--bare', '--cap', '1', '--questions', '1', '--out', 'little');
    const counts = datasetSchema.parse(JSON.parse(await readFile(at('little/datasheet.json'), 'utf8')));
    const whole = datasetSchema.parse(JSON.parse(await readFile(at('whole/datasheet.json'), 'utf8')));
    expect([counts.records.digest, whole.records.digest]).toEqual([digest, digest]);
    expect(counts.before.pairs['more than --cap']).toBeGreaterThan(0);
    expect(counts.before.questions['more than --questions']).toBeGreaterThan(0);
    const sheet = await readFile(at('little/datasheet.md'), 'utf8');
    for (const part of [digest, `${counts.before.pairs['more than --cap']}: more than --cap`])
      expect(sheet).toContain(part);
  });

  test('in slices, put together: the same bytes, the same hashes', async () => {
    const slice = (i: number, ...more: string[]) =>
      run('dataset', 'build', 'records.ndjson', '--bare', '--shard', `${i}/2`, '--out', `slice-${i}`, ...more);
    await Promise.all([slice(1), slice(2, '--gzip')]);
    const { code } = await run('dataset', 'merge', 'slice-2', 'slice-1', '--out', 'merged');
    expect(code).toBe(0);
    expect(await contents(at('merged'))).toEqual(await contents(at('whole')));
    for (const name of ['datasheet.json', 'datasheet.md'])
      expect(await readFile(at('merged', name), 'utf8')).toBe(await readFile(at('whole', name), 'utf8'));
    const half = await run('dataset', 'merge', 'slice-1', '--out', 'half');
    expect([half.code, half.stderr]).toEqual([2, expect.stringContaining('is slice 1 of 2')]);
    expect((await run('dataset', 'merge', 'slice-1', 'slice-2', '--out', 'slice-1')).code).toBe(2);
  });

  test('of what gives no row is not written: what was there stays, and why is said', async () => {
    await writeFile(at('text.json'), 'no record');
    const nothing = await run('dataset', 'build', 'text.json', '--bare', '--out', 'no/such/folder');
    expect([nothing.code, nothing.stderr]).toEqual([
      1,
      'text.json: no row in it, so nothing was written: no JSON, or cut short (1)\n',
    ]);
    expect(existsSync(at('no'))).toBe(false);
    const before = await contents(at('whole'));
    expect((await run('dataset', 'build', 'text.json', '--bare', '--out', 'whole')).code).toBe(1);
    expect(await contents(at('whole'))).toEqual(before);
    const refused = await run('dataset', 'build', 'records.ndjson', '--out', 'records.ndjson/below');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('is a file, not a folder')]);
  });

  test('with traces: pairs that have one, and no others', async () => {
    const pairs = (await run('pairs', 'build', 'records.ndjson')).stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => pairSchema.parse(JSON.parse(line)));
    const teacher: Teacher = {
      kind: 'openai',
      model: 'm',
      temperature: 0.7,
      maxTokens: 100,
      prompt: '1/1',
      filters: 1,
    };
    const trace = [{ mechanism: 'power', text: 'It is noisy.' }];
    const lines = pairs.slice(0, 5).map(({ id, trial, to }) => ({ pair: id, trial, direction: to.direction, trace }));
    await run('dataset', 'build', 'records.ndjson', '--out', 'traces');
    await writeFile(at('traces/teacher.json'), JSON.stringify(teacher));
    await writeFile(at('traces/traces.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const { code, stdout } = await run(
      'dataset',
      'build',
      'records.ndjson',
      '--traces',
      'traces',
      '--out',
      'traced',
      '--json',
    );
    expect(code).toBe(0);
    expect(datasetSchema.parse(JSON.parse(stdout))).toMatchObject({
      sft: { rows: 5 },
      traces: { taken: 5, used: 5 },
      teacher,
    });
    const { 'sft/train.jsonl': train = '' } = await contents(at('traced'));
    expect(JSON.parse(train.split('\n')[0] ?? '').messages[2].reasoning_content).toBe('It is noisy.');
  });

  test('rows to imitate of an earlier build do not go because an option was forgotten', async () => {
    await run('dataset', 'build', 'records.ndjson', '--bare', '--out', 'dear');
    const before = await contents(at('dear'));
    const { code, stderr } = await run('dataset', 'build', 'records.ndjson', '--out', 'dear');
    expect(code).toBe(2);
    expect(stderr).toContain('rows to imitate of an earlier build are there (sft/');
    expect(await contents(at('dear'))).toEqual(before);
    expect((await run('dataset', 'build', 'records.ndjson', '--bare', '--out', 'dear')).code).toBe(0);
  });

  test('without traces there are no rows to imitate, and it says how to have some', async () => {
    const { code, stderr } = await run('dataset', 'build', 'records.ndjson', '--out', 'none');
    expect(code).toBe(0);
    expect(stderr).toContain('--traces');
    expect(Object.keys(await contents(at('none'))).every((name) => name.startsWith('grpo/'))).toBe(true);
  });

  test.each([
    [['dataset', 'build', 'records.ndjson'], '--out: name a folder'],
    [['dataset', 'build', 'records.ndjson', '--out', 'x', '--bare', '--traces', 'y'], 'one of them'],
    [['dataset', 'build', 'records.ndjson', '--out', 'x', '--traces', 'nowhere'], 'nowhere: no folder of traces'],
    [['dataset', 'build', 'nowhere', '--out', 'x'], 'nowhere: no such file or folder'],
    [['dataset', 'build', 'records.ndjson', '--out', 'x', '--form', 'y'], '--form y: one of messages'],
    [['dataset', 'merge', 'records.ndjson', '--out', 'x'], 'records.ndjson'],
    [
      [
        'traces',
        'nowhere.ndjson',
        '--records',
        'records.ndjson',
        '--out',
        'x',
        '--url',
        'http://127.0.0.1:9',
        '--model',
        'm',
      ],
      'nowhere.ndjson: no such file',
    ],
    [
      [
        'traces',
        'records.ndjson',
        '--records',
        'records.ndjson',
        '--out',
        'x',
        '--url',
        'http://127.0.0.1:9',
        '--model',
        'm',
      ],
      'line 1: no pair',
    ],
    [
      ['traces', 'x', '--records', 'records.ndjson', '--out', 'x', '--url', 'ftp://nowhere', '--model', 'm'],
      '--url ftp://nowhere: an address',
    ],
    [['traces', 'x', '--out', 'x', '--url', 'http://127.0.0.1:9'], '--model: name the model'],
    [
      ['traces', 'x', '--out', 'x', '--url', 'http://127.0.0.1:9', '--model', 'm', '--kind', 'z'],
      '--kind z: one of ollama, openai',
    ],
  ])('wrong use: %j', async (words, message) => {
    const before = await readdir(folder);
    const { code, stdout, stderr } = await run(...words);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
    expect(await readdir(folder)).toEqual(before);
  });
});

test('traces: what would be asked, before anything is', async () => {
  await run('pairs', 'build', 'records.ndjson', '--out', 'pairs.ndjson');
  const words = ['traces', 'pairs.ndjson', '--records', 'records.ndjson', '--max-pairs', '3'];
  const { code, stdout, stderr } = await run(...words, '--dry-run');
  expect(code).toBe(0);
  expect(stdout).toContain('\nRESULT\n');
  expect(stderr).toMatch(/3 of \d+ pairs chosen[\s\S]*Nothing was asked\. 3 prompts/);
  const tight = await run(...words, '--dry-run', '--budget', '10');
  expect([tight.code, tight.stderr]).toEqual([1, expect.stringContaining('3 prompts did not fit')]);
  // Where nobody listens: a port that was free a moment ago.
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const url = `http://127.0.0.1:${(taken.address() as AddressInfo).port}`;
  taken.close();
  await once(taken, 'close');
  const refused = await run(...words, '--out', 'asked', '--url', url, '--model', 'm');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('Nothing answers at')]);
  expect(existsSync(at('asked'))).toBe(false);
});

test('traces from Ollama, with the key of the environment: taken, summed up, and made a data set of', async () => {
  await run('pairs', 'build', 'records.ndjson', '--out', 'pairs.ndjson');
  let seed = 0;
  const ollama = await startOllamaStandIn({
    apiKey: 'sesame',
    models: [
      {
        name: 'teacher:latest',
        says: ({ messages }) => {
          const asked = messages.map(({ content }) => ({ role: 'user' as const, content }));
          return { content: answerOf({ messages: asked, seed: seed++ }, 4) };
        },
      },
    ],
  });
  const words = ['traces', 'pairs.ndjson', '--records', 'records.ndjson', '--max-pairs', '6', '--out', 'by-ollama'];
  const server = ['--kind', 'ollama', '--url', ollama.url, '--model', 'teacher:latest', '--json'];
  try {
    const without = await run(...words, ...server);
    expect([without.code, without.stdout]).toEqual([1, '']);
    expect(without.stderr).toContain('key');
    const { code, stdout, stderr } = await runWith({ DEEPIMAGINE_API_KEY: 'sesame' }, ...words, ...server);
    expect(code).toBe(0);
    const counts = tracesSchema.parse(JSON.parse(stdout));
    expect(counts).toMatchObject({
      taken: 6,
      rejected: 0,
      complete: true,
      teacher: { kind: 'ollama', model: 'teacher:latest' },
    });
    expect(JSON.parse(await readFile(at('by-ollama/summary.json'), 'utf8'))).toEqual(counts);
    expect(`${stdout}${stderr}${await readFile(at('by-ollama/teacher.json'), 'utf8')}`).not.toContain('sesame');
    const more = await runWith({ DEEPIMAGINE_API_KEY: 'sesame' }, ...words, ...server, '--max-pairs', '8');
    expect(tracesSchema.parse(JSON.parse(more.stdout))).toMatchObject({ before: { taken: 6 }, taken: 2 });
    expect(ollama.chats.filter(({ messages }) => messages.at(-1)?.content.includes('RESULT')).length).toBe(8);
  } finally {
    await ollama.stop();
  }
  const { stdout } = await run(
    'dataset',
    'build',
    'records.ndjson',
    '--traces',
    'by-ollama',
    '--out',
    'of-ollama',
    '--json',
  );
  expect(datasetSchema.parse(JSON.parse(stdout)).traces).toEqual({ taken: 8, used: 8 });
});
