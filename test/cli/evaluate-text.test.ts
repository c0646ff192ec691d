/** Scores as lines for a terminal: what two predictors differ in, by both tests, and those that turn by themselves. */
import { expect, test } from 'vitest';
import { reportLines } from '../../cli/evaluate-text.ts';
import type { Report } from '../../core/evaluate/report.ts';

const card = { n: 30, trials: 21, brier: [0.5, 0.4, 0.6] } as const;
const comparison = {
  first: 'evidence',
  second: 'forest',
  n: 30,
  trials: 21,
  difference: { brier: [-0.012, -0.03, 0.01] },
  byTrials: { brier: { p: 0.548, better: 11, worse: 10 }, accuracy: { p: 0.5, better: 1, worse: 2 } },
  mcnemar: { onlyFirst: 7, onlySecond: 5, exact: 0.774, midP: 0.581 },
};
const report = {
  'pair.O': { all: { evidence: card }, flips: { evidence: { ...card, n: 9 } }, comparisons: [comparison] },
  excluded: {},
} as unknown as Report;

test('a comparison says of which test each p is', () => {
  const text = reportLines(report).join('\n');
  expect(text).toContain('p = 0.548 by flips of the trials’ mean differences; 30 questions of 21 trials, better in 11');
  expect(text).toContain('right alone: 7 and 5 questions (McNemar: exact p = 0.774, mid-p p = 0.581');
});

test('questions that turn stand by themselves', () => {
  const lines = reportLines(report);
  const at = lines.findIndex((line) => line.startsWith('Of these, those whose direction differs'));
  expect(lines[at + 1]).toMatch(/^pair\.O +evidence +9 /);
});

test('of few trials a comparison has no interval', () => {
  const few = { ...report, 'pair.O': { all: {}, comparisons: [{ ...comparison, trials: 19 }] } } as unknown as Report;
  expect(reportLines(few).join('\n')).toContain('Brier −0.012 (few trials), p = 0.548');
});
