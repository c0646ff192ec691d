/** A record as a document, part by part: tolerance, who and how, groups, rows, values, analyses, orientation, ids. Records are made up. */
import { describe, expect, test } from 'vitest';
import { importRecord } from '../../core/trial/registry/import.ts';
import { sourceOf } from '../../core/trial/registry/sources.ts';
import { cleanLine, cleanText, fold, matchesOf, readNumber } from '../../core/trial/registry/text.ts';
import type { Trial } from '../../core/trial/schema.ts';

const ID = { identificationModule: { nctId: 'NCT00000001' } };
function imported(protocol: object, results: object = {}) {
  const read = importRecord({ protocolSection: { ...ID, ...protocol }, resultsSection: results });
  if ('problem' in read) throw new Error(read.problem);
  return read;
}
const trialOf = (protocol: object, results?: object): Trial => imported(protocol, results).trial;

describe('what is no record', () => {
  test.each([
    [[], /not a JSON object/],
    ['NCT00000001', /not a JSON object/],
    [{ nctId: 'NCT00000001' }, /no protocolSection/],
    [{ protocolSection: [] }, /no protocolSection/],
    [{ protocolSection: {} }, /no registry id/],
    [{ protocolSection: { identificationModule: { nctId: ' ' } } }, /no registry id/],
  ])('%j', (record, problem) => {
    const read = importRecord(record);
    expect('problem' in read && read.problem).toMatch(problem);
  });
});

describe('tolerance', () => {
  test('a field of the wrong kind counts as absent', () => {
    expect(
      trialOf(
        {
          identificationModule: { nctId: ' NCT00000001 ', briefTitle: { text: 'no' }, officialTitle: 7 },
          statusModule: 'COMPLETED',
          designModule: { phases: 'PHASE2', enrollmentInfo: { count: 'many' }, designInfo: [] },
          conditionsModule: { conditions: ['Gout', null, 3, { name: 'no' }] },
          armsInterventionsModule: { armGroups: { label: 'no' }, interventions: [null, 'no'] },
          contactsLocationsModule: { locations: [{ country: 'Chad' }, { country: 'Chad' }, 'Mali', {}] },
        },
        [],
      ),
    ).toEqual({
      trial: 'NCT00000001',
      title: '7',
      population: { condition: ['Gout', '3'] },
      design: { countries: ['Chad'] },
    });
  });

  test('figures and flags may be text', () => {
    const { population } = trialOf({
      designModule: { enrollmentInfo: { count: '1,204' } },
      eligibilityModule: { healthyVolunteers: 'No', sex: 'FEMALE', minimumAge: '18 Years', maximumAge: '65 Years' },
    });
    expect(population).toEqual({ enrollment: 1204, age: '18 to 65 years', sex: 'female', healthy: false });
  });
});

