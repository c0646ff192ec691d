import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testOf } from '../../core/trial/computed.ts';
import {
  fisher,
  incompleteBeta,
  logGamma,
  newcombe,
  normalCdf,
  normalQuantile,
  normalTail,
  tMultiplier,
  tTwoSided,
  twoProportions,
  welch,
} from '../../core/trial/statistics.ts';

/** Relative to the expected value. */
const near = (actual: number | undefined, expected: number, tolerance = 1e-11) =>
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThan(tolerance * Math.max(Math.abs(expected), 1e-300));

describe('distributions, against SciPy 1.17', () => {
  it.each([
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [1, 0.15865525393145707],
    [3, 0.0013498980316300933],
    [5, 2.866515718791933e-7],
    [8, 6.22096057427174e-16],
    [10, 7.61985302416047e-24],
    [-2.3, 0.9892758899783242],
  ])('normal tail beyond %d', (x, expected) => near(normalTail(x), expected));

  it.each([
    [0.975, 1.959963984540054],
    [0.9, 1.2815515655446004],
    [0.025, -1.9599639845400545],
    [1e-10, -6.361340902404056],
    [0.6, 0.2533471031357997],
  ])('normal quantile of %d', (p, expected) => near(normalQuantile(p), expected));

  it('normal quantile at its edges', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(-0.1)).toBeNaN();
  });

  it.each([
    [2, 10, 0.07338803477074037],
    [1.5, 3.7, 0.2135981692020135],
    [4, 250, 8.34702014587015e-5],
    [0.1, 1, 0.936548965138893],
    [12, 30, 5.580185415199261e-13],
  ])('t of %d with %d degrees of freedom', (t, df, expected) => near(tTwoSided(t, df), expected, 1e-10));

  it.each([
    [0.95, 10, 2.228138851986274],
    [0.9, 4, 2.1318467863266495],
    [0.95, 239, 1.9699394059169584],
  ])('multiplier of a %d interval with %d degrees of freedom', (level, df, expected) =>
    near(tMultiplier(level, df), expected, 1e-10),
  );

  it('log-gamma and incomplete beta', () => {
    near(logGamma(0.5), 0.5723649429247);
    near(logGamma(10.3), 13.482036786138359);
    near(logGamma(1000), 5905.220423209181);
    near(incompleteBeta(0.3, 2, 5), 0.579825, 1e-12);
    near(incompleteBeta(0.9, 0.5, 0.5), 0.7951672353008665);
    near(incompleteBeta(0.5, 40, 60), 0.9780623532064924);
  });

  it('the quantile undoes the distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: -7, max: 7, noNaN: true }), (x) => {
        expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, x > 5 ? 3 : 7);
      }),
    );
  });
});

