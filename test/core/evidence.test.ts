import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Imagining } from '../../core/imagine/answer.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { naturalPairs } from '../../core/imagine/natural.ts';
import { carried, frequencies, isBeyond, theTable } from '../../core/imagine/table.ts';
import { DIRECTIONS } from '../../core/trial/direction.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';
import * as facts from './direction-facts.ts';
import { DOSES, SEMAGLUTIDE, set } from './direction-facts.ts';

const lookAt = (outcome: string): Perturbation => ({ kind: 'look', factor: 'O', outcome });

function imagined(trial: Trial, scenario: Perturbation[], look?: Look): Imagining {
  const answer = imagineNow(trial, scenario, look);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}
const last = (...[trial, scenario, look]: Parameters<typeof imagined>) => {
  const step = imagined(trial, scenario, look).steps.at(-1);
  if (!step) throw new Error('no step');
  return step;
};
const dose = set('arms.semaglutide.dose', '2.4 mg', '1.7 mg');

describe('what this trial observed', () => {
  it('a dose that another arm was given, against the same comparator', () => {
    const step = last(DOSES, [set('arms.mg-5.dose', '5 mg', '2.5 mg')], {
      outcome: 'hba1c',
      first: 'mg-5',
      second: 'placebo',
    });
    expect(step).toMatchObject({
      status: 'observed',
      direction: 'lower',
      landed: { outcome: 'hba1c', first: 'mg-2-5', second: 'placebo' },
      observed: { estimate: { value: -0.74 }, p: '<0.0001' },
    });
    expect(step.probability).toBeUndefined();
  });

  it('the same amount in another unit', () => {
    const step = last(DOSES, [set('arms.mg-5.dose', '5 mg', '2500 µg')], {
      outcome: 'hba1c',
      first: 'mg-5',
      second: 'placebo',
    });
    expect(step).toMatchObject({ status: 'observed', landed: { first: 'mg-2-5' } });
  });

  it('another outcome, and then the dose of it', () => {
    const asked = { outcome: 'hba1c', first: 'mg-5', second: 'placebo' };
    const steps = imagined(DOSES, [lookAt('weight'), set('arms.mg-5.dose', '5 mg', '1 mg')], asked).steps;
    expect(steps.map(({ status, landed }) => [status, landed?.first])).toEqual([
      ['observed', undefined],
      ['observed', 'mg-1'],
    ]);
  });

  it('an outcome moved to a time that it was also measured at', () => {
    const trial: Trial = structuredClone(SEMAGLUTIDE);
    if (trial.outcomes?.kccq) trial.outcomes.early = { ...trial.outcomes.kccq, time: '20 weeks' };
    trial.results?.push({ outcome: 'early', analyses: [{ contrast: 'semaglutide vs placebo', p: 0.2 }] });
    const step = last(trial, [set('outcomes.kccq.time', '52 weeks', 'week 20')]);
    expect(step).toMatchObject({ status: 'observed', direction: 'no difference', landed: { outcome: 'early' } });
  });

  it('what is left when the arm that was looked at is dropped', () => {
    const step = last(DOSES, [{ kind: 'drop', factor: 'A', path: ['arms', 'mg-5'] }], {
      outcome: 'weight',
      first: 'mg-5',
      second: 'placebo',
    });
    expect(step).toMatchObject({ status: 'observed', look: { outcome: 'weight', first: 'mg-1', second: 'placebo' } });
  });

  it('nothing, when the only other arm is dropped', () => {
    const step = last(SEMAGLUTIDE, [{ kind: 'drop', factor: 'A', path: ['arms', 'placebo'] }]);
    expect(step).toMatchObject({ status: 'carried over', missing: 'no contrast' });
    expect(step.direction).toBeUndefined();
  });

  it('not a group that happens to be given the same', () => {
    const trial: Trial = {
      ...DOSES,
      groups: { women: { label: 'Dapagliflozin 2.5 mg, women', arms: ['mg-2-5'] } },
      arms: {
        'mg-5': DOSES.arms?.['mg-5'] ?? {},
        'mg-2-5': DOSES.arms?.['mg-2-5'] ?? {},
        placebo: { role: 'placebo' },
      },
      results: [
        { outcome: 'hba1c', values: { women: { mean: -0.7, se: 0.1, n: 30 }, placebo: { mean: 0, se: 0.1, n: 30 } } },
        { outcome: 'hba1c', values: { 'mg-5': { mean: -0.8, se: 0.1, n: 66 }, placebo: { mean: 0, se: 0.1, n: 68 } } },
      ],
    };
    const step = last(trial, [set('arms.mg-5.dose', '5 mg', '2.5 mg')], {
      outcome: 'hba1c',
      first: 'mg-5',
      second: 'placebo',
    });
    expect(step.status).toBe('imagined');
  });
});

