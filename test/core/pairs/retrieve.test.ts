/** Anchors of a target: what is alike comes first, nothing known too late, nothing of the same study, and how far one looked is said. */
import { expect, test } from 'vitest';
import { apply, moved } from '../../../core/imagine/apply.ts';
import { cardOf } from '../../../core/pairs/approximate/card.ts';
import type { Seen } from '../../../core/pairs/approximate/differences.ts';
import { drugClass } from '../../../core/pairs/approximate/drug-class.ts';
import { askedOf, widenedBetween } from '../../../core/pairs/approximate/ranking.ts';
import { AnchorIndex, anchorsAmong, retrieve, widenedOf } from '../../../core/pairs/approximate/retrieve.ts';
import { conditionKey, conditionName } from '../../../core/pairs/approximate/terms.ts';
import { treatmentClass } from '../../../core/pairs/approximate/treatment-class.ts';
import { observe } from '../../../core/trial/direction.ts';
import type { Trial } from '../../../core/trial/schema.ts';

interface Made {
  id: string;
  condition?: string;
  drug?: string;
  posted?: string;
  start?: string;
  measure?: string;
  phase?: 2 | 3;
}

const value = (mean: number) => ({ mean, sd: 4, n: 60 });

function made({
  id,
  condition = 'Back Pain',
  drug = 'Examplib',
  posted = '2012-05-01',
  start = '2009-01',
  measure = 'Pain Score',
  phase = 2,
}: Made): Trial {
  return {
    trial: id,
    title: `${drug} in ${condition} ${id}`,
    population: { condition: [condition], sex: 'all', age: '18 years and older' },
    arms: { active: { role: 'experimental', drug, dose: '5 mg' }, placebo: { role: 'placebo' } },
    outcomes: {
      main: { rank: 'primary', measure, time: '12 weeks', unit: 'points' },
      sleep: { rank: 'secondary', measure: 'Hours of Sleep', time: '12 weeks', unit: 'hours' },
    },
    design: { phase, start, 'results-posted': posted },
    results: [
      { outcome: 'sleep', values: { active: value(7), placebo: value(6.9) } },
      { outcome: 'main', values: { active: value(10), placebo: value(5) } },
    ],
  };
}

const prospective: Trial = { ...made({ id: 'new', start: '2015-06' }), results: [] };
const look = { outcome: 'main', first: 'active', second: 'placebo' };
const ids = (trials: Trial[], k = 10, starts?: string) =>
  retrieve(anchorsAmong(trials), { trial: prospective, look, ...(starts !== undefined && { starts }) }, { k }).map(
    ({ id }) => id,
  );

test('no anchor is what was measured at baseline, however alike', () => {
  const [earlier, target] = [made({ id: 'NCT10000001' }), made({ id: 'NCT10000002', start: '2015-01' })];
  const look = { outcome: 'main', first: 'active', second: 'placebo' };
  const anchorOf = (trial: Trial) =>
    retrieve(anchorsAmong([trial]), { trial: target, look }, { k: 1 })[0]?.look.outcome;
  expect(anchorOf(earlier)).toBe('main');
  const main = { ...earlier.outcomes?.main, time: 'Baseline' };
  expect(anchorOf({ ...earlier, outcomes: { ...earlier.outcomes, main } })).toBe('sleep');
});

