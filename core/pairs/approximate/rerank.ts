/**
 * Anchors in another order: what a model of texts finds alike, joined with the similarity that is counted. Off unless it is asked for. The two orders are joined by their
 * ranks (reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009), for a cosine of embeddings has no scale that a similarity shares.
 */
import { subjectOf } from '../../imagine/pathway.ts';
import { contrastText, outcomeText } from '../../imagine/words.ts';
import type { Trial } from '../../trial/schema.ts';
import type { Look } from '../../trial/types.ts';
import type { Anchor, Target } from './retrieve.ts';

/** Texts as vectors, one for each, all of one length. */
export interface Embedder {
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly (readonly number[])[]>;
}

/** Ranks behind which the order hardly counts. */
const FLAT = 60;

/** What of a trial is compared: its title, its conditions, the two sides, the outcome. No result. */
export function embeddedText(trial: Trial, look: Look): string {
  const subject = subjectOf(trial, look);
  return [
    trial.title ?? '',
    (trial.population?.condition ?? []).join(', '),
    contrastText({ ...look, first: subject.first, second: subject.second }),
    outcomeText(subject),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, one, i) => sum + one * (y[i] ?? 0), 0);
  const length = Math.sqrt(dot(a, a) * dot(b, b));
  return length > 0 ? dot(a, b) / length : 0;
}

/** The anchors in the order that similarity and embeddings give together, at most `k`, each with the cosine of its text to the target's. */
export async function reranked(
  anchors: readonly Anchor[],
  target: Target,
  embedder: Embedder,
  { k, signal }: { k: number; signal?: AbortSignal },
): Promise<(Anchor & { cosine: number })[]> {
  if (anchors.length === 0) return [];
  const texts = [target, ...anchors].map(({ trial, look }) => embeddedText(trial, look));
  const [own = [], ...vectors] = await embedder.embed(texts, signal);
  const found = anchors.map((anchor, at) => ({ anchor: { ...anchor, cosine: cosine(own, vectors[at] ?? []) }, at }));
  const byCosine = new Map(
    found.toSorted((a, b) => b.anchor.cosine - a.anchor.cosine || a.at - b.at).map(({ at }, rank) => [at, rank]),
  );
  const score = (at: number) => 1 / (FLAT + at) + 1 / (FLAT + (byCosine.get(at) ?? anchors.length));
  return found
    .toSorted((a, b) => score(b.at) - score(a.at) || a.at - b.at)
    .slice(0, k)
    .map(({ anchor }) => anchor);
}
