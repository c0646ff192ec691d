import { describe, expect, it } from 'vitest';
import { powerCurve } from '../../core/imagine/power-curve.ts';
import { bothText, powerReason, powerRows } from '../../core/imagine/power-words.ts';
import { designOf, powerOf, powerOfImagined } from '../../core/imagine/powered.ts';
import { observe } from '../../core/trial/direction.ts';
import type { Analysis, Outcome, Value } from '../../core/trial/schema.ts';
import { HAZARD, MEDIANS, pairTrial, SEMAGLUTIDE } from './direction-facts.ts';

const side = (first: string, second: string, outcome = 'o') => ({ outcome, first, second });

function powered(trial: Parameters<typeof observe>[0], look: ReturnType<typeof side>, from: number, to: number) {
  const observed = observe(trial, look);
  if (!observed) throw new Error('nothing observed');
  return powerOf(observed, from, to);
}

function of(values: Record<string, Value>, analysis: Omit<Analysis, 'contrast'>, outcome: Outcome = { measure: 'm' }) {
  return pairTrial('x', outcome, values, [{ contrast: 'drug vs placebo', ...analysis }]);
}

const said = (power: ReturnType<typeof powered>, unit?: string) => {
  if ('lacks' in power) throw new Error(power.lacks);
  return powerReason(power, unit === undefined ? {} : { unit }).text;
};

describe('by the estimate and its standard error', () => {
  const power = powered(SEMAGLUTIDE, side('semaglutide', 'placebo', 'kccq'), 529, 100);

  it('the effect, its error, power at both numbers', () => {
    // SE = (10.9 − 4.8) / (2 · 1.96); statsmodels 0.15.0, NormalIndPower with its d/SE, has the same.
    expect(power).toMatchObject({
      method: 'estimate',
      alpha: 0.05,
      effect: { kind: 'difference', value: 7.8 },
      observed: expect.closeTo(0.9989, 3),
      imagined: expect.closeTo(0.5867, 3),
      inputs: [
        { name: 'd', value: 7.8 },
        { name: 'SE', value: expect.closeTo(1.5561, 3), of: 'the reported interval' },
      ],
    });
  });

  it('what is needed: n·((1.96 + z)·SE/d)², rounded up', () => {
    expect(power).toMatchObject({
      needed: [
        { power: 0.8, participants: 166 },
        { power: 0.9, participants: 222 },
      ],
    });
  });

  it('what is detectable: (1.96 + z)·SE·√(n/n′)', () => {
    expect(power).toMatchObject({
      detectable: [
        {
          power: 0.8,
          observed: expect.closeTo(2.8016 * 1.5561, 2),
          imagined: expect.closeTo(2.8016 * 1.5561 * 2.3, 1),
        },
        { power: 0.9, observed: expect.closeTo(3.2415 * 1.5561, 2) },
      ],
    });
  });

  it('in words, with the formula and the inputs', () => {
    if ('lacks' in power) throw new Error(power.lacks);
    expect(powerRows(power, { unit: 'points' }).map((row) => `${row.name}: ${bothText(row, power)}`)).toEqual([
      'power, were the effect as estimated: > 0.99 at 529, 0.59 at 100',
      'minimum detectable difference in points, 80 % power: 4.4 at 529, 10 at 100',
      'minimum detectable difference in points, 90 % power: 5.0 at 529, 12 at 100',
    ]);
    expect(said(power, 'points')).toBe(
      'Were the effect as estimated (difference 7.8 points), 529 participants would find it with probability > 0.99, 100 with 0.59, two-sided at 0.05; 80 % power takes 166 participants, 90 % takes 222. Power is Φ(|d|/SE·√(n′/n) − 1.96) + Φ(−|d|/SE·√(n′/n) − 1.96), with d = 7.8, SE = 1.56 (the reported interval); the arms in the same proportions, and as many of those enrolled analysed.',
    );
  });

  it('a unit that says per what stands behind its name as it is', () => {
    if ('lacks' in power) throw new Error(power.lacks);
    const row = (unit?: string) => powerRows(power, unit === undefined ? {} : { unit })[1]?.name;
    expect(row('per week')).toBe('minimum detectable difference per week, 80 % power');
    expect(row('percent')).toBe('minimum detectable difference in percent, 80 % power');
    expect(row()).toBe('minimum detectable difference, 80 % power');
  });

  it('says where the approximation is rough', () => {
    const few = powered(SEMAGLUTIDE, side('semaglutide', 'placebo', 'kccq'), 529, 12);
    expect(said(few)).toMatch(/Below 20 participants the normal approximation is rough\.$/);
  });

  it('a ratio by its logarithm', () => {
    const ratio = powered(HAZARD, side('nivolumab', 'docetaxel'), 272, 136);
    expect(ratio).toMatchObject({ method: 'estimate', effect: { kind: 'hazard ratio', value: 0.62 } });
    if ('lacks' in ratio) throw new Error(ratio.lacks);
    // The ratio that is found is on the side of 1 that was estimated, and further from it for fewer participants.
    const { observed = 0, imagined = 0 } = ratio.detectable[0] ?? {};
    expect(observed).toBeCloseTo(Math.exp((-2.8016 * Math.log(0.81 / 0.47)) / (2 * 1.96)), 2);
    expect(imagined).toBeLessThan(observed);
  });
});

