/** Small changes are answered by little, more change by more, what changes nothing by nothing; interval, chance and power say one thing. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImaginedStep } from '../../core/imagine/answer.ts';
import { strengthOf } from '../../core/imagine/power.ts';
import { contrastsOf } from '../../core/trial/contrast.ts';
import { observe } from '../../core/trial/direction.ts';
import { CRITICAL } from '../../core/trial/effect.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';
import { DOSES, pairTrial, SEMAGLUTIDE, set } from './direction-facts.ts';
import { last } from './imagined.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const samples = readdirSync(SAMPLES)
  .filter((file) => file.endsWith('.trial'))
  .map((file) => parse(readFileSync(path.join(SAMPLES, file), 'utf8')).trial);

/** The same, with what its record says of how it is given. */
const SEMA: Trial = {
  ...SEMAGLUTIDE,
  arms: {
    ...SEMAGLUTIDE.arms,
    semaglutide: {
      ...SEMAGLUTIDE.arms?.semaglutide,
      route: 'subcutaneous',
      schedule: 'once weekly',
      duration: '52 weeks',
    },
  },
};
const sema = (...steps: Perturbation[]) => last(SEMA, steps);
const dose = (times: number) => set('arms.semaglutide.dose', '2.4 mg', `${Number((2.4 * times).toPrecision(9))} mg`);
const enrolled = (to: number) => set('population.enrollment', 529, to);
const OBSERVED = 7.8;

function sized({ estimate, probability }: ImaginedStep) {
  const { low, high } = estimate?.interval ?? {};
  if (!estimate || low === undefined || high === undefined || !probability) throw new Error('no size');
  return { value: estimate.value, low, high, width: high - low, probability };
}

describe('as a change goes to nothing', () => {
  it.each<[string, (by: number) => Perturbation]>([
    ['a dose', (by) => dose(1 + by)],
    ['a dose, downwards', (by) => dose(1 - by)],
    ['a time', (by) => set('outcomes.kccq.time', '52 weeks', `${Number((52 * (1 + by)).toPrecision(9))} weeks`)],
    [
      'how long',
      (by) => set('arms.semaglutide.duration', '52 weeks', `${Number((52 * (1 + by)).toPrecision(9))} weeks`),
    ],
  ])('%s: estimate, interval and chance tend to the observed', (_, step) => {
    const off = (by: number) => {
      const { value, low, high, probability } = sized(sema(step(by)));
      return (
        Math.abs(value - OBSERVED) + Math.abs(low - OBSERVED) + Math.abs(high - OBSERVED) + (1 - probability.higher)
      );
    };
    expect(off(0.0001)).toBeLessThan(0.05);
    expect(off(0.001)).toBeLessThan(0.3);
    expect(off(0.04)).toBeLessThan(2.5);
  });

  it('but nearly as many participants are another trial, which need not find again what was found', () => {
    const { value, probability } = sized(sema(enrolled(530)));
    expect(value).toBe(OBSERVED);
    // z of 5.0: Φ((5.0 − 1.96)/√2)
    expect(probability.higher).toBeCloseTo(0.984, 2);
    expect(sized(sema(enrolled(600))).probability.higher).toBeGreaterThan(probability.higher);
  });

  it('of a result whose rounded interval ends at no effect: an exact p says on which side it was', () => {
    const border = pairTrial(
      'x',
      { measure: 'Days', unit: 'days' },
      { a: { lsmean: 24.5, se: 0.39, n: 762 }, placebo: { lsmean: 23.7, se: 0.39, n: 756 } },
      [{ contrast: 'a vs placebo', estimate: 'difference 0.75 (0 to 1.5)', p: '0.0586' }],
    );
    const observed = observe(border, { outcome: 'o', first: 'a', second: 'placebo' });
    expect(observed?.direction).toBe('no difference');
    expect(strengthOf(observed ?? never())?.z).toBeCloseTo(1.891, 3);
  });

  it('another dose that was observed', () => {
    const asked = { outcome: 'hba1c', first: 'mg-5', second: 'placebo' };
    const there = strengthOf(observe(DOSES, { ...asked, first: 'mg-2-5' }) ?? never())?.size?.estimate.value;
    const near = last(DOSES, [set('arms.mg-5.dose', '5 mg', '2.5001 mg')], asked).estimate?.value;
    expect(near).toBeCloseTo(there ?? Number.NaN, 1);
  });
});

