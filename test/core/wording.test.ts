import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EstimateAnswer, Imagining } from '../../core/imagine/answer.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { counted, estimateText, figure, probability, pText } from '../../core/imagine/figures.ts';
import {
  copyMarkdown,
  hint,
  hoverMarkdown,
  lens,
  outcomeText,
  plainText,
  sentence,
  valueText,
} from '../../core/imagine/wording.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';
import { BEFORE_AND_AFTER, DOSES, HAZARD, MEDIANS, SEMAGLUTIDE, set } from './direction-facts.ts';

function imagined(trial: Trial, scenario: Perturbation[], look?: Look): Imagining {
  const answer = imagineNow(trial, scenario, look);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}
const dose = set('arms.semaglutide.dose', '2.4 mg', '1.7 mg');
const japan = set('design.countries', ['Argentina', 'Germany'], ['Japan']);
const fewer = set('population.enrollment', 529, 100);

describe('figures', () => {
  it.each([
    [6.6123, '6.61'],
    [0.042123, '0.0421'],
    [12345.6, '12,346'],
    [0, '0'],
    [-3, '−3'],
    [Number.NaN, 'not known'],
  ])('%d is written %s', (value, text) => expect(figure(value)).toBe(text));

  it('a probability is never rounded to certainty', () => {
    expect([1, 0.996, 0.94, 0.005, 0].map(probability)).toEqual(['> 0.99', '> 0.99', '0.94', '< 0.01', '< 0.01']);
  });

  it.each([
    ['=', 0.00001, 'p < 0.001'],
    ['=', 0.0019, 'p = 0.002'],
    ['=', 0.0312, 'p = 0.03'],
    ['=', 0.0587, 'p = 0.06'],
    ['=', 0.0496, 'p = 0.0496'],
    ['=', 0.0513, 'p = 0.051'],
    ['=', 0.05, 'p = 0.05'],
    ['=', 0.21, 'p = 0.21'],
    ['=', 0.4, 'p = 0.4'],
    ['=', 0.999, 'p > 0.99'],
    ['<', 0.0001, 'p < 0.0001'],
    ['<=', 0.05, 'p ≤ 0.05'],
    ['>', 0.05, 'p > 0.05'],
    ['=', 0, 'p = 0 (as reported)'],
  ] as const)('p %s %d is written %s', (relation, value, text) => expect(pText({ relation, value })).toBe(text));

  const two = (low: number, high: number, level = 95) => ({ low, high, level, sided: 'two' as const });

  it.each<[string, EstimateAnswer]>([
    ['7.8 (95 % 4.8 to 10.9)', { kind: 'difference', value: 7.8, interval: two(4.8, 10.9) }],
    ['0.98 (90 % 0.90 to 1.06)', { kind: 'ratio', value: 0.98, interval: two(0.9, 1.06, 90) }],
    [
      '2.0 (one-sided 97.5 % from −1.2)',
      { kind: 'difference', value: 2, interval: { low: -1.2, level: 97.5, sided: 'one' } },
    ],
    // Computed: as many digits as their uncertainty carries.
    ['7.8 (80 % 0.8 to 14.8)', { kind: 'difference', value: 7.8, interval: two(0.781234567, 14.818771234, 80) }],
    [
      '0.36 (80 % 0.18 to 0.72)',
      { kind: 'odds ratio', value: 0.3612345678, interval: two(0.1823456789, 0.723456789, 80) },
    ],
    [
      '1234 (80 % 200 to 2300)',
      { kind: 'difference', value: 1234.123456789, interval: two(200.12345678, 2300.123456789, 80) },
    ],
    ['7.8', { kind: 'difference', value: 7.8 }],
    ['0.12', { kind: 'difference', value: 0.12345678 }],
    ['0.10', { kind: 'difference', value: 0.0999999999 }],
    ['0.123', { kind: 'difference', value: 0.12345 }],
    // Reported: at most one digit more, and nothing is rounded onto the line of no effect.
    ['0.870 (95 % 0.753 to 1.005)', { kind: 'rate ratio', value: 0.8698, interval: two(0.7526, 1.0052) }],
    ['1.026 (95 % −0.005 to 2.058)', { kind: 'difference', value: 1.0264, interval: two(-0.0047, 2.0576) }],
    ['2.23 (90 % 0.89 to 5.62)', { kind: 'odds ratio', value: 2.23, interval: two(0.89, 5.62, 90) }],
    ['−0.01 (95 % −1.20 to 1.20)', { kind: 'difference', value: -0.01, interval: two(-1.2, 1.2) }],
    [
      '0.0 (80 % −1.2 to 1.2)',
      { kind: 'difference', value: -0.0123456789, interval: two(-1.2123456789, 1.187654321, 80) },
    ],
  ])('an estimate has the decimals of its interval, whose level is told: %s', (text, estimate) => {
    expect(estimateText(estimate)).toBe(text);
  });

  it('one is one, and several are several', () => {
    expect([counted(1, 'trial'), counted(2, 'trial'), counted(12345, 'pair')]).toEqual([
      '1 trial',
      '2 trials',
      '12,345 pairs',
    ]);
  });

  it('values are told with their dispersion', () => {
    expect(valueText({ mean: 16.8, sd: 17.9, n: 243 })).toBe('mean 16.8, SD 17.9, n = 243');
    expect(valueText({ count: 35, n: 263 })).toBe('35 of 263 (13.3 %)');
    expect(valueText({ percent: 6.6, n: 1648 })).toBe('6.6 %, n = 1648');
    expect(valueText({ median: 'not reached', ci: 'from 10' })).toBe('median not reached, CI from 10');
    expect(valueText({ n: 3 })).toBeUndefined();
  });
});

