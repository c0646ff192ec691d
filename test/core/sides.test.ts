/** Who the two sides of a contrast are: an arm under its group's name, the same people twice, people before anything was given. Figures of real records. */
import { describe, expect, it } from 'vitest';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { sideChange } from '../../core/imagine/likeness.ts';
import { contrastsOf, focusOf, isBeforeTreatment } from '../../core/trial/contrast.ts';
import { observe } from '../../core/trial/direction.ts';
import { print } from '../../core/trial/print.ts';
import type { Trial } from '../../core/trial/schema.ts';
import { pairOf, sideOf } from '../../core/trial/sides.ts';
import { Snapshot } from '../../server/documents.ts';
import { outcomes } from '../../server/features/outcomes.ts';
import { finish } from '../../server/work.ts';
import { set } from './direction-facts.ts';
import { last, problemOf } from './imagined.ts';

/** Six-minute walk in 315 people; the results call the one arm by its dose. */
const EMPAGLIFLOZIN: Trial = {
  trial: 'NCT03448406',
  focus: 'empagliflozin vs placebo on walk',
  population: { enrollment: 315 },
  arms: {
    empagliflozin: { label: 'Empagliflozin', role: 'experimental', drug: 'Empagliflozin', dose: '10 mg' },
    placebo: { label: 'Placebo', role: 'placebo' },
  },
  groups: { 'empagliflozin-10mg': { label: '10 mg Empagliflozin', arms: ['empagliflozin'] } },
  outcomes: { walk: { rank: 'primary', measure: 'Distance walked in 6 minutes', time: '12 weeks', unit: 'm' } },
  design: { allocation: 'randomized', model: 'parallel' },
  results: [
    {
      outcome: 'walk',
      values: {
        placebo: { median: 5, iqr: '-20 to 33', n: 158 },
        'empagliflozin-10mg': { median: 10, iqr: '-10 to 32', n: 157 },
      },
      analyses: [
        {
          contrast: 'placebo vs empagliflozin-10mg',
          estimate: 'difference 4 (-5 to 13)',
          p: 0.366,
          method: 'Wilcoxon',
        },
      ],
    },
  ],
};

/** Satisfaction after eight weeks, and after six more in which all had the drug. */
const VIAGRA: Trial = {
  trial: 'NCT00301262',
  arms: { viagra: { label: 'DB Viagra / OL Viagra' }, placebo: { label: 'DB Placebo/OL Viagra' } },
  groups: {
    'db-placebo': { label: 'DB Placebo', arms: ['placebo'] },
    'placebo-week-14': { label: 'DB Placebo/OL Viagra Week 14', arms: ['placebo'] },
  },
  outcomes: {
    edits: { rank: 'primary', measure: 'EDITS Index', time: 'Week 8', unit: 'points' },
    successful: { rank: 'secondary', measure: 'Occasions that were successful', time: 'Week 14', unit: '%' },
  },
  results: [
    {
      outcome: 'edits',
      values: { viagra: { lsmean: 80.27, se: 2.329, n: 88 }, 'db-placebo': { lsmean: 62.15, se: 2.524, n: 73 } },
      analyses: [{ contrast: 'viagra vs db-placebo', estimate: 'difference 18.13 (11.4 to 24.86)', p: '<0.0001' }],
    },
    {
      outcome: 'successful',
      values: { viagra: { mean: 79.65, sd: 25.309, n: 80 }, placebo: { mean: 87.63, sd: 21.936, n: 67 } },
    },
  ],
};

