/** `deepimagine import <NCT id or file>…`: registry records as trial documents. Streams: one record is held at a time. */
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Command } from 'commander';
import { plainLine } from '../core/trial/markdown.ts';
import { print } from '../core/trial/print.ts';
import { fetchRecord, problemInWords, REGISTRY_URL } from '../core/trial/registry/fetch.ts';
import { importRecord } from '../core/trial/registry/import.ts';
import { RecordSplitter } from '../core/trial/registry/split.ts';
import { exitWith, folderForOutput, inWords, WrongUse } from './files.ts';

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

/** The records of a file, as texts: JSON of one or an array, or NDJSON, gzipped or not. */
async function* recordsIn(file: string): AsyncGenerator<string> {
  const entry = await stat(file).catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new WrongUse(
      missing ? `${file}: no such file, and no registry id (NCT and eight digits)` : `${file}: ${inWords(error)}`,
    );
  });
  if (entry.isDirectory()) throw new WrongUse(`${file} is a folder: name the files in it`);
  const raw = createReadStream(file);
  // Errors of either end the loop below; the callback only keeps them from being thrown twice.
  const stream = file.endsWith('.gz') ? pipeline(raw, createGunzip(), () => undefined) : raw;
  stream.setEncoding('utf8');
  const splitter = new RecordSplitter();
  for await (const piece of stream) yield* splitter.push(piece as string);
  yield* splitter.end();
}

async function* recordsOf(place: string, options: Options, failed: (why: string) => void): AsyncGenerator<string> {
  if (!REGISTRY_ID.test(place)) {
    yield* recordsIn(place);
    return;
  }
  const id = place.toUpperCase();
  const answer = await fetchRecord(id, { url: options.registry, timeoutMs: seconds(options.timeout) * 1000 });
  if ('problem' in answer) failed(problemInWords(answer.problem, id));
  else yield answer.record;
}

/** A record's text as a document; a sentence where it is none. */
function documentOf(record: string): { id: string; text: string } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(record);
  } catch (error) {
    return { problem: `it is no JSON: ${inWords(error)}` };
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
  if (options.out !== undefined) await folderForOutput(options.out);
  const counts = { written: 0, unchanged: 0, kept: 0, failed: 0 };
  const failed = (where: string, why: string) => {
    counts.failed++;
    // What a parser says of a record may quote it.
    process.stderr.write(`${where}: ${plainLine(why)}\n`);
  };
  let toStdout = 0;
  for (const place of places) {
    let number = 0;
    let found = false;
    // Until a record is found, nobody knows whether this is a file of records: then there is but one thing to say of it.
    let held: { where: string; why: string }[] = [];
    try {
      for await (const record of recordsOf(place, options, (why) => failed(place, why))) {
        number++;
        const read = documentOf(record);
        if ('problem' in read) {
          const where = `${place}, record ${number}`;
          if (found) failed(where, read.problem);
          else held.push({ where, why: read.problem });
          if (held.length === GIVE_UP) break;
          continue;
        }
        found = true;
        for (const { where, why } of held) failed(where, why);
        held = [];
        if (options.out === undefined) {
          const text = `${toStdout++ > 0 ? '---\n' : ''}${read.text}`;
          if (!process.stdout.write(text)) await new Promise<void>((go) => process.stdout.once('drain', () => go()));
          continue;
        }
        const outcome = await writeTo(options.out, read.id, read.text, options.force === true).catch(
          (error: unknown) => {
            throw new WrongUse(
              `${path.join(options.out ?? '', `${read.id}.trial`)} cannot be written: ${inWords(error)}`,
            );
          },
        );
        counts[outcome]++;
        if (outcome === 'kept')
          process.stderr.write(`${read.id}.trial is there already and differs: kept (--force writes over it)\n`);
      }
      const [first, second] = held;
      if (first && !second) failed(place, first.why);
      else if ((first || number === 0) && !REGISTRY_ID.test(place))
        failed(place, first ? `no registry record in it; of what comes first, ${first.why}` : 'no record in it');
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
      'registry ids (NCT…), and files of API v2 records: JSON of one or an array, or NDJSON, gzipped or not',
    )
    .option('--out <folder>', 'write <NCT id>.trial there; without it, to standard output')
    .option('--force', 'write over documents that are there and differ')
    .option('--registry <url>', 'base address of the registry API', process.env.DEEPIMAGINE_REGISTRY || REGISTRY_URL)
    .option('--timeout <seconds>', 'how long to wait for the registry', '20')
    .action(async (places: string[], options: Options) => {
      await exitWith(importAll(places, options));
    });
}
