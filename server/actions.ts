/** What can be done to a document at a place: perturb, take back, adopt, move between arrows and scenarios, change the focus. */
import { focusOf } from '../core/trial/contrast.ts';
import {
  addSteps,
  adopt,
  dropArm,
  imaginedAt,
  perturb,
  removeScenario,
  revert,
  scenarioName,
  setFocus,
  setValue,
  toInPlace,
  toScenario,
  whyNotInPlace,
} from '../core/trial/edit.ts';
import { plainLine } from '../core/trial/markdown.ts';
import type { Arm } from '../core/trial/schema.ts';
import { shapeAt } from '../core/trial/shape.ts';
import type { Attribute, Look, Parsed, Path, Perturbation, Scenario, TextEdit } from '../core/trial/types.ts';
import { lookOfResult } from './looks.ts';
import { suggestions } from './suggestions.ts';

export type ActionKind = 'perturb' | 'take back' | 'adopt' | 'move' | 'focus';

export interface Action {
  kind: ActionKind;
  /** Plain text, unique among the actions of a place. */
  title: string;
  /** Made when the action is chosen. */
  edits: () => TextEdit[];
}

/** More outcomes or arms than this are chosen in the panel. */
const MOST = 6;

const said = (value: Attribute): string => plainLine(typeof value === 'object' ? value.join(', ') : String(value), 60);
const known = (of: object | undefined, id: string): boolean => of !== undefined && Object.hasOwn(of, id);

/** The attribute that a place belongs to: the outermost key on its path that may be perturbed. */
function attributeOf(path: Path): Path | undefined {
  for (let depth = 1; depth <= path.length; depth++)
    if (shapeAt(path.slice(0, depth))?.meta.perturbable) return path.slice(0, depth);
  return undefined;
}

function inScenario(parsed: Parsed, steps: readonly Perturbation[]): TextEdit[] {
  const [first] = steps;
  return first ? addSteps(parsed, scenarioName(parsed, first), steps) : [];
}

function* ofAttribute(parsed: Parsed, path: Path): Generator<Action> {
  const key = String(path.at(-1));
  for (const { to, why } of suggestions(parsed.trial, path)) {
    const because = why ? ` (${plainLine(why, 60)})` : '';
    yield { kind: 'perturb', title: `Imagine ${key}: ${said(to)}${because}`, edits: () => perturb(parsed, path, to) };
  }
  const imagined = imaginedAt(parsed, path).at(-1);
  if (imagined !== undefined) {
    yield { kind: 'take back', title: `Take back the change of ${key}`, edits: () => revert(parsed, path) };
    yield { kind: 'adopt', title: `Adopt ${said(imagined)} as the new fact`, edits: () => adopt(parsed, path) };
  }
}

function arrowsToScenario(parsed: Parsed): Action[] {
  const steps = parsed.inPlace?.steps ?? [];
  const [first] = steps;
  if (!first) return [];
  const name = steps.length === 1 ? scenarioName(parsed, first.perturbation) : freeName(parsed, 'imagined');
  const title = `Move the ${steps.length === 1 ? 'arrow' : `${steps.length} arrows`} in place into the scenario ${name}`;
  return [{ kind: 'move', title, edits: () => toScenario(parsed, name) }];
}

function freeName(parsed: Parsed, name: string): string {
  const taken = new Set(parsed.childrenOf(['scenarios']));
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function moveTo(look: Look, first: string, second: string): Perturbation {
  return {
    kind: 'look',
    factor: look.first === first && look.second === second ? 'O' : 'A',
    contrast: { first, second },
  };
}

/** An arm beside this one, at a dose that no arm of the trial has, and the look moved to it. */
function* moreArms(parsed: Parsed, id: string, arm: Arm, look: Look | undefined): Generator<Action> {
  const path = ['arms', id, 'dose'];
  for (const { to, why } of suggestions(parsed.trial, path)) {
    if (why !== 'half' && why !== 'double') continue;
    const name = freeArm(parsed, `${id}-${why}`);
    const { label: _label, description: _description, ...rest } = arm;
    const add: Perturbation = { kind: 'add', factor: 'A', path: ['arms', name], value: { ...rest, dose: String(to) } };
    const against = look && look.second !== id ? look.second : look?.first;
    const steps = look && against !== undefined && against !== id ? [add, moveTo(look, name, against)] : [add];
    yield {
      kind: 'perturb',
      title: `Add an arm like ${id} at ${said(to)} (${why})`,
      edits: () => inScenario(parsed, steps),
    };
  }
}

/** Something to compare with, for a trial that has nothing. */
function* controlArm(parsed: Parsed, id: string, { duration }: Arm): Generator<Action> {
  const { arms = {} } = parsed.trial;
  const controls = new Set<Arm['role']>(['placebo', 'no treatment', 'sham', 'active comparator']);
  if (Object.values(arms).some(({ role }) => controls.has(role))) return;
  const name = freeArm(parsed, 'placebo');
  const value: Arm = { role: 'placebo', ...(duration !== undefined && { duration }) };
  const add: Perturbation = { kind: 'add', factor: 'A', path: ['arms', name], value };
  const look: Perturbation = { kind: 'look', factor: 'A', contrast: { first: id, second: name } };
  yield {
    kind: 'perturb',
    title: `Add a placebo arm and compare ${id} with it`,
    edits: () => inScenario(parsed, [add, look]),
  };
}

function freeArm(parsed: Parsed, name: string): string {
  const { arms, groups } = parsed.trial;
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!known(arms, candidate) && !known(groups, candidate)) return candidate;
  }
}