describe('population and design', () => {
  test.each([
    ['6 Months', '17 Years', '6 months to 17 years'],
    ['1 Year', undefined, '1 year and older'],
    [undefined, '17 Years', 'up to 17 years'],
    ['N/A', 'N/A', undefined],
  ])('ages %s to %s', (minimumAge, maximumAge, age) => {
    expect(trialOf({ eligibilityModule: { minimumAge, maximumAge } }).population?.age).toBe(age);
  });

  test('the registry’s words as the document’s', () => {
    const { design } = trialOf({
      statusModule: {
        overallStatus: 'NOT_YET_RECRUITING',
        startDateStruct: { date: '2020-03' },
        completionDateStruct: { date: 'March 2021' },
      },
      sponsorCollaboratorsModule: { leadSponsor: { name: ' A  hospital ' } },
      designModule: {
        studyType: 'INTERVENTIONAL',
        phases: ['PHASE1', 'PHASE2'],
        designInfo: {
          allocation: 'NON_RANDOMIZED',
          interventionModel: 'SINGLE_GROUP',
          primaryPurpose: 'SUPPORTIVE_CARE',
          maskingInfo: { masking: 'DOUBLE', whoMasked: ['PARTICIPANT', 'OUTCOMES_ASSESSOR', 'NOBODY'] },
        },
      },
    });
    expect(design).toEqual({
      phase: '1/2',
      allocation: 'non-randomized',
      model: 'single group',
      masking: 'double',
      masked: ['participant', 'outcomes assessor'],
      purpose: 'supportive care',
      status: 'not yet recruiting',
      sponsor: 'A hospital',
      start: '2020-03',
    });
  });

  test('what records converted from the older XML say of the design in one line, where no field says it', () => {
    const text =
      'Allocation:  Randomized, Endpoint Classification:  Safety/Efficacy Study, Intervention Model:  Factorial Assignment, Masking:  Double Blind (Subject, Caregiver, Outcomes Assessor), Primary Purpose:  Basic Science';
    const of = (designInfo: object) => trialOf({ designModule: { designInfo } });
    const old = of({ _studyDesignText: text });
    expect(old.design).toEqual({
      allocation: 'randomized',
      model: 'factorial',
      masking: 'double',
      masked: ['participant', 'care provider', 'outcomes assessor'],
      purpose: 'basic science',
    });
    expect(sourceOf(old, ['design', 'allocation'])).toBe('protocolSection.designModule.designInfo._studyDesignText');
    const open = of({
      _studyDesignText: 'Allocation: Non-Randomized, Intervention Model: Single Group Assignment, Masking: Open Label',
    });
    expect(open.design).toEqual({ allocation: 'non-randomized', model: 'single group', masking: 'none' });
    // A field is the better word.
    const both = of({ _studyDesignText: text, allocation: 'NON_RANDOMIZED', maskingInfo: { masking: 'NONE' } });
    expect(both.design).toEqual({
      allocation: 'non-randomized',
      model: 'factorial',
      masking: 'none',
      purpose: 'basic science',
    });
    expect(sourceOf(both, ['design', 'allocation'])).toMatch(/designInfo\.allocation$/);
    expect(of({ _studyDesignText: 'Masking: Open; see the protocol' }).design).toBeUndefined();
  });
});

const arms = {
  armsInterventionsModule: {
    armGroups: [
      { label: 'Metformin 5 mg', type: 'EXPERIMENTAL', interventionNames: ['Drug: Metformin'] },
      { label: 'Metformin 10 mg', type: 'EXPERIMENTAL', interventionNames: ['Drug: Metformin'] },
      { label: 'Placebo', type: 'PLACEBO_COMPARATOR', interventionNames: ['Drug: Placebo'] },
    ],
    interventions: [
      { type: 'DRUG', name: 'Metformin' },
      { type: 'DRUG', name: 'Placebo' },
    ],
  },
};
const groups = (...titles: readonly string[]) => titles.map((title, i) => ({ id: `OG00${i}`, title }));
const measurements = (...values: readonly (string | object)[]) =>
  values.map((value, i) => ({ groupId: `OG00${i}`, ...(typeof value === 'string' ? { value } : value) }));
const measure = (more: object) => ({
  outcomeMeasuresModule: {
    outcomeMeasures: [
      { type: 'PRIMARY', title: 'HbA1c', paramType: 'MEAN', groups: groups('Metformin 5 mg', 'Placebo'), ...more },
    ],
  },
});
const rows = (...titles: readonly string[]) =>
  titles.map((title) => ({ title, categories: [{ measurements: measurements('1', '2') }] }));

