/** The records that pairs are built of: those of a corpus, in the order of their ids, or of files, in theirs. One in memory at a time. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { partOf, tokenOf } from '../trial/registry/measures.ts';
import { Corpus } from './corpus/corpus.ts';
import type { Note } from './corpus/notes.ts';
import { type Source, sourcesAt, textsOf } from './corpus/places.ts';
import { idIn, recordsOf } from './corpus/record.ts';

/** A record, or why a piece of a file is none. */
export type Read = { id: string; json: unknown } | { problem: string; where: string };

/** Why the second of two records of one id is not given. */
export const REPEATED = 'a record of a trial that was there before';

export interface Records {
  /**
   * From the beginning, each time it is asked. Only the first of two records of one id is given. `onShare` hears before each how much of all was
   * taken, from 0 to 1, where that can be known: by number in a corpus, by size of files.
   */
  walk(onShare?: (share: number) => void): AsyncGenerator<Read>;
  /** The ids of trials with results, where they are known without reading all. */
  ids?(): string[];
  /** One record; undefined where there is none of that id. */
  find(id: string): Promise<unknown>;
  /** The same at once, where one record can be read alone. */
  read?(id: string): unknown;
  /** Where notes are kept beside records: the version of each record in the order of ids, with its note, and a way to keep more of them. */
  notes?: {
    all(version: string): Iterable<{ id: string; hash: string; note: string | undefined }>;
    keep(version: string, notes: readonly Note[]): boolean;
  };
  close(): void;
}

const registryId = (json: unknown) => tokenOf(partOf(partOf(partOf(json).protocolSection).identificationModule).nctId);

function* parsed(text: string, where: string): Generator<Read> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    yield { problem: 'no JSON, or cut short', where };
    return;
  }
  for (const one of recordsOf(json)) {
    const id = registryId(one);
    yield id === undefined ? { problem: 'no registry record, or one without an id', where } : { id, json: one };
  }
}

/** What cannot be read: a sentence for a person. */
export class RecordsProblem extends Error {}

/** The texts of a source; that it cannot be read to its end is no end. */
async function* textsIn(source: Source, onTaken?: (bytes: number) => void): AsyncGenerator<string> {
  try {
    yield* textsOf(source, onTaken);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const why = code.startsWith('Z_') ? 'not gzip, or cut short' : message;
    throw new RecordsProblem(`${source.name}: cannot be read to its end: ${why}`);
  }
}

async function sizeOf(places: readonly string[]): Promise<number> {
  let size = 0;
  for (const place of places) for await (const source of sourcesAt(place)) size += source.size;
  return size;
}

async function* inFiles(places: readonly string[], onShare?: (share: number) => void): AsyncGenerator<Read> {
  const seen = new Set<string>();
  const all = onShare ? await sizeOf(places) : 0;
  let before = 0;
  for (const place of places)
    for await (const source of sourcesAt(place)) {
      let number = 0;
      let taken = 0;
      const onTaken = (bytes: number) => {
        taken = bytes;
      };
      for await (const text of textsIn(source, onTaken))
        for (const read of parsed(text, `${source.name}, record ${++number}`)) {
          if (all > 0) onShare?.(Math.min(1, (before + taken) / all));
          if (!('id' in read)) yield read;
          else if (seen.has(read.id)) yield { problem: REPEATED, where: read.id };
          else {
            seen.add(read.id);
            yield read;
          }
        }
      before += source.size;
    }
}

function ofFiles(places: readonly string[]): Records {
  return {
    walk: (onShare) => inFiles(places, onShare),
    find: async (id) => {
      for (const place of places)
        for await (const source of sourcesAt(place))
          for await (const text of textsIn(source)) {
            if (!text.includes(id) || (text.length < 1e6 && idIn(text) === undefined)) continue;
            for (const read of parsed(text, source.name)) if ('id' in read && read.id === id) return read.json;
          }
      return undefined;
    },
    close: () => undefined,
  };
}

async function* inCorpus(corpus: Corpus, onShare?: (share: number) => void): AsyncGenerator<Read> {
  const all = onShare ? Number(corpus.query('SELECT COUNT(*) AS number FROM trials')[0]?.number) : 0;
  let done = 0;
  for (const { id, text } of corpus.records()) {
    onShare?.(Math.min(1, done++ / all));
    yield { id, json: JSON.parse(text) };
  }
}

function ofCorpus(corpus: Corpus): Records {
  const read = (id: string): unknown => {
    const text = corpus.read(id);
    return text === undefined ? undefined : JSON.parse(text);
  };
  return {
    walk: (onShare) => inCorpus(corpus, onShare),
    ids: () => corpus.query('SELECT id FROM trials WHERE results = 1 ORDER BY id').map(({ id }) => String(id)),
    find: async (id) => read(id),
    read,
    notes: { all: (version) => corpus.notes(version), keep: (version, notes) => corpus.keep(version, notes) },
    close: () => corpus.close(),
  };
}

/** Whether a place is a corpus. */
export function isCorpus(place: string): boolean {
  return existsSync(path.join(place, 'corpus.sqlite'));
}

/** Opens one corpus, or files and folders of records. Throws `CorpusProblem` where a corpus cannot be read, `RecordsProblem` where files cannot. */
export async function openRecords(places: readonly string[]): Promise<Records> {
  const [only, more] = places;
  if (more !== undefined && places.some(isCorpus))
    throw new RecordsProblem('Name one corpus by itself, or files and folders of records.');
  if (only !== undefined && more === undefined && isCorpus(only)) return ofCorpus(await Corpus.open(only));
  return ofFiles(places);
}
