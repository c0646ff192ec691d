/** The two sides of a contrast: who is in an arm or a group, what they are given, and which side is told relative to which. */
import { doseRatio, parseDose } from './quantity/dose.ts';
import { parseSchedule, perDay } from './quantity/schedule.ts';
import { words } from './registry/text.ts';
import type { Arm, Component, Trial } from './schema.ts';

/** An arm, or a group of the results, as one side of a contrast. */
export interface Side {
  id: string;
  label: string;
  /** The arms whose participants it holds: an arm holds itself; a group may hold none that is known. */
  arms: readonly string[];
  role: Arm['role'];
  /** What each participant of it is given; empty where that is not known or not the same for all. */
  gives: readonly Component[];
  period?: string;
}

/** What an arm gives: its entries under `gives`, or the one that is written flat. */
export function givenIn(arm: Arm): readonly Component[] {
  if (arm.gives) return Object.entries(arm.gives).map(([id, component]) => ({ drug: id, ...component }));
  return arm.drug !== undefined || arm.intervention !== undefined || arm.dose !== undefined ? [arm] : [];
}

const PLACEBO =
  /^(?:matching |matched |oral |pooled |combined )*(?:placebo|vehicle|sham)\b(?!.*(?:followed|then|switch|crossed|→|->|\/|\+| to ))/i;

/** The side that an id names; undefined where the trial has no such arm or group. */
export function sideOf(trial: Trial, id: string): Side | undefined {
  const arms = trial.arms ?? {};
  const arm = Object.hasOwn(arms, id) ? arms[id] : undefined;
  if (arm) return { id, label: arm.label ?? id, arms: [id], role: arm.role, gives: givenIn(arm) };
  const group = Object.hasOwn(trial.groups ?? {}, id) ? trial.groups?.[id] : undefined;
  if (!group) return undefined;
  const within = (group.arms ?? []).filter((name) => Object.hasOwn(arms, name));
  const members = within.map((name) => arms[name] ?? {});
  const roles = new Set(members.map((member) => member.role));
  const label = group.label ?? id;
  const [only] = members;
  return {
    id,
    label,
    arms: within,
    role: roles.size === 1 ? [...roles][0] : members.length === 0 && PLACEBO.test(label) ? 'placebo' : undefined,
    gives: members.length === 1 && only ? givenIn(only) : [],
    ...(group.period === undefined ? {} : { period: group.period }),
  };
}

/** A drug's or other intervention's name, as names are compared. */
export function nameOf(component: Component): string {
  return words(component.drug ?? component.intervention ?? '').join(' ');
}

/**
 * How many times the dose of `b` the dose of `a` is: a day's where both say how often, else that of one administration.
 * Undefined where they cannot be compared.
 */
export function ratioOf(a: Component, b: Component): number | undefined {
  const one = parseDose(a.dose ?? '');
  const other = parseDose(b.dose ?? '');
  const ratio = one && other && doseRatio(one, other);
  if (ratio === undefined) return undefined;
  if (one?.per || other?.per || a.schedule === b.schedule) return ratio;
  const [mine, theirs] = [a, b].map(({ schedule }) => {
    const read = schedule === undefined ? undefined : parseSchedule(schedule);
    return read && perDay(read);
  });
  return mine && theirs ? (ratio * mine) / theirs : ratio;
}

/** 1 where `a` gives more of what both give, −1 where `b` does, 0 where neither or each more of something. */
function higherDose(a: Side, b: Side): -1 | 0 | 1 {
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

/** Controls: what a contrast is told against when the document does not say. */
export function isControl(side: Side): boolean {
  return side.role !== undefined && (PRECEDENCE[side.role] === 2 || side.role === 'active comparator');
}

/** Times and periods in a group's label: two labels that differ in nothing else are the same people, later. */
const TIMES =
  /\b(?:baseline|screening|pre-?(?:dose|treatment|intervention|op)?|post-?(?:dose|treatment|intervention|op)?|before|after|end ?of ?(?:study|treatment)|(?:day|week|month|year|visit|cycle|period|hour|part|phase|stage|time ?point|interval)s? ?[-–]?\d+(?:\.\d+)?(?: ?(?:-|–|to|through) ?\d+)?|\d+(?:\.\d+)?[- ]?(?:min(?:ute)?|h(?:ou)?r|day|week|month|year|yr|wk)s?|(?:first|second|third|fourth|1st|2nd|3rd|4th) (?:period|intervention|dose|day|week|month|visit|half))\b/gi;

function withoutTimes(label: string): string {
  return words(label.replace(TIMES, ' ')).join(' ');
}

/**
 * Whether two sides can be set against each other as what was given to some against what was given to others.
 * `time`: the same people at another time. `overlap`: some are in both, or the arms are the same and only a subgroup differs.
 */
export function relation(a: Side, b: Side, crossover: boolean): 'apart' | 'time' | 'overlap' {
  if (a.id === b.id) return 'overlap';
  const bothArms = a.arms[0] === a.id && b.arms[0] === b.id;
  if (bothArms) return 'apart';
  if (withoutTimes(a.label) === withoutTimes(b.label)) return 'time';
  // The sequences of a crossover give every participant both, one after the other.
  if (crossover) return 'apart';
  return a.arms.some((arm) => b.arms.includes(arm)) ? 'overlap' : 'apart';
}

export interface Pairing {
  first: Side;
  second: Side;
  by: OrderedBy;
  relation: 'apart' | 'time' | 'overlap';
}

/** Pairings of trials that were asked for before: trials are immutable, and hundreds of results ask for the same few. */
const pairings = new WeakMap<Trial, Map<string, Pairing | undefined>>();

/** Two sides of a trial in the order in which they are told, and how they relate; undefined where either is unknown. */
export function pairOf(trial: Trial, a: string, b: string): Pairing | undefined {
  let known = pairings.get(trial);
  if (!known) {
    known = new Map();
    pairings.set(trial, known);
  }
  // The record's order decides where nothing else does, so it is part of the question.
  const key = `${a} ${b}`;
  if (!known.has(key)) {
    const [one, other] = [sideOf(trial, a), sideOf(trial, b)];
    const crossover = trial.design?.model === 'crossover';
    known.set(key, one && other && { ...inOrder(one, other), relation: relation(one, other, crossover) });
  }
  return known.get(key);
}
