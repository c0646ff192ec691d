/** Work that several may ask for at a time and that is done once: it is given up when nobody waits for it any more. */
export class Shared<T> {
  readonly #known = new Map<string, { value: Promise<T>; stop: AbortController; waiting: number; done: boolean }>();

  /** What `work` gives for this id, remembered unless it fails. Rejects with the signal's reason where that is aborted first. */
  async get(id: string, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    let own = this.#known.get(id);
    if (!own) {
      const stop = new AbortController();
      const fresh = { value: work(stop.signal), stop, waiting: 0, done: false };
      own = fresh;
      this.#known.set(id, fresh);
      fresh.value.then(
        () => {
          fresh.done = true;
        },
        () => this.#forget(id, fresh),
      );
    }
    const entry = own;
    if (entry.done) return entry.value;
    entry.waiting++;
    let onAbort = () => {};
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([entry.value, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (--entry.waiting === 0 && !entry.done) {
        this.#forget(id, entry);
        entry.stop.abort(signal.reason);
      }
    }
  }

  forget(id: string): void {
    this.#known.delete(id);
  }

  #forget(id: string, entry: object): void {
    if (this.#known.get(id) === entry) this.#known.delete(id);
  }
}
