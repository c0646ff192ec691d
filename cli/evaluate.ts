/** `deepimagine evaluate <records>…`: scores of predictors on registry records, each trial answered by weights that never saw it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { FOLDS } from '../core/evaluate/fold.ts';
import { baselinesSchema, PREDICTORS, type PredictorName, weightsSchema } from '../core/evaluate/predictors.ts';
import { Evaluation, type Fitted, type Report } from '../core/evaluate/report.ts';
import { SETS } from '../core/evaluate/sets.ts';
import { REPEATED } from '../core/pairs/records.ts';
import { plainLine } from '../core/trial/markdown.ts';
import { importRecord } from '../core/trial/registry/import.ts';
import { exitWith, WrongUse } from './files.ts';
import { Progress } from './progress.ts';
import { namedIn, withRecords } from './records.ts';

/** The weights of the folds lie beside the program's sources; what is installed does not carry them. */
async function fittedIn(folder: string): Promise<Fitted> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(
      await readFile(path.join(folder, name), 'utf8').catch(() => {
        throw new WrongUse(
          `${folder}: no ${name}. Name the folder of the folds' weights with --folds (trainer/folds).`,
        );
      }),
    );
  const weights = [];
  for (let k = 0; k < FOLDS; k++) weights.push(weightsSchema.parse(await read(`fold-${k}.json`)));
  return { weights, baselines: baselinesSchema.parse(await read('baselines.json')) };
}

function wantedOf(list: string | undefined): PredictorName[] {
  if (list === undefined) return [...PREDICTORS];
  return list.split(',').map((name) => {
    const found = PREDICTORS.find((one) => one === name.trim());
    if (!found) throw new WrongUse(`${name}: no such predictor. There are ${PREDICTORS.join(', ')}.`);
    return found;
  });
}

function lines(report: Report): string[] {
  const text = [
    'set               predictor  n      trials  Brier                 macro-F1  accuracy  ECE    AUROC of flip  80 % of z  80 % of sizes (contrasts, trials)',
  ];
  for (const set of SETS)
    for (const [name, card] of Object.entries(report[set]?.all ?? {})) {
      const [brier = Number.NaN, low = Number.NaN, high = Number.NaN] = card.brier ?? [];
      const one = (score: readonly number[] | undefined) => score?.[0]?.toFixed(3) ?? '';
      text.push(
        [
          set.padEnd(17),
          name.padEnd(10),
          String(card.n).padEnd(6),
          String(card.trials).padEnd(7),
          `${brier.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`.padEnd(21),
          one(card.macroF1).padEnd(9),
          one(card.accuracy).padEnd(9),
          one(card.ece).padEnd(6),
          one(card.flipAuroc).padEnd(14),
          (card.coverage?.toFixed(3) ?? '').padEnd(9),
          card.sizes ? `${card.sizes.coverage.toFixed(3)} (${card.sizes.n}, ${card.sizes.trials})` : '',
        ]
          .join(' ')
          .trimEnd(),
      );
    }
  text.push('', 'left out:');
  for (const [reason, count] of Object.entries(report.excluded).sort(([, a], [, b]) => b - a))
    text.push(`${String(count).padStart(8)}  ${reason}`);
  return text;
}

interface Options {
  predictors?: string;
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

async function evaluate(places: readonly string[], options: Options): Promise<number> {
  const wanted = wantedOf(options.predictors);
  const resamples = Number(options.resamples);
  if (!Number.isInteger(resamples) || resamples < 1)
    throw new WrongUse(`${options.resamples}: no number of resamples.`);
  const evaluation = new Evaluation(await fittedIn(options.folds), wanted);
  return withRecords(places, async (records, signal) => {
    const progress = new Progress();
    let number = 0;
    for await (const read of records.walk()) {
      if (signal.aborted) break;
      number++;
      progress.show(() => `${number} records`, number);
      const imported = 'problem' in read ? read : importRecord(read.json);
      if (!('problem' in imported)) evaluation.add(imported.trial);
      else evaluation.exclude(imported.problem === REPEATED ? 'trial twice' : `record: ${imported.problem}`);
    }
    progress.end();
    if (signal.aborted) {
      process.stderr.write('Interrupted: nothing was scored.\n');
      return 1;
    }
    const report = evaluation.report(resamples);
    const nothing = SETS.every((set) => Object.keys(report[set]?.all ?? {}).length === 0);
    if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    if (nothing) process.stderr.write(`${namedIn(places)}: ${whyNothing(report)}\n`);
    else if (!options.json) process.stdout.write(`${lines(report).join('\n')}\n`);
    return nothing ? 1 : 0;
  });
}

export function register(program: Command): void {
  program
    .command('evaluate')
    .description('scores of predictors on registry records, each trial answered by weights that never saw it')
    .argument('<records...>', 'files, folders and zip archives of registry records, or one corpus')
    .option('--predictors <names>', `which, separated by commas (all: ${PREDICTORS.join(',')})`)
    .option('--folds <folder>', "the folds' weights", 'trainer/folds')
    .option('--resamples <number>', 'bootstraps of trials behind the intervals', '500')
    .option('--json', 'as JSON (its schema: syntaxes/evaluate.schema.json)')
    .action(async (places: string[], options: Options) => {
      await exitWith(evaluate(places, options));
    });
}
