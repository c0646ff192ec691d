/**
 * A data set of all trials of some records, trial by trial. All records are looked at first, for splits and anchors; the same ones give the same
 * bytes, and the slices of a build, put one behind the other, are the whole.
 */
import type { ModelAnswer } from '../../imagine/prompt/answer.ts';
import { BUDGET, PROMPT_VERSION } from '../../imagine/prompt/prompt.ts';
import type { Trial } from '../../trial/schema.ts';
import { approximatePair } from '../approximate/build.ts';
import { retrieve } from '../approximate/retrieve.ts';
import { type Survey, surveyRecords, trialsOf } from '../approximate/survey.ts';
import { pairsOfTrial, type Shard } from '../build.ts';
import { NO_OUTCOMES } from '../no-outcome.ts';
import { askableOf, goodDirection, questionsAbout } from '../question.ts';
import type { Records } from '../records.ts';
import { type Cuts, isLater, type Place } from '../split.ts';
import type { Teacher } from '../traces/trace.ts';
import {
  countRows,
  type DatasetCounts,
  exclude,
  type KindCounts,
  type LeftOut,
  loseBefore,
  noKindCounts,
} from './counts.ts';
import type { Form, GrpoRow, Row, SftRow } from './row.ts';
import { approximateRow, type Made, questionRow, sftRow, weighted } from './rows.ts';

export const DEFAULTS = {
  cap: 80,
  questions: 20,
  targets: 4,
  k: 3,
  randomized: false,
  enrolled: 0,
  budget: BUDGET,
} as const;

export interface DatasetOptions {
  /** Natural pairs of a trial of each kind, at most. */
  cap?: number;
  /** Contrasts of a trial that are asked about: which way, and, where it is known what is good, whether the first side is better. */
  questions?: number;
  /** Contrasts of a trial that anchors are looked for. */
  targets?: number;
  /** Anchors of a contrast. */
  k?: number;
  /** Only of trials that are said to be randomised. */
  randomized?: boolean;
  /** Only of trials with so many participants or more. */
  enrolled?: number;
  budget?: number;
  form?: Form;
  /** What a teacher wrote, by pair. Without it there are no rows to imitate, unless they are to be bare. */
  traces?: { teacher: Teacher; traces: ReadonlyMap<string, ModelAnswer['trace']> };
  bare?: boolean;
  cuts?: Cuts;
  shard?: Shard;
  signal?: AbortSignal;
  /** Called after every record of the first round, and after every trial of the second. */
  onProgress?: (round: 1 | 2, done: number, all: number | undefined) => void;
}

export interface TrialRows {
  sft: SftRow[];
  grpo: GrpoRow[];
}

/** Why a trial was not asked for. */
function leftOut(
  { design, population }: Trial,
  { randomized, enrolled }: DatasetCounts['settings'],
): LeftOut | undefined {
  if (randomized && design?.allocation !== 'randomized') return 'not said to be randomised';
  return (population?.enrollment ?? 0) < enrolled ? 'fewer participants, or not known how many' : undefined;
}

/** Keeps what is a row and counts what is none. */
function kept<T extends Row>(made: readonly Made<T>[], counts: KindCounts): T[] {
  const rows = made.flatMap((one) => {
    if ('lost' in one) {
      exclude(counts, one.lost);
      return [];
    }
    if (one.dropped) counts.shortened++;
    return one.row;
  });
  const all = weighted(rows);
  countRows(counts, all);
  return all;
}

/** Builds a data set. One for each use. */
export class DatasetBuilder {
  readonly #records: Records;
  readonly #options: DatasetOptions;
  #counts: DatasetCounts | undefined;

  constructor(records: Records, options: DatasetOptions) {
    this.#records = records;
    this.#options = options;
  }

  /** Of what was built so far; undefined before all records were looked at. Without files. */
  get counts(): DatasetCounts | undefined {
    return this.#counts;
  }

