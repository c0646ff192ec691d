/** Pathways as one answer: weighted by how alike their anchors are to what is asked, and by how sure each is. */
import type { Direction } from '../../trial/direction.ts';
import type { Look } from '../../trial/types.ts';
import type { ImaginedStep, PathwayAnswer, Probability, StepAnswer, Subject } from '../answer.ts';
import { fromCounts, likeliest, pooled } from './pool.ts';

export interface Ended {
  anchor?: string;
  look: Look;
  subject: Subject;
  similarity: number;
  steps: readonly ImaginedStep[];
}

/** What a chain of steps ends with: the last that says a direction. Undefined where none does. */
function endOf(steps: readonly ImaginedStep[]): { direction: Direction; probability: Probability } | undefined {
  const last = steps.findLast(({ direction }) => direction !== undefined);
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
  if (pathways.length === 0) return undefined;
  const probability = pooled(pathways);
  const direction = likeliest(probability);
  const agreeing = pathways.filter((one) => one.direction === direction);
  const [first, ...rest] = agreeing.length > 0 ? agreeing : pathways;
  const speaking = rest.reduce((best, one) => (best && one.weight > best.weight ? one : best), first);
  const last = speaking?.steps.findLast((step) => step.direction !== undefined);
  const from = pathways.flatMap(({ steps }) => steps.findLast((step) => step.chanceFrom)?.chanceFrom ?? []);
  const [source] = (['stated', 'samples', 'tokens'] as const).filter((one) => from.some((each) => each.source === one));
  const samples = from.reduce((sum, one) => sum + one.samples, 0);
  const estimate = last?.status === 'imagined' ? last.estimate : undefined;
  const values = last?.status === 'imagined' ? last.values : undefined;
  return {
    status: 'imagined',
    direction,
    probability,
    ...(estimate && { estimate }),
    ...(values && { values }),
    ...(source && {
      chanceFrom: { source, samples, ...(pathways.length > 1 && { pathways: pathways.length }) },
    }),
    ...(last?.saidBy && { saidBy: last.saidBy }),
    reasons: last?.status === 'imagined' && last.saidBy ? last.reasons : [],
    evidence: [],
  };
}
