/** `deepimagine pairs build|questions|show|open|sample`: natural counterfactual pairs of registry records. */
import type { Command } from 'commander';
import { type BuildCounts, Builder, type BuildOptions, DEFAULT_CAP } from '../core/pairs/build.ts';
import type { Wanted } from '../core/pairs/natural.ts';
import { pairDocument } from '../core/pairs/open.ts';
import { CHANGE_KINDS, type ChangeKind, readPairId } from '../core/pairs/pair.ts';
import type { Records } from '../core/pairs/records.ts';
import { findPair, type Sampled, samplePairs } from '../core/pairs/sample.ts';
import { pairText } from '../core/pairs/show.ts';
import { DEFAULT_CUTS } from '../core/pairs/split.ts';
import { plainLine } from '../core/trial/markdown.ts';
import { approximateById, NO_SUCH_PAIR, registerApproximate } from './approximate.ts';
import { exitWith, WrongUse } from './files.ts';
import { stoppedCode } from './interrupted.ts';
import { Lines } from './lines.ts';
import { dayOf, shardOf, wholeNumber } from './options.ts';
import { Progress } from './progress.ts';
import { namedIn, PLACES, withRecords } from './records.ts';

const OUTCOME_CHANGES: readonly ChangeKind[] = ['measure', 'time', 'row'];
const ARM_CHANGES = CHANGE_KINDS.filter((change) => !OUTCOME_CHANGES.includes(change));
const KINDS = ['O', 'A', ...CHANGE_KINDS] as const;

interface Flags {
  kind?: string;
  cap: string;
  extensions?: boolean;
  out?: string;
  shard?: string;
  validation: string;
  test: string;
  json?: boolean;
}

/** What `--kind` asks for; several are separated by commas. */
function changesOf(kind: string | undefined): readonly ChangeKind[] | undefined {
  return kind?.split(',').flatMap((one): readonly ChangeKind[] => {
    const name = one.trim();
    if (name === 'O') return OUTCOME_CHANGES;
    if (name === 'A') return ARM_CHANGES;
    const found = CHANGE_KINDS.find((change) => change === name);
    if (!found) throw new WrongUse(`--kind ${name}: one of ${KINDS.join(', ')}`);
    return [found];
  });
}

function wantedOf({ kind, cap, extensions }: Pick<Flags, 'kind' | 'cap' | 'extensions'>): Wanted {
  const changes = changesOf(kind);
  return {
    cap: wholeNumber('--cap', cap),
    ...(changes && { changes }),
    ...(extensions === true && { extensions }),
  };
}

function table(title: string, entries: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(entries).sort(([, a], [, b]) => b - a);
  const width = Math.max(0, ...sorted.map(([, n]) => String(n).length));
  return [title, ...sorted.map(([name, n]) => `  ${String(n).padStart(width)}  ${name}`)].join('\n');
}

function splitText({ split }: BuildCounts): string {
  const { cuts, trials, folds, twins } = split;
  return [
    `Splits by when results were first posted: train before ${cuts.validation}, validation before ${cuts.test}, then test`,
    `  trials: ${trials.train} train (folds ${folds.join(', ')}), ${trials.validation} validation, ${trials.test} test, ${trials.undated} without a date`,
    `  near-duplicates: ${twins.groups} groups of ${twins.trials} trials, the largest of ${twins.largest}; ${twins.moved} trials moved to be on one side; ${twins.acrossFolds} groups in several folds`,
  ].join('\n');
}

/** What was built and what was not, as a person reads it. */
function countsText(counts: BuildCounts): string {
  const { records, contrasts, O, A } = counts;
  const kind = (name: string, own: BuildCounts['O']) => [
    `${name}: ${own.candidates} candidates, ${own.drawn} drawn of ${own.trials} trials, ${own.left} more passed; ${own.flips} of those drawn change direction`,
    table('  passed', own.passed),
    table('  lost', own.lost),
  ];
  return `${[
    `${records.read} records`,
    table('  without pairs', records.without),
    `${contrasts.all} contrasts: ${contrasts.reported} with a reported direction, ${contrasts.computed} with a computed one`,
    table('  no end of a pair', contrasts.unlabelled),
    table('  two sides that are no contrast', contrasts.excluded),
    ...kind('Another outcome, the same sides (O)', O),
    ...kind('Another arm, the same outcome and comparator (A)', A),
    table('Drawn, by what changes', counts.changes),
    table('Drawn, with a mark on an end', counts.marked),
    `${counts.notRandomized} of trials that are not said to be randomised; ${counts.byAttribute} also as a change of one attribute`,
    splitText(counts),
    table(`Written: ${counts.written} of ${counts.trials} trials`, counts.splits),
  ].join('\n')}\n`;
}

