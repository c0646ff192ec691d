/** Who is in a group that is looked at, as far as the document tells: what changes in an arm of which it may hold people is not its own. */
import type { Arm, Trial } from '../trial/schema.ts';
import { sideOf } from '../trial/sides.ts';
import type { Look } from '../trial/types.ts';
import { sideChange } from './likeness.ts';

const ACTIVE: ReadonlySet<Arm['role']> = new Set(['experimental', 'active comparator']);

/**
 * Whether an arm is a side, or one of those that a group holds, or may hold: which does not tell its arms. `other`: the side that
 * it is set against, of which its arms are taken to be none while there are others; nor are active arms of a group called placebo.
 */
export function mayBeOf(trial: Trial, id: string, arm: string, other: string): boolean {
  const side = sideOf(trial, id);
  if (!side || side.whole) return side?.arms.includes(arm) ?? arm === id;
  const told = trial.groups?.[id]?.arms ?? [];
  if (told.length > 0) return told.includes(arm);
  const others = sideOf(trial, other)?.arms ?? [];
  if (others.includes(arm) && Object.keys(trial.arms ?? {}).some((one) => !others.includes(one))) return false;
  return !(side.role === 'placebo' && ACTIVE.has(sideOf(trial, arm)?.role));
}

/** The arms of which something is given otherwise than was observed, or that were taken away. */
function changedArms(observed: Trial, trial: Trial): string[] {
  if (observed.arms === trial.arms) return [];
  return Object.keys(observed.arms ?? {}).filter((id) => {
    const [before, now] = [sideOf(observed, id), sideOf(trial, id)];
    return before && (!now || sideChange(before, now) !== undefined);
  });
}

/**
 * Why nothing is known of what a side is given now: an arm has changed that is only a part of it, or that may be one, because
 * which arms it holds is not told. Undefined where that is known.
 */
export function untoldOf(observed: Trial, { trial, look }: { trial: Trial; look: Look }): string | undefined {
  const changed = changedArms(observed, trial);
  if (changed.length === 0) return undefined;
  for (const [id, other] of [
    [look.first, look.second],
    [look.second, look.first],
  ] as const) {
    const side = sideOf(observed, id);
    if (!side || side.whole) continue;
    const arm = side.arms.length === 1 ? undefined : changed.find((one) => mayBeOf(observed, id, one, other));
    if (arm === undefined) continue;
    return side.arms.length > 0
      ? `${arm} is only a part of ${id}`
      : `which arms ${id} holds is not told, and ${arm} may be one of them`;
  }
  return undefined;
}
