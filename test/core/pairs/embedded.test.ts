import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import {
  anchorLibrarySchema,
  embeddedAnchors,
  embeddedMeasure,
  retrieveEmbedded,
} from '../../../core/pairs/approximate/embedded.ts';
import { lookLines } from '../../../core/pairs/approximate/show.ts';
import { focusOf } from '../../../core/trial/contrast.ts';
import { observe } from '../../../core/trial/direction.ts';
import { parse } from '../../../core/trial/parse.ts';

const here = (name: string) => path.resolve(import.meta.dirname, '../../..', name);
const library = anchorLibrarySchema.parse(
  JSON.parse(readFileSync(here('core/pairs/approximate/anchors.json'), 'utf8')),
);
const source = embeddedAnchors();

function anchorsOf(name: string, k: number) {
  const { trial } = parse(readFileSync(here(`samples/${name}.trial`), 'utf8'));
  const look = focusOf(trial);
  if (!look) throw new Error(`${name} has no contrast`);
  return retrieveEmbedded(source, { trial, look }, k);
}

it('the library holds facts: short words, numbers and ids, each trial once, each with a direction', () => {
  expect(library.trials.length).toBeGreaterThan(500);
  expect(new Set(library.trials.map(({ trial }) => trial)).size).toBe(library.trials.length);
  for (const trial of library.trials) {
    expect(trial.trial).toMatch(/^NCT\d{8}$/);
    expect(observe(trial, { outcome: 'outcome', first: 'first', second: 'second' })?.direction).toBeTruthy();
    expect(trial.outcomes?.outcome?.measure?.split(' ').length).toBeLessThanOrEqual(8);
    const texts: string[] = [];
    JSON.stringify(trial, (_, value: unknown) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
    expect(Math.max(...texts.map((text) => text.length)), trial.trial).toBeLessThan(130);
  }
});

it('a planned trial finds what was observed of its drug and its condition before it began', () => {
  const found = anchorsOf('spironolactone-spirrit', 5);
  expect(found.map(({ id }) => id)).toContain('NCT00094302');
  for (const { id, posted, differences, trial } of found) {
    expect(id).not.toBe('NCT02901184');
    expect(posted < '2017-11-23').toBe(true);
    expect(trial.arms?.first?.label).toBeTruthy();
    // What the library does not know is told as no difference.
    for (const step of differences) if (step.kind === 'set') expect(step.from).toBeDefined();
  }
});

it('a trial is no anchor of its own', () => {
  for (const name of ['il6-lupus', 'dapagliflozin-doses', 'semaglutide-hfpef', 'vericiguat-doses']) {
    const { trial } = parse(readFileSync(here(`samples/${name}.trial`), 'utf8'));
    expect(anchorsOf(name, 50).map(({ id }) => id)).not.toContain(trial.trial);
  }
});

it('what is kept of a measure is told as terms, and the measure of the target in its own words', () => {
  const { trial } = parse(readFileSync(here('samples/semaglutide-sustain6.trial'), 'utf8'));
  const look = focusOf(trial);
  const { results: _, ...planned } = trial;
  if (!look) throw new Error('no contrast');
  const found = retrieveEmbedded(source, { trial: planned, look }, 20);
  expect(found.length).toBeGreaterThan(0);
  for (const { id, trial: own, look: at } of found) {
    const kept = library.trials.find((one) => one.trial === id)?.outcomes?.outcome?.measure;
    expect(own.outcomes?.[at.outcome]?.measure).toBe(`terms of the measure: ${kept?.replaceAll(' ', ', ')}`);
    expect(lookLines(own, at)[1]).toMatch(/^terms of the measure: \S/);
  }
  const added = found.flatMap(({ differences }) =>
    differences.flatMap((step) => (step.kind === 'add' && step.path[0] === 'outcomes' ? [step.value] : [])),
  );
  expect(added.length).toBeGreaterThan(0);
  for (const value of added) expect(value).toMatchObject({ measure: trial.outcomes?.[look.outcome]?.measure });
});

it('measures are kept in their telling words', () => {
  expect(embeddedMeasure('Change From Baseline in the Total Pain Score at Week 12')).toBe('pain 12');
});
