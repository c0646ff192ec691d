/** Names that belong together because some two of them do, directly or through others (union-find with path halving). */
export class Union {
  readonly #parent = new Map<string, string>();

  /** The name that stands for all that a name belongs with: the smallest of them. */
  find(name: string): string {
    let at = name;
    for (;;) {
      const above = this.#parent.get(at) ?? at;
      if (above === at) return at;
      const next = this.#parent.get(above) ?? above;
      this.#parent.set(at, next);
      at = next;
    }
  }

  join(a: string, b: string): void {
    const [one, other] = [this.find(a), this.find(b)];
    if (one === other) return;
    if (one < other) this.#parent.set(other, one);
    else this.#parent.set(one, other);
  }
}
