/** What a reviewer found in real records, where these are at hand. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { noOutcome } from '../../../core/pairs/no-outcome.ts';
import { contrastsOf } from '../../../core/trial/contrast.ts';
import { importRecord } from '../../../core/trial/registry/import.ts';

const folder = path.resolve(import.meta.dirname, '../../../../shared/data/trials');
const FOUND = [
  ['NCT00006604', 'its sides are of other people'],
  ['NCT04898166', 'its sides are of other people'],
  ['NCT03447990', 'its sides are of different parts of the trial'],
  ['NCT00002558', 'its sides are strata, not arms'],
  ['NCT04634409', 'one of its sides was given something by mistake'],
  ['NCT00496015', 'it was measured at baseline'],
] as const;

describe.skipIf(!existsSync(folder))('of real records', () => {
  const lines = ['with-results.v2.jsonl.gz', 'with-results.from-xml.jsonl.gz'].flatMap((file) =>
    existsSync(path.join(folder, file))
      ? gunzipSync(readFileSync(path.join(folder, file)))
          .toString()
          .split('\n')
      : [],
  );
  test.each(FOUND)('%s: %s', (id, reason) => {
    const line = lines.find((one) => one.includes(`"nctId":"${id}"`));
    const imported = importRecord(JSON.parse(line ?? '{}'));
    if ('problem' in imported) throw new Error(imported.problem);
    const { trial } = imported;
    expect(contrastsOf(trial).map((contrast) => noOutcome(trial, contrast))).toContain(reason);
  });
});
