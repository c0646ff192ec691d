/** Which field of a record each value of an imported document names as its own. The record is made up. */
import { describe, expect, test } from 'vitest';
import { importRecord } from '../../core/trial/registry/import.ts';
import { sourceOf } from '../../core/trial/registry/sources.ts';
import type { Trial } from '../../core/trial/schema.ts';

const groups = [
  { id: 'OG000', title: 'Low' },
  { id: 'OG001', title: 'Placebo' },
];
const measured = (...values: readonly string[]) =>
  values.map((value, i) => ({ groupId: `OG00${i}`, value, spread: '2', lowerLimit: '1', upperLimit: '9' }));
const denoms = [
  {
    units: 'Participants',
    counts: [
      { groupId: 'OG000', value: '40' },
      { groupId: 'OG001', value: '41' },
    ],
  },
];
const analysis = (more: object) => ({ groupIds: ['OG000', 'OG001'], pValue: '0.01', ...more });

const record = {
  protocolSection: {
    identificationModule: { nctId: 'NCT00000001', briefTitle: 'A trial' },
    designModule: { enrollmentInfo: { count: '81' } },
    armsInterventionsModule: {
      armGroups: [
        {
          label: 'Low',
          type: 'EXPERIMENTAL',
          description: 'Metformin 5 mg once daily',
          interventionNames: ['Drug: Metformin'],
        },
        {
          label: 'Both',
          type: 'EXPERIMENTAL',
          description: 'Metformin 5 mg, and glipizide',
          interventionNames: ['Drug: Metformin', 'Drug: Glipizide'],
        },
        { label: 'Placebo', type: 'PLACEBO_COMPARATOR', interventionNames: ['Drug: Placebo'] },
      ],
      interventions: [
        { type: 'DRUG', name: 'Metformin', description: 'By mouth for 12 weeks' },
        { type: 'DRUG', name: 'Glipizide', description: '10 mg twice daily' },
        { type: 'DRUG', name: 'Placebo' },
      ],
    },
    outcomesModule: { secondaryOutcomes: [{ measure: 'Body weight', timeFrame: '12 weeks', description: 'In kg' }] },
  },
  resultsSection: {
    outcomeMeasuresModule: {
      outcomeMeasures: [
        {
          type: 'PRIMARY',
          title: 'HbA1c',
          timeFrame: '12 weeks',
          paramType: 'MEAN',
          dispersionType: 'Standard Deviation',
          groups,
          denoms,
          classes: [
            { title: 'Week 6', categories: [{ measurements: measured('7', '8') }] },
            { title: 'Week 12', categories: [{ measurements: measured('6', '8') }] },
          ],
          analyses: [
            analysis({ groupDescription: 'At week 12', paramType: 'Mean Difference', paramValue: '-2' }),
            analysis({ groupDescription: 'At week 6', statisticalMethod: 'ANCOVA' }),
          ],
        },
        {
          type: 'SECONDARY',
          title: 'Severity',
          paramType: 'COUNT_OF_PARTICIPANTS',
          groups: [...groups, { id: 'OG002', title: 'All participants' }],
          denoms,
          classes: [
            {
              categories: [
                { title: 'Mild', measurements: measured('3', '4') },
                { title: 'Severe', measurements: measured('1', '2', '3') },
              ],
            },
          ],
        },
        {
          type: 'SECONDARY',
          title: 'Pain',
          paramType: 'MEDIAN',
          dispersionType: '95% Confidence Interval',
          groups,
          denoms,
          classes: ['Left', 'Right'].map((title) => ({
            title,
            categories: ['Rest', 'Move'].map((name) => ({ title: name, measurements: measured('5', '6') })),
          })),
        },
      ],
    },
    adverseEventsModule: {
      eventGroups: [
        {
          id: 'EG000',
          title: 'Low',
          seriousNumAffected: 1,
          seriousNumAtRisk: 40,
          deathsNumAffected: 0,
          deathsNumAtRisk: 40,
        },
        { id: 'EG001', title: 'Placebo', seriousNumAffected: 2, seriousNumAtRisk: 41 },
      ],
    },
  },
};

function imported(raw: unknown): Trial {
  const read = importRecord(raw);
  if ('problem' in read) throw new Error(read.problem);
  return read.trial;
}

const PROTOCOL = 'protocolSection.armsInterventionsModule';
const MEASURES = 'resultsSection.outcomeMeasuresModule.outcomeMeasures';
const trial = imported(record);
const outcome = (index: number) => Object.keys(trial.outcomes ?? {})[index] ?? '';
const where = (...path: (string | number)[]) => sourceOf(trial, path);

