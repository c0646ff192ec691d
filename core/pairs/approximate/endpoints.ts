/** Outcomes of many trials in typed arrays, and how near each is to one that is asked for. */
import { type CardEndpoint, CONTROLS, type Control, KINDS } from './card.ts';
import { fractions, type Vocabulary, wholeNumbers } from './postings.ts';

/** Parts of the nearness of two outcomes: telling words shared (weighted cosine), the kind of what is compared, when. */
const OUTCOME = { words: 0.75, kind: 0.15, time: 0.1 } as const;
/** What a fitting comparator adds to a near outcome. */
const CONTROL = 0.2;

type Outcome = Omit<CardEndpoint, 'controls'>;

const kindNearness = (a: number, b: number) => (a < 0 || b < 0 ? 0.5 : a === b ? 1 : 0);
const timeNearness = (a: number, b: number) => (a > 0 && b > 0 ? 1 / (1 + Math.abs(Math.log2(a / b))) : 0.5);
const kindOf = ({ kind }: Outcome) => (kind === undefined ? -1 : KINDS.indexOf(kind));

/** How alike two outcomes are, 0 to 1. */
export function endpointNearness(a: Outcome, b: Outcome, telling: (word: string) => number): number {
  const weight = (words: readonly string[]) => words.reduce((sum, word) => sum + telling(word) ** 2, 0);
  const shared = weight(a.words.filter((word) => b.words.includes(word)));
  const all = Math.sqrt(weight(a.words) * weight(b.words));
  return (
    OUTCOME.words * (all > 0 ? Math.min(1, shared / all) : 0) +
    OUTCOME.kind * kindNearness(kindOf(a), kindOf(b)) +
    OUTCOME.time * timeNearness(a.days ?? 0, b.days ?? 0)
  );
}

/** An outcome that is asked for, its words by their numbers with what they weigh. */
export interface AskedEndpoint {
  weights: ReadonlyMap<number, number>;
  /** Of all its words, those that no trial has too. */
  weight: number;
  kind: number;
  days: number;
  control: number;
}

export class Endpoints {
  readonly #vocabulary: Vocabulary;
  /** Where the outcomes of each document begin. */
  readonly #begin = wholeNumbers(1024);
  /** Where the words of each outcome begin. */
  readonly #words = wholeNumbers(1024);
  readonly #terms = wholeNumbers(1024);
  readonly #days = fractions(1024);
  /** The kind, and a bit for each control. */
  readonly #about = wholeNumbers(1024);

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Adds those of the next document. */
  add(endpoints: readonly CardEndpoint[]): void {
    this.#begin.push(this.#about.length);
    for (const { words, days, controls, ...rest } of endpoints) {
      this.#words.push(this.#terms.length);
      for (const word of words) this.#terms.push(this.#vocabulary.add(word));
      this.#days.push(days ?? 0);
      const bits = controls.reduce((sum, control) => sum | (1 << CONTROLS.indexOf(control)), 0);
      this.#about.push(((kindOf({ words, ...rest }) + 1) << CONTROLS.length) | bits);
    }
  }

  asked(endpoint: Outcome, control: Control, telling: (term: number | undefined) => number): AskedEndpoint {
    const weights = new Map<number, number>();
    let weight = 0;
    for (const word of endpoint.words) {
      const term = this.#vocabulary.get(word);
      const own = telling(term) ** 2;
      weight += own;
      if (term !== undefined) weights.set(term, own);
    }
    return { weights, weight, kind: kindOf(endpoint), days: endpoint.days ?? 0, control: CONTROLS.indexOf(control) };
  }

  /** The nearness of the nearest outcome of a document, 0 to 1. */
  nearest(document: number, asked: AskedEndpoint, telling: (term: number) => number): number {
    const begin = this.#begin.data[document] as number;
    const end = document + 1 < this.#begin.length ? (this.#begin.data[document + 1] as number) : this.#about.length;
    let best = 0;
    for (let i = begin; i < end; i++) {
      const first = this.#words.data[i] as number;
      const last = i + 1 < this.#words.length ? (this.#words.data[i + 1] as number) : this.#terms.length;
      let [shared, weight] = [0, 0];
      for (let at = first; at < last; at++) {
        const term = this.#terms.data[at] as number;
        weight += telling(term) ** 2;
        shared += asked.weights.get(term) ?? 0;
      }
      const all = Math.sqrt(weight * asked.weight);
      const about = this.#about.data[i] as number;
      const near =
        OUTCOME.words * (all > 0 ? Math.min(1, shared / all) : 0) +
        OUTCOME.kind * kindNearness((about >> CONTROLS.length) - 1, asked.kind) +
        OUTCOME.time * timeNearness(this.#days.data[i] as number, asked.days);
      best = Math.max(best, (1 - CONTROL) * near + (about & (1 << asked.control) ? CONTROL : 0));
    }
    return best;
  }
}