describe('an arm and its only group', () => {
  const look = { outcome: 'walk', first: 'empagliflozin', second: 'placebo' };

  it('are one: what was observed of the group was observed of the arm', () => {
    expect(observe(EMPAGLIFLOZIN, look)).toMatchObject({
      direction: 'no difference',
      look: { first: 'empagliflozin-10mg' },
    });
    expect(focusOf(EMPAGLIFLOZIN)).toEqual({ ...look, first: 'empagliflozin-10mg' });
    const more = set('population.enrollment', 315, 600);
    expect(last(EMPAGLIFLOZIN, [more], look)).toMatchObject({ status: 'imagined', granted: 'again' });
    const back = [set('arms.empagliflozin.dose', '10 mg', '25 mg'), set('arms.empagliflozin.dose', '25 mg', '10 mg')];
    expect(last(EMPAGLIFLOZIN, back, look)).toMatchObject({ status: 'observed', direction: 'no difference' });
    expect(last(EMPAGLIFLOZIN, back.slice(0, 1), look).probability).toEqual(
      last(EMPAGLIFLOZIN, back.slice(0, 1), { ...look, first: 'empagliflozin-10mg' }).probability,
    );
  });

  it('have the same harms, under whichever id these stand', () => {
    const harms = (id: string) =>
      imagineNow({ ...EMPAGLIFLOZIN, harms: { serious: { [id]: '20/157', placebo: '29/158' } } }, [], look);
    expect(harms('empagliflozin')).toMatchObject({ harms: [{ first: { x: 20, n: 157 }, second: { x: 29, n: 158 } }] });
    expect(harms('empagliflozin-10mg')).toEqual(harms('empagliflozin'));
  });

  it('are no two sides', () => {
    const both = { ...look, second: 'empagliflozin-10mg' };
    expect(problemOf(EMPAGLIFLOZIN, [], both)).toMatch(/^empagliflozin and empagliflozin-10mg are the same people/);
    expect(pairOf(EMPAGLIFLOZIN, both.first, both.second)?.relation).toBe('overlap');
  });

  it('are told apart from another arm by what the arm is given', () => {
    const arms = {
      ...EMPAGLIFLOZIN.arms,
      high: { role: 'experimental' as const, drug: 'Empagliflozin', dose: '25 mg' },
    };
    const trial = { ...EMPAGLIFLOZIN, arms };
    const [one, other] = [sideOf(trial, 'empagliflozin-10mg'), sideOf(trial, 'high')];
    expect(one && other && sideChange(one, other)).toEqual({ kind: 'dose', ratio: 2.5 });
  });

  it('are not, where the group is a part of the arm, or the results hold the arm as well', () => {
    const [result] = EMPAGLIFLOZIN.results ?? [];
    const wholeOf = (trial: Trial) => sideOf(trial, 'empagliflozin-10mg')?.whole;
    expect(wholeOf(EMPAGLIFLOZIN)).toBe(true);
    const women = { 'empagliflozin-10mg': { label: '10 mg Empagliflozin, women', arms: ['empagliflozin'] } };
    expect(wholeOf({ ...EMPAGLIFLOZIN, groups: women })).toBe(false);
    const own = { outcome: 'walk', values: { empagliflozin: { mean: 1, n: 3 }, placebo: { mean: 2, n: 3 } } };
    expect(wholeOf({ ...EMPAGLIFLOZIN, results: result ? [result, own] : [] })).toBe(false);
    const crossover = { ...EMPAGLIFLOZIN, design: { model: 'crossover' as const } };
    expect(wholeOf(crossover)).toBe(false);
  });

  it('leave together: without the arm there is nothing to compare', () => {
    const drop = { kind: 'drop', factor: 'A', path: ['arms', 'empagliflozin'] } as const;
    expect(last(EMPAGLIFLOZIN, [drop], look)).toMatchObject({ missing: 'no contrast' });
  });
});

const mapValues = <T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([id, value]) => [id, change(value)]));