function never(): never {
  throw new Error('not observed');
}

describe('more change', () => {
  const UP = [1.01, 1.05, 1.2, 1.5, 2, 3, 4, 6, 10, 20, 50, 100];

  it('is answered the more widely, far beyond what was counted too', () => {
    // Down to a tenth; what is hardly given any more is told as placebo against placebo.
    for (const ways of [UP, UP.slice(0, 9).map((times) => 1 / times)]) {
      const widths = ways.map((times) => sized(sema(dose(times))).width);
      for (const [i, width] of widths.entries()) if (i > 0) expect(width).toBeGreaterThan(widths[i - 1] ?? 0);
    }
    const [twice, ten] = [2, 10].map((times) => sized(sema(dose(times))).width);
    expect(ten).toBeGreaterThan(1.2 * (twice ?? 0));
    expect(
      sema(dose(10))
        .reasons.map(({ text }) => text)
        .join(' '),
    ).toMatch(/so far from the nearest observed dose/i);
  });

  it('of a dose, upwards, never imagines less than a smaller one; downwards, never more', () => {
    const doses = [...UP.toReversed().map((times) => 1 / times), ...UP];
    const values = doses.map((times) => sized(sema(dose(times))).value);
    for (const [i, value] of values.entries())
      if (i > 0) expect(value).toBeGreaterThanOrEqual((values[i - 1] ?? 0) - 0.03);
  });
});

describe('one distribution', () => {
  /** In standard errors of what was observed; a ratio on its logarithm. */
  const significant = (trial: Trial, look: Look, { estimate }: ImaginedStep, factor = 1) => {
    const size = strengthOf(observe(trial, look) ?? never())?.size;
    const { low, high } = estimate?.interval ?? {};
    if (!size || low === undefined || high === undefined) return undefined;
    const on = (x: number) => (size.effect.scale === 'log' ? Math.log(x / size.effect.null) : x);
    // Between two observed doses the unit is that of the nearer, whose standard error is not quite this one's.
    const bound = (1.03 * CRITICAL * size.se) / Math.sqrt(factor);
    return on(low) > bound || on(high) < -bound;
  };

  it('an interval is wholly significant only where the chance of that is 0.90', () => {
    let wholly = 0;
    let not = 0;
    for (const trial of [SEMAGLUTIDE, DOSES, ...samples])
      for (const { look } of contrastsOf(trial)) {
        const seen = observe(trial, look);
        if (!seen?.direction || look.row !== undefined) continue;
        const own = trial.arms?.[look.first]?.dose;
        const people = trial.population?.enrollment;
        const steps: [Perturbation, number][] = [];
        for (const times of [0.4, 0.9, 1.04, 1.6])
          if (own !== undefined && /^[\d.]+ \w+$/.test(own))
            steps.push([
              set(
                `arms.${look.first}.dose`,
                own,
                own.replace(/[\d.]+/, (x) => String(Number(x) * times)),
              ),
              1,
            ]);
        for (const times of [0.5, 2])
          if (people !== undefined)
            steps.push([
              set('population.enrollment', people, Math.round(people * times)),
              Math.round(people * times) / people,
            ]);
        for (const [step, factor] of steps) {
          const answer = last(trial, [step], look);
          const is = answer.status === 'imagined' ? significant(trial, look, answer, factor) : undefined;
          if (is === undefined || !answer.probability) continue;
          const most = Math.max(answer.probability.higher, answer.probability.lower);
          if (is) expect(most).toBeGreaterThanOrEqual(0.9 - 1e-6);
          if (is) wholly++;
          else not++;
        }
      }
    expect(Math.min(wholly, not)).toBeGreaterThan(20);
  });
});

