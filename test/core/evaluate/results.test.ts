/** The figures in RESULTS.md: that they can be made again, where the registry records are at hand. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Asking } from '../../../core/evaluate/ask.ts';
import { FOLDS } from '../../../core/evaluate/fold.ts';
import { Gathered } from '../../../core/evaluate/gathered.ts';
import { baselinesSchema, weightsSchema } from '../../../core/evaluate/predictors.ts';
import { scoreCard } from '../../../core/evaluate/scores.ts';
import { trialsIn } from '../../../trainer/records.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const records = path.resolve(root, '../shared/data/trials');
const results = readFileSync(path.join(root, 'core/evaluate/RESULTS.md'), 'utf8');
const read = (name: string) => readFileSync(path.join(root, 'trainer/folds', name), 'utf8');
const digest = (name: string) => createHash('sha256').update(read(name)).digest('hex').slice(0, 12);

it('are those of the weights and records at hand: contrasts of which nothing was observed, all of them', async ({
  skip,
}) => {
  if (!existsSync(records)) return skip(`no registry records at ${records}`);
  const names = ['baselines.json', ...Array.from({ length: FOLDS }, (_, k) => `fold-${k}.json`)];
  const other = names.filter((name) => !results.includes(`${name} ${digest(name)}`));
  if (other.length > 0) return skip(`RESULTS.md is of other weights (${other.join(', ')}): make it again`);
  const baselines = baselinesSchema.parse(JSON.parse(read('baselines.json')));
  const folds = baselines.folds.map((baseline, k) => {
    return { baseline, weights: weightsSchema.parse(JSON.parse(read(`fold-${k}.json`))) };
  });
  const asking = new Asking({ by: 'folds', folds }, ['evidence', 'forest'], { sets: ['contrast'] });
  const gathered = new Gathered();
  for await (const trial of trialsIn(records)) for (const { line } of asking.lines(trial)) gathered.put(line);
  for (const name of ['evidence', 'forest']) {
    const card = scoreCard(gathered.scored('contrast', name), 1);
    // The first table of the set: predictor, questions, trials, Brier with its interval.
    const row = new RegExp(`^\\| ${name} \\| ([\\d ]+) \\| (\\d+) \\| ([\\d.]+) `, 'm').exec(
      results.slice(results.indexOf('*contrast: all questions*')),
    );
    const [n = Number.NaN, trials = Number.NaN, brier = Number.NaN] = (row ?? [])
      .slice(1)
      .map((text) => Number(text.replaceAll(' ', '')));
    // What is read of records moves a little with every rule of the importer; figures that moved more are to be made again.
    expect(Math.abs(n / card.n - 1), name).toBeLessThan(0.01);
    expect(Math.abs(trials / card.trials - 1), name).toBeLessThan(0.01);
    expect(Math.abs(brier - (card.brier?.[0] ?? Number.NaN)), name).toBeLessThan(0.003);
  }
});
