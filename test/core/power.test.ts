import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resized, strengthOf } from '../../core/imagine/power.ts';
import { observe } from '../../core/trial/direction.ts';
import { CRITICAL } from '../../core/trial/effect.ts';
import * as facts from './direction-facts.ts';

const look = (first: string, second: string, outcome = 'o') => ({ outcome, first, second });
const strength = (...[trial, asked]: Parameters<typeof observe>) => {
  const observed = observe(trial, asked);
  return observed && strengthOf(observed);
};
const z = fc.double({ min: -8, max: 8, noNaN: true });
const factor = fc.double({ min: 0.01, max: 100, noNaN: true });

describe('a trial of another size', () => {
  it('has probabilities that sum to 1', () => {
    fc.assert(
      fc.property(z, factor, (effect, times) => {
        const { higher, lower, 'no difference': none } = resized({ z: effect, from: 'p' }, times).probability;
        expect(higher + lower + none).toBeCloseTo(1, 9);
        for (const p of [higher, lower, none]) expect(p).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('of the same size is a replication', () => {
    // Φ((2.5 − 1.96)/√2), and Φ(0) at the border: half of such trials find again what was just significant.
    expect(resized({ z: 2.5, from: 'p' }, 1).probability.higher).toBeCloseTo(0.6487, 4);
    expect(resized({ z: CRITICAL, from: 'p' }, 1).probability.higher).toBeCloseTo(0.5, 10);
  });

  it('finds what was found the surer, and its estimate lies the nearer, the more people there are', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 12, noNaN: true }), (found) => {
        const chances = [0.25, 0.5, 0.9, 0.99, 1.01, 1.1, 1.5, 2, 4].map(
          (times) => resized({ z: found, from: 'p' }, times).probability.higher,
        );
        for (const [i, chance] of chances.entries())
          if (i > 0) expect(chance).toBeGreaterThanOrEqual(chances[i - 1] ?? 1);
      }),
    );
  });

  it('of an estimate of no effect at all keeps the error of its interval', () => {
    const side = { mean: 1, sd: 1, n: 10 };
    const none = facts.pairTrial('x', { measure: 'Days' }, { a: side, b: side }, [
      { contrast: 'a vs b', estimate: 'difference 0 (-1 to 1)', p: '1' },
    ]);
    expect(strength(none, look('a', 'b'))?.size?.se).toBeCloseTo(0.5102, 4);
  });

  it('is in the end as sure of the sign as the observed estimate is', () => {
    // Φ(2): the chance that the true effect has the observed sign.
    expect(resized({ z: 2, from: 'p' }, 1e9).probability.higher).toBeCloseTo(0.97725, 4);
  });

  it('as small as can be finds a difference by chance only', () => {
    expect(resized({ z: 3, from: 'p' }, 1e-9).probability['no difference']).toBeCloseTo(0.95, 3);
  });

  it('has the observed estimate, and an 80 % interval that says what the probabilities say', () => {
    fc.assert(
      fc.property(z, factor, (effect, times) => {
        fc.pre(Math.abs(times - 1) > 1e-6);
        const size = {
          estimate: { kind: 'difference' as const, value: effect },
          effect: { value: effect, se: 1, scale: 'linear' as const, null: 0 as const },
          se: 1,
        };
        const { estimate, probability } = resized({ z: effect, from: 'estimate', size }, times);
        const { low = 0, high = 0, level } = estimate?.interval ?? {};
        const bound = 1.959964 / Math.sqrt(times);
        fc.pre(Math.abs(low - bound) > 1e-6 && Math.abs(high + bound) > 1e-6);
        expect(estimate?.value).toBe(effect);
        expect(level).toBe(80);
        // A tenth lies below the interval, and a tenth above.
        expect(probability.higher > 0.9).toBe(low > bound);
        expect(probability.lower > 0.9).toBe(high < -bound);
      }),
    );
  });

  it('of any size is no surer of the effect than the observed estimate', () => {
    const observed = { estimate: { kind: 'difference' as const, value: 7.8 }, se: 1.5 };
    const size = { ...observed, effect: { value: 7.8, se: 1.5, scale: 'linear' as const, null: 0 as const } };
    const { low = 0, high = 0 } = resized({ z: 5.2, from: 'estimate', size }, 1e12).estimate?.interval ?? {};
    expect(high - low).toBeCloseTo(2 * 1.2816 * 1.5, 3);
  });
});

