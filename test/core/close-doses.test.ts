/** Two doses of one drug that come close to each other, on records where the difference once stayed until they met. The records are read, never kept. */
import { beforeAll, describe, expect, it } from 'vitest';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { contrastsOf } from '../../core/trial/contrast.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';
import { DOSES, set } from './direction-facts.ts';
import { last } from './imagined.ts';
import { recordsThere, trialsNamed } from './named-records.ts';

const UDENAFIL: Look = { outcome: 'sep-question-4', first: 'udenafil-150mg', second: 'udenafil-50mg' };
const PF: Look = { outcome: 'vitality', row: 'Week 12', first: 'pf-04236921-50mg', second: 'pf-04236921-10mg' };
let trials: ReadonlyMap<string, Trial>;

beforeAll(async () => {
  if (recordsThere) trials = await trialsNamed('NCT01037244', 'NCT01405196', 'NCT04602000', 'NCT04431453');
}, 60_000);

function second(id: string, look: Look, to: string) {
  const trial = trials.get(id);
  if (!trial) throw new Error(id);
  return last(trial, [set(`arms.${look.second}.dose`, trial.arms?.[look.second]?.dose ?? '', to)], look);
}

describe.skipIf(!recordsThere)('two doses of one drug', () => {
  it.each(['130 mg', '149.9 mg'])('150 mg vs %s: nothing was observed of doses so close', (to) => {
    const step = second('NCT01037244', UDENAFIL, to);
    expect(step).toMatchObject({ status: 'carried over', missing: 'no answer' });
    expect(step.probability).toBeUndefined();
    expect(step.obstacle).toMatch(
      /^the doses of the two sides would be .+ times apart, and nothing was observed of doses less than 1\.5 times apart \(150 mg vs 100 mg\)$/,
    );
  });

  it('are answered as far apart as half of what was observed, in doublings, and farther', () => {
    for (const to of ['20 mg', '60 mg', '90 mg', '120 mg'])
      expect(second('NCT01037244', UDENAFIL, to).probability?.higher).toBeGreaterThan(0.9);
  });

  it('that another arm had are observed, and those that are the same are told as alike', () => {
    expect(second('NCT01037244', UDENAFIL, '100 mg')).toMatchObject({
      status: 'observed',
      landed: { first: 'udenafil-150mg', second: 'udenafil-100mg' },
    });
    expect(second('NCT01037244', UDENAFIL, '150 mg').probability?.['no difference']).toBe(0.95);
  });

  it.each(['30 mg', '40 mg', '49 mg', '55 mg'])('no sign is turned on the way: 50 mg vs %s', (to) => {
    expect(second('NCT01405196', PF, to).probability).toBeUndefined();
  });
});

describe.skipIf(!recordsThere)('two arms that come to be given the same', () => {
  const ALIKE = { higher: 0.025, lower: 0.025, 'no difference': 0.95 };
  const asked = (id: string, look: Look, changed: string, like: string) => {
    const { arms } = trials.get(id) ?? {};
    const dose = (of: string) => arms?.[of]?.dose ?? '';
    return last(trials.get(id) ?? {}, [set(`arms.${changed}.dose`, dose(changed), dose(like))], look);
  };

  it.each(['IgG - Day 7', 'IgM - Day 28'])('are told as alike, not as two other parts of the trial were: %s', (row) => {
    const [first, second] = ['ct-p59-80mg-kg', 'ct-p59-40mg-kg-part-1'];
    const step = asked('NCT04602000', { outcome: 'viral-serology-sars-cov-2', row, first, second }, first, second);
    expect(step).toMatchObject({ status: 'imagined', direction: 'no difference', probability: ALIKE });
    expect(step.landed).toBeUndefined();
  });

  it('are told so too where their doses were in units that cannot be compared', () => {
    const trial = trials.get('NCT04431453') ?? {};
    const [first, second] = ['remdesivir-age-weight', 'rdv-age-28days-18years-20kg-40kg'];
    const look = contrastsOf(trial).find(({ look: seen }) => seen.first === first && seen.second === second)?.look;
    if (!look) throw new Error('no contrast');
    expect(asked('NCT04431453', look, first, second).probability).toEqual(ALIKE);
  });
});

it('there and back is what was observed, whatever could not be answered on the way', () => {
  const look = { outcome: 'hba1c', first: 'mg-5', second: 'mg-2-5' };
  const dose = ['arms', 'mg-2-5', 'dose'];
  const there: Perturbation = { kind: 'set', factor: 'A', path: dose, from: '2.5 mg', to: '4.9 mg' };
  const answer = imagineNow(DOSES, [there, { ...there, from: '4.9 mg', to: '2.5 mg' }], look);
  if ('problem' in answer) throw new Error(answer.problem);
  expect(answer.steps.map(({ status, missing }) => missing ?? status)).toEqual(['no answer', 'observed']);
});
