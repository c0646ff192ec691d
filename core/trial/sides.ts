/** The two sides of a contrast: who is in an arm or a group, what they are given, and which side is told relative to which. */
import { areBeside, ownGroups } from './held.ts';
import { type Label, labelLevels, labelRatio, onlyPlacebo, otherArms, readLabel } from './labels.ts';
import { once, onceOfNamed, onceOfOne } from './once.ts';
import { entryOf } from './paths.ts';
import { doseRatio, parseDose } from './quantity/dose.ts';
import { parseSchedule, perDay } from './quantity/schedule.ts';
import { words } from './registry/text.ts';
import type { Arm, Component, Trial } from './schema.ts';
import type { Look } from './types.ts';

/** An arm, or a group of the results, as one side of a contrast. */
export interface Side {
  id: string;
  label: string;
  /** What its label says. */
  says: Label;
  /** It is an arm, or its only group in the results: another group may be a part of one, several, or a time of one. */
  whole: boolean;
  /** The arms whose participants it holds, as far as that is known. */
  arms: readonly string[];
  role: Arm['role'];
  /** What each participant of it is given; empty where that is not known or not the same for all. */
  gives: readonly Component[];
}

/** What an arm gives: its entries under `gives`, or the one that is written flat. */
export function givenIn(arm: Arm): readonly Component[] {
  if (arm.gives) return Object.entries(arm.gives).map(([id, component]) => ({ drug: id, ...component }));
  return arm.drug !== undefined || arm.intervention !== undefined || arm.dose !== undefined ? [arm] : [];
}

/** What a side is for that gives a placebo and nothing else: whatever its type says, it is a control. */
const nothing = (role: Arm['role']) => (givesNothing(role) ? role : 'placebo');

const isDummy = (component: Component) => onlyPlacebo(component.drug ?? component.intervention ?? '');

function readArm(id: string, arm: Arm): Side {
  const label = arm.label ?? id;
  const says = readLabel(label);
  const gives = givenIn(arm);
  const dummy = says.onlyPlacebo || (gives.length > 0 && gives.every(isDummy));
  return { id, label, says, whole: true, arms: [id], role: dummy ? nothing(arm.role) : arm.role, gives };
}

/** Whether an arm that is typed a placebo, and called something else, has a group that is called placebo: its other groups are then none. */
function isMistyped(trial: Trial, arm: Side): boolean {
  if (arm.role !== 'placebo' || arm.says.placebo) return false;
  return Object.entries(trial.groups ?? {}).some(
    ([id, { arms, label }]) => arms?.length === 1 && arms[0] === arm.id && onlyPlacebo(label ?? id),
  );
}

const CONTROL = /placebo|vehicle|sham|control/i;

function readSide(trial: Trial, id: string): Side | undefined {
  const arms = trial.arms ?? {};
  const arm = entryOf(arms, id);
  if (arm) return readArm(id, arm);
  const group = entryOf(trial.groups, id);
  if (!group) return undefined;
  const within = (group.arms ?? []).filter((name) => Object.hasOwn(arms, name));
  const members = within.flatMap((name) => sideOf(trial, name) ?? []);
  const roles = new Set(members.map((member) => member.role));
  const label = group.label ?? id;
  const says = readLabel(label);
  const [one, more] = members;
  const only = more ? undefined : one;
  const role = roles.size === 1 ? one?.role : undefined;
  const mistyped = only && !CONTROL.test(label) && isMistyped(trial, only);
  // Those of an arm who had a placebo are not given what others of it are.
  const givenIt = only !== undefined && (givesNothing(role) || !says.onlyPlacebo);
  return {
    id,
    label,
    says,
    whole: givenIt && ownGroups(trial).arms.has(id),
    arms: within,
    role: says.placebo ? nothing(role) : mistyped ? undefined : role,
    gives: givenIt ? only.gives : [],
  };
}

/** The side that an id names; undefined where the trial has no such arm or group. Hundreds of results ask for the same few. */
export const sideOf: (trial: Trial, id: string) => Side | undefined = onceOfNamed(readSide);

/** The same look by the ids under which the results hold its sides: an arm stands there under its only group, where it has one. */
export function asHeld(trial: Trial, look: Look): Look {
  const { groups } = ownGroups(trial);
  const [first, second] = [groups.get(look.first) ?? look.first, groups.get(look.second) ?? look.second];
  return first === look.first && second === look.second ? look : { ...look, first, second };
}

/** A drug's or other intervention's name, as names are compared. */
export function nameOf(component: Component): string {
  return words(component.drug ?? component.intervention ?? '').join(' ');
}

