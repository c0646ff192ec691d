/** The report of an evaluation: scores by set and predictor, all of them, those that flip and slices; calibration; comparisons; what was left out. */
import * as z from 'zod';
import { SPLITS } from '../pairs/split.ts';
import { bySchema } from './answers.ts';
import { type Comparison, compare } from './compare.ts';
import type { Gathered } from './gathered.ts';
import { type Bin, Prepared, RESAMPLES, SCORES, type ScoreCard, type Scored, scoreCard } from './scores.ts';
import { SETS, type SetName } from './sets.ts';
import { DIMENSIONS, type Dimension, FEW, inOrder } from './slices.ts';

const count = z.int().min(0);
const scoreSchema = z
  .tuple([z.number(), z.number(), z.number()])
  .meta({ id: 'Score', description: 'The score, and its 95 % interval over resampled trials.' });
const scores = {
  macroF1: scoreSchema.exactOptional(),
  accuracy: scoreSchema.exactOptional(),
  brier: scoreSchema.exactOptional(),
  ece: scoreSchema.exactOptional(),
  flipAuroc: scoreSchema.exactOptional(),
};
const cardSchema = z
  .object({
    n: z.number().describe('Contrasts.'),
    trials: z.number(),
    ...scores,
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
  })
  .meta({ id: 'Card' });
const cards = z.record(z.string(), cardSchema).describe('By predictor.');
const binSchema = z
  .object({
    low: z.number(),
    high: z.number(),
    share: z.number().describe('Of all answers, each trial weighing 1.'),
    n: count,
    trials: count,
    confidence: z.number().describe('Mean chance of the likeliest direction.'),
    accuracy: scoreSchema.describe('How often that was the observed one.'),
  })
  .meta({ id: 'Bin' });
const sliceSchema = z
  .object({
    n: count.describe('Questions.'),
    trials: count,
    few: z
      .literal(true)
      .exactOptional()
      .describe(`Fewer than ${FEW} trials: the intervals say too little of how uncertain this is.`),
    all: cards,
  })
  .meta({ id: 'Slice' });
const byTrialsSchema = z
  .object({
    p: z
      .number()
      .exactOptional()
      .describe(
        'Two-sided, by flipping the signs of the trials’ mean differences. Not adjusted for how many there are.',
      ),
    better: count.describe('Trials in which the first is the better.'),
    worse: count,
  })
  .meta({ id: 'ByTrials' });
const comparisonSchema = z
  .object({
    first: z.string(),
    second: z.string(),
    n: count.describe('Questions that both answered.'),
    trials: count,
    difference: z.object(scores).describe('First minus second. Of Brier and ECE, below 0 is better.'),
    byTrials: z.object({ brier: byTrialsSchema, accuracy: byTrialsSchema }),
    mcnemar: z
      .object({
        onlyFirst: count.describe('Questions that only the first is right about.'),
        onlySecond: count,
        exact: z.number(),
        midP: z.number(),
      })
      .describe('Takes every question as independent and for one, which those of a trial are not: far too sure.'),
  })
  .meta({ id: 'Comparison', description: 'Two predictors on the same questions.' });
const setSchema = z
  .object({
    all: cards,
    flips: cards.exactOptional().describe('Those whose direction differs from their source’s.'),
    reliability: z.record(z.string(), z.array(binSchema)).exactOptional().describe('By predictor.'),
    slices: z
      .partialRecord(z.enum(Object.keys(DIMENSIONS) as [Dimension]), z.record(z.string(), sliceSchema))
      .exactOptional()
      .describe('By dimension and value.'),
    comparisons: z.array(comparisonSchema).exactOptional(),
  })
  .meta({ id: 'Set' });

const aboutSchema = z
  .object({
    day: z.string().describe('On which it was made.'),
    command: z.string().describe('That makes it again.'),
    fits: z.string().describe('What the fitted predictors were fitted on.'),
    digests: z
      .record(z.string(), z.string())
      .describe('SHA-256 of the fitted weights and of the shipped ones, the first 12 digits.'),
    splits: z.array(z.enum([...SPLITS, 'out of fold'])).describe('Of which trials are.'),
    cuts: z.object({ validation: z.string(), test: z.string() }).exactOptional(),
    trials: count.describe('With any question.'),
    perTrial: count.exactOptional().describe('Of each trial and set, so many questions at most.'),
    share: z.number().exactOptional().describe('Of the trials, this share.'),
    resamples: count,
    models: z
      .record(
        z.string(),
        z.object({
          by: z.array(bySchema),
          unread: z.record(z.string(), count).describe('Answers that could not be read, by reason: scored as wrong.'),
          failed: z.record(z.string(), count).describe('Questions without an answer, by reason: not scored.'),
          certain: count.describe('Answers that told a direction without chances: scored as certain.'),
        }),
      )
      .exactOptional()
      .describe('By predictor, of those that are language models.'),
  })
  .describe('What this is a report of.');

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
    about: aboutSchema.exactOptional(),
  })
  .describe('What `deepimagine evaluate --json` writes: scores by set and predictor.');

