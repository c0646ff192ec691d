/** Observed contrasts that are no outcome of what is given. */
import { describe, expect, test } from 'vitest';
import { pairsOfTrial } from '../../../core/pairs/build.ts';
import { noOutcome } from '../../../core/pairs/no-outcome.ts';
import { questionsOfTrial } from '../../../core/pairs/question.ts';
import { contrastsOf, surveyOf } from '../../../core/trial/contrast.ts';
import type { Group, Trial } from '../../../core/trial/schema.ts';
import { DOSES, madeTrial, PAIN, WALK } from './made.ts';

function whyNot(measure: string, time: string, row?: string, labels = ['Drug', 'Placebo']) {
  const trial: Trial = {
    deepimagine: 1,
    population: { condition: ['Migraine', 'Cluster Headache'] },
    arms: { a: { label: 'Kit', drug: 'sumatriptan' } },
    outcomes: { o: { measure, time } },
    groups: Object.fromEntries(labels.map((label, i) => [`g${i}`, { label }])),
    results: [
      {
        outcome: 'o',
        ...(row && { row }),
        values: Object.fromEntries(labels.map((_, i) => [`g${i}`, { mean: 1 + i, sd: 1, n: 9 }])),
      },
    ],
  } as Trial;
  const [contrast] = contrastsOf(trial);
  if (contrast) return noOutcome(trial, contrast);
  // What is no contrast for the same reason is not asked.
  const { 'baseline values': baseline, 'differ only in time': times } = surveyOf(trial).excluded;
  return baseline ? 'it was measured at baseline' : times ? 'its sides are times, not arms' : undefined;
}

