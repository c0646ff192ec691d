import { describe, expect, it } from 'vitest';
import type { Imagining } from '../../core/imagine/answer.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { hoverMarkdown } from '../../core/imagine/wording.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';
import { DOSES, HAZARD, SEMAGLUTIDE, set } from './direction-facts.ts';

const trial: Trial = {
  ...SEMAGLUTIDE,
  arms: {
    semaglutide: {
      role: 'experimental',
      drug: 'Semaglutide',
      dose: '2.4 mg',
      route: 'subcutaneous',
      schedule: 'once weekly',
      duration: '52 weeks',
    },
    placebo: { role: 'placebo', drug: 'Placebo', dose: '2.4 mg', duration: '52 weeks' },
    tirzepatide: { role: 'active comparator', drug: 'Tirzepatide' },
    metformin: { role: 'active comparator', drug: 'Metformin' },
  },
};
const arm = (key: string, from: string, to: string) => set(`arms.semaglutide.${key}`, from, to);

function imagined(of: Trial, scenario: Perturbation[], look?: Look): Imagining {
  const answer = imagineNow(of, scenario, look);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}
const reasons = (scenario: Perturbation[]) =>
  (imagined(trial, scenario).steps.at(-1)?.reasons ?? []).map(({ text }) => text).join(' ');

describe('each change is reasoned in its own words', () => {
  it.each<[string, Perturbation[]]>([
    ['At 0.42 times the dose (counted with all doses 0.25 to 0.5 times as high), ', [arm('dose', '2.4 mg', '1 mg')]],
    ['With another schedule, ', [arm('schedule', 'once weekly', 'every 2 weeks')]],
    ['With another duration (counted with other changes of an arm), ', [arm('duration', '52 weeks', '26 weeks')]],
    ['With another drug, ', [arm('drug', 'Semaglutide', 'Tirzepatide')]],
    [
      'With Metformin added (counted with all changes of a drug), ',
      [
        {
          kind: 'set',
          factor: 'A',
          path: ['arms', 'semaglutide', 'gives'],
          from: undefined,
          to: { semaglutide: { drug: 'Semaglutide' }, metformin: { drug: 'Metformin' } } as never,
        },
      ],
    ],
    [
      'With another duration of the comparator (counted with all changes of a comparator), ',
      [set('arms.placebo.duration', '52 weeks', '26 weeks')],
    ],
    ['With another time, ', [set('outcomes.kccq.time', '52 weeks', '26 weeks')]],
    ['With another outcome, ', [set('outcomes.kccq.measure', 'x', 'Change in KCCQ overall summary score')]],
  ])('%s', (text, scenario) => expect(reasons(scenario)).toContain(text));

  it.each<[string, Perturbation[]]>([
    ['alone', [arm('route', 'subcutaneous', 'oral')]],
    ['with another dose', [arm('dose', '2.4 mg', '1 mg'), arm('route', 'subcutaneous', 'oral')]],
  ])('another route %s gets no figure: no counted pair differs in the route alone', (_, scenario) => {
    const step = imagined(trial, scenario).steps.at(-1);
    expect(step?.obstacle).toContain('route');
    expect(step?.probability).toBeUndefined();
    expect(step?.reasons).toEqual([]);
  });

  it.each(['criteria', 'age', 'sex', 'condition'])('population: %s', (key) => {
    expect(reasons([set(`population.${key}`, undefined, 'another')])).toBe(
      `Natural pairs of one trial hold no evidence on ${key}, so the answer before is carried over. A language model may reason about it.`,
    );
  });

  it.each(['countries', 'masking', 'phase', 'allocation'])('design: %s', (key) => {
    expect(reasons([set(`design.${key}`, undefined, 'another')])).toBe(
      `Natural pairs of one trial hold no evidence on ${key}, so the answer before is carried over. A language model may reason about it.`,
    );
  });

  it('what is not looked at', () => {
    const asked = { outcome: 'hba1c', first: 'mg-5', second: 'placebo' };
    const last = (step: Perturbation) => imagined(DOSES, [step], asked).steps[0]?.obstacle;
    expect(last({ kind: 'drop', factor: 'A', path: ['arms', 'mg-1'] })).toBe('mg-1 is not in this contrast');
    expect(last(set('outcomes.weight.time', '24 weeks', '12 weeks'))).toBe('weight is another outcome');
  });
});

it('what is dropped and added is named by what it is', () => {
  const head = (step: Perturbation) =>
    hoverMarkdown(imagined(trial, [step], { outcome: 'kccq', first: 'semaglutide', second: 'placebo' }), 0).split(
      ' · ',
    )[0];
  expect(head({ kind: 'drop', factor: 'A', path: ['arms', 'placebo'] })).toBe('**arm dropped** **placebo**');
  expect(head({ kind: 'drop', factor: 'O', path: ['outcomes', 'walk'] })).toBe('**outcome dropped** **walk**');
  expect(head({ kind: 'add', factor: 'A', path: ['arms', 'low'], value: { dose: '1 mg' } })).toBe(
    '**arm added** **low**',
  );
  expect(head({ kind: 'drop', factor: 'A', path: ['arms', 'semaglutide', 'gives', 'metformin'] })).toBe(
    '**drug dropped** **metformin of semaglutide**',
  );
});

