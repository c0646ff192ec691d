import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerText, type ModelAnswer } from '../../../core/imagine/prompt/answer.ts';
import { labelChances } from '../../../core/imagine/successive/label.ts';
import { entangled } from '../../../core/imagine/successive/merge.ts';
import { fromCounts, likeliest, median, pooled } from '../../../core/imagine/successive/pool.ts';
import { TraceReader } from '../../../core/imagine/successive/trace-reader.ts';
import { DIRECTIONS } from '../../../core/trial/direction.ts';
import type { Perturbation } from '../../../core/trial/types.ts';
import { growth, LINEAR } from '../../growth.ts';
import { set } from '../direction-facts.ts';
import { HOSTILE } from '../prompt/hostile.ts';

const ANSWER: ModelAnswer = {
  trace: [
    { mechanism: 'dose–response', text: 'Less drug, "less" effect: −3 µg.\nSo be it.' },
    { mechanism: 'chance', text: 'Chance [x] {y} \\ 🧪.' },
  ],
  expected: { difference: { value: 1, low: -1, high: 3 } },
  direction: 'no difference',
};
const SHOWN = 'Dose–response: Less drug, "less" effect: −3 µg.\nSo be it.\nChance: Chance [x] {y} \\ 🧪.';

/** What is shown of a text that comes in pieces. */
function shown(pieces: readonly string[]): string {
  const reader = new TraceReader();
  return pieces.map((piece) => reader.add(piece)).join('');
}
const letters = (text: string) => text.split('');

describe('an answer while it is written', () => {
  it('shows each sentence as it comes, in pieces of any size', () => {
    const text = answerText(ANSWER);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 30 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        expect(shown(at.slice(1).map((end, i) => text.slice(at[i], end)))).toBe(SHOWN);
      }),
    );
    expect(shown(letters(text))).toBe(SHOWN);
  });

  it('shows what is there before a sentence ends', () => {
    const reader = new TraceReader();
    expect(reader.add('{"trace": [{"mechanism": "power", "text": "Few')).toBe('Power: Few');
    expect(reader.add('er peo')).toBe('er peo');
    expect(reader.add('ple."}, {"mechanism":')).toBe('ple.');
  });

  it.each([
    ['escapes', '{"trace":[{"mechanism":"power","text":"a\\u0062\\n\\"c\\ud83e\\uddea"}]}', 'Power: ab\n"c🧪'],
    ['white space', '\n{ "trace" :\n [ { "mechanism" : "power" ,\t"text" : "a" } ] }', 'Power: a'],
    ['the tag behind its sentence', '{"trace":[{"text":"a","mechanism":"power"},{"text":"b"}]}', 'a\nb'],
    ['thoughts before it', 'Let {"trace":[{"text":"no"</think>{"trace":[{"text":"yes"}]}', 'no\nyes'],
    ['prose before it', 'Here [is] it: {"trace":[{"text":"a"}]}', 'a'],
    [
      'other text keys',
      '{"text":"no","x":{"text":"no"},"trace":[{"x":{"text":"no"}},"no",{"text":"a"}],"y":[{"text":"no"}]}',
      'a',
    ],
    ['no JSON', 'The answer is higher.', ''],
  ])('with %s', (_, text, expected) => {
    expect(shown([text])).toBe(expected);
    expect(shown(letters(text))).toBe(expected);
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constantFrom(...HOSTILE, '{"trace":[{"text":"')),
          {
            maxLength: 8,
          },
        ),
        (pieces) => {
          expect(typeof shown(pieces)).toBe('string');
        },
      ),
    );
  });

  it('takes time in proportion to its length, letter by letter', () => {
    const read = (length: number) => {
      const pieces = letters(`{"trace":[{"mechanism":"power","text":"${'a '.repeat(length / 2)}`);
      return () => shown(pieces);
    };
    expect(growth(read, 50_000)).toBeLessThan(LINEAR);
  });
});

describe('the chances of a label', () => {
  const token = (text: string, others: Record<string, number> = {}, p = 1) => ({
    text,
    logprob: Math.log(p),
    others: Object.entries(others).map(([other, chance]) => ({ text: other, logprob: Math.log(chance) })),
  });

  it.each([
    [
      'a token of its own',
      [token('{"direction": "'), token('higher', { higher: 0.6, no: 0.3, lower: 0.1 }, 0.6), token('"}')],
    ],
    [
      'with the quote before it',
      [token('{"direction":'), token(' "hi', { ' "hi': 0.6, ' "no': 0.3, ' "low': 0.1 }, 0.6), token('gher"}')],
    ],
    [
      'with what ends it',
      [token('{"direction":"'), token('higher"}', { 'higher"}': 0.6, no: 0.3, 'lower"': 0.1 }, 0.6)],
    ],
    [
      'in two tokens with one beginning',
      [token('{"direction":"'), token('h', { h: 0.4, high: 0.2, n: 0.3, l: 0.1 }, 0.4), token('igher"}')],
    ],
    [
      'behind a sentence that speaks of one',
      [
        token('{"trace":[{"text":"\\"direction\\": \\"lower\\""}],"direction":"'),
        token('higher', { no: 0.3, lower: 0.1 }, 0.6),
        token('"}'),
      ],
    ],
  ])('%s', (_, tokens) => {
    const chances = labelChances(tokens);
    expect(chances?.higher).toBeCloseTo(0.6);
    expect(chances?.['no difference']).toBeCloseTo(0.3);
    expect(chances?.lower).toBeCloseTo(0.1);
  });

  it('a label that is not told is as probable as it may be', () => {
    const chances = labelChances([token('{"direction":"'), token('higher', { no: 0.25, x: 0.01 }, 0.7), token('"}')]);
    const sum = 0.7 + 0.25 + 0.01;
    expect(chances).toEqual({
      higher: expect.closeTo(0.7 / sum),
      'no difference': expect.closeTo(0.25 / sum),
      lower: expect.closeTo(0.01 / sum),
    });
    expect(labelChances([token('{"direction":"'), token('higher', {}, 0.9)])?.lower).toBeCloseTo(0.1 / 1.1);
  });

  it.each([
    ['no tokens', []],
    ['no label', [token('higher')]],
    ['a label without a value', [token('{"direction":"')]],
    [
      'a model that would rather have said something else',
      [token('{"direction":"'), token('higher', { banana: 0.98 }, 0.01), token('"}')],
    ],
    ['figures that are none', [token('{"direction":"'), { text: 'higher', logprob: Number.NaN, others: [] }]],
  ])('none: %s', (_, tokens) => {
    expect(labelChances(tokens)).toBeUndefined();
  });
});

