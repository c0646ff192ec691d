/** `deepimagine evaluate <records>…`: scores of predictors on registry records, each trial answered by weights that never saw it. */
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { Command } from 'commander';
import { FOLDS } from '../core/evaluate/fold.ts';
import { baselinesSchema, PREDICTORS, type PredictorName, weightsSchema } from '../core/evaluate/predictors.ts';
import { Evaluation, type Fitted, type Report } from '../core/evaluate/report.ts';
import { SETS } from '../core/evaluate/sets.ts';
import { importRecord } from '../core/trial/registry/import.ts';

/** What cannot be evaluated: a message for a person, and the exit code 2. */
class WrongUse extends Error {}

async function filesAt(place: string): Promise<string[]> {
  const entry = await stat(place).catch(() => {
    throw new WrongUse(`${place}: no such file or folder`);
  });
  if (!entry.isDirectory()) return [place];
  const names = (await readdir(place)).filter((name) => /\.(?:nd)?jsonl?(?:\.gz)?$/.test(name)).sort();
  if (names.length === 0) throw new WrongUse(`${place}: no records (*.json, *.ndjson, *.jsonl, gzipped or not) in it`);
  return names.map((name) => path.join(place, name));
}

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

async function* recordsIn(file: string): AsyncGenerator<unknown> {
  const own = createReadStream(file);
  const stream = file.endsWith('.gz') ? own.pipe(createGunzip()) : own;
  if (/\.json(?:\.gz)?$/.test(file)) {
    let text = '';
    for await (const piece of stream.setEncoding('utf8')) text += piece;
    const parsed: unknown = JSON.parse(text);
    yield* Array.isArray(parsed) ? parsed : [parsed];
    return;
  }
  for await (const line of createInterface({ input: stream })) if (line.trim() !== '') yield JSON.parse(line);
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

async function evaluate(places: readonly string[], options: Options): Promise<void> {
  const wanted = wantedOf(options.predictors);
  const resamples = Number(options.resamples);
  if (!Number.isInteger(resamples) || resamples < 1)
    throw new WrongUse(`${options.resamples}: no number of resamples.`);
  const evaluation = new Evaluation(await fittedIn(options.folds), wanted);
  const files = [...new Set((await Promise.all(places.map(filesAt))).flat())];
  for (const file of files) {
    process.stderr.write(`${file}\n`);
    for await (const record of recordsIn(file)) {
      const imported = importRecord(record);
      if ('problem' in imported) evaluation.exclude(`record: ${imported.problem}`);
      else evaluation.add(imported.trial);
    }
  }
  const report = evaluation.report(resamples);
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : `${lines(report).join('\n')}\n`);
}

export function register(program: Command): void {
  program
    .command('evaluate')
    .description('scores of predictors on registry records, each trial answered by weights that never saw it')
    .argument('<records...>', 'files of registry records, and folders of them')
    .option('--predictors <names>', `which, separated by commas (all: ${PREDICTORS.join(',')})`)
    .option('--folds <folder>', "the folds' weights", 'trainer/folds')
    .option('--resamples <number>', 'bootstraps of trials behind the intervals', '500')
    .option('--json', 'as JSON (its schema: syntaxes/evaluate.schema.json)')
    .action(async (places: string[], options: Options) => {
      try {
        await evaluate(places, options);
      } catch (error) {
        if (!(error instanceof WrongUse)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 2;
      }
    });
}
