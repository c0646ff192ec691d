/** Whether a server that ended by itself is started again, and whether the person is told. Pure; one per session. */

export type Verdict = 'restart and tell' | 'restart' | 'give up';

const MOST = 4;
const WITHIN_MS = 3 * 60 * 1000;

export class Crashes {
  #times: number[] = [];
  #told = false;

  /** The server ended unasked at `now` (milliseconds). The first time is told, the next ones are in the log, the fourth within 3 minutes is the last. */
  happened(now: number): Verdict {
    this.#times = [...this.#times.filter((time) => now - time < WITHIN_MS), now];
    if (this.#times.length >= MOST) {
      this.#times = [];
      this.#told = false;
      return 'give up';
    }
    if (this.#told) return 'restart';
    this.#told = true;
    return 'restart and tell';
  }
}