test('what shares more comes first: condition and drug, then either, with how far one looked', () => {
  const source = anchorsAmong([
    made({ id: 'none', condition: 'Asthma', drug: 'Otherol' }),
    made({ id: 'class', condition: 'Asthma', drug: 'Sometinib' }),
    made({ id: 'drug', condition: 'Gout' }),
    made({ id: 'group', condition: 'Chronic Lower Back Pain', drug: 'Otherol' }),
    made({ id: 'condition', condition: 'back pain', drug: 'Otherol' }),
    made({ id: 'both' }),
  ]);
  const target = { trial: prospective, look };
  const found = retrieve(source, target, { k: 10 });
  expect(found.map(({ id, widened }) => [id, widened])).toEqual([
    ['both', undefined],
    ['condition', undefined],
    ['drug', 'same treatment'],
    ['group', 'condition group'],
  ]);
  // Two trials by themselves tell it too.
  expect(found.map(({ trial }) => widenedBetween(cardOf(trial), askedOf(target)))).toEqual(
    found.map(({ widened }) => widened),
  );
  expect(found.every(({ similarity }, i) => i === 0 || similarity <= (found[i - 1]?.similarity ?? 0))).toBe(true);
  const tinib = {
    ...prospective,
    arms: { ...prospective.arms, active: { role: 'experimental' as const, drug: 'Newtinib' } },
  };
  expect(retrieve(source, { trial: tinib, look }, { k: 10 }).find(({ id }) => id === 'class')?.widened).toBe(
    'class of treatments',
  );
});

test('conditions of other names that the registry has one term for are told as such', () => {
  const index = new AnchorIndex();
  const named = (condition: string) => made({ id: condition, condition, drug: 'Otherol' });
  const trials = new Map(['Heart Disease', 'Cardiac Decompensation'].map((name) => [name, named(name)]));
  const terms = { conditions: ['Heart Failure'] };
  for (const trial of trials.values()) index.add(cardOf(trial, terms));
  const target = { ...prospective, population: { condition: ['Heart Disease'] } };
  const found = retrieve({ index, trial: (id) => trials.get(id) }, { trial: target, look, terms }, { k: 10 });
  for (const { trial, widened } of found)
    expect(
      widenedOf(trial, target, widenedBetween(cardOf(trial, terms), askedOf({ trial: target, look, terms }))),
    ).toBe(widened);
  expect(Object.fromEntries(found.map(({ id, widened }) => [id, widened]))).toEqual({
    'Heart Disease': undefined,
    'Cardiac Decompensation': 'shared registry term',
  });
});

test('the look is at the outcome that is most like what is asked, whatever its result', () => {
  const [anchor] = retrieve(
    anchorsAmong([made({ id: 'a' })]),
    { trial: prospective, look: { ...look, outcome: 'sleep' } },
    { k: 1 },
  );
  expect(anchor?.look.outcome).toBe('sleep');
  expect(anchor?.differences.map((step) => step.factor)).toEqual(['E']);
});

test('a target that is told with its control first has anchors that are told so', () => {
  const [anchor] = retrieve(
    anchorsAmong([made({ id: 'a' })]),
    { trial: prospective, look: { ...look, first: 'placebo', second: 'active' } },
    { k: 1 },
  );
  expect(anchor?.look).toMatchObject({ first: 'placebo', second: 'active' });
  expect(anchor && observe(anchor.trial, anchor.look)?.direction).toBe('lower');
});

test('nothing that was posted when the target had begun, and nothing of which that is not known', () => {
  const at = (id: string, posted: string) => made({ id, posted });
  const { design: { 'results-posted': _posted, ...design } = {}, ...rest } = made({ id: 'undated' });
  const trials = [at('before', '2015-05-31'), at('on', '2015-06'), at('after', '2016-01-01'), { ...rest, design }];
  expect(ids(trials)).toEqual(['before']);
  expect(ids(trials, 10, '2016-01-02').sort()).toEqual(['after', 'before', 'on']);
  // Posted at some time in a month is not known to be before a day of it.
  expect(ids(trials, 10, '2015-06-20')).toEqual(['before']);
});

test('never the trial itself; k is a bound, and the same ones come first for each', () => {
  const trials = [made({ id: 'new' }), ...['a', 'b', 'c', 'd'].map((id) => made({ id }))];
  expect(ids(trials)).toEqual(['a', 'b', 'c', 'd']);
  expect(ids(trials, 2)).toEqual(['a', 'b']);
});