const doseOf = onceOfOne((component: Component) => parseDose(component.dose ?? ''));

/**
 * How many times the dose of `b` the dose of `a` is: a day's where both say how often, else that of one administration.
 * Undefined where they cannot be compared.
 */
export function ratioOf(a: Component, b: Component): number | undefined {
  const [one, other] = [doseOf(a), doseOf(b)];
  const ratio = one && other && doseRatio(one, other);
  if (ratio === undefined) return undefined;
  if (one?.per || other?.per || a.schedule === b.schedule) return ratio;
  const [mine, theirs] = [a, b].map(({ schedule }) => {
    const read = schedule === undefined ? undefined : parseSchedule(schedule);
    return read && perDay(read);
  });
  return mine && theirs ? (ratio * mine) / theirs : ratio;
}

/** Two sides that are called after different doses of the same: how many times the other's the one's is, where that is told, and which is the higher. */
export interface DoseByName {
  ratio?: number;
  higher: -1 | 1;
}

/** Whether a side's arm states a dose, or its arms do. */
export const statesDose = ({ gives }: Side): boolean => gives.some(({ dose }) => dose !== undefined);

/**
 * How the dose of `a` compares with that of `b` by what they are called. Once an arm states a dose, its name says nothing of it, for
 * a name may be changed where nothing else is; one that states none may be called after it. Groups that are no arm have nothing but
 * their names. Undefined where names say nothing.
 */
export function doseByName(a: Side, b: Side): DoseByName | undefined {
  const stated = [a, b].filter(statesDose);
  const whole = a.whole && b.whole;
  if (whole && stated.length === 1) return higherOf(ratioToStated(a, b));
  if (whole ? stated.length > 0 : stated.some(({ id, arms }) => arms[0] === id)) return undefined;
  const ratio = labelRatio(a.says, b.says);
  if (ratio !== undefined && ratio !== 1) return higherOf(ratio);
  const higher = labelLevels(a.says, b.says);
  return higher === 0 ? undefined : { higher };
}

const higherOf = (ratio: number | undefined): DoseByName | undefined =>
  ratio === undefined || ratio === 1 ? undefined : { ratio, higher: ratio > 1 ? 1 : -1 };

/** The dose that a side is called after: of a name with other numbers, `900/225/225 mg`, nobody knows what they are. */
const doseNamed = ({ says }: Side) => (says.rest.some((word) => /^\d/.test(word)) ? undefined : says.dose);

/** Of two arms that give one and the same thing, one of which states its dose: the ratio to what the other is called after. */
function ratioToStated(a: Side, b: Side): number | undefined {
  const [mine, theirs] = [a, b].map((side) => {
    const [only, more] = side.gives;
    return only && !more ? { name: nameOf(only), dose: statesDose(side) ? doseOf(only) : doseNamed(side) } : undefined;
  });
  if (!mine?.dose || !theirs?.dose || mine.name !== theirs.name) return undefined;
  return doseRatio(mine.dose, theirs.dose);
}

/** 1 where `a` gives more of what both give, −1 where `b` does, 0 where neither or each more of something. */
function higherDose(a: Side, b: Side): -1 | 0 | 1 {
  const named = doseByName(a, b);
  if (named) return named.higher;
  let more = 0;
  let less = 0;
  for (const mine of a.gives) {
    const theirs = b.gives.find((component) => nameOf(component) === nameOf(mine));
    const ratio = theirs && ratioOf(mine, theirs);
    if (ratio !== undefined && ratio > 1) more++;
    if (ratio !== undefined && ratio < 1) less++;
  }
  return more > 0 && less === 0 ? 1 : less > 0 && more === 0 ? -1 : 0;
}

const PRECEDENCE: Partial<Record<NonNullable<Arm['role']>, number>> = {
  experimental: 0,
  placebo: 2,
  'no treatment': 2,
  sham: 2,
};

/** What decided which side comes first. `record`: nothing but where it stood. */
export type OrderedBy = 'role' | 'dose' | 'record';

/**
 * Which of two sides is told relative to which: experimental before active comparator before placebo, no treatment or
 * sham; then the higher dose; then as they were given, which is the record's order and says nothing.
 */
export function inOrder(a: Side, b: Side): { first: Side; second: Side; by: OrderedBy } {
  const rank = (side: Side) => (side.role === undefined ? 1 : (PRECEDENCE[side.role] ?? 1));
  // A side of unknown role comes before a placebo, but is not known to come after what is experimental.
  const known = (a.role !== undefined && b.role !== undefined) || Math.max(rank(a), rank(b)) === 2;
  if (known && rank(a) !== rank(b))
    return rank(a) < rank(b) ? { first: a, second: b, by: 'role' } : { first: b, second: a, by: 'role' };
  const dose = higherDose(a, b);
  if (dose !== 0) return dose > 0 ? { first: a, second: b, by: 'dose' } : { first: b, second: a, by: 'dose' };
  return { first: a, second: b, by: 'record' };
}

