/** Words of what arms are called and of what they are given, that more than one question about two arms needs. */
import { onceOfOne } from '../trial/once.ts';
import { withoutSalt } from '../trial/registry/drug-names.ts';
import { words } from '../trial/registry/text.ts';
import type { Component, Trial } from '../trial/schema.ts';
import { givenIn, nameOf, type Side } from '../trial/sides.ts';

/** What is given in the place of something, to look like it. */
export const INERT = /\b(?:placebos?|vehicle|sham|dummy)\b/i;
/** Words of labels that tell two arms apart without saying of what: their numbers, their doses, and how labels are made. */
export const NAMING = new Set(
  'a an and as at by for from in of on or per plus the to with without then followed only alone arm arms group groups cohort cohorts part treatment treatments therapy regimen combination monotherapy drug study experimental comparator active control open label blind blinded double masked fixed single multiple ascending dose doses dosage dosing strength level low lower lowest medium mid middle intermediate moderate high higher highest maximum minimum standard full half reduced normal regular i ii iii iv v vi one two three four five six first second third fourth once twice thrice three daily weekly monthly every day days week weeks month months hour hours hr hrs h d wk qd bid tid qid od bd q qw qm qod am pm mg mcg ug g kg ml mmol iu u units unit tablet tablets capsule capsules pill pills oral orally po iv sc im injection infusion solution cream gel spray inhaler patch formulation formulated total times time x b c e f s'.split(
    ' ',
  ),
);

/** A part of a trial that is not one of time. */
const PART =
  /\b(?:part|phase|period|stage|step|tp) ?[#:-]? ?(\d+[a-z]?(?: ?(?:and|&|\+|\/) ?\d[a-z]?)?|[ivx]+|[a-e])\b/gi;

/** What is given, in the record's words: an entry that is no drug has its id for a drug's name. */
export const named = ({ drug, intervention }: Component) => intervention ?? drug ?? '';

/** What of one thing that is given says how it is given. */
export const HOW_GIVEN = ['dose', 'route', 'schedule', 'duration'] as const;

/** Whether two sides are given one and the same, as far as the facts go: what tells them apart is what they are called. */
export function areGivenTheSame(a: Side, b: Side): boolean {
  const [mine, theirs] = [a, b].map(({ gives }) =>
    gives.map((one) => [withoutSalt(nameOf(one)), ...HOW_GIVEN.map((key) => one[key] ?? '')].join('|')).sort(),
  );
  return mine?.join('\n') === theirs?.join('\n');
}

export function isInert(component: Component): boolean {
  return INERT.test(named(component));
}

/** Words that are on one side only. */
export function apart(a: readonly string[], b: readonly string[]): string[] {
  return [...a.filter((word) => !b.includes(word)), ...b.filter((word) => !a.includes(word))];
}

/** The part of the trial that a label names. */
export function partsIn(label: string): string {
  return [...label.toLowerCase().matchAll(PART)].map(([, part]) => part).join(' ');
}

/** What a record says of a side beyond its label. */
export const proseOf = (trial: Trial, { id }: Side) => (trial.arms?.[id] ?? trial.groups?.[id])?.description ?? '';

/** How much, in a word. */
export const LEVELS = new Set(
  'low lower lowest medium mid middle high higher highest maximum minimum half full double mtd'.split(' '),
);

/** Whether a word says what something is. */
export const isTelling = (word: string) => /[a-z]{4}/.test(word) && !NAMING.has(word);

/** Names of what any arm is given, by word. */
export const drugWordsOf = onceOfOne((trial: Trial): ReadonlySet<string> => {
  const names = Object.values(trial.arms ?? {}).flatMap((arm) =>
    givenIn(arm)
      .filter((one) => !isInert(one))
      .map(named),
  );
  return new Set(names.flatMap(words).filter(isTelling));
});

/** Words of what is given, and how: with one of them a description tells of more than of who is in a group. */
export const OF_GIVING =
  /^(?:dos(?:es?|ed|ing|age)|mg|mcg|ug|kg|ml|iu|gy|units?|levels?|daily|weekly|monthly|once|twice|infusions?|injections?|tablets?|capsules?|oral|orally|intravenous\w*|subcutaneous\w*|administ\w*|placebo|vehicle|sham|schedules?|regimens?|fasted|fed|food|formulation|randomi[sz]ed|intervention|control|period|sequence|crossover)$/;

/** How often: a word of giving. */
export const OFTEN =
  /^(?:once|twice|thrice|daily|weekly|biweekly|monthly|[qbt][iow]?d|qid|q\d*[dhmw]|qod|alone|mono\w*|combination)$/;
