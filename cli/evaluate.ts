/** `deepimagine evaluate <records>…`: scores of predictors on registry records, each trial answered by weights that never saw it. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { Asking, type Chosen } from '../core/evaluate/ask.ts';
import { Disagreement, type Gathered } from '../core/evaluate/gathered.ts';
import { reportHtml } from '../core/evaluate/html.ts';
import { reportMarkdown } from '../core/evaluate/markdown.ts';
import { PREDICTORS, type PredictorName } from '../core/evaluate/predictors.ts';
import { Prompting } from '../core/evaluate/prompted.ts';
import { type About, type Report, reportOf } from '../core/evaluate/report.ts';
import { RESAMPLES } from '../core/evaluate/scores.ts';
import { SETS } from '../core/evaluate/sets.ts';
import { THINK_LEVELS } from '../core/imagine/servers/chat.ts';
import { SPLITS } from '../core/pairs/split.ts';
import { plainLine } from '../core/trial/markdown.ts';
import { besideProgram, type FittedRead, fittedIn } from './evaluate-fitted.ts';
import { type ModelFlags, modelNamed, promptedOf } from './evaluate-models.ts';
import { gather, gatherFrom, Saved } from './evaluate-run.ts';
import { reportLines } from './evaluate-text.ts';
import { exitWith, folderForOutput, inWords, WrongUse } from './files.ts';
import { numberIn, wholeNumber } from './options.ts';
import { Progress } from './progress.ts';
import { mustHoldRecords, namedIn, withRecords } from './records.ts';

interface Options extends ModelFlags {
  predictors?: string;
  split?: string;
  sets?: string;
  perTrial?: string;
  share?: string;
  compare?: string[];
  answers?: string;
  from?: string[];
  report?: string;
  folds?: string;
  resamples: string;
  json?: boolean;
}

/** Names of a list that are known; one that is not is told with those that are. */
function namesIn<T extends string>(list: string, known: readonly T[], what: string): T[] {
  return list.split(',').map((name) => {
    const found = known.find((one) => one === name.trim());
    if (!found) throw new WrongUse(`${name}: no such ${what}. There are ${known.join(', ')}.`);
    return found;
  });
}

/** Predictors that need no server, and language models. */
function wantedOf(list: string | undefined) {
  const names = list === undefined ? [...PREDICTORS] : list.split(',').map((name) => name.trim());
  const models = names.flatMap((name) => modelNamed(name) ?? []);
  const others = names.filter((name) => !models.some((one) => one.name === name));
  const known = [...PREDICTORS, 'openai:direct', 'openai:rag', 'openai:successive', 'the same of ollama'];
  const fitted = others.map((name): PredictorName => {
    const found = PREDICTORS.find((one) => one === name);
    if (!found) throw new WrongUse(`${name}: no such predictor. There are ${known.join(', ')}.`);
    return found;
  });
  return { names, models, fitted };
}

function chosenOf({ sets, perTrial, share }: Options): Chosen {
  return {
    ...(sets !== undefined && { sets: namesIn(sets, SETS, 'set') }),
    ...(perTrial !== undefined && { perTrial: wholeNumber('--per-trial', perTrial) }),
    ...(share !== undefined && { share: numberIn('--share', share, 0, 1) }),
  };
}

/** Pairs of predictors to be compared: those that are named; in a report, else the first against each of the others. */
function comparedOf({ compare, report }: Options, names: readonly string[]): (readonly [string, string])[] {
  if (!compare) {
    const [first, ...others] = names;
    return report === undefined || first === undefined ? [] : others.map((one) => [first, one] as const);
  }
  return compare.map((one) => {
    const [first, second, more] = one.split(',').map((name) => name.trim());
    if (!first || !second || more !== undefined) throw new WrongUse(`--compare ${one}: two predictors, as a,b`);
    const unknown = [first, second].find((name) => !names.includes(name));
    if (unknown) throw new WrongUse(`--compare ${one}: no answers of ${unknown}. There are ${names.join(', ')}.`);
    return [first, second] as const;
  });
}