/** Placebo, sham or no treatment: nothing active is given. */
export function givesNothing(role: Side['role']): boolean {
  return role !== undefined && PRECEDENCE[role] === 2;
}

/** Controls: what a contrast is told against when the document does not say. */
export function isControl(side: Side): boolean {
  return givesNothing(side.role) || side.role === 'active comparator';
}

/** Words of what the arms of a trial give and are called: where two labels differ in one, they differ in treatment. */
function treatments(trial: Trial): ReadonlySet<string> {
  const arms = Object.entries(trial.arms ?? {});
  const labels = arms.flatMap(([id, arm]) => words(arm.label ?? id)).filter((word) => /[a-z]{4}/.test(word));
  // A drug's own name may be as short as `TIV`.
  const drugs = arms.flatMap(([, arm]) =>
    givenIn(arm).flatMap((component) => words(component.drug ?? component.intervention ?? '')),
  );
  const all = [...labels, ...drugs.filter((word) => /[a-z]{3}/.test(word))];
  return new Set([...all.filter((word) => !GENERAL.has(word)), 'placebo', 'control']);
}

const GENERAL = new Set(
  'with without plus then followed group groups arms cohort part phase period treatment therapy dose doses daily weekly once twice open label blind double study study patients participants subjects male female women adults children high positive negative'.split(
    ' ',
  ),
);

/** Whether two labels name different doses or treatments. */
function differInTreatment(trial: Trial, a: Label, b: Label): boolean {
  const only = (xs: readonly string[], ys: readonly string[]) => xs.filter((x) => !ys.includes(x));
  if (only(a.doses, b.doses).length > 0 || only(b.doses, a.doses).length > 0) return true;
  const differing = [...only(a.rest, b.rest), ...only(b.rest, a.rest)];
  const known = treatments(trial);
  return differing.some((word) => known.has(word));
}

/** `time`: the same people at another time. `overlap`: some are in both, or only a subgroup differs. */
export type Relation = 'apart' | 'time' | 'overlap';

/** Whether a group holds nobody but people of an arm, as far as that is told: where a trial has one arm, all of its groups do. */
function isWithin(trial: Trial, group: Side, arm: Side): boolean {
  if (group.arms.length > 0) return group.arms.every((id) => arm.arms.includes(id));
  return Object.keys(trial.arms ?? {}).length === 1;
}

/** Whether two sides can be set against each other as what was given to some against what was given to others. */
function relation(trial: Trial, a: Side, b: Side): Relation {
  if (a.id === b.id) return 'overlap';
  if (a.whole && b.whole) return a.arms[0] === b.arms[0] ? 'overlap' : 'apart';
  const [arm, group] = a.whole ? [a, b] : [b, a];
  // What no result sets beside an arm is not another than the arm that it is of.
  if (arm.whole && isWithin(trial, group, arm) && !areBeside(trial, a.id, b.id)) return 'overlap';
  if (a.says.timeless === b.says.timeless) return 'time';
  const shared = a.arms.filter((one) => b.arms.includes(one)).length;
  const pools = (one: Side, other: Side) => one.says.pooled && (shared === other.arms.length || one.arms.length === 0);
  if (pools(a, b) || pools(b, a)) return 'overlap';
  // The sequences of a crossover give every participant both, one after the other.
  if (shared === 0 || trial.design?.model === 'crossover') return 'apart';
  return otherArms(a.label, b.label) || differInTreatment(trial, a.says, b.says) ? 'apart' : 'overlap';
}

export interface Pairing {
  first: Side;
  second: Side;
  by: OrderedBy;
  relation: Relation;
}

/** Two sides, whichever way round. */
export function sidesKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** The record's order decides where nothing else does, so it is part of the question. */
const pairsWith = onceOfNamed((trial: Trial, a: string) =>
  once((b): Pairing | undefined => {
    const [one, other] = [sideOf(trial, a), sideOf(trial, b)];
    return one && other && { ...inOrder(one, other), relation: relation(trial, one, other) };
  }),
);

/**
 * Two sides of a trial in the order in which they are told, and how they relate; undefined where either is unknown. Hundreds of
 * results ask for the same few.
 */
export function pairOf(trial: Trial, a: string, b: string): Pairing | undefined {
  return pairsWith(trial, a)(b);
}
