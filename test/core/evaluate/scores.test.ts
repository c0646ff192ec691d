import { describe, expect, it } from 'vitest';
import { fold } from '../../../core/evaluate/fold.ts';
import { type Scored, scoreCard } from '../../../core/evaluate/scores.ts';

const sure = (direction: 'higher' | 'lower' | 'no difference') => ({
  higher: 0,
  lower: 0,
  'no difference': 0,
  [direction]: 1,
});

describe('scores', () => {
  it('a perfect prediction scores perfectly', () => {
    const rows: Scored[] = (['higher', 'lower', 'no difference'] as const).map((observed, i) => ({
      trial: `t${i}`,
      probability: sure(observed),
      observed,
      source: 'higher',
    }));
    const card = scoreCard(rows, 20);
    expect(card.brier?.[0]).toBe(0);
    expect(card.macroF1?.[0]).toBe(1);
    expect(card.accuracy?.[0]).toBe(1);
    expect(card.ece?.[0]).toBe(0);
    expect(card.flipAuroc?.[0]).toBe(1);
  });

  it('a trial weighs 1, however many contrasts it has', () => {
    const wrong: Scored = { trial: 'big', probability: sure('higher'), observed: 'lower' };
    const right: Scored = { trial: 'small', probability: sure('higher'), observed: 'higher' };
    const card = scoreCard([wrong, wrong, wrong, right], 50);
    expect(card.accuracy?.[0]).toBeCloseTo(0.5);
    // Sure and wrong costs 2, sure and right nothing.
    expect(card.brier?.[0]).toBeCloseTo(1);
    expect(card).toMatchObject({ n: 4, trials: 2 });
  });

  it('knows the Brier score, calibration error and AUROC of a hand-made case', () => {
    const rows: Scored[] = [
      {
        trial: 'a',
        probability: { higher: 0.7, lower: 0.1, 'no difference': 0.2 },
        observed: 'higher',
        source: 'higher',
      },
      {
        trial: 'b',
        probability: { higher: 0.7, lower: 0.1, 'no difference': 0.2 },
        observed: 'lower',
        source: 'higher',
      },
      {
        trial: 'c',
        probability: { higher: 0.2, lower: 0, 'no difference': 0.8 },
        observed: 'no difference',
        source: 'higher',
      },
    ];
    const card = scoreCard(rows, 10);
    expect(card.brier?.[0]).toBeCloseTo((0.14 + (0.49 + 0.81 + 0.04) + 0.08) / 3);
    // The bin of 0.7: half right, so 0.2 off on two of three; the bin of 0.8: 0.2 off.
    expect(card.ece?.[0]).toBeCloseTo((2 * 0.2 + 0.2) / 3);
    // Flips: b (0.3) and c (0.8); kept: a (0.3). One tie, one win.
    expect(card.flipAuroc?.[0]).toBeCloseTo(0.75);
  });

  it('gives intervals that hold the score, the same every time', () => {
    const rows: Scored[] = Array.from({ length: 60 }, (_, i) => ({
      trial: `t${i % 30}`,
      probability: { higher: 0.5, lower: 0.2, 'no difference': 0.3 },
      observed: i % 3 === 0 ? 'higher' : 'no difference',
    }));
    const card = scoreCard(rows);
    const [value, low, high] = card.brier ?? [0, 0, 0];
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect(scoreCard(rows)).toEqual(card);
  });

  it('says nothing of what cannot be computed', () => {
    expect(scoreCard([])).toEqual({ n: 0, trials: 0 });
    const card = scoreCard([{ trial: 'a', probability: sure('higher'), observed: 'higher' }], 5);
    expect(card.flipAuroc).toBeUndefined();
  });
});

describe('folds', () => {
  it('are those of the SHA-256 of the id', () => {
    // First bytes of the digests, as `printf NCT… | sha256sum` gives them.
    expect(fold('NCT04788511')).toBe(0x59 % 5);
    expect(fold('NCT00000125')).toBe(0x52 % 5);
  });
});
