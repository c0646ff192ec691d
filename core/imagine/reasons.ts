/** The reasons that the embedded predictor gives, in words. Plain text; never more than the figures say. */
import { DIRECTIONS, type Direction } from '../trial/direction.ts';
import type { Look, Perturbation } from '../trial/types.ts';
import type { Mechanism, Reason } from './answer.ts';
import { counted, figure, probability, pText } from './figures.ts';
import { entryOf, type State } from './landing.ts';
import type { Precedent } from './model/library.ts';
import type { Change } from './natural.ts';
import type { Source } from './nearest.ts';
import { powerAt, type Strength } from './power.ts';
import { type Frequencies, isBeyond } from './table.ts';

const MECHANISM: Readonly<Partial<Record<Change['kind'], Mechanism>>> = {
  dose: 'dose–response',
  schedule: 'pharmacokinetics',
  measure: 'endpoint sensitivity',
  time: 'endpoint sensitivity',
  comparator: 'comparator strength',
};

/** What differs, in a few words. */
export function changeName(change: Change): string {
  switch (change.kind) {
    case 'dose':
      return change.ratio === undefined ? 'another dose' : `${figure(change.ratio, 2)} times the dose`;
    case 'schedule':
      return 'another schedule';
    case 'drug':
      return 'another drug';
    case 'other':
      return 'another arm';
    case 'comparator':
      return 'another comparator';
    case 'time':
      return 'another time';
    case 'measure':
      return `another outcome, ${figure(change.shared, 2)} of its words shared`;
  }
}

/** A look by its ids. */
export function lookName({ first, second, outcome, row }: Look): string {
  return `${first} vs ${second} on ${outcome}${row === undefined ? '' : `, ${row}`}`;
}

/** Which observed contrast is carried over. None is named where it is the one that is asked about. */
export function sourceReason({ observed, changes, nearness }: Source, asked: Look): Reason | undefined {
  const { look, direction, p, source } = observed;
  if (changes.length === 0 || !direction) return undefined;
  const own = look.first === asked.first && look.second === asked.second && look.outcome === asked.outcome;
  const by = p ? ` (${pText(p)}${source === 'computed' ? ', computed' : ''})` : '';
  return {
    text: own
      ? `Carried over from what was observed of this contrast: ${direction}${by}.`
      : `Nearest observed contrast of this document: ${lookName(look)}: ${direction}${by}, nearness ${figure(nearness, 2)}.`,
  };
}

/** What the records say of a change: how often the direction stayed, what else it became, and on how much that rests. */
export function frequencyReason(change: Change, from: Direction, found: Frequencies): Reason {
  const { probability: chances, source, trials, pairs } = found;
  const others = DIRECTIONS.filter((to) => to !== from).toSorted((a, b) => chances[b] - chances[a]);
  const mechanism = MECHANISM[change.kind];
  const name = changeName(change);
  return {
    text:
      `${name.charAt(0).toUpperCase()}${name.slice(1)}: of contrasts that were ${source}, ${probability(chances[from])} stayed ${from}, ` +
      `${others.map((to) => `${probability(chances[to])} became ${to}`).join(', ')} ` +
      `(${counted(pairs, 'natural pair')} from ${counted(trials, 'trial')}, each trial weighing 1` +
      `${isBeyond(change) ? '; of any two arms, because no counted pair of doses lies so far apart' : ''}).`,
    ...(mechanism && { mechanism }),
  };
}

const STRENGTH: Readonly<Record<Strength['from'], string>> = {
  estimate: 'the reported estimate and its interval',
  p: 'the p-value',
  values: "a test of the arms' values",
  bound: 'the bound of the p-value, so it is at least this',
};

/** How another number of participants is answered, with the formula and its inputs. */
export function powerReasons({ z, from }: Strength, size: { from: number; to: number; factor: number }): Reason[] {
  const reasons: Reason[] = [
    {
      text: `With ${figure(size.to, 6)} instead of ${figure(size.from, 6)} participants, and nothing else changed, the standard error is ${figure(1 / Math.sqrt(size.factor))} times what it was.`,
      mechanism: 'power',
    },
    {
      text: `Were the effect as estimated, a trial of ${figure(size.from, 7)} would find it with probability ${probability(powerAt(z))}, one of ${figure(size.to, 7)} with ${probability(powerAt(z, size.factor))}: Φ(|z|·√(n′/n) − 1.96) + Φ(−|z|·√(n′/n) − 1.96) with |z| = ${figure(Math.abs(z))} from ${STRENGTH[from]}.`,
      mechanism: 'power',
    },
  ];
  if (size.factor > 1)
    reasons.push({
      text: 'The further participants are expected to show the effect that was estimated, which is itself uncertain.',
      mechanism: 'regression to the mean',
    });
  return reasons;
}

