/** Finds anchors in a thread of its own, one question after the other. What was read of a corpus is kept until another one is asked about. */
import { parentPort } from 'node:worker_threads';
import { observedAnswer } from '../../core/imagine/pathway.ts';
import { observedText } from '../../core/imagine/words.ts';
import { embeddedAnchors, retrieveEmbedded } from '../../core/pairs/approximate/embedded.ts';
import { type Anchor, type AnchorSource, retrieve } from '../../core/pairs/approximate/retrieve.ts';
import { differenceLines, lookLines } from '../../core/pairs/approximate/show.ts';
import { surveyRecords } from '../../core/pairs/approximate/survey.ts';
import { CorpusProblem } from '../../core/pairs/corpus/corpus.ts';
import { openRecords, type Records, RecordsProblem } from '../../core/pairs/records.ts';
import { observe } from '../../core/trial/direction.ts';
import { missingPlace } from '../pairs/missing.ts';
import {
  type AnchorReply,
  type AnchorRequest,
  type AnchorsFound,
  anchorRequestSchema,
  type FoundAnchor,
} from './messages.ts';

const reply = (message: AnchorReply) => parentPort?.postMessage(message);

/** Records between two words about how far one is. */
const OFTEN = 50;

/** What is looked through, kept from one question to the next. */
interface Kept {
  key: string;
  source: AnchorSource;
  records?: Records;
}

let kept: Kept | undefined;

async function read(places: readonly string[]): Promise<Kept> {
  const key = JSON.stringify(places);
  if (kept?.key === key) return kept;
  kept?.records?.close();
  kept = undefined;
  if (places.length === 0) {
    kept = { key, source: embeddedAnchors() };
    return kept;
  }
  const records = await openRecords(places);
  const source = await surveyRecords(records, {
    onProgress: (done) => {
      if (done % OFTEN === 0) reply({ type: 'progress', records: done });
    },
  });
  kept = { key, source, records };
  return kept;
}

function told({ trial, id, look, similarity, widened, posted, differences }: Anchor): FoundAnchor[] {
  const observed = observe(trial, look);
  if (observed?.direction === undefined) return [];
  const [sides = '', outcome = ''] = lookLines(trial, look);
  return [
    {
      id,
      ...(trial.title !== undefined && { title: trial.title }),
      trial,
      look,
      similarity,
      ...(widened !== undefined && { widened }),
      posted,
      direction: observed.direction,
      sides,
      outcome,
      observed: observedText(observedAnswer(observed)),
      differences,
      lines: differenceLines(differences, trial, look),
    },
  ];
}

async function found({ trial, look, k, places }: AnchorRequest): Promise<AnchorsFound> {
  const { source } = await read(places);
  const embedded = places.length === 0;
  const { results: _results, harms: _harms, ...planned } = trial;
  const target = { trial: planned, look };
  const anchors = embedded ? retrieveEmbedded(source, target, k) : retrieve(source, target, { k });
  return { anchors: anchors.flatMap(told), among: source.index.size, embedded };
}

async function answer(message: unknown): Promise<void> {
  const request = anchorRequestSchema.parse(message);
  const { number } = request;
  try {
    reply({ type: 'found', number, found: await found(request) });
  } catch (error) {
    const missing = missingPlace(error);
    if (missing !== undefined) reply({ type: 'problem', number, problem: missing });
    else if (error instanceof CorpusProblem || error instanceof RecordsProblem)
      reply({ type: 'problem', number, problem: error.message });
    else
      reply({ type: 'failed', number, stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** One question after the other: the second of two about one corpus finds it read. */
let last = Promise.resolve();
parentPort?.on('message', (message: unknown) => {
  last = last.then(() => answer(message));
});
