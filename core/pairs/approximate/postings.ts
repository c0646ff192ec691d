/** An inverted index of one field: which documents hold a term, and how often; scored by BM25. Numbers only, so that many thousands of documents fit. */

/** Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the constants that Lucene has. */
const K1 = 1.2;
const B = 0.75;

interface Posting {
  /** Documents and how often, in turn; as long as it needs to be. */
  pairs: Uint32Array;
  length: number;
}

export class Field {
  readonly #terms = new Map<string, Posting>();
  #lengths = new Float32Array(1024);
  #documents = 0;
  #total = 0;

  get documents(): number {
    return this.#documents;
  }

  /** Adds the next document. */
  add(terms: readonly string[]): void {
    const at = this.#documents++;
    if (at >= this.#lengths.length) {
      const more = new Float32Array(this.#lengths.length * 2);
      more.set(this.#lengths);
      this.#lengths = more;
    }
    this.#lengths[at] = terms.length;
    this.#total += terms.length;
    for (const term of terms) this.#put(term, at);
  }

  #put(term: string, at: number): void {
    let posting = this.#terms.get(term);
    if (!posting) {
      posting = { pairs: new Uint32Array(4), length: 0 };
      this.#terms.set(term, posting);
    }
    const { length } = posting;
    if (length > 0 && posting.pairs[length - 2] === at) {
      posting.pairs[length - 1] = (posting.pairs[length - 1] ?? 0) + 1;
      return;
    }
    if (length + 2 > posting.pairs.length) {
      const more = new Uint32Array(posting.pairs.length * 2);
      more.set(posting.pairs);
      posting.pairs = more;
    }
    posting.pairs[length] = at;
    posting.pairs[length + 1] = 1;
    posting.length = length + 2;
  }

  /** How many documents hold a term. */
  frequency(term: string): number {
    return (this.#terms.get(term)?.length ?? 0) / 2;
  }

  /** How telling a term is: the inverse document frequency that BM25 has, never negative. */
  telling(term: string): number {
    const frequency = this.frequency(term);
    return Math.log(1 + (this.#documents - frequency + 0.5) / (frequency + 0.5));
  }

  /** Adds each document's BM25 for these terms, `weight` times, to its score. Returns what a document of average length that holds each once scores. */
  score(terms: readonly string[], weight: number, scores: Float32Array): number {
    const average = this.#total / Math.max(1, this.#documents) || 1;
    let ideal = 0;
    for (const term of terms) {
      const posting = this.#terms.get(term);
      const telling = this.telling(term) * weight;
      ideal += telling;
      if (!posting) continue;
      const { pairs, length } = posting;
      for (let i = 0; i < length; i += 2) {
        const at = pairs[i] as number;
        const often = pairs[i + 1] as number;
        const long = (this.#lengths[at] as number) / average;
        scores[at] = (scores[at] as number) + (telling * often * (K1 + 1)) / (often + K1 * (1 - B + B * long));
      }
    }
    return ideal;
  }

  /** Calls back for each document that holds a term. */
  each(term: string, found: (document: number) => void): void {
    const posting = this.#terms.get(term);
    if (!posting) return;
    for (let i = 0; i < posting.length; i += 2) found(posting.pairs[i] as number);
  }
}
