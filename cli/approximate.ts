/** `deepimagine pairs approximate|anchors`: approximate counterfactual pairs of registry records, and the anchors of one trial. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type AnchorsAnswer, anchorsAnswer } from '../core/pairs/approximate/answer.ts';
import {
  ApproximateBuilder,
  type ApproximateCounts,
  type ApproximateOptions,
  DEFAULT_K,
  DEFAULT_TARGETS,
  LOOKED,
} from '../core/pairs/approximate/build.ts';
import { findApproximate, shownApproximate } from '../core/pairs/approximate/find.ts';
import { anchorDocument } from '../core/pairs/approximate/open.ts';
import { EmbeddingFailure, openaiEmbedder } from '../core/pairs/approximate/openai-embedder.ts';
import { readApproximateId } from '../core/pairs/approximate/pair.ts';
import { retrievalReport } from '../core/pairs/approximate/report.ts';
import { reportText } from '../core/pairs/approximate/report-text.ts';
import { reranked } from '../core/pairs/approximate/rerank.ts';
import { type Anchor, retrieve, type Target } from '../core/pairs/approximate/retrieve.ts';
import { anchorText, approximateText, lookLines } from '../core/pairs/approximate/show.ts';
import { type Survey, surveyRecords } from '../core/pairs/approximate/survey.ts';
import type { Records } from '../core/pairs/records.ts';
import { DEFAULT_CUTS } from '../core/pairs/split.ts';
import { focusOf } from '../core/trial/contrast.ts';
import { plainLine } from '../core/trial/markdown.ts';
import { parse } from '../core/trial/parse.ts';
import { parseContrast } from '../core/trial/quantity/contrast.ts';
import { importRecord } from '../core/trial/registry/import.ts';
import type { Trial } from '../core/trial/schema.ts';
import { sideOf } from '../core/trial/sides.ts';
import type { Look } from '../core/trial/types.ts';
import { exitWith, textOf, WrongUse } from './files.ts';
import { Lines } from './lines.ts';
import { dayOf, shardOf, wholeNumber } from './options.ts';
import { Progress } from './progress.ts';
import { namedIn, PLACES, withRecords } from './records.ts';

/** Nothing where there is nothing to list. */
function table(title: string, entries: Readonly<Record<string, number>>, order?: readonly string[]): string[] {
  const all = Object.entries(entries);
  if (all.length === 0) return [];
  const sorted = order
    ? all.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    : all.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  const width = Math.max(0, ...sorted.map(([, n]) => String(n).length));
  return [title, ...sorted.map(([name, n]) => `  ${String(n).padStart(width)}  ${name}`)];
}

/** What was built and what was not, as a person reads it. */
function countsText({ records, targets, anchors, factors, steps, written, trials, splits }: ApproximateCounts): string {
  const named = (k: string) => `${k} ${k === '1' ? 'anchor' : 'anchors'}`;
  const found = Object.entries(anchors.found).map(([k, n]) => [named(k), n] as const);
  const ks = Object.keys(anchors.found).sort((a, b) => Number(a) - Number(b));
  return `${[
    `${records.read} records: ${records.withResults} with results, ${records.usable} of them with a contrast whose direction is known`,
    ...table('  read of no use', records.lost),
    `${targets.contrasts} contrasts of ${targets.trials} trials: ${targets.alone} have no anchor; ${targets.told} more are told in the text of their trial, of ${targets.nothing} nobody or everybody had it on both sides`,
    ...table('  trials without a pair', targets.without),
    ...table('  contrasts that are no target', targets.none),
    ...table('  contrasts that have', Object.fromEntries(found), ks.map(named)),
    ...table('  shared something and may be no anchor', anchors.refused),
    ...table('Pairs, by how far one had to look', anchors.widened, LOOKED),
    ...table('Pairs in which differs', factors, ['N', 'A', 'O', 'E']),
    `${steps.toFixed(1)} differences of a pair, on average`,
    ...table(`Written: ${written} of ${trials} trials`, splits),
  ].join('\n')}\n`;
}

interface BuildFlags {
  k: string;
  cap: string;
  out?: string;
  shard?: string;
  validation: string;
  test: string;
  json?: boolean;
}

