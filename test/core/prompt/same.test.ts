/** Results that tell each other, and prompts without them. */
import { describe, expect, test } from 'vitest';
import { questionOf, startOf } from '../../../core/imagine/pathway.ts';
import { ragPrompt, stepPrompt } from '../../../core/imagine/prompt/prompt.ts';
import { tellsTheSame } from '../../../core/imagine/prompt/same.ts';
import { observe } from '../../../core/trial/direction.ts';
import type { Trial, Value } from '../../../core/trial/schema.ts';
import { madeTrial, only } from '../pairs/made.ts';

const sides = { first: 'drug', second: 'placebo' };

/** What a trial observed of each of these pairs of values, as outcomes `o0`, `o1`, …. */
function observedOf(...pairs: [Value, Value][]) {
  const trial: Trial = {
    deepimagine: 1,
    arms: { drug: { label: 'Drug' }, placebo: { label: 'Placebo', role: 'placebo' } },
    outcomes: Object.fromEntries(pairs.map((_, i) => [`o${i}`, { measure: `Outcome ${i}` }])),
    results: pairs.map(([drug, placebo], i) => ({ outcome: `o${i}`, values: { drug, placebo } })),
  } as Trial;
  return pairs.map((_, i) => {
    const seen = observe(trial, { outcome: `o${i}`, ...sides });
    if (!seen) throw new Error(`nothing was observed of o${i}`);
    return seen;
  });
}

/** Two sides of 40 and 41 people. */
const two = (kind: 'percent' | 'count' | 'number' | 'mean', first: number, second: number): [Value, Value] => [
  { [kind]: first, n: 40 },
  { [kind]: second, n: 41 },
];

const tell = (one: [Value, Value], other: [Value, Value]) => {
  const [a, b] = observedOf(one, other);
  if (!a || !b) throw new Error('not two');
  expect(tellsTheSame(b, a)).toBe(tellsTheSame(a, b));
  return tellsTheSame(a, b);
};

describe('two results of the same sides', () => {
  test.each<[string, [Value, Value], [Value, Value]]>([
    [
      'the same, of fewer people',
      [
        { mean: -0.1, sd: 0.28, n: 81 },
        { mean: 0, sd: 0.21, n: 86 },
      ],
      [
        { mean: -0.1, sd: 0.28, n: 81 },
        { mean: 0, sd: 0.21, n: 81 },
      ],
    ],
    ['those who are left over, rounded', two('percent', 45.2, 86.3), two('percent', 54.8, 13.8)],
    ['those who are left over, counted', two('count', 12, 5), two('count', 28, 36)],
    ['counted, and in percent', two('count', 12, 5), two('percent', 30, 12.2)],
    ['of shares', two('number', 0.45, 0.12), two('number', 0.55, 0.88)],
    ['rounded', two('mean', 75.28, 80.14), two('mean', 75.3, 80.1)],
    ['with the other sign', two('mean', -5.1, -3.2), two('mean', 5.1, 3.2)],
  ])('that tell each other: %s', (_, one, other) => {
    expect(tell(one, other)).toBe(true);
  });

  test.each<[string, [Value, Value], [Value, Value]]>([
    [
      'of one side alone',
      [
        { mean: 1.2, sd: 2 },
        { mean: 3.1, sd: 2 },
      ],
      [
        { mean: 1.2, sd: 2 },
        { mean: 3.4, sd: 2 },
      ],
    ],
    ['near, and measured anew', [{ mean: 75.3 }, { mean: 80.1 }], [{ mean: 75.5 }, { mean: 80.4 }]],
    ['coarse', [{ mean: 1 }, { mean: 2 }], [{ mean: 1.3 }, { mean: 2.4 }]],
    ['that sum up on one side', [{ percent: 30 }, { percent: 60 }], [{ percent: 70 }, { percent: 41 }]],
    ['that are words', [{ median: 'NA' }, { median: 'NA' }], [{ median: 'NA' }, { median: 'NA' }]],
  ])('that do not: %s', (_, one, other) => {
    expect(tell(one, other)).toBe(false);
  });
});

describe('prompts', () => {
  const means = only(-0.1, 0, -0.05);
  const trial = madeTrial({
    outcomes: [
      { title: 'Walking Distance', time: '12 months', rows: only(31.4, 30.2, 12.6) },
      { title: 'Serum Creatinine', time: 'Month 12', rows: means },
      { title: 'Long Term Period: Creatinine in Serum', rows: { 'Month 12': means[''] } },
      { title: 'Grip', time: '12 months', rows: only(20.6, 21.3, 18.2) },
    ],
  });
  const [walking, target, again] = Object.keys(trial.outcomes ?? {});
  const look = { outcome: target ?? '', first: 'examplin-10mg', second: 'placebo' };
  const repeat = { ...look, outcome: again ?? '', row: 'Month 12' };

  test('tell nothing that repeats the target, neither beside it nor as what is known before', () => {
    const asked = (from: typeof look) => {
      const start = startOf(trial, [], from);
      if ('problem' in start) throw new Error(start.problem);
      const step = { kind: 'look', factor: 'O', outcome: look.outcome } as const;
      const { messages } = stepPrompt(questionOf(trial, start.state, start.known, step));
      const [, json = ''] = /^CASE\n([\s\S]*)\n\nQUESTION/.exec(messages[1]?.content ?? '') ?? [];
      return JSON.parse(json) as { before: { result: unknown }; others?: { outcome: string }[] };
    };
    const walked = asked({ ...look, outcome: walking ?? '' });
    expect(walked.before.result).toMatchObject({ status: 'observed', k1: { mean: 31.4 } });
    expect(walked.others?.map(({ outcome }) => outcome).some((one) => one.includes('Grip'))).toBe(true);
    expect(walked.others?.filter(({ outcome }) => outcome.includes('Creatinine'))).toEqual([]);
    expect(asked(repeat).before.result).toBe('not known');
  });

  test('nor an anchor that does', () => {
    const anchorOf = (own: typeof look) => ({ trial, look: own, similarity: 1, differences: [] });
    expect(ragPrompt({ trial, look }, [anchorOf(repeat)]).anchors ?? []).toEqual([]);
    expect(ragPrompt({ trial, look }, [anchorOf({ ...look, outcome: walking ?? '' })]).anchors).toHaveLength(1);
  });
});
