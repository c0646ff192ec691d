/**
 * Scores of predicted directions. A trial weighs 1, however many contrasts it has; intervals come from resampling trials.
 *
 * Brier: the multi-class score of Brier (Mon. Weather Rev. 78, 1950), 0 to 2, lower is better. Macro-F1: the mean F1 of the three
 * directions. ECE: the expected calibration error of the likeliest direction in ten bins of equal width (Naeini, Cooper and
 * Hauskrecht, AAAI 2015). Flip AUROC: how well 1 − P(the source's direction) ranks the contrasts whose direction differs
 * from their source's.
 *
 * An answer that could not be read tells no direction, so it is wrong, and knows nothing, so its Brier score is that of three equal
 * chances (2/3); it has no confidence, and takes no part in the ECE.
 */
import type { Probability } from '../imagine/answer.ts';
import { DIRECTIONS, type Direction } from '../trial/direction.ts';
import { bootstraps, percentile95 } from './resample.ts';

/** One prediction beside what was observed. */
export interface Scored {
  trial: string;
  /** Undefined: an answer that could not be read. */
  probability: Probability | undefined;
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

/** One bin of a reliability diagram: answers of about the same confidence. */
export interface Bin {
  low: number;
  high: number;
  /** Of all answers, each trial weighing 1. */
  share: number;
  /** Contrasts, and trials that have any in it. */
  n: number;
  trials: number;
  /** Mean confidence. */
  confidence: number;
  /** How often the likeliest direction was the observed one. */
  accuracy: Score;
}

export const RESAMPLES = 1000;
export const BINS = 10;

export function likeliest(probability: Probability): Direction {
  return DIRECTIONS.reduce((best, direction) => (probability[direction] > probability[best] ? direction : best));
}

/** What is kept of a trial, as sums of its contrasts over their number: scores are sums of these. */
const K = DIRECTIONS.length;
const [WEIGHT, BRIER, RIGHT, HIT, SAID, WAS] = [0, 1, 2, 3, 3 + K, 3 + 2 * K];
const BIN = 3 + 3 * K;
/** Of each bin: weight, how much of it is right, confidence. */
const [BIN_RIGHT, BIN_SURE] = [BINS, 2 * BINS];
const WIDTH = BIN + 3 * BINS;

/** What is to be ranked: the likeliest to flip last. What is alike in all is one entry, so that a predictor of few answers costs little. */
interface Ranking {
  trial: Int32Array;
  weight: Float64Array;
  flips: Uint8Array;
  /** Where the entries of each score end. */
  ends: Int32Array;
}

interface ToRank {
  trial: number;
  weight: number;
  flips: boolean;
  score: number;
}

function rankingOf(all: ToRank[]): Ranking {
  all.sort((a, b) => a.score - b.score || a.trial - b.trial || Number(a.flips) - Number(b.flips));
  const merged: ToRank[] = [];
  const ends: number[] = [];
  for (const one of all) {
    const last = merged.at(-1);
    if (last && last.score === one.score && last.trial === one.trial && last.flips === one.flips)
      last.weight += one.weight;
    else {
      if (last && last.score !== one.score) ends.push(merged.length);
      merged.push({ ...one });
    }
  }
  if (merged.length > 0) ends.push(merged.length);
  return {
    trial: Int32Array.from(merged, ({ trial }) => trial),
    weight: Float64Array.from(merged, ({ weight }) => weight),
    flips: Uint8Array.from(merged, ({ flips }) => Number(flips)),
    ends: Int32Array.from(ends),
  };
}

/** Predictions, ready to be scored again and again with other weights of trials. */
export class Prepared {
  readonly n: number;
  readonly trials: number;
  readonly #sums: Float64Array;
  readonly #ranking: Ranking;
  readonly #binned: readonly [n: number, trials: Set<number>][];

  constructor(rows: readonly Scored[]) {
    const counts = new Map<string, number>();
    for (const { trial } of rows) counts.set(trial, (counts.get(trial) ?? 0) + 1);
    const index = new Map([...counts.keys()].sort().map((trial, i) => [trial, i]));
    this.n = rows.length;
    this.trials = index.size;
    this.#sums = new Float64Array(index.size * WIDTH);
    const binned = Array.from({ length: BINS }, (): [number, Set<number>] => [0, new Set()]);
    const ranked: ToRank[] = [];
    for (const { trial, probability, observed, source } of rows) {
      const at = index.get(trial) ?? 0;
      const weight = 1 / (counts.get(trial) ?? 1);
      const flips = source === undefined ? undefined : source !== observed;
      if (flips !== undefined && source !== undefined)
        ranked.push({ trial: at, weight, flips, score: probability ? 1 - probability[source] : 2 / 3 });
      const bin = this.#put(at * WIDTH, weight, probability, observed);
      const own = bin === undefined ? undefined : binned[bin];
      if (!own) continue;
      own[0]++;
      own[1].add(at);
    }
    this.#binned = binned;
    // Where nothing flips, or all, there is no order to be had.
    const some = (flips: boolean) => ranked.some((one) => one.flips === flips);
    this.#ranking = rankingOf(some(true) && some(false) ? ranked : []);
  }

