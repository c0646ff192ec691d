/**
 * The embedded predictor: a small fitted model over what the document observed of the same sides or the same outcome; where it
 * observed nothing, over what is planned; enrollment by power; on all else no evidence, and it says so. Synchronous, a few
 * milliseconds, nothing installed. A baseline.
 */
import { DIRECTIONS, type Direction, type Observed, observe } from '../trial/direction.ts';
import { CRITICAL } from '../trial/effect.ts';
import { entryOf } from '../trial/paths.ts';
import type { Estimate } from '../trial/quantity/estimate.ts';
import type { Trial } from '../trial/schema.ts';
import { sideOf, sidesKey } from '../trial/sides.ts';
import { normalQuantile } from '../trial/statistics.ts';
import type { Look, Perturbation } from '../trial/types.ts';
import type { EstimateAnswer, Evidence, ImaginedStep, Imagining, Probability, Problem, StepAnswer } from './answer.ts';
import { changeName, differenceText } from './differences.ts';
import { noFiner } from './figures.ts';
import { landingOf, type State, standing } from './landing.ts';
import { sideChange } from './likeness.ts';
import { untoldOf } from './members.ts';
import { OPPOSITE } from './mirror.ts';
import { expectationOf, type Sized, sizeOf } from './model/expect.ts';
import { dosePrecedents, measurePrecedents, type Precedent } from './model/library.ts';
import { knownOf } from './model/outcomes.ts';
import { isAnythingObserved, type ModelSource, participants } from './model/sources.ts';
import { nearestOf, type Source } from './nearest.ts';
import {
  assembled,
  estimateAnswer,
  imaginedStep,
  observedAnswer,
  observedStep,
  type Question,
  questionOf,
  settled,
  startOf,
  subjectOf,
  touchOf,
  unanswered,
} from './pathway.ts';
import { resized, strengthOf } from './power.ts';
import { designOf, powerOf } from './powered.ts';
import type { Predictor } from './predictor.ts';
import {
  ALIKE,
  beside,
  type Count,
  cautioned,
  countsReasons,
  DOES_NOT_DEPEND,
  farReason,
  frequencyReason,
  modelReason,
  NO_ANCHOR,
  NOTHING_OBSERVED,
  notCountedReason,
  OF_BOUND,
  ON_BORDER,
  plannedReason,
  precedentReason,
  resizedReasons,
  type Size,
  sourceReason,
  TOO_MANY,
  tooFar,
  untouched,
} from './reasons.ts';
import type { Design } from './sample-size.ts';
import { resizedCounts, sparseCounts } from './sparse.ts';
import { frequenciesTold, isBeyond } from './table.ts';
import { unlikeOf } from './unlike.ts';

const NAMED = { name: 'evidence', label: 'evidence · embedded baseline' } as const;

/** How many observed contrasts are shown as evidence. */
const SHOWN = 3;
/** Fewer pairs of other trials than this say nothing. */
const LEAST_PRECEDENTS = 3;

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

/** Whether the two sides have come to be given the same. Sides that were recorded alike from the start differ in what was not recorded. */
function becameAlike(observed: Trial, { trial, look }: State): boolean {
  const same = (within: Trial) => {
    const [one, other] = [sideOf(within, look.first), sideOf(within, look.second)];
    return one && other && one.gives.length > 0 && other.gives.length > 0 && !sideChange(one, other);
  };
  return Boolean(same(trial)) && !same(observed);
}

/** A source as evidence; what is less than half as near as the nearest says nothing beside it. */
function asEvidence({ observed, nearness, changes }: Source, trial: Trial, state: State): Evidence[] {
  const { look, direction } = observed;
  if (!direction) return [];
  const differs = changes.map((change) => differenceText(change, look, trial, state)).join('; ') || 'nothing';
  return [{ look, subject: subjectOf(trial, look), differs, from: direction, nearness }];
}

/** Whether nothing that may speak is of the same outcome, or of the same two sides. */
function isFarFromAll([likest]: readonly ModelSource[], { look }: State): boolean {
  if (!likest || likest.sameOutcome) return false;
  const { first, second } = likest.observed.look;
  return sidesKey(first, second) !== sidesKey(look.first, look.second);
}

/**
 * What other trials observed of the first change that the library knows: of another dose, or another measure. The library tells
 * k1 against k2; the other way round it is asked and told in the mirror.
 */
function precedentsOf(observed: Trial, { trial, look }: State, source: Source, from: Direction): Precedent[] {
  const measure = knownOf(entryOf(trial.outcomes, look.outcome) ?? {}).terms;
  const asked = source.otherWay ? OPPOSITE[from] : from;
  const told = (found: Precedent[]) =>
    source.otherWay ? found.map((one) => ({ ...one, from: OPPOSITE[one.from], to: OPPOSITE[one.to] })) : found;
  for (const change of source.changes) {
    if (change.kind === 'dose' && change.ratio)
      return told(dosePrecedents(observed.trial, change.ratio, measure, asked));
    if (change.kind === 'measure') {
      const seen = entryOf(observed.outcomes, source.observed.look.outcome) ?? {};
      return told(measurePrecedents(observed.trial, knownOf(seen).terms, measure, asked));
    }
  }
  return [];
}

