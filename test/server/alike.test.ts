/** Hover, inlay hint, lens, panel, list of outcomes and command line say the same of a step, in the same words and figures. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { viewOf } from '../../client/imagine/view.ts';
import type { ImaginedStep, Imagining } from '../../core/imagine/answer.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { decisive } from '../../core/imagine/sentences.ts';
import {
  briefly,
  changesOf,
  copyMarkdown,
  estimateText,
  hint,
  hoverMarkdown,
  lens,
  outcomeLine,
  phraseText,
  plainText,
  probabilityText,
  sentence,
  stepPhrase,
} from '../../core/imagine/wording.ts';
import { focusOf } from '../../core/trial/contrast.ts';
import { plainLine } from '../../core/trial/markdown.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Perturbation } from '../../core/trial/types.ts';
import { Snapshot } from '../../server/documents.ts';
import { plainText as unmarked } from '../../server/features/hover.ts';
import { imaginedHover } from '../../server/features/imaginedHover.ts';
import { imagining } from '../../server/features/imagining.ts';
import { inlayHints } from '../../server/features/inlayHints.ts';
import { outcomes } from '../../server/features/outcomes.ts';
import { scenarioOf } from '../../server/imaginings.ts';
import { finish } from '../../server/work.ts';
import { DOSES, SEMAGLUTIDE, set } from '../core/direction-facts.ts';

const folder = new URL('../../samples/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.trial'))
  .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
const uri = 'file:///sample.trial';

/** What one surface must hold of a step: its direction with its probability or its status, its size, its power. */
function figuresOf({ direction, probability, estimate, power }: ImaginedStep): string[] {
  return [
    ...(direction && probability ? [`${direction} ${probabilityText(probability[direction])}`] : []),
    ...(estimate ? [estimateText(estimate)] : []),
    ...(power ? [`${probabilityText(power.observed)} at `, `${probabilityText(power.imagined)} at `] : []),
  ];
}

/** Text without marks and line ends, so that wrapping and escaping do not count. */
const flat = (text: string) => unmarked(text).replace(/\s+/g, ' ');

function expectAlike(answer: Imagining): void {
  const cli = plainText(answer).replace(/\s+/g, ' ');
  const copy = flat(copyMarkdown(answer));
  const last = decisive(answer);
  expect(answer.sentence).toBe(sentence(answer));
  expect(cli).toContain(plainLine(answer.sentence).replace(/\s+/g, ' '));
  if (last) {
    expect(lens(answer).endsWith(briefly(last))).toBe(true);
    const line = outcomeLine(answer);
    expect(line.direction).toBe(last.direction);
    if (last.status === 'carried over') expect(line.imagined).toBe(plainLine(briefly(last)));
    else if (last.direction && last.probability) expect(`${line.direction} ${line.imagined}`).toBe(briefly(last));
    else expect(briefly(last)).toContain('observed');
  }
  for (const [index, step] of answer.steps.entries()) {
    const told = phraseText(stepPhrase(step, answer)).replace(/\s+/g, ' ');
    const hover = flat(hoverMarkdown(answer, index));
    expect(hint(step)).toBe(`→ ${briefly(step)}`);
    for (const surface of [hover, cli, copy]) {
      expect(surface).toContain(told);
      for (const figure of figuresOf(step)) expect(surface).toContain(figure);
      for (const { text } of step.reasons) expect(surface).toContain(text.replace(/\s+/g, ' '));
    }
    // A step that says why there is no answer says it in the same words in its sentence and in its hint.
    if (step.status === 'carried over') expect(told.toLowerCase()).toBe(briefly(step).toLowerCase());
    if (step.status === 'observed') expect(told).toContain(step.direction ?? 'no direction');
  }
}

describe.each(samples)('%s', (_, text) => {
  const document = new Snapshot(uri, 1, text);
  const { parsed } = document;

  it('is told alike everywhere, for every scenario', () => {
    const { scenarios } = imagining(document, { uri });
    const hints = finish(inlayHints(document, { start: 0, end: text.length })).map(({ label }) => label);
    for (const scenario of scenarios) {
      const answer = imagining(document, { uri, scenario });
      const { imagining: found } = answer;
      if (!found) continue;
      expectAlike(found);
      const view = viewOf(answer, { document: 'sample.trial', pinned: false });
      expect(view.sentence.map((part) => part.text).join('')).toBe(found.sentence);
      const [start, ...rungs] = view.ladder?.rungs ?? [];
      expect(start?.direction).toBe(found.observed?.direction);
      for (const [index, step] of found.steps.entries()) {
        const { direction, probability, estimate, status } = step;
        const rung = rungs[index];
        expect(rung?.status).toBe(status);
        expect(rung?.direction).toBe(direction);
        expect(rung?.certainty).toBe(direction && probability ? probabilityText(probability[direction]) : undefined);
        if (estimate) expect(rung?.texts.join(' ')).toContain(estimateText(estimate));
        if (status === 'carried over') expect(rung?.texts).toContain(briefly(step));
        const at = answer.steps[index];
        // Steps that are written as one have one hint, of the last of them.
        if (at && answer.steps.findLastIndex(({ end }) => end === at.end) === index)
          expect(hints).toContain(`→ ${briefly(step)}`);
        const hovered = at && imaginedHover(parsed, at.end - 1);
        if (hovered && answer.steps.filter(({ end }) => end === at.end).length === 1)
          expect(hovered.markdown).toBe(hoverMarkdown(found, index));
      }
    }
  });
});

