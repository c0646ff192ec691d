/** What work costs, for tests that hold a limit: time of the processor, as other programs on the machine take their turns on the clock. */

/** In milliseconds, of one run. */
export function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** In milliseconds: the least of some runs, as a pause of the collector or a function that is compiled is not the work's. */
export function cost(work: () => unknown, runs = 3): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) least = Math.min(least, processorTime(work));
  return least;
}
