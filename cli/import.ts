/** `deepimagine import <NCT id, file or folder>…`: registry records as trial documents. Streams: one record is held at a time. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { Corpus, CorpusProblem } from '../core/pairs/corpus/corpus.ts';
import { sourcesAt, textsOf } from '../core/pairs/corpus/places.ts';
import { isCorpus } from '../core/pairs/records.ts';
import { plainLine } from '../core/trial/markdown.ts';
import { print } from '../core/trial/print.ts';
import { fetchRecord, problemInWords, REGISTRY_URL } from '../core/trial/registry/fetch.ts';
import { importRecord } from '../core/trial/registry/import.ts';
import { exitWith, folderForOutput, inWords, WrongUse } from './files.ts';
import { mustHoldRecords } from './records.ts';

interface Options {
  out?: string;
  registry: string;
  /** In seconds. */
  timeout: string;
  force?: boolean;
}

/** A file that begins with so many pieces that are no records is no file of records. */
const GIVE_UP = 20;

const REGISTRY_ID = /^NCT\d{8}$/i;

/** Something that holds records, as it is named to a person. */
interface Holder {
  name: string;
  texts(): AsyncIterable<string> | Iterable<string>;
}

/** What an open corpus holds, one record in memory at a time. */
async function* textsInCorpus(folder: string): AsyncGenerator<string> {
  try {
    using corpus = await Corpus.open(folder);
    for (const { text } of corpus.records()) yield text;
  } catch (error) {
    if (error instanceof CorpusProblem) throw new WrongUse(error.message);
    throw error;
  }
}

/** What a place stands for: a registry id; a file; the files of records of a folder or an archive, in the order of their names; or a corpus. */
async function* holdersAt(place: string, options: Options, failed: (why: string) => void): AsyncGenerator<Holder> {
  if (REGISTRY_ID.test(place)) {
    const id = place.toUpperCase();
    const answer = await fetchRecord(id, { url: options.registry, timeoutMs: seconds(options.timeout) * 1000 });
    if ('problem' in answer) failed(problemInWords(answer.problem, id));
    else yield { name: place, texts: () => [answer.record] };
    return;
  }
  await stat(place).catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new WrongUse(
      `${place}: ${missing ? 'no such file or folder, and no registry id (NCT and eight digits)' : inWords(error)}`,
    );
  });
  await mustHoldRecords(place);
  if (isCorpus(place)) yield { name: place, texts: () => textsInCorpus(place) };
  else for await (const source of sourcesAt(place)) yield { name: source.name, texts: () => textsOf(source) };
}

/** Why a file has no record, in a clause; `first` is what was wrong with the first thing in it. */
function whyNone(name: string, first: string | undefined): string {
  if (name.endsWith('.trial')) return 'already a trial document; import makes these of registry records (JSON)';
  return first === undefined ? 'no record in it' : `no registry record in it. How it begins: ${first}`;
}

/** Of what JSON's parser says: what it met and where, without the text around it and without saying again that this is no JSON. */
function whatBroke(said: string): string {
  return said.replace(/, (?:\.{3})?"[\s\S]*" is not valid JSON$/, '').replace(/ in JSON\b| of JSON input$/, '');
}

/** A record's text as a document; a sentence where it is none. */
function documentOf(record: string): { id: string; text: string } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(record);
  } catch (error) {
    return { problem: `it is no JSON: ${whatBroke(inWords(error))}` };
  }
  const imported = importRecord(json);
  if ('problem' in imported) return imported;
  return { id: imported.trial.trial ?? 'trial', text: print(imported.trial) };
}

type Written = 'written' | 'unchanged' | 'kept';

/** Writes a document; one that is there already and says something else is kept unless `force`. */
async function writeTo(folder: string, id: string, text: string, force: boolean): Promise<Written> {
  const file = path.join(folder, `${id}.trial`);
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (before === text) return 'unchanged';
  if (before !== undefined && !force) return 'kept';
  await writeFile(file, text);
  return 'written';
}

async function importAll(places: readonly string[], options: Options): Promise<number> {
  seconds(options.timeout);
  await using _folder = options.out === undefined ? undefined : await folderForOutput(options.out);
  const counts = { written: 0, unchanged: 0, kept: 0, failed: 0 };
  const failed = (where: string, why: string) => {
    counts.failed++;
    // What a parser says of a record may quote it.
    process.stderr.write(`${plainLine(where)}: ${plainLine(why)}\n`);
  };
  let toStdout = 0;
  const put = async ({ id, text }: { id: string; text: string }) => {
    if (options.out === undefined) {
      if (!process.stdout.write(`${toStdout++ > 0 ? '---\n' : ''}${text}`))
        await new Promise<void>((go) => process.stdout.once('drain', () => go()));
      return;
    }
    const outcome = await writeTo(options.out, id, text, options.force === true).catch((error: unknown) => {
      throw new WrongUse(`${path.join(options.out ?? '', `${id}.trial`)} cannot be written: ${inWords(error)}`);
    });
    counts[outcome]++;
    if (outcome === 'kept')
      process.stderr.write(`${id}.trial is there already and differs: kept (--force writes over it)\n`);
  };
  const importFrom = async ({ name, texts }: Holder) => {
    let number = 0;
    let found = false;
    // Until a record is found, nobody knows whether this is a file of records: then there is but one thing to say of it.
    let held: { where: string; why: string }[] = [];
    for await (const record of texts()) {
      number++;
      const read = documentOf(record);
      if ('problem' in read) {
        const where = `${name}, record ${number}`;
        if (found) failed(where, read.problem);
        else held.push({ where, why: read.problem });
        if (held.length === GIVE_UP) break;
        continue;
      }
      found = true;
      for (const { where, why } of held) failed(where, why);
      held = [];
      await put(read);
    }
    const [first, second] = held;
    if (first && !second && !name.endsWith('.trial')) failed(name, first.why);
    else if (!found) failed(name, whyNone(name, first?.why));
  };
  for (const place of places) {
    try {
      for await (const holder of holdersAt(place, options, (why) => failed(place, why))) {
        await importFrom(holder).catch((error: unknown) => {
          if (error instanceof WrongUse) throw error;
          failed(holder.name, inWords(error));
        });
      }
    } catch (error) {
      if (error instanceof WrongUse) throw error;
      failed(place, inWords(error));
    }
  }
  if (options.out !== undefined) {
    const parts = [`${counts.written} written`];
    if (counts.unchanged) parts.push(`${counts.unchanged} unchanged`);
    if (counts.kept) parts.push(`${counts.kept} kept`);
    if (counts.failed) parts.push(`${counts.failed} not imported`);
    process.stderr.write(`${options.out}: ${parts.join(', ')}\n`);
  }
  return counts.failed + counts.kept > 0 ? 1 : 0;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new WrongUse(`--timeout ${text}: a number of seconds`);
  return value;
}

export function register(program: Command): void {
  program
    .command('import')
    .description('registry records as trial documents; exits 1 where one could not be imported')
    .argument(
      '<place...>',
      'registry ids (NCT…); files of API v2 records (JSON of one or an array, NDJSON, gzipped or not), folders and zip archives of them, a corpus',
    )
    .option('--out <folder>', 'write <NCT id>.trial there; without it, to standard output')
    .option('--force', 'write over documents that are there and differ')
    .option('--registry <url>', 'base address of the registry API', process.env.DEEPIMAGINE_REGISTRY || REGISTRY_URL)
    .option('--timeout <seconds>', 'how long to wait for the registry', '20')
    .action(async (places: string[], options: Options) => {
      await exitWith(importAll(places, options));
    });
}
