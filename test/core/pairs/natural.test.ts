/** Which two contrasts are a natural pair, what it changes, and why others are none. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { momentIn } from '../../../core/imagine/endpoint.ts';
import { pairsOfTrial } from '../../../core/pairs/build.ts';
import type { Wanted } from '../../../core/pairs/natural.ts';
import { type Pair, pairSchema, readPairId } from '../../../core/pairs/pair.ts';
import { pairIn } from '../../../core/pairs/sample.ts';
import { importRecord } from '../../../core/trial/registry/import.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import {
  DOSES,
  type MadeArm,
  type MadeOutcome,
  type MadeRecord,
  madeRecord,
  madeTrial,
  only,
  PAIN,
  WALK,
} from './made.ts';

const pairsOf = (made: MadeRecord, wanted: Partial<Wanted> = {}) =>
  pairsOfTrial(madeTrial(made), { cap: 1000, ...wanted });
const told = ({ from, to }: Pair) => {
  const end = ({ look }: Pair['from']) =>
    `${look.first} vs ${look.second} on ${look.outcome}${look.row === undefined ? '' : `, ${look.row}`}`;
  return `${end(from)} → ${end(to)}`;
};
/** Two arms, so that nothing but outcomes differs. */
const outcomePairs = (...outcomes: MadeOutcome[]) =>
  pairsOf({ arms: DOSES.slice(1), outcomes: outcomes.map((one) => ({ ...one, rows: withoutFirst(one.rows) })) });
const withoutFirst = (rows: MadeOutcome['rows']) =>
  Object.fromEntries(Object.entries(rows).map(([row, means]) => [row, means.slice(1)]));
/** A third arm beside these two, which both are set against. */
const armPairs = (one: MadeArm, other: MadeArm, wanted: Partial<Wanted> = {}) =>
  pairsOf({ arms: [one, other, { label: 'Control', type: 'NO_INTERVENTION' }], outcomes: [PAIN] }, wanted);
const arm = (label: string, description: string, ...gives: string[]): MadeArm => ({ label, description, gives });

describe('nobody, or everybody', () => {
  const counted = (arms: readonly (readonly number[])[], kind: 'O' | 'A') => {
    const labels = kind === 'O' ? ['drug', 'placebo'] : ['high', 'low', 'placebo'];
    const trial: Trial = {
      arms: {
        drug: { label: 'Drug', role: 'experimental', drug: 'Examplin' },
        high: { label: 'High', role: 'experimental', drug: 'Examplin', dose: '10 mg' },
        low: { label: 'Low', role: 'experimental', drug: 'Examplin', dose: '5 mg' },
        placebo: { label: 'Placebo', role: 'placebo' },
      },
      outcomes: { events: { measure: 'Participants With Events', time: '12 weeks' } },
      results: arms.map((counts, i) => ({
        outcome: 'events',
        row: `Event ${String.fromCharCode(65 + Math.floor(i / 26))}${String.fromCharCode(97 + (i % 26))}`,
        values: Object.fromEntries(counts.map((count, at) => [labels[at] ?? '', { count, n: 50 + at }])),
      })),
    };
    return pairsOfTrial(trial, { cap: 1000, document: true });
  };
  const MANY = 'nobody, or everybody, had it on both sides of the target, beyond one in twenty';

  test('from nothing to nothing is no pair', () => {
    const { counts } = counted([[0, 0, 0]], 'A');
    expect(counts.A.lost).toEqual({ 'nobody, or everybody, had it on all sides of both ends': 2 });
    const all = counted(
      [
        [0, 0],
        [50, 51],
      ],
      'O',
    ).counts.O;
    expect(all.candidates).toBe(2);
    expect(all.passed).toEqual({});
  });

  test('to nothing is at most one target in twenty, and counts add up', () => {
    // Of 12 rows in which somebody had it 132 pairs, to each of 10 in which nobody had it 12 more.
    const some = Array.from({ length: 12 }, (_, i) => [3 * i + 2, 2 * i + 1]);
    const { pairs, counts } = counted([...some, ...Array.from({ length: 10 }, () => [0, 0])], 'O');
    const { candidates, lost, passed, drawn } = counts.O;
    const nothing = pairs.filter(({ to }) => JSON.stringify(to.look).match(/Event A[m-v]/)).length;
    expect(nothing).toBeGreaterThan(0);
    expect(nothing).toBeLessThanOrEqual(pairs.length / 20);
    expect(lost[MANY]).toBe(120 - nothing);
    expect(drawn).toBe(pairs.length);
    const sum = (counts: object) => Object.values(counts).reduce((a: number, b: number) => a + b, 0);
    expect(sum(lost) + sum(passed)).toBe(candidates);
    // What leads away from nothing is as good as any.
    expect(pairs.filter(({ from }) => JSON.stringify(from.look).match(/Event A[m-v]/)).length).toBe(120);
  });
});

