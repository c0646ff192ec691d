/** What a registry record says of a trial beyond what a document has words for, as anchors are found by it. */
import { listOf, partOf, tokenOf } from '../../trial/registry/measures.ts';
import { marksOf } from '../twins.ts';
import type { Terms } from './card.ts';

const terms = listOf((one) => tokenOf(one.term));
const named = (all: unknown): string[] => terms(all).flatMap((term) => term ?? []);

/** The registry's own terms (MeSH), those above them, and what near-duplicates share. */
export function termsOfRecord(json: unknown): Terms {
  const derived = partOf(partOf(json).derivedSection);
  const [conditions, interventions] = [partOf(derived.conditionBrowseModule), partOf(derived.interventionBrowseModule)];
  const marks = marksOf(json);
  return {
    conditions: named(conditions.meshes),
    interventions: named(interventions.meshes),
    groups: named(conditions.ancestors),
    ...(marks && { refers: marks.refers, keys: marks.keys }),
  };
}
