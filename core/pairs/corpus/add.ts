/** Files, folders and archives of records into a corpus. To add again what is held changes nothing, so whatever stopped it, it can be begun again. */
import { plainLine } from '../../trial/markdown.ts';
import { inWords } from '../refused.ts';
import { type Broken, type Corpus, CorpusProblem } from './corpus.ts';
import { type Counts, Intake } from './intake.ts';
import { type Source, sourcesAt, textsOf } from './places.ts';
import { recordsOf } from './record.ts';
import { refresh } from './refresh.ts';
import { turns } from './turns.ts';

/** A file that begins with so many pieces that are no records is no file of records. */
const GIVE_UP = 20;

export interface AddOptions {
  signal?: AbortSignal;
  /** Called after every record. */
  onProgress?: (counts: Readonly<Counts>) => void;
  /** A record that was set aside, or a file that could not be read (to its end): in words. */
  onProblem?: (where: string, why: string) => void;
}

export interface Added {
  counts: Counts;
  /** Files of records that were found. */
  files: number;
  /** Files that could not be read, or not to their end. */
  unread: number;
  cancelled: boolean;
}

/** Whether it is the file that was read that went wrong: neither the corpus, nor this program. */
const isOfFile = (error: unknown) =>
  error instanceof Error && !(error instanceof CorpusProblem) && !(error instanceof TypeError);

/** What a text's records are: mostly one; a page of the API's search has several. */
function* partsOf(text: string): Generator<{ text: string } | { json: unknown }> {
  if (!/^\s*\{\s*"(?:totalCount|nextPageToken|studies)"/.test(text)) {
    yield { text };
    return;
  }
  try {
    for (const json of recordsOf(JSON.parse(text))) yield { json };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    yield { text };
  }
}

/** So much of what is no record is shown. */
const SHOWN = 40;

/** Why a file is none of records: how it begins says it best. */
function noRecords([first]: readonly Broken[]): string {
  if (!first) return 'no registry record in it: it is empty';
  const begins = plainLine(first.text, SHOWN);
  return first.text.trimStart().startsWith('{')
    ? `no registry record in it. How it begins: ${first.reason}`
    : `no registry record in it, nor other JSON. It begins with “${begins}”`;
}

/** Adds one source. Says why it is no file of records, if it is none. */
async function addSource(source: Source, intake: Intake, options: AddOptions): Promise<string | undefined> {
  const { signal, onProgress, onProblem } = options;
  const turn = turns();
  // Until a record is found nobody knows whether this is a file of records.
  let held: Broken[] | undefined = [];
  let number = 0;
  const setAside = (broken: Broken) => {
    intake.setAside(broken);
    onProblem?.(broken.source, broken.reason);
  };
  for await (const text of textsOf(source)) {
    for (const part of partsOf(text)) {
      const where = `${source.name}, record ${++number}`;
      const taken = 'text' in part ? intake.takeText(part.text, where) : intake.take(part.json, where);
      if (typeof taken === 'string') {
        for (const broken of held ?? []) setAside(broken);
        held = undefined;
      } else if (held) held.push(taken);
      else setAside(taken);
      if (held?.length === GIVE_UP) return noRecords(held);
      onProgress?.(intake.counts);
    }
    if (signal?.aborted) return undefined;
    await turn();
  }
  // Of what begins as JSON does, a record may be left: that is kept, to be looked at.
  if (held && !held.some(({ text }) => text.trimStart().startsWith('{'))) return noRecords(held);
  for (const broken of held ?? []) setAside(broken);
  return undefined;
}

/** Adds the records of all places. Throws where the corpus cannot be written; a file that cannot be read is told of, and the next is read. */
export async function add(corpus: Corpus, places: readonly string[], options: AddOptions = {}): Promise<Added> {
  const { signal, onProblem } = options;
  const intake = new Intake(corpus);
  let files = 0;
  let unread = 0;
  const failed = (where: string, why: string) => {
    unread++;
    onProblem?.(where, why);
  };
  await refresh(corpus, signal);
  for (const place of places) {
    try {
      for await (const source of sourcesAt(place)) {
        if (signal?.aborted) break;
        files++;
        const why = await addSource(source, intake, options).catch((error: unknown) => {
          if (!isOfFile(error)) throw error;
          return inWords(error);
        });
        if (why !== undefined) failed(source.name, why);
      }
    } catch (error) {
      if (!isOfFile(error)) throw error;
      failed(place, inWords(error));
    }
  }
  intake.flush();
  await corpus.tidy(signal);
  return { counts: intake.counts, files, unread, cancelled: signal?.aborted === true };
}
