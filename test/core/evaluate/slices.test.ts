import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { questionsOf } from '../../../core/evaluate/questions.ts';
import { slicesOf } from '../../../core/evaluate/slices.ts';
import { importRecord } from '../../../core/trial/registry/import.ts';

const folder = path.resolve(import.meta.dirname, '../../../../shared/data/trials');

test.skipIf(!existsSync(folder))('pairs with an end that is no outcome of what is given are told apart', () => {
  const lines = ['with-results.v2.jsonl.gz', 'with-results.from-xml.jsonl.gz'].flatMap((file) =>
    gunzipSync(readFileSync(path.join(folder, file)))
      .toString()
      .split('\n'),
  );
  const endsOf = (id: string) => {
    const imported = importRecord(JSON.parse(lines.find((line) => line.includes(`"nctId":"${id}"`)) ?? '{}'));
    if ('problem' in imported) throw new Error(imported.problem);
    const ends = [...questionsOf(imported.trial)].map((asked) => slicesOf(asked).ends);
    return { given: ends.filter((one) => one === 'of what is given').length, all: ends.length };
  };
  // Baselines in many of its rows.
  const baselines = endsOf('NCT00496015');
  expect(baselines.given).toBeGreaterThan(0);
  expect(baselines.given).toBeLessThan(0.8 * baselines.all);
  // A dose against placebo, and nothing else.
  const dosed = endsOf('NCT04788511');
  expect(dosed.all).toBeGreaterThan(0);
  expect(dosed.given).toBe(dosed.all);
});
