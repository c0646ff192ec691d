/**
 * Notes beside the records of a corpus: what a program took from each, so that it need not read all of them again. Each names the version of the record and
 * of the program that it was taken by; any other is none. They can be lost without harm.
 */
import type { DatabaseSync } from 'node:sqlite';

export interface Note {
  id: string;
  /** Of the record that it was taken from. */
  hash: string;
  text: string;
}

/** Older programs made corpora without it. */
const TABLE = `CREATE TABLE IF NOT EXISTS notes (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  version TEXT NOT NULL,
  note TEXT NOT NULL
) WITHOUT ROWID`;
const BATCH = 1000;

/** Within a transaction. */
export function writeNotes(database: DatabaseSync, version: string, notes: readonly Note[]): void {
  database.exec(TABLE);
  const put = database.prepare('INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)');
  for (const { id, hash, text } of notes) put.run(id, hash, version, text);
}

/** All records in the order of their ids, each with its note where one of this version is kept. */
export function* readNotes(
  database: DatabaseSync,
  version: string,
): Generator<{ id: string; hash: string; note: string | undefined }> {
  const has = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'notes'").get();
  const some = database.prepare(
    has
      ? `SELECT trials.id AS id, trials.hash AS hash, notes.note AS note FROM trials
         LEFT JOIN notes ON notes.id = trials.id AND notes.hash = trials.hash AND notes.version = ?1
         WHERE trials.id > ?2 ORDER BY trials.id LIMIT ${BATCH}`
      : `SELECT id, hash, NULL AS note FROM trials WHERE id > ?2 AND ?1 <> '' ORDER BY id LIMIT ${BATCH}`,
  );
  for (let after = ''; ; ) {
    const rows = some.all(version, after) as { id: string; hash: string; note: string | null }[];
    for (const { id, hash, note } of rows) yield { id, hash, note: note ?? undefined };
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last.id;
  }
}
