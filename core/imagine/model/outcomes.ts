/** What is known of an outcome before anything is observed of it: the kind of measure, what it wants, and how like another it is. */
import { onceOfNamed, onceOfOne } from '../../trial/once.ts';
import { entryOf } from '../../trial/paths.ts';
import { words } from '../../trial/registry/text.ts';
import type { Outcome, Trial } from '../../trial/schema.ts';
import { isTimeMeasure } from '../../trial/sign.ts';
import { unitKey } from '../alike.ts';
import { rowDays } from '../endpoint.ts';
import type { State } from '../landing.ts';
import { type Profile, profileOf, singular } from '../likeness.ts';
import { telling } from './terms.ts';

/** Kinds that power and likeness differ by, from the unit and the words of the measure. */
export const OUTCOME_KINDS = ['continuous', 'share', 'time to event', 'count', 'ratio'] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

const SHARE_UNIT = /^(?:%|participant\b)/;
const COUNT_UNIT = /\b(?:events?|episodes?|days|attacks|seizures|counts?|exacerbations)\b/i;
const SHARE_WORDS = /\b(?:percentage|proportion|number|incidence|rate) of (?:participants|patients|subjects)\b/i;

export function kindOf(outcome: Outcome): OutcomeKind {
  const { unit = '', measure = '' } = outcome;
  if (isTimeMeasure(outcome)) return 'time to event';
  if (SHARE_WORDS.test(measure) || (SHARE_UNIT.test(unitKey(unit)) && !/change|baseline/i.test(measure)))
    return 'share';
  if (/ratio|titer|titre|gmt|geometric/i.test(`${unit} ${measure}`)) return 'ratio';
  return COUNT_UNIT.test(unit) ? 'count' : 'continuous';
}

const HARM = /adverse|\bsae|death|mortal|toxic|safety|abnormal|bleed|discontinu|hypoglyc|vital sign|\becg|laborator/i;

/** Classes of measures by their words. What a class says is fitted; a measure may be in several. */
export const CLASSES: Readonly<Record<string, RegExp>> = {
  harm: HARM,
  biomarker: /plasma|serum|concentration|antibod|titer|titre|level|\bauc|cmax|clearance|hba1c|cholesterol|glucose/i,
  'patient reported': /score|scale|questionnaire|quality of life|index|pain|satisf|symptom|kccq|sf-?36|eq-?5d/i,
  pharmacokinetic: /\bauc|\bcmax|\btmax|half-?life|pharmacokinetic|trough|clearance|bioavail/i,
  immune: /antibod|titer|titre|\bgmt|sero(?:conver|protect)|immun|neutraliz/i,
  survival: /surviv|mortal|death|time to/i,
  response: /respon|remission|cure|success|achiev|\bacr ?\d|resol/i,
  metabolic: /hba1c|glucose|weight|bmi|lipid|cholesterol|insulin|triglycer/i,
  blood: /blood pressure|systolic|diastolic|heart rate|ejection|hemoglobin|platelet/i,
  lung: /fev|spiromet|exacerbation|asthma|copd|oxygen/i,
  tumour: /tumou?r|progression|recist|objective response|\bpsa\b/i,
  care: /hospital|visit|length of stay|adheren|complian|cost|resource/i,
};

const CLASS_WORDS = Object.values(CLASSES);

/** What a larger figure means, by the words of a measure, where the document does not say. */
const GOOD =
  /improv|respon|remission|surviv|success|cure|resol|clearance of|quality of life|function|free|heal|adheren|satisf|increase|protect|sero(?:conver|protect)/i;
const BAD =
  /pain|death|mortal|fail|relapse|worsen|adverse|recurren|symptom|severity|exacerbat|infect|bleed|hypoglyc|progress|depress|anxiety|disab|toxic|discontinu|complication|hospitali|decrease|reduction|incidence|seizure|tumou?r/i;

export interface Known {
  kind: OutcomeKind;
  /** 1 where higher is better, −1 where lower is, 0 where that is not said: as the document says, else by words. */
  polarity: -1 | 0 | 1;
  rank: number;
  days: number | undefined;
  /** Its measure and its row are of the first class. */
  harm: boolean;
  profile: Profile;
  measure: string;
  /** The row that it is of, `''` where it is of none. */
  row: string;
  /** Its terms, weighted by how telling they are; their squares sum to 1. */
  terms: ReadonlyMap<string, number>;
  unit: string;
}

const RANK: Partial<Record<NonNullable<Outcome['rank']>, number>> = { primary: 0, secondary: 1 };

function polarityOf({ better }: Outcome, good: boolean, bad: boolean): -1 | 0 | 1 {
  if (better !== undefined) return better === 'higher' ? 1 : -1;
  return good === bad ? 0 : good ? 1 : -1;
}

