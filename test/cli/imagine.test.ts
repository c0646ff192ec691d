import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { register } from '../../cli/imagine.ts';
import { imaginingSchema } from '../../core/imagine/answer.ts';

const program = path.resolve(import.meta.dirname, '../../cli/main.ts');
let folder: string;
let file: string;

const DOCUMENT = `trial: NCT00736879
focus: mg-5 vs placebo on hba1c
population: { enrollment: 497 }
arms:
  mg-2-5: { role: experimental, drug: Dapagliflozin, dose: 2.5 mg }
  mg-5: { role: experimental, drug: Dapagliflozin, dose: 5 mg ~> 3 mg }
  placebo: { role: placebo }
outcomes:
  hba1c: { rank: primary, measure: Change in HbA1c, time: 24 weeks, unit: "% of hemoglobin", better: lower }
  weight: { rank: secondary, measure: Change in body weight, time: 24 weeks, unit: kg }
design: { allocation: randomized, model: parallel, masking: double, countries: [Canada, India] }
results:
  - outcome: hba1c
    values:
      placebo: { mean: 0.02, se: 0.12, n: 68 }
      mg-2-5: { mean: -0.72, se: 0.1169, n: 72 }
      mg-5: { mean: -0.82, se: 0.1217, n: 66 }
    analyses:
      - { contrast: mg-5 vs placebo, estimate: difference -0.84 (-1.17 to -0.5), p: <0.0001 }
  - outcome: weight
    values:
      placebo: { mean: -0.96, se: 0.3942, n: 68 }
      mg-2-5: { mean: -2.64, se: 0.3776, n: 74 }
      mg-5: { mean: -2.69, se: 0.3961, n: 67 }
scenarios:
  half-the-dose:
    - arms.mg-5.dose: 2.5 mg
`;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-'));
  file = path.join(folder, 'a.trial');
  writeFileSync(file, DOCUMENT);
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'imagine', ...options], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr: stderr.trim() };
}

/** The same in this process, which is faster: what it prints and the exit code that it sets. */
async function within(...options: string[]) {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const stderr = vi.spyOn(console, 'error').mockReturnValue();
  try {
    const program = new Command().exitOverride().configureOutput({ writeErr: (text) => console.error(text) });
    register(program);
    const status = await program.parseAsync(['imagine', ...options], { from: 'user' }).then(
      () => process.exitCode,
      (error: unknown) => (error instanceof CommanderError ? 2 : Promise.reject(error)),
    );
    return { status, stdout: stdout.mock.calls.join(''), stderr: stderr.mock.calls.join('\n') };
  } finally {
    process.exitCode = undefined;
    vi.restoreAllMocks();
  }
}

const imagined = (...options: string[]) => imaginingSchema.parse(JSON.parse(run(file, '--json', ...options).stdout));