describe('O pairs', () => {
  test('another measure at the same time, both ways round', () => {
    const { pairs, counts } = outcomePairs(PAIN, WALK);
    expect(pairs.map(told)).toEqual([
      'examplin vs placebo on pain → examplin vs placebo on walking-distance',
      'examplin vs placebo on walking-distance → examplin vs placebo on pain',
    ]);
    expect(pairs.map(({ kind, change, weight }) => [kind, change, weight])).toEqual([
      ['O', { kind: 'measure' }, 0.5],
      ['O', { kind: 'measure' }, 0.5],
    ]);
    expect(counts.O).toEqual({ candidates: 2, lost: {}, passed: { measure: 2 }, left: 0, drawn: 2 });
    for (const pair of pairs) expect(pairSchema.parse(pair)).toEqual(pair);
  });

  test('another time of the same measure, whether its frame, its name or its row says so', () => {
    const times = (...outcomes: MadeOutcome[]) => outcomePairs(...outcomes).pairs.map(({ change }) => change.kind);
    expect(times(PAIN, { ...PAIN, time: '24 weeks', rows: only(-8.8, -4.1, -1.2) })).toEqual(['time', 'time']);
    expect(
      times({ ...PAIN, title: 'Pain at Week 4' }, { ...PAIN, title: 'Pain at Week 8', rows: only(-8.8, -4.1, -1.2) }),
    ).toEqual(['time', 'time']);
    for (const [one, other] of [
      ['Week 4', 'Week 8'],
      ['<=day10 (n=60; n=60)', '<=day11 (n=60)'],
    ] as const)
      expect(times({ ...PAIN, rows: { [one]: [-9.13, -5.27, -1.04], [other]: [-8.8, -4.1, -1.2] } })).toEqual([
        'time',
        'time',
      ]);
  });

  test('another row of a measure, where its name is no time', () => {
    const { pairs } = outcomePairs({ ...PAIN, rows: { Back: [-9.13, -5.27, -1.04], Neck: [-8.8, -4.1, -1.2] } });
    expect(pairs.map(({ change }) => change.kind)).toEqual(['row', 'row']);
    expect(pairs[0]?.perturbation).toEqual({ kind: 'look', factor: 'O', outcome: 'pain', row: 'Neck' });
  });

  test('no pair where two things differ, and each loss has its reason', () => {
    const lost = (...outcomes: MadeOutcome[]) => outcomePairs(...outcomes).counts.O.lost;
    const rows = (one: string, other: string) => ({ [one]: [-9.13, -5.27, -1.04], [other]: [-8.8, -4.1, -1.2] });
    expect(lost({ ...PAIN, rows: rows('Back: Worse', 'Neck: No Change') })).toEqual({
      'two parts of the row differ': 2,
    });
    expect(lost({ ...PAIN, rows: rows('Anxiety, Day 7, New', 'Anger, Day 7, Worse') })).toEqual({
      'two parts of the row differ': 2,
    });
    expect(lost({ ...PAIN, rows: rows('Back: Worse', 'Back: No Change') })).toEqual({});
    expect(lost({ ...PAIN, rows: rows('Back: 4 hours', 'Neck: 5 hours') })).toEqual({ 'row and time differ': 2 });
    expect(outcomePairs({ ...PAIN, rows: rows('Back: 4 hours', 'Back: 5 hours') }).pairs[0]?.change.kind).toBe('time');
    const kind = (one: string, other: string) =>
      outcomePairs({ ...PAIN, rows: rows(one, other) }).pairs[0]?.change.kind;
    expect(kind('End of IV Therapy', 'Test of Cure')).toBe('time');
    expect(kind('Back: Early Follow Up', 'Back: Late Follow Up')).toBe('time');
    expect(kind('Day 0 1 hr', 'Day 0 3 hr')).toBe('time');
    expect(kind('Test Result', 'Cure')).toBe('row');
    // Of a real record each: the time stands first, before a name or before figures.
    expect(kind('6 Month Sotalol', '24 Month Sotalol')).toBe('time');
    expect(kind('Week 12: HBsAg < 5', 'Week 36: HBsAg < 5')).toBe('time');
    expect(kind('6 months or less', '24 months or less')).toBe('row');
    for (const [one, other] of [
      ['6 Month Amiodarone', '24 Month Sotalol'],
      ['Week 36: HBsAg < 5 and DNA < 9', 'Week 12: HBsAg >= 5 and DNA < 9'],
    ] as const)
      expect(lost({ ...PAIN, rows: rows(one, other) })).toEqual({ 'row and time differ': 2 });
    expect(lost({ ...PAIN, rows: rows('Back: End of Treatment', 'Neck: Follow-up') })).toEqual({
      'row and time differ': 2,
    });
    expect(lost({ ...PAIN, rows: rows('Day 2: change of -1', 'Day 3: change of 1') })).toEqual({
      'row and time differ': 2,
    });
    expect(lost(PAIN, { ...WALK, time: '24 weeks' })).toEqual({ 'measure and time differ': 2 });
    expect(
      lost({ ...PAIN, rows: { Back: [-9.13, -5.27, -1.04] } }, { ...WALK, rows: { Fast: [31.4, 30.2, 12.6] } }),
    ).toEqual({ 'measure and row differ': 2 });
    expect(
      lost({ ...PAIN, rows: { 'Back, Week 4': [-9.13, -5.27, -1.04], 'Neck, Week 8': [-8.8, -4.1, -1.2] } }),
    ).toEqual({ 'row and time differ': 2 });
    expect(lost(PAIN, { ...PAIN, rows: only(-8.8, -4.1, -1.2) })).toEqual({
      'nothing but the population analysed, or nothing, differs': 2,
    });
    expect(lost(PAIN, { ...PAIN, title: 'Ache' })).toEqual({ 'the same fact twice': 2 });
    // The same fact with the other sign.
    expect(lost(PAIN, { ...PAIN, title: 'Relief', rows: only(9.13, 5.27, 1.04) })).toEqual({
      'the same fact twice': 2,
    });
  });

  test('one reported estimate is one fact, however it was adjusted; two that are computed are not', () => {
    const analysis = { arms: [0, 1], p: '0.012', value: '-4.23', ci: ['-7.51', '-0.94'] } as const;
    const other = { ...WALK, rows: only(0, 7.81, 12.04) };
    const lost = (...outcomes: MadeOutcome[]) => outcomePairs(...outcomes).counts.O.lost;
    expect(lost({ ...PAIN, analysis }, { ...other, analysis })).toEqual({ 'the same fact twice': 2 });
    expect(lost({ ...PAIN, analysis }, { ...other, analysis: { ...analysis, value: '-4.24' } })).toEqual({});
    expect(lost(PAIN, other)).toEqual({});
  });

  test('across a trial and its extension only where that is asked for, and marked', () => {
    const outcomes = [PAIN, { ...WALK, title: 'Walking Distance in the Open-Label Extension' }];
    const made = { arms: DOSES.slice(1), outcomes: outcomes.map((one) => ({ ...one, rows: withoutFirst(one.rows) })) };
    const { pairs, counts } = pairsOf(made);
    expect(pairs).toEqual([]);
    expect(counts.O.lost).toEqual({ 'one end of the trial, one of its extension': 2 });
    expect(pairsOf(made, { extensions: true }).pairs.map(({ extension }) => extension)).toEqual([true, true]);
  });

  test('no target whose result stands in the text of the trial', () => {
    const { pairs, counts } = outcomePairs(PAIN, { ...WALK, description: 'Those on 5 mg walked 30.2 m.' });
    expect(pairs.map(({ to }) => to.look.outcome)).toEqual(['pain']);
    expect(counts.O.lost).toEqual({ 'the result of the target is told in the text of the trial': 1 });
  });

  test('moments of rows', () => {
    expect(momentIn('Week 12 (n=14, 15)')).toEqual({ when: 'day 84', rest: '' });
    expect(momentIn('120h').when).toBe('120 h');
    expect(momentIn('Week 12: Improved').when).toBe(momentIn('Worse, Week 12').when);
    for (const text of ['6-Minute Walk', '12 to 17 years old', '>= 5 days', 'Weeks 4, 8 and 12'])
      expect(momentIn(text), text).toEqual({ when: '', rest: text });
  });
});

