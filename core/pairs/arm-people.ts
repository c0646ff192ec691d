/** Who is in the two sides of a contrast, as labels and descriptions tell it: other people, parts of a trial, strata. */
import { readLabel } from '../trial/labels.ts';
import { formatDose } from '../trial/quantity/dose.ts';
import { words } from '../trial/registry/text.ts';
import type { Trial } from '../trial/schema.ts';
import type { Side } from '../trial/sides.ts';
import { apart, drugWordsOf, isTelling, LEVELS, named, OF_GIVING, OFTEN, partsIn, proseOf } from './arm-words.ts';

/** Words of labels that say who is in an arm, and how they take what they are given: with these more than what is given differs. */
const PEOPLE = new Set(
  'positive negative naive experienced pretreated untreated men man male males women woman female females boys girls adult adults elderly seniors young older younger aged age years year yrs old pediatric paediatric child children adolescent adolescents infant infants neonates toddlers healthy volunteers severe moderate mild renal hepatic impaired impairment japanese chinese korean caucasian caucasians asian asians american african black blacks white whites hispanic fasted fed fasting food breakfast hfref hfpef responder responders nonresponders diabetic diabetics nondiabetic survivor survivors pregnant smokers mitt itt pp subgroup subset population cirrhosis cirrhotic stage mutant mutated wildtype seropositive seronegative initial retreatment reactive extension crossover randomized nonrandomized registry historical matched match immunity substudy methylated unmethylated hypermethylated heterozygous homozygous carriers noncarriers relapsed refractory recurrent metastatic localized resectable unresectable obese lean hypertensive normotensive'.split(
    ' ',
  ),
);

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

/** Parts of a trial that have names, not numbers. */
const NAMED_PART =
  /\b(titration|maintenance|induction|consolidation|run-?in|lead-?in|wash-?out|taper(?:ing)?|follow-?up|open-?label|double-?blind|extension|withdrawal)[- ](?:treatment[- ])?(?:period|phase)\b/i;

/** Whether the labels of two sides put them into different parts of the trial: who is in one was not drawn against who is in the other. */
export function inOtherParts(a: Side, b: Side): boolean {
  const [one, other] = [partsIn(a.label), partsIn(b.label)];
  if (one !== '' && other !== '' && one !== other) return true;
  const [named, others] = [a, b].map(({ label }) => NAMED_PART.exec(label)?.[1]?.toLowerCase().replace('-', ''));
  if (named !== undefined && others !== undefined && named !== others) return true;
  const [mine, theirs] = [ascentsIn(a.label), ascentsIn(b.label)];
  return mine.length > 0 && theirs.length > 0 && !mine.some((ascent) => theirs.includes(ascent));
}

/** Ages and weights of people, as labels name them: `aged 18 to 55 years`, `≥ 20 kg to < 40 kg`. */
const AGES =
  /\bage[sd]?\b[^,;()]*?\d+(?: ?(?:to|-|–|and) ?\d+)?|\b\d+ ?(?:to|-|–) ?[<≤]? ?\d+ ?(?:years?|yrs?|y\/?o)\b|[<>≥≤]=? ?\d+(?:\.\d+)? ?(?:years?|yrs?|months?|kg)\b/gi;
const agesIn = (label: string) => (label.match(AGES) ?? []).join(' ').replace(/\s+/g, ' ').toLowerCase();

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

/**
 * What labels tell of who people are by a word and what it is of: the genotype of a virus, how high their risk is or what is expected of them, their stratum, what
 * they had before.
 */
