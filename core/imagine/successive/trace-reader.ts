/**
 * The sentences of an answer while its JSON is still being written. A state machine over characters: what was read is never read again, so
 * the time is linear in the length however small the pieces are, and what is no JSON yields nothing and throws nothing.
 */

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: '\t', b: '', f: '' };
const END_OF_THINKING = '</think>';
/** Keys and mechanisms are short: what is longer is none. */
const LONGEST = 100;

/** What a string is that is being read. */
type Role = 'key' | 'value' | 'text';

export class TraceReader {
  /** What is open around the place: `{` and `[`, each with the key it stands under. */
  #open: { kind: '{' | '['; key: string | undefined }[] = [];
  #key: string | undefined;
  #role: Role | undefined;
  #string = '';
  #escape: string | undefined;
  #expectsValue = false;
  #mechanism: string | undefined;
  #begun = false;
  #sentences = 0;
  #tag = 0;

  /** The next piece of the answer; gives what of its sentences has become known, to be shown behind what was given before. */
  add(piece: string): string {
    let out = '';
    for (const one of piece) out += this.#read(one);
    return out;
  }

  #reset(): void {
    this.#open = [];
    this.#role = undefined;
    this.#key = undefined;
    this.#expectsValue = false;
  }

  #read(one: string): string {
    this.#tag = one === END_OF_THINKING[this.#tag] ? this.#tag + 1 : one === '<' ? 1 : 0;
    if (this.#tag === END_OF_THINKING.length) {
      this.#tag = 0;
      this.#reset();
      return '';
    }
    return this.#role === undefined ? this.#outside(one) : this.#inside(this.#role, one);
  }

  #outside(one: string): string {
    const top = this.#open.at(-1);
    if (one === '{' || one === '[') {
      // Prose before the answer may hold brackets; the answer is an object.
      if (top || one === '{') this.#open.push({ kind: one, key: top?.kind === '{' ? this.#key : undefined });
      if (this.#isSentence()) this.#mechanism = undefined;
      this.#begun = false;
      this.#key = undefined;
      this.#expectsValue = one === '[';
    } else if (one === '}' || one === ']') {
      this.#open.pop();
      this.#expectsValue = false;
    } else if (one === ':') this.#expectsValue = true;
    else if (one === ',') this.#expectsValue = top?.kind === '[';
    else if (one === '"' && top) {
      this.#string = '';
      this.#role =
        top.kind === '{' && !this.#expectsValue ? 'key' : this.#isSentence() && this.#key === 'text' ? 'text' : 'value';
    }
    return '';
  }

  /** Whether the place is directly in an element of the answer's trace. */
  #isSentence(): boolean {
    const [root, trace, element, deeper] = this.#open;
    return root?.kind === '{' && trace?.kind === '[' && trace.key === 'trace' && element?.kind === '{' && !deeper;
  }

  #inside(role: Role, one: string): string {
    if (this.#escape !== undefined) return this.#escaped(role, one);
    if (one === '\\') {
      this.#escape = '';
      return '';
    }
    if (one !== '"') return this.#take(role, one);
    this.#role = undefined;
    if (role === 'key') this.#key = this.#string;
    else if (role === 'value' && this.#isSentence() && this.#key === 'mechanism') this.#mechanism = this.#string;
    return '';
  }

  #escaped(role: Role, one: string): string {
    const begun = this.#escape ?? '';
    if (begun === '' && one !== 'u') {
      this.#escape = undefined;
      return this.#take(role, ESCAPES[one] ?? one);
    }
    const written = begun + one;
    if (written.length < 5) {
      this.#escape = written;
      return '';
    }
    this.#escape = undefined;
    const code = Number.parseInt(written.slice(1), 16);
    return Number.isNaN(code) ? '' : this.#take(role, String.fromCharCode(code));
  }

  #take(role: Role, text: string): string {
    if (role !== 'text') {
      if (this.#string.length < LONGEST) this.#string += text;
      return '';
    }
    if (this.#begun) return text;
    this.#begun = true;
    const name =
      this.#mechanism === undefined ? '' : `${this.#mechanism.charAt(0).toUpperCase()}${this.#mechanism.slice(1)}: `;
    return `${this.#sentences++ > 0 ? '\n' : ''}${name}${text}`;
  }
}
