/**
 * What is given on one side of a contrast and not on another: the one thing that an A pair changes, or why it is not one
 * thing. Stricter than `sideChange` of the predictors, which asks how near two sides are: here all that is known of the two, their
 * labels too, must say that nothing else differs.
 */
import { sideChange } from '../imagine/likeness.ts';
import { labelRatio } from '../trial/labels.ts';
import { type Dose, formatDose, parseDose } from '../trial/quantity/dose.ts';
import { words } from '../trial/registry/text.ts';
import type { Component, Trial } from '../trial/schema.ts';
import { nameOf, ratioOf, type Side } from '../trial/sides.ts';
import { keepsDoses, mayDifferInMore, scheduleByLabel } from './arm-doses.ts';
import { areCalledOthers, areOtherPeople } from './arm-people.ts';
import { apart, drugWordsOf, INERT, isInert, isTelling, NAMING, named, partsIn } from './arm-words.ts';
import { drugOf } from './dosed-drug.ts';

/**
 * What differs, in words of the document. `ratio`: the second dose over the first, as exact as they are, a day's where both say how often. The drug is
 * absent where only labels tell of the dose, and not of what.
 */
export type ArmChange =
  | { kind: 'dose'; drug?: string; from: string; to: string; ratio: number }
  | { kind: 'schedule' | 'route' | 'duration'; drug: string; from: string; to: string }
  /** A + B against A: what was added, or dropped. */
  | { kind: 'component'; added: string }
  | { kind: 'component'; dropped: string }
  /** One thing in the place of another; `placebo`, or `nothing`, where nothing active is in its place. `intervention`: one of them is no drug. */
  | { kind: 'drug'; from: string; to: string }
  | { kind: 'intervention'; from: string; to: string };

/** Why two sides are no pair. */
export const ARM_LOSSES = [
  'what one of the sides is given is not known',
  'a side holds several arms, or a part of one',
  'nothing that is known differs',
  'more than one thing differs',
  'doses that cannot be compared',
  'one drug in two forms or intensities',
  'the labels tell of a further difference',
  'what was read without being sure of it tells of a further difference',
  'a component that stays may have another dose',
  'the comparator is of other people',
  'the comparator is given the same, as far as is known',
] as const;
export type ArmLoss = (typeof ARM_LOSSES)[number];

/** Words of how something is given: the entries of an arm do not always say so. */
const HOW = new Set('iv ia im sc bolus continuous infusion prior intermittent oral topical intensive'.split(' '));
/** Names of arms that stand where what is given should. */
const NO_DRUG = /\b(?:groups?|cohorts?|arms?|controls?|participants|patients|subjects)\b/i;

/** Two texts that both say something, and not the same. */
function contradict(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b && words(a).join(' ') !== words(b).join(' ');
}

function sameDose(a: Component, b: Component): boolean {
  return !contradict(a.dose, b.dose) || ratioOf({ dose: a.dose }, { dose: b.dose }) === 1;
}

/** What differs of one thing that both sides are given. */
function differencesOf(from: Component, to: Component): (ArmChange | 'doses that cannot be compared')[] {
  const found: (ArmChange | 'doses that cannot be compared')[] = [];
  const drug = named(to);
  for (const kind of ['schedule', 'route', 'duration'] as const) {
    const [before, after] = [from[kind], to[kind]];
    if (before !== undefined && after !== undefined && contradict(before, after))
      found.push({ kind, drug, from: before, to: after });
  }
  if (!sameDose(from, to)) {
    const ratio = ratioOf(to, from);
    if (ratio === undefined || !(ratio > 0)) found.push('doses that cannot be compared');
    else found.push({ kind: 'dose', drug, from: from.dose ?? '', to: to.dose ?? '', ratio });
  }
  return found;
}

/** Whether nothing active is given on a side, as far as is known. A placebo's label may name the dose of what it looks like. */
export function isInertSide(side: Side): boolean {
  return isTold(side) && side.gives.every(isInert);
}

