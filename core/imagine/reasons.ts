/** The reasons that the embedded predictor gives, in words. Plain text; never more than the figures say. */
import { DIRECTIONS, type Direction, type Mark } from '../trial/direction.ts';
import { CRITICAL } from '../trial/effect.ts';
import type { Trial } from '../trial/schema.ts';
import type { Perturbation } from '../trial/types.ts';
import type { Mechanism, Reason } from './answer.ts';
import { changeName } from './differences.ts';
import { counted, figure, people, probability } from './figures.ts';
import { entryOf, type State } from './landing.ts';
import type { Precedent } from './model/library.ts';
import type { Change } from './natural.ts';
import type { Source } from './nearest.ts';
import { observedAnswer } from './pathway.ts';
import type { Strength } from './power.ts';
import { effectFigure } from './power-words.ts';
import { doseRange, type Frequencies, isBeyond } from './table.ts';
import { lookText, markText, observedText } from './words.ts';

const MECHANISM: Readonly<Partial<Record<Change['kind'], Mechanism>>> = {
  dose: 'dose–response',
  schedule: 'pharmacokinetics',
  measure: 'endpoint sensitivity',
  time: 'endpoint sensitivity',
  comparator: 'comparator strength',
};

/** Which observed contrast is carried over. None is named where it is the one that is asked about. */
export function sourceReason(
  { observed, changes, nearness }: Source,
  trial: Trial,
  { look }: State,
): Reason | undefined {
  const { look: seen, direction } = observed;
  if (changes.length === 0 || !direction) return undefined;
  const own = seen.first === look.first && seen.second === look.second && seen.outcome === look.outcome;
  const { time } = entryOf(trial.outcomes, seen.outcome) ?? {};
  const at = [seen.row, time].filter((part) => part !== undefined).join(', ');
  const told = observedText(observedAnswer(observed));
  return {
    text: own
      ? `Carried over from what was observed of this contrast${at && ` (${at})`}: ${told}.`
      : `Nearest observed contrast of this document: ${lookText(seen)}${time === undefined ? '' : `, ${time}`}: ${told}, nearness ${figure(nearness, 2)}.`,
  };
}

/** What a change is counted with, because the records hold too few pairs that differ in just that. */
const COUNTED_WITH: Readonly<Partial<Record<Change['kind'], string>>> = {
  other: ', counted with other changes of an arm',
  comparator: ', counted with all changes of a comparator',
  drug: ', counted with all changes of a drug',
  measure: ', counted with outcomes of the same words',
};

/** What the records say of a change: how often the direction stayed, what else it became, and on how much that rests. */
export function frequencyReason(change: Change, name: string, from: Direction, found: Frequencies): Reason {
  const { probability: chances, source, trials, pairs } = found;
  const others = DIRECTIONS.filter((to) => to !== from).toSorted((a, b) => chances[b] - chances[a]);
  const mechanism = MECHANISM[change.kind];
  const among =
    change.kind === 'dose' && change.ratio !== undefined && !isBeyond(change)
      ? `, counted with all doses ${doseRange(change.ratio)} times as high`
      : (COUNTED_WITH[change.kind] ?? '');
  // What is counted is the kind of change, of which the one that is named is only one.
  const wider = change.kind === 'drug' || change.kind === 'measure' ? name !== changeName(change) : true;
  return {
    text:
      `${name.charAt(0).toUpperCase()}${name.slice(1)}${wider ? among : ''}: of contrasts that were ${source}, ${probability(chances[from])} stayed ${from}, ` +
      `${others.map((to) => `${probability(chances[to])} became ${to}`).join(', ')} ` +
      `(${counted(pairs, 'natural pair')} from ${counted(trials, 'trial')}, each trial weighing 1).`,
    ...(mechanism && { mechanism }),
  };
}

/** What another number of participants does to an observed result, and what the interval that is told then rests on. */
export function resizedReasons(
  { size: sized }: Strength,
  size: { from: number; to: number; factor: number },
): Reason[] {
  const reasons: Reason[] = [
    {
      text: `With ${people(size.to)} instead of ${people(size.from)} participants, and nothing else changed, the standard error is ${figure(1 / Math.sqrt(size.factor), 2)} times what it was.`,
      mechanism: 'power',
    },
  ];
  const who =
    size.factor < 1
      ? `as if ${people(size.to)} of those observed had been drawn`
      : 'as if others like those observed had been added to them';
  if (sized) {
    const { effect, estimate, se } = sized;
    const reach = ((Math.sign(effect.value) || 1) * CRITICAL * se) / Math.sqrt(size.factor);
    const least = effect.scale === 'log' ? effect.null * Math.exp(reach) : reach;
    reasons.push({
      text: `Estimate and spread are taken to be those observed, ${who}: the estimates of 80 % of such trials lie in the interval, and those beyond ${effectFigure(estimate.kind, least)} are significant.`,
      mechanism: 'chance',
    });
  }
  return reasons;
}

/** Why nothing is said of a dose that is so many times the one observed. */
export function tooFar(ratio: number): string {
  return `no counted pair of doses lies ${figure(Math.max(ratio, 1 / ratio), 2)} times apart`;
}

