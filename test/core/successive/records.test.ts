/**
 * Imaginings by a scripted model over registry records that are at hand: whatever is changed in whatever trial, what is said keeps its schema, a
 * probability is one, and nothing that was observed is asked for. The records are read, never kept.
 */
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { imaginingSchema, type Mode } from '../../../core/imagine/answer.ts';
import { imagineSuccessively } from '../../../core/imagine/successive/successive.ts';
import { copyMarkdown, hoverMarkdown, plainText } from '../../../core/imagine/wording.ts';
import { contrastsOf, focusOf } from '../../../core/trial/contrast.ts';
import { DIRECTIONS } from '../../../core/trial/direction.ts';
import { importRecord } from '../../../core/trial/registry/import.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import type { Perturbation } from '../../../core/trial/types.ts';
import { set } from '../direction-facts.ts';
import { saying, scripted } from './scripted.ts';

const file = path.resolve(import.meta.dirname, '../../../../shared/data/trials/with-results.v2.jsonl.gz');
const there = existsSync(file);
if (!there) console.warn(`No registry records at ${file}: imaginings of them by a model are skipped.`);

const EVERY = 9;
const NONSENSE = /\bundefined\b|\bNaN\b|\[object|(?:\d|[-=(] ?)Infinity/;

/** A change of each factor, and some together, as far as the trial has what is changed. */
function scenarios(trial: Trial): Perturbation[][] {
  const look = focusOf(trial);
  if (!look) return [];
  const age = set('population.age', trial.population?.age, '65 years and older');
  const country = set('design.countries', trial.design?.countries, ['Japan']);
  const arm = trial.arms?.[look.first];
  const dose = arm?.dose === undefined ? [] : [set(`arms.${look.first}.dose`, arm.dose, '7 mg')];
  const drug = arm?.drug === undefined ? [] : [set(`arms.${look.first}.drug`, arm.drug, 'Another'), ...dose];
  const seen = contrastsOf(trial).find((one) => one.look.outcome !== look.outcome);
  const elsewhere: Perturbation[] = seen ? [{ kind: 'look', factor: 'O', outcome: seen.look.outcome }] : [];
  const gone: Perturbation = { kind: 'drop', factor: 'A', path: ['arms', look.first] };
  return [[], [age, country], [...drug, country], [age, ...dose, ...elsewhere], [gone]];
}

describe.skipIf(!there)('a model over registry records', () => {
  test('whatever is changed', async () => {
    const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()) });
    const answers = DIRECTIONS.map((one) =>
      saying(one, { probability: { higher: 0.2, lower: 0.2, 'no difference': 0.2, [one]: 0.6 } }),
    );
    const modes: Mode[] = ['successive', 'successive', 'direct', 'rag'];
    let [at, done, asked] = [0, 0, 0];
    for await (const line of lines) {
      if (at++ % EVERY !== 0) continue;
      const imported = importRecord(JSON.parse(line));
      if ('problem' in imported) continue;
      for (const [i, scenario] of scenarios(imported.trial).entries()) {
        const server = scripted((_, count) => answers[(count + at) % answers.length] ?? '');
        const mode = modes[(at + i) % modes.length] ?? 'successive';
        const options = { server, model: 'scripted', mode, anchors: 1 + (i % 3) };
        const wanted = { trial: imported.trial, scenario };
        for await (const event of imagineSuccessively(wanted, options, new AbortController().signal)) {
          if (event.type !== 'aggregate') continue;
          const { imagining } = event;
          expect(imaginingSchema.parse(JSON.parse(JSON.stringify(imagining)))).toEqual(imagining);
          for (const text of [plainText(imagining), hoverMarkdown(imagining), copyMarkdown(imagining)])
            expect(text).not.toMatch(NONSENSE);
          const answered = [...imagining.steps, ...(imagining.expected ? [imagining.expected] : [])];
          for (const { probability, direction, status } of answered) {
            if (status === 'observed' || !probability || !direction) continue;
            expect(DIRECTIONS.reduce((sum, one) => sum + probability[one], 0)).toBeCloseTo(1, 6);
            expect(probability[direction]).toBe(Math.max(...DIRECTIONS.map((one) => probability[one])));
          }
          if (server.requests.length === 0) expect(answered.some(({ saidBy }) => saidBy)).toBe(false);
          done++;
        }
        asked += server.requests.length;
      }
    }
    console.log(`${done} imaginings, ${asked} questions`);
    expect(done).toBeGreaterThan(150);
    expect(asked).toBeGreaterThan(150);
  });
});
