import { describe, expect, it } from 'vitest';
import { sideChange } from '../../core/imagine/likeness.ts';
import { dosePairs } from '../../core/imagine/natural.ts';
import { contrastsOf, surveyOf } from '../../core/trial/contrast.ts';
import { observe } from '../../core/trial/direction.ts';
import { labelRatio, readLabel } from '../../core/trial/labels.ts';
import type { Outcome, Trial, Value } from '../../core/trial/schema.ts';
import { pairOf, sideOf } from '../../core/trial/sides.ts';
import { isBaseline } from '../../core/trial/sign.ts';
import { pairTrial } from './direction-facts.ts';

const look = (first: string, second: string) => ({ outcome: 'o', first, second });
/** A trial of groups, each of the arms that the record was found to name. */
function groupTrial(id: string, arms: NonNullable<Trial['arms']>, groups: NonNullable<Trial['groups']>): Trial {
  return { trial: id, design: { allocation: 'randomized', model: 'parallel' }, arms, groups };
}

describe('times and rows before anything was given', () => {
  it('a change from baseline is none, whichever times it names; nor is a time of one year', () => {
    const of = (measure: string, time: string) => isBaseline({ measure, time }, { outcome: 'o' });
    // NCT03448185, NCT00689819, NCT04371419.
    expect(of('Change From Baseline at 1 Year in Myocardial Lipid Content', 'Baseline, 1 year')).toBe(false);
    expect(of('Clinically significant difference in blood pressure lowering', 'Baseline and 1 year')).toBe(false);
    expect(of('Knowledge gaps', 'Immediately following the intervention, during the baseline survey')).toBe(false);
    // NCT02589977, NCT05594173: seen once, before all else.
    expect(of('Coronary Flow Reserve', 'Baseline study visit')).toBe(true);
    expect(of('Chewing cycles per bolus', 'Baseline (single timepoint only)')).toBe(true);
    expect(isBaseline({ measure: 'HDRS-17', time: 'Baseline, weeks 1 and 2' }, { outcome: 'o', row: 'Baseline' })).toBe(
      true,
    );
  });
});

describe('groups', () => {
  it('a part and a dose are no times: NCT04392219', () => {
    const trial = groupTrial(
      'NCT04392219',
      { drug: { role: 'experimental', drug: 'EIDD-2801' } },
      { low: { label: 'Part 1 - 50 mg EIDD-2801' }, high: { label: 'Part 1 - 100 mg EIDD-2801' } },
    );
    expect(pairOf(trial, 'low', 'high')).toMatchObject({ relation: 'apart', by: 'dose', first: { id: 'high' } });
    expect(readLabel('Week 1 - 4').timeless).toBe('');
  });

  it('a drug of three letters is a treatment: NCT00492557', () => {
    const both = ['first', 'second'];
    const trial = groupTrial(
      'NCT00492557',
      {
        first: { role: 'experimental', gives: { a: { drug: '13vPnC' }, b: { drug: 'TIV' } } },
        second: { role: 'active comparator', drug: 'TIV' },
      },
      { with: { label: '13vPnC+TIV', arms: both }, alone: { label: '13vPnC', arms: both } },
    );
    expect(pairOf(trial, 'with', 'alone')?.relation).toBe('apart');
  });

  it('numbered arms are two, whatever they were matched with: NCT00006011; cohorts of one arm are not: NCT02151383', () => {
    const shared = { arms: ['drug'] };
    const trial = groupTrial(
      'NCT00006011',
      { drug: { role: 'experimental' } },
      {
        one: { label: 'Arm 1', ...shared },
        two: { label: 'Arm 2', ...shared },
        c1: { label: 'Serelaxin: Cohort 1', ...shared },
        c2: { label: 'Serelaxin: Cohort 2', ...shared },
      },
    );
    expect(pairOf(trial, 'one', 'two')?.relation).toBe('apart');
    expect(pairOf(trial, 'c1', 'c2')?.relation).not.toBe('apart');
  });
});

