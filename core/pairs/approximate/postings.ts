/** What documents hold, by term, in typed arrays: many thousands of documents fit. */

/** Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the constants that Lucene has. */
const K1 = 1.2;
const B = 0.75;

/** Numbers that more are put behind. */
export class Numbers<T extends Uint32Array | Float32Array> {
  data: T;
  length = 0;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T, first = 4) {
    this.#make = make;
    this.data = make(first);
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const more = this.#make(this.data.length * 2);
      more.set(this.data);
      this.data = more;
    }
    this.data[this.length++] = value;
  }
}

export const wholeNumbers = (first?: number) => new Numbers((length) => new Uint32Array(length), first);
export const fractions = (first?: number) => new Numbers((length) => new Float32Array(length), first);

/** Terms by number, so that each text is held once. */
export class Vocabulary {
  readonly #numbers = new Map<string, number>();

  /** The number of a term, which gets one where it has none. */
  add(term: string): number {
    const known = this.#numbers.get(term);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(term, number);
    return number;
  }

  get(term: string): number | undefined {
    return this.#numbers.get(term);
  }
}

/** An inverted index of one field, scored by BM25. */
export class Field {
  /** By term: documents and how often, in turn. */
  readonly #terms = new Map<number, Numbers<Uint32Array>>();
  readonly #lengths = fractions(1024);
  #total = 0;

  /** Adds the next document, by the numbers of its terms. */
  add(terms: readonly number[]): void {
    const at = this.#lengths.length;
    this.#lengths.push(terms.length);
    this.#total += terms.length;
    for (const term of terms) {
      let posting = this.#terms.get(term);
      if (!posting) {
        posting = wholeNumbers();
        this.#terms.set(term, posting);
      }
      const { data, length } = posting;
      if (length > 0 && data[length - 2] === at) data[length - 1] = (data[length - 1] as number) + 1;
      else {
        posting.push(at);
        posting.push(1);
      }
    }
  }

  /** How many documents hold a term. */
  frequency(term: number | undefined): number {
    return term === undefined ? 0 : (this.#terms.get(term)?.length ?? 0) / 2;
  }

  /** How telling a term is: the inverse document frequency that BM25 has, never negative. */
  telling(term: number | undefined): number {
    const frequency = this.frequency(term);
    return Math.log(1 + (this.#lengths.length - frequency + 0.5) / (frequency + 0.5));
  }

  /**
   * Adds each document's BM25 for these terms, `weight` times, to its score. Returns what a document of average length that holds each of them
   * once scores.
   */
  score(terms: readonly (number | undefined)[], weight: number, scores: Float32Array): number {
    const average = this.#total / Math.max(1, this.#lengths.length) || 1;
    const lengths = this.#lengths.data;
    let ideal = 0;
    for (const term of terms) {
      const telling = this.telling(term) * weight;
      ideal += telling;
      const posting = term === undefined ? undefined : this.#terms.get(term);
      if (!posting) continue;
      const { data, length } = posting;
      for (let i = 0; i < length; i += 2) {
        const at = data[i] as number;
        const often = data[i + 1] as number;
        const norm = K1 * (1 - B + (B * (lengths[at] as number)) / average);
        scores[at] = (scores[at] as number) + (telling * often * (K1 + 1)) / (often + norm);
      }
    }
    return ideal;
  }

  /** Sets a bit in the mark of each document that holds a term. */
  mark(term: number | undefined, bit: number, marks: Uint8Array): void {
    const posting = term === undefined ? undefined : this.#terms.get(term);
    if (!posting) return;
    for (let i = 0; i < posting.length; i += 2) {
      const at = posting.data[i] as number;
      marks[at] = (marks[at] as number) | bit;
    }
  }
}
