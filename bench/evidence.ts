/**
 * What the embedded predictor costs, in processor time with the runtime's own threads, so that other work on the machine does not
 * count; of all outcomes also that of the thread alone that answers, which is what a person waits for (too coarse for one answer). Aims: 5 ms for the
 * first answer after a document was parsed (95 % of trials), 50 ms for one change on every outcome of the trials with the most of
 * them, 1 MB on disk and 20 MB of memory for weights and library.
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

/** Half as much again of the first dose that an arm is given; undefined where none is told as a number. */
function doseOf(trial: Trial, id: string): Perturbation | undefined {
  const { dose, gives } = trial.arms?.[id] ?? {};
  const given = gives
    ? Object.entries(gives).map(([name, one]) => ({ path: ['arms', id, 'gives', name, 'dose'], from: one.dose }))
    : [{ path: ['arms', id, 'dose'], from: dose }];
  for (const { path: at, from = '' } of given) {
    const amount = /^[\d.]+(?= )/.exec(from)?.[0];
    if (amount)
      return { kind: 'set', factor: 'A', path: at, from, to: from.replace(amount, String(1.5 * Number(amount))) };
  }
  return undefined;
}

/**
 * Another dose of the arm that most outcomes were observed of, for each of these; where no arm has a dose, another time of the first
 * outcome. What would be refused because it is unlike anything that was counted says nothing of what an answer costs.
 */
function questionsOf(trial: Trial): Asked[] {
  const looks = new Map<string, Map<string, Look>>();
  for (const { look } of contrastsOf(trial))
    for (const id of [look.first, look.second]) {
      const own = looks.get(id) ?? new Map<string, Look>();
      looks.set(id, own);
      if (!own.has(look.outcome)) own.set(look.outcome, look);
    }
  const dosed = [...looks].flatMap(([id, own]) => {
    const step = doseOf(trial, id);
    return step ? [{ steps: [step], looks: [...own.values()] }] : [];
  });
  const [most] = dosed.toSorted((a, b) => b.looks.length - a.looks.length);
  if (most) return most.looks.map((look) => ({ look, steps: most.steps }));
  const look = contrastsOf(trial)[0]?.look;
  if (!look) return [];
  const at = ['outcomes', look.outcome, 'time'];
  return [{ look, steps: [{ kind: 'set', factor: 'O', path: at, from: '', to: '30 weeks' }] }];
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
const trials: { text: string; contrasts: number; asked: number }[] = [];
for await (const trial of trialsIn(folder)) {
  const asked = questionsOf(trial).length;
  if (asked > 0) trials.push({ text: print(trial), contrasts: contrastsOf(trial).length, asked });
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
function timed(text: string, most = Number.POSITIVE_INFINITY): Record<'took' | 'all' | 'asked' | 'imagined', number> {
  // The questions are made of a copy, so that nothing of the document was read before.
  const questions = questionsOf(parse(text).trial).slice(0, most);
  const { trial } = parse(text);
  let imagined = 0;
  const [start, own] = [processor(), thread()];
  for (const { look, steps } of questions) {
    const answer = imagineNow(trial, steps, look);
    if ('problem' in answer) throw new Error(answer.problem);
    imagined += Number(answer.steps.at(-1)?.status === 'imagined');
  }
  return { took: thread() - own, all: processor() - start, asked: questions.length, imagined };
}

const ordinary = trials.filter((_, i) => i % EVERY === 0);
const first = timed(ordinary[0]?.text ?? '', 1);
for (const { text } of ordinary.slice(0, 20)) timed(text, 1);
const times = ordinary.map(({ text }) => timed(text, 1));
const sorted = times.map(({ all }) => all).sort((a, b) => a - b);
const at = (q: number) => `${(sorted[Math.floor(q * (sorted.length - 1))] ?? 0).toFixed(2)} ms`;
console.log(`very first answer, weights and library read with it: ${first.all.toFixed(1)} ms`);
console.log(
  `first answer to a document, ${times.length} trials, ${times.reduce((sum, { imagined }) => sum + imagined, 0)} of them imagined: median ${at(0.5)}, 95 % ${at(0.95)}, most ${at(1)} (aim: 95 % ≤ 5 ms)`,
);
for (const { text, contrasts } of trials.toSorted((a, b) => b.asked - a.asked).slice(0, LARGEST)) {
  const runs = [1, 2, 3, 4, 5].map(() => timed(text)).sort((a, b) => a.took - b.took);
  const { took = 0, all = 0, asked = 0, imagined = 0 } = runs[2] ?? {};
  const id = /^trial: (\S+)/m.exec(text)?.[1];
  console.log(
    `${id}: one change on ${asked} outcomes (${imagined} imagined), ${contrasts} contrasts: ${took.toFixed(0)} ms, ${all.toFixed(0)} with the runtime's own threads (aim: ≤ 50 ms)`,
  );
}
const taken = execFileSync(process.execPath, [import.meta.filename, MEMORY], { encoding: 'utf8' }).trim();
console.log(
  `weights, library and terms: ${(sizes.reduce((a, b) => a + b, 0) / 1e6).toFixed(2)} MB on disk (aim: ≤ 1 MB), ` +
    `${taken} MB of memory with the program that asks them (aim: ≤ 20 MB)`,
);
