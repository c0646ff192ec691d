/** What a reviewer found in imports of real records, where these are at hand. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Trial } from '../../core/trial/schema.ts';
import { recordsThere, trialsNamed } from './named-records.ts';

describe.skipIf(!recordsThere)('of real records', () => {
  let trials: ReadonlyMap<string, Trial>;
  beforeAll(async () => {
    trials = await trialsNamed('NCT02028676', 'NCT01101477', 'NCT00406848', 'NCT01807221');
  }, 60_000);

  test('how a trial was designed is read where it stands in one line alone', () => {
    expect(trials.get('NCT02028676')?.design).toMatchObject({
      allocation: 'randomized',
      model: 'factorial',
      masking: 'none',
      purpose: 'treatment',
    });
    expect(trials.get('NCT01101477')?.design).toMatchObject({
      allocation: 'randomized',
      model: 'parallel',
      masking: 'double',
      masked: ['participant', 'care provider'],
    });
  });

  test('of phases in turn none is how long a drug is given; where the whole is told too, that is', () => {
    const durations = (id: string) => {
      const arms = Object.entries(trials.get(id)?.arms ?? {});
      return Object.fromEntries(
        arms.map(([arm, own]) => [arm, own.duration ?? Object.values(own.gives ?? {})[0]?.duration]),
      );
    };
    expect(durations('NCT00406848').duloxetine).toBeUndefined();
    const finerenone = Object.entries(durations('NCT01807221')).filter(([arm]) => arm.startsWith('finerenone'));
    expect(finerenone.map(([, duration]) => duration)).toEqual(Array(5).fill('90 days'));
  });
});
