/**
 * Approximate pairs of all trials of some records, target by target. All records are looked at first; the same ones give the same bytes, and the
 * slices of a build, put one behind the other, are the whole.
 */
import * as z from 'zod';
import { FACTORS, type Trial } from '../../trial/schema.ts';
import type { Look } from '../../trial/types.ts';
import type { Shard } from '../build.ts';
import { askableOf, goodDirection } from '../question.ts';
import type { Records } from '../records.ts';
import { type Cuts, isLater, type Place, splitCountsSchema } from '../split.ts';
import { type ApproximatePair, approximateId, endOf } from './pair.ts';
import { type Parts, type Refused, WIDENED } from './ranking.ts';
import { type Anchor, retrieve } from './retrieve.ts';
import { type Survey, surveyRecords, trialsOf } from './survey.ts';

/** Anchors of a contrast, where nothing else is said. */
export const DEFAULT_K = 7;
/** Contrasts of a target trial that anchors are looked for, at most, where nothing else is said. */
export const DEFAULT_TARGETS = 4;

export interface ApproximateOptions {
  k?: number;
  /** Contrasts of a trial, at most. */
  cap?: number;
  cuts?: Cuts;
  shard?: Shard;
  signal?: AbortSignal;
  /** Called after every record of the first round, and after every target of the second. */
  onProgress?: (round: 1 | 2, done: number, all: number | undefined) => void;
}

const count = z.int().min(0);
const counts = z.record(z.string(), count);

/** What `deepimagine pairs approximate --json` writes. */
export const approximateBuildSchema = z
  .object({
    records: z.object({
      read: count,
      withResults: count,
      usable: count.describe('With an observed direction: what may be an anchor, but for dates.'),
      lost: counts.describe('Read of no use, by reason.'),
    }),
    targets: z.object({
      trials: count.describe('With a contrast that is drawn.'),
      without: counts.describe('Trials without a pair, by reason.'),
      contrasts: count.describe('With a direction, those that are drawn.'),
      told: count.describe('Contrasts left out: their result is told in the text of the trial.'),
      nothing: count.describe('Contrasts left out: nobody, or everybody, had it on both sides.'),
      none: counts.describe('Contrasts left out: no outcome of what is given, by reason.'),
      alone: count.describe('Contrasts that are drawn and have no anchor.'),
    }),
    anchors: z.object({
      found: counts.describe('Contrasts by how many anchors they have.'),
      widened: counts.describe('Pairs by how far one had to look.'),
      refused: counts.describe('Trials that share something with a contrast and may be no anchor of it, by reason.'),
    }),
    factors: counts.describe('Pairs in which a factor differs.'),
    steps: z.number().describe('Differences of a pair, on average.'),
    written: count,
    trials: count.describe('That something was written of.'),
    splits: counts,
    split: splitCountsSchema,
  })
  .describe('What `deepimagine pairs approximate --json` writes.');
export type ApproximateCounts = z.infer<typeof approximateBuildSchema>;

function add(to: Record<string, number>, key: string, more = 1): void {
  to[key] = (to[key] ?? 0) + more;
}

/** An anchor and its target as they are written; undefined where an end has no direction. */
export function approximatePair(
  anchor: Anchor,
  target: { trial: Trial; look: Look },
  rest: Pick<ApproximatePair, 'rank' | 'starts' | 'weight'> & Partial<Pick<ApproximatePair, 'split' | 'fold'>>,
): ApproximatePair | undefined {
  const { trial, look } = target;
  const [from, to] = [endOf(anchor.trial, anchor.look), endOf(trial, look)];
  if (!from || !to) return undefined;
  const { id: anchorId, posted, similarity, parts, widened, differences } = anchor;
  const id = trial.trial ?? '';
  const differ = new Set(differences.map(({ factor }) => factor));
  const { rank, starts, weight, split, fold } = rest;
  return {
    id: approximateId(id, to.id, anchorId, from.id),
    trial: id,
    kind: 'approximate',
    anchor: anchorId,
    posted,
    starts,
    rank,
    similarity: rounded(similarity),
    parts: roundedParts(parts),
    ...(widened && { widened }),
    differences,
    factors: FACTORS.filter((factor) => differ.has(factor)),
    from,
    to,
    randomized: trial.design?.allocation === 'randomized',
    ...(split && { split }),
    ...(fold !== undefined && { fold }),
    weight,
  };
}

/** Four places: what is behind them depends on the machine's own logarithm. */
const rounded = (value: number) => Math.round(value * 1e4) / 1e4;

const roundedParts = ({ condition, drug, endpoint, words, phase, population }: Parts): Parts => ({
  condition: rounded(condition),
  drug: rounded(drug),
  endpoint: rounded(endpoint),
  words: rounded(words),
  phase: rounded(phase),
  population: rounded(population),
});

