/** Approximate pairs of records: who may be an anchor of whom, what is written, and that it is the same every time. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apply, moved } from '../../../core/imagine/apply.ts';
import {
  ApproximateBuilder,
  type ApproximateOptions,
  approximateBuildSchema,
} from '../../../core/pairs/approximate/build.ts';
import { differencesBetween, type Seen } from '../../../core/pairs/approximate/differences.ts';
import { APPROXIMATE_SCENARIO, anchorDocument, anchorTrial } from '../../../core/pairs/approximate/open.ts';
import {
  type ApproximatePair,
  approximatePairSchema,
  readApproximateId,
} from '../../../core/pairs/approximate/pair.ts';
import { retrievalReport, retrievalReportSchema } from '../../../core/pairs/approximate/report.ts';
import { reportText } from '../../../core/pairs/approximate/report-text.ts';
import { anchorText } from '../../../core/pairs/approximate/show.ts';
import { surveyRecords } from '../../../core/pairs/approximate/survey.ts';
import { add } from '../../../core/pairs/corpus/add.ts';
import { Corpus } from '../../../core/pairs/corpus/corpus.ts';
import { stepOf } from '../../../core/pairs/open.ts';
import { openRecords, type Records } from '../../../core/pairs/records.ts';
import { focusOf } from '../../../core/trial/contrast.ts';
import { observe } from '../../../core/trial/direction.ts';
import { parse } from '../../../core/trial/parse.ts';
import { timedRecord, timedRecords } from './approximate-made.ts';

let folder: string;
let files: Records;
let corpus: Records;

async function built(records: Records, options: ApproximateOptions = {}) {
  const builder = new ApproximateBuilder(records, options);
  const pairs: ApproximatePair[] = [];
  for await (const some of builder.pairs()) pairs.push(...some);
  return { pairs, counts: builder.counts };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'approximate-'));
  const file = path.join(folder, 'records.ndjson');
  await writeFile(
    file,
    timedRecords()
      .map((one) => JSON.stringify(one))
      .join('\n'),
  );
  {
    using made = await Corpus.open(path.join(folder, 'corpus'), { write: true });
    await add(made, [file]);
  }
  files = await openRecords([file]);
  corpus = await openRecords([path.join(folder, 'corpus')]);
});
afterAll(async () => {
  files.close();
  corpus.close();
  await rm(folder, { recursive: true });
});

const whose = (pairs: readonly ApproximatePair[]) =>
  [...new Set(pairs.map(({ trial, anchor }) => `${trial.at(-1)} from ${anchor.at(-1)}`))].sort();

describe('all pairs', () => {
  test('anchors were posted before, are no near-duplicates, and of no later split', async () => {
    const { pairs, counts } = await built(files);
    // The fifth is the first one's extension: of the third and fourth it is an anchor as the first is.
    expect(whose(pairs)).toEqual([
      '2 from 1',
      '2 from 5',
      '3 from 1',
      '3 from 2',
      '3 from 5',
      '4 from 1',
      '4 from 2',
      '4 from 5',
    ]);
    expect(counts?.targets.without).toEqual({ 'no anchor': 2 });
    expect(counts?.anchors.refused['the same study']).toBeGreaterThan(0);
    expect(counts?.anchors.refused['posted too late']).toBeGreaterThan(0);
    expect(counts?.written).toBe(pairs.length);
    approximateBuildSchema.parse(counts);
    for (const { posted, starts } of pairs) expect(posted < starts).toBe(true);
  });

  test('targets are of as many trials as the report on retrieval has them of: those that say when they began', async () => {
    const undated = timedRecord({ n: 7, start: '' });
    const file = path.join(folder, 'undated.ndjson');
    await writeFile(file, [...timedRecords(), undated].map((one) => JSON.stringify(one)).join('\n'));
    const records = await openRecords([file]);
    const { counts } = await built(records);
    const { targets } = (await retrievalReport(records)) ?? {};
    expect(counts?.targets.without['no date of its start']).toBe(1);
    expect(counts?.targets).toMatchObject({ contrasts: targets?.contrasts, trials: targets?.trials });
    records.close();
  });

  test('each has the shape that is published; a target’s weigh 1; both ends have the direction that was observed', async () => {
    const { pairs } = await built(files, { k: 2, cap: 3 });
    const weights = new Map<string, number>();
    const survey = await surveyRecords(files);
    for (const pair of pairs) {
      approximatePairSchema.parse(JSON.parse(JSON.stringify(pair)));
      weights.set(pair.trial, (weights.get(pair.trial) ?? 0) + pair.weight);
      expect(readApproximateId(pair.id)).toEqual({
        target: pair.trial,
        to: pair.to.id,
        anchor: pair.anchor,
        from: pair.from.id,
      });
      for (const [id, end] of [
        [pair.trial, pair.to],
        [pair.anchor, pair.from],
      ] as const)
        expect(observe(survey.trial(id) ?? {}, end.look)?.direction).toBe(end.direction);
    }
    for (const weight of weights.values()) expect(weight).toBeCloseTo(1);
    expect(Math.max(...pairs.map(({ rank }) => rank))).toBe(2);
  });

  test('the differences of each lead from one end to the other, also as they were written', async () => {
    const { pairs } = await built(files);
    const survey = await surveyRecords(files);
    for (const { trial: id, anchor: from, differences, from: first, to } of pairs) {
      const [anchor, target] = [survey.trial(from) ?? {}, survey.trial(id) ?? {}];
      const steps = differences.map(stepOf);
      const end = steps.reduce<Seen>(
        ({ trial, look }, step) => ({ trial: apply(trial, step), look: moved(look, step) }),
        { trial: anchor, look: first.look },
      );
      expect(differencesBetween(end, { trial: target, look: to.look })).toEqual([]);
      const parsed = parse(anchorDocument(anchor, first.look, steps));
      expect(parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(focusOf(parsed.trial)).toEqual(first.look);
      expect(anchorTrial(anchor, first.look, steps).unwritten).toBe(0);
      const written = parsed.scenarios.find(({ name }) => name === APPROXIMATE_SCENARIO)?.steps ?? [];
      expect(written.map(({ perturbation }) => perturbation)).toEqual(steps);
    }
  });

  test('the same from files and from a corpus, each time, and as slices put one behind the other', async () => {
    const lines = async (records: Records, options: ApproximateOptions = {}) =>
      (await built(records, options)).pairs.map((pair) => JSON.stringify(pair));
    const whole = await lines(files);
    expect(whole.length).toBeGreaterThan(8);
    expect(await lines(files)).toEqual(whole);
    expect(await lines(corpus)).toEqual(whole);
    const parts = [];
    for (const index of [1, 2, 3, 4]) parts.push(...(await lines(corpus, { shard: { index, of: 4 } })));
    expect(parts).toEqual(whole);
  });

  test('a stop is one', async () => {
    const stop = new AbortController();
    stop.abort();
    expect((await built(files, { signal: stop.signal })).pairs).toEqual([]);
  });
});

test('the report tells each figure with its n', async () => {
  const report = await retrievalReport(files);
  if (!report) throw new Error('No report.');
  retrievalReportSchema.parse(JSON.parse(JSON.stringify(report)));
  // Three of the five trials have an anchor, none a choice of eight.
  expect(report.targets).toMatchObject({ trials: 5, trialsWithAnchor: 3, withChoice: 0 });
  expect(report.byK[0]?.near).toEqual({ n: 0, trials: 0, value: null });
  // All are made alike, so the nearest contrast is the same one.
  expect(report.nearest['same condition']?.value).toEqual([1, null, null]);
  expect(report.free.byK.map(({ kappa }) => kappa.trials)).toEqual([5, 5, 5, 5]);
  expect(reportText(report)).not.toMatch(/undefined|NaN|null/);
});

test('an anchor that shares another thing: that its condition is another, or that it states none', () => {
  const look = { outcome: 'pain', first: 'a', second: 'b' };
  const of = (condition: string[]) =>
    anchorText(
      {
        trial: { population: { condition } },
        look,
        similarity: 0.5,
        widened: 'same treatment',
        posted: '2010',
        differences: [],
      },
      1,
    );
  expect(of(['Pain'])).toContain('widened: same treatment, the condition is not shared;');
  expect(of([])).toContain('widened: same treatment, the condition is not stated;');
});