export type Card = z.infer<typeof cardSchema>;
export type SetReport = z.infer<typeof setSchema>;
export type SliceReport = z.infer<typeof sliceSchema>;
export type ComparisonReport = z.infer<typeof comparisonSchema>;
export type About = z.infer<typeof aboutSchema>;
export type Report = z.infer<typeof reportSchema>;

export interface ReportOptions {
  resamples?: number;
  /** Pairs of predictors to be compared. */
  compared?: readonly (readonly [string, string])[];
  /** Also calibration and slices. */
  whole?: boolean;
  onProgress?: (what: string) => void;
}

/** Resamples of slices: their intervals are told to two digits. */
const OF_SLICES = 500;

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const asCard = (card: ScoreCard): Card =>
  Object.fromEntries(
    Object.entries(card).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  ) as Card;

function covered(gathered: Gathered, set: SetName, name: string): Pick<Card, 'coverage' | 'sizes'> {
  const [held, sizes] = [gathered.inside(set, name, 'z'), gathered.inside(set, name, 'size')];
  return {
    ...(held.n > 0 && { coverage: mean(held.shares) }),
    ...(sizes.n > 0 && { sizes: { n: sizes.n, trials: sizes.shares.length, coverage: mean(sizes.shares) } }),
  };
}

const flipped = (rows: readonly Scored[]) =>
  rows.filter(({ source, observed }) => source !== undefined && source !== observed);

function comparisonOf(first: string, second: string, found: Comparison): ComparisonReport {
  const { difference, ...rest } = found;
  const scores = Object.fromEntries(
    SCORES.flatMap((name) => (difference[name] ? [[name, [...difference[name]]]] : [])),
  );
  return { first, second, ...rest, difference: scores as ComparisonReport['difference'] };
}

function binOf({ accuracy, ...rest }: Bin) {
  return { ...rest, accuracy: [...accuracy] as [number, number, number] };
}

function slicesOf(gathered: Gathered, set: SetName, names: readonly string[], resamples: number): SetReport['slices'] {
  const slices: NonNullable<SetReport['slices']> = {};
  for (const dimension of Object.keys(DIMENSIONS) as Dimension[]) {
    const values = inOrder(dimension, gathered.values(set, dimension));
    if (values.length < 2) continue;
    const own: Record<string, SliceReport> = {};
    for (const value of values) {
      const all: Record<string, Card> = {};
      for (const name of names) {
        const rows = gathered.scored(set, name, (slice) => slice[dimension] === value);
        if (rows.length > 0) all[name] = asCard(scoreCard(rows, resamples));
      }
      const cards = Object.values(all);
      if (cards.length === 0) continue;
      const [n, trials] = [Math.max(...cards.map((card) => card.n)), Math.max(...cards.map((card) => card.trials))];
      own[value] = { n, trials, ...(trials < FEW && { few: true as const }), all };
    }
    slices[dimension] = own;
  }
  return Object.keys(slices).length > 0 ? slices : undefined;
}

function setReport(gathered: Gathered, set: SetName, options: ReportOptions): SetReport | undefined {
  const { resamples = RESAMPLES, compared = [], whole = false } = options;
  const [all, flips]: Record<string, Card>[] = [{}, {}];
  const reliability: NonNullable<SetReport['reliability']> = {};
  const names = gathered.predictors(set);
  for (const name of names) {
    const rows = gathered.scored(set, name);
    if (rows.length === 0 || !all || !flips) continue;
    const prepared = new Prepared(rows);
    all[name] = { ...asCard(scoreCard(prepared, resamples)), ...covered(gathered, set, name) };
    const turned = flipped(rows);
    if (turned.length > 0) flips[name] = asCard(scoreCard(turned, resamples));
    if (whole) reliability[name] = prepared.bins(resamples).map(binOf);
  }
  if (!all || !flips || Object.keys(all).length === 0) return undefined;
  const slices = whole ? slicesOf(gathered, set, names, Math.min(resamples, OF_SLICES)) : undefined;
  const comparisons = compared.flatMap(([first, second]) => {
    const rows = gathered.paired(set, first, second);
    return rows[0].length > 0 ? [comparisonOf(first, second, compare(...rows, resamples))] : [];
  });
  return {
    all,
    ...(Object.keys(flips).length > 0 && { flips }),
    ...(whole && { reliability }),
    ...(slices && { slices }),
    ...(comparisons.length > 0 && { comparisons }),
  };
}

/** The report of what was gathered. */
export function reportOf(
  gathered: Gathered,
  excluded: Readonly<Record<string, number>>,
  options: ReportOptions,
  about?: About,
): Report {
  const report: Report = { excluded: { ...excluded } };
  for (const set of SETS) {
    options.onProgress?.(set);
    const own = setReport(gathered, set, options);
    if (own) report[set] = own;
  }
  return about ? { ...report, about } : report;
}
