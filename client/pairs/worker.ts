/** Looks for pairs in a thread of its own, so that neither editor nor language server waits. One request, then it ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { rowsOf, trialIn, trialRows } from '../../core/pairs/browse.ts';
import { CorpusProblem } from '../../core/pairs/corpus/corpus.ts';
import { pairDocument } from '../../core/pairs/open.ts';
import { openRecords, type Records, RecordsProblem } from '../../core/pairs/records.ts';
import { pairIn } from '../../core/pairs/sample.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Trial } from '../../core/trial/schema.ts';
import { type PairPlace, type PairReply, type PairRequest, requestSchema } from './messages.ts';
import { missingPlace } from './missing.ts';

/** Trials that are told of at a time. */
const AT_A_TIME = 50;
const GONE = 'There is no such trial any more: read the corpus again.';

class Problem extends Error {}

const reply = (message: PairReply) => parentPort?.postMessage(message);

async function within<T>(places: readonly string[], use: (records: Records) => Promise<T>): Promise<T> {
  const records = await openRecords(places);
  try {
    return await use(records);
  } finally {
    records.close();
  }
}

async function trialAt(place: PairPlace): Promise<Trial> {
  if (place.of === 'document') return parse(place.text).trial;
  const trial = await within(place.places, (records) => trialIn(records, place.trial));
  if (!trial) throw new Problem(GONE);
  return trial;
}

async function everyTrial(places: readonly string[]): Promise<void> {
  await within(places, async (records) => {
    let some = [];
    for await (const row of trialRows(records, new AbortController().signal, (done, share) => {
      if (done % AT_A_TIME === 0) reply({ type: 'progress', records: done, share });
    })) {
      some.push(row);
      if (some.length < AT_A_TIME) continue;
      reply({ type: 'trials', trials: some });
      some = [];
    }
    reply({ type: 'trials', trials: some });
  });
}

async function answer(request: PairRequest): Promise<unknown> {
  if (request.type === 'trials') return everyTrial(request.places);
  const trial = await trialAt(request.place);
  const document = request.place.of === 'document';
  if (request.type === 'pairs') return { title: trial.title ?? trial.trial ?? '', ...rowsOf(trial, document) };
  const pair = pairIn(trial, request.id, document);
  if (!pair) throw new Problem(document ? 'The document has changed, and has no such pair any more.' : GONE);
  return { text: pairDocument(trial, pair) };
}

async function run(): Promise<void> {
  try {
    reply({ type: 'answer', answer: await answer(requestSchema.parse(workerData)) });
  } catch (error) {
    const missing = missingPlace(error);
    if (missing !== undefined) {
      reply({ type: 'problem', problem: missing });
      return;
    }
    const told = error instanceof Problem || error instanceof CorpusProblem || error instanceof RecordsProblem;
    if (told) reply({ type: 'problem', problem: error.message });
    else reply({ type: 'failed', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

void run();
