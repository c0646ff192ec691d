/** NDJSON to a file or to standard output. */
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { inWords, WrongUse } from './files.ts';

/** Lines to a file, which is there once it is whole, or to standard output. What is no ordinary file, such as a pipe, is written to as it is. */
export class Lines {
  readonly #out: string | undefined;
  readonly #part: string | undefined;
  readonly #stream: Writable;
  #failed: unknown;

  private constructor(out: string | undefined, part: string | undefined, stream: Writable) {
    this.#out = out;
    this.#part = part;
    this.#stream = stream;
    if (out !== undefined)
      stream.on('error', (error) => {
        this.#failed = error;
      });
  }

  /** Throws `WrongUse`, before any work is done, where nothing can be written there. */
  static async open(out: string | undefined): Promise<Lines> {
    if (out === undefined) return new Lines(undefined, undefined, process.stdout);
    const refused = (why: string) => new WrongUse(`${out}: cannot be written: ${why}`);
    const entry = await stat(out).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw refused(inWords(error));
    });
    if (entry?.isDirectory()) throw refused('it is a folder');
    const part = entry && !entry.isFile() ? undefined : `${out}.part`;
    const stream = createWriteStream(part ?? out);
    const lines = new Lines(out, part, stream);
    await once(stream, 'open').catch((error: NodeJS.ErrnoException) => {
      const folder = path.dirname(out);
      const nowhere = existsSync(folder) ? 'there is no place for it' : `there is no folder ${folder}`;
      throw refused(error.code === 'ENOENT' ? nowhere : inWords(error));
    });
    return lines;
  }

  #check(): void {
    if (this.#failed !== undefined) throw new WrongUse(`${this.#out}: cannot be written: ${inWords(this.#failed)}`);
  }

  async write(values: readonly unknown[]): Promise<void> {
    this.#check();
    if (this.#stream.write(values.map((value) => `${JSON.stringify(value)}\n`).join(''))) return;
    await once(this.#stream, 'drain').catch(() => undefined);
    this.#check();
  }

  /** Ends; a file that is not wanted does not come to be. */
  async end(wanted: boolean): Promise<void> {
    if (this.#out === undefined) return;
    this.#stream.end();
    await finished(this.#stream).catch((error: unknown) => {
      this.#failed = error;
    });
    this.#check();
    if (this.#part === undefined) return;
    if (wanted) await rename(this.#part, this.#out);
    else await unlink(this.#part);
  }
}
