/** A program that is told to end: it gives up what it does, says and writes what is left, and a second demand ends it as ever. */
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Milliseconds in which signals are one demand: a terminal and `timeout` send theirs to a program and to what it started, and that passes it on. */
const ONE_DEMAND = 1000;

/** Milliseconds for what is left to be said and written once whoever started the program is gone. */
const ORPHANED = 10_000;

/** Ends the program when the one that started it is gone, however it ended, where that one left a channel open for this; else does nothing. */
export function endWithStarter(): void {
  if (!process.channel) return;
  const demand = () => process.kill(process.pid, 'SIGTERM');
  process.once('disconnect', () => {
    demand();
    setTimeout(demand, ORPHANED).unref();
  });
  // Whoever listens keeps the process alive otherwise.
  process.channel.unref();
}

/** Why a signal was aborted: somebody ended the program. */
export class Stopped extends DOMException {
  readonly by: NodeJS.Signals;
  constructor(by: NodeJS.Signals) {
    super(`Stopped by ${by}.`, 'AbortError');
    this.by = by;
  }
}

/** The exit code of a program that was told to end, as shells have it: 130 of Ctrl-C, 143 of `kill`. 1 where its signal was aborted otherwise. */
export function stoppedCode({ reason }: AbortSignal): number {
  return reason instanceof Stopped ? 128 + constants.signals[reason.by] : 1;
}

/** Does some work; its signal is aborted, with `Stopped`, by Ctrl-C, by whoever ends the process, and by the terminal's being closed. */
export async function interruptibly<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupted = new AbortController();
  let since: number | undefined;
  const leave = () => {
    for (const name of SIGNALS) process.off(name, stop);
  };
  const stop = (name: NodeJS.Signals) => {
    since ??= performance.now();
    if (!interrupted.signal.aborted) interrupted.abort(new Stopped(name));
    else if (performance.now() - since > ONE_DEMAND) {
      leave();
      process.kill(process.pid, name);
    }
  };
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await work(interrupted.signal);
  } finally {
    leave();
  }
}
