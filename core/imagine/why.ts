/** Why the evidence answers as it does: what is carried over, what pairs that differ in the same way did, and other trials. */
import type { Direction, Observed } from '../trial/direction.ts';
import { CRITICAL } from '../trial/effect.ts';
import { entryOf } from '../trial/paths.ts';
import type { Trial } from '../trial/schema.ts';
import { normalQuantile } from '../trial/statistics.ts';
import type { Evidence, StepAnswer } from './answer.ts';
import { changeName, differenceText } from './differences.ts';
import type { State } from './landing.ts';
import { OPPOSITE } from './mirror.ts';
import type { Expectation } from './model/expect.ts';
import { dosePrecedents, measurePrecedents, type Precedent } from './model/library.ts';
import { knownOf } from './model/outcomes.ts';
import { participants } from './model/sources.ts';
import type { Source } from './nearest.ts';
import { subjectOf } from './pathway.ts';
import { strengthOf } from './power.ts';
import {
  type Count,
  farReason,
  frequencyReason,
  OF_BOUND,
  OF_TWO,
  ON_BORDER,
  precedentReason,
  type Size,
  sourceReason,
} from './reasons.ts';
import { frequenciesTold } from './table.ts';
import { modelReason, partsOf } from './weighing.ts';

/** How many observed contrasts are shown as evidence. */
export const SHOWN = 3;
/** Fewer pairs of other trials than this say nothing. */
const LEAST_PRECEDENTS = 3;

/** A source as evidence; what is less than half as near as the nearest says nothing beside it. */
function asEvidence({ observed, nearness, changes }: Source, trial: Trial, state: State): Evidence[] {
  const { look, direction } = observed;
  if (!direction) return [];
  const differs = changes.map((change) => differenceText(change, look, trial, state)).join('; ') || 'nothing';
  return [{ look, subject: subjectOf(trial, look), differs, from: direction, nearness }];
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

/** As far as this from 1.96 a z lies on the border of significance: from p 0.02 to 0.1. */
const NEAR_BORDER = 0.3;

/** As far as this apart the |z| of a p and that of an interval tell different strengths. */
const APART = 0.5;

/** Whether the interval that is followed tells another strength than the reported p, of which |z| is `byP`, and the same significance. */
function disagrees(source: Observed, byP: number): boolean {
  const strength = strengthOf(source);
  if (strength?.from !== 'estimate') return false;
  const byInterval = Math.abs(strength.z);
  return Math.abs(byP - byInterval) > APART && byP > CRITICAL === byInterval > CRITICAL;
}

/** What is to be said of how strong an observed contrast was. `bound`: what is told of it goes by no more than a bound of p. */
export function cautionOf(source: Observed, bound = strengthOf(source)?.from === 'bound'): string | undefined {
  if (bound) return OF_BOUND;
  const z = Math.abs(countedZ(source) ?? Number.NaN);
  const cautions = [
    ...(Math.abs(z - CRITICAL) <= NEAR_BORDER ? [ON_BORDER] : []),
    ...(disagrees(source, z) ? [OF_TWO] : []),
  ];
  return cautions.length > 0 ? cautions.join(' ') : undefined;
}

/** How often contrasts that differ as a source does from what is asked kept their direction, for each thing that differs. */
function countsOf(observed: Trial, state: State, source: Source, from: Direction): Count[] {
  const z = countedZ(source.observed);
  return source.changes.map((change, index) => {
    const known = { direction: from, ...(index === 0 && z !== undefined && { z }) };
    const found = frequenciesTold(change, known, source.otherWay);
    return { change, name: differenceText(change, source.observed.look, observed, state), found };
  });
}

/** What was answered, of which it is said why. */
export interface Answered {
  expected: Expectation;
  /** The observed contrasts nearest to what is asked, and the one that is carried over, where one is near enough to be. */
  nearest: readonly Source[];
  source: Source | undefined;
  direction: Direction;
  size: Size | undefined;
  /** A size is told. */
  sized: boolean;
}

/** Why what is expected is so, in two to five sentences, and the evidence for it. */
export function whyOf(
  observed: Trial,
  state: State,
  { expected, nearest, source, direction, size, sized }: Answered,
): Pick<StepAnswer, 'support' | 'reasons' | 'evidence'> {
  const { probability, distribution, same, sources } = expected;
  const directions = sources.map((one) => one.direction);
  const from = source?.observed.direction;
  const counts = source && from ? countsOf(observed, state, source, from) : [];
  const [thinnest] = counts.toSorted((a, b) => a.found.trials - b.found.trials);
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
      shares: counts.map(({ found }) => found.counted[direction]),
      ...(source && distribution && partsOf(distribution, direction)),
      undirected: source && distribution?.undirected,
      from,
      size: size && { ...size, same: (same ?? probability)[direction] },
      sized,
    }),
  ].filter((reason) => reason !== undefined);
  return {
    ...(thinnest && { support: { pairs: thinnest.found.pairs, trials: thinnest.found.trials } }),
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