/** The command, without what it was run on and where it wrote. */
function commandOf(options: Options): string {
  const left = new Set(['json', 'folds', 'report', 'answers', 'url', 'keyStdin', 'cache', 'concurrency', 'corpus']);
  const told = Object.entries(options).flatMap(([name, value]: [string, unknown]): string[] => {
    if (left.has(name) || (name === 'resamples' && value === String(RESAMPLES))) return [];
    const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const names = (Array.isArray(value) ? value : [value]).map(String);
    return names.map((one) => `${option} ${plainLine(name === 'from' ? path.basename(one) : one)}`);
  });
  const from = options.from ? '' : ' RECORDS';
  return [`deepimagine evaluate${from}`, ...told, ...(options.report === undefined ? [] : ['--report FOLDER'])].join(
    ' ',
  );
}

function aboutOf(options: Options, gathered: Gathered, { perTrial, share }: Chosen, read?: FittedRead): About {
  const models = Object.fromEntries(
    gathered.models.map((name) => [name, { by: gathered.by(name), ...gathered.losses(name) }]),
  );
  return {
    day: new Date().toISOString().slice(0, 10),
    command: commandOf(options),
    fits: read?.fits ?? 'as the files of answers have it',
    digests: read?.digests ?? {},
    splits: gathered.splits as About['splits'],
    ...(read?.cuts && { cuts: read.cuts }),
    trials: gathered.trials,
    ...(perTrial !== undefined && { perTrial }),
    ...(share !== undefined && { share }),
    resamples: wholeNumber('--resamples', options.resamples),
    ...(Object.keys(models).length > 0 && { models }),
  };
}

/** Why there is nothing to score, in a line. */
function whyNothing({ excluded }: Report): string {
  const reasons = Object.entries(excluded).sort(([, a], [, b]) => b - a);
  const told = reasons.map(([reason, count]) => `${plainLine(reason.replace(/^record: /, ''))} (${count})`).join(', ');
  return `nothing to score in it: ${told || 'no record'}`;
}

/** Scores what was gathered, and writes it where it is wanted. */
async function told(
  gathered: Gathered,
  excluded: Readonly<Record<string, number>>,
  about: About,
  compared: readonly (readonly [string, string])[],
  options: Options,
  places: readonly string[],
): Promise<number> {
  const whole = options.json === true || options.report !== undefined;
  const progress = new Progress();
  let set = 0;
  const onProgress = (name: string) => progress.show(() => `scoring ${name}`, ++set, SETS.length);
  const report = reportOf(gathered, excluded, { resamples: about.resamples, compared, whole, onProgress }, about);
  progress.end();
  const nothing = SETS.every((name) => Object.keys(report[name]?.all ?? {}).length === 0);
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (options.report !== undefined && !nothing)
    for (const [name, text] of [
      ['report.md', reportMarkdown(report)],
      ['report.html', reportHtml(report)],
      ['report.json', json],
    ] as const)
      await writeFile(path.join(options.report, name), text).catch((error: unknown) => {
        throw new WrongUse(`${options.report}: ${name} cannot be written: ${inWords(error)}`);
      });
  if (options.json) process.stdout.write(json);
  if (nothing) process.stderr.write(`${namedIn(places)}: ${whyNothing(report)}\n`);
  else if (!options.json) process.stdout.write(`${reportLines(report).join('\n')}\n`);
  return nothing ? 1 : 0;
}

/** Scores saved answers again. */
async function fromFiles(files: readonly string[], options: Options): Promise<number> {
  const gathered = await gatherFrom(files).catch((error: unknown) => {
    if (error instanceof Disagreement) throw new WrongUse(error.message);
    throw error;
  });
  const names = [...new Set(SETS.flatMap((set) => gathered.predictors(set)))];
  return told(gathered, {}, aboutOf(options, gathered, {}), comparedOf(options, names), options, files);
}

