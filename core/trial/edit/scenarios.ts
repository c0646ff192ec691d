/** Scenarios in the text of a document: steps written, whole scenarios made and taken away. */
import { formatContrast } from '../quantity/contrast.ts';
import { pathOf } from '../scenarios.ts';
import { FACTORS } from '../schema.ts';
import type { Attribute, Parsed, Path, Perturbation, Scenario, TextEdit } from '../types.ts';
import { withArrow, withoutArrow } from './arrows.ts';
import { appendItems, insertKey, removeAt } from './layout.ts';
import { removals } from './removals.ts';

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

/** What of a scenario could be arrows in place: steps, by their positions in its list; and what keeps the rest from being it. */
export interface Placeable {
  steps: readonly number[];
  /** In words; absent where the whole scenario can be written so. */
  why?: string;
}

function whyNoArrow(parsed: Parsed, step: Perturbation): string | undefined {
  if (step.kind !== 'set') return `An arrow changes one attribute; this scenario also ${DOES[step.kind]}.`;
  if (withArrow(parsed, step.path, [step.to])) return undefined;
  const name = `\`${step.path.join('.')}\``;
  if (Array.isArray(step.to)) return `${name} is a list, which no arrow can stand in.`;
  return parsed.rangeOf(step.path, 'value')
    ? `${name} cannot hold an arrow.`
    : `The document does not state ${name}, so there is nothing that an arrow could begin at.`;
}

const DOES = { add: 'adds something', drop: 'drops something', look: 'looks elsewhere' } as const;

/** What of a scenario could be written as arrows in place. */
export function placeable(parsed: Parsed, name: string): Placeable {
  const scenario = parsed.scenarios.find((one) => one.name === name);
  if (!scenario || scenario.steps.length === 0)
    return { steps: [], why: `There is no scenario \`${name}\`, or it has no steps.` };
  if (parsed.inPlace) {
    const why =
      'The document has arrows in place already, which would become one scenario with these. Move those first.';
    return { steps: [], why };
  }
  const items = parsed.childrenOf(['scenarios', name]);
  const steps: number[] = [];
  let why: string | undefined;
  let last = 0;
  for (const item of items) {
    const start = parsed.rangeOf(['scenarios', name, item], 'value')?.start;
    const [step, ...more] = scenario.steps.filter(({ range }) => range.start === start);
    const reason = step && more.length === 0 ? whyNoArrow(parsed, step.perturbation) : NOT_ONE_CHANGE;
    why ??= reason;
    if (reason !== undefined || step?.perturbation.kind !== 'set') continue;
    const { factor, path } = step.perturbation;
    const place = FACTORS.indexOf(factor) * parsed.text.length + (parsed.rangeOf(path, 'value')?.start ?? 0);
    if (place < last) return { steps: [], why: OTHER_ORDER };
    last = place;
    steps.push(Number(item));
  }
  return { steps, ...(why !== undefined && { why }) };
}

const NOT_ONE_CHANGE = 'A step of this scenario is not one change that can be read.';
const OTHER_ORDER =
  'Arrows are taken in the order population, arms, outcomes, design; the steps of this scenario are in another.';

/** Writes what can be of a scenario as arrows in place, and takes that out of it; all of it goes where nothing is left. */
export function toInPlace(parsed: Parsed, name: string): TextEdit[] {
  const scenario = parsed.scenarios.find((one) => one.name === name);
  const { steps, why } = placeable(parsed, name);
  const chains = new Map<string, { path: Path; to: Attribute[] }>();
  for (const index of steps) {
    const start = parsed.rangeOf(['scenarios', name, index], 'value')?.start;
    const step = scenario?.steps.find(({ range }) => range.start === start)?.perturbation;
    if (step?.kind !== 'set') continue;
    const chain = chains.get(step.path.join('.')) ?? { path: step.path, to: [] };
    chain.to.push(step.to);
    chains.set(step.path.join('.'), chain);
  }
  const arrows = [...chains.values()].map(({ path, to }) => withArrow(parsed, path, to) ?? []);
  if (arrows.length === 0 || arrows.some((edits) => edits.length === 0)) return [];
  const gone =
    why === undefined
      ? removeScenario(parsed, name)
      : removals(
          parsed,
          steps.map((index) => ['scenarios', name, index]),
        );
  return gone.length > 0 ? [...arrows.flat(), ...gone] : [];
}
