/** Observed contrasts that are no outcome of what is given: they are no end of a pair, and nothing is asked about them. */
import { HOW_MANY } from '../imagine/endpoint.ts';
import type { Contrast } from '../trial/contrast.ts';
import { words } from '../trial/registry/text.ts';
import type { Trial } from '../trial/schema.ts';
import { givenIn, type Side, sideOf } from '../trial/sides.ts';
import { areOthersGivenTheSame } from './arm-change.ts';
import { areNumberedPeople, areSidesOfOthers, areStrata, inOtherParts } from './arm-people.ts';
import { areGivenTheSame } from './arm-words.ts';
import { isAtBaseline } from './before.ts';
import { areOnBoth } from './on-both.ts';
import { areInOtherLines } from './strata.ts';

export const NO_OUTCOMES = [
  'it was measured at baseline',
  'it counts those of whom nothing is known',
  'it is a trait that people came with',
  'one of its sides is of those of whom too little is known',
  'its sides are told apart by what happened to them',
  'one of its sides is part of the other',
  'its sides are times, not arms',
  'its sides are of different times',
  'it was measured in those who left early',
  'its sides are grades, not arms',
  'its sides are given the same and are other people',
  'its sides are strata, not arms',
  'its sides are of different parts of the trial',
  'its sides are of other people',
  'its sides are told apart by what was given before the trial',
  'one of its sides was given something by mistake',
  'some people are on both of its sides, and the record does not compare them',
] as const;
export type NoOutcome = (typeof NO_OUTCOMES)[number];

const NOTHING =
  '(?:no data|no (?:\\w+ ){0,3}(?:data|scores?|status|assessments?|values?|measurements?|information) (?:reported|recorded|available|obtained|collected)|not (?:done|reported|recorded|available|assessed|evaluated|evaluable|collected|applicable|answered|performed|determined|known)|no answer|unknown|unevaluable)';
/** A part of a row's name that says that nothing is known: `Question 5, missing`, `Day 29: no data`. */
const UNKNOWN = new RegExp(
  `^(?:(?:data|values?|response|responses|results?|scores?|are|is|was|were) )*(?:missing(?: (?:data|values?|or|/|response|responses))*(?: ?/? ?(?:or )?${NOTHING})?|${NOTHING}(?: ?(?:/|or) ?(?:missing|${NOTHING}))?)(?: (?:data|at|on) .*| (?:week|day|month|visit|year) ?\\d+)?$`,
  'i',
);
const MISSING_OF = /^missing(?: for |[-–:])/i;
const MEASURED_MISSING = /\b(?:missing|unknown) (?:data|values?|responses?)\b/i;

function isUnknown(measure: string, row: string): boolean {
  if (row === '')
    return MEASURED_MISSING.test(measure) && /\b(?:number|count|percent\w*|proportion|rate)\b/i.test(measure);
  return MISSING_OF.test(row) || row.split(/\s*[:;,]\s+|\s+[:–-]\s+/).some((part) => UNKNOWN.test(part.trim()));
}

/** A visit of those who left early, and of nobody else: with it other people are looked at, not another time. */
const OF_LEAVERS =
  /^(?:(?:change|value|visit)s? (?:at|from base ?line (?:to|at)) )?(?:the )?(?:early|premature) (?:terminat\w+|withdraw\w+|discontinu\w+)(?: visit)?$/i;
/** Where leaving is what is counted, it is an outcome. */
const OF_LEAVING = /\b(?:terminat|withdraw|discontinu|dispos|complet|reasons?)/i;

function isOfLeavers(measure: string, row: string): boolean {
  if (OF_LEAVING.test(measure)) return false;
  return row
    .replace(HOW_MANY, ' ')
    .split(/[:;,]\s|\s[-–]\s/)
    .some((part) => OF_LEAVERS.test(part.trim()));
}

