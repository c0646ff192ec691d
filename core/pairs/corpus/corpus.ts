/**
 * A corpus: a folder with registry records in compressed NDJSON (`records/`) and one SQLite file with what is queried
 * (`corpus.sqlite`). Every change is one transaction: records are written first and counted by the index last, so a program that is
 * killed leaves the corpus as it was before the batch that it was at. Several programs may read and write at a time.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { inWords } from '../refused.ts';
import { CorpusProblem, inWordsOf, openDatabase, sqlite, transaction } from './database.ts';
import { conditionKey, FACTS_VERSION, type Facts } from './facts.ts';
import { type Note, readNotes, writeNotes } from './notes.ts';
import { DIGESTED, type Identity, sha256 } from './record.ts';
import { type Described, rowOf, UPSERT, type Value } from './row.ts';
import { type Disk, type Place, packed, Segments, unpacked } from './segments.ts';
import { turns } from './turns.ts';

export { CorpusProblem } from './database.ts';

/** A segment that is as large as this is not added to. */
const SEGMENT_BYTES = 64 * 1024 * 1024;
/** A file smaller than this is not worth rewriting, however much of it no longer counts. */
const TIDY_BYTES = 1024 * 1024;
const BATCH = 256;
/** So much of a broken record is kept. */
const ASIDE_CHARACTERS = 1024 * 1024;

export type { Described } from './row.ts';

export interface Broken {
  text: string;
  reason: string;
  /** Where it came from: a file, a page. */
  source: string;
  id?: string;
}

export interface Batch {
  records: readonly Described[];
  aside?: readonly Broken[];
  /** What to remember of a pull, by its key. */
  pull?: { key: string; state: string };
  /** What a program of this version took from the records. */
  notes?: { version: string; all: readonly Note[] };
}

export interface CorpusOptions {
  write?: boolean;
  segmentBytes?: number;
  tidyBytes?: number;
  disk?: Disk;
}

export interface StoredRecord {
  id: string;
  /** The record's JSON, one line. */
  text: string;
}

type Row = Record<string, unknown>;

export class Corpus {
  readonly folder: string;
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #segments: Segments;
  readonly #segmentBytes: number;
  readonly #tidyBytes: number;
  readonly #writes: boolean;

  private constructor(folder: string, file: string, database: DatabaseSync, options: CorpusOptions) {
    this.folder = folder;
    this.#file = file;
    this.#database = database;
    this.#segments = new Segments(path.join(folder, 'records'), options.disk);
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    this.#tidyBytes = options.tidyBytes ?? TIDY_BYTES;
    this.#writes = options.write === true;
  }

