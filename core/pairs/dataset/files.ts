/** The files of a data set: one for each kind of rows and split, there once they are whole, with their hashes. */
import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rmdir, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { SPLITS, type Split } from '../split.ts';
import type { DataFile } from './counts.ts';
import type { Row } from './row.ts';

/** What says what the files are, to a person and to a program. */
export const SHEET = 'datasheet.md';
export const COUNTS = 'datasheet.json';
const SHEETS = [SHEET, COUNTS];

export const KINDS = ['sft', 'grpo'] as const;
export type Kind = (typeof KINDS)[number];

/** `sft/train.jsonl`, or `sft/train.jsonl.gz`. */
export const nameOf = (kind: Kind, split: Split, gzip: boolean) => `${kind}/${split}.jsonl${gzip ? '.gz' : ''}`;

/** The files of a kind that an earlier build left in a folder, by their names there. */
export function heldIn(folder: string, kind: Kind): string[] {
  const names = SPLITS.flatMap((split) => [false, true].map((gzip) => nameOf(kind, split, gzip)));
  return names.filter((name) => existsSync(path.join(folder, name)));
}

async function remove(file: string): Promise<void> {
  await unlink(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  });
}

/** A file whose content is not what a sheet says of it. */
export class OtherFile extends Error {}

/** Bytes to a file, gzipped or not, counted and hashed as they were before. */
class HashedFile {
  readonly #file: string;
  readonly #into: Writable;
  readonly #out: Writable;
  readonly #hash: Hash = createHash('sha256');
  #failed: unknown;
  #rows = 0;
  #bytes = 0;

  constructor(file: string, gzip: boolean) {
    this.#file = file;
    this.#out = createWriteStream(`${file}.part`);
    const packer = gzip ? createGzip() : undefined;
    packer?.pipe(this.#out);
    this.#into = packer ?? this.#out;
    for (const stream of [this.#into, this.#out])
      stream.on('error', (error) => {
        this.#failed ??= error;
      });
  }

  async write(data: Buffer, rows: number): Promise<void> {
    if (this.#failed !== undefined) throw this.#failed;
    this.#hash.update(data);
    this.#rows += rows;
    this.#bytes += data.length;
    if (this.#into.write(data)) return;
    // Whichever does not come leaves nobody listening: a file of a hundred waits would have a hundred ears.
    const over = new AbortController();
    const { signal } = over;
    try {
      await Promise.race([once(this.#into, 'drain', { signal }), once(this.#out, 'close', { signal })]);
    } finally {
      over.abort();
    }
  }

  /** Writes what is left; it still has the name of a part. */
  async end(name: string): Promise<DataFile> {
    this.#into.end();
    await finished(this.#out);
    if (this.#failed !== undefined) throw this.#failed;
    return { name, rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  async keep(): Promise<void> {
    await rename(`${this.#file}.part`, this.#file);
  }

  async drop(): Promise<void> {
    this.#into.destroy();
    this.#out.destroy();
    // What was still being written is told as an error first, which is none here.
    if (!this.#out.closed) await new Promise<void>((resolve) => this.#out.once('close', () => resolve()));
    await remove(`${this.#file}.part`);
  }
}

/** Rows go where their split is. A file without rows does not come to be: what reads tables does not read empty ones. */
export class DatasetFiles {
  readonly #folder: string;
  readonly #gzip: boolean;
  readonly #files = new Map<string, HashedFile>();
  readonly #made = new Set<string>();

  /** `fresh`: the folder itself was made for them. */
  constructor(folder: string, gzip: boolean, fresh = false) {
    this.#folder = folder;
    this.#gzip = gzip;
    if (fresh) this.#made.add(folder);
  }

  async #open(name: string): Promise<HashedFile> {
    const known = this.#files.get(name);
    if (known) return known;
    const folder = path.join(this.#folder, path.dirname(name));
    if (!existsSync(folder)) this.#made.add(folder);
    await mkdir(folder, { recursive: true });
    const file = new HashedFile(path.join(this.#folder, name), this.#gzip);
    this.#files.set(name, file);
    return file;
  }

  async write(kind: Kind, rows: readonly Row[]): Promise<void> {
    for (const split of SPLITS) {
      const own = rows.filter((row) => row.split === split);
      if (own.length === 0) continue;
      const file = await this.#open(nameOf(kind, split, this.#gzip));
      await file.write(Buffer.from(own.map((row) => `${JSON.stringify(row)}\n`).join('')), own.length);
    }
  }

  /** Puts a file of a slice behind those before. Throws `OtherFile` where it is not what the slice's sheet says. */
  async append(name: string, from: string, { name: own, rows, sha256 }: DataFile): Promise<void> {
    const file = await this.#open(name);
    await file.write(Buffer.alloc(0), rows);
    const raw = createReadStream(from);
    const source = own.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
    raw.on('error', (error) => source.destroy(error));
    const hash = createHash('sha256');
    for await (const piece of source) {
      hash.update(piece as Buffer);
      await file.write(piece as Buffer, 0);
    }
    if (hash.digest('hex') !== sha256) throw new OtherFile(from);
  }

  /**
   * In a settled order. Files of an earlier build that this one has no rows for go, what a killed one left too. All are whole before the first has its name, and
   * the sheets of an earlier build go before that: whatever ends the program, there is no sheet of files that are not there.
   */
  async end(): Promise<DataFile[]> {
    const all: DataFile[] = [];
    for (const [name, file] of this.#inOrder()) if (file) all.push(await file.end(name));
    for (const sheet of SHEETS) await remove(path.join(this.#folder, sheet));
    for (const [name, file] of this.#inOrder()) {
      if (file) await file.keep();
      else for (const left of [name, `${name}.part`]) await remove(path.join(this.#folder, left));
    }
    return all;
  }

  #inOrder(): [name: string, file: HashedFile | undefined][] {
    const names = KINDS.flatMap((kind) =>
      SPLITS.flatMap((split) => [false, true].map((gz) => nameOf(kind, split, gz))),
    );
    return names.map((name) => [name, this.#files.get(name)]);
  }

  /** The sheet that says what the files are, as Markdown and as JSON; the latter, which `merge` reads, last. Each is there once it is whole. */
  async describe(markdown: string, json: string): Promise<void> {
    for (const [name, text] of [
      [SHEET, markdown],
      [COUNTS, json],
    ] as const) {
      const file = path.join(this.#folder, name);
      await writeFile(`${file}.part`, text);
      await rename(`${file}.part`, file);
    }
  }

  /** What was begun goes, and the folders that were made for it. */
  async drop(): Promise<void> {
    for (const file of this.#files.values()) await file.drop();
    for (const folder of [...this.#made].reverse())
      await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
        // Something that is no part of the build was put there meanwhile, or somebody took it away.
        if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
      });
  }
}
