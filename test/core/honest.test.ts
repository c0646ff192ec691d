/** What was once said and was more than the figures say: each on the figures of a real record, or on a sample. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Imagining } from '../../core/imagine/answer.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { hoverMarkdown } from '../../core/imagine/hover.ts';
import { expectationOf } from '../../core/imagine/model/expect.ts';
import { flipsText, outcomeLine } from '../../core/imagine/overview.ts';
import { frequencies, theTable } from '../../core/imagine/table.ts';
import { modelReason } from '../../core/imagine/weighing.ts';
import { contrastsOf, focusOf } from '../../core/trial/contrast.ts';
import { observe } from '../../core/trial/direction.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';

/** Left ventricular ejection fraction in 26 people; p = 0.91. */
const ATORVASTATIN = `trial: NCT00233480
focus: atorvastatin vs placebo on lvef
population: { condition: [Heart Failure], enrollment: 26 }
arms:
  atorvastatin:
    { role: experimental, drug: atorvastatin, dose: 10 mg, route: oral, schedule: once daily, duration: 3 months }
  placebo: { role: placebo }
outcomes:
  lvef: { rank: primary, measure: LVEF (Left Ventricular Ejection Fraction), time: 3 months, unit: "%" }
design: { allocation: randomized, model: parallel }
results:
  - outcome: lvef
    values:
      atorvastatin: { mean: 35, sd: 22, n: 14 }
      placebo: { mean: 34, sd: 25, n: 12 }
`;

const trialOf = (text: string): Trial => parse(text).trial;

