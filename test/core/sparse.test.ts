import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { resizedCounts, sparseCounts } from '../../core/imagine/sparse.ts';
import { observe } from '../../core/trial/direction.ts';
import type { Trial, Value } from '../../core/trial/schema.ts';
import { type Counts, logGamma, type Proportion, twoProportions } from '../../core/trial/statistics.ts';
import { HAZARD, pairTrial, SEMAGLUTIDE } from './direction-facts.ts';

const LOOK = { outcome: 'o', first: 'one', second: 'other' };

function counted(id: string, enrollment: number, [one, other]: Counts): Trial {
  const value = ({ x, n }: Proportion): Value => ({ count: x, n });
  const trial = pairTrial(id, { measure: 'm', unit: 'participants' }, { one: value(one), other: value(other) });
  return { ...trial, population: { enrollment } };
}

/** NCT04524598, willingness to participate: all of both arms. */
const ALL: Counts = [
  { x: 35, n: 35 },
  { x: 25, n: 25 },
];
/** NCT00000575, mortality of two of its arms: nobody. */
const NONE: Counts = [
  { x: 0, n: 311 },
  { x: 0, n: 418 },
];
/** NCT00461305, no heavy bleeding in the second cycle: all of one arm. */
const ALL_OF_ONE: Counts = [
  { x: 65, n: 65 },
  { x: 340, n: 349 },
];

function step(id: string, from: number, counts: Counts, to: number) {
  const perturbation = {
    kind: 'set',
    factor: 'N',
    path: ['population', 'enrollment'],
    from,
    to,
  } as const;
  const answer = imagineNow(counted(id, from, counts), [perturbation], LOOK);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer.steps[0];
}

/** The same by adding up every two counts that another trial can find. */
function addedUp(counts: Counts, [n1, n2]: readonly [number, number]) {
  const logBeta = (p: number, q: number) => logGamma(p) + logGamma(q) - logGamma(p + q);
  const chance = ({ x, n }: Proportion, k: number, of: number) =>
    Math.exp(
      logGamma(of + 1) -
        logGamma(k + 1) -
        logGamma(of - k + 1) +
        logBeta(k + x + 0.5, of - k + n - x + 0.5) -
        logBeta(x + 0.5, n - x + 0.5),
    );
  let [higher, lower] = [0, 0];
  for (let x = 0; x <= n1; x++)
    for (let y = 0; y <= n2; y++) {
      const test = twoProportions({ x, n: n1 }, { x: y, n: n2 });
      if (!test || test.p >= 0.05) continue;
      const both = chance(counts[0], x, n1) * chance(counts[1], y, n2);
      if (test.difference > 0) higher += both;
      else lower += both;
    }
  return { higher, lower };
}

const proportion = fc.integer({ min: 4, max: 40 }).chain((n) => fc.record({ x: fc.nat(n), n: fc.constant(n) }));
const counts = fc.tuple(proportion, proportion);

describe('counts of which the exact test speaks', () => {
  it('are those of few, or of all but few; not those of a reported estimate, nor means', () => {
    const of = (trial: Trial, look = LOOK) => {
      const observed = observe(trial, look);
      return observed && sparseCounts(observed);
    };
    for (const each of [ALL, NONE, ALL_OF_ONE]) expect(of(counted('x', 100, each))).toEqual(each);
    const many: Counts = [
      { x: 35, n: 263 },
      { x: 71, n: 266 },
    ];
    expect(of(counted('x', 529, many))).toBeUndefined();
    expect(of(SEMAGLUTIDE, { outcome: 'kccq', first: 'semaglutide', second: 'placebo' })).toBeUndefined();
    expect(of(HAZARD, { outcome: 'o', first: 'drug', second: 'placebo' })).toBeUndefined();
    const reported = pairTrial(
      'x',
      { measure: 'm', unit: 'participants' },
      { one: { count: 1, n: 40 }, other: { count: 5, n: 41 } },
      [
        {
          contrast: 'one vs other',
          estimate: 'odds ratio 0.18 (0.02 to 1.66)',
          p: '0.2',
          orientation: 'first over second',
        },
      ],
    );
    expect(of(reported)).toBeUndefined();
  });
});

