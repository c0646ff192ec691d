/** A pathway: the states that a scenario leads through, and what is said of each. What every predictor has in common. */
import { focusOf } from '../trial/contrast.ts';
import { type Observed, observe } from '../trial/direction.ts';
import { ownGroups } from '../trial/held.ts';
import { entryOf } from '../trial/paths.ts';
import { type Estimate, formatP, parseFraction } from '../trial/quantity/estimate.ts';
import type { Trial } from '../trial/schema.ts';
import { asHeld, sideOf } from '../trial/sides.ts';
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
import { changeOfRow } from './endpoint.ts';
import { withoutInterval } from './figures.ts';
import { advance, becameAlike, landingOf, type State, sameLook, standing } from './landing.ts';
import { type OutcomeChange, type SideChange, sideChange } from './likeness.ts';
import { impossibleOf, sameAsBefore, unreadOf, untreatedOf } from './obstacle.ts';
import { strengthOf } from './power.ts';
import { ownReasons } from './power-words.ts';
import { powerOf, powerOfImagined } from './powered.ts';
import { sentence } from './sentences.ts';
import { saysNothing } from './words.ts';

/** One step as it is put to a predictor. */
export interface Question {
  /** The trial as it was observed. */
  observed: Trial;
  before: State;
  perturbation: Perturbation;
  after: State;
  /** What is known before the step. */
  known: StepAnswer;
  /** What is changed in the same step, before the perturbation: changes that are not told apart. */
  together?: readonly Perturbation[];
}

/** What a ratio below that of no effect means, where it runs against the direction, and of every hazard ratio; none where nobody knows. */
export function belowOf(
  kind: EstimateAnswer['kind'],
  { against, time, oriented = true }: Pick<Observed, 'against' | 'time'> & { oriented?: boolean },
): EstimateAnswer['below'] {
  if (!oriented || !kind.endsWith('ratio')) return undefined;
  if (against) return time ? 'longer' : 'higher';
  return kind === 'hazard ratio' ? 'lower' : undefined;
}

/** An estimate in the terms of an answer: an open end is absent. `of`: the observed contrast whose estimate it is, or is like. */
export function estimateAnswer(estimate: Estimate | EstimateAnswer, of?: Observed): EstimateAnswer {
  const { kind, value, interval } = estimate;
  const { below, inPercent, decimals } = { below: undefined, inPercent: undefined, decimals: undefined, ...estimate };
  // What is of another kind than what was observed of the look is read as it came.
  const own = of?.estimate?.kind === kind ? of : undefined;
  const reading = own ? belowOf(kind, own) : below;
  const told = {
    kind,
    value,
    ...(reading && { below: reading }),
    ...((own ? own.nothing === 100 && kind.endsWith('ratio') : inPercent) && { inPercent: true as const }),
    ...(decimals !== undefined && { decimals }),
  };
  if (!interval) return told;
  const { low, high, level, sided } = interval;
  const bounds = { ...(low !== undefined && { low }), ...(high !== undefined && { high }), level, sided };
  return { ...told, interval: bounds };
}

/** |z| from which a result without a difference is a near miss: p up to 0.2. */
const NEAR_MISS = 1.2816;

/** Which side of no effect the point estimate of a near miss is on. */
function pointsOf(observed: Observed): 'higher' | 'lower' | undefined {
  const z = observed.direction === 'no difference' ? (strengthOf(observed)?.z ?? 0) : 0;
  return Math.abs(z) < NEAR_MISS ? undefined : z > 0 ? 'higher' : 'lower';
}

/** An observed contrast in the terms of an answer. */
export function observedAnswer(observed: Observed): ObservedAnswer {
  const { direction, missing, source, p, sided, method, estimate, oriented, time, values, marked } = observed;
  const points = pointsOf(observed);
  return {
    ...(direction && { direction }),
    ...(missing && { missing }),
    ...(source && { source }),
    ...(p && { p: formatP(p) }),
    ...(sided && { sided }),
    ...(method !== undefined && { method }),
    ...(estimate && { estimate: estimateAnswer(estimate, observed) }),
    ...(points && { points }),
    oriented,
    time,
    values,
    marked: [...marked],
  };
}