describe('A pairs', () => {
  test('another dose, with the drug and how many times the dose, as a move of the look and as one attribute', () => {
    const { pairs, counts } = pairsOf({ outcomes: [PAIN] });
    expect(pairs.map(told)).toEqual([
      'examplin-10mg vs placebo on pain → examplin-5mg vs placebo on pain',
      'examplin-5mg vs placebo on pain → examplin-10mg vs placebo on pain',
    ]);
    const [down, up] = pairs;
    expect(down?.change).toEqual({ kind: 'dose', drug: 'Examplin', from: '10 mg', to: '5 mg', ratio: 0.5 });
    expect(up?.change).toEqual({ kind: 'dose', drug: 'Examplin', from: '5 mg', to: '10 mg', ratio: 2 });
    expect(down?.perturbation).toEqual({
      kind: 'look',
      factor: 'A',
      contrast: { first: 'examplin-5mg', second: 'placebo' },
    });
    expect(down?.attribute).toEqual({
      kind: 'set',
      factor: 'A',
      path: ['arms', 'examplin-10mg', 'dose'],
      from: '10 mg',
      to: '5 mg',
    });
    expect(counts.A).toEqual({ candidates: 2, lost: {}, passed: { dose: 2 }, left: 0, drawn: 2 });
  });

  test('how fast the same is infused is no dose', () => {
    const { pairs } = armPairs(
      arm('Examplin 350 mg/min', 'Examplin 175 mg, infused at 350 mg/min', 'Examplin'),
      arm('Examplin 140 mg/min', 'Examplin 175 mg, infused at 140 mg/min', 'Examplin'),
    );
    expect(pairs).toEqual([]);
  });

  test('of a titration the labels name the dose that it ends at', () => {
    const { pairs } = armPairs(
      arm('Examplin 1 mg', 'Examplin 1 mg once daily', 'Examplin'),
      arm('Examplin 0.5 mg', 'Examplin 0.5 mg once daily, after 0.25 mg once daily for 4 weeks', 'Examplin'),
    );
    expect(pairs[0]?.change).toMatchObject({ kind: 'dose', drug: 'Examplin', ratio: 0.5 });
  });

  test('A + B against A: what was added and what was dropped', () => {
    const { pairs } = armPairs(arm('Examplin + Othermab', '', 'Examplin', 'Othermab'), arm('Examplin', '', 'Examplin'));
    expect(pairs.map(({ change }) => change)).toEqual([
      { kind: 'component', dropped: 'Othermab' },
      { kind: 'component', added: 'Othermab' },
    ]);
    // Dropping is one step in the arm's own words; adding is none where the arm has no `gives` to add to.
    expect(pairs.map(({ attribute }) => attribute?.kind)).toEqual(['drop', undefined]);
  });

  test('a placebo beside a drug is nothing that is given', () => {
    const { pairs } = armPairs(
      arm('Examplin + Othermab', '', 'Examplin', 'Othermab'),
      arm('Examplin + Placebo', '', 'Examplin', 'Placebo for Othermab'),
    );
    expect(pairs[0]?.change).toEqual({ kind: 'component', dropped: 'Othermab' });
  });

  test('another drug, another schedule', () => {
    const kinds = (one: MadeArm, other: MadeArm) => armPairs(one, other).pairs.map(({ change }) => change.kind);
    expect(kinds(arm('Examplin', '', 'Examplin'), arm('Othermab', '', 'Othermab'))).toEqual(['drug', 'drug']);
    expect(
      kinds(
        arm('Examplin 5 mg once daily', 'Examplin 5 mg once daily', 'Examplin'),
        arm('Examplin 5 mg BID', 'Examplin 5 mg BID', 'Examplin'),
      ),
    ).toEqual(['schedule', 'schedule']);
    // The import is not sure of each of these, but the labels differ in nothing else.
    expect(
      kinds(
        arm('Examplin every 2 weeks', 'Examplin 5 mg every 2 weeks', 'Examplin'),
        arm('Examplin every 4 weeks', 'Examplin 5 mg every 4 weeks', 'Examplin'),
      ),
    ).toEqual(['schedule', 'schedule']);
  });

  test('what the import was not sure of is no change, and is held against one', () => {
    const [one, other] = [
      { label: 'Low', role: 'experimental', drug: 'Examplin', dose: '5 mg', schedule: 'once daily' },
      { label: 'High', role: 'experimental', drug: 'Examplin', dose: '10 mg' },
    ] as const;
    const counts = (perhaps: string | undefined) =>
      pairsOfTrial(
        {
          arms: { low: one, high: other, placebo: { label: 'Placebo', role: 'placebo' } },
          outcomes: { pain: { measure: 'Pain', time: '12 weeks' } },
          results: [
            {
              outcome: 'pain',
              values: Object.fromEntries(
                ['low', 'high', 'placebo'].map((arm, i) => [arm, { mean: 10 * i + 0.37, sd: 4.1, n: 90 }]),
              ),
            },
          ],
          sources: {
            'results[0].values': 'outcomeMeasures[0]',
            ...(perhaps && { 'arms.high.schedule': `armGroups[1].description, perhaps ${perhaps}` }),
          },
        },
        { cap: 9, document: true },
      ).counts.A;
    expect(counts(undefined).passed).toEqual({ dose: 2 });
    expect(counts('once daily').passed).toEqual({ dose: 2 });
    expect(counts('every 2 weeks').lost).toEqual({
      'what was read without being sure of it tells of a further difference': 2,
    });
  });

  test('no pair where more differs, or where it is not known what', () => {
    const lost = (one: MadeArm, other: MadeArm) => armPairs(one, other).counts.A.lost;
    // One drug, more or less of it, is not another; a further drug in the place of what was added is a second change.
    expect(lost(arm('Othermab LI', '', 'Othermab LI'), arm('Othermab MI', '', 'Othermab MI'))).toEqual({
      'one drug in two forms or intensities': 2,
    });
    expect(lost(arm('Insulin Lispro', '', 'Insulin Lispro'), arm('Insulin Aspart', '', 'Insulin Aspart'))).toEqual({});
    expect(
      lost(
        arm('Examplin + Thirdine', '', 'Examplin', 'Thirdine'),
        arm('Examplin + Otherol', '', 'Examplin', 'Thirdine', 'Otherol'),
      ),
    ).toEqual({ 'the labels tell of a further difference': 2 });
    expect(
      lost(
        arm('Examplin 10 mg once daily', 'Examplin 10 mg once daily', 'Examplin'),
        arm('Examplin 5 mg BID', 'Examplin 5 mg BID', 'Examplin'),
      ),
    ).toEqual({ 'more than one thing differs': 2 });
    expect(
      lost(
        arm('Examplin 10 mg', 'Examplin 10 mg once daily', 'Examplin'),
        arm('Examplin 5 mg, matched', 'Examplin 5 mg once daily', 'Examplin'),
      ),
    ).toEqual({ 'the labels tell of a further difference': 2 });
    expect(
      lost(arm('In person, all', '', 'All told, in person'), arm('By phone, some', '', 'Some told, by phone')),
    ).toEqual({ 'more than one thing differs': 2 });
    // Half the light and one drug less; an entry that lacks what the label names.
    expect(
      lost(
        { label: '1/4 Light Triple', gives: ['Examplin', 'Otherol', 'Thirdine'] },
        { label: '1/2 Light Double', gives: ['Examplin', 'Otherol'] },
      ),
    ).toEqual({ 'the labels tell of a further difference': 2 });
    expect(
      lost(
        { label: 'Cells and Otherol', gives: ['Examplin'] },
        { label: 'Cells and Otherol alone', gives: ['Otherol'] },
      ),
    ).toEqual({ 'the labels tell of a further difference': 2 });
    // What is added stands in both labels: an entry is missing. Where the label takes it back, none is.
    const added = (label: string) =>
      lost(arm(label, '', 'Cellose'), arm('Cellose + SQ Interline', '', 'Cellose', 'Interline'));
    expect(added('Cellose + MTD Interline')).toEqual({ 'the labels tell of a further difference': 2 });
    expect(added('Cellose, no Interline')).toEqual({});
    expect(added('Cellose + Interline Placebo')).toEqual({});
    expect(lost(arm('Examplin Dose 1', '', 'Examplin'), arm('Examplin Dose 2', '', 'EX-2'))).toEqual({
      'the labels tell of a further difference': 2,
    });
    expect(lost(arm('Anything', ''), arm('Something', ''))).toEqual({
      'what one of the sides is given is not known': 2,
    });
    expect(lost(arm('Examplin A', '', 'Examplin'), arm('Examplin B', '', 'Examplin'))).toEqual({
      'nothing that is known differs': 2,
    });
  });

  test('no pair against a comparator of other people, nor any end of a pair', () => {
    const other = (arms: MadeArm[]) => {
      const { counts } = pairsOf({ arms, outcomes: [PAIN] });
      return [counts.unlabelled['its sides are of other people'], counts.A.candidates];
    };
    const named = (one: string, two: string, third: string) =>
      DOSES.map((arm, i) => ({ ...arm, label: `${arm.label}, ${[one, two, third][i]}` }));
    expect(other(named('adults', 'adults', 'children'))).toEqual([2, 0]);
    expect(other(named('aged 18 to 55 years', 'aged 18 to 55 years', 'aged 56 to 85 years'))).toEqual([2, 0]);
    expect(other(named('here', 'here', 'there'))).toEqual([undefined, 2]);
    // A word of what is given is none of who is given it.
    const program = DOSES.map((arm, i) =>
      i < 2 ? { ...arm, label: `${arm.label} + Healthy Living`, gives: [...(arm.gives ?? []), 'Healthy Living'] } : arm,
    );
    expect(other(program)).toEqual([undefined, 2]);
    // Of how it is taken a pair would tell something else, but of nobody else.
    expect(pairsOf({ arms: named('fasted', 'fasted', 'fed'), outcomes: [PAIN] }).counts.A.lost).toEqual({
      'the comparator is of other people': 2,
    });
  });

  test('ages that descriptions of groups name tell of other people, where each names one range', () => {
    const people = (...ranges: string[]) => {
      const arms = DOSES.map((one, i) => ({ ...one, description: `${one.description ?? ''} ${ranges[i] ?? ''}` }));
      return pairsOf({ arms, outcomes: [PAIN] }).counts.unlabelled['its sides are of other people'];
    };
    const [young, old] = [
      'Enrolled between 91 days of age and 2 years of age.',
      'Enrolled between 13 years and 1 day of age and 21 years of age.',
    ];
    expect(people(old, old, young)).toBe(2);
    expect(people('Adults aged 18 to 55 years.', 'Adults aged 18 to 55 years.', 'Adults aged 56-85 years.')).toBe(2);
    expect(people(old, old, old)).toBeUndefined();
    expect(people(old, old, '')).toBeUndefined();
    expect(people(old, old, `${young} ${old}`)).toBeUndefined();
    // When it is given is no age of who is given it.
    expect(
      people('Given at 12 to 15 months of age.', 'Given at 12 to 15 months of age.', 'Given at 2 to 4 months of age.'),
    ).toBeUndefined();
  });

  test('a component’s change keeps the doses of what stays', () => {
    const lost = (one: MadeArm, other: MadeArm) => armPairs(one, other).counts.A.lost;
    const may = { 'a component that stays may have another dose': 2 };
    const both = (dose: string) =>
      arm('Examplin + Otherol', `Examplin ${dose} once daily and Otherol 3 mg once daily`, 'Examplin', 'Otherol');
    const alone = (description: string) => arm('Examplin', description, 'Examplin');
    expect(lost(alone('Examplin 10 mg once daily'), both('10 mg'))).toEqual({});
    expect(lost(alone('Examplin 10 mg once daily'), both('5 mg'))).toEqual({ 'more than one thing differs': 2 });
    expect(lost(alone('Examplin once daily'), both('5 mg'))).toEqual(may);
    expect(lost(arm('Examplin', '', 'Examplin'), arm('Examplin + Otherol', '', 'Examplin', 'Otherol'))).toEqual({});
    // A name may be shortened, and each dose is of what it stands beside.
    const named = (label: string) => arm(label, '', 'Examplin', 'Otherol');
    const short = arm('EXA', 'Treatment 5: 700 mg EXA administered IV.', 'Examplin');
    expect(lost(short, named('700 mg EXA +1400 mg OTH'))).toEqual({});
    for (const label of ['350 mg EXA +700 mg OTH', '175 mg EXA +350 mg OTH', '2800 mg EXA +2800 mg OTH'])
      expect(lost(short, named(label))).not.toEqual({});
    // Both are raised in the same steps, which the import was not sure of.
    const steps = 'Dosage of Examplin will be 20 mg (if Stage 1) OR 40 mg (if Stage 2).';
    expect(
      lost(alone(steps), arm('Examplin + Otherol', `${steps} Dosage of Otherol will be 3 mg.`, 'Examplin', 'Otherol')),
    ).toEqual({});
  });

  test('no pair against a comparator that is given the same as one of its ends, as two placebos are', () => {
    const same = { 'the comparator is given the same, as far as is known': 2 };
    const [high, , placebo] = DOSES as [MadeArm, MadeArm, MadeArm];
    const lost = (...arms: MadeArm[]) => pairsOf({ arms, outcomes: [PAIN] }).counts.A.lost;
    expect(
      lost(high, { ...placebo, label: 'Examplin Placebo 10 mg' }, { ...placebo, label: 'Examplin Placebo 5 mg' }),
    ).toEqual(same);
    expect(
      lost(
        arm('Othermab', '', 'Othermab'),
        arm('Examplin, here', '', 'Examplin'),
        arm('Examplin, there', '', 'Examplin'),
      ),
    ).toMatchObject(same);
  });

  test('one thing in the place of another is a drug where both are, in the words of the record', () => {
    const named = (...types: [string, string]) => {
      const record = madeRecord({
        arms: [
          arm('Rest', '', 'Hatha Yoga'),
          arm('Move', '', 'Fast Running'),
          { label: 'Control', type: 'NO_INTERVENTION' },
        ],
        outcomes: [PAIN],
      });
      const { interventions } = (record.protocolSection as Record<string, { interventions: Record<string, unknown>[] }>)
        .armsInterventionsModule as { interventions: Record<string, unknown>[] };
      for (const [i, type] of types.entries()) Object.assign(interventions[i] ?? {}, { type });
      const imported = importRecord(record);
      if ('problem' in imported) throw new Error(imported.problem);
      return pairsOfTrial(imported.trial, { cap: 10 }).pairs.map(({ change }) => change)[0];
    };
    const change = { from: 'Hatha Yoga', to: 'Fast Running' };
    expect(named('DRUG', 'DRUG')).toEqual({ kind: 'drug', ...change });
    expect(named('BEHAVIORAL', 'BEHAVIORAL')).toEqual({ kind: 'intervention', ...change });
    expect(named('DRUG', 'PROCEDURE')).toEqual({ kind: 'intervention', ...change });
  });

  test('sides of different parts of a trial are set against nothing', () => {
    const arms = [...DOSES.slice(0, 2), { label: 'Placebo (Part 2)', type: 'PLACEBO_COMPARATOR', gives: ['Placebo'] }];
    const parts = arms.map((one, i) => (i < 2 ? { ...one, label: `${one.label} (Part 1)` } : one));
    const { counts } = pairsOf({ arms: parts, outcomes: [PAIN] });
    expect(counts.unlabelled).toEqual({ 'its sides are of different parts of the trial': 2 });
  });
});

