/** The reasons that the embedded predictor gives, in words. Plain text; never more than the figures say. */
import { DIRECTIONS, type Direction, type Mark } from '../trial/direction.ts';
import { CRITICAL } from '../trial/effect.ts';
import { entryOf } from '../trial/paths.ts';
import type { Trial } from '../trial/schema.ts';
import type { Counts, Proportion } from '../trial/statistics.ts';
import type { Look, Perturbation } from '../trial/types.ts';
import type { Mechanism, ObservedAnswer, Reason } from './answer.ts';
import { changeName } from './differences.ts';
import { counted, figure, people, probability } from './figures.ts';
import type { State } from './landing.ts';
import { mayBeOf } from './members.ts';
import type { Precedent } from './model/library.ts';
import type { Change } from './natural.ts';
import type { Source } from './nearest.ts';
import { observedAnswer } from './pathway.ts';
import { possible, type Resized, type Strength } from './power.ts';
import { effectFigure } from './power-words.ts';
import { peopleOf } from './sparse.ts';
import { doseRange, type Frequencies, isBeyond, timesApart } from './table.ts';
import { contrastText, firstWords, markText, observedText, WHEN } from './words.ts';

const MECHANISM: Readonly<Partial<Record<Change['kind'], Mechanism>>> = {
  dose: 'dose–response',
  schedule: 'pharmacokinetics',
  measure: 'endpoint sensitivity',
  time: 'endpoint sensitivity',
  comparator: 'comparator strength',
};

/** How far a result is from no difference, as it is told of sources: `5.0`, `12`. */
const errors = (z: number) => (Math.abs(z) < 9.95 ? Math.abs(z).toFixed(1) : figure(Math.abs(z), 2));

/** `3 lower, 1 no difference`. */
function directionsText(directions: readonly Direction[]): string {
  const told = DIRECTIONS.map((one) => [directions.filter((direction) => direction === one).length, one] as const);
  return told.flatMap(([count, one]) => (count > 0 ? `${count} ${one}` : [])).join(', ');
}

/** Of what was observed with a z near 1.96, either side of it. */
export const ON_BORDER =
  'What was observed lies on the border of significance: a little more or less of it would have been told otherwise.';

/** Of what was observed with no more than a bound of p. */
export const OF_BOUND =
  'Of its p only a bound is told, and the chance is that of a result just so strong: it may have been stronger.';

/** Of what was observed with a p and an interval that tell different strengths, both significant or neither. */
export const OF_TWO = 'Its p and its interval disagree on how strong it was: chance and size follow the interval.';

/** The last of some reasons with a caution behind it. */
export function cautioned(reasons: readonly Reason[], caution: string): Reason[] {
  return reasons.map((reason, i) =>
    i === reasons.length - 1 ? { ...reason, text: `${reason.text} ${caution}` } : reason,
  );
}

/**
 * Which observed contrast is carried over, how strong it is, and what else is weighed with it. `strength`: how far it is from no difference;
 * `caution`: what is said of that; `people`: in how many it was observed; `others`: the directions of all else that
 * was observed and may speak.
 */
export function sourceReason(
  { observed, changes, nearness }: Source,
  trial: Trial,
  { look }: State,
  told: { strength: Strength | undefined; caution?: string | undefined; people: number; others: readonly Direction[] },
): Reason | undefined {
  const { strength, caution, people: n, others } = told;
  const { look: seen, direction } = observed;
  if (changes.length === 0 || !direction) return undefined;
  const own = seen.first === look.first && seen.second === look.second && seen.outcome === look.outcome;
  const which =
    seen.row === look.row
      ? 'this contrast as it was observed'
      : `${look.row === undefined ? 'a' : 'another'} row of this outcome as it was observed`;
  const { time } = entryOf(trial.outcomes, seen.outcome) ?? {};
  const at = [
    ...(seen.row === undefined ? [] : [`row ${seen.row}`]),
    ...(time === undefined ? [] : [firstWords(time, WHEN)]),
  ].join('; ');
  const from = own
    ? `Carried over from ${which}${at && ` (${at})`}`
    : `Carried over from the nearest observed contrast, ${contrastText(seen)} on ${seen.outcome} (${at && `${at}; `}nearness ${figure(nearness, 2)})`;
  const least = strength?.from === 'bound' ? 'at least ' : '';
  const strong = strength ? `, ${least}${errors(strength.z)} standard errors from no difference` : '';
  const among = n > 0 ? `, in ${people(n)} people` : '';
  const weighed =
    others.length === 0
      ? ''
      : `; weighed with it, by how like they are: ${counted(others.length, 'other observed contrast')} of the same arms or outcome (${directionsText(others)})`;
  return {
    text: `${from}: ${observedText(observedAnswer(observed))}${strong}${among}${weighed}.${caution === undefined ? '' : ` ${caution}`}`,
  };
}