/** Why nothing was made, in a line; undefined where something was. */
function whyNothing(what: 'pairs' | 'questions', { records, written }: BuildCounts): string | undefined {
  if (written > 0) return undefined;
  const losses = Object.entries(records.without).sort(([, a], [, b]) => b - a);
  const reasons = losses.map(([reason, count]) => `${plainLine(reason)} (${count})`).join(', ');
  return `no ${what} in it: ${reasons || 'no record'}`;
}

async function runBuild(what: 'pairs' | 'questions', places: readonly string[], flags: Flags): Promise<number> {
  if (flags.out === '') throw new WrongUse('--out: name a file');
  const shard = shardOf(flags.shard);
  const cuts = { validation: dayOf('--validation', flags.validation), test: dayOf('--test', flags.test) };
  if (cuts.test < cuts.validation) throw new WrongUse('--test: no earlier than --validation');
  const wanted = wantedOf(flags);
  return withRecords(places, async (records, signal) => {
    const progress = new Progress();
    const options: BuildOptions = {
      ...wanted,
      cuts,
      signal,
      ...(shard && { shard }),
      onProgress: (round, done, all) =>
        progress.show(() => (round === 1 ? `${done} records looked at` : `${done} of ${all} records`), done, all),
    };
    const builder = new Builder(records, options);
    // The counts and the lines cannot both go to standard output.
    const lines = flags.json && flags.out === undefined ? undefined : await Lines.open(flags.out);
    let whole = false;
    let nothing: string | undefined;
    try {
      for await (const some of what === 'pairs' ? builder.pairs() : builder.questions()) await lines?.write(some);
      whole = !signal.aborted;
      // A part of what holds some may hold none.
      if (whole && !shard) nothing = whyNothing(what, builder.counts);
    } finally {
      progress.end();
      await lines?.end(whole && nothing === undefined);
    }
    if (!whole) {
      process.stderr.write(
        flags.out === undefined
          ? 'Interrupted: what was written is no whole.\n'
          : 'Interrupted: nothing was written.\n',
      );
      return stoppedCode(signal);
    }
    const { counts } = builder;
    if (flags.json) process.stdout.write(`${JSON.stringify(counts, null, 2)}\n`);
    if (nothing !== undefined) {
      process.stderr.write(`${namedIn(places)}: ${nothing}\n`);
      return 1;
    }
    if (flags.json) return 0;
    if (what === 'pairs') process.stderr.write(countsText(counts));
    else
      process.stderr.write(
        `${[
          table(`${counts.written} questions of ${counts.trials} trials`, counts.splits),
          table('  not asked about', counts.contrasts.unlabelled),
          splitText(counts),
        ].join('\n')}\n`,
      );
    return 0;
  });
}

async function sampled(id: string, records: Records): Promise<Sampled> {
  if (!readPairId(id))
    throw new WrongUse(
      `${id}: no pair’s id, which is as NCT01234567-O-0123456789-abcdef0123 in the lines of pairs build`,
    );
  const found = await findPair(records, id);
  if (!found) throw new WrongUse(`${id}: ${NO_SUCH_PAIR}`);
  return found;
}