  /** Opens the corpus in a folder; `write` makes one where there is none. Throws `CorpusProblem`, in words for a person. */
  static async open(folder: string, options: CorpusOptions = {}): Promise<Corpus> {
    const file = path.join(folder, 'corpus.sqlite');
    const write = options.write === true;
    // Where there is none, no folder is made.
    await sqlite();
    if (write)
      await mkdir(path.join(folder, 'records'), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
        throw new CorpusProblem(`${folder}: no corpus can be made there: ${inWords(error)}`);
      });
    else if (!existsSync(file))
      throw new CorpusProblem(`${folder}: no corpus there. \`deepimagine corpus add\` makes one.`);
    const corpus = new Corpus(folder, file, await openDatabase(file, write), options);
    if (write) corpus.#removeOrphans();
    return corpus;
  }

  /** Whether there is nothing in it yet: no record, none set aside, no pull that was begun. */
  holdsNothing(): boolean {
    const tables = ['trials', 'aside', 'pulls'];
    return tables.every((table) => this.#one(`SELECT 1 FROM ${table} LIMIT 1`) === undefined);
  }

  close(): void {
    this.#database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Rows of a query over the index; its tables are in `database.ts`. */
  query(sql: string, ...values: (string | number | null)[]): Row[] {
    return inWordsOf(this.#file, () => this.#database.prepare(sql).all(...values) as Row[]);
  }

  #one(sql: string, ...values: (string | number | null)[]): Row | undefined {
    return this.query(sql, ...values)[0];
  }

  #write<T>(work: (run: (sql: string, values?: Value[]) => void) => T): T {
    const run = (sql: string, values: Value[] = []) => void this.#database.prepare(sql).run(...values);
    return inWordsOf(this.#file, () => transaction(this.#database, () => work(run)));
  }

  /** The version of a record that is held. */
  held(id: string): Identity | undefined {
    const row = this.#one('SELECT hash, updated, version FROM trials WHERE id = ?', id);
    if (!row) return undefined;
    const { hash, updated, version } = row as { hash: string; updated: string | null; version: string | null };
    return { id, hash, ...(updated !== null && { updated }), ...(version !== null && { version }) };
  }

  /** Takes records in, each in the place of the version that was held; all of the batch, or nothing of it. */
  put({ records, aside = [], pull, notes }: Batch): void {
    // Packed before the index is locked: that is what takes time.
    const pieces = records.map(({ entry }) => packed(entry.text));
    const broken = aside.map((one) => ({
      ...one,
      hash: sha256(one.text),
      record: gzipSync(one.text.slice(0, ASIDE_CHARACTERS)),
    }));
    this.#write((run) => {
      const places = this.#append(pieces);
      const upsert = this.#database.prepare(UPSERT);
      for (const [i, record] of records.entries()) {
        const place = places[i];
        if (!place) continue;
        const { n } = upsert.get(rowOf(record, place)) as { n: number };
        this.#describe(n, record.facts, run);
        run('DELETE FROM aside WHERE id = ?', [record.entry.id]);
      }
      const insert = this.#database.prepare(
        'INSERT INTO aside (hash, id, source, reason, record) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET reason = excluded.reason',
      );
      for (const { hash, id = null, source, reason, record } of broken) insert.run(hash, id, source, reason, record);
      if (pull)
        run('INSERT INTO pulls VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET state = ?2', [pull.key, pull.state]);
      if (notes) writeNotes(this.#database, notes.version, notes.all);
    });
  }

  /** Every record's version, in the order of ids, with what a program of this version took from it, where that is kept. */
  notes(version: string): Generator<{ id: string; hash: string; note: string | undefined }> {
    return readNotes(this.#database, version);
  }

  /** Keeps what was taken from records, also of a corpus that was opened to be read. False where it may not, or cannot, be written. */
  keep(version: string, notes: readonly Note[]): boolean {
    try {
      this.#database.exec('PRAGMA query_only = OFF');
      transaction(this.#database, () => writeNotes(this.#database, version, notes));
      return true;
    } catch (error) {
      if ((error as { errcode?: number }).errcode === undefined) throw error;
      return false;
    } finally {
      if (!this.#writes) this.#database.exec('PRAGMA query_only = ON');
    }
  }

  /** Conditions and words of a trial. */
  #describe(n: number, { conditions, words }: Facts, run: (sql: string, values: Value[]) => void): void {
    run('DELETE FROM conditions WHERE trial = ?', [n]);
    for (const name of conditions)
      run('INSERT OR IGNORE INTO conditions (trial, key, name) VALUES (?, ?, ?)', [n, conditionKey(name), name]);
    run('INSERT OR REPLACE INTO search (rowid, title, condition, intervention, measure) VALUES (?, ?, ?, ?, ?)', [
      n,
      words.title,
      words.condition,
      words.intervention,
      words.measure,
    ]);
  }

  /** Within a transaction: pieces at the end of the last segment, or in a new one where that is full. */
  #append(pieces: readonly Uint8Array[], fresh = false): Place[] {
    if (pieces.length === 0) return [];
    const last = this.#one('SELECT n, length FROM segments ORDER BY n DESC LIMIT 1') as
      | { n: number; length: number }
      | undefined;
    const full = !last || fresh || last.length >= this.#segmentBytes;
    const segment = full ? (last?.n ?? 0) + 1 : last.n;
    const places = this.#segments.append(segment, full ? 0 : last.length, pieces);
    const end = places.at(-1);
    if (end)
      this.#database
        .prepare('INSERT INTO segments VALUES (?1, ?2) ON CONFLICT (n) DO UPDATE SET length = ?2')
        .run(segment, end.at + end.length);
    return places;
  }

  /** What is remembered of a pull. */
  pull(key: string): string | undefined {
    return this.#one('SELECT state FROM pulls WHERE key = ?', key)?.state as string | undefined;
  }

  /** All records in the order of their ids, one in memory at a time. What is added meanwhile may be among them or not. */
  *records(): Generator<StoredRecord> {
    for (const ids of this.#ids())
      for (const id of ids) {
        const text = this.read(id);
        if (text !== undefined) yield { id, text };
      }
  }

  *#ids(where = 'TRUE'): Generator<string[]> {
    for (let after = ''; ; ) {
      const rows = this.query(`SELECT id FROM trials WHERE id > ? AND ${where} ORDER BY id LIMIT ${BATCH}`, after);
      if (rows.length === 0) return;
      yield rows.map(({ id }) => String(id));
      after = String(rows.at(-1)?.id);
    }
  }

  /** One record's JSON; undefined where there is none of that id. */
  read(id: string): string | undefined {
    for (let tries = 0; ; tries++) {
      const place = this.#one('SELECT segment, at, length FROM trials WHERE id = ?', id) as Place | undefined;
      if (!place) return undefined;
      try {
        const [bytes] = this.#segments.read(place.segment, [place]);
        return bytes && unpacked(bytes);
      } catch (error) {
        // Moved by a writer between the two looks.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT' && tries === 0) continue;
        throw new CorpusProblem(`${this.folder}: record ${id} cannot be read: ${(error as Error).message}`);
      }
    }
  }

  /** The trials that words are found in, best first (BM25 over title, condition, intervention, measure). Any words may be asked for. */
  find(text: string, most = 20): { id: string; title: string; score: number }[] {
    const asked = [...new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])];
    if (asked.length === 0) return [];
    const rows = this.query(
      `SELECT id, trials.title AS title, -rank AS score FROM search JOIN trials ON trials.n = search.rowid
       WHERE search MATCH ? ORDER BY rank, id LIMIT ?`,
      asked.map((word) => `"${word}"`).join(' OR '),
      most,
    );
    return rows as { id: string; title: string; score: number }[];
  }

  /** SHA-256 over every record's id and hash, in the order of ids: equal where two corpora hold the same records. */
  digest(): string {
    const lines: string[] = [];
    for (let after = ''; ; ) {
      const rows = this.query('SELECT id, hash FROM trials WHERE id > ? ORDER BY id LIMIT ?', after, DIGESTED);
      if (rows.length === 0) return sha256(lines.join('\n'));
      lines.push(sha256(rows.map(({ id, hash }) => `${id} ${hash}\n`).join('')));
      after = String(rows.at(-1)?.id);
    }
  }

  /** The ids of trials whose facts an older version of this program read. */
  outdated(): Generator<string[]> {
    return this.#ids(`facts <> ${FACTS_VERSION}`);
  }

  /** Facts of records that are held, read anew. */
  redescribe(records: readonly Described[]): void {
    this.#write((run) => {
      for (const record of records) {
        const row = this.#one(
          'SELECT n, segment, at, length FROM trials WHERE id = ? AND hash = ?',
          record.entry.id,
          record.entry.hash,
        );
        if (!row) continue;
        const { n, ...place } = row as unknown as { n: number } & Place;
        this.#database.prepare(UPSERT).get(rowOf(record, place));
        this.#describe(n, record.facts, run);
      }
    });
  }

  /**
   * Moves what still counts out of files of which less than half does, and removes these. Each batch is a transaction, so this can
   * be stopped, or killed, between any two.
   */
  async tidy(signal?: AbortSignal): Promise<void> {
    const wasted = this.query(
      `SELECT s.n AS n FROM segments s WHERE s.length > ?1
         AND s.length > 2 * (SELECT COALESCE(SUM(length), 0) FROM trials WHERE segment = s.n)
         AND (s.n < (SELECT MAX(n) FROM segments) OR EXISTS (SELECT 1 FROM trials WHERE segment = s.n))`,
      this.#tidyBytes,
    ) as { n: number }[];
    const turn = turns();
    for (const { n } of wasted)
      for (let left = true; left && !signal?.aborted; await turn()) {
        left = this.#write((run) => this.#move(n, run));
        if (!left) this.#segments.remove(n);
      }
  }

  /** Within a transaction: moves some records out of a segment. Says whether any may be left in it; else it no longer counts. */
  #move(n: number, run: (sql: string, values: Value[]) => void): boolean {
    const rows = this.query(
      `SELECT n, segment, at, length FROM trials WHERE segment = ? ORDER BY at LIMIT ${BATCH}`,
      n,
    ) as unknown as (Place & { n: number })[];
    const last = this.#one('SELECT MAX(n) AS n FROM segments')?.n;
    // The number of a segment is never used again, so the last one is not removed before there is another.
    const places = this.#append([...this.#segments.read(n, rows)], last === n);
    for (const [i, row] of rows.entries()) {
      const to = places[i];
      if (to) run('UPDATE trials SET segment = ?, at = ? WHERE n = ?', [to.segment, to.at, row.n]);
    }
    if (rows.length === BATCH) return true;
    run('DELETE FROM segments WHERE n = ?', [n]);
    return false;
  }

  /** Files that no index counts: their writer was killed. Under the lock, for another may be at work. */
  #removeOrphans(): void {
    this.#write(() => {
      const known = new Set(this.query('SELECT n FROM segments').map(({ n }) => n));
      for (const segment of this.#segments.present()) if (!known.has(segment)) this.#segments.remove(segment);
    });
  }
}
