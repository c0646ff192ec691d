/**
 * What the embedded predictor costs, in processor time with the runtime's own threads, so that other work on the machine does not
 * count; of all outcomes also that of the thread alone that answers, which is what a person waits for (too coarse for one answer). Aims: 5 ms for the
 * first answer after a document was parsed (95 % of trials), 50 ms for one change on every outcome of the trials with the most
 * contrasts, 1 MB on disk and 20 MB of memory for weights and library.
 *
 *   node bench/evidence.ts [folder of *.jsonl.gz]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { contrastsOf } from '../core/trial/contrast.ts';
import { parse } from '../core/trial/parse.ts';
import { print } from '../core/trial/print.ts';
import type { Trial } from '../core/trial/schema.ts';
import type { Look, Perturbation } from '../core/trial/types.ts';
import { trialsIn } from '../trainer/records.ts';
import { records } from './documents.ts';
import { processor } from './statistics.ts';

/** What this script asks of itself in a process of its own, which holds nothing else whose going could be taken for a gain. */
const MEMORY = '--memory';
const [folder = records] = process.argv.slice(2);
/** Of so many trials one is asked about. */
const EVERY = 5;
const LARGEST = 5;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heap = () => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
};

interface Asked {
  look: Look;
  steps: readonly Perturbation[];
}

/** A dose that no arm was given, where the first side has a dose; else another drug. The same change for every outcome. */
function questionsOf(trial: Trial): Asked[] {
  const changes = new Map<string, Perturbation[]>();
  const looks = new Map<string, Look>();
  for (const { look } of contrastsOf(trial))
    if (trial.arms?.[look.first] && !looks.has(look.outcome)) looks.set(look.outcome, look);
  return [...looks.values()].map((look) => {
    const attribute = trial.arms?.[look.first]?.dose === undefined ? 'drug' : 'dose';
    const to = attribute === 'dose' ? '7.3 mg' : 'Another drug';
    const steps = changes.get(look.first) ?? [
      { kind: 'set', factor: 'A', path: ['arms', look.first, attribute], from: '', to },
    ];
    changes.set(look.first, steps);
    return { look, steps };
  });
}

/** What weights, library and terms take, all three having been read and the samples asked about, in bytes / 2²⁰. */
async function memory(): Promise<number> {
  const samples = path.join(import.meta.dirname, '../samples');
  const names = readdirSync(samples).filter((name) => name.endsWith('.trial'));
  const trials = names.map((name) => parse(readFileSync(path.join(samples, name), 'utf8')).trial);
  for (const trial of trials) questionsOf(trial);
  const before = heap();
  const { imagineNow } = await import('../core/imagine/evidence.ts');
  for (const trial of trials) for (const { look, steps } of questionsOf(trial)) imagineNow(trial, steps, look);
  return heap() - before;
}

if (folder === MEMORY) {
  console.log((await memory()).toFixed(1));
  process.exit();
}
if (!existsSync(folder)) {
  console.log(`No records in ${folder}: what an imagining costs is not measured.`);
  process.exit();
}
const trials: { text: string; contrasts: number }[] = [];
for await (const trial of trialsIn(folder)) {
  if (questionsOf(trial).length > 0) trials.push({ text: print(trial), contrasts: contrastsOf(trial).length });
}
const model = path.join(import.meta.dirname, '../core/imagine/model');
const sizes = readdirSync(model)
  .filter((name) => name.endsWith('.json'))
  .map((name) => statSync(path.join(model, name)).size);

const { imagineNow } = await import('../core/imagine/evidence.ts');

/** Processor time of this thread alone, in milliseconds. */
function thread(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** The time of the first so many answers to one document that was just parsed; `all`: with that of the runtime's own threads. */
function timed(text: string, most = Number.POSITIVE_INFINITY): { took: number; all: number; asked: number } {
  // The questions are made of a copy, so that nothing of the document was read before.
  const questions = questionsOf(parse(text).trial).slice(0, most);
  const { trial } = parse(text);
  const [start, own] = [processor(), thread()];
  for (const { look, steps } of questions) {
    const answer = imagineNow(trial, steps, look);
    if ('problem' in answer) throw new Error(answer.problem);
  }
  return { took: thread() - own, all: processor() - start, asked: questions.length };
}

const ordinary = trials.filter((_, i) => i % EVERY === 0);
const first = timed(ordinary[0]?.text ?? '', 1);
for (const { text } of ordinary.slice(0, 20)) timed(text, 1);
const times = ordinary.map(({ text }) => timed(text, 1));
const sorted = times.map(({ all }) => all).sort((a, b) => a - b);
const at = (q: number) => `${(sorted[Math.floor(q * (sorted.length - 1))] ?? 0).toFixed(2)} ms`;
console.log(`very first answer, weights and library read with it: ${first.all.toFixed(1)} ms`);
console.log(
  `first answer to a document, ${times.length} trials: median ${at(0.5)}, 95 % ${at(0.95)}, most ${at(1)} (aim: 95 % ≤ 5 ms)`,
);
for (const { text, contrasts } of trials.toSorted((a, b) => b.contrasts - a.contrasts).slice(0, LARGEST)) {
  const runs = [1, 2, 3, 4, 5].map(() => timed(text)).sort((a, b) => a.took - b.took);
  const { took = 0, all = 0, asked = 0 } = runs[2] ?? {};
  const id = /^trial: (\S+)/m.exec(text)?.[1];
  console.log(
    `${id}: one change on ${asked} outcomes, ${contrasts} contrasts: ${took.toFixed(0)} ms, ${all.toFixed(0)} with the runtime's own threads (aim: ≤ 50 ms)`,
  );
}
const taken = execFileSync(process.execPath, [import.meta.filename, MEMORY], { encoding: 'utf8' }).trim();
console.log(
  `weights, library and terms: ${(sizes.reduce((a, b) => a + b, 0) / 1e6).toFixed(2)} MB on disk (aim: ≤ 1 MB), ` +
    `${taken} MB of memory with the program that asks them (aim: ≤ 20 MB)`,
);
