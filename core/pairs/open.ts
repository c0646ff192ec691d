/**
 * A pair as a trial document: the look at its source, and a scenario that leads from there to its target. As a question, the
 * document holds the source's result alone.
 */
import { apply, moved } from '../imagine/apply.ts';
import { landingOf, sameLook } from '../imagine/landing.ts';
import { writtenStep } from '../trial/edit/scenarios.ts';
import { print } from '../trial/print.ts';
import { formatFocus, parseContrast } from '../trial/quantity/contrast.ts';
import type { Arm, Component, Result, Step, Trial } from '../trial/schema.ts';
import { nameOf } from '../trial/sides.ts';
import type { Look, Path, Perturbation } from '../trial/types.ts';
import type { ArmChange } from './arm-change.ts';
import type { Found } from './natural.ts';
import type { Pair, PairChange } from './pair.ts';

/** The scenarios of an opened pair: the look moved, and the same as a change of one attribute. */
export const PAIR_SCENARIO = 'natural-pair';
export const ATTRIBUTE_SCENARIO = 'natural-pair-by-attribute';

/** What moves the look from one end of a pair to the other. */
export function lookStep(kind: Pair['kind'], { outcome, row, first, second }: Look): Perturbation {
  return kind === 'O'
    ? { kind: 'look', factor: 'O', outcome, ...(row !== undefined && { row }) }
    : { kind: 'look', factor: 'A', contrast: { first, second } };
}

/** Where an arm says what it gives of a drug; undefined where that is not in one place. */
function placeOf(arm: Arm, id: string, drug: string): { path: Path; component: Component } | undefined {
  const wanted = nameOf({ drug });
  const isWanted = ({ drug: own, intervention }: Component) =>
    nameOf(intervention === undefined ? { drug: own } : { intervention }) === wanted;
  if (!arm.gives) return isWanted(arm) ? { path: ['arms', id], component: arm } : undefined;
  const found = Object.entries(arm.gives).filter(([key, component]) => isWanted({ drug: key, ...component }));
  const [only, more] = found;
  return only && !more ? { path: ['arms', id, 'gives', only[0]], component: only[1] } : undefined;
}

function stepFor(trial: Trial, change: ArmChange, from: string, to: string): Perturbation | undefined {
  const [source, target] = [trial.arms?.[from], trial.arms?.[to]];
  if (!source || !target || change.kind === 'drug' || change.kind === 'intervention') return undefined;
  if (change.kind === 'component') {
    const drug = 'added' in change ? change.added : change.dropped;
    const place = placeOf('added' in change ? target : source, 'added' in change ? to : from, drug);
    const key = place?.path[3];
    if (!place || key === undefined || !source.gives) return undefined;
    const path = ['arms', from, 'gives', key];
    return 'added' in change
      ? { kind: 'add', factor: 'A', path, value: place.component }
      : { kind: 'drop', factor: 'A', path };
  }
  const place = change.drug === undefined ? undefined : placeOf(source, from, change.drug);
  const before = place?.component[change.kind];
  if (!place || before !== change.from) return undefined;
  return { kind: 'set', factor: 'A', path: [...place.path, change.kind], from: before, to: change.to };
}

function isArmChange(change: PairChange): change is ArmChange {
  return change.kind !== 'measure' && change.kind !== 'time' && change.kind !== 'row';
}

/**
 * A pair's change as that of one attribute of the source's arm, as an arrow in a document makes it: only where the document
 * has words for it, and where that lands on the pair's own target.
 */
export function attributeStep(trial: Trial, { change, from, to }: Found): Perturbation | undefined {
  if (!isArmChange(change)) return undefined;
  const [source, target] = [from.contrast.look, to.contrast.look];
  const step = stepFor(trial, change, source.first, target.first);
  if (!step || !writtenStep(step)) return undefined;
  const landing = landingOf(trial, { trial: apply(trial, step), look: moved(source, step) });
  return landing && sameLook(landing.look, target) ? step : undefined;
}

/** A result as far as it speaks of two sides. */
function partOf(result: Result, sides: readonly string[]): Result {
  const values = Object.entries(result.values ?? {}).filter(([side]) => sides.includes(side));
  const analyses = (result.analyses ?? []).filter(({ contrast = '' }) => {
    const named = parseContrast(contrast);
    return named.length === 2 && named.every((side) => sides.includes(side));
  });
  const { values: _values, analyses: _analyses, ...rest } = result;
  return {
    ...rest,
    ...(values.length > 0 && { values: Object.fromEntries(values) }),
    ...(analyses.length > 0 && { analyses }),
  };
}

const isOf = ({ outcome, row }: Result, look: Look) => outcome === look.outcome && row === look.row;

/**
 * The results that a question may show: the source's, of its two sides alone. Of the target only the row's name stays, so that the
 * scenario can speak of it.
 */
export function resultsFor(trial: Trial, source: Look, target: Look): Result[] {
  return (trial.results ?? []).flatMap((result) => {
    if (isOf(result, source)) return [partOf(result, [source.first, source.second])];
    const named = target.row !== undefined && isOf(result, target);
    return named ? [{ outcome: target.outcome, row: target.row as string }] : [];
  });
}

/**
 * The trial that a pair is opened as. `question`: without all that was observed but the source's result: no other results, no
 * harms, and no sources, which would say where to look them up.
 */
export function pairTrial(trial: Trial, pair: Pair, question = false): Trial {
  const { first, second, outcome, row } = pair.from.look;
  const step = writtenStep(stepOf(pair.perturbation)) as Step;
  const attribute = pair.attribute && writtenStep(stepOf(pair.attribute));
  const focus = formatFocus({ contrast: [first, second], outcome, ...(row !== undefined && { row }) });
  const scenarios = { [PAIR_SCENARIO]: [step], ...(attribute && { [ATTRIBUTE_SCENARIO]: [attribute] }) };
  if (!question) return { ...trial, focus, scenarios };
  const { results: _results, harms: _harms, sources: _sources, ...rest } = trial;
  return { ...rest, focus, results: resultsFor(trial, pair.from.look, pair.to.look), scenarios };
}

/** A pair's step as scenarios take it: what was read from JSON leaves out what an attribute was where it was not stated. */
export function stepOf(written: Pair['perturbation']): Perturbation {
  return written.kind === 'set' ? { ...written, from: written.from } : written;
}

/** The text of the document that a pair is opened as. */
export function pairDocument(trial: Trial, pair: Pair, question = false): string {
  return print(pairTrial(trial, pair, question));
}
