/**
 * Runs one thing at a time and always once more after the last time it was wanted, so that what is shown settles on the
 * newest. What runs is told by its signal that something newer is wanted. No timers: the answers set the pace.
 */
export class Latest {
  readonly #run: (signal: AbortSignal) => Promise<void>;
  #running: AbortController | undefined;
  #again = false;

  /** `run` must not reject. */
  constructor(run: (signal: AbortSignal) => Promise<void>) {
    this.#run = run;
  }

  wanted(): void {
    this.#again = true;
    if (this.#running) this.#running.abort();
    else void this.#drain();
  }

  /** What runs is told that it is not wanted any more, and nothing follows it. */
  cancel(): void {
    this.#again = false;
    this.#running?.abort();
  }

  dispose(): void {
    this.cancel();
  }

  async #drain(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      this.#running = new AbortController();
      await this.#run(this.#running.signal);
      this.#running = undefined;
    }
  }
}