function precedentEvidence({ trial, ratio, from, to, nearness }: Precedent): Evidence {
  const differs = changeName(ratio === undefined ? { kind: 'measure', shared: nearness } : { kind: 'dose', ratio });
  return { trial, differs, from, to, nearness };
}

/** |z| as a result is counted by: that of its exact p where it has one, so that the two do not contradict each other. */
function countedZ(observed: Observed): number | undefined {
  const z = strengthOf(observed)?.z;
  const { p, sided } = observed;
  if (z === undefined || p?.relation !== '=' || !(p.value > 0)) return z;
  const exact = normalQuantile(sided === 'one' ? p.value : p.value / 2);
  return Number.isFinite(exact) ? exact : z;
}

/** An imagined size in the terms of an answer, read as what it is told in was, and told hardly finer than that. */
function sizeAnswer(size: Sized): EstimateAnswer {
  return asFine(estimateAnswer(size, size.of), size.of);
}

function asFine(imagined: Estimate | EstimateAnswer, { estimate }: Observed): EstimateAnswer {
  const told = estimateAnswer(imagined);
  return estimate?.kind === told.kind ? noFiner(told, estimateAnswer(estimate)) : told;
}

/** As far as this from 1.96 a z lies on the border of significance: from p 0.02 to 0.1. */
const NEAR_BORDER = 0.3;

/** What is to be said of how strong an observed contrast was. `bound`: what is told of it goes by no more than a bound of p. */
function cautionOf(source: Observed, bound = strengthOf(source)?.from === 'bound'): string | undefined {
  if (bound) return OF_BOUND;
  const z = countedZ(source);
  return z !== undefined && Math.abs(Math.abs(z) - CRITICAL) <= NEAR_BORDER ? ON_BORDER : undefined;
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
  const { probability, estimate } = found;
  const seen = observedAnswer(source);
  const reasons = counts
    ? countsReasons(counts, seen, size, estimate !== undefined)
    : resizedReasons(strength, seen, size);
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
function answerOf(observed: Trial, state: State): StepAnswer {
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
  const directions = expected.sources.map((one) => one.direction);
  const estimate = sizeOf(observed, state, expected, factor);
  const from = source?.observed.direction;
  const counts: Count[] = [];
  if (source && from) {
    const z = countedZ(source.observed);
    for (const [index, change] of source.changes.entries()) {
      const known = { direction: from, ...(index === 0 && z !== undefined && { z }) };
      const found = frequenciesTold(change, known, source.otherWay);
      counts.push({ change, name: differenceText(change, source.observed.look, observed, state), found });
    }
  }
  const [thinnest] = counts.toSorted((a, b) => a.found.trials - b.found.trials);
  const support = thinnest && { pairs: thinnest.found.pairs, trials: thinnest.found.trials };
  const precedents = source && from ? precedentsOf(observed, state, source, from) : [];
  const reasons = [
    source
      ? sourceReason(source, observed, state, {
          strength: strengthOf(source.observed),
          caution: cautionOf(source.observed),
          people: participants(source.observed),
          others: directions.slice(1),
        })
      : farReason(directions),
    from && frequencyReason(counts, from),
    from && precedents.length >= LEAST_PRECEDENTS ? precedentReason(precedents, from) : undefined,
    modelReason({
      direction,
      p: probability[direction],
      shares: counts.map(({ found }) => found.probability[direction]),
      drawn: source && expected.distribution?.drawn,
      timed: source && expected.distribution?.timed,
      undirected: source && expected.distribution?.undirected,
      from,
      size: size && { ...size, same: (expected.same ?? probability)[direction] },
      sized: estimate !== undefined,
    }),
  ].filter((reason) => reason !== undefined);
  return {
    status: 'imagined',
    direction,
    probability,
    ...(estimate && { estimate: sizeAnswer(estimate), sampling: estimate.sampling }),
    ...(support && { support }),
    ...(size && { granted: 'again' }),
    reasons,
    evidence: source
      ? [
          ...nearest
            .filter(({ nearness }) => nearness >= source.nearness / 2)
            .flatMap((one) => asEvidence(one, observed, state)),
          ...precedents.slice(0, SHOWN).map(precedentEvidence),
        ]
      : [],
  };
}

/** One step. What the evidence does not know of carries over what was known before it. */
function answerStep(question: Question): StepAnswer {
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
  return answerOf(observed, after);
}

/** The embedded predictor in the terms of any predictor. */
export const evidence: Predictor = {
  ...NAMED,
  async *predict(question) {
    const answer = answerStep(question);
    for (const { text } of answer.reasons) yield { type: 'trace', text };
    yield { type: 'answer', answer };
  },
};

/**
 * What is expected to become of a look under a scenario, at once. `look`: the document's focus where it is left out;
 * `name`: the scenario's, where it has one. A problem is a sentence.
 */
export function imagineNow(
  trial: Trial,
  scenario: readonly Perturbation[],
  look?: Look,
  name?: string,
): Imagining | Problem {
  const start = startOf(trial, scenario, look);
  if ('problem' in start) return start;
  let { state, known } = start;
  const steps: ImaginedStep[] = [];
  for (const perturbation of scenario) {
    const question = questionOf(trial, state, known, perturbation);
    known = answerStep(question);
    state = question.after;
    steps.push(imaginedStep(question, known, start));
  }
  return assembled(trial, start, steps, NAMED, name);
}
