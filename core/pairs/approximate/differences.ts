/**
 * The differences between an anchor and a target as a scenario: steps in the order N → A → O → E that, applied to the anchor's trial, give the target's
 * contrast. As far as the facts go: who is studied and how stays as the anchor has it where the target does not state it; how something is given is then
 * not stated. Pure.
 */
import { outcomeChange, profileOf } from '../../imagine/likeness.ts';
import { compare } from '../../trial/check/arrows.ts';
import { valueAt } from '../../trial/paths.ts';
import { formatDose } from '../../trial/quantity/dose.ts';
import { isPlacebo, withoutSalt } from '../../trial/registry/drug-names.ts';
import { words } from '../../trial/registry/text.ts';
import type { Arm, Component, Outcome, Trial } from '../../trial/schema.ts';
import { factorAt, shapeAt } from '../../trial/shape.ts';
import { givenIn, nameOf, type Side, sideOf } from '../../trial/sides.ts';
import type { Attribute, Look, Path, Perturbation } from '../../trial/types.ts';
import { areGivenTheSame, HOW_GIVEN } from '../arm-words.ts';
import { withoutDosing } from '../dosed-drug.ts';
import { conditionName } from './terms.ts';

/** A trial and what is looked at in it. */
export interface Seen {
  trial: Trial;
  look: Look;
}

/** Who is studied. */
const POPULATION = ['condition', 'healthy', 'sex', 'age', 'criteria', 'enrollment'] as const;
/** Where and how. When comes last: it stands for all that changed since. */
const DESIGN = ['phase', 'purpose', 'allocation', 'model', 'masking', 'countries', 'start'] as const;

function plain(path: Path, value: Attribute): string[] {
  const folded = path[1] === 'condition' ? conditionName : (text: string) => words(text).join(' ');
  return (Array.isArray(value) ? value : [value]).map((one) => folded(String(one)));
}

/** Whether two values say the same, however they are spelled. */
function same(path: Path, from: Attribute, to: Attribute): boolean {
  const shape = shapeAt(path);
  if (shape && compare(from, to, shape) === 'same') return true;
  const [one, other] = [new Set(plain(path, from)), new Set(plain(path, to))];
  return one.size === other.size && [...one].every((value) => other.has(value)) && !one.has('');
}

/** The step that sets a path to what the target has; none where that is not stated, or is the same. */
function setting(trial: Trial, path: Path, to: Attribute | undefined): Perturbation[] {
  if (to === undefined) return [];
  const from = valueAt(trial, path) as Attribute | undefined;
  if (from !== undefined && same(path, from, to)) return [];
  return [{ kind: 'set', factor: factorAt(path) ?? 'E', path, from, to }];
}

/** The same of how something is given; where the target does not state it, that the anchor gives it so is no fact of the target, and is taken away. */
function givenStep(trial: Trial, path: Path, to: Attribute | undefined): Perturbation[] {
  if (to !== undefined) return setting(trial, path, to);
  return valueAt(trial, path) === undefined ? [] : [{ kind: 'drop', factor: 'A', path }];
}

function section(anchor: Trial, target: Trial, name: 'population' | 'design', keys: readonly string[]): Perturbation[] {
  return keys.flatMap((key) => setting(anchor, [name, key], valueAt(target, [name, key]) as Attribute | undefined));
}

const INACTIVE = new Set<Arm['role']>(['placebo', 'sham', 'no treatment']);
const named = (component: Component) => withoutSalt(nameOf(component));
const isDummy = (component: Component) => isPlacebo(component.drug ?? component.intervention ?? '');

/** One thing that an arm gives, and where the arm says so. */
interface Given {
  path: Path;
  component: Component;
}

/** What an arm gives: itself, or its entries. */
function placesIn(arm: Arm, id: string): Given[] {
  if (arm.gives)
    return Object.entries(arm.gives).map(([key, one]) => ({
      path: ['arms', id, 'gives', key],
      component: { drug: key, ...one },
    }));
  return nameOf(arm) === '' ? [] : [{ path: ['arms', id], component: arm }];
}

/** The arm that a side is, or whose participants alone it holds; none where these are not given what the arm is: those of it who had a placebo. */
function armOf(trial: Trial, side: Side): { id: string; arm: Arm } | undefined {
  const [id, more] = side.arms;
  const arm = id === undefined || more !== undefined ? undefined : trial.arms?.[id];
  if (!arm || id === undefined || (side.gives.length === 0 && givenIn(arm).length > 0)) return undefined;
  return { id, arm };
}

