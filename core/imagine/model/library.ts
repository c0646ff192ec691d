/** The embedded library of natural pairs: what other trials observed of a change like the one that is asked about. */
import * as z from 'zod';
import type { Direction } from '../../trial/direction.ts';
import library from './library.json' with { type: 'json' };
import { telling } from './terms.ts';

export const librarySchema = z.object({ about: z.string(), doses: z.string(), measures: z.string() });

/** A pair of another trial, as evidence. */
export interface Precedent {
  trial: string;
  /** The second dose over the first; absent where the two are of two measures. */
  ratio?: number;
  from: Direction;
  to: Direction;
  /** 0 to 1. */
  nearness: number;
}

type Terms = ReadonlyMap<string, number>;
interface Pair {
  /** Its position on its shelf. */
  at: number;
  trial: string;
  ratio: number;
  /** log₂ of the ratio. */
  doublings: number;
  from: Direction;
  to: Direction;
}

/** Texts by the terms that they hold, so that only those that share one are looked at. */
class Index {
  readonly #postings = new Map<string, { at: Int32Array; weight: Float64Array }>();
  readonly #size: number;

  constructor(texts: readonly string[]) {
    this.#size = texts.length;
    const found = new Map<string, { at: number[]; weight: number[] }>();
    for (const [at, text] of texts.entries()) {
      const own = text.split(' ').map((term) => [term, telling(term)] as const);
      const length = Math.sqrt(own.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1;
      for (const [term, weight] of own) {
        const postings = found.get(term) ?? { at: [], weight: [] };
        found.set(term, postings);
        postings.at.push(at);
        postings.weight.push(weight / length);
      }
    }
    for (const [term, { at, weight }] of found)
      this.#postings.set(term, { at: Int32Array.from(at), weight: Float64Array.from(weight) });
  }

  /** The cosine of each text with these terms, 0 to 1. */
  cosines(terms: Terms): Float64Array {
    const sums = new Float64Array(this.#size);
    for (const [term, own] of terms) {
      const postings = this.#postings.get(term);
      if (!postings) continue;
      const { at, weight } = postings;
      for (let i = 0; i < at.length; i++) {
        const text = at[i] ?? 0;
        sums[text] = (sums[text] ?? 0) + own * (weight[i] ?? 0);
      }
    }
    return sums;
  }
}

interface Shelf {
  pairs: Pair[];
  /** Of what a pair of measures starts from. */
  first: Index;
  second: Index;
}

const DIRECTION: Readonly<Record<string, Direction>> = { h: 'higher', l: 'lower', n: 'no difference' };

function read(lines: string): Shelf {
  const [pairs, firsts, seconds]: [Pair[], string[], string[]] = [[], [], []];
  for (const line of lines.split('\n')) {
    const [trial, first = '', second = '', directions = ''] = line.split('|');
    const [from, to] = [...directions].map((letter) => DIRECTION[letter]);
    if (trial === undefined || !from || !to) continue;
    pairs.push({ at: pairs.length, trial, ratio: Number(first), doublings: Math.log2(Number(first)), from, to });
    firsts.push(first);
    seconds.push(second);
  }
  return { pairs, first: new Index(firsts), second: new Index(seconds) };
}

const shelves: { doses?: Shelf; measures?: Shelf } = {};

/** Read when it is first asked for. */
function shelf(name: 'doses' | 'measures'): Shelf {
  shelves[name] ??= read(librarySchema.parse(library)[name]);
  return shelves[name];
}

/** The nearest of each trial. */
type Nearest = Map<string, { pair: Pair; nearness: number }>;

function offer(found: Nearest, pair: Pair, nearness: number): void {
  const before = found.get(pair.trial);
  if (!before || nearness > before.nearness) found.set(pair.trial, { pair, nearness });
}

function inOrder(found: Nearest, most: number): { pair: Pair; nearness: number }[] {
  return [...found.values()]
    .sort((a, b) => b.nearness - a.nearness || (a.pair.trial < b.pair.trial ? -1 : 1))
    .slice(0, most);
}

/** Pairs of doses and of measures that are less near than this say nothing. */
const LEAST = { dose: 0.12, measure: 0.2 };

/** Pairs of doses from a source of this direction, the nearest first: by how far apart the doses are, and by measure. */
export function dosePrecedents(
  asking: string | undefined,
  ratio: number,
  measure: Terms,
  direction: Direction,
  most = 9,
): Precedent[] {
  const { pairs, second } = shelf('doses');
  const alike = second.cosines(measure);
  const found: Nearest = new Map();
  const asked = Math.log2(ratio);
  for (const pair of pairs) {
    if (pair.from !== direction || pair.trial === asking) continue;
    const nearness = (0.4 + 0.6 * Math.min(1, alike[pair.at] ?? 0)) / (1 + Math.abs(pair.doublings - asked));
    if (nearness >= LEAST.dose) offer(found, pair, nearness);
  }
  return inOrder(found, most).map(({ pair: { trial, ratio: own, from, to }, nearness }) => ({
    trial,
    ratio: own,
    from,
    to,
    nearness,
  }));
}

/** Pairs of measures, each like one of the two that are asked about, from a source of this direction. */
export function measurePrecedents(
  asking: string | undefined,
  first: Terms,
  second: Terms,
  direction: Direction,
  most = 9,
): Precedent[] {
  const { pairs, ...indexes } = shelf('measures');
  const [one, other] = [indexes.first.cosines(first), indexes.second.cosines(second)];
  const found: Nearest = new Map();
  for (const pair of pairs) {
    if (pair.from !== direction || pair.trial === asking) continue;
    const nearness = Math.min(1, one[pair.at] ?? 0, other[pair.at] ?? 0);
    if (nearness >= LEAST.measure) offer(found, pair, nearness);
  }
  return inOrder(found, most).map(({ pair: { trial, from, to }, nearness }) => ({ trial, from, to, nearness }));
}
