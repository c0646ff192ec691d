/** `deepimagine evaluate <records>…`: scores of predictors on registry records, each trial answered by weights that never saw it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { Asking, type Chosen, type Fitted } from '../core/evaluate/ask.ts';
import { FOLDS } from '../core/evaluate/fold.ts';
import { Gathered } from '../core/evaluate/gathered.ts';
import {
  baselinesSchema,
  PREDICTORS,
  type PredictorName,
  trainedSchema,
  weightsSchema,
} from '../core/evaluate/predictors.ts';
import { type About, type Report, reportOf } from '../core/evaluate/report.ts';
import { RESAMPLES } from '../core/evaluate/scores.ts';
import { SETS, type SetName } from '../core/evaluate/sets.ts';
import { REPEATED, type Records } from '../core/pairs/records.ts';
import { type Cuts, SPLITS, type Split, Splitter } from '../core/pairs/split.ts';
import { plainLine } from '../core/trial/markdown.ts';
import { importRecord } from '../core/trial/registry/import.ts';
import { isRecord, partOf, tokenOf } from '../core/trial/registry/measures.ts';
import { reportLines } from './evaluate-text.ts';
import { exitWith, WrongUse } from './files.ts';
import { Progress } from './progress.ts';
import { namedIn, withRecords } from './records.ts';

/** What was fitted, and what tells two fits apart. */
interface Read {
  fitted: Fitted;
  cuts?: Cuts;
  digests: Record<string, string>;
  fits: string;
}

/** The weights of the folds lie beside the program's sources; what is installed does not carry them. */
async function fittedIn(folder: string, splits: readonly Split[] | undefined): Promise<Read> {
  const digests: Record<string, string> = {};
  const read = async (name: string): Promise<unknown> => {
    const text = await readFile(path.join(folder, name), 'utf8').catch(() => {
      throw new WrongUse(`${folder}: no ${name}. Name the folder of the folds' weights with --folds (trainer/folds).`);
    });
    digests[name] = createHash('sha256').update(text).digest('hex').slice(0, 12);
    return JSON.parse(text);
  };
  const baselines = baselinesSchema.parse(await read('baselines.json'));
  const same = (features: number) => {
    if (features !== baselines.features)
      throw new WrongUse(`${folder}: the baselines were fitted on other features. Run trainer/fit_evidence.py again.`);
  };
  if (splits) {
    const { cuts, trained, ...weights } = trainedSchema.parse(await read('train.json'));
    same(weights.features);
    const fit = { weights, baseline: baselines.train };
    const fits = `${trained.length} trials whose results were posted before ${cuts.validation}`;
    return { fitted: { by: 'date', fit, trained: new Set(trained), splits }, cuts, digests, fits };
  }
  const folds = [];
  for (let k = 0; k < FOLDS; k++) {
    const weights = weightsSchema.parse(await read(`fold-${k}.json`));
    same(weights.features);
    const baseline = baselines.folds[k];
    if (!baseline) throw new WrongUse(`${folder}: baselines.json has no fold ${k}.`);
    folds.push({ weights, baseline });
  }
  return { fitted: { by: 'folds', folds }, digests, fits: `for each of ${FOLDS} folds of trials, all the others` };
}

/** Names of a list that are known; one that is not is told with those that are. */
function namesIn<T extends string>(list: string, known: readonly T[], what: string): T[] {
  return list.split(',').map((name) => {
    const found = known.find((one) => one === name.trim());
    if (!found) throw new WrongUse(`${name}: no such ${what}. There are ${known.join(', ')}.`);
    return found;
  });
}

function wholeNumber(text: string, what: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new WrongUse(`${text}: no number of ${what}.`);
  return number;
}

interface Options {
  predictors?: string;
  split?: string;
  sets?: string;
  perTrial?: string;
  compare?: string[];
  folds: string;
  resamples: string;
  json?: boolean;
}

/** Why there is nothing to score, in a line. */
function whyNothing({ excluded }: Report): string {
  const reasons = Object.entries(excluded).sort(([, a], [, b]) => b - a);
  const told = reasons.map(([reason, count]) => `${plainLine(reason.replace(/^record: /, ''))} (${count})`).join(', ');
  return `nothing to score in it: ${told || 'no record'}`;
}

/** Where each trial stands by date, after a first round through the records. */
async function splitterOf(records: Records, cuts: Cuts, signal: AbortSignal): Promise<Splitter> {
  const splitter = new Splitter(cuts);
  for await (const read of records.walk()) {
    if (signal.aborted) break;
    if (!('id' in read)) continue;
    const { protocolSection, resultsSection } = partOf(read.json);
    const posted = tokenOf(partOf(partOf(partOf(protocolSection).statusModule).resultsFirstPostDateStruct).date);
    splitter.add(read.json, posted, isRecord(resultsSection));
  }
  return splitter;
}

