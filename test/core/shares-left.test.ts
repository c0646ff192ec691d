/** A difference of two shares is no larger than the share of the side that stays leaves room for, on records where it once was. The records are read, never kept. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Trial } from '../../core/trial/schema.ts';
import { set } from './direction-facts.ts';
import { last } from './imagined.ts';
import { recordsThere, trialsNamed } from './named-records.ts';

const DRUG = 'proxalutamide-usual-care';
let trials: ReadonlyMap<string, Trial>;

beforeAll(async () => {
  if (recordsThere) trials = await trialsNamed('NCT04446429', 'NCT04728802', 'NCT01951625');
}, 60_000);

function dosed(id: string, to: string, outcome: string, [first, second]: readonly [string, string]) {
  const trial = trials.get(id);
  if (!trial) throw new Error(id);
  const { estimate } = last(trial, [set(`arms.${DRUG}.dose`, trial.arms?.[DRUG]?.dose ?? '', to)], {
    outcome,
    first,
    second,
  });
  if (estimate?.kind !== 'risk difference' || !estimate.interval) throw new Error('no risk difference');
  const { low = Number.NaN, high = Number.NaN } = estimate.interval;
  expect(low).toBeLessThanOrEqual(estimate.value);
  expect(estimate.value).toBeLessThanOrEqual(high);
  return { low, high };
}

describe.skipIf(!recordsThere)('where the comparator stays as it was', () => {
  it.each(['300 mg', '400 mg'])('no fewer than nobody: %s against 26.1 %% of the others', (to) => {
    const { low } = dosed('NCT04446429', to, 'covid-19-hospitalization', [DRUG, 'usual-care']);
    expect(low).toBeCloseTo((-100 * 35) / 134, 6);
  });

  it('no fewer than nobody, no more than all: three times the dose against 49.4 % and 35.7 %', () => {
    const sides = [DRUG, 'placebo-usual-care'] as const;
    expect(dosed('NCT04728802', '900 mg', 'mortality-rate', sides).low).toBeCloseTo((-100 * 162) / 328, 6);
    expect(dosed('NCT04728802', '900 mg', 'recovery-rate-d14', sides).high).toBeCloseTo(100 - (100 * 117) / 328, 6);
  });

  it('no fewer than nobody, where the size is told in the terms of two other arms', () => {
    const [changed, second] = ['vericiguat-bay1021189-2-5mg', 'bay1021189-2-5-5mg'];
    const look = { outcome: 'clinical-events', row: 'CV death', first: changed, second };
    const { estimate } = last(trials.get('NCT01951625') ?? {}, [set(`arms.${changed}.dose`, '2.5 mg', '7.5 mg')], look);
    expect(estimate?.interval?.low).toBeCloseTo((-100 * 2) / 91, 6);
  });

  it('the same told the other way round is its mirror image', () => {
    const { high } = dosed('NCT04446429', '300 mg', 'covid-19-hospitalization', ['usual-care', DRUG]);
    expect(high).toBeCloseTo((100 * 35) / 134, 6);
  });
});
