import { describe, expect, it } from 'vitest';
import { contrastsBetween, contrastsOf, contrastsOn, focusOf, surveyOf } from '../../core/trial/contrast.ts';
import type { Trial } from '../../core/trial/schema.ts';
import { inOrder, pairOf, sideOf } from '../../core/trial/sides.ts';
import { isBaseline } from '../../core/trial/sign.ts';
import { growth, LINEAR } from '../growth.ts';
import * as facts from './direction-facts.ts';

const sides = (trial: Trial, outcome?: string) =>
  contrastsOf(trial)
    .filter(({ look }) => outcome === undefined || look.outcome === outcome)
    .map(({ look }) => `${look.first} vs ${look.second}`);

const ordered = (trial: Trial, a: string, b: string) => {
  const [one, other] = [sideOf(trial, a), sideOf(trial, b)];
  if (!one || !other) throw new Error('no such side');
  const { first, second, by } = inOrder(one, other);
  return [first.id, second.id, by];
};

describe('the contrasts of one outcome, or of two sides', () => {
  const arms: Trial['arms'] = { a: { label: 'A' }, b: { label: 'B' }, c: { label: 'C', role: 'placebo' } };
  const values = { a: { n: 10, mean: 1, sd: 1 }, b: { n: 10, mean: 2, sd: 1 }, c: { n: 10, mean: 3, sd: 1 } };
  const trial = (): Trial => ({
    arms,
    outcomes: { x: { measure: 'X' }, y: { measure: 'Y' } },
    results: [
      { outcome: 'x', values },
      { outcome: 'y', row: 'Baseline', values },
      { outcome: 'y', row: 'Week 4', values },
      { outcome: 'x', row: 'unknown', values },
      { outcome: 'y', values: { a: values.a, b: values.b } },
    ],
  });

  it.each([true, false])('are those among all, whichever is asked for first (all: %s)', (first) => {
    const own = trial();
    if (first) contrastsOf(own);
    const [x, between] = [contrastsOn(own, 'x'), contrastsBetween(own, 'b', 'a')];
    const all = contrastsOf(own);
    expect(all).toHaveLength(3 + 3 + 1);
    // The very same, so that what was observed of one is read once.
    expect(x.map((one) => all.indexOf(one))).toEqual([0, 1, 2]);
    expect(between.map((one) => all.indexOf(one))).toEqual([0, 3, 6]);
    expect(contrastsBetween(own, 'a', 'b')).toEqual(between);
    expect(contrastsOn(own, 'z')).toEqual([]);
    expect(contrastsBetween(own, 'a', 'z')).toEqual([]);
  });

  it('leave out what no contrast is made of, and count it', () => {
    expect(surveyOf(trial()).excluded).toEqual({ 'baseline values': 3, 'row unknown': 3 });
  });
});