describe('labels and provenance', () => {
  test('an end says what was observed, by what, and where the record says so', () => {
    const analysis = { arms: [0, 2], p: '0.0312', value: '-8.09' } as const;
    const { pairs } = pairsOf({ outcomes: [{ ...PAIN, analysis }] });
    expect(pairs[0]?.from).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{10}$/),
      look: { outcome: 'pain', first: 'examplin-10mg', second: 'placebo' },
      direction: 'lower',
      source: 'reported',
      p: '0.0312',
      field: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[0].analyses[0]',
      marked: expect.any(Array),
    });
    expect(pairs[0]?.to).toMatchObject({
      source: 'computed',
      field: 'resultsSection.outcomeMeasuresModule.outcomeMeasures[0].classes[0].categories[0].measurements',
    });
  });

  test('a pair is found again by its id, drawn or not', () => {
    const trial = madeTrial();
    for (const pair of pairsOfTrial(trial, { cap: 1000 }).pairs) {
      expect(pairIn(trial, pair.id)).toEqual({ ...pair, weight: 1 });
      expect(readPairId(pair.id)).toEqual({ trial: trial.trial, kind: pair.kind, from: pair.from.id, to: pair.to.id });
    }
    expect(pairIn(trial, `${trial.trial}-O-0000000000-0000000000`)).toBeUndefined();
    expect(pairIn(trial, 'anything')).toBeUndefined();
  });
});