describe('doses in labels', () => {
  const ratio = (a: string, b: string) => labelRatio(readLabel(a), readLabel(b));

  it('one of several may differ; what numbers or joins is no difference', () => {
    // NCT01125514, NCT01160289, NCT03982186, NCT02742766.
    expect(ratio('Furosemide 60 mg + Aliskiren 300mg', 'Furosemide 60 mg + Aliskiren 150mg')).toBe(2);
    expect(ratio('5 mg LY2452473 + 5 mg tadalafil', '1 mg LY2452473 and 5 mg Tadalafil')).toBe(5);
    expect(ratio('Arm 2: JNJ-73763989 200 mg + Placebo + NA', 'Arm 4: JNJ-73763989 40 mg + Placebo + NA')).toBe(5);
    expect(ratio('Cohort A2: GSK3008356 10 mg', 'Cohort A1: GSK3008356 5 mg')).toBe(2);
  });

  it('two that differ, another drug, or none are not told', () => {
    expect(ratio('Radiation 40Gy + Sunitinib 25 mg', 'Radiation 50Gy + Sunitinib 37.5 mg')).toBeUndefined();
    expect(ratio('Sildenafil 10 mg', 'Tadalafil 5 mg')).toBeUndefined();
    expect(ratio('Arm A', 'Arm B')).toBeUndefined();
  });

  it('high and low are another dose of unknown ratio: NCT00460564', () => {
    const trial: Trial = pairTrial(
      'NCT00460564',
      { measure: 'Responders', unit: 'participants' },
      { low: { count: 10, n: 50 }, high: { count: 20, n: 50 }, placebo: { count: 5, n: 50 } },
      [],
      {
        arms: {
          low: { label: 'Low-Dose BTX', role: 'experimental' },
          high: { label: 'High-Dose BTX', role: 'experimental' },
          placebo: { role: 'placebo' },
        },
      },
    );
    expect(pairOf(trial, 'low', 'high')).toMatchObject({ by: 'dose', first: { id: 'high' } });
    const [low, high] = [sideOf(trial, 'low'), sideOf(trial, 'high')];
    expect(low && high && sideChange(low, high)).toEqual({ kind: 'dose' });
    expect(dosePairs(trial, 9).map(({ from, to }) => [from.look.first, to.look.first])).toEqual(
      expect.arrayContaining([
        ['low', 'high'],
        ['high', 'low'],
      ]),
    );
    expect(dosePairs(trial, 1)).toHaveLength(1);
  });
});

describe('summary statistics', () => {
  const tested = (outcome: Outcome, first: Value, second: Value) =>
    observe(pairTrial('NCT', outcome, { a: first, placebo: second }), look('a', 'placebo'));

  it('a bare number of people is a count, one of anything else is not: NCT02708238, NCT00495495', () => {
    const responders = tested(
      { measure: 'Number of responders', unit: 'number of responders' },
      { number: 57, n: 60 },
      { number: 38, n: 57 },
    );
    expect(responders).toMatchObject({ direction: 'higher', method: 'two proportions, z' });
    expect(tested({ measure: 'ICDAS', unit: 'teeth' }, { number: 278, n: 295 }, { number: 273, n: 295 })).toMatchObject(
      { missing: 'statistic' },
    );
    // More of them than there are people.
    expect(
      tested({ measure: 'Responders', unit: 'responders' }, { number: 70, n: 60 }, { number: 1, n: 57 })?.direction,
    ).toBeUndefined();
  });

  it('a percentage that is no share of its people is tested by its interval, where it has one: NCT00494442', () => {
    const benefit = { measure: 'Clinical benefit', unit: '%' };
    const [first, second] = [
      { percent: 71, ci: '53.4 to 83.9', n: 33 },
      { percent: 45.5, ci: '26.9 to 65.3', n: 24 },
    ];
    expect(tested(benefit, first, second)).toMatchObject({ direction: 'higher', method: "Welch's t" });
    expect(tested(benefit, { percent: 71, n: 33 }, { percent: 45.5, n: 24 })).toMatchObject({ missing: 'statistic' });
  });
});

it('what is left out is counted by reason, and what is kept has a direction or a reason', () => {
  const trial = pairTrial(
    'NCT',
    { measure: 'x', time: 'Baseline' },
    { a: { mean: 1, sd: 1, n: 9 }, placebo: { mean: 2, sd: 1, n: 9 } },
  );
  expect(surveyOf(trial)).toMatchObject({ contrasts: [], excluded: { 'baseline values': 1 } });
  const later = pairTrial(
    'NCT',
    { measure: 'x', time: '8 weeks' },
    { a: { mean: 1, n: 9 }, placebo: { mean: 2, n: 9 } },
  );
  expect(contrastsOf(later).map(({ observed }) => observed.missing)).toEqual(['no dispersion']);
});
