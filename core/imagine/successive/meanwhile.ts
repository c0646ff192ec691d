/** Streams that are read at the same time and told one after the other. */

/** All that a stream yields, and what it returns. */
interface Gathered<E, T> {
  events: E[];
  value: T;
}

async function gathered<E, T>(stream: AsyncGenerator<E, T>): Promise<Gathered<E, T>> {
  const events: E[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done) return { events, value: next.value };
    events.push(next.value);
  }
}

/**
 * Reads streams, at most `most` at a time, and yields what they yield in their order: the first as it comes, the others, which were read
 * meanwhile, each as a whole once it is its turn. Returns what they return. Where one throws, so does this; `stop` is called whenever
 * nobody reads on, and has to end them all.
 */
export async function* meanwhile<E, T>(
  streams: readonly (() => AsyncGenerator<E, T>)[],
  most: number,
  stop: () => void,
): AsyncGenerator<E, T[]> {
  const values: T[] = [];
  const behind = streams.slice(1);
  // One lane is that of the stream that is told.
  const lanes = Array.from({ length: Math.max(0, most - 1) }, () => Promise.resolve());
  const read = behind.map((stream, i) => {
    const lane = lanes[i % lanes.length];
    if (!lane) return undefined;
    const work = lane.then(() => gathered(stream()));
    // Whoever fails is told in its turn; its lane goes on.
    lanes[i % lanes.length] = work.then(
      () => {},
      () => {},
    );
    return work;
  });
  try {
    const [first] = streams;
    if (first) values.push(yield* first());
    for (const [i, stream] of behind.entries()) {
      const work = read[i];
      if (!work) {
        values.push(yield* stream());
        continue;
      }
      const { events, value } = await work;
      yield* events;
      values.push(value);
    }
    return values;
  } finally {
    stop();
  }
}
