// Writes what the embedded predictor is fitted on: one line per question of `core/evaluate/sets.ts`, with its features, label
// and fold. `node trainer/export.ts <folder of *.jsonl.gz> <file to write>`
import { createReadStream, createWriteStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { fold } from '../core/evaluate/fold.ts';
import { hiddenFor, type Target, targetsOf } from '../core/evaluate/sets.ts';
import { featuresOf } from '../core/imagine/model/features.ts';
import { sourcesOf } from '../core/imagine/model/sources.ts';
import { strengthOf } from '../core/imagine/power.ts';
import { importRecord } from '../core/trial/registry/import.ts';

const [folder, file] = process.argv.slice(2);
if (folder === undefined || file === undefined) {
  console.error('usage: node trainer/export.ts <folder of *.jsonl.gz> <file to write>');
  process.exit(2);
}

function sourcesFor({ set, trial, target, source }: Target) {
  const state = { trial, look: target.look };
  if (set === 'contrast') return [];
  const hidden = hiddenFor(trial, target);
  if (set === 'many') return sourcesOf(trial, state, hidden);
  return sourcesOf(
    trial,
    state,
    (look, result) =>
      !(source && result === source.result && look.first === source.look.first && look.second === source.look.second),
  );
}

const out = createWriteStream(file);
const counts: Record<string, number> = {};
let names: string[] = [];
for (const name of readdirSync(folder)
  .filter((one) => one.startsWith('with-results'))
  .sort())
  for await (const line of createInterface({ input: createReadStream(path.join(folder, name)).pipe(createGunzip()) })) {
    if (line.trim() === '') continue;
    const imported = importRecord(JSON.parse(line));
    if ('problem' in imported) continue;
    const { trial } = imported;
    const id = trial.trial ?? '';
    const seen = new Set<string>();
    for (const question of targetsOf(trial)) {
      const sources = sourcesFor(question);
      const { set, target } = question;
      if (set !== 'contrast' && sources.length === 0) {
        counts[`${set}: no source`] = (counts[`${set}: no source`] ?? 0) + 1;
        continue;
      }
      const x = featuresOf(trial, { trial, look: target.look }, sources, target.result);
      names = [...x.keys()];
      counts[set] = (counts[set] ?? 0) + 1;
      if (!seen.has(set)) counts[`${set}: trials`] = (counts[`${set}: trials`] ?? 0) + 1;
      seen.add(set);
      const { observed } = target;
      const row = {
        set,
        trial: id,
        fold: fold(id),
        direction: observed.direction,
        reported: observed.source === 'reported',
        z: strengthOf(observed)?.z ?? null,
        source: sources[0]?.direction ?? null,
        sourceReported: sources[0]?.reported ?? null,
        x: [...x.values()].map((value) => (Number.isNaN(value) ? null : Number(value.toPrecision(6)))),
      };
      if (!out.write(`${JSON.stringify(row)}\n`))
        await new Promise<void>((resolve) => out.once('drain', () => resolve()));
    }
  }
out.write(`${JSON.stringify({ names })}\n`);
out.end();
await finished(out);
console.log(counts);
