/**
 * `node bench/corpus.ts [TIMES]`: what a corpus of the shared records costs, and of copies of them under other ids: seconds, processor time (which
 * other programs do not lengthen much), the largest memory, and size on disk. Costs that are linear stay the same a record. Each is measured in a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip, createGzip } from 'node:zlib';
import { add } from '../core/pairs/corpus/add.ts';
import { Corpus } from '../core/pairs/corpus/corpus.ts';
import { statsOf } from '../core/pairs/corpus/stats.ts';
import { records } from './documents.ts';

/** Writes the records so many times, each copy under ids of its own. */
async function copies(times: number, file: string): Promise<void> {
  const gzip = createGzip({ level: 1 });
  gzip.pipe(createWriteStream(file));
  for (let copy = 0; copy < times; copy++)
    for (const name of readdirSync(records).filter((one) => one.endsWith('.jsonl.gz')))
      for await (const line of createInterface({
        input: createReadStream(path.join(records, name)).pipe(createGunzip()),
      }))
        if (!gzip.write(`${line.replace(/"nctId":\s*"NCT\d/, `"nctId":"NCT${copy}`)}\n`)) await once(gzip, 'drain');
  gzip.end();
  await once(gzip, 'close');
}

/** One measurement, in this process. */
async function measure(what: string, folder: string, file: string): Promise<void> {
  const began = performance.now();
  using corpus = await Corpus.open(folder, { write: what !== 'stats' });
  const waits: number[] = [];
  let count = 0;
  if (what === 'stats') count = statsOf(corpus).trials;
  else if (what === 'read') for (const _ of corpus.records()) count++;
  else if (what === 'find')
    for (const words of [
      'heart failure',
      'dose response of blood pressure',
      'covid-19 mortality placebo',
      'erectile function',
    ]) {
      const from = performance.now();
      count += corpus.find(words).length;
      waits.push(performance.now() - from);
    }
  else count = (await add(corpus, [file])).counts.read;
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage();
  const cpu = (user + system) / 1e6;
  const peak = process.resourceUsage().maxRSS / 1024;
  const slowest = waits.length > 0 ? `, slowest of ${waits.length} queries ${Math.max(...waits).toFixed(0)} ms` : '';
  console.log(
    `${what.padEnd(9)} ${String(count).padStart(6)} in ${seconds.toFixed(1).padStart(6)} s, ${cpu.toFixed(1)} s of processor (${((cpu * 1000) / count).toFixed(2)} ms each), at most ${peak.toFixed(0)} MB of memory${slowest}`,
  );
}

const [what, folder = '', file = ''] = process.argv.slice(2);
if (what && folder) await measure(what, folder, file);
else if (!existsSync(records)) console.log(`No registry records at ${records}: nothing is measured.`);
else {
  const temporary = mkdtempSync(path.join(tmpdir(), 'bench-corpus-'));
  try {
    for (const times of [1, Number(what ?? 10)]) {
      const input = path.join(temporary, `${times}.ndjson.gz`);
      const corpus = path.join(temporary, String(times));
      await copies(times, input);
      for (const step of ['add', 'add again', 'stats', 'read', 'find']) {
        const done = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, step, corpus, input], {
          stdio: 'inherit',
        });
        if (done.status !== 0) process.exit(1);
      }
      const bytes = (name: string) => statSync(path.join(corpus, name)).size;
      const onDisk = readdirSync(path.join(corpus, 'records')).reduce(
        (sum, name) => sum + bytes(path.join('records', name)),
        0,
      );
      console.log(
        `on disk   ${(onDisk / 1e6).toFixed(1)} MB of records, ${(bytes('corpus.sqlite') / 1e6).toFixed(1)} MB of index\n`,
      );
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