/** Terms as likeness counts them, in alphabetical order: what both ends of a pair say. Plurals are folded; numbers count. */
export function termsIn(text: string): string[] {
  return [...new Set(words(text).map(singular))].sort();
}

/** What a text says of an outcome. */
interface Said {
  terms: readonly string[];
  harm: boolean;
  good: boolean;
  bad: boolean;
}

function saidIn(text: string): Said {
  return { terms: termsIn(text), harm: HARM.test(text), good: GOOD.test(text), bad: BAD.test(text) };
}

/** Which of the classes it is in: its measure, or its row. Asked of the few that speak one by one. */
export const classesOf: (known: Known) => readonly boolean[] = onceOfOne(({ measure, row }) =>
  CLASS_WORDS.map((one) => one.test(measure) || one.test(row)),
);

function weighted(terms: readonly string[], more: readonly string[]): Map<string, number> {
  const own = new Map<string, number>();
  let squares = 0;
  for (const list of [terms, more])
    for (const term of list) {
      if (own.has(term)) continue;
      const weight = telling(term);
      own.set(term, weight);
      squares += weight * weight;
    }
  const length = Math.sqrt(squares) || 1;
  for (const [term, weight] of own) own.set(term, weight / length);
  return own;
}

const readOf = onceOfOne((outcome: Outcome) => {
  const { measure = '', unit = '' } = outcome;
  return { measure, said: saidIn(measure), kind: kindOf(outcome), unit: unitKey(unit) };
});

const knownOfRow = onceOfNamed((outcome: Outcome, row: string): Known => {
  const { measure, said, kind, unit } = readOf(outcome);
  const { rank } = outcome;
  const also = row === '' ? undefined : saidIn(row);
  const profile = profileOf(outcome);
  return {
    kind,
    polarity: polarityOf(outcome, said.good || also?.good === true, said.bad || also?.bad === true),
    rank: rank === undefined ? 2 : (RANK[rank] ?? 2),
    days: (row === '' ? undefined : rowDays(row)) ?? profile.days,
    harm: said.harm || also?.harm === true,
    profile,
    measure,
    row,
    terms: weighted(said.terms, also?.terms ?? []),
    unit,
  };
});

/** What is known of an outcome, or of one row of it. */
export function knownOf(outcome: Outcome, row = ''): Known {
  return knownOfRow(outcome, row);
}

const knownMoved = onceOfNamed((outcome: Outcome, row: string): Known => {
  return { ...knownOf(outcome, row), days: profileOf(outcome).days };
});

/** Whether what is asked about is measured at another time than it was. */
export function isAtAnotherTime(observed: Trial, { trial, look }: State): boolean {
  return entryOf(trial.outcomes, look.outcome)?.time !== entryOf(observed.outcomes, look.outcome)?.time;
}

/** What is known of what is asked about. A row says when it is of (`Week 6`) until its outcome is asked about at another time. */
export function targetOf(observed: Trial, state: State): Known {
  const { outcome: id, row } = state.look;
  const outcome = entryOf(state.trial.outcomes, id) ?? {};
  return row !== undefined && isAtAnotherTime(observed, state) ? knownMoved(outcome, row) : knownOf(outcome, row);
}

/** How one outcome differs from another. */
export interface OutcomeLikeness {
  /** Cosine of their weighted terms, 0 to 1. */
  alike: number;
  /** |log| of the ratio of the two times; undefined where either is not known. */
  apart: number | undefined;
  sameKind: boolean;
  sameUnit: boolean;
  sameRank: boolean;
  /** 1 where both want the same, −1 where the opposite, 0 where that is not said. */
  polarity: number;
  sameHarm: boolean;
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  if (a.size > b.size) return cosine(b, a);
  let sum = 0;
  for (const [term, weight] of a) sum += weight * (b.get(term) ?? 0);
  return Math.min(1, sum);
}

export function outcomeLikeness(a: Known, b: Known): OutcomeLikeness {
  return {
    alike: cosine(a.terms, b.terms),
    apart: a.days && b.days ? Math.abs(Math.log(a.days / b.days)) : undefined,
    sameKind: a.kind === b.kind,
    sameUnit: a.unit !== '' && a.unit === b.unit,
    sameRank: a.rank === b.rank,
    polarity: a.polarity * b.polarity,
    sameHarm: a.harm === b.harm,
  };
}

/** Share of the classes that either is in that both are in; 1 where neither is in any. */
export function sameClass(a: readonly boolean[], b: readonly boolean[]): number {
  const both = a.filter((is, i) => is && b[i]).length;
  const either = a.filter((is, i) => is || b[i]).length;
  return either === 0 ? 1 : both / either;
}
