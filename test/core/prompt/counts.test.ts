import { beforeAll, describe, expect, it, test } from 'vitest';
import { withoutCounts } from '../../../core/imagine/prompt/counts.ts';
import { questionRow } from '../../../core/pairs/dataset/rows.ts';
import { questionsOfTrial } from '../../../core/pairs/question.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import { recordsThere, trialsNamed } from '../named-records.ts';

describe('how many were analysed', () => {
  it.each([
    ['Month 36 (n=221, 226, 219)', 'Month 36'],
    ['Week 12, n=1237,1227', 'Week 12'],
    ['Baseline (n=209, n=202)', 'Baseline'],
    ['Week 10 (N: 34, 59)', 'Week 10'],
    ['Week 1 (n=111, 110) : Unchanged', 'Week 1 : Unchanged'],
    ['<=day1 (TNA: n=109; n=83; n=83)', '<=day1'],
    ['Constipation-EOT (n=119, 32 17, 8)', 'Constipation-EOT'],
    ['Day28 hour 648 n=2,1,0 post infusion', 'Day28 hour 648 post infusion'],
    ['n=18, 12 weeks', ', 12 weeks'],
    ['n = 20', ''],
  ])('%s: %s', (row, name) => expect(withoutCounts(row)).toBe(name));

  it.each(['PD-L1 expression < 5%', 'HbA1c (%), 12 weeks', 'Vitamin B12 > 100', 'Hb/n', '30 (of 40)'])(
    'is not in %s',
    (name) => expect(withoutCounts(name)).toBe(name),
  );
});

describe.skipIf(!recordsThere)('of real records', () => {
  let trials: ReadonlyMap<string, Trial>;
  beforeAll(async () => {
    trials = await trialsNamed('NCT03446612', 'NCT00406848');
  }, 60_000);

  test.each(['NCT03446612', 'NCT00406848'])('%s: no question tells it, though its rows do', (id) => {
    const trial = trials.get(id) as Trial;
    const { questions } = questionsOfTrial(trial, 200, { split: 'train' });
    const counted = questions.filter(({ look }) => /\bn ?=/i.test(look.row ?? ''));
    expect(counted.length).toBeGreaterThan(2);
    for (const question of counted) {
      expect(question.text).not.toMatch(/\bn ?= ?\d/i);
      const made = questionRow(trial, question);
      if ('row' in made) expect(made.row.prompt.map(({ content }) => content).join('\n')).not.toMatch(/\bn ?= ?\d/i);
    }
  });
});