describe('the number of participants', () => {
  const MANY = [100, 200, 400, 800, 1600, 3200, 6400];

  it('narrows the interval, and raises chance and power together', () => {
    for (const after of [[], [dose(0.7)]]) {
      const steps = MANY.map((n) => sema(enrolled(n), ...after));
      for (const [i, step] of steps.entries()) {
        const before = steps[i - 1];
        if (!before) continue;
        expect(sized(step).width).toBeLessThan(sized(before).width);
        expect(step.probability?.higher).toBeGreaterThanOrEqual((before.probability?.higher ?? 1) - 1e-6);
        expect(step.power?.imagined).toBeGreaterThanOrEqual(before.power?.imagined ?? 1);
      }
    }
  });

  it('tells assurance, which is less sure than power where that is more than a half, and says what it is', () => {
    for (const n of MANY) {
      const { probability, power, granted } = sema(enrolled(n));
      expect(granted).toBe('again');
      if ((power?.imagined ?? 0) > 0.6) expect(probability?.higher).toBeLessThanOrEqual(power?.imagined ?? 0);
    }
    expect(
      sema(enrolled(1058))
        .reasons.map(({ text }) => text)
        .join(' '),
    ).toMatch(/assurance/);
  });

  it('has its power after another step, too', () => {
    expect(sema(enrolled(1058), dose(0.7)).power).toMatchObject({ from: 529, to: 1058 });
    expect(sema(dose(0.7), enrolled(1058)).power).toMatchObject({ from: 529, to: 1058 });
  });
});

describe('what is no change', () => {
  it.each<[string, unknown]>([
    ['outcomes.kccq.time', '12 months'],
    ['outcomes.kccq.time', '1 year'],
    ['outcomes.kccq.time', '364 days'],
    ['outcomes.kccq.time', 'WEEK 52'],
    ['arms.semaglutide.duration', '1 year'],
    ['arms.semaglutide.drug', 'SEMAGLUTIDE'],
    ['arms.semaglutide.schedule', 'Once Weekly'],
    ['arms.semaglutide.schedule', 'every 7 days'],
    ['arms.semaglutide.route', 'Subcutaneous'],
    ['arms.semaglutide.dose', '2400 mcg'],
  ])('%s as %s', (where, to) => {
    const step = sema(set(where, '?', to as string));
    expect(step).toMatchObject({ missing: 'no change', direction: 'higher' });
    expect(step.probability).toBeUndefined();
    // And what follows is answered as if it had not been.
    const [with_, without] = [sema(set(where, '?', to as string), dose(0.8)), sema(dose(0.8))];
    if (!where.endsWith('dose'))
      expect([with_.probability, with_.estimate]).toEqual([without.probability, without.estimate]);
  });

  it('the words of a measure in another order, in capitals, and a unit by another name', () => {
    const { measure = '', unit = '' } = SEMAGLUTIDE.outcomes?.kccq ?? {};
    const turned = measure.split(' ').toReversed().join(' ');
    for (const [key, to] of [
      ['measure', turned],
      ['measure', measure.toUpperCase()],
      ['unit', unit === 'points' ? 'score on a scale' : `${unit} `],
    ] as const) {
      const sham = set(`outcomes.kccq.${key}`, '?', to);
      expect(sema(sham)).toMatchObject({ missing: 'no change' });
      const [one, other] = [sema(sham, dose(0.8)), sema(dose(0.8))];
      expect(one.probability).toEqual(other.probability);
      expect(one.estimate).toEqual(other.estimate);
    }
  });

  it('but one dose in the place of several is a change of which no ratio says how far it goes', () => {
    const several: Trial = {
      ...SEMA,
      arms: { ...SEMA.arms, semaglutide: { ...SEMA.arms?.semaglutide, dose: '1.2, 2.4 mg' } },
    };
    const { low, high, probability } = sized(last(several, [set('arms.semaglutide.dose', '1.2, 2.4 mg', '2.4 mg')]));
    expect(high - low).toBeGreaterThan(2);
    expect(probability.higher).toBeLessThan(0.99);
  });

  it('but a week more is one, however small', () => {
    expect(sema(set('outcomes.kccq.time', '52 weeks', '53 weeks')).status).toBe('imagined');
  });
});