describe('what is unlike anything that was counted', () => {
  const arm = (key: string, from: string, to: string) => set(`arms.mg-5.${key}`, from, to);
  const asked: Look = { outcome: 'hba1c', first: 'mg-5', second: 'placebo' };

  it.each<[string, Perturbation]>([
    ['no arm of this trial was given Water', arm('drug', 'Dapagliflozin', 'Water')],
    ['hardly a counted pair of times lies 168 times apart', set('outcomes.hba1c.time', '24 weeks', '1 day')],
  ])('%s: no answer, and no figure', (obstacle, step) => {
    const answer = last(DOSES, [step], asked);
    expect(answer).toMatchObject({ status: 'carried over', missing: 'no answer', obstacle });
    expect([answer.direction, answer.probability, answer.estimate]).toEqual([undefined, undefined, undefined]);
  });

  it('is said of what follows, too, where nothing is known of that', () => {
    const steps = imagined(
      DOSES,
      [arm('drug', 'Dapagliflozin', 'Water'), set('design.masking', 'double', 'none')],
      asked,
    );
    expect(steps.steps[1]).toMatchObject({ missing: 'no answer', obstacle: 'no arm of this trial was given Water' });
  });
});

describe('carried over with measured frequencies', () => {
  it('a dose between: the source, the counts behind it, the size with its interval', () => {
    const step = last(SEMAGLUTIDE, [dose]);
    expect(step).toMatchObject({ status: 'imagined', direction: 'higher' });
    const { value = 0, interval } = step.estimate ?? {};
    expect([step.estimate?.kind, interval?.level]).toEqual(['difference', 80]);
    expect(value).toBeGreaterThan(interval?.low ?? Number.NaN);
    expect(value).toBeLessThan(interval?.high ?? Number.NaN);
    expect(step.reasons.find(({ mechanism }) => mechanism === 'dose–response')).toMatchObject({
      mechanism: 'dose–response',
      text: expect.stringMatching(
        /^At 0\.71 times the dose \(counted with all doses 0\.5 to 1 times as high\), .* \(\d+ natural pairs from \d+ trials, each trial weighing 1\)\.$/,
      ),
    });
    expect(step.evidence[0]).toMatchObject({ look: { outcome: 'kccq' }, from: 'higher' });
  });

  it('the nearest dose is the source, not the one that is perturbed', () => {
    const step = last(DOSES, [set('arms.mg-5.dose', '5 mg', '1.2 mg')], {
      outcome: 'hba1c',
      first: 'mg-5',
      second: 'placebo',
    });
    expect(step.evidence[0]?.look?.first).toBe('mg-1');
  });

  it('told the other way round, the mirror image', () => {
    const there = last(SEMAGLUTIDE, [dose]);
    const back = last({ ...SEMAGLUTIDE, focus: 'placebo vs semaglutide on kccq' }, [dose]);
    expect(back.direction).toBe('lower');
    expect(back.probability?.lower).toBeCloseTo(there.probability?.higher ?? Number.NaN, 12);
  });

  it('a comparator that is now given the same leaves chance alone', () => {
    const step = last(DOSES, [set('arms.mg-5.dose', '5 mg', '1 mg')], {
      outcome: 'hba1c',
      first: 'mg-5',
      second: 'mg-1',
    });
    expect(step).toMatchObject({ direction: 'no difference', probability: { 'no difference': 0.95 } });
  });

  it('a dose beyond all that was counted has no evidence, and says so', () => {
    const [, most] = theTable().doseRatios;
    expect(isBeyond({ kind: 'dose', ratio: most * 2 })).toBe(true);
    const step = last(SEMAGLUTIDE, [set('arms.semaglutide.dose', '2.4 mg', `${most * 24} mg`)]);
    expect(step).toMatchObject({ status: 'carried over', missing: 'no answer', evidence: [] });
    expect(step.obstacle).toBe('no counted pair of doses lies 2000 times apart');
    expect([step.direction, step.probability, step.estimate]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the number of participants', () => {
  it('is answered by power, with its formula and its inputs', () => {
    const step = last(SEMAGLUTIDE, [set('population.enrollment', 529, 100)]);
    expect(step).toMatchObject({
      status: 'imagined',
      power: { from: 529, to: 100, imagined: expect.closeTo(0.587, 2) },
      estimate: { kind: 'difference', value: 7.8, interval: { level: 80, sided: 'two' } },
    });
    expect(step.reasons.map(({ text }) => text).join(' ')).toContain('Φ(|d|/SE·√(n′/n) − 1.96)');
  });

  it('more of them raise it', () => {
    const power = (to: number) => last(SEMAGLUTIDE, [set('population.enrollment', 529, to)]).power?.imagined ?? 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 }), (a, b) => {
        fc.pre(a !== b && a !== 529 && b !== 529);
        expect(power(Math.max(a, b))).toBeGreaterThanOrEqual(power(Math.min(a, b)));
      }),
      { numRuns: 50 },
    );
  });

  it('cannot be answered where nothing was tested, and says why', () => {
    const trial = { ...facts.MEDIANS, population: { enrollment: 200 } };
    const step = last(trial, [set('population.enrollment', 200, 400)]);
    expect(step.status).toBe('carried over');
    expect(step.powerLacks).toBe('a standard error, which medians do not have');
    expect(step.reasons.map(({ text }) => text).join(' ')).toContain('No power is told');
  });

  it.each([0, -5, 2.5, 1, 1e11])('%d is no number of participants, and no figure is told of it', (to) => {
    for (const step of imagined(SEMAGLUTIDE, [set('population.enrollment', 529, to), dose, lookAt('walk')]).steps) {
      expect(step).toMatchObject({ status: 'carried over', missing: 'impossible', obstacle: expect.any(String) });
      const { direction, probability, estimate, observed, power } = step;
      expect([direction, probability, estimate, observed, power]).toEqual(Array(5).fill(undefined));
    }
  });
});

