/** What a reviewer found in dose pairs of real records, where these are at hand. */
import { beforeAll, describe, expect, test } from 'vitest';
import { toldChange } from '../../../core/pairs/arm-change.ts';
import { pairsOfTrial } from '../../../core/pairs/build.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import { recordsThere, trialsNamed } from '../named-records.ts';

test('a ratio is rounded once, when it is told', () => {
  const told = (from: number, to: number) =>
    toldChange({ kind: 'dose', from: `${from} mg`, to: `${to} mg`, ratio: 1 / (from / to) });
  expect([told(100, 75), told(25, 150), told(0.25, 1.5), told(75, 100)]).toMatchObject([
    { ratio: 0.75 },
    { ratio: 6 },
    { ratio: 6 },
    { ratio: 1.33333 },
  ]);
});

describe.skipIf(!recordsThere)('of real records', () => {
  let trials: ReadonlyMap<string, Trial>;
  beforeAll(async () => {
    trials = await trialsNamed('NCT01970865', 'NCT02278250');
  }, 60_000);
  const dosesOf = (id: string) =>
    pairsOfTrial(trials.get(id) as Trial, { cap: 500, changes: ['dose'] }).pairs.map(({ change }) => change);

  test.each([
    ['NCT01970865', 'PF-06463922'],
    ['NCT02278250', 'M4344'],
  ])('%s: every dose is of its drug, and as many times the other as the two say', (id, drug) => {
    const changes = dosesOf(id);
    expect(changes.length).toBeGreaterThan(40);
    for (const change of changes) {
      if (change.kind !== 'dose') throw new Error(change.kind);
      expect(change.drug).toBe(drug);
      const exact = Number.parseFloat(change.to) / Number.parseFloat(change.from);
      expect(change.ratio).toBe(Number(exact.toPrecision(6)));
    }
  });
});
