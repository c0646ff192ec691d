/** kill −9 at any point leaves a corpus that opens, in which nothing is half done, and that is completed as if nothing had happened. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Corpus } from '../../../core/pairs/corpus/corpus.ts';
import { Intake } from '../../../core/pairs/corpus/intake.ts';
import { statsOf } from '../../../core/pairs/corpus/stats.ts';
import { BATCH, faults, fingerprint, made, RECORDS, SMALL } from './made.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'corpus-crash-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a program that writes, and kills it so long after it begins, unless it kills itself. */
async function killed(args: readonly string[], afterMs?: number): Promise<void> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'crash-child.ts'), folder, ...args], {
    env: { ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
  });
  let error = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text;
  });
  let killer: NodeJS.Timeout | undefined;
  child.stdout.once('data', () => {
    if (afterMs !== undefined) killer = setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  const signal = await new Promise((ended) => child.once('exit', (_, by) => ended(by)));
  clearTimeout(killer);
  expect([signal, error]).toEqual(['SIGKILL', '']);
}

/** Brings all records to a version, and says what the corpus is then. */
async function completed(where: string) {
  using corpus = await Corpus.open(where, { write: true, ...SMALL });
  const intake = new Intake(corpus);
  for (let n = 1; n <= RECORDS; n++) intake.take(made(n, { day: 90_000 }), 'here');
  intake.flush();
  await corpus.tidy();
  expect(faults(corpus)).toEqual([]);
  return fingerprint(corpus);
}

async function expectSound(): Promise<number> {
  // The reader comes first: it, too, has to undo what was left.
  using reader = await Corpus.open(folder);
  expect(faults(reader)).toEqual([]);
  const { trials, bytes } = statsOf(reader);
  // A batch is there as a whole or not at all.
  expect(trials % BATCH).toBe(0);
  const versions = reader.query('SELECT updated, COUNT(*) AS n FROM trials GROUP BY updated');
  expect(versions.every(({ n }) => Number(n) % BATCH === 0)).toBe(true);
  using writer = await Corpus.open(folder, { write: true });
  expect(faults(writer)).toEqual([]);
  expect(bytes.records).toBeGreaterThanOrEqual(bytes.wasted);
  return trials;
}

const STEPS = ['before write', 'in write', 'after write', 'before sync', 'after sync'];
// The 1st write makes the first file; the 4th adds to one; the 13th replaces records; from the 19th on, they are moved.
for (const step of STEPS)
  test(`killed ${step}`, async () => {
    const held = [];
    for (const n of [1, 4, 13, 19, 20]) {
      rmSync(folder, { recursive: true, force: true });
      await killed(['at', step, String(n)]);
      held.push(await expectSound());
    }
    expect(held).toEqual([0, 3 * BATCH, RECORDS, RECORDS, RECORDS]);
    expect(await completed(folder)).toEqual(await completed(path.join(folder, 'clean')));
  });

test('killed at any time, again and again', async () => {
  (await Corpus.open(folder, { write: true })).close();
  for (let life = 1; life <= 12; life++) {
    await killed(['on', String(life)], (life * 67) % 400);
    await expectSound();
  }
  expect(await completed(folder)).toEqual(await completed(path.join(folder, 'clean')));
});

test('killed while it is made', async () => {
  for (const afterMs of [0, 2, 5, 10, 20]) {
    rmSync(folder, { recursive: true, force: true });
    await killed(['on', '1'], afterMs);
    await completed(folder);
  }
});
