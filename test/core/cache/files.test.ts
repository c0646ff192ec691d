/** The cache in files: bounded, shared by several programs, and whole after any crash. */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cacheFolder, fileStore } from '../../../core/cache/files.ts';
import { Answers, keyOf } from '../../../core/imagine/cache/answers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'answers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = (n: number) => n.toString(16).padStart(64, '0');
const fileOf = (name: string) => path.join(folder, name.slice(0, 2), name.slice(2, 4), name);
const all = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{64}/.test(name));

test('what was written is read, also by another program; the latest stands', async () => {
  await fileStore(folder).write(key(1), 'one');
  await fileStore(folder).write(key(1), 'naïve “漢字”');
  expect(await fileStore(folder).read(key(1))).toBe('naïve “漢字”');
  expect(await fileStore(folder).read(key(2))).toBeUndefined();
  expect(await fileStore(path.join(folder, 'none')).read(key(1))).toBeUndefined();
  expect(all()).toHaveLength(1);
});

test('a torn file is no answer, wherever it is torn, and does not stay', async () => {
  const store = fileStore(folder);
  await store.write(key(1), 'a text of some length');
  const whole = readFileSync(fileOf(key(1)));
  for (let length = 0; length < whole.length; length++) {
    writeFileSync(fileOf(key(1)), whole.subarray(0, length));
    expect(await store.read(key(1))).toBeUndefined();
    expect(existsSync(fileOf(key(1)))).toBe(false);
  }
  for (const at of [3, 70]) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    writeFileSync(fileOf(key(1)), flipped);
    expect(await store.read(key(1))).toBeUndefined();
  }
  writeFileSync(fileOf(key(1)), whole);
  expect(await store.read(key(1))).toBe('a text of some length');
});

test('it is bounded, and what was used last stays', async () => {
  const store = fileStore(folder, { limit: 10_000 });
  for (let n = 0; n < 9; n++) {
    await store.write(key(n), String(n).repeat(1000));
    // So long ago that being read counts.
    const then = Date.now() / 1000 - 100_000 + n;
    utimesSync(fileOf(key(n)), then, then);
  }
  expect(await store.read(key(0))).toBe('0'.repeat(1000));
  for (let n = 9; n < 40; n++) {
    await store.write(key(n), 'x'.repeat(1000));
    expect((await store.size()).bytes).toBeLessThanOrEqual(10_000);
    if (n === 10) expect([await store.read(key(0)), await store.read(key(1))]).toEqual(['0'.repeat(1000), undefined]);
  }
  expect((await store.size()).entries).toBeGreaterThanOrEqual(7);
});

test('what a killed writer left behind goes with time, and counts for nothing', async () => {
  const store = fileStore(folder);
  await store.write(key(1), 'one');
  const [old, fresh] = ['aa', 'bb'].map((part) => `${fileOf(key(1))}.99.${part}.tmp`);
  for (const file of [old, fresh]) writeFileSync(file ?? '', 'half');
  const then = Date.now() / 1000 - 7200;
  utimesSync(old ?? '', then, then);
  expect(await store.size()).toMatchObject({ entries: 1 });
  await fileStore(folder).write(key(2), 'two');
  expect(existsSync(old ?? '')).toBe(false);
  expect(existsSync(fresh ?? '')).toBe(true);
});

test('clearing leaves what is not ours', async () => {
  const store = fileStore(folder);
  await store.write(key(1), 'one');
  await store.write(key(2), 'two');
  mkdirSync(path.join(folder, '00/notes'));
  for (const name of ['readme.txt', '00/notes/mine.txt', '00/00/mine.txt'])
    writeFileSync(path.join(folder, name), 'mine');
  expect(await store.clear()).toEqual({ entries: 2, bytes: 2 * (65 + 3) });
  expect(all()).toEqual([]);
  expect(existsSync(path.join(folder, '00/notes/mine.txt')) && existsSync(path.join(folder, '00/00/mine.txt'))).toBe(
    true,
  );
  expect(await store.read(key(1))).toBeUndefined();
});

test('a key is no path', async () => {
  for (const bad of ['', '../../etc/passwd', `${key(1)}/x`, key(1).toUpperCase().replace('0', 'G')]) {
    await expect(fileStore(folder).read(bad)).rejects.toThrow('64 hexadecimal digits');
    await expect(fileStore(folder).write(bad, 'x')).rejects.toThrow('64 hexadecimal digits');
  }
});

test('a folder that cannot be written costs nothing but the memory', async () => {
  writeFileSync(path.join(folder, 'file'), '');
  const heard: unknown[] = [];
  const answers = new Answers(fileStore(path.join(folder, 'file')), (error) => heard.push(error));
  await answers.put({ a: 1 }, 'x');
  expect(await answers.get({ a: 1 })).toBeUndefined();
  expect(heard).toHaveLength(2);
});

test('the folder is the one that the system has for it', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux', '/home/me')).toBe('/x/deepimagine/answers');
  expect(cacheFolder({}, 'linux', '/home/me')).toBe('/home/me/.cache/deepimagine/answers');
  expect(cacheFolder({}, 'darwin', '/Users/me')).toBe('/Users/me/Library/Caches/deepimagine/answers');
});

/** What a writer writes of a key: told apart by its beginning, and whole only with its end. */
const WRITER = `
  import { fileStore } from ${JSON.stringify(path.resolve('core/cache/files.ts'))};
  const [folder, name] = process.argv.slice(1);
  const store = fileStore(folder, { limit: 4_000_000 });
  for (let n = 0; ; n++) {
    // Every entry is there by then.
    if (n === 40) process.stdout.write('ready');
    const key = String(n % 40).padStart(64, '0');
    await store.write(key, name + ' ' + 'x'.repeat(50_000 + n) + ' ' + name);
  }`;

test('two programs write the same entries and are killed while they do: every answer is whole', async () => {
  const store = fileStore(folder, { limit: 4_000_000 });
  const seen = new Set<string>();
  let misses = 0;
  const look = async (n: number) => {
    const text = await store.read(String(n % 40).padStart(64, '0'));
    if (text === undefined) misses++;
    else {
      expect(text).toMatch(/^(\w+) x+ \1$/);
      seen.add(text.slice(0, 2));
    }
  };
  for (let round = 0; round < 4; round++) {
    const writers = ['a', 'b'].map((name) =>
      spawn(process.execPath, ['--input-type=module', '-e', WRITER, folder, `${name}${round}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(writers.map((each) => new Promise((resolve) => each.stdout.once('data', resolve))));
    for (let n = 0; n < 150 + round * 37; n++) await look(n);
    for (const each of writers) each.kill('SIGKILL');
    await Promise.all(writers.map((each) => new Promise((resolve) => each.once('close', resolve))));
  }
  for (let n = 0; n < 40; n++) await look(n);
  expect(seen.size).toBeGreaterThanOrEqual(4);
  expect(misses).toBeLessThan(600);
  expect((await store.size()).bytes).toBeLessThan(6_000_000);
  const answers = new Answers(store, (error) => {
    throw error;
  });
  await answers.put({ after: 'all' }, 'still');
  expect(await answers.get({ after: 'all' })).toBe('still');
  expect(await store.read(await keyOf({ after: 'all' }))).toContain('still');
});
