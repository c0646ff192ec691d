/** What models answered, remembered under a hash of everything that determines an answer. */
import { z } from 'zod';

/** Where entries are kept. Keys are 64 hexadecimal digits. */
export interface Store {
  /** `undefined` where there is none, or where it is not whole. */
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string): Promise<void>;
  /** Leaves nothing, and tells what there was. */
  clear(): Promise<Size>;
  size(): Promise<Size>;
}

export interface Size {
  entries: number;
  bytes: number;
}

/** Of the form of entries. Another version's are not found. */
const VERSION = 1;
const entry = z.object({ version: z.literal(VERSION), value: z.string() });

/**
 * The key of what determines an answer: SHA-256 of its JSON. The order of its own keys does not matter; the order further inside
 * does, as it does to a model that follows a schema.
 */
export async function keyOf(of: object): Promise<string> {
  const sorted = Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
  const bytes = new TextEncoder().encode(JSON.stringify([VERSION, sorted]));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Answers by what determines them. A store that fails costs an answer's memory and nothing else: `problem` hears of it. */
export class Answers {
  readonly #store: Store;
  readonly #problem: (error: unknown) => void;

  constructor(store: Store, problem: (error: unknown) => void) {
    this.#store = store;
    this.#problem = problem;
  }

  /** Throws the signal's reason where it is aborted. */
  async get(of: object, signal?: AbortSignal): Promise<string | undefined> {
    signal?.throwIfAborted();
    try {
      const text = await this.#store.read(await keyOf(of));
      return text === undefined ? undefined : entry.parse(JSON.parse(text)).value;
    } catch (error) {
      this.#problem(error);
      return undefined;
    }
  }

  async put(of: object, value: string): Promise<void> {
    try {
      await this.#store.write(await keyOf(of), JSON.stringify({ version: VERSION, value }));
    } catch (error) {
      this.#problem(error);
    }
  }

  /** Forgets all answers. Rejects where the store cannot. */
  clear(): Promise<Size> {
    return this.#store.clear();
  }

  size(): Promise<Size> {
    return this.#store.size();
  }
}