describe('answers together', () => {
  const anyChance = fc
    .tuple(fc.nat(100), fc.nat(100), fc.nat(100))
    .filter((all) => all.some((one) => one > 0))
    .map(([a, b, c]) => {
      const sum = a + b + c;
      return { higher: a / sum, lower: b / sum, 'no difference': c / sum };
    });

  it('are a probability, between those of the parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ probability: anyChance, weight: fc.double({ min: 0.01, max: 1, noNaN: true }) }), {
          minLength: 1,
          maxLength: 8,
        }),
        (opinions) => {
          const all = pooled(opinions);
          expect(DIRECTIONS.reduce((sum, one) => sum + all[one], 0)).toBeCloseTo(1, 9);
          for (const one of DIRECTIONS) {
            const parts = opinions.map(({ probability }) => probability[one]);
            expect(all[one]).toBeGreaterThanOrEqual(Math.min(...parts) - 1e-9);
            expect(all[one]).toBeLessThanOrEqual(Math.max(...parts) + 1e-9);
          }
        },
      ),
    );
  });

  it('few that agree are no certainty, and the most frequent is the likeliest', () => {
    expect(fromCounts(Array(5).fill('higher')).higher).toBeCloseTo(0.889, 3);
    expect(fromCounts(['lower'])).toEqual({ higher: 1 / 6, lower: 2 / 3, 'no difference': 1 / 6 });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...DIRECTIONS), { minLength: 1, maxLength: 20 }), (said) => {
        const chances = fromCounts(said);
        expect(DIRECTIONS.reduce((sum, one) => sum + chances[one], 0)).toBeCloseTo(1, 9);
        const count = (one: string) => said.filter((each) => each === one).length;
        expect(count(likeliest(chances))).toBe(Math.max(...DIRECTIONS.map(count)));
      }),
    );
  });

  it('medians', () => {
    expect([median([]), median([3]), median([3, 1]), median([5, 1, 2])]).toEqual([undefined, 3, 2, 2]);
  });
});

describe('changes that are one step', () => {
  const arm = (attribute: string, of = 'arms.a') => set(`${of}.${attribute}`, 'x', 'y');
  const look = (more: object): Perturbation => ({ kind: 'look', factor: 'A', ...more }) as Perturbation;
  it.each<[string, Perturbation, Perturbation, boolean]>([
    ['drug and dose', arm('drug'), arm('dose'), true],
    ['dose and drug', arm('dose'), arm('drug'), true],
    ['dose and schedule', arm('dose'), arm('schedule'), true],
    ['dose and route', arm('dose'), arm('route'), false],
    ['a dose twice', arm('dose'), arm('dose'), false],
    ['doses of two arms', arm('dose'), arm('dose', 'arms.b'), false],
    ['drug and dose of two arms', arm('drug'), arm('dose', 'arms.b'), false],
    [
      'drug and dose of one of several things given',
      arm('drug', 'arms.a.gives.x'),
      arm('dose', 'arms.a.gives.x'),
      true,
    ],
    ['measure and time', arm('measure', 'outcomes.o'), arm('time', 'outcomes.o'), true],
    ['age and country', set('population.age', 'x', 'y'), set('design.countries', ['x'], ['y']), false],
    [
      'an arm added and looked at',
      { kind: 'add', factor: 'A', path: ['arms', 'n'], value: {} },
      look({ contrast: { first: 'n', second: 'b' } }),
      true,
    ],
    [
      'an arm added and another looked at',
      { kind: 'add', factor: 'A', path: ['arms', 'n'], value: {} },
      look({ contrast: { first: 'a', second: 'b' } }),
      false,
    ],
    ['two looks', look({ outcome: 'x' }), look({ contrast: { first: 'a', second: 'b' } }), true],
  ])('%s', (_, one, other, expected) => {
    expect(entangled([one, other], 0)).toBe(expected);
    expect(entangled([one, other], 1)).toBe(false);
  });
});
