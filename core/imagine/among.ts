/** The observed contrasts of a trial by what a question asks for: an outcome, or two sides. */
import { type Contrast, contrastsOf } from '../trial/contrast.ts';
import type { Trial } from '../trial/schema.ts';
import { pairOf } from '../trial/sides.ts';

export interface Among {
  outcome: ReadonlyMap<string, readonly Contrast[]>;
  /** By `sidesKey`. */
  sides: ReadonlyMap<string, readonly Contrast[]>;
}

/** Two sides, whichever way round. */
export function sidesKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** Found once: trials are immutable. */
const known = new WeakMap<Trial, Among>();

export function amongOf(observed: Trial): Among {
  const before = known.get(observed);
  if (before) return before;
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
  const among = { outcome, sides };
  known.set(observed, among);
  return among;
}

/** Whether two sides are told the other way round than by rule; where only the record's order decides, than the document has them. */
export function isTurned(trial: Trial, first: string, second: string): boolean {
  const pair = pairOf(trial, first, second);
  if (!pair) return false;
  if (pair.by !== 'record') return pair.first.id === second;
  const ids = [...Object.keys(trial.arms ?? {}), ...Object.keys(trial.groups ?? {})];
  return ids.indexOf(second) < ids.indexOf(first);
}
