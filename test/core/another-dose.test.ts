/** Another dose of one arm, on all samples: sizes are monotone in it, no change of it makes surer, and order in the document says nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImaginedStep } from '../../core/imagine/answer.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { strengthOf } from '../../core/imagine/power.ts';
import { type Contrast, contrastsOf } from '../../core/trial/contrast.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Trial } from '../../core/trial/schema.ts';
import { nameOf, sideOf } from '../../core/trial/sides.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const sample = (name: string) => parse(readFileSync(path.join(SAMPLES, `${name}.trial`), 'utf8')).trial;
const NAMES = readdirSync(SAMPLES).flatMap((file) => (file.endsWith('.trial') ? [file.slice(0, -6)] : []));

const DOSE = /^[\d.]+ \S+$/;
/** Contrasts of a dose that no other arm is given another of: away from it, nothing else was observed. */
const ASKED = NAMES.flatMap((name) => {
  const trial = sample(name);
  const drug = (id: string) => sideOf(trial, id)?.gives.map(nameOf).join();
  return contrastsOf(trial).flatMap((contrast) => {
    const { first } = contrast.look;
    const alone = Object.keys(trial.arms ?? {}).every((id) => id === first || drug(id) !== drug(first));
    return alone && contrast.observed.direction && DOSE.test(trial.arms?.[first]?.dose ?? '')
      ? [{ name, trial, contrast }]
      : [];
  });
});

function at(trial: Trial, { look }: Contrast, times: number): ImaginedStep | undefined {
  const from = trial.arms?.[look.first]?.dose ?? '';
  const to = from.replace(/[\d.]+/, (x) => String(Number((Number(x) * times).toPrecision(12))));
  const answer = imagineNow(trial, [{ kind: 'set', factor: 'A', path: ['arms', look.first, 'dose'], from, to }], look);
  if ('problem' in answer) throw new Error(answer.problem);
  const step = answer.steps.at(-1);
  return step?.status === 'imagined' ? step : undefined;
}

/** In the direction that was observed, from no effect on; undefined where no size is told. */
function sizeIn({ observed }: Contrast, { estimate }: ImaginedStep): number | undefined {
  const size = strengthOf(observed)?.size;
  if (!size || !estimate || estimate.kind !== size.estimate.kind) return undefined;
  const on = (x: number) => (size.effect.scale === 'log' ? Math.log(x / size.effect.null) : x - size.effect.null);
  return (on(estimate.value) * (Math.sign(size.effect.value) || 1)) / size.se;
}

const ratio = fc.double({ min: Math.log(1.001), max: Math.log(100), noNaN: true }).map(Math.exp);

describe('away from the dose that was observed', () => {
  it('a lower dose is never larger, a higher one never smaller, and none surer of what was observed than a nearer one', () => {
    expect(ASKED.length).toBeGreaterThan(30);
    let [chances, sizes] = [0, 0];
    fc.assert(
      fc.property(fc.constantFrom(...ASKED), ratio, ratio, fc.boolean(), ({ trial, contrast }, one, other, up) => {
        const [near, far] = [Math.min(one, other), Math.max(one, other)].map((times) =>
          at(trial, contrast, up ? times : 1 / times),
        );
        const { direction } = contrast.observed;
        if (!near?.probability || !far?.probability || !direction) return;
        expect(far.probability[direction]).toBeLessThanOrEqual(near.probability[direction] + 1e-3);
        chances++;
        const [seen, less, more] = [strengthOf(contrast.observed)?.z, sizeIn(contrast, near), sizeIn(contrast, far)];
        if (seen === undefined || less === undefined || more === undefined) return;
        sizes++;
        const along = up ? [Math.abs(seen), less, more] : [more, less, Math.abs(seen)];
        expect(along[0]).toBeLessThanOrEqual((along[1] ?? 0) + 1e-2);
        expect(along[1]).toBeLessThanOrEqual((along[2] ?? 0) + 1e-2);
        expect(Math.min(...along)).toBeGreaterThanOrEqual(-1e-2);
      }),
      { numRuns: 600 },
    );
    expect(Math.min(chances, sizes)).toBeGreaterThan(200);
  });

  it('a hundredth against placebo is told as no effect, a hundredfold as hardly surer than a coin, and both say how far they are', () => {
    const trial = sample('semaglutide-hfpef');
    const contrast = contrastsOf(trial).find(({ observed }) => (strengthOf(observed)?.z ?? 0) > 4);
    if (!contrast) throw new Error('no contrast');
    const [least, most] = [at(trial, contrast, 0.01), at(trial, contrast, 100)];
    expect(least?.direction).toBe('no difference');
    expect(least?.probability?.['no difference']).toBeGreaterThan(0.8);
    expect(most?.probability?.higher).toBeLessThan(0.65);
    for (const step of [least, most])
      expect(step?.reasons.map(({ text }) => text).join(' ')).toMatch(
        /far beyond nearly all pairs of doses that were counted/,
      );
    expect(
      at(trial, contrast, 2)
        ?.reasons.map(({ text }) => text)
        .join(' '),
    ).not.toMatch(/far beyond/);
  });
});

it('the order of arms in the document changes no answer', () => {
  let compared = 0;
  for (const { trial, contrast } of [...ASKED.filter(({ name }) => name === 'nivolumab-lung'), ...ASKED.slice(0, 40)]) {
    const arms = Object.fromEntries(Object.entries(trial.arms ?? {}).toReversed());
    for (const times of [0.6, 1.4]) {
      const [one, other] = [at(trial, contrast, times), at({ ...trial, arms }, contrast, times)];
      expect(other?.probability).toEqual(one?.probability);
      expect(other?.estimate).toEqual(one?.estimate);
      expect(other?.support).toEqual(one?.support);
      if (one?.probability) compared++;
    }
  }
  expect(compared).toBeGreaterThan(20);
});