const wordsOf = (label: string) => words(label).join(' ');

/** Whether an arm is called after something: given that no more, its name would lie. */
function isCalledAfter({ id, arm }: { id: string; arm: Arm }, component: Component): boolean {
  const called = new Set([...words(id), ...words(arm.label ?? '')]);
  return words(named(component)).some((word) => /[a-z]{3}/.test(word) && called.has(word));
}

/** The drug of an arm that gives one, without how it is dosed, and the dose that a part of that arm is called after: `drug X 8000 µg`. */
function dosedAs({ drug, dose, gives }: Arm, { label, whole, says }: Side): Pick<Arm, 'drug' | 'dose'> {
  if (drug === undefined || gives) return {};
  const name = withoutDosing(drug);
  const [amount, more] = says.dose?.amounts ?? [];
  const tells = dose === undefined && !whole && amount !== undefined && more === undefined;
  const called = words(name).every((word) => words(label).includes(word));
  return { drug: name, ...(tells && called && says.dose && { dose: formatDose(says.dose) }) };
}

/** A side as an arm of its own; without its description, which is the other trial's prose. */
function asArm(trial: Trial, side: Side): Arm {
  const { description: _prose, ...arm } = armOf(trial, side)?.arm ?? {};
  const role = side.role ?? arm.role;
  return { ...arm, ...dosedAs(arm, side), label: side.label, ...(role !== undefined && { role }) };
}

/** What is given on both sides, by name; of several of one name those of one key, else in their order. What is left of the first is dropped, of the second added. */
function alignment(mine: readonly Given[], theirs: readonly Given[]) {
  const partner = new Map<Given, Given>();
  const taken = new Set<Given>();
  for (const byKey of [true, false])
    for (const to of theirs) {
      const from = partner.has(to)
        ? undefined
        : mine.find(
            (one) =>
              !taken.has(one) &&
              named(one.component) === named(to.component) &&
              (!byKey || (to.path[3] !== undefined && one.path[3] === to.path[3])),
          );
      if (!from) continue;
      partner.set(to, from);
      taken.add(from);
    }
  const matched = theirs.flatMap((to) => {
    const from = partner.get(to);
    return from ? [{ from, to }] : [];
  });
  return {
    matched,
    dropped: mine.filter((one) => !taken.has(one)),
    added: theirs.filter((one) => !partner.has(one)),
  };
}

/**
 * Steps that make of an arm of the anchor what a side of the target is, where the same is given in another way; undefined where something else is given, so that
 * it takes another arm.
 */
function armSteps(trial: Trial, from: Side, target: Trial, to: Side): Perturbation[] | undefined {
  const [base, wanted] = [armOf(trial, from), armOf(target, to)];
  const role = (): Perturbation[] =>
    base && to.role !== undefined && to.role !== from.role ? setting(trial, ['arms', base.id, 'role'], to.role) : [];
  if (!base || !wanted) {
    // Of who is in several arms nothing more is known than what they are called.
    const alike = wordsOf(from.label) === wordsOf(to.label) && from.role === to.role;
    return alike && from.gives.length === 0 && to.gives.length === 0 ? [] : undefined;
  }
  const inactive = INACTIVE.has(from.role) && from.role === to.role;
  const active = ({ component }: Given) => !(inactive && isDummy(component));
  const [mine, theirs] = [placesIn(base.arm, base.id), placesIn(wanted.arm, wanted.id)].map((all) =>
    all.filter(active),
  );
  if (!mine || !theirs) return undefined;
  if (mine.length === 0 && theirs.length === 0) {
    const alike = inactive || wordsOf(from.label) === wordsOf(to.label);
    return alike ? role() : undefined;
  }
  const { matched, dropped, added } = alignment(mine, theirs);
  if (matched.length === 0 || dropped.some(({ component }) => isCalledAfter(base, component))) return undefined;
  // An arm that gives one thing is written flat, and has no place for another.
  if ((dropped.length > 0 || added.length > 0) && !base.arm.gives) return undefined;
  const keyOf = (path: Path, component: Component) => String(path[3] ?? idOf(named(component)));
  const additions = added.map(({ path, component }) => {
    const { gives: _gives, label: _label, role: _role, description: _description, ...one } = component as Arm;
    return { path: ['arms', base.id, 'gives', keyOf(path, component)] as Path, value: one };
  });
  if (additions.some(({ path }) => valueAt(trial, path) !== undefined)) return undefined;
  return [
    ...role(),
    ...dropped.map(({ path }): Perturbation => ({ kind: 'drop', factor: 'A', path })),
    ...additions.map((one): Perturbation => ({ kind: 'add', factor: 'A', ...one })),
    ...matched.flatMap(({ from, to: wants }) =>
      HOW_GIVEN.flatMap((key) => givenStep(trial, [...from.path, key], wants.component[key])),
    ),
  ];
}