describe('deepimagine imagine', () => {
  it('tells what the arrows in place are expected to do', () => {
    const { status, stdout } = run(file);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^mg-5 vs placebo · Change in HbA1c, 24 weeks\nStays lower/);
    expect(stdout).toContain('1. A  dose 5 mg → 3 mg');
    expect(stdout).toContain('evidence · embedded baseline');
  });

  it('keeps its contract in JSON', () => {
    const { steps, scenario, predictor } = imagined('--scenario', 'half-the-dose');
    expect(scenario).toBe('half-the-dose');
    expect(predictor.name).toBe('evidence');
    expect(steps).toMatchObject([{ status: 'observed', direction: 'lower', landed: { first: 'mg-2-5' } }]);
  });

  it('looks at another contrast and outcome', () => {
    expect(imagined('--outcome', 'weight').look).toEqual({ outcome: 'weight', first: 'mg-5', second: 'placebo' });
    expect(imagined('--contrast', 'placebo vs mg-2-5').look).toEqual({
      outcome: 'hba1c',
      first: 'placebo',
      second: 'mg-2-5',
    });
    expect(imagined('--contrast', 'mg-5 vs mg-2-5', '--outcome', 'weight').observed?.source).toBe('computed');
  });

  it('tells all outcomes under a scenario, and which flip, the same as text and as data', () => {
    const few = ['--set', 'population.enrollment=20', '--outcomes'];
    const { outcomes, steps } = imagined(...few);
    const { summary = '', lines } = outcomes ?? expect.fail('no outcomes');
    expect(lines.map(({ look }) => look?.outcome).toSorted()).toEqual(['hba1c', 'weight']);
    expect(lines.filter(({ flips }) => flips)).toHaveLength(Number(summary[0]));
    expect(lines.find(({ look }) => look?.outcome === 'hba1c')).toMatchObject({
      before: 'lower',
      direction: steps.at(-1)?.direction,
      probability: steps.at(-1)?.probability?.[steps.at(-1)?.direction ?? 'lower'],
    });
    const text = run(file, ...few).stdout;
    expect(text).toContain(`\nAll outcomes under this scenario\n${summary}\n`);
    expect(text.match(/\(flips\)$/gm) ?? []).toHaveLength(Number(summary[0]));
    expect(imagined().outcomes).toBeUndefined();
  });

  it('takes further steps, read as the schema has them', () => {
    const { steps } = imagined('--set', 'population.enrollment=1000', '--set', 'design.countries=[Japan, Kenya]');
    expect(steps.map(({ perturbation }) => perturbation)).toMatchObject([
      { path: ['arms', 'mg-5', 'dose'], to: '3 mg' },
      { path: ['population', 'enrollment'], from: 497, to: 1000, factor: 'N' },
      { path: ['design', 'countries'], to: ['Japan', 'Kenya'], factor: 'E' },
    ]);
  });

  it('takes steps that look elsewhere', () => {
    const { steps } = imagined('--set', 'outcome=weight', '--set', 'contrast=mg-2-5 vs placebo');
    expect(steps.slice(1).map(({ look }) => look)).toMatchObject([
      { outcome: 'weight', first: 'mg-5' },
      { outcome: 'weight', first: 'mg-2-5', second: 'placebo' },
    ]);
  });

  it.each([
    [['--outcome', 'pain'], /no outcome pain\. It has hba1c, weight\./],
    [['--contrast', 'mg-5 vs mg-9'], /no arm or group mg-9\. It has mg-2-5, mg-5, placebo\./],
    [['--contrast', 'mg-5'], /write it as "a vs b"/],
    [['--scenario', 'nope'], /no scenario nope\. It has half-the-dose\./],
    [['--set', 'arms.mg-9.dose=1 mg'], /no arms\.mg-9\.dose/],
    [['--set', 'outcome=pain'], /no outcome pain\. It has hba1c, weight\./],
    [['--set', 'contrast=a vs b'], /no arm or group a\./],
    [['--set', 'contrast=a'], /two arms, as "a vs b"/],
    [['--set', 'title=A'], /cannot be perturbed/],
    [['--set', 'population.enrollment=many'], /`enrollment` is a number, not `many`/],
    [['--set', 'design.masking=foo'], /`masking` is one of none, single.*not `foo`/],
    [['--set', 'nothing'], /path=value/],
    [['--predictor', 'oracle'], /No predictor oracle/],
    [['--frobnicate'], /unknown option/],
  ])('wrong use: %j', async (options, message) => {
    const { status, stdout, stderr } = await within(file, ...options);
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('where nothing is changed, says which scenarios there are, and how to ask for one', async () => {
    const still = DOCUMENT.replace('5 mg ~> 3 mg', '5 mg');
    const other = path.join(folder, 'still.trial');
    writeFileSync(other, still);
    const told = `Nothing was changed. ${other} has a scenario, half-the-dose. Ask for it with --scenario half-the-dose`;
    const first = await within(other);
    expect([first.status, first.stderr]).toEqual([0, told]);
    expect(first.stdout).toContain('Observed');
    // Where something is changed, it is not: by arrows in place, a scenario or --set.
    for (const words of [[file], [other, '--scenario', 'half-the-dose'], [other, '--set', 'arms.mg-5.dose=1 mg']])
      expect((await within(...words)).stderr).toBe('');
    // What a shell would read as more than a name is not to be copied.
    writeFileSync(
      other,
      still.replace('  half-the-dose:', '  "$(half) the dose":\n    - arms.mg-5.dose: 3 mg\n  more:'),
    );
    expect((await within(other)).stderr).toBe(
      `Nothing was changed. ${other} has scenarios: $(half) the dose, more. Ask for one with --scenario and its name`,
    );
  });

  it('imagines nothing of a trial that cannot be, nor of a scenario that is not understood, and says why', async () => {
    const other = path.join(folder, 'nobody.trial');
    writeFileSync(
      other,
      DOCUMENT.replace('497', '497 ~> -5').replace('mg-5.dose: 2.5 mg', 'mg-9.dose: 2.5 mg\n    - outcome: weight'),
    );
    const nobody = await within(other);
    expect(nobody.status).toBe(1);
    expect(nobody.stdout).toContain('Impossible: a trial cannot enroll -5 participants');
    expect(nobody.stdout).not.toMatch(/observed in this trial|higher 0|lower 0/i);
    const none = await within(file, '--set', 'population.enrollment=0');
    expect([none.status, none.stdout]).toEqual([1, expect.stringContaining('cannot enroll 0 participants')]);
    const unread = await within(file, '--set', 'arms.mg-5.dose=banana', '--json');
    expect(unread.status).toBe(1);
    expect(imaginingSchema.parse(JSON.parse(unread.stdout)).steps.at(-1)).toMatchObject({ missing: 'no answer' });
    const half = await within(other, '--scenario', 'half-the-dose');
    expect(half).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/no arms\.mg-9\.dose/) });
  });

  it('a file that is not there, and a document with nothing to compare', () => {
    expect(run(path.join(folder, 'none.trial'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('none.trial'),
    });
    const bare = path.join(folder, 'bare.trial');
    writeFileSync(bare, 'trial: x\narms: { a: { drug: B } }\noutcomes: { o: { measure: Pain } }\n');
    expect(run(bare)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `${bare}: This document has no two arms to compare. It has only a; what is imagined is one arm against another.`,
    });
  });

  it('reads a broken document as far as it goes, and says that it is broken', () => {
    const broken = path.join(folder, 'broken.trial');
    writeFileSync(broken, `${DOCUMENT}outcomes: [\n`);
    const { status, stderr } = run(broken);
    expect(status).toBe(0);
    expect(stderr).toMatch(/has \d+ errors?; `deepimagine check` tells them\./);
  });
});
