import { describe, expect, it } from 'vitest';
import { meanwhile } from '../../../core/imagine/successive/meanwhile.ts';

/** Streams that tell when they run, each of so many steps. */
function running(lengths: readonly number[]) {
  const now = new Set<number>();
  const state = { most: 0, stopped: 0, ended: 0 };
  const streams = lengths.map(
    (length, id) =>
      async function* (): AsyncGenerator<string, number> {
        now.add(id);
        try {
          for (let i = 0; i < length; i++) {
            state.most = Math.max(state.most, now.size);
            await Promise.resolve();
            yield `${id}.${i}`;
          }
          return id;
        } finally {
          now.delete(id);
          state.ended++;
        }
      },
  );
  return { streams, state, stop: () => void state.stopped++ };
}

async function all<E, T>(stream: AsyncGenerator<E, T>): Promise<{ events: E[]; value: T }> {
  const events: E[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done) return { events, value: next.value };
    events.push(next.value);
  }
}

describe('streams read at the same time', () => {
  it.each([1, 2, 3, 9])('are told in their order, at most %d at a time', async (most) => {
    const { streams, state, stop } = running([3, 5, 1, 4]);
    const { events, value } = await all(meanwhile(streams, most, stop));
    expect(events).toEqual(['0.0', '0.1', '0.2', '1.0', '1.1', '1.2', '1.3', '1.4', '2.0', '3.0', '3.1', '3.2', '3.3']);
    expect(value).toEqual([0, 1, 2, 3]);
    expect(state.most).toBeLessThanOrEqual(most);
    if (most > 1) expect(state.most).toBeGreaterThan(1);
    expect(state.stopped).toBe(1);
  });

  it('one that fails fails all, in its turn, and the others are stopped', async () => {
    const { streams, state, stop } = running([2, 50]);
    const failing = async function* (): AsyncGenerator<string, number> {
      yield 'x';
      throw new Error('gone');
    };
    const events: string[] = [];
    const reading = (async () => {
      for await (const event of meanwhile([streams[0] ?? failing, failing, streams[1] ?? failing], 3, stop))
        events.push(event);
    })();
    await expect(reading).rejects.toThrow('gone');
    expect(events).toEqual(['0.0', '0.1']);
    expect(state.stopped).toBe(1);
  });

  it('whoever stops reading stops them', async () => {
    const { streams, state, stop } = running([9, 9]);
    for await (const _ of meanwhile(streams, 2, stop)) break;
    expect(state.stopped).toBe(1);
  });

  it('none are none', async () => {
    const { stop } = running([]);
    expect(await all(meanwhile([], 4, stop))).toEqual({ events: [], value: [] });
  });
});