describe('how strong an observed result is', () => {
  it('goes by the estimate and its interval', () => {
    const found = strength(facts.SEMAGLUTIDE, look('semaglutide', 'placebo', 'kccq'));
    expect(found?.from).toBe('estimate');
    expect(found?.z).toBeCloseTo(7.8 / (6.1 / 3.919928), 5);
  });

  it('turns hazards round, for time: shorter hazard, longer time', () => {
    expect(strength(facts.HAZARD, look('nivolumab', 'docetaxel'))?.z).toBeGreaterThan(1.96);
    expect(strength(facts.HAZARD, look('docetaxel', 'nivolumab'))?.z).toBeLessThan(-1.96);
    expect(strength(facts.COUNTED_EVENTS, look('intensive', 'placebo'))?.z).toBeLessThan(-1.96);
  });

  it('goes by the logarithm of a ratio, not the ratio', () => {
    const found = strength(facts.HAZARD, look('nivolumab', 'docetaxel'));
    const { estimate } = found ? resized(found, 0.25) : {};
    const { low = 0, high = 0 } = estimate?.interval ?? {};
    expect(Math.log(low) + Math.log(high)).toBeCloseTo(2 * Math.log(0.62), 9);
    // A quarter of them: one variance for not knowing the effect, four for sampling.
    const se = Math.log(0.81 / 0.47) / (2 * 1.959964);
    expect(Math.log(high / low)).toBeCloseTo(2 * 1.281552 * Math.sqrt(5) * se, 5);
  });

  it('goes by the values where they were computed from', () => {
    const found = strength(facts.SEMAGLUTIDE, look('semaglutide', 'placebo', 'walk'));
    expect(found).toMatchObject({ from: 'values', size: { estimate: { kind: 'difference' } } });
  });

  it('goes by an exact p where there is no interval, and by a bound where there is nothing else', () => {
    const trial = (p: number | string) =>
      facts.pairTrial('x', { measure: 'm' }, { a: { number: 5 }, placebo: { number: 3 } }, [
        { contrast: 'a vs placebo', p },
      ]);
    expect(strength(trial(0.01), look('a', 'placebo'))).toMatchObject({ from: 'p', z: expect.closeTo(2.5758, 3) });
    expect(strength(trial('<0.001'), look('a', 'placebo'))).toMatchObject({
      from: 'bound',
      z: expect.closeTo(3.2905, 3),
    });
    expect(strength(trial('>0.05'), look('a', 'placebo'))).toBeUndefined();
    expect(strength(trial(0), look('a', 'placebo'))).toMatchObject({ from: 'bound' });
  });

  it('passes over what contradicts the observed direction', () => {
    // p below 0.05 decides where the values cannot be tested; the interval holds 0, so no size can be drawn from it.
    const trial = facts.pairTrial('x', { measure: 'm' }, { a: { number: 3 }, placebo: { number: 5 } }, [
      { contrast: 'a vs placebo', estimate: 'difference -2 (-4.1 to 0.1)', p: '<0.05' },
    ]);
    const found = strength(trial, look('a', 'placebo'));
    expect(found).toMatchObject({ from: 'bound', z: expect.closeTo(-1.96, 2) });
    expect(found?.size).toBeUndefined();
    expect(found?.size).toBeUndefined();
  });

  it('says nothing where there is no direction', () => {
    expect(strength(facts.MEDIANS, look('sildenafil', 'placebo'))).toBeUndefined();
  });
});
