// Fuzzes the language: `npm run fuzz -- [cases] [first seed]`. Prints what failed with its seed, which repeats it. `today` as
// the seed (`npm run fuzz:nightly`) takes others every day.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Failure, fuzzCase } from './fuzz.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** How much the heap may grow over a run, in bytes: what is compiled and cached on the way, not what cases leave behind. */
const MOST_GROWTH = 64 * 2 ** 20;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** In milliseconds of processor time: no request takes longer. */
const LONGEST = 1000;

const cases = Number(process.argv[2] ?? 100_000);
const DAY = 86_400_000;
const first = process.argv[3] === 'today' ? Math.floor(Date.now() / DAY) * 100_000 : Number(process.argv[3] ?? 1);
if (!(cases > 0) || !Number.isInteger(first)) throw new Error('npm run fuzz -- [cases] [first seed]');
console.log(`${cases} cases from seed ${first}`);
const began = performance.now();
const failures: Failure[] = [];
let settled = 0;
for (let i = 0; i < cases; i++) {
  const failure = fuzzCase(first + i, LONGEST);
  if (failure) {
    failures.push(failure);
    console.error(`seed ${failure.seed}: ${failure.step} after ${failure.mutations.join(', ')}: ${failure.problem}`);
  }
  if (i === Math.floor(cases / 10)) settled = heap();
  if (i % 10_000 === 9_999)
    console.log(`${i + 1} cases, ${failures.length} failures, ${Math.round((performance.now() - began) / 1000)} s`);
}
const growth = settled ? heap() - settled : 0;
console.log(
  `${cases} cases, ${failures.length} failures, heap grew by ${(growth / 2 ** 20).toFixed(1)} MiB after the first tenth`,
);
if (failures.length || growth > MOST_GROWTH) process.exitCode = 1;
