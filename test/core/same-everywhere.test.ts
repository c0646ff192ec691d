/** Hover, command line and panel of real records: the same facts in the same words, and no two that contradict each other. */
import { describe, expect, it } from 'vitest';
import { viewOf } from '../../client/imagine/view.ts';
import type { Imagining } from '../../core/imagine/answer.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { changedText, copyMarkdown, hoverMarkdown, observedText, plainText } from '../../core/imagine/wording.ts';
import { escapeMarkdown } from '../../core/trial/markdown.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';
import { set } from './direction-facts.ts';
import { recordsThere, trialsNamed } from './named-records.ts';

function imagined(trial: Trial, scenario: Perturbation[], look?: Look): Imagining {
  const answer = imagineNow(trial, scenario, look);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}

/** What the panel draws of it. */
const panelOf = (imagining: Imagining) =>
  viewOf(
    { version: 1, scenario: null, scenarios: [], looks: [], steps: [], look: imagining.look, imagining },
    { document: 'a.trial', pinned: false },
  );

describe.skipIf(!recordsThere)('of real records', async () => {
  const trials = recordsThere ? await trialsNamed('NCT01126580', 'NCT01037218') : new Map<string, Trial>();
  const named = (id: string) => trials.get(id) ?? expect.fail(`${id} is not among the records`);
  const doses = { first: 'ly2189265-1-5mg', second: 'ly2189265-0-75mg' };
  const weight = { outcome: 'body-26-weight', row: '26 weeks (n=267, 269, 267)', ...doses };

  it.each<[string, Perturbation[]]>([
    ['a dose', [set('arms.ly2189265-1-5mg.dose', '1.5 mg', '1.2 mg')]],
    ['the participants', [set('population.enrollment', 807, 300)]],
    ['both', [set('arms.ly2189265-1-5mg.dose', '1.5 mg', '1.2 mg'), set('population.enrollment', 807, 300)]],
  ])('all that the panel tells of power is told by hover, copy and command line: %s', (_, scenario) => {
    const answer = imagined(named('NCT01126580'), scenario, weight);
    const { power } = panelOf(answer);
    const [plain, hover, copy] = [plainText(answer), hoverMarkdown(answer), copyMarkdown(answer)];
    expect(power?.rows.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^power/),
      'minimum detectable difference in kg, 80 % power',
      'minimum detectable difference in kg, 90 % power',
    ]);
    // The hover has little room: the second smallest effect stands behind the first.
    expect(hover).toContain('minimum detectable difference in kg, 80 % power (90 %)');
    for (const { name, cells } of power?.rows ?? []) {
      const line = plain.split('\n').findLast((one) => one.startsWith(`   ${name}: `)) ?? expect.fail(name);
      for (const told of cells) {
        expect(line).toContain(`${told} at `);
        const row = (text: string, head: string) =>
          text.split('\n').findLast((one) => one.startsWith(`| ${escapeMarkdown(head)}`));
        expect(row(copy, name)).toContain(`${escapeMarkdown(told)} at `);
        const brief = name.replace(', 90 % power', ', 80 % power');
        expect(row(hover, brief)).toMatch(new RegExp(`[ (]${escapeMarkdown(told)}(?: \\(| at |\\) at )`));
      }
    }
    for (const note of power?.notes ?? []) {
      expect(plain).toContain(note);
      for (const text of [hover, copy]) expect(text).toContain(escapeMarkdown(note));
    }
  });

  it('a move of the look is told by what is measured and who is compared, never by bare ids', () => {
    const { outcome, row } = weight;
    const answer = imagined(named('NCT01126580'), [{ kind: 'look', factor: 'O', outcome, row }], {
      outcome: 'glycosylated-hemoglobin-w26',
      ...doses,
    });
    const whole =
      'Change From Baseline to 26 and 52 Weeks in Body Weight: 26 weeks (n=267, 269, 267); Baseline, 26 weeks, and 52 weeks';
    expect(plainText(answer)).toContain(`1. O  look at ${whole}\n`);
    expect(hoverMarkdown(answer, 0).split('\n')[0]).toBe(
      '**look at** ly2189265-1-5mg vs ly2189265-0-75mg · Change From Baseline to 26 and 52 Weeks in Body Weight: 26 weeks (n=267, 269, 267)',
    );
    const [, rung] = panelOf(answer).ladder?.rungs ?? [];
    expect(rung).toMatchObject({ label: 'look at', whole });
    expect(rung?.to).toBe('Change From Baseline to 26 and 52 Weeks in Body…: 26 weeks (n=267, 269, 267)');
    // What is said to be observed is of where the look is by then.
    const { observed, steps } = answer;
    const told = (seen: typeof observed) => (seen ? `Observed: ${observedText(seen)}` : expect.fail());
    expect(panelOf(answer).notes).toEqual([told(steps[0]?.base)]);
    expect(told(steps[0]?.base)).not.toBe(told(observed));
    expect(copyMarkdown(answer)).toContain(`${escapeMarkdown(told(steps[0]?.base))}.`);
    for (const text of [plainText(answer), hoverMarkdown(answer, 0), copyMarkdown(answer), rung?.to])
      expect(text).not.toMatch(/look at(?:\*\*)?:? (?:\*\*)?body-26/);
  });

  it('a number of people is grouped, as in what is said of it', () => {
    expect(changedText(set('population.enrollment', 6016, 2000), weight)).toMatchObject({ from: '6,016', to: '2,000' });
  });

  it.each<[string, Look, string, string]>([
    ['NCT01126580', { outcome: 'ly2189265-drug', ...doses }, '0.75 mg', '0.5 mg'],
    ['NCT01037218', { outcome: 'final-visit', first: 'udenafil-150mg', second: 'udenafil-50mg' }, '50 mg', '25 mg'],
  ])('%s: where larger or smaller is not known, no size is told as either', (id, look, from, to) => {
    const answer = imagined(named(id), [set(`arms.${look.second}.dose`, from, to)], look);
    expect(plainText(answer)).toContain('larger or smaller is not known');
    expect(answer.steps[0]).toMatchObject({ undirected: true, estimate: expect.anything() });
    expect(answer.sentence).not.toMatch(/smaller|larger/);
    // Another dose of the side that is told does go a way.
    const own = named(id).arms?.[look.first]?.dose ?? expect.fail();
    const half = imagined(named(id), [set(`arms.${look.first}.dose`, own, `${Number.parseFloat(own) / 2} mg`)], look);
    expect(half.steps[0]?.undirected).toBeUndefined();
  });
});
