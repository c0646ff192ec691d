/**
 * Reference figures: statsmodels 0.15.0 (Python), `NormalIndPower` for means and, with a standard deviation of 1 and as many
 * participants as events, for hazard ratios; `power_proportions_2indep` and `samplesize_proportions_2indep_onetail` for
 * proportions; the detectable shares by `scipy.optimize.brentq` on the former. Its solvers stop at about 0.00002.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byError, byShares, errorByEvents } from '../../core/imagine/sample-size.ts';

describe('means: SD 17.5, difference 7.8, 243 against 237', () => {
  const se = 17.5 * Math.sqrt(1 / 243 + 1 / 237);
  const design = byError(7.8, se);

  it.each([
    [1, 0.9982622139859535],
    [0.25, 0.6847908338848664],
    [0.1, 0.3389031871509818],
  ])('power with %d times the participants', (factor, power) => expect(design.power(factor)).toBeCloseTo(power, 8));

  it('what 80 % and 90 % take', () => {
    expect(design.needed(0.8)).toBeCloseTo(80.01775851983845 / 243, 5);
    expect(design.needed(0.9)).toBeCloseTo(107.12130409979689 / 243, 5);
  });

  it('the difference that they find', () => {
    expect(design.detectable(1, 0.8)).toBeCloseTo(4.475943925316339, 4);
    expect(design.detectable(1, 0.9)).toBeCloseTo(5.178818906468407, 4);
    expect(byError(-7.8, se).detectable(1, 0.8)).toBeCloseTo(-4.475943925316339, 4);
  });
});

describe('proportions: 35 of 263 against 71 of 266', () => {
  const design = byShares({ p1: 35 / 263, n1: 263, p2: 71 / 266, n2: 266 });

  it.each([
    [1, 0.9722401179683096],
    [0.5, 0.7796033996286346],
    [2, 0.9997942176245777],
  ])('power with %d times the participants', (factor, power) => expect(design.power(factor)).toBeCloseTo(power, 8));

  it('what 80 % and 90 % take', () => {
    expect(design.needed(0.8)).toBeCloseTo(0.5259538765748425, 8);
    expect(design.needed(0.9)).toBeCloseTo(0.7020203710338094, 8);
  });

  it('the difference that they find, in the direction of the one observed', () => {
    expect(design.detectable(1, 0.8)).toBeCloseTo(-0.10018646020123888, 6);
    expect(design.detectable(1, 0.9)).toBeCloseTo(-0.11432486000806592, 6);
  });

  it('two to one: 60 of 400 against 45 of 200', () => {
    const unequal = byShares({ p1: 0.15, n1: 400, p2: 0.225, n2: 200 });
    expect(unequal.power(1)).toBeCloseTo(0.6196340726273936, 8);
    expect((unequal.needed(0.8) ?? 0) * 400).toBeCloseTo(622.1407355909088, 5);
    expect((unequal.needed(0.9) ?? 0) * 400).toBeCloseTo(840.4633387214238, 5);
  });

  it('none is found where a share would have to fall below 0', () => {
    expect(byShares({ p1: 0.01, n1: 20, p2: 0.05, n2: 20 }).detectable(1, 0.8)).toBeUndefined();
  });
});

describe('hazard ratios, by events', () => {
  it('0.9531 with 416 events, 2407 against 2389', () => {
    const design = byError(Math.log(0.9531), errorByEvents(416, 2407 / 4796));
    expect(design.power(1)).toBeCloseTo(0.07791355441557538, 8);
    expect((design.needed(0.8) ?? 0) * 416).toBeCloseTo(13606.580954754223, 1);
    expect((design.needed(0.9) ?? 0) * 416).toBeCloseTo(18215.389697131897, 1);
    expect(Math.exp(design.detectable(1, 0.8) ?? 0)).toBeCloseTo(0.7597833867847277, 5);
    expect(Math.exp(design.detectable(1, 0.9) ?? 0)).toBeCloseTo(0.7277037281322676, 5);
  });

  it('0.7 with 300 events, two to one', () => {
    const design = byError(Math.log(0.7), errorByEvents(300, 2 / 3));
    expect(design.power(1)).toBeCloseTo(0.8295217187327443, 8);
    expect((design.needed(0.8) ?? 0) * 300).toBeCloseTo(277.63481278292164, 2);
    expect((design.needed(0.9) ?? 0) * 300).toBeCloseTo(371.6750239604234, 2);
  });
});

const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
const share = fc.double({ min: 0.02, max: 0.98, noNaN: true });

describe('whatever the design', () => {
  const designs = fc.oneof(
    fc.tuple(fc.double({ min: 0.1, max: 5, noNaN: true }), factor).map(([effect, se]) => byError(effect, se)),
    fc
      .tuple(share, share, fc.integer({ min: 10, max: 2000 }), fc.integer({ min: 10, max: 2000 }))
      .filter(([p1, p2]) => Math.abs(p1 - p2) > 0.01)
      .map(([p1, p2, n1, n2]) => byShares({ p1, n1, p2, n2 })),
  );

  it('what a power needs has that power, and more give more', () => {
    fc.assert(
      fc.property(designs, fc.constantFrom(0.8, 0.9), (design, power) => {
        const needed = design.needed(power) ?? Number.NaN;
        // The far tail, left out of what is needed, can only add.
        expect(design.power(needed)).toBeGreaterThan(power - 1e-9);
        expect(design.power(needed)).toBeLessThan(power + 0.05);
        expect(design.power(needed * 1.1)).toBeGreaterThan(design.power(needed));
      }),
    );
  });

  it('more participants find smaller effects', () => {
    fc.assert(
      fc.property(designs, factor, (design, times) => {
        const [fewer, more] = [design.detectable(times, 0.8), design.detectable(times * 2, 0.8)];
        fc.pre(fewer !== undefined);
        expect(Math.abs(more ?? Number.NaN)).toBeLessThan(Math.abs(fewer ?? Number.NaN));
      }),
    );
  });

  it('no effect takes more than there are', () => {
    expect(byError(0, 1).needed(0.8)).toBeUndefined();
    expect(byShares({ p1: 0.5, n1: 10, p2: 0.5, n2: 10 }).needed(0.8)).toBeUndefined();
  });
});
