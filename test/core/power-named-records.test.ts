/** Sizes, intervals and power of named records, where these are at hand: each was told wrongly once. The records are read, never kept. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImaginedStep } from '../../core/imagine/answer.ts';
import { observedAnswer } from '../../core/imagine/pathway.ts';
import { possible, strengthOf } from '../../core/imagine/power.ts';
import { formulaSentence, powerRows } from '../../core/imagine/power-words.ts';
import { powerOf } from '../../core/imagine/powered.ts';
import { basisText } from '../../core/imagine/words.ts';
import { numberOf } from '../../core/trial/computed.ts';
import { contrastsOf } from '../../core/trial/contrast.ts';
import { observe } from '../../core/trial/direction.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Trial, Value } from '../../core/trial/schema.ts';
import { set } from './direction-facts.ts';
import { last } from './imagined.ts';
import { recordsThere, trialsNamed } from './named-records.ts';

const MEANS = ['NCT02896595', 'NCT04435184', 'NCT01008605', 'NCT02389088'];
const SHARES = ['NCT04371471', 'NCT00462826'];
const FEW = ['NCT01383018', 'NCT00003102', 'NCT00001832'];
let trials: ReadonlyMap<string, Trial>;

beforeAll(async () => {
  if (recordsThere)
    trials = await trialsNamed(...MEANS, ...SHARES, ...FEW, 'NCT00461331', 'NCT01254396', 'NCT03574597');
}, 60_000);

function named(id: string): Trial {
  const trial = trials.get(id);
  if (!trial) throw new Error(id);
  return trial;
}

function enrolled(trial: Trial, to: number, look?: Parameters<typeof last>[2]): ImaginedStep | undefined {
  return last(trial, [set('population.enrollment', trial.population?.enrollment ?? 0, to)], look);
}

const told = (step: ImaginedStep | undefined) => step?.reasons.map(({ text }) => text).join('\n') ?? '';

/** The square of the standard error of a mean. */
function squared({ sd, se, n }: Value = {}): number {
  const [spread, error] = [numberOf(sd), numberOf(se)];
  return spread === undefined ? (error ?? Number.NaN) ** 2 : spread ** 2 / (n ?? Number.NaN);
}

