import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { baselinesSchema, predictorsOf, weightsSchema } from '../../../core/evaluate/predictors.ts';
import type { Asked } from '../../../core/evaluate/questions.ts';
import { readRandomForest } from '../../../core/evaluate/random-forest.ts';
import { DIRECTIONS } from '../../../core/trial/direction.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));
/** A few rows of fold 0, and what scikit-learn answered to them where they were not fitted on; `trainer/fit_baselines.py` writes them. */
const told = read('test/core/evaluate/baselines.json') as {
  set: Asked['set'];
  x: (number | null)[];
  logistic: number[];
  forest: number[];
}[];

it('logistic regression and forest answer as scikit-learn does', () => {
  const baselines = baselinesSchema.parse(read('trainer/folds/baselines.json'));
  const baseline = baselines.folds[0];
  if (!baseline) throw new Error('no fold 0');
  const weights = weightsSchema.parse(read('trainer/folds/fold-0.json'));
  const { logistic, forest } = predictorsOf({ weights, baseline });
  expect(told.length).toBeGreaterThan(10);
  for (const { set, x, ...wanted } of told) {
    const asked = {
      set,
      features: Float32Array.from(x, (value) => value ?? Number.NaN),
      sources: [],
    } as unknown as Asked;
    const own = { logistic: logistic(asked), forest: forest(asked) };
    // Chances in leaves are kept in 255ths, coefficients to six decimals.
    for (const name of ['logistic', 'forest'] as const)
      for (const [k, direction] of DIRECTIONS.entries())
        expect(Math.abs((own[name]?.[direction] ?? 9) - (wanted[name][k] ?? 0)), `${name} on ${set}`).toBeLessThan(
          0.004,
        );
  }
});

it('what is no forest is refused', () => {
  expect(() => readRandomForest('')).toThrow('No trees');
  expect(() => readRandomForest(btoa('abc'))).toThrow('No trees');
  // A split without branches.
  expect(() => readRandomForest(btoa('\u0001\u0000\u0000\u0000\u0000\u0000'))).toThrow('No tree at node');
});
