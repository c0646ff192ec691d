/** Trials by their ids, in little memory: packed, the last that were asked for unpacked. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Trial } from '../../trial/schema.ts';

/**
 * Characters of trials that are kept unpacked. What is read of a trial is kept with it, in some thirty times the memory, so more cost memory and
 * save hardly any time; a third of it took a third longer.
 */
const UNPACKED = 3_000_000;

/** What was asked for last stays, up to so many characters. */
class Recent {
  readonly #trials = new Map<string, { trial: Trial; size: number }>();
  #size = 0;

  get(id: string): Trial | undefined {
    const found = this.#trials.get(id);
    if (!found) return undefined;
    this.#trials.delete(id);
    this.#trials.set(id, found);
    return found.trial;
  }

  put(id: string, trial: Trial, size: number): void {
    this.#trials.set(id, { trial, size });
    this.#size += size;
    for (const [oldest, { size: own }] of this.#trials) {
      if (this.#size <= UNPACKED || oldest === id) return;
      this.#trials.delete(oldest);
      this.#size -= own;
    }
  }
}

export interface Shelf {
  get(id: string): Trial | undefined;
}

/** Trials that are put on it. */
export class PackedShelf implements Shelf {
  readonly #packed = new Map<string, Uint8Array>();
  readonly #recent = new Recent();

  put(id: string, trial: Trial): void {
    this.#packed.set(id, deflateRawSync(JSON.stringify(trial), { level: 1 }));
  }

  get(id: string): Trial | undefined {
    const recent = this.#recent.get(id);
    const packed = this.#packed.get(id);
    if (recent || !packed) return recent;
    const text = inflateRawSync(packed).toString('utf8');
    const trial = JSON.parse(text) as Trial;
    this.#recent.put(id, trial, text.length);
    return trial;
  }
}

/** Trials that are read, each when it is asked for; `read` gives a trial and how many characters it is. */
export class ReadShelf implements Shelf {
  readonly #recent = new Recent();
  readonly #read: (id: string) => { trial: Trial; size: number } | undefined;

  constructor(read: (id: string) => { trial: Trial; size: number } | undefined) {
    this.#read = read;
  }

  get(id: string): Trial | undefined {
    const recent = this.#recent.get(id);
    if (recent) return recent;
    const found = this.#read(id);
    if (found) this.#recent.put(id, found.trial, found.size);
    return found?.trial;
  }
}
