/** A pathway: the states that a scenario leads through, and what is said of each. What every predictor has in common. */
import { focusOf } from '../trial/contrast.ts';
import { type Observed, observe } from '../trial/direction.ts';
import { type Estimate, formatP, parseFraction } from '../trial/quantity/estimate.ts';
import type { Trial } from '../trial/schema.ts';
import { sideOf } from '../trial/sides.ts';
import type { Look, Perturbation } from '../trial/types.ts';
import {
  type EstimateAnswer,
  HARMS,
  type Harm,
  type ImaginedStep,
  type Imagining,
  type ObservedAnswer,
  type Problem,
  type StepAnswer,
  type Subject,
} from './answer.ts';
import { apply } from './apply.ts';
import { advance, entryOf, landingOf, type State, standing } from './landing.ts';
import { type OutcomeChange, outcomeChange, type SideChange, sideChange } from './likeness.ts';
import { sentence } from './sentences.ts';

/** One step as it is put to a predictor. */
export interface Question {
  /** The trial as it was observed. */
  observed: Trial;
  before: State;
  perturbation: Perturbation;
  after: State;
  /** What is known before the step. */
  known: StepAnswer;
}

/** An estimate in the terms of an answer: an open end is absent. */
export function estimateAnswer({ kind, value, interval }: Estimate): EstimateAnswer {
  if (!interval) return { kind, value };
  const { low, high, level, sided } = interval;
  return {
    kind,
    value,
    interval: { ...(low !== undefined && { low }), ...(high !== undefined && { high }), level, sided },
  };
}

/** An observed contrast in the terms of an answer. */
export function observedAnswer(observed: Observed): ObservedAnswer {
  const { direction, missing, source, p, sided, method, estimate, oriented, time, values, marked } = observed;
  return {
    ...(direction && { direction }),
    ...(missing && { missing }),
    ...(source && { source }),
    ...(p && { p: formatP(p) }),
    ...(sided && { sided }),
    ...(method !== undefined && { method }),
    ...(estimate && { estimate: estimateAnswer(estimate) }),
    oriented,
    time,
    values,
    marked: [...marked],
  };
}

/** The answer of a step that landed on something this trial observed. */
export function observedStep(observed: Observed, look: Look): StepAnswer {
  const { direction, missing } = observed;
  const elsewhere =
    observed.look.first !== look.first ||
    observed.look.second !== look.second ||
    observed.look.outcome !== look.outcome;
  return {
    status: 'observed',
    ...(direction && { direction }),
    ...(missing && { missing }),
    observed: observedAnswer(observed),
    ...(elsewhere && { landed: observed.look }),
    reasons: [],
    evidence: [],
  };
}

/** The names of what is looked at. */
export function subjectOf(trial: Trial, look: Look): Subject {
  const name = (id: string) => entryOf(trial.arms, id)?.label ?? entryOf(trial.groups, id)?.label ?? id;
  const { measure, time, unit, better } = entryOf(trial.outcomes, look.outcome) ?? {};
  return {
    first: name(look.first),
    second: name(look.second),
    measure: measure ?? look.outcome,
    ...(time !== undefined && { time }),
    ...(look.row !== undefined && { row: look.row }),
    ...(unit !== undefined && { unit }),
    ...(better !== undefined && { better }),
  };
}

/** Harms as they were observed of the two sides: what a contrast must not be read without. */
export function harmsOf(trial: Trial, { first, second }: Look): Harm[] {
  return HARMS.flatMap((kind) => {
    const counts = trial.harms?.[kind];
    const of = (id: string) => {
      const own = entryOf(counts, id);
      if (own !== undefined) return parseFraction(own);
      const group = Object.keys(counts ?? {}).find((name) => {
        const arms = entryOf(trial.groups, name)?.arms;
        return arms?.length === 1 && arms[0] === id;
      });
      return group === undefined ? undefined : parseFraction(counts?.[group] ?? '');
    };
    const [one, other] = [of(first), of(second)];
    return one && other ? [{ kind, first: one, second: other }] : [];
  });
}

/** Where an imagining starts: what is looked at, and what was observed of it. */
export interface Start {
  state: State;
  observed: Observed | undefined;
  known: StepAnswer;
}

/**
 * The start of a pathway, or why there is none. `look`: the document's focus where it is left out; where it has none because
 * the scenario first adds what is compared, that of the trial at the scenario's end.
 */
