/** How far a long command is, on standard error: one line that is written over in a terminal, now and then a line elsewhere. */

const TERMINAL_MS = 100;
const LINE_MS = 10_000;
/** How long and of how many it is measured before it says how long the rest will take: the first are often not as the rest. */
const MEASURED_MS = 5000;
const MEASURED = 3;

function inTime(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export class Progress {
  readonly #terminal = process.stderr.isTTY === true;
  #shown = performance.now();
  /** Where it was when it was first shown: what came before was getting ready. */
  #first: { done: number; at: number } | undefined;
  #open = false;

  /** Shows where it is, if it is time to; `done` of `all` says how fast it goes and how long it will take. */
  show(text: () => string, done: number, all?: number): void {
    const now = performance.now();
    this.#first ??= { done, at: now };
    if (now - this.#shown < (this.#terminal ? TERMINAL_MS : LINE_MS)) return;
    this.#shown = now;
    const line = `${text()}${this.#pace(done, all, now)}`;
    process.stderr.write(this.#terminal ? `\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}` : `${line}\n`);
    this.#open = this.#terminal;
  }

  /** How fast it goes; empty before there is anything to say it by. */
  #pace(done: number, all: number | undefined, now: number): string {
    const since = this.#first;
    const made = done - (since?.done ?? done);
    if (!since || made <= 0 || now <= since.at) return '';
    const rate = (made * 1000) / (now - since.at);
    const pace = rate < 0.5 ? `${inTime(1 / rate)} each` : `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`;
    const measured = made >= MEASURED && now - since.at >= MEASURED_MS;
    return ` (${pace}${all !== undefined && measured ? `, ${inTime((all - done) / rate)} left` : ''})`;
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
