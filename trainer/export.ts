// Writes what the embedded predictor is fitted on: one line per question of `core/evaluate/sets.ts`, with its features, label,
// fold and split by date; last a line with the names of the features and the days that the splits begin on.
// `node trainer/export.ts <folder of *.jsonl.gz> <file to write>`
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { fold } from '../core/evaluate/fold.ts';
import { apartIn } from '../core/evaluate/predictors.ts';
import { questionsOf } from '../core/evaluate/questions.ts';
import { scaleOf } from '../core/imagine/model/expect.ts';
import { featuresOf } from '../core/imagine/model/features.ts';
import { frameOf } from '../core/imagine/model/frame.ts';
import type { ModelSource } from '../core/imagine/model/sources.ts';
import { strengthOf } from '../core/imagine/power.ts';
import type { Contrast } from '../core/trial/contrast.ts';
import { effectOf } from '../core/trial/effect.ts';
import type { Trial } from '../core/trial/schema.ts';
import { trialsIn } from './records.ts';
import { splitterOf } from './splits.ts';

/**
 * The estimate of a target in the standard error of the source that its size would be imagined by, and that of the people expected
 * over that of the source's own; null where none would be.
 */
function sizeIn(trial: Trial, { look, observed }: Contrast, sources: readonly ModelSource[]) {
  const { estimate, oriented } = observed;
  const [own, scale] = [0, 1].map((share) => scaleOf(trial, { trial, look }, sources, share));
  if (!own || !scale || !estimate || !oriented || estimate.kind !== scale.size.estimate.kind) return null;
  const effect = effectOf(estimate, scale.size.effect.null);
  return effect ? { value: effect.value / own.unit, ratio: scale.unit / own.unit } : null;
}

const [folder, file] = process.argv.slice(2);
if (folder === undefined || file === undefined) {
  console.error('usage: node trainer/export.ts <folder of *.jsonl.gz> <file to write>');
  process.exit(2);
}

const splitter = await splitterOf(folder);
const out = createWriteStream(file);
const names: string[] = [];
for await (const trial of trialsIn(folder)) {
  const id = trial.trial ?? '';
  const { split } = splitter.placeOf(id);
  for (const asked of questionsOf(trial, true)) {
    const { set, target, sources, features } = asked;
    if (names.length === 0) featuresOf(trial, { trial, look: target.look }, sources, target.result, names);
    const { observed } = target;
    const [source] = sources;
    const apart = apartIn(asked);
    const row = {
      set,
      trial: id,
      fold: fold(id),
      split: split ?? null,
      direction: observed.direction,
      reported: observed.source === 'reported',
      z: strengthOf(observed)?.z ?? null,
      source: source?.direction ?? null,
      sourceReported: source?.reported ?? null,
      // How far the question is from what was observed: what the distribution is told with, beside the features.
      apart: apart ?? null,
      size: sizeIn(trial, target, sources),
      x: Array.from(features, (value) => (Number.isNaN(value) ? null : value)),
    };
    if (!out.write(`${JSON.stringify(row)}\n`))
      await new Promise<void>((resolve) => out.once('drain', () => resolve()));
  }
}
out.write(`${JSON.stringify({ names, frame: frameOf(names), cuts: splitter.counts().cuts })}\n`);
out.end();
await finished(out);