test('the differences lead from the anchor to the target', () => {
  const [anchor] = retrieve(
    anchorsAmong([made({ id: 'a', drug: 'Otherol', measure: 'Stiffness', phase: 3 })]),
    { trial: prospective, look },
    { k: 1 },
  );
  if (!anchor) throw new Error('No anchor.');
  const end = anchor.differences.reduce<Seen>(
    ({ trial, look: at }, step) => ({ trial: apply(trial, step), look: moved(at, step) }),
    anchor,
  );
  expect(end.trial.outcomes?.[end.look.outcome]?.measure).toBe('Pain Score');
  expect(end.trial.arms?.[end.look.first]?.drug).toBe('Examplib');
  expect(end.trial.design?.phase).toBe(2);
});

test('conditions are compared by their telling words, drugs by the stems of their names', () => {
  expect(conditionKey('Type II Diabetes')).toBe(conditionKey('Diabetes Mellitus, Type 2'));
  expect(conditionKey('Chronic Heart Failure (CHF)')).toBe(conditionKey('Chronic Heart Failure'));
  expect(conditionName('Heart Failure (HF)')).toBe(conditionName('Heart Failure'));
  expect(conditionName('Heart Failure (HFpEF)')).not.toBe(conditionName('Heart Failure'));
  expect(conditionKey('Breast Neoplasms')).toBe(conditionKey('Breast Cancer'));
  expect(conditionKey('Heart Failure')).not.toBe(conditionKey('Heart Attack'));
  expect(['Sitagliptin', 'dapagliflozin', 'semaglutide', 'rosuvastatin', 'valsartan'].map(drugClass)).toEqual([
    'DPP-4 inhibitor',
    'SGLT2 inhibitor',
    'GLP-1 receptor agonist',
    'statin',
    'angiotensin II receptor antagonist',
  ]);
  expect(drugClass('aripiprazole')).not.toBe(drugClass('omeprazole'));
  expect(drugClass('ustekinumab')).toBe('antibody to an interleukin or another cytokine');
  expect(drugClass('Placebo')).toBeUndefined();
});

test('what all arms are given makes no trial like another', () => {
  const trial = made({ id: 'added', condition: 'Gout', drug: 'Otherol' });
  const background = { drug: 'Examplib' };
  const both = {
    ...trial,
    arms: {
      active: { role: 'experimental' as const, gives: { otherol: { drug: 'Otherol' }, examplib: background } },
      placebo: { role: 'placebo' as const, gives: { placebo: { drug: 'Placebo' }, examplib: background } },
    },
  };
  expect(ids([both])).toEqual([]);
  expect(ids([{ ...both, arms: { ...both.arms, placebo: { role: 'placebo' } } }])).toEqual(['added']);
});

test('of an antibody its target is its class; a device, a procedure and a way to behave have classes too', () => {
  const of = (...names: string[]) => [...new Set(names.map(treatmentClass))];
  expect(of('secukinumab', 'ixekizumab', 'clazakizumab')).toEqual(['antibody to an interleukin or another cytokine']);
  expect(of('pembrolizumab', 'nivolumab', 'dostarlimab')).toEqual(['antibody, immunomodulating']);
  expect(of('trastuzumab', 'rituximab', 'blinatumomab', 'zanidatamab')).toEqual(['antibody against tumours']);
  expect(of('bevacizumab', 'garadacimab', 'alirocumab')).toEqual(['antibody, cardiovascular']);
  expect(of('eptinezumab', 'erenumab', 'lecanemab')).toEqual(['antibody, neural']);
  expect(of('sotrovimab', 'palivizumab')).toEqual(['antibody against viruses']);
  expect(of('ranibizumab', 'xisomab 3 g 3', 'placement')).toEqual([undefined]);
  expect(of('cardiac resynchronization therapy', 'dual chamber pacemaker', 'single site pacing')).toEqual([
    'cardiac pacing',
  ]);
  expect(of('bone marrow ablation with stem cell support', 'matrix assisted laser desorption')).toEqual([undefined]);
  expect(of('high intensity interval training', 'yoga')).toEqual(['exercise']);
});
