/** What can be done to a document at a place: perturb, take back, adopt, move between arrows and scenarios, change the focus. */
import { mayBeOf } from '../core/imagine/members.ts';
import { compare } from '../core/trial/check/arrows.ts';
import { focusOf } from '../core/trial/contrast.ts';
import {
  addSteps,
  adopt,
  adoptScenario,
  dropArm,
  freeName,
  freeScenario,
  imaginedAt,
  perturb,
  perturbedPaths,
  perturbFurther,
  placeable,
  removeScenario,
  revert,
  scenarioName,
  setFocus,
  toInPlace,
  toScenario,
} from '../core/trial/edit.ts';
import { plainLine } from '../core/trial/markdown.ts';
import { leftOutOf } from '../core/trial/registry/sources.ts';
import type { Arm } from '../core/trial/schema.ts';
import { shapeAt } from '../core/trial/shape.ts';
import type { Attribute, Look, Parsed, Path, Perturbation, Scenario, TextEdit } from '../core/trial/types.ts';
import { writeLeftOut } from './leftOut.ts';
import { listChanges } from './lists.ts';
import { isLook, lookAt, lookOfResult, sameSides } from './looks.ts';
import { outcomeCalled, sideCalled } from './names.ts';
import { suggestions } from './suggestions.ts';

export type ActionKind = 'perturb' | 'take back' | 'adopt' | 'move' | 'focus';

export interface Action {
  kind: ActionKind;
  /** Plain text, unique among the actions of a place. */
  title: string;
  /** Made when the action is chosen. */
  edits: () => TextEdit[];
  /** Why it cannot be done, in a sentence, where a person would look for it in vain; then it has no edits. */
  disabled?: string;
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

/**
 * What an import was not sure enough of to tell, written after all: at what is given, and at its entry in `sources`, which stays;
 * and all of it at once.
 */
function* ofLeftOut(parsed: Parsed, path: Path): Generator<Action> {
  if (path[0] !== 'arms' && path[0] !== 'sources') return;
  const here = path.join('.');
  const all = leftOutOf(parsed.trial);
  let offered = path.length === 1;
  for (const left of all) {
    const { key, path: to, text } = left;
    const given = to.slice(0, -1).join('.');
    if (path[0] === 'sources' ? path[1] !== key : here !== given && !here.startsWith(`${given}.`)) continue;
    offered = true;
    yield {
      kind: 'adopt',
      title: `Write the ${String(to.at(-1))} that the record perhaps means: ${plainLine(text, 60)}`,
      edits: () => writeLeftOut(parsed, [left]),
    };
  }
  if (offered && all.length > 1)
    yield {
      kind: 'adopt',
      title: `Write all ${all.length} doses and schedules that the record perhaps means`,
      edits: () => writeLeftOut(parsed, all),
    };
}

function* ofAttribute(parsed: Parsed, path: Path, member: string | number | undefined): Generator<Action> {
  const key = String(path.at(-1));
  const at = typeof member === 'number' ? member : undefined;
  const chain = imaginedAt(parsed, path);
  const imagined = chain.at(-1);
  const shape = shapeAt(path);
  for (const { to, why } of at === undefined ? suggestions(parsed.trial, path) : []) {
    // What the arrow says already is no change.
    if (chain.length === 1 && imagined !== undefined && shape && compare(imagined, to, shape) === 'same') continue;
    const because = why ? ` (${plainLine(why, 80)})` : '';
    yield { kind: 'perturb', title: `Imagine ${key}: ${said(to)}${because}`, edits: () => perturb(parsed, path, to) };
  }
  for (const { what, to } of listChanges(parsed.trial, path, at))
    yield { kind: 'perturb', title: `Imagine ${plainLine(what, 120)}`, edits: () => perturb(parsed, path, to) };
  if (imagined === undefined) return;
  // A further arrow is a successive step; the actions above write another in place of the one that is there.
  for (const { to } of suggestions(parsed.trial, path).slice(0, MOST))
    if (!chain.includes(to))
      yield {
        kind: 'perturb',
        title: `Imagine ${key} further: ${said(imagined)}, then ${said(to)}`,
        edits: () => perturbFurther(parsed, path, to),
      };
  yield { kind: 'take back', title: `Take back the change of ${key}`, edits: () => revert(parsed, path) };
  yield { kind: 'adopt', title: `Adopt ${said(imagined)} as the new fact`, edits: () => adopt(parsed, path) };
  yield* ofArrows(parsed);
}

/** What can be done to all arrows in place at once. */
function* ofArrows(parsed: Parsed): Generator<Action> {
  const steps = parsed.inPlace?.steps ?? [];
  const [first] = steps;
  if (!first) return;
  const paths = perturbedPaths(parsed);
  const name = steps.length === 1 ? scenarioName(parsed, first.perturbation) : freeScenario(parsed, 'imagined');
  const title = `Move the ${steps.length === 1 ? 'arrow' : `${steps.length} arrows`} in place into the scenario ${name}`;
  yield { kind: 'move', title, edits: () => toScenario(parsed, name) };
  if (paths.length === 1) return;
  const all = (edit: (of: Parsed, path: Path) => TextEdit[]) => () => paths.flatMap((path) => edit(parsed, path));
  yield { kind: 'take back', title: `Take back all ${paths.length} changes in place`, edits: all(revert) };
  yield { kind: 'adopt', title: `Adopt all ${paths.length} changes in place as new facts`, edits: all(adopt) };
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
      title: `Add an arm like ${sideCalled(parsed.trial, id)} at ${said(to)} (${why})`,
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
    title: `Add a placebo arm and compare ${sideCalled(parsed.trial, id)} with it`,
    edits: () => inScenario(parsed, [add, look]),
  };
}