  #put(base: number, weight: number, probability: Probability | undefined, observed: Direction): number | undefined {
    const sums = this.#sums;
    const add = (at: number, value: number) => {
      sums[base + at] = (sums[base + at] ?? 0) + value;
    };
    const was = DIRECTIONS.indexOf(observed);
    add(WEIGHT, weight);
    add(WAS + was, weight);
    if (!probability) {
      add(BRIER, (weight * 2) / 3);
      return undefined;
    }
    const guess = likeliest(probability);
    const right = guess === observed ? weight : 0;
    const confidence = probability[guess];
    const bin = Math.min(BINS - 1, Math.floor(confidence * BINS));
    add(BRIER, weight * DIRECTIONS.reduce((sum, d) => sum + (probability[d] - (d === observed ? 1 : 0)) ** 2, 0));
    add(RIGHT, right);
    add(HIT + was, right);
    add(SAID + DIRECTIONS.indexOf(guess), weight);
    add(BIN + bin, weight);
    add(BIN + BIN_RIGHT + bin, right);
    add(BIN + BIN_SURE + bin, weight * confidence);
    return bin;
  }

  /** The sums of all trials, each counted `times[trial]` times. */
  #total(times: Float64Array): Float64Array {
    const total = new Float64Array(WIDTH);
    for (let t = 0; t < this.trials; t++) {
      const often = times[t] ?? 0;
      if (often === 0) continue;
      for (let i = 0; i < WIDTH; i++) total[i] = (total[i] ?? 0) + often * (this.#sums[t * WIDTH + i] ?? 0);
    }
    return total;
  }

  /** The area under the ROC curve of weighted scores, ties counted half; undefined where only one class is there. */
  #auroc(times: Float64Array): number | undefined {
    const { trial, weight, flips, ends } = this.#ranking;
    let below = 0;
    let area = 0;
    let positives = 0;
    let at = 0;
    for (let group = 0; group < ends.length; group++) {
      let [yes, no] = [0, 0];
      for (const end = ends[group] ?? 0; at < end; at++) {
        const own = (weight[at] ?? 0) * (times[trial[at] ?? 0] ?? 0);
        if (flips[at] === 1) yes += own;
        else no += own;
      }
      area += yes * (below + no / 2);
      below += no;
      positives += yes;
    }
    return positives > 0 && below > 0 ? area / (positives * below) : undefined;
  }

  /** All scores, each trial counted `times[trial]` times. */
  measure(times: Float64Array): Partial<Record<ScoreName, number>> {
    const total = this.#total(times);
    const at = (i: number) => total[i] ?? 0;
    const weight = at(WEIGHT);
    if (weight === 0) return {};
    let f1 = 0;
    for (let k = 0; k < K; k++) {
      const sum = at(SAID + k) + at(WAS + k);
      f1 += sum > 0 ? (2 * at(HIT + k)) / sum : 0;
    }
    let [gap, sure] = [0, 0];
    for (let b = 0; b < BINS; b++) {
      gap += Math.abs(at(BIN + BIN_RIGHT + b) - at(BIN + BIN_SURE + b));
      sure += at(BIN + b);
    }
    const flipAuroc = this.#auroc(times);
    return {
      macroF1: f1 / K,
      accuracy: at(RIGHT) / weight,
      brier: at(BRIER) / weight,
      ...(sure > 0 && { ece: gap / sure }),
      ...(flipAuroc === undefined ? {} : { flipAuroc }),
    };
  }

  /** Each trial once. */
  once(): Float64Array {
    return new Float64Array(this.trials).fill(1);
  }

  /** Mean Brier score and share that is right of each trial, in the order of their ids. */
  ofTrials(): { brier: Float64Array; accuracy: Float64Array } {
    const of = (at: number) => Float64Array.from({ length: this.trials }, (_, t) => this.#sums[t * WIDTH + at] ?? 0);
    return { brier: of(BRIER), accuracy: of(RIGHT) };
  }

  /** The bins of a reliability diagram that hold anything. */
  bins(resamples = RESAMPLES): Bin[] {
    const point = this.#total(this.once());
    const all = point.subarray(BIN, BIN + BINS).reduce((a, b) => a + b, 0);
    const drawn: number[][] = Array.from({ length: BINS }, () => []);
    for (const times of bootstraps(this.trials, resamples)) {
      const total = this.#total(times);
      for (let b = 0; b < BINS; b++) {
        const weight = total[BIN + b] ?? 0;
        if (weight > 0) drawn[b]?.push((total[BIN + BIN_RIGHT + b] ?? 0) / weight);
      }
    }
    return this.#binned.flatMap(([n, trials], b): Bin[] => {
      const weight = point[BIN + b] ?? 0;
      if (weight === 0) return [];
      const accuracy = (point[BIN + BIN_RIGHT + b] ?? 0) / weight;
      return [
        {
          low: b / BINS,
          high: (b + 1) / BINS,
          share: weight / all,
          n,
          trials: trials.size,
          confidence: (point[BIN + BIN_SURE + b] ?? 0) / weight,
          accuracy: [accuracy, ...percentile95(drawn[b] ?? [])],
        },
      ];
    });
  }
}

/** The scores of predictions with 95 % percentile intervals over `resamples` bootstraps of trials; the same in any order of the rows. */
export function scoreCard(rows: readonly Scored[] | Prepared, resamples = RESAMPLES): ScoreCard {
  const prepared = rows instanceof Prepared ? rows : new Prepared(rows);
  const point = prepared.measure(prepared.once());
  const drawn: Record<ScoreName, number[]> = { macroF1: [], accuracy: [], brier: [], ece: [], flipAuroc: [] };
  for (const times of bootstraps(prepared.trials, resamples)) {
    const own = prepared.measure(times);
    for (const name of SCORES) {
      const value = own[name];
      if (value !== undefined) drawn[name].push(value);
    }
  }
  const card: ScoreCard = { n: prepared.n, trials: prepared.trials };
  for (const name of SCORES) {
    const value = point[name];
    if (value !== undefined) card[name] = [value, ...percentile95(drawn[name])];
  }
  return card;
}
