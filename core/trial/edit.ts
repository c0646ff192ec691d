/**
 * Edits of a document's text, made through its tree: what they do not speak of stays as it is written, comments, quotes, line
 * ends and indentation included. Each yields the edits, none where there is nothing to do; `applyEdits` makes them a text.
 */
import { applyEdits } from './edit/apply.ts';
import { imaginedAt, observedRange, staysInArrow, withArrow, withoutArrow } from './edit/arrows.ts';
import { composeEdits } from './edit/compose.ts';
import { columnOf, contextOf, fillEmpty, insertKey, isEmptyAt, takesIn, unitOf } from './edit/layout.ts';
import { scenarioName } from './edit/names.ts';
import { addSteps, removeScenario, scenarioThatSets } from './edit/scenarios.ts';
import { parse } from './parse.ts';
import { printInline, printValue } from './print.ts';
import { formatFocus } from './quantity/contrast.ts';
import { isPrintable, printScalar, quotedArrow } from './quoting.ts';
import { valueAt } from './scenarios.ts';
import { factorAt, shapeAt } from './shape.ts';
import type { Attribute, Look, Parsed, Path, Perturbation, TextEdit } from './types.ts';

export { applyEdits } from './edit/apply.ts';
export { imaginedAt } from './edit/arrows.ts';
export { freeName, freeScenario, scenarioName } from './edit/names.ts';
export { addSteps, placeable, removeScenario, toInPlace, toScenario } from './edit/scenarios.ts';

type Scalar = string | number | boolean;

const isAttribute = (value: unknown): value is Attribute => typeof value !== 'object' || Array.isArray(value);

const same = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((one, i) => one === b[i]) : a === b;

/** Replaces what stands behind a key, a value of any kind by one of any kind. */
function replaceValue(parsed: Parsed, path: Path, value: Attribute): TextEdit[] {
  const { text } = parsed;
  const range = parsed.rangeOf(path, 'value');
  const key = parsed.rangeOf(path, 'key');
  if (!range) return [];
  if (!key || contextOf(parsed, path) === 'flow') return [{ ...range, text: printInline(value) }];
  const colon = text.indexOf(':', key.end) + 1;
  const said = printValue(path, value, columnOf(text, key.start), key.end - key.start, unitOf(parsed));
  const between = text.slice(colon, range.start);
  // A tag, an anchor or a comment stands between.
  if (between.trim() !== '' || takesIn(text, range.end, said)) return [{ ...range, text: printInline(value) }];
  const lines = said.startsWith('\n') || between.includes('\n');
  return lines ? [{ start: colon, end: range.end, text: said }] : [{ ...range, text: said.slice(1) }];
}

/** Sets the value that arrows start from. Those that it cannot stand before become a scenario. */
function setObserved(parsed: Parsed, path: Path, value: Scalar): TextEdit[] {
  const observed = observedRange(parsed, path);
  const range = parsed.rangeOf(path, 'value');
  if (!observed || !range) return [];
  const imagined = imaginedAt(parsed, path);
  const said = String(value);
  if (typeof value === 'string' && !(staysInArrow(value, shapeAt(path)?.kind) && isPrintable(value))) {
    const steps = imagined.map((to) => setting(parsed, path, to));
    const [first] = steps;
    return [
      ...replaceValue(parsed, path, value),
      ...(first ? addSteps(parsed, scenarioName(parsed, first), steps) : []),
    ];
  }
  const { start, end, style } = observed;
  if (style === 'plain' && printScalar(value, contextOf(parsed, path)) === said) return [{ start, end, text: said }];
  return [{ ...range, text: quotedArrow([said, ...imagined.map(String)]) }];
}

/** Sets what is observed at a path; arrows behind it stay. The key, and what holds it, is made where it is not there. */
export function setValue(parsed: Parsed, path: Path, value: Attribute): TextEdit[] {
  const key = path.at(-1);
  if (key === undefined || same(valueAt(parsed.trial, path), value)) return [];
  if (observedRange(parsed, path) && !Array.isArray(value)) return setObserved(parsed, path, value as Scalar);
  if (parsed.rangeOf(path, 'value')) {
    return isEmptyAt(parsed, path) ? fillEmpty(parsed, path, value) : replaceValue(parsed, path, value);
  }
  return typeof key === 'string' ? insertKey(parsed, path.slice(0, -1), key, value) : [];
}

