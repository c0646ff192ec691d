/** How records come into a corpus: each is told from what is held, what changed is read, and batches of it are written. */
import { importRecord } from '../../trial/registry/import.ts';
import { NOTES_VERSION, noteOf } from '../approximate/note.ts';
import type { Broken, Corpus, Described } from './corpus.ts';
import { factsOf } from './facts.ts';
import { type Change, changeOf, type Entry, identify, idIn } from './record.ts';

/** So many records, or so many characters of them, are written at a time. */
const BATCH_RECORDS = 200;
const BATCH_CHARACTERS = 4 * 1024 * 1024;

export interface Counts {
  /** Records that were looked at, whatever became of them. */
  read: number;
  added: number;
  updated: number;
  unchanged: number;
  /** Older than what is held, which was kept. */
  older: number;
  /** Broken: kept apart, with the reason. */
  aside: number;
}

export const noCounts = (): Counts => ({ read: 0, added: 0, updated: 0, unchanged: 0, older: 0, aside: 0 });

/** A record and what is said of it, or why it is none: a sentence for a person. */
export function describe(entry: Entry): Described | { problem: string } {
  try {
    const imported = importRecord(entry.json);
    if ('problem' in imported) return imported;
    // What waits to be written holds its text only: as objects, records take many times the memory.
    const { json, ...kept } = entry;
    const note = NOTES_VERSION === undefined ? undefined : JSON.stringify(noteOf(kept.id, json, imported.trial));
    return { entry: kept, facts: factsOf(json, imported.trial), ...(note !== undefined && { note }) };
  } catch (error) {
    // One record that nobody foresaw must not keep all others out; with its reason it is there to be looked at.
    return { problem: `Reading this record failed: ${(error as Error).message}` };
  }
}

export class Intake {
  readonly counts: Counts = noCounts();
  readonly #corpus: Corpus;
  readonly #pending = new Map<string, Described>();
  readonly #aside = new Map<string, Broken>();
  #characters = 0;

  constructor(corpus: Corpus) {
    this.#corpus = corpus;
  }

  /** Takes what a text says. A record that is broken is returned, for the caller to set aside or not. */
  takeText(text: string, source: string): Change | Broken {
    try {
      return this.take(JSON.parse(text), source);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const id = idIn(text);
      return { text, source, reason: 'It is no JSON, or cut short.', ...(id !== undefined && { id }) };
    }
  }

  /** Takes a record as it was parsed. A record that is broken is returned, for the caller to set aside or not. */
  take(json: unknown, source: string): Change | Broken {
    const entry = identify(json);
    if (!entry) {
      const read = importRecord(json);
      const reason = 'problem' in read ? read.problem : 'This record has no registry id.';
      return { text: JSON.stringify(json) ?? String(json), source, reason };
    }
    const change = changeOf(this.#pending.get(entry.id)?.entry ?? this.#corpus.held(entry.id), entry);
    if (change === 'added' || change === 'updated') {
      const described = describe(entry);
      if ('problem' in described) return { text: entry.text, source, reason: described.problem, id: entry.id };
      this.#pending.set(entry.id, described);
      this.#characters += entry.text.length;
      if (this.#pending.size >= BATCH_RECORDS || this.#characters >= BATCH_CHARACTERS) this.flush();
    }
    this.counts.read++;
    this.counts[change]++;
    return change;
  }

  setAside(broken: Broken): void {
    this.counts.read++;
    this.counts.aside++;
    this.#aside.set(broken.text, broken);
  }

  /** Writes what has been taken, with what is to be remembered of a pull. */
  flush(pull?: { key: string; state: string }): void {
    if (this.#pending.size === 0 && this.#aside.size === 0 && !pull) return;
    const records = [...this.#pending.values()];
    const all = records.flatMap(({ entry: { id, hash }, note }) =>
      note === undefined ? [] : { id, hash, text: note },
    );
    this.#corpus.put({
      records,
      aside: [...this.#aside.values()],
      ...(pull && { pull }),
      ...(NOTES_VERSION !== undefined && { notes: { version: NOTES_VERSION, all } }),
    });
    this.#pending.clear();
    this.#aside.clear();
    this.#characters = 0;
  }
}