export function register(program: Command): void {
  const pairs = program
    .command('pairs')
    .description(
      'counterfactual pairs: natural, two observed contrasts of one trial that differ in one thing; approximate, of a trial and the trials likest it',
    );
  const place = ['[place...]', PLACES] as const;
  const kind = ['--kind <kinds>', `only these, separated by commas: ${KINDS.join(', ')}`] as const;
  const extensions = ['--extensions', 'also pairs of a trial and its extension, marked'] as const;
  const building = (name: 'pairs' | 'questions') => (places: string[], flags: Flags) =>
    exitWith(runBuild(name, places, flags));
  const made = (command: Command, cap: string, counts: string) =>
    command
      .argument(...place)
      .option('--out <file>', 'write there instead of to standard output')
      .option('--cap <number>', cap, String(DEFAULT_CAP))
      .option('--shard <i/n>', 'the i-th of n parts; put one behind the other, they are the whole')
      .option('--validation <day>', 'results posted from that day on are for validation', DEFAULT_CUTS.validation)
      .option('--test <day>', 'results posted from that day on are for the test', DEFAULT_CUTS.test)
      .option('--json', counts);
  made(
    pairs.command('build').description('all natural pairs of some records as NDJSON, and counts at every stage'),
    'pairs of a trial, of each kind (O, A), at most',
    'the counts as JSON (its schema: syntaxes/pairs-build.schema.json); the pairs themselves only with --out',
  )
    .option(...kind)
    .option(...extensions)
    .action(building('pairs'));
  made(
    pairs.command('questions').description('questions about contrasts as NDJSON, each with its answer'),
    'questions of a trial, at most',
    'the counts as JSON; the questions themselves only with --out',
  ).action(building('questions'));
  pairs
    .command('show')
    .description('one pair as a person reads it')
    .argument('<id>', 'as the lines of pairs build or pairs approximate have it')
    .argument(...place)
    .option('--json', 'as JSON (its schema: syntaxes/pair-show.schema.json)')
    .action((id: string, places: string[], { json = false }: { json?: boolean }) =>
      exitWith(
        withRecords(places, async (records) => {
          const approximate = await approximateById(id, records, json ? 'json' : 'text');
          if (approximate !== undefined) {
            process.stdout.write(approximate);
            return 0;
          }
          const { trial, pair } = await sampled(id, records);
          process.stdout.write(json ? `${JSON.stringify(pair, null, 2)}\n` : `${pairText(trial, pair)}\n`);
          return 0;
        }),
      ),
    );
  pairs
    .command('open')
    .description('one pair as a trial document: its source in focus, and a scenario that leads to its target')
    .argument('<id>', 'as the lines of pairs build or pairs approximate have it')
    .argument(...place)
    .option('--question', 'with no other result than that of the source: what is asked of a model')
    .action((id: string, places: string[], { question = false }: { question?: boolean }) =>
      exitWith(
        withRecords(places, async (records) => {
          // Of an approximate pair the document is the anchor's, and holds nothing of the target's result anyway.
          const approximate = await approximateById(id, records, 'document');
          if (approximate !== undefined) {
            process.stdout.write(approximate);
            return 0;
          }
          const { trial, pair } = await sampled(id, records);
          process.stdout.write(pairDocument(trial, pair, question));
          return 0;
        }),
      ),
    );
  pairs
    .command('sample')
    .description('some pairs to look at, each of another trial')
    .argument(...place)
    .option('--n <number>', 'how many', '20')
    .option(...kind)
    .option('--seed <text>', 'any text: another one draws other pairs', '')
    .option(...extensions)
    .option('--json', 'the pairs as NDJSON')
    .action(
      (places: string[], flags: { n: string; kind?: string; seed: string; extensions?: boolean; json?: boolean }) =>
        exitWith(
          withRecords(places, async (records) => {
            const wanted = wantedOf({ ...flags, cap: String(DEFAULT_CAP) });
            const found = await samplePairs(records, wholeNumber('--n', flags.n), wanted, flags.seed);
            const texts = found.map(({ trial, pair }) =>
              flags.json ? JSON.stringify(pair) : `${pairText(trial, pair)}\n`,
            );
            if (texts.length > 0) process.stdout.write(`${texts.join('\n')}\n`);
            else process.stderr.write(`${namedIn(places)}: no such pair in it\n`);
            return texts.length > 0 ? 0 : 1;
          }),
        ),
    );
  registerApproximate(pairs);
}
