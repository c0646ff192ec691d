/**
 * Scores of predicted directions. A trial weighs 1, however many contrasts it has; intervals come from resampling trials.
 *
 * Brier: the multi-class score of Brier (Mon. Weather Rev. 78, 1950), 0 to 2, lower is better. Macro-F1: the mean F1 of the three
 * directions. ECE: the expected calibration error of the likeliest direction in ten bins of equal width (Naeini, Cooper and
 * Hauskrecht, AAAI 2015). Flip AUROC: how well 1 − P(the source's direction) ranks the contrasts whose direction differs
 * from their source's.
 */
import type { Probability } from '../imagine/answer.ts';
import { DIRECTIONS, type Direction } from '../trial/direction.ts';

/** One prediction beside what was observed. */
export interface Scored {
  trial: string;
  probability: Probability;
  observed: Direction;
  /** The direction of the source that a counterfactual starts from, where there is one. */
  source?: Direction;
}

export const SCORES = ['macroF1', 'accuracy', 'brier', 'ece', 'flipAuroc'] as const;
export type ScoreName = (typeof SCORES)[number];
/** The score, and the 95 % interval of its bootstrap over trials. Undefined where it cannot be computed. */
export type Score = readonly [value: number, low: number, high: number];

export interface ScoreCard extends Partial<Record<ScoreName, Score>> {
  /** Contrasts. */
  n: number;
  trials: number;
}

export function likeliest(probability: Probability): Direction {
  return DIRECTIONS.reduce((best, direction) => (probability[direction] > probability[best] ? direction : best));
}

const BINS = 10;

interface Item {
  trial: number;
  /** 1 over the number of contrasts of its trial. */
  weight: number;
  observed: number;
  predicted: number;
  brier: number;
  confidence: number;
  flips: boolean | undefined;
  flipScore: number;
}

function prepare(rows: readonly Scored[]): { items: Item[]; trials: number } {
  const index = new Map<string, number>();
  const sizes: number[] = [];
  for (const { trial } of rows) {
    const at = index.get(trial) ?? index.size;
    index.set(trial, at);
    sizes[at] = (sizes[at] ?? 0) + 1;
  }
  const items = rows.map(({ trial, probability, observed, source }): Item => {
    const at = index.get(trial) ?? 0;
    const guess = likeliest(probability);
    return {
      trial: at,
      weight: 1 / (sizes[at] ?? 1),
      observed: DIRECTIONS.indexOf(observed),
      predicted: DIRECTIONS.indexOf(guess),
      brier: DIRECTIONS.reduce((sum, d) => sum + (probability[d] - (d === observed ? 1 : 0)) ** 2, 0),
      confidence: probability[guess],
      flips: source === undefined ? undefined : source !== observed,
      flipScore: source === undefined ? 0 : 1 - probability[source],
    };
  });
  return { items, trials: sizes.length };
}

/** The area under the ROC curve of weighted scores, ties counted half; undefined where only one class is there. */
function auroc(ranked: readonly Item[], times: Float64Array): number | undefined {
  let below = 0;
  let area = 0;
  let positives = 0;
  for (let i = 0; i < ranked.length; ) {
    let [yes, no] = [0, 0];
    const score = ranked[i]?.flipScore;
    for (; i < ranked.length && ranked[i]?.flipScore === score; i++) {
      const item = ranked[i] as Item;
      const weight = item.weight * (times[item.trial] ?? 0);
      if (item.flips) yes += weight;
      else no += weight;
    }
    area += yes * (below + no / 2);
    below += no;
    positives += yes;
  }
  return positives > 0 && below > 0 ? area / (positives * below) : undefined;
}

/** All scores, each trial counted `times[trial]` times. */
function measure(
  items: readonly Item[],
  ranked: readonly Item[],
  times: Float64Array,
): Partial<Record<ScoreName, number>> {
  const K = DIRECTIONS.length;
  const [hit, said, was] = [new Float64Array(K), new Float64Array(K), new Float64Array(K)];
  const [binWeight, binGap] = [new Float64Array(BINS), new Float64Array(BINS)];
  let [total, brier, right] = [0, 0, 0];
  for (const item of items) {
    const weight = item.weight * (times[item.trial] ?? 0);
    if (weight === 0) continue;
    const correct = item.predicted === item.observed;
    total += weight;
    brier += weight * item.brier;
    if (correct) right += weight;
    said[item.predicted] = (said[item.predicted] ?? 0) + weight;
    was[item.observed] = (was[item.observed] ?? 0) + weight;
    if (correct) hit[item.observed] = (hit[item.observed] ?? 0) + weight;
    const bin = Math.min(BINS - 1, Math.floor(item.confidence * BINS));
    binWeight[bin] = (binWeight[bin] ?? 0) + weight;
    binGap[bin] = (binGap[bin] ?? 0) + weight * ((correct ? 1 : 0) - item.confidence);
  }
  if (total === 0) return {};
  let f1 = 0;
  for (let k = 0; k < K; k++) {
    const sum = (said[k] ?? 0) + (was[k] ?? 0);
    f1 += sum > 0 ? (2 * (hit[k] ?? 0)) / sum : 0;
  }
  const flipAuroc = auroc(ranked, times);
  return {
    macroF1: f1 / K,
    accuracy: right / total,
    brier: brier / total,
    ece: binGap.reduce((sum, gap) => sum + Math.abs(gap), 0) / total,
    ...(flipAuroc === undefined ? {} : { flipAuroc }),
  };
}

/** A sequence that is the same every time (Lehmer's generator), 0 to below 1. */
function dice(seed: number): () => number {
  let value = seed;
  return () => {
    value = (value * 48271) % 2147483647;
    return value / 2147483647;
  };
}

/** The scores of predictions with 95 % percentile intervals over `resamples` bootstraps of trials; deterministic. */
export function scoreCard(rows: readonly Scored[], resamples = 500): ScoreCard {
  const { items, trials } = prepare(rows);
  const ranked = items.filter(({ flips }) => flips !== undefined).sort((a, b) => a.flipScore - b.flipScore);
  const point = measure(items, ranked, new Float64Array(trials).fill(1));
  const drawn: Partial<Record<ScoreName, number>>[] = [];
  const roll = dice(20_261_122);
  for (let i = 0; i < resamples; i++) {
    const times = new Float64Array(trials);
    for (let t = 0; t < trials; t++) {
      const at = Math.floor(roll() * trials);
      times[at] = (times[at] ?? 0) + 1;
    }
    drawn.push(measure(items, ranked, times));
  }
  const card: ScoreCard = { n: items.length, trials };
  for (const name of SCORES) {
    const value = point[name];
    if (value === undefined) continue;
    const sorted = drawn.flatMap((one) => one[name] ?? []).sort((a, b) => a - b);
    const at = (q: number) =>
      sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(q * (sorted.length - 1))))] ?? value;
    card[name] = [value, at(0.025), at(0.975)];
  }
  return card;
}
