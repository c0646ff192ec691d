/** A text as words, numbers and marks, with their offsets, for the quantities that are said in words. Linear in the text. */

const WORD = /(?:[a-z]\.){2,}[a-z]?|\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?|\p{L}+|\S/giu;
const SAME: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '−': '-',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  '&': 'and',
};

/** Characters: longer than any quantity in words. */
const MOST = 600;

const COUNTS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
};

/** Reads words from the left. What is not as asked is left where it is. A word is cut when it is first looked at. */
export class Words {
  /** How many words are read. */
  at = 0;
  readonly #text: string;
  readonly #from: number;
  readonly #cut: boolean;
  readonly #words: string[] = [];
  readonly #ends: number[] = [];
  /** Where the next word is looked for; undefined where there is none. */
  #next: number | undefined = 0;

  /** Of a longer text no more is read than a quantity can need. */
  constructor(text: string, from = 0) {
    this.#text = from === 0 && text.length <= MOST ? text : text.slice(from, from + MOST);
    this.#from = from;
    this.#cut = text.length - from > MOST;
  }

  #cutUpTo(index: number): void {
    while (this.#words.length <= index && this.#next !== undefined) {
      WORD.lastIndex = this.#next;
      const found = WORD.exec(this.#text)?.[0];
      if (found === undefined) {
        this.#next = undefined;
        return;
      }
      this.#next = WORD.lastIndex;
      const word = found.toLowerCase();
      const dotted = word.length > 1 && word.includes('.') && !/^\d/.test(word);
      this.#words.push(dotted ? word.replaceAll('.', '') : (SAME[word] ?? word));
      this.#ends.push(this.#from + this.#next);
    }
  }

  /** Whether all of the text is read. */
  get done(): boolean {
    return this.peek() === undefined && !this.#cut;
  }

  /** The offset in the text after the last word that was read. */
  get end(): number {
    return this.#ends[this.at - 1] ?? 0;
  }

  peek(ahead = 0): string | undefined {
    const index = this.at + ahead;
    if (index >= this.#words.length) this.#cutUpTo(index);
    return this.#words[index];
  }

  /** Takes the words of one of the phrases, the first that stands here. */
  take(...phrases: readonly string[]): string | undefined {
    const first = this.peek();
    if (first === undefined) return undefined;
    for (const phrase of phrases) {
      // Most phrases begin with another word, and need not be taken apart.
      if (!phrase.startsWith(first)) continue;
      if (phrase === first) {
        this.at++;
        return phrase;
      }
      const parts = phrase.split(' ');
      if (parts.every((part, i) => this.peek(i) === part)) {
        this.at += parts.length;
        return phrase;
      }
    }
    return undefined;
  }

  /** Takes a word that a table knows. */
  look<T>(table: Readonly<Record<string, T>>): T | undefined {
    const word = this.peek();
    if (word === undefined || !Object.hasOwn(table, word)) return undefined;
    this.at++;
    return table[word];
  }

  /** Takes a number, in figures or as a word up to twelve. */
  number(): number | undefined {
    const word = this.peek();
    if (word === undefined) return undefined;
    const value = /^\d/.test(word)
      ? Number(word.replaceAll(',', ''))
      : Object.hasOwn(COUNTS, word)
        ? COUNTS[word]
        : undefined;
    if (value === undefined || !Number.isFinite(value)) return undefined;
    this.at++;
    return value;
  }

  /** Takes a number with its sign; a hyphen on a word (`day-2`) is none, and one apart from its number neither. */
  signed(): number | undefined {
    return this.try(() => {
      const next = this.peek(1) ?? '';
      const end = this.#ends[this.at] ?? 0;
      const stands = this.#ends[this.at - 1] !== end - 1 && this.#ends[this.at + 1] === end + next.length;
      const sign = stands && this.take('-') ? -1 : 1;
      const value = this.number();
      return value && sign * value;
    });
  }

  /** What a reader yields; where it yields nothing, nothing is read. */
  try<T>(read: (words: this) => T | undefined): T | undefined {
    const before = this.at;
    const value = read(this);
    if (value === undefined) this.at = before;
    return value;
  }
}
