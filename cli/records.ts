/** Records as a person names them: files, folders, archives, one corpus. What is not there, or holds none, is one clear sentence. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CorpusProblem } from '../core/pairs/corpus/corpus.ts';
import { sourcesAt } from '../core/pairs/corpus/places.ts';
import { isCorpus, openRecords, type Records, RecordsProblem } from '../core/pairs/records.ts';
import { inWords, WrongUse } from './files.ts';
import { interruptibly } from './interrupted.ts';

/** The corpus that is meant where none is named. */
export const DEFAULT_CORPUS = process.env.DEEPIMAGINE_CORPUS || 'corpus';

/** What a command reads, as its help tells it. */
export const PLACES = `files or folders of registry records, or one corpus (default: the corpus ${JSON.stringify(DEFAULT_CORPUS)}; DEEPIMAGINE_CORPUS names another)`;

/** Throws `WrongUse` where a place is not there, cannot be looked into, or is a folder without a file of records. */
export async function mustHoldRecords(place: string): Promise<void> {
  const entry = await stat(place).catch((error: unknown) => {
    throw new WrongUse(`${place}: ${inWords(error)}`);
  });
  if (!entry.isDirectory() || isCorpus(place)) return;
  try {
    for await (const _ of sourcesAt(place)) return;
  } catch (error) {
    throw new WrongUse(`${place}: ${inWords(error)}`);
  }
  throw new WrongUse(`${place}: no records (*.json, *.ndjson, *.jsonl, gzipped or not, or *.zip) in it`);
}

/** What was named, in a message. */
export const namedIn = (places: readonly string[]): string => (places.length > 0 ? places.join(', ') : DEFAULT_CORPUS);

/** The corpus where nothing was named. Throws `WrongUse`, which says what may be named, where there is none. */
export function unnamedCorpus(mayBeNamed: string): string {
  if (existsSync(DEFAULT_CORPUS)) return DEFAULT_CORPUS;
  throw new WrongUse(
    `Name ${mayBeNamed}. Where none is named, ${process.env.DEEPIMAGINE_CORPUS ? 'DEEPIMAGINE_CORPUS' : 'the default'} is meant, ${DEFAULT_CORPUS}: no such folder.`,
  );
}

/** Opens records for as long as some work takes; Ctrl-C aborts the signal. What cannot be read is `WrongUse`. */
export async function withRecords(
  places: readonly string[],
  work: (records: Records, signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const named = places.length > 0 ? places : [unnamedCorpus('files or folders of records, or a corpus')];
  for (const place of named) await mustHoldRecords(place);
  return interruptibly(async (signal) => {
    let records: Records | undefined;
    try {
      records = await openRecords(named);
      return await work(records, signal);
    } catch (error) {
      if (error instanceof CorpusProblem || error instanceof RecordsProblem) throw new WrongUse(error.message);
      throw error;
    } finally {
      records?.close();
    }
  });
}