describe('a trial of another size of such counts', () => {
  it('is told what adding up every two counts gives', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(0.5, 1, 1.7), (each, factor) => {
        const sizes = each.map(({ n }) => Math.max(1, Math.round(n * factor))) as [number, number];
        const [told, whole] = [resizedCounts(each, factor)?.probability, addedUp(each, sizes)];
        expect(told?.higher).toBeCloseTo(whole.higher, 2);
        expect(told?.lower).toBeCloseTo(whole.lower, 2);
      }),
      { numRuns: 40 },
    );
  });

  it('has chances that sum to 1, and where a size is told, one on their side with an interval of what can be', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(1, 2, 8), (each, factor) => {
        const { probability, estimate } = resizedCounts(each, factor) ?? {};
        expect(Object.values(probability ?? {}).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
        for (const chance of Object.values(probability ?? {})) {
          expect(chance).toBeGreaterThanOrEqual(0);
          expect(chance).toBeLessThanOrEqual(1);
        }
        const along = (probability?.higher ?? 0) - (probability?.lower ?? 0);
        // A size on the other side than the likelier difference is not told.
        if (!estimate) expect(Math.abs(along)).toBeGreaterThan(0);
        if (!estimate) return;
        if (Math.abs(along) > 0.005) expect(estimate.value * along).toBeGreaterThanOrEqual(0);
        const { low = Number.NaN, high = Number.NaN } = estimate.interval ?? {};
        expect(low).toBeGreaterThanOrEqual(-100);
        expect(high).toBeLessThanOrEqual(100);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });

  it('is the mirror image the other way round', () => {
    fc.assert(
      fc.property(counts, ([one, other]) => {
        const [there, back] = [resizedCounts([one, other], 2), resizedCounts([other, one], 2)];
        expect(back?.probability.lower).toBe(there?.probability.higher);
        expect(back?.estimate === undefined).toBe(there?.estimate === undefined);
        if (!there?.estimate) return;
        expect(back?.estimate?.value).toBeCloseTo(-there.estimate.value, 9);
        expect(back?.estimate?.interval?.low).toBeCloseTo(-(there.estimate.interval?.high ?? Number.NaN), 9);
      }),
    );
  });

  it('finds a difference the likelier the larger it is', () => {
    for (const each of [ALL, NONE, ALL_OF_ONE]) {
      const chances = [0.5, 1, 2, 4, 8].map((factor) => resizedCounts(each, factor)?.probability['no difference'] ?? 2);
      for (const [i, none] of chances.entries()) if (i > 0) expect(none).toBeLessThan(chances[i - 1] ?? 0);
    }
  });

  it('of nobody or everybody is all but sure to find none again, and says why no error is told', () => {
    const all = step('NCT04524598', 227, ALL, 454);
    expect(all?.direction).toBe('no difference');
    // What adding up every two counts gives.
    expect(all?.probability?.higher).toBeCloseTo(0.0509, 3);
    expect(all?.probability?.lower).toBeCloseTo(0.0175, 3);
    expect(all?.reasons.map(({ text }) => text).join('\n')).toMatch(
      /^Everybody on both sides had what is counted \(35 of 35 and 25 of 25\).* up to 8\.2 % and 11 % .* may not have it/,
    );
    const none = step('NCT00000575', 1041, NONE, 2000);
    expect(none?.probability?.['no difference']).toBeGreaterThan(0.9);
    expect(none?.reasons[0]?.text).toMatch(/^Nobody on either side .* up to 0\.96 % and 0\.71 % .* may have it/);
    const one = step('NCT00461305', 420, ALL_OF_ONE, 840);
    expect(one?.reasons[0]?.text).toMatch(/^So few had what is counted, or had not \(65 of 65 and 340 of 349\)/);
  });

  it('is not reckoned with where it is larger than can be, and says so', () => {
    const huge = step('NCT04524598', 227, ALL, 100_000_000);
    expect([huge?.missing, huge?.probability]).toEqual(['no answer', undefined]);
    expect(huge?.obstacle).toContain('exact test');
  });
});
