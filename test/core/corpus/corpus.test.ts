/** A corpus by itself: what goes in comes out, once, and nothing is lost or kept twice. */
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Corpus, type CorpusOptions, CorpusProblem } from '../../../core/pairs/corpus/corpus.ts';
import { FACTS_VERSION } from '../../../core/pairs/corpus/facts.ts';
import { Intake } from '../../../core/pairs/corpus/intake.ts';
import { refresh } from '../../../core/pairs/corpus/refresh.ts';
import { statsOf, statsSchema } from '../../../core/pairs/corpus/stats.ts';
import { faults, fingerprint, idOf, type Made, made, several } from './made.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'corpus-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (options: CorpusOptions = { write: true }) => Corpus.open(folder, options);

/** Takes records in, as one does. */
function take(corpus: Corpus, records: readonly unknown[]) {
  const intake = new Intake(corpus);
  for (const record of records) {
    const taken = intake.take(record, 'here');
    if (typeof taken !== 'string') intake.setAside(taken);
  }
  intake.flush();
  return intake.counts;
}

const titleOf = (corpus: Corpus, n: number): string =>
  JSON.parse(corpus.read(idOf(n)) ?? '{}').protocolSection.identificationModule.briefTitle;
const files = () => readdirSync(path.join(folder, 'records'));

describe('records', () => {
  test('come out as they went in, in the order of their ids', async () => {
    using corpus = await open();
    take(corpus, several(30).reverse());
    expect([...corpus.records()].map(({ text }) => JSON.parse(text))).toEqual(several(30));
    expect(corpus.read('NCT99999999')).toBeUndefined();
    expect(faults(corpus)).toEqual([]);
  });

  test('are NDJSON that any tool can read', async () => {
    using corpus = await open();
    take(corpus, several(5));
    const [name = ''] = files();
    const lines = gunzipSync(readFileSync(path.join(folder, 'records', name)))
      .toString()
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(several(5));
  });

  test('that are held change nothing when they come again', async () => {
    {
      using corpus = await open();
      expect(take(corpus, several(30))).toMatchObject({ read: 30, added: 30 });
    }
    const bytes = () =>
      [...files().map((name) => path.join('records', name)), 'corpus.sqlite'].map((name) =>
        readFileSync(path.join(folder, name)),
      );
    const before = bytes();
    {
      using corpus = await open();
      expect(take(corpus, several(30).reverse())).toMatchObject({ read: 30, added: 0, unchanged: 30 });
    }
    expect(bytes().map((one, i) => one.equals(before[i] ?? Buffer.of()))).toEqual(before.map(() => true));
  });

  test('that only the day of the data tells apart are the same', async () => {
    using corpus = await open();
    take(corpus, [made(1, { version: '2026-01-01' })]);
    expect(take(corpus, [made(1, { version: '2026-01-02' })]).unchanged).toBe(1);
  });

  test.each<[string, Made, Made, string]>([
    ['a later update', { day: 1 }, { day: 2 }, 'now'],
    ['an earlier update', { day: 2 }, { day: 1 }, 'before'],
    ['newer data of the same day', { day: 1, version: '2026-01-01' }, { day: 1, version: '2026-01-02' }, 'now'],
    ['older data of the same day', { day: 1, version: '2026-01-02' }, { day: 1, version: '2026-01-01' }, 'before'],
    ['another text of the same day', { day: 1 }, { day: 1 }, 'now'],
  ])('of two versions the newer one stays: %s', async (_, before, now, stays) => {
    using corpus = await open();
    take(corpus, [made(1, { ...before, title: 'before' })]);
    const counts = take(corpus, [made(1, { ...now, title: 'now' })]);
    expect(titleOf(corpus, 1)).toBe(stays);
    expect([counts.updated, counts.older]).toEqual(stays === 'now' ? [1, 0] : [0, 1]);
    expect(corpus.find('now').length + corpus.find('before').length).toBe(1);
  });

  test('come to the same corpus in any order, in batches of any size', async () => {
    const versions = [...several(60), ...several(60).map((_, i) => made(i + 1, { day: 400, title: 'later' }))];
    const prints = [];
    for (const records of [versions, versions.toReversed()]) {
      rmSync(folder, { recursive: true, force: true });
      using corpus = await open();
      for (let i = 0; i < records.length; i += 7) take(corpus, records.slice(i, i + 7));
      prints.push(fingerprint(corpus));
    }
    expect(prints[1]).toEqual(prints[0]);
  });

  test('that are broken are set aside with a reason, once, until a good one comes', async () => {
    using corpus = await open();
    const intake = new Intake(corpus);
    const cut = JSON.stringify(made(3)).slice(0, 200);
    for (const text of [cut, cut, '{"a": 1}', 'no JSON', JSON.stringify(made(1))]) {
      const taken = intake.takeText(text, 'a file');
      if (typeof taken !== 'string') intake.setAside(taken);
    }
    intake.flush();
    expect(intake.counts).toMatchObject({ read: 5, added: 1, aside: 4 });
    const aside = corpus.query('SELECT id, source, reason, record FROM aside ORDER BY id DESC, reason');
    expect(aside.map(({ id, reason }) => [id, reason])).toEqual([
      [idOf(3), expect.stringContaining('no JSON')],
      [null, expect.stringContaining('no JSON')],
      [null, expect.stringContaining('no protocolSection')],
    ]);
    expect(gunzipSync(aside[0]?.record as Uint8Array).toString()).toBe(cut);
    take(corpus, [made(3)]);
    expect(corpus.query('SELECT id FROM aside WHERE id IS NOT NULL')).toEqual([]);
  });
});

