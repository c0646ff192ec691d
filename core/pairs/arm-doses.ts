/** Doses and schedules of two arms, those too that the import was not sure of: whether they tell of more than what is known to change. */
import { sameSchedule, sameWords } from '../imagine/alike.ts';
import { onceOfOne } from '../trial/once.ts';
import { leftOutOf } from '../trial/registry/sources.ts';
import { words } from '../trial/registry/text.ts';
import type { Component, Trial } from '../trial/schema.ts';
import { nameOf, type Side } from '../trial/sides.ts';
import type { ArmChange } from './arm-change.ts';
import { isInert, named, proseOf } from './arm-words.ts';

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

const AMOUNT = /(?<![\w.,])\d[\d.,]* ?(?:[µμ]g|mcg|mg|g|kg|ml|iu|units?|%)(?:\/[a-z]+){0,2}(?!\w)/gi;
const NAME_AFTER = /^ ?(?:(?:of|oral|orally|iv|intravenous|subcutaneous) )*([a-z][\w-]{2,})/i;
const NAME_BEFORE = /([a-z][\w-]{2,})(?: \([^)]*\))?,? $/i;

/** The one dose that a text names beside a drug, whose name may be shortened: `700 mg BAM + 1400 mg ETE`; undefined where it names none, or several. */
function doseBeside(text: string, name: string): string | undefined {
  const [first = ''] = words(name);
  const isIt = (found: RegExpExecArray | null) => found !== null && first.startsWith(found[1]?.toLowerCase() ?? ' ');
  const told = new Set<string>();
  for (const { 0: amount, index } of text.matchAll(AMOUNT)) {
    const after = NAME_AFTER.exec(text.slice(index + amount.length));
    if (isIt(after) || isIt(NAME_BEFORE.exec(text.slice(0, index)))) told.add(words(amount).join(' '));
  }
  const [only] = told;
  return told.size === 1 ? only : undefined;
}

/** The dose of a drug on one side, as its label, its description or the import tells it, which need not be sure. */
function doseTold(trial: Trial, side: Side, component: Component, readings: Readings): string | undefined {
  const name = named(component);
  const beside = doseBeside(side.label, name) ?? doseBeside(proseOf(trial, side), name);
  if (beside !== undefined) return beside;
  // A part of an arm whose label names other doses is not given the arm's.
  const read = side.whole || side.says.doses.length === 0 ? readings.get(`${nameOf(component)} dose`) : undefined;
  return read && words(read.text).join(' ');
}

/**
 * Whether what both sides of a component's change are given is given in the same dose, as far as anything tells one: not where one side's is known and the other's is not,
 * where one was read without being sure and nothing says the same of the other, or where a label names a dose that the other's does not.
 */
export function keepsDoses(trial: Trial, from: Side, to: Side, change: ArmChange & { kind: 'component' }): boolean {
  const [less, more] = 'added' in change ? [from, to] : [to, from];
  const [mine, theirs] = [readingsOf(trial, less), readingsOf(trial, more)];
  const shared = less.gives.filter((one) => !isInert(one));
  const told = shared.map((one) => [doseTold(trial, less, one, mine), doseTold(trial, more, one, theirs)]);
  if (told.some(([one, other]) => one !== undefined && other !== undefined && one !== other)) return false;
  if (told.length > 0 && told.every(([one, other]) => one !== undefined && other !== undefined)) return true;
  let known = less.whole && more.whole;
  for (const component of shared) {
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
