/**
 * How what work costs grows with its length: a ratio of one run, so that neither the machine nor what else it does matters. Time of the
 * processor, as other programs on the machine take their turns on the clock.
 */

/** In milliseconds, of one run. */
export function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What is measured takes at least so long, in milliseconds: shorter work is done often. */
const MEASURABLE = 5;
/** Linear work grows less, with what a longer text costs the collector; quadratic work more. */
export const LINEAR = 30;

/** In milliseconds, of one run of many. */
function each(work: () => unknown, times: number): number {
  return (
    processorTime(() => {
      for (let i = 0; i < times; i++) work();
    }) / times
  );
}

/**
 * How many times as much work costs at ten times the length: 10 where it is linear, 100 where it is quadratic. `work` is given a
 * length and makes what is measured; making it does not count.
 */
export function growth(work: (length: number) => () => unknown, length: number): number {
  const [short, long] = [work(length), work(10 * length)];
  const times = Math.ceil(MEASURABLE / Math.max(each(short, 1), MEASURABLE / 1000));
  let [least, most] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  // A pause of the collector, or a function that is compiled, is not the work's: the least counts, of more runs where there is doubt.
  for (let run = 0; run < 2 || (run < 6 && most > LINEAR * least); run++) {
    least = Math.min(least, each(short, times));
    most = Math.min(most, each(long, Math.ceil(times / 10)));
  }
  return most / least;
}