describe('of a trial of several doses', () => {
  /** Doses of one drug against the same second side, on the same outcome and row, that have a size: their arms in the order of the doses. */
  const RANGING = NAMES.flatMap((name) => {
    const trial = sample(name);
    const groups = new Map<string, { dose: number; contrast: Contrast }[]>();
    for (const contrast of contrastsOf(trial)) {
      const { first, second, outcome, row } = contrast.look;
      const { dose = '', ...rest } = trial.arms?.[first] ?? {};
      if (!DOSE.test(dose) || !contrast.observed.direction || !trial.arms?.[second]) continue;
      const given = sideOf(trial, first)?.gives.map(nameOf).join();
      if (given === sideOf(trial, second)?.gives.map(nameOf).join()) continue;
      const key = [given, dose.replace(/[\d.]+/, ''), rest.schedule, second, outcome, row].join('|');
      groups.set(key, [...(groups.get(key) ?? []), { dose: Number.parseFloat(dose), contrast }]);
    }
    return [...groups.values()]
      .filter((group) => group.length > 1)
      .map((group) => ({ trial, group: group.toSorted((a, b) => a.dose - b.dose) }));
  });
  const told = (trial: Trial, { dose, contrast }: { dose: number; contrast: Contrast }, to: number) =>
    at(trial, contrast, to / dose);

  it('a size between two observed doses is on the line between theirs', () => {
    expect(RANGING.length).toBeGreaterThan(5);
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    let held = 0;
    fc.assert(
      fc.property(fc.constantFrom(...RANGING), fc.nat(), fc.nat(), share, ({ trial, group }, pick, asked, along) => {
        const at = pick % (group.length - 1);
        const [low, high, from] = [group[at], group[at + 1], group[asked % group.length]];
        if (!low || !high || !from || low.dose === high.dose) return;
        const step = told(trial, from, low.dose ** (1 - along) * high.dose ** along);
        const [one, other] = [low, high].map(({ contrast }) => strengthOf(contrast.observed)?.size?.estimate);
        if (!step?.estimate || !one || !other || new Set([one.kind, other.kind, step.estimate.kind]).size > 1) return;
        held++;
        const size = other.value - one.value;
        expect((step.estimate.value - one.value) * Math.sign(size)).toBeGreaterThanOrEqual(
          -1e-2 * Math.abs(size) - 1e-6,
        );
        expect((other.value - step.estimate.value) * Math.sign(size)).toBeGreaterThanOrEqual(
          -1e-2 * Math.abs(size) - 1e-6,
        );
      }),
      { numRuns: 120 },
    );
    expect(held).toBeGreaterThan(25);
  });

  it('beyond the lowest and the highest observed one none is surer of what was observed there than a nearer one', () => {
    let held = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...RANGING),
        fc.nat(),
        ratio,
        ratio,
        fc.boolean(),
        ({ trial, group }, asked, a, b, up) => {
          const [end, from] = [group.at(up ? -1 : 0), group[asked % group.length]];
          const direction = end?.contrast.observed.direction;
          if (!end || !from || !direction) return;
          const [near, far] = [Math.min(a, b), Math.max(a, b)].map((times) =>
            told(trial, from, up ? end.dose * times : end.dose / times),
          );
          if (!near?.probability || !far?.probability) return;
          held++;
          expect(far.probability[direction]).toBeLessThanOrEqual(near.probability[direction] + 2e-3);
        },
      ),
      { numRuns: 160 },
    );
    expect(held).toBeGreaterThan(50);
  });
});

it('doses of one drug that change places are no longer what was observed of more against less', () => {
  // NCT00495677: log10 of the viral load at day 11.
  const arm = (dose: string) => ({ role: 'active comparator', drug: 'PF-00232798', dose }) as const;
  const trial: Trial = {
    trial: 'NCT00495677',
    arms: { 'mg-20': arm('20 mg'), 'mg-5': arm('5 mg') },
    outcomes: { load: { rank: 'primary', measure: 'Change in viral load', time: 'Day 11', unit: 'log10 copies/mL' } },
    results: [
      {
        outcome: 'load',
        values: { 'mg-20': { mean: -0.687, sd: 0.426, n: 5 }, 'mg-5': { mean: -0.253, sd: 0.3308, n: 6 } },
      },
    ],
  };
  const asked = (id: string, to: string) => {
    const from = trial.arms?.[id]?.dose ?? '';
    const look = { outcome: 'load', first: 'mg-20', second: 'mg-5' };
    const answer = imagineNow(trial, [{ kind: 'set', factor: 'A', path: ['arms', id, 'dose'], from, to }], look);
    if ('problem' in answer) throw new Error(answer.problem);
    return answer.steps[0];
  };
  expect(asked('mg-20', '10 mg')?.status).toBe('imagined');
  expect(asked('mg-5', '10 mg')?.status).toBe('imagined');
  for (const step of [asked('mg-20', '2 mg'), asked('mg-5', '50 mg')]) {
    expect([step?.missing, step?.probability]).toEqual(['no answer', undefined]);
    expect(step?.obstacle).toBe('mg-20 is now given less than mg-5, and was observed with more');
  }
});
