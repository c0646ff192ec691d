/** Pulling from a registry that fails in every way it can: the corpus that results is the same. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { add } from '../../../core/pairs/corpus/add.ts';
import { Corpus } from '../../../core/pairs/corpus/corpus.ts';
import { Intake } from '../../../core/pairs/corpus/intake.ts';
import { patiently, retryAfterMs } from '../../../core/pairs/corpus/patience.ts';
import { type PullOptions, pull } from '../../../core/pairs/corpus/pull.ts';
import { fingerprint, idOf, made, several } from './made.ts';
import { type Fault, RegistryServer } from './registry-server.ts';

/** What is waited for, in milliseconds: noted and not waited for while there is a list for it. */
const waits = vi.hoisted(() => ({ noted: undefined as number[] | undefined }));
vi.mock('node:timers/promises', async (original) => {
  const real = await original<typeof import('node:timers/promises')>();
  const setTimeout: typeof real.setTimeout = (ms, value, options) => {
    if (!waits.noted) return real.setTimeout(ms, value, options);
    waits.noted.push(ms ?? 0);
    return Promise.resolve(value as never);
  };
  return { ...real, setTimeout };
});

let folder: string;
let registry: RegistryServer;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'corpus-pull-'));
  registry = await RegistryServer.start(several(95));
});
afterEach(() => {
  waits.noted = undefined;
  registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

const QUICK = { pauseMs: 1, pageSize: 10, timeoutMs: 60_000 };

async function pulled(options: PullOptions = {}, name = 'corpus') {
  const notes: string[] = [];
  using corpus = await Corpus.open(path.join(folder, name), { write: true });
  const done = await pull(corpus, { ...QUICK, url: registry.url, onNote: (note) => notes.push(note), ...options });
  return { ...done, notes, print: fingerprint(corpus) };
}

/** The corpus of these records, made without a registry. */
async function taken(records: readonly unknown[]) {
  using corpus = await Corpus.open(path.join(folder, 'taken'), { write: true });
  const intake = new Intake(corpus);
  for (const record of records) intake.take(record, 'here');
  intake.flush();
  return fingerprint(corpus);
}

const at = (search: URLSearchParams) => search.get('pageToken') ?? 'first';

test('all pages, once each, and no more than that', async () => {
  const { counts, pages, print, stopped } = await pulled();
  expect(stopped).toBeUndefined();
  expect(counts).toMatchObject({ read: 95, added: 95 });
  expect(pages).toBe(10);
  expect(registry.asked.length).toBe(10);
  expect(registry.asked.filter((search) => search.has('countTotal')).length).toBe(1);
  expect(print).toEqual(await taken(several(95)));
});

const EVERY_FAULT: Fault[] = [
  { kind: 'drop' },
  { kind: 'drop midway' },
  { kind: 'truncate' },
  { kind: 'silent' },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 429, retryAfter: '0' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503, retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT' },
];

test('whatever fails on the way, the corpus is the same', async () => {
  // Each page fails in a few ways before it is given, the ways going round.
  let next = 0;
  const failed = new Map<string, number>();
  registry.fault = (_, search) => {
    const before = failed.get(at(search)) ?? 0;
    failed.set(at(search), before + 1);
    return before < 3 ? EVERY_FAULT[next++ % EVERY_FAULT.length] : undefined;
  };
  const { counts, stopped, print, notes } = await pulled({ timeoutMs: 1500 });
  expect(stopped).toBeUndefined();
  expect(counts).toMatchObject({ read: 95, added: 95, aside: 0 });
  // More where the machine is so busy that an answer comes late.
  expect(registry.asked.length).toBeGreaterThanOrEqual(40);
  expect(notes.filter((note) => note.includes('Asks again')).length).toBe(registry.asked.length - 10);
  expect(print).toEqual(await taken(several(95)));
});

describe('a pull that was stopped', () => {
  test('by failures that last goes on where it was', async () => {
    registry.fault = (n) => (n >= 4 ? { kind: 'status', status: 503 } : undefined);
    const first = await pulled({ attempts: 3 });
    expect(first.stopped).toMatchObject({ kind: 'refused', status: 503 });
    expect(first.print.records).toBe(40);
    registry.fault = () => undefined;
    registry.asked.length = 0;
    const second = await pulled();
    expect(second).toMatchObject({ resumed: true, counts: { read: 55, added: 55 } });
    expect(registry.asked.length).toBe(6);
    expect(second.print).toEqual(await taken(several(95)));
  });

  test('by its user goes on where it was, wherever that is', async () => {
    for (const stopAt of [1, 10, 37]) {
      rmSync(path.join(folder, 'corpus'), { recursive: true, force: true });
      const controller = new AbortController();
      const first = await pulled({
        signal: controller.signal,
        onProgress: (_, seen) => seen === stopAt && controller.abort(),
      });
      expect(first.stopped).toBe('cancelled');
      expect(first.print.records).toBe(stopAt);
      const second = await pulled();
      expect(second.counts.added).toBe(95 - stopAt);
      expect(second.print).toEqual(await taken(several(95)));
    }
  });

  test('while it waits ends at once', async () => {
    const controller = new AbortController();
    registry.fault = () => ({ kind: 'status', status: 429, retryAfter: '600' });
    const { stopped } = await pulled({ signal: controller.signal, onNote: () => controller.abort() });
    expect(stopped).toBe('cancelled');
    expect(registry.asked.length).toBe(1);
  });

  test('in the middle of an answer ends at once', async () => {
    const controller = new AbortController();
    registry.fault = (n) => {
      if (n !== 3) return undefined;
      controller.abort();
      return { kind: 'silent' };
    };
    const { stopped, print } = await pulled({ signal: controller.signal });
    expect(stopped).toBe('cancelled');
    expect(print.records).toBe(30);
  });

  test('begins anew where the registry no longer knows its place', async () => {
    registry.fault = (n) => (n >= 4 ? { kind: 'status', status: 503 } : undefined);
    await pulled({ attempts: 1 });
    registry.fault = () => undefined;
    registry.epoch++;
    const { counts, notes, stopped, print } = await pulled();
    expect(stopped).toBeUndefined();
    expect(notes).toContainEqual(expect.stringContaining('Begins anew'));
    expect(counts).toMatchObject({ unchanged: 40, added: 55 });
    expect(print).toEqual(await taken(several(95)));
  });
});

describe('politeness', () => {
  test('so long between two requests, and what Retry-After asks for', async () => {
    registry.fault = (n) => (n === 2 ? { kind: 'status', status: 429, retryAfter: '600' } : undefined);
    waits.noted = [];
    const hour = 3_600_000;
    await pulled({ pauseMs: hour });
    // Less what went by since the last request.
    const pauses = waits.noted.filter((ms) => ms > 0.9 * hour);
    expect(registry.asked.length).toBe(11);
    expect(pauses.length).toBe(10);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(hour);
    expect(waits.noted.filter((ms) => ms > 0 && ms < 0.9 * hour)).toEqual([600_000]);
  });

  test('waits double', async () => {
    waits.noted = [];
    const problem = { kind: 'refused' as const, status: 500, detail: 'It refused.', url: 'http://127.0.0.1/api/v2' };
    const told: number[] = [];
    await patiently(async () => ({ problem }), { firstMs: 1000, attempts: 8, onWait: (_, ms) => told.push(ms) });
    expect(told).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000]);
    expect(waits.noted).toEqual(told);
  });

  test('no more asking where it makes no sense', async () => {
    for (const [fault, kind] of [
      [{ kind: 'status', status: 403 }, 'refused'],
      [{ kind: 'status', status: 404 }, 'not found'],
      [{ kind: 'status', status: 400 }, 'refused'],
      [{ kind: 'status', status: 429, retryAfter: '86400' }, 'too many requests'],
    ] as const) {
      registry.asked.length = 0;
      registry.fault = () => fault;
      expect((await pulled()).stopped).toMatchObject({ kind });
      expect(registry.asked.length).toBe(1);
    }
  });

  test('Retry-After in seconds and as a date', () => {
    const now = Date.parse('2026-03-01T00:00:00Z');
    expect(retryAfterMs('120', now)).toBe(120_000);
    expect(retryAfterMs('Sun, 01 Mar 2026 00:00:30 GMT', now)).toBe(30_000);
    expect(retryAfterMs('Sun, 01 Mar 2020 00:00:30 GMT', now)).toBe(0);
    expect(retryAfterMs('soon', now)).toBeUndefined();
  });
});