/** Whether it is known what a side is given; nothing is an answer where its role says so. */
function isTold({ gives, role, whole, label }: Side): boolean {
  // A group of an arm that is called a placebo was not given what the arm is.
  if (!whole && INERT.test(label) && !gives.some(isInert)) return false;
  if (gives.some((one) => NO_DRUG.test(named(one)))) return false;
  return gives.length > 0 || role === 'placebo' || role === 'sham' || role === 'no treatment';
}

/** Of two names that list as many things, how many of these differ: `AD-only info, by phone` and `all info, in person` in two. */
function partsThatDiffer(a: string, b: string): number {
  const [mine, theirs] = [a, b].map((name) => name.split(/, | \+ | and /i).map((part) => words(part).join(' ')));
  if (!mine || !theirs || mine.length !== theirs.length) return 1;
  return mine.filter((part, i) => part !== theirs[i]).length;
}

function changesIn(from: Side, to: Side): (ArmChange | ArmLoss)[] {
  const [mine, theirs] = [from, to].map(({ gives }) => gives.filter((one) => !isInert(one)));
  if (!mine || !theirs || !isTold(from) || !isTold(to)) return ['what one of the sides is given is not known'];
  const names = (all: readonly Component[]) => new Set(all.map(nameOf));
  if (names(mine).size < mine.length || names(theirs).size < theirs.length) return ['more than one thing differs'];
  const found: (ArmChange | ArmLoss)[] = [];
  const gone = mine.filter((one) => !names(theirs).has(nameOf(one)));
  const come = theirs.filter((one) => !names(mine).has(nameOf(one)));
  for (const one of mine) {
    const other = theirs.find((candidate) => nameOf(candidate) === nameOf(one));
    if (other) found.push(...differencesOf(one, other));
  }
  const [dropped, added] = [gone[0], come[0]];
  const blank = ({ role }: Side) => (role === 'no treatment' ? 'nothing' : 'placebo');
  if (gone.length > 1 || come.length > 1) found.push('more than one thing differs');
  else if (dropped && added)
    found.push(
      partsThatDiffer(named(dropped), named(added)) > 1
        ? 'more than one thing differs'
        : { kind: 'drug', from: named(dropped), to: named(added) },
    );
  else if (dropped)
    found.push(
      theirs.length > 0
        ? { kind: 'component', dropped: named(dropped) }
        : { kind: 'drug', from: named(dropped), to: blank(to) },
    );
  else if (added)
    found.push(
      mine.length > 0
        ? { kind: 'component', added: named(added) }
        : { kind: 'drug', from: blank(from), to: named(added) },
    );
  return found;
}

/** Words of a label that neither what is given nor the way in which labels are made accounts for. */
function unexplained(trial: Trial, from: Side, to: Side): string[] {
  const known = new Set(NAMING);
  for (const side of [from, to]) {
    for (const component of side.gives)
      for (const text of [named(component), component.schedule, component.route, component.duration, component.dose])
        for (const word of words(text ?? '')) known.add(word);
    if (side.whole) continue;
    for (const arm of side.arms) for (const word of words(trial.arms?.[arm]?.label ?? arm)) known.add(word);
  }
  return apart(from.says.rest, to.says.rest).filter((word) => !known.has(word) && !/^[\d.]+$|^.$/.test(word));
}