/** What a change is counted with, because the records hold too few pairs that differ in just that. */
const COUNTED_WITH: Readonly<Partial<Record<Change['kind'], string>>> = {
  other: ' (counted with other changes of an arm)',
  comparator: ' (counted with all changes of a comparator)',
  drug: ' (counted with all changes of a drug)',
  measure: ' (counted with outcomes of the same words)',
};

/** A change of which pairs are counted, by its name, and what the count says. */
export interface Count {
  change: Change;
  name: string;
  found: Frequencies;
}

/** `at 0.71 times the dose (counted with all doses 0.5 to 1 times as high)`. */
function whereText({ change, name }: Count): string {
  const dose = change.kind === 'dose' && change.ratio !== undefined && name.endsWith('times the dose');
  const among =
    dose && change.ratio !== undefined && !isBeyond(change)
      ? ` (counted with all doses ${doseRange(change.ratio)} times as high)`
      : (COUNTED_WITH[change.kind] ?? '');
  // What is counted is the kind of change, of which the one that is named is only one.
  const wider = change.kind === 'drug' || change.kind === 'measure' ? name !== changeName(change) : true;
  const within = dose ? 'at ' : name.startsWith('without ') ? '' : 'with ';
  return `${within}${name}${wider ? among : ''}`;
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Shares that are told: what would be rounded to nothing is not. */
const TOLD = 0.01;

/**
 * What the records say of the changes: how often the direction stayed and what else it became, on how many pairs. The change that
 * kept it least is told in full, the others by what they kept. Undefined where nothing is counted.
 */
export function frequencyReason(counts: readonly Count[], from: Direction): Reason | undefined {
  const [least, ...rest] = counts.toSorted((a, b) => a.found.counted[from] - b.found.counted[from]);
  if (!least) return undefined;
  const { counted: shares, source, trials, pairs } = least.found;
  const became = DIRECTIONS.filter((to) => to !== from && shares[to] >= TOLD)
    .toSorted((a, b) => shares[b] - shares[a])
    .map((to) => `, ${probability(shares[to])} became ${to}`);
  const mechanism = MECHANISM[least.change.kind];
  const based = `${counted(pairs, 'natural pair')} from ${counted(trials, 'trial')}`;
  const others = rest.map(
    (one) =>
      `; ${whereText(one)}, ${probability(one.found.counted[from])} (${counted(one.found.pairs, 'pair')} from ${counted(one.found.trials, 'trial')})`,
  );
  return {
    text: `${capital(whereText(least))}, ${probability(shares[from])} of contrasts that were ${source} stayed ${from}${became.join('')} (${based}${trials > 1 ? ', each trial weighing 1' : ''})${others.join('')}.`,
    ...(mechanism && { mechanism }),
  };
}

/** How many times as large a standard error is that is this factor of what it was, in words. */
function errorText(times: number): string {
  const told = times.toFixed(times < 9.95 ? 2 : 0);
  if (times < 0.01) return 'less than 0.01 times what it was';
  return told === '1.00' ? 'all but the same' : `${Number(told)} times what it was`;
}

/** Another number of participants: how many there were, how many are imagined, and how many times as many these are. */
export interface Size {
  from: number;
  to: number;
  factor: number;
}

/** Others than were observed are another sample: their luck is not that of what was observed. */
export function anotherSample({ from, to, factor }: Size): string {
  return `${people(to)} participants would be another sample than the ${people(from)} here, with luck of its own and a standard error ${errorText(1 / Math.sqrt(factor))}`;
}

/** The chance of an enrollment alone, beside what the people that there were have shown. */
function againText(seen: ObservedAnswer, { from, to }: Size): string {
  return `The ${people(from)} here were observed: ${observedText(seen)}. ${people(to)} would be another sample, with luck of its own: the chance is that of another trial like this one`;
}

/** What another number of participants does to an observed result, and what the interval that is told then rests on. */
export function resizedReasons({ size: sized }: Strength, seen: ObservedAnswer, size: Size): Reason[] {
  let bound = '';
  if (sized) {
    const { effect, estimate, se } = sized;
    const reach = ((Math.sign(effect.value) || 1) * CRITICAL * se) / Math.sqrt(size.factor);
    const least = effect.scale === 'log' ? effect.null * Math.exp(reach) : reach;
    if (possible(estimate.kind, least) === least)
      bound = `, so an estimate is significant beyond ${effectFigure(estimate.kind, least)}`;
  }
  return [
    {
      text: `With ${people(size.to)} instead of ${people(size.from)} participants, and nothing else changed, the standard error is ${errorText(1 / Math.sqrt(size.factor))}${bound}.`,
      mechanism: 'power',
    },
    {
      text: `${againText(seen, size)}, averaged over what the observed estimate leaves open (assurance); power supposes the effect to be just as estimated${sized ? '; 80 % of such trials have their estimate in the interval' : ''}.`,
      mechanism: 'chance',
    },
  ];
}

/** The largest share that would leave nobody of `n` with it in 5 of 100 (the rule of three: 3/n; Hanley and Lippman-Hand, JAMA 249, 1983). */
const unseen = (n: number) => `${figure(100 * (1 - 0.05 ** (1 / n)), 2)} %`;

const ofText = ({ x, n }: Proportion) => `${people(x)} of ${people(n)}`;

const UNTOLD: Readonly<Record<NonNullable<Resized['untold']>, string>> = {
  'two sides':
    'the median of such trials lies on one side of no difference and most of the significant ones on the other',
  'no width':
    'at least 80 % of such trials would find one and the same difference, and an interval would have no width',
};

/** The same of counts of which the exact test speaks; `untold`: why no size is told. */
export function countsReasons(
  counts: Counts,
  seenHere: ObservedAnswer,
  size: Size,
  untold: Resized['untold'],
): Reason[] {
  const [one, other] = counts;
  const [n1, n2] = peopleOf(counts, size.factor).map(people);
  const seen = `${ofText(one)} and ${ofText(other)}`;
  const [all, none] = [counts.every(({ x, n }) => x === n), counts.every(({ x }) => x === 0)];
  const most = `up to ${unseen(one.n)} and ${unseen(other.n)} of all such people may`;
  const why = all
    ? `Everybody on both sides had what is counted (${seen}), so no standard error says what others would do: ${most} not have it, at 95 % (rule of three)`
    : none
      ? `Nobody on either side had what is counted (${seen}), so no standard error says what others would do: ${most} have it, at 95 % (rule of three)`
      : `So few had what is counted, or had not (${seen}), that a standard error says little, and the exact test is asked`;
  const told =
    untold === undefined
      ? 'the size told is the median of such trials, and 80 % of them have theirs in the interval'
      : `no size is told, because ${UNTOLD[untold]}`;
  return [
    { text: `${why}.`, mechanism: 'chance' },
    {
      text: `${againText(seenHere, size)} (${n1} and ${n2} people on the two sides), by the same exact test, averaged over the shares that these counts leave open (beta-binomial, Jeffreys' prior); ${told}.`,
      mechanism: 'power',
    },
  ];
}

/** Why nothing is said of so many people where the exact test speaks. */
export const TOO_MANY =
  'so few had what is counted, or had not, that only the exact test speaks, which is not reckoned for so many people';

/** Why nothing is said of a dose that is so many times the one observed. */
export function tooFar(ratio: number): string {
  return `no counted pair of doses lies ${figure(timesApart(ratio), 2)} times apart`;
}

/** Both sides are given the same now. */
export const ALIKE: Reason = {
  text: 'Both sides are now given the same, so only chance can set them apart: a test at 0.05 does in 5 of 100.',
  mechanism: 'chance',
};

/** Nothing was observed: what is told holds of trials planned like this one. */
export const NOTHING_OBSERVED: Reason = {
  text: 'Nothing that this document observed can be carried over to this contrast: told from what contrasts planned alike showed in registry trials, by arms, measure, phase and size alone.',
};

/** The same, where something was observed that does not count as a contrast, for the reasons it is marked with. */
export function notCountedReason(marked: readonly Mark[]): Reason {
  const why = marked.length > 0 ? ` (${marked.map(markText).join('; ')})` : '';
  return {
    text: `What was observed of this contrast is too uncertain to be carried over${why}: told from what contrasts planned alike showed in registry trials, by arms, measure, phase and size alone.`,
  };
}

/** Nothing was observed, and another number of participants is planned. */
export function plannedReason({ from, to, factor }: Size): Reason {
  return {
    text: `With ${people(to)} instead of ${people(from)} participants the standard error is taken as ${errorText(1 / Math.sqrt(factor))}, so that contrasts planned alike differ ${factor > 1 ? 'more' : 'less'} often.`,
    mechanism: 'power',
  };
}

/** The model sees nothing of what was changed. */
export const DOES_NOT_DEPEND: Reason = {
  text: 'This answer does not depend on what is changed here: it would be the same without it.',
};

/** Nothing that was observed is of this outcome, or of these arms: what is weighed is all that may speak. */
export function farReason(directions: readonly Direction[]): Reason {
  return {
    text: `Nothing that was observed here is of this outcome or of these two arms, so the answer is wide: ${counted(directions.length, 'observed contrast')} ${directions.length === 1 ? 'is' : 'are'} weighed, by how like they are (${directionsText(directions)}).`,
  };
}

/** What the nearest pairs of other trials did, with their registry ids. */
export function precedentReason(precedents: readonly Precedent[], from: Direction): Reason {
  const kept = precedents.filter(({ to }) => to === from).length;
  const ratios = precedents.flatMap(({ ratio }) => ratio ?? []);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => figure(ratio, 2));
  const doses = ratios.length > 0;
  const at = doses ? ` at ${least}${least === most ? '' : ` to ${most}`} times the dose` : '';
  const ids = precedents.slice(0, 3).map(({ trial }) => trial);
  return {
    text: `Of the ${precedents.length} nearest pairs of ${doses ? 'doses' : 'measures like these'} in other trials that were ${from} before, ${kept} stayed ${from}${at} (nearest: ${ids.join(', ')}).`,
    mechanism: doses ? 'dose–response' : 'endpoint sensitivity',
  };
}

