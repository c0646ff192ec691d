/**
 * What is given on one side of a contrast and not on another: the one thing that an A pair changes, or why it is not one
 * thing. Stricter than `sideChange` of the predictors, which asks how near two sides are: here all that is known of the two, their
 * labels too, must say that nothing else differs.
 */
import { sameSchedule, sameWords } from '../imagine/alike.ts';
import { sideChange } from '../imagine/likeness.ts';
import { labelRatio, readLabel } from '../trial/labels.ts';
import { onceOfOne } from '../trial/once.ts';
import { type Dose, formatDose, parseDose } from '../trial/quantity/dose.ts';
import { leftOutOf } from '../trial/registry/sources.ts';
import { words } from '../trial/registry/text.ts';
import type { Component, Trial } from '../trial/schema.ts';
import { givenIn, nameOf, ratioOf, type Side } from '../trial/sides.ts';

/**
 * What differs, in words of the document. `ratio`: the second dose over the first, a day's where both say how often. The drug is
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

/** What is given in the place of something, to look like it. */
const INERT = /\b(?:placebos?|vehicle|sham|dummy)\b/i;
/** Words of labels that tell two arms apart without saying of what: their numbers, their doses, and how labels are made. */
const NAMING = new Set(
  'a an and as at by for from in of on or per plus the to with without then followed only alone arm arms group groups cohort cohorts part treatment treatments therapy regimen combination monotherapy drug study experimental comparator active control open label blind blinded double masked fixed single multiple ascending dose doses dosage dosing strength level low lower lowest medium mid middle intermediate moderate high higher highest maximum minimum standard full half reduced normal regular i ii iii iv v vi one two three four five six first second third fourth once twice thrice three daily weekly monthly every day days week weeks month months hour hours hr hrs h d wk qd bid tid qid od bd q qw qm qod am pm mg mcg ug g kg ml mmol iu u units unit tablet tablets capsule capsules pill pills oral orally po iv sc im injection infusion solution cream gel spray inhaler patch formulation formulated total times time x b c e f s'.split(
    ' ',
  ),
);

/** Words of labels that say who is in an arm, and how they take what they are given: with these more than what is given differs. */
const PEOPLE = new Set(
  'positive negative naive experienced pretreated untreated men man male males women woman female females boys girls adult adults elderly older younger aged age years year yrs old pediatric paediatric child children adolescent adolescents infant infants neonates toddlers healthy volunteers severe moderate mild renal hepatic impaired impairment japanese chinese korean caucasian caucasians asian asians american african black blacks white whites hispanic fasted fed fasting food breakfast hfref hfpef responder responders nonresponders diabetic diabetics nondiabetic survivor survivors pregnant smokers mitt itt pp subgroup subset population cirrhosis cirrhotic stage mutant mutated wildtype seropositive seronegative initial retreatment reactive extension crossover randomized nonrandomized registry historical matched match immunity substudy'.split(
    ' ',
  ),
);