describe('groups', () => {
  const of = (...titles: readonly string[]) => {
    const { trial } = imported(
      arms,
      measure({
        groups: groups(...titles),
        classes: [{ categories: [{ measurements: measurements(...titles.map(() => '1')) }] }],
      }),
    );
    return { groups: trial.groups, ids: Object.keys(trial.results?.[0]?.values ?? {}) };
  };

  test('that carry an arm’s label, or its words, are that arm', () => {
    expect(of('Metformin 5 mg', 'PLACEBO')).toEqual({ groups: undefined, ids: ['metformin-5mg', 'placebo'] });
    expect(of('10 mg of Metformin')).toEqual({ groups: undefined, ids: ['metformin-10mg'] });
  });

  test('that are all arms, or some of them, are groups of their own', () => {
    const all = of('All participants', 'Placebo');
    expect(Object.values(all.groups ?? {})).toEqual([
      { label: 'All participants', arms: ['metformin-5mg', 'metformin-10mg', 'placebo'] },
    ]);
    expect(Object.values(of('Metformin').groups ?? {})).toEqual([
      { label: 'Metformin', arms: ['metformin-5mg', 'metformin-10mg'] },
    ]);
    expect(Object.values(of('Responders').groups ?? {})).toEqual([{ label: 'Responders' }]);
  });

  test('of one title are told apart', () => {
    expect(of('Placebo', 'Placebo').ids).toHaveLength(2);
  });
});

describe('values', () => {
  const denoms = [
    {
      units: 'Participants',
      counts: [
        { groupId: 'OG000', value: '40' },
        { groupId: 'OG001', value: 41 },
      ],
    },
  ];
  const value = (more: object, ...own: readonly (string | object)[]) =>
    trialOf(arms, measure({ denoms, classes: [{ categories: [{ measurements: measurements(...own) }] }], ...more }))
      .results?.[0]?.values?.['metformin-5mg'];

  test.each([
    [
      'mean and SD',
      { dispersionType: 'Standard Deviation' },
      { value: '-1,763.5', spread: '.04' },
      { mean: -1763.5, sd: 0.04, n: 40 },
    ],
    [
      'a level',
      { dispersionType: '90% Confidence Interval' },
      { value: '5', lowerLimit: '4', upperLimit: '6' },
      { mean: 5, ci: '90 % 4 to 6', n: 40 },
    ],
    [
      'quartiles',
      { paramType: 'MEDIAN', dispersionType: 'Inter-Quartile Range' },
      { value: '5', lowerLimit: '4', upperLimit: '6' },
      { median: 5, iqr: '4 to 6', n: 40 },
    ],
    ['participants', { paramType: 'NUMBER', unitOfMeasure: 'Participants' }, '7', { count: 7, n: 40 }],
    ['percent', { paramType: 'NUMBER', unitOfMeasure: 'percentage of participants' }, '7', { percent: 7, n: 40 }],
    ['a rate', { paramType: 'NUMBER', unitOfMeasure: 'events per 100 patient-years' }, '7', { rate: 7, n: 40 }],
    [
      'a rate of people, as in NCT03057951',
      { paramType: 'NUMBER', unitOfMeasure: 'Patients with event/100 pt-yrs at risk' },
      '8',
      { rate: 8, n: 40 },
    ],
    [
      'what is called people and has a fraction',
      { paramType: 'NUMBER', unitOfMeasure: 'Participants with event' },
      '6.86',
      { number: 6.86, n: 40 },
    ],
    [
      'people counted, with a fraction',
      { paramType: 'COUNT_OF_PARTICIPANTS', unitOfMeasure: 'Participants' },
      '6.86',
      { number: 6.86, n: 40 },
    ],
    ['a number of anything else', { paramType: 'NUMBER', unitOfMeasure: 'copies' }, '7', { number: 7, n: 40 }],
    [
      'not reached',
      { paramType: 'MEDIAN' },
      { value: 'NA', comment: 'The median was not reached' },
      { median: 'not reached', n: 40 },
    ],
    ['not available', { paramType: 'MEDIAN' }, { value: 'NA', comment: 'One participant' }, { median: 'NA', n: 40 }],
  ] as const)('%s', (_, more, own, expected) => {
    expect(value(more, own)).toEqual(expected);
  });

  test('units other than participants are named', () => {
    const eyes = [{ units: 'Eyes', counts: [{ groupId: 'OG000', value: '80' }] }];
    const { results } = trialOf(arms, measure({ typeUnitsAnalyzed: 'Eyes', denoms: eyes, classes: rows('') }));
    expect(results?.[0]).toMatchObject({
      units: 'Eyes',
      values: { 'metformin-5mg': { mean: 1, n: 80 }, placebo: { mean: 2 } },
    });
  });

  test('rows of one title are numbered, and `unknown` is kept for analyses', () => {
    const { results } = trialOf(arms, measure({ classes: rows('Day 1', 'Day 1', 'unknown') }));
    expect(results?.map(({ row }) => row)).toEqual(['Day 1', 'Day 1 (2)', 'Unknown']);
  });
});