describe('files', () => {
  test('that are full are followed by the next', async () => {
    using corpus = await open({ write: true, segmentBytes: 4000 });
    for (const record of several(40)) take(corpus, [record]);
    expect(files().length).toBeGreaterThan(3);
    expect(faults(corpus)).toEqual([]);
    expect([...corpus.records()].length).toBe(40);
  });

  test('that hold mostly what was replaced are rewritten, and nothing else changes', async () => {
    const options = { write: true, segmentBytes: 20_000, tidyBytes: 1000 };
    const renewed = (round: number) =>
      several(60).map((_, i) => made(i + 1, { day: 500 + round, title: `Round ${round}` }));
    using corpus = await open(options);
    for (let round = 0; round < 5; round++) take(corpus, renewed(round));
    const before = fingerprint(corpus);
    const bytes = () => statsOf(corpus).bytes;
    expect(bytes().wasted).toBeGreaterThan(bytes().records / 2);
    const old = files();
    await corpus.tidy();
    expect(bytes().wasted).toBeLessThan(bytes().records / 2);
    expect(files().length).toBeLessThan(old.length);
    const onDisk = files().reduce((sum, name) => sum + statSync(path.join(folder, 'records', name)).size, 0);
    expect(onDisk).toBe(bytes().records);
    expect(fingerprint(corpus)).toEqual(before);
    expect(faults(corpus)).toEqual([]);
    await corpus.tidy();
    take(corpus, renewed(9));
    expect(titleOf(corpus, 7)).toBe('Round 9');
  });

  test('that a writer left unfinished do not count, and are overwritten or removed', async () => {
    {
      using corpus = await open();
      take(corpus, several(10));
    }
    appendFileSync(path.join(folder, 'records', '000001.ndjson.gz'), 'half a record');
    writeFileSync(path.join(folder, 'records', '000002.ndjson.gz'), 'a file that no index counts');
    using corpus = await open();
    expect(existsSync(path.join(folder, 'records', '000002.ndjson.gz'))).toBe(false);
    expect([...corpus.records()].length).toBe(10);
    take(corpus, [made(11)]);
    expect([...corpus.records()].length).toBe(11);
    gunzipSync(readFileSync(path.join(folder, 'records', '000001.ndjson.gz')));
  });

  test('whose bytes are not what was written are told of', async () => {
    using corpus = await open();
    take(corpus, several(3));
    writeFileSync(path.join(folder, 'records', '000001.ndjson.gz'), Buffer.alloc(10_000));
    expect(() => corpus.read(idOf(2))).toThrow(CorpusProblem);
    expect(() => corpus.read(idOf(2))).toThrow(/NCT00000002/);
  });
});

