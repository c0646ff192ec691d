/** Observed contrasts that are no outcome of what is given. */
import { describe, expect, test } from 'vitest';
import { pairsOfTrial } from '../../../core/pairs/build.ts';
import { noOutcome } from '../../../core/pairs/no-outcome.ts';
import { questionsOfTrial } from '../../../core/pairs/question.ts';
import { contrastsOf } from '../../../core/trial/contrast.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import { DOSES, madeTrial, PAIN, WALK } from './made.ts';

function whyNot(measure: string, time: string, row?: string, labels = ['Drug', 'Placebo']) {
  const trial: Trial = {
    deepimagine: 1,
    arms: { a: { label: 'Kit', drug: 'sumatriptan' } },
    outcomes: { o: { measure, time } },
    groups: Object.fromEntries(labels.map((label, i) => [`g${i}`, { label }])),
    results: [
      { outcome: 'o', ...(row && { row }), values: { g0: { mean: 1, sd: 1, n: 9 }, g1: { mean: 2, sd: 1, n: 9 } } },
    ],
  } as Trial;
  const [contrast] = contrastsOf(trial);
  return contrast && noOutcome(trial, contrast);
}

describe('no outcome', () => {
  test.each<[string, string, string?]>([
    ['Age Baseline', '1 x at Baseline'],
    ['NYHA Functional Class', 'Baseline (Day 1)', 'Class I'],
    ['Penile Size Before Treatment', 'Baseline', 'Length'],
    ['Hemoglobin at Baseline', 'see protocol'],
  ])('at baseline: %s, %s', (measure, time, row) => {
    expect(whyNot(measure, time, row)).toBe('it was measured at baseline');
    expect(whyNot(measure, '12 weeks', row)).toBeUndefined();
  });

  test.each<[string, string, string?]>([
    ['Change in Hemoglobin From Baseline', 'Baseline'],
    ['Hemoglobin', 'Baseline, Week 1'],
    ['Hemoglobin', 'Baseline', 'Week 12'],
    ['Deaths in Participants With Diabetes at Baseline', '24 weeks'],
    ['Pain', '12 weeks', 'Missing teeth'],
    ['Response', '12 weeks', 'No response'],
    ['Cause of Death', '12 weeks', 'Unknown cause'],
    ['Pain', '12 weeks', 'Missing Doses: More than 2'],
  ])('an outcome: %s, %s, %s', (measure, time, row) => {
    expect(whyNot(measure, time, row)).toBeUndefined();
  });

  test.each([
    'Question 5, missing',
    'Day 29: no data',
    'Nausea After Month 0 Vaccination: Missing',
    'Missing for global QoL',
    'Missing-dyspnea',
    'Any AEs, Missing or Unknown',
    'Mobility - missing Week 26',
    'Data missing',
    'Normal at BL, Not Reported at Week 24',
  ])('of those of whom nothing is known: %s', (row) => {
    expect(whyNot('Quality of Life', '12 weeks', row)).toBe('it counts those of whom nothing is known');
  });

  test('of which one side is part of the other, unless it is given more', () => {
    expect(whyNot('Relief', '1 hour', undefined, ['Migraine', 'Migraine + Cluster Headache'])).toBe(
      'one of its sides is part of the other',
    );
    expect(whyNot('Relief', '1 hour', undefined, ['Exercise', 'Exercise + Sumatriptan'])).toBeUndefined();
  });

  test('is no end of a pair, and not asked about; both are counted', () => {
    const two = [PAIN, WALK, { ...PAIN, title: 'Age Baseline', time: '1 x at Baseline' }].map((one) => ({
      ...one,
      rows: Object.fromEntries(Object.entries(one.rows).map(([row, means]) => [row, means.slice(1)])),
    }));
    const trial = madeTrial({ arms: DOSES.slice(1), outcomes: two });
    const { pairs, counts } = pairsOfTrial(trial, { cap: 100 });
    expect(pairs).toHaveLength(2);
    expect(counts.unlabelled).toEqual({ 'it was measured at baseline': 1 });
    const { questions, counts: asked } = questionsOfTrial(trial, 100, {});
    expect(questions.filter(({ kind }) => kind === 'direction')).toHaveLength(2);
    expect(asked.none).toEqual({ 'it was measured at baseline': 1 });
  });
});
