/** Another number of participants is another trial: how sure that leaves it, and that it is told beside what the same people would have shown. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImaginedStep } from '../../core/imagine/answer.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { hoverMarkdown } from '../../core/imagine/hover.ts';
import { ofSamePeople, type Predictive, quantile, withPeople } from '../../core/imagine/model/predictive.ts';
import { plainText } from '../../core/imagine/plain.ts';
import { parse } from '../../core/trial/parse.ts';
import { normalQuantile } from '../../core/trial/statistics.ts';
import type { Perturbation } from '../../core/trial/types.ts';
import { pairTrial, SEMAGLUTIDE, set } from './direction-facts.ts';
import { last } from './imagined.ts';

/** As many people, but for one in a million. */
const ALL_BUT = 1 + 1e-6;
const PS = [0.01, 0.05, 0.1, 0.3, 0.7, 0.9, 0.95, 0.99];
const normal = (mean: number, spread: number, more: Partial<Predictive> = {}): Predictive => ({
  mean,
  spread,
  weights: [1, 1, 1],
  ...more,
});

describe('the distribution of another trial', () => {
  it('is that of an effect known as well as the first told it, sampled anew', () => {
    for (const spread of [1.3, 2, 3])
      for (const people of [0.25, 0.5, ALL_BUT, 2, 9])
        for (const p of PS) {
          const known = people * (spread ** 2 - 1) + 1;
          const expected = Math.sqrt(people) * 1.5 + normalQuantile(p) * Math.sqrt(known);
          expect(quantile(withPeople(normal(1.5, spread), people), p)).toBeCloseTo(expected, 6);
        }
  });

  it('of all but as many people is as wide as that of the same where nothing of their luck is left, however strong the result was', () => {
    for (const strong of [6, 9, 14, 30]) {
      const own = normal(5.5, 1.2, { strong });
      const [one, other] = [own, withPeople(own, ALL_BUT)].map((each) => quantile(each, 0.9) - quantile(each, 0.1)) as [
        number,
        number,
      ];
      expect(other / one).toBeCloseTo(1, 5);
    }
  });

  it('of all but as many people is that of a replication where nothing else changes, and lies between the two in between', () => {
    const near = (share: number) => withPeople(normal(3, 2, { near: { z: 3, share } }), ALL_BUT);
    for (const p of PS) {
      const [none, all] = [3 + Math.SQRT2 * normalQuantile(p), 3 + 2 * normalQuantile(p)];
      expect(quantile(near(0), p)).toBeCloseTo(none, 5);
      for (const share of [0.2, 0.5, 0.8]) {
        const z = Math.abs(quantile(near(share), p) - 3);
        expect(z).toBeGreaterThan(Math.abs(normalQuantile(p)));
        expect(z).toBeLessThan(Math.max(Math.abs(none - 3), Math.abs(all - 3)));
      }
    }
  });

  it('is never narrower than sampling alone, and moves upwards throughout', () => {
    for (const spread of [0.7, 1, 1.6])
      for (const weights of [
        [1, 1, 1],
        [0.1, 30, 0.1],
        [0.2, 1, 12],
      ] as const)
        for (const people of [0.1, ALL_BUT, 20]) {
          const other = withPeople(normal(1.2, spread, { weights }), people);
          const middle = quantile(other, 0.5);
          let before = Number.NEGATIVE_INFINITY;
          for (let p = 0.005; p < 1; p += 0.005) {
            const z = quantile(other, p);
            expect(z).toBeGreaterThanOrEqual(before);
            expect(Math.abs(z - middle)).toBeGreaterThanOrEqual(Math.abs(normalQuantile(p)) - 1e-9);
            before = z;
          }
        }
  });

  it('of the same people is as it was', () => {
    const own = normal(1.5, 1.4, { strong: 9, near: { z: 2, share: 0.6 } });
    for (const p of PS) expect(quantile(ofSamePeople(withPeople(own, 4)), p)).toBe(quantile(own, p));
  });
});

/** NCT01405196: SRI response at week 24, in which 10 mg was a near miss against placebo. */
const LUPUS = parse(readFileSync(path.join(import.meta.dirname, '../../samples/il6-lupus.trial'), 'utf8')).trial;
const LOOK = { outcome: 'sri', first: 'mg-10', second: 'placebo' };
const half = set('arms.mg-10.dose', '10 mg', '5 mg');
const enrolled = (to: number) => set('population.enrollment', 183, to);
const why = ({ reasons }: ImaginedStep) => reasons.map(({ text }) => text).join(' ');
const told = (p = Number.NaN) => (p > 0.99 ? '> 0.99' : p.toFixed(2));

