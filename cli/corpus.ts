/** `deepimagine corpus add|pull|stats`: registry records in one place, and what is in it. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import { add } from '../core/pairs/corpus/add.ts';
import { Corpus, CorpusProblem } from '../core/pairs/corpus/corpus.ts';
import type { Counts } from '../core/pairs/corpus/intake.ts';
import { PAGE_SIZE, PAUSE_MS, type Pulled, pull } from '../core/pairs/corpus/pull.ts';
import { type CorpusStats, statsOf } from '../core/pairs/corpus/stats.ts';
import { isCorpus } from '../core/pairs/records.ts';
import { problemInWords, REGISTRY_URL } from '../core/trial/registry/fetch.ts';
import { MOST_A_PAGE } from '../core/trial/registry/pages.ts';
import { PHASES } from '../core/trial/schema.ts';
import { exitWith, folderForOutput, removeEmpty, WrongUse } from './files.ts';
import { interruptibly } from './interrupted.ts';
import { dayOf } from './options.ts';
import { Progress } from './progress.ts';
import { DEFAULT_CORPUS, mustHoldRecords, unnamedCorpus } from './records.ts';

const count = z.int().min(0);
const counts = {
  read: count.describe('Records that were looked at.'),
  added: count,
  updated: count,
  unchanged: count,
  older: count.describe('Older than what is held, which was kept.'),
  aside: count.describe('Broken: kept apart, with the reason.'),
};

/** What `corpus add --json` writes. */
export const addedSchema = z
  .object({
    ...counts,
    files: count.describe('Files of records that were found.'),
    unread: count.describe(
      'Files that could not be read, or not to their end, and places that are not there or hold none.',
    ),
    complete: z.boolean().describe('False where it was interrupted.'),
  })
  .describe('What `deepimagine corpus add --json` writes.');

/** What `corpus pull --json` writes. */
export const pulledSchema = z
  .object({
    ...counts,
    pages: count,
    resumed: z.boolean().describe('It went on where an earlier pull was stopped.'),
    since: z.string().optional().describe('The day from which on it asked; absent where it asked for everything.'),
    complete: z.boolean(),
    problem: z.string().optional().describe('Why it was stopped, unless by its user.'),
  })
  .describe('What `deepimagine corpus pull --json` writes.');

/** Removes a corpus that was just made, and is closed, of which `holdsNothing` was true. */
async function removeNew(folder: string): Promise<void> {
  await rm(path.join(folder, 'corpus.sqlite'), { force: true });
  await removeEmpty(path.join(folder, 'records'));
}

/** Opens a corpus for as long as some work takes; what it cannot do is told as a sentence. One that is made and in which nothing was put does not stay. */
async function withCorpus(folder: string, write: boolean, work: (corpus: Corpus) => Promise<number>): Promise<number> {
  await using _folder = write ? await folderForOutput(folder) : undefined;
  const fresh = write && !isCorpus(folder);
  let left = false;
  try {
    using corpus = await Corpus.open(folder, { write });
    try {
      return await work(corpus);
    } finally {
      left = fresh && corpus.holdsNothing();
    }
  } catch (error) {
    if (error instanceof CorpusProblem) throw new WrongUse(error.message);
    throw error;
  } finally {
    if (left) await removeNew(folder);
  }
}

function inShort({ added, updated, unchanged, older, aside }: Readonly<Counts>): string {
  const parts = [`${added} added`, `${updated} updated`, `${unchanged} unchanged`];
  if (older) parts.push(`${older} older than what is held`);
  if (aside) parts.push(`${aside} set aside`);
  return parts.join(', ');
}

const json = (value: unknown) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);

interface Where {
  corpus: string;
  json?: boolean;
}