const idOf = (name: string) => name.replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '') || 'drug';

/** A name that the trial has not yet given. */
function free(taken: ReadonlySet<string>, name: string): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`;
}

function sidesSteps(anchor: Seen, target: Seen): Perturbation[] {
  const steps: Perturbation[] = [];
  const taken = new Set([...Object.keys(anchor.trial.arms ?? {}), ...Object.keys(anchor.trial.groups ?? {})]);
  const contrast = { first: anchor.look.first, second: anchor.look.second };
  const [one, other] = [sideOf(anchor.trial, anchor.look.first), sideOf(anchor.trial, anchor.look.second)];
  // What is done to an arm that both sides hold would be done to both.
  const apart = !one?.arms.some((id) => other?.arms.includes(id));
  const [mine, theirs] = [sideOf(target.trial, target.look.first), sideOf(target.trial, target.look.second)];
  // What only their names tell apart has to be called so.
  const byName =
    mine !== undefined && theirs !== undefined && mine.role === theirs.role && areGivenTheSame(mine, theirs);
  for (const key of ['first', 'second'] as const) {
    const [from, to] = [sideOf(anchor.trial, anchor.look[key]), sideOf(target.trial, target.look[key])];
    if (!to) continue;
    const own =
      from &&
      !(byName && wordsOf(from.label) !== wordsOf(to.label)) &&
      (apart ? armSteps(anchor.trial, from, target.trial, to) : unchanged(anchor.trial, from, target.trial, to));
    if (own) {
      steps.push(...own);
      continue;
    }
    const id = free(taken, target.look[key]);
    taken.add(id);
    steps.push({ kind: 'add', factor: 'A', path: ['arms', id], value: asArm(target.trial, to) });
    contrast[key] = id;
  }
  if (contrast.first !== anchor.look.first || contrast.second !== anchor.look.second)
    steps.push({ kind: 'look', factor: 'A', contrast });
  return steps;
}

/** No steps where two sides are given the same; else undefined. */
function unchanged(trial: Trial, from: Side, target: Trial, to: Side): [] | undefined {
  return armSteps(trial, from, target, to)?.length === 0 ? [] : undefined;
}

const rowKey = (row: string | undefined) => (row === undefined ? '' : words(row).join(' ') || row.trim());

function outcomeSteps(anchor: Seen, target: Seen): Perturbation[] {
  const [from, to] = [anchor, target].map(({ trial, look }): Outcome => trial.outcomes?.[look.outcome] ?? {});
  if (!from || !to) return [];
  const { outcome, row } = target.look;
  const sameMeasure = profileOf(from).key === profileOf(to).key;
  if (sameMeasure && rowKey(anchor.look.row) === rowKey(row)) {
    const later = to.time !== undefined && outcomeChange(from, to)?.kind === 'time';
    return later ? setting(anchor.trial, ['outcomes', anchor.look.outcome, 'time'], to.time) : [];
  }
  const id = free(new Set(Object.keys(anchor.trial.outcomes ?? {})), outcome);
  const { rank, measure, time, unit, better } = to;
  const value = {
    ...(rank !== undefined && { rank }),
    ...(measure !== undefined && { measure }),
    ...(time !== undefined && { time }),
    ...(unit !== undefined && { unit }),
    ...(better !== undefined && { better }),
  };
  return [
    { kind: 'add', factor: 'O', path: ['outcomes', id], value },
    { kind: 'look', factor: 'O', outcome: id, ...(row !== undefined && { row }) },
  ];
}

/** What leads from an anchor to a target: nothing where there is nothing that the facts tell apart. */
export function differencesBetween(anchor: Seen, target: Seen): Perturbation[] {
  return [
    ...section(anchor.trial, target.trial, 'population', POPULATION),
    ...sidesSteps(anchor, target),
    ...outcomeSteps(anchor, target),
    ...section(anchor.trial, target.trial, 'design', DESIGN),
  ];
}
