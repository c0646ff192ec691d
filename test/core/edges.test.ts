import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trial } from '../../core/trial/schema.ts';
import { DOSES, pairTrial, SEMAGLUTIDE, set } from './direction-facts.ts';
import { last } from './imagined.ts';

const dosed = (to: string) => last(SEMAGLUTIDE, [set('arms.semaglutide.dose', '2.4 mg', to)]);

const FIGURES = ['probability', 'direction', 'estimate', 'power'] as const;

describe('what cannot be', () => {
  it('is not answered by a figure: nobody, fewer than nobody, a part of somebody', () => {
    for (const people of [0, -5, 12.5]) {
      const enrollment = set('population.enrollment', 529, people);
      for (const scenario of [[enrollment], [enrollment, set('arms.semaglutide.dose', '2.4 mg', '1.7 mg')]]) {
        const step = last(SEMAGLUTIDE, scenario);
        expect(step).toMatchObject({ status: 'carried over', missing: 'impossible' });
        for (const key of FIGURES) expect(step[key]).toBeUndefined();
        expect(step.obstacle).toContain(String(people));
      }
    }
  });

  it('a dose that cannot be read, and a dose of nothing, are no evidence', () => {
    for (const dose of ['banana', '0 mg', 'some mg']) {
      const step = dosed(dose);
      expect(step).toMatchObject({ status: 'carried over', missing: 'no answer' });
      for (const key of FIGURES) expect(step[key]).toBeUndefined();
    }
    // An arm that nobody changed may be described in any words.
    const told: Trial = {
      ...SEMAGLUTIDE,
      arms: { ...SEMAGLUTIDE.arms, placebo: { role: 'placebo', drug: 'Placebo', dose: 'to match' } },
    };
    expect(last(told, [set('arms.semaglutide.dose', '2.4 mg', '1.7 mg')]).probability).toBeDefined();
  });
});

describe('doses far from all that was observed', () => {
  it('are answered more widely the farther they are, without a jump', () => {
    const at = (mg: number) => dosed(`${mg} mg`).probability?.higher ?? Number.NaN;
    for (const direction of [-1, 1]) {
      const near = at(2.4 * 2 ** (0.05 * direction));
      let before = near;
      for (let doublings = 0.1; doublings <= 6.6; doublings += 0.25) {
        const now = at(Number((2.4 * 2 ** (doublings * direction)).toPrecision(6)));
        expect(now).toBeLessThanOrEqual(before + 1e-6);
        expect(before - now).toBeLessThan(0.12);
        before = now;
      }
      // Counted pairs that are so far apart kept their direction mostly, so it is less sure and no coin toss.
      expect(before).toBeLessThan(near - 0.08);
    }
  });

  it('0.5 mg is never surer than 1 mg, where 1 mg is the nearer', () => {
    expect(dosed('0.5 mg').probability?.higher).toBeLessThanOrEqual(dosed('1 mg').probability?.higher ?? 0);
    const asked = { outcome: 'hba1c', first: 'mg-5', second: 'placebo' };
    const down = ['0.5 mg', '0.25 mg', '0.1 mg', '0.02 mg'].map((to) =>
      last(DOSES, [set('arms.mg-5.dose', '5 mg', to)], asked),
    );
    for (const [i, step] of down.entries())
      expect(step.probability?.lower).toBeLessThanOrEqual((down[i - 1]?.probability?.lower ?? 1) + 1e-6);
  });

  it('are not answered beyond all pairs that were counted', () => {
    const step = dosed('5000 mg');
    expect(step).toMatchObject({ status: 'carried over', missing: 'no answer' });
    for (const key of FIGURES) expect(step[key]).toBeUndefined();
  });
});

it('a result that just missed significance keeps its sign', () => {
  for (const [sign, more, less] of [
    [1, 'higher', 'lower'],
    [-1, 'lower', 'higher'],
  ] as const) {
    const trial = pairTrial(
      'NCT',
      { measure: 'Change in score', time: '12 weeks', unit: 'points' },
      { drug: { mean: 1.9 * sign, se: 0.7, n: 60 }, placebo: { mean: 0, se: 0.7, n: 60 } },
      [],
      { arms: { drug: { role: 'experimental', drug: 'Drug', dose: '10 mg' }, placebo: { role: 'placebo' } } },
    );
    const look = { outcome: 'o', first: 'drug', second: 'placebo' };
    const trialOf: Trial = { ...trial, population: { enrollment: 120 } };
    for (const change of [set('arms.drug.dose', '10 mg', '12 mg'), set('population.enrollment', 120, 300)]) {
      const { probability } = last(trialOf, [change], look);
      expect(probability?.[more]).toBeGreaterThan(2 * (probability?.[less] ?? 1));
    }
  }
});

describe('what is no change', () => {
  it('the same amount in another unit shows what was observed', () => {
    const step = dosed('2400 µg');
    expect(step.probability).toBeUndefined();
    expect(step.direction).toBe('higher');
  });

  it('other ids, other labels, another order and other notes answer the same', () => {
    const names: Record<string, string> = { 'mg-1': 'zz', 'mg-2-5': 'aa', 'mg-5': 'mm', placebo: 'control' };
    const rename = <T>(record: Record<string, T> = {}) =>
      Object.fromEntries(Object.entries(record).map(([id, value]) => [names[id] ?? id, value]));
    const renamed: Trial = {
      ...DOSES,
      title: 'Another title',
      arms: rename(DOSES.arms),
      results:
        DOSES.results?.map((result) => ({
          ...result,
          ...(result.values && { values: rename(result.values) }),
          ...(result.analyses && {
            analyses: result.analyses.map((one) => ({
              ...one,
              contrast: (one.contrast ?? '')
                .split(' vs ')
                .map((id) => names[id] ?? id)
                .join(' vs '),
              note: 'Reworded',
            })),
          }),
        })) ?? [],
    };
    const doses = fc.double({ min: 0.05, max: 40, noNaN: true }).map((x) => `${x.toPrecision(2)} mg`);
    fc.assert(
      fc.property(doses, fc.constantFrom('hba1c', 'weight'), (to, outcome) => {
        const one = last(DOSES, [set('arms.mg-5.dose', '5 mg', to)], { outcome, first: 'mg-5', second: 'placebo' });
        const other = last(renamed, [set('arms.mm.dose', '5 mg', to)], { outcome, first: 'mm', second: 'control' });
        expect([other.status, other.direction, other.probability, other.estimate]).toEqual([
          one.status,
          one.direction,
          one.probability,
          one.estimate,
        ]);
      }),
      { numRuns: 60 },
    );
  });
});
