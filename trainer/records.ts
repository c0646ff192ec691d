/** Registry records with results, as trials: what everything here is counted and fitted on. */
import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { importRecord } from '../core/trial/registry/import.ts';
import type { Trial } from '../core/trial/schema.ts';

/** The trials of a folder's `with-results*.jsonl.gz`, in order; `lost` is told why a record is none. */
export async function* trialsIn(folder: string, lost: (why: string) => void = () => {}): AsyncGenerator<Trial> {
  const names = readdirSync(folder).filter((one) => one.startsWith('with-results') && one.endsWith('.jsonl.gz'));
  for (const name of names.sort())
    for await (const line of createInterface({
      input: createReadStream(path.join(folder, name)).pipe(createGunzip()),
    })) {
      if (line.trim() === '') continue;
      const imported = importRecord(JSON.parse(line));
      if ('problem' in imported) lost(imported.problem);
      else yield imported.trial;
    }
}
