/**
 * How long an import takes against `JSON.parse` of the same bytes, record for record: processor time, so that other work on the
 * machine does not count. Aim: extraction at no more than three times the parse.
 *
 *   node bench/import.ts [rounds]
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { print } from '../core/trial/print.ts';
import { importRecord } from '../core/trial/registry/import.ts';
import { records } from './documents.ts';
import { processor } from './statistics.ts';

interface Took {
  parse: number;
  extract: number;
  print: number;
}

function round(lines: readonly string[]): Took {
  const start = processor();
  const parsed = lines.map((line): unknown => JSON.parse(line));
  const read = processor();
  const trials = parsed.flatMap((record) => {
    const imported = importRecord(record);
    return 'trial' in imported ? [imported.trial] : [];
  });
  const extracted = processor();
  for (const trial of trials) print(trial);
  return { parse: read - start, extract: extracted - read, print: processor() - extracted };
}

const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

if (!existsSync(records)) {
  console.log(`No registry records at ${records}: nothing to measure.`);
} else {
  const rounds = Number(process.argv[2] ?? 7);
  console.log('processor time, median of', rounds, 'rounds');
  const total = { records: 0, bytes: 0, parse: 0, extract: 0, print: 0 };
  const tell = (name: string, { records, bytes, parse, extract, print: printing }: typeof total) => {
    const per = (milliseconds: number) => `${milliseconds.toFixed(0)} ms (${(milliseconds / parse).toFixed(1)}×)`;
    console.log(
      `${name}: ${records} records, ${(bytes / 1e6).toFixed(0)} MB: JSON.parse ${parse.toFixed(0)} ms, extraction ${per(extract)}, printing ${per(printing)}`,
    );
  };
  for (const name of readdirSync(records).filter((file) => file.endsWith('.jsonl.gz'))) {
    const bytes = gunzipSync(readFileSync(path.join(records, name)));
    const lines = bytes.toString().split('\n').filter(Boolean);
    const took = Array.from({ length: rounds }, () => round(lines));
    const one = {
      records: lines.length,
      bytes: bytes.length,
      parse: middle(took.map(({ parse }) => parse)),
      extract: middle(took.map(({ extract }) => extract)),
      print: middle(took.map((each) => each.print)),
    };
    tell(name, one);
    for (const key of ['records', 'bytes', 'parse', 'extract', 'print'] as const) total[key] += one[key];
  }
  tell('all together', total);
}