describe('no evidence', () => {
  it.each([
    set('design.countries', ['Argentina', 'Germany'], ['Japan']),
    set('design.masking', 'double', 'none'),
    set('population.sex', 'all', 'female'),
    set('population.condition', ['Obesity'], ['Hypertension']),
    set('arms.placebo.role', 'placebo', 'no treatment'),
  ])('carries over: %j', (step) => {
    const answer = last(SEMAGLUTIDE, [step]);
    expect(answer).toMatchObject({ status: 'carried over', direction: 'higher' });
    expect(answer.probability).toBeUndefined();
    expect(answer.reasons[0]?.text).toMatch(/evidence/);
  });

  it('carries over what was imagined before it', () => {
    const steps = imagined(SEMAGLUTIDE, [dose, set('design.countries', ['Germany'], ['Japan'])]).steps;
    expect(steps[1]?.probability).toEqual(steps[0]?.probability);
  });

  it('an arm that is not looked at changes nothing', () => {
    const step = last(DOSES, [set('arms.mg-1.dose', '1 mg', '0.5 mg')], {
      outcome: 'hba1c',
      first: 'mg-5',
      second: 'placebo',
    });
    expect(step).toMatchObject({ missing: 'no change', obstacle: 'mg-1 is not in this contrast', direction: 'lower' });
  });

  it('of a prospective trial, only what holds of trials planned alike, and no size', () => {
    const { results: _, ...planned } = SEMAGLUTIDE;
    const answer = imagined(planned, [dose]);
    expect(answer).toMatchObject({
      missing: 'not observed',
      steps: [{ status: 'imagined', evidence: [] }],
    });
    expect(answer.steps[0]?.estimate).toBeUndefined();
    expect(answer.steps[0]?.reasons[0]?.text).toContain('Nothing that this document observed');
  });
});