export function startOf(trial: Trial, scenario: readonly Perturbation[], look: Look | undefined): Start | Problem {
  const later = look ? undefined : scenario.reduce(apply, trial);
  const from = look ?? focusOf(trial) ?? (later && focusOf(later));
  if (!from) {
    const arms = Object.keys(trial.arms ?? {}).length;
    if (Object.keys(trial.outcomes ?? {}).length === 0) return { problem: 'This document has no outcome to look at.' };
    return {
      problem: arms < 2 ? 'This document has no two arms to compare.' : 'This document has no contrast to look at.',
    };
  }
  if (from.first === from.second) return { problem: `A contrast needs two different arms, not ${from.first} twice.` };
  for (const id of [from.first, from.second])
    if (!entryOf(trial.arms, id) && !entryOf(trial.groups, id) && !entryOf(later?.arms, id))
      return { problem: `This document has no arm or group ${id}.` };
  if (!entryOf(trial.outcomes, from.outcome) && !entryOf(later?.outcomes, from.outcome))
    return { problem: `This document has no outcome ${from.outcome}.` };
  const observed = observe(trial, from);
  const state = { trial, look: observed?.look ?? from };
  const known: StepAnswer = observed
    ? observedStep(observed, state.look)
    : { status: 'carried over', missing: 'not observed', reasons: [], evidence: [] };
  return { state, observed, known };
}

/** The question that one step of a pathway puts. */
export function questionOf(observed: Trial, before: State, known: StepAnswer, perturbation: Perturbation): Question {
  return { observed, before, perturbation, after: advance(observed, before, perturbation), known };
}

/** What a step changes of all that a contrast is known by. Empty where it changes none of it. */
export interface Touch {
  first?: SideChange;
  second?: SideChange;
  outcome?: OutcomeChange;
  /** The look moved to other sides, another outcome or another row. */
  look?: true;
  enrollment?: { from: number | undefined; to: number | undefined };
}

export function touchOf({ before, after }: Question): Touch {
  const touch: Touch = {};
  const [from, to] = [before.trial.population?.enrollment, after.trial.population?.enrollment];
  if (from !== to) touch.enrollment = { from, to };
  if (JSON.stringify(before.look) !== JSON.stringify(after.look)) touch.look = true;
  for (const key of ['first', 'second'] as const) {
    const [one, other] = [sideOf(before.trial, before.look[key]), sideOf(after.trial, after.look[key])];
    const change = one && other && before.look[key] === after.look[key] ? sideChange(one, other) : undefined;
    if (change) touch[key] = change;
  }
  const [one, other] = [before, after].map(({ trial, look }) => entryOf(trial.outcomes, look.outcome));
  const change =
    one && other && before.look.outcome === after.look.outcome && one !== other ? outcomeChange(one, other) : undefined;
  if (change) touch.outcome = change;
  return touch;
}

function alike(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/**
 * What needs no predictor: a step that leaves nothing to compare, and one that lands on what this trial observed, all else
 * being as it was observed.
 */
export function settled(question: Question): StepAnswer | undefined {
  const { observed, after } = question;
  if (!standing(after)) return { status: 'carried over', missing: 'no contrast', reasons: [], evidence: [] };
  const elsewhere = !alike(after.trial.population, observed.population) || !alike(after.trial.design, observed.design);
  if (elsewhere || Object.keys(touchOf(question)).length === 0) return undefined;
  const landing = landingOf(observed, after);
  return landing && observedStep(landing, after.look);
}

/** A step with its answer, and the names that it is told with. */
export function imaginedStep(
  { observed, perturbation, after }: Question,
  answer: StepAnswer,
  { state }: Start,
): ImaginedStep {
  const base = alike(after.look, state.look) ? undefined : observe(observed, after.look);
  return {
    perturbation,
    factor: perturbation.factor,
    look: after.look,
    subject: subjectOf(after.trial, after.look),
    ...(base && { base: observedAnswer(base) }),
    ...answer,
  };
}

/** The whole of an imagining. */
export function assembled(
  trial: Trial,
  { state: { look }, observed }: Start,
  steps: ImaginedStep[],
  predictor: Imagining['predictor'],
  name?: string,
): Imagining {
  const whole: Imagining = {
    ...(trial.trial !== undefined && { trial: trial.trial }),
    ...(name !== undefined && { scenario: name }),
    look,
    subject: subjectOf(trial, look),
    ...(observed ? { observed: observedAnswer(observed) } : { missing: 'not observed' }),
    steps,
    harms: harmsOf(trial, look),
    predictor,
    sentence: '',
  };
  return { ...whole, sentence: sentence(whole) };
}