describe('the sentence', () => {
  it.each<[string, Trial, Perturbation[], Look | undefined]>([
    ['Observed: higher (p < 0.0001)', SEMAGLUTIDE, [], undefined],
    ['Stays higher, in another trial like this one', SEMAGLUTIDE, [set('population.enrollment', 529, 264)], undefined],
    [
      'Stays higher, less surely, in another trial like this one',
      SEMAGLUTIDE,
      [set('population.enrollment', 529, 150)],
      undefined,
    ],
    [
      'Uncertain: no difference 0.53, higher 0.47, in another trial like this one',
      SEMAGLUTIDE,
      [set('population.enrollment', 529, 75)],
      undefined,
    ],
    [
      'Becomes no difference, in another trial like this one',
      SEMAGLUTIDE,
      [set('population.enrollment', 529, 6)],
      undefined,
    ],
    [
      'Observed in this trial: higher (p = 0.002, computed) · Change in 6-minute walk distance, 52 weeks',
      SEMAGLUTIDE,
      [{ kind: 'look', factor: 'O', outcome: 'walk' }],
      undefined,
    ],
    [
      'Observed in this trial as mg-2-5 vs placebo: lower (p < 0.0001)',
      DOSES,
      [set('arms.mg-5.dose', '5 mg', '2.5 mg')],
      { outcome: 'hba1c', first: 'mg-5', second: 'placebo' },
    ],
    ['No evidence: carried over', SEMAGLUTIDE, [japan], undefined],
    [
      'Stays higher, in another trial like this one; countries: no evidence',
      SEMAGLUTIDE,
      [set('population.enrollment', 529, 264), japan],
      undefined,
    ],
    ['Nothing to compare', SEMAGLUTIDE, [{ kind: 'drop', factor: 'A', path: ['arms', 'placebo'] }], undefined],
    ['Observed: no direction (medians only, from which no test is computed)', MEDIANS, [], undefined],
    ['Observed: lower (p = 0.02)', BEFORE_AND_AFTER, [], { outcome: 'sbp', first: 'post', second: 'pre' }],
  ])('%s', (text, trial, scenario, look) => {
    const answer = imagined(trial, scenario, look);
    expect(answer.sentence).toBe(text);
    expect(sentence(answer)).toBe(text);
  });

  it('of a prospective trial is not surer than trials planned alike are', () => {
    const { results: _, ...planned } = SEMAGLUTIDE;
    expect(imagined(planned, []).sentence).toBe('Not observed');
    expect(imagined(planned, [dose]).sentence).toMatch(
      /^Uncertain: (?:higher|no difference) 0\.\d\d, .*by what is planned alone$/,
    );
  });
});