function* ofArm(parsed: Parsed, id: string): Generator<Action> {
  const { arms = {} } = parsed.trial;
  const arm = known(arms, id) ? arms[id] : undefined;
  if (!arm) return;
  const look = focusOf(parsed.trial);
  if (look) {
    // On the comparator: what it could be swapped for. On another arm: that one in its place.
    const others = id === look.second ? Object.keys(arms) : [id];
    for (const other of others.filter((one) => one !== look.first && one !== look.second).slice(0, MOST)) {
      const title = `Compare ${look.first} with ${other} instead of ${look.second}`;
      yield { kind: 'perturb', title, edits: () => inScenario(parsed, [moveTo(look, look.first, other)]) };
    }
  }
  yield* moreArms(parsed, id, arm, look);
  yield* controlArm(parsed, id, arm);
  if (Object.keys(arms).length > 1)
    yield { kind: 'perturb', title: `Imagine the trial without ${id}`, edits: () => dropArm(parsed, id) };
}

const lookAt = (outcome: string): Perturbation => ({ kind: 'look', factor: 'O', outcome });

function* ofOutcome(parsed: Parsed, id: string): Generator<Action> {
  const { outcomes = {} } = parsed.trial;
  const look = focusOf(parsed.trial);
  if (!known(outcomes, id) || !look) return;
  if (id !== look.outcome) {
    const title = `Imagine ${id} instead of ${look.outcome}`;
    yield { kind: 'perturb', title, edits: () => inScenario(parsed, [lookAt(id)]) };
    yield* focusOn(parsed, { outcome: id, first: look.first, second: look.second });
    return;
  }
  const measure = outcomes[id]?.measure;
  const others = Object.keys(outcomes).filter((other) => other !== id);
  const nearer = (other: string) => (outcomes[other]?.measure === measure ? 0 : 1);
  for (const other of others.toSorted((a, b) => nearer(a) - nearer(b)).slice(0, MOST)) {
    const why = nearer(other) === 0 ? ` (another time point: ${plainLine(outcomes[other]?.time ?? '', 40)})` : '';
    yield {
      kind: 'perturb',
      title: `Imagine ${other} instead of ${id}${why}`,
      edits: () => inScenario(parsed, [lookAt(other)]),
    };
  }
}

function* focusOn(parsed: Parsed, look: Look): Generator<Action> {
  const now = focusOf(parsed.trial);
  const same = now && (['outcome', 'row', 'first', 'second'] as const).every((key) => now[key] === look[key]);
  if (same && parsed.trial.focus !== undefined) return;
  const row = look.row === undefined ? '' : `, ${plainLine(look.row, 40)}`;
  const title = `Make ${look.first} vs ${look.second} on ${look.outcome}${row} the focus`;
  yield { kind: 'focus', title, edits: () => setFocus(parsed, look) };
}

function adoptScenario(parsed: Parsed, { name, steps }: Scenario): Action[] {
  const [step, ...more] = steps;
  if (!step || name === undefined || more.length > 0 || step.perturbation.kind !== 'set') return [];
  const { path, to } = step.perturbation;
  const edits = () => [...setValue(parsed, path, to), ...removeScenario(parsed, name)];
  return [{ kind: 'adopt', title: `Adopt ${said(to)} as the new fact`, edits }];
}

function* ofScenario(parsed: Parsed, name: string): Generator<Action> {
  const scenario = parsed.scenarios.find((one) => one.name === name);
  if (!scenario) return;
  if (whyNotInPlace(parsed, name) === undefined)
    yield { kind: 'move', title: `Write ${name} as arrows in place`, edits: () => toInPlace(parsed, name) };
  yield* adoptScenario(parsed, scenario);
  yield { kind: 'take back', title: `Take back the scenario ${name}`, edits: () => removeScenario(parsed, name) };
}

/** The actions at an offset, those of the innermost place first. */
export function* actionsAt(parsed: Parsed, offset: number): Generator<Action, void, void> {
  const { path = [] } = parsed.placeAt(offset) ?? {};
  const [section, id] = path;
  const attribute = attributeOf(path);
  if (attribute) yield* ofAttribute(parsed, attribute);
  if (attribute && imaginedAt(parsed, attribute).length > 0) yield* arrowsToScenario(parsed);
  if (section === 'arms' && id !== undefined) yield* ofArm(parsed, String(id));
  if (section === 'outcomes' && id !== undefined) yield* ofOutcome(parsed, String(id));
  if (section === 'scenarios' && id !== undefined) yield* ofScenario(parsed, String(id));
  const look = section === 'results' && id !== undefined ? lookOfResult(parsed, path) : undefined;
  if (look) yield* focusOn(parsed, look);
}