  #begin({ records, trials, lost, splitter, digest }: Survey): DatasetCounts {
    const { cap, questions, targets, k, randomized, enrolled, budget } = { ...DEFAULTS, ...this.#options };
    const { form = 'messages', bare = false, traces, shard = { index: 1, of: 1 } } = this.#options;
    this.#counts = {
      format: 1,
      settings: { cap, questions, targets, k, randomized, enrolled, budget, form, bare, prompt: PROMPT_VERSION },
      shard,
      ...(traces && { teacher: traces.teacher, traces: { taken: traces.traces.size, used: 0 } }),
      records: { read: records, withResults: trials.length, lost: { ...lost }, digest: digest ?? '' },
      before: { sides: {}, contrasts: {}, pairs: {}, questions: {} },
      leftOut: {},
      sft: noKindCounts(),
      grpo: noKindCounts(),
      split: splitter.counts(),
      files: [],
    };
    return this.#counts;
  }

  /** The rows of each trial. */
  async *rows(): AsyncGenerator<TrialRows> {
    const { signal, onProgress, cuts, shard } = this.#options;
    const survey = await surveyRecords(this.#records, {
      ...(cuts && { cuts }),
      ...(signal && { signal }),
      digested: true,
      onProgress: (done) => onProgress?.(1, done, undefined),
    });
    if (signal?.aborted) return;
    const counts = this.#begin(survey);
    const walk = {
      ...(signal && { signal }),
      onProgress: (done: number, all: number) => onProgress?.(2, done, all),
    };
    for (const { trial, place } of trialsOf(survey, shard, walk)) {
      const left = trial && leftOut(trial, counts.settings);
      if (left) counts.leftOut[left] = (counts.leftOut[left] ?? 0) + 1;
      if (!trial || left) continue;
      const sft = kept(this.#natural(trial, place, counts), counts.sft);
      const grpo = kept(
        [...this.#questions(trial, place, counts), ...this.#approximate(trial, place, survey, counts.settings)],
        counts.grpo,
      );
      if (counts.traces) counts.traces.used += sft.length;
      if (sft.length + grpo.length > 0) yield { sft, grpo };
    }
  }

  #natural(trial: Trial, place: Place, counts: DatasetCounts): Made<SftRow>[] {
    const { traces, bare } = this.#options;
    const { cap, budget, form } = counts.settings;
    if (!traces && !bare) return [];
    const { pairs, counts: own } = pairsOfTrial(trial, { cap }, place);
    loseBefore(counts, { sides: own.excluded, contrasts: own.unlabelled });
    for (const kind of [own.O, own.A]) loseBefore(counts, { pairs: { ...kind.lost, 'more than --cap': kind.left } });
    return pairs.map((pair) => {
      const trace = traces?.traces.get(pair.id);
      if (!trace && !bare) return { lost: 'no trace of it was taken' };
      return sftRow(trial, pair, { form, budget, ...(trace && !bare && { trace }) });
    });
  }

  #questions(trial: Trial, place: Place, counts: DatasetCounts): Made<GrpoRow>[] {
    const { questions, budget } = counts.settings;
    const { chosen, counts: own } = askableOf(trial, questions);
    for (const reason of NO_OUTCOMES) if (own.none[reason]) exclude(counts.grpo, reason, own.none[reason]);
    loseBefore(counts, {
      questions: {
        'its result stands in the text of its trial': own.told,
        'nobody, or everybody, had it on both sides, beyond one in twenty': own.nothing,
        'more than --questions': own.left,
      },
    });
    return chosen.flatMap(({ contrast, field }) =>
      questionsAbout(trial, contrast, field, place).map((question) => questionRow(trial, question, { budget })),
    );
  }

  #approximate(
    trial: Trial,
    place: Place,
    survey: Survey,
    { targets, k, budget }: DatasetCounts['settings'],
  ): Made<GrpoRow>[] {
    const { trial: id = '', design } = trial;
    const starts = design?.start;
    if (starts === undefined || k === 0) return [];
    const wanted = (other: string) => !isLater(survey.splitter.placeOf(other).split, place.split);
    return askableOf(trial, targets).chosen.flatMap(({ contrast: { look, observed } }) => {
      const better = goodDirection(trial.outcomes?.[look.outcome] ?? {}, observed, look.row);
      const posted = design?.['results-posted'];
      return retrieve(survey, { trial, look, terms: survey.terms(id) }, { k, wanted }).flatMap((anchor, i) => {
        const pair = approximatePair(anchor, { trial, look }, { rank: i + 1, starts, weight: 1, ...place });
        if (!pair) return [];
        const where = { ...pair, ...(better && { better }), ...(posted !== undefined && { posted }) };
        return approximateRow(trial, where, anchor, { budget });
      });
    });
  }
}
