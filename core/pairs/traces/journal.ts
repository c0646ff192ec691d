/**
 * A file of lines that only grows: what was appended is on the disk when the promise resolves, whatever becomes of the program. Lines that come
 * while the disk is busy are written and synced together.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, open, truncate } from 'node:fs/promises';

export class JournalProblem extends Error {}

const LINE_FEED = 10;

/** The whole lines of a file, one in memory at a time, each with where it begins; none where there is no file. The last may lack its end. */
export async function* linesOf(
  file: string,
): AsyncGenerator<{ text: string; at: number; end: number; whole: boolean }> {
  let held: Buffer = Buffer.alloc(0);
  let at = 0;
  try {
    for await (const piece of createReadStream(file)) {
      const data: Buffer = held.length > 0 ? Buffer.concat([held, piece as Buffer]) : (piece as Buffer);
      let start = 0;
      for (let end = data.indexOf(LINE_FEED); end >= 0; end = data.indexOf(LINE_FEED, start)) {
        yield { text: data.toString('utf8', start, end), at: at + start, end: at + end + 1, whole: true };
        start = end + 1;
      }
      held = data.subarray(start);
      at += start;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (held.length > 0) yield { text: held.toString('utf8'), at, end: at + held.length, whole: false };
}

export class Journal {
  readonly #handle: FileHandle;
  #waiting: { text: string; done: () => void; failed: (error: unknown) => void }[] = [];
  #writing: Promise<void> | undefined;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /**
   * Opens a file to append to, and gives what stands in it to `take`. A last line that was not written to its end is taken away. Throws
   * `JournalProblem` where another line is no JSON.
   */
  static async open(file: string, take: (value: unknown) => void): Promise<Journal> {
    let number = 0;
    let good = 0;
    let torn = false;
    for await (const { text, end, whole } of linesOf(file)) {
      number++;
      if (!whole) {
        torn = true;
        break;
      }
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        throw new JournalProblem(`${file}, line ${number}: no JSON. Nothing was changed.`);
      }
      take(value);
      good = end;
    }
    if (torn) await truncate(file, good);
    return new Journal(await open(file, 'a'));
  }

  append(value: unknown): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ text: `${JSON.stringify(value)}\n`, done, failed });
      this.#writing ??= this.#write();
    });
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#handle.appendFile(batch.map(({ text }) => text).join(''));
        await this.#handle.datasync();
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#writing = undefined;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }
}