describe('by two shares', () => {
  it('counts without an estimate: the two-proportion formula', () => {
    const trial = of(
      { drug: { count: 35, n: 263 }, placebo: { count: 71, n: 266 } },
      {},
      { measure: 'm', unit: 'participants' },
    );
    const power = powered(trial, side('drug', 'placebo'), 529, 264.5);
    // statsmodels 0.15.0: power_proportions_2indep, samplesize_proportions_2indep_onetail.
    expect(power).toMatchObject({
      method: 'shares',
      observed: expect.closeTo(0.9722401, 6),
      imagined: expect.closeTo(0.7796034, 6),
      effect: { kind: 'risk difference', value: expect.closeTo(-13.38, 2) },
      needed: [
        { participants: Math.ceil(529 * 0.5259538765748425) },
        { participants: Math.ceil(529 * 0.7020203710338094) },
      ],
      detectable: [{ observed: expect.closeTo(10.018646, 3) }, { observed: expect.closeTo(11.432486, 3) }],
    });
  });
});

describe('shares without variation', () => {
  const counts = (x: number, y: number) =>
    powered(
      of({ drug: { count: x, n: 10 }, placebo: { count: y, n: 10 } }, {}, { measure: 'm', unit: 'participants' }),
      side('drug', 'placebo'),
      20,
      40,
    );

  it('nobody had it: no power, and why', () => {
    expect(counts(0, 0)).toEqual({ lacks: 'a difference: both sides are alike' });
    expect(counts(10, 10)).toEqual({ lacks: 'a difference: both sides are alike' });
  });

  it('everybody had it, and nobody', () => {
    expect(counts(10, 0)).toMatchObject({ method: 'shares', observed: 1, imagined: 1 });
  });
});

describe('by events', () => {
  const values = { drug: { count: 204, n: 2407 }, placebo: { count: 212, n: 2389 } };

  it('a hazard ratio beside counts of participants: Schoenfeld', () => {
    const trial = of(values, { estimate: 'hazard ratio 0.9531 (0.7863 to 1.1551)', p: 0.6241 });
    const power = powered(trial, side('drug', 'placebo'), 4822, 4822);
    // statsmodels 0.15.0: NormalIndPower, standard deviation 1, as many participants as events.
    expect(power).toMatchObject({
      method: 'events',
      observed: expect.closeTo(0.0779135, 5),
      needed: [
        { power: 0.8, events: 13607, participants: expect.closeTo((4822 * 13606.58) / 416, -1) },
        { power: 0.9, events: 18216 },
      ],
      detectable: [{ observed: expect.closeTo(0.75978, 4) }, { observed: expect.closeTo(0.7277, 4) }],
    });
    expect(said(power)).toContain('(13,607 events)');
  });

  it('not where the counts cannot be the events of that ratio', () => {
    const survivors = { drug: { count: 2203, n: 2407 }, placebo: { count: 2177, n: 2389 } };
    const trial = of(survivors, { estimate: 'hazard ratio 0.9531 (0.7863 to 1.1551)', p: 0.6241 });
    expect(powered(trial, side('drug', 'placebo'), 4822, 4822)).toMatchObject({ method: 'estimate' });
  });
});

