/** Files of traces: nothing that was said to be kept is lost, whatever ended the program, and nothing that is none passes for one. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pairsOfTrial } from '../../../../core/pairs/build.ts';
import { ChosenPairs, choosePairs, PairsProblem } from '../../../../core/pairs/traces/choose.ts';
import {
  REJECTED_FILE,
  TRACES_FILE,
  TracesFolder,
  TracesProblem,
  takenTraces,
} from '../../../../core/pairs/traces/folder.ts';
import { Journal, JournalProblem, linesOf } from '../../../../core/pairs/traces/journal.ts';
import type { Teacher, Trace } from '../../../../core/pairs/traces/trace.ts';
import { madeTrial } from '../made.ts';

const teacher: Teacher = { kind: 'openai', model: 'm', temperature: 0.7, maxTokens: 100, prompt: '1/1', filters: 1 };
const trace = (n: number): Trace => ({
  pair: `p${n}`,
  trial: 'NCT1',
  direction: 'higher',
  trace: [{ mechanism: 'power', text: `because of ${n}` }],
});

let folder: string;
const at = (name: string) => path.join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'traces-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a journal', () => {
  test('keeps lines in order, many at a time, and gives them back', async () => {
    const journal = await Journal.open(at('a'), () => undefined);
    await Promise.all(Array.from({ length: 500 }, (_, i) => journal.append({ i, text: 'ä\n' })));
    await journal.close();
    const seen: unknown[] = [];
    await (await Journal.open(at('a'), (value) => seen.push(value))).close();
    expect(seen).toEqual(Array.from({ length: 500 }, (_, i) => ({ i, text: 'ä\n' })));
  });

  test('a last line that was cut short goes; another that is broken is told of, and nothing is changed', async () => {
    await writeFile(at('a'), '{"i":1}\n{"i":2}\n{"i":3');
    const seen: unknown[] = [];
    const journal = await Journal.open(at('a'), (value) => seen.push(value));
    await journal.append({ i: 4 });
    await journal.close();
    expect(seen).toEqual([{ i: 1 }, { i: 2 }]);
    expect(await readFile(at('a'), 'utf8')).toBe('{"i":1}\n{"i":2}\n{"i":4}\n');
    await writeFile(at('b'), '{"i":1}\n{"i":\n{"i":3}\n{"i"');
    await expect(Journal.open(at('b'), () => undefined)).rejects.toThrow(JournalProblem);
    expect(await readFile(at('b'), 'utf8')).toBe('{"i":1}\n{"i":\n{"i":3}\n{"i"');
  });

  test('lines have their places, over the ends of pieces that are read', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `line ${i} ü`);
    await writeFile(at('a'), lines.join('\n'));
    const found = [];
    for await (const line of linesOf(at('a'))) found.push(line);
    expect(found.map(({ text }) => text)).toEqual(lines);
    expect(found.at(-1)?.whole).toBe(false);
    const bytes = await readFile(at('a'));
    const { at: start = 0, end = 0 } = found[17_000] ?? {};
    expect(bytes.subarray(start, end).toString()).toBe('line 17000 ü\n');
  });

  test('kill −9 loses nothing that was told to be kept', async () => {
    const module = path.resolve(import.meta.dirname, '../../../../core/pairs/traces/journal.ts');
    const code = `
      import { Journal } from ${JSON.stringify(module)};
      const journal = await Journal.open(process.argv[1], () => undefined);
      for (let i = 0; ; i++) await Promise.all([2 * i, 2 * i + 1].map(async (n) => {
        await journal.append({ n, text: 'x'.repeat(3000) });
        console.log(n);
      }));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, at('a')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const told: number[] = [];
    const ended = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) {
      told.push(Number(line));
      if (told.length === 60) child.kill('SIGKILL');
    }
    await ended;
    const kept = new Set<number>();
    await (await Journal.open(at('a'), (value) => kept.add((value as { n: number }).n))).close();
    expect(told.length).toBeGreaterThanOrEqual(60);
    expect(told.filter((n) => !kept.has(n))).toEqual([]);
  });
});

describe('a folder of traces', () => {
  test('knows what is done, counts reasons, and finds what is nearly the same again', async () => {
    const first = await TracesFolder.open(folder, teacher);
    await first.take({
      ...trace(1),
      trace: [{ mechanism: 'power', text: 'The trial is small and the effect is smaller than what it could find.' }],
    });
    await first.reject({
      pair: 'p2',
      trial: 'NCT1',
      findings: [{ reason: 'no answer' }, { reason: 'too short' }],
      answer: 'x',
    });
    await first.close();
    const second = await TracesFolder.open(folder, teacher);
    expect([second.done('p1'), second.done('p2'), second.done('p3')]).toEqual([true, false, undefined]);
    expect(second.reasons).toEqual({ 'no answer': 1, 'too short': 1 });
    expect(second.near.like('The trial is small and the effect is smaller than what it could find!')).toBe('p1');
    await second.close();
    expect([...(await takenTraces(folder)).traces.keys()]).toEqual(['p1']);
  });

  test('what was cut short is asked again with more tokens, by the same teacher; the last answer counts', async () => {
    const cut = (pair: string, maxTokens?: number) => ({
      pair,
      trial: 'NCT1',
      findings: [{ reason: 'cut short' as const }],
      ...(maxTokens !== undefined && { maxTokens }),
      answer: '{',
    });
    const first = await TracesFolder.open(folder, teacher);
    for (const one of [cut('p1', 100), cut('p2', 100), cut('of an earlier version')]) await first.reject(one);
    await first.close();
    const same = await TracesFolder.open(folder, teacher);
    expect(['p1', 'p2', 'of an earlier version'].map((pair) => same.done(pair))).toEqual([false, false, undefined]);
    expect(same.reasons).toEqual({ 'cut short': 2 });
    await same.close();
    const more = await TracesFolder.open(folder, { ...teacher, maxTokens: 200 });
    expect([more.done('p1'), more.done('p2'), more.reasons]).toEqual([undefined, undefined, {}]);
    await more.take(trace(1));
    await more.reject({ ...cut('p2'), findings: [{ reason: 'too short' }] });
    await more.close();
    const again = await TracesFolder.open(folder, { ...teacher, maxTokens: 300 });
    expect([again.done('p1'), again.done('p2'), again.reasons]).toEqual([true, false, { 'too short': 1 }]);
    await again.close();
    expect((await takenTraces(folder)).teacher.maxTokens).toBe(300);
    await (await TracesFolder.open(folder, teacher)).close();
    expect((await takenTraces(folder)).teacher.maxTokens).toBe(300);
  });

  test('is of one teacher, and of one program at a time', async () => {
    const first = await TracesFolder.open(folder, teacher);
    await writeFile(at('.lock'), String(process.ppid));
    await expect(TracesFolder.open(folder, teacher)).rejects.toThrow(/another run \(process \d+\)/);
    await first.take(trace(1));
    await first.close();
    await expect(TracesFolder.open(folder, { ...teacher, model: 'other' })).rejects.toThrow(
      /of another teacher \(model m, not other\)/,
    );
    // A program that was killed leaves its lock behind.
    const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']);
    await writeFile(at('.lock'), stdout.trim());
    await (await TracesFolder.open(folder, teacher)).close();
  });

  test('leaves alone what it does not know', async () => {
    await writeFile(at(TRACES_FILE), '{"some":"thing"}\n');
    await expect(TracesFolder.open(folder, teacher)).rejects.toThrow(TracesProblem);
    await writeFile(at(TRACES_FILE), '');
    await writeFile(at('teacher.json'), '{"model": 3}');
    await expect(TracesFolder.open(folder, teacher)).rejects.toThrow(/does not say who wrote/);
    await expect(takenTraces(at('nowhere'))).rejects.toThrow(/no folder of traces/);
  });

  test('a trace that was being written when the program ended is still to be asked', async () => {
    const first = await TracesFolder.open(folder, teacher);
    await first.take(trace(1));
    await first.close();
    await appendFile(at(TRACES_FILE), JSON.stringify(trace(2)).slice(0, 40));
    await appendFile(at(REJECTED_FILE), '{"pair":"p3"');
    expect([...(await takenTraces(folder)).traces.keys()]).toEqual(['p1']);
    const second = await TracesFolder.open(folder, teacher);
    expect([second.done('p1'), second.done('p2'), second.done('p3')]).toEqual([true, undefined, undefined]);
    await second.close();
  });
});

describe('choosing pairs', () => {
  const pairs = [1, 2, 3].flatMap(
    (n) =>
      pairsOfTrial(
        madeTrial({ id: `NCT1000000${n}` }),
        { cap: 10 },
        n === 3 ? { split: 'test' } : { split: 'train', fold: n },
      ).pairs,
  );
  beforeEach(() => writeFile(at('pairs.ndjson'), pairs.map((pair) => `${JSON.stringify(pair)}\n`).join('')));

  test('of the splits that are asked for; each is found again where it stands', async () => {
    const { trials, counts } = await choosePairs(at('pairs.ndjson'), ['train'], undefined);
    const own = pairs.filter(({ split }) => split === 'train');
    expect(counts).toEqual({
      file: pairs.length,
      otherSplit: pairs.length - own.length,
      beyond: 0,
      chosen: own.length,
    });
    const reader = await ChosenPairs.open(at('pairs.ndjson'));
    const read = await Promise.all([...trials.values()].flat().map((place) => reader.read(place)));
    await reader.close();
    expect(read).toEqual(own);
  });

  test('fewer are part of more, and of several trials', async () => {
    const ids = async (most: number) => {
      const { trials, counts } = await choosePairs(at('pairs.ndjson'), ['train', 'test'], most);
      expect(counts.chosen + counts.beyond).toBe(pairs.length);
      return [...trials.values()].flat().map(({ id }) => id);
    };
    const [few, more] = [await ids(4), await ids(9)];
    expect([few.length, more.length]).toEqual([4, 9]);
    expect(few.every((id) => more.includes(id))).toBe(true);
    expect(new Set(more.map((id) => id.slice(0, 11))).size).toBeGreaterThan(1);
  });

  test('what is no pair is told of with its line', async () => {
    await appendFile(at('pairs.ndjson'), '{"id":1}\n');
    await expect(choosePairs(at('pairs.ndjson'), ['train'], 3)).rejects.toThrow(PairsProblem);
    await writeFile(at('pairs.ndjson.gz'), gzipSync('{}'));
    await expect(choosePairs(at('pairs.ndjson.gz'), ['train'], 3)).rejects.toThrow(
      /pairs\.ndjson\.gz: it is compressed/,
    );
    await expect(takenTraces(at('pairs.ndjson.gz'))).rejects.toThrow(/a file, and no folder of traces/);
    await expect(choosePairs(at('pairs.ndjson'), ['train'], 3)).rejects.toThrow(
      new RegExp(`line ${pairs.length + 1}: no pair`),
    );
  });
});
