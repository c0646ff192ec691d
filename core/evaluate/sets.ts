/**
 * The questions that predictors are scored on, made of what trials observed.
 *
 * - `contrast`: a reported contrast, nothing observed at hand;
 * - `pair.O`, `pair.A`, `pair.comparator`: one observed contrast and another that differs from it in the outcome or its time,
 *   in its first arm, in its second;
 * - `pair.dose`: those that differ in the dose of the first arm alone, drawn among all such;
 * - `pair.O.reported`: pairs of `pair.O` whose two ends were reported, drawn among those alone;
 * - `many`: a reported contrast, all other observed contrasts of its trial at hand. Other rows of the same outcome, repeats of
 *   the same figures and their complements (yes/no) are no sources: they would be the answer itself.
 */
import { type Change, dosePairs, type NaturalPair, naturalPairs } from '../imagine/natural.ts';
import { numberOf, statisticOf } from '../trial/computed.ts';
import { type Contrast, contrastsOf } from '../trial/contrast.ts';
import type { Trial, Value } from '../trial/schema.ts';
import type { Look } from '../trial/types.ts';

export const SETS = [
  'contrast',
  'pair.O',
  'pair.O.reported',
  'pair.A',
  'pair.dose',
  'pair.comparator',
  'many',
] as const;
export type SetName = (typeof SETS)[number];

/** Pairs taken of one trial for one set, at most: a few trials have hundreds of thousands. */
export const MOST_PAIRS = 80;

export interface Target {
  set: SetName;
  trial: Trial;
  target: Contrast;
  /** The one source of a pair, and what it differs in. */
  source?: Contrast;
  change?: Change['kind'];
}

function figures(value: Value | undefined): { figure: number; n: number } | undefined {
  const statistic = value && statisticOf(value);
  const figure = statistic && numberOf(value[statistic]);
  return figure === undefined || value?.n === undefined ? undefined : { figure, n: value.n };
}

/** Whether two results of the same sides tell the same figures, or the figures of those left over. */
export function repeats(a: Contrast, b: Contrast): boolean {
  const sides = (['first', 'second'] as const).map(
    (side) => [figures(a.observed.values[side]), figures(b.observed.values[side])] as const,
  );
  const all = (holds: (x: number, y: number, n: number) => boolean) =>
    sides.every(([one, other]) => one && other && one.n === other.n && holds(one.figure, other.figure, one.n));
  return (
    all((x, y) => x === y) || all((x, y, n) => x + y === n && x <= n) || all((x, y) => Math.abs(x + y - 100) < 0.051)
  );
}

/** Whether an observed contrast may speak for a target. */
export function maySpeak(source: Contrast, target: Contrast): boolean {
  if (source === target) return false;
  if (source.look.outcome === target.look.outcome && source.result !== target.result) return false;
  const same = source.look.first === target.look.first && source.look.second === target.look.second;
  return !same || (source.look.outcome !== target.look.outcome && !repeats(source, target));
}

/** What of a trial may not be looked at when this target is asked for. */
export function hiddenFor(trial: Trial, target: Contrast): (look: Look, result: number) => boolean {
  const hidden = new Set<string>();
  const key = (look: Look, result: number) => `${result} ${look.first} ${look.second}`;
  for (const contrast of contrastsOf(trial))
    if (!maySpeak(contrast, target)) hidden.add(key(contrast.look, contrast.result));
  return (look, result) => hidden.has(key(look, result));
}

/** What may not be looked at when the target's first side is one that was never given: all that was observed of it too. */
export function hiddenForArm(trial: Trial, target: Contrast): (look: Look, result: number) => boolean {
  const hidden = hiddenFor(trial, target);
  const arm = target.look.first;
  return (look, result) => look.first === arm || look.second === arm || hidden(look, result);
}

const isDirected = ({ observed }: Contrast) => observed.direction !== undefined;
const isReported = (contrast: Contrast) => isDirected(contrast) && contrast.observed.source === 'reported';

function setOf({ change }: NaturalPair): SetName {
  if (change.kind === 'time' || change.kind === 'measure') return 'pair.O';
  return change.kind === 'comparator' ? 'pair.comparator' : 'pair.A';
}

const ends = (trial: Trial, { from, to, change }: NaturalPair) => ({
  trial,
  target: to,
  source: from,
  change: change.kind,
});

/** The targets of one trial, deterministic. */
export function* targetsOf(trial: Trial): Generator<Target> {
  for (const target of contrastsOf(trial).filter(isReported)) {
    yield { set: 'contrast', trial, target };
    if (contrastsOf(trial).some((source) => isDirected(source) && maySpeak(source, target)))
      yield { set: 'many', trial, target };
  }
  for (const pair of naturalPairs(trial, MOST_PAIRS)) {
    const set = setOf(pair);
    if (!repeats(pair.from, pair.to)) yield { set, ...ends(trial, pair) };
  }
  for (const pair of dosePairs(trial, MOST_PAIRS))
    if (!repeats(pair.from, pair.to)) yield { set: 'pair.dose', ...ends(trial, pair) };
  for (const pair of naturalPairs(trial, MOST_PAIRS, isReported))
    if (setOf(pair) === 'pair.O' && !repeats(pair.from, pair.to))
      yield { set: 'pair.O.reported', ...ends(trial, pair) };
}
