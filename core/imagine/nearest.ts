/** The observed contrast of a document that is nearest to a state, and what differs between the two. */
import type { Contrast } from '../trial/contrast.ts';
import { type Observed, observe, observeIn } from '../trial/direction.ts';
import type { Trial } from '../trial/schema.ts';
import { pairOf, type Side, sideOf } from '../trial/sides.ts';
import type { Look } from '../trial/types.ts';
import { amongOf, sidesKey } from './among.ts';
import { entryOf, type State } from './landing.ts';
import { outcomeChange, outcomeNearness, sideChange, sideNearness } from './likeness.ts';
import type { Change } from './natural.ts';
import { once } from './once.ts';

export interface Source {
  observed: Observed;
  /** 0 to 1; 1 is the state itself. */
  nearness: number;
  /** From the source to the state. */
  changes: Change[];
  /** Both are told the other way round than by rule: control first. */
  otherWay: boolean;
}

interface Candidate {
  look: Look;
  nearness: number;
  /** Where it was counted; absent for what stands where no contrast is. */
  contrast?: Contrast;
}

/** What was observed, told the way round that the candidate is. */
function observedOf(trial: Trial, { look, contrast }: Candidate): Observed | undefined {
  if (!contrast) return observe(trial, look);
  return look.first === contrast.look.first ? contrast.observed : observeIn(trial, contrast.result, look);
}

/** Other rows of an outcome say less of it than the outcome at another time. */
const OTHER_ROW = 0.5;

function sameLook(a: Look, b: Look): boolean {
  return (
    a.first === b.first && a.second === b.second && a.outcome === b.outcome && (b.row === undefined || a.row === b.row)
  );
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
  const outcome = one && other && one !== other ? outcomeChange(one, other) : undefined;
  if (outcome) changes.push(outcome);
  else if (look.row !== undefined && seen.row !== look.row) changes.push({ kind: 'measure', shared: 1 });
  return changes;
}

/**
 * The observed contrasts with a direction that are nearest to a state, at most `most`, the nearest first: on the outcome
 * that is looked at with at least one of its sides, or of both its sides on any outcome. Each is told the way round that
 * the state is.
 */
export function nearestTo(observed: Trial, state: State, most: number): Source[] {
  const { trial, look } = state;
  const outcome = entryOf(trial.outcomes, look.outcome) ?? {};
  const [first, second] = [sideOf(trial, look.first), sideOf(trial, look.second)];
  if (!first || !second) return [];
  const side = once((id) => sideOf(observed, id));
  const near = (now: Side) =>
    once((id) => {
      const seen = side(id);
      return seen ? sideNearness(seen, now) : 0;
    });
  const [toFirst, toSecond] = [near(first), near(second)];
  const toOutcome = once((id) => outcomeNearness(entryOf(observed.outcomes, id) ?? {}, outcome));
  const candidates: Candidate[] = [];
  const among = amongOf(observed);
  const elsewhere = (among.sides.get(sidesKey(look.first, look.second)) ?? []).filter(
    (contrast) => contrast.look.outcome !== look.outcome,
  );
  for (const contrast of [...(among.outcome.get(look.outcome) ?? []), ...elsewhere]) {
    const { look: seen } = contrast;
    const here = seen.outcome === look.outcome;
    const row = look.row === undefined || !here || seen.row === look.row ? 1 : OTHER_ROW;
    const consider = (a: string, b: string) => {
      const own = Number(a === look.first) + Number(b === look.second);
      if (own < (here ? 1 : 2)) return;
      const nearness = toFirst(a) * toSecond(b) * toOutcome(seen.outcome) * row;
      candidates.push({ look: a === seen.first ? seen : { ...seen, first: a, second: b }, nearness, contrast });
    };
    consider(seen.first, seen.second);
    consider(seen.second, seen.first);
  }
  // What is looked at may stand where no contrast is counted: under an unknown row, or within one group of people.
  if (!candidates.some(({ look: seen }) => sameLook(seen, look)) && observe(observed, look))
    candidates.push({ look, nearness: toFirst(look.first) * toSecond(look.second) * toOutcome(look.outcome) });
  const found: Source[] = [];
  while (found.length < most) {
    // The nearest of those that are left, the first of equals: only a few are wanted, and sorting all would cost more.
    let [at, best] = [-1, -1];
    for (let i = 0; i < candidates.length; i++) {
      const own = candidates[i]?.nearness ?? -1;
      if (own > best) [at, best] = [i, own];
    }
    const candidate = candidates[at];
    if (!candidate) break;
    candidates[at] = { ...candidate, nearness: -1 };
    const { look: seen, nearness } = candidate;
    const result = observedOf(observed, candidate);
    if (!result?.direction) continue;
    const otherWay = pairOf(observed, seen.first, seen.second)?.first.id === seen.second;
    found.push({ observed: result, nearness, changes: changesBetween(observed, seen, state, otherWay), otherWay });
  }
  return found;
}