describe('the sample', () => {
  const outcomes = Array.from({ length: 12 }, (_, i) => ({
    title: `Measure ${'abcdefghijkl'[i]}${'abcdefghijkl'[i]}`,
    rows: only(i + 0.37, 2 * i + 0.41, 0.5 - i),
    time: i % 3 === 0 ? '12 weeks' : '24 weeks',
  }));
  const ids = (made: MadeRecord, cap: number) =>
    pairsOf(made, { cap })
      .pairs.map(({ id }) => id)
      .sort();

  test('is the same whatever order a record has', () => {
    expect(ids({ outcomes: outcomes.toReversed() }, 10)).toEqual(ids({ outcomes }, 10));
  });

  test('of fewer is part of that of more, and never more than asked for', () => {
    const all = pairsOf({ outcomes }).counts;
    for (const cap of [1, 3, 7, 20, 50]) {
      const [few, more] = [ids({ outcomes }, cap), ids({ outcomes }, cap + 5)];
      expect(more).toEqual(expect.arrayContaining(few));
      const { counts, pairs } = pairsOf({ outcomes }, { cap });
      expect(counts.O.drawn).toBe(Math.min(cap, (all.O.passed.measure ?? 0) + (all.O.passed.time ?? 0)));
      expect(counts.O.left + counts.O.drawn).toBe(all.O.drawn);
      expect(pairs.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
    }
  });

  test('holds only what is asked for', () => {
    const { pairs, counts } = pairsOf({ outcomes }, { changes: ['dose'], cap: 4 });
    expect(pairs.map(({ change }) => change.kind)).toEqual(['dose', 'dose', 'dose', 'dose']);
    expect(counts.O).toMatchObject({ drawn: 0, left: counts.O.passed.measure });
  });
});

describe('whatever a record holds', () => {
  const MEASURES = ['Pain Score', 'Walking Distance', 'Sleep Quality'];
  const TIMES = ['4 weeks', '12 weeks', '1 year'];
  const ROWS = ['Back', 'Neck', ''];
  const outcome = fc.record({ measure: fc.nat(2), time: fc.nat(2), rows: fc.uniqueArray(fc.nat(2), { minLength: 1 }) });
  const facts = fc.record({
    outcomes: fc.uniqueArray(outcome, {
      minLength: 1,
      maxLength: 4,
      selector: ({ measure, time }) => `${measure} ${time}`,
    }),
    doses: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 3 }),
  });

  test('O pairs are just those that differ in one of measure, time and row; A pairs of doses have the ratio of these', () => {
    fc.assert(
      fc.property(facts, ({ outcomes, doses }) => {
        let figure = 1;
        const next = () => figure++ * 7.013 + 0.37;
        const arms = doses.map((dose) => arm(`Examplin ${dose} mg`, `Examplin ${dose} mg once daily`, 'Examplin'));
        const made = outcomes.map(({ measure, time, rows }) => ({
          title: MEASURES[measure] ?? '',
          time: TIMES[time] ?? '',
          // A measure of several rows names each of them.
          rows: Object.fromEntries(
            (rows.length > 1 ? rows.filter((row) => ROWS[row] !== '') : rows).map((row) => [
              ROWS[row] ?? '',
              doses.map(next),
            ]),
          ),
        }));
        const trial = madeTrial({ arms, outcomes: made });
        const { pairs, counts } = pairsOfTrial(trial, { cap: 10_000 });
        const about = ({ look: { outcome: id, row = '' } }: Pair['from']) => {
          const { measure, time } = trial.outcomes?.[id] ?? {};
          return { measure, time, row };
        };
        const ends = made.flatMap(({ title, time, rows }) =>
          Object.keys(rows).map((row) => ({ measure: title, time, row })),
        );
        const differing = (a: (typeof ends)[number], b: (typeof ends)[number]) => {
          const found = [a.measure !== b.measure, a.time !== b.time, a.row !== b.row];
          // Another measure, as a whole or a row of it, is one thing.
          if (found[0] && (a.row === '' || b.row === '')) found[2] = false;
          return found.filter(Boolean).length;
        };
        const sides = (doses.length * (doses.length - 1)) / 2;
        const expected = ends.flatMap((a) => ends.filter((b) => differing(a, b) === 1)).length * sides;
        const own = pairs.filter(({ kind }) => kind === 'O');
        expect(own.length).toBe(expected);
        for (const { from, to, change } of own) {
          const [a, b] = [about(from), about(to)];
          expect(change.kind).toBe(a.measure !== b.measure ? 'measure' : a.time !== b.time ? 'time' : 'row');
        }
        // Of three doses the highest and the one between are each set against the lowest.
        const arm3 = pairs.filter(({ kind }) => kind === 'A');
        expect(arm3.length).toBe(doses.length === 3 ? 2 * ends.length : 0);
        const sorted = [...doses].sort((a, b) => a - b);
        const ratio = (sorted[2] ?? 1) / (sorted[1] ?? 1);
        for (const { change } of arm3)
          if (change.kind === 'dose')
            expect(Math.max(change.ratio, 1 / change.ratio)).toBeCloseTo(Math.max(ratio, 1 / ratio), 4);
        // Each can be taken both ways, and nothing is lost silently.
        const ids = new Set(pairs.map(({ id }) => id));
        for (const { trial: id, kind, from, to } of pairs)
          expect(ids.has(`${id}-${kind}-${to.id}-${from.id}`)).toBe(true);
        const sum = (numbers: Record<string, number>) => Object.values(numbers).reduce((a, b) => a + b, 0);
        for (const { candidates, lost, passed } of [counts.O, counts.A])
          expect(sum(lost) + sum(passed)).toBe(candidates);
      }),
      { numRuns: 60 },
    );
  });
});
