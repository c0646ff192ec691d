/** Where pathways start: what the document itself observed, the likest first, else trials that somebody finds. */
import type { Trial } from '../../trial/schema.ts';
import { inFactorOrder } from '../../trial/shape.ts';
import type { Look, Perturbation } from '../../trial/types.ts';
import { type State, sameLook, standing } from '../landing.ts';
import { sourcesOf } from '../model/sources.ts';
import { nearestOf } from '../nearest.ts';
import type { Anchor } from '../prompt/prompt.ts';

export type { Anchor } from '../prompt/prompt.ts';

/** Finds trials that are like a target and whose results were known before it, the likest first. */
export type Retriever = (
  target: { trial: Trial; look: Look },
  wanted: { k: number },
  signal: AbortSignal,
) => readonly Anchor[] | Promise<readonly Anchor[]>;

/** What moves the look from one contrast to another: first its arms, then its outcome. */
function lookSteps(from: Look, to: Look): Perturbation[] {
  const steps: Perturbation[] = [];
  if (from.first !== to.first || from.second !== to.second)
    steps.push({ kind: 'look', factor: 'A', contrast: { first: to.first, second: to.second } });
  if (from.outcome !== to.outcome || from.row !== to.row)
    steps.push({ kind: 'look', factor: 'O', outcome: to.outcome, ...(to.row !== undefined && { row: to.row }) });
  return steps;
}

/** How many observed contrasts are looked at. */
const LOOKED = 50;

/**
 * The contrasts that a document observed, as `evidence` chooses them for a state, the likest first: each with what leads from it to the
 * state, N before A before O before E. `changes`: what was perturbed so far, but for moves of the look.
 */
export function ownAnchors(observed: Trial, state: State, changes: readonly Perturbation[]): Anchor[] {
  // Near to the look as it was observed, for its own old self speaks for what it is now.
  const asSeen = { trial: observed, look: state.look };
  const wanted = standing(asSeen) ? asSeen : state;
  return nearestOf(observed, wanted, sourcesOf(observed, wanted, undefined, LOOKED), LOOKED).map(
    ({ observed: { look }, nearness }) => ({
      trial: observed,
      look,
      similarity: nearness,
      differences: inFactorOrder([...changes, ...lookSteps(look, state.look)], ({ factor }) => factor),
    }),
  );
}

/** How alike what was observed of a look is to a state; 1 where it is not among what was looked at, being the state's own. */
export function similarityOf(anchors: readonly Anchor[], look: Look): number {
  return anchors.find((anchor) => sameLook(anchor.look, look))?.similarity ?? 1;
}
