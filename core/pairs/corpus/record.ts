/** A registry record as a corpus knows it: its id, its text, what tells it from other versions, and which of two versions is the newer. */
import { createHash } from 'node:crypto';
import { partOf, type Raw, tokenOf } from '../../trial/registry/measures.ts';

/** What tells one version of a record from another. */
export interface Identity {
  id: string;
  /** SHA-256 of the record as compact JSON, but for the day on which the registry made up its data. */
  hash: string;
  /** The day of its last update (YYYY-MM-DD), where it says so. */
  updated?: string;
  /** The day on which the registry made up its data: all records have it, whether they changed or not. */
  version?: string;
}

export interface Entry extends Identity {
  /** Compact JSON in one line, keys in the order in which they came. */
  text: string;
  json: unknown;
}

export const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** So many records are hashed together. */
export const DIGESTED = 10_000;

/** One hash over all records, of a line `id hash` of each: the same for the same records, in whatever order they came. */
export function digestOf(lines: readonly string[]): string {
  const sorted = [...lines].sort();
  const hashes: string[] = [];
  for (let at = 0; at < sorted.length; at += DIGESTED) hashes.push(sha256(sorted.slice(at, at + DIGESTED).join('')));
  return sha256(hashes.join('\n'));
}

/** The parts of what may be a page of the API's search: its records; else the thing itself. */
export function recordsOf(json: unknown): readonly unknown[] {
  const { studies, protocolSection } = partOf(json);
  return Array.isArray(studies) && protocolSection === undefined ? studies : [json];
}

/** The day of a record's last update, where it says so. */
export function updatedOf(json: unknown): string | undefined {
  const { statusModule } = partOf(partOf(json).protocolSection);
  return tokenOf(partOf(partOf(statusModule).lastUpdatePostDateStruct).date);
}

/** A record's identity; undefined where it has no id. */
export function identify(json: unknown): Entry | undefined {
  const record: Raw = partOf(json);
  const id = tokenOf(partOf(partOf(record.protocolSection).identificationModule).nctId);
  if (id === undefined) return undefined;
  const updated = updatedOf(json);
  const version = tokenOf(partOf(partOf(record.derivedSection).miscInfoModule).versionHolder);
  const text = JSON.stringify(json);
  // A quote inside a string of JSON is escaped, so this is found as a key only.
  const lasting = version === undefined ? text : text.replace(`"versionHolder":${JSON.stringify(version)}`, '');
  return {
    id,
    hash: sha256(lasting),
    text,
    json,
    ...(updated !== undefined && { updated }),
    ...(version !== undefined && { version }),
  };
}

export type Change = 'added' | 'updated' | 'unchanged' | 'older';

/**
 * What a record is to the version of it that is held. `older`: it was last updated before that one, or on the same day in
 * older data. Of two versions that say nothing of their age, the one that came last counts.
 */
export function changeOf(held: Identity | undefined, came: Identity): Change {
  if (!held) return 'added';
  if (held.hash === came.hash) return 'unchanged';
  const [before, now] = [held.updated ?? '', came.updated ?? ''];
  if (now !== '' && before > now) return 'older';
  if (before !== now || came.version === undefined) return 'updated';
  return (held.version ?? '') > came.version ? 'older' : 'updated';
}

const ID_IN_TEXT = /"nctId"\s*:\s*"([^"\\]{1,64})"/;

/** The id that a broken record seems to have had. */
export function idIn(text: string): string | undefined {
  return ID_IN_TEXT.exec(text)?.[1];
}