/** Builds approximate pairs. One for each use. */
export class ApproximateBuilder {
  readonly #records: Records;
  readonly #options: ApproximateOptions;
  #counts: ApproximateCounts | undefined;

  constructor(records: Records, options: ApproximateOptions = {}) {
    this.#records = records;
    this.#options = options;
  }

  /** Of what was built so far; undefined before all records were looked at. */
  get counts(): ApproximateCounts | undefined {
    return this.#counts;
  }

  /** All pairs, those of a target trial together, the nearest anchor of each of its contrasts first. */
  async *pairs(): AsyncGenerator<readonly ApproximatePair[]> {
    const { signal, onProgress, cuts, shard } = this.#options;
    const survey = await surveyRecords(this.#records, {
      ...(cuts && { cuts }),
      ...(signal && { signal }),
      onProgress: (done) => onProgress?.(1, done, undefined),
    });
    if (signal?.aborted) return;
    const counts = this.#begin(survey);
    const walk = {
      ...(signal && { signal }),
      onProgress: (done: number, all: number) => onProgress?.(2, done, all),
    };
    for (const { trial, place } of trialsOf(survey, shard, walk)) {
      const pairs = this.#of(trial, place, survey, counts);
      if (pairs.length === 0) continue;
      counts.trials++;
      yield pairs;
    }
  }

  #begin({ index, splitter, trials, records, lost }: Survey): ApproximateCounts {
    this.#counts = {
      records: { read: records, withResults: trials.length, usable: index.size, lost: { ...lost } },
      targets: { trials: 0, without: {}, contrasts: 0, told: 0, nothing: 0, none: {}, alone: 0 },
      anchors: { found: {}, widened: {}, refused: {} },
      factors: {},
      steps: 0,
      written: 0,
      trials: 0,
      splits: {},
      split: splitter.counts(),
    };
    return this.#counts;
  }

  /** The pairs of one target trial. */
  #of(trial: Trial | undefined, place: Place, survey: Survey, counts: ApproximateCounts): ApproximatePair[] {
    const { k = DEFAULT_K, cap = DEFAULT_TARGETS } = this.#options;
    const { targets, anchors } = counts;
    const starts = trial?.design?.start;
    const without = (reason: string): [] => {
      add(targets.without, reason);
      return [];
    };
    if (!trial) return without('not read as a trial');
    const { chosen, counts: asked } = askableOf(trial, cap);
    targets.told += asked.told;
    targets.nothing += asked.nothing;
    for (const [reason, number] of Object.entries(asked.none)) add(targets.none, reason, number);
    if (asked.labelled === 0) return without('no contrast with a direction');
    if (starts === undefined) return without('no date of its start');
    if (chosen.length > 0) targets.trials++;
    const { trial: id = '' } = trial;
    const found = chosen.flatMap(({ contrast: { look, observed } }) => {
      targets.contrasts++;
      const refused: Partial<Record<Refused, number>> = {};
      const wanted = (other: string) => !isLater(survey.splitter.placeOf(other).split, place.split);
      const all = retrieve(survey, { trial, look, terms: survey.terms(id) }, { k, refused, wanted });
      add(anchors.found, String(all.length));
      for (const [reason, number] of Object.entries(refused))
        add(anchors.refused, reason === 'not wanted' ? LATER : reason, number);
      if (all.length === 0) targets.alone++;
      const better = goodDirection(trial.outcomes?.[look.outcome] ?? {}, observed, look.row);
      return all.flatMap((anchor, i) => {
        const pair = approximatePair(anchor, { trial, look }, { rank: i + 1, starts, weight: 1, ...place });
        return pair ? { ...pair, ...(better && { better }) } : [];
      });
    });
    for (const pair of found) this.#count(pair, counts);
    if (found.length === 0)
      return without(
        chosen.length > 0 ? 'no anchor' : asked.told > 0 ? 'told in its text' : 'no contrast to ask about',
      );
    return found.map((pair) => ({ ...pair, weight: 1 / found.length }));
  }

  #count({ differences, factors, widened, split }: ApproximatePair, counts: ApproximateCounts): void {
    add(counts.anchors.widened, widened ?? 'same condition');
    for (const factor of factors) add(counts.factors, factor);
    counts.steps = (counts.steps * counts.written + differences.length) / (counts.written + 1);
    counts.written++;
    add(counts.splits, split ?? 'undated');
  }
}

/** What of a build is not wanted as an anchor. */
const LATER = 'in a later split than the target';

/** How far one had to look, the nearest first, as counts are told. */
export const LOOKED = ['same condition', ...WIDENED] as const;
