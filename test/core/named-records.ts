/** Real records by their ids, where these are at hand: what a reviewer found in them is tested on them. */
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { importRecord } from '../../core/trial/registry/import.ts';
import type { Trial } from '../../core/trial/schema.ts';

/** Where they lie. */
export const recordsFolder = path.resolve(import.meta.dirname, '../../../shared/data/trials');
/** Whether there are records on this machine. */
export const recordsThere = existsSync(recordsFolder);

const ID = /"nctId": ?"(NCT\d{8})"/;

/** The trials of some records. Throws where one is not there, or is no record. */
export async function trialsNamed(...ids: readonly string[]): Promise<ReadonlyMap<string, Trial>> {
  const wanted = new Set(ids);
  const found = new Map<string, Trial>();
  for (const name of ['with-results.v2.jsonl.gz', 'with-results.from-xml.jsonl.gz']) {
    if (wanted.size === 0) break;
    const lines = createInterface({ input: createReadStream(path.join(recordsFolder, name)).pipe(createGunzip()) });
    for await (const line of lines) {
      const id = ID.exec(line)?.[1] ?? '';
      if (!wanted.delete(id)) continue;
      const imported = importRecord(JSON.parse(line));
      if ('problem' in imported) throw new Error(`${id}: ${imported.problem}`);
      found.set(id, imported.trial);
      if (wanted.size === 0) break;
    }
  }
  if (wanted.size > 0) throw new Error(`Not among the records: ${[...wanted].join(', ')}`);
  return found;
}