async function runAdd(places: readonly string[], options: Where): Promise<number> {
  const there: string[] = [];
  const missing: string[] = [];
  for (const place of places)
    try {
      await mustHoldRecords(place);
      there.push(place);
    } catch (error) {
      if (!(error instanceof WrongUse)) throw error;
      missing.push(error.message);
    }
  if (there.length === 0) throw new WrongUse(missing.join('\n'));
  return withCorpus(options.corpus, true, (corpus) =>
    interruptibly(async (signal) => {
      const progress = new Progress();
      for (const why of missing) progress.tell(why);
      const done = await add(corpus, there, {
        signal,
        onProgress: (now) => progress.show(() => `${now.read} records: ${inShort(now)}`, now.read),
        onProblem: (where, why) => progress.tell(`${where}: ${why}`),
      });
      progress.end();
      const { counts, cancelled: stopped, files } = done;
      const unread = done.unread + missing.length;
      process.stderr.write(
        `${options.corpus}: ${inShort(counts)}${unread ? `; ${unread} ${unread === 1 ? 'place' : 'places'} not read to the end` : ''}\n`,
      );
      if (stopped) process.stderr.write('Interrupted: the same command goes on from there.\n');
      if (options.json) json({ ...counts, files, unread, complete: !stopped } satisfies z.infer<typeof addedSchema>);
      return stopped || unread || counts.aside ? 1 : 0;
    }),
  );
}

interface PullFlags extends Where {
  query?: string;
  since?: string;
  all?: boolean;
  registry: string;
  pause: string;
  timeout: string;
  pageSize: string;
}

function numberOf(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new WrongUse(`${option} ${text}: a number from ${least} to ${most}`);
  return value;
}

function whyStopped(stopped: Pulled['stopped']): string | undefined {
  if (stopped === undefined || stopped === 'cancelled') return undefined;
  return `${problemInWords(stopped, 'the query')} The address that was asked last: ${stopped.url}`;
}

async function runPull(options: PullFlags): Promise<number> {
  const { query, since, all } = options;
  if (all && since !== undefined) throw new WrongUse('--all and --since: one of them');
  if (!URL.canParse(options.registry) || !/^https?:$/.test(new URL(options.registry).protocol))
    throw new WrongUse(`--registry ${options.registry}: an address, as ${REGISTRY_URL}`);
  const asked = {
    ...(query !== undefined && { query }),
    ...(since !== undefined && { since: dayOf('--since', since) }),
    ...(all && { all }),
    url: options.registry,
    pauseMs: numberOf('--pause', options.pause, 0, 3600) * 1000,
    timeoutMs: numberOf('--timeout', options.timeout, 0.001, 3600) * 1000,
    pageSize: Math.floor(numberOf('--page-size', options.pageSize, 1, MOST_A_PAGE)),
  };
  return withCorpus(options.corpus, true, (corpus) =>
    interruptibly(async (signal) => {
      const progress = new Progress();
      const done = await pull(corpus, {
        ...asked,
        signal,
        onProgress: (now, seen, total) =>
          progress.show(() => `${seen} of ${total ?? '?'}: ${inShort(now)}`, seen, total),
        onNote: (note) => progress.tell(note),
      });
      progress.end();
      const { counts, pages, resumed, stopped } = done;
      const problem = whyStopped(stopped);
      process.stderr.write(`${options.corpus}: ${inShort(counts)}\n`);
      if (problem !== undefined) process.stderr.write(`${problem}\n`);
      if (stopped) process.stderr.write('Not complete: the same command goes on from there.\n');
      if (options.json)
        json({
          ...counts,
          pages,
          resumed,
          ...(done.since !== undefined && { since: done.since }),
          complete: stopped === undefined,
          ...(problem !== undefined && { problem }),
        } satisfies z.infer<typeof pulledSchema>);
      return stopped || counts.aside ? 1 : 0;
    }),
  );
}

/** Counts side by side with their names, the figures flush right. */
function table(title: string, entries: readonly (readonly [string, number])[]): string {
  const width = Math.max(0, ...entries.map(([, n]) => String(n).length));
  return [title, ...entries.map(([name, n]) => `  ${String(n).padStart(width)}  ${name}`)].join('\n');
}