/** Words of how something is given: the entries of an arm do not always say so. */
const HOW = new Set('iv ia im sc bolus continuous infusion prior intermittent oral topical intensive'.split(' '));
/** Names of arms that stand where what is given should. */
const NO_DRUG = /\b(?:groups?|cohorts?|arms?|controls?|participants|patients|subjects)\b/i;
/** A part of a trial that is not one of time. */
const PART = /\b(?:part|phase|period|stage|step) ?[#:-]? ?(\d+[a-z]?|[ivx]+|[a-e])\b/gi;

/** What is given, in the record's words: an entry that is no drug has its id for a drug's name. */
const named = ({ drug, intervention }: Component) => intervention ?? drug ?? '';

function isInert(component: Component): boolean {
  return INERT.test(named(component));
}

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
    else found.push({ kind: 'dose', drug, from: from.dose ?? '', to: to.dose ?? '', ratio: rounded(ratio) });
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

/** Words that are on one side only. */
function apart(a: readonly string[], b: readonly string[]): string[] {
  return [...a.filter((word) => !b.includes(word)), ...b.filter((word) => !a.includes(word))];
}

function partsIn(label: string): string {
  return [...label.toLowerCase().matchAll(PART)].map(([, part]) => part).join(' ');
}

/** Which of a single and a multiple ascending dose a label speaks of: the parts of many first trials of a drug. */
function ascentsIn(label: string): string[] {
  const cohort = /\b(?:cohorts?|panels?|parts?)\b/i.test(label);
  const found = [
    ['single', /\bSAD\b/.test(label) || /\bsingle[- ](?:ascending|rising|escalating)/i.test(label)],
    ['single', cohort && /\bsingle[- ]dos(?:es?|ing)\b/i.test(label)],
    [
      'multiple',
      /\bMAD\b/.test(label) || /\b(?:multiple|repeat(?:ed)?)[- ](?:ascending|rising|escalating)/i.test(label),
    ],
    ['multiple', cohort && /\b(?:multiple|repeat(?:ed)?)[- ]dos(?:es?|ing)\b/i.test(label)],
  ] as const;
  return found.flatMap(([name, told]) => (told ? name : []));
}

/** Whether the labels of two sides put them into different parts of the trial: who is in one was not drawn against who is in the other. */
export function inOtherParts(a: Side, b: Side): boolean {
  const [one, other] = [partsIn(a.label), partsIn(b.label)];
  if (one !== '' && other !== '' && one !== other) return true;
  const [mine, theirs] = [ascentsIn(a.label), ascentsIn(b.label)];
  return mine.length > 0 && theirs.length > 0 && !mine.some((ascent) => theirs.includes(ascent));
}

/** Ages and weights of people, as labels name them: `aged 18 to 55 years`, `≥ 20 kg to < 40 kg`. */
const AGES =
  /\bage[sd]?\b[^,;()]*?\d+(?: ?(?:to|-|–|and) ?\d+)?|\b\d+ ?(?:to|-|–) ?[<≤]? ?\d+ ?(?:years?|yrs?|y\/?o)\b|[<>≥≤]=? ?\d+(?:\.\d+)? ?(?:years?|yrs?|months?|kg)\b/gi;
const agesIn = (label: string) => (label.match(AGES) ?? []).join(' ').replace(/\s+/g, ' ').toLowerCase();

/** What a record says of a side beyond its label. */
const proseOf = (trial: Trial, { id }: Side) => (trial.arms?.[id] ?? trial.groups?.[id])?.description ?? '';

const UNIT = '(?:days?|weeks?|months?|years?|yrs?)(?: and \\d+ days?)?';
/** A range of ages in a sentence; at an age a vaccine is given. */
const AGE_RANGE = new RegExp(
  `(?<!\\bat (?:the age of )?)(?<![\\d.])(?:\\bage[sd]? (?:between |from )?)?\\b\\d+(?: ?${UNIT})?(?:[- ](?:of age|old))? ?(?:to|and|through|-|–) ?[<≤]? ?\\d+ ?${UNIT}[- ](?:of age|old)\\b|(?<=\\bage[sd]? (?:between |from )?)\\d+(?: ?${UNIT})? ?(?:to|and|through|-|–) ?\\d+ ?${UNIT}`,
  'gi',
);

/** The one range of ages that a side's description names; empty where it names none, or several. */
function ageRangeOf(trial: Trial, side: Side): string {
  const found = proseOf(trial, side).match(AGE_RANGE) ?? [];
  const ranges = new Set(found.map((one) => (one.match(/\d+|\b[dwmy]/gi) ?? []).join(' ').toLowerCase()));
  const [only = ''] = ranges;
  return ranges.size === 1 ? only : '';
}

/** Whether labels, or the ranges that descriptions name, tell of other ages. */
function haveOtherAges(trial: Trial, a: Side, b: Side): boolean {
  const [mine, theirs] = [ageRangeOf(trial, a), ageRangeOf(trial, b)];
  return agesIn(a.label) !== agesIn(b.label) || (mine !== '' && theirs !== '' && mine !== theirs);
}

/** Whether what is told of two sides tells of other people, or of people treated otherwise before. */
export function areOtherPeople(trial: Trial, a: Side, b: Side): boolean {
  return haveOtherAges(trial, a, b) || apart(a.says.rest, b.says.rest).some((word) => PEOPLE.has(word));
}

/** Words of the list above that say how something is taken, or of which part of the trial one speaks. */
const NO_PEOPLE = new Set(
  'fasted fed fasting food breakfast mitt itt pp subset initial retreatment reactive extension crossover randomized nonrandomized registry historical matched match substudy'.split(
    ' ',
  ),
);
/** Of these, those that tell people apart all the same, where two sides are set against each other. */
const ELSEWHERE = new Set(['extension', 'nonrandomized', 'registry', 'historical', 'substudy']);

/**
 * Whether two sides that are set against each other are of other people: by the ages that labels and descriptions name, or words of labels that are neither of what
 * is given (`healthy living`, `renal denervation`) nor of how it is taken.
 */
export function areSidesOfOthers(trial: Trial, a: Side, b: Side): boolean {
  const differing = apart(a.says.rest, b.says.rest).filter(
    // Untreated controls are given nothing.
    (word) => PEOPLE.has(word) && word !== 'untreated' && (!NO_PEOPLE.has(word) || ELSEWHERE.has(word)),
  );
  const given = drugWordsOf(trial);
  return haveOtherAges(trial, a, b) || differing.some((word) => !given.has(word));
}

const LEVELS = new Set(
  'low lower lowest medium mid middle high higher highest maximum minimum half full double mtd'.split(' '),
);

/** Whether labels tell of other people on two sides which are given the same, as far as is known: what differs is who they are. */
export function areOthersGivenTheSame(trial: Trial, a: Side, b: Side): boolean {
  if (!isTold(a) || !isTold(b)) return false;
  const differing = apart(words(a.label), words(b.label));
  const doses = [a, b].map(({ says }) => (says.dose ? formatDose(says.dose) : ''));
  if (differing.some((word) => LEVELS.has(word)) || doses[0] !== doses[1]) return false;
  const others = differing.some((word) => PEOPLE.has(word) && !NO_PEOPLE.has(word));
  if (!others && agesIn(a.label) === agesIn(b.label)) return false;
  return changeBetween(a, b, doseByLabel(trial, a, b)) === 'nothing that is known differs';
}

/** Words of what is given, and how: with one of them a description tells of more than of who is in a group. */
const OF_GIVING =
  /^(?:dos(?:es?|ed|ing|age)|mg|mcg|ug|kg|ml|iu|gy|units?|levels?|daily|weekly|monthly|once|twice|infusions?|injections?|tablets?|capsules?|oral|orally|intravenous\w*|subcutaneous\w*|administ\w*|placebo|vehicle|sham|schedules?|regimens?|fasted|fed|food|formulation|randomi[sz]ed|intervention|control|period|sequence|crossover)$/;

/**
 * Whether two groups of the same arms, or of a trial's only arm, are called after nothing but their letters and numbers, and no word of how anything is given
 * stands in what is told of one and not of the other: strata, not arms.
 */
export function areStrata(trial: Trial, a: Side, b: Side): boolean {
  if (a.whole || b.whole || a.role === 'placebo' || b.role === 'placebo') return false;
  const only = Object.keys(trial.arms ?? {}).length === 1;
  const same = a.arms.length === b.arms.length && a.arms.every((arm) => b.arms.includes(arm));
  if (a.arms.length > 1 || !same || (a.arms.length === 0 && !only)) return false;
  if (a.says.doses.join() !== b.says.doses.join()) return false;
  const [mine, theirs] = [a, b].map((side) => words(proseOf(trial, side)));
  if (!mine || !theirs || mine.length === 0 || theirs.length === 0) return false;
  const drugs = drugWordsOf(trial);
  const labels = apart(words(a.label), words(b.label));
  const telling = labels.filter((word) => isTelling(word) || OF_GIVING.test(word) || LEVELS.has(word));
  const said = new Set([...mine, ...theirs]);
  // A label may name what its description does: no treatment of this trial.
  if (telling.some((word) => OF_GIVING.test(word) || LEVELS.has(word) || drugs.has(word) || !said.has(word)))
    return false;
  const amounts = [a, b].map((side) => readLabel(proseOf(trial, side)).doses.join());
  if (amounts[0] !== amounts[1]) return false;
  const differing = apart(mine, theirs);
  return !differing.some((word) => OF_GIVING.test(word) || LEVELS.has(word) || drugs.has(word));
}

const isTelling = (word: string) => /[a-z]{4}/.test(word) && !NAMING.has(word);

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

/** Names of what any arm is given, by word. */
const drugWordsOf = onceOfOne((trial: Trial): ReadonlySet<string> => {
  const names = Object.values(trial.arms ?? {}).flatMap((arm) =>
    givenIn(arm)
      .filter((one) => !isInert(one))
      .map(named),
  );
  return new Set(names.flatMap(words).filter(isTelling));
});

/** The drug whose dose two labels name: of what they are given, else of what all arms are given, those that the labels name. */
function drugOf(trial: Trial, from: Side, to: Side): string | undefined {
  const active = (components: readonly Component[]) => components.filter((one) => !isInert(one)).map(named);
  const own = new Set(active([...from.gives, ...to.gives]));
  const arms = Object.values(trial.arms ?? {}).flatMap((arm) => {
    const drugs = active(givenIn(arm));
    return drugs.length > 0 ? [drugs] : [];
  });
  const all = [...new Set(arms.flat())];
  const candidates = own.size > 0 ? [...own] : all;
  const label = words(to.label);
  const inLabel = candidates.filter((name) => words(name).some((word) => to.says.rest.includes(word)));
  const shared = own.size > 0 ? candidates : all.filter((name) => arms.every((drugs) => drugs.includes(name)));
  // Of names that share a part, such as a company's letters, only that which stands there whole is meant.
  const whole = new Set(inLabel.filter((name) => words(name).every((word) => label.includes(word))).flatMap(words));
  const meant = inLabel.filter(
    (name) =>
      words(name).some((word) => to.says.rest.includes(word) && !whole.has(word)) ||
      words(name).every((word) => whole.has(word)),
  );
  const told = meant.length > 0 ? meant : shared;
  return told.length > 0 ? told.join(' + ') : undefined;
}

/** A ratio as it is told: six digits are more than any dose is exact to. */
export function rounded(ratio: number): number {
  return Number(ratio.toPrecision(6));
}

/** A side whose arm says what its participants are given. */
function isOneArm(side: Side): boolean {
  return side.whole || side.arms.length === 1;
}

const isRising = ({ amounts }: Dose) => amounts.every((amount, i) => i === 0 || amount >= (amounts[i - 1] ?? 0));

const RATE = /\d ?(?:mg|ml)\/min\b/i;

/** The dose alone that differs, as labels say. */
function doseByLabel(trial: Trial, from: Side, to: Side): ArmChange | undefined {
  const told = labelRatio(to.says, from.says);
  const [before, after] = [from.says.dose, to.says.dose];
  if (told === undefined || told === 1 || !(told > 0) || !before || !after) return undefined;
  // How fast the same is infused is no dose of it.
  if (RATE.test(formatDose(before)) || RATE.test(formatDose(after))) return undefined;
  // `Cohort 2- 0.5 mg` is no titration.
  if (![before, after].every(isRising)) return undefined;
  const drug = drugOf(trial, from, to);
  const doses = { from: formatDose(before), to: formatDose(after), ratio: rounded(told) };
  return { kind: 'dose', ...(drug !== undefined && { drug }), ...doses };
}

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
function mayDifferInMore(trial: Trial, from: Side, to: Side, kind: ArmChange['kind']): boolean {
  return unsurelyApart(trial, from, to).some(([{ attribute }]) => attribute !== kind);
}

/** How often alone, where nothing else is known to differ and both arms' own labels say it: that is sure enough of two that are held against each other. */
function scheduleByLabel(trial: Trial, from: Side, to: Side): ArmChange | undefined {
  const [only, more] = unsurelyApart(trial, from, to);
  if (!only || more || !from.whole || !to.whole) return undefined;
  const [mine, theirs] = only;
  if (mine.attribute !== 'schedule' || !mine.labelled || !theirs.labelled) return undefined;
  return { kind: 'schedule', drug: theirs.drug, from: mine.text, to: theirs.text };
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

/**
 * Whether what both sides of a component's change are given is given in the same dose, as far as anything tells one: not where one side's is known and the other's is not,
 * where one was read without being sure, or where a label names a dose that the other's does not.
 */
function keepsDoses(trial: Trial, from: Side, to: Side, change: ArmChange & { kind: 'component' }): boolean {
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
