/** What asks models at this moment, whoever began it and whatever is shown: all of it is told in one place, and can be stopped from there. Pure. */

interface Way {
  end(): void;
}

export class UnderWay {
  readonly #told: (labels: readonly string[]) => void;
  readonly #all = new Map<Way, { label: string; cancel: () => void }>();

  /** `told`: what is under way now, whenever that changes; nothing, where nothing is. */
  constructor(told: (labels: readonly string[]) => void) {
    this.#told = told;
  }

  /** Until `end` is called, this is under way. `cancel` is to stop it, which then ends by itself. */
  begin(label: string, cancel: () => void): Way {
    const way: Way = {
      end: () => {
        if (this.#all.delete(way)) this.#tell();
      },
    };
    this.#all.set(way, { label, cancel });
    this.#tell();
    return way;
  }

  /** Stops all. */
  cancel(): void {
    for (const { cancel } of [...this.#all.values()]) cancel();
  }

  #tell(): void {
    this.#told([...this.#all.values()].map(({ label }) => label));
  }
}
