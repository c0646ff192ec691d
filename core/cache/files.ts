/**
 * Answers in files, one each, in a folder that several programs may use at a time. A file is written beside its place and then
 * renamed, so that nobody sees half of it; what a crash of the machine tears all the same is told by a checksum, and is no answer.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Size, Store } from '../imagine/cache/answers.ts';

export interface FileStoreOptions {
  /** Bytes of all entries. The least recently used leave first. 256 MiB where absent. */
  limit?: number;
}

const LIMIT = 256 << 20;
/** After leaving, so much of the limit is used. */
const ROOM = 0.9;
/** What others write is seen when this share of the limit was written here. */
const LOOK_AFTER = 0.05;
/** An entry's time of use is written at most once in this time. */
const USED = 60 * 60_000;
/** A file that was being written for so long never will be. */
const LEFT_BEHIND = 60 * 60_000;

const KEY = /^[0-9a-f]{64}$/;
const TEMPORARY = /^[0-9a-f]{64}\.[0-9]+\.[0-9a-f]+\.tmp$/;
const FOLDER = /^[0-9a-f]{2}$/;

const checksum = (text: string) => createHash('sha256').update(text).digest('hex');
const code = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code;

/** What `work` gives, or `undefined` where the file is not there: another program may have removed it meanwhile. */
async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (code(error) === 'ENOENT') return undefined;
    throw error;
  }
}

interface File {
  file: string;
  bytes: number;
  used: number;
  temporary: boolean;
}

/** Where answers are kept when nobody says otherwise: the folder that the system has for what can be made again. */
export function cacheFolder(env = process.env, platform = process.platform, home = homedir()): string {
  const below = { win32: env.LOCALAPPDATA, darwin: path.join(home, 'Library/Caches') }[platform as string];
  return path.join(below || env.XDG_CACHE_HOME || path.join(home, '.cache'), 'deepimagine', 'answers');
}

export function fileStore(folder: string, { limit = LIMIT }: FileStoreOptions = {}): Store {
  /** Written here since the folder was last looked through; at first it was not. */
  let written = Number.POSITIVE_INFINITY;
  let leaving: Promise<void> | undefined;

  const fileOf = (key: string) => {
    if (!KEY.test(key)) throw new Error('A key is 64 hexadecimal digits.');
    return path.join(folder, key.slice(0, 2), key.slice(2, 4), key);
  };

  /** Our files: others in the folder are not ours to count or remove. */
  async function* files(): AsyncGenerator<File> {
    const below = async (at: string, pattern: RegExp) =>
      ((await unlessGone(readdir(at))) ?? []).filter((name) => pattern.test(name)).map((name) => path.join(at, name));
    for (const first of await below(folder, FOLDER))
      for (const second of await below(first, FOLDER))
        for (const file of await below(second, /^[0-9a-f]{64}/)) {
          const name = path.basename(file);
          const temporary = TEMPORARY.test(name);
          if (!temporary && !KEY.test(name)) continue;
          const found = await unlessGone(stat(file));
          if (found?.isFile()) yield { file, bytes: found.size, used: found.mtimeMs, temporary };
        }
  }

  async function makeRoom(): Promise<void> {
    const all: File[] = [];
    let bytes = 0;
    for await (const each of files()) {
      if (each.temporary) {
        if (Date.now() - each.used > LEFT_BEHIND) await rm(each.file, { force: true });
        continue;
      }
      all.push(each);
      bytes += each.bytes;
    }
    if (bytes <= limit) return;
    all.sort((a, b) => a.used - b.used);
    for (const { file, bytes: own } of all) {
      if (bytes <= limit * ROOM) break;
      await rm(file, { force: true });
      bytes -= own;
    }
  }

  async function size(): Promise<Size> {
    let entries = 0;
    let bytes = 0;
    for await (const each of files()) {
      if (each.temporary) continue;
      entries++;
      bytes += each.bytes;
    }
    return { entries, bytes };
  }

  return {
    async read(key) {
      const file = fileOf(key);
      const whole = await unlessGone(readFile(file, 'utf8'));
      if (whole === undefined) return undefined;
      const text = whole.slice(65);
      if (whole.slice(0, 65) !== `${checksum(text)}\n`) {
        await rm(file, { force: true });
        return undefined;
      }
      const now = Date.now();
      const found = await unlessGone(stat(file));
      if (found && now - found.mtimeMs > USED) await unlessGone(utimes(file, now / 1000, now / 1000));
      return text;
    },

    async write(key, text) {
      const file = fileOf(key);
      await mkdir(path.dirname(file), { recursive: true });
      const fresh = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
      const whole = `${checksum(text)}\n${text}`;
      try {
        await writeFile(fresh, whole, { mode: 0o600 });
        await rename(fresh, file);
      } catch (error) {
        await rm(fresh, { force: true });
        throw error;
      }
      written += Buffer.byteLength(whole);
      if (written < limit * LOOK_AFTER) return;
      written = 0;
      leaving ??= makeRoom().finally(() => {
        leaving = undefined;
      });
      await leaving;
    },

    async clear() {
      const before = await size();
      for await (const { file } of files()) await rm(file, { force: true });
      return before;
    },

    size,
  };
}
