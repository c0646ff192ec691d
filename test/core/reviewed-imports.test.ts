/** What a reviewer found in imports of real records, where these are at hand. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Trial } from '../../core/trial/schema.ts';
import { recordsThere, trialsNamed } from './named-records.ts';

describe.skipIf(!recordsThere)('of real records', () => {
  let trials: ReadonlyMap<string, Trial>;
  beforeAll(async () => {
    trials = await trialsNamed(
      'NCT02028676',
      'NCT01101477',
      'NCT00406848',
      'NCT01807221',
      'NCT01160289',
      'NCT01951625',
      'NCT01064687',
      'NCT02292771',
      'NCT00859898',
      'NCT00006392',
      'NCT00461305',
      'NCT02438826',
      'NCT00833638',
    );
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

  test('a group of the results is the arm of its own dose, in whatever words that is told, and of no other', () => {
    // `1 mg` and `1 milligram (mg)` of one drug, with 5 mg of another: not the arm of 5 mg of both.
    const tadalafil = trials.get('NCT01160289');
    const least = tadalafil?.arms?.['ly2452473-tadalafil-1mg-5mg'];
    expect(least?.gives).toMatchObject({ ly2452473: { dose: '1 mg' }, tadalafil: { dose: '5 mg' } });
    const told = new Set(tadalafil?.results?.flatMap(({ values }) => Object.keys(values ?? {})));
    expect(told).toContain('ly2452473-tadalafil-1mg-5mg');
    expect(told).toContain('ly2452473-tadalafil-5mg-5mg');
    // `1.25 Milligram (mg)` is one of four arms, not all of them.
    const vericiguat = trials.get('NCT01951625');
    expect(vericiguat?.groups).not.toHaveProperty('bay1021189-milligram');
    expect(new Set(vericiguat?.results?.flatMap(({ values }) => Object.keys(values ?? {})))).toContain(
      'vericiguat-bay1021189-1-25mg',
    );
    // Placebo, then 1.5 mg, is not the arm that had 1.5 mg throughout.
    expect(trials.get('NCT01064687')?.groups?.['placebo-1-5mg-ly2189265']?.arms).toEqual([
      'ly2189265-1-5mg',
      'placebo',
    ]);
  });

  test('a drug that an arm has a placebo of is not what the arm gives: groups by that name are the other arm', () => {
    const valued = (id: string) => new Set(trials.get(id)?.results?.flatMap(({ values }) => Object.keys(values ?? {})));
    // Each arm had the other's placebo.
    expect(valued('NCT02292771')).toContain('retosiban-atosiban');
    expect(trials.get('NCT02292771')?.groups?.['retosiban-fetal']?.arms).toEqual(['retosiban-atosiban']);
    expect(trials.get('NCT02292771')?.groups?.['atosiban-fetal']?.arms).toEqual(['atosiban-retosiban']);
    // The drug alone, and not with the other one.
    expect(valued('NCT00859898')).toContain('dapagliflozin-placebo');
    expect(valued('NCT00859898')).toContain('metformin-xr-placebo');
    expect(valued('NCT00006392')).toContain('selenium-vitamin-e');
    // A part of one arm by its doses, which are told of two drugs.
    expect(trials.get('NCT00461305')?.groups?.['drsp-ee']?.arms).toEqual(['drsp-ee-3mg-20ug']);
  });

  test('an arm of placebo does not give what all are given once it is open', () => {
    for (const [id, drug] of [
      ['NCT02438826', 'Galcanezumab'],
      ['NCT00833638', 'Tadalafil'],
    ] as const) {
      expect(trials.get(id)?.arms?.placebo, id).toMatchObject({ role: 'placebo' });
      expect(JSON.stringify(trials.get(id)?.arms?.placebo), id).not.toContain(`"drug":"${drug}"`);
    }
    // What every arm is given beside its own drug is background.
    expect(trials.get('NCT01064687')?.arms?.placebo?.gives).toMatchObject({ metformin: { drug: 'Metformin' } });
    expect(trials.get('NCT01064687')?.arms?.placebo?.gives).not.toHaveProperty('dulaglutide');
  });
});