/** The change of a path to a value, as a step. */
function setting(parsed: Parsed, path: Path, to: Attribute): Perturbation {
  const from = valueAt(parsed.trial, path);
  return { kind: 'set', factor: factorAt(path) ?? 'E', path, from: isAttribute(from) ? from : undefined, to };
}

/**
 * Perturbs an attribute: an arrow behind what was observed, in place of an arrow that is there. What no arrow can say (a list,
 * an attribute that the document does not state, a text of several lines) becomes a step of the scenario `into`, or of a new
 * one that is named by its change. Nothing where the schema lets nothing be perturbed.
 */
export function perturb(parsed: Parsed, path: Path, to: Attribute, into?: string): TextEdit[] {
  if (!shapeAt(path)?.meta.perturbable) return [];
  if (same(valueAt(parsed.trial, path), to)) return revert(parsed, path);
  const arrow = withArrow(parsed, path, [to]);
  if (arrow) return arrow;
  const step = setting(parsed, path, to);
  return addSteps(parsed, into ?? scenarioName(parsed, step), [step]);
}

/** Perturbs an attribute once more: a further arrow behind those that are there, a successive step. */
export function perturbFurther(parsed: Parsed, path: Path, to: Attribute): TextEdit[] {
  const before = imaginedAt(parsed, path);
  if (before.length === 0) return perturb(parsed, path, to);
  return same(before.at(-1), to) ? [] : (withArrow(parsed, path, [...before, to]) ?? []);
}

/** Takes the perturbation of an attribute back: its arrows, or the scenario that does nothing but change it. */
export function revert(parsed: Parsed, path: Path): TextEdit[] {
  const arrows = withoutArrow(parsed, path);
  if (arrows.length > 0) return arrows;
  const scenario = scenarioThatSets(parsed, path);
  return scenario?.name === undefined ? [] : removeScenario(parsed, scenario.name);
}

/** The attributes that arrows in place change, each once. */
export function perturbedPaths(parsed: Parsed): Path[] {
  const paths = new Map<string, Path>();
  for (const { perturbation } of parsed.inPlace?.steps ?? [])
    if (perturbation.kind === 'set') paths.set(perturbation.path.join('.'), perturbation.path);
  return [...paths.values()];
}

/** Makes what is imagined at a path, in its last step, the fact. */
export function adopt(parsed: Parsed, path: Path): TextEdit[] {
  const to = imaginedAt(parsed, path).at(-1);
  const range = parsed.rangeOf(path, 'value');
  if (to === undefined || !range || Array.isArray(to)) return [];
  return [{ ...range, text: printScalar(to as Scalar, contextOf(parsed, path)) }];
}

/** Makes what a scenario sets the facts, and takes the scenario away. Nothing where it does anything else. */
export function adoptScenario(parsed: Parsed, name: string): TextEdit[] {
  const steps = parsed.scenarios.find((one) => one.name === name)?.steps ?? [];
  let edits: TextEdit[] = [];
  let now = parsed;
  const make = (next: readonly TextEdit[]) => {
    edits = composeEdits(edits, next);
    now = parse(applyEdits(now.text, next), now);
  };
  for (const { perturbation: step } of steps) {
    if (step.kind !== 'set') return [];
    make(setValue(now, step.path, step.to));
  }
  if (steps.length > 0) make(removeScenario(now, name));
  return edits;
}

/** Makes a look what hover and hints speak of. */
export function setFocus(parsed: Parsed, { outcome, row, first, second }: Look): TextEdit[] {
  return setValue(
    parsed,
    ['focus'],
    formatFocus({ contrast: [first, second], outcome, ...(row !== undefined && { row }) }),
  );
}

/** Imagines a trial without one of its arms: a step of the scenario `into`, or of a new one. */
export function dropArm(parsed: Parsed, arm: string, into?: string): TextEdit[] {
  const step: Perturbation = { kind: 'drop', factor: 'A', path: ['arms', arm] };
  return addSteps(parsed, into ?? scenarioName(parsed, step), [step]);
}
