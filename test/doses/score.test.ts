/** How well doses are read, against all sets of labels: printed, and held a little under what was last measured, so that it cannot rot unseen. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIELDS, type LabelledArm, score, scoreFolder, scoreTable } from './score.ts';

const records = path.resolve(import.meta.dirname, '../../../shared/data/trials');
const labelsIn = (name: string): LabelledArm[] =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, name), 'utf8'));

/**
 * The least that precision and recall may be, in the order of the fields: drug, dose, unit, schedule; and of what is told together with
 * what is left out as not sure enough.
 */
const LEAST = {
  'labels.json': {
    fields: { precision: [0.89, 0.86, 0.94, 0.89], recall: [0.88, 0.47, 0.52, 0.35] },
    likely: { precision: [0.89, 0.75, 0.85, 0.77], recall: [0.88, 0.63, 0.72, 0.6] },
  },
  'held.json': {
    fields: { precision: [0.91, 0.92, 0.96, 0.89], recall: [0.89, 0.47, 0.49, 0.41] },
    likely: { precision: [0.91, 0.8, 0.89, 0.79], recall: [0.89, 0.73, 0.8, 0.68] },
  },
  'development.json': {
    fields: { precision: [0.95, 0.96, 0.98, 0.96], recall: [0.93, 0.55, 0.56, 0.49] },
    likely: { precision: [0.95, 0.89, 0.94, 0.87], recall: [0.92, 0.8, 0.84, 0.8] },
  },
} as const;

describe.skipIf(!existsSync(records))('arms are read no worse than was measured', () => {
  test.each(['labels.json', 'held.json', 'development.json'] as const)('%s', async (name) => {
    const found = await scoreFolder(records, labelsIn(name));
    console.log(`${name}: ${scoreTable(found)}`);
    expect(found.missing).toEqual([]);
    for (const [i, field] of FIELDS.entries())
      for (const of of ['fields', 'likely'] as const)
        for (const measure of ['precision', 'recall'] as const)
          expect(found[of][field][measure], `${measure} of ${of} ${field}`).toBeGreaterThanOrEqual(
            LEAST[name][of][measure][i] ?? 1,
          );
  });

  test('no trial is in two of them', () => {
    const trials = Object.keys(LEAST).flatMap((name) => [...new Set(labelsIn(name).map(({ id }) => id))]);
    expect(trials.length).toBe(new Set(trials).size);
  });
});

describe('what is the same', () => {
  const label = { drug: 'metformin', dose: '5|10', unit: 'mg', schedule: 'as needed' };
  const right = (found: object, labelled: object) => {
    const fields = score([{ found: [{ drug: 'metformin', ...found }], labels: [{ ...label, ...labelled }] }]);
    return FIELDS.filter((field) => fields[field].right === 1);
  };
  const all = ['drug', 'dose', 'unit', 'schedule'];
  test.each([
    ['alternatives in any order', { dose: '10 or 5 mg', schedule: 'as needed' }, {}, all],
    [
      'levels are in theirs',
      { dose: '10, 5 mg', schedule: 'as needed' },
      { dose: '5>10' },
      ['drug', 'unit', 'schedule'],
    ],
    ['as needed, however often at most', { dose: '5 or 10 mg', schedule: 'as needed, at most once daily' }, {}, all],
    ['as needed is not once daily', { dose: '5 or 10 mg', schedule: 'once daily' }, {}, ['drug', 'dose', 'unit']],
    ['a plural', { drug: 'stem cell', dose: '5 or 10 mg', schedule: 'as needed' }, { drug: 'stem cells' }, all],
    ['another unit', { dose: '5000 or 10000 µg', schedule: 'as needed' }, {}, all],
    ['a run of days is daily', { dose: '5 or 10 mg', schedule: 'days 1-5' }, { schedule: 'once daily' }, all],
    [
      'weeks at equal distances',
      { dose: '5 or 10 mg', schedule: 'every 4 weeks' },
      { schedule: 'weeks 0, 4 and 8' },
      all,
    ],
    [
      'two days are no distance',
      { dose: '5 or 10 mg', schedule: 'every 2 weeks' },
      { schedule: 'days 1 and 15' },
      ['drug', 'dose', 'unit'],
    ],
    [
      'a first administration',
      { dose: '5 or 10 mg', schedule: 'day 1, then once daily' },
      { schedule: 'once daily' },
      all,
    ],
    ['a single dose', { dose: '5 or 10 mg', schedule: 'day 1' }, { schedule: 'single dose' }, all],
    [
      'a day of a cycle is none',
      { dose: '5 or 10 mg', schedule: 'day 1 of 21' },
      { schedule: 'single dose' },
      ['drug', 'dose', 'unit'],
    ],
    [
      'an amount a day and no schedule',
      { dose: '5 or 10 mg', schedule: 'once daily' },
      { unit: 'mg/day', schedule: null },
      all,
    ],
    [
      'an amount a day in two doses',
      { dose: '500 mg', schedule: 'twice daily' },
      { dose: '1000', unit: 'mg/day', schedule: 'twice daily' },
      all,
    ],
    [
      'not one administration and two',
      { dose: '500 mg', schedule: 'twice daily' },
      { dose: '1000', unit: 'mg', schedule: 'once daily' },
      ['drug', 'unit'],
    ],
    [
      'a day’s amount given once',
      { dose: '5 or 10 mg', schedule: 'once daily' },
      { unit: 'mg/day', schedule: 'once daily' },
      all,
    ],
  ])('%s', (_, found, labelled, expected) => {
    expect(right(found, labelled)).toEqual(expected);
  });

  test.each([
    ['as the label says', '3 doses', { found: 1, right: 1 }],
    ['not as the label says', '2 doses', { found: 1, right: 0 }],
    ['where the label says how often', 'once daily', { found: 0, right: 0 }],
    ['where it says nothing', null, { found: 0, right: 0 }],
  ])('how many doses is a duration, and a schedule where the label calls it one: %s', (_, schedule, expected) => {
    const found = [{ drug: 'metformin', duration: '3 doses' }];
    expect(score([{ found, labels: [{ ...label, schedule }] }]).schedule).toMatchObject(expected);
  });
});