describe('arms', () => {
  test.each([
    [['low'], `${PROTOCOL}.armGroups[0]`],
    [['low', 'label'], `${PROTOCOL}.armGroups[0].label`],
    [['low', 'role'], `${PROTOCOL}.armGroups[0].type`],
    [['low', 'drug'], `${PROTOCOL}.interventions[0].name`],
    [['low', 'dose'], `${PROTOCOL}.armGroups[0].description`],
    [['low', 'schedule'], `${PROTOCOL}.armGroups[0].description`],
    [['low', 'duration'], `${PROTOCOL}.interventions[0].description`],
    [['both', 'gives', 'glipizide', 'dose'], `${PROTOCOL}.interventions[1].description`],
    [['both', 'gives', 'metformin', 'drug'], `${PROTOCOL}.interventions[0].name`],
  ])('%j', (path, field) => {
    expect(where('arms', ...path)).toBe(field);
  });

  test('of a record without arms are the groups of its participant flow', () => {
    const flow = imported({
      protocolSection: {
        identificationModule: { nctId: 'NCT00000002' },
        armsInterventionsModule: { interventions: [{ type: 'DRUG', name: 'Metformin' }] },
      },
      resultsSection: {
        participantFlowModule: { groups: [{ id: 'FG000', title: 'Metformin', description: 'For a week' }] },
      },
    });
    expect(sourceOf(flow, ['arms', 'metformin', 'label'])).toBe('resultsSection.participantFlowModule.groups[0].title');
    expect(sourceOf(flow, ['arms', 'metformin', 'description'])).toBe(
      'resultsSection.participantFlowModule.groups[0].description',
    );
  });
});

describe('outcomes and groups', () => {
  test('measured, and registered only', () => {
    expect(where('outcomes', outcome(0), 'measure')).toBe(`${MEASURES}[0].title`);
    expect(where('outcomes', outcome(0), 'time')).toBe(`${MEASURES}[0].timeFrame`);
    const registered = 'protocolSection.outcomesModule.secondaryOutcomes[0]';
    expect(where('outcomes', outcome(3), 'measure')).toBe(`${registered}.measure`);
    expect(where('outcomes', outcome(3), 'description')).toBe(`${registered}.description`);
    expect(where('outcomes', outcome(3), 'rank')).toBe(registered);
    expect(where('outcomes', outcome(3), 'unit')).toBeUndefined();
  });

  test('a group that is no arm', () => {
    const [id] = Object.keys(trial.groups ?? {});
    expect(where('groups', id ?? '', 'label')).toBe(`${MEASURES}[1].groups[2].title`);
  });
});

describe('results', () => {
  const at = (index: number) => (trial.results ?? []).findIndex(({ outcome: id }) => id === outcome(index));
  test.each([
    ['one class after the other', 0, 1, '.classes[1].categories[0]', 'low', 'mean', '.measurements[0].value'],
    ['its dispersion', 0, 1, '.classes[1].categories[0]', 'placebo', 'sd', '.measurements[1].spread'],
    ['the categories of one class', 1, 1, '.classes[0].categories[1]', 'placebo', 'count', '.measurements[1].value'],
    [
      'categories in each class',
      2,
      3,
      '.classes[1].categories[1]',
      'low',
      'ci',
      '.measurements[0].lowerLimit, upperLimit',
    ],
  ] as const)('%s', (_, measure, row, place, group, attribute, field) => {
    const index = at(measure) + row;
    expect(where('results', index, 'values', group, attribute)).toBe(`${MEASURES}[${measure}]${place}${field}`);
    expect(where('results', index, 'values', group, 'n')).toBe(`${MEASURES}[${measure}].denoms`);
    expect(where('results', index, 'outcome')).toBe(`${MEASURES}[${measure}].title`);
  });

  test('rows, by class or by category', () => {
    expect(where('results', at(0), 'row')).toBe(`${MEASURES}[0].classes[0].title`);
    expect(where('results', at(1), 'row')).toBe(`${MEASURES}[1].classes[0].categories[0].title`);
  });

  test('analyses, which stand with their rows, in the order of the record', () => {
    expect(where('results', at(0), 'analyses', 0, 'p')).toBe(`${MEASURES}[0].analyses[1].pValue`);
    expect(where('results', at(0), 'analyses', 0, 'method')).toBe(`${MEASURES}[0].analyses[1].statisticalMethod`);
    expect(where('results', at(0) + 1, 'analyses', 0, 'p')).toBe(`${MEASURES}[0].analyses[0].pValue`);
  });

  test('harms, where not every group tells all', () => {
    expect(trial.harms?.serious).toEqual({ low: '1/40', placebo: '2/41' });
    expect(where('harms', 'serious', 'placebo')).toMatch(
      /^resultsSection\.adverseEventsModule\.eventGroups\[1\]\.serious/,
    );
    expect(where('harms', 'deaths', 'low')).toMatch(/^resultsSection\.adverseEventsModule\.eventGroups\[0\]\.deaths/);
  });
});

describe('what comes from no record', () => {
  test.each([[['focus']], [['scenarios', 'lower']], [['sources']], [[]], [['arms', 'nobody']], [['results', 99]]])(
    '%j',
    (path) => {
      expect(sourceOf(trial, path)).toBeUndefined();
    },
  );

  test('a document that was not imported', () => {
    const { sources, ...written } = trial;
    expect(sourceOf(written, ['arms', 'low', 'dose'])).toBeUndefined();
  });

  test('elsewhere the schema tells the field', () => {
    expect(where('population', 'enrollment')).toBe('protocolSection.designModule.enrollmentInfo.count');
  });
});
