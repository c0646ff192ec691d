/** Asks the worker of pairs: a thread for each question, which ends with it and is ended when nobody waits any more. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type * as z from 'zod';
import type { TrialRow } from '../../core/pairs/browse.ts';
import { type PairReply, type PairRequest, replySchema } from './messages.ts';

/** One trial is in memory at a time; what needs more than this is no registry record. */
const MOST_MEGABYTES = 2048;

/** What a person can mend, in words. */
export class PairsProblem extends Error {}

interface Meanwhile {
  signal: AbortSignal;
  progress?: (records: number, share: number) => void;
  trials?: (some: TrialRow[]) => void;
}

/** The answer as `schema` has it. Throws `PairsProblem`, or the signal's reason. */
export function askPairs<Schema extends z.ZodType>(
  extension: string,
  request: PairRequest,
  schema: Schema,
  { signal, progress, trials }: Meanwhile,
): Promise<z.infer<Schema>> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const worker = new Worker(path.join(extension, 'dist/pairs.cjs'), {
      workerData: request,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    });
    const stop = () => {
      reject(signal.reason);
      void worker.terminate();
    };
    const heard = (reply: PairReply) => {
      if (reply.type === 'progress') progress?.(reply.records, reply.share);
      else if (reply.type === 'trials') trials?.(reply.trials);
      else if (reply.type === 'problem') reject(new PairsProblem(reply.problem));
      else if (reply.type === 'failed') reject(new Error(reply.stack));
      else resolve(schema.parse(reply.answer));
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: unknown) => {
      try {
        heard(replySchema.parse(message));
      } catch (error) {
        reject(error);
      }
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', stop);
      reject(new Error(`The search for pairs ended with ${code}, without an answer.`));
    });
  });
}