describe('hints and lenses', () => {
  it('say in a few words what the sentence says', () => {
    const { steps } = imagined(SEMAGLUTIDE, [fewer, japan, { kind: 'look', factor: 'O', outcome: 'walk' }]);
    expect(steps.map(hint).slice(0, 2)).toEqual([
      '→ higher 0.58, in another trial like this one',
      '→ no evidence: carried over',
    ]);
    expect(hint(steps[2] ?? imagined(SEMAGLUTIDE, [dose]).steps[0] ?? expect.fail())).toMatch(
      /^→ (higher|no difference) 0\.\d\d, in another trial like this one$/,
    );
    expect(lens(imagined(SEMAGLUTIDE, []))).toBe('semaglutide vs placebo: higher (p < 0.0001)');
    expect(lens(imagined(SEMAGLUTIDE, [fewer]))).toBe(
      'semaglutide vs placebo: higher → higher 0.58, in another trial like this one',
    );
    expect(lens(imagined(SEMAGLUTIDE, [{ kind: 'look', factor: 'O', outcome: 'walk' }]))).toBe(
      'semaglutide vs placebo: higher → semaglutide vs placebo on walk: observed: higher',
    );
  });
});

describe('the hover', () => {
  it('answers first, then shows the numbers, then why, then who says so', () => {
    expect(hoverMarkdown(imagined(SEMAGLUTIDE, [fewer]), ['population', 'enrollment'])).toMatchInlineSnapshot(`
      "**enrollment** 529 → **100** · semaglutide vs placebo · Change in KCCQ clinical summary score, 52 weeks (higher is better)

      Uncertain: **higher** 0.58, no difference 0.42, in another trial like this one.

      | | observed | imagined |
      | :-- | :-- | :-- |
      | direction&nbsp;&nbsp;&nbsp; | higher (p \\< 0.0001)&nbsp;&nbsp;&nbsp; | **higher** 0.58 ▰▰▰▱▱ |
      | difference, points&nbsp;&nbsp;&nbsp; | 7.8 (95 % 4.8 to 10.9)&nbsp;&nbsp;&nbsp; | 7.8 (80 % 2.8 to 12.8) |
      | power, were the effect as estimated&nbsp;&nbsp;&nbsp; | \\> 0.99 at 529&nbsp;&nbsp;&nbsp; | 0.59 at 100 |
      | minimum detectable difference in points, 80 % power (90 %)&nbsp;&nbsp;&nbsp; | 4.4 (5.0) at 529&nbsp;&nbsp;&nbsp; | 10 (12) at 100 |

      - Power: With 100 instead of 529 participants, and nothing else changed, the standard error is 2.3 times what it was, so an estimate is significant beyond 7.0.
      - Chance: The 529 here were observed: higher (p \\< 0.0001). 100 would be another sample, with luck of its own: the chance is that of another trial like this one, averaged over what the observed estimate leaves open (assurance); power supposes the effect to be just as estimated; 80 % of such trials have their estimate in the interval.
      - Power: Were the effect as estimated (difference 7.8 points), 529 participants would find it with probability \\> 0.99, 100 with 0.59, two-sided at 0.05; 80 % power takes 166 participants, 90 % takes 222. Power is Φ(\\|d\\|/SE·√(n′/n) − 1.96) + Φ(−\\|d\\|/SE·√(n′/n) − 1.96), with d = 7.8, SE = 1.56 (the reported interval); the arms in the same proportions, and as many of those enrolled analysed.

      Observed of semaglutide vs placebo: deaths 3/263 vs 4/266; serious adverse events 35/263 vs 71/266. Harms are not imagined.

      *evidence · embedded baseline*"
    `);
  });

  it('of a step that landed shows what was observed there', () => {
    const step = set('arms.mg-5.dose', '5 mg', '2.5 mg');
    const answer = imagined(DOSES, [step], { outcome: 'hba1c', first: 'mg-5', second: 'placebo' });
    expect(hoverMarkdown(answer, ['arms', 'mg-5', 'dose'])).toMatchInlineSnapshot(`
      "**dose** 5 mg → **2.5 mg** · mg-5 vs placebo · Change in HbA1c, 24 weeks (lower is better)

      **Observed** in this trial as mg-2-5 vs placebo: **lower** (p \\< 0.0001).

      | | observed | imagined |
      | :-- | :-- | :-- |
      | direction&nbsp;&nbsp;&nbsp; | lower (p \\< 0.0001)&nbsp;&nbsp;&nbsp; | **observed**: lower (p \\< 0.0001) |
      | difference, % of hemoglobin&nbsp;&nbsp;&nbsp; | −0.84 (95 % −1.17 to −0.50)&nbsp;&nbsp;&nbsp; | −0.74 (95 % −1.07 to −0.41) |

      Observed of mg-5 vs placebo: deaths 0/68 vs 0/68; serious adverse events 1/68 vs 2/68. Harms are not imagined.

      *evidence · embedded baseline*"
    `);
  });

  it('of a step without evidence says so, whatever came before it', () => {
    const text = hoverMarkdown(imagined(SEMAGLUTIDE, [dose, japan]), ['design', 'countries']);
    expect(text).toContain('No evidence: carried over.');
    expect(text).toContain('(carried over)');
  });

  it('of an attribute that nothing perturbs, and of none, tells the whole', () => {
    expect(hoverMarkdown(imagined(SEMAGLUTIDE, []))).toContain('Observed: **higher** (p \\< 0.0001).');
    expect(hoverMarkdown(imagined(HAZARD, []))).toContain('hazard ratio (below 1: longer): 0.62 (95 % 0.47 to 0.81)');
  });

  it('tells cautions, and harms as they were observed', () => {
    const text = hoverMarkdown(imagined(SEMAGLUTIDE, [{ kind: 'look', factor: 'O', outcome: 'walk' }]));
    expect(text).toContain('Careful: computed from the summary statistics, not reported.');
    expect(text).toContain('deaths 3/263 vs 4/266; serious adverse events 35/263 vs 71/266. Harms are not imagined.');
  });

  it('of two arrows on one attribute takes the last, and a step by its position', () => {
    const answer = imagined(SEMAGLUTIDE, [dose, set('arms.semaglutide.dose', '1.7 mg', '1 mg')]);
    expect(hoverMarkdown(answer, ['arms', 'semaglutide', 'dose'])).toContain('1.7 mg → **1 mg**');
    expect(hoverMarkdown(answer, 0)).toContain('2.4 mg → **1.7 mg**');
  });
});