describe('updates', () => {
  test('only what changed is written, and once complete only what was updated since is asked for', async () => {
    const first = await pulled();
    expect(first.since).toBeUndefined();
    const changed = several(95).map((record, i) =>
      i % 30 === 0 ? made(i + 1, { day: 94, title: 'Changed' }) : record,
    );
    registry.studies = [...changed, made(200, { day: 99 })];
    registry.asked.length = 0;
    const second = await pulled();
    // The newest update of the first pull, less the days that may appear late.
    expect(second.since).toBe('2020-04-03');
    expect(registry.asked.map((search) => search.get('filter.advanced'))).toEqual([
      'AREA[LastUpdatePostDate]RANGE[2020-04-03,MAX]',
    ]);
    expect(second.counts).toMatchObject({ added: 1, updated: 4, unchanged: 3 });
    expect(second.print).toEqual(await taken(registry.studies));
    const third = await pulled({ all: true });
    expect(third.counts).toMatchObject({ read: 96, unchanged: 96 });
  });

  test('that come while pages are asked for are not missed', async () => {
    registry.fault = (n) => {
      // A record that is yet to come is updated, and moves to the end.
      if (n === 3) registry.studies = several(95).map((record, i) => (i === 60 ? made(61, { day: 200 }) : record));
      return undefined;
    };
    expect((await pulled()).print).toEqual(await taken(registry.studies));
  });

  test('a date to come does not hide later updates', async () => {
    registry.studies = [...several(5), made(6, { day: 30_000 })];
    await pulled();
    const day = () => new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
    const before = day();
    const { since } = await pulled();
    // It may have become another day.
    expect([before, day()]).toContain(since);
  });

  test('--since is as it is asked for, each time', async () => {
    for (const added of [15, 0]) {
      const { counts, since } = await pulled({ since: '2020-03-22' });
      expect(since).toBe('2020-03-22');
      expect(counts).toMatchObject({ read: 15, added });
    }
  });

  test('queries are pulled apart from each other', async () => {
    registry.studies = several(95).map((record, i) => (i < 20 ? made(i + 1, { title: 'Ocean study' }) : record));
    expect((await pulled({ query: 'ocean' })).counts.added).toBe(20);
    expect(registry.asked[0]?.get('query.term')).toBe('ocean');
    expect((await pulled()).counts).toMatchObject({ added: 75, unchanged: 20 });
    expect((await pulled({ query: 'nothing of this' })).counts.read).toBe(0);
  });
});

