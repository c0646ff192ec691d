/**
 * A report as a document: headings, sentences, tables and figures, the same for Markdown and HTML. Texts are plain: whoever writes them out
 * escapes them, for names of models, phases and reasons come from elsewhere.
 */
import { PREDICTORS } from './predictors.ts';
import type { About, Card, ComparisonReport, Report, SetReport, SliceReport } from './report.ts';
import { SETS, type SetName } from './sets.ts';
import { DIMENSIONS, type Dimension, FEW, inOrder } from './slices.ts';

export interface Table {
  caption: string;
  head: readonly string[];
  /** The first cell of a row is its name. */
  rows: readonly (readonly string[])[];
}

/** A value of a dimension, and the scores of its questions. */
export type Slice = readonly [value: string, slice: SliceReport];

export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'code'; text: string }
  | ({ kind: 'table' } & Table)
  /** Calibration of the predictors of a set. */
  | { kind: 'reliability'; set: SetName; of: NonNullable<SetReport['reliability']> }
  /** Scores by slice, and the same as a table. */
  | { kind: 'slices'; set: SetName; dimension: Dimension; of: readonly Slice[]; table: Table };

/** What each set asks, in a sentence. */
export const ASKED: Readonly<Record<SetName, string>> = {
  contrast: 'A reported contrast of a trial of which nothing observed is at hand: only what was planned.',
  'pair.O': 'One observed contrast is at hand; asked is the same two sides on another outcome or at another time.',
  'pair.O.reported': 'As pair.O, both ends reported by the trial itself rather than computed from its figures.',
  'pair.A':
    'One observed contrast is at hand; asked is another first arm against the same comparator, on the same outcome.',
  'pair.dose': 'One observed contrast is at hand; asked is the same in all but the dose of the first arm.',
  'pair.comparator': 'One observed contrast is at hand; asked is the same first arm against another comparator.',
  many: 'A reported contrast, all other observed contrasts of its trial at hand, but for its own rows, repeats and complements.',
};

/** A score, three decimals; what rounds to zero has no sign. */
export function decimals(value: number): string {
  const text = value.toFixed(3);
  return Number(text) === 0 ? '0.000' : text.replace('-', '−');
}

const number = (value: number | undefined) => (value === undefined ? '' : decimals(value));

/** A score with its interval. */
export function interval(score: readonly number[] | undefined): string {
  const [value, low, high] = score ?? [];
  return value === undefined ? '' : `${number(value)} (${number(low)} to ${number(high)})`;
}

/** A score of so many trials: a bootstrap of few says too little of itself. */
function told(score: readonly number[] | undefined, trials: number): string {
  return trials < FEW ? number(score?.[0]) : interval(score);
}

const ofTrials = (trials: number) => `${count(trials)}${trials < FEW ? ` (fewer than ${FEW})` : ''}`;

