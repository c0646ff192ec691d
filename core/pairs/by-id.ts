/** Trials in the order of their ids, whatever order records come in: so that files and a corpus of the same records give the same bytes. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** What was made of one trial; nothing where it gave nothing. */
export interface Made<T> {
  id: string;
  made?: T;
}

/**
 * Gives what was made, in the order of `ids`, each of which comes once and in any order. What is ahead of its turn waits, packed as JSON; where all come in
 * order, as from a corpus, nothing does.
 */
export async function* byId<T>(all: AsyncIterable<Made<T>>, ids: readonly string[]): AsyncGenerator<T> {
  const order = ids.toSorted();
  const waiting = new Map<string, Uint8Array | undefined>();
  let next = 0;
  for await (const { id, made } of all) {
    if (id !== order[next]) {
      waiting.set(id, made === undefined ? undefined : deflateRawSync(JSON.stringify(made), { level: 1 }));
      continue;
    }
    next++;
    if (made !== undefined) yield made;
    for (let own = order[next]; own !== undefined && waiting.has(own); own = order[++next]) {
      const packed = waiting.get(own);
      waiting.delete(own);
      if (packed) yield JSON.parse(inflateRawSync(packed).toString('utf8')) as T;
    }
  }
}
