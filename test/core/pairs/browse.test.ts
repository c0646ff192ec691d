import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rowsOf, type TrialRow, trialIn, trialRows } from '../../../core/pairs/browse.ts';
import { Builder, DEFAULT_CAP } from '../../../core/pairs/build.ts';
import { add } from '../../../core/pairs/corpus/add.ts';
import { Corpus } from '../../../core/pairs/corpus/corpus.ts';
import { openRecords } from '../../../core/pairs/records.ts';
import { parse } from '../../../core/trial/parse.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import { madeRecord, madeTrial, only, PAIN, WALK } from './made.ts';

const sample = (name: string) =>
  parse(readFileSync(path.resolve(import.meta.dirname, `../../../samples/${name}.trial`), 'utf8')).trial;

describe('the pairs of a document', () => {
  it('stand in a line each, with what becomes of the direction and what they rest on', () => {
    const { rows, left } = rowsOf(sample('dapagliflozin-doses'), true);
    expect(left).toBe(0);
    const waist = rows.find(({ label, detail }) => label === 'HbA1c → waist' && detail.endsWith('mg-1 vs placebo'));
    expect(waist).toMatchObject({ kind: 'O', change: 'measure', flips: true });
    const dose = rows.find(({ change, label }) => change === 'dose' && label === '1 → 2.5 mg');
    // What tells a line from the others comes first, for a narrow view cuts the end off; what is the same in all is left to the tooltip.
    expect(dose).toMatchObject({
      detail: 'vs placebo · stays lower · Dapagliflozin · HbA1c',
      brief: 'vs placebo · stays lower',
    });
    expect(waist).toMatchObject({
      group: 'mg-1 vs placebo',
      brief: 'lower → no difference',
      detail: 'lower → no difference · mg-1 vs placebo',
    });
    // The document says no field of a record, so its own place is told.
    expect(waist?.whole).toContain('results[3].analyses[0]');
  });

  it('of a record are those that rest on a field of it alone', () => {
    const trial = sample('dapagliflozin-doses');
    expect(rowsOf(trial, false)).toMatchObject({ rows: [], left: 0, none: 'None of its contrasts has a direction.' });
  });

  it.for([
    ['ambrisentan-single-group', 'It has no result that sets two arms against each other.'],
    ['nitrite-crossover', 'None of its contrasts has a direction.'],
  ] as const)('%s: why there is none', ([name, none]) => {
    expect(rowsOf(sample(name), true)).toEqual({ rows: [], left: 0, none });
  });

  it('across a trial and its extension are left out, as they are where pairs are built, and that is said', () => {
    const outcomes = [PAIN, { ...WALK, title: 'Walking Distance in the Open-Label Extension' }];
    const { rows } = rowsOf(madeTrial({ outcomes }), true);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ kind }) => kind === 'A')).toBe(true);
    const one = { outcomes, arms: [{ label: 'Low', gives: ['Examplin'] }, { label: 'Placebo' }] };
    expect(rowsOf(madeTrial(one), true)).toEqual({
      rows: [],
      left: 0,
      none: 'No two of its contrasts differ in one thing alone; mostly: one end of the trial, one of its extension.',
    });
  });

  it('says what two contrasts differ in that differ in more than one thing', () => {
    const trial = madeTrial({ outcomes: [PAIN], arms: [{ label: 'A', gives: ['Examplin'] }, { label: 'B' }] });
    expect(rowsOf(trial, true).none).toBe('Only one of its contrasts has a direction, and a pair needs two.');
  });
});

