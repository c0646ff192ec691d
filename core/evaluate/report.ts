/** The report of an evaluation: scores by set and predictor, all of them and those that flip, the denominators, what was left out. */
import * as z from 'zod';
import type { Probability } from '../imagine/answer.ts';
import { sizeOf } from '../imagine/model/expect.ts';
import { directionsOf, quantile } from '../imagine/model/predictive.ts';
import { strengthOf } from '../imagine/power.ts';
import { surveyOf } from '../trial/contrast.ts';
import type { Trial } from '../trial/schema.ts';
import { fold } from './fold.ts';
import {
  type Answering,
  type Baseline,
  distributionOf,
  PREDICTORS,
  type PredictorName,
  predictorsOf,
  type Weights,
} from './predictors.ts';
import { type Asked, questionsOf } from './questions.ts';
import { type Scored, scoreCard } from './scores.ts';
import { SETS, type SetName } from './sets.ts';

const scoreSchema = z
  .tuple([z.number(), z.number(), z.number()])
  .describe('The score, and its 95 % interval over resampled trials.');
const cardSchema = z.object({
  n: z.number().describe('Contrasts.'),
  trials: z.number(),
  macroF1: scoreSchema.exactOptional(),
  accuracy: scoreSchema.exactOptional(),
  brier: scoreSchema.exactOptional(),
  ece: scoreSchema.exactOptional(),
  flipAuroc: scoreSchema.exactOptional(),
  coverage: z
    .number()
    .exactOptional()
    .describe('Share of observed z within the 80 % interval; of trials, each weighing 1.'),
  sizes: z
    .object({
      n: z.number().describe('Contrasts of which a size was told and an estimate of its kind was observed.'),
      trials: z.number(),
      coverage: z.number().describe('Share of estimates, in their own unit, within the 80 % interval that was told.'),
    })
    .exactOptional(),
});
const setSchema = z.object({
  all: z.partialRecord(z.enum(PREDICTORS), cardSchema),
  flips: z
    .partialRecord(z.enum(PREDICTORS), cardSchema)
    .exactOptional()
    .describe('Those whose direction differs from their source’s.'),
});

/** What `deepimagine evaluate --json` writes. */
export const reportSchema = z
  .object({
    contrast: setSchema.exactOptional(),
    'pair.O': setSchema.exactOptional(),
    'pair.O.reported': setSchema.exactOptional(),
    'pair.A': setSchema.exactOptional(),
    'pair.dose': setSchema.exactOptional(),
    'pair.comparator': setSchema.exactOptional(),
    many: setSchema.exactOptional(),
    excluded: z.record(z.string(), z.number()).describe('What was left out, by reason.'),
  })
  .describe('What `deepimagine evaluate --json` writes: scores by set and predictor.');

type Card = z.infer<typeof cardSchema>;
export type SetReport = z.infer<typeof setSchema>;
export type Report = z.infer<typeof reportSchema>;

export interface Fitted {
  /** By fold: fitted without the trials of it. */
  weights: readonly Weights[];
  baselines: readonly Baseline[];
}

interface Held {
  trial: string;
  inside: boolean;
}

function put(map: Map<SetName, Held[]>, set: SetName, one: Held): void {
  const own = map.get(set);
  if (own) own.push(one);
  else map.set(set, [one]);
}

/** The share that is inside, each trial weighing 1. */
function coverageOf(held: readonly Held[]): { trials: number; coverage: number } {
  const trials = new Map<string, [number, number]>();
  for (const { trial, inside } of held) {
    const [yes, all] = trials.get(trial) ?? [0, 0];
    trials.set(trial, [yes + Number(inside), all + 1]);
  }
  const shares = [...trials.values()].map(([yes, all]) => yes / all);
  return { trials: trials.size, coverage: shares.reduce((a, b) => a + b, 0) / shares.length };
}

/** Gathers the answers of predictors to the questions of trials, and scores them. */
export class Evaluation {
  readonly #wanted: readonly PredictorName[];
  readonly #folds: readonly Record<PredictorName, Answering>[];
  readonly #distributions: readonly ReturnType<typeof distributionOf>[];
  readonly #rows = new Map<string, Scored[]>();
  readonly #held = new Map<SetName, Held[]>();
  readonly #sizes = new Map<SetName, Held[]>();
  readonly #excluded: Record<string, number> = {};
  readonly #seen = new Set<string>();

