import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MECHANISMS } from '../../../core/imagine/answer.ts';
import {
  answerJsonSchema,
  answerText,
  contradictions,
  MOST_SENTENCES,
  type ModelAnswer,
  modelAnswerSchema,
  readAnswer,
  rightAnswer,
} from '../../../core/imagine/prompt/answer.ts';
import { analysedAs, type Scale, scaleOf } from '../../../core/imagine/prompt/scale.ts';
import { contrastsOf } from '../../../core/trial/contrast.ts';
import { DIRECTIONS } from '../../../core/trial/direction.ts';
import { growth, LINEAR } from '../../growth.ts';
import { DOSES, HAZARD, SEMAGLUTIDE } from '../direction-facts.ts';
import { HOSTILE } from './hostile.ts';

const GOOD: ModelAnswer = {
  trace: [{ mechanism: 'dose–response', text: 'Less drug, less effect.' }],
  expected: {
    k1: { value: 14.9, sd: 18 },
    k2: { value: 10.3, sd: 17.3 },
    difference: { value: 4.6, low: 1.4, high: 7.8 },
  },
  direction: 'higher',
};
const DIFFERENCE: Scale = { kind: 'difference', nothing: 0, against: false, time: false, statistic: 'mean' };
const HAZARDS: Scale = { kind: 'hazard ratio', nothing: 1, against: true, time: true, statistic: 'median' };

const problem = (text: string, scale?: Scale) => {
  const read = readAnswer(text, scale);
  return 'problem' in read ? read.problem : undefined;
};

/** Answers that do not contradict themselves, of any size. */
const anyAnswer = (): fc.Arbitrary<ModelAnswer> => {
  const sentence = fc.record({
    mechanism: fc.constantFrom(...MECHANISMS),
    text: fc
      .oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), fc.constantFrom(...HOSTILE))
      // A model that ends its thinking within its answer has not ended its answer.
      .map((text) => text.replace(/<\/?think(?:ing)?>/g, '').trim())
      .filter((text) => text.length > 0 && text.length <= 1000 && !/\p{Cs}/u.test(text)),
  });
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((x) => x + 0);
  return fc
    .record({
      trace: fc.array(sentence, { minLength: 1, maxLength: MOST_SENTENCES }),
      direction: fc.constantFrom(...DIRECTIONS),
      value: number,
      reach: fc.double({ noNaN: true, min: 0, max: 1e6 }),
      stated: fc.option(fc.tuple(fc.nat(100), fc.nat(100)), { nil: undefined }),
    })
    .map(({ trace, direction, value, reach, stated }) => {
      const [most, next, least] = [100, ...(stated ?? [0, 0])].toSorted((a, b) => b - a) as [number, number, number];
      const sum = most + next + least;
      const rest = DIRECTIONS.filter((one) => one !== direction);
      return {
        trace,
        expected: { difference: { value, low: value - reach, high: value + reach } },
        direction,
        ...(stated && {
          probability: { [direction]: most / sum, [rest[0] ?? '']: next / sum, [rest[1] ?? '']: least / sum } as never,
        }),
      };
    });
};

