/** All records looked at once: what anchors are found by, where each trial stands among the splits, and where a trial comes from. */
import { isRecord, partOf } from '../../trial/registry/measures.ts';
import type { Trial } from '../../trial/schema.ts';
import type { Note as Kept } from '../corpus/notes.ts';
import { digestOf, identify } from '../corpus/record.ts';
import type { Records } from '../records.ts';
import { type Cuts, DEFAULT_CUTS, type Place, Splitter } from '../split.ts';
import type { Terms } from './card.ts';
import { NOTES_VERSION, type Note, noteIn, noteOf, trialOf } from './note.ts';
import { AnchorIndex } from './ranking.ts';
import type { AnchorSource } from './retrieve.ts';
import { PackedShelf, ReadShelf, type Shelf } from './shelf.ts';

/** A trial with results. */
export interface Surveyed {
  id: string;
  /** Its place among all records, by their ids. */
  at: number;
}

export interface Survey extends AnchorSource {
  splitter: Splitter;
  /** All records that have an id. */
  records: number;
  /** Those with results, in the order of their ids. */
  trials: readonly Surveyed[];
  /** SHA-256 over all ids and hashes of records, in the order of ids: that of a corpus that holds the same. Where it was asked for. */
  digest?: string;
  /** What was read of no use, by reason. */
  lost: Readonly<Record<string, number>>;
  /** The registry's terms for a trial. */
  terms(id: string): Terms;
}

export interface SurveyOptions {
  cuts?: Cuts;
  /** Whether the records are to be hashed. */
  digested?: boolean;
  /** Of the program that makes notes; what a corpus keeps of another version is made anew. */
  version?: string;
  signal?: AbortSignal;
  onProgress?: (done: number) => void;
}

/** Notes are kept so many at a time. */
const BATCH = 200;

type Noted = { id: string; hash: string; note: Note; trial?: Trial } | { problem: string };

/** The notes of all records, those that a corpus keeps and those that are made now, which it then keeps. */
async function* keptNotes(
  records: Records & Required<Pick<Records, 'notes' | 'read'>>,
  version: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Noted> {
  let fresh: Kept[] = [];
  let keeps = true;
  const keep = () => {
    keeps &&= records.notes.keep(version, fresh);
    fresh = [];
  };
  for (const { id, hash, note: kept } of records.notes.all(version)) {
    if (signal?.aborted) break;
    let note = kept === undefined ? undefined : noteIn(kept);
    if (!note) {
      const json = records.read(id);
      if (json === undefined) continue;
      note = noteOf(id, json, isRecord(partOf(json).resultsSection) ? trialOf(json) : undefined);
      if (keeps) fresh.push({ id, hash, text: JSON.stringify(note) });
      if (fresh.length >= BATCH) keep();
    }
    yield { id, hash, note };
  }
  if (fresh.length > 0) keep();
}

async function* madeNotes(records: Records, digested: boolean): AsyncGenerator<Noted> {
  for await (const one of records.walk()) {
    if (!('id' in one)) {
      yield one;
      continue;
    }
    const { id, json } = one;
    const trial = isRecord(partOf(json).resultsSection) ? trialOf(json) : undefined;
    const hash = digested ? (identify(json)?.hash ?? '') : '';
    yield { id, hash, note: noteOf(id, json, trial), ...(trial && { trial }) };
  }
}

/**
 * Looks at all records. Of files, trials with results are kept packed; of a corpus, they are read again when they are asked for, and what all are found by is
 * kept from one time to the next.
 */
export async function surveyRecords(records: Records, options: SurveyOptions = {}): Promise<Survey> {
  const { cuts = DEFAULT_CUTS, digested = false, version = NOTES_VERSION, signal, onProgress } = options;
  const index = new AnchorIndex();
  const splitter = new Splitter(cuts);
  const ids: string[] = [];
  const withResults: string[] = [];
  const terms = new Map<string, Terms>();
  const lost: Record<string, number> = {};
  const { read, notes } = records;
  const packed = read ? undefined : new PackedShelf();
  const lose = (reason: string) => {
    lost[reason] = (lost[reason] ?? 0) + 1;
  };
  const hashes: string[] = [];
  const all =
    version !== undefined && read && notes
      ? keptNotes({ ...records, read, notes }, version, signal)
      : madeNotes(records, digested);
  for await (const one of all) {
    if (signal?.aborted) break;
    if (!('id' in one)) {
      lose(one.problem);
      continue;
    }
    const { id, hash, note, trial } = one;
    ids.push(id);
    if (digested) hashes.push(`${id} ${hash}\n`);
    const { card, posted, results, conditions, interventions, groups } = note;
    splitter.take({ id, refers: card.refers, keys: card.keys }, posted, results);
    index.add(card);
    if (results && !note.read) lose('not read as a trial');
    if (note.read) {
      withResults.push(id);
      terms.set(id, {
        ...(conditions && { conditions }),
        ...(interventions && { interventions }),
        ...(groups && { groups }),
      });
      if (trial) packed?.put(id, trial);
    }
    onProgress?.(ids.length);
  }
  const shelf: Shelf | undefined = read
    ? new ReadShelf((id) => {
        const json = read(id);
        const trial = json === undefined ? undefined : trialOf(json);
        return trial && { trial, size: JSON.stringify(trial).length };
      })
    : packed;
  // In whatever order records come, what is made of them comes in one.
  const places = new Map(ids.toSorted().map((id, at) => [id, at]));
  const trials = withResults.toSorted().map((id) => ({ id, at: places.get(id) ?? 0 }));
  return {
    index,
    splitter,
    records: ids.length,
    trials,
    ...(digested && { digest: digestOf(hashes) }),
    lost,
    trial: (id) => shelf?.get(id),
    terms: (id) => terms.get(id) ?? {},
  };
}

/** A slice of some records: the `index`-th of `of`. */
interface Slice {
  index: number;
  of: number;
}

/** The trials of a slice one by one, where they can be had, each with where it stands among the splits. */
export function* trialsOf(
  survey: Survey,
  slice: Slice = { index: 1, of: 1 },
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number, all: number) => void } = {},
): Generator<{ id: string; trial: Trial | undefined; place: Place }> {
  const begin = Math.floor(((slice.index - 1) * survey.records) / slice.of);
  const end = Math.floor((slice.index * survey.records) / slice.of);
  const own = survey.trials.filter(({ at }) => at >= begin && at < end);
  for (const [i, { id }] of own.entries()) {
    if (signal?.aborted) return;
    yield { id, trial: survey.trial(id), place: survey.splitter.placeOf(id) };
    onProgress?.(i + 1, own.length);
  }
}
