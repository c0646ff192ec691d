/** All records looked at once: what anchors are found by, where each trial stands among the splits, and where a trial comes from. */
import { importRecord } from '../../trial/registry/import.ts';
import { isRecord, partOf, tokenOf } from '../../trial/registry/measures.ts';
import type { Trial } from '../../trial/schema.ts';
import { digestOf, identify } from '../corpus/record.ts';
import type { Records } from '../records.ts';
import { type Cuts, DEFAULT_CUTS, Splitter } from '../split.ts';
import { cardOf, type Terms } from './card.ts';
import { AnchorIndex } from './ranking.ts';
import { termsOfRecord } from './record-terms.ts';
import type { AnchorSource } from './retrieve.ts';
import { PackedShelf, ReadShelf, type Shelf } from './shelf.ts';

/** A trial with results. */
export interface Surveyed {
  id: string;
  /** Its place among all records. */
  at: number;
}

export interface Survey extends AnchorSource {
  splitter: Splitter;
  /** All records that have an id. */
  records: number;
  /** Those with results, in the order of the records. */
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
  signal?: AbortSignal;
  onProgress?: (done: number) => void;
}

/** A record as a trial; undefined where it is none. */
function trialOf(json: unknown): Trial | undefined {
  const imported = importRecord(json);
  return 'problem' in imported ? undefined : imported.trial;
}

/** Looks at all records. Of files, trials with results are kept packed; of a corpus, they are read again when they are asked for. */
export async function surveyRecords(records: Records, options: SurveyOptions = {}): Promise<Survey> {
  const { cuts = DEFAULT_CUTS, digested = false, signal, onProgress } = options;
  const index = new AnchorIndex();
  const splitter = new Splitter(cuts);
  const trials: Surveyed[] = [];
  const terms = new Map<string, Terms>();
  const lost: Record<string, number> = {};
  const packed = records.read ? undefined : new PackedShelf();
  const lose = (reason: string) => {
    lost[reason] = (lost[reason] ?? 0) + 1;
  };
  const hashes: string[] = [];
  let at = -1;
  for await (const one of records.walk()) {
    if (signal?.aborted) break;
    if (!('id' in one)) {
      lose(one.problem);
      continue;
    }
    at++;
    if (digested) hashes.push(`${one.id} ${identify(one.json)?.hash ?? ''}\n`);
    const { protocolSection, resultsSection } = partOf(one.json);
    const posted = tokenOf(partOf(partOf(partOf(protocolSection).statusModule).resultsFirstPostDateStruct).date);
    const own = termsOfRecord(one.json);
    const { refers = [], keys = [], ...browse } = own;
    const results = isRecord(resultsSection);
    splitter.take({ id: one.id, refers, keys }, posted, results);
    const trial = results ? trialOf(one.json) : undefined;
    // One without results is known as what others may be near-duplicates of.
    index.add(trial ? cardOf(trial, own) : cardOf({ trial: one.id }, { refers, keys }));
    if (results && !trial) lose('not read as a trial');
    if (trial) {
      trials.push({ id: one.id, at });
      terms.set(one.id, browse);
      packed?.put(one.id, trial);
    }
    onProgress?.(at + 1);
  }
  const shelf: Shelf | undefined = records.read
    ? new ReadShelf((id) => {
        const json = records.read?.(id);
        const trial = json === undefined ? undefined : trialOf(json);
        return trial && { trial, size: JSON.stringify(trial).length };
      })
    : packed;
  return {
    index,
    splitter,
    records: at + 1,
    trials,
    ...(digested && { digest: digestOf(hashes) }),
    lost,
    trial: (id) => shelf?.get(id),
    terms: (id) => terms.get(id) ?? {},
  };
}