describe('analyses', () => {
  const of = (titles: readonly string[], ...analyses: readonly object[]) => {
    const { trial, counts } = imported(
      arms,
      measure({
        classes: rows(...titles),
        analyses: analyses.map((one) => ({ groupIds: ['OG000', 'OG001'], ...one })),
      }),
    );
    return {
      counts,
      found: (trial.results ?? []).flatMap(({ row = '', analyses: own = [] }) => own.map((one) => ({ row, ...one }))),
    };
  };
  const p = { pValue: '0.02' };

  test('find their row by text, by order, or not at all', () => {
    const { found, counts } = of(['Week 6', 'Week 12'], { ...p, groupDescription: 'At 12 weeks' }, p);
    expect(found.map(({ row, matched }) => [row, matched])).toEqual([
      ['Week 12', undefined],
      ['unknown', undefined],
    ]);
    expect(counts.matched).toEqual({ only: 0, text: 1, order: 0, unknown: 1 });
    expect(of(['Week 6', 'Week 12'], p, p).found.map(({ row, matched }) => [row, matched])).toEqual([
      ['Week 6', 'order'],
      ['Week 12', 'order'],
    ]);
    expect(of([''], p).counts.matched.only).toBe(1);
  });

  test.each([
    ['Metformin minus placebo', 'first minus second'],
    ['Placebo - metformin', 'second minus first'],
    ['Placebo was subtracted from metformin', undefined],
    ['Difference (placebo is the reference)', 'first minus second'],
    ['Difference between groups', undefined],
  ])('%s', (estimateComment, orientation) => {
    const [one] = of([''], { paramType: 'Mean Difference (Final Values)', paramValue: '-2', estimateComment }).found;
    expect(one?.estimate).toBe('difference -2');
    expect(one?.orientation).toBe(orientation);
  });

  test('estimates, intervals, p-values and what they are of', () => {
    const [one] = of([''], {
      paramType: 'Hazard Ratio (HR)',
      paramValue: '0.8',
      ciPctValue: '0.9',
      ciNumSides: 'TWO_SIDED',
      ciLowerLimit: '0.6',
      ciUpperLimit: '1.1',
      pValue: '< 0.001',
      pValueComment: 'One-sided',
      statisticalMethod: 'Regression, Cox',
      nonInferiorityType: 'NON_INFERIORITY',
    }).found;
    expect(one).toEqual({
      row: '',
      contrast: 'metformin-5mg vs placebo',
      estimate: 'hazard ratio 0.8 (90 % 0.6 to 1.1)',
      p: '<0.001',
      sided: 'one',
      method: 'Cox regression',
      hypothesis: 'non-inferiority',
    });
  });

  test('what has no figure is counted as lost', () => {
    const { found, counts } = of(
      [''],
      { pValue: 'not significant' },
      { paramType: 'Slope', paramValue: '3', dispersionValue: '1' },
    );
    expect(found).toHaveLength(1);
    expect(counts.losses).toMatchObject({
      'a p-value that is no number': 1,
      'an analysis without an estimate or a p-value': 1,
      'the standard error of an estimate': 1,
      'what an estimate of another kind is called': 1,
    });
  });
});