export function chance(p: number | undefined): string {
  if (p === undefined) return '';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

const count = (value: number) => value.toLocaleString('en-GB').replaceAll(',', ' ');

const SCORE_HEAD = ['predictor', 'questions', 'trials', 'Brier', 'macro-F1', 'accuracy', 'ECE', 'AUROC of “will flip”'];

/** Without the columns in which no row says anything. */
function filled<T extends Table>(table: T): T {
  const said = table.head.map((_, i) => i === 0 || table.rows.some((row) => row[i] !== ''));
  const kept = (cells: readonly string[]) => cells.filter((_, i) => said[i]);
  return table.rows.length === 0 ? table : { ...table, head: kept(table.head), rows: table.rows.map(kept) };
}

function cardsTable(caption: string, cards: Readonly<Record<string, Card>>): Table {
  return filled({
    caption,
    head: [...SCORE_HEAD, '80 % of z', '80 % of sizes (questions, trials)'],
    rows: Object.entries(cards).map(([name, card]) => [
      name,
      count(card.n),
      ofTrials(card.trials),
      told(card.brier, card.trials),
      told(card.macroF1, card.trials),
      told(card.accuracy, card.trials),
      told(card.ece, card.trials),
      told(card.flipAuroc, card.trials),
      number(card.coverage),
      card.sizes ? `${number(card.sizes.coverage)} (${count(card.sizes.n)}, ${count(card.sizes.trials)})` : '',
    ]),
  });
}

function comparisonTable(set: SetName, all: readonly ComparisonReport[]): Table {
  return filled({
    caption: `${set}: two predictors on the same questions, the first minus the second`,
    head: [
      'first − second',
      'Brier',
      'p, by trials',
      'accuracy',
      'p, by trials',
      'macro-F1',
      'ECE',
      'AUROC of “will flip”',
      'right alone',
      'McNemar: exact, mid-p',
      'questions',
      'trials',
    ],
    rows: all.map(({ first, second, n, trials, difference, byTrials, mcnemar }) => [
      `${first} − ${second}`,
      interval(difference.brier),
      chance(byTrials.brier.p),
      interval(difference.accuracy),
      chance(byTrials.accuracy.p),
      interval(difference.macroF1),
      interval(difference.ece),
      interval(difference.flipAuroc),
      `${count(mcnemar.onlyFirst)}, ${count(mcnemar.onlySecond)}`,
      `${chance(mcnemar.exact)}, ${chance(mcnemar.midP)}`,
      count(n),
      count(trials),
    ]),
  });
}

function sliceTable(set: SetName, dimension: Dimension, slices: readonly Slice[]): Table {
  const names = [...new Set(slices.flatMap(([, { all }]) => Object.keys(all)))];
  return {
    caption: `${set}: Brier score by ${DIMENSIONS[dimension].toLowerCase()}`,
    head: [DIMENSIONS[dimension].toLowerCase(), 'questions', 'trials', ...names],
    rows: slices.map(([value, { n, trials, all }]) => [
      value,
      count(n),
      ofTrials(trials),
      ...names.map((name) => told(all[name]?.brier, trials)),
    ]),
  };
}

function setBlocks(set: SetName, { all, flips, reliability, slices, comparisons }: SetReport): Block[] {
  const blocks: Block[] = [
    { kind: 'heading', level: 2, text: set },
    { kind: 'text', text: ASKED[set] },
    { kind: 'table', ...cardsTable(`${set}: all questions`, all) },
  ];
  if (flips)
    blocks.push({
      kind: 'table',
      ...cardsTable(`${set}: those whose direction differs from the source’s`, flips),
    });
  if (comparisons) blocks.push({ kind: 'table', ...comparisonTable(set, comparisons) });
  if (reliability && Object.keys(reliability).length > 0) blocks.push({ kind: 'reliability', set, of: reliability });
  for (const [dimension, own] of Object.entries(slices ?? {}) as [Dimension, Record<string, SliceReport>][]) {
    // Keys that look like numbers come first in an object, wherever they were put.
    const of = inOrder(dimension, Object.keys(own)).flatMap((value): Slice[] =>
      own[value] ? [[value, own[value]]] : [],
    );
    blocks.push({ kind: 'slices', set, dimension, of, table: sliceTable(set, dimension, of) });
  }
  return blocks;
}

/** The questions of a set whose ends are outcomes of what is given; undefined where all are, or nobody looked. */
function ofOutcomes({ slices }: SetReport): SliceReport | undefined {
  const { 'no outcome': others, 'of what is given': outcomes } = slices?.ends ?? {};
  return others && outcomes;
}

const most = (all: SetReport['all'], what: 'n' | 'trials') => Math.max(...Object.values(all).map((card) => card[what]));

/** Below the scores of all questions of a set those of outcomes only, where there are others. */
function overview(sets: readonly (readonly [SetName, SetReport])[]): Block[] {
  const every = [...new Set(sets.flatMap(([, { all }]) => Object.keys(all)))];
  const known = PREDICTORS.filter((name) => every.includes(name));
  const names = [...known, ...every.filter((name) => !known.some((one) => one === name))];
  const row = (name: string, all: SetReport['all']) => {
    const trials = most(all, 'trials');
    return [name, ofTrials(trials), ...names.map((one) => told(all[one]?.brier, trials))];
  };
  const others = sets.flatMap(([set, own]) => {
    const [n, outcomes] = [most(own.all, 'n'), ofOutcomes(own)];
    return outcomes ? [`${count(n - outcomes.n)} of ${count(n)} of ${set}`] : [];
  });
  const table = {
    caption: 'Brier score of all questions, 0 to 2, lower is better',
    head: ['set', 'trials', ...names],
    rows: sets.flatMap(([set, own]) => {
      const outcomes = ofOutcomes(own);
      return [row(set, own.all), ...(outcomes ? [row(`${set} (outcomes only)`, outcomes.all)] : [])];
    }),
  };
  if (others.length === 0) return [{ kind: 'table', ...table }];
  return [
    {
      kind: 'text',
      text: `Scores are of all questions, also of those that natural pairs leave out because an end of them is no outcome (see “${HOW_TO_READ}”): ${others.join(', ')}. What scores are without these stands below each, outcomes only.`,
    },
    { kind: 'table', ...table, caption: table.caption.replace(',', ' and of those of outcomes only,') },
  ];
}

function aboutItems({ fits, digests, splits, cuts, trials, perTrial, share, resamples }: About): string[] {
  const outOfFold = splits.length === 1 && splits[0] === 'out of fold';
  return [
    outOfFold
      ? `Scored: ${count(trials)} trials, each by a fit that never saw it. Fitted: ${fits}.`
      : `Scored: ${count(trials)} trials of the splits by date ${splits.join(' and ')}. Fitted: ${fits}.`,
    ...(cuts
      ? [
          `Results first posted from ${cuts.validation} on are for validation, from ${cuts.test} on for the test; near-duplicates stand together, where the latest of them does.`,
        ]
      : []),
    ...(share === undefined ? [] : [`A share of ${share} of the trials, drawn by their ids.`]),
    ...(perTrial === undefined ? [] : [`Of each trial and set at most ${perTrial} questions, drawn by their ids.`]),
    `Intervals: 95 %, percentiles of ${count(resamples)} bootstraps of trials (of slices, at most 500), the same in whatever order records come.`,
    ...(Object.keys(digests).length === 0
      ? []
      : [
          `Fitted weights (SHA-256): ${Object.entries(digests)
            .map(([name, digest]) => `${name} ${digest}`)
            .join(', ')}.`,
        ]),
  ];
}

function modelItems(models: NonNullable<About['models']>): string[] {
  const reasons = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([why, times]) => `${why} (${count(times)})`)
      .join(', ') || 'none';
  return Object.entries(models).map(([name, { by, unread, failed, certain }]) => {
    const who = by.map(
      ({ model, digest, prompt }) => `${model}${digest ? ` ${digest.slice(0, 12)}` : ''}, prompt ${prompt}`,
    );
    return `${name}: ${who.join('; ') || 'no answer at all'}. Unreadable, scored as wrong and as three equal chances: ${reasons(unread)}. Not answered because of the server, not scored: ${reasons(failed)}. Without chances, scored as certain: ${count(certain)}.`;
  });
}