describe('k1 against k2', () => {
  it.each([
    ['Placebo', true],
    ['Placebo qw', true],
    ['Part 2: Matching Placebo', true],
    ['Part B (Placebo BID)', true],
    ['Pooled (Phase 3 [Cohort 1] and Phase 2 [Cohort 1A]): Placebo', true],
    ['Low-dose placebo', true],
    ['X-matched placebo', true],
    ['Placebo for X + placebo for Y', true],
    ['Vehicle plus SoC', true],
    ['DB placebo week 8', true],
    ['X', false],
    ['X + placebo', false],
    ['Placebo + X', false],
    ['Placebo then X', false],
    ['Placebo/X', false],
    ['Placebo to X 5 mg', false],
    ['Placebo pre and X post', false],
    ['Previous placebo', false],
    ['X-former placebo', false],
    ['Difference between X and placebo', false],
    ['Placebo-controlled period: X', false],
    ['X or placebo', false],
  ])('%s is a control, whatever its type says: %s', (label, control) => {
    const trial: Trial = {
      arms: { a: { label, role: 'experimental' }, b: { label: 'Drug', role: 'experimental', drug: 'X' } },
    };
    expect(ordered(trial, 'a', 'b')).toEqual(control ? ['b', 'a', 'role'] : ['a', 'b', 'record']);
  });

  it('an arm that gives nothing but a placebo is a control', () => {
    const arms: Trial['arms'] = {
      a: { label: 'A', role: 'experimental', drug: 'X placebo' },
      b: { label: 'B', drug: 'X' },
    };
    expect(ordered({ arms }, 'a', 'b')).toEqual(['b', 'a', 'role']);
    const both = {
      arms: { ...arms, a: { ...arms.a, drug: undefined, gives: { x: { drug: 'Placebo' }, y: { drug: 'Y' } } } },
    };
    expect(ordered(both as Trial, 'a', 'b')).toEqual(['a', 'b', 'record']);
  });

  it('a group called placebo is one, and what else its arm holds is none, however the arm is typed', () => {
    const groups = { p: { label: 'Placebo', arms: ['x'] }, first: { label: 'X first dose', arms: ['x'] } };
    const of = (role: 'experimental' | 'placebo', label: string): Trial => ({
      arms: { x: { label, role, drug: 'X' } },
      groups,
    });
    expect(ordered(of('experimental', 'X'), 'p', 'first')).toEqual(['first', 'p', 'role']);
    expect(ordered(of('placebo', 'X'), 'p', 'first')).toEqual(['first', 'p', 'role']);
    expect(sideOf(of('experimental', 'X'), 'p')?.gives).toEqual([]);
    expect(sideOf(of('placebo', 'Placebo'), 'first')?.role).toBe('placebo');
  });

  it('experimental before active comparator before placebo, whichever stands first', () => {
    expect(sides(facts.HAZARD)).toEqual(['nivolumab vs docetaxel']);
    expect(ordered(facts.DOSES, 'placebo', 'mg-1')).toEqual(['mg-1', 'placebo', 'role']);
  });

  it('then the higher dose', () => {
    expect(sides(facts.DOSES, 'hba1c')).toEqual([
      'mg-1 vs placebo',
      'mg-2-5 vs placebo',
      'mg-5 vs placebo',
      'mg-2-5 vs mg-1',
      'mg-5 vs mg-1',
      'mg-5 vs mg-2-5',
    ]);
    expect(ordered(facts.DOSES, 'mg-1', 'mg-5')).toEqual(['mg-5', 'mg-1', 'dose']);
  });

  it('a day counts: 5 mg twice daily is more than 8 mg once daily', () => {
    const trial: Trial = {
      arms: {
        once: { role: 'experimental', drug: 'A', dose: '8 mg', schedule: 'once daily' },
        twice: { role: 'experimental', drug: 'A', dose: '5 mg', schedule: 'twice daily' },
      },
    };
    expect(ordered(trial, 'once', 'twice')).toEqual(['twice', 'once', 'dose']);
  });

  it("then the record's order, which is marked", () => {
    const trial = facts.pairTrial(
      'NCT00461331',
      { measure: 'Glycomark' },
      { aspart: { mean: 5.1, sd: 4.13, n: 20 }, lispro: { mean: 5.6, sd: 4.2, n: 20 } },
    );
    expect(ordered(trial, 'lispro', 'aspart')).toEqual(['lispro', 'aspart', 'record']);
    expect(contrastsOf(trial)[0]?.observed.marked).toContain('order');
  });

  it('labels tell the dose of groups that are parts of one arm', () => {
    const trial: Trial = {
      arms: { gsk232802: { role: 'experimental', drug: 'GSK232802' } },
      groups: {
        low: { label: 'GSK232802 25 mg', arms: ['gsk232802'] },
        high: { label: 'GSK232802 75 mg', arms: ['gsk232802'] },
      },
    };
    expect(pairOf(trial, 'low', 'high')).toMatchObject({ by: 'dose', relation: 'apart', first: { id: 'high' } });
  });
});

