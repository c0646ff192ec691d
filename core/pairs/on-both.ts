/** Whether the same people are on both sides of a contrast, by how many people its result tells of. */
import type { Contrast } from '../trial/contrast.ts';
import { onceOfOne } from '../trial/once.ts';
import type { Trial, Value } from '../trial/schema.ts';
import { sideOf } from '../trial/sides.ts';
import type { Look } from '../trial/types.ts';

/** Participants who were analysed may be a few more than who was enrolled. */
const MORE = 1.1;
/** Arms of several randomisations of the same people hold many more. */
const MANY_MORE = 1.2;

/** How many participants a value is of; 0 where other things than these were counted, or nothing says. */
const peopleIn = (value: Value | undefined) => (value?.units === undefined ? (value?.n ?? 0) : 0);

type Values = NonNullable<NonNullable<Trial['results']>[number]['values']>;
const peopleOf = (values: Values, arms: readonly string[]) => arms.reduce((sum, id) => sum + peopleIn(values[id]), 0);
const armsIn = (trial: Trial, values: Values) => Object.keys(values).filter((id) => trial.arms?.[id] !== undefined);

/**
 * How many people three arms or more that one result tells hold together, at most in any result that tells of the same arms. Two that hold too many in
 * another result are more likely counted otherwise there.
 */
const crowdsOf = onceOfOne((trial: Trial): ReadonlyMap<string, number> => {
  const crowds = new Map<string, number>();
  for (const { values = {} } of trial.results ?? []) {
    const arms = armsIn(trial, values);
    if (arms.length < 3) continue;
    const key = arms.sort().join(' ');
    crowds.set(key, Math.max(crowds.get(key) ?? 0, peopleOf(values, arms)));
  }
  return crowds;
});

/** Sums of the same people may differ by a few who were not analysed. */
const NEARLY = 0.01;

/** Where groups that stand one behind the other divide the same people more than once, which division each is of: `racial match, none; video 1, video 2`. */
function divisionsIn(people: readonly (readonly [id: string, n: number])[]): ReadonlyMap<string, number> {
  for (let first = 2; first <= people.length / 2; first++) {
    const all = people.slice(0, first).reduce((sum, [, n]) => sum + n, 0);
    const found = new Map<string, number>();
    let [division, size, sum] = [0, 0, 0];
    for (const [id, n] of people) {
      found.set(id, division);
      [size, sum] = [size + 1, sum + n];
      if (size < 2 || Math.abs(sum - all) > NEARLY * all) continue;
      [division, size, sum] = [division + 1, 0, 0];
    }
    if (size === 0 && division > 1) return found;
  }
  return new Map();
}

/** Whether groups of one result that is of more people than took part hold the same: one of them everybody, or they divide all several times. */
function areInCrowd(trial: Trial, values: Values, enrolled: number, { first, second }: Look): boolean {
  const people = Object.keys(values).flatMap((id) => {
    const [n, pooled] = [peopleIn(values[id]), sideOf(trial, id)?.says.pooled];
    return n > 0 && pooled !== true ? [[id, n] as const] : [];
  });
  const all = people.reduce((sum, [, n]) => sum + n, 0);
  if (all <= MANY_MORE * enrolled) return false;
  // What holds as many as all others together is them once more.
  if (people.some(([, n]) => n >= enrolled && n !== all - n)) return true;
  const divisions = divisionsIn(people);
  return divisions.get(first) !== divisions.get(second);
}

/**
 * Whether people must be on both sides, though the trial is no crossover: the two are of more people than took part, or all arms that this result tells are,
 * here or where more of their people were analysed, or groups of it hold the same. Times and parts of a trial, and arms of two randomisations (a factorial
 * trial), stand so. What the record compares itself is its own affair.
 */
export function areOnBoth(trial: Trial, { result, observed, look }: Contrast): boolean {
  const enrolled = trial.population?.enrollment;
  if (!enrolled || trial.design?.model === 'crossover' || observed.source === 'reported') return false;
  const { first, second } = observed.values;
  if (peopleIn(first) > 0 && peopleIn(second) > 0 && peopleIn(first) + peopleIn(second) > MORE * enrolled) return true;
  const values = trial.results?.[result]?.values ?? {};
  const arms = armsIn(trial, values);
  const here = peopleOf(values, arms);
  const most = arms.length > 2 ? (crowdsOf(trial).get(arms.sort().join(' ')) ?? here) : here;
  return (
    most > MANY_MORE * enrolled || (trial.design?.model === 'parallel' && areInCrowd(trial, values, enrolled, look))
  );
}
