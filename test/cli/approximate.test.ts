/** `deepimagine pairs approximate|anchors|retrieval` as programs: what they write, what they say, how they end. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anchorsSchema } from '../../core/pairs/approximate/answer.ts';
import { approximateBuildSchema } from '../../core/pairs/approximate/build.ts';
import { APPROXIMATE_SCENARIO } from '../../core/pairs/approximate/open.ts';
import { approximatePairSchema, shownPairSchema } from '../../core/pairs/approximate/pair.ts';
import { retrievalReportSchema } from '../../core/pairs/approximate/report.ts';
import { focusOf } from '../../core/trial/contrast.ts';
import { parse } from '../../core/trial/parse.ts';
import { print } from '../../core/trial/print.ts';
import { importRecord } from '../../core/trial/registry/import.ts';
import { timedRecords } from '../core/pairs/approximate-made.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
let records: string;

async function run(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const done = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', path.join(root, 'cli/main.ts'), 'pairs', ...words],
      { cwd: root },
    );
    return { code: 0, ...done };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const linesOf = (text: string) => text.split('\n').filter(Boolean);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'approximate-'));
  records = path.join(folder, 'records.ndjson');
  await writeFile(
    records,
    timedRecords()
      .map((one) => JSON.stringify(one))
      .join('\n'),
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe('approximate', () => {
  test('writes pairs as NDJSON, with the counts beside; slices put one behind the other are the whole', async () => {
    const whole = await run('approximate', records);
    expect(whole.code).toBe(0);
    const pairs = linesOf(whole.stdout).map((line) => approximatePairSchema.parse(JSON.parse(line)));
    expect(new Set(pairs.map(({ trial }) => trial)).size).toBe(3);
    expect(whole.stderr).not.toMatch(/read of no use|not wanted/);
    expect(whole.stderr).toContain(`Written: ${pairs.length} of 3 trials`);
    const parts = [];
    for (const part of ['1/2', '2/2']) parts.push((await run('approximate', records, '--shard', part)).stdout);
    expect(parts.join('')).toBe(whole.stdout);
  });

  test('one by its id: as text, and as a document that leads from the anchor to the target', async () => {
    const [line = ''] = linesOf((await run('approximate', records)).stdout);
    const written = approximatePairSchema.parse(JSON.parse(line));
    const { id, anchor, trial, from, differences, posted, starts, widened } = written;
    const shown = await run('show', id, records);
    expect(shown.code).toBe(0);
    const looked = widened === undefined ? 'The same condition' : `Widened: ${widened}`;
    for (const part of [
      id,
      looked,
      `Anchor  ${anchor}`,
      `results posted ${posted}`,
      `Target  ${trial}`,
      `begun ${starts}`,
    ])
      expect(shown.stdout).toContain(part);
    const told = shownPairSchema.parse(JSON.parse((await run('show', id, records, '--json')).stdout));
    expect(written).toMatchObject(told);
    expect(Object.hasOwn(told, 'widened')).toBe(widened !== undefined);
    const parsed = parse((await run('open', id, records)).stdout);
    expect(parsed.trial.trial).toBe(anchor);
    expect(focusOf(parsed.trial)).toEqual(from.look);
    expect(parsed.scenarios[0]?.steps).toHaveLength(differences.length);
    const gone = await run('open', id.replace(trial, 'NCT29999999'), records);
    expect([gone.code, linesOf(gone.stderr).length]).toEqual([2, 1]);
  });

  test('--json tells the counts alone; the pairs go to --out', async () => {
    const out = path.join(folder, 'pairs.ndjson');
    const { code, stdout } = await run('approximate', records, '--json', '--out', out, '--k', '1');
    expect(code).toBe(0);
    const counts = approximateBuildSchema.parse(JSON.parse(stdout));
    expect(linesOf(await readFile(out, 'utf8'))).toHaveLength(counts.written);
  });

  test('where nothing has an anchor, no file comes to be, and that is said', async () => {
    const alone = path.join(folder, 'alone.ndjson');
    await writeFile(alone, JSON.stringify(timedRecords()[0]));
    const out = path.join(folder, 'nothing.ndjson');
    const { code, stderr } = await run('approximate', alone, '--out', out);
    expect(code).toBe(1);
    expect(stderr).toContain('no trial in it has an anchor among the others');
    expect(existsSync(out)).toBe(false);
  });
});

describe('anchors', () => {
  test('of a record: as text, and as JSON with the differences of each', async () => {
    const text = await run('anchors', 'NCT20000003', records);
    expect(text.code).toBe(0);
    expect(text.stdout).toContain('results posted before 2019-01');
    const { code, stdout } = await run('anchors', 'NCT20000003', records, '--json');
    expect(code).toBe(0);
    const { anchors, look } = anchorsSchema.parse(JSON.parse(stdout));
    expect(anchors.map(({ id }) => id).sort()).toEqual(['NCT20000001', 'NCT20000002', 'NCT20000005']);
    for (const { id } of anchors) expect(text.stdout).toContain(id);
    expect(anchors[0]?.observed.look.outcome).toBe(look.outcome);
  });

  test('of a document, before another day; one of them opens as a trial that leads to it', async () => {
    const imported = importRecord(timedRecords()[3]);
    if ('problem' in imported) throw new Error(imported.problem);
    const { results: _results, ...planned } = imported.trial;
    const file = path.join(folder, 'planned.trial');
    await writeFile(file, print({ ...planned, trial: 'mine' }));
    const { stdout } = await run('anchors', file, records, '--starts', '2017-01-01', '--json');
    const { anchors } = anchorsSchema.parse(JSON.parse(stdout));
    expect(anchors.map(({ id }) => id).sort()).toEqual(['NCT20000001', 'NCT20000005']);
    const opened = await run('anchors', file, records, '--open', 'NCT20000001');
    const parsed = parse(opened.stdout);
    expect(parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(parsed.trial.trial).toBe('NCT20000001');
    expect(parsed.scenarios.map(({ name }) => name)).toEqual([APPROXIMATE_SCENARIO]);
  });

  test.each([
    [['anchors', 'NCT20000001'], 1, /0 anchors of/],
    [['anchors', 'NCT99999999'], 2, /no file, and no trial in these records/],
    [['anchors', 'NCT20000003', '--contrast', 'this vs that'], 2, /no arm or group this/],
    [['anchors', 'NCT20000003', '--outcome', 'none'], 2, /no such outcome/],
    [['anchors', 'NCT20000003', '--starts', 'soon'], 2, /a day, as/],
    [['anchors', 'NCT20000003', '--open', 'NCT20000004'], 2, /not among the 3 anchors/],
    [['anchors', 'NCT20000003', '--embeddings', 'http://127.0.0.1:9'], 2, /--embeddings: http:\/\/127\.0\.0\.1:9/],
    [['approximate', '--shard', '3/2'], 2, /--shard 3\/2: 3 is more than 2; write it as 1\/4/],
    [['approximate', '--k', 'all'], 2, /--k all/],
  ])('%j is told in a line', async ([command = '', ...words], code, said) => {
    const [named, rest] = command === 'anchors' ? [words.slice(0, 1), words.slice(1)] : [[], words];
    const done = await run(command, ...named, records, ...rest);
    expect(done.code).toBe(code);
    expect(code === 1 ? done.stdout : done.stderr).toMatch(said);
    if (code === 2) expect(linesOf(done.stderr)).toHaveLength(1);
  });
});

test('retrieval: tables, or JSON', async () => {
  const [text, json] = [await run('retrieval', records), await run('retrieval', records, '--json')];
  expect([text.code, json.code]).toEqual([0, 0]);
  expect(text.stdout).toContain('| k | n (trials) |');
  expect(retrievalReportSchema.parse(JSON.parse(json.stdout)).targets.trialsWithAnchor).toBe(3);
});
