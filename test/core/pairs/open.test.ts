/** A pair opened as a trial: its scenario leads to its target, and as a question it holds nothing of it. */
import { describe, expect, test } from 'vitest';
import { moved } from '../../../core/imagine/apply.ts';
import { landingOf } from '../../../core/imagine/landing.ts';
import { pairsOfTrial } from '../../../core/pairs/build.ts';
import { tellingFigures } from '../../../core/pairs/gates.ts';
import { ATTRIBUTE_SCENARIO, PAIR_SCENARIO, pairDocument, stepOf } from '../../../core/pairs/open.ts';
import { pairText } from '../../../core/pairs/show.ts';
import { contrastsOf, focusOf } from '../../../core/trial/contrast.ts';
import { parse } from '../../../core/trial/parse.ts';
import { DOSES, madeTrial, PAIN, WALK } from './made.ts';

const trial = madeTrial({
  outcomes: [
    PAIN,
    WALK,
    { title: 'Stiffness', rows: { 'Back, at rest': [3.11, 4.22, 7.33], '"Back": 10 %': [1.41, 2.42, 5.43] } },
    { title: 'Sleep', rows: { 'Week 4': [5.51, 5.22, 5.73], 'Week 8': [8.44, 7.55, 3.86] } },
  ],
});
const { pairs } = pairsOfTrial(trial, { cap: 1000 });

test('there are pairs of every kind of outcome change and of doses', () => {
  const kinds = new Set(pairs.map(({ change }) => change.kind));
  expect([...kinds].sort()).toEqual(['dose', 'measure', 'row', 'time']);
  expect(pairs.length).toBeGreaterThan(20);
});

describe.each([false, true])('as a question: %s', (question) => {
  test('a document without errors whose focus is the source and whose scenario is the step to the target', () => {
    for (const pair of pairs) {
      const parsed = parse(pairDocument(trial, pair, question));
      expect(parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(focusOf(parsed.trial)).toEqual(pair.from.look);
      const steps = (name: string) =>
        parsed.scenarios.find((one) => one.name === name)?.steps.map(({ perturbation }) => perturbation);
      expect(steps(PAIR_SCENARIO)).toEqual([stepOf(pair.perturbation)]);
      expect(steps(ATTRIBUTE_SCENARIO)).toEqual(pair.attribute && [stepOf(pair.attribute)]);
      expect(moved(pair.from.look, stepOf(pair.perturbation))).toEqual(pair.to.look);
    }
  });
});

test('what was observed at both ends stands in the document, in the question only the source', () => {
  for (const pair of pairs) {
    const [whole, question] = [false, true].map((hidden) => parse(pairDocument(trial, pair, hidden)).trial);
    for (const shown of [whole, question]) {
      if (!shown) continue;
      const at = (look: (typeof pair)['from']['look']) => landingOf(shown, { trial: shown, look })?.direction;
      expect(at(pair.from.look)).toBe(pair.from.direction);
      expect(at(pair.to.look)).toBe(shown === whole ? pair.to.direction : undefined);
    }
  }
});

test('a question holds no figure of its target, no harms and no other result', () => {
  const contrasts = new Map(contrastsOf(trial).map((contrast) => [JSON.stringify(contrast.look), contrast]));
  for (const pair of pairs) {
    const [source, target] = [pair.from, pair.to].map(({ look }) => contrasts.get(JSON.stringify(look)));
    const text = pairDocument(trial, pair, true);
    const own = new Set(source && tellingFigures(source));
    const figures = (target ? tellingFigures(target) : []).filter((figure) => !own.has(figure));
    expect(figures.length).toBeGreaterThan(0);
    for (const figure of figures) expect(text).not.toContain(figure);
    expect(parse(text).trial).not.toHaveProperty('harms');
    expect(parse(text).trial).not.toHaveProperty('sources');
    expect(parse(text).trial.results?.filter(({ values }) => values)).toHaveLength(1);
  }
});

test('a pair is told so that a person can read it', () => {
  const pair = pairs.find(({ change }) => change.kind === 'dose' && change.ratio < 1);
  expect(pair && pairText(trial, pair)).toBe(
    [
      pair?.id,
      'Examplin in People Who Have Backs',
      'Arm: Examplin, 10 mg → 5 mg (0.5 times the dose)',
      'Step: contrast: examplin-5mg vs placebo',
      '  or: arms.examplin-10mg.dose: 5 mg',
      'From  Examplin 10 mg vs Placebo',
      '      Change in Pain Score; 12 weeks (points)',
      '      lower (p < 0.001, computed)',
      '      mean −9.13, SD 4.4, n = 60  |  mean −1.04, SD 4.4, n = 60',
      '      resultsSection.outcomeMeasuresModule.outcomeMeasures[0].classes[0].categories[0].measurements',
      'To    Examplin 5 mg vs Placebo',
      '      Change in Pain Score; 12 weeks (points)',
      '      lower (p < 0.001, computed)',
      '      mean −5.27, SD 4.4, n = 60  |  mean −1.04, SD 4.4, n = 60',
      '      resultsSection.outcomeMeasuresModule.outcomeMeasures[0].classes[0].categories[0].measurements',
      'Stays lower (better)',
    ].join('\n'),
  );
  expect(DOSES).toHaveLength(3);
});
