/** Endless repetition: what small models fall into, and what would else run until the last token. */

/** Characters that are looked back at. */
const WINDOW = 2400;
/** So much has to be the same unit again and again, at least. */
const LEAST = 600;
const TIMES = 8;
/** It is looked for each time that so many characters were added. */
const EVERY = 128;

/** The shortest unit that the end of a text repeats at least eight times and over at least 600 characters. */
export function repeatedUnit(text: string): string | undefined {
  const last = text.length - 1;
  const length = Math.min(text.length, WINDOW);
  if (length < LEAST) return undefined;
  // Knuth, Morris and Pratt's borders of the text read backwards: a prefix of length n with border b has period n − b.
  const border = new Int32Array(length);
  for (let n = 1, b = 0; n < length; n++) {
    const code = text.charCodeAt(last - n);
    while (b > 0 && code !== text.charCodeAt(last - b)) b = border[b - 1] ?? 0;
    if (code === text.charCodeAt(last - b)) b++;
    border[n] = b;
    const size = n + 1;
    if (size >= LEAST && (size - b) * TIMES <= size) return text.slice(text.length - (size - b));
  }
  return undefined;
}

/** Watches a text that grows. */
export class Repetition {
  #text = '';
  #unseen = 0;

  /** The unit that is repeated, once it is. */
  add(text: string): string | undefined {
    this.#text = (this.#text + text).slice(-WINDOW);
    this.#unseen += text.length;
    if (this.#unseen < EVERY) return undefined;
    this.#unseen = 0;
    return repeatedUnit(this.#text);
  }
}