function freeArm(parsed: Parsed, name: string): string {
  const { arms, groups } = parsed.trial;
  return freeName(name, (one) => known(arms, one) || known(groups, one));
}

function* ofArm(parsed: Parsed, id: string): Generator<Action> {
  const { arms = {} } = parsed.trial;
  const arm = known(arms, id) ? arms[id] : undefined;
  if (!arm) return;
  const look = focusOf(parsed.trial);
  if (look) {
    // On the comparator: what it could be swapped for. On another arm: that one in its place.
    // What may be the very same is no comparator.
    const others = (id === look.second ? Object.keys(arms) : [id]).filter(
      (one) => one !== look.second && !mayBeOf(parsed.trial, look.first, one, look.second),
    );
    for (const other of others.slice(0, MOST)) {
      const called = (one: string) => sideCalled(parsed.trial, one);
      const title = `Compare ${called(look.first)} with ${called(other)} instead of ${called(look.second)}`;
      yield { kind: 'perturb', title, edits: () => inScenario(parsed, [moveTo(look, look.first, other)]) };
    }
  }
  yield* moreArms(parsed, id, arm, look);
  yield* controlArm(parsed, id, arm);
  if (Object.keys(arms).length > 1)
    yield {
      kind: 'perturb',
      title: `Imagine the trial without ${sideCalled(parsed.trial, id)}`,
      edits: () => dropArm(parsed, id),
    };
}

const lookingAt = (outcome: string): Perturbation => ({ kind: 'look', factor: 'O', outcome });

function* ofOutcome(parsed: Parsed, id: string): Generator<Action> {
  const { outcomes = {} } = parsed.trial;
  const look = focusOf(parsed.trial);
  if (!known(outcomes, id) || !look) return;
  const called = (one: string) => outcomeCalled(parsed.trial, one);
  const instead = (of: string, than: string, why = ''): Action => ({
    kind: 'perturb',
    title: `Imagine ${called(of)} instead of ${called(than)}${why}`,
    edits: () => inScenario(parsed, [lookingAt(of)]),
  });
  if (id !== look.outcome) {
    yield instead(id, look.outcome);
    return;
  }
  const measure = outcomes[id]?.measure;
  const others = Object.keys(outcomes).filter((other) => other !== id);
  const nearer = (other: string) => (outcomes[other]?.measure === measure ? 0 : 1);
  for (const other of others.toSorted((a, b) => nearer(a) - nearer(b)).slice(0, MOST))
    yield instead(
      other,
      id,
      nearer(other) === 0 ? ` (another time point: ${plainLine(outcomes[other]?.time ?? '', 40)})` : '',
    );
}