describe('what an arm is called', () => {
  /** NCT01491919: three doses of lisinopril, of which the third is not told. Area under the curve. */
  const lisinopril = (labels: readonly [string, string, string]): Trial => ({
    trial: 'NCT01491919',
    population: { enrollment: 26 },
    arms: {
      low: { label: labels[0], role: 'experimental', drug: 'Lisinopril', dose: '0.1 mg/kg/day' },
      medium: { label: labels[1], role: 'experimental', drug: 'Lisinopril', dose: '0.2 mg/kg/day' },
      high: { label: labels[2], role: 'experimental', drug: 'Lisinopril' },
    },
    outcomes: { pk: { rank: 'primary', measure: 'Area under the curve', time: '24 hours', unit: 'ng*h/mL' } },
    results: [
      {
        outcome: 'pk',
        values: {
          low: { mean: 254, sd: 120, n: 8 },
          medium: { mean: 526, sd: 210, n: 9 },
          high: { mean: 1077, sd: 400, n: 6 },
        },
      },
    ],
  });
  const told = lisinopril(['Low Dose: Lisinopril', 'Medium Dose: Lisinopril', 'High Dose: Lisinopril']);
  const renamed = lisinopril(['Team A', 'Medium Dose: Lisinopril', 'Team C']);
  const look = { outcome: 'pk', first: 'medium', second: 'low' };

  it('says nothing of its dose, once it states one', () => {
    const given = (trial: Trial, one: string, other: string) => {
      const [from, to] = [sideOf(trial, one), sideOf(trial, other)];
      return from && to && sideChange(from, to);
    };
    expect(given(told, 'low', 'medium')).toEqual({ kind: 'dose', ratio: 2 });
    expect(given(renamed, 'low', 'medium')).toEqual({ kind: 'dose', ratio: 2 });
    expect(pairOf(told, 'low', 'high')?.by).toBe('record');
    const figures = (trial: Trial, to: string) => {
      const step = last(trial, [set('arms.medium.dose', '0.2 mg/kg/day', to)], look);
      return [step.status, step.direction, step.probability, step.estimate, step.support];
    };
    for (const to of ['0.1 mg/kg/day', '0.15 mg/kg/day', '0.3 mg/kg/day'])
      expect(figures(renamed, to)).toEqual(figures(told, to));
    const alike = last(told, [set('arms.medium.dose', '0.2 mg/kg/day', '0.1 mg/kg/day')], look);
    expect(alike).toMatchObject({ status: 'imagined', direction: 'no difference' });
  });

  it('is no step: of what is called otherwise the same is known as before', () => {
    // NCT01074307 tells two arms apart by their names alone.
    const named = lisinopril(['Low Dose', 'Medium Dose', 'High Dose']);
    const arms = mapValues(named.arms ?? {}, ({ dose: _, ...arm }) => arm);
    const time = set('outcomes.pk.time', '24 hours', '48 hours');
    const asked = { outcome: 'pk', first: 'high', second: 'low' };
    const [plain, renamed] = [[time], [set('arms.high.label', 'High Dose', 'Team A'), time]].map((steps) =>
      last({ ...named, arms }, steps, asked),
    );
    expect(plain?.status).toBe('imagined');
    expect(renamed).toEqual(plain);
  });

  it('is read where it is all that tells of a dose', () => {
    // NCT01074307 states no dose; NCT00833638 that of one arm; NCT02945046 calls one after three.
    const pair = (one: string, other: string, doses: readonly [string?, string?] = []) => {
      const arm = (label: string, dose?: string) => ({ label, drug: 'Drug', ...(dose !== undefined && { dose }) });
      return pairOf({ arms: { one: arm(one, doses[0]), other: arm(other, doses[1]) } }, 'one', 'other');
    };
    expect(pair('Low Dose Bisoprolol', 'High Dose Bisoprolol')).toMatchObject({ by: 'dose', first: { id: 'other' } });
    expect(pair('Tadalafil 2.5 mg', 'Tadalafil 5 mg', ['2.5 mg'])).toMatchObject({
      by: 'dose',
      first: { id: 'other' },
    });
    expect(pair('Fremanezumab 675 mg', 'Fremanezumab 900/225/225 mg', ['675 mg'])?.by).toBe('record');
    // NCT01720446: the one arm goes up to its dose, and both state theirs.
    expect(pair('Semaglutide 1.0 mg', 'Team B', ['0.25, 0.5 mg', '1 mg'])).toMatchObject({
      by: 'dose',
      first: { id: 'other' },
    });
  });
});

describe('the same people on both sides', () => {
  it('are no evidence: a group that only its arm has people for, and what holds everybody', () => {
    const look = { outcome: 'edits', first: 'db-placebo', second: 'placebo' };
    const step = last(VIAGRA, [set('outcomes.edits.time', 'Week 8', '12 weeks')], look);
    expect(step).toMatchObject({ status: 'carried over', missing: 'no answer' });
    expect(step.obstacle).toMatch(/^db-placebo and placebo hold the same people/);
    expect(step.probability).toBeUndefined();
    // NCT00464568: a crossover, whose only arm is called after the whole study.
    const gsk: Trial = {
      trial: 'NCT00464568',
      arms: { overall: { label: 'Overall Study', drug: 'GSK256066', dose: '1 or 10 or 50 or 200 µg' } },
      groups: { placebo: { label: 'Placebo' }, 'ug-10': { label: 'GSK256066 10 mcg', arms: ['overall'] } },
      outcomes: { mrna: { measure: 'mRNA', time: '7 days' } },
      design: { model: 'crossover' },
      results: [
        {
          outcome: 'mrna',
          values: { placebo: { gmean: 2625.5, n: 31 }, 'ug-10': { gmean: 3134.2, n: 32 } },
          analyses: [{ contrast: 'placebo vs ug-10', estimate: 'ratio 1.19 (1.01 to 1.41)', p: 0.0383 }],
        },
      ],
    };
    for (const [first, second] of [
      ['ug-10', 'overall'],
      ['overall', 'placebo'],
    ] as const)
      for (const change of [
        set('arms.overall.dose', '1 or 10 or 50 or 200 µg', '5 µg'),
        set('outcomes.mrna.time', '7 days', '14 days'),
      ]) {
        const step = last(gsk, [change], { outcome: 'mrna', first, second });
        expect(step).toMatchObject({ status: 'carried over', missing: 'no answer' });
        expect(step.obstacle).toContain('hold the same people');
      }
    expect(contrastsOf(gsk)).toHaveLength(1);
  });

  it('are compared where the record compares them', () => {
    expect(observe(VIAGRA, { outcome: 'edits', first: 'viagra', second: 'db-placebo' })?.direction).toBe('higher');
    expect(pairOf(VIAGRA, 'viagra', 'placebo-week-14')?.relation).toBe('apart');
  });
});