/** What is in a corpus, as a person reads it. */
function statsText(stats: CorpusStats): string {
  const { results, randomised50, contrasts, doseRanging, conditions, aside, bytes } = stats;
  const mb = (n: number) => `${(n / 1e6).toFixed(1)} MB`;
  const size = `${mb(bytes.json)} of JSON in ${mb(bytes.records)}`;
  return `${[
    table('Trials', [
      ['in all', stats.trials],
      ['with results', results.with],
      ['without', results.without],
      ['randomised with an enrollment of 50 or more', randomised50.trials],
      ['of these with results', randomised50.withResults],
    ]),
    table('Contrasts', [
      ['in all', contrasts.all],
      ['trials that have one', contrasts.trials],
      ['direction from a reported analysis', contrasts.reported],
      ['direction computed from the values', contrasts.computed],
      ['higher', contrasts.higher],
      ['lower', contrasts.lower],
      ['no difference', contrasts.noDifference],
      ['trials with a direction', contrasts.trialsWithDirection],
    ]),
    table('Dose-ranging (two sides that differ in nothing but the dose of one drug)', [
      ['trials, by their arms', doseRanging.arms],
      ['trials that observed such a contrast', doseRanging.observed],
      ['such contrasts', doseRanging.contrasts],
    ]),
    table('Type', Object.entries(stats.type)),
    table(
      'Phase',
      [...PHASES.map(String), 'not stated'].flatMap((phase) =>
        stats.phase[phase] ? [[phase, stats.phase[phase]]] : [],
      ),
    ),
    table(
      `Conditions (the ${conditions.most.length} most frequent of ${conditions.different})`,
      conditions.most.map(({ condition, trials }) => [condition, trials]),
    ),
    table('Started', Object.entries(stats.started)),
    table('Results first posted', Object.entries(stats.resultsPosted)),
    ...(aside.records ? [table(`Set aside: ${aside.records}`, Object.entries(aside.reasons))] : []),
    `${size}${bytes.wasted ? `, ${mb(bytes.wasted)} of it replaced` : ''}\ndigest ${stats.digest}`,
    ...(stats.outdated
      ? [
          `${stats.outdated} trials were read by an older version of DeepImagine: the next add or pull reads them again.`,
        ]
      : []),
  ].join('\n\n')}\n`;
}

async function runStats(named: string | undefined, options: Partial<Where>): Promise<number> {
  if (named !== undefined && options.corpus !== undefined) throw new WrongUse('Name the corpus once.');
  const folder = named ?? options.corpus ?? unnamedCorpus('a corpus');
  if (existsSync(folder) && !isCorpus(folder))
    throw new WrongUse(
      `${folder}: no corpus there. \`deepimagine corpus add\` makes one of files and folders of records.`,
    );
  return withCorpus(folder, false, async (corpus) => {
    const stats = statsOf(corpus);
    if (options.json) json(stats);
    else process.stdout.write(statsText(stats));
    return 0;
  });
}

export function register(program: Command): void {
  const corpus = program
    .command('corpus')
    .description('registry records in one place: a folder that is added to and counted');
  const place = ['--corpus <folder>', 'the corpus', DEFAULT_CORPUS] as const;
  corpus
    .command('add')
    .description(
      'adds records; what is held already is left as it is. Exits 1 where one was set aside or a file not read, 2 where nothing that was named is there',
    )
    .argument(
      '<place...>',
      'files of API v2 records (JSON of one or an array, NDJSON, gzipped or not), folders and zip archives of them',
    )
    .option(...place)
    .option('--json', 'what was done as JSON (its schema: syntaxes/corpus-add.schema.json)')
    .action((places: string[], options: Where) => exitWith(runAdd(places, options)));
  corpus
    .command('pull')
    .description(
      'asks the registry for records, page by page; goes on where it was stopped, and once complete asks only for what was updated since',
    )
    .option('--query <words>', "in the registry's search language; without it, everything")
    .option('--since <day>', 'only what was updated on that day (YYYY-MM-DD) or later')
    .option('--all', 'everything that the query finds once more, whatever was pulled before')
    .option(...place)
    .option('--registry <url>', 'base address of the registry API', process.env.DEEPIMAGINE_REGISTRY || REGISTRY_URL)
    .option('--page-size <records>', `records a page, up to ${MOST_A_PAGE}`, String(PAGE_SIZE))
    .option('--pause <seconds>', 'at least so long between two requests', String(PAUSE_MS / 1000))
    .option('--timeout <seconds>', 'how long to wait for a page', '120')
    .option('--json', 'what was done as JSON (its schema: syntaxes/corpus-pull.schema.json)')
    .action((options: PullFlags) => exitWith(runPull(options)));
  corpus
    .command('stats')
    .description('what is in a corpus: trials by phase, condition, year, results, contrasts, dose-ranging')
    .argument('[folder]', `the corpus (default: ${JSON.stringify(DEFAULT_CORPUS)})`)
    .option('--corpus <folder>', 'the same')
    .option('--json', 'as JSON (its schema: syntaxes/corpus-stats.schema.json)')
    .action((named: string | undefined, options: Partial<Where>) => exitWith(runStats(named, options)));
}
