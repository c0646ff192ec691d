import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare, mcnemar, signFlip } from '../../../core/evaluate/compare.ts';
import { quantileOf } from '../../../core/evaluate/resample.ts';
import { SCORES, type Scored, scoreCard } from '../../../core/evaluate/scores.ts';
import { DIRECTIONS, type Direction } from '../../../core/trial/direction.ts';

interface Row {
  trial: string;
  observed: Direction;
  source: Direction;
  first: [number, number, number];
  second: [number, number, number];
}
/** By scikit-learn, scipy and statsmodels: `reference.py` beside it. */
const reference = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8')) as {
  rows: Row[];
  first: Record<string, number>;
  second: Record<string, number>;
  intervals: Record<string, [number, number]>;
  difference: { brier: number; interval: [number, number]; permutation: number };
  flips: { of: number[]; p: number };
  mcnemar: { onlyFirst: number; onlySecond: number; exact: number; midP: number }[];
};

const rowsOf = (key: 'first' | 'second', rows = reference.rows): Scored[] =>
  rows.map((row) => ({
    trial: row.trial,
    observed: row.observed,
    source: row.source,
    probability: {
      higher: row[key][0],
      lower: row[key][1],
      'no difference': row[key][2],
    },
  }));

describe('against scikit-learn, scipy and statsmodels', () => {
  it('scores are the same to nine digits', () => {
    for (const key of ['first', 'second'] as const) {
      const card = scoreCard(rowsOf(key), 2);
      for (const name of SCORES) expect(card[name]?.[0], name).toBeCloseTo(reference[key][name] ?? Number.NaN, 9);
    }
  });

  it('intervals are those of another bootstrap, but for the draws', () => {
    const card = scoreCard(rowsOf('first'), 4000);
    for (const name of SCORES) {
      const [low, high] = reference.intervals[name] ?? [];
      const [, ownLow = 0, ownHigh = 0] = card[name] ?? [];
      const width = (high ?? 0) - (low ?? 0);
      // Two of 2,000 draws differ in an end by about a twentieth of the width.
      expect(Math.abs(ownLow - (low ?? Number.NaN)), name).toBeLessThan(0.1 * width);
      expect(Math.abs(ownHigh - (high ?? Number.NaN)), name).toBeLessThan(0.1 * width);
    }
  });

  it('the difference of two, its interval and its p by trials', () => {
    const { difference, byTrials, n, trials } = compare(rowsOf('first'), rowsOf('second'), 4000);
    const [value = 0, low = 0, high = 0] = difference.brier ?? [];
    const [wantedLow, wantedHigh] = reference.difference.interval;
    expect([n, trials]).toEqual([reference.rows.length, 60]);
    expect(value).toBeCloseTo(reference.difference.brier, 9);
    expect(Math.abs(low - wantedLow)).toBeLessThan(0.1 * (wantedHigh - wantedLow));
    expect(Math.abs(high - wantedHigh)).toBeLessThan(0.1 * (wantedHigh - wantedLow));
    expect(byTrials.brier.p).toBeCloseTo(reference.difference.permutation, 1);
    expect(byTrials.brier.better + byTrials.brier.worse).toBe(60);
  });

  it('flips of signs, every one of them', () => {
    expect(signFlip(reference.flips.of)).toBeCloseTo(reference.flips.p, 12);
    expect(signFlip([...reference.flips.of, 0, 0])).toBeCloseTo(reference.flips.p, 12);
    expect(signFlip([0, 0])).toBeNaN();
  });

  it('McNemar, exact and mid-p', () => {
    for (const { onlyFirst, onlySecond, exact, midP } of reference.mcnemar) {
      const own = mcnemar(onlyFirst, onlySecond);
      expect(own.exact / exact, `${onlyFirst}, ${onlySecond}`).toBeCloseTo(1, 8);
      expect(own.midP / midP, `${onlyFirst}, ${onlySecond}`).toBeCloseTo(1, 8);
    }
    expect(mcnemar(0, 0)).toEqual({ exact: 1, midP: 1 });
  });
});

describe('a published table', () => {
  it('McNemar: the airway hyper-responsiveness of 21 children, 1 and 7 discordant (Fagerland, Lydersen and Laake 2013, table 1)', () => {
    const { exact, midP } = mcnemar(1, 7);
    expect(exact).toBeCloseTo(0.0703, 4);
    expect(midP).toBeCloseTo(0.0391, 4);
  });
});

describe('the order of records', () => {
  it('changes no digit of a score, an interval or a comparison', () => {
    const turned = reference.rows.toSorted((a, b) => (a.trial < b.trial ? 1 : a.trial > b.trial ? -1 : 0));
    expect(turned[0]?.trial).not.toBe(reference.rows[0]?.trial);
    expect(scoreCard(rowsOf('first', turned), 200)).toEqual(scoreCard(rowsOf('first'), 200));
    const both = (rows: Row[]) => compare(rowsOf('first', rows), rowsOf('second', rows), 200);
    expect(both(turned)).toEqual(both(reference.rows));
  });
});

describe('answers that cannot be read', () => {
  it('are wrong, and know nothing', () => {
    const rows = rowsOf('first').slice(0, 30);
    const unread = rows.map((row) => ({ ...row, probability: undefined }));
    const card = scoreCard(unread, 5);
    expect(card.accuracy?.[0]).toBe(0);
    expect(card.macroF1?.[0]).toBe(0);
    expect(card.brier?.[0]).toBeCloseTo(2 / 3);
    expect(card.flipAuroc?.[0]).toBeCloseTo(0.5);
    expect(card.ece).toBeUndefined();
    const one = scoreCard([...rows.slice(1), { ...(rows[0] as Scored), probability: undefined }], 5);
    expect(one.accuracy?.[0]).toBeLessThanOrEqual(scoreCard(rows, 5).accuracy?.[0] ?? 0);
  });

  it('two that are compared are of the same questions', () => {
    expect(() => compare(rowsOf('first'), rowsOf('second').slice(1))).toThrow(RangeError);
  });
});

describe('quantiles', () => {
  it('lie between two values as numpy puts them', () => {
    // numpy.percentile([1, 2, 4, 8], [2.5, 50, 97.5])
    for (const [q, value] of [
      [0.025, 1.075],
      [0.5, 3],
      [0.975, 7.7],
    ] as const)
      expect(quantileOf([1, 2, 4, 8], q)).toBeCloseTo(value, 12);
  });

  it('directions are in the order that the reference has them', () => {
    expect(DIRECTIONS).toEqual(['higher', 'lower', 'no difference']);
  });
});
