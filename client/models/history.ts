/**
 * What models have answered of each document, kept over reloads: the newest, so many of a document and so many documents. One
 * file for each document, replaced whole, so that a window that is closed meanwhile leaves the one before.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { imaginingSchema } from '../../core/imagine/answer.ts';

/** Of one document. */
export const MOST = 20;
/** Documents: those that were asked about the longest ago go first. */
export const MOST_DOCUMENTS = 200;

export const entrySchema = z.object({
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

const fileSchema = z.object({ schema: z.literal(1), uri: z.string(), entries: z.array(entrySchema) });

function sameAnswer(one: Entry, other: Entry): boolean {
  const told = ({ key, how, imagining }: Entry) =>
    JSON.stringify([key, how, entrySchema.shape.imagining.parse(imagining)]);
  return one.key === other.key && one.how === other.how && told(one) === told(other);
}

export class History {
  readonly #folder: string;
  readonly #warn: (message: string, error: unknown) => void;
  readonly #known = new Map<string, Promise<readonly Entry[]>>();
  /** Files are written one after the other. */
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string, warn: (message: string, error: unknown) => void) {
    this.#folder = folder;
    this.#warn = warn;
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

  /** Adds an answer. Another answer to the same question is kept beside it; the same answer is one that was given more than once. */
  async add(uri: string, entry: Entry): Promise<void> {
    // Read anew: another window may have added to it.
    const known = await this.#read(uri);
    const same = known.find((one) => sameAnswer(one, entry));
    const added = same ? { ...entry, times: (same.times ?? 1) + 1 } : entry;
    const entries = [added, ...known.filter((one) => one !== same)].slice(0, MOST);
    this.#known.set(uri, Promise.resolve(entries));
    this.#writing = this.#writing.then(() => this.#write(uri, entries));
    await this.#writing;
  }

  /** How many documents it knows, and in how many bytes. */
  async size(): Promise<{ documents: number; bytes: number }> {
    const files = await this.#files();
    return { documents: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  async clear(): Promise<void> {
    this.#known.clear();
    this.#writing = this.#writing.then(() => rm(this.#folder, { recursive: true, force: true }));
    await this.#writing;
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
      const old = files.toSorted((a, b) => b.changed - a.changed).slice(MOST_DOCUMENTS);
      for (const { name } of old) await rm(path.join(this.#folder, name), { force: true });
    } catch (error) {
      this.#warn(`The history of ${uri} could not be written`, error);
    }
  }

  async #files(): Promise<{ name: string; bytes: number; changed: number }[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const own = names.filter((name) => name.endsWith('.json'));
    return Promise.all(
      own.map(async (name) => {
        const { size: bytes, mtimeMs: changed } = await stat(path.join(this.#folder, name));
        return { name, bytes, changed };
      }),
    );
  }
}