const anyStep: fc.Arbitrary<Perturbation> = fc.oneof(
  fc
    .constantFrom('0.5 mg', '1 mg', '1.7 mg', '2.4 mg', '5 mg', '2.5, 5 mg', 'a spoonful')
    .map((to) => set('arms.mg-5.dose', '5 mg', to)),
  fc.constantFrom('once daily', 'twice daily', 'once weekly').map((to) => set('arms.mg-5.schedule', 'once daily', to)),
  fc.constantFrom('Dapagliflozin', 'Metformin').map((to) => set('arms.mg-5.drug', 'Dapagliflozin', to)),
  fc.integer({ min: 2, max: 3000 }).map((to) => set('population.enrollment', 497, to)),
  fc.constantFrom('hba1c', 'weight').map(lookAt),
  fc.constantFrom('12 weeks', '24 weeks', '102 weeks').map((to) => set('outcomes.hba1c.time', '24 weeks', to)),
  fc.constantFrom('none', 'double').map((to) => set('design.masking', 'double', to)),
);
const from: Look = { outcome: 'hba1c', first: 'mg-5', second: 'placebo' };

describe('whatever is perturbed', () => {
  it('probabilities sum to 1, and the direction is the likeliest', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 5 }), (scenario) => {
        for (const { probability, direction } of imagined(DOSES, scenario, from).steps) {
          if (!probability) continue;
          expect(DIRECTIONS.reduce((sum, one) => sum + probability[one], 0)).toBeCloseTo(1, 9);
          expect(Math.max(...DIRECTIONS.map((one) => probability[one]))).toBe(direction && probability[direction]);
        }
      }),
    );
  });

  it('forward and back returns to the observed, whatever comes last', () => {
    const back: Perturbation[] = [
      set('outcomes.hba1c.time', '?', '24 weeks'),
      set('design.masking', '?', 'double'),
      set('population.enrollment', 1, 497),
      set('arms.mg-5.drug', '?', 'Dapagliflozin'),
      set('arms.mg-5.schedule', '?', 'once daily'),
      set('arms.mg-5.dose', '?', '5 mg'),
    ];
    const start = imagined(DOSES, [], from);
    fc.assert(
      fc.property(
        fc.array(anyStep, { minLength: 1, maxLength: 4 }),
        fc.shuffledSubarray(back, { minLength: back.length }),
        (scenario, ways) => {
          const steps = imagined(DOSES, [...scenario, lookAt('hba1c'), ...ways], from).steps;
          const changed = steps.filter(
            ({ perturbation, missing }) => perturbation.kind !== 'look' && missing !== 'no change',
          );
          if (changed.length > 0) expect(changed.at(-1)?.observed).toEqual(start.observed);
          expect(steps.at(-1)).toMatchObject({ direction: 'lower' });
          expect(steps.at(-1)?.probability).toBeUndefined();
        },
      ),
    );
  });

  it('the way there does not matter, only where it leads', () => {
    const [a, b] = [set('population.enrollment', 497, 200), set('arms.mg-5.dose', '5 mg', '4 mg')];
    expect(last(DOSES, [a, b], from).probability).toEqual(last(DOSES, [b, a], from).probability);
  });

  it('sham changes change nothing', () => {
    const renamed: Trial = structuredClone(DOSES);
    for (const arm of Object.values(renamed.arms ?? {})) Object.assign(arm, { label: 'Group', description: 'A note' });
    const reordered: Trial = {
      ...DOSES,
      outcomes: Object.fromEntries(Object.entries(DOSES.outcomes ?? {}).reverse()),
      results: DOSES.results?.toReversed() ?? [],
    };
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 4 }), (scenario) => {
        const asked = imagined(DOSES, scenario, from).steps.map(({ direction, probability }) => ({
          direction,
          probability,
        }));
        for (const sham of [renamed, reordered])
          expect(
            imagined(sham, scenario, from).steps.map(({ direction, probability }) => ({ direction, probability })),
          ).toEqual(asked);
      }),
    );
  });
});