describe('text of documents', () => {
  const evil = '[x](command:evil) <img src=x onerror=a> | **b** `c` $(alert)\n# d';
  const trial: Trial = {
    ...SEMAGLUTIDE,
    outcomes: { kccq: { rank: 'primary', measure: evil, time: evil, unit: evil } },
    arms: {
      semaglutide: { role: 'experimental', drug: evil, dose: evil, label: evil },
      placebo: { role: 'placebo', label: evil },
    },
    design: { countries: [evil] },
  };

  it('makes no link, image, HTML, command or table in Markdown', () => {
    const scenario = [
      set('arms.semaglutide.dose', evil, `${evil} 2`),
      set('design.countries', [evil], [evil, 'Japan']),
    ];
    const answer = imagined(trial, scenario);
    for (const text of [
      hoverMarkdown(answer),
      hoverMarkdown(answer, 0),
      hoverMarkdown(answer, 1),
      copyMarkdown(answer),
    ]) {
      expect(text).not.toMatch(/(?<!\\)\[x/);
      expect(text).not.toMatch(/(?<!\\)<img/);
      expect(text).not.toMatch(/(?<!\\)`c/);
      expect(text).not.toMatch(/(?<!\\)\$\(/);
      expect(text).not.toMatch(/^# d/m);
    }
  });

  it('is one line in a terminal, without control characters', () => {
    const answer = imagined({ ...trial, outcomes: { kccq: { measure: 'a\u001b[31mb\nc\u202ed' } } }, []);
    expect(plainText(answer).split('\n')[0]).toBe('semaglutide vs placebo · a [31mb cd');
  });
});

it('the command line says the same, in the same order', () => {
  expect(plainText(imagined(SEMAGLUTIDE, [fewer, japan]))).toMatchInlineSnapshot(`
    "semaglutide vs placebo · Change in KCCQ clinical summary score, 52 weeks
    Uncertain: higher 0.58, no difference 0.42, in another trial like this one; countries: no evidence

    observed  higher (p < 0.0001)
       difference, points: 7.8 (95 % 4.8 to 10.9)
       semaglutide: mean 16.8, SD 17.9, n = 243
       placebo: mean 10.3, SD 17.3, n = 237

    1. N  enrollment 529 → 100
       Uncertain: higher 0.58, no difference 0.42, in another trial like this one
       higher 0.58, lower < 0.01, no difference 0.42
       difference, points: 7.8 (80 % 2.8 to 12.8)
       power, were the effect as estimated: > 0.99 at 529, 0.59 at 100
       minimum detectable difference in points, 80 % power: 4.4 at 529, 10 at 100
       minimum detectable difference in points, 90 % power: 5.0 at 529, 12 at 100
       - power: With 100 instead of 529 participants, and nothing else changed, the standard error is 2.3 times what it was, so an estimate is significant beyond 7.0.
       - chance: The 529 here were observed: higher (p < 0.0001). 100 would be another sample, with luck of its own: the chance is that of another trial like this one, averaged over what the observed estimate leaves open (assurance); power supposes the effect to be just as estimated; 80 % of such trials have their estimate in the interval.
       - power: Were the effect as estimated (difference 7.8 points), 529 participants would find it with probability > 0.99, 100 with 0.59, two-sided at 0.05; 80 % power takes 166 participants, 90 % takes 222. Power is Φ(|d|/SE·√(n′/n) − 1.96) + Φ(−|d|/SE·√(n′/n) − 1.96), with d = 7.8, SE = 1.56 (the reported interval); the arms in the same proportions, and as many of those enrolled analysed.

    2. E  countries Argentina, Germany → Japan
       No evidence: carried over
       higher 0.58, lower < 0.01, no difference 0.42
       difference, points: 7.8 (80 % 2.8 to 12.8)
       - Natural pairs of one trial hold no evidence on countries, so the answer before is carried over. A language model may reason about it.

    Observed of semaglutide vs placebo: deaths 3/263 vs 4/266; serious adverse events 35/263 vs 71/266. Harms are not imagined.
    evidence · embedded baseline
    "
  `);
});

it('a copy holds every step with its reasons and what it rests on', () => {
  const text = copyMarkdown(imagined(SEMAGLUTIDE, [dose, japan]));
  expect(text).toMatch(/^## NCT04788511\n/);
  expect(text).toContain('### 1. A: **dose** 2.4 mg → **1.7 mg**');
  expect(text).toContain('### 2. E: **countries** Argentina, Germany → **Japan**');
  expect(text).toContain('| evidence | what differs | observed | nearness |');
  expect(text).toMatch(/^\| \[(NCT\d{8})\]\(https:\/\/clinicaltrials\.gov\/study\/\1\) \| /m);
  expect(text.trimEnd()).toMatch(/\*evidence · embedded baseline\*$/);
});

describe('why', () => {
  const folder = join(import.meta.dirname, '../../samples');
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.trial'))
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')));
  const steps = texts.flatMap(({ trial, inPlace, scenarios }) =>
    [inPlace?.steps ?? [], ...scenarios.map((scenario) => scenario.steps)].flatMap((all) => {
      const answer = imagineNow(
        trial,
        all.map(({ perturbation }) => perturbation),
      );
      return 'problem' in answer ? [] : answer.steps;
    }),
  );
  // With a change of the number of participants behind every step that has one of its own.
  const longest = texts.flatMap(({ trial, inPlace }) => {
    const answer = imagineNow(trial, [
      ...(inPlace?.steps ?? []).map(({ perturbation }) => perturbation),
      set('population.enrollment', trial.population?.enrollment, 321),
    ]);
    return 'problem' in answer ? [] : answer.steps;
  });
  const told = [...steps, ...longest].filter(({ status }) => status === 'imagined');

  it('is told in at most five sentences of the samples, and in at least one', () => {
    expect(told.length).toBeGreaterThan(40);
    for (const { reasons } of told) {
      expect(reasons.length).toBeGreaterThan(0);
      expect(reasons.length, JSON.stringify(reasons)).toBeLessThanOrEqual(5);
      for (const { text } of reasons) expect(text).toMatch(/^[A-ZΦ0-9].*\.$/s);
    }
  });

  it('has no number that is wrong beside its word', () => {
    for (const { text } of told.flatMap(({ reasons }) => reasons))
      expect(text).not.toMatch(
        /\b1 (?:trials|pairs|natural pairs|contrasts|observed contrasts|participants)\b|(?<!to |\.)\b1 times/,
      );
  });

  it('names the source with its strength, the dose, other trials and the power at the number of participants', () => {
    const { reasons } = imagined(SEMAGLUTIDE, [dose]).steps[0] ?? expect.fail();
    const text = reasons.map((reason) => reason.text).join('\n');
    expect(text).toMatch(/higher \(p < 0\.0001\), 5\.0 standard errors from no difference, in 480 people/);
    expect(text).toMatch(/At 0\.71 times the dose .* natural pairs from \d+ trials/);
    expect(text).toMatch(/NCT\d{8}/);
    expect(text).toMatch(/need not be the share counted, 0\.\d\d\. It is a fitted model's/);
    expect(text).toMatch(/Were the effect as imagined .* 529 participants would find it with probability/);
  });
});

it('the same change twice is told as the first of it', () => {
  const again = set('design.countries', ['Japan'], ['Japan']);
  expect(sentence(imagined(SEMAGLUTIDE, [japan, again]))).toBe('No evidence: carried over');
  expect(lens(imagined(SEMAGLUTIDE, [japan, again]))).toContain('no evidence: carried over');
  const inJapan = { ...SEMAGLUTIDE, design: { ...SEMAGLUTIDE.design, countries: ['Japan'] } };
  expect(sentence(imagined(inJapan, [again]))).toMatch(/^No change: /);
});

describe('how large it stays', () => {
  const sized = (value: number, before = 7.8, kind: EstimateAnswer['kind'] = 'difference'): string => {
    const answer = imagined(SEMAGLUTIDE, [dose]);
    const [step = expect.fail()] = answer.steps;
    const probability = { higher: 0.95, lower: 0, 'no difference': 0.05 };
    const observed = { ...(answer.observed ?? expect.fail()), estimate: { kind, value: before } };
    return sentence({
      ...answer,
      observed,
      steps: [{ ...step, direction: 'higher', probability, estimate: { kind, value } }],
    });
  };

  it.each<[string, string]>([
    [sized(7.7), 'Stays higher'],
    [sized(6.2), 'Stays higher, a little smaller'],
    [sized(4), 'Stays higher, smaller'],
    [sized(9), 'Stays higher, a little larger'],
    [sized(20), 'Stays higher, larger'],
    // Of ratios it is how far they are from 1 that counts.
    [sized(0.7, 0.5, 'hazard ratio'), 'Stays higher, smaller'],
    [sized(0.58, 0.5, 'hazard ratio'), 'Stays higher, a little smaller'],
    // On the other side of no effect, or beside none, nothing is compared.
    [sized(-2), 'Stays higher'],
    [sized(2, 0), 'Stays higher'],
  ])('%s', (told, wanted) => expect(told).toBe(wanted));
});

it('names of sides that say nothing are told with what is given', () => {
  const trial: Trial = {
    ...SEMAGLUTIDE,
    arms: {
      'arm-2': { role: 'experimental', drug: 'Semaglutide', dose: '2.4 mg', label: '2' },
      'arm-1': { role: 'placebo', label: 'Matching placebo' },
    },
    results: [],
  };
  const look = { outcome: 'kccq', first: 'arm-2', second: 'arm-1' };
  expect(plainText(imagined(trial, [], look)).split('\n')[0]).toBe(
    'arm-2 (2: Semaglutide 2.4 mg) vs arm-1 (Matching placebo) · Change in KCCQ clinical summary score, 52 weeks',
  );
  expect(plainText(imagined(SEMAGLUTIDE, [])).split('\n')[0]).toMatch(/^semaglutide vs placebo · /);
});

it('a row and a time are told apart', () => {
  expect(outcomeText({ first: 'a', second: 'b', measure: 'Survival', row: '6 months', time: 'up to 2 years' })).toBe(
    'Survival: 6 months; up to 2 years',
  );
  expect(outcomeText({ first: 'a', second: 'b', measure: 'Survival', time: 'up to 2 years' })).toBe(
    'Survival, up to 2 years',
  );
});
