/** A trial as a row of the index. */
import { FACTS_VERSION, type Facts } from './facts.ts';
import type { Entry } from './record.ts';
import type { Place } from './segments.ts';

export interface Described {
  entry: Omit<Entry, 'json'>;
  facts: Facts;
  /** What anchors are found by, as it is kept beside the record. */
  note?: string;
}

/** What a column holds. */
export type Value = string | number | null;

const COLUMNS = [
  'id hash updated version segment at length size facts',
  'title type phase status start registered resultsPosted enrollment randomised results',
  'contrasts reported computed higher lower noDifference doseContrasts doseRanging',
].flatMap((names) => names.split(' '));

/** Puts a row in the place of the one of that id, if there is one; returns its number. */
export const UPSERT = `INSERT INTO trials (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `:${name}`).join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${COLUMNS.map((name) => `${name} = :${name}`).join(', ')} RETURNING n`;

/** The values of a trial's row. */
export function rowOf({ entry, facts }: Described, place: Place): Record<string, Value> {
  const values: Record<string, unknown> = {
    ...facts,
    ...place,
    id: entry.id,
    hash: entry.hash,
    updated: entry.updated,
    version: entry.version,
    size: entry.text.length,
    facts: FACTS_VERSION,
  };
  const plain = (value: unknown) => (typeof value === 'boolean' ? Number(value) : (value ?? null));
  return Object.fromEntries(COLUMNS.map((name) => [name, plain(values[name]) as Value]));
}