it('an arm that the scenario adds can be looked at, and no size is made up of it', () => {
  const single: Trial = {
    arms: { drug: { role: 'experimental', drug: 'Ambrisentan', dose: '5 mg' } },
    outcomes: { walk: { rank: 'primary', measure: 'Change in 6-minute walk distance' } },
    results: [{ outcome: 'walk', values: { drug: { mean: 32, sd: 50, n: 60 } } }],
  };
  const add: Perturbation = { kind: 'add', factor: 'A', path: ['arms', 'placebo'], value: { role: 'placebo' } };
  expect(imagined(single, [add])).toMatchObject({
    look: { outcome: 'walk', first: 'drug', second: 'placebo' },
    steps: [{ status: 'imagined', evidence: [] }],
  });
  expect(imagineNow(single, [])).toEqual({ problem: 'This document has no two arms to compare.' });
});

describe('the table', () => {
  it('says on how much it rests', () => {
    const { records, trials, contrasts, about } = theTable();
    expect(records).toBe(955);
    expect(trials).toBeGreaterThan(600);
    expect(contrasts).toBeGreaterThan(60_000);
    expect(about).toContain('registry records');
  });

  it('has frequencies that sum to 1, for what was counted and for what was not', () => {
    for (const change of [
      { kind: 'time' },
      { kind: 'dose', ratio: 0.5 },
      { kind: 'dose' },
      { kind: 'measure', shared: 0.1 },
    ] as const)
      for (const direction of DIRECTIONS)
        for (const z of [undefined, 0.3, 1.5, 2.2, 5]) {
          const { probability, trials } = frequencies(change, { direction, ...(z !== undefined && { z }) });
          expect(DIRECTIONS.reduce((sum, to) => sum + probability[to], 0)).toBeCloseTo(1, 9);
          expect(trials).toBeGreaterThan(0);
        }
    const empty = { ...theTable(), changes: {} };
    expect(frequencies({ kind: 'time' }, { direction: 'higher' }, empty)).toMatchObject({
      trials: 0,
      probability: { higher: 1 / 3 },
    });
  });

  it('keeps the direction of strong results more than of weak ones, and of near doses more than of far', () => {
    const stays = (ratio: number, z: number) =>
      frequencies({ kind: 'dose', ratio }, { direction: 'higher', z }).probability.higher;
    expect(stays(0.5, 5)).toBeGreaterThan(stays(0.5, 2.2));
    expect(stays(0.5, 5)).toBeGreaterThan(stays(0.3, 5));
  });

  it('carries a certain source as its own row', () => {
    const change = { kind: 'time' } as const;
    expect(carried({ higher: 1, lower: 0, 'no difference': 0 }, change, { otherWay: false })).toEqual(
      frequencies(change, { direction: 'higher' }).probability,
    );
  });
});

describe('natural pairs', () => {
  it('differ in one thing, both ways round', () => {
    const pairs = [...naturalPairs(DOSES, 1000)];
    expect(pairs.every(({ from: a, to: b }) => pairs.some(({ from: c, to: d }) => c === b && d === a))).toBe(true);
    expect(new Set(pairs.map(({ change }) => change.kind))).toEqual(new Set(['measure', 'dose', 'comparator']));
    const halves = pairs.find(({ from: a, to: b }) => a.look.first === 'mg-5' && b.look.first === 'mg-2-5');
    expect(halves?.change).toEqual({ kind: 'dose', ratio: 0.5 });
  });

  it('are drawn the same every time where there are too many', () => {
    const drawn = () => [...naturalPairs(DOSES, 7)].map(({ from: a, to: b }) => [a.look, b.look]);
    expect(drawn()).toEqual(drawn());
    expect(drawn().length).toBeLessThanOrEqual(14);
  });
});
