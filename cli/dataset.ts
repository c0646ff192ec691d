/** `deepimagine dataset build|merge`: rows that TRL trains on, of registry records, with their data sheet. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { DatasetBuilder, type DatasetOptions, DEFAULTS } from '../core/pairs/dataset/build.ts';
import { type DatasetCounts, datasetSchema, mergedCounts, SlicesProblem } from '../core/pairs/dataset/counts.ts';
import { datasheet } from '../core/pairs/dataset/datasheet.ts';
import { COUNTS, DatasetFiles, heldIn, OtherFile, SHEET } from '../core/pairs/dataset/files.ts';
import { FORMS, type Form } from '../core/pairs/dataset/row.ts';
import { DEFAULT_CUTS } from '../core/pairs/split.ts';
import { TracesProblem, takenTraces } from '../core/pairs/traces/folder.ts';
import { plainLine } from '../core/trial/markdown.ts';
import { exitWith, folderForOutput, inWords, WrongUse } from './files.ts';
import { interruptibly, stoppedCode } from './interrupted.ts';
import { dayOf, shardOf, wholeNumber } from './options.ts';
import { Progress } from './progress.ts';
import { namedIn, PLACES, withRecords } from './records.ts';

/** Of the reasons why there is nothing, so many are told. */
const MOST_REASONS = 5;

interface Flags {
  out?: string;
  traces?: string;
  bare?: boolean;
  form: string;
  cap: string;
  questions: string;
  targets: string;
  k: string;
  budget: string;
  randomized?: boolean;
  enrolled: string;
  shard?: string;
  gzip?: boolean;
  validation: string;
  test: string;
  json?: boolean;
}

function formOf(text: string): Form {
  const found = FORMS.find((form) => form === text);
  if (!found) throw new WrongUse(`--form ${text}: one of ${FORMS.join(', ')}`);
  return found;
}

async function tracesOf(folder: string | undefined): Promise<DatasetOptions['traces']> {
  if (folder === undefined) return undefined;
  try {
    return await takenTraces(folder);
  } catch (error) {
    if (error instanceof TracesProblem) throw new WrongUse(error.message);
    throw error;
  }
}

const jsonOf = (counts: DatasetCounts) => `${JSON.stringify(counts, null, 2)}\n`;

function tell(folder: string, counts: DatasetCounts, json: boolean | undefined): void {
  if (json) process.stdout.write(jsonOf(counts));
  const files = counts.files.map(({ name, rows }) => `  ${String(rows).padStart(8)}  ${name}`);
  process.stderr.write(
    `${[`${folder}:`, ...files, `Counts, rules and hashes: ${path.join(folder, SHEET)}`].join('\n')}\n`,
  );
}

/** Why there is no row at all, in a line; undefined where there is one. */
function whyNothing({ sft, grpo, records, leftOut, before }: DatasetCounts): string | undefined {
  if (sft.rows + grpo.rows > 0) return undefined;
  const reasons = [records.lost, leftOut, ...Object.values(before), sft.excluded, grpo.excluded].flatMap((lost) =>
    Object.entries(lost),
  );
  const most = reasons.sort(([, a], [, b]) => b - a).slice(0, MOST_REASONS);
  const told = most.map(([reason, count]) => `${plainLine(reason)} (${count})`).join(', ');
  return `no row in it, so nothing was written: ${told || 'no record'}`;
}

async function build(places: readonly string[], flags: Flags): Promise<number> {
  const { out, bare = false, gzip = false } = flags;
  if (!out) throw new WrongUse('--out: name a folder');
  if (bare && flags.traces !== undefined) throw new WrongUse('--bare and --traces: one of them');
  const shard = shardOf(flags.shard);
  const cuts = { validation: dayOf('--validation', flags.validation), test: dayOf('--test', flags.test) };
  if (cuts.test < cuts.validation) throw new WrongUse('--test: no earlier than --validation');
  const options = {
    form: formOf(flags.form),
    bare,
    cuts,
    ...(shard && { shard }),
    cap: wholeNumber('--cap', flags.cap),
    questions: wholeNumber('--questions', flags.questions),
    targets: wholeNumber('--targets', flags.targets),
    k: wholeNumber('--k', flags.k, 1000),
    budget: wholeNumber('--budget', flags.budget),
    randomized: flags.randomized === true,
    enrolled: flags.enrolled === '0' ? 0 : wholeNumber('--enrolled', flags.enrolled),
  };
  const traces = await tracesOf(flags.traces);
  // Files that a build has no rows for go, and rows to imitate are dear: never because an option was forgotten.
  const held = traces || bare ? [] : heldIn(out, 'sft');
  if (held.length > 0)
    throw new WrongUse(
      `${out}: rows to imitate of an earlier build are there (${held.join(', ')}), and would go. Name --traces or --bare, or another folder; or delete them.`,
    );
  return withRecords(places, async (records, signal) => {
    const fresh = !existsSync(out);
    await using _folder = await folderForOutput(out);
    const progress = new Progress();
    const builder = new DatasetBuilder(records, {
      ...options,
      ...(traces && { traces }),
      signal,
      onProgress: (round, done, all) =>
        progress.show(() => (round === 1 ? `${done} records looked at` : `${done} of ${all} trials`), done, all),
    });
    const files = new DatasetFiles(out, gzip, fresh);
    let whole = false;
    let nothing: string | undefined;
    try {
      for await (const { sft, grpo } of builder.rows()) {
        await files.write('sft', sft);
        await files.write('grpo', grpo);
      }
      whole = !signal.aborted;
      nothing = whole && !shard && builder.counts ? whyNothing(builder.counts) : undefined;
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === undefined ? error : new WrongUse(`${out}: ${inWords(error)}`);
    } finally {
      progress.end();
      if (!whole || nothing !== undefined) await files.drop();
    }
    const { counts } = builder;
    if (!whole || !counts) return interrupted(signal);
    if (nothing !== undefined) {
      process.stderr.write(`${namedIn(places)}: ${nothing}\n`);
      return 1;
    }
    const done = { ...counts, files: await files.end() };
    await files.describe(datasheet(done), jsonOf(done));
    tell(out, done, flags.json);
    const written = traces?.teacher.prompt.split('/').at(-1);
    if (written !== undefined && written !== String(done.settings.prompt))
      process.stderr.write(
        `The traces were written for version ${written} of the prompts, and these rows ask in version ${done.settings.prompt}.\n`,
      );
    if (!traces && !bare)
      process.stderr.write(
        'No rows to imitate: name a folder of traces (--traces), or ask for bare answers (--bare).\n',
      );
    return 0;
  });
}