function set(trial: Trial, where: string, to: string, look?: Look): Imagining {
  const path = where.split('.');
  const steps: Perturbation[] = [{ kind: 'set', factor: 'A', path, from: undefined, to }];
  const answer = imagineNow(trial, steps, look);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const sample = (name: string) => trialOf(readFileSync(path.join(SAMPLES, name), 'utf8'));

describe('what was observed', () => {
  it('geometric coefficients of variation that are told as shares are not taken for percentages', () => {
    // NCT00494780: two doses of ofatumumab with CHOP.
    const of = (one: string, other: string) =>
      trialOf(`trial: NCT00494780
arms:
  high: { role: experimental, drug: Ofatumumab, dose: 1000 mg }
  low: { role: experimental, drug: Ofatumumab, dose: 500 mg }
outcomes:
  cmax: { rank: secondary, measure: Cmax of ofatumumab, unit: ug/mL }
results:
  - outcome: cmax
    values:
      high: { gmean: 497, cv: ${one}, n: 29 }
      low: { gmean: 232, cv: ${other}, n: 26 }
`);
    const told = (trial: Trial) => observe(trial, { outcome: 'cmax', first: 'high', second: 'low' });
    const { interval } = told(of('0.26', '0.25'))?.estimate ?? {};
    expect(interval?.low).toBeCloseTo(1.87, 1);
    expect(interval?.high).toBeCloseTo(2.46, 1);
    expect(told(of('26', '25'))?.estimate).toEqual(told(of('0.26', '0.25'))?.estimate);
    // One of each cannot both be right.
    expect(told(of('0.26', '25'))).toMatchObject({ missing: 'no dispersion' });
  });

  it('a measure of before anything was given is not what a document looks at', () => {
    // NCT00497198: its first primary outcome is of week 0.
    const trial = trialOf(`trial: NCT00497198
arms:
  mci-196: { role: experimental, drug: MCI-196, dose: 1500 mg }
  placebo: { role: placebo }
outcomes:
  fpg: { rank: primary, measure: Fasting Plasma Glucose at Baseline, time: 0 weeks, unit: mg/dL }
  glucose: { rank: primary, measure: Change From Baseline in Blood Glucose at Week 12, time: 12 weeks, unit: mg/dL }
results:
  - outcome: fpg
    values: { mci-196: { mean: 170.2, sd: 21.1, n: 86 }, placebo: { mean: 168.2, sd: 20.5, n: 86 } }
  - outcome: glucose
    values: { mci-196: { mean: -21.3, se: 2.2, n: 86 }, placebo: { mean: 0.8, se: 2.2, n: 86 } }
`);
    expect(focusOf(trial)?.outcome).toBe('glucose');
    expect(contrastsOf(trial).map(({ look }) => look.outcome)).toEqual(['glucose']);
  });
});

describe('what nothing was counted for', () => {
  it('another route gets no answer where no arm was given it so', () => {
    expect(theTable().reach.route.trials).toBeLessThan(5);
    const { steps, sentence } = set(trialOf(ATORVASTATIN), 'arms.atorvastatin.route', 'intravenous');
    expect(steps[0]).toMatchObject({ status: 'carried over', missing: 'no answer' });
    expect(sentence).toMatch(
      /^No evidence: (?:no counted pair differs|pairs of only \d trials? differ) in the route alone/,
    );
  });

  it('a schedule or a time beyond all that were counted gets none either', () => {
    const { reach } = theTable();
    expect(reach.time.trials).toBeGreaterThan(100);
    const trial = trialOf(ATORVASTATIN);
    expect(set(trial, 'arms.atorvastatin.schedule', 'four times daily').sentence).toMatch(
      /^No evidence: no counted pair/,
    );
    expect(set(trial, 'arms.atorvastatin.duration', '3 years').sentence).toMatch(/^No evidence: no counted pair/);
  });
});

describe('an arm that a group which is looked at may hold', () => {
  // NCT00462670 in short: one group of its results names no arm.
  const unlinked = trialOf(`trial: NCT00462670
arms:
  placebo: { label: "1", role: placebo }
  tolvaptan: { label: "2", role: experimental, drug: Tolvaptan, schedule: once daily }
groups:
  placebo-2: { label: Placebo, arms: [placebo] }
  opc-41061: { label: OPC-41061 15mg }
outcomes:
  weight: { rank: primary, measure: Body Weight, time: 7 days, unit: kg }
  albumin: { rank: secondary, measure: Serum Albumin, time: 7 days, unit: g/dL }
results:
  - outcome: weight
    values: { opc-41061: { mean: -1.36, sd: 2.13, n: 53 }, placebo-2: { mean: -0.59, sd: 1.27, n: 57 } }
  - outcome: albumin
    values: { opc-41061: { mean: 0.1, sd: 0.3, n: 53 }, placebo-2: { mean: 0.1, sd: 0.3, n: 57 } }
`);
  const look: Look = { outcome: 'weight', first: 'opc-41061', second: 'placebo-2' };
  const untold = 'which arms opc-41061 holds is not told, and tolvaptan may be one of them';

  it('may have been given what is changed, so nothing is known, whatever is looked at then', () => {
    const { steps, sentence } = set(unlinked, 'arms.tolvaptan.dose', '3 mg', look);
    expect(sentence).toBe(`No evidence: ${untold}`);
    expect(steps[0]).toMatchObject({ status: 'carried over', missing: 'no answer', obstacle: untold });
    const dose: Perturbation = {
      kind: 'set',
      factor: 'A',
      path: ['arms', 'tolvaptan', 'schedule'],
      from: 'once daily',
      to: 'twice daily',
    };
    const albumin: Perturbation = { kind: 'look', factor: 'O', outcome: 'albumin' };
    const drop: Perturbation = { kind: 'drop', factor: 'A', path: ['arms', 'tolvaptan'] };
    for (const scenario of [[dose, albumin], [drop]]) {
      const answer = imagineNow(unlinked, scenario, look);
      if ('problem' in answer) throw new Error(answer.problem);
      expect(answer.steps.map(({ obstacle }) => obstacle)).toEqual(scenario.map(() => untold));
    }
  });

  it('is told apart where the document says who is in the group', () => {
    const groups = { ...unlinked.groups, 'opc-41061': { label: 'OPC-41061 15mg', arms: ['placebo'] } };
    const step = set({ ...unlinked, groups }, 'arms.tolvaptan.schedule', 'twice daily', look).steps[0];
    expect(step).toMatchObject({ missing: 'no change', obstacle: 'tolvaptan is not in this contrast' });
    // The other side's arm is not also this group's while there is another.
    expect(set(unlinked, 'arms.placebo.role', 'sham', look).sentence).toBe('No evidence: carried over');
    const added: Perturbation = { kind: 'add', factor: 'A', path: ['arms', 'new'], value: { drug: 'Tolvaptan' } };
    const answer = imagineNow(unlinked, [added], look);
    expect('steps' in answer && answer.steps[0]?.obstacle).toBe('new is not in this contrast');
  });

  it('and of the only arm there is, every such group', () => {
    const { placebo: _, ...arms } = unlinked.arms ?? {};
    const groups = { 'opc-41061': { label: 'OPC-41061 15mg' }, 'placebo-2': { label: '30mg', arms: ['tolvaptan'] } };
    expect(set({ ...unlinked, arms, groups }, 'arms.tolvaptan.schedule', 'twice daily', look).sentence).toBe(
      `No evidence: ${untold}`,
    );
  });

  it('that is only a part of a group says nothing of all of it', () => {
    const arms = { ...unlinked.arms, other: { label: '3', role: 'experimental' as const } };
    const groups = { ...unlinked.groups, 'opc-41061': { label: 'Both', arms: ['other', 'tolvaptan'] } };
    expect(set({ ...unlinked, arms, groups }, 'arms.tolvaptan.schedule', 'twice daily', look).sentence).toBe(
      'No evidence: tolvaptan is only a part of opc-41061',
    );
  });
});

it.each(['high dose', 'about ten', '10 mg?', '10mg~>5mg'])(
  'a dose that cannot be read, %s, is none to compare with',
  (dose) => {
    const trial = trialOf(ATORVASTATIN.replace('dose: 10 mg', `dose: "${dose}"`));
    expect(trial.arms?.atorvastatin?.dose).toBe(dose);
    const { steps, sentence } = set(trial, 'arms.atorvastatin.dose', '5 mg');
    expect(sentence).toBe(
      `No evidence: ${dose}, which was given, is not read as a dose, so 5 mg cannot be compared with it`,
    );
    expect(steps[0]?.probability).toBeUndefined();
  },
);

it('that the chance is not the share counted is said only where the two are told as different', () => {
  const weighed = { direction: 'higher', size: undefined, sized: false } as const;
  const told = (p: number, ...shares: number[]) => modelReason({ ...weighed, p, shares }).text;
  expect(told(0.8701, 0.8698)).toMatch(/^The chance told, higher 0.87, is a fitted model's, which weighs/);
  expect(told(0.8701, 0.86)).toMatch(/higher 0.87, need not be the share counted, 0.86\. It is a fitted model's/);
  expect(told(0.8701, 0.86, 0.9)).toMatch(/higher 0.87, need not be any share counted\. It is/);
  expect(told(0.8701, 0.86, 0.87)).toMatch(/^The chance told, higher 0.87, is a fitted model's/);
});

describe('another dose', () => {
  const at = (dose: string) => {
    const [step] = set(trialOf(ATORVASTATIN), 'arms.atorvastatin.dose', dose).steps;
    const { probability, estimate, reasons } = step ?? {};
    if (!probability || !estimate || !reasons) throw new Error(`no answer at ${dose}`);
    const far = reasons.map(({ text }) => /0\.\d+ of it is what doses/.exec(text)?.[0]).find(Boolean);
    return { none: probability['no difference'], size: estimate.value, far };
  };

  it('half and double of it do not both raise a difference', () => {
    const [half, double] = [at('5 mg'), at('20 mg')];
    expect(half.size).toBeGreaterThanOrEqual(0);
    expect(half.size).toBeLessThanOrEqual(1.5);
    expect(double.size).toBeGreaterThanOrEqual(half.size - 1e-9);
  });

  it('far from it, the answer is near to what was counted so far away', () => {
    const counted = frequencies({ kind: 'dose', ratio: 150 }, { direction: 'no difference', z: 0.11 }).probability;
    for (const dose of ['40 mg', '200 mg', '1000 mg', '1500 mg'])
      expect(Math.abs(at(dose).none - counted['no difference'])).toBeLessThan(0.12);
    expect(at('20 mg').far).toBeUndefined();
    expect(at('500 mg').far).toMatch(/^0\.[4-8]/);
  });
});

describe('how sure it is told', () => {
  const told = (p: number): Imagining => {
    const answer = set(trialOf(ATORVASTATIN), 'arms.atorvastatin.dose', '20 mg');
    const [step] = answer.steps;
    if (!step) throw new Error('no step');
    const probability = { higher: p, lower: 0, 'no difference': 1 - p };
    return { ...answer, steps: [{ ...step, direction: 'higher', probability }] };
  };

  it('the bar of a hover is full from 0.95 on and not before', () => {
    for (const [p, bar] of [
      [0.91, '▰▰▰▰▱'],
      [0.949, '▰▰▰▰▱'],
      [0.96, '▰▰▰▰▰'],
      [0.5, '▰▰▱▱▱'],
    ] as const)
      expect(hoverMarkdown(told(p), 0)).toContain(`${bar} |`);
  });

  it('an outcome flips only where that is likely', () => {
    const [likely, even] = [outcomeLine(told(0.7)), outcomeLine(told(0.5))];
    expect([likely.flips, even.flips]).toEqual([true, false]);
    expect(flipsText([even])).toBe('None of 1 outcome with an observed direction flips; of 1 it is uncertain.');
    expect(flipsText([likely, even])).toBe(
      '1 of 2 outcomes with an observed direction flips; of 1 more it is uncertain.',
    );
  });

  it('of what is planned alone only figures are told, whatever is given', () => {
    const trial = sample('spironolactone-spirrit.trial');
    for (const drug of ['Water', 'Eplerenone', 'asdf']) {
      const { sentence, steps } = set(trial, 'arms.spironolactone.drug', drug);
      expect(steps[0]?.granted).toBe('planned');
      expect(sentence).toMatch(/^Uncertain: no difference 0\.\d+, .* by what is planned alone$/);
      expect(steps[0]?.reasons.map(({ text }) => text).join(' ')).toContain('does not depend on what is changed here');
    }
  });
});

it('the observed contrast that is named is the one that weighs most with the model', () => {
  let compared = 0;
  for (const name of readdirSync(SAMPLES).filter((file) => file.endsWith('.trial'))) {
    const trial = sample(name);
    for (const { look } of contrastsOf(trial).slice(0, 12)) {
      const dose = trial.arms?.[look.first]?.dose;
      if (dose === undefined) continue;
      const { steps } = set(
        trial,
        `arms.${look.first}.dose`,
        dose.replace(/[\d.]+/, (x) => String(Number(x) * 1.5)),
        look,
      );
      const [step] = steps;
      const [first] = step?.evidence ?? [];
      if (step?.status !== 'imagined' || step.granted || !first?.look) continue;
      const arms = {
        ...trial.arms,
        [look.first]: {
          ...trial.arms?.[look.first],
          dose: step.perturbation.kind === 'set' ? String(step.perturbation.to) : dose,
        },
      };
      const [likest] = expectationOf(trial, { trial: { ...trial, arms }, look: step.look })?.sources ?? [];
      expect(new Set(Object.values(first.look))).toEqual(new Set(Object.values(likest?.observed.look ?? {})));
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(20);
});