  constructor({ weights, baselines }: Fitted, wanted: readonly PredictorName[]) {
    this.#wanted = wanted;
    this.#folds = weights.flatMap((own, k) => {
      const baseline = baselines[k];
      return baseline ? [predictorsOf(own, baseline)] : [];
    });
    this.#distributions = weights.map(distributionOf);
  }

  exclude(reason: string, count = 1): void {
    if (count > 0) this.#excluded[reason] = (this.#excluded[reason] ?? 0) + count;
  }

  /** Asks all that a trial can be asked. A trial without an id cannot be told from those that were fitted on. */
  add(trial: Trial): void {
    const id = trial.trial ?? '';
    const k = fold(id);
    const [predictors, distribution] = [this.#folds[k], this.#distributions[k]];
    const why =
      id === ''
        ? 'trial without an id'
        : this.#seen.has(id)
          ? 'trial twice'
          : !predictors && 'trial of a fold without weights';
    if (why) this.exclude(why);
    if (why || !predictors || !distribution) return;
    this.#seen.add(id);
    this.#countLosses(trial);
    for (const asked of questionsOf(trial)) {
      if (asked.set === 'arm' || asked.set === 'computed') continue;
      for (const name of this.#wanted) this.#put(id, asked.set, name, asked, predictors[name](asked));
      if (asked.set !== 'contrast') this.#hold(id, asked.set, asked, distribution);
    }
  }

  #countLosses(trial: Trial): void {
    const { contrasts, excluded } = surveyOf(trial);
    for (const [reason, count] of Object.entries(excluded)) this.exclude(`pair of groups: ${reason}`, count);
    for (const { observed } of contrasts)
      if (observed.direction === undefined) this.exclude(`contrast without direction: ${observed.missing}`);
    if (contrasts.length === 0) this.exclude('trial without contrasts');
  }

  #put(trial: string, set: SetName, name: PredictorName, asked: Asked, probability: Probability | undefined): void {
    const observed = asked.target.observed.direction;
    if (!probability || observed === undefined) return;
    const key = `${set} ${name}`;
    const rows = this.#rows.get(key) ?? [];
    this.#rows.set(key, rows);
    const source = asked.sources[0]?.direction;
    rows.push({ trial, probability, observed, ...(source && { source }) });
  }

  #hold(id: string, set: SetName, asked: Asked, distribution: ReturnType<typeof distributionOf>): void {
    const own = distribution(asked);
    const { target, trial, sources } = asked;
    const z = strengthOf(target.observed)?.z;
    // Beyond what the model was fitted on, nothing is said of z.
    if (z !== undefined && Math.abs(z) <= 6)
      put(this.#held, set, { trial: id, inside: z >= quantile(own, 0.1) && z <= quantile(own, 0.9) });
    const { estimate, oriented } = target.observed;
    const state = { trial, look: target.look };
    const told = sizeOf(trial, state, { probability: directionsOf(own), distribution: own, sources });
    const { low, high } = told?.interval ?? {};
    if (!estimate || !oriented || told?.kind !== estimate.kind || low === undefined || high === undefined) return;
    put(this.#sizes, set, { trial: id, inside: estimate.value >= low && estimate.value <= high });
  }

  #covered(set: SetName): { coverage?: number; sizes?: NonNullable<Card['sizes']> } {
    const [held, sizes] = [this.#held.get(set), this.#sizes.get(set)];
    return {
      ...(held && { coverage: coverageOf(held).coverage }),
      ...(sizes && { sizes: { n: sizes.length, ...coverageOf(sizes) } }),
    };
  }

  report(resamples?: number): Report {
    const report: Report = { excluded: this.#excluded };
    for (const set of SETS) {
      const [all, flips]: [SetReport['all'], SetReport['all']] = [{}, {}];
      for (const name of this.#wanted) {
        const rows = this.#rows.get(`${set} ${name}`);
        if (!rows) continue;
        all[name] = { ...(scoreCard(rows, resamples) as Card), ...(name === 'evidence' && this.#covered(set)) };
        const flipped = rows.filter(({ source, observed }) => source !== undefined && source !== observed);
        if (flipped.length > 0) flips[name] = scoreCard(flipped, resamples) as Card;
      }
      if (Object.keys(all).length > 0) report[set] = { all, ...(Object.keys(flips).length > 0 && { flips }) };
    }
    return report;
  }
}
