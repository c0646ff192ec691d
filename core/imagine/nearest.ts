/** The observed contrasts of a document that weigh most with the model, as they are named, and what differs between each and a state. */
import { type Observed, observeIn } from '../trial/direction.ts';
import { entryOf } from '../trial/paths.ts';
import type { Trial } from '../trial/schema.ts';
import { sideOf, sidesKey } from '../trial/sides.ts';
import type { Look } from '../trial/types.ts';
import { isAskedTurned, isTurned } from './among.ts';
import { changeOfRow } from './endpoint.ts';
import type { State } from './landing.ts';
import { sideChange } from './likeness.ts';
import { reversed } from './mirror.ts';
import { LIKEST, type ModelSource } from './model/sources.ts';
import type { Change } from './natural.ts';

export interface Source {
  observed: Observed;
  /** 0 to 1: how like the state it is, which is what the model weighs it by. */
  nearness: number;
  /** From the source to the state. */
  changes: Change[];
  /** Both are told the other way round than by rule: control first. */
  otherWay: boolean;
}

function changesBetween(observed: Trial, seen: Look, { trial, look }: State, otherWay: boolean): Change[] {
  const changes: Change[] = [];
  const between = (from: string, to: string) => {
    const [one, other] = [sideOf(observed, from), sideOf(trial, to)];
    if (!one || !other) return undefined;
    return sideChange(one, other);
  };
  const [first, second] = [between(seen.first, look.first), between(seen.second, look.second)];
  const [told, against] = otherWay ? [second, first] : [first, second];
  if (told) changes.push(told);
  if (against) changes.push({ kind: 'comparator' });
  const [one, other] = [entryOf(observed.outcomes, seen.outcome), entryOf(trial.outcomes, look.outcome)];
  const outcome = one && other && one !== other ? changeOfRow(seen.row, one, other) : undefined;
  if (outcome) changes.push(outcome);
  else if (look.row !== undefined && seen.row !== look.row) changes.push({ kind: 'measure', shared: 1 });
  return changes;
}

/** The first `most` of the sources of a state, each told the way round that the state is. */
export function nearestOf(observed: Trial, state: State, sources: readonly ModelSource[], most: number): Source[] {
  return sources.slice(0, most).map((source) => {
    const { look } = source.observed;
    const seen = source.turned ? reversed(look) : look;
    const own = sidesKey(seen.first, seen.second) === sidesKey(state.look.first, state.look.second);
    const otherWay = own ? isAskedTurned(observed, state.trial, seen) : isTurned(observed, seen.first, seen.second);
    return {
      observed: source.turned ? observeIn(observed, source.observed.result, seen) : source.observed,
      nearness: Math.min(1, Math.max(0, source.likeness / LIKEST)),
      changes: changesBetween(observed, seen, state, otherWay),
      otherWay,
    };
  });
}