describe.skipIf(!recordsThere)('of named records', () => {
  it('a p that is less than a number can be is told by the error, and is not called reported', () => {
    const trial = named('NCT03574597');
    const contrast = contrastsOf(trial).find(
      ({ look, observed }) => look.outcome === 'waist-circumference' && observed.test?.p === 0,
    );
    if (!contrast) throw new Error('no contrast');
    const { z = 0, size } = strengthOf(contrast.observed) ?? {};
    expect(Math.abs(z)).toBeGreaterThan(38);
    expect(z * (size?.se ?? 0)).toBeCloseTo(size?.effect.value ?? Number.NaN, 6);
    expect(basisText(observedAnswer(contrast.observed))).toBe('p < 0.001, computed');
  });

  it.each(MEANS)('%s: the error of means is √(s₁²/n₁ + s₂²/n₂), and what is needed is by it', (id) => {
    const trial = named(id);
    const from = trial.population?.enrollment ?? 0;
    let compared = 0;
    for (const { observed } of contrastsOf(trial)) {
      const strength = strengthOf(observed);
      if (observed.test?.method !== "Welch's t" || observed.source !== 'computed' || strength?.from !== 'values')
        continue;
      const power = powerOf(observed, from, from);
      if ('lacks' in power) continue;
      const error = Math.sqrt(squared(observed.values.first) + squared(observed.values.second));
      if (Number.isNaN(error)) continue;
      compared++;
      const difference = observed.test.difference;
      expect(power.inputs).toMatchObject([
        { value: difference },
        { value: expect.closeTo(error, 9), of: expect.stringMatching(/^Welch's, √/) },
      ]);
      const needed = Math.ceil(from * ((2.801585 * error) / difference) ** 2 - 1e-4);
      const [{ participants } = { participants: undefined }] = power.needed;
      if (participants !== undefined) expect(Math.abs(participants - Math.max(2, needed))).toBeLessThanOrEqual(1);
      // What is imagined where nothing is changed is what was observed: z times its unit is the effect.
      const { z, size } = strength;
      if (size) expect(z * size.se).toBeCloseTo(size.effect.value, 6);
    }
    expect(compared).toBeGreaterThan(0);
  });

  it.each(SHARES)('%s: the interval of a difference of shares lies within what they can differ by', (id) => {
    let compared = 0;
    for (const { observed } of contrastsOf(named(id))) {
      if (observed.source !== 'computed' || observed.estimate?.kind !== 'risk difference') continue;
      const { value, interval } = observed.estimate;
      if (interval?.low === undefined || interval.high === undefined) continue;
      compared++;
      expect(interval.low).toBeGreaterThanOrEqual(-100);
      expect(interval.high).toBeLessThanOrEqual(100);
      expect(interval.low).toBeLessThan(value);
      expect(interval.high).toBeGreaterThan(value);
    }
    expect(compared).toBeGreaterThan(0);
  });

  it('NCT00461331: what is one side’s own is not told as the difference, and no difference beyond 100 points is', () => {
    const trial = named('NCT00461331');
    const look = { outcome: 'glycemic-control-24', first: 'insulin-aspart', second: 'insulin-lispro' };
    const observed = observe(trial, look);
    expect(observed).toMatchObject({ direction: 'no difference', p: { value: 0.52 } });
    expect(observed?.marked).toContain('not the difference');
    expect(observed?.estimate).toBeUndefined();
    expect(told(enrolled(trial, 200, look))).not.toMatch(/96\.4|420|133|150/);
  });

  it.each(FEW)('%s: chances of few counts are chances, and the size is on their side', (id) => {
    const trial = named(id);
    const from = trial.population?.enrollment ?? 0;
    let compared = 0;
    for (const { look } of contrastsOf(trial).slice(0, 20)) {
      for (const times of [0.9, 2]) {
        const { probability, estimate } = enrolled(trial, Math.round(from * times), look) ?? {};
        if (!probability) continue;
        compared++;
        for (const chance of Object.values(probability)) {
          expect(chance).toBeGreaterThanOrEqual(0);
          expect(chance).toBeLessThanOrEqual(1);
        }
        const along = probability.higher - probability.lower;
        if (estimate?.kind === 'risk difference' && Math.abs(along) > 0.005)
          expect(estimate.value * along).toBeGreaterThanOrEqual(0);
      }
    }
    expect(compared).toBeGreaterThan(0);
  });

  it('NCT01254396: a ratio of percents is told in percent, and no error is 0 times what it was', () => {
    const step = enrolled(named('NCT01254396'), 1e9);
    expect(step?.power?.effect).toMatchObject({ kind: 'ratio', inPercent: true });
    const rows = step?.power ? powerRows(step.power, step.subject) : [];
    expect(rows[1]).toMatchObject({
      name: 'minimum detectable ratio in percent, 80 % power',
      observed: expect.stringMatching(/^\d+$/),
    });
    expect(told(step)).toContain('the standard error is less than 0.01 times what it was');
  });
});

describe('a p of another test', () => {
  it('is said beside the power that is not of it', () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../samples/molnupiravir-clearance.trial'), 'utf8');
    const power = (first: string) => {
      const observed = observe(parse(text).trial, { outcome: 'cleared', first, second: 'placebo' });
      const found = observed && powerOf(observed, 204, 2000);
      if (!found || 'lacks' in found) throw new Error('no power');
      return found;
    };
    // Log-rank, p 0.0128; 49 of 53 and 49 of 61 by the z test of shares.
    expect(power('mg-800').otherTest).toMatchObject({
      z: expect.closeTo(2.489, 3),
      reckoned: expect.closeTo(1.859, 3),
    });
    expect(formulaSentence(power('mg-800'))).toMatch(
      /The reported p = 0\.01 \(Log Rank\) is of another test, or adjusted otherwise: it stands for \|z\| = 2\.49, what power is reckoned by for 1\.86\.$/,
    );
  });

  it('is not said where rounding alone sets p and interval apart', () => {
    const of = (estimate: string, p: number) => {
      const trial = {
        deepimagine: 1,
        arms: { a: { label: 'A' }, b: { label: 'B', role: 'placebo' } },
        outcomes: { o: { measure: 'm' } },
        results: [
          {
            outcome: 'o',
            values: { a: { mean: 4, n: 50 }, b: { mean: 2, n: 50 } },
            analyses: [{ contrast: 'a vs b', estimate, p }],
          },
        ],
      } as Trial;
      const observed = observe(trial, { outcome: 'o', first: 'a', second: 'b' });
      const found = observed && powerOf(observed, 100, 100);
      return found && 'otherTest' in found ? found.otherTest : undefined;
    };
    // 2/(3.9/3.92) = 2.01; p 0.04 is of 2.05, and of 1.98 to 2.11 before it was rounded; p 0.001 is of 3.29.
    expect(of('difference 2 (0.05 to 3.95)', 0.04)).toBeUndefined();
    expect(of('difference 2 (0 to 4)', 0.03)).toBeUndefined();
    expect(of('difference 2 (0.05 to 3.95)', 0.001)).toMatchObject({ z: expect.closeTo(3.29, 2) });
  });
});

it('no two shares differ by more than all', () => {
  expect([possible('risk difference', 420), possible('risk difference', -133)]).toEqual([100, -100]);
  expect(possible('difference', 420)).toBe(420);
});
