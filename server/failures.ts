/** What went wrong inside the server: told in the log, each kind once, and nowhere else. */

/** Beyond this many kinds the log would be of no use to anybody. */
const MOST = 100;

export class Failures {
  readonly #told = new Set<string>();
  readonly #log: (message: string) => void;

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  report(feature: string, error: unknown): void {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    // The message may quote the document, so where it was thrown says which kind it is.
    const kind = `${feature} ${error instanceof Error ? (/\n\s+at [^\n]+/.exec(stack)?.[0] ?? error.name) : ''}`;
    if (this.#told.has(kind) || this.#told.size >= MOST) return;
    this.#told.add(kind);
    this.#log(`${feature} failed; it is left out, the server goes on. ${stack}`);
  }
}
