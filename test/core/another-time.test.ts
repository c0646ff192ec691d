/** Another time of one outcome, and another dose of the comparator: the farther, the nearer to what was counted; sizes go no way that nothing speaks for. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImaginedStep } from '../../core/imagine/answer.ts';
import { strengthOf } from '../../core/imagine/power.ts';
import { type Contrast, contrastsOf } from '../../core/trial/contrast.ts';
import { parse } from '../../core/trial/parse.ts';
import { parseTime } from '../../core/trial/quantity/time.ts';
import type { Trial } from '../../core/trial/schema.ts';
import { pairTrial, set } from './direction-facts.ts';
import { last } from './imagined.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const samples = readdirSync(SAMPLES)
  .filter((file) => file.endsWith('.trial'))
  .map((file) => parse(readFileSync(path.join(SAMPLES, file), 'utf8')).trial);

const ASKED = samples.flatMap((trial) =>
  contrastsOf(trial).flatMap((contrast) => {
    const time = trial.outcomes?.[contrast.look.outcome]?.time;
    const days = time === undefined ? undefined : parseTime(time)?.days;
    const alone = contrast.look.row === undefined && contrast.observed.direction !== undefined;
    return time !== undefined && days !== undefined && alone ? [{ trial, contrast, time, days }] : [];
  }),
);

const why = ({ reasons }: ImaginedStep) => reasons.map(({ text }) => text).join(' ');

/** On the scale of the effect, from no effect on in the direction that was observed. */
function sizeIn({ observed }: Contrast, { estimate }: ImaginedStep): number | undefined {
  const size = strengthOf(observed)?.size;
  if (!size || !estimate || estimate.kind !== size.estimate.kind) return undefined;
  const on = size.effect.scale === 'log' ? Math.log(estimate.value / size.effect.null) : estimate.value;
  return on / size.effect.value;
}

describe('another time', () => {
  const doublings = fc.double({ min: 0.1, max: 5.8, noNaN: true });
  const at = ({ trial, contrast, time, days }: (typeof ASKED)[number], far: number) =>
    last(
      trial,
      [set(`outcomes.${contrast.look.outcome}.time`, time, `${Number((days * 2 ** far).toPrecision(9))} days`)],
      contrast.look,
    );

  it('leaves a difference no surer than what was counted of times so far apart, and no larger than it was', () => {
    expect(ASKED.length).toBeGreaterThan(60);
    let [chances, sizes] = [0, 0];
    fc.assert(
      fc.property(fc.constantFrom(...ASKED), doublings, fc.boolean(), (asked, far, later) => {
        const step = at(asked, later ? far : -far);
        const { direction } = asked.contrast.observed;
        if (step.status !== 'imagined' || !step.probability || !direction || direction === 'no difference') return;
        const share = 1 - Math.exp(-((far / 2.5) ** 2));
        expect(step.probability[direction]).toBeLessThanOrEqual(share * 0.64 + (1 - share) + 1e-3);
        chances++;
        const size = sizeIn(asked.contrast, step);
        if (size === undefined || asked.days === 0) return;
        expect(size).toBeLessThanOrEqual(1.02);
        expect(size).toBeGreaterThanOrEqual(-0.02);
        sizes++;
      }),
      { numRuns: 300 },
    );
    expect(Math.min(chances, sizes)).toBeGreaterThan(40);
  });

  it('2 weeks instead of 24 of HbA1c is told as what was counted, widely, and why', () => {
    const trial = samples.find((one) => one.outcomes?.hba1c && one.arms?.['mg-5']);
    if (!trial) throw new Error('no trial');
    const look = { outcome: 'hba1c', first: 'mg-5', second: 'placebo' };
    const [near, far] = ['22 weeks', '2 weeks'].map((to) =>
      last(trial, [set('outcomes.hba1c.time', '24 weeks', to)], look),
    ) as [ImaginedStep, ImaginedStep];
    expect(near.probability?.lower).toBeGreaterThan(0.95);
    expect(far.probability?.lower).toBeGreaterThan(0.6);
    expect(far.probability?.lower).toBeLessThan(0.75);
    const width = ({ estimate }: ImaginedStep) => {
      const { low, high } = estimate?.interval ?? {};
      return (high ?? Number.NaN) - (low ?? Number.NaN);
    };
    expect(width(far)).toBeGreaterThan(2 * width(near));
    expect(why(near)).not.toContain('nearest observed time');
    expect(why(far)).toMatch(
      /So far from the nearest observed time, 0\.\d\d of it is what .* where lower has 0\.64, as counted\./,
    );
  });
});

