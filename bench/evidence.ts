// What the embedded predictor costs: one answer, and one change on every outcome of the trial with the most.
// `node bench/evidence.ts <folder of *.jsonl.gz>`
import { performance } from 'node:perf_hooks';
import type { Imagining, Problem } from '../core/imagine/answer.ts';
import { contrastsOf } from '../core/trial/contrast.ts';
import type { Trial } from '../core/trial/schema.ts';
import type { Look, Perturbation } from '../core/trial/types.ts';
import { trialsIn } from '../trainer/records.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node bench/evidence.ts <folder of *.jsonl.gz>');
  process.exit(2);
}

const began = performance.now();
const { imagineNow } = await import('../core/imagine/evidence.ts');
const loaded = performance.now() - began;

type Asked = { trial: Trial; look: Look; steps: Perturbation[] };

/** A dose that no arm was given, where the first side has a dose; else another drug. */
function changed(trial: Trial, look: Look): Perturbation {
  const attribute = trial.arms?.[look.first]?.dose === undefined ? 'drug' : 'dose';
  const to = attribute === 'dose' ? '7.3 mg' : 'Another drug';
  return { kind: 'set', factor: 'A', path: ['arms', look.first, attribute], from: '', to };
}

function questionsOf(trial: Trial): Asked[] {
  const looks = new Map<string, Look>();
  for (const { look } of contrastsOf(trial))
    if (!looks.has(look.outcome) && trial.arms?.[look.first]) looks.set(look.outcome, look);
  return [...looks.values()].map((look) => ({ trial, look, steps: [changed(trial, look)] }));
}

const trials: Trial[] = [];
for await (const trial of trialsIn(folder)) if (questionsOf(trial).length > 0) trials.push(trial);
// Those whose answers need most, by contrasts.
const largest = trials.toSorted((a, b) => contrastsOf(b).length - contrastsOf(a).length).slice(0, 5);

function timed(asked: Asked): number {
  // As the editor has it: just parsed, nothing of it read before.
  const fresh = structuredClone(asked.trial);
  const start = performance.now();
  const answer: Imagining | Problem = imagineNow(fresh, asked.steps, asked.look);
  const took = performance.now() - start;
  if ('problem' in answer) throw new Error(answer.problem);
  return took;
}

const ordinary = trials.filter((_, i) => i % 7 === 0).flatMap((trial) => questionsOf(trial).slice(0, 1));
const first = timed(ordinary[0] as Asked);
const times = ordinary.map(timed).sort((a, b) => a - b);
const at = (q: number) => (times[Math.floor(q * (times.length - 1))] ?? 0).toFixed(2);
console.log(
  `module loaded in ${loaded.toFixed(0)} ms; very first answer, weights read with it: ${first.toFixed(1)} ms`,
);
console.log(
  `first answer of a fresh trial, ${times.length} trials: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms`,
);
for (const trial of largest) {
  const questions = questionsOf(trial);
  const once = () => {
    const fresh = structuredClone(trial);
    const start = performance.now();
    for (const { look, steps } of questions) imagineNow(fresh, steps, look);
    return performance.now() - start;
  };
  const took = [once(), once(), once()].sort((a, b) => a - b);
  console.log(
    `${trial.trial}: one change on ${questions.length} outcomes, ${contrastsOf(trial).length} contrasts: ${took[1]?.toFixed(0)} ms`,
  );
}
console.log(
  `memory: ${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(0)} MiB of heap with ${trials.length} trials`,
);
