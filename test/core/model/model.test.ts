import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelOf, theModel } from '../../../core/imagine/model/model.ts';
import { directionsOf, predictive, quantile, withPeople } from '../../../core/imagine/model/predictive.ts';
import { readForest, scoresOf, softmax } from '../../../core/imagine/model/trees.ts';
import weights from '../../../core/imagine/model/weights.json' with { type: 'json' };
import { CRITICAL } from '../../../core/trial/effect.ts';
import rows from './lightgbm.json' with { type: 'json' };

const numbers = (x: readonly (number | null)[]) => x.map((value) => value ?? Number.NaN);

describe('trees', () => {
  it("give LightGBM's own predictions", () => {
    const [hand, nothing, mean] = [weights.hand, weights.nothing, weights.mean].map(readForest);
    if (!hand || !nothing || !mean) throw new Error('no weights');
    expect(rows.length).toBeGreaterThan(30);
    for (const row of rows) {
      const x = numbers(row.x);
      for (const [forest, own] of [
        [hand, row.hand],
        [nothing, row.nothing],
      ] as const)
        for (const [k, p] of softmax(scoresOf(forest, x, 3)).entries()) expect(p).toBeCloseTo(own[k] ?? Number.NaN, 3);
      expect(scoresOf(mean, x)[0]).toBeCloseTo(row.mean, 2);
    }
  });

  it('take what is missing to the side that was learned for it', () => {
    const tree = readForest('3 0.5 -1 10 -1 20');
    expect([[Number.NaN], [0], [1]].map((x) => scoresOf(tree, x)[0])).toEqual([10, 10, 20]);
    expect(scoresOf(readForest('2 0.5 -1 10 -1 20'), [Number.NaN])).toEqual([20]);
    expect(scoresOf(readForest('0 -0.5 -1 10 -1 20'), [Number.NaN])).toEqual([20]);
  });

  it('refuse what is no tree', () => {
    for (const text of ['', '4 1 -1 2', 'a b', '-1']) expect(() => readForest(text)).toThrow();
    expect(() => modelOf({ ...weights, features: 3 }).nothing(new Map())).toThrow(/features/);
    expect(theModel()).toBe(theModel());
  });
});

const shares = fc
  .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }))
  .map(([a, b, c]) => ({ higher: a / (a + b + c), lower: b / (a + b + c), 'no difference': c / (a + b + c) }));
const any = fc.record({
  mean: fc.double({ min: -5, max: 5, noNaN: true }),
  spread: fc.double({ min: 1, max: 4, noNaN: true }),
  probability: shares,
});

describe('the predictive distribution', () => {
  it('has the chances that the classifier says', () => {
    fc.assert(
      fc.property(any, ({ mean, spread, probability }) => {
        const told = directionsOf(predictive(mean, spread, probability));
        for (const key of ['higher', 'lower', 'no difference'] as const)
          expect(told[key]).toBeCloseTo(probability[key], 9);
      }),
    );
  });

  it('has quantiles that rise, and that lie where its chances say', () => {
    fc.assert(
      fc.property(any, ({ mean, spread, probability }) => {
        const own = predictive(mean, spread, probability);
        const at = [0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95].map((p) => quantile(own, p));
        for (const [i, z] of at.entries()) expect(z).toBeGreaterThanOrEqual((at[i - 1] ?? -1e9) - 1e-6);
        if (probability.lower < 0.099) expect(quantile(own, 0.1)).toBeGreaterThanOrEqual(-CRITICAL - 1e-6);
        if (probability.lower > 0.101) expect(quantile(own, 0.1)).toBeLessThanOrEqual(-CRITICAL + 1e-6);
      }),
    );
  });

  it('finds differences more often with more people, once it expects any', () => {
    fc.assert(
      fc.property(any, fc.double({ min: 0.1, max: 10, noNaN: true }), ({ mean, spread, probability }, factor) => {
        fc.pre(factor > 1.01 && spread > 1.1);
        const own = predictive(mean, spread, probability);
        const more = directionsOf(withPeople(own, factor));
        expect(more['no difference']).toBeLessThanOrEqual(directionsOf(own)['no difference'] + 1e-9);
      }),
    );
  });

  it('of fewer people is that of a random part of them, and of the same number the same', () => {
    fc.assert(
      fc.property(any, ({ mean, spread, probability }) => {
        const own = predictive(mean, spread, probability);
        const [told, nearly] = [directionsOf(own), directionsOf(withPeople(own, 0.9999))];
        for (const key of ['higher', 'lower', 'no difference'] as const) expect(nearly[key]).toBeCloseTo(told[key], 1);
        // Of next to nobody a difference is found by chance only, on either side.
        const few = directionsOf(withPeople(own, 1e-6));
        expect(few.higher).toBeCloseTo(0.025, 2);
        expect(few.lower).toBeCloseTo(0.025, 2);
        expect(quantile(withPeople(own, 1e-6), 0.9)).toBeCloseTo(1.2816, 1);
      }),
    );
  });

  it('of any number of people does not know the effect exactly', () => {
    const own = predictive(-0.3, 1, { higher: 0.02, lower: 0.09, 'no difference': 0.89 });
    const factor = 1e8;
    const [low, high] = [0.1, 0.9].map((p) => quantile(withPeople(own, factor), p) / Math.sqrt(factor));
    expect((high ?? 0) - (low ?? 0)).toBeGreaterThan(0.5);
  });
});
