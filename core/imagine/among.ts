/** The observed contrasts of a trial by what a question asks for: an outcome, or two sides. */
import { type Contrast, contrastsOf } from '../trial/contrast.ts';
import { onceOfOne } from '../trial/once.ts';
import type { Trial } from '../trial/schema.ts';
import { pairOf, sideOf } from '../trial/sides.ts';
import type { Look } from '../trial/types.ts';
import { sideChange } from './likeness.ts';

export interface Among {
  outcome: ReadonlyMap<string, readonly Contrast[]>;
  /** By `sidesKey`. */
  sides: ReadonlyMap<string, readonly Contrast[]>;
}

/** Two sides, whichever way round. */
export function sidesKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

export const amongOf: (observed: Trial) => Among = onceOfOne(found);

function found(observed: Trial): Among {
  const [outcome, sides] = [new Map<string, Contrast[]>(), new Map<string, Contrast[]>()];
  const put = (map: Map<string, Contrast[]>, key: string, contrast: Contrast) => {
    const own = map.get(key);
    if (own) own.push(contrast);
    else map.set(key, [contrast]);
  };
  for (const contrast of contrastsOf(observed)) {
    const { look } = contrast;
    put(outcome, look.outcome, contrast);
    put(sides, sidesKey(look.first, look.second), contrast);
  }
  return { outcome, sides };
}

/** Whether two sides are told the other way round than by rule; where no rule says, than by their ids: the order in a document says nothing. */
export function isTurned(trial: Trial, first: string, second: string): boolean {
  const pair = pairOf(trial, first, second);
  if (!pair) return false;
  return pair.by === 'record' ? second < first : pair.first.id === second;
}

/**
 * The same of what is asked about: by the rule for what was observed, so that another dose turns nothing round; where no rule says, the
 * one of the two that is changed is told, against the other.
 */
export function isAskedTurned(observed: Trial, trial: Trial, { first, second }: Look): boolean {
  const [one, other] = [sideOf(observed, first), sideOf(observed, second)];
  const pair = one && other && pairOf(observed, first, second);
  if (!pair) return isTurned(trial, first, second);
  if (pair.by !== 'record') return pair.first.id === second;
  const [now, against] = [sideOf(trial, first), sideOf(trial, second)];
  const changed = now !== undefined && sideChange(one, now) !== undefined;
  const otherChanged = against !== undefined && sideChange(other, against) !== undefined;
  return changed === otherChanged ? second < first : otherChanged;
}
