/** Another id of an arm changes no answer where both arms are given the same, on records where it once did. The records are read, never kept. */
import { beforeAll, describe, expect, it } from 'vitest';
import { contrastsOf } from '../../core/trial/contrast.ts';
import type { Trial } from '../../core/trial/schema.ts';
import { set } from './direction-facts.ts';
import { last } from './imagined.ts';
import { recordsThere, trialsNamed } from './named-records.ts';

const IDS = ['NCT00003907', 'NCT04331795', 'NCT00496015', 'NCT00684021'];
let trials: ReadonlyMap<string, Trial>;

beforeAll(async () => {
  if (recordsThere) trials = await trialsNamed(...IDS);
}, 60_000);

/** The trial with another id for one of its arms. */
function renamed(trial: Trial, from: string, to: string): Trial {
  const id = (one: string) => (one === from ? to : one);
  const keys = <T>(record: Readonly<Record<string, T>> = {}) =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [id(key), value]));
  return {
    ...trial,
    arms: keys(trial.arms),
    groups: Object.fromEntries(
      Object.entries(trial.groups ?? {}).map(([key, group]) => [
        id(key),
        { ...group, ...(group.arms && { arms: group.arms.map(id) }) },
      ]),
    ),
    results: (trial.results ?? []).map(({ values, analyses, ...result }) => ({
      ...result,
      ...(values && { values: keys(values) }),
      ...(analyses && {
        analyses: analyses.map((one) => ({
          ...one,
          ...(one.contrast !== undefined && { contrast: one.contrast.split(' vs ').map(id).join(' vs ') }),
        })),
      }),
    })),
  };
}

describe.skipIf(!recordsThere)('an arm under another id', () => {
  it.each(IDS)('%s', (id) => {
    const trial = trials.get(id) ?? {};
    const looks = contrastsOf(trial).flatMap(({ look, observed }) => (observed.direction ? look : []));
    expect(looks.length).toBeGreaterThan(0);
    for (const look of looks.slice(0, 6)) {
      const later = [set(`outcomes.${look.outcome}.time`, trial.outcomes?.[look.outcome]?.time ?? '', '29 weeks')];
      for (const side of ['first', 'second'] as const)
        for (const name of ['aaa-arm', 'zzz-arm'])
          expect(last(renamed(trial, look[side], name), later, { ...look, [side]: name }).probability).toEqual(
            last(trial, later, look).probability,
          );
    }
  });
});