export const NO_ANCHOR: Reason = {
  text: 'This document observed nothing that could be carried over to this contrast.',
};

/** Whether an arm is, or may be, one that a contrast is of. An arm that is added to a trial is none that its groups were made of. */
function mayBeIn(
  id: string,
  { kind, path }: Exclude<Perturbation, { kind: 'look' }>,
  trial: Trial,
  look: Look,
): boolean {
  const { first, second } = look;
  if (id === first || id === second) return true;
  if (kind === 'add' && path.length === 2) return false;
  return mayBeOf(trial, first, id, second) || mayBeOf(trial, second, id, first);
}

/** Why a step changes nothing that is looked at; undefined where it does, or may. */
export function beside(perturbation: Perturbation, { trial, look }: State): string | undefined {
  if (perturbation.kind === 'look') return undefined;
  const [top, id] = perturbation.path.map(String);
  if (id === undefined) return undefined;
  if (top === 'arms') return mayBeIn(id, perturbation, trial, look) ? undefined : `${id} is not in this contrast`;
  return top === 'outcomes' && id !== look.outcome ? `${id} is another outcome` : undefined;
}

/** Why nothing is known of what a step changes. */
export function untouched(perturbation: Perturbation): Reason {
  if (perturbation.kind === 'look') return { text: 'This is what was looked at before.' };
  const [top, id, ...rest] = perturbation.path.map(String);
  const within = rest.at(-1) ?? id ?? '';
  if (top === 'population' && id === 'enrollment')
    return { text: 'The number of participants is not one that can be compared with the observed.' };
  if (top === 'population' || top === 'design')
    return {
      text: `Natural pairs of one trial hold no evidence on ${within}, so the answer before is carried over. A language model may reason about it.`,
    };
  return { text: `What changes in ${within} is nothing that this predictor has evidence on.` };
}
