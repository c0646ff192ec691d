/** Chance and power over registry records at hand: of one reading they cannot contradict each other. The records are read, never kept. */
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ImaginedStep } from '../../core/imagine/answer.ts';
import { contrastsOf } from '../../core/trial/contrast.ts';
import { importRecord } from '../../core/trial/registry/import.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look } from '../../core/trial/types.ts';
import { set } from './direction-facts.ts';
import { last } from './imagined.ts';

const file = path.resolve(import.meta.dirname, '../../../shared/data/trials/with-results.v2.jsonl.gz');
const there = existsSync(file);
if (!there) console.warn(`No registry records at ${file}: chance and power are not compared on them.`);

/** Of so many trials one is asked, of each about so many contrasts at most. */
const EVERY = 4;
const MOST = 6;
const TIMES = [0.3, 0.9, 1.1, 2, 5];
const DOSE = /^[\d.]+ \S+$/;

interface Asked {
  what: string;
  alone: ImaginedStep;
  /** After another dose of the first side, where it has one. */
  dosed: ImaginedStep | undefined;
}

function asked(trial: Trial, look: Look, from: number, to: number): Asked {
  const enrolled = set('population.enrollment', from, to);
  const dose = trial.arms?.[look.first]?.dose;
  const less = dose?.replace(/[\d.]+/, (x) => String(Number((Number(x) * 0.7).toPrecision(6))));
  const steps = dose !== undefined && DOSE.test(dose) && [set(`arms.${look.first}.dose`, dose, less ?? ''), enrolled];
  return {
    what: `${trial.trial} ${look.first} vs ${look.second} on ${look.outcome} at ${to} instead of ${from}`,
    alone: last(trial, [enrolled], look),
    dosed: steps ? last(trial, steps, look) : undefined,
  };
}

const ALL: Asked[] = [];

beforeAll(async () => {
  if (!there) return;
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    if (number++ % EVERY !== 0) continue;
    const imported = importRecord(JSON.parse(line));
    const trial = 'trial' in imported ? imported.trial : undefined;
    const from = trial?.population?.enrollment;
    if (!trial || !from) continue;
    const contrasts = contrastsOf(trial).filter(({ observed }) => observed.direction);
    const step = Math.max(1, Math.floor(contrasts.length / MOST));
    for (const [i, { look }] of contrasts.entries())
      for (const times of i % step === 0 ? TIMES : []) {
        const to = Math.max(1, Math.round(from * times));
        if (to !== from) ALL.push(asked(trial, look, from, to));
      }
  }
}, 120_000);

/** The chance of a difference in the likelier direction beside power, where power is more than a half. */
function beside(step: ImaginedStep | undefined): { chance: number; power: number } | undefined {
  const { probability, power } = step ?? {};
  if (!probability || !power || power.imagined <= 0.5) return undefined;
  return { chance: Math.max(probability.higher, probability.lower), power: power.imagined };
}

describe.skipIf(!there)('over registry records', () => {
  test.each([
    ['of more or fewer participants alone', ({ alone }: Asked) => alone, 350],
    ['after another dose too', ({ dosed }: Asked) => dosed, 20],
  ] as const)('%s, no chance is more than the power told beside it, where that is more than a half', (_, of, least) => {
    let compared = 0;
    for (const one of ALL) {
      const told = beside(of(one));
      if (!told) continue;
      compared++;
      expect(told.chance, one.what).toBeLessThanOrEqual(told.power + 1e-9);
      expect(of(one)?.granted).toBe('again');
    }
    expect(compared).toBeGreaterThan(least);
  });
});