/** What people have before anything is given to them, where a measure is called nothing else. */
const TRAIT =
  /^(?:(?:the|mean|median|average|participants?['’]?s?|patients?['’]?s?|subjects?['’]?s?) )*(?:age|sex|gender|race|ethnicity|race and ethnicity|race\/ethnicity|marital status)(?: of (?:the )?(?:participants|patients|subjects))?(?: ?\((?:years|in years)\))?$/i;
const KIND_OF = /^(?:(?:sub)?type|a?etiology|cause|histology) of (?:the )?(.+)$/i;

function isTrait(trial: Trial, measure: string): boolean {
  if (TRAIT.test(measure.trim())) return true;
  const disease = words(KIND_OF.exec(measure.trim())?.[1] ?? '');
  const conditions = new Set((trial.population?.condition ?? []).flatMap(words));
  return disease.length > 0 && disease.every((word) => conditions.has(word));
}

/** Words of labels that say when, beyond those that `timeless` is without. */
const WHEN = new Set(
  'at on of the end final initial visit pre post follow up followup fup fu discharge admission'.split(' '),
);
const SHORT_TIME = /\b\d+ ?(?:y|yr|m|mo|w|wk|d)\b/gi;
const NO_TREATMENT_YET =
  /^(?:(?:at|the|values?|measurements?|visit|period|status) ?|\b(?:base ?line|screening|run-?in|pre-?(?:treatment|dose|intervention|test)|before (?:treatment|intervention))\b ?)+$/i;

const withoutTimes = ({ says }: Side) =>
  words(says.timeless.replace(SHORT_TIME, ' ')).filter((word) => !WHEN.has(word));

/** Of whom it is told when, at the end of a name: `No Treatment (Baseline)`, `Nasal spray - at baseline`. */
const ENDS_AT_BASELINE = /(?:\(|[-–:,] ?)(?:at )?base ?line\)?$/i;

/** Whether what stands where arms should are times of the same people: `Baseline`; `Patients at discharge`, `Patients at 1 year`. */
function areTimes(a: Side, b: Side): boolean {
  if ([a, b].some(({ label }) => NO_TREATMENT_YET.test(label.trim()))) return true;
  if (ENDS_AT_BASELINE.test(a.label.trim()) !== ENDS_AT_BASELINE.test(b.label.trim())) return true;
  const [mine, theirs] = [withoutTimes(a), withoutTimes(b)];
  if (a.label === b.label || mine.join(' ') !== theirs.join(' ')) return false;
  return [a, b].some(({ label }) => /\b(?:base ?line|screening|discharge|admission|follow-? ?up|fup)\b/i.test(label));
}

/** A moment at which people were looked at, at the end of a name: `Placebo Week 8`, `Vaccine Group (Month 7)`. `8 weeks` is how long something is given. */
const AT_MOMENT = /\b(?:day|week|month|year|visit)s? ?(\d+)\)?$/i;

/** A stretch that begins later than the trial, as a group's name ends: `Placebo/Sitagliptin (26 Weeks Through 104 Weeks)`. */
const LATER_ON =
  /\((?:from )?(?:[1-9]\d* ?(?:weeks?|months?)|(?:weeks?|months?) ?[1-9]\d*) ?(?:to|through|until|-|–) ?(?:(?:weeks?|months?) ?)?\d+(?: ?(?:weeks?|months?))?\)$/i;
const laterOn = ({ label, whole }: Side) => (whole ? '' : words(LATER_ON.exec(label.trim())?.[0] ?? '').join(' '));

/** Whether two groups, other people in each, are told at two times. */
function areAtOtherTimes(a: Side, b: Side): boolean {
  if (laterOn(a) !== laterOn(b)) return true;
  if (a.whole || b.whole) return false;
  const [one, other] = [a, b].map(({ label }) => AT_MOMENT.exec(label.trim())?.[0].replace(')', '').toLowerCase());
  return one !== undefined && other !== undefined && one !== other;
}

/** Of whom too little was written down: `Hypertension - Incomplete Data`. */
const TOO_LITTLE =
  /(?:^|[-–:,(] ?)(?:(?:incomplete|missing|no|insufficient) data|not (?:evaluable|analy[sz]ed|assessed))\)?$/i;

/** What happened behind the beginning, as groups that are parts of arms are called after it. What is given with a rescue is no such thing. */
const HAPPENED =
  /\bnon[- ]?rescued?\b|\brescued\b|(?<!\bwith (?:\w+ )*)\brescue$|\b(?:(?:non|partial|complete|early|late)[- ]?)?responders?\b|\b(?:non[- ]?)?completers?\b|\b(?:[a-z]+[- ])?(?:survivors?|failures?)$|\b(?:non[- ]?)?relapsers?\b|\b(?:non[- ]?)?(?:adherers?|compliers?)\b|\bevent[- ]free\b|^(?:alive|dead|deaths?|deceased|died)\b/i;

/** What happened to those of a side that is no whole arm, as its label ends; empty where it tells of nothing. */
const happened = ({ whole, label }: Side) => (whole ? '' : words(HAPPENED.exec(label)?.[0] ?? '').join(' '));

/** What an event was like, where who had it should stand: `Grade 3 (CTCAE v 3.0)`. */
const GRADE = /^(?:ctcae )?(?:toxicity )?grades? ?(?:[0-5]|i{1,3}|iv|v)\b(?! ?tumou?r| ?glioma)/i;

/** Who was given something that nobody meant to give. */
const MISTAKEN =
  /\b(?:unintention\w*|unintended|inadvertent\w*|accidental\w*|erroneous\w*|(?:dosing|medication) errors?)\b/i;

/** Who was given something else before the trial that all are now in: nobody was drawn for it here. */
const FORMERLY = /\b(?:previous(?:ly)?|former(?:ly)?)\b/i;

/** Words that labels of people are made of. */
const OF_PEOPLE = new Set(
  'pre with without and or in of the a group cohort arm patients participants subjects people'.split(' '),
);

const ABBREVIATED = /\([a-z]{2,6}\)/gi;

/** Whether groups of which no arm tells, or that are given the same, are called after the trial's conditions: `Migraine`, `Cluster Headache (CH)`. */
function areDiagnoses(trial: Trial, a: Side, b: Side): boolean {
  const conditions = new Set((trial.population?.condition ?? []).flatMap(words));
  const told = [a, b].map(({ label }) => words(label.replace(ABBREVIATED, ' ')).filter((word) => !OF_PEOPLE.has(word)));
  const isOne = ({ whole, gives }: Side) => !whole && gives.length === 0;
  if (!(isOne(a) && isOne(b)) && !areGivenTheSame(a, b)) return false;
  return told.every((telling) => telling.length > 0 && telling.every((word) => conditions.has(word)));
}

const partsOf = ({ label }: Side) => label.split(/ ?\+ ?| and | & |\//).map((part) => words(part).join(' '));

/** What a group is called that is beside a trial's only arm and no part of it. */
const BESIDE =
  /\b(?:controls?|placebo|vehicle|sham|histor\w*|untreated|no (?:treatment|intervention|drug)|standard|usual|comparator|reference|healthy|normal)\b/i;

/** Whether one side is the only arm of a trial with a single group, and the other therefore a part of it, or it at another time. */
function isOfOnlyArm(trial: Trial, a: Side, b: Side): boolean {
  if (trial.design?.model !== 'single group' || Object.keys(trial.arms ?? {}).length !== 1) return false;
  const [arm, group] = a.whole ? [a, b] : [b, a];
  return arm.whole && !group.whole && !BESIDE.test(group.label);
}

/** Groups that no arm tells of, of which one is called what the other is, and more that nobody is given: `Migraine`, `Migraine + Cluster`. */
function isPartOf(trial: Trial, a: Side, b: Side): boolean {
  if ([a, b].some(({ whole, gives }) => whole || gives.length > 0)) return false;
  const [fewer, more] = [partsOf(a), partsOf(b)].sort((one, other) => one.length - other.length);
  if (!fewer || !more || fewer.length === more.length || !fewer.every((part) => more.includes(part))) return false;
  const given = new Set(
    Object.values(trial.arms ?? {}).flatMap((arm) =>
      [arm.label ?? '', ...givenIn(arm).flatMap(({ drug = '', intervention = '' }) => [drug, intervention])].flatMap(
        words,
      ),
    ),
  );
  return more
    .filter((part) => !fewer.includes(part))
    .every((part) => part.split(' ').every((word) => !given.has(word)));
}

/** Why a contrast is no outcome; undefined where it is one. Rules by words, rather too few than too many. */
export function noOutcome(trial: Trial, contrast: Contrast): NoOutcome | undefined {
  const { look } = contrast;
  const { measure = '', time = '' } = trial.outcomes?.[look.outcome] ?? {};
  const row = look.row ?? '';
  if (isAtBaseline(measure, time, row)) return 'it was measured at baseline';
  if (isUnknown(measure, row)) return 'it counts those of whom nothing is known';
  if (isOfLeavers(measure, row)) return 'it was measured in those who left early';
  if (isTrait(trial, measure)) return 'it is a trait that people came with';
  const [first, second] = [sideOf(trial, look.first), sideOf(trial, look.second)];
  const why = first && second && whyNoArms(trial, first, second);
  if (why) return why;
  return areOnBoth(trial, contrast)
    ? 'some people are on both of its sides, and the record does not compare them'
    : undefined;
}

/** The first reason why what was given to two sides is not what tells them apart. */
function judgeSides(trial: Trial, first: Side, second: Side): NoOutcome | undefined {
  const sides = [first, second];
  if (isPartOf(trial, first, second) || isOfOnlyArm(trial, first, second))
    return 'one of its sides is part of the other';
  if (sides.some(({ whole, label }) => !whole && TOO_LITTLE.test(label)))
    return 'one of its sides is of those of whom too little is known';
  if (happened(first) !== happened(second)) return 'its sides are told apart by what happened to them';
  if (areTimes(first, second)) return 'its sides are times, not arms';
  if (areAtOtherTimes(first, second)) return 'its sides are of different times';
  if (sides.every(({ label }) => GRADE.test(label))) return 'its sides are grades, not arms';
  if (sides.some(({ label }) => MISTAKEN.test(label))) return 'one of its sides was given something by mistake';
  if (inOtherParts(first, second)) return 'its sides are of different parts of the trial';
  if (
    areDiagnoses(trial, first, second) ||
    areOthersGivenTheSame(trial, first, second) ||
    areNumberedPeople(trial, first, second)
  )
    return 'its sides are given the same and are other people';
  if (trial.design?.model === 'single group' && sides.every(({ label }) => FORMERLY.test(label)))
    return 'its sides are told apart by what was given before the trial';
  if (areSidesOfOthers(trial, first, second)) return 'its sides are of other people';
  return areStrata(trial, first, second) || areInOtherLines(trial, first, second)
    ? 'its sides are strata, not arms'
    : undefined;
}

/** What is asked of the sides alone is the same for all their outcomes. */
const known = new WeakMap<Trial, Map<string, NoOutcome | undefined>>();

function whyNoArms(trial: Trial, first: Side, second: Side): NoOutcome | undefined {
  let own = known.get(trial);
  if (!own) {
    own = new Map();
    known.set(trial, own);
  }
  const key = `${first.id} ${second.id}`;
  if (own.has(key)) return own.get(key);
  const why = judgeSides(trial, first, second);
  own.set(key, why);
  return why;
}
