/** The same few of many, whatever order they come in: those whose numbers, drawn from their names, are the lowest. */

export interface Numbered<T> {
  number: number;
  /** Decides between two of the same number. */
  name: string;
  what: T;
}

function inOrder(a: Numbered<unknown>, b: Numbered<unknown>): number {
  return a.number - b.number || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** Keeps the lowest `most` of what is put in. Memory is that of twice as many. */
export class Lowest<T> {
  readonly #most: number;
  #kept: Numbered<T>[] = [];
  /** What is above it is out. */
  #bound = Number.POSITIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether a number may still be among the lowest: asked before a name is made. */
  admits(number: number): boolean {
    return number <= this.#bound && this.#most > 0;
  }

  put(number: number, name: string, what: T): void {
    if (!this.admits(number)) return;
    this.#kept.push({ number, name, what });
    if (this.#kept.length < 2 * this.#most + 16) return;
    this.#kept = this.#sorted();
    this.#bound = this.#kept.at(-1)?.number ?? this.#bound;
  }

  #sorted(): Numbered<T>[] {
    return this.#kept.sort(inOrder).slice(0, this.#most);
  }

  /** The lowest first. */
  all(): T[] {
    return this.#sorted().map(({ what }) => what);
  }
}

/** A number of 32 bits drawn from two: an avalanche of both (the finalizer of MurmurHash3). */
export function drawn(a: number, b: number): number {
  let hash = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b ^ (b >>> 15), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** From several lists in turn, as many as `most`: none is left out for another's length. */
export function inTurn<T>(lists: readonly (readonly T[])[], most: number): T[] {
  const taken: T[] = [];
  for (let i = 0; taken.length < most; i++) {
    const row = lists.flatMap((list) => (i < list.length ? [list[i] as T] : []));
    if (row.length === 0) break;
    taken.push(...row.slice(0, most - taken.length));
  }
  return taken;
}
