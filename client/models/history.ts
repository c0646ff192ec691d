/**
 * What models have answered of each document, kept over reloads: the newest, so many of a document and so many documents. One
 * file for each document, replaced whole, so that a window that is closed meanwhile leaves the one before.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { type Imagining, imaginingSchema } from '../../core/imagine/answer.ts';
import type { Chosen } from './chosen.ts';
import { type Run, rememberedAt } from './run.ts';

/** Of one document. */
export const MOST = 20;
/** Documents: those that were asked about the longest ago go first. */
export const MOST_DOCUMENTS = 200;

const entrySchema = z.object({
  id: z.string(),
  /** When it was answered, in ISO 8601. */
  at: z.string(),
  /** What was asked of the document, and how: `Prepared.key`, `askedKey`. */
  key: z.string(),
  how: z.string(),
  model: z.string(),
  url: z.string(),
  /** What the model thought, step by step. */
  thoughts: z.array(z.string()),
  imagining: imaginingSchema,
  /** How often it was answered, where more than once. */
  times: z.int().exactOptional(),
});
export type Entry = z.infer<typeof entrySchema>;

/** What is kept of a run that has its answer. `key` and `how` as in an entry; `number` tells runs of one moment apart. */
export function entryOf(
  { imagining, ...run }: Run & { imagining: Imagining },
  { chosen, key, how, number }: { chosen: Chosen; key: string; how: string; number: number },
): Entry {
  const now = new Date().toISOString();
  return {
    id: `${number} ${now}`,
    // What was remembered is not of now.
    at: rememberedAt({ ...run, imagining }) ?? now,
    key,
    how,
    model: chosen.model,
    url: chosen.url,
    thoughts: run.steps.map(({ thought }) => thought),
    imagining,
  };
}

const fileSchema = z.object({ schema: z.literal(1), uri: z.string(), entries: z.array(entrySchema) });

function sameAnswer(one: Entry, other: Entry): boolean {
  const told = ({ key, how, imagining }: Entry) =>
    JSON.stringify([key, how, entrySchema.shape.imagining.parse(imagining)]);
  return one.key === other.key && one.how === other.how && told(one) === told(other);
}

export class History {
  readonly #folder: string;
  readonly #warn: (message: string, error: unknown) => void;
  readonly #most: number;
  readonly #known = new Map<string, Promise<readonly Entry[]>>();
  #changing: Promise<unknown> = Promise.resolve();

  /** `most`: documents, before those that were asked about the longest ago are forgotten. */
  constructor(folder: string, warn: (message: string, error: unknown) => void, most = MOST_DOCUMENTS) {
    this.#folder = folder;
    this.#warn = warn;
    this.#most = most;
  }

  /** The newest first. */
  of(uri: string): Promise<readonly Entry[]> {
    let known = this.#known.get(uri);
    if (!known) {
      known = this.#read(uri);
      this.#known.set(uri, known);
    }
    return known;
  }

  /** Whether all that was answered of a document may still be known: no more than is kept of one, or of many, was asked. */
  async isWhole(uri: string): Promise<boolean> {
    const { length } = await this.of(uri);
    return length === 0 ? this.#hasRoom() : length < MOST;
  }

  /** Adds an answer. Another answer to the same question is kept beside it; the same answer is one that was given more than once. */
  add(uri: string, entry: Entry): Promise<void> {
    return this.#inTurn(async () => this.#add(uri, entry, await this.#read(uri)));
  }

  /**
   * Takes in an answer that was asked for among many: one that is known is not counted again, and no other document is forgotten for it,
   * unless it is `wanted` all the same.
   */
  offer(uri: string, entry: Entry, wanted: boolean): Promise<void> {
    return this.#inTurn(async () => {
      const known = await this.#read(uri);
      if (known.some((one) => sameAnswer(one, entry))) return;
      if (wanted || known.length > 0 || (await this.#hasRoom())) await this.#add(uri, entry, known);
    });
  }

  /** How many documents it knows, and in how many bytes. */
  async size(): Promise<{ documents: number; bytes: number }> {
    const files = await this.#files();
    return { documents: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  clear(): Promise<void> {
    return this.#inTurn(async () => {
      this.#known.clear();
      await rm(this.#folder, { recursive: true, force: true });
    });
  }

  /** What is added is read anew, for another window may have added to it: so one at a time, lest an answer be lost between. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#changing.then(change);
    // Who asked for it is told of a failure; the next one is not.
    this.#changing = done.catch(() => undefined);
    return done;
  }

  async #hasRoom(): Promise<boolean> {
    try {
      return (await this.#names()).length < this.#most;
    } catch (error) {
      this.#warn('The history could not be counted', error);
      return false;
    }
  }

  async #add(uri: string, entry: Entry, known: readonly Entry[]): Promise<void> {
    const same = known.find((one) => sameAnswer(one, entry));
    const added = same ? { ...entry, times: (same.times ?? 1) + 1 } : entry;
    const entries = [added, ...known.filter((one) => one !== same)].slice(0, MOST);
    this.#known.set(uri, Promise.resolve(entries));
    await this.#write(uri, entries);
  }

  #file(uri: string): string {
    return path.join(this.#folder, `${createHash('sha256').update(uri).digest('hex').slice(0, 32)}.json`);
  }

  async #read(uri: string): Promise<readonly Entry[]> {
    try {
      const read = fileSchema.parse(JSON.parse(await readFile(this.#file(uri), 'utf8')));
      return read.uri === uri ? read.entries : [];
    } catch (error) {
      // What an older version wrote, or half of something, is none.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#warn(`The history of ${uri} could not be read`, error);
      return [];
    }
  }

  async #write(uri: string, entries: readonly Entry[]): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      const file = this.#file(uri);
      const fresh = `${file}.${process.pid}.new`;
      await writeFile(fresh, JSON.stringify({ schema: 1, uri, entries }));
      await rename(fresh, file);
      const files = await this.#files();
      const old = files.toSorted((a, b) => b.changed - a.changed).slice(this.#most);
      for (const { name } of old) await rm(path.join(this.#folder, name), { force: true });
    } catch (error) {
      this.#warn(`The history of ${uri} could not be written`, error);
    }
  }

  async #names(): Promise<string[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.filter((name) => name.endsWith('.json'));
  }

  async #files(): Promise<{ name: string; bytes: number; changed: number }[]> {
    return Promise.all(
      (await this.#names()).map(async (name) => {
        const { size: bytes, mtimeMs: changed } = await stat(path.join(this.#folder, name));
        return { name, bytes, changed };
      }),
    );
  }
}