/** The looks that a place could make the focus. */
function* looksHere(parsed: Parsed, path: Path, offset: number): Generator<Look> {
  const { trial } = parsed;
  const focus = focusOf(trial);
  const [section, id, part, side] = path;
  if (section === 'results' && part === 'values' && side !== undefined) {
    const look = lookOfResult(parsed, path);
    const against = [focus?.second, focus?.first, look?.second, look?.first].find(
      (one) => one !== undefined && one !== side,
    );
    if (look && against !== undefined) yield { ...look, first: String(side), second: against };
  }
  const look = lookAt(parsed, offset);
  if (look) yield look;
  if ((section === 'arms' || section === 'groups') && focus && id !== undefined) {
    const one = String(id);
    const same = (side: string, other: string) =>
      one === side || (section === 'arms' && mayBeOf(trial, side, one, other));
    if (!same(focus.second, focus.first)) yield { ...focus, first: one };
    if (!same(focus.first, focus.second)) yield { ...focus, second: one };
  }
  if (section === 'scenarios' && focus && id !== undefined) {
    let moved = focus;
    for (const { perturbation: step, range } of parsed.scenarios.find(({ name }) => name === id)?.steps ?? []) {
      if (step.kind !== 'look') continue;
      const { row: _row, ...rest } = moved;
      moved = {
        ...(step.outcome === undefined ? moved : { ...rest, outcome: step.outcome }),
        ...(step.row !== undefined && { row: step.row }),
        ...step.contrast,
      };
      if (range.start <= offset && offset <= range.end) yield moved;
    }
  }
}

/** The focus can be set wherever a place speaks of another contrast than it, or of the one that no focus names yet. */
function* ofLooks(parsed: Parsed, path: Path, offset: number): Generator<Action> {
  const { trial } = parsed;
  const now = focusOf(trial);
  const offered: Look[] = now && trial.focus !== undefined ? [now] : [];
  for (const look of looksHere(parsed, path, offset)) {
    if (!isLook(trial, look)) continue;
    const same = (one: Look) => sameSides(one, look) && one.outcome === look.outcome && one.row === look.row;
    if (offered.some(same)) continue;
    offered.push(look);
    const row = look.row === undefined ? '' : `, ${plainLine(look.row, 40)}`;
    const sides = `${sideCalled(trial, look.first)} vs ${sideCalled(trial, look.second)}`;
    const title = `Make ${sides} on ${outcomeCalled(trial, look.outcome)}${row} the focus`;
    yield { kind: 'focus', title, edits: () => setFocus(parsed, look) };
  }
}

function* adoptionOf(parsed: Parsed, name: string, steps: Scenario['steps']): Generator<Action> {
  if (!steps.every(({ perturbation }) => perturbation.kind === 'set')) return;
  const [step] = steps;
  if (step?.perturbation.kind !== 'set') return;
  const what = steps.length === 1 ? said(step.perturbation.to) : `the ${steps.length} changes of ${name}`;
  const title = `Adopt ${what} as the new fact${steps.length === 1 ? '' : 's'}`;
  yield { kind: 'adopt', title, edits: () => adoptScenario(parsed, name) };
}

function* ofScenario(parsed: Parsed, name: string): Generator<Action> {
  const scenario = parsed.scenarios.find((one) => one.name === name);
  if (!scenario) return;
  const { steps, why } = placeable(parsed, name);
  const title = `Write ${name} as arrows in place`;
  const edits = () => toInPlace(parsed, name);
  if (why === undefined) yield { kind: 'move', title, edits };
  else {
    if (steps.length > 0) {
      const some = steps.length === 1 ? '1 step' : `${steps.length} steps`;
      yield { kind: 'move', title: `Write ${some} of ${name} in place; what no arrow can say stays`, edits };
    }
    if (scenario.steps.length > 0) yield { kind: 'move', title, edits: () => [], disabled: why };
  }
  yield* adoptionOf(parsed, name, scenario.steps);
  yield { kind: 'take back', title: `Take back the scenario ${name}`, edits: () => removeScenario(parsed, name) };
}

/** The actions at an offset, those of the innermost place first. */
export function* actionsAt(parsed: Parsed, offset: number): Generator<Action, void, void> {
  const { path = [] } = parsed.placeAt(offset) ?? {};
  const [section, id] = path;
  const attribute = attributeOf(path);
  yield* ofLeftOut(parsed, path);
  if (attribute) yield* ofAttribute(parsed, attribute, path[attribute.length]);
  if (section === 'arms' && id !== undefined) yield* ofArm(parsed, String(id));
  if (section === 'outcomes' && id !== undefined) yield* ofOutcome(parsed, String(id));
  if (section === 'scenarios' && id !== undefined) yield* ofScenario(parsed, String(id));
  if (section === 'focus') yield* ofArrows(parsed);
  yield* ofLooks(parsed, path, offset);
}
