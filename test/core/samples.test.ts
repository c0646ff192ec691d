/** The samples are the first thing that a person opens: no complaint about any of them, and each shows what its table says. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { plainText } from '../../core/imagine/wording.ts';
import { format } from '../../core/trial/format.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Parsed } from '../../core/trial/types.ts';

const FOLDER = join(import.meta.dirname, '../../samples');
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.trial'))
  .map((name) => name.replace(/\.trial$/, ''));
const textOf = (name: string) => readFileSync(join(FOLDER, `${name}.trial`), 'utf8');
const parsed = new Map<string, Parsed>(names.map((name) => [name, parse(textOf(name))]));
const sample = (name: string): Parsed => {
  const found = parsed.get(name);
  if (!found) throw new Error(`no sample ${name}`);
  return found;
};

describe.each(names)('%s', (name) => {
  const { trial, diagnostics, inPlace, scenarios } = sample(name);

  test('nothing to complain of', () => {
    expect(diagnostics.map((d) => `${d.severity} ${d.code}: ${d.message}`)).toEqual([]);
  });

  test('formatted', () => {
    expect(format(textOf(name))).toEqual([]);
  });

  test('small enough to read', () => {
    const lines = textOf(name).split('\n').length;
    expect(lines).toBeGreaterThanOrEqual(40);
    expect(lines).toBeLessThanOrEqual(135);
  });

  test('has something to look at: an arrow or a scenario, and a registry id', () => {
    expect((inPlace?.steps.length ?? 0) + scenarios.length).toBeGreaterThan(1);
    expect(trial.trial).toMatch(/^NCT\d{8}$/);
  });

  test('no text of the registry but measures and labels', () => {
    expect(trial.population?.criteria).toBeUndefined();
    for (const arm of Object.values(trial.arms ?? {})) expect(arm.description).toBeUndefined();
    for (const outcome of Object.values(trial.outcomes ?? {})) expect(outcome.description).toBeUndefined();
  });
});

test('the table names each sample, and only those there are', () => {
  const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  const named = [...readme.matchAll(/\(([\w-]+)\.trial\)/g)].map((match) => match[1]);
  expect(named.toSorted()).toEqual(names.toSorted());
});

test("the documentation's document draws no complaint either", () => {
  const page = readFileSync(join(FOLDER, '../docs/trial-documents.md'), 'utf8');
  const [, document = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const { diagnostics, inPlace, scenarios } = parse(document);
  expect(diagnostics).toEqual([]);
  expect(inPlace?.steps).toHaveLength(1);
  expect(scenarios).toHaveLength(2);
});

test("the README's scenario is that of the sample it speaks of", () => {
  const readme = readFileSync(join(FOLDER, '../README.md'), 'utf8');
  const [, scenario = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(scenario).toContain('lower-dose-in-japan');
  expect(readFileSync(join(FOLDER, 'semaglutide-hfpef.trial'), 'utf8')).toContain(scenario);
});

describe('what each is for', () => {
  const trialOf = (name: string): Trial => sample(name).trial;
  const doses = (name: string) => new Set(Object.values(trialOf(name).arms ?? {}).flatMap((arm) => arm.dose ?? []));
  const analyses = (name: string) => (trialOf(name).results ?? []).flatMap((result) => result.analyses ?? []);

  test('dose-ranging', () => {
    for (const name of [
      'dapagliflozin-doses',
      'vericiguat-doses',
      'linaclotide-doses',
      'il6-lupus',
      'molnupiravir-clearance',
    ])
      expect(doses(name).size).toBeGreaterThanOrEqual(3);
  });

  test('several drugs an arm', () => {
    expect(Object.keys(trialOf('dapagliflozin-metformin').arms?.both?.gives ?? {})).toEqual([
      'dapagliflozin',
      'metformin',
    ]);
  });

  test('crossover, with groups', () => {
    expect(trialOf('nitrite-crossover').design?.model).toBe('crossover');
    expect(Object.keys(trialOf('nitrite-crossover').groups ?? {})).toHaveLength(2);
    expect(trialOf('amlodipine-metoprolol').design?.model).toBe('crossover');
  });

  test('time to event, and a median not reached', () => {
    expect(analyses('nivolumab-lung').some((a) => a.estimate?.startsWith('hazard ratio'))).toBe(true);
    const values = (trialOf('nivolumab-lung').results ?? []).flatMap((result) => Object.values(result.values ?? {}));
    expect(values.some((value) => value.median === 'not reached')).toBe(true);
  });

  test('binary, by count and by percentage', () => {
    const statistics = (name: string) =>
      (trialOf(name).results ?? []).flatMap((result) => Object.values(result.values ?? {}).flatMap(Object.keys));
    expect(statistics('molnupiravir-clearance')).toContain('count');
    expect(statistics('baricitinib-covid')).toContain('percent');
  });

  test('rows, and analyses that no row could be found for', () => {
    const rows = (name: string) => (trialOf(name).results ?? []).flatMap((result) => result.row ?? []);
    expect(new Set(rows('sacubitril-valsartan-paragon')).size).toBeGreaterThan(3);
    expect(rows('nitrite-crossover')).toContain('unknown');
  });

  test('non-inferiority beside superiority', () => {
    const hypotheses = analyses('semaglutide-sustain6').flatMap((a) => a.hypothesis ?? []);
    expect(hypotheses).toEqual(expect.arrayContaining(['non-inferiority', 'superiority']));
  });

  test('vaccine, behaviour, procedure, single group', () => {
    expect(trialOf('hpv-vaccine').arms?.vaccine?.type).toBe('biological');
    expect(trialOf('telephone-cbt').arms?.telephone?.type).toBe('behavioral');
    expect(trialOf('norwood-shunt').arms?.mbts?.type).toBe('procedure');
    expect(trialOf('ambrisentan-single-group').design?.model).toBe('single group');
  });

  test('prospective: no results', () => {
    for (const name of ['spironolactone-spirrit', 'dapagliflozin-decide'])
      expect(trialOf(name).results).toBeUndefined();
  });
});

describe('what is imagined of them', () => {
  /** What the embedded predictor says under a named scenario, or under the arrows in place. */
  const imagined = (name: string, scenario?: string) => {
    const { trial, inPlace, scenarios } = sample(name);
    const found = scenario === undefined ? inPlace : scenarios.find((one) => one.name === scenario);
    if (!found) throw new Error(`${name} has no scenario ${scenario ?? 'in place'}`);
    return imagineNow(
      trial,
      found.steps.map((step) => step.perturbation),
    );
  };
  const lastStep = (name: string, scenario?: string) => {
    const answer = imagined(name, scenario);
    if ('problem' in answer) throw new Error(answer.problem);
    return answer.steps.at(-1);
  };

  const all = names.flatMap((name) =>
    [sample(name).inPlace, ...sample(name).scenarios].flatMap((one) => (one ? [{ name, scenario: one.name }] : [])),
  );
  // A single group has nothing to compare with, and says so.
  test.each(all.filter(({ name, scenario }) => name !== 'ambrisentan-single-group' || scenario !== undefined))(
    '$name: $scenario has an answer to each step',
    ({ name, scenario }) => {
      const answer = imagined(name, scenario);
      if ('problem' in answer) throw new Error(answer.problem);
      expect(answer.steps.length).toBeGreaterThan(0);
      expect(answer.sentence).not.toBe('');
      for (const step of answer.steps)
        expect(step.status === 'observed' ? step.observed : (step.obstacle ?? step.reasons.length)).toBeTruthy();
      expect(plainText(answer)).not.toMatch(/undefined|NaN|\[object|\d\.\d{7}/);
    },
  );

  test('a single group has nothing to compare with, until a scenario adds it', () => {
    expect(imagined('ambrisentan-single-group')).toEqual({ problem: expect.stringContaining('arms') });
    const step = lastStep('ambrisentan-single-group', 'against-placebo');
    expect(step).toMatchObject({ status: 'imagined', evidence: [] });
    expect(step?.estimate).toBeUndefined();
  });

  test('a dose that another arm was given shows what was observed of it', () => {
    expect(lastStep('dapagliflozin-doses')).toMatchObject({ status: 'observed', direction: 'lower' });
    expect(lastStep('molnupiravir-clearance')).toMatchObject({ status: 'observed', direction: 'no difference' });
    expect(lastStep('semaglutide-sustain6', 'higher-dose-of-hba1c')).toMatchObject({ status: 'observed' });
  });

  test('another outcome that was observed', () => {
    expect(lastStep('semaglutide-hfpef', 'would-they-walk')).toMatchObject({ status: 'observed', direction: 'higher' });
    expect(lastStep('baricitinib-covid', 'deaths-alone')).toMatchObject({ status: 'observed', direction: 'lower' });
  });

  test('a dose that nobody was given is imagined, and not certain', () => {
    const step = lastStep('semaglutide-hfpef');
    expect(step).toMatchObject({ status: 'imagined' });
    expect(step?.probability?.higher).toBeLessThan(1);
    expect(step?.evidence.length).toBeGreaterThan(0);
  });

  test('enrollment is answered by power', () => {
    for (const name of ['nivolumab-lung', 'sacubitril-valsartan-paragon', 'spironolactone-topcat'])
      expect(lastStep(name)?.power).toBeDefined();
  });

  test('countries have no evidence', () => {
    expect(lastStep('spironolactone-topcat', 'americas-only')).toMatchObject({ status: 'carried over' });
  });

  test('of what is prospective only what trials planned alike showed, and no size', () => {
    const step = lastStep('spironolactone-spirrit');
    expect(step).toMatchObject({ status: 'imagined', evidence: [] });
    expect(step?.estimate).toBeUndefined();
    expect(step?.reasons[0]?.text).toContain('Nothing that this document observed');
  });
});
