/** Questions, and which texts answer them rightly. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ANSWERS,
  answerIn,
  goodDirection,
  QUESTION_KINDS,
  questionSchema,
  questionsOfTrial,
  verify,
} from '../../../core/pairs/question.ts';
import type { Observed } from '../../../core/trial/direction.ts';
import { madeTrial, only, PAIN, WALK } from './made.ts';

const DEATHS = { title: 'Deaths From Any Cause', rows: only(3.12, 9.48, 9.51) };

describe('questions of a trial', () => {
  const { questions, counts } = questionsOfTrial(madeTrial({ outcomes: [PAIN, WALK, DEATHS] }), 100, {
    split: 'train',
  });

  test('one of direction for every labelled contrast, one of benefit where it is known which way is good', () => {
    expect(counts.asked.direction).toBe(counts.labelled);
    for (const question of questions) expect(questionSchema.parse(question)).toEqual(question);
    const asked = (measure: string) =>
      questions
        .filter(
          ({ look, text }) => text.includes(measure) && look.first === 'examplin-10mg' && look.second === 'placebo',
        )
        .map(({ kind, answer, better }) => ({ kind, answer, better }));
    expect(asked('Deaths From Any Cause')).toEqual([
      { kind: 'direction', answer: 'lower', better: 'lower' },
      { kind: 'benefit', answer: 'yes', better: 'lower' },
    ]);
  });

  test('no difference beats nothing', () => {
    const none = questions.filter(({ kind, direction }) => kind === 'benefit' && direction === 'no difference');
    expect(none.length).toBeGreaterThan(0);
    expect(new Set(none.map(({ answer }) => answer))).toEqual(new Set(['no']));
  });

  test('those of a trial weigh 1, of each kind, however few are drawn', () => {
    for (const cap of [1, 4, 100])
      for (const kind of QUESTION_KINDS) {
        const own = questionsOfTrial(madeTrial({ outcomes: [PAIN, WALK, DEATHS] }), cap, {}).questions.filter(
          (question) => question.kind === kind,
        );
        if (own.length > 0) expect(own.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
      }
  });

  test('which way is good is not known of a time that the outcome does not name', () => {
    const observed = { time: true, values: {} } as Observed;
    expect(goodDirection({ measure: 'Deaths', better: 'lower' }, observed)).toBeUndefined();
    expect(goodDirection({ measure: 'Time to Death', better: 'higher' }, observed)).toBe('higher');
    expect(goodDirection({ measure: 'Deaths', better: 'lower' }, { ...observed, time: false })).toBe('lower');
    expect(goodDirection({ measure: 'Heart Rate' }, { ...observed, time: false })).toBeUndefined();
  });

  test('nor of a row that is one of several answers', () => {
    const observed = { time: false, values: {} } as Observed;
    const good = (row: string) => goodDirection({ measure: 'Disease Control', better: 'higher' }, observed, row);
    for (const row of ['No', 'Not Controlled', 'Week 4: Non-responder', 'Worsened', 'Back, No Change'])
      expect(good(row), row).toBeUndefined();
    for (const row of ['Yes', 'Week 4', 'North America', 'Noradrenaline']) expect(good(row), row).toBe('higher');
  });
});

describe('answers', () => {
  test.each([
    ['higher', 'higher'],
    [' No difference. ', 'no difference'],
    ['**Lower**', 'lower'],
    ['no_difference', 'no difference'],
    ['{"direction": "higher"}', 'higher'],
    ['```json\n{ "reason": "…", "answer": "no difference" }\n```', 'no difference'],
    ['First I said {"answer": "lower"}, but: {"answer": "higher"}', 'higher'],
    ['The drug works.\nAnswer: lower', 'lower'],
    ['**Answer:** no difference.', 'no difference'],
    ['Final answer is higher', 'higher'],
    ['<think>Answer: lower</think>higher', 'higher'],
    ['it may be higher</think>\nAnswer: lower', 'lower'],
  ])('%j', (text, answer) => {
    expect(answerIn('direction', text)).toBe(answer);
  });

  test.each([
    '',
    'higher or lower',
    'It is higher than before.',
    'Answer: higher or lower',
    'Answer: not higher',
    '{"answer": "maybe"}',
    '<think>Answer: higher',
    '{"answer": "higher"} in the end Answer: {"answer": ""}',
  ])('%j answers nothing', (text) => {
    expect(answerIn('direction', text)).toBeUndefined();
    expect(verify({ kind: 'direction', answer: 'higher' }, text)).toEqual({ read: false, right: false });
  });

  test('does the first beat the second?', () => {
    expect(['yes', 'No.', '{"answer": true}', 'Answer: no', 'higher'].map((text) => answerIn('benefit', text))).toEqual(
      ['yes', 'no', 'yes', 'no', undefined],
    );
    expect(verify({ kind: 'benefit', answer: 'no' }, 'Answer: no')).toEqual({ read: true, right: true, answer: 'no' });
    expect(verify({ kind: 'benefit', answer: 'no' }, 'yes')).toEqual({ read: true, right: false, answer: 'yes' });
  });

  test('whatever comes before, what is answered last counts; and no text throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...QUESTION_KINDS), fc.nat(2), (before, kind, at) => {
        const answer = ANSWERS[kind][at % ANSWERS[kind].length] ?? 'no';
        const json = JSON.stringify({ answer });
        expect(answerIn(kind, `${before}</think>${json}`)).toBe(answer);
        expect(answerIn(kind, `${before.replaceAll('"', '')}</think>\nAnswer: ${answer}`)).toBe(answer);
        expect([undefined, ...ANSWERS[kind]]).toContain(answerIn(kind, before));
      }),
    );
  });
});
