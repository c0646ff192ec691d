/** What leads from an anchor to a target: applied to the anchor, nothing is left that the facts tell apart. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apply, moved } from '../../../core/imagine/apply.ts';
import { differencesBetween, type Seen } from '../../../core/pairs/approximate/differences.ts';
import { anchorDocument } from '../../../core/pairs/approximate/open.ts';
import { differenceLines } from '../../../core/pairs/approximate/show.ts';
import { parse } from '../../../core/trial/parse.ts';
import { type Arm, FACTORS, type Outcome, type Trial } from '../../../core/trial/schema.ts';
import { sideOf } from '../../../core/trial/sides.ts';
import type { Perturbation } from '../../../core/trial/types.ts';

const after = (from: Seen, steps: readonly Perturbation[]): Seen =>
  steps.reduce<Seen>(({ trial, look }, step) => ({ trial: apply(trial, step), look: moved(look, step) }), from);

const maybe = <T>(all: readonly T[]) => fc.option(fc.constantFrom(...all), { nil: undefined });
const without = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;

const DRUGS = ['Examplin', 'Otherib', 'Thirdmab', 'Placebo', 'Examplin sodium'];
const component = fc
  .record({
    drug: fc.constantFrom(...DRUGS),
    dose: maybe(['5 mg', '10 mg', '0.01 g', '2 mg/kg', 'as tolerated']),
    schedule: maybe(['once daily', 'twice daily', 'daily']),
    route: maybe(['oral', 'intravenous']),
    duration: maybe(['12 weeks', '3 months']),
  })
  .map(without);
const role = maybe(['experimental', 'active comparator', 'placebo', 'no treatment', 'sham', 'other'] as const);
const arm = fc.oneof(
  fc.record({ role, label: maybe(['Low', 'High', 'Control']) }).map(without),
  fc.record({ role, one: component }).map(({ role: own, one }) => without({ role: own, ...one })),
  fc
    .record({ role, gives: fc.dictionary(fc.constantFrom('a', 'b', 'c'), component, { minKeys: 1, maxKeys: 3 }) })
    .map(without),
);
const outcome = fc
  .record({
    measure: maybe(['Pain', 'Walking Distance', 'Pain at Week 4', '']),
    time: maybe(['12 weeks', '84 days', 'week 4', 'at the end']),
    unit: maybe(['points', 'm']),
    better: maybe(['higher', 'lower'] as const),
  })
  .map(without);

const seen = fc
  .record({
    arms: fc.record({ 'arm-one': arm, 'arm-two': arm, three: arm }),
    groups: fc.dictionary(
      fc.constantFrom('pooled', 'own', 'nobody'),
      fc
        .record({
          label: maybe(['All', 'Low', 'Placebo']),
          arms: maybe([['arm-one'], ['arm-one', 'three'], [], ['gone']]),
        })
        .map(without),
      { maxKeys: 3 },
    ),
    outcomes: fc.record({ pain: outcome, walk: outcome }),
    population: fc
      .record({
        condition: maybe([['Back Pain'], ['back pain'], ['Back Pain', 'Sciatica'], []]),
        sex: maybe(['all', 'female'] as const),
        age: maybe(['18 years and older', '≥18 years', '18 to 65 years']),
        enrollment: maybe([20, 200]),
        healthy: maybe([true, false]),
        criteria: maybe(['Has a back', 'Has no back']),
      })
      .map(without),
    design: fc
      .record({
        phase: maybe([2, '2', '2/3', 3] as const),
        masking: maybe(['none', 'double'] as const),
        countries: maybe([['Japan'], ['Japan', 'Italy'], ['Italy', 'Japan']]),
        start: maybe(['2010', '2010-01', '2012-02-03']),
      })
      .map(without),
  })
  .chain(({ arms, groups, outcomes, population, design }) => {
    const trial: Trial = { arms, groups, outcomes, population, design };
    const sides = ['arm-one', 'arm-two', 'three', ...Object.keys(groups)];
    return fc
      .record({
        sides: fc.shuffledSubarray(sides, { minLength: 2, maxLength: 2 }),
        outcome: fc.constantFrom('pain', 'walk'),
        row: maybe(['Week 4', 'Week 12', '≥ 50 %']),
      })
      .map(({ sides: [first = '', second = ''], row, outcome: id }) => ({
        trial,
        look: { outcome: id, ...(row !== undefined && { row }), first, second },
      }));
  });

describe('of any two contrasts', () => {
  test('applied to the anchor, they leave no difference, and stand in the order of the factors', () => {
    fc.assert(
      fc.property(seen, seen, (anchor, target) => {
        const steps = differencesBetween(anchor, target);
        const end = after(anchor, steps);
        expect(differencesBetween(end, target)).toEqual([]);
        const order = steps.map(({ factor }) => FACTORS.indexOf(factor));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        for (const side of [end.look.first, end.look.second]) expect(sideOf(end.trial, side)).toBeDefined();
        expect(end.look.first).not.toBe(end.look.second);
      }),
      { numRuns: 2000 },
    );
  });

  test('a contrast differs in nothing from itself', () => {
    fc.assert(
      fc.property(seen, (one) => {
        expect(differencesBetween(one, one)).toEqual([]);
      }),
    );
  });
});

const anchor: Seen = {
  trial: {
    population: { condition: ['Back Pain'], enrollment: 100, age: '18 years and older' },
    arms: {
      low: { role: 'experimental', drug: 'Examplin', dose: '5 mg', schedule: 'once daily' },
      placebo: { role: 'placebo', drug: 'Placebo' },
    },
    outcomes: { pain: { measure: 'Pain Score', time: '12 weeks', unit: 'points', better: 'lower' } },
    design: { phase: 2, masking: 'double', countries: ['Japan'] },
  },
  look: { outcome: 'pain', first: 'low', second: 'placebo' },
};

test('the same drug at another dose is one step, another drug another arm', () => {
  const target = (arms: Trial['arms']): Seen => ({
    trial: { ...anchor.trial, ...(arms && { arms }) },
    look: { outcome: 'pain', first: 'treated', second: 'dummy' },
  });
  const dummy = { role: 'placebo', label: 'Matching placebo' } as const;
  expect(
    differencesBetween(
      anchor,
      target({ treated: { role: 'experimental', drug: 'examplin', dose: '20 mg', schedule: 'daily' }, dummy }),
    ),
  ).toEqual([{ kind: 'set', factor: 'A', path: ['arms', 'low', 'dose'], from: '5 mg', to: '20 mg' }]);
  const other = { role: 'experimental', drug: 'Otherib', label: 'treated' } as const;
  expect(differencesBetween(anchor, target({ treated: other, dummy }))).toEqual([
    { kind: 'add', factor: 'A', path: ['arms', 'treated'], value: other },
    { kind: 'look', factor: 'A', contrast: { first: 'treated', second: 'placebo' } },
  ]);
});

test('an arm is not emptied of what it is called after, and what names alone tell apart is called so', () => {
  const both: Seen = {
    ...anchor,
    trial: {
      ...anchor.trial,
      arms: {
        'otherib-examplin': { role: 'experimental', gives: { otherib: { dose: '1 mg' }, examplin: { dose: '5 mg' } } },
        placebo: { role: 'placebo', drug: 'Placebo' },
      },
    },
    look: { ...anchor.look, first: 'otherib-examplin' },
  };
  const of = (arms: Trial['arms'], groups: Trial['groups'], first: string, second: string): Seen => ({
    trial: { ...anchor.trial, ...(arms && { arms }), ...(groups && { groups }) },
    look: { ...anchor.look, first, second },
  });
  const alone = of(
    { treated: { role: 'experimental', gives: { examplin: { dose: '5 mg' } } }, placebo: { role: 'placebo' } },
    {},
    'treated',
    'placebo',
  );
  expect(after(both, differencesBetween(both, alone)).look).toMatchObject({ first: 'treated', second: 'placebo' });
  const examplin = { role: 'experimental', gives: { examplin: { dose: '5 mg' } } } as const;
  const cohorts = of(
    { treated: examplin },
    { low: { label: 'Low', arms: ['treated'] }, high: { label: 'High', arms: ['treated'] } },
    'low',
    'high',
  );
  const end = after(both, differencesBetween(both, cohorts));
  expect([end.look.first, end.look.second].map((id) => sideOf(end.trial, id)?.label)).toEqual(['Low', 'High']);
  // Those of an arm who had a placebo are not given what it gives.
  const blind = of(
    { treated: { role: 'experimental', drug: 'Examplin', dose: '5 mg' }, other: { role: 'other', drug: 'Otherib' } },
    { dummy: { label: 'Placebo', arms: ['treated'] } },
    'other',
    'dummy',
  );
  const last = after(both, differencesBetween(both, blind));
  expect(sideOf(last.trial, last.look.second)?.gives.map(({ drug }) => drug)).not.toContain('Examplin');
});

test('how the target gives it is not known: the anchor’s dose, schedule and duration do not lead there, and no look says that they do', () => {
  const given = { dose: '0.5 mg', schedule: 'once weekly' };
  const from = (arm: Arm): Seen => ({
    ...anchor,
    trial: { ...anchor.trial, arms: { ...anchor.trial.arms, low: arm } },
  });
  const target: Seen = {
    ...anchor,
    trial: {
      ...anchor.trial,
      arms: { ...anchor.trial.arms, low: { role: 'experimental', drug: 'Examplin', duration: '59 weeks' } },
    },
  };
  const flat = from({ role: 'experimental', drug: 'Examplin', ...given });
  const steps = differencesBetween(flat, target);
  expect(steps).toEqual([
    { kind: 'drop', factor: 'A', path: ['arms', 'low', 'dose'] },
    { kind: 'drop', factor: 'A', path: ['arms', 'low', 'schedule'] },
    { kind: 'set', factor: 'A', path: ['arms', 'low', 'duration'], from: undefined, to: '59 weeks' },
  ]);
  expect(sideOf(after(flat, steps).trial, 'low')?.gives).toMatchObject([{ drug: 'Examplin', duration: '59 weeks' }]);
  expect(sideOf(after(flat, steps).trial, 'low')?.gives[0]).not.toHaveProperty('dose');
  expect(differenceLines(steps, flat.trial, flat.look)).toEqual([
    'A  dose: 0.5 mg → not stated',
    'A  schedule: once weekly → not stated',
    'A  duration: not stated → 59 weeks',
  ]);
  // The document has words for it, and reads them as it was.
  const read = parse(anchorDocument(flat.trial, flat.look, steps));
  expect(read.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(read.scenarios[0]?.steps.map(({ perturbation }) => perturbation)).toEqual(steps);
});

test('another time of the same measure is set; another measure is another outcome, with its own unit', () => {
  const at = (outcome: Outcome): Seen => ({
    trial: { ...anchor.trial, outcomes: { late: outcome } },
    look: { ...anchor.look, outcome: 'late' },
  });
  expect(differencesBetween(anchor, at({ measure: 'pain score', time: '24 weeks' }))).toEqual([
    { kind: 'set', factor: 'O', path: ['outcomes', 'pain', 'time'], from: '12 weeks', to: '24 weeks' },
  ]);
  expect(differencesBetween(anchor, at({ measure: 'Distance', unit: 'm', description: 'Prose.' }))).toEqual([
    { kind: 'add', factor: 'O', path: ['outcomes', 'late'], value: { measure: 'Distance', unit: 'm' } },
    { kind: 'look', factor: 'O', outcome: 'late' },
  ]);
});

test('another outcome is told once, by its measure, row and time; another time alone as that, and nothing by an id', () => {
  const outcomes = {
    kccq: { measure: 'Change in KCCQ', time: '26 weeks' },
    'kccq-2': { measure: 'Change in KCCQ', time: '52 weeks' },
    walk: { measure: 'Walking distance', time: '12 weeks' },
    late: { measure: 'Weight at 24 weeks', time: '24 weeks' },
  };
  const trial = { ...anchor.trial, outcomes };
  const told = (id: keyof typeof outcomes, row?: string) => {
    const look = { kind: 'look', factor: 'O', outcome: id, ...(row !== undefined && { row }) } as const;
    const { [id]: value, ...others } = outcomes;
    const add = { kind: 'add', factor: 'O', path: ['outcomes', id], value } as const;
    const at = { ...anchor.look, outcome: 'kccq' };
    const added = differenceLines([add, look], { ...trial, outcomes: others }, at);
    // The same whether the trial has the outcome, or it is added.
    expect(differenceLines([look], trial, at)).toEqual(added);
    return added;
  };
  expect(told('kccq-2')).toEqual(['O  another time: 26 weeks → 52 weeks (Change in KCCQ)']);
  expect(told('kccq-2', 'Week 52')).toEqual([
    'O  another row and time: as a whole; 26 weeks → Week 52; 52 weeks (Change in KCCQ)',
  ]);
  expect(told('walk')).toEqual(['O  another outcome: Walking distance, 12 weeks']);
  expect(told('walk', 'Indoors')).toEqual(['O  another outcome: Walking distance, Indoors, 12 weeks']);
  expect(told('late')).toEqual(['O  another outcome: Weight at 24 weeks']);
});

describe('conditions', () => {
  const of = (condition: string[]): Seen => ({
    trial: { population: { condition } },
    look: { outcome: 'pain', first: 'a', second: 'b' },
  });
  test.each([
    [['Congestive Heart Failure'], ['Heart Failure, Congestive']],
    [['Type 2 Diabetes Mellitus'], ['Diabetes Mellitus, Type 2']],
    [
      ['Type II Diabetes', 'Obesity'],
      ['Obesity', 'Diabetes Mellitus, Type 2'],
    ],
    [['Impotence'], ['Erectile Dysfunction']],
  ])('%j and %j are one', (from, to) => {
    expect(differencesBetween(of(from), of(to))).toEqual([]);
  });
  test.each([
    [['Acute Hepatitis'], ['Chronic Hepatitis']],
    [['Migraine With Aura'], ['Migraine Without Aura']],
    [['Heart Failure'], ['Congestive Heart Failure']],
    [['Diabetes Mellitus, Type 1'], ['Diabetes Mellitus, Type 2']],
  ])('%j and %j are two', (from, to) => {
    expect(differencesBetween(of(from), of(to))).toMatchObject([{ path: ['population', 'condition'], from, to }]);
  });
});