describe.each(samples)('the outcomes of %s', (_, text) => {
  const document = new Snapshot(uri, 1, text);
  const { trial } = document.parsed;

  it('are told without their reasons as with them', () => {
    for (const scenario of imagining(document, { uri }).scenarios) {
      const changes = changesOf((scenarioOf(document.parsed, scenario)?.steps ?? []).map((one) => one.perturbation));
      for (const line of finish(outcomes(document, { uri, scenario })).lines) {
        const whole = line.look && imagineNow(trial, changes, line.look);
        if (!whole || 'problem' in whole) continue;
        expect(line).toEqual(outcomeLine(whole, focusOf(trial)));
      }
    }
  });
});

describe('what has no answer', () => {
  const { results: _, harms: __, ...planned } = SEMAGLUTIDE;
  const dose = (to: string) => set('arms.semaglutide.dose', '2.4 mg', to);
  const enrolled = (to: number) => set('population.enrollment', 529, to);
  const masking = set('design.masking', 'double', 'none');

  it.each<[string, Trial, Perturbation[]]>([
    ['impossible: a trial cannot enroll 0 participants', SEMAGLUTIDE, [enrolled(0)]],
    ['impossible: a trial cannot enroll -5 participants', SEMAGLUTIDE, [enrolled(-5), dose('1.7 mg')]],
    ['impossible: a trial cannot enroll 2.5 participants', SEMAGLUTIDE, [enrolled(2.5), masking]],
    ['impossible: one participant cannot be on both sides', SEMAGLUTIDE, [enrolled(1)]],
    ['impossible: there are not so many people', planned, [enrolled(1e12)]],
    ['no evidence: banana is not read as a dose', SEMAGLUTIDE, [dose('banana')]],
    ['no evidence: banana is not read as a dose', planned, [dose('banana')]],
    ['no evidence: -1 mg is not read as a dose', SEMAGLUTIDE, [dose('-1 mg')]],
    ['no evidence: a dose of 0 is no treatment', SEMAGLUTIDE, [dose('0 mg')]],
    ['no evidence: 2.4 mg and 5 mL are in units that cannot be compared', SEMAGLUTIDE, [dose('5 mL')]],
    ['no evidence: often is not read as a schedule', DOSES, [set('arms.mg-5.schedule', 'once daily', 'often')]],
    ['no evidence: soon is not read as a time', SEMAGLUTIDE, [set('outcomes.kccq.time', '52 weeks', 'soon')]],
    ['no change: 2400 µg is 2.4 mg', SEMAGLUTIDE, [dose('2400 µg')]],
    ['no change: 2.4 mg is what it was before', planned, [dose('2.4 mg')]],
    [
      'no change: Germany, Argentina is Argentina, Germany',
      SEMAGLUTIDE,
      [set('design.countries', ['Argentina', 'Germany'], ['Germany', 'Argentina'])],
    ],
    ['no evidence: carried over', SEMAGLUTIDE, [masking]],
    ['no evidence, and nothing observed to carry over', planned, [masking]],
    ['nothing to compare', SEMAGLUTIDE, [{ kind: 'drop', factor: 'A', path: ['arms', 'placebo'] }]],
  ])('%s', (said, trial, scenario) => {
    const answer = imagineNow(trial, scenario, { outcome: trial === DOSES ? 'hba1c' : 'kccq', ...sidesOf(trial) });
    if ('problem' in answer) throw new Error(answer.problem);
    expectAlike(answer);
    const step = answer.steps.at(-1);
    if (!step) throw new Error('no step');
    expect(briefly(step)).toBe(said);
    expect(step.status).toBe('carried over');
    expect([step.probability, step.estimate, step.observed, step.power]).toEqual(Array(4).fill(undefined));
    // What is impossible or unread has no figure on any surface but those that were observed.
    if (said.startsWith('impossible') || (said.startsWith('no evidence: ') && said !== 'no evidence: carried over')) {
      expect(step.direction).toBeUndefined();
      expect(hoverMarkdown(answer, answer.steps.length - 1)).not.toMatch(/▰|Now \*\*observed|80 %/);
    }
  });
});

function sidesOf(trial: Trial): { first: string; second: string } {
  return { first: trial === DOSES ? 'mg-5' : 'semaglutide', second: 'placebo' };
}

describe('a document with an impossible number of participants', () => {
  const text = samples.find(([name]) => name === 'semaglutide-hfpef.trial')?.[1] ?? '';
  const written = (to: string) => {
    const document = new Snapshot(uri, 1, text.replace('enrollment: 529', `enrollment: 529 ~> ${to}`));
    const end = document.text.indexOf('scenarios:');
    const hints = finish(inlayHints(document, { start: 0, end })).map(({ label }) => label);
    const hover = imaginedHover(document.parsed, document.text.indexOf(`~> ${to}`) + 3)?.markdown ?? '';
    const answer = imagining(document, { uri, scenario: null });
    return { hints, hover, view: viewOf(answer, { document: 'a.trial', pinned: false }) };
  };

  it.each([
    ['0', 'a trial cannot enroll 0 participants'],
    ['-5', 'a trial cannot enroll -5 participants'],
    ['2.5', 'a trial cannot enroll 2.5 participants'],
    ['1', 'one participant cannot be on both sides'],
  ])('%s: impossible, wherever an answer would stand', (to, why) => {
    const { hints, hover, view } = written(to);
    expect(hints).toEqual([`→ impossible: ${why}`, `→ impossible: ${why}`]);
    expect(hover).toContain(`Impossible: ${why}`);
    expect(hover).not.toMatch(/Now|▰/);
    expect(view.probabilities).toEqual([]);
  });
});
