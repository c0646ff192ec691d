/**
 * `node bench/corpus.ts [--only STEP,…] [RECORDS]…`: what a corpus costs, and what is built of it: seconds, processor time (which other programs do not lengthen much), the
 * largest memory, and size on disk. The records are made of the shared ones (`synthetic.ts`), so that neighbours differ. Costs that are linear stay the same a
 * record. Each is measured in a process of its own. `--only approximate` measures that alone, of a corpus of which nothing was taken before.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { ApproximateBuilder } from '../core/pairs/approximate/build.ts';
import { surveyRecords } from '../core/pairs/approximate/survey.ts';
import { Builder, DEFAULT_CAP } from '../core/pairs/build.ts';
import { add } from '../core/pairs/corpus/add.ts';
import { Corpus } from '../core/pairs/corpus/corpus.ts';
import { statsOf } from '../core/pairs/corpus/stats.ts';
import { DatasetBuilder } from '../core/pairs/dataset/build.ts';
import { openRecords, type Records } from '../core/pairs/records.ts';
import { records as shared } from './documents.ts';
import { Synthetic } from './synthetic.ts';

/** Writes so many records. */
async function written(source: Synthetic, count: number, file: string): Promise<void> {
  const gzip = createGzip({ level: 1 });
  gzip.pipe(createWriteStream(file));
  for (let n = 0; n < count; n++) if (!gzip.write(`${JSON.stringify(source.record(n))}\n`)) await once(gzip, 'drain');
  gzip.end();
  await once(gzip, 'close');
}

/** What is built of a corpus: trials, or records, that were gone through, and how many lines were made. */
const BUILT: Readonly<Record<string, (records: Records) => Promise<readonly [gone: number, made?: number]>>> = {
  anchors: async (records) => [(await surveyRecords(records)).records],
  pairs: async (records) => {
    const builder = new Builder(records, { cap: DEFAULT_CAP });
    for await (const _ of builder.pairs());
    return [builder.counts.records.read, builder.counts.written];
  },
  approximate: async (records) => {
    const builder = new ApproximateBuilder(records);
    let made = 0;
    for await (const some of builder.pairs()) made += some.length;
    return [builder.counts?.records.read ?? 0, made];
  },
  'data set': async (records) => {
    const builder = new DatasetBuilder(records, { bare: true });
    let made = 0;
    for await (const { sft, grpo } of builder.rows()) made += sft.length + grpo.length;
    return [builder.counts?.records.read ?? 0, made];
  },
};
const STEPS = ['add', 'add again', 'stats', 'read', 'find', ...Object.keys(BUILT)];

/** One measurement, in this process. */
async function measure(what: string, folder: string, file: string): Promise<void> {
  const began = performance.now();
  const build = BUILT[what];
  if (build) {
    const opened = await openRecords([folder]);
    const [gone, made] = await build(opened);
    tell(what, gone, began, made === undefined ? '' : `, ${made} made`);
    opened.close();
    return;
  }
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
  const slowest = waits.length > 0 ? `, slowest of ${waits.length} queries ${Math.max(...waits).toFixed(0)} ms` : '';
  tell(what, count, began, slowest);
}

function tell(what: string, count: number, began: number, more: string): void {
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage();
  const cpu = (user + system) / 1e6;
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${what.padEnd(11)} ${String(count).padStart(6)} in ${seconds.toFixed(1).padStart(6)} s, ${cpu.toFixed(1)} s of processor (${((cpu * 1000) / count).toFixed(2)} ms each), at most ${peak.toFixed(0)} MB of memory${more}`,
  );
}

/** The steps that are wanted, and of how many records. */
function asked(): { only: string[] | undefined; sizes: number[] } {
  const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
  const only = values.only?.split(',');
  const [unknown] = only?.filter((one) => !STEPS.includes(one)) ?? [];
  if (unknown !== undefined) throw new RangeError(`--only ${unknown}: one of ${STEPS.join(', ')}`);
  const sizes = (positionals.length > 0 ? positionals : ['500', '2000']).map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1))
    throw new RangeError('Numbers of records: whole ones.');
  return { only, sizes };
}

const [what = '', folder = '', file = ''] = process.argv.slice(2);
if (STEPS.includes(what)) await measure(what, folder, file);
else if (!existsSync(shared)) console.log(`No registry records at ${shared}: nothing is measured.`);
else {
  const temporary = mkdtempSync(path.join(tmpdir(), 'bench-corpus-'));
  try {
    const { only, sizes } = asked();
    const source = await Synthetic.of(shared, 0);
    for (const size of sizes) {
      const input = path.join(temporary, `${size}.ndjson.gz`);
      const corpus = path.join(temporary, String(size));
      await written(source, size, input);
      for (const step of STEPS.filter((one) => one === 'add' || !only || only.includes(one))) {
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