const TRAITS: readonly RegExp[] = [
  /\b(?:gt|geno ?types?) ?-?(\d[a-f]?)\b/gi,
  /\b(low|lower|elevated|high|higher|intermediate|average|standard|good|poor|adverse|(?:un)?favou?rable)[- ](?=(?:[a-z]+ )?(?:risks?|prognos\w+|histolog\w+|cytogenetics?)\b)/gi,
  /\b(?:risk|prognos\w+)[- ](?:group|class|category|score) ?[#:-]? ?([a-e]|[ivx]+|\d+)\b/gi,
  /\bstrat(?:um|a) ?[#:-]? ?([a-e]|[ivx]+|\d+)\b/gi,
  /\bstratified (with(?:out)?)\b/gi,
  /\b(?:child[- ]?pugh|nyha|ecog|asa)(?: (?:functional )?(?:class|grade|score|status|ps))? ?([a-c]|[ivx]+|\d)\b/gi,
  /\btype[- ]?([12]|i{1,2}) (?:diabet\w+|dm)\b/gi,
  /^base ?line ([^<>≤≥]*[<>≤≥].*)$/gi,
  /\bhistory of (.+)$/gi,
];
/** What a label tells of one side alone, who are then other people than the other: that they were not drawn, had something before, or were so at the beginning. */
const OF_ONE = [/\bnon[- ]?randomi[sz]ed\b/i, /\bhistory of\b/i, /\bat base ?line$/i, /\bsub-?stud(?:y|ies)\b/i];
/** Who never had the vaccine of which others are given one more dose, as descriptions say. */
const UNPRIMED = /\bun-?primed\b/i;
/** `Salt-sensitive participants` against `non salt-sensitive participants`. */
const ARE_PEOPLE = /\b(?:participants|patients|subjects|people)$/i;
const areOneAndNot = (a: Side, b: Side) =>
  [a, b].every(({ label }) => ARE_PEOPLE.test(label.trim())) && apart(words(a.label), words(b.label)).join() === 'non';
/** Whom a description tells of as having something, or not having it: `participants with cirrhosis`. */
const HAVING =
  /\b(?:participants|patients|subjects|people|individuals)(?: who were)? (with|without) ((?:[a-z-]+ )?[a-z-]+)/gi;

function traitIn(label: string, trait: RegExp): string {
  return [...label.matchAll(trait)]
    .map(([, told = '']) => told.toLowerCase())
    .sort()
    .join(' ');
}

/** What a side's people are said to have, and what not to have. */
function havingOf(trial: Trial, side: Side): Record<string, ReadonlySet<string>> {
  const found = [...proseOf(trial, side).matchAll(HAVING)];
  const of = (which: string) =>
    new Set(found.flatMap(([, how = '', what = '']) => (how.toLowerCase() === which ? (words(what)[0] ?? []) : [])));
  return { with: of('with'), without: of('without') };
}

/** Whether labels tell of another trait, or descriptions of one side as having what the other is without. */
function haveOtherTraits(trial: Trial, a: Side, b: Side): boolean {
  if (OF_ONE.some((said) => said.test(a.label.trim()) !== said.test(b.label.trim())) || areOneAndNot(a, b)) return true;
  const [one, other] = [a, b].map((side) => UNPRIMED.test(`${side.label} ${proseOf(trial, side)}`));
  if (one !== other) return true;
  const apartIn = (trait: RegExp) => {
    const [mine = '', theirs = ''] = [a, b].map(({ label }) => traitIn(label, trait));
    return mine !== '' && theirs !== '' && mine !== theirs;
  };
  if (TRAITS.some(apartIn)) return true;
  const [mine, theirs] = [havingOf(trial, a), havingOf(trial, b)];
  const only = (one: typeof mine, other: typeof mine) =>
    [...(one?.with ?? [])].some(
      (what) => !one?.without?.has(what) && other?.without?.has(what) && !other.with?.has(what),
    );
  return only(mine, theirs) || only(theirs, mine);
}

/** Words that tell two labels apart and are of people: not those by which a side's own treatment is called (`moderate intensity exercise`). */
function wordsOfPeople(a: Side, b: Side): string[] {
  const given = new Set([...a.gives, ...b.gives].flatMap((one) => words(named(one))));
  return apart(a.says.rest, b.says.rest).filter((word) => PEOPLE.has(word) && !given.has(word));
}

/** What was given in an earlier study, as a description tells it before it comes to this one: `vaccinated with paracetamol in study X-10, and received in this study …`. */
const FORMERLY_GIVEN = /^(.*?) in (?:study|trial) (?=\S*\d).*\bin this (?:study|trial)\b/is;

/** Whether descriptions of both sides tell what was given in an earlier study, and tell it otherwise. */
function wereGivenOtherwise(trial: Trial, a: Side, b: Side): boolean {
  const [mine, theirs] = [a, b].map((side) => words(FORMERLY_GIVEN.exec(proseOf(trial, side))?.[1] ?? '').join(' '));
  return mine !== '' && theirs !== '' && mine !== theirs;
}

/** Whether what is told of two sides tells of other people, or of people treated otherwise before. */
export function areOtherPeople(trial: Trial, a: Side, b: Side): boolean {
  return haveOtherAges(trial, a, b) || wereGivenOtherwise(trial, a, b) || wordsOfPeople(a, b).length > 0;
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
  const differing = wordsOfPeople(a, b).filter(
    // Untreated controls are given nothing.
    (word) => word !== 'untreated' && (!NO_PEOPLE.has(word) || ELSEWHERE.has(word)),
  );
  const given = drugWordsOf(trial);
  return haveOtherAges(trial, a, b) || haveOtherTraits(trial, a, b) || differing.some((word) => !given.has(word));
}

/** Whether labels tell of other people on two sides, and of no other dose. */
export function areCalledOthers(a: Side, b: Side): boolean {
  const differing = apart(words(a.label), words(b.label));
  const doses = [a, b].map(({ says }) => (says.dose ? formatDose(says.dose) : ''));
  if (differing.some((word) => LEVELS.has(word)) || doses[0] !== doses[1]) return false;
  return differing.some((word) => PEOPLE.has(word) && !NO_PEOPLE.has(word)) || agesIn(a.label) !== agesIn(b.label);
}

/** The letter or number of a group: a longer number may be a dose. */
const NUMBER = /^(?:[a-z]|[a-z]?\d{1,2}|[ivx]+)$/;

/** What a side's description tells of doses, and of how often. */
const dosingIn = (trial: Trial, side: Side) => {
  const prose = proseOf(trial, side);
  return [
    readLabel(prose).doses.join(),
    [...new Set(words(prose).filter((word) => OFTEN.test(word)))].sort().join(' '),
  ];
};

/**
 * Whether two groups of a trial in which nobody was drawn are called alike but for their numbers, and described as given the same dose as often: `EXP-1`, treatment-naive, and
 * `EXP-2`, relapsed, both at 100 mg once daily. They differ in who they are.
 */
export function areNumberedPeople(trial: Trial, a: Side, b: Side): boolean {
  if (trial.design?.allocation !== 'non-randomized' || a.whole || b.whole) return false;
  const differing = apart(words(a.label), words(b.label));
  const [[mine, often], [theirs, asOften]] = [dosingIn(trial, a), dosingIn(trial, b)];
  return mine !== '' && mine === theirs && often === asOften && differing.every((word) => NUMBER.test(word));
}

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
