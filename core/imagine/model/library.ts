/** The embedded library of natural pairs: what other trials observed of a change like the one that is asked about. */
import type { Direction } from '../../trial/direction.ts';
import library from './library.json' with { type: 'json' };
import { telling } from './terms.ts';

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
  trial: string;
  /** What its ends are of, by position among the texts of its shelf. */
  first: number;
  second: number;
  ratio: number;
  /** log₂ of the ratio. */
  doublings: number;
  from: Direction;
  to: Direction;
}

/** Texts by the terms that they hold, so that only those that share one are looked at. */
class Index {
  readonly #postings = new Map<string, { at: number[]; weight: number[] }>();
  readonly #size: number;

  constructor(texts: readonly string[]) {
    this.#size = texts.length;
    for (const [at, text] of texts.entries()) {
      const terms = text.split(' ');
      const weights = terms.map(telling);
      const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0)) || 1;
      for (const [i, term] of terms.entries()) {
        let postings = this.#postings.get(term);
        if (!postings) {
          postings = { at: [], weight: [] };
          this.#postings.set(term, postings);
        }
        postings.at.push(at);
        postings.weight.push((weights[i] ?? 0) / length);
      }
    }
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

export interface Shelf {
  pairs: Pair[];
  /** Each once: most pairs of a trial share theirs. */
  texts: Index;
}

const DIRECTION: Readonly<Record<string, Direction>> = { h: 'higher', l: 'lower', n: 'no difference' };

function read(lines: string): Shelf {
  const pairs: Pair[] = [];
  const texts = new Map<string, number>();
  const at = (text: string) => {
    const known = texts.get(text) ?? texts.size;
    texts.set(text, known);
    return known;
  };
  for (const line of lines.split('\n')) {
    const [trial, first = '', second = '', directions = ''] = line.split('|');
    const [from, to] = [...directions].map((letter) => DIRECTION[letter]);
    if (trial === undefined || !from || !to) continue;
    const ratio = Number(first);
    pairs.push({ trial, first: at(first), second: at(second), ratio, doublings: Math.log2(ratio), from, to });
  }
  return { pairs, texts: new Index([...texts.keys()]) };
}

export const SHELVES = ['doses', 'measures'] as const;
type ShelfName = (typeof SHELVES)[number];

const shelves: Partial<Record<ShelfName, Shelf>> = {};

/** Read when it is first asked for. */
export function shelf(name: ShelfName): Shelf {
  shelves[name] ??= read(library[name]);
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
  const { pairs, texts } = shelf('doses');
  const alike = texts.cosines(measure);
  const found: Nearest = new Map();
  const asked = Math.log2(ratio);
  for (const pair of pairs) {
    if (pair.from !== direction || pair.trial === asking) continue;
    const nearness = (0.4 + 0.6 * Math.min(1, alike[pair.second] ?? 0)) / (1 + Math.abs(pair.doublings - asked));
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
  const { pairs, texts } = shelf('measures');
  const [one, other] = [texts.cosines(first), texts.cosines(second)];
  const found: Nearest = new Map();
  for (const pair of pairs) {
    if (pair.from !== direction || pair.trial === asking) continue;
    const nearness = Math.min(1, one[pair.first] ?? 0, other[pair.second] ?? 0);
    if (nearness >= LEAST.measure) offer(found, pair, nearness);
  }
  return inOrder(found, most).map(({ pair: { trial, from, to }, nearness }) => ({ trial, from, to, nearness }));
}