/** Another number of participants, where something else changed too. */
export function resizedReason(direction: Direction, p: number, size: { from: number; to: number }): Reason {
  return {
    text: `With ${figure(size.to, 7)} instead of ${figure(size.from, 7)} participants, the standard error changes with √n: ${direction} ${probability(p)}.`,
    mechanism: 'power',
  };
}

/** Why a change of enrollment is not answered. */
export const NO_STRENGTH: Reason = {
  text: 'There is no interval, exact p-value or dispersion that agrees with the observed direction, so the effect of another number of participants cannot be computed.',
  mechanism: 'power',
};

/** Both sides are given the same now. */
export const ALIKE: Reason = {
  text: 'Both sides are now given the same: a test at 0.05 finds a difference by chance in 5 of 100.',
  mechanism: 'chance',
};

/** Nothing was observed: what is told holds of trials planned like this one. */
export const NOTHING_OBSERVED: Reason = {
  text: 'This document observed nothing that could be carried over: told from what such contrasts showed in registry trials, by arms, measure, phase and size alone.',
};

export const FAR_FROM_ALL: Reason = {
  text: 'Nothing that was observed here shares an arm or the outcome with this contrast, so the answer is wide.',
};

/** All that was observed and may speak, counted. */
export function weighedReason(directions: readonly Direction[]): Reason {
  const told = DIRECTIONS.map((one) => [directions.filter((direction) => direction === one).length, one] as const);
  return {
    text: `Weighed with it, by how like they are: ${counted(directions.length, 'observed contrast')} of the same arms or outcome (${told
      .filter(([count]) => count > 0)
      .map(([count, one]) => `${count} ${one}`)
      .join(', ')}).`,
  };
}

/** What the nearest pairs of other trials did, with their registry ids. */
export function precedentReason(precedents: readonly Precedent[], from: Direction): Reason {
  const kept = precedents.filter(({ to }) => to === from).length;
  const ratios = precedents.flatMap(({ ratio }) => ratio ?? []);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  const kind =
    ratios.length === 0
      ? 'pairs of measures like these'
      : `pairs of doses, ${figure(least, 2)}${least === most ? '' : ` to ${figure(most, 2)}`} times,`;
  const ids = precedents.slice(0, 3).map(({ trial }) => trial);
  return {
    text: `Of the ${precedents.length} nearest ${kind} in other trials that were ${from} before, ${kept} stayed ${from} (nearest: ${ids.join(', ')}).`,
    mechanism: ratios.length === 0 ? 'endpoint sensitivity' : 'dose–response',
  };
}

export const NO_ANCHOR: Reason = {
  text: 'This document observed nothing that could be carried over to this contrast.',
};

/** Why a step changes nothing that is known. */
export function untouched(perturbation: Perturbation, { trial, look }: State): Reason {
  if (perturbation.kind === 'look') return { text: 'This is what was looked at before.' };
  const [top, id, ...rest] = perturbation.path.map(String);
  const within = rest.at(-1) ?? id ?? '';
  const pooled = [look.first, look.second].find((side) => entryOf(trial.groups, side)?.arms?.includes(id ?? ''));
  if (top === 'arms' && pooled !== undefined) return { text: `${id} is only a part of ${pooled}: no evidence.` };
  if (top === 'arms' && id !== undefined && id !== look.first && id !== look.second)
    return { text: `${id} is not in this contrast.` };
  if (top === 'outcomes' && id !== undefined && id !== look.outcome)
    return { text: `${id} is not the outcome that is looked at.` };
  if (top === 'population' && id === 'enrollment')
    return { text: 'The number of participants is not one that can be compared with the observed.' };
  if (top === 'population' || top === 'design')
    return { text: `Natural pairs of one trial hold no evidence on ${within}.` };
  return { text: `What changes in ${within} is nothing that this predictor has evidence on.` };
}