describe('the trials of records', () => {
  it('are told with how much of all was looked at: of several files by their size, gzipped or not, of a corpus by number', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-pairs-'));
    try {
      const files = path.join(folder, 'files');
      mkdirSync(files);
      for (const n of [1, 2, 3, 4]) {
        const text = JSON.stringify(madeRecord({ id: `NCT1000000${n}` }));
        if (n % 2 === 0) writeFileSync(path.join(files, `${n}.json`), text);
        else writeFileSync(path.join(files, `${n}.json.gz`), gzipSync(text));
      }
      const sharesOf = async (place: string) => {
        const records = await openRecords([place]);
        const shares: number[] = [];
        const { signal } = new AbortController();
        for await (const _ of trialRows(records, signal, (_done, share) => shares.push(share)));
        records.close();
        return shares;
      };
      const sizes = [1, 2, 3, 4].map((n) => statSync(path.join(files, n % 2 ? `${n}.json.gz` : `${n}.json`)).size);
      const all = sizes.reduce((sum, size) => sum + size, 0);
      const until = (n: number) => sizes.slice(0, n).reduce((sum, size) => sum + size, 0) / all;
      expect(await sharesOf(files)).toEqual([until(1), until(2), until(3), 1]);
      const corpus = path.join(folder, 'corpus');
      using held = await Corpus.open(corpus, { write: true });
      await add(held, [files]);
      expect(await sharesOf(corpus)).toEqual([0, 0.25, 0.5, 0.75]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('have as many pairs of each change as are built of them', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-pairs-'));
    try {
      const outcomes = [PAIN, WALK, { ...PAIN, title: 'Change in Pain Score in the Extension Period' }];
      const made = [madeRecord(), madeRecord({ id: 'NCT10000002', title: 'Another', outcomes })];
      writeFileSync(path.join(folder, 'a.json'), JSON.stringify(made));
      const records = await openRecords([folder]);
      const builder = new Builder(records, { cap: DEFAULT_CAP });
      for await (const _ of builder.pairs());
      expect(builder.counts.O.lost['one end of the trial, one of its extension']).toBeGreaterThan(0);
      const shown: Record<string, number> = {};
      for await (const { changes } of trialRows(records, new AbortController().signal, () => undefined))
        for (const [change, n] of Object.entries(changes)) shown[change] = (shown[change] ?? 0) + n;
      expect(shown).toEqual(builder.counts.changes);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('that have pairs are counted by what changes; one is found again by its id', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-pairs-'));
    try {
      const lone = madeRecord({ id: 'NCT10000002', outcomes: [{ ...PAIN, rows: only(-9.13, -5.27) }] });
      writeFileSync(path.join(folder, 'a.json'), JSON.stringify([madeRecord(), lone, { none: true }]));
      const records = await openRecords([folder]);
      const seen: (readonly [number, number])[] = [];
      const rows: TrialRow[] = [];
      const { signal } = new AbortController();
      for await (const row of trialRows(records, signal, (done, share) => seen.push([done, share]))) rows.push(row);
      // A file so small is read at once.
      expect(seen).toEqual([
        [1, 1],
        [2, 1],
        [3, 1],
      ]);
      const [first] = rows;
      expect(first?.id).toBe('NCT10000001');
      const trial = await trialIn(records, 'NCT10000001');
      const counted = Object.values(first?.changes ?? {}).reduce((sum, n) => sum + n, 0);
      expect(counted).toBeGreaterThan(0);
      expect(trial && rowsOf(trial, false).rows).toHaveLength(counted);
      expect(await trialIn(records, 'NCT99999999')).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(existsSync(folder)).toBe(false);
  });
});

it('another time and another row stand in the label, and what is the same in all of a kind stands last, where a tree leaves it out', () => {
  const at = (first: string, second: string, row?: string) => ({
    ...(row !== undefined && { row }),
    values: { low: { mean: Number(first), sd: 1, n: 50 }, placebo: { mean: Number(second), sd: 1, n: 50 } },
  });
  const trial: Trial = {
    trial: 'times',
    population: { condition: ['Pain'] },
    arms: { low: { role: 'experimental', drug: 'Examplin', dose: '5 mg' }, placebo: { role: 'placebo' } },
    outcomes: {
      pain: { measure: 'Pain score', time: '12 weeks' },
      'pain-2': { measure: 'Pain score', time: '24 weeks' },
      walk: { measure: 'Walking distance', time: '12 weeks' },
    },
    results: [
      { outcome: 'pain', ...at('1', '2') },
      { outcome: 'pain-2', ...at('2', '2.1') },
      { outcome: 'walk', ...at('5', '5.1', 'Indoors') },
      { outcome: 'walk', ...at('7', '9', 'Outdoors') },
    ],
  };
  const { rows } = rowsOf(trial, true);
  const told = rows.map(({ change, label, detail }) => [change, label, detail]);
  expect(told).toContainEqual(['time', 'week 12 → week 24', 'lower → no difference · pain · low · vs placebo']);
  expect(told).toContainEqual(['row', 'Indoors → Outdoors', 'no difference → lower · walk · low · vs placebo']);
});

it('what two names have in common stands behind what they differ in', () => {
  const values = (low: number) => ({ low: { mean: low, sd: 1, n: 50 }, placebo: { mean: 0, sd: 1, n: 50 } });
  const trial: Trial = {
    trial: 'names',
    population: { condition: ['Pain'] },
    arms: { low: { role: 'experimental', drug: 'Examplin', dose: '5 mg' }, placebo: { role: 'placebo' } },
    outcomes: {
      'time-averaged-hr': { measure: 'Time-averaged HR', time: '24 hours' },
      'time-averaged-systolic': { measure: 'Time-averaged systolic pressure', time: '24 hours' },
      scale: { measure: 'Global impression', time: '12 weeks' },
    },
    results: [
      { outcome: 'time-averaged-hr', values: values(1) },
      { outcome: 'time-averaged-systolic', values: values(2) },
      { outcome: 'scale', row: '3 categories better', values: values(3) },
      { outcome: 'scale', row: '2 categories better', values: values(4) },
      { outcome: 'scale', row: 'Total', values: values(5) },
    ],
  };
  const { rows } = rowsOf(trial, true);
  const labels = rows.map(({ label }) => label);
  expect(rows.find(({ label }) => label === 'HR → systolic')?.brief).toBe('stays higher · time averaged');
  expect(labels).toContain('3 → 2 categories better');
  expect(labels).toContain('3 categories better → Total');
});

describe('lines of pairs of arms', () => {
  const values = (...means: number[]) =>
    Object.fromEntries(
      ['low', 'high', 'other', 'placebo', 'active'].map((id, i) => [id, { mean: means[i] ?? 0, sd: 1, n: 50 }]),
    );
  const trial: Trial = {
    trial: 'arms',
    population: { condition: ['COPD'] },
    arms: {
      low: { role: 'experimental', drug: 'Examplin', dose: '5 mg' },
      high: { role: 'experimental', drug: 'Examplin', dose: '10 mg' },
      other: { role: 'experimental', drug: 'Otherin', dose: '1 mg' },
      active: { role: 'active comparator', drug: 'Comparin', dose: '2 mg' },
      placebo: { role: 'placebo' },
    },
    outcomes: {
      'trough-forced-expiratory-w12': {
        measure: 'Trough Forced Expiratory Volume in 1 Second (FEV1) After 12 Weeks',
        time: '12 weeks',
      },
      'trough-forced-expiratory-w26': {
        measure: 'Trough Forced Expiratory Volume in 1 Second (FEV1) After 26 Weeks',
        time: '26 weeks',
      },
    },
    results: [
      { outcome: 'trough-forced-expiratory-w12', values: values(1, 2, 3, 0, 1.1) },
      { outcome: 'trough-forced-expiratory-w26', values: values(1, 2, 3, 0, 1.2) },
    ],
  };
  const { rows } = rowsOf(trial, true);

  it('say the measure and its time, and begin with what tells them apart: no two read the same', () => {
    const doses = rows.filter(({ change, label }) => change === 'dose' && label === '5 → 10 mg');
    expect(doses.map(({ group, brief }) => `${group}: ${brief}`).sort()).toEqual([
      'trough FEV1, week 12: vs active · no difference → higher',
      'trough FEV1, week 12: vs other · stays lower',
      'trough FEV1, week 12: vs placebo · stays higher',
      'trough FEV1, week 26: vs active · no difference → higher',
      'trough FEV1, week 26: vs other · stays lower',
      'trough FEV1, week 26: vs placebo · stays higher',
    ]);
    expect(new Set(rows.map(({ change, group, label, brief }) => `${change} ${group} ${label} ${brief}`)).size).toBe(
      rows.length,
    );
    expect(rows.map(({ group = '', brief, label }) => group + label + brief).join()).not.toContain('forced-expiratory');
  });

  it('name arms by their ids only where what is given to them does not tell them apart', () => {
    const drugs = rows.filter(({ label, brief }) => label === 'Otherin → Examplin' && brief.includes('vs placebo'));
    expect(drugs.map(({ brief }) => / (to \S+) /.exec(brief)?.[1]).sort()).toEqual([
      'to high',
      'to high',
      'to low',
      'to low',
    ]);
  });
});
