/** Text on its way to the page: at once when it begins, then as often as a screen is drawn, however fast a model writes. */
import type { ToPage } from '../../webview/messages.ts';

type Writes = Omit<Extract<ToPage, { type: 'writes' }>, 'type'>;

const EVERY_MS = 32;

export class Pace {
  readonly #post: (message: ToPage) => void;
  #waiting: Writes | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(post: (message: ToPage) => void) {
    this.#post = post;
  }

  write(writes: Writes): void {
    const last = this.#waiting;
    if (last && (last.run !== writes.run || last.step !== writes.step || last.part !== writes.part)) this.#flush();
    this.#waiting = this.#waiting ? { ...writes, text: this.#waiting.text + writes.text } : writes;
    if (this.#timer) return;
    this.#flush();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, EVERY_MS);
  }

  /** What waits is not needed any more: the page is sent the whole. */
  drop(): void {
    this.#waiting = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #flush(): void {
    const writes = this.#waiting;
    this.#waiting = undefined;
    if (writes) this.#post({ type: 'writes', ...writes });
  }
}
