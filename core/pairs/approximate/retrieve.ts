/** Anchors of a target contrast: the trials most like it whose results were known before it began, each with what leads from it to the target. */
import type { Trial } from '../../trial/schema.ts';
import type { Look, Perturbation } from '../../trial/types.ts';
import { cardOf } from './card.ts';
import { differencesBetween } from './differences.ts';
import { isTurned, nearestLook } from './looks.ts';
import {
  AnchorIndex,
  askedOf,
  type Parts,
  type Ranked,
  type RankOptions,
  type Target,
  TERMED,
  type Widened,
} from './ranking.ts';
import { conditionKey } from './terms.ts';

export { AnchorIndex, type Parts, type Target, type Widened } from './ranking.ts';

/** A trial with an observed result from which an imagining of the target may start. */
export interface Anchor {
  trial: Trial;
  id: string;
  /** Its observed contrast that is most like the target's. */
  look: Look;
  /** 0 to 1; no probability. */
  similarity: number;
  parts: Parts;
  /** From the anchor's contrast to the target's, in the order N → A → O → E. */
  differences: Perturbation[];
  /** How far one had to look, where it does not share the target's condition. */
  widened?: Widened;
  /** When its results were first posted. */
  posted: string;
}

/** What anchors are looked for in: an index, and where a trial comes from. */
export interface AnchorSource {
  index: AnchorIndex;
  /** The trial of an id; undefined where it cannot be had. */
  trial(id: string): Trial | undefined;
}

/** A set of trials in memory. Those without results, or without the date of these, are no anchors. */
export function anchorsAmong(trials: Iterable<Trial>): AnchorSource {
  const index = new AnchorIndex();
  const known = new Map<string, Trial>();
  for (const trial of trials) {
    const { trial: id } = trial;
    if (id === undefined || known.has(id)) continue;
    known.set(id, trial);
    index.add(cardOf(trial));
  }
  return { index, trial: (id) => known.get(id) };
}

/** Whether two trials name a condition that is the same, by their own words. */
function namesOne(a: Trial, b: Trial): boolean {
  const names = ({ population }: Trial) => (population?.condition ?? []).map(conditionKey);
  const own = new Set(names(a));
  return names(b).some((name) => own.has(name));
}

/** How far one had to look for an anchor, seen from the names of conditions too: where only the registry's term is shared, it is marked. */
export function widenedOf(anchor: Trial, target: Trial, ranked: Widened | undefined): Widened | undefined {
  return ranked ?? (namesOne(anchor, target) ? undefined : TERMED);
}

/** A ranked trial as an anchor; undefined where it cannot be had, or has no contrast with a direction. */
function anchorFrom(source: AnchorSource, ranked: Ranked, target: Target): Anchor | undefined {
  const trial = source.trial(ranked.id);
  const found = trial && nearestLook(trial, askedOf(target), source.index.telling, isTurned(target.trial, target.look));
  if (!trial || !found) return undefined;
  const { id, posted, similarity, parts } = ranked;
  const widened = widenedOf(trial, target.trial, ranked.widened);
  const differences = differencesBetween({ trial, look: found.look }, target);
  return { trial, id, look: found.look, similarity, parts, differences, ...(widened && { widened }), posted };
}

/**
 * The `k` trials most like a target contrast, the likest first; fewer where fewer share its condition, drug, class of drugs or group of conditions. None
 * whose results were posted on or after the day that the target starts (`starts`, else the trial's own; no bound where neither says), and none that is a
 * near-duplicate of it.
 */
export function retrieve(source: AnchorSource, target: Target, options: RankOptions): Anchor[] {
  return source.index.rank(target, options).flatMap((ranked) => anchorFrom(source, ranked, target) ?? []);
}