describe('tests of two groups, against SciPy 1.17', () => {
  it("Welch's t on the means of NCT04788511's KCCQ", () => {
    const test = welch(
      { mean: 16.8, se: 17.9 / Math.sqrt(243), n: 243 },
      { mean: 10.3, se: 17.3 / Math.sqrt(237), n: 237 },
    );
    near(test?.p, 6.0837695513053475e-5, 1e-9);
    near(test?.difference, 6.5);
  });

  it("Welch's t on small groups", () => {
    const test = welch({ mean: 5, se: 2 / Math.sqrt(8), n: 8 }, { mean: 3, se: 1 / Math.sqrt(5), n: 5 });
    near(test?.p, 0.03637986415969805, 1e-10);
  });

  it('has nothing to say of one participant or of no dispersion', () => {
    expect(welch({ mean: 5, se: 1, n: 1 }, { mean: 3, se: 1, n: 20 })).toBeUndefined();
    expect(welch({ mean: 5, se: 0, n: 9 }, { mean: 3, se: 0, n: 9 })).toBeUndefined();
  });

  it("two proportions: NCT04788511's serious adverse events", () => {
    const test = twoProportions({ x: 35, n: 263 }, { x: 71, n: 266 });
    expect(test?.method).toBe('two proportions, z');
    near(test?.p, 0.00012053195536549706, 1e-10);
  });

  it("Newcombe's interval is the published one, lies within what shares can differ by and turns with them", () => {
    // Newcombe, Stat. Med. 17, 1998, table II, method 10: contrasts (a), (b), (d) and (h).
    const published = [
      [{ x: 56, n: 70 }, { x: 48, n: 80 }, 0.0524, 0.3339],
      [{ x: 9, n: 10 }, { x: 3, n: 10 }, 0.1705, 0.809],
      [{ x: 5, n: 56 }, { x: 0, n: 29 }, -0.0381, 0.1926],
      [{ x: 10, n: 10 }, { x: 0, n: 10 }, 0.6075, 1],
    ] as const;
    for (const [first, second, low, high] of published) {
      expect(newcombe(first, second)[0]).toBeCloseTo(low, 4);
      expect(newcombe(first, second)[1]).toBeCloseTo(high, 4);
    }
    const proportion = fc.nat(200).chain((n) => fc.record({ x: fc.nat(n + 1), n: fc.constant(n + 1) }));
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const [low, high] = newcombe(a, b);
        const [other, another] = newcombe(b, a);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeCloseTo(-another, 12);
        expect(high).toBeCloseTo(-other, 12);
        expect(a.x / a.n - b.x / b.n).toBeGreaterThanOrEqual(low - 1e-12);
      }),
    );
  });

  it("takes Fisher's exact test where few are expected", () => {
    const test = twoProportions({ x: 0, n: 10 }, { x: 4, n: 10 });
    expect(test?.method).toBe("Fisher's exact");
    near(test?.p, 0.08668730650154799, 1e-9);
    near(fisher({ x: 1, n: 12 }, { x: 9, n: 12 }), 0.002759456185220083, 1e-9);
  });

  it('nobody or everybody is no difference; a count outside its group is no test', () => {
    expect(twoProportions({ x: 0, n: 30 }, { x: 0, n: 30 })?.p).toBeCloseTo(1, 12);
    expect(twoProportions({ x: 300, n: 300 }, { x: 200, n: 200 })?.p).toBeCloseTo(1, 12);
    expect(twoProportions({ x: 31, n: 30 }, { x: 0, n: 30 })).toBeUndefined();
    expect(twoProportions({ x: 0, n: 0 }, { x: 0, n: 30 })).toBeUndefined();
  });

  it('turning the groups round turns the difference round and keeps p', () => {
    const proportion = fc.nat(200).chain((n) => fc.record({ x: fc.nat(n + 1), n: fc.constant(n + 1) }));
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const there = twoProportions(a, b);
        const back = twoProportions(b, a);
        expect(there?.p).toBeCloseTo(back?.p ?? Number.NaN, 9);
        expect(there?.difference).toBeCloseTo(-(back?.difference ?? Number.NaN), 12);
        expect(there?.p).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('tests from what a record gives', () => {
  it('geometric means are tested on logarithms, from an interval or a coefficient of variation', () => {
    const test = testOf({ gmean: 100, ci: '80 to 125', n: 50 }, { gmean: 60, ci: '48 to 75', n: 50 });
    expect(test).toMatchObject({ method: "Welch's t of logarithms", difference: expect.closeTo(Math.log(5 / 3), 12) });
    // SciPy: ttest_ind_from_stats on the logarithms, standard deviations from the intervals.
    expect('p' in test && test.p).toBeCloseTo(0.00157, 4);
    const byCv = testOf({ gmean: 100, cv: 50, n: 12 }, { gmean: 100, cv: 50, n: 12 });
    expect(byCv).toMatchObject({ difference: 0, p: 1 });
    expect(testOf({ gmean: 100, sd: 2, n: 12 }, { gmean: 60, sd: 2, n: 12 })).toEqual({ untestable: 'no dispersion' });
  });

  it('a proportion of people is a share of them, a bare number is not', () => {
    const [one, other] = [
      { number: 0.5, n: 40 },
      { number: 0.25, n: 40 },
    ];
    expect(testOf(one, other, 'Proportion of participants')).toMatchObject({
      method: 'two proportions, z',
      difference: 0.25,
    });
    expect(testOf(one, other, 'index')).toEqual({ untestable: 'statistic' });
    expect(testOf({ number: 0.333, n: 40 }, other, 'proportion of participants')).toEqual({ untestable: 'statistic' });
  });
});