describe('what is no contrast', () => {
  const grouped = (groups: Trial['groups'], model: 'parallel' | 'crossover' = 'parallel'): Trial => ({
    design: { model },
    arms: { a: { label: 'Pomalidomide', role: 'experimental' }, p: { label: 'Placebo', role: 'placebo' } },
    ...(groups && { groups }),
    outcomes: { o: { measure: 'Response' } },
    results: [
      { outcome: 'o', values: Object.fromEntries(Object.keys(groups ?? {}).map((id) => [id, { count: 3, n: 10 }])) },
    ],
  });

  it('groups that differ only in time', () => {
    expect(surveyOf(facts.BEFORE_AND_AFTER)).toMatchObject({ contrasts: [], excluded: { 'differ only in time': 1 } });
    const visits = grouped({
      w4: { label: 'Pomalidomide, Week 4', arms: ['a'] },
      w12: { label: 'Pomalidomide, Week 12', arms: ['a'] },
    });
    expect(surveyOf(visits)).toMatchObject({ contrasts: [], excluded: { 'differ only in time': 1 } });
  });

  // NCT01756300, NCT00636506, NCT02389088
  it.each([
    ['Blood Pressures at Baseline', 'Blood Pressures at 1-Month Follow Up'],
    ['At One Month', 'At Three Month'],
    ['Implant Group at 4-8 Weeks Follow-up', 'Implant Group at 3 Months'],
    ['Phase I - Week 0 - 24 Hours', 'Phase I - Week 5 - 0 Hour'],
  ])('%s and %s differ only in time', (one, other) => {
    const visits = grouped({ one: { label: one, arms: ['a'] }, other: { label: other, arms: ['a'] } });
    expect(surveyOf(visits)).toMatchObject({ contrasts: [], excluded: { 'differ only in time': 1 } });
  });

  it('ages are no times', () => {
    const ages = grouped({ young: { label: '18-55 years', arms: ['a'] }, old: { label: '>55 years', arms: ['p'] } });
    expect(surveyOf(ages).contrasts).toHaveLength(1);
  });

  it('a whole and its part; two subgroups of one arm', () => {
    const total = grouped({ a1: { label: 'Pomalidomide', arms: ['a'] }, all: { label: 'Total', arms: ['a', 'p'] } });
    expect(surveyOf(total).excluded).toEqual({ 'same participants': 1 });
    const genes = grouped({
      yes: { label: 'Pomalidomide, JAK2 positive', arms: ['a'] },
      no: { label: 'Pomalidomide, JAK2 negative', arms: ['a'] },
    });
    expect(surveyOf(genes).excluded).toEqual({ 'same participants': 1 });
  });

  it('but the treatments of a crossover are, though everybody took both', () => {
    const both = grouped(
      { drug: { label: 'Pomalidomide', arms: ['a', 'p'] }, none: { label: 'Placebo', arms: ['a', 'p'] } },
      'crossover',
    );
    expect(sides(both)).toEqual(['drug vs none']);
  });

  it('baseline rows, and analyses that no row was found for', () => {
    const rows: Trial = {
      ...facts.SEMAGLUTIDE,
      results: [
        { outcome: 'walk', row: 'Baseline (n = 240)', values: facts.SEMAGLUTIDE.results?.[1]?.values ?? {} },
        { outcome: 'walk', row: 'Week 52', values: facts.SEMAGLUTIDE.results?.[1]?.values ?? {} },
        { outcome: 'walk', row: 'unknown', analyses: [{ contrast: 'semaglutide vs placebo', p: 0.002 }] },
      ],
    };
    const { contrasts, excluded } = surveyOf(rows);
    expect(contrasts.map(({ look }) => look.row)).toEqual(['Week 52']);
    expect(excluded).toEqual({ 'baseline values': 1, 'row unknown': 1 });
  });

  it('a side that the document does not define', () => {
    const trial = facts.pairTrial(
      'x',
      { measure: 'm' },
      { a: { mean: 1, sd: 1, n: 9 }, b: { mean: 2, sd: 1, n: 9 } },
      [],
      { arms: { a: {} } },
    );
    expect(surveyOf(trial).excluded).toEqual({ 'unknown group': 1 });
  });
});

