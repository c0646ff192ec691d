/**
 * The index of a corpus: one SQLite file, through Node's own `node:sqlite`. It is loaded when a corpus is opened and not before, since
 * older Nodes and some editors have none.
 */
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/** What a corpus cannot do, as one sentence for a person. */
export class CorpusProblem extends Error {}

/** Marks the file as an index of ours (SQLite's `application_id`): `DIMC`. */
const OURS = 0x44494d43;
/** Raised when tables change in a way that older programs cannot read. */
const FORMAT = 1;
const WAIT_MS = 20_000;

const TABLES = `
  CREATE TABLE segments (
    n INTEGER PRIMARY KEY,
    length INTEGER NOT NULL
  );
  CREATE TABLE trials (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL,
    updated TEXT,
    version TEXT,
    segment INTEGER NOT NULL,
    at INTEGER NOT NULL,
    length INTEGER NOT NULL,
    size INTEGER NOT NULL,
    facts INTEGER NOT NULL,
    title TEXT NOT NULL,
    type TEXT NOT NULL,
    phase TEXT,
    status TEXT,
    start TEXT,
    registered TEXT,
    resultsPosted TEXT,
    enrollment INTEGER,
    randomised INTEGER NOT NULL,
    results INTEGER NOT NULL,
    contrasts INTEGER NOT NULL,
    reported INTEGER NOT NULL,
    computed INTEGER NOT NULL,
    higher INTEGER NOT NULL,
    lower INTEGER NOT NULL,
    noDifference INTEGER NOT NULL,
    doseContrasts INTEGER NOT NULL,
    doseRanging INTEGER NOT NULL
  );
  CREATE INDEX trialsBySegment ON trials (segment, length);
  CREATE TABLE conditions (
    trial INTEGER NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (trial, key)
  ) WITHOUT ROWID;
  CREATE INDEX conditionsByKey ON conditions (key, name);
  CREATE VIRTUAL TABLE search USING fts5(
    title, condition, intervention, measure,
    tokenize='porter unicode61 remove_diacritics 2'
  );
  CREATE TABLE aside (
    hash TEXT PRIMARY KEY,
    id TEXT,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    record BLOB NOT NULL
  );
  CREATE TABLE pulls (
    key TEXT PRIMARY KEY,
    state TEXT NOT NULL
  );
  PRAGMA application_id = ${OURS};
  PRAGMA user_version = ${FORMAT};
`;

/** Node's own SQLite. Throws `CorpusProblem` where there is none. */
export async function sqlite(): Promise<typeof import('node:sqlite')> {
  try {
    return await import('node:sqlite');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_UNKNOWN_BUILTIN_MODULE' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new CorpusProblem(
      `A corpus needs Node's own SQLite (node:sqlite), which Node has from 22.13 on: this is ${process.version}.`,
    );
  }
}

/** Does something as one transaction: all of it, or nothing. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  // Taken at once: what is then read cannot be changed by another writer before this one is done.
  database.exec('BEGIN IMMEDIATE');
  try {
    const done = work();
    database.exec('COMMIT');
    return done;
  } catch (error) {
    if (database.isTransaction !== false) database.exec('ROLLBACK');
    throw error;
  }
}

function numberIn(database: DatabaseSync, pragma: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
}

/** What went wrong with the index, in words. */
function problemOf(error: unknown, file: string): unknown {
  const { errcode, code, message } = error as { errcode?: number; code?: string; message?: string };
  if (code === 'ENOSPC') return new CorpusProblem(`${path.dirname(file)}: the disk is full`);
  if (errcode === undefined) return code?.startsWith('E') ? new CorpusProblem(`${file}: ${message}`) : error;
  const what: Readonly<Record<number, string>> = {
    5: 'another program is writing it',
    8: 'it may not be written',
    11: 'it is damaged',
    13: 'the disk is full',
    14: 'it cannot be opened',
    26: 'it is no index of a corpus',
  };
  return new CorpusProblem(`${file}: ${what[errcode & 0xff] ?? message}`);
}

/**
 * Opens an index. `write` makes it where there is none. A reader, too, needs leave to write where a writer was
 * killed: what that one left undone is undone by whoever comes first.
 */
export async function openDatabase(file: string, write: boolean): Promise<DatabaseSync> {
  const { DatabaseSync } = await sqlite();
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec(`PRAGMA busy_timeout = ${WAIT_MS}; PRAGMA synchronous = FULL;`);
    if (write && numberIn(database, 'user_version') === 0) {
      const fresh = database;
      // Someone else may have made it in the meantime.
      transaction(fresh, () => {
        if (numberIn(fresh, 'user_version') === 0) fresh.exec(TABLES);
      });
    }
    const format = numberIn(database, 'user_version');
    if (numberIn(database, 'application_id') !== OURS) throw new CorpusProblem(`${file} is no index of a corpus.`);
    if (format !== FORMAT)
      throw new CorpusProblem(`${file} was made by another version of DeepImagine: format ${format}, not ${FORMAT}.`);
    if (!write) database.exec('PRAGMA query_only = ON');
    return database;
  } catch (error) {
    database?.close();
    if (/no such module: fts5/i.test(String((error as Error).message)))
      throw new CorpusProblem(
        `A corpus needs full-text search (FTS5), which the SQLite of ${process.version} has not.`,
      );
    throw problemOf(error, file);
  }
}

/** Runs what may fail in the index; what goes wrong with the file is said in words. */
export function inWordsOf<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw problemOf(error, file);
  }
}