async function runBuild(places: readonly string[], flags: BuildFlags): Promise<number> {
  if (flags.out === '') throw new WrongUse('--out: name a file');
  const shard = shardOf(flags.shard);
  const cuts = { validation: dayOf('--validation', flags.validation), test: dayOf('--test', flags.test) };
  if (cuts.test < cuts.validation) throw new WrongUse('--test: no earlier than --validation');
  const [k, cap] = [wholeNumber('--k', flags.k, 1000), wholeNumber('--cap', flags.cap, 1_000_000)];
  return withRecords(places, async (records, signal) => {
    const progress = new Progress();
    const options: ApproximateOptions = {
      k,
      cap,
      cuts,
      signal,
      ...(shard && { shard }),
      onProgress: (round, done, all) =>
        progress.show(() => (round === 1 ? `${done} records looked at` : `${done} of ${all} trials`), done, all),
    };
    const builder = new ApproximateBuilder(records, options);
    // The counts and the lines cannot both go to standard output.
    const lines = flags.json && flags.out === undefined ? undefined : await Lines.open(flags.out);
    let whole = false;
    let nothing = true;
    try {
      for await (const some of builder.pairs()) {
        nothing = false;
        await lines?.write(some);
      }
      whole = !signal.aborted;
    } finally {
      progress.end();
      // A part of what holds some may hold none.
      await lines?.end(whole && (!nothing || shard !== undefined));
    }
    const { counts } = builder;
    if (!whole || !counts) {
      process.stderr.write('Interrupted: what was written is no whole.\n');
      return 1;
    }
    if (flags.json) process.stdout.write(`${JSON.stringify(counts, null, 2)}\n`);
    else process.stderr.write(countsText(counts));
    if (!nothing || shard) return 0;
    process.stderr.write(`${namedIn(places)}: no trial in it has an anchor among the others\n`);
    return 1;
  });
}

interface AnchorFlags {
  k: string;
  contrast?: string;
  outcome?: string;
  row?: string;
  starts?: string;
  open?: string;
  embeddings?: string;
  model?: string;
  json?: boolean;
}

/** The key for a server of embeddings, from the environment only: a command line is seen by others. */
const KEY = 'DEEPIMAGINE_API_KEY';
/** So many more anchors than are wanted are put to a model of texts. */
const CANDIDATES = 4;

/** The anchors of a target, ordered by a server of embeddings too where one is named. */
async function found(
  survey: Survey,
  target: Target,
  { embeddings: url, model }: AnchorFlags,
  k: number,
  signal: AbortSignal,
): Promise<Anchor[]> {
  if (url === undefined) return retrieve(survey, target, { k });
  const key = process.env[KEY];
  try {
    const embedder = openaiEmbedder({ url, ...(model !== undefined && { model }), ...(key && { key }) });
    return await reranked(retrieve(survey, target, { k: CANDIDATES * k }), target, embedder, { k, signal });
  } catch (error) {
    if (error instanceof EmbeddingFailure) throw new WrongUse(`--embeddings: ${error.message}`);
    throw error;
  }
}

/** What of a trial is looked at: its focus, but for what is named. */
function lookOf(trial: Trial, { contrast, outcome, row }: AnchorFlags): Look {
  const focus = focusOf(trial);
  const sides = contrast === undefined ? undefined : parseContrast(contrast);
  const [first = focus?.first, second = focus?.second] = sides ?? [];
  const id = outcome ?? focus?.outcome;
  if (sides && sides.length !== 2) throw new WrongUse(`--contrast ${contrast}: two arms, as "a vs b"`);
  if (first === undefined || second === undefined || id === undefined)
    throw new WrongUse(`${trial.trial ?? 'The trial'}: it has no contrast to look at`);
  for (const side of [first, second])
    if (!sideOf(trial, side)) throw new WrongUse(`--contrast ${contrast}: no arm or group ${side}`);
  if (!Object.hasOwn(trial.outcomes ?? {}, id)) throw new WrongUse(`--outcome ${id}: no such outcome`);
  const own = row ?? (outcome === undefined || outcome === focus?.outcome ? focus?.row : undefined);
  return { outcome: id, ...(own !== undefined && { row: own }), first, second };
}

/** The trial that is meant: a document, or a record by its id. */
async function meant(named: string, survey: Survey, records: Records): Promise<Trial> {
  if (existsSync(named)) return parse(await textOf(named)).trial;
  const known = survey.trial(named);
  if (known) return known;
  const json = await records.find(named);
  const imported = json === undefined ? undefined : importRecord(json);
  if (!imported || 'problem' in imported) throw new WrongUse(`${named}: no file, and no trial in these records`);
  return imported.trial;
}

function textOfAnswer(trial: Trial, look: Look, answer: AnchorsAnswer, found: readonly Anchor[]): string {
  const since = answer.starts === undefined ? 'no start is known' : `results posted before ${answer.starts}`;
  return [
    `${trial.trial ?? ''}  ${plainLine(trial.title ?? '')}`,
    ...lookLines(trial, look),
    `${found.length} anchors of ${answer.among} trials with an observed direction; ${since}`,
    ...(found.length > 0 ? [''] : []),
    ...found.map((anchor, i) => anchorText(anchor, i + 1)),
    '',
  ].join('\n');
}

