/** `deepimagine traces` against llama.cpp's own server: a random model's nonsense, scripted answers, and servers and programs that are killed on the way. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pairsOfTrial } from '../../../../core/pairs/build.ts';
import { REJECTED_FILE, TRACES_FILE } from '../../../../core/pairs/traces/folder.ts';
import { rejectedSchema, type TraceCounts, traceSchema, tracesSchema } from '../../../../core/pairs/traces/trace.ts';
import { type Faults, startFaults } from '../../../servers/faults.ts';
import { type Llama, startLlama } from '../../../servers/llamacpp.ts';
import { onLoopback } from '../../../servers/loopback.ts';
import { madeRecord, madeTrial } from '../made.ts';
import { answerOf, shown } from './teachers.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const ids = ['NCT10000001'];
const pairs = ids.flatMap((id) => pairsOfTrial(madeTrial({ id }), { cap: 3 }, { split: 'train', fold: 0 }).pairs);

let llama: Llama;
let folder: string;
let out: string;
let runs = 0;

interface Body {
  messages: { role: 'user'; content: string }[];
  seed: number;
  response_format?: unknown;
}
type Script = (body: Body, n: number) => string | undefined;

/** In front of the real server: has it say what a test wants, by a grammar that allows nothing else. `undefined`: as it is asked. */
async function scripted(script: Script): Promise<{ url: string; asked: () => number; stop(): Promise<void> }> {
  let asked = 0;
  const proxy = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece;
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      let body = text;
      const parsed: Body | undefined = text === '' ? undefined : JSON.parse(text);
      if (parsed?.messages.at(-1)?.content.includes('\nRESULT\n')) {
        const say = script(parsed, asked++);
        if (say !== undefined) {
          const { response_format: _, ...rest } = parsed;
          body = JSON.stringify({ ...rest, grammar: `root ::= ${JSON.stringify(say)}` });
        }
      }
      const answer = await fetch(`${llama.url}${request.url}`, {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/json', connection: 'close' },
        signal: gone.signal,
        ...(body !== '' && { body }),
      });
      // A connection each, so that what a test does to connections is done to requests.
      const headers = { 'content-type': answer.headers.get('content-type') ?? '', connection: 'close' };
      response.writeHead(answer.status, headers);
      for await (const piece of answer.body ?? []) response.write(piece);
      response.end();
    } catch {
      response.destroy();
    }
  });
  return { ...(await onLoopback(proxy)), asked: () => asked };
}

/** The tiny model takes a millisecond for each token, whatever it says. */
const SENTENCES = 2;
const good: Script = (body) => answerOf(body, SENTENCES);

function start(url: string, ...more: string[]): ChildProcess {
  const words = ['traces', path.join(folder, 'pairs.ndjson'), '--records', path.join(folder, 'records.ndjson')];
  const options = ['--out', out, '--url', url, '--model', 'tiny', '--think', 'off', '--json', '--concurrency', '2'];
  const args = ['--disable-warning=ExperimentalWarning', path.join(root, 'cli/main.ts'), ...words, ...options, ...more];
  return spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEEPIMAGINE_API_KEY: '' },
  });
}

async function ended(
  child: ChildProcess,
): Promise<{ code: number | null; counts: TraceCounts | undefined; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data) => {
    stdout += data;
  });
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, counts: stdout === '' ? undefined : tracesSchema.parse(JSON.parse(stdout)), stderr };
}

const lines = async (file: string) =>
  (await readFile(path.join(out, file), 'utf8'))
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));
const taken = async () => (await lines(TRACES_FILE)).map((line) => traceSchema.parse(line));
const rejected = async () => (await lines(REJECTED_FILE)).map((line) => rejectedSchema.parse(line));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llama-traces-'));
  await writeFile(path.join(folder, 'records.ndjson'), ids.map((id) => JSON.stringify(madeRecord({ id }))).join('\n'));
  await writeFile(path.join(folder, 'pairs.ndjson'), pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
  llama = await startLlama({ ctx: 40_000, slots: 2, batch: 2048 });
});
afterAll(async () => {
  await llama.stop();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  out = path.join(folder, `out-${runs++}`);
});

