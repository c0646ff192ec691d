/** Pathways as one answer: weighted by how alike their anchors are to what is asked, and by how sure each is. */
import type { Direction } from '../../trial/direction.ts';
import type { Look } from '../../trial/types.ts';
import type { ImaginedStep, PathwayAnswer, Probability, StepAnswer, Subject } from '../answer.ts';
import { countsOf, fromCounts, likeliest, pooled } from './pool.ts';

export interface Ended {
  anchor?: string;
  look: Look;
  subject: Subject;
  similarity: number;
  steps: readonly ImaginedStep[];
}

/** The step that a chain ends with: what changes nothing, and what is told with the next, ends nothing. */
function lastOf(steps: readonly ImaginedStep[]): ImaginedStep | undefined {
  return steps.findLast(({ missing }) => missing !== 'no change' && missing !== 'with the next') ?? steps.at(-1);
}

/** What a chain of steps ends with. Undefined where that is no direction. */
export function endOf(steps: readonly ImaginedStep[]): { direction: Direction; probability: Probability } | undefined {
  const last = lastOf(steps);
  if (!last?.direction) return undefined;
  // A direction without a probability counts as one answer.
  return { direction: last.direction, probability: last.probability ?? fromCounts([last.direction]) };
}

/** No pathway is without a voice, however unlike its anchor is. */
const LEAST = 0.01;

/**
 * Pathways with their weights: similarity times the probability of their likeliest direction, all summing to 1. Those that end without a
 * direction are left out.
 */
export function weighed(pathways: readonly Ended[]): PathwayAnswer[] {
  const ended = pathways.flatMap((pathway) => {
    const end = endOf(pathway.steps);
    if (!end) return [];
    const sure = end.probability[likeliest(end.probability)];
    return [{ ...pathway, ...end, weight: Math.max(LEAST, pathway.similarity) * sure }];
  });
  const total = ended.reduce((sum, { weight }) => sum + weight, 0);
  return ended.map(({ anchor, look, subject, similarity, steps, direction, probability, weight }) => ({
    ...(anchor !== undefined && { anchor }),
    look,
    subject,
    similarity: Math.min(1, Math.max(0, similarity)),
    weight: weight / total,
    direction,
    probability,
    steps: [...steps],
  }));
}

/**
 * What pathways say together, as an answer. Direction and probability are theirs together; sizes, sentences and what they were said by are
 * those of the weightiest pathway that ends in that direction, the first of equals.
 */
export function together(pathways: readonly PathwayAnswer[]): StepAnswer | undefined {
  const [first, ...rest] = pathways;
  if (!first) return undefined;
  const { probability, chanceFrom } = chanceOf(pathways);
  const direction = probability ? likeliest(probability) : first.direction;
  const speaking = rest.reduce(
    (best, one) => (speaksFor(one, direction) > speaksFor(best, direction) ? one : best),
    first,
  );
  const last = lastOf(speaking.steps);
  const { estimate, values, saidBy, reasons } = last?.status === 'imagined' ? last : {};
  return {
    status: 'imagined',
    direction,
    ...(probability && { probability }),
    ...(estimate && { estimate }),
    ...(values && { values }),
    ...(chanceFrom && { chanceFrom }),
    ...(saidBy && { saidBy }),
    reasons: (saidBy && reasons) ?? [],
    evidence: [],
  };
}

/** Whoever ends in the direction speaks before whoever does not, the weightiest first. */
const speaksFor = (pathway: PathwayAnswer, direction: Direction) =>
  pathway.weight + (pathway.direction === direction ? 1 : 0);

/** The pathways' probabilities together; where none has any, how often each direction is what they end in. */
function chanceOf(pathways: readonly PathwayAnswer[]): Pick<StepAnswer, 'probability' | 'chanceFrom'> {
  const from = pathways.flatMap(({ steps }) => steps.findLast((step) => step.chanceFrom)?.chanceFrom ?? []);
  const several = pathways.length > 1 ? { pathways: pathways.length } : {};
  // The least sure of the sources is named.
  const source = (['stated', 'samples', 'tokens'] as const).find((one) => from.some((each) => each.source === one));
  if (source) {
    const samples = from.reduce((sum, one) => sum + one.samples, 0);
    return { probability: pooled(pathways), chanceFrom: { source, samples, ...several } };
  }
  if (pathways.length < 2) return {};
  const directions = pathways.map(({ direction }) => direction);
  return {
    probability: fromCounts(directions),
    chanceFrom: { source: 'samples', samples: pathways.length, answers: countsOf(directions), ...several },
  };
}