async function evaluate(places: readonly string[], options: Options): Promise<number> {
  await using _folder = options.report === undefined ? undefined : await folderForOutput(options.report);
  wholeNumber('--resamples', options.resamples);
  if (options.from) {
    if (places.length > 0) throw new WrongUse('--from: records, or saved answers, not both.');
    return await fromFiles(options.from, options);
  }
  if (places.length === 0) throw new WrongUse('Name records, or saved answers with --from.');
  const { names, models, fitted } = wantedOf(options.predictors);
  const splits = options.split === undefined ? undefined : namesIn(options.split, SPLITS, 'split');
  if (splits?.includes('train')) throw new WrongUse('--split train: what was fitted on a trial is never scored on it.');
  const chosen = chosenOf(options);
  const compared = comparedOf(options, names);
  const concurrency = wholeNumber('--concurrency', options.concurrency, 256);
  for (const place of places) await mustHoldRecords(place);
  const read = await fittedIn(options.folds ?? besideProgram(), splits);
  const asking = new Asking(read.fitted, fitted, chosen);
  return await withRecords(places, async (records, signal) => {
    const prompted = await promptedOf(models, places, options, signal);
    const saved = options.answers === undefined ? undefined : await Saved.open(options.answers);
    try {
      const { gathered, stopped } = await gather({
        records,
        asking,
        concurrency,
        signal,
        ...(read.cuts && { cuts: read.cuts }),
        ...(prompted.length > 0 && { prompting: new Prompting(prompted) }),
        ...(saved && { saved }),
      });
      if (signal.aborted || stopped !== undefined) {
        const kept = saved ? ' What was answered is saved: the same command goes on from there.' : '';
        process.stderr.write(`${stopped ?? 'Interrupted'}: nothing was scored.${kept}\n`);
        return 1;
      }
      return await told(gathered, asking.excluded, aboutOf(options, gathered, chosen, read), compared, options, places);
    } finally {
      await saved?.close();
    }
  });
}

export function register(program: Command): void {
  program
    .command('evaluate')
    .description('scores of predictors on registry records, each trial answered by weights that never saw it')
    .argument('[records...]', 'files, folders and zip archives of registry records, or one corpus')
    .option(
      '--predictors <names>',
      `which, separated by commas (all: ${PREDICTORS.join(',')}); of language models openai:direct, openai:rag, openai:successive, and the same of ollama`,
    )
    .option(
      '--split <names>',
      'only trials of these splits by date (validation, test), by what was fitted on the training trials',
    )
    .option('--sets <names>', `only these sets of questions (all: ${SETS.join(',')})`)
    .option('--per-trial <n>', 'at most so many questions of each trial and set, drawn by their ids')
    .option('--share <part>', 'only this part of the trials, 0 to 1, drawn by their ids')
    .option(
      '--compare <names...>',
      'two predictors each, as evidence,table: their differences on the same questions (with --report: else the first against each other one)',
    )
    .option('--report <folder>', 'write report.md, report.html and report.json there')
    .option(
      '--answers <file>',
      'save every answer there as NDJSON (its schema: syntaxes/answers.schema.json); what a model answered there is not asked again',
    )
    .option('--from <files...>', 'score saved answers instead of records')
    .option('--folds <folder>', 'what was fitted (default: trainer/folds beside the program)')
    .option('--resamples <n>', 'bootstraps of trials behind the intervals', String(RESAMPLES))
    .option('--json', 'as JSON (its schema: syntaxes/evaluate.schema.json)')
    .option('--url <address>', 'of a language model: the server')
    .option('--model <name>', 'which of its models (the only one, where it serves one)')
    .option('--concurrency <n>', 'questions that are asked of it at a time', '4')
    .option('--anchors <k>', 'comparisons of other trials beside the question, with :rag (7)')
    .option('--corpus <place>', 'records in which those are looked for (those that are scored)')
    .option('--samples <n>', 'answers to each question (1)')
    .option('--temperature <t>', '0 to 2 (0; 0.7 with several samples)')
    .option('--max-tokens <n>', 'of thoughts and answer together')
    .option('--seed <n>', 'of the first answer')
    .option(
      '--think <how>',
      `on, off, or ${THINK_LEVELS.join(', ')}: whether the model reasons before it answers (as it does by itself)`,
    )
    .option('--key-stdin', 'read the server’s key from standard input (else it is that of DEEPIMAGINE_API_KEY)')
    .option('--no-cache', 'ask again what was asked before')
    .action(async (places: string[], options: Options) => {
      await exitWith(evaluate(places, options));
    });
}
