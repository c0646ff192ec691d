/** A program that is told to end: it gives up what it does, says and writes what is left, and a second demand ends it as ever. */

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

/** Does some work; its signal is aborted by Ctrl-C, by whoever ends the process, and by the terminal's being closed. */
export async function interruptibly<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupted = new AbortController();
  let since: number | undefined;
  const leave = () => {
    for (const name of SIGNALS) process.off(name, stop);
  };
  const stop = (name: NodeJS.Signals) => {
    since ??= performance.now();
    if (!interrupted.signal.aborted) interrupted.abort();
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