describe('no outcome', () => {
  test.each<[string, string, string?]>([
    ['Age Baseline', '1 x at Baseline'],
    ['NYHA Functional Class', 'Baseline (Day 1)', 'Class I'],
    ['Latency Time Before Treatment', 'Baseline', 'more than 3 minutes'],
    ['Penile Size Before Treatment', 'Baseline', 'Length'],
    ['Hemoglobin at Baseline', 'see protocol'],
  ])('at baseline: %s, %s', (measure, time, row) => {
    expect(whyNot(measure, time, row)).toBe('it was measured at baseline');
    expect(whyNot(measure, '12 weeks', row)).toBeUndefined();
  });

  test.each<[string, string, string?]>([
    ['OPA Titers', 'Prior to booster vaccination (PRE), 1 month (M1) post-booster vaccination', 'OPSONO-1 PRE'],
    ['Titres', 'Prior to vaccination (PRE), 1 month (M1)', 'rSBA-MenA, Pre, ≥ 1:8'],
    ['Antibody Concentrations', 'Prior to vaccination (Pre)'],
    ['Disability Index', 'before treatment'],
    ['Oxygenation', 'Baseline through Day 10', 'Day 1, Prior to Dose 1'],
    ['Responders After Vaccination', 'Before vaccination (day 1) and after it (day 22)', 'A/H1N1 (Day 1)'],
    ['Changes in Score', '12 weeks', 'Pre'],
    ['Change in Flow', 'Baseline and six months', 'Pre-treatment, clearance, Post-ANGII'],
    ['Uptake', 'Week 2 (pre drug) to Week 10 (post drug)', 'At rest, last 30 sec, Pre-treatment'],
    ['Heart Rate', 'At screening, pre-curare, 2 and 5 minutes after', 'Pre-curare'],
    ['Safety', 'Visits 1 to 9', 'Visit 2 (Baseline) to be left out'],
    ['Change in Pressure', 'Baseline, 26 weeks', 'Systolic pressure at baseline'],
    ['Lymphocyte Count', 'Day -1, Day 3, Day 7', 'Day -1'],
    ['Lymphocyte Count', 'Day −2, Day 3', 'CD4: Day −2'],
  ])('before anything is given: %s, %s, %s', (measure, time, row) => {
    expect(whyNot(measure, time, row)).toBe('it was measured at baseline');
  });

  test.each<[string, string, string?]>([
    ['OPA Titers', 'Prior to booster vaccination (PRE), 1 month (M1) post-booster vaccination', 'OPSONO-1 M1'],
    ['Walking Distance', 'Before and after', 'End of treatment, Pre-dose'],
    ['Concentration', 'Pre-dose', 'Day 15, Pre-dose'],
    ['Titres', 'Prior to Dose 2'],
    ['Pain', 'Day 1 to Day 28', 'Day-28'],
    ['Pain', 'Day 1 to Day 28', 'Change from Day -1 to Day 28'],
    ['Change in Flow', 'Baseline and six months', '6 months post-treatment, clearance, baseline'],
    ['Responders After Vaccination', 'Before vaccination (day 1) and after it (day 22)', 'A/H1N1 (Day 22)'],
    ['Forced Expiratory Volume, Pre- and Post-bronchodilator', 'Week 12', 'Pre'],
    ['Dyspnea', 'Baseline, 1 h', 'Baseline: Score 2; at 1 hour: Score 0'],
    ['Pacing', 'Enrollment, 6 and 12 months', 'Baseline to 6 Months'],
    ['Pain at the Site', 'Baseline (Day 1), Days 2 and 3', 'Day 1, 4 hours'],
    ['Survival', 'Up to 5 years', 'Liver metastases at baseline'],
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

  test.each<[string, string, string]>([
    ['Wall Thickness', '12 months', 'Maximum Wall Thickness (Baseline)'],
    ['Change in Cross Section', '6 months', 'MRI, mid thigh: At baseline'],
    ['Pressure at Each Visit', 'Weeks 0 to 12', 'Systolic pressure - Week 0'],
  ])('at baseline, as the row alone says: %s, %s, %s', (measure, time, row) => {
    expect(whyNot(measure, time, row)).toBe('it was measured at baseline');
    expect(whyNot(measure, time, row.replace(/at baseline|baseline|week 0/i, 'Month 10'))).toBeUndefined();
    expect(whyNot(measure, time, 'Change from Baseline')).toBeUndefined();
  });

  test('of those whose score nobody reported; of events that nobody reported something is known', () => {
    expect(whyNot('Status', 'Day 11', 'No clinical status score reported - Hospitalized')).toBe(
      'it counts those of whom nothing is known',
    );
    expect(whyNot('Adverse Events', 'Day 11', 'No adverse events reported')).toBeUndefined();
  });

  test.each<[string | undefined, string, string]>([
    ['its sides are times, not arms', 'Baseline', 'Saline infusion'],
    ['its sides are times, not arms', 'Patients at Discharge', 'Patients at 1 Y Fup'],
    ['its sides are times, not arms', 'Blood Pressures at Baseline', 'Blood Pressures at 12-Month Follow Up'],
    ['its sides are grades, not arms', 'Grade 1 (CTCAE v 3.0)', 'Grade 4 (CTCAE v 3.0)'],
    ['its sides are given the same and are other people', 'Migraine', 'Cluster Headache'],
    ['its sides are given the same and are other people', 'Patients with Migraine', 'Patients with Cluster Headache'],
    ['one of its sides is of those of whom too little is known', 'Migraine - Incomplete Data', 'Migraine'],
    ['its sides are told apart by what happened to them', 'Sumatriptan', 'Placebo: Non-rescued'],
    ['its sides are told apart by what happened to them', 'Placebo: Non-rescued', 'Placebo: SC Rescued'],
    ['its sides are told apart by what happened to them', 'Placebo Non-rescue', 'Placebo Rescue'],
    ['its sides are told apart by what happened to them', 'Responders', 'Non-Responders'],
    ['its sides are given the same and are other people', 'Migraine (MI)', 'Pre-Migraine'],
    ['its sides are of different parts of the trial', 'Sumatriptan: Titration Period', 'Placebo: Maintenance Period'],
    ['its sides are of different parts of the trial', 'TP 1: Sumatriptan', 'TP 2: Placebo'],
    ['its sides are of different parts of the trial', 'Sumatriptan: Phase 1', 'Placebo: Phase 1 and 2'],
    ['its sides are of other people', 'Sumatriptan', 'Low Risk / Non-randomized'],
    ['its sides are of other people', 'Sumatriptan, low risk', 'Placebo, elevated risk'],
    ['its sides are of other people', 'Sumatriptan (GT1)', 'Sumatriptan (genotype 3)'],
    ['its sides are of other people', 'Methylated MGMT', 'Unmethylated MGMT'],
    [undefined, 'Sumatriptan, low risk', 'Placebo, low risk'],
    [undefined, 'Sumatriptan: Treatment Period', 'Placebo: Treatment Period'],
    [undefined, 'Sumatriptan: Completers', 'Placebo: Completers'],
    [undefined, 'High-dose Sumatriptan', 'High-dose Sumatriptan With Stem Cell Rescue'],
    ['its sides are of other people', 'Baseline Hs-CRP of >5 mg/L', 'Baseline Hs-CRP of >1 mg/L'],
    [undefined, 'Follow up: Sumatriptan 200 mg', 'Follow up: Sumatriptan 100 mg'],
    [undefined, 'Migraine', 'Exercise'],
  ])('%s: %s, %s', (why, ...labels) => {
    expect(whyNot('Relief', '1 hour', undefined, labels)).toBe(why);
  });

  test.each<[string | undefined, string[]]>([
    [
      'its sides are strata, not arms',
      ['Kit, Score 6', 'Placebo, Score 4 and 5', 'Kit, Score 4 and 5', 'Placebo, Score 6'],
    ],
    [
      'its sides are strata, not arms',
      ['Kit (Left Lung)', 'Kit (Right Lung)', 'Placebo (Left Lung)', 'Placebo (Right Lung)'],
    ],
    [undefined, ['Kit (Left Lung)', 'Placebo (Left Lung)', 'Kit (Right Lung)', 'Placebo (Right Lung)']],
    [undefined, ['Kit 1 mg daily', 'Kit 2 mg twice daily', 'Kit 1 mg twice daily', 'Kit 2 mg daily']],
    [undefined, ['Kit: Arm A1', 'Placebo: Arm A2', 'Kit: Arm A2', 'Placebo: Arm A1']],
    [undefined, ['Kit, Score 6', 'Placebo, Score 4 and 5']],
  ])('%s: the first two of a grid of groups, %j', (why, labels) => {
    expect(whyNot('Relief', '1 hour', undefined, labels)).toBe(why);
  });

  test('in those who left early: a visit of theirs, and not how many there were', () => {
    const early = 'it was measured in those who left early';
    expect(whyNot('Quality of Life', '12 weeks', 'Early discontinuation visit - Observed value')).toBe(early);
    expect(whyNot('Quality of Life', '12 weeks', 'Change at Early Termination (n=3, 2)')).toBe(early);
    expect(whyNot('Quality of Life', '12 weeks', 'Week 12/Early Termination')).toBeUndefined();
    expect(whyNot('Reasons for Discontinuation', '12 weeks', 'Early termination')).toBeUndefined();
    expect(whyNot('Adverse Events', '12 weeks', 'Leading to early discontinuation')).toBeUndefined();
  });

  test('of an extension in which all are given one drug: what was given before it tells its sides apart', () => {
    const made = (model: string) => {
      const labels = ['Examplin, formerly placebo', 'Examplin, formerly Examplin'];
      const groups = Object.fromEntries(labels.map((label, i) => [`g${i}`, { label }]));
      const value = { mean: 1, sd: 1, n: 9 };
      const results = [{ outcome: 'o', values: { g0: value, g1: { ...value, mean: 2 } } }];
      const outcomes = { o: { measure: 'Relief', time: '1 hour' } };
      const arms = { a: { label: 'Examplin', drug: 'Examplin' }, b: { label: 'Other', drug: 'Other' } };
      return { deepimagine: 1, design: { model }, arms, groups, outcomes, results } as Trial;
    };
    const why = (trial: Trial) => contrastsOf(trial).map((contrast) => noOutcome(trial, contrast));
    expect(why(made('single group'))).toEqual(['its sides are told apart by what was given before the trial']);
    expect(why(made('parallel'))).toEqual([undefined]);
  });

  test.each<[string, boolean]>([
    ['Type of Cluster Headache', true],
    ['Age', true],
    ["Participants' Sex", true],
    ['Type of Adverse Events', false],
    ['Age at Menopause', false],
    ['Cause of Death', false],
  ])('a trait that people came with: %s %s', (measure, is) => {
    expect(whyNot(measure, '1 year') === 'it is a trait that people came with').toBe(is);
  });

  test('what happened to whole arms is what they were drawn for', () => {
    const labels = ['Examplin in responders', 'Placebo in non-responders'] as const;
    const arms = labels.map((label) => ({ label, gives: [label.split(' ')[0] ?? ''] }));
    const made = madeTrial({ arms, outcomes: [{ ...PAIN, rows: { '': [-9.13, -5.27] } }] });
    const [contrast] = contrastsOf(made);
    expect(contrast && noOutcome(made, contrast)).toBeUndefined();
  });

  test('of other people who are given the same, where labels tell of no other dose', () => {
    const people = (...labels: [string, string]) => {
      const arms = labels.map((label) => ({ label, gives: ['Examplin'], description: 'Examplin once daily' }));
      const [contrast] = contrastsOf(madeTrial({ arms, outcomes: [{ ...PAIN, rows: { '': [-9.13, -5.27] } }] }));
      return contrast && noOutcome(madeTrial({ arms }), contrast);
    };
    const other = 'its sides are given the same and are other people';
    expect(people('Examplin, aged 18 to 55 years', 'Examplin, aged 56 to 85 years')).toBe(other);
    expect(people('Examplin, healthy', 'Examplin, renal impairment')).toBe(other);
    expect(people('Examplin 5 mg, aged 18 to 55 years', 'Examplin 10 mg, aged 56 to 85 years')).toBe(
      'its sides are of other people',
    );
    expect(people('Unintentional Dosing: Examplin 5 mg', 'Examplin 10 mg')).toBe(
      'one of its sides was given something by mistake',
    );
    expect(people('Examplin, fasted', 'Examplin, fed')).toBeUndefined();
    expect(people('Examplin morning', 'Examplin evening')).toBeUndefined();
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

describe('sides of parts of a trial, and of strata', () => {
  const why = (groups: Record<string, Group>, arms: Trial['arms'] = { kit: { label: 'Kit', drug: 'Examplin' } }) => {
    const ids = Object.keys(groups);
    const trial: Trial = {
      arms: arms ?? {},
      groups,
      outcomes: { pain: { measure: 'Pain', time: '12 weeks' } },
      results: [
        { outcome: 'pain', values: Object.fromEntries(ids.map((id, i) => [id, { mean: 3 + i, sd: 2, n: 9 }])) },
      ],
    };
    return contrastsOf(trial).map((contrast) => noOutcome(trial, contrast))[0];
  };
  const parts = 'its sides are of different parts of the trial';
  const times = 'its sides are of different times';
  test.each([
    ['Examplin Week 8', 'Placebo/Examplin Week 14', times],
    ['Vaccine Group (Month 7)', 'Placebo Group (Day 1)', times],
    ['Examplin Week 8', 'Placebo Week 8', undefined],
    ['Examplin 5 Days', 'Examplin 10 Days', undefined],
  ])('%s, %s: %s', (one, other, reason) => {
    const arms = { a: { label: 'Drug', drug: 'Examplin' }, b: { label: 'Placebo', role: 'placebo' as const } };
    const early = { label: 'Early', arms: ['a'] };
    const groups = { one: { label: one, arms: ['a'] }, other: { label: other, arms: ['b'] }, early };
    expect(why({ ...groups, late: { label: 'Late', arms: ['b'] } }, arms)).toBe(reason);
  });

  test('how hard an exercise is, is what is given', () => {
    const between = (one: string, other: string, given: readonly [string, string]) => {
      const arm = (label: string, intervention: string) => ({ label, intervention, type: 'behavioral' as const });
      return why({ a: { arms: ['a'] }, b: { arms: ['b'] } }, { a: arm(one, given[0]), b: arm(other, given[1]) });
    };
    const hard = ['High intensity interval training', 'Moderate intensity exercise training'] as const;
    const people = ['Training, severe heart failure', 'Education, moderate heart failure'] as const;
    expect(between(...hard, hard)).toBeUndefined();
    expect(between(...hard, ['Training', 'Exercise'])).toBe('its sides are of other people');
    expect(between(...people, ['Training', 'Education'])).toBe('its sides are of other people');
  });

  test.each([
    ['SAD Cohort 1 Examplin 175 mg', 'MAD Cohort Placebo', parts],
    ['Single Ascending Dose: Examplin 175 mg', 'Multiple Ascending Dose: Placebo', parts],
    ['Cohort 2, Single Dose: Examplin', 'Cohort 3, Multiple Doses: Placebo', parts],
    ['SAD Cohort 1 Examplin 175 mg', 'SAD Cohort 1 Placebo', undefined],
    ['Single dose of Examplin', 'Multiple doses of Examplin', undefined],
    ['Part 1/SAD and Part 2/MAD - drug', 'SAD Cohort Placebo', undefined],
  ])('%s, %s: %s', (one, other, reason) => {
    const arms = { a: { label: 'Drug', drug: 'Examplin' }, b: { label: 'Placebo', role: 'placebo' as const } };
    expect(why({ one: { label: one, arms: ['a'] }, other: { label: other, arms: ['b'] } }, arms)).toBe(reason);
  });

  const strata = (one: string, other: string) =>
    why({ a: { label: 'Group A', description: one }, b: { label: 'Group B', description: other } });
  test('groups of one arm that differ in who they are', () => {
    const reason = 'its sides are strata, not arms';
    expect(strata('Group A: Prior Treatment <= 6 Cycles', 'Group B: Prior Treatment > 6 Cycles')).toBe(reason);
    expect(strata('Group A: Examplin 5 mg', 'Group B: Examplin 10 mg')).toBeUndefined();
    expect(strata('Group A: Examplin daily', 'Group B: Examplin weekly')).toBeUndefined();
    expect(strata('Group A: Examplin', 'Group B: rest')).toBeUndefined();
  });
});

test('of a trial with a single group, what stands beside its only arm is a part of it, unless it is a control', () => {
  const why = (beside: string, model: 'single group' | 'parallel') => {
    const trial: Trial = {
      design: { model },
      arms: { dosing: { label: 'Dose Escalation', drug: 'Examplin' } },
      groups: { some: { label: beside } },
      outcomes: { pain: { measure: 'Pain', time: '12 weeks' } },
      results: [{ outcome: 'pain', values: { dosing: { mean: 3, sd: 2, n: 9 }, some: { mean: 4, sd: 2, n: 3 } } }],
    };
    return contrastsOf(trial).map((contrast) => noOutcome(trial, contrast));
  };
  expect(why('40 µg/kg', 'single group')).toEqual(['one of its sides is part of the other']);
  expect(why('40 µg/kg', 'parallel')).toEqual([undefined]);
  expect(why('Historical Controls', 'single group')).toEqual(['its sides are of other people']);
  expect(why('Untreated Controls', 'single group')).toEqual([undefined]);
});

test('a side that is told to be at baseline is a time of the other', () => {
  const times = 'its sides are times, not arms';
  expect(whyNot('Pain', '12 weeks', undefined, ['Long Haulers, Spray', 'Long Haulers, No Spray (Baseline)'])).toBe(
    times,
  );
  expect(whyNot('Pain', '12 weeks', undefined, ['Low CRP at baseline', 'High CRP at baseline'])).not.toBe(times);
});

describe('people on both sides', () => {
  const both = 'some people are on both of its sides, and the record does not compare them';
  const why = (
    model: 'parallel' | 'crossover',
    analysed: Record<string, number>,
    analysis = false,
    later?: Record<string, number>,
  ) => {
    const valuesOf = (people: Record<string, number>) =>
      Object.fromEntries(Object.entries(people).map(([id, n], i) => [id, { mean: 3 + i, sd: 2, n }] as const));
    const trial: Trial = {
      population: { enrollment: 100 },
      design: { model },
      arms: Object.fromEntries(['visits', 'tests', 'once', 'twice'].map((id) => [id, { label: id, drug: id }])),
      groups: { early: { label: 'Period of early visits' }, late: { label: 'Period of late visits' } },
      outcomes: { pain: { measure: 'Pain', time: '12 weeks' }, late: { measure: 'Pain', time: '24 weeks' } },
      results: [
        {
          outcome: 'pain',
          values: valuesOf(analysed),
          ...(analysis && {
            analyses: [{ contrast: 'visits vs once', estimate: 'difference 1 (0.5 to 1.5)', p: '0.01' }],
          }),
        },
        ...(later ? [{ outcome: 'late', values: valuesOf(later) }] : []),
      ],
    };
    return contrastsOf(trial).map((contrast) => noOutcome(trial, contrast));
  };

  test('two sides of more people than took part', () => {
    expect(why('parallel', { early: 95, late: 90 })).toEqual([both]);
    expect(why('parallel', { early: 55, late: 52 })).toEqual([undefined]);
    expect(why('crossover', { early: 95, late: 90 })).toEqual([undefined]);
  });

  test('arms of two randomisations of the same people, but for what the record compares', () => {
    const factorial = { visits: 50, tests: 50, once: 48, twice: 49 };
    expect(why('parallel', factorial)).toEqual(Array(6).fill(both));
    expect(why('parallel', factorial, true).filter((one) => one === undefined)).toHaveLength(1);
    expect(why('parallel', { visits: 25, tests: 25, once: 25, twice: 25 })).toEqual(Array(6).fill(undefined));
    // Of whom some were analysed in one result, all in another. Of two arms it is rather the other result that counts otherwise.
    const some = { visits: 27, tests: 26, once: 25, twice: 24 };
    expect(why('parallel', some, false, factorial)).toEqual(Array(12).fill(both));
    expect(why('parallel', { visits: 50, once: 50 }, false, { visits: 80, once: 80 })).toEqual([undefined, both]);
  });
});
