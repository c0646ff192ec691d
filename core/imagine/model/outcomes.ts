/** What is known of an outcome before anything is observed of it: the kind of measure, what it wants, and how like another it is. */
import { parseTime } from '../../trial/quantity/time.ts';
import { words } from '../../trial/registry/text.ts';
import type { Outcome } from '../../trial/schema.ts';
import { type Profile, profileOf, wordsShared } from '../likeness.ts';

/** Kinds that power and likeness differ by, from the unit and the words of the measure. */
export const OUTCOME_KINDS = ['continuous', 'share', 'time to event', 'count', 'ratio'] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

const EVENT_TIME = /\b(?:time to|survival|duration of (?:response|remission)|progression[- ]free)\b/i;
const SHARE_UNIT = /^(?:%|percent|participants?|patients?|subjects?|people)\b/i;
const COUNT_UNIT = /\b(?:events?|episodes?|days|attacks|seizures|counts?|exacerbations)\b/i;
const SHARE_WORDS = /\b(?:percentage|proportion|number|incidence|rate) of (?:participants|patients|subjects)\b/i;

export function kindOf({ unit = '', measure = '' }: Outcome): OutcomeKind {
  if (EVENT_TIME.test(measure)) return 'time to event';
  if (SHARE_WORDS.test(measure) || (SHARE_UNIT.test(unit) && !/change|baseline/i.test(measure))) return 'share';
  if (/ratio|titer|titre|gmt|geometric/i.test(`${unit} ${measure}`)) return 'ratio';
  return COUNT_UNIT.test(unit) ? 'count' : 'continuous';
}

/** Measures that a drug is more often seen to leave alone: harms, laboratory safety, pharmacokinetics. */
const HARM = /adverse|\bsae|death|mortal|toxic|safety|abnormal|bleed|discontinu|hypoglyc|vital sign|ecg|laborator/i;
const BIOMARKER = /plasma|serum|concentration|antibod|titer|titre|level|auc|cmax|clearance|hba1c|cholesterol|glucose/i;
const REPORTED = /score|scale|questionnaire|quality of life|index|pain|satisf|symptom|kccq|sf-?36|eq-?5d/i;

export interface Known {
  kind: OutcomeKind;
  /** 1 where higher is better, −1 where lower is, 0 where that is not said. */
  polarity: -1 | 0 | 1;
  rank: number;
  days: number | undefined;
  harm: boolean;
  biomarker: boolean;
  reported: boolean;
  profile: Profile;
  unit: string;
}

const RANK: Partial<Record<NonNullable<Outcome['rank']>, number>> = { primary: 0, secondary: 1 };

/** Read once for each outcome: outcomes are immutable. */
const knowns = new WeakMap<Outcome, Known>();

export function knownOf(outcome: Outcome): Known {
  const before = knowns.get(outcome);
  if (before) return before;
  const measure = outcome.measure ?? '';
  const known: Known = {
    kind: kindOf(outcome),
    polarity: outcome.better === 'higher' ? 1 : outcome.better === 'lower' ? -1 : 0,
    rank: outcome.rank === undefined ? 2 : (RANK[outcome.rank] ?? 2),
    days: parseTime(outcome.time ?? '')?.days,
    harm: HARM.test(measure),
    biomarker: BIOMARKER.test(measure),
    reported: REPORTED.test(measure),
    profile: profileOf(outcome),
    unit: words(outcome.unit ?? '').join(' '),
  };
  knowns.set(outcome, known);
  return known;
}

/** How one outcome differs from another. */
export interface OutcomeLikeness {
  /** Share of telling words, 0 to 1. */
  shared: number;
  /** |log| of the ratio of the two times; undefined where either is not known. */
  apart: number | undefined;
  sameKind: boolean;
  sameUnit: boolean;
  sameRank: boolean;
  /** 1 where both want the same, −1 where the opposite, 0 where that is not said. */
  polarity: number;
  sameHarm: boolean;
}

export function outcomeLikeness(a: Known, b: Known): OutcomeLikeness {
  return {
    shared: wordsShared(a.profile, b.profile),
    apart: a.days && b.days ? Math.abs(Math.log(a.days / b.days)) : undefined,
    sameKind: a.kind === b.kind,
    sameUnit: a.unit !== '' && a.unit === b.unit,
    sameRank: a.rank === b.rank,
    polarity: a.polarity * b.polarity,
    sameHarm: a.harm === b.harm,
  };
}
