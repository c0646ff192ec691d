import { describe, expect, it } from 'vitest';
import { type Apart, OTHERS } from '../../../core/imagine/model/apart.ts';
import { directionsOf, quantile } from '../../../core/imagine/model/predictive.ts';
import { tell, tellingSchema } from '../../../core/imagine/model/told.ts';
import { DIRECTIONS } from '../../../core/trial/direction.ts';
import late from './late.json' with { type: 'json' };
import fixture from './told.json' with { type: 'json' };

const rows = [fixture, late].flatMap(({ told, ...fitted }) => {
  const telling = tellingSchema.parse(fitted);
  return told.map((row) => ({ ...row, apart: row.apart as Apart, telling }));
});

describe('what is told', () => {
  it('is to the last digits what the fit chose by (trainer/told.py)', () => {
    for (const { apart, chances, quantiles, telling, ...said } of rows) {
      const told = tell(said, apart, telling);
      const directions = directionsOf(told);
      for (const [k, direction] of DIRECTIONS.entries()) expect(directions[direction]).toBeCloseTo(chances[k] ?? 0, 9);
      for (const [i, p] of [0.1, 0.5, 0.9].entries()) expect(quantile(told, p)).toBeCloseTo(quantiles[i] ?? 0, 5);
    }
  });

  it('is held to that for each thing that a question may be told by', () => {
    const some = (is: (apart: Apart) => boolean) => rows.filter(({ apart }) => is(apart)).length;
    expect(some(({ dosed, near }) => !dosed && !near)).toBeGreaterThan(20);
    expect(some(({ dosed }) => dosed?.side === 'first' && dosed.higher)).toBeGreaterThan(3);
    expect(some(({ dosed }) => dosed?.side === 'first' && !dosed.higher && dosed.inert)).toBeGreaterThan(2);
    expect(some(({ dosed }) => dosed?.side === 'first' && !dosed.higher && !dosed.inert)).toBeGreaterThan(0);
    expect(some(({ dosed }) => dosed?.side === 'second')).toBeGreaterThan(0);
    expect(some(({ dosed }) => dosed?.across !== undefined)).toBeGreaterThan(2);
    expect(some(({ far }) => far > 2)).toBeGreaterThan(2);
    expect(some(({ strong }) => strong > 6)).toBeGreaterThan(0);
    expect(some((apart) => apart.late !== undefined)).toBeGreaterThan(20);
    expect(some(({ dosed }) => dosed?.moves !== undefined)).toBeGreaterThan(20);
    for (const what of OTHERS)
      expect(
        some(({ other }) => other === what),
        what,
      ).toBeGreaterThan(10);
    expect(some(({ other }) => other === undefined)).toBeGreaterThan(20);
  });
});
