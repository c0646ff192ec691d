/**
 * The embedded predictor: a small fitted model over what the document observed of the same sides or the same outcome; where it
 * observed nothing, over what is planned; enrollment by power; on all else no evidence, and it says so. Synchronous, a few
 * milliseconds, nothing installed. A baseline.
 */
import { DIRECTIONS, type Direction, type Observed, observe } from '../trial/direction.ts';
import type { Estimate } from '../trial/quantity/estimate.ts';
import type { Trial } from '../trial/schema.ts';
import { sidesKey } from '../trial/sides.ts';
import type { Look, Perturbation } from '../trial/types.ts';
import type { EstimateAnswer, ImaginedStep, Imagining, Probability, Problem, StepAnswer } from './answer.ts';
import { noFiner } from './figures.ts';
import { becameAlike, landingOf, type State, standing } from './landing.ts';
import { untoldOf } from './members.ts';
import { expectationOf, type Sized, sizeOf } from './model/expect.ts';
import { isAnythingObserved, type ModelSource } from './model/sources.ts';
import { nearestOf } from './nearest.ts';
import {
  assembled,
  estimateAnswer,
  imaginedStep,
  namedStep,
  observedAnswer,
  observedStep,
  type Question,
  questionOf,
  settled,
  startOf,
  touchOf,
  unanswered,
} from './pathway.ts';
import { resized, strengthOf } from './power.ts';
import { designOf, powerOf } from './powered.ts';
import type { Predictor } from './predictor.ts';
import {
  ALIKE,
  beside,
  cautioned,
  countsReasons,
  DOES_NOT_DEPEND,
  NO_ANCHOR,
  NOTHING_OBSERVED,
  notCountedReason,
  plannedReason,
  resizedReasons,
  type Size,
  TOO_MANY,
  tooFar,
  untouched,
} from './reasons.ts';
import type { Design } from './sample-size.ts';
import { resizedCounts, sparseCounts } from './sparse.ts';
import { isBeyond } from './table.ts';
import { unlikeOf } from './unlike.ts';
import { cautionOf, SHOWN, whyOf } from './why.ts';

/** Figures with why they are so, or figures alone, as a table of every outcome shows: that is a fifth less work. */
export type Telling = 'whole' | 'figures';

const NO_WHY = { reasons: [], evidence: [] };

const NAMED = { name: 'evidence', label: 'evidence · embedded baseline' } as const;

function likeliest(probability: Probability): Direction {
  return DIRECTIONS.reduce((best, direction) => (probability[direction] > probability[best] ? direction : best));
}

/** How many times as many participants; undefined where that did not change or is no number of people. */
function growth(observed: Trial, { trial }: State): Size | undefined {
  const [from, to] = [observed.population?.enrollment, trial.population?.enrollment];
  return from !== undefined && to !== undefined && from > 0 && to > 0 && from !== to
    ? { from, to, factor: to / from }
    : undefined;
}

/** Whether nothing that may speak is of the same outcome, or of the same two sides. */
function isFarFromAll([likest]: readonly ModelSource[], { look }: State): boolean {
  if (!likest || likest.sameOutcome) return false;
  const { first, second } = likest.observed.look;
  return sidesKey(first, second) !== sidesKey(look.first, look.second);
}

/** An imagined size in the terms of an answer, read as what it is told in was, and told hardly finer than that. */
function sizeAnswer(size: Sized): EstimateAnswer {
  return asFine(estimateAnswer(size, size.of), size.of);
}

function asFine(imagined: Estimate | EstimateAnswer, { estimate }: Observed): EstimateAnswer {
  const told = estimateAnswer(imagined);
  return estimate?.kind === told.kind ? noFiner(told, estimateAnswer(estimate)) : told;
}

/** Nothing that was observed can be carried over: what is planned alone speaks. */
function plannedAnswer(observed: Trial, state: State, probability: Probability, size: Size | undefined): StepAnswer {
  const seen = observe(observed, state.look);
  const unchanged = expectationOf(observed, { trial: observed, look: state.look })?.probability;
  const same = unchanged && DIRECTIONS.every((one) => Math.abs(unchanged[one] - probability[one]) < 1e-9);
  return {
    status: 'imagined',
    direction: likeliest(probability),
    probability,
    granted: 'planned',
    reasons: [
      seen?.direction ? notCountedReason(seen.marked) : NOTHING_OBSERVED,
      ...(size ? [plannedReason(size)] : []),
      ...(same ? [DOES_NOT_DEPEND] : []),
    ],
    evidence: [],
  };
}

/**
 * What the chance of an observed contrast is told by: what its power is, but for means tested here, whose chance is by the z of their p, as
 * their significance was. That z is the smaller, so no chance above a half is above power.
 */
function designFor(source: Observed, power: ReturnType<typeof powerOf>): Design | undefined {
  if ('lacks' in power) return undefined;
  return power.method === 'estimate' && strengthOf(source)?.from === 'values' ? undefined : designOf(power);
}