it('a row and a time of what is carried over are named', () => {
  const rows: Trial = {
    ...trial,
    results: (trial.results ?? []).map((result) =>
      result.outcome === 'kccq' ? { ...result, row: 'Week 52' } : result,
    ),
  };
  const step = imagined(rows, [arm('dose', '2.4 mg', '1 mg')]).steps[0];
  expect(step?.reasons[0]?.text).toContain('as it was observed (row Week 52; 52 weeks): higher');
  expect(step?.evidence[0]).toMatchObject({ look: { row: 'Week 52' }, subject: { row: 'Week 52', time: '52 weeks' } });
  const elsewhere = imagined(rows, [
    { kind: 'look', factor: 'O', outcome: 'walk' },
    { kind: 'look', factor: 'O', outcome: 'kccq' },
  ]);
  expect(elsewhere.steps[1]).toMatchObject({
    status: 'observed',
    look: { row: 'Week 52' },
    subject: { row: 'Week 52' },
  });
  expect(elsewhere.steps[1]?.landed).toBeUndefined();
});

it('an outcome moved to the time of one of its rows lands there', () => {
  const [kccq] = (trial.results ?? []).filter(({ outcome }) => outcome === 'kccq');
  const rows: Trial = {
    ...trial,
    results: [
      { ...kccq, row: 'Week 52' },
      { outcome: 'kccq', row: 'Week 20', analyses: [{ contrast: 'semaglutide vs placebo', p: 0.3 }] },
    ],
  };
  const step = imagined(rows, [set('outcomes.kccq.time', '52 weeks', '20 weeks')]).steps[0];
  expect(step).toMatchObject({ status: 'observed', direction: 'no difference', landed: { row: 'Week 20' } });
  expect(imagined(rows, [set('outcomes.kccq.time', '52 weeks', '20 weeks')]).sentence).toBe(
    'Observed in this trial as Week 20: no difference (p = 0.3)',
  );
  expect(imagined(rows, [set('outcomes.kccq.time', '52 weeks', '30 weeks')]).steps[0]?.status).toBe('imagined');
});

it('an arm that is titrated as another was lands there, whatever it was called', () => {
  const titrated: Trial = {
    ...SEMAGLUTIDE,
    arms: {
      low: { role: 'experimental', label: 'Drug 5 mg', drug: 'Drug', dose: '2.5, 5 mg' },
      high: { role: 'experimental', label: 'Drug 10 mg', drug: 'Drug', dose: '2.5, 5, 10 mg' },
      placebo: { role: 'placebo' },
    },
    results: [
      { outcome: 'kccq', analyses: [{ contrast: 'low vs placebo', p: 0.3 }] },
      { outcome: 'kccq', analyses: [{ contrast: 'high vs placebo', p: 0.4 }] },
    ],
  };
  const look = { outcome: 'kccq', first: 'high', second: 'placebo' };
  const step = imagined(titrated, [set('arms.high.dose', '2.5, 5, 10 mg', '2.5, 5 mg')], look).steps[0];
  expect(step).toMatchObject({ status: 'observed', landed: { first: 'low' } });
});

it('a ratio that runs against the direction says how it reads; one that does not says nothing', () => {
  const hazard = imagined({ ...HAZARD, population: { enrollment: 272 } }, [set('population.enrollment', 272, 136)]);
  expect(hazard.observed).toMatchObject({ direction: 'higher', estimate: { value: 0.62, below: 'longer' } });
  expect(hazard.steps[0]?.estimate).toMatchObject({ kind: 'hazard ratio', below: 'longer' });
  expect(hoverMarkdown(hazard, 0)).toMatch(
    /\| hazard ratio \(below 1: longer\)(?:&nbsp;)* \| 0\.62 \(95\s%\s0\.47\sto\s0\.81\)/,
  );
  expect(imagined(SEMAGLUTIDE, []).observed?.estimate?.below).toBeUndefined();
});

it('a near miss keeps its side', () => {
  const near = structuredClone(SEMAGLUTIDE);
  for (const result of near.results ?? [])
    if (result.outcome === 'kccq')
      result.analyses = [{ contrast: 'semaglutide vs placebo', estimate: 'difference 2.1 (-0.1 to 4.3)', p: 0.06 }];
  const answer = imagined(near, [arm('dose', '2.4 mg', '1.7 mg')]);
  expect(answer.observed).toMatchObject({ direction: 'no difference', points: 'higher' });
  expect(answer.steps[0]?.reasons[0]?.text).toContain('no difference (p = 0.06, point estimate higher)');
  // Far from significant, a side says nothing.
  for (const result of near.results ?? [])
    if (result.outcome === 'kccq')
      result.analyses = [{ contrast: 'semaglutide vs placebo', estimate: 'difference 0.3 (-2 to 2.6)', p: 0.8 }];
  expect(imagined(structuredClone(near), []).observed?.points).toBeUndefined();
});
