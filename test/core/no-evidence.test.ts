/** What nothing is said of, and why: values that cannot be, sides with nothing between them, too few people. Samples, and records that are read and never kept. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectationOf } from '../../core/imagine/model/expect.ts';
import { sameAsBefore } from '../../core/imagine/obstacle.ts';
import { parse } from '../../core/trial/parse.ts';
import { parseDuration } from '../../core/trial/quantity/span.ts';
import { parseTime } from '../../core/trial/quantity/time.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look } from '../../core/trial/types.ts';
import { pairTrial, SEMAGLUTIDE, set } from './direction-facts.ts';
import { last } from './imagined.ts';
import { recordsThere, trialsNamed } from './named-records.ts';

const SAMPLE = parse(
  readFileSync(path.resolve(import.meta.dirname, '../../samples/semaglutide-hfpef.trial'), 'utf8'),
).trial;
const KCCQ: Look = { outcome: 'kccq', first: 'semaglutide', second: 'placebo' };
const records = describe.skipIf(!recordsThere);

const ofSample = (...steps: Parameters<typeof last>[1]) => last(SAMPLE, steps, KCCQ);
const timed = (to: string) => ofSample(set('outcomes.kccq.time', '52 weeks', to));

describe('a sign below 0', () => {
  it('makes no time and no duration', () => {
    for (const text of ['-52 weeks', '−5 weeks', '–1 day', 'up to -5 weeks', 'baseline to -5 weeks', 'weeks 4, -8'])
      expect(parseTime(text), text).toBeUndefined();
    for (const text of ['-52 weeks', '−2 days']) expect(parseDuration(text), text).toBeUndefined();
    // Between two moments, and before a unit, it is a dash.
    expect(parseTime('4 weeks - 8 weeks')?.days).toBe(56);
    expect(parseTime('baseline - 12 weeks')?.days).toBe(84);
    expect(parseTime('12-week')?.days).toBe(84);
  });

  it('is no change of nothing, and is told as what is not read', () => {
    for (const [key, from, to, kind] of [
      ['outcomes.kccq.time', '52 weeks', '-52 weeks', 'time'],
      ['outcomes.kccq.time', '52 weeks', '-5 weeks', 'time'],
      ['arms.semaglutide.duration', '52 weeks', '-52 weeks', 'duration'],
    ] as const) {
      const step = ofSample(set(key, from, to));
      expect(step).toMatchObject({ missing: 'no answer', obstacle: `${to} is not read as a ${kind}` });
      expect(step.probability).toBeUndefined();
    }
    const week = { trial: { outcomes: { o: { time: 'weeks 4, 8 or so' } } }, look: KCCQ };
    expect(sameAsBefore(set('outcomes.o.time', '', 'or so 8, weeks 4'), week)).toBeDefined();
    expect(sameAsBefore(set('outcomes.o.time', '', '-4, 8 weeks or so'), week)).toBeUndefined();
  });
});

it('a time after another event than the start is told as that', () => {
  expect(timed('2 days after the last dose')).toMatchObject({
    missing: 'no answer',
    obstacle: '2 days after the last dose counts from the last dose, and when that was is not told',
  });
  expect(timed('20 weeks after randomization').probability).toBeDefined();
});

it('at baseline nothing was given, whatever is measured', () => {
  for (const to of ['0 weeks', 'baseline', 'day 0'])
    expect(timed(to), to).toMatchObject({
      missing: 'no answer',
      obstacle: expect.stringContaining('is measured before anything is given, so no treatment has an effect on it'),
    });
  expect(timed('baseline to week 20').probability).toBeDefined();
});

describe('two sides of one drug', () => {
  const drug = set('arms.placebo.drug', undefined, 'semaglutide');

  it('are not compared as long as one dose is not told', () => {
    const step = ofSample(drug);
    expect(step.obstacle).toBe('both sides are given Semaglutide, and how much the second is given is not told');
    expect(step.probability).toBeUndefined();
    const same = ofSample(drug, set('arms.placebo.dose', undefined, '2.4 mg'));
    expect(same.direction).toBe('no difference');
    const half = ofSample(drug, set('arms.placebo.dose', undefined, '1.2 mg'));
    expect(half.probability).toBeDefined();
  });

  it('are not compared where nothing active is left of either', () => {
    const step = ofSample(set('arms.semaglutide.drug', 'Semaglutide', 'placebo'));
    expect(step.obstacle).toBe('placebo against placebo: nothing active is compared');
    expect(step.probability).toBeUndefined();
  });
});

describe('too few for a test', () => {
  const enrolled = (to: number, trial: Trial = SEMAGLUTIDE, look?: Look) =>
    last(trial, [set('population.enrollment', trial.population?.enrollment, to)], look);

  it('fewer than two would be on a side', () => {
    for (const people of [2, 3])
      expect(enrolled(people), String(people)).toMatchObject({
        missing: 'impossible',
        obstacle: `of ${people} participants only 1 would be in placebo, and a test needs 2 on a side`,
      });
    expect(enrolled(4).probability).toBeDefined();
  });

  it('as sides are in proportion', () => {
    const trial: Trial = {
      ...pairTrial(
        'NCT',
        { measure: 'Change in score', time: '12 weeks', unit: 'points' },
        { drug: { mean: 3, se: 0.5, n: 400 }, placebo: { mean: 0, se: 1, n: 100 } },
        [],
        { arms: { drug: { role: 'experimental', drug: 'Drug', dose: '10 mg' }, placebo: { role: 'placebo' } } },
      ),
      population: { enrollment: 500 },
    };
    const look = { outcome: 'o', first: 'drug', second: 'placebo' };
    expect(enrolled(6, trial, look).obstacle).toBe(
      'of 6 participants only 1 would be in placebo, and a test needs 2 on a side',
    );
    expect(enrolled(10, trial, look).probability).toBeDefined();
  });
});

records('in records', () => {
  it('the same two people are on both sides (NCT01254396)', async () => {
    const trial = (await trialsNamed('NCT01254396')).get('NCT01254396');
    if (!trial) throw new Error('no trial');
    const enrolled = (to: number) => last(trial, [set('population.enrollment', 12, to)]);
    expect(enrolled(2)).toMatchObject({
      missing: 'impossible',
      obstacle: '2 participants are too few for a test, though each is on both sides',
    });
    expect(enrolled(4).probability).toBeDefined();
  });

  it('what was measured so long after the last dose has no size at another time (NCT00494871)', async () => {
    const trial = (await trialsNamed('NCT00494871')).get('NCT00494871');
    if (!trial) throw new Error('no trial');
    const after = Object.values(trial.outcomes ?? {}).filter(({ time }) => time?.endsWith('after the last dose'));
    expect(after).toHaveLength(12);
    expect(after.map(({ time = '' }) => parseTime(time)?.days)).toEqual(after.map(() => undefined));
  });

  it('a comparator is not given a thousand times as much or as little (NCT00463606)', async () => {
    const trial = (await trialsNamed('NCT00463606')).get('NCT00463606');
    if (!trial) throw new Error('no trial');
    const look = { outcome: 'final-visit-high-density', first: 'abt-335-rosuvastatin', second: 'rosuvastatin-calcium' };
    const dosed = (to: string) => last(trial, [set('arms.rosuvastatin-calcium.dose', '5 mg', to)], look);
    for (const to of ['0.005 mg', '5 g'])
      expect(dosed(to)).toMatchObject({
        missing: 'no answer',
        obstacle: 'no counted pair of doses lies 1000 times apart',
      });
    expect(dosed('10 mg').probability).toBeDefined();
  });

  it('a time before baseline is not the week of that number (NCT00436748)', async () => {
    const trial = (await trialsNamed('NCT00436748')).get('NCT00436748');
    const outcome = 'hemoglobin-concentration';
    const results = trial?.results?.filter((one) => one.outcome === outcome) ?? [];
    const [first = '', second = ''] = Object.keys(results[0]?.values ?? {});
    if (!trial) throw new Error('no trial');
    const timed = (to: string) =>
      last(trial, [set(`outcomes.${outcome}.time`, trial.outcomes?.[outcome]?.time, to)], { outcome, first, second });
    expect(timed('-5 weeks')).toMatchObject({ missing: 'no answer', obstacle: '-5 weeks is not read as a time' });
    expect(timed('5 weeks').status).toBe('observed');
  });

  it('an id that somebody changed answers the same (NCT00005901)', async () => {
    const trial = (await trialsNamed('NCT00005901')).get('NCT00005901');
    if (!trial) throw new Error('no trial');
    const id = 'pamidronate-every-3months-3years';
    const renamed: Trial = JSON.parse(JSON.stringify(trial).replaceAll(id, 'zz-renamed'));
    const outcome = 'bone-mineral-density-m12';
    const asked = (of: Trial, first: string) => {
      const look = { outcome, first, second: 'pamidronate-every-6months-3years' };
      const other = { ...of, outcomes: { ...of.outcomes, [outcome]: { ...of.outcomes?.[outcome], time: '17 weeks' } } };
      return expectationOf(of, { trial: other, look })?.probability;
    };
    expect(asked(trial, id)).toBeDefined();
    expect(asked(renamed, 'zz-renamed')).toEqual(asked(trial, id));
  });
});