describe('what a model answers', () => {
  it('is read back as it was written, whatever it says', () => {
    fc.assert(
      fc.property(anyAnswer(), (answer) => {
        const read = readAnswer(answerText(answer));
        expect(read).toMatchObject({ answer: { trace: answer.trace, direction: answer.direction } });
        if ('answer' in read && answer.probability)
          expect(DIRECTIONS.reduce((sum, one) => sum + (read.answer.probability?.[one] ?? 0), 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('says why before how much, and how much before which way', () => {
    expect(Object.keys(JSON.parse(answerText(GOOD)))).toEqual(['trace', 'expected', 'direction']);
    const schema = answerJsonSchema(false).schema as { properties: object; required: string[] };
    expect(Object.keys(schema.properties)).toEqual(['trace', 'expected', 'direction']);
    expect(schema.required).toEqual(['trace', 'direction']);
    const stated = answerJsonSchema(true).schema as { properties: object; required: string[] };
    expect(Object.keys(stated.properties)).toEqual(['trace', 'expected', 'direction', 'probability']);
    expect(stated.required).toContain('probability');
  });

  it.each([
    ['as it is', (json: string) => json],
    ['behind thinking', (json: string) => `<think>hm {"direction": "lower"}</think>\n${json}`],
    ['behind thinking whose beginning the template wrote', (json: string) => `so, higher.</think>${json}`],
    ['in a fence', (json: string) => `\`\`\`json\n${json}\n\`\`\``],
    ['in prose', (json: string) => `Here {as asked} is "it": ${json} Yours.`],
    [
      'with words of its own',
      (json: string) => json.replace('dose–response', 'Dose-Response').replace('"higher"', '"Higher "'),
    ],
    ['with nulls', (json: string) => json.replace('"sd":18', '"sd":null').replace(/}$/, ',"probability":null}')],
  ])('is read %s', (_, written) => {
    expect(readAnswer(written(answerText(GOOD)), DIFFERENCE)).toMatchObject({ answer: { direction: 'higher' } });
  });

  it.each([
    ['', 'there is no answer'],
    ['<think>and then', 'it ended before the thinking did, so there is no answer'],
    ['higher', 'there is no JSON object'],
    ['{"trace": [{"mechanism": "chance", "te', 'the JSON object is not complete or not valid'],
    ['{"trace": "none", "direction": "higher"}', 'the trace is no list'],
    [
      '{"trace": [{"mechanism": "magic", "text": "x"}], "direction": "higher"}',
      'the mechanism of sentence 1 of the trace is none of: dose–response, ',
    ],
    ['{"trace": [{"mechanism": "chance", "text": "x"}], "direction": "better"}', 'the direction is none of: higher, '],
    ['{"trace": []}', 'the direction is missing'],
    [
      '{"trace": [], "expected": {"k1": {"value": "much"}}, "direction": "higher"}',
      'the value of k1 of what is expected is no number',
    ],
    ['[1, 2]', 'there is no JSON object'],
  ])('%j is no answer', (text, why) => {
    expect(problem(text)).toContain(why);
  });

  const changed = (part: object) => JSON.stringify({ ...GOOD, ...part });
  const differs = (difference: object) => changed({ expected: { difference } });
  it.each([
    [changed({ probability: { higher: 0.9, lower: 0.3, 'no difference': 0 } }), 'sum to 1.2'],
    [changed({ probability: { higher: 0.2, lower: 0.1, 'no difference': 0.7 } }), 'more probable'],
    [changed({ probability: { higher: 1.2, lower: -0.2, 'no difference': 0 } }), 'probability'],
    [changed({ expected: { k1: { value: 3, sd: -1 } } }), 'sd'],
    [differs({ value: 9, low: 1, high: 8 }), 'outside its own interval'],
    [differs({ value: 1, low: -1, high: 3 }), 'means no difference, not higher'],
    [differs({ value: -2, low: -3, high: -1 }), 'means lower, not higher'],
    [differs({ value: -2 }), 'is not higher'],
    [changed({ expected: { k1: { value: 1 }, k2: { value: 2 } } }), 'k1 is expected below k2'],
  ])('what contradicts itself is none: %s', (text, why) => {
    expect(problem(text, DIFFERENCE)).toContain(why);
  });

  it('controls within a text, which JSON does not know, are no reason to refuse an answer', () => {
    const text =
      '{"trace":\n[{"mechanism":"power","text":"Fewer\tparticipants\u0017, less power."}],\r\n"direction":"lower"}';
    expect(readAnswer(text)).toEqual({
      answer: { trace: [{ mechanism: 'power', text: 'Fewer participants , less power.' }], direction: 'lower' },
    });
  });

  it('an answer without reasons is one, though they are asked for', () => {
    expect(readAnswer('{"direction": "higher"}')).toEqual({ answer: { trace: [], direction: 'higher' } });
    expect(answerJsonSchema(false).schema).toMatchObject({
      properties: { trace: { minItems: 1 } },
      required: ['trace', 'direction'],
    });
  });

  it('a hazard ratio below 1 is a longer time, which is higher', () => {
    expect(problem(differs({ value: 0.7, low: 0.5, high: 0.9 }), HAZARDS)).toBeUndefined();
    expect(problem(differs({ value: 1.4, low: 1.1, high: 1.9 }), HAZARDS)).toContain('means lower');
    expect(problem(differs({ value: -0.7 }), HAZARDS)).toContain('cannot be negative');
  });

  it('nonsense never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constantFrom(...HOSTILE)), (text) => {
        const read = readAnswer(text);
        expect('answer' in read || read.problem.length > 0).toBe(true);
      }),
    );
  });

  it.each(['{', '{"', '{"a":', '</think>{', '"', '{}'])('nonsense costs no more than its length: %s', (part) => {
    const read = (count: number) => {
      const text = part.repeat(count);
      return () => readAnswer(text);
    };
    expect(growth(read, 20_000)).toBeLessThan(LINEAR);
  });

  it('the right answer of every observed contrast can be read, and says what was observed', () => {
    let told = 0;
    for (const trial of [SEMAGLUTIDE, DOSES, HAZARD])
      for (const { look, observed } of contrastsOf(trial)) {
        const scale = scaleOf({ trial, look }, analysedAs(trial, look, undefined));
        const answer = rightAnswer(observed, GOOD.trace, scale);
        if (!observed.direction) continue;
        if (!answer) throw new Error('no answer');
        expect(contradictions(answer, scale)).toEqual([]);
        expect(modelAnswerSchema.parse(JSON.parse(answerText(answer))).direction).toBe(observed.direction);
        if (answer.expected?.difference) told++;
      }
    expect(told).toBeGreaterThan(3);
  });
});
