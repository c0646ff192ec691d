/** What an answer is told as: of its own row, no finer than what was observed, the same wherever it is read. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { trustTexts } from '../../core/imagine/panel.ts';
import { changedText, hoverMarkdown, plainText, powerTable } from '../../core/imagine/wording.ts';
import { contrastsOf } from '../../core/trial/contrast.ts';
import { observe } from '../../core/trial/direction.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Trial } from '../../core/trial/schema.ts';
import { COUNTED_EVENTS, HAZARD, SEMAGLUTIDE, set } from './direction-facts.ts';
import { last } from './imagined.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const sample = (name: string) => parse(readFileSync(root(`samples/${name}.trial`), 'utf8')).trial;
const said = (trial: Trial, scenario: Parameters<typeof last>[1], look?: Parameters<typeof last>[2]) =>
  last(trial, scenario, look)
    .reasons.map(({ text }) => text)
    .join(' ');

/** Three rows of one outcome, of which another than the one looked at is the furthest from no difference. */
const ROWS: Trial = {
  trial: 'NCT00006101',
  design: { allocation: 'randomized', model: 'parallel' },
  population: { enrollment: 76 },
  arms: {
    drug: { role: 'experimental', drug: 'Eflornithine', dose: '500 mg' },
    placebo: { role: 'placebo' },
  },
  outcomes: { psa: { rank: 'primary', measure: 'Change in PSA and prostate volume', time: '12 months', unit: '%' } },
  results: [
    ['Total PSA', -0.75, 26.29, 1.55, 38.29] as const,
    ['Prostate volume', 0.14, 19.85, 11.81, 23.83] as const,
    ['Free PSA', 3, 20, 4, 20] as const,
  ].map(([row, one, sd, other, otherSd]) => ({
    outcome: 'psa',
    row,
    values: { drug: { mean: one, sd, n: 34 }, placebo: { mean: other, sd: otherSd, n: 33 } },
  })),
};
const doubled = [set('arms.drug.dose', '500 mg', '1000 mg')];
const ofRow = (row: string) => ({ outcome: 'psa', row, first: 'drug', second: 'placebo' });

describe('rows of one outcome', () => {
  it.each(['Total PSA', 'Prostate volume', 'Free PSA'])('%s is carried over from itself', (row) => {
    const seen = observe(ROWS, ofRow(row));
    const text = said(ROWS, doubled, ofRow(row));
    expect(text).toContain(
      `Carried over from this contrast as it was observed (row ${row}; 12 months): ${seen?.direction}`,
    );
    expect(last(ROWS, doubled, ofRow(row)).evidence[0]?.look?.row).toBe(row);
  });

  it('another row is never called this contrast', () => {
    const [total, ...others] = ROWS.results ?? [];
    const untested = structuredClone({
      ...ROWS,
      results: [{ ...total, values: { drug: { median: 1 }, placebo: { median: 2 } } }, ...others],
    });
    const text = said(untested as Trial, doubled, ofRow('Total PSA'));
    expect(text).toContain('Carried over from another row of this outcome as it was observed (row Prostate volume');
    expect(text).not.toContain('from this contrast');
  });
});

describe('digits', () => {
  it('a size is told no finer than one place more than what was observed', () => {
    const dosed: Trial = {
      ...SEMAGLUTIDE,
      arms: { ...SEMAGLUTIDE.arms, semaglutide: { role: 'experimental', drug: 'Semaglutide', dose: '2.4 mg' } },
    };
    const answer = imagineNow(dosed, [set('arms.semaglutide.dose', '2.4 mg', '2.4001 mg')]);
    if ('problem' in answer) throw new Error(answer.problem);
    expect(plainText(answer)).toMatch(/difference, points: 7\.80 \(80 % 7\.\d\d to 7\.\d\d\)/);
    expect(hoverMarkdown(answer)).not.toMatch(/7\.\d{3}/);
  });

  it('what lies on the border of significance is said to, and nothing else is', () => {
    const at = (p: string) => ({
      ...SEMAGLUTIDE,
      results: (SEMAGLUTIDE.results ?? []).map((one) => ({
        outcome: one.outcome ?? '',
        analyses: [
          {
            contrast: 'semaglutide vs placebo',
            estimate: 'difference 7.8',
            orientation: 'first minus second' as const,
            p,
          },
        ],
      })),
    });
    for (const [p, border] of [
      ['0.049', true],
      ['0.06', true],
      ['0.0001', false],
      ['0.6', false],
    ] as const)
      for (const change of [set('arms.semaglutide.dose', '2.4 mg', '1.7 mg'), set('population.enrollment', 529, 300)])
        expect(/border of significance/.test(said(at(p), [change])), `${p} ${change.factor}`).toBe(border);
  });
});