describe('where less is known', () => {
  it('an estimate without an interval: the error that an exact p stands for', () => {
    const trial = of({ drug: { mean: 5 }, placebo: { mean: 3 } }, { estimate: 'difference 2', p: 0.01 });
    // z = 2.5758, SE = 2/2.5758.
    expect(powered(trial, side('drug', 'placebo'), 100, 100)).toMatchObject({
      method: 'estimate',
      inputs: [{ value: 2 }, { value: expect.closeTo(0.77645, 4), of: 'the reported p-value' }],
    });
  });

  it('a p-value alone: power and what is needed, nothing detectable', () => {
    const trial = of({ drug: { number: 5 }, placebo: { number: 3 } }, { p: 0.01 });
    expect(powered(trial, side('drug', 'placebo'), 100, 50)).toMatchObject({
      method: 'p',
      detectable: [],
      needed: [{}, {}],
    });
  });

  it('a bound of p: at least, and at most', () => {
    const trial = of({ drug: { number: 5 }, placebo: { number: 3 } }, { p: '<0.001' });
    const power = powered(trial, side('drug', 'placebo'), 100, 50);
    expect(power).toMatchObject({ bound: true });
    expect(said(power)).toMatch(/at least 0\.91, 50 with at least 0\.64.* takes at most 73 participants/);
  });

  it('an effect of all but nothing takes no number of participants', () => {
    const trial = of(
      { drug: { mean: 5.0001 }, placebo: { mean: 5 } },
      { estimate: 'difference 0.0001 (-2 to 2.0002)' },
    );
    const power = powered(trial, side('drug', 'placebo'), 100, 200);
    expect(power).toMatchObject({ needed: [] });
    expect(said(power)).toContain('Not even a million participants would be sure to find it');
  });

  it('nothing to compute it from: the input that is missing', () => {
    expect(powered(MEDIANS, side('sildenafil', 'placebo'), 100, 200)).toEqual({
      lacks: 'a standard error, which medians do not have',
    });
    const trial = of({ drug: { mean: 5 }, placebo: { mean: 3 } }, { estimate: 'difference 2', p: '>0.05' });
    expect(powered(trial, side('drug', 'placebo'), 100, 200)).toEqual({
      lacks: 'an interval of the estimate, or a standard deviation of both sides; of p only a bound is told',
    });
  });
});

describe('of an imagined effect', () => {
  const observed = observe(SEMAGLUTIDE, side('semaglutide', 'placebo', 'kccq'));
  const ofImagined = (value: number, from = 529, to = from, kind: 'difference' | 'odds ratio' = 'difference') =>
    observed && powerOfImagined(observed, { kind, value }, from, to);

  it('supposes it, with the error that was observed', () => {
    // z = 6.2 / 1.5561 = 3.984; Φ(3.984 − 1.96) = 0.9785; n = 529·((1.96 + 0.8416)/3.984)² = 261.6.
    expect(ofImagined(6.2)).toMatchObject({
      supposed: 'imagined',
      from: 529,
      to: 529,
      effect: { kind: 'difference', value: 6.2 },
      observed: expect.closeTo(0.9785, 3),
      imagined: expect.closeTo(0.9785, 3),
      needed: [{ participants: 262 }, { participants: 351 }],
    });
    expect(ofImagined(6.2, 529, 300)?.imagined).toBeLessThan(ofImagined(6.2)?.imagined ?? 0);
  });

  it('says so with the same rows and the formula, and once where the number of participants is as it was', () => {
    const power = ofImagined(6.2) ?? expect.fail();
    expect(powerRows(power, { unit: 'points' }).map((row) => `${row.name}: ${bothText(row, power)}`)).toEqual([
      'power of a new trial, were the effect as imagined: 0.98 at 529',
      'minimum detectable difference in points, 80 % power: 4.4 at 529',
      'minimum detectable difference in points, 90 % power: 5.0 at 529',
    ]);
    expect(said(power, 'points')).toBe(
      'Were the effect as imagined (difference 6.2 points) and its error as observed, a new trial of 529 participants would find it with probability 0.98, two-sided at 0.05; the chance told is that of the same 529, whose luck is known in part; 80 % power takes 262 participants, 90 % takes 351. Power is Φ(|d|/SE·√(n′/n) − 1.96) + Φ(−|d|/SE·√(n′/n) − 1.96), with d = 6.2, SE = 1.56 (the reported interval); the arms in the same proportions, and as many of those enrolled analysed.',
    );
    expect(said(ofImagined(6.2, 529, 300) ?? expect.fail())).toContain(
      '529 participants would find it with probability 0.98, 300 with 0.85',
    );
  });

  it('is none of no effect, nor of another kind of estimate', () => {
    expect(ofImagined(0)).toBeUndefined();
    expect(ofImagined(2, 529, 529, 'odds ratio')).toBeUndefined();
  });
});

