/** Where the trials of a folder of records stand by date, near-duplicates together: those that all records of it tell of. */
import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { Splitter } from '../core/pairs/split.ts';
import { isRecord, partOf, tokenOf } from '../core/trial/registry/measures.ts';

/** All records of a folder's `*.jsonl.gz`, taken by the splitter that everything else uses, with its default cuts. */
export async function splitterOf(folder: string): Promise<Splitter> {
  const splitter = new Splitter();
  for (const name of readdirSync(folder)
    .filter((one) => one.endsWith('.jsonl.gz'))
    .sort())
    for await (const line of createInterface({
      input: createReadStream(path.join(folder, name)).pipe(createGunzip()),
    })) {
      if (line.trim() === '') continue;
      const json: unknown = JSON.parse(line);
      const { protocolSection, resultsSection } = partOf(json);
      const posted = tokenOf(partOf(partOf(partOf(protocolSection).statusModule).resultsFirstPostDateStruct).date);
      splitter.add(json, posted, isRecord(resultsSection));
    }
  return splitter;
}
