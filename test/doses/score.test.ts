/** How well doses are read, against the labels: printed, and held a little under what was last measured, so that it cannot rot unseen. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type LabelledArm, scoreFolder, scoreTable } from './score.ts';

const records = path.resolve(import.meta.dirname, '../../../shared/data/trials');
const labels: LabelledArm[] = JSON.parse(readFileSync(path.join(import.meta.dirname, 'labels.json'), 'utf8'));

test.skipIf(!existsSync(records))('arms are read no worse than was measured', async () => {
  const score = await scoreFolder(records, labels);
  console.log(scoreTable(score));
  expect(score.missing).toEqual([]);
  const { drug, dose, unit, schedule } = score.fields;
  expect([drug.precision, dose.precision, unit.precision, schedule.precision].map((x) => x.toFixed(2))).toSatisfy(
    (all: string[]) => all.every((x, i) => Number(x) >= ([0.87, 0.64, 0.77, 0.68][i] ?? 1)),
  );
  expect([drug.recall, dose.recall, unit.recall, schedule.recall].map((x) => x.toFixed(2))).toSatisfy((all: string[]) =>
    all.every((x, i) => Number(x) >= ([0.86, 0.62, 0.74, 0.56][i] ?? 1)),
  );
});