/** Pairs of predictors to be compared: those that are named, else none. */
function comparedOf(named: readonly string[] | undefined): (readonly [string, string])[] {
  return (named ?? []).map((one) => {
    const [first, second, more] = one.split(',').map((name) => name.trim());
    if (!first || !second || more !== undefined) throw new WrongUse(`--compare ${one}: two predictors, as a,b`);
    return [first, second] as const;
  });
}

async function evaluate(places: readonly string[], options: Options): Promise<number> {
  const wanted: PredictorName[] = options.predictors
    ? namesIn(options.predictors, PREDICTORS, 'predictor')
    : [...PREDICTORS];
  const resamples = wholeNumber(options.resamples, 'resamples');
  const splits = options.split === undefined ? undefined : namesIn(options.split, SPLITS, 'split');
  if (splits?.includes('train')) throw new WrongUse('--split train: what was fitted on a trial is never scored on it.');
  const chosen: Chosen = {
    ...(options.sets !== undefined && { sets: namesIn<SetName>(options.sets, SETS, 'set') }),
    ...(options.perTrial !== undefined && { perTrial: wholeNumber(options.perTrial, 'questions') }),
  };
  const compared = comparedOf(options.compare);
  const read = await fittedIn(options.folds, splits);
  const asking = new Asking(read.fitted, wanted, chosen);
  const gathered = new Gathered();
  return withRecords(places, async (records, signal) => {
    const progress = new Progress();
    const splitter = read.cuts && (await splitterOf(records, read.cuts, signal));
    let number = 0;
    for await (const one of records.walk()) {
      if (signal.aborted) break;
      number++;
      progress.show(() => `${number} records`, number);
      const imported = 'problem' in one ? one : importRecord(one.json);
      if ('problem' in imported)
        asking.exclude(imported.problem === REPEATED ? 'trial twice' : `record: ${imported.problem}`);
      else
        for (const { line } of asking.lines(imported.trial, splitter?.placeOf(imported.trial.trial ?? '')))
          gathered.put(line);
    }
    progress.end();
    if (signal.aborted) {
      process.stderr.write('Interrupted: nothing was scored.\n');
      return 1;
    }
    const about: About = {
      day: new Date().toISOString().slice(0, 10),
      command: commandOf(options),
      fits: read.fits,
      digests: read.digests,
      splits: gathered.splits as About['splits'],
      ...(read.cuts && { cuts: read.cuts }),
      trials: gathered.trials,
      ...(chosen.perTrial !== undefined && { perTrial: chosen.perTrial }),
      resamples,
    };
    const report = reportOf(gathered, asking.excluded, { resamples, compared, whole: options.json === true }, about);
    return written(report, places, options);
  });
}

/** The command without what it was run on. */
function commandOf({ json: _, ...options }: Options): string {
  const told = Object.entries(options).flatMap(([name, value]): string[] => {
    const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (name === 'folds' || (name === 'resamples' && value === String(RESAMPLES))) return [];
    return Array.isArray(value) ? value.map((one) => `${option} ${one}`) : [`${option} ${value}`];
  });
  return ['deepimagine evaluate RECORDS', ...told].join(' ');
}

function written(report: Report, places: readonly string[], options: Options): number {
  const nothing = SETS.every((set) => Object.keys(report[set]?.all ?? {}).length === 0);
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (nothing) process.stderr.write(`${namedIn(places)}: ${whyNothing(report)}\n`);
  else if (!options.json) process.stdout.write(`${reportLines(report).join('\n')}\n`);
  return nothing ? 1 : 0;
}

export function register(program: Command): void {
  program
    .command('evaluate')
    .description('scores of predictors on registry records, each trial answered by weights that never saw it')
    .argument('<records...>', 'files, folders and zip archives of registry records, or one corpus')
    .option('--predictors <names>', `which, separated by commas (all: ${PREDICTORS.join(',')})`)
    .option(
      '--split <names>',
      'only trials of these splits by date (validation, test), by weights fitted on the training trials',
    )
    .option('--sets <names>', `only these sets of questions (all: ${SETS.join(',')})`)
    .option('--per-trial <number>', 'at most so many questions of each trial and set, drawn by their ids')
    .option('--compare <names...>', 'two predictors each, as evidence,table: their differences on the same questions')
    .option('--folds <folder>', 'what was fitted', 'trainer/folds')
    .option('--resamples <number>', 'bootstraps of trials behind the intervals', String(RESAMPLES))
    .option('--json', 'as JSON (its schema: syntaxes/evaluate.schema.json)')
    .action(async (places: string[], options: Options) => {
      await exitWith(evaluate(places, options));
    });
}
