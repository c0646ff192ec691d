/** Asks the worker of anchors, which is started with the first question and ended when nobody has asked for a while. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type AnchorRequest, type AnchorsFound, anchorReplySchema } from './messages.ts';

/** A corpus is kept in memory for so long after the last question. */
const IDLE_MS = 10 * 60_000;
const MOST_MEGABYTES = 4096;

/** What a person can mend, in words. */
export class AnchorsProblem extends Error {}

interface Asked {
  settle: (found: AnchorsFound) => void;
  fail: (error: unknown) => void;
  progress: ((records: number) => void) | undefined;
}

export class AnchorFinder {
  readonly #file: string;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #number = 0;
  readonly #asked = new Map<number, Asked>();

  /** `extension`: the folder that the extension is in. */
  constructor(extension: string) {
    this.#file = path.join(extension, 'dist/anchors.cjs');
  }

  dispose(): void {
    this.#end(new Error('The search for anchors was ended.'));
  }

  /**
   * The trials most like a target. Throws `AnchorsProblem`, or the signal's reason. A question that nobody waits for any more still reads the corpus to
   * its end, for the next one will want it; where no other one waits, the worker ends instead.
   */
  find(
    request: Omit<AnchorRequest, 'number'>,
    signal: AbortSignal,
    progress?: (records: number) => void,
  ): Promise<AnchorsFound> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const number = ++this.#number;
    clearTimeout(this.#idle);
    return new Promise<AnchorsFound>((settle, fail) => {
      const left = () => {
        this.#asked.delete(number);
        fail(signal.reason);
        if (this.#asked.size === 0) this.#end(signal.reason);
      };
      const done = () => {
        signal.removeEventListener('abort', left);
        this.#asked.delete(number);
        if (this.#asked.size > 0) return;
        this.#idle = setTimeout(() => this.dispose(), IDLE_MS);
        this.#idle.unref();
      };
      this.#asked.set(number, {
        settle: (found) => {
          done();
          settle(found);
        },
        fail: (error) => {
          done();
          fail(error);
        },
        progress,
      });
      signal.addEventListener('abort', left, { once: true });
      this.#running().postMessage({ ...request, number } satisfies AnchorRequest);
    });
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#file, { resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES } });
    worker.on('message', (message: unknown) => {
      // What one that was ended still says concerns nobody.
      if (worker === this.#worker) this.#heard(message);
    });
    worker.once('error', (error) => this.#end(error, worker));
    worker.once('exit', (code) => this.#end(new Error(`The search for anchors ended with ${code}.`), worker));
    this.#worker = worker;
    return worker;
  }

  #heard(message: unknown): void {
    const read = anchorReplySchema.safeParse(message);
    if (!read.success) {
      this.#end(read.error);
      return;
    }
    const reply = read.data;
    if (reply.type === 'progress') {
      for (const { progress } of this.#asked.values()) progress?.(reply.records);
      return;
    }
    const asked = this.#asked.get(reply.number);
    if (reply.type === 'found') asked?.settle(reply.found);
    else if (reply.type === 'problem') asked?.fail(new AnchorsProblem(reply.problem));
    else asked?.fail(new Error(reply.stack));
  }

  /** Ends a worker, and fails whoever still waits for it. */
  #end(reason: unknown, worker = this.#worker): void {
    if (!worker || worker !== this.#worker) return;
    this.#worker = undefined;
    clearTimeout(this.#idle);
    void worker.terminate();
    for (const { fail } of [...this.#asked.values()]) fail(reason);
    clearTimeout(this.#idle);
  }
}
