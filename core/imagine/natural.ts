/**
 * Natural pairs: two contrasts that one trial observed and that differ in one thing. The same two sides on another outcome
 * or at another time; or the same outcome, where one side is another arm.
 */
import { type Contrast, contrastsOf } from '../trial/contrast.ts';
import { parseTime } from '../trial/quantity/time.ts';
import type { Trial } from '../trial/schema.ts';
import { sideOf } from '../trial/sides.ts';
import { outcomeChange, type SideChange, sideChange } from './likeness.ts';

/** What a source differs in from its target: the kind, and how far for those kinds that have a measure of it. */
export type Change =
  | { kind: 'time' }
  | { kind: 'measure'; shared: number }
  | { kind: 'comparator' }
  | (SideChange & { kind: 'dose' | 'schedule' | 'drug' | 'other' });
export const CHANGE_KINDS = ['time', 'measure', 'dose', 'schedule', 'drug', 'other', 'comparator'] as const;

export interface NaturalPair {
  from: Contrast;
  to: Contrast;
  change: Change;
}

/** A sequence that is the same for the same trial everywhere: FNV-1a of its id, then Lehmer's generator. */
function dice(seed: string): () => number {
  let state = 2166136261;
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 16777619);
  let value = (state >>> 0) % 2147483646;
  return () => {
    value = ((value + 1) * 48271) % 2147483647;
    return value / 2147483647;
  };
}

/** What has one key, together; what is alone is left out. */
export function grouped<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const own = groups.get(key(item));
    if (own) own.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** Ordered pairs within groups: all of them, or `most` drawn by the trial's own dice. */
function* pairsWithin(
  groups: readonly Contrast[][],
  most: number,
  roll: () => number,
): Generator<[Contrast, Contrast]> {
  const sizes = groups.map(({ length }) => length * (length - 1));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const at = (index: number): [Contrast, Contrast] | undefined => {
    let rest = index;
    for (const [i, size] of sizes.entries()) {
      if (rest >= size) {
        rest -= size;
        continue;
      }
      const group = groups[i] ?? [];
      const from = Math.floor(rest / (group.length - 1));
      const other = rest % (group.length - 1);
      const [a, b] = [group[from], group[other < from ? other : other + 1]];
      return a && b && [a, b];
    }
    return undefined;
  };
  for (let i = 0; i < Math.min(total, most); i++) {
    const pair = at(total <= most ? i : Math.floor(roll() * total));
    if (pair) yield pair;
  }
}

/** Whether two rows of one measure say nothing but when: `Week 4` and `Week 12`. Other rows are often the same fact twice. */
function atOtherTimes(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return false;
  const [one, other] = [rowTime(a), rowTime(b)];
  return one !== undefined && other !== undefined && one !== other;
}

const WHEN_ALONE =
  /^(?:change (?:from baseline )?)?(?:at |to |from )?(?:end of )?(?:(?:day|week|month|year|visit|hour)s? ?-?\d+(?:\.\d+)?|\d+(?:\.\d+)?[- ]?(?:min(?:ute)?|h(?:ou)?r|day|week|month|year)s?)(?: (?:post|after)[- ]?(?:dose|baseline|treatment|vaccination|surgery))?\s*(?:\(n ?= ?[\d, ]+\))?$/i;

/** When a row is of, in days, where that is all that it says. */
export function rowTime(row: string): number | undefined {
  if (!WHEN_ALONE.test(row.trim())) return undefined;
  return parseTime(row.replace(/\(.*\)|change|from baseline|baseline/gi, ' ').trim())?.days;
}

/** Contrasts of one result against one comparator. */
const onOneOutcome = (known: readonly Contrast[]) =>
  grouped(known, ({ look, result }) => `${result} vs ${look.second}`);

/** The natural pairs of a trial that differ in one dose alone, each both ways round, at most `most`, drawn deterministically. */
export function dosePairs(trial: Trial, most: number): NaturalPair[] {
  const known = contrastsOf(trial).filter(({ observed }) => observed.direction !== undefined);
  const found: NaturalPair[] = [];
  for (const group of onOneOutcome(known))
    for (const from of group)
      for (const to of group) {
        const [one, other] = [sideOf(trial, from.look.first), sideOf(trial, to.look.first)];
        const change = from === to ? undefined : one && other && sideChange(one, other);
        if (change?.kind === 'dose') found.push({ from, to, change });
      }
  const roll = dice(trial.trial ?? '');
  for (let i = found.length - 1; i >= Math.max(1, found.length - most); i--) {
    const j = Math.floor(roll() * (i + 1));
    [found[i], found[j]] = [found[j] as NaturalPair, found[i] as NaturalPair];
  }
  return found.slice(-most);
}

/**
 * The natural pairs of a trial whose two ends have a direction, each both ways round; of the pairs of outcomes and of those
 * of arms at most `most` each, drawn deterministically. Other rows of the same outcome are no source, because they are often
 * the same fact twice, unless a time is all that they differ in.
 */
export function* naturalPairs(
  trial: Trial,
  most: number,
  among: (contrast: Contrast) => boolean = () => true,
): Generator<NaturalPair> {
  const known = contrastsOf(trial).filter((one) => one.observed.direction !== undefined && among(one));
  const roll = dice(trial.trial ?? '');
  const outcome = (id: string) => trial.outcomes?.[id] ?? {};
  const sides = new Map<string, ReturnType<typeof sideOf>>();
  const side = (id: string) => {
    if (!sides.has(id)) sides.set(id, sideOf(trial, id));
    return sides.get(id);
  };
  for (const [from, to] of pairsWithin(
    grouped(known, ({ look }) => `${look.first} ${look.second}`),
    most,
    roll,
  )) {
    if (from.look.outcome === to.look.outcome) {
      if (atOtherTimes(from.look.row, to.look.row)) yield { from, to, change: { kind: 'time' } };
      continue;
    }
    const change = outcomeChange(outcome(from.look.outcome), outcome(to.look.outcome));
    if (change) yield { from, to, change };
  }
  const byArm = [...onOneOutcome(known), ...grouped(known, ({ look, result }) => `${result}: ${look.first}`)];
  for (const [from, to] of pairsWithin(byArm, most, roll)) {
    if (from.look.first === to.look.first) {
      yield { from, to, change: { kind: 'comparator' } };
      continue;
    }
    const [one, other] = [side(from.look.first), side(to.look.first)];
    if (one && other) yield { from, to, change: sideChange(one, other) ?? { kind: 'other' } };
  }
}
