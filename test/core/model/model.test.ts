import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framed, theFrame } from '../../../core/imagine/model/frame.ts';
import { lost, modelOf, ofDose, theModel } from '../../../core/imagine/model/model.ts';
import { directionsOf, drawnTo, predictive, quantile, withPeople } from '../../../core/imagine/model/predictive.ts';
import { forestOf, readForest, scoresOf, softmax } from '../../../core/imagine/model/trees.ts';
import weights from '../../../core/imagine/model/weights.json' with { type: 'json' };
import { DIRECTIONS } from '../../../core/trial/direction.ts';
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

  it('add up as in the fit, as told and in the frame of the likest source', () => {
    const { scale, shift } = weights.calibration;
    let turned = 0;
    for (const row of rows) {
      const x = numbers(row.x);
      const told = directionsOf(theModel().hand(x, undefined));
      const expected = softmax(row.scores.map((score, k) => scale * score + (shift[k] ?? 0)));
      for (const [k, direction] of DIRECTIONS.entries()) expect(told[direction]).toBeCloseTo(expected[k] ?? 0, 3);
      turned += Number(framed(x, theFrame()).sign < 0);
    }
    expect(turned).toBeGreaterThan(5);
  });

  it('take what is missing to the side that was learned for it', () => {
    const tree = (code: number, threshold: number) =>
      forestOf(Int16Array.of(code, -1, -1), Float32Array.of(threshold, 10, 20));
    expect([[Number.NaN], [0], [1]].map((x) => scoresOf(tree(3, 0.5), x)[0])).toEqual([10, 10, 20]);
    expect(scoresOf(tree(2, 0.5), [Number.NaN])).toEqual([20]);
    expect(scoresOf(tree(0, -0.5), [Number.NaN])).toEqual([20]);
  });

  it('refuse what is no tree', () => {
    for (const text of ['', 'AAAA', '?', btoa('\x04\x00\x00\x00\x00\x00')]) expect(() => readForest(text)).toThrow();
    expect(() => modelOf({ ...weights, features: 3 }).nothing([])).toThrow(/features/);
    expect(theModel()).toBe(theModel());
  });
});

describe('the frame of the likest source', () => {
  it('is the same whichever way round a question is told, but for its sign', () => {
    const frame = theFrame();
    for (const row of rows) {
      const x = numbers(row.x);
      const mirrored = Float32Array.from(x);
      for (const i of frame.flip) mirrored[i] = -(x[i] ?? Number.NaN);
      for (const [i, j] of frame.swap) [mirrored[i], mirrored[j]] = [x[j] ?? Number.NaN, x[i] ?? Number.NaN];
      const [own, other] = [framed(x, frame), framed(mirrored, frame)];
      if (own.sign === other.sign) continue;
      const told = ({ x: all }: typeof own) => [...all.slice(0, x.length)].map((value) => value + 0);
      expect(told(other)).toEqual(told(own));
    }
    expect(frame.flip.length).toBeGreaterThan(10);
    expect(rows.some((row) => framed(numbers(row.x), frame).sign < 0)).toBe(true);
  });
});

describe('the mean at another dose', () => {
  it('is never turned round, and at a lower dose no larger than it was', () => {
    const z = fc.double({ min: -6, max: 6, noNaN: true });
    fc.assert(
      fc.property(z, z, z, (seen, one, other) => {
        const lower = ofDose(one, { z: seen, higher: false });
        const higher = ofDose(other, { z: seen, higher: true });
        expect(Math.abs(lower)).toBeLessThanOrEqual(Math.abs(seen));
        expect(lower * seen).toBeGreaterThanOrEqual(0);
        expect(higher * seen).toBeGreaterThanOrEqual(0);
        // A lower and a higher dose do not both raise what was observed.
        expect(Math.min(Math.abs(lower), Math.abs(higher))).toBeLessThanOrEqual(Math.abs(seen));
      }),
    );
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

  it('is drawn towards what is known without a source the more, the farther the dose', () => {
    fc.assert(
      fc.property(
        any,
        shares,
        fc.double({ min: 0, max: 12, noNaN: true }),
        ({ mean, spread, probability }, prior, far) => {
          const own = predictive(mean, spread, probability);
          const [near, farther] = [far, far + 0.5].map((at) => directionsOf(drawnTo(own, lost(at, 0.05), prior, 2.5)));
          for (const key of ['higher', 'lower', 'no difference'] as const) {
            const off = (told: typeof near) => Math.abs((told?.[key] ?? 0) - prior[key]);
            expect(off(farther)).toBeLessThanOrEqual(off(near) + 1e-9);
            // Smooth: a small step in the dose is a small step in what is told.
            expect(Math.abs((farther?.[key] ?? 0) - (near?.[key] ?? 0))).toBeLessThan(0.35);
          }
        },
      ),
    );
    expect(lost(0, 0.1)).toBe(0);
    expect(lost(Number.POSITIVE_INFINITY, 0)).toBe(1);
    expect(lost(10, 0)).toBeGreaterThan(0.99);
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