describe('the reader is told', () => {
  it('both figures, where another step changed too: of another trial, and of the people that there were', () => {
    const same = last(LUPUS, [half], LOOK).probability?.['no difference'];
    const jumps: [number, Perturbation[]][] = [
      [182, [half, enrolled(182)]],
      [184, [enrolled(184), half]],
    ];
    for (const [n, steps] of jumps) {
      const step = last(LUPUS, steps, LOOK);
      expect(step).toMatchObject({ status: 'imagined', direction: 'no difference', granted: 'again' });
      expect(step.probability?.['no difference']).toBeLessThan((same ?? 0) - 0.02);
      expect(why(step)).toContain(`The chance told, no difference ${told(step.probability?.['no difference'])}`);
      expect(why(step)).toContain(
        `${n} participants would be another sample than the 183 here, with luck of its own and a standard error all but the same; of the same 183 it would be ${told(same)}.`,
      );
    }
    expect(why(last(LUPUS, [half], LOOK))).not.toContain('another sample');
  });

  it('what was observed, where nothing else changed', () => {
    expect(why(last(SEMAGLUTIDE, [set('population.enrollment', 529, 530)]))).toContain(
      'The 529 here were observed: higher (p < 0.0001). 530 would be another sample, with luck of its own: the chance is that of another trial like this one',
    );
  });

  it('in the same words by command line and hover, in the sentence too', () => {
    const imagining = imagineNow(LUPUS, [half, enrolled(184)], LOOK);
    if ('problem' in imagining) throw new Error(imagining.problem);
    expect(imagining.sentence).toBe('Stays no difference, less surely, in another trial like this one');
    for (const text of [plainText(imagining), hoverMarkdown(imagining, ['population', 'enrollment'])]) {
      expect(text).toContain('another sample than the 183 here, with luck of its own');
      expect(text).toContain('in another trial like this one');
    }
  });
});

describe('of a contrast of which nothing was observed', () => {
  /** NCT00422669: what was planned. */
  const PLANNED = pairTrial(
    'NCT00422669',
    { rank: 'primary', measure: 'Change in left ventricular ejection fraction', time: '24 months', unit: '%' },
    {},
    [],
    {
      arms: {
        septal: { role: 'experimental', intervention: 'Right ventricular mid-septal pacing' },
        apical: { role: 'active comparator', intervention: 'Right ventricular apical pacing' },
      },
    },
  );
  const at = (n: number) =>
    last({ ...PLANNED, population: { enrollment: 205 } }, [set('population.enrollment', 205, n)], {
      outcome: 'o',
      first: 'septal',
      second: 'apical',
    });

  it('more participants find more differences, of either sign, and nearly as many as many', () => {
    const steps = [10, 50, 100, 204, 206, 400, 2000, 50_000].map(at);
    for (const [i, { probability, granted }] of steps.entries()) {
      const before = steps[i - 1]?.probability;
      expect(granted).toBe('planned');
      if (!before || !probability) continue;
      expect(probability.higher).toBeGreaterThan(before.higher);
      expect(probability.lower).toBeGreaterThan(before.lower);
    }
    const [fewer, more] = [steps[3], steps[4]].map((step) => step?.probability?.['no difference'] ?? Number.NaN);
    expect((fewer ?? 0) - (more ?? 0)).toBeLessThan(0.01);
    expect(why(at(400))).toContain('the standard error is taken as 0.72 times what it was');
  });
});

it('of a p that is only a bound, nothing is told as if it were exact', () => {
  // Numbers without dispersion, and p < 0.05.
  const trial = {
    ...pairTrial(
      'NCT01270139',
      { rank: 'primary', measure: 'Membrane defects', time: '6 months' },
      { nano: { number: 6.12, n: 5 }, sham: { number: 1.12, n: 5 } },
      [{ contrast: 'nano vs sham', p: '<0.05' }],
    ),
    population: { enrollment: 180 },
  };
  const said = (step: Perturbation) => {
    const { reasons } = last(trial, [step], { outcome: 'o', first: 'nano', second: 'sham' });
    return reasons.map(({ text }) => text).join(' ');
  };
  const more = said(set('population.enrollment', 180, 400));
  expect(more).toContain('Of its p only a bound is told');
  expect(more).not.toContain('on the border');
  const later = said(set('outcomes.o.time', '6 months', '24 months'));
  expect(later).toContain('at least 2.0 standard errors from no difference');
  expect(later).toContain('Of its p only a bound is told');
});

it('what ends as it began is no step without evidence', () => {
  // Means without dispersion, and p > 0.05: no error, so no power is told.
  const trial = {
    ...pairTrial(
      'NCT00000001',
      { rank: 'primary', measure: 'Walking distance', time: '45 months' },
      { vvi: { mean: 167, n: 512 }, mvp: { mean: 188, n: 518 } },
      [{ contrast: 'vvi vs mvp', p: '>0.05' }],
    ),
    population: { enrollment: 1031, countries: ['Canada'] },
  };
  const ends = (...steps: Perturbation[]) => {
    const imagining = imagineNow(trial, steps, { outcome: 'o', first: 'vvi', second: 'mvp' });
    if ('problem' in imagining) throw new Error(imagining.problem);
    return imagining.sentence;
  };
  const there = set('population.enrollment', 1031, 1041);
  expect(ends(there)).toBe('No evidence: carried over');
  expect(ends(there, set('population.enrollment', 1041, 1031))).not.toContain('enrollment: no evidence');
  expect(ends(there, set('population.enrollment', 1031, 1031))).not.toContain('enrollment: no evidence');
});