describe('hazard ratios', () => {
  it('say what below 1 means, of a time and of a count', () => {
    const of = (trial: Trial) => contrastsOf(trial)[0]?.look;
    const fewer = (trial: Trial) =>
      last({ ...trial, population: { enrollment: 200 } }, [set('population.enrollment', 200, 100)], of(trial));
    expect(fewer(HAZARD).estimate).toMatchObject({ kind: 'hazard ratio', below: 'longer' });
    expect(fewer(COUNTED_EVENTS).estimate).toMatchObject({ kind: 'hazard ratio', below: 'lower' });
  });

  it('none is told of other sides, as no size of a time is', () => {
    const trial = sample('semaglutide-sustain6');
    const contrast = { first: 'placebo-0-5', second: 'sema-1' };
    const ask = (measure: string) =>
      last({ ...trial, outcomes: { ...trial.outcomes, mace: { ...trial.outcomes?.mace, measure } } }, [
        { kind: 'look', factor: 'A', contrast },
      ]).estimate;
    expect(ask('Time from randomisation to first occurrence of MACE')).toBeUndefined();
    expect(ask('Participants with MACE')).toMatchObject({ kind: 'hazard ratio', below: 'lower' });
  });

  it('a result has the direction in a sample that it has in its record', () => {
    expect(
      observe(sample('semaglutide-sustain6'), { outcome: 'mace', first: 'semaglutide', second: 'placebo' }),
    ).toMatchObject({
      direction: 'higher',
      time: true,
    });
    for (const name of readdirSync(root('samples')).filter((one) => one.endsWith('.trial')))
      for (const { observed } of contrastsOf(sample(name.replace('.trial', '')))) {
        if (observed.estimate?.kind !== 'hazard ratio' || !observed.direction || observed.direction === 'no difference')
          continue;
        // Told of a time, a hazard below 1 is the longer; of how many had the event, the lower.
        const below = observed.estimate.value < 1;
        expect(observed.direction, name).toBe(below === observed.time ? 'higher' : 'lower');
      }
  });
});

describe('one way of writing', () => {
  it('a minus sign is one, in effects and in changes; what is detectable has none', () => {
    const lower: Trial = {
      ...SEMAGLUTIDE,
      results: [
        {
          outcome: 'kccq',
          analyses: [
            {
              contrast: 'semaglutide vs placebo',
              estimate: 'difference -0.5 (-0.8 to -0.2)',
              orientation: 'first minus second',
            },
          ],
        },
      ],
    };
    const step = last(lower, [set('population.enrollment', 529, 100_000)]);
    const power = step.power;
    if (!power) throw new Error('no power');
    const { rows, notes } = powerTable(power, step.subject);
    const texts = [...rows.flatMap(({ cells }) => cells), ...notes];
    expect(texts.join(' ')).toMatch(/−0\.\d/);
    expect(rows.flatMap(({ cells }) => cells).join(' ')).not.toContain('−');
    const answer = imagineNow(lower, [set('population.enrollment', 529, 100_000)]);
    if ('problem' in answer) throw new Error(answer.problem);
    for (const text of [...texts, plainText(answer), hoverMarkdown(answer)])
      expect(text).not.toMatch(/(?:^|[\s(])\\?-\d/m);
    const look = { outcome: 'kccq', first: 'semaglutide', second: 'placebo' };
    expect(changedText(set('arms.semaglutide.dose', '5 mg', '-5 mg'), look).to).toBe('−5 mg');
  });

  it('hover and command line call rows the same', () => {
    const answer = imagineNow(SEMAGLUTIDE, [set('population.enrollment', 529, 100)]);
    if ('problem' in answer) throw new Error(answer.problem);
    for (const text of [plainText(answer), hoverMarkdown(answer)]) {
      expect(text).toContain('power, were the effect as estimated');
      expect(text).toContain('minimum detectable difference in points, 80 % power');
    }
  });

  it('what the baseline is worth is the same in the README and the panel', () => {
    const answer = imagineNow(SEMAGLUTIDE, [set('population.enrollment', 529, 100)]);
    if ('problem' in answer) throw new Error(answer.problem);
    const panel = trustTexts(answer).join(' ');
    const line = readFileSync(root('README.md'), 'utf8')
      .split('\n')
      .find((one) => one.includes('chances are off by'));
    const [own, later, nothing] = (line ?? '').match(/\.\d\d/g) ?? [];
    expect(panel).toContain(
      `off by 0${own} on average, on trials of later dates by 0${later}, of those with nothing observed by 0${nothing}`,
    );
  });
});