describe('what cannot be told', () => {
  it('another dose of a placebo, however it is written', () => {
    for (const placebo of [{ role: 'placebo' }, { role: 'placebo', drug: 'Placebo', dose: '1 mL' }] as const) {
      const trial: Trial = { ...SEMAGLUTIDE, arms: { ...SEMAGLUTIDE.arms, placebo } };
      const step = last(trial, [set('arms.placebo.dose', '?', '5 mL')]);
      expect(step).toMatchObject({ status: 'carried over', missing: 'no answer' });
      expect([step.probability, step.estimate, step.power]).toEqual([undefined, undefined, undefined]);
    }
  });

  it('a measure that this trial has nothing like, under the id of one that it observed', () => {
    const foreign = set('outcomes.kccq.measure', '?', 'Number of seizures');
    for (const steps of [[foreign], [foreign, dose(0.7)]])
      expect(sema(...steps)).toMatchObject({
        missing: 'no answer',
        obstacle: 'no outcome of this trial is like Number of seizures',
      });
  });
});

describe('the other way round', () => {
  it('is the mirror image: chances swap, estimates turn, the same pairs speak', () => {
    let compared = 0;
    for (const trial of [SEMAGLUTIDE, DOSES, ...samples])
      for (const { look } of contrastsOf(trial).slice(0, 20)) {
        const own = trial.arms?.[look.first]?.dose;
        if (own === undefined || look.row !== undefined || !observe(trial, look)?.direction) continue;
        const step = set(
          `arms.${look.first}.dose`,
          own,
          own.replace(/[\d.]+/, (x) => String(Number(x) * 0.7)),
        );
        const turned = { ...look, first: look.second, second: look.first };
        const [one, other] = [last(trial, [step], look), last(trial, [step], turned)];
        expect(other.status).toBe(one.status);
        if (!one.probability || !other.probability) continue;
        expect(other.probability.higher).toBeCloseTo(one.probability.lower, 6);
        expect(other.probability['no difference']).toBeCloseTo(one.probability['no difference'], 6);
        const pairs = ({ evidence }: ImaginedStep) =>
          evidence.flatMap(({ trial: id, nearness }) => (id === undefined ? [] : [[id, nearness]]));
        expect(pairs(other)).toEqual(pairs(one));
        if (one.estimate && other.estimate) {
          const ratio = one.estimate.kind.endsWith('ratio');
          const mirrored = ratio ? 1 / one.estimate.value : -one.estimate.value;
          expect(other.estimate.value).toBeCloseTo(mirrored, 2);
        }
        compared++;
      }
    expect(compared).toBeGreaterThan(10);
  });
});

it('where everybody of both sides has it, or nobody, another dose leaves no difference', () => {
  for (const count of [0, 60]) {
    const trial = pairTrial(
      'NCT',
      { measure: 'Number of participants with seroconversion', time: '28 days', unit: 'participants' },
      { drug: { count, n: 60 }, placebo: { count, n: 60 } },
      [],
      { arms: { drug: { role: 'experimental', drug: 'Drug', dose: '10 mg' }, placebo: { role: 'placebo' } } },
    );
    const { probability } = last(trial, [set('arms.drug.dose', '10 mg', '5 mg')], {
      outcome: 'o',
      first: 'drug',
      second: 'placebo',
    });
    expect(probability?.['no difference']).toBeGreaterThan(0.9);
  }
});
