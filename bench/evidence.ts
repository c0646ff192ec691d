/**
 * What the embedded predictor costs: what a person waits for, which is the time that passes in the thread that answers, and the
 * processor time of the whole process, the runtime's compiler and garbage collector in threads of their own included. Time that
 * passes says something only on a quiet machine, so the load is told. First answers are told cold, each document being the first
 * time that it is asked about and much of the program not compiled yet, and once the code is warm, each document parsed anew. Aims:
 * 5 ms for the first answer after a document was parsed (95 % of trials), 50 ms for one change on every outcome of the trials with
 * the most of them, 1 MB on disk and 20 MB of memory for weights and library.
 *
 *   node bench/evidence.ts [folder of *.jsonl.gz]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Telling } from '../core/imagine/evidence.ts';
import { contrastsOf } from '../core/trial/contrast.ts';
import { parse } from '../core/trial/parse.ts';
import { print } from '../core/trial/print.ts';
import type { Trial } from '../core/trial/schema.ts';
import type { Look, Perturbation } from '../core/trial/types.ts';
import { trialsIn } from '../trainer/records.ts';
import { records } from './documents.ts';
import { processor, quantile } from './statistics.ts';

/** What this script asks of itself in a process of its own, which holds nothing else whose going could be taken for a gain. */
const MEMORY = '--memory';
const [folder = records] = process.argv.slice(2);
/** Of so many trials one is asked about. */
const EVERY = 5;
const LARGEST = 5;
/** Rounds that make the code warm, and rounds of which the median is told. */
const [WARMING, ROUNDS] = [3, 5];

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

const [{ imagineNow }, { outcomeLine }, { ready }] = await Promise.all([
  import('../core/imagine/evidence.ts'),
  import('../core/imagine/overview.ts'),
  import('../core/imagine/ready.ts'),
]);

interface Took {
  /** What passed in this thread, in milliseconds. */
  waited: number;
  /** Processor time of the whole process, in milliseconds. */
  all: number;
  asked: number;
  imagined: number;
}

/**
 * What an answer to a document that was just parsed takes, or, of `figures`, a line on each of its outcomes, as the panel's table tells
 * them. `made`: the document was made ready, as the server does with one that is left alone for a second.
 */
function timed(text: string, telling: Telling, made = false): Took {
  // The questions are made of a copy, so that nothing of the document was read before.
  const questions = questionsOf(parse(text).trial).slice(0, telling === 'whole' ? 1 : undefined);
  const { trial } = parse(text);
  if (made) for (const _ of ready(trial));
  let imagined = 0;
  const [start, began] = [processor(), performance.now()];
  for (const { look, steps } of questions) {
    const answer = imagineNow(trial, steps, look, undefined, telling);
    if ('problem' in answer) throw new Error(answer.problem);
    imagined += Number(answer.steps.at(-1)?.status === 'imagined');
    if (telling === 'figures') outcomeLine(answer);
  }
  return { waited: performance.now() - began, all: processor() - start, asked: questions.length, imagined };
}

/** The one of these that waited as long as half of them or longer. */
function middle(runs: readonly Took[]): Took {
  const found = runs.toSorted((a, b) => a.waited - b.waited)[runs.length >> 1];
  if (!found) throw new Error('Nothing was asked.');
  return found;
}

const told = (times: readonly number[]) =>
  `median ${quantile(times, 0.5).toFixed(2)} ms, 95 % ${quantile(times, 0.95).toFixed(2)}, most ${quantile(times, 1).toFixed(2)}`;
const waits = (runs: readonly Took[]) => told(runs.map(({ waited }) => waited));
const costs = (runs: readonly Took[]) => told(runs.map(({ all }) => all));

const ordinary = trials.filter((_, i) => i % EVERY === 0);
const first = timed(ordinary[0]?.text ?? '', 'whole');
for (const { text } of ordinary.slice(0, 20)) timed(text, 'whole');
const cold = ordinary.map(({ text }) => timed(text, 'whole'));
const quiet = ordinary.map(({ text }) => timed(text, 'whole', true));
for (let i = 0; i < WARMING; i++) for (const { text } of ordinary) timed(text, 'whole');
const warm = ordinary.map(({ text }) => middle(Array.from({ length: ROUNDS }, () => timed(text, 'whole'))));
const imagined = cold.reduce((sum, one) => sum + one.imagined, 0);
console.log(
  `load average ${loadavg()[0]?.toFixed(1)}: what is waited says something only where that is well below the processors there are`,
);
console.log(
  `very first answer, weights and library read with it: waited ${first.waited.toFixed(1)} ms, whole process ${first.all.toFixed(1)}`,
);
console.log(`first answer to a document, ${cold.length} trials, ${imagined} of them imagined (aim: 95 % ≤ 5 ms)`);
console.log(`  cold: waited ${waits(cold)}; whole process ${costs(cold)}`);
console.log(`  made ready, as after a second: waited ${waits(quiet)}; whole process ${costs(quiet)}`);
console.log(`  once code is warm: waited ${waits(warm)}; whole process ${costs(warm)}`);
for (const { text, contrasts } of trials.toSorted((a, b) => b.asked - a.asked).slice(0, LARGEST)) {
  const one = middle(Array.from({ length: ROUNDS }, () => timed(text, 'figures')));
  const id = /^trial: (\S+)/m.exec(text)?.[1];
  console.log(
    `${id}: one change on ${one.asked} outcomes (${one.imagined} imagined), ${contrasts} contrasts: waited ${one.waited.toFixed(0)} ms, whole process ${one.all.toFixed(0)} (aim: ≤ 50 ms)`,
  );
}
const taken = execFileSync(process.execPath, [import.meta.filename, MEMORY], { encoding: 'utf8' }).trim();
console.log(
  `weights, library and terms: ${(sizes.reduce((a, b) => a + b, 0) / 1e6).toFixed(2)} MB on disk (aim: ≤ 1 MB), ` +
    `${taken} MB of memory with the program that asks them (aim: ≤ 20 MB)`,
);