describe('several at a time', () => {
  test('two writers lose nothing of each other', async () => {
    using one = await open();
    using other = await open();
    const records = several(40);
    for (let i = 0; i < 40; i += 4) {
      take(one, records.slice(i, i + 2));
      take(other, records.slice(i + 2, i + 4));
    }
    expect(take(one, records).unchanged).toBe(40);
    expect(faults(other)).toEqual([]);
  });

  test('a reader goes on while a writer moves records', async () => {
    const options = { write: true, segmentBytes: 3000, tidyBytes: 100 };
    using writer = await open(options);
    take(writer, several(40));
    using reader = await open({});
    const seen: string[] = [];
    for (const { id } of reader.records()) {
      if (seen.push(id) === 10) {
        take(
          writer,
          several(40).map((_, i) => made(i + 1, { day: 600 })),
        );
        await writer.tidy();
      }
    }
    expect(seen).toEqual(several(40).map((_, i) => idOf(i + 1)));
  });

  test('a reader cannot write', async () => {
    (await open()).close();
    using reader = await open({});
    expect(() => take(reader, [made(1)])).toThrow(CorpusProblem);
  });
});

describe('what cannot be opened is said', () => {
  test('no corpus', async () => {
    await expect(open({})).rejects.toThrow(/no corpus there/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('another file of that name', async () => {
    writeFileSync(
      path.join(folder, 'corpus.sqlite'),
      'some text that is longer than the header of a database'.repeat(9),
    );
    await expect(open({})).rejects.toThrow(/no index of a corpus/);
    await expect(open()).rejects.toThrow(CorpusProblem);
  });

  test('an index of another program, or of another version', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(path.join(folder, 'corpus.sqlite'));
    database.exec('CREATE TABLE t (x); PRAGMA user_version = 1');
    await expect(open()).rejects.toThrow(/no index of a corpus/);
    database.exec('PRAGMA application_id = 0x44494d43; PRAGMA user_version = 99');
    database.close();
    await expect(open()).rejects.toThrow(/format 99/);
  });

  test('a damaged index', async () => {
    {
      using corpus = await open();
      take(corpus, several(50));
    }
    const file = path.join(folder, 'corpus.sqlite');
    writeFileSync(file, readFileSync(file).fill(0x55, 4096, 40_000));
    const use = async () => {
      using corpus = await open({});
      return fingerprint(corpus);
    };
    await expect(use()).rejects.toThrow(/damaged/);
  });
});

describe('the index', () => {
  test('finds trials by their words, whatever these are', async () => {
    using corpus = await open();
    take(corpus, [
      made(1, { title: 'Asthma in children and in their parents' }),
      made(2, { title: 'Asthma after childhood asthma' }),
      made(3),
    ]);
    expect(corpus.find('asthmas').map(({ id }) => id)).toEqual([idOf(2), idOf(1)]);
    expect(corpus.find('heart').map(({ id }) => id)).toEqual([idOf(3)]);
    for (const odd of ['', '"', "' OR 1", 'NEAR(', 'title:x', '*', '-', 'AND NOT', '😀'])
      expect(corpus.find(odd).length).toBeLessThanOrEqual(3);
  });

  test('counts', async () => {
    using corpus = await open();
    take(corpus, several(60));
    const stats = statsSchema.parse(statsOf(corpus));
    expect(stats).toMatchObject({
      trials: 60,
      phase: { '2': 30, '3': 30 },
      type: { interventional: 60 },
      results: { with: 30, without: 30 },
      // Enrollment is 40 + n % 20; every fifth is not randomised.
      randomised50: { trials: 24, withResults: 12 },
      conditions: {
        different: 2,
        most: [
          { condition: 'gout', trials: 60 },
          { condition: 'Heart Failure', trials: 20 },
        ],
      },
      // Three sides: three pairs of them; the values are far apart.
      contrasts: { all: 90, trials: 30, computed: 90, reported: 0, lower: 90, higher: 0, noDifference: 0 },
      doseRanging: { arms: 60, observed: 30, contrasts: 30 },
      aside: { records: 0, reasons: {} },
      outdated: 0,
    });
    expect(Object.values(stats.started).reduce((a, b) => a + b)).toBe(60);
    expect(Object.values(stats.resultsPosted).reduce((a, b) => a + b)).toBe(30);
  });

  test('that an older program made is read again', async () => {
    using corpus = await open();
    take(corpus, several(20));
    const before = fingerprint(corpus);
    const { DatabaseSync } = await import('node:sqlite');
    using raw = new DatabaseSync(path.join(folder, 'corpus.sqlite'));
    raw.exec(`UPDATE trials SET facts = ${FACTS_VERSION - 1}, contrasts = 7, title = 'old'`);
    expect(statsOf(corpus).outdated).toBe(20);
    await refresh(corpus);
    expect(fingerprint(corpus)).toEqual(before);
  });
});
