/**
 * The documents that are measured: real registry records, imported and printed; and one long trial made of the longest of
 * them. Records are read from `../shared/data/trials`, or from the folder that DEEPIMAGINE_RECORDS names.
 */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { print } from '../core/trial/print.ts';
import { importRecord } from '../core/trial/registry/import.ts';
import type { Trial } from '../core/trial/schema.ts';

export interface BenchDocument {
  /** `median`, `95th percentile`, `nearest to 220 KB`, `largest`, or what it was made of. */
  name: string;
  text: string;
}

export const records = process.env.DEEPIMAGINE_RECORDS ?? path.resolve(import.meta.dirname, '../../shared/data/trials');

interface Imported {
  trial: Trial;
  text: string;
}

/** Every record of the folder as a document, shortest first. */
async function imported(): Promise<Imported[]> {
  const all: Imported[] = [];
  for (const name of readdirSync(records).filter((file) => file.endsWith('.jsonl.gz'))) {
    const lines = createInterface({ input: createReadStream(path.join(records, name)).pipe(createGunzip()) });
    for await (const line of lines) {
      const made = importRecord(JSON.parse(line));
      if ('problem' in made) throw new Error(made.problem);
      all.push({ trial: made.trial, text: print(made.trial) });
    }
  }
  return all.sort((a, b) => a.text.length - b.text.length);
}

/** The same trial, every id of an arm, group or outcome with a suffix, so that it can stand beside others. */
function renamed(trial: Trial, suffix: string): Trial {
  const id = (name: string) => `${name}${suffix}`;
  const keys = <T>(record: Record<string, T> | undefined): Record<string, T> =>
    Object.fromEntries(Object.entries(record ?? {}).map(([name, value]) => [id(name), value]));
  return {
    ...trial,
    arms: keys(trial.arms),
    groups: Object.fromEntries(
      Object.entries(trial.groups ?? {}).map(([name, group]) => [
        id(name),
        group.arms ? { ...group, arms: group.arms.map(id) } : group,
      ]),
    ),
    outcomes: keys(trial.outcomes),
    results: trial.results?.map((result) => ({
      ...result,
      ...(result.outcome ? { outcome: id(result.outcome) } : {}),
      values: keys(result.values),
      ...(result.analyses
        ? {
            analyses: result.analyses.map((analysis) =>
              analysis.contrast
                ? { ...analysis, contrast: analysis.contrast.split(' vs ').map(id).join(' vs ') }
                : analysis,
            ),
          }
        : {}),
    })),
  };
}

/** One trial of at least so many characters, out of the longest. */
function combined(longestFirst: readonly Imported[], size: number): BenchDocument {
  const parts: Trial[] = [];
  let length = 0;
  for (const { trial, text } of longestFirst) {
    if (length >= size) break;
    parts.push(renamed(trial, `-t${parts.length + 1}`));
    length += text.length;
  }
  const [first] = parts;
  if (!first) throw new Error('no records to combine');
  const whole: Trial = {
    ...first,
    arms: Object.assign({}, ...parts.map((part) => part.arms)),
    groups: Object.assign({}, ...parts.map((part) => part.groups)),
    outcomes: Object.assign({}, ...parts.map((part) => part.outcomes)),
    results: parts.flatMap((part) => part.results ?? []),
  };
  delete whole.focus;
  delete whole.harms;
  delete whole.sources;
  return { name: `${parts.length} trials in one`, text: print(whole) };
}

export interface Corpus {
  /** The median and the 95th percentile of all records, the one nearest to 220 KB, the largest, and one of about 1 MB. */
  measured: readonly BenchDocument[];
  /** Documents of growing size, for the cost of an edit as the text grows. */
  growing: readonly BenchDocument[];
}

/** In characters: as long as the largest documents that people write themselves. */
const LARGE = 220_000;

/** Undefined where there are no records. */
export async function readCorpus(): Promise<Corpus | undefined> {
  if (!existsSync(records)) return undefined;
  const all = await imported();
  const at = (share: number, name: string): BenchDocument => {
    const found = all[Math.min(all.length - 1, Math.floor(share * all.length))];
    if (!found) throw new Error(`no records in ${records}`);
    return { name, text: found.text };
  };
  const nearest = all.toSorted((a, b) => Math.abs(a.text.length - LARGE) - Math.abs(b.text.length - LARGE))[0];
  if (!nearest) throw new Error(`no records in ${records}`);
  const usual = all.filter(({ text }) => text.length > 20_000 && text.length < 60_000).toReversed();
  return {
    measured: [
      at(0.5, 'median'),
      at(0.95, '95th percentile'),
      { name: 'nearest to 220 KB', text: nearest.text },
      at(1, 'largest'),
      combined(all.toReversed(), 1_000_000),
    ],
    growing: [60_000, 125_000, 250_000, 500_000, 1_000_000].map((size) => combined(usual, size)),
  };
}
