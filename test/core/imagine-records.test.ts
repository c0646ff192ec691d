/**
 * Imaginings over all registry records with results that are at hand: a step that lands on what a trial observed shows just that, and
 * nothing that is said is nonsense. The records are read, never kept.
 */
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Imagining } from '../../core/imagine/answer.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { plainText } from '../../core/imagine/wording.ts';
import { contrastsOf } from '../../core/trial/contrast.ts';
import type { Direction } from '../../core/trial/direction.ts';
import { importRecord } from '../../core/trial/registry/import.ts';
import type { Arm, Trial } from '../../core/trial/schema.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';
import { set } from './direction-facts.ts';

const folder = path.resolve(import.meta.dirname, '../../../shared/data/trials');
const files = ['with-results.v2.jsonl.gz', 'with-results.from-xml.jsonl.gz'].map((name) => path.join(folder, name));
const there = files.every((file) => existsSync(file));
if (!there) console.warn(`No registry records at ${folder}: imaginings over all of them are skipped.`);

/** At most so many contrasts of one trial are asked about. */
const MOST = 8;
/** A word of a measure is no figure that went wrong. */
const NONSENSE = /\bundefined\b|\bNaN\b|\[object|(?:\d|[-=(] ?)Infinity/;

const turned = (direction: Direction | undefined): Direction | undefined =>
  direction === 'higher' ? 'lower' : direction === 'lower' ? 'higher' : direction;

/** Two arms that differ in the dose alone, as far as their entries say. */
function otherDose(a: Arm, b: Arm): boolean {
  const alike = (['drug', 'intervention', 'route', 'schedule', 'duration'] as const).every((key) => a[key] === b[key]);
  return alike && !a.gives && !b.gives && a.dose !== undefined && b.dose !== undefined && a.dose !== b.dose;
}

/** Steps that give the first side of a look another arm's dose, with what was observed of that arm. */
function* ontoArms(trial: Trial, look: Look): Generator<{ step: Perturbation; direction: Direction | undefined }> {
  const arm = trial.arms?.[look.first];
  const others = Object.entries(trial.arms ?? {}).filter(([id]) => id !== look.first && id !== look.second);
  for (const [id, other] of others) {
    const sameDose = others.filter(([, one]) => one.dose === other.dose).length;
    if (!arm || !otherDose(arm, other) || sameDose > 1) continue;
    for (const { look: seen, observed } of contrastsOf(trial)) {
      if (seen.outcome !== look.outcome || seen.row !== look.row) continue;
      const straight = seen.first === id && seen.second === look.second;
      if (!straight && !(seen.second === id && seen.first === look.second)) continue;
      const direction = straight ? observed.direction : turned(observed.direction);
      yield { step: set(`arms.${look.first}.dose`, arm.dose, other.dose ?? ''), direction };
      break;
    }
  }
}

const found = { trials: 0, doses: 0, looks: 0, sizes: 0 };
const wrong: string[] = [];

function check(trial: Trial, scenario: Perturbation[], look?: Look): Imagining | undefined {
  const answer = imagineNow(trial, scenario, look);
  if ('problem' in answer) return undefined;
  const complain = (what: string) => wrong.push(`${trial.trial} ${JSON.stringify(scenario).slice(0, 200)}: ${what}`);
  const odd = NONSENSE.exec(plainText(answer));
  if (odd) complain(odd[0]);
  for (const { probability, estimate, status, power } of answer.steps) {
    const sum = probability && probability.higher + probability.lower + probability['no difference'];
    if (sum !== undefined && Math.abs(sum - 1) > 1e-6) complain(`probabilities sum to ${sum}`);
    const { low, high } = estimate?.interval ?? {};
    if (status === 'imagined' && estimate && low !== undefined && high !== undefined) {
      found.sizes++;
      if (!(low <= estimate.value + 1e-9 && estimate.value <= high + 1e-9))
        complain('the estimate is outside its interval');
    }
    if (power && Math.sign(power.to - power.from) * (power.imagined - power.observed) < -1e-9)
      complain('power falls with participants');
  }
  return answer;
}

function examine(trial: Trial): void {
  found.trials++;
  const enrolled = trial.population?.enrollment;
  if (enrolled !== undefined && enrolled > 3)
    for (const factor of [0.5, 2])
      check(trial, [set('population.enrollment', enrolled, Math.round(enrolled * factor))]);
  const start = imagineNow(trial, []);
  for (const { look, observed } of contrastsOf(trial).slice(0, MOST)) {
    for (const { step, direction } of ontoArms(trial, look)) {
      found.doses++;
      const [told] = check(trial, [step], look)?.steps ?? [];
      if (told?.status !== 'observed' || told.direction !== direction)
        wrong.push(
          `${trial.trial} ${JSON.stringify([step, look])}: ${told?.status} ${told?.direction}, not ${direction}`,
        );
    }
    if ('problem' in start || start.look.outcome === look.outcome) continue;
    found.looks++;
    const { outcome, row, first, second } = look;
    const move: Perturbation = {
      kind: 'look',
      factor: 'O',
      outcome,
      contrast: { first, second },
      ...(row !== undefined && { row }),
    };
    const [told] = check(trial, [move])?.steps ?? [];
    if (told?.status !== 'observed' || told.direction !== observed.direction)
      wrong.push(
        `${trial.trial} ${JSON.stringify(look)}: ${told?.status} ${told?.direction}, not ${observed.direction}`,
      );
  }
}

describe.skipIf(!there)('imaginings of registry records', () => {
  beforeAll(async () => {
    for (const file of files)
      for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
        const imported = line.trim() === '' ? undefined : importRecord(JSON.parse(line));
        if (imported && 'trial' in imported) examine(imported.trial);
      }
  });

  test('what a step lands on is shown, and nothing that is said is nonsense', () => {
    console.log(`imaginings: ${JSON.stringify(found)}`);
    expect(wrong).toEqual([]);
    expect(found.trials).toBeGreaterThan(900);
    expect(found.doses).toBeGreaterThan(300);
    expect(found.looks).toBeGreaterThan(2000);
    expect(found.sizes).toBeGreaterThan(500);
  });
});