describe('a time that is not that of the outcome', () => {
  const ENDS = { drug: { mean: 5, sd: 6, n: 60 }, placebo: { mean: 9, sd: 6, n: 60 } };
  const look = { outcome: 'o', first: 'drug', second: 'placebo' };
  const moved = (time: string, row?: string) => {
    const trial = pairTrial(
      'NCT00000000',
      { measure: 'Pain', unit: 'points', time },
      ENDS,
      [],
      row === undefined ? {} : { row },
    );
    return last(trial, [set('outcomes.o.time', time, '52 weeks')], { ...look, ...(row !== undefined && { row }) });
  };

  it('a row that says when it is of is told by how far the new time is from that', () => {
    const [six, other] = [moved('up to 12 weeks', 'Week 6'), moved('up to 12 weeks', 'Week 48')];
    const width = ({ estimate }: ImaginedStep) =>
      (estimate?.interval?.high ?? Number.NaN) - (estimate?.interval?.low ?? Number.NaN);
    expect(width(other)).toBeGreaterThan(0);
    expect(width(six)).toBeGreaterThan(1.5 * width(other));
    expect(six.probability?.lower).toBeLessThan(other.probability?.lower ?? 0);
  });

  it('no size is told of another time than one that cannot be read', () => {
    expect(moved('at the second visit').probability).toBeDefined();
    expect(moved('at the second visit').estimate).toBeUndefined();
    expect(moved('12 weeks').estimate).toBeDefined();
  });
});

describe('another dose of the comparator', () => {
  /** NCT03988634: NT-proBNP, as a geometric mean ratio. */
  const trial = (better?: 'higher' | 'lower'): Trial =>
    pairTrial(
      'NCT03988634',
      {
        rank: 'primary',
        measure: 'Change in NT-proBNP',
        time: '8 weeks',
        unit: 'geometric mean ratio',
        ...(better && { better }),
      },
      {
        both: { gmean: 0.72, ci: '0.643 to 0.8062', n: 180 },
        valsartan: { gmean: 0.8425, ci: '0.7561 to 0.9387', n: 197 },
      },
      [{ contrast: 'both vs valsartan', estimate: 'geometric mean ratio 0.8546 (0.7307 to 0.9994)', p: '0.0492' }],
      {
        arms: {
          both: { role: 'experimental', drug: 'Sacubitril/valsartan', dose: '200 mg' },
          valsartan: { role: 'active comparator', drug: 'Valsartan', dose: '160 mg' },
        },
      },
    );
  const at = (mg: number, better?: 'higher' | 'lower') =>
    last(trial(better), [set('arms.valsartan.dose', '160 mg', `${mg} mg`)], {
      outcome: 'o',
      first: 'both',
      second: 'valsartan',
    });
  const OBSERVED = 0.8546;

  it('that does less where the other is better makes the difference no smaller, one that does more no larger', () => {
    for (const mg of [150, 80, 40, 20]) expect(at(mg, 'lower').estimate?.value).toBeLessThanOrEqual(OBSERVED + 1e-3);
    for (const mg of [170, 320, 640]) expect(at(mg, 'lower').estimate?.value).toBeGreaterThanOrEqual(OBSERVED - 1e-3);
    for (const mg of [150, 80, 40, 20])
      expect(at(mg, 'higher').estimate?.value).toBeGreaterThanOrEqual(OBSERVED - 1e-3);
    for (const mg of [170, 320, 640]) expect(at(mg, 'higher').estimate?.value).toBeLessThanOrEqual(OBSERVED + 1e-3);
  });

  it('says so where nothing says what is better, and tells less as more', () => {
    const [less, more] = [at(80), at(320)];
    expect(less.probability?.lower).toBeCloseTo(more.probability?.lower ?? 0, 6);
    expect(why(less)).toContain('so less and more of it are told alike');
    expect(why(at(80, 'lower'))).not.toContain('told alike');
  });
});
