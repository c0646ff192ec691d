/** How far a long command is, on standard error: one line that is written over in a terminal, now and then a line elsewhere. */

const TERMINAL_MS = 100;
const LINE_MS = 10_000;

function inTime(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export class Progress {
  readonly #terminal = process.stderr.isTTY === true;
  readonly #began = performance.now();
  #shown = performance.now();
  #first: number | undefined;
  #open = false;

  /** Shows where it is, if it is time to; `done` of `all` says how fast it goes and how long it will take. */
  show(text: () => string, done: number, all?: number): void {
    this.#first ??= done - 1;
    const now = performance.now();
    if (now - this.#shown < (this.#terminal ? TERMINAL_MS : LINE_MS)) return;
    this.#shown = now;
    const rate = ((done - this.#first) * 1000) / (now - this.#began);
    const left = all !== undefined && rate > 0 ? `, ${inTime((all - done) / rate)} left` : '';
    const line = `${text()} (${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second${left})`;
    process.stderr.write(this.#terminal ? `\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}` : `${line}\n`);
    this.#open = this.#terminal;
  }

  /** Says something that stays. */
  tell(message: string): void {
    this.end();
    process.stderr.write(`${message}\n`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#open) process.stderr.write('\r\x1b[K');
    this.#open = false;
  }
}