async function sliceAt(folder: string): Promise<DatasetCounts> {
  const file = path.join(folder, COUNTS);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new WrongUse(`${file}: ${inWords(error)}. Name folders that \`deepimagine dataset build --shard\` made.`);
  });
  try {
    return datasetSchema.parse(JSON.parse(text));
  } catch {
    throw new WrongUse(`${file}: not what \`deepimagine dataset build\` writes.`);
  }
}

async function merge(
  folders: readonly string[],
  { out, gzip = false, json }: Pick<Flags, 'out' | 'gzip' | 'json'>,
): Promise<number> {
  if (!out) throw new WrongUse('--out: name a folder');
  const slices = await Promise.all(folders.map(async (folder) => ({ folder, counts: await sliceAt(folder) })));
  slices.sort((a, b) => a.counts.shard.index - b.counts.shard.index);
  if (folders.some((folder) => path.resolve(folder) === path.resolve(out)))
    throw new WrongUse('--out: another folder than the slices’');
  try {
    mergedCounts(
      slices.map(({ counts }) => counts),
      [],
    );
  } catch (error) {
    if (error instanceof SlicesProblem) throw new WrongUse(error.message);
    throw error;
  }
  const fresh = !existsSync(out);
  await using _folder = await folderForOutput(out);
  return await interruptibly(async (signal) => {
    const files = new DatasetFiles(out, gzip, fresh);
    let whole = false;
    try {
      for (const { folder, counts } of slices)
        for (const file of counts.files) {
          if (signal.aborted) return interrupted(signal);
          const plain = file.name.replace(/\.gz$/, '');
          await files.append(gzip ? `${plain}.gz` : plain, path.join(folder, file.name), file);
        }
      whole = !signal.aborted;
    } catch (error) {
      if (error instanceof OtherFile)
        throw new WrongUse(`${error.message}: not what its data sheet says. Build that slice again.`);
      throw (error as NodeJS.ErrnoException).code === undefined ? error : new WrongUse(inWords(error));
    } finally {
      if (!whole) await files.drop();
    }
    if (!whole) return interrupted(signal);
    const counts = mergedCounts(
      slices.map((one) => one.counts),
      await files.end(),
    );
    await files.describe(datasheet(counts), jsonOf(counts));
    tell(out, counts, json);
    return 0;
  });
}

function interrupted(signal: AbortSignal): number {
  process.stderr.write('Interrupted: nothing was written.\n');
  return stoppedCode(signal);
}

export function register(program: Command): void {
  const dataset = program
    .command('dataset')
    .description(
      'rows that TRL trains on: natural pairs to imitate, questions and approximate pairs to be rewarded for',
    );
  dataset
    .command('build')
    .description('sft/ and grpo/ as JSON lines for train, validation and test, and a data sheet')
    .argument('[place...]', PLACES)
    .option('--out <folder>', 'where the files go (needed)')
    .option('--traces <folder>', 'what `deepimagine traces` wrote: the pairs to imitate, with their explanations')
    .option('--bare', 'pairs to imitate without explanations: the answer alone')
    .option('--form <form>', `of rows to imitate: ${FORMS.join(' or ')}`, 'messages')
    .option('--cap <number>', 'natural pairs of a trial of each kind, at most', String(DEFAULTS.cap))
    .option('--questions <number>', 'questions of a trial, at most', String(DEFAULTS.questions))
    .option('--targets <number>', 'contrasts of a trial that anchors are looked for, at most', String(DEFAULTS.targets))
    .option('--k <number>', 'anchors of a contrast, at most; a row each', String(DEFAULTS.k))
    .option(
      '--budget <tokens>',
      'of a prompt, at most, by an estimate that rather counts too many',
      String(DEFAULTS.budget),
    )
    .option('--randomized', 'only of trials that are said to be randomised')
    .option('--enrolled <number>', 'only of trials with so many participants or more', String(DEFAULTS.enrolled))
    .option('--shard <i/n>', 'the i-th of n slices, which `dataset merge` puts together')
    .option('--gzip', 'compressed files')
    .option('--validation <day>', 'results posted from that day on are for validation', DEFAULT_CUTS.validation)
    .option('--test <day>', 'results posted from that day on are for the test', DEFAULT_CUTS.test)
    .option('--json', 'the counts as JSON, which are in datasheet.json too')
    .action((places: string[], flags: Flags) => exitWith(build(places, flags)));
  dataset
    .command('merge')
    .description('the slices of a data set put together: the same bytes as of a build in one go')
    .argument('<slice...>', 'folders that `dataset build --shard` made')
    .option('--out <folder>', 'where the files go (needed)')
    .option('--gzip', 'compressed files')
    .option('--json', 'the counts as JSON, which are in datasheet.json too')
    .action((folders: string[], flags: Flags) => exitWith(merge(folders, flags)));
}
