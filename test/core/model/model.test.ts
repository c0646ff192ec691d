import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framed, theFrame } from '../../../core/imagine/model/frame.ts';
import { modelOf, theModel } from '../../../core/imagine/model/model.ts';
import {
  below,
  directionsOf,
  mirrored,
  type Predictive,
  predictive,
  quantile,
  withPeople,
} from '../../../core/imagine/model/predictive.ts';
import { gone, lost, ofDose } from '../../../core/imagine/model/told.ts';
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

  it('are told by a scale of their own where a contrast against something else speaks alone', () => {
    const { scale, shift, second } = weights.calibration;
    for (const row of rows) {
      const told = theModel().hand(numbers(row.x), { far: 0, from: 'higher', strong: 6, other: 'second' });
      const expected = softmax(
        row.scores.map((score, k) => scale * second.scale * score + (shift[k] ?? 0) + (k < 2 ? second.differences : 0)),
      );
      for (const [k, direction] of DIRECTIONS.entries())
        expect(directionsOf(told)[direction]).toBeCloseTo(expected[k] ?? 0, 3);
    }
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

it('the share that far doses tell rises from 0 to 1', () => {
  expect([lost(0), lost(Number.POSITIVE_INFINITY)]).toEqual([0, 1]);
  for (const far of [0.5, 1, 2, 3.3, 5]) expect(lost(far)).toBeGreaterThan(lost(far - 0.5));
  expect(lost(2)).toBeLessThan(0.1);
  expect(lost(Math.log2(100))).toBeGreaterThan(0.85);
});

describe('the mean at another dose', () => {
  it('is never turned round, at a lower dose no farther from 0 than it was, at a higher one no nearer', () => {
    const z = fc.double({ min: -6, max: 6, noNaN: true });
    const [spread, kept] = [fc.double({ min: 0.5, max: 4, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })];
    fc.assert(
      fc.property(z, z, z, spread, kept, (seen, one, other, wide, chance) => {
        const lower = ofDose(one, { z: seen, higher: false }, wide, chance);
        const higher = ofDose(other, { z: seen, higher: true }, wide, chance);
        expect(Math.abs(lower)).toBeLessThanOrEqual(Math.abs(seen));
        expect(Math.abs(higher)).toBeGreaterThanOrEqual(Math.abs(seen));
        expect(lower * seen).toBeGreaterThanOrEqual(0);
        expect(higher * seen).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

const shares = fc
  .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }))
  .map(([a, b, c]) => ({ higher: a / (a + b + c), lower: b / (a + b + c), 'no difference': c / (a + b + c) }));
const any = fc.record({
  mean: fc.double({ min: -5, max: 5, noNaN: true }),
  spread: fc.double({ min: 0.8, max: 4, noNaN: true }),
  probability: shares,
});

/** All that a distribution may be told with. */
const anyTold: fc.Arbitrary<Predictive> = fc
  .tuple(
    any,
    fc.option(
      fc.record({
        z: fc.double({ min: -12, max: 12, noNaN: true }),
        share: fc.double({ min: 0.01, max: 1, noNaN: true }),
      }),
    ),
    fc.option(fc.double({ min: 6, max: 40, noNaN: true })),
    fc.option(fc.double({ min: 0.05, max: 20, noNaN: true })),
  )
  .map(([{ mean, spread, probability }, near, strong, people]) => ({
    ...predictive(mean, spread, probability),
    ...(near && { near }),
    ...(strong !== null && { strong }),
    ...(people !== null && { people }),
  }));

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

  it('is wholly significant at 80 % only where the chance of that is 0.90, whatever is near, strong, or more', () => {
    let [wholly, not] = [0, 0];
    fc.assert(
      fc.property(anyTold, (own) => {
        const [low, high] = [quantile(own, 0.1), quantile(own, 0.9)];
        const { higher, lower } = directionsOf(own);
        if (low > CRITICAL) expect(higher).toBeGreaterThanOrEqual(0.9 - 1e-6);
        if (high < -CRITICAL) expect(lower).toBeGreaterThanOrEqual(0.9 - 1e-6);
        if (higher > 0.9 + 1e-6) expect(low).toBeGreaterThanOrEqual(CRITICAL - 1e-6);
        if (lower > 0.9 + 1e-6) expect(high).toBeLessThanOrEqual(-CRITICAL + 1e-6);
        if (low > CRITICAL || high < -CRITICAL) wholly++;
        else not++;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(wholly, not)).toBeGreaterThan(50);
  });

  it('has as much below each quantile as that says', () => {
    fc.assert(
      fc.property(anyTold, fc.double({ min: 0.02, max: 0.98, noNaN: true }), (own, p) => {
        const z = quantile(own, p);
        expect(below(own, z - 1e-9)).toBeLessThanOrEqual(p + 1e-3);
        expect(below(own, z + 1e-9)).toBeGreaterThanOrEqual(p - 1e-3);
      }),
    );
  });

  it('the other way round is its mirror image', () => {
    fc.assert(
      fc.property(anyTold, (own) => {
        const [told, other] = [directionsOf(own), directionsOf(mirrored(own))];
        expect(other.higher).toBeCloseTo(told.lower, 6);
        expect(other.lower).toBeCloseTo(told.higher, 6);
        expect(quantile(mirrored(own), 0.1)).toBeCloseTo(-quantile(own, 0.9), 4);
      }),
    );
  });

  it('tends to what was observed as the change goes to nothing, and is the wider the farther', () => {
    fc.assert(
      fc.property(any, fc.double({ min: -9, max: 9, noNaN: true }), ({ mean, spread, probability }, z) => {
        fc.pre(Math.abs(Math.abs(z) - CRITICAL) > 0.01);
        const at = (distance: number): Predictive => ({
          ...predictive(mean, spread, probability),
          near: { z, share: gone(distance, 0.4) },
        });
        const width = (own: Predictive) => quantile(own, 0.9) - quantile(own, 0.1);
        const none = at(1e-6);
        for (const p of [0.1, 0.5, 0.9]) expect(quantile(none, p)).toBeCloseTo(z, 3);
        const told = directionsOf(none);
        expect(told[z > CRITICAL ? 'higher' : z < -CRITICAL ? 'lower' : 'no difference']).toBeCloseTo(1, 2);
        for (const [i, distance] of [0.05, 0.2, 0.5, 1, 2].entries())
          expect(width(at(distance))).toBeGreaterThanOrEqual(width(at([0, 0.05, 0.2, 0.5, 1][i] ?? 0)) - 1e-9);
      }),
    );
  });

  it('of the same number of people is the same', () => {
    fc.assert(
      fc.property(any, ({ mean, spread, probability }) => {
        const own = predictive(mean, spread, probability);
        expect(withPeople(own, 1)).toBe(own);
      }),
    );
  });

  it('of more people has an interval of the size that is narrower, and of any number does not know the effect exactly', () => {
    fc.assert(
      fc.property(any, ({ mean, spread, probability }) => {
        const own = predictive(mean, spread, probability);
        const width = (factor: number) =>
          (quantile(withPeople(own, factor), 0.9) - quantile(withPeople(own, factor), 0.1)) / Math.sqrt(factor);
        const widths = [0.1, 0.25, 0.5, 2, 4, 16, 1e6].map(width);
        for (const [i, one] of widths.entries())
          if (i > 0) expect(one).toBeLessThanOrEqual((widths[i - 1] ?? 0) + 1e-6);
        // A quarter of what is unknown of the effect stays unknown, however many take part.
        expect(width(1)).toBeGreaterThan(0);
        expect(widths.at(-1)).toBeGreaterThanOrEqual(width(1) / 2 - 1e-6);
      }),
    );
  });
});