describe('focus', () => {
  it('is what the document names, either way round', () => {
    expect(focusOf(facts.SEMAGLUTIDE)).toEqual({ outcome: 'kccq', first: 'semaglutide', second: 'placebo' });
    expect(focusOf({ ...facts.SEMAGLUTIDE, focus: 'placebo vs semaglutide on walk' })).toEqual({
      outcome: 'walk',
      first: 'placebo',
      second: 'semaglutide',
    });
  });

  it('is completed where the document names a part of it', () => {
    expect(focusOf({ ...facts.DOSES, focus: 'on weight' })).toEqual({
      outcome: 'weight',
      first: 'mg-1',
      second: 'placebo',
    });
    expect(focusOf({ ...facts.DOSES, focus: 'mg-5 vs mg-1' })).toEqual({
      outcome: 'hba1c',
      first: 'mg-5',
      second: 'mg-1',
    });
    expect(focusOf({ ...facts.DOSES, focus: 'mg-5 vs nobody on weight' })).toMatchObject({ outcome: 'weight' });
  });

  it('is by rule the first primary outcome and its first analysis against a control', () => {
    expect(focusOf(facts.DOSES)).toEqual({ outcome: 'hba1c', first: 'mg-1', second: 'placebo' });
    expect(focusOf(facts.NON_INFERIOR)).toEqual({ outcome: 'hba1c', first: 'high-dose', second: 'glargine' });
  });

  it('of a prospective trial, its first primary outcome and its first arm against a control', () => {
    const { results: _, focus: __, ...planned } = facts.SEMAGLUTIDE;
    expect(focusOf(planned)).toEqual({ outcome: 'kccq', first: 'semaglutide', second: 'placebo' });
  });

  it('is nothing where there is nothing to compare', () => {
    expect(focusOf({})).toBeUndefined();
    expect(focusOf({ arms: { a: {} }, outcomes: { o: {} } })).toBeUndefined();
  });
});

describe('a trial as large as the largest', () => {
  const groups = Array.from({ length: 20 }, (_, i) => `g${i}`);
  const trial = (outcomes: number): Trial => ({
    arms: Object.fromEntries(groups.map((id, i) => [id, { role: 'experimental', drug: 'A', dose: `${i + 1} mg` }])),
    outcomes: Object.fromEntries(Array.from({ length: outcomes }, (_, i) => [`o${i}`, { measure: `Outcome ${i}` }])),
    results: Array.from({ length: outcomes }, (_, i) => ({
      outcome: `o${i}`,
      values: Object.fromEntries(groups.map((id, j) => [id, { mean: (i * j) % 7, sd: 2, n: 40 }])),
    })),
  });
  const read = (one: Trial) => contrastsOf(one).map(({ observed }) => observed.direction);

  it('has a direction for every two of its groups', () => {
    const found = read(trial(12));
    expect(found).toHaveLength(12 * 190);
    for (const direction of found) expect(direction).toBeDefined();
  });

  it('is read in proportion to its outcomes', () => {
    const whole = (outcomes: number) => {
      const one = trial(outcomes);
      // What was read is kept with the trial: each time it is another.
      return () => read(structuredClone(one));
    };
    expect(growth(whole, 4)).toBeLessThan(LINEAR);
  });
});

describe('rows from before anything was given', () => {
  it.each([
    'Baseline',
    'Baseline (Week 0)',
    'Value at baseline',
    'Baseline LVEF',
    'Pre-dose Day -3',
    'Day 0',
    'Without help-baseline',
    'IgA GMT at Baseline',
    // NCT02918552, NCT00492336, NCT00879060, NCT00477269, NCT00281099, NCT02070991, NCT04448756
    'VO2 at Rest, last 30 sec, Pre-treatment',
    '0-Back: Week 0',
    'Maximum Wall Thickness (Baseline)',
    'Baseline: End of Test (n= 28, 28)',
    'LV Ejection Fraction (%) at Baseline',
    'mPAP at baseline',
    'Participants with Scale 0 at Baseline',
  ])('%s is one', (row) => expect(isBaseline({}, { row })).toBe(true));

  it.each([
    'Change from Baseline',
    'Baseline to Month 12',
    'Day 3, Pre-dose',
    'Day 0 1 hr',
    'Maximum post-baseline value',
    'PD-L1 not quantifiable at baseline',
    'Baseline viral load is >10^5 copies/mL',
    "Baseline: 'Yes';at 1 hour 'Yes'",
    'Mastectomy Needed at Baseline: Performed at 14 weeks',
    'Baseline (Month 3) to Month 12',
    'Day 15, pre-dose',
    'Week 12',
  ])('%s is none', (row) => expect(isBaseline({}, { row })).toBe(false));
});
