/**
 * All registry records that are at hand, added and pulled: the corpus is the same, whatever fails on the way. What it counts is counted
 * here from the raw records.
 */
import { createReadStream, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { add } from '../../../core/pairs/corpus/add.ts';
import { Corpus } from '../../../core/pairs/corpus/corpus.ts';
import { type PullOptions, pull } from '../../../core/pairs/corpus/pull.ts';
import { statsOf } from '../../../core/pairs/corpus/stats.ts';
import { fingerprint } from './made.ts';
import { type Fault, RegistryServer } from './registry-server.ts';

const records = path.resolve(import.meta.dirname, '../../../../shared/data/trials');
const there = existsSync(records);
if (!there) console.warn(`No registry records at ${records}: the corpus is not made of them.`);

interface Raw {
  protocolSection: {
    identificationModule: { nctId: string };
    conditionsModule?: { conditions?: string[] };
    designModule?: {
      designInfo?: { allocation?: string; _studyDesignText?: string };
      enrollmentInfo?: { count?: number };
      phases?: string[];
    };
    statusModule: { lastUpdatePostDateStruct?: { date?: string }; startDateStruct?: { date?: string } };
  };
  resultsSection?: object;
}

describe.skipIf(!there)('all registry records', () => {
  const raw: Raw[] = [];
  let folder: string;
  let registry: RegistryServer;
  let added: ReturnType<typeof fingerprint>;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'corpus-records-'));
    for (const name of readdirSync(records).filter((file) => file.endsWith('.jsonl.gz')))
      for await (const line of createInterface({
        input: createReadStream(path.join(records, name)).pipe(createGunzip()),
      }))
        if (line) raw.push(JSON.parse(line) as Raw);
    registry = await RegistryServer.start(raw);
    using corpus = await Corpus.open(path.join(folder, 'added'), { write: true });
    const { counts } = await add(corpus, [records]);
    expect(counts).toMatchObject({ read: raw.length, added: raw.length, aside: 0 });
    added = fingerprint(corpus);
  });

  afterAll(() => {
    registry.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function pulled(name: string, options: PullOptions = {}) {
    using corpus = await Corpus.open(path.join(folder, name), { write: true });
    const done = await pull(corpus, { url: registry.url, pauseMs: 1, pageSize: 100, timeoutMs: 60_000, ...options });
    return { ...done, print: fingerprint(corpus) };
  }

  test('counts are those of the raw records', async () => {
    using corpus = await Corpus.open(path.join(folder, 'added'));
    const stats = statsOf(corpus);
    const count = (holds: (record: Raw) => boolean) => raw.filter(holds).length;
    expect(stats.trials).toBe(1755);
    expect(stats.results).toEqual({ with: 955, without: 800 });
    // Records converted from older XML say it in one line with all else of the design.
    const large = ({ protocolSection: { designModule: design } }: Raw) => {
      const { allocation, _studyDesignText: line = '' } = design?.designInfo ?? {};
      const randomised =
        allocation === 'RANDOMIZED' || (allocation === undefined && /\ballocation:\s+randomized\b/i.test(line));
      return randomised && (design?.enrollmentInfo?.count ?? 0) >= 50;
    };
    expect(stats.randomised50).toEqual({
      trials: count(large),
      withResults: count((record) => large(record) && record.resultsSection !== undefined),
    });
    expect(stats.phase['2']).toBe(count((r) => r.protocolSection.designModule?.phases?.join() === 'PHASE2'));
    expect(stats.started['2015']).toBe(
      count((r) => r.protocolSection.statusModule.startDateStruct?.date?.slice(0, 4) === '2015'),
    );
    const heart = count(
      ({ protocolSection: { conditionsModule: c } }) =>
        !!c?.conditions?.some((one) => /^heart failure$/i.test(one.trim())),
    );
    expect(stats.conditions.most.find(({ condition }) => condition === 'Heart Failure')?.trials).toBe(heart);
    const { higher, lower, noDifference, reported, computed } = stats.contrasts;
    expect(higher + lower + noDifference).toBe(reported + computed);
    expect(stats.contrasts.all).toBeGreaterThan(100_000);
    expect(stats.doseRanging.observed).toBeGreaterThan(60);
    expect(stats.bytes.records).toBeLessThan(stats.bytes.json / 5);
  });

  test('pulled without a fault they make the same corpus, and a second pull asks only for what may be new', async () => {
    const { print, counts } = await pulled('clean');
    expect(counts.added).toBe(raw.length);
    expect(print).toEqual(added);
    registry.asked.length = 0;
    const again = await pulled('clean');
    const newest =
      raw
        .map((r) => r.protocolSection.statusModule.lastUpdatePostDateStruct?.date ?? '')
        .sort()
        .at(-1) ?? '';
    expect(again.since).toBe(new Date(Date.parse(newest) - 2 * 86_400_000).toISOString().slice(0, 10));
    expect(again.counts).toMatchObject({ added: 0, updated: 0 });
    expect(registry.asked.length).toBe(1);
    expect(again.print).toEqual(added);
  });

  test('pulled through drops, 429, 5xx, silence and truncated bodies, and stopped on the way, they make the same corpus', async () => {
    const ways: Fault[] = [
      { kind: 'drop' },
      { kind: 'truncate' },
      { kind: 'status', status: 429, retryAfter: '0' },
      { kind: 'drop midway' },
      { kind: 'status', status: 500 },
      { kind: 'silent' },
      { kind: 'status', status: 503 },
    ];
    const failed = new Set<string>();
    registry.fault = (_, search) => {
      const at = search.get('pageToken') ?? 'first';
      if (failed.has(at)) return undefined;
      failed.add(at);
      const way = ways[failed.size % ways.length];
      // Silence is waited for, and once is enough.
      return way?.kind === 'silent' && failed.size > ways.length ? { kind: 'drop' } : way;
    };
    const stopped = [];
    for (const stopAt of [250, 600, 1201]) {
      const controller = new AbortController();
      const { stopped: why } = await pulled('rough', {
        signal: controller.signal,
        timeoutMs: 5000,
        onProgress: (_, seen) => seen === stopAt && controller.abort(),
      });
      stopped.push(why);
    }
    expect(stopped).toEqual(['cancelled', 'cancelled', 'cancelled']);
    const { print, resumed, stopped: why } = await pulled('rough', { timeoutMs: 5000 });
    registry.fault = () => undefined;
    expect([resumed, why]).toEqual([true, undefined]);
    expect(failed.size).toBe(18);
    expect(print).toEqual(added);
  });

  test('added again, nothing changes', async () => {
    using corpus = await Corpus.open(path.join(folder, 'added'), { write: true });
    const { counts } = await add(corpus, [records]);
    expect(counts).toMatchObject({ added: 0, updated: 0, unchanged: raw.length });
    expect(fingerprint(corpus)).toEqual(added);
  });
});
