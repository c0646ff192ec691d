/**
 * Which side of a data set a trial is on: by when its results were first posted, near-duplicates together. A group of them stands
 * where its latest results do, so that nothing is learned from what was posted after the cut.
 */
import * as z from 'zod';
import { fold } from '../evaluate/fold.ts';
import { type Marks, marksOf } from './twins.ts';
import { Union } from './union.ts';

export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Results posted on these days (YYYY-MM-DD) or later are for validation, and for the test. */
export interface Cuts {
  validation: string;
  test: string;
}

/** Of the trials that were at hand when this was written, about four in five come before the first, and one in ten after the second. */
export const DEFAULT_CUTS: Cuts = { validation: '2022-01-01', test: '2023-01-01' };

/** Where a trial stands. `fold` is given to training trials. */
export interface Place {
  split?: Split;
  fold?: number;
}

const count = z.int().min(0);
export const splitCountsSchema = z
  .object({
    cuts: z.object({ validation: z.string(), test: z.string() }),
    trials: z.object({ train: count, validation: count, test: count, undated: count }).describe('With results.'),
    folds: z.array(count).describe('Training trials by fold.'),
    twins: z.object({
      groups: count.describe('Groups of near-duplicates, with results or without.'),
      trials: count.describe('Trials in them.'),
      largest: count,
      moved: count.describe('Trials whose own date would have put them elsewhere.'),
      acrossFolds: count.describe('Groups whose training trials are in more than one fold: folds go by the id alone.'),
    }),
  })
  .describe('How trials are split.');
export type SplitCounts = z.infer<typeof splitCountsSchema>;

function splitBy(posted: string | undefined, { validation, test }: Cuts): Split | undefined {
  if (posted === undefined) return undefined;
  return posted >= test ? 'test' : posted >= validation ? 'validation' : 'train';
}

/** Whether one stands in a later split than another, or in none: what is learned of the other would know it before its time. */
export function isLater(one: Split | undefined, other: Split | undefined): boolean {
  const at = (split: Split | undefined) => (split === undefined ? SPLITS.length : SPLITS.indexOf(split));
  return at(one) > at(other);
}

/** Takes all records of a corpus, then says where each trial stands. Holds some hundred bytes of each. */
export class Splitter {
  readonly #cuts: Cuts;
  readonly #union = new Union();
  /** The first record of each key. */
  readonly #keys = new Map<string, string>();
  /** Of trials with results: when these were first posted. */
  readonly #posted = new Map<string, string | undefined>();
  readonly #ids = new Set<string>();
  #latest: Map<string, string> | undefined;

  constructor(cuts: Cuts = DEFAULT_CUTS) {
    this.#cuts = cuts;
  }

  /** Takes a record as the registry gives it. */
  add(json: unknown, posted: string | undefined, results: boolean): void {
    const marks = marksOf(json);
    if (marks) this.take(marks, posted, results);
  }

  take({ id, refers, keys }: Marks, posted: string | undefined, results: boolean): void {
    this.#latest = undefined;
    this.#ids.add(id);
    if (results) this.#posted.set(id, posted);
    for (const other of refers) this.#union.join(id, other);
    for (const key of keys) {
      const first = this.#keys.get(key);
      if (first === undefined) this.#keys.set(key, id);
      else this.#union.join(id, first);
    }
  }

  /** When the latest results of each group were posted. */
  #latestOf(group: string): string | undefined {
    if (!this.#latest) {
      this.#latest = new Map();
      for (const [id, posted] of this.#posted) {
        const own = this.#union.find(id);
        if (posted !== undefined && posted > (this.#latest.get(own) ?? '')) this.#latest.set(own, posted);
      }
    }
    return this.#latest.get(group);
  }

  /** Where a trial stands among all that were taken. One without a date has no split, though its near-duplicates may. */
  placeOf(id: string): Place {
    const group = this.#union.find(id);
    const split = this.#posted.get(id) === undefined ? undefined : splitBy(this.#latestOf(group), this.#cuts);
    return { ...(split && { split }), ...(split === 'train' && { fold: fold(id) }) };
  }

  /** Groups of two near-duplicates or more, among the records that were taken. */
  groups(): string[][] {
    const groups = new Map<string, string[]>();
    for (const id of this.#ids) {
      const group = this.#union.find(id);
      groups.set(group, [...(groups.get(group) ?? []), id]);
    }
    return [...groups.values()].filter(({ length }) => length > 1);
  }

  counts(): SplitCounts {
    const trials = { train: 0, validation: 0, test: 0, undated: 0 };
    const folds = [0, 0, 0, 0, 0];
    let moved = 0;
    for (const [id, posted] of this.#posted) {
      const { split, fold: own } = this.placeOf(id);
      trials[split ?? 'undated']++;
      if (own !== undefined) folds[own] = (folds[own] ?? 0) + 1;
      if (split !== splitBy(posted, this.#cuts)) moved++;
    }
    const groups = this.groups();
    const torn = groups.filter((ids) => {
      const own = new Set(ids.flatMap((id) => this.placeOf(id).fold ?? []));
      return own.size > 1;
    });
    const sizes = groups.map(({ length }) => length);
    return {
      cuts: this.#cuts,
      trials,
      folds,
      twins: {
        groups: groups.length,
        trials: sizes.reduce((a, b) => a + b, 0),
        largest: sizes.reduce((a, b) => Math.max(a, b), 0),
        moved,
        acrossFolds: torn.length,
      },
    };
  }
}