describe('what the real server says', () => {
  test('a random model’s nonsense keeps to the schema and is rejected for what it is', async () => {
    const { code, counts } = await ended(start(llama.url, '--max-tokens', '500'));
    expect(code).toBe(0);
    expect(counts).toMatchObject({ taken: 0, rejected: pairs.length, complete: true });
    const all = await rejected();
    expect(new Set(all.map(({ pair }) => pair)).size).toBe(pairs.length);
    for (const { findings, answer } of all) {
      expect(answer).toMatch(/^\s*\{/);
      const reasons = findings.map(({ reason }) => reason);
      // Cut short, or whole and no language.
      expect(reasons.some((reason) => reason === 'cut short' || reason === 'not English')).toBe(true);
      if (!reasons.includes('cut short')) expect(() => JSON.parse(answer)).not.toThrow();
    }
  });

  test('good answers are taken, bad ones are rejected, each for its reason', async () => {
    const bad: readonly [string, (answer: string, body: Body) => string][] = [
      [
        'another direction than the observed one',
        (answer, body) =>
          answer.replace(/"direction":"[^"]+"/, `"direction":"${shown(body) === 'lower' ? 'higher' : 'lower'}"`),
      ],
      ['speaks of the result as known', (answer) => answer.replace('"text":"', '"text":"The results show it: ')],
      [
        'too short',
        (_, body) => JSON.stringify({ trace: [{ mechanism: 'chance', text: 'That is so.' }], direction: shown(body) }),
      ],
      ['no mechanism', (answer) => answer.replaceAll('"power"', '"witchcraft"')],
      ['no answer', () => 'I would rather not say.'],
    ];
    const expected = new Map<number, string>();
    const server = await scripted((body, n) => {
      const answer = good(body, n) ?? '';
      const [reason, spoil] = n === 0 ? [] : (bad[(n - 1) % bad.length] ?? []);
      if (reason === undefined || !spoil) return answer;
      expected.set(n, reason);
      return spoil(answer, body);
    });
    const { code, counts } = await ended(start(server.url));
    await server.stop();
    expect(code).toBe(0);
    expect(counts).toMatchObject({ taken: pairs.length - expected.size, rejected: expected.size });
    const reasons: Record<string, number> = {};
    for (const reason of expected.values()) reasons[reason] = (reasons[reason] ?? 0) + 1;
    expect(counts?.reasons).toEqual(reasons);
    const direction = new Map(pairs.map(({ id, to }) => [id, to.direction]));
    for (const trace of await taken()) expect(trace.direction).toBe(direction.get(trace.pair));
  });
});

/** All pairs are taken once, whatever happened before. */
async function complete(): Promise<void> {
  const all = (await taken()).map(({ pair }) => pair);
  expect(all.length).toBe(pairs.length);
  expect(new Set(all)).toEqual(new Set(pairs.map(({ id }) => id)));
}

describe('what happens on the way', () => {
  test('the server is killed: what was taken stays, and the same command asks only what is left', async () => {
    let killed: Promise<void> | undefined;
    const server = await scripted((body, n) => {
      if (n === 2) killed = llama.stop();
      return good(body, n);
    });
    const first = await ended(start(server.url, '--attempts', '2'));
    await killed;
    expect(first.code).toBe(1);
    expect(first.counts).toMatchObject({ complete: false, rejected: 0 });
    expect(first.counts?.stopped).toBeDefined();
    const kept = await taken();
    expect(kept.length).toBe(first.counts?.taken);
    llama = await startLlama({ ctx: 40_000, slots: 2, batch: 2048 });
    const before = server.asked();
    const second = await ended(start(server.url));
    await server.stop();
    expect(second.code).toBe(0);
    expect(server.asked() - before).toBe(pairs.length - kept.length);
    expect((await taken()).slice(0, kept.length)).toEqual(kept);
    await complete();
  });

  test('the server stalls in the middle of an answer: it is asked again, and nothing is lost', async () => {
    let faults: Faults | undefined;
    const server = await scripted((body, n) => {
      if (n === 0) faults?.set({ kind: 'stall', after: 3000 });
      return good(body, n);
    });
    faults = await startFaults(server.url);
    const child = start(faults.url, '--stall', '1', '--attempts', '6');
    const run = ended(child);
    child.stderr?.on('data', (data) => {
      if (String(data).includes('Asking again')) faults?.set({ kind: 'none' });
    });
    const { code, counts, stderr } = await run;
    await faults.stop();
    await server.stop();
    expect(stderr).toMatch(/stopped in the middle of its answer: nothing for 1 s.*Asking again/);
    expect(counts).toMatchObject({ complete: true, taken: pairs.length });
    expect(counts?.retries).toBeGreaterThan(0);
    expect(code).toBe(0);
    await complete();
  });

  test('kill −9 of the program loses nothing that was taken, and repeats nothing', async () => {
    const server = await scripted(good);
    const child = start(server.url);
    const run = ended(child);
    await expect
      .poll(
        () =>
          taken().then(
            (all) => all.length,
            () => 0,
          ),
        { interval: 5 },
      )
      .toBeGreaterThan(1);
    child.kill('SIGKILL');
    await run;
    const kept = await lines(TRACES_FILE).catch(() => []);
    const before = server.asked();
    const second = await ended(start(server.url));
    await server.stop();
    expect(second.counts?.before.taken).toBeGreaterThanOrEqual(kept.length);
    expect(server.asked() - before).toBe(pairs.length - (second.counts?.before.taken ?? 0));
    await complete();
  });

  test('Ctrl-C ends the program at once, and the server’s generation with it', async () => {
    const server = await scripted(() => undefined);
    const child = start(server.url, '--max-tokens', '10000', '--concurrency', '1');
    const run = ended(child);
    await expect.poll(() => server.asked(), { interval: 5 }).toBe(1);
    const from = llama.log().length;
    child.kill('SIGINT');
    const { code, counts } = await run;
    await llama.logged(/cancel task/, from);
    await server.stop();
    expect(code).toBe(1);
    expect(counts).toMatchObject({ complete: false, taken: 0, rejected: 0 });
  });
});