describe('ids of outcomes', () => {
  test.each([
    [
      ['Progression-Free Survival (PFS)', 'Overall Survival'],
      ['pfs', 'survival'],
    ],
    [
      ['Change in body weight at week 12', 'Change in body weight at week 24'],
      ['body-weight-w12', 'body-weight-w24'],
    ],
    [['6-minute walk distance'], ['walk-distance']],
    [
      ['???', '???'],
      ['outcome', 'outcome-2'],
    ],
  ])('%j', (titles, ids) => {
    const outcomesModule = { primaryOutcomes: titles.map((title) => ({ measure: title })) };
    expect(Object.keys(trialOf({ outcomesModule }).outcomes ?? {})).toEqual(ids);
  });
});

describe('text', () => {
  test.each([
    ['a\r\nb\rc', 'a\nb\nc'],
    ['a \n\n\n  b\t c ', 'a\n\nb c'],
    ['p \\<0.05 \\[ITT\\]', 'p <0.05 [ITT]'],
    ['5 ~> 10', '5 → 10'],
    ['5 \\~> 10', '5 → 10'],
    ['a\u200bb\u202ec\u0007\ud800', 'abc'],
    ['a\u00a0b', 'a b'],
    ['', ''],
    ['plain, é and ™', 'plain, é and ™'],
  ])('%j is cleaned', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
    expect(cleanText(clean)).toBe(clean);
    expect(cleanLine(text)).toBe(clean.replace(/\s+/g, ' '));
  });

  test.each([
    ['5.48', 5.48],
    ['.04', 0.04],
    ['-1,763', -1763],
    ['−3', -3],
    ['0,3139', 0.3139],
    ['1e3', 1000],
    ['0x10', undefined],
    ['', undefined],
    ['NA', undefined],
    ['1,2', undefined],
  ])('%j is the number %s', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  test('folding', () => {
    expect(fold('Ménière α-blocker 5 µg')).toBe('meniere alpha-blocker 5 ug');
  });

  test('all matches of an expression, each time anew', () => {
    const word = /[a-z]*/g;
    expect(matchesOf(word, 'ab 1').map((match) => [match.index, match[0]])).toEqual([
      [0, 'ab'],
      [2, ''],
      [3, ''],
      [4, ''],
    ]);
    expect(matchesOf(word, 'ab')).toHaveLength(2);
  });
});

test('an amount at the start of a label is whole in the id, and an enumeration is not in it', () => {
  const arms = (...labels: string[]) =>
    Object.keys(trialOf({ armsInterventionsModule: { armGroups: labels.map((label) => ({ label })) } }).arms ?? {});
  expect(arms('1.5 mg Dulaglutide', '0.75 mg Dulaglutide')).toEqual(['dulaglutide-1-5mg', 'dulaglutide-0-75mg']);
  expect(arms('Dulaglutide 1.5 mg', 'Dulaglutide 0.75 mg')).toEqual(['dulaglutide-1-5mg', 'dulaglutide-0-75mg']);
  expect(arms('1. Dulaglutide', '2.Exenatide')).toEqual(['dulaglutide', 'exenatide']);
});

test('of groups of one title in several outcomes, most of these are followed, and where none are most, nothing is said', () => {
  const described = (...descriptions: string[]) => {
    const outcomeMeasures = descriptions.map((description, index) => ({
      title: `Score ${index}`,
      type: 'SECONDARY',
      groups: [{ id: 'OG000', title: 'Either drug', description }],
    }));
    const { trial } = imported({}, { outcomeMeasuresModule: { outcomeMeasures } });
    return Object.values(trial.groups ?? {}).map(({ description }) => description);
  };
  const [preferred, taken] = ['Those who preferred the first.', '20 mg taken orally, as needed, for 8 weeks.'];
  expect(described(preferred, taken, taken)).toEqual([taken]);
  expect(described(preferred, taken)).toEqual([undefined]);
  expect(described(taken, '20 milligrams taken orally, as needed, for 8 weeks')).toEqual([taken]);
  expect(described('', taken)).toEqual([taken]);
});
