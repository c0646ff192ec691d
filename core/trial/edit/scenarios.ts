/** Scenarios in the text of a document: steps written, whole scenarios made and taken away. */
import { formatContrast } from '../quantity/contrast.ts';
import { pathOf } from '../scenarios.ts';
import { FACTORS } from '../schema.ts';
import type { Attribute, Parsed, Path, Perturbation, Scenario, TextEdit } from '../types.ts';
import { withArrow, withoutArrow } from './arrows.ts';
import { appendItems, insertKey, removeAt } from './layout.ts';

/** A path as a step writes it; undefined where a key would not come back from it. */
function pathText(path: Path): string | undefined {
  const text = path.join('.');
  const back = pathOf(text);
  return back.length === path.length && back.every((key, i) => key === path[i]) ? text : undefined;
}

/** A step as a document holds it: `{ 'arms.low.dose': '5 mg' }`. Undefined where the format has no words for it. */
export function writtenStep(step: Perturbation): Record<string, unknown> | undefined {
  if (step.kind === 'look') {
    const { outcome, row, contrast } = step;
    return {
      ...(outcome !== undefined && { outcome }),
      ...(row !== undefined && { row }),
      ...(contrast && { contrast: formatContrast([contrast.first, contrast.second]) }),
    };
  }
  const path = pathText(step.path);
  if (path === undefined) return undefined;
  if (step.kind === 'drop') return { drop: path };
  return step.kind === 'add' ? { add: { [path]: step.value } } : { [path]: step.to };
}

/** Writes steps at the end of a scenario, which is made where the document has none of that name. */
export function addSteps(parsed: Parsed, name: string, steps: readonly Perturbation[]): TextEdit[] {
  const written = steps.map(writtenStep).filter((step) => step !== undefined);
  if (written.length === 0) return [];
  const path = ['scenarios', name];
  if (!parsed.rangeOf(path, 'value')) return insertKey(parsed, ['scenarios'], name, written);
  return appendItems(parsed, path, written);
}

/** Takes a scenario away, and the section with the last of them. */
export function removeScenario(parsed: Parsed, name: string): TextEdit[] {
  const only = parsed.childrenOf(['scenarios']).length === 1;
  return removeAt(parsed, only ? ['scenarios'] : ['scenarios', name]);
}

/** The last scenario that does nothing but set one path: what `perturb` made of a change that no arrow can say. */
export function scenarioThatSets(parsed: Parsed, path: Path): Scenario | undefined {
  const text = path.join('.');
  return parsed.scenarios.findLast(
    ({ steps: [step, ...more] }) =>
      more.length === 0 && step?.perturbation.kind === 'set' && step.perturbation.path.join('.') === text,
  );
}

/** Moves the arrows in place into a scenario, in the order in which they are taken. Nothing where there are none. */
export function toScenario(parsed: Parsed, name: string): TextEdit[] {
  const steps = (parsed.inPlace?.steps ?? []).map((step) => step.perturbation);
  const paths = new Map(
    steps.flatMap((step) => (step.kind === 'set' ? [[step.path.join('.'), step.path] as const] : [])),
  );
  if (steps.length === 0 || steps.some((step) => !writtenStep(step))) return [];
  return [...[...paths.values()].flatMap((path) => withoutArrow(parsed, path)), ...addSteps(parsed, name, steps)];
}

/** What keeps a scenario from being written as arrows in place, in words; undefined where nothing does. */
export function whyNotInPlace(parsed: Parsed, name: string): string | undefined {
  const scenario = parsed.scenarios.find((one) => one.name === name);
  if (!scenario || scenario.steps.length === 0) return `There is no scenario \`${name}\`, or it has no steps.`;
  if (parsed.inPlace) return 'The document has arrows in place already; they would become one scenario with these.';
  const places: number[] = [];
  for (const { perturbation: step } of scenario.steps) {
    if (step.kind !== 'set')
      return 'Only a changed attribute can be an arrow; this scenario adds, drops or looks elsewhere.';
    if (!withArrow(parsed, step.path, [step.to])) return `\`${step.path.join('.')}\` cannot hold an arrow.`;
    places.push(FACTORS.indexOf(step.factor) * parsed.text.length + (parsed.rangeOf(step.path, 'value')?.start ?? 0));
  }
  return places.every((place, i) => place >= (places[i - 1] ?? 0))
    ? undefined
    : 'Arrows are taken in the order population, arms, outcomes, design; the steps of this scenario are in another.';
}

/** Writes a scenario as arrows in place, and takes it away. Nothing where `whyNotInPlace` says why not. */
export function toInPlace(parsed: Parsed, name: string): TextEdit[] {
  const scenario = parsed.scenarios.find((one) => one.name === name);
  if (!scenario || whyNotInPlace(parsed, name) !== undefined) return [];
  const chains = new Map<string, { path: Path; to: Attribute[] }>();
  for (const { perturbation: step } of scenario.steps) {
    if (step.kind !== 'set') continue;
    const chain = chains.get(step.path.join('.')) ?? { path: step.path, to: [] };
    chain.to.push(step.to);
    chains.set(step.path.join('.'), chain);
  }
  const arrows = [...chains.values()].map(({ path, to }) => withArrow(parsed, path, to) ?? []);
  return arrows.some((edits) => edits.length === 0) ? [] : [...arrows.flat(), ...removeScenario(parsed, name)];
}
