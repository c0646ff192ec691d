/**
 * Tells thoughts from the answer where a server leaves both in one text, between `<think>` and `</think>`. The opening tag is
 * missing where the model's template writes it, as many do.
 */
import type { TokenChance } from './chat.ts';

export interface Part {
  thought: string;
  text: string;
  tokens: readonly TokenChance[];
}

const OPEN = '<think>';
const CLOSE = '</think>';

/** How much of the end of a text may be the beginning of the tag. */
function partial(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length--)
    if (text.endsWith(tag.slice(0, length))) return length;
  return 0;
}

/** The tokens that begin at this character or after it. */
function from(tokens: readonly TokenChance[], start: number): TokenChance[] {
  let at = 0;
  return tokens.filter(({ text }) => {
    const begins = at;
    at += text.length;
    return begins >= start;
  });
}

const NOTHING: Part = { thought: '', text: '', tokens: [] };

/** The part of a stream that is one model's answer. */
export class Thoughts {
  /**
   * `unopened`: no tag yet, and what does not begin as JSON is taken for thoughts until it is known better. `blank`: between
   * thoughts and answer.
   */
  #state: 'start' | 'thought' | 'unopened' | 'blank' | 'answer' = 'start';
  #held = '';
  #heldTokens: TokenChance[] = [];
  #unopened = '';
  #unopenedTokens: TokenChance[] = [];
  readonly #json: boolean;
  readonly #thinks: boolean;

  /**
   * `json`: the answer is to be JSON, so that anything else before it may be a thought whose opening tag is missing. Of a model that is not known
   * to think (`thinks`), that is told as a thought only once the closing tag has come.
   */
  constructor(json: boolean, thinks = true) {
    this.#json = json;
    this.#thinks = thinks;
  }

  add(text: string, tokens: readonly TokenChance[] = []): Part {
    if (this.#state === 'answer') return { thought: '', text, tokens };
    this.#held += text;
    this.#heldTokens.push(...tokens);
    if (this.#state === 'start' && !this.#begin()) return NOTHING;
    if (this.#state === 'thought' || this.#state === 'unopened') return this.#think();
    return this.#answer();
  }

  /** What is left at the end. Thoughts that nothing opened or closed were the answer after all. */
  end(): Part {
    if (this.#state === 'unopened')
      return { thought: '', text: this.#unopened + this.#held, tokens: [...this.#unopenedTokens, ...this.#heldTokens] };
    if (this.#state === 'thought') return { thought: this.#held, text: '', tokens: [] };
    return { thought: '', text: this.#held, tokens: this.#heldTokens };
  }

  /** Decides what the text begins with; `false` where more of it is needed. */
  #begin(): boolean {
    const text = this.#held.trimStart();
    if (text === '') return false;
    for (const [tag, state] of [
      [OPEN, 'thought'],
      [CLOSE, 'blank'],
    ] as const) {
      if (text.startsWith(tag)) {
        this.#drop(this.#held.length - text.length + tag.length);
        this.#state = state;
        return true;
      }
      if (tag.startsWith(text)) return false;
    }
    this.#state = this.#json && !/^[{["`]/.test(text) ? 'unopened' : 'answer';
    return true;
  }

  #think(): Part {
    const end = this.#held.indexOf(CLOSE);
    if (end < 0) {
      const ready = this.#held.length - partial(this.#held, CLOSE);
      const thought = this.#held.slice(0, ready);
      if (this.#state === 'unopened') {
        this.#unopened += thought;
        const rest = from(this.#heldTokens, ready);
        this.#unopenedTokens.push(...this.#heldTokens.slice(0, this.#heldTokens.length - rest.length));
      }
      this.#drop(ready);
      return this.#state === 'unopened' && !this.#thinks ? NOTHING : { thought, text: '', tokens: [] };
    }
    const unsaid = this.#state === 'unopened' && !this.#thinks ? this.#unopened : '';
    const thought = unsaid + this.#held.slice(0, end);
    this.#drop(end + CLOSE.length);
    this.#state = 'blank';
    return { ...this.#answer(), thought };
  }

  #answer(): Part {
    if (this.#state === 'blank') {
      this.#drop(this.#held.length - this.#held.trimStart().length);
      if (this.#held === '') return NOTHING;
      this.#state = 'answer';
    }
    const part = { thought: '', text: this.#held, tokens: this.#heldTokens };
    this.#held = '';
    this.#heldTokens = [];
    return part;
  }

  #drop(length: number): void {
    this.#heldTokens = from(this.#heldTokens, length);
    this.#held = this.#held.slice(length);
  }
}