/** What an imagined size rests on. */
export const SIZE_RESTS: Reason = {
  text: 'The size is reckoned in standard errors of what was observed of this outcome; 80 % of such contrasts are expected within its interval.',
};

/** Another number of participants, where something else changed too. */
export function resizedReason(direction: Direction, p: number, size: { from: number; to: number }): Reason {
  return {
    text: `With ${people(size.to)} instead of ${people(size.from)} participants, the standard error changes with √n: ${direction} ${probability(p)}.`,
    mechanism: 'power',
  };
}

/** Both sides are given the same now. */
export const ALIKE: Reason = {
  text: 'Both sides are now given the same: a test at 0.05 finds a difference by chance in 5 of 100.',
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

/** The model sees nothing of what was changed. */
export const DOES_NOT_DEPEND: Reason = {
  text: 'This answer does not depend on what is changed here: it would be the same without it.',
};

/** What lies between the counts and the answer. `z`: of the nearest observed contrast; `n`: its people. */
export function modelReason(direction: Direction, p: number, z: number | undefined, n: number): Reason {
  const far = z === undefined ? '' : ` (${figure(Math.abs(z), 2)} standard errors)`;
  const rests = n > 0 ? ` (${people(n)})` : '';
  return {
    text: `The answer, ${direction} ${probability(p)}, is that of a fitted model. Besides what is changed and how far, it weighs how strong the observed result is${far}, the number of people${rests} and all else that was observed; counts and pairs of other trials are shown to compare it with.`,
  };
}

/** From so much on it is said how far an answer is what far doses did. */
const TOLD_FROM = 0.1;

/** How much of the answer is what was counted of doses so far apart, whatever else is known; undefined where it is next to nothing. */
export function drawnReason(share: number | undefined): Reason | undefined {
  if (share === undefined || share < TOLD_FROM) return undefined;
  return {
    text: `So far from the nearest observed dose, ${probability(share)} of this answer is what doses more than 4 times apart did from such a result, and the rest the model's own.`,
    mechanism: 'dose–response',
  };
}

export const FAR_FROM_ALL: Reason = {
  text: 'Nothing that was observed here is of this outcome or of these two arms, so the answer is wide.',
};

/** All that was observed and may speak, counted. */
export function weighedReason(directions: readonly Direction[]): Reason {
  const told = DIRECTIONS.map((one) => [directions.filter((direction) => direction === one).length, one] as const);
  return {
    text: `Weighed with it, by how like they are: ${counted(directions.length, 'observed contrast')} of the same arms or outcome (${told
      .filter(([count]) => count > 0)
      .map(([count, one]) => `${count} ${one}`)
      .join(', ')}).`,
  };
}

/** What the nearest pairs of other trials did, with their registry ids. */
export function precedentReason(precedents: readonly Precedent[], from: Direction): Reason {
  const kept = precedents.filter(({ to }) => to === from).length;
  const ratios = precedents.flatMap(({ ratio }) => ratio ?? []);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => figure(ratio, 2));
  const kind =
    ratios.length === 0
      ? 'pairs of measures like these'
      : `pairs of doses, ${least}${least === most ? '' : ` to ${most}`} times,`;
  const ids = precedents.slice(0, 3).map(({ trial }) => trial);
  return {
    text: `Of the ${precedents.length} nearest ${kind} in other trials that were ${from} before, ${kept} stayed ${from} (nearest: ${ids.join(', ')}).`,
    mechanism: ratios.length === 0 ? 'endpoint sensitivity' : 'dose–response',
  };
}

export const NO_ANCHOR: Reason = {
  text: 'This document observed nothing that could be carried over to this contrast.',
};

/** Why a step changes nothing that is looked at; undefined where it does, or may. */
export function beside(perturbation: Perturbation, { trial, look }: State): string | undefined {
  if (perturbation.kind === 'look') return undefined;
  const [top, id] = perturbation.path.map(String);
  if (id === undefined) return undefined;
  const pooled = [look.first, look.second].some((side) => entryOf(trial.groups, side)?.arms?.includes(id));
  if (top === 'arms' && !pooled && id !== look.first && id !== look.second) return `${id} is not in this contrast`;
  return top === 'outcomes' && id !== look.outcome ? `${id} is not the outcome that is looked at` : undefined;
}

/** Why nothing is known of what a step changes. */
export function untouched(perturbation: Perturbation, { trial, look }: State): Reason {
  if (perturbation.kind === 'look') return { text: 'This is what was looked at before.' };
  const [top, id, ...rest] = perturbation.path.map(String);
  const within = rest.at(-1) ?? id ?? '';
  const pooled = [look.first, look.second].find((side) => entryOf(trial.groups, side)?.arms?.includes(id ?? ''));
  if (top === 'arms' && pooled !== undefined) return { text: `${id} is only a part of ${pooled}: no evidence.` };
  if (top === 'population' && id === 'enrollment')
    return { text: 'The number of participants is not one that can be compared with the observed.' };
  if (top === 'population' || top === 'design')
    return { text: `Natural pairs of one trial hold no evidence on ${within}.` };
  return { text: `What changes in ${within} is nothing that this predictor has evidence on.` };
}