describe('before anything is given', () => {
  /** Diameter of the left ventricle in 26 people, before and after three months. */
  const LVEDD: Trial = {
    trial: 'NCT00233480',
    population: { enrollment: 27 },
    arms: {
      atorvastatin: { role: 'experimental', drug: 'atorvastatin', dose: '10 mg', schedule: 'once daily' },
      placebo: { role: 'placebo' },
    },
    outcomes: {
      start: { rank: 'primary', measure: 'BNP', time: 'baseline' },
      lvedd: { rank: 'secondary', measure: 'LVEDD', time: '3 months', unit: 'mm' },
    },
    results: [
      {
        outcome: 'start',
        values: { atorvastatin: { mean: 350, se: 120, n: 14 }, placebo: { mean: 250, se: 70, n: 12 } },
      },
      {
        outcome: 'lvedd',
        row: 'Baseline LVEDD',
        values: { atorvastatin: { mean: 65, se: 12, n: 14 }, placebo: { mean: 28, se: 7, n: 12 } },
      },
      {
        outcome: 'lvedd',
        row: 'Three months LVEDD',
        values: { atorvastatin: { mean: 25, se: 6, n: 14 }, placebo: { mean: 24, se: 7, n: 12 } },
      },
    ],
  };
  const look = { outcome: 'lvedd', first: 'atorvastatin', second: 'placebo' };

  it('no treatment has an effect, whatever is changed', () => {
    for (const change of [
      set('arms.atorvastatin.dose', '10 mg', '9.99 mg'),
      set('arms.atorvastatin.schedule', 'once daily', 'twice daily'),
      set('population.enrollment', 27, 500),
    ]) {
      const step = last(LVEDD, [change], { ...look, row: 'Baseline LVEDD' });
      expect(step).toMatchObject({ status: 'carried over', missing: 'no answer' });
      expect(step.obstacle).toBe(
        'Baseline LVEDD is measured before anything is given, so no treatment has an effect on it',
      );
      expect(step.probability).toBeUndefined();
      expect(last(LVEDD, [change], { ...look, row: 'Three months LVEDD' }).probability).toBeDefined();
    }
    const moved = last(LVEDD, [set('outcomes.lvedd.time', '3 months', 'baseline')], look);
    expect(moved.obstacle).toBe('LVEDD is measured before anything is given, so no treatment has an effect on it');
  });

  it('is not what a document looks at, nor one of its outcomes', () => {
    expect(observe(LVEDD, look)?.look.row).toBe('Three months LVEDD');
    expect(focusOf(LVEDD)).toMatchObject({ outcome: 'lvedd', row: 'Three months LVEDD' });
    expect(focusOf({ ...LVEDD, results: [] })).toMatchObject({ outcome: 'lvedd' });
    expect(focusOf({ ...LVEDD, focus: 'placebo vs atorvastatin' })).toMatchObject({ outcome: 'lvedd' });
    expect(['start', 'lvedd'].map((id) => isBeforeTreatment(LVEDD, id))).toEqual([true, false]);
    const document = new Snapshot('file:///lvedd.trial', 1, print(LVEDD));
    const { lines, total } = finish(outcomes(document, { uri: document.uri, scenario: null }));
    expect(lines.map((line) => line.outcome)).toEqual(['LVEDD: Three months LVEDD; 3 months']);
    expect(total).toBe(1);
  });
});