/** How to read a report, and the heading that stands above it. */
export const HOW_TO_READ = 'How to read this';
export const READING: readonly string[] = [
  'Every trial weighs 1, however many questions it has. Questions is how many were answered and scored.',
  'Brier: the squared distance of the three chances from what was observed, 0 to 2. Macro-F1: the mean F1 of higher, lower and no difference. ECE: how far confidence is from accuracy, in ten bins; it cannot be below 0, so where it is near 0 its interval lies above it. AUROC of “will flip”: how well 1 − P(the source’s direction) ranks what differs from its source; 0.5 is no better than chance.',
  '80 % of z: the share of observed z (the difference in standard errors) within the interval in which the predictor expects 80 % of them. 80 % of sizes: the same of observed estimates, in the outcome’s own unit, with the numbers of questions and trials in which both are told. Right is 0.80, and aimed at is 0.75 to 0.85: below, the intervals are too narrow; above, too wide.',
  'copy answers the source’s direction, nearest that of the likest source, both as if certain; table how often each direction followed the source’s; majority how often each was observed; logistic (regression) and forest (random) see the features that evidence sees.',
  'No outcome: a contrast that does not tell what became of people by what they were given, as far as its words say. It is of a value at baseline or of a trait that people came with, or counts those of whom nothing is known; or what it sets against each other are no arms: times, strata, people who are given the same, a group and a part of it. Natural pairs (deepimagine pairs build) leave such ends out. Here they are still asked about, so that scores stay comparable with earlier ones. A question is “no outcome” where what is asked is such a contrast, or the source of its pair; every other is “of what is given”, and these are the outcomes only.',
  `No pair of one trial changes who is studied or where and how: factors N and E are not scored. What is of fewer than ${FEW} trials is given without an interval: resampling so few says too little of how uncertain it is.`,
  'Comparisons: p by trials flips the signs of the trials’ mean differences; it is not adjusted for how many comparisons there are. “Right alone” counts the questions that only the first, and only the second, is right about; McNemar’s test of these stands beside it for whoever expects it: it takes every question as independent, which those of one trial are not, and is far too sure.',
];

/** The whole report as blocks. */
export function documentOf(report: Report): Block[] {
  const { about, excluded } = report;
  const sets = SETS.flatMap((set) => {
    const own = report[set];
    return own ? [[set, own] as const] : [];
  });
  return [
    { kind: 'heading', level: 1, text: 'Scores of predictors of a contrast’s direction' },
    ...(about
      ? ([
          { kind: 'text', text: `Made on ${about.day} by` },
          { kind: 'code', text: about.command },
          { kind: 'list', items: aboutItems(about) },
        ] as const)
      : []),
    { kind: 'heading', level: 2, text: 'At a glance' },
    ...overview(sets),
    ...(about?.models ? ([{ kind: 'list', items: modelItems(about.models) }] as const) : []),
    { kind: 'heading', level: 2, text: HOW_TO_READ },
    { kind: 'list', items: READING },
    ...sets.flatMap(([set, own]) => setBlocks(set, own)),
    { kind: 'heading', level: 2, text: 'Left out' },
    {
      kind: 'table',
      caption: 'What could not be asked, by reason',
      head: ['reason', 'number'],
      rows: Object.entries(excluded)
        .sort(([, a], [, b]) => b - a)
        .map(([reason, times]) => [reason, count(times)]),
    },
  ];
}
