/** A trial as the steps of a scenario leave it, one after the other. */
import { put, valueAt } from './paths.ts';
import type { Trial } from './schema.ts';
import { shapeAt } from './shape.ts';
import type { Path } from './types.ts';

type Plain = Record<string | number, unknown>;

export class Standing {
  #trial: unknown;
  /** What was copied already, and may be changed where it is. */
  readonly #copies = new WeakSet<object>();

  constructor(observed: Trial) {
    this.#trial = observed;
  }

  get trial(): Trial {
    return this.#trial as Trial;
  }

  at(path: Path): unknown {
    return valueAt(this.#trial, path);
  }

  /** The ids or keys of the map at a path. */
  keysAt(path: Path): string[] {
    return Object.keys((this.at(path) as object | undefined) ?? {});
  }

  /** Whether the trial has all the ids that a path names; keys that the schema knows need not be there. */
  has(path: Path): boolean {
    for (let length = 1; length <= path.length; length++) {
      const isId = shapeAt(path.slice(0, length - 1))?.kind === 'record';
      if (isId && this.at(path.slice(0, length)) === undefined) return false;
    }
    return true;
  }

  /** Sets a value, or removes it where it is undefined. What was observed is copied before it is changed, and only once. */
  set(path: Path, value: unknown): void {
    const last = path.at(-1);
    if (last === undefined) return;
    let holder = this.#own(this.#trial);
    this.#trial = holder;
    for (const key of path.slice(0, -1)) {
      const below = this.#own(valueAt(holder, [key]));
      put(holder, key, below);
      holder = below;
    }
    if (value === undefined) delete holder[last];
    else put(holder, last, value);
  }

  #own(value: unknown): Plain {
    if (typeof value === 'object' && value !== null && this.#copies.has(value)) return value as Plain;
    const copy: Plain = { ...(typeof value === 'object' ? value : {}) };
    this.#copies.add(copy);
    return copy;
  }
}