/** The answer of a step that landed on something this trial observed. */
export function observedStep(observed: Observed, look: Look): StepAnswer {
  const { direction, missing } = observed;
  return {
    status: 'observed',
    ...(direction && { direction }),
    ...(missing && { missing }),
    observed: observedAnswer(observed),
    ...(!sameLook(observed.look, look) && { landed: observed.look }),
    reasons: [],
    evidence: [],
  };
}

/** The name of a side: its label, and what it is given where the label does not say. */
function sideName(trial: Trial, id: string): string {
  const label = entryOf(trial.arms, id)?.label ?? entryOf(trial.groups, id)?.label ?? id;
  const given = saysNothing(label) ? (sideOf(trial, id)?.gives ?? []) : [];
  const told = given.map(({ drug, intervention, dose }) => [drug ?? intervention, dose].filter(Boolean).join(' '));
  const whole = told.filter(Boolean).join(' + ');
  return whole === '' ? label : `${label}: ${whole}`;
}

/** The names of what is looked at. */
export function subjectOf(trial: Trial, look: Look): Subject {
  const name = (id: string) => sideName(trial, id);
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
function harmsOf(trial: Trial, { first, second }: Look): Harm[] {
  const { arms: armOf } = ownGroups(trial);
  return HARMS.flatMap((kind) => {
    const counts = trial.harms?.[kind];
    const of = (id: string) => {
      const own = entryOf(counts, id) ?? entryOf(counts, armOf.get(id) ?? id);
      if (own !== undefined) return parseFraction(own);
      const group = Object.keys(counts ?? {}).find((name) => {
        const arms = entryOf(trial.groups, name)?.arms;
        return arms?.length === 1 && arms[0] === id;
      });
      return group === undefined ? undefined : parseFraction(counts?.[group] ?? '');
    };
    const [one, other] = [of(first), of(second)];
    return one?.n && other?.n ? [{ kind, first: one, second: other }] : [];
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
  const asked = look ?? focusOf(trial) ?? (later && focusOf(later));
  const from = asked && asHeld(trial, asked);
  if (!from) {
    const arms = Object.keys(trial.arms ?? {}).length;
    if (Object.keys(trial.outcomes ?? {}).length === 0) return { problem: 'This document has no outcome to look at.' };
    return {
      problem: arms < 2 ? 'This document has no two arms to compare.' : 'This document has no contrast to look at.',
    };
  }
  if (asked.first === asked.second) return { problem: `A contrast needs two different arms, not ${from.first} twice.` };
  if (from.first === from.second)
    return { problem: `${asked.first} and ${asked.second} are the same people: a contrast needs two different arms.` };
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
  // What only writes the same otherwise leads nowhere else, and nothing behind it sees it.
  const same = sameAsBefore(perturbation, before) !== undefined;
  return { observed, before, perturbation, after: same ? before : advance(observed, before, perturbation), known };
}

/** The answer of a step that changes nothing of what is looked at, and why: what was known stays. */
export function unchanged({ direction, probability, estimate }: StepAnswer, why: string): StepAnswer {
  return {
    status: 'carried over',
    ...(direction && { direction }),
    ...(probability && { probability }),
    ...(estimate && { estimate }),
    missing: 'no change',
    obstacle: why,
    reasons: [],
    evidence: [],
  };
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
  if (!sameLook(before.look, after.look)) touch.look = true;
  for (const key of ['first', 'second'] as const) {
    const [one, other] = [sideOf(before.trial, before.look[key]), sideOf(after.trial, after.look[key])];
    const change = one && other && before.look[key] === after.look[key] ? sideChange(one, other) : undefined;
    if (change) touch[key] = change;
  }
  const [one, other] = [before, after].map(({ trial, look }) => entryOf(trial.outcomes, look.outcome));
  if (!one || !other || before.look.outcome !== after.look.outcome || one === other) return touch;
  const change = changeOfRow(after.look.row, one, other);
  if (change) touch.outcome = change;
  return touch;
}

function alike(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Whether who is studied, and where and how, are the same. */
function sameConditions(one: Trial, other: Trial): boolean {
  return alike(one.population, other.population) && alike(one.design, other.design);
}

/** An answer that says why there is none. */
export function unanswered(missing: 'impossible' | 'no answer', obstacle: string): StepAnswer {
  return { status: 'carried over', missing, obstacle, reasons: [], evidence: [] };
}

/**
 * What needs no predictor: a step that leaves nothing to compare, one that is impossible, changes nothing or cannot be read, and
 * one that lands on what this trial observed, all else being as it was observed.
 */
export function settled(question: Question): StepAnswer | undefined {
  const { observed, before, after, known, perturbation } = question;
  if (!standing(after)) return { status: 'carried over', missing: 'no contrast', reasons: [], evidence: [] };
  const impossible = impossibleOf(observed, after);
  if (impossible !== undefined) return unanswered('impossible', impossible);
  // Where there was no answer before, there is none now.
  const told = known.obstacle === undefined || known.missing === 'no change';
  const same = told ? sameAsBefore(perturbation, before) : undefined;
  if (same !== undefined) return unchanged(known, same);
  const landing = landingOf(observed, after);
  const asObserved = sameConditions(after.trial, observed);
  // A way back: from another country, say, to where it was observed.
  const touched = Object.keys(touchOf(question)).length > 0 || !sameConditions(before.trial, after.trial);
  if (landing && asObserved && touched) return observedStep(landing, after.look);
  const untreated = untreatedOf(observed, after, landing !== undefined);
  if (untreated !== undefined) return unanswered('no answer', untreated);
  // Of two sides that are given the same nothing has to be read.
  const unread = landing || becameAlike(observed, after) ? undefined : unreadOf(observed, after);
  return unread === undefined ? undefined : unanswered('no answer', unread);
}

/** The contrast that was observed of what a step looks at: that of its own look, where it moved there, else the one it all starts from. */
function observedBy({ observed, after }: Question, { state, observed: start }: Start): Observed | undefined {
  return sameLook(after.look, state.look) ? start : observe(observed, after.look);
}

/** A step with its answer, and the names that it is told with. */
export function namedStep(question: Question, answer: StepAnswer, start: Start): ImaginedStep {
  const { observed, perturbation, after } = question;
  const about = observedBy(question, start);
  const moved = !sameLook(after.look, start.state.look);
  return {
    perturbation,
    factor: perturbation.factor,
    look: after.look,
    subject: subjectOf(after.trial, after.look),
    ...(moved && about && { base: observedAnswer(about) }),
    ...answer,
    ...(answer.estimate && about && { estimate: estimateAnswer(answer.estimate, about) }),
    ...(answer.landed && { landedSubject: subjectOf(observed, answer.landed) }),
  };
}

/** The same with its power. */
export function imaginedStep(question: Question, answer: StepAnswer, start: Start): ImaginedStep {
  const named = namedStep(question, answer, start);
  const powered = poweredBy(question, answer, observedBy(question, start));
  return {
    ...named,
    ...powered,
    // Among a model's words stand only its own: `askedTexts` tells of power behind them.
    reasons: answer.saidBy ? answer.reasons : [...answer.reasons, ...ownReasons(powered, named.subject)],
  };
}

/**
 * Power, where the number of participants is another one: of what was observed of the look, or why there is none. And where the
 * evidence imagines another size: of that, at the number of participants by then, with the error of what was observed of the look (`about`).
 */
function poweredBy(
  { observed, perturbation, after }: Question,
  { status, estimate, sampling, saidBy }: StepAnswer,
  about: Observed | undefined,
): Pick<ImaginedStep, 'power' | 'powerLacks'> {
  const [from, to] = [observed.population?.enrollment, after.trial.population?.enrollment];
  const asked = perturbation.kind === 'set' && perturbation.path.join('.') === 'population.enrollment';
  if (to === undefined || impossibleOf(observed, after) !== undefined) return {};
  const landing = landingOf(observed, after);
  const seen = landing || saidBy || status !== 'imagined' ? undefined : about;
  const ofImagined = seen && estimate && from && powerOfImagined(seen, estimate, from, to, sampling);
  if (ofImagined) {
    const { effect } = ofImagined;
    return { power: { ...ofImagined, ...(effect && { effect: { ...effect, told: withoutInterval(estimate) } }) } };
  }
  if (from === to || (!asked && status !== 'imagined')) return {};
  if (!landing) {
    const changed = observe(observed, after.look) ? ' as it is changed by now' : '';
    return asked ? { powerLacks: `an effect that was observed of this contrast${changed}` } : {};
  }
  if (from === undefined || !(from > 0)) return { powerLacks: 'the number of participants that were enrolled' };
  const power = powerOf(landing, from, to);
  return 'lacks' in power ? { powerLacks: power.lacks } : { power };
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
