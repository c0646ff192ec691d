/** Doses and schedules of two arms, those too that the import was not sure of: whether they tell of more than what is known to change. */
import { sameSchedule, sameWords } from '../imagine/alike.ts';
import { onceOfOne } from '../trial/once.ts';
import { leftOutOf } from '../trial/registry/sources.ts';
import { words } from '../trial/registry/text.ts';
import type { Trial } from '../trial/schema.ts';
import { nameOf, type Side } from '../trial/sides.ts';
import type { ArmChange } from './arm-change.ts';
import { isInert, named } from './arm-words.ts';

/** A dose or a schedule of a side, by the drug and which of the two it is. */
interface Reading {
  drug: string;
  attribute: 'dose' | 'schedule';
  text: string;
  sure: boolean;
  /** It stands in the arm's own label. */
  labelled: boolean;
}
type Readings = Map<string, Reading>;

const isDosing = (key: string | number | undefined): key is 'dose' | 'schedule' => key === 'dose' || key === 'schedule';
const leftOutIn = onceOfOne(leftOutOf);

/** The doses and schedules of a side, those that the import was not sure of too. */
function readingsOf(trial: Trial, side: Side): Readings {
  const found: Readings = new Map();
  for (const one of side.gives)
    for (const attribute of ['dose', 'schedule'] as const) {
      const text = one[attribute];
      if (text !== undefined)
        found.set(`${nameOf(one)} ${attribute}`, { drug: named(one), attribute, text, sure: true, labelled: true });
    }
  const [arm] = side.arms;
  for (const { key, path, text } of leftOutIn(trial)) {
    const [, id, ...rest] = path;
    const attribute = rest.at(-1);
    const own = id === undefined ? undefined : trial.arms?.[id];
    if (side.arms.length !== 1 || id !== arm || !own || !isDosing(attribute)) continue;
    const drug = String(rest[1]);
    const component = rest.length === 3 ? { drug, ...own.gives?.[drug] } : own;
    const labelled = /\.label\b/.test(trial.sources?.[key] ?? '');
    found.set(`${nameOf(component)} ${attribute}`, { drug: named(component), attribute, text, sure: false, labelled });
  }
  return found;
}

/** Doses and schedules in which two sides differ by readings of which one was not sure. */
function unsurelyApart(trial: Trial, from: Side, to: Side): [mine: Reading, theirs: Reading][] {
  const theirs = readingsOf(trial, to);
  return [...readingsOf(trial, from)].flatMap(([key, mine]) => {
    const other = theirs.get(key);
    if (!other || (mine.sure && other.sure)) return [];
    const same = (mine.attribute === 'schedule' ? sameSchedule : sameWords)(mine.text, other.text);
    return same ? [] : [[mine, other] as [Reading, Reading]];
  });
}

/** Whether two sides differ in a dose or schedule beyond what is changed, by readings that the import was not sure of. */
export function mayDifferInMore(trial: Trial, from: Side, to: Side, kind: ArmChange['kind']): boolean {
  return unsurelyApart(trial, from, to).some(([{ attribute }]) => attribute !== kind);
}

/** How often alone, where nothing else is known to differ and both arms' own labels say it: that is sure enough of two that are held against each other. */
export function scheduleByLabel(trial: Trial, from: Side, to: Side): ArmChange | undefined {
  const [only, more] = unsurelyApart(trial, from, to);
  if (!only || more || !from.whole || !to.whole) return undefined;
  const [mine, theirs] = only;
  if (mine.attribute !== 'schedule' || !mine.labelled || !theirs.labelled) return undefined;
  return { kind: 'schedule', drug: theirs.drug, from: mine.text, to: theirs.text };
}

/**
 * Whether what both sides of a component's change are given is given in the same dose, as far as anything tells one: not where one side's is known and the other's is not,
 * where one was read without being sure, or where a label names a dose that the other's does not.
 */
export function keepsDoses(trial: Trial, from: Side, to: Side, change: ArmChange & { kind: 'component' }): boolean {
  const [less, more] = 'added' in change ? [from, to] : [to, from];
  const [mine, theirs] = [readingsOf(trial, less), readingsOf(trial, more)];
  let known = less.whole && more.whole;
  for (const component of less.gives.filter((one) => !isInert(one))) {
    const key = `${nameOf(component)} dose`;
    const [one, other] = [mine.get(key), theirs.get(key)];
    if (one?.sure !== other?.sure || one?.sure === false) return false;
    if (!one) known = false;
  }
  // Entries that know the doses of whole arms know better than their labels.
  if (known) return true;
  const name = 'added' in change ? change.added : change.dropped;
  const own = more.gives.find((one) => named(one) === name)?.dose;
  const others = more.says.doses.filter((dose) => own === undefined || dose !== words(own).join(' '));
  return less.says.doses.length > 0
    ? less.says.doses.every((dose) => more.says.doses.includes(dose)) &&
        more.says.doses.length >= less.says.doses.length
    : others.length === 0;
}
