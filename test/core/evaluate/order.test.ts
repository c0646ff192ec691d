/** The same weights and the same trials give the same figures, to the last digit, in whatever order the trials come. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Asking } from '../../../core/evaluate/ask.ts';
import { Gathered } from '../../../core/evaluate/gathered.ts';
import { baselinesSchema, weightsSchema } from '../../../core/evaluate/predictors.ts';
import { scoreCard } from '../../../core/evaluate/scores.ts';
import { parse } from '../../../core/trial/parse.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(root, 'trainer/folds', name), 'utf8'));
const samples = readdirSync(path.join(root, 'samples'))
  .filter((name) => name.endsWith('.trial'))
  .map((name) => parse(readFileSync(path.join(root, 'samples', name), 'utf8')).trial);

it('whatever the order of trials, every score of every set is the same number', () => {
  const folds = baselinesSchema.parse(read('baselines.json')).folds.map((baseline, k) => ({
    baseline,
    weights: weightsSchema.parse(read(`fold-${k}.json`)),
  }));
  const scoresOf = (trials: typeof samples) => {
    const asking = new Asking({ by: 'folds', folds }, ['evidence', 'logistic', 'forest']);
    const gathered = new Gathered();
    for (const trial of trials) for (const { line } of asking.lines(trial)) gathered.put(line);
    return (['many', 'pair.O', 'pair.dose', 'contrast'] as const).map((set) =>
      ['evidence', 'logistic', 'forest'].map((name) => scoreCard(gathered.scored(set, name), 20)),
    );
  };
  const turned = samples.toReversed();
  const interleaved = [...samples.filter((_, i) => i % 2 === 0), ...samples.filter((_, i) => i % 2 === 1)];
  const scores = scoresOf(samples);
  expect(scores[0]?.[0]?.n).toBeGreaterThan(20);
  expect(scoresOf(turned)).toEqual(scores);
  expect(scoresOf(interleaved)).toEqual(scores);
});
