/** States along a pathway, and whether one of them is something that the trial itself observed. */
import { contrastsOf, contrastsOn, isBeforeTreatment } from '../trial/contrast.ts';
import { type Observed, observe } from '../trial/direction.ts';
import { onceOfTwo } from '../trial/once.ts';
import { entryOf } from '../trial/paths.ts';
import { parseTime } from '../trial/quantity/time.ts';
import type { Outcome, Trial } from '../trial/schema.ts';
import { asHeld, type Side, sideOf } from '../trial/sides.ts';
import type { Look, Perturbation } from '../trial/types.ts';
import { apply, moved } from './apply.ts';
import { changeOfRow, rowDays, rowWords } from './endpoint.ts';
import { sameOutcome, sideChange } from './likeness.ts';
import { untoldOf } from './members.ts';
import { reversed } from './mirror.ts';

/** The trial as it is after the steps so far, and what is looked at in it. */
export interface State {
  trial: Trial;
  look: Look;
}

/** Whether two looks speak of the same: sides, outcome and row. */
export function sameLook(a: Look, b: Look): boolean {
  return a.first === b.first && a.second === b.second && a.outcome === b.outcome && a.row === b.row;
}

/** Of a group whose arms were all taken away nobody is left. */
function present(trial: Trial, id: string): boolean {
  if (entryOf(trial.arms, id) !== undefined) return true;
  const group = entryOf(trial.groups, id);
  return group !== undefined && (!group.arms?.length || group.arms.some((arm) => entryOf(trial.arms, arm)));
}

/** Whether the two sides and the outcome of a look are there to be looked at. */
export function standing({ trial, look }: State): boolean {
  return (
    look.first !== look.second &&
    present(trial, look.first) &&
    present(trial, look.second) &&
    entryOf(trial.outcomes, look.outcome) !== undefined
  );
}

/**
 * The state after one perturbation. Where it takes away a side or the outcome that was looked at, the look goes to the
 * contrast of what is left that shares most with it.
 */
export function advance(observed: Trial, { trial, look }: State, perturbation: Perturbation): State {
  const next = { trial: apply(trial, perturbation), look: asHeld(observed, moved(look, perturbation)) };
  // Of an outcome of several rows the first that was observed is looked at, and is named from here on.
  if (perturbation.kind === 'look' && next.look.row === undefined)
    return { trial: next.trial, look: observe(observed, next.look)?.look ?? next.look };
  if (perturbation.kind !== 'drop' || standing(next)) return next;
  const score = (other: Look) =>
    (other.outcome === look.outcome ? 4 : 0) +
    (other.row === look.row ? 1 : 0) +
    (other.second === look.second ? 3 : 0) +
    (other.first === look.first ? 2 : 0);
  let best: Look | undefined;
  for (const contrast of contrastsOf(observed))
    if (standing({ trial: next.trial, look: contrast.look }) && (!best || score(contrast.look) > score(best)))
      best = contrast.look;
  return { trial: next.trial, look: best ?? next.look };
}

/** Whether an observed side is what a side of a state now is: itself unchanged, or another that is given just that. */
function isNow(observedSide: Side | undefined, now: Side, unchanged: boolean): boolean {
  if (!observedSide) return false;
  if (observedSide.id === now.id) return unchanged;
  // Of two groups nobody knows that they are alike, whatever their arms are given.
  const arms = observedSide.whole && now.whole && now.gives.length > 0;
  return !unchanged && arms && !sideChange(observedSide, now);
}

/** The one row of an outcome that says the same at the time that the outcome has now, where nothing else of it changed. */
function rowAt(observed: Trial, look: Look, before: Outcome, now: Outcome): string | undefined {
  const days = parseTime(now.time ?? '')?.days;
  if (days === undefined || changeOfRow(look.row, before, now)?.kind !== 'time') return undefined;
  const said = rowWords(look.row ?? '');
  const at = (observed.results ?? []).flatMap(({ outcome, row }) =>
    outcome === look.outcome && row !== undefined && rowDays(row) === days && rowWords(row) === said ? [row] : [],
  );
  const [row, more] = new Set(at);
  // What was measured before anything was given is nothing that came of it.
  return row === undefined || more !== undefined || isBeforeTreatment(observed, look.outcome, row) ? undefined : row;
}

/** Whether the two sides have come to be given the same. Sides that were recorded alike from the start differ in what was not recorded. */
export function becameAlike(observed: Trial, { trial, look }: State): boolean {
  const same = (within: Trial) => {
    const [one, other] = [sideOf(within, look.first), sideOf(within, look.second)];
    return one && other && one.gives.length > 0 && other.gives.length > 0 && !sideChange(one, other);
  };
  return Boolean(same(trial)) && !same(observed);
}

/**
 * What the trial observed of a state's look, if it observed just that: these two sides, or arms given just what they are now
 * given, on this outcome, one of the same measure and time, or a row of it at that time. Who is studied and where is not asked here.
 */
export const landingOf: (observed: Trial, state: State) => Observed | undefined = onceOfTwo(findLanding);

function findLanding(observed: Trial, state: State): Observed | undefined {
  const { trial, look } = state;
  if (untoldOf(observed, state) !== undefined) return undefined;
  const sides = [look.first, look.second].map((id) => {
    const [now, before] = [sideOf(trial, id), sideOf(observed, id)];
    return now && { now, unchanged: before !== undefined && !sideChange(before, now) };
  });
  const [first, second] = sides;
  const outcome = entryOf(trial.outcomes, look.outcome);
  if (!first || !second || !outcome) return undefined;
  const before = entryOf(observed.outcomes, look.outcome);
  const unchanged =
    before !== undefined && (before === outcome || changeOfRow(look.row, before, outcome) === undefined);
  if (first.unchanged && second.unchanged && unchanged) return observe(observed, look);
  const row = first.unchanged && second.unchanged && before ? rowAt(observed, look, before, outcome) : undefined;
  if (row !== undefined) return observe(observed, { ...look, row });
  // What was observed of two other arms that are given one and the same is what chance, or another part of the trial, made of them.
  if (becameAlike(observed, state)) return undefined;
  const alike = new Set(
    unchanged
      ? [look.outcome]
      : Object.entries(observed.outcomes ?? {}).flatMap(([id, one]) =>
          id !== look.outcome && sameOutcome(one, outcome) ? [id] : [],
        ),
  );
  const [only, more] = [...alike];
  if (only === undefined) return undefined;
  const among = more === undefined ? contrastsOn(observed, only) : contrastsOf(observed);
  // Asked once for each side, of which there are few, and not for each contrast.
  const isSide = (now: Side, unchanged: boolean) => {
    const known = new Map<string, boolean>();
    return (id: string) => {
      const is = known.get(id) ?? isNow(sideOf(observed, id), now, unchanged);
      known.set(id, is);
      return is;
    };
  };
  const [isFirst, isSecond] = [isSide(first.now, first.unchanged), isSide(second.now, second.unchanged)];
  for (const { look: seen } of among) {
    if (!alike.has(seen.outcome) || (look.row !== undefined && seen.row !== look.row)) continue;
    if (isFirst(seen.first) && isSecond(seen.second)) return observe(observed, seen);
    if (isFirst(seen.second) && isSecond(seen.first)) return observe(observed, reversed(seen));
  }
  return undefined;
}