async function runAnchors(named: string, places: readonly string[], flags: AnchorFlags): Promise<number> {
  const k = wholeNumber('--k', flags.k, 1000);
  const starts = flags.starts === undefined ? undefined : dayOf('--starts', flags.starts);
  return withRecords(places, async (records, signal) => {
    const progress = new Progress();
    const survey = await surveyRecords(records, {
      signal,
      onProgress: (done) => progress.show(() => `${done} records looked at`, done),
    }).finally(() => progress.end());
    if (signal.aborted) return 1;
    const trial = await meant(named, survey, records);
    const look = lookOf(trial, flags);
    const target: Target = {
      trial,
      look,
      terms: survey.terms(trial.trial ?? ''),
      ...(starts !== undefined && { starts }),
    };
    const anchors = await found(survey, target, flags, k, signal);
    const answer = anchorsAnswer(survey, target, anchors);
    if (flags.open !== undefined) {
      const anchor = anchors.find(({ id }) => id === flags.open);
      if (!anchor)
        throw new WrongUse(
          `--open ${flags.open}: not among the ${anchors.length} anchors. Without --open they are listed; --k finds more.`,
        );
      process.stdout.write(anchorDocument(anchor.trial, anchor.look, anchor.differences));
      return 0;
    }
    process.stdout.write(
      flags.json ? `${JSON.stringify(answer, null, 2)}\n` : textOfAnswer(trial, look, answer, anchors),
    );
    return anchors.length > 0 ? 0 : 1;
  });
}

async function runRetrieval(places: readonly string[], json: boolean): Promise<number> {
  return withRecords(places, async (records, signal) => {
    const progress = new Progress();
    const report = await retrievalReport(records, {
      signal,
      onProgress: (round, done, all) =>
        progress.show(() => (round === 1 ? `${done} records looked at` : `${done} of ${all} trials`), done, all),
    }).finally(() => progress.end());
    if (!report) {
      process.stderr.write('Interrupted.\n');
      return 1;
    }
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
    if (report.targets.withAnchor > 0) return 0;
    process.stderr.write(`${namedIn(places)}: no trial in it has an anchor among the others\n`);
    return 1;
  });
}

/**
 * What `pairs show` and `pairs open` write of an approximate pair; undefined where the id is of another kind. Throws `WrongUse` where the records have no
 * such pair.
 */
export async function approximateById(
  id: string,
  records: Records,
  as: 'text' | 'json' | 'document',
): Promise<string | undefined> {
  if (!readApproximateId(id)) return undefined;
  const found = await findApproximate(records, id);
  if (!found) throw new WrongUse(`${id}: ${NO_SUCH_PAIR}`);
  const { anchor, differences } = found;
  if (as === 'text') return `${approximateText(id, found)}\n`;
  if (as === 'document') return anchorDocument(anchor.trial, anchor.look, differences);
  const shown = shownApproximate(id, found);
  if (!shown) throw new WrongUse(`${id}: an end of it has no direction in these records`);
  return `${JSON.stringify(shown, null, 2)}\n`;
}

/** Why a pair that has an id is not found, and what then. */
export const NO_SUCH_PAIR =
  'no such pair in these records. An id holds for the records, and the version of DeepImagine, that it was made with: build the pairs again.';

/** Registers the commands below `pairs`. */
export function registerApproximate(pairs: Command): void {
  const place = ['[place...]', PLACES] as const;
  pairs
    .command('approximate')
    .description(
      'approximate pairs as NDJSON: contrasts of trials with results, each with the likest of other trials whose results were posted before it began',
    )
    .argument(...place)
    .option('--out <file>', 'write there instead of to standard output')
    .option('--k <number>', 'anchors of a contrast, at most', String(DEFAULT_K))
    .option('--cap <number>', 'contrasts of a trial, at most', String(DEFAULT_TARGETS))
    .option('--shard <i/n>', 'the i-th of n parts; put one behind the other, they are the whole')
    .option('--validation <day>', 'results posted from that day on are for validation', DEFAULT_CUTS.validation)
    .option('--test <day>', 'results posted from that day on are for the test', DEFAULT_CUTS.test)
    .option(
      '--json',
      'the counts as JSON (its schema: syntaxes/pairs-approximate.schema.json); the pairs themselves only with --out',
    )
    .action((places: string[], flags: BuildFlags) => exitWith(runBuild(places, flags)));
  pairs
    .command('anchors')
    .description('the trials most like one whose results were posted before it began, and what leads from each to it')
    .argument('<trial>', 'a trial document, or the registry id of one of the records')
    .argument(...place)
    .option('--k <number>', 'how many, at most', String(DEFAULT_K))
    .option('--contrast <a vs b>', 'of these two arms (default: the focus)')
    .option('--outcome <id>', 'of this outcome')
    .option('--row <name>', 'of this row of it')
    .option('--starts <day>', 'only what was posted before (default: the start that the trial states)')
    .option('--open <id>', 'one of them as a trial document, with a scenario that leads to the trial')
    .option('--embeddings <url>', `ordered by a server of embeddings too, OpenAI-compatible; its key in ${KEY}`)
    .option('--model <name>', 'of that server')
    .option('--json', 'as JSON (its schema: syntaxes/anchors.schema.json)')
    .action((named: string, places: string[], flags: AnchorFlags) => exitWith(runAnchors(named, places, flags)));
  pairs
    .command('retrieval')
    .description('how good retrieval is, without a model: how often anchors have the direction of their targets')
    .argument(...place)
    .option('--json', 'as JSON (its schema: syntaxes/retrieval.schema.json)')
    .action((places: string[], { json = false }: { json?: boolean }) => exitWith(runRetrieval(places, json)));
}