describe('the curve', () => {
  const kinds = {
    estimate: powered(SEMAGLUTIDE, side('semaglutide', 'placebo', 'kccq'), 529, 100),
    shares: powered(
      of({ drug: { count: 60, n: 100 }, placebo: { count: 40, n: 100 } }, {}, { measure: 'm', unit: 'participants' }),
      side('drug', 'placebo'),
      200,
      400,
    ),
    'log of a ratio': powered(HAZARD, side('nivolumab', 'docetaxel'), 272, 136),
    p: powered(of({ drug: { number: 5 }, placebo: { number: 3 } }, { p: 0.01 }), side('drug', 'placebo'), 100, 50),
  };

  it.each(Object.entries(kinds))('by %s runs through what is told', (_, power) => {
    if ('lacks' in power) throw new Error(power.lacks);
    const design = designOf(power);
    expect(design.power(1)).toBeCloseTo(power.observed, 9);
    expect(design.power(power.to / power.from)).toBeCloseTo(power.imagined, 9);
    for (const { power: wanted, participants } of power.needed) {
      expect(design.power(participants / power.from)).toBeGreaterThanOrEqual(wanted - 0.002);
      expect(design.power((participants - 2) / power.from)).toBeLessThan(wanted + 0.02);
    }
    const { points, most, marks, ticks } = powerCurve(power);
    expect(points[0]?.participants).toBe(0);
    expect(points.at(-1)?.participants).toBeCloseTo(most, 6);
    for (const [i, point] of points.entries()) {
      expect(point.power).toBeGreaterThanOrEqual((points[i - 1]?.power ?? 0) - 1e-9);
      expect(point.power).toBeLessThanOrEqual(1);
    }
    for (const { participants } of marks) expect(participants).toBeLessThanOrEqual(most);
    expect(ticks[0]).toBe(0);
    expect(ticks.at(-1)).toBeLessThanOrEqual(most);
  });

  it('says in words what it shows, marks what is needed, and leaves out what is far off its axis', () => {
    const { text, marks } = powerCurve(ofPower(kinds.estimate));
    expect(text).toBe(
      'Power by the number of participants, were the effect as estimated: 0.59 at 100, 0.80 at 166, 0.90 at 222, > 0.99 at 529.',
    );
    expect(marks.map((mark) => mark.text)).toEqual([
      'enrolled: 529, power > 0.99',
      'imagined: 100, power 0.59',
      '80 % power: 166',
      '90 % power: 222',
    ]);
    const weak = powerCurve({ ...ofPower(kinds.estimate), needed: [{ power: 0.8, participants: 50_000 }] });
    expect(weak.most).toBeLessThan(5000);
    expect(weak.text).toContain('0.80 at 50,000');
    expect(weak.marks.map(({ kind }) => kind)).toEqual(['enrolled', 'imagined']);
  });

  it('of so few that the approximation is rough no number is told, nor drawn', () => {
    const strong = {
      ...ofPower(kinds.estimate),
      needed: [
        { power: 0.8, participants: 3 },
        { power: 0.9, participants: 40 },
      ],
    };
    expect(said(strong)).toMatch(/80 % power takes fewer than 20 participants, 90 % takes 40\. Power is/);
    expect(powerCurve(strong).marks.map(({ text }) => text)).toEqual(
      expect.arrayContaining([expect.stringContaining('90 % power: 40')]),
    );
    expect(powerCurve(strong).marks.some(({ participants }) => participants === 3)).toBe(false);
  });
});

function ofPower(power: ReturnType<typeof powered>) {
  if ('lacks' in power) throw new Error(power.lacks);
  return power;
}
