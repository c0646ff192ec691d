/** The search for anchors and the thread that it is done in, with a thread that only says what it is told to. */
import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { AnchorFinder } from '../../client/anchors/finder.ts';

interface Thread extends EventEmitter {
  asked: number[];
  ended: boolean;
}
const threads = vi.hoisted(() => [] as Thread[]);

vi.mock('node:worker_threads', () => ({
  Worker: class extends EventEmitter implements Thread {
    asked: number[] = [];
    ended = false;
    constructor() {
      super();
      threads.push(this);
    }
    postMessage({ number }: { number: number }) {
      this.asked.push(number);
    }
    terminate() {
      this.ended = true;
    }
  },
}));

it('what a thread that was ended still says, concerns nobody who asks the next one', async () => {
  const finder = new AnchorFinder('/extension');
  const request = { trial: {}, look: { outcome: 'o', first: 'a', second: 'b' }, k: 1, places: ['corpus'] };
  const progress: number[] = [];
  const left = new AbortController();
  const first = finder.find(request, left.signal);
  left.abort();
  await expect(first).rejects.toThrow(/abort/);
  expect(threads[0]?.ended).toBe(true);

  const second = finder.find(request, new AbortController().signal, (records) => progress.push(records));
  const [number = 0] = threads[1]?.asked ?? [];
  threads[0]?.emit('message', { type: 'progress', records: 900 });
  threads[0]?.emit('message', 'no message at all');
  threads[0]?.emit('exit', 1);
  threads[1]?.emit('message', { type: 'progress', records: 50 });
  threads[1]?.emit('message', { type: 'found', number, found: { anchors: [], among: 3, embedded: false } });
  await expect(second).resolves.toEqual({ anchors: [], among: 3, embedded: false });
  expect(progress).toEqual([50]);
  expect(threads).toHaveLength(2);
  finder.dispose();
});