/** What becomes of an observed contrast in a trial of another size, nothing else being changed. */
function grown(source: Observed, size: Size, look: Look): StepAnswer {
  const strength = strengthOf(source);
  if (!strength) return { ...observedStep(source, look), status: 'carried over' };
  const counts = sparseCounts(source);
  const power = powerOf(source, size.from, size.to);
  const found = counts ? resizedCounts(counts, size.factor) : resized(strength, size.factor, designFor(source, power));
  if (!found) return unanswered('no answer', TOO_MANY);
  const { probability, estimate, untold } = found;
  const seen = observedAnswer(source);
  const reasons = counts ? countsReasons(counts, seen, size, untold) : resizedReasons(strength, seen, size);
  const bound = !counts && strength.from === 'bound' && ('lacks' in power || power.bound === true);
  const caution = cautionOf(source, bound);
  return {
    status: 'imagined',
    direction: likeliest(probability),
    probability,
    ...(estimate && { estimate: estimateAnswer(asFine(estimate, source), source) }),
    granted: 'again',
    reasons: caution === undefined ? reasons : cautioned(reasons, caution),
    evidence: [],
  };
}

/** What is known of a state, whichever steps led there: the same state has the same answer. */
function answerOf(observed: Trial, state: State, telling: Telling): StepAnswer {
  const size = growth(observed, state);
  const landing = landingOf(observed, state);
  if (landing && size) return grown(landing, size, state.look);
  if (landing) return observedStep(landing, state.look);
  if (becameAlike(observed, state))
    return {
      status: 'imagined',
      direction: 'no difference',
      probability: { higher: 0.025, lower: 0.025, 'no difference': 0.95 },
      reasons: [ALIKE],
      evidence: [],
    };
  // Of what is unlike anything no model is asked.
  const unlike = unlikeOf(observed, state);
  if (unlike !== undefined && isAnythingObserved(observed)) return unanswered('no answer', unlike);
  const factor = size?.factor ?? 1;
  const expected = expectationOf(observed, state, factor);
  if (!expected) return { status: 'carried over', missing: 'no anchor', reasons: [NO_ANCHOR], evidence: [] };
  if (expected.sources.length === 0) return plannedAnswer(observed, state, expected.probability, size);
  const nearest = nearestOf(observed, state, expected.sources, SHOWN);
  const [source] = isFarFromAll(expected.sources, state) ? [] : nearest;
  const far = source?.changes.find((change) => isBeyond(change));
  if (far?.kind === 'dose' && far.ratio) return unanswered('no answer', tooFar(far.ratio));
  const { probability } = expected;
  const direction = likeliest(probability);
  const estimate = sizeOf(observed, state, expected, factor);
  return {
    status: 'imagined',
    direction,
    probability,
    ...(estimate && { estimate: sizeAnswer(estimate), sampling: estimate.sampling }),
    ...(source && expected.distribution?.undirected && { undirected: true as const }),
    ...(size && { granted: 'again' }),
    ...(telling === 'figures'
      ? NO_WHY
      : whyOf(observed, state, { expected, nearest, source, direction, size, sized: estimate !== undefined })),
  };
}

/** One step. What the evidence does not know of carries over what was known before it. */
function answerStep(question: Question, telling: Telling): StepAnswer {
  const { observed, known, before, after, perturbation } = question;
  const fixed = settled(question);
  if (fixed) return fixed;
  const untold = untoldOf(observed, after);
  if (untold !== undefined) return unanswered('no answer', untold);
  const touch = touchOf(question);
  if (Object.keys(touch).length === 0 && standing(before)) {
    const { direction, probability, estimate } = known;
    const ended = known.missing !== 'no change' ? known.missing : undefined;
    const besides = known.obstacle === undefined || ended === undefined ? beside(perturbation, after) : undefined;
    const missing = besides === undefined ? ended : ('no change' as const);
    const obstacle = besides ?? (ended && known.obstacle);
    return {
      status: 'carried over',
      ...(direction && { direction }),
      ...(probability && { probability }),
      ...(estimate && { estimate }),
      ...(missing && { missing }),
      ...(obstacle !== undefined && { obstacle }),
      reasons: besides === undefined ? [untouched(perturbation)] : [],
      evidence: [],
    };
  }
  return answerOf(observed, after, telling);
}

/** The embedded predictor in the terms of any predictor. */
export const evidence: Predictor = {
  ...NAMED,
  async *predict(question) {
    const answer = answerStep(question, 'whole');
    for (const { text } of answer.reasons) yield { type: 'trace', text };
    yield { type: 'answer', answer };
  },
};

/**
 * What is expected to become of a look under a scenario, at once. `look`: the document's focus where it is left out;
 * `name`: the scenario's, where it has one. A problem is a sentence. Of `figures` alone neither reasons, evidence nor power are told.
 */
export function imagineNow(
  trial: Trial,
  scenario: readonly Perturbation[],
  look?: Look,
  name?: string,
  telling: Telling = 'whole',
): Imagining | Problem {
  const start = startOf(trial, scenario, look);
  if ('problem' in start) return start;
  let { state, known } = start;
  const steps: ImaginedStep[] = [];
  for (const perturbation of scenario) {
    const question = questionOf(trial, state, known, perturbation);
    known = answerStep(question, telling);
    state = question.after;
    steps.push(telling === 'figures' ? namedStep(question, known, start) : imaginedStep(question, known, start));
  }
  return assembled(trial, start, steps, NAMED, name);
}