/** When, and in which part of the trial, as a label says. */
function timesIn({ label, says }: Side): string {
  const parts = partsIn(label);
  const rest = says.timeless.split(' ');
  const times = words(label).filter((word) => {
    const at = rest.indexOf(word);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return `${times.join(' ')} | ${parts}`;
}

const fractionsIn = (label: string) =>
  (label.match(/(?<![\d/])\d+ ?\/ ?\d+(?![\d/])/g) ?? []).join(' ').replaceAll(' ', '');

/** Whether a label names, beside what its side is given, what only the other side is said to be given: then an entry is missing. */
function namesOther({ says }: Side, given: string, other: string): boolean {
  const own = words(other).filter((word) => /[a-z]{2}/.test(word) && !NAMING.has(word) && !words(given).includes(word));
  return own.length > 0 && own.every((word) => says.rest.includes(word));
}

/** Words that take back what a label names. */
const TAKEN_BACK =
  /\b(?:no|non|not|without|w\/o|minus|placebos?|vehicle|sham|dummy|off|stop\w*|discontinu\w*|withdraw\w*)\b/i;

/** Whether the label of the side that is not given a component names it all the same: then an entry of it is missing. */
function isInBoth(from: Side, to: Side, change: ArmChange): boolean {
  if (change.kind !== 'component') return false;
  const [less, name] = 'added' in change ? [from, change.added] : [to, change.dropped];
  const telling = words(name).filter((word) => /[a-z]{2}/.test(word) && !NAMING.has(word));
  const said = words(less.label);
  return telling.length > 0 && telling.every((word) => said.includes(word)) && !TAKEN_BACK.test(less.label);
}

/** Whether the labels of two sides tell of another difference than the one that is known. */
function tellsOfMore(trial: Trial, from: Side, to: Side, change: ArmChange): boolean {
  const { kind } = change;
  if (kind !== 'duration' && kind !== 'schedule' && timesIn(from) !== timesIn(to)) return true;
  if (areOtherPeople(trial, from, to)) return true;
  // A placebo is called after what it looks like.
  const active = kind === 'drug' && ![change.from, change.to].some((one) => INERT.test(one) || one === 'nothing');
  if (active && (namesOther(from, change.from, change.to) || namesOther(to, change.to, change.from))) return true;
  if ((kind === 'drug' || kind === 'component') && fractionsIn(from.label) !== fractionsIn(to.label)) return true;
  const differing = apart(from.says.rest, to.says.rest);
  // What goes by one name and two numbers is not another thing.
  const shared = from.says.rest.some((word) => isTelling(word) && to.says.rest.includes(word));
  if (kind === 'drug' && shared && differing.length > 0 && !differing.some((word) => /[a-z]{2}/.test(word)))
    return true;
  // What is given goes by many names; the same thing given otherwise does not, nor does a part of an arm.
  const renamed = kind === 'drug' || kind === 'component';
  if (kind === 'component' && isInBoth(from, to, change)) return true;
  if (renamed && from.whole && to.whole) {
    if (kind !== 'component') return false;
    const changed = words('added' in change ? change.added : change.dropped);
    // A label may name what its entries share with the other side, but then that stands there without what was changed.
    const [less, more] = 'added' in change ? [from, to] : [to, from];
    const instead = less.says.rest.some(
      (word) => !more.says.rest.includes(word) && drugWordsOf(trial).has(word) && !changed.includes(word),
    );
    const told = more.says.rest.some((word) => changed.includes(word) && !less.says.rest.includes(word));
    return (instead && told) || differing.some((word) => HOW.has(word));
  }
  return unexplained(trial, from, to).length > 0;
}

/** Words that tell how much or in what form, not what. */
const INTENSITY = new Set('more less intensive intensity extended immediate sustained modified release'.split(' '));
const isForm = (word: string) => NAMING.has(word) || INTENSITY.has(word) || /^[a-z]{2,3}$/.test(word);

/** Whether two names are of one drug: they share a word, and what else they say is how much of it: `Belatacept LI`, `Belatacept MI`. */
function isOneDrug(a: string, b: string): boolean {
  const [mine, theirs] = [words(a), words(b)];
  const differing = apart(mine, theirs);
  return (
    mine.some((word) => isTelling(word) && theirs.includes(word)) && differing.length > 0 && differing.every(isForm)
  );
}

/** A change as it is told: six digits of a ratio are more than any dose is exact to. Nothing is reckoned with it any more. */
export function toldChange(change: ArmChange): ArmChange {
  return change.kind === 'dose' ? { ...change, ratio: Number(change.ratio.toPrecision(6)) } : change;
}

/** A side whose arm says what its participants are given. */
function isOneArm(side: Side): boolean {
  return side.whole || side.arms.length === 1;
}

const isRising = ({ amounts }: Dose) => amounts.every((amount, i) => i === 0 || amount >= (amounts[i - 1] ?? 0));

const RATE = /\d ?(?:mg|ml)\/min\b/i;

/** Whether a group holds those of two doses, `150 mg or 400 mg`: nobody in it was given both. */
const poolsDoses = ({ whole, says }: Side) => !whole && says.pooled && (says.dose?.amounts.length ?? 0) > 1;

/** The dose alone that differs, as labels say. */
function doseByLabel(trial: Trial, from: Side, to: Side): ArmChange | undefined {
  const told = labelRatio(to.says, from.says);
  const [before, after] = [from.says.dose, to.says.dose];
  if (told === undefined || told === 1 || !(told > 0) || !before || !after) return undefined;
  if (poolsDoses(from) || poolsDoses(to)) return undefined;
  // How fast the same is infused is no dose of it.
  if (RATE.test(formatDose(before)) || RATE.test(formatDose(after))) return undefined;
  // `Cohort 2- 0.5 mg` is no titration.
  if (![before, after].every(isRising)) return undefined;
  const drug = drugOf(trial, from, to);
  const doses = { from: formatDose(before), to: formatDose(after), ratio: told };
  return { kind: 'dose', ...(drug !== undefined && { drug }), ...doses };
}

/** What the second of two sides is given that the first is not: one thing, or why it is not one. */
export function armChange(trial: Trial, from: Side, to: Side): ArmChange | ArmLoss {
  // Labels that differ in a dose alone say it all, where entries do not say otherwise.
  const sole = doseByLabel(trial, from, to);
  const between = changeBetween(from, to, sole);
  const found = between === 'nothing that is known differs' ? (scheduleByLabel(trial, from, to) ?? between) : between;
  if (typeof found !== 'string' && found.kind === 'drug' && isOneDrug(found.from, found.to))
    return 'one drug in two forms or intensities';
  if (typeof found !== 'string' && tellsOfMore(trial, from, to, found))
    return 'the labels tell of a further difference';
  if (typeof found !== 'string' && mayDifferInMore(trial, from, to, found.kind))
    return 'what was read without being sure of it tells of a further difference';
  if (typeof found !== 'string' && found.kind === 'component' && !keepsDoses(trial, from, to, found))
    return 'a component that stays may have another dose';
  return typeof found !== 'string' && found.kind === 'drug' && isNoDrug(from, to, found)
    ? { ...found, kind: 'intervention' }
    : found;
}

/** Whether one of two things is no drug, as the record has it. */
function isNoDrug(from: Side, to: Side, change: { from: string; to: string }): boolean {
  const said = [change.from, change.to];
  return [...from.gives, ...to.gives].some((one) => one.intervention !== undefined && said.includes(named(one)));
}

function changeBetween(from: Side, to: Side, sole: ArmChange | undefined): ArmChange | ArmLoss {
  if (!isOneArm(from) || !isOneArm(to)) return sole ?? 'a side holds several arms, or a part of one';
  const [only, more] = changesIn(from, to);
  if (more !== undefined) return 'more than one thing differs';
  if (typeof only === 'string') return sole && sideChange(from, to)?.kind === 'dose' ? sole : only;
  // Of a titration the labels name the end, the entries the way.
  if (sole && only?.kind === 'dose' && [only.from, only.to].some((dose) => (parseDose(dose)?.amounts.length ?? 0) > 1))
    return sole;
  return only ?? sole ?? 'nothing that is known differs';
}

/** Whether labels tell of other people on two sides which are given the same, as far as is known: what differs is who they are. */
export function areOthersGivenTheSame(trial: Trial, a: Side, b: Side): boolean {
  if (!isTold(a) || !isTold(b) || !areCalledOthers(a, b)) return false;
  return changeBetween(a, b, doseByLabel(trial, a, b)) === 'nothing that is known differs';
}