test('what is broken is set aside, and the rest is there', async () => {
  registry.studies = [...several(20), { protocolSection: { identificationModule: {} } }, 'odd'].map((one) =>
    typeof one === 'string' ? { protocolSection: [] } : one,
  );
  const { counts, print, stopped } = await pulled();
  expect(stopped).toBeUndefined();
  expect(counts).toMatchObject({ added: 20, aside: 2 });
  expect(print.aside.map(({ reason }) => String(reason)).sort()).toEqual([
    expect.stringContaining('no protocolSection'),
    expect.stringContaining('no registry id'),
  ]);
});

test('an answer that is too large is asked for in parts', async () => {
  const long = 'x'.repeat(9 * 1024 * 1024);
  registry.studies = several(10).map((_, i) => made(i + 1, { title: long }));
  const { counts, stopped } = await pulled();
  expect(stopped).toBeUndefined();
  expect(counts).toMatchObject({ read: 10, added: 10 });
  expect(registry.asked.map((search) => search.get('pageSize'))).toEqual(['10', '5', '5']);
});

test('a corpus that was pulled and one that was added are the same', async () => {
  const { print } = await pulled();
  using corpus = await Corpus.open(path.join(folder, 'added'), { write: true });
  await add(corpus, [path.join(folder, 'corpus', 'records')]);
  expect(fingerprint(corpus)).toEqual(print);
  expect(corpus.held(idOf(1))?.updated).toBe('2020-01-02');
});
