/** A row that says when it is of, and its outcome asked about at another time. Figures of NCT00494013. */
import { describe, expect, it } from 'vitest';
import type { Trial } from '../../core/trial/schema.ts';
import { set } from './direction-facts.ts';
import { last } from './imagined.ts';

const sides = { first: 'lispro', second: 'detemir' };
const FRAME = 'Baseline, 12 Weeks, 24 Weeks';

function row(name: string, estimate: string, p: number) {
  return {
    outcome: 'hba1c',
    row: name,
    analyses: [{ contrast: 'lispro vs detemir', estimate, p: String(p), orientation: 'first minus second' as const }],
    values: { lispro: { n: 219 }, detemir: { n: 210 } },
  };
}

const TRIAL: Trial = {
  trial: 'NCT00494013',
  population: { enrollment: 442 },
  arms: {
    lispro: { role: 'experimental', drug: 'insulin lispro protamine' },
    detemir: { role: 'active comparator', drug: 'insulin detemir' },
  },
  outcomes: { hba1c: { rank: 'secondary', measure: 'Actual Hemoglobin A1c', time: FRAME, unit: 'percent' } },
  results: [
    row('Week 12 Change from Baseline', 'difference -0.11 (-0.28 to 0.06)', 0.21),
    row('Week 24 Change from Baseline', 'difference -0.2 (-0.38 to -0.01)', 0.04),
  ],
};

const asked = (to: string, from = 'Week 12 Change from Baseline') =>
  last(TRIAL, [set('outcomes.hba1c.time', FRAME, to)], { outcome: 'hba1c', row: from, ...sides });

describe('a row of week 12', () => {
  it('asked about at week 24, the last of its outcome, is the row of that week', () => {
    expect(asked('24 weeks')).toMatchObject({
      status: 'observed',
      direction: 'lower',
      landed: { row: 'Week 24 Change from Baseline' },
    });
  });

  it('asked about at week 12 is itself', () => {
    expect(asked('12 weeks')).toMatchObject({ status: 'observed', direction: 'no difference' });
  });

  it('asked about just beyond the last week is 13 weeks away, not one', () => {
    const width = (to: string) => {
      const { low = 0, high = 0 } = asked(to).estimate?.interval ?? {};
      return high - low;
    };
    expect(width('13 weeks')).toBeGreaterThan(0);
    expect(width('25 weeks')).toBeGreaterThan(2 * width('13 weeks'));
  });
});
