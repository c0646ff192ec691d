/** A program that is killed: `crash-child.ts <folder> at <step> <n>` by itself at a point of its n-th write, `… on <life>` by whoever started it. */
import { Corpus } from '../../../core/pairs/corpus/corpus.ts';
import { Intake } from '../../../core/pairs/corpus/intake.ts';
import { DISK, type Disk } from '../../../core/pairs/corpus/segments.ts';
import { BATCH, made, RECORDS, SMALL } from './made.ts';

const [folder = '', mode = '', step = '', count = '1'] = process.argv.slice(2);
const die = () => process.kill(process.pid, 'SIGKILL');

/** A disk at which the program dies before, in the middle of or after its n-th write, or before or after the next sync. */
function mortal(n: number): Disk {
  let writes = 0;
  return {
    write(file, bytes, at) {
      const now = ++writes === n;
      if (now && step === 'before write') die();
      DISK.write(file, now && step === 'in write' ? bytes.subarray(0, bytes.length / 2) : bytes, at);
      if (now && step.endsWith(' write')) die();
    },
    sync(file) {
      if (writes === n && step === 'before sync') die();
      DISK.sync(file);
      if (writes === n && step === 'after sync') die();
    },
  };
}

/** A round of updates; after the first, every fifth batch is left as it was, so that there is something to move. */
function take(corpus: Corpus, round: number, all = false): void {
  for (let first = 1; first <= RECORDS; first += BATCH) {
    if (!all && ((first - 1) / BATCH) % 5 === 0) continue;
    const intake = new Intake(corpus);
    for (let n = first; n < first + BATCH; n++) intake.take(made(n, { day: round }), 'here');
    intake.flush();
  }
}

process.stdout.write('begins\n');
if (mode === 'at') {
  using corpus = await Corpus.open(folder, { write: true, disk: mortal(Number(count)), ...SMALL });
  take(corpus, 1, true);
  take(corpus, 2);
  await corpus.tidy();
} else {
  using corpus = await Corpus.open(folder, { write: true, ...SMALL });
  // Each life's records are newer than those of the lives before.
  for (let round = Number(step) * 1000; ; round++) {
    take(corpus, round, round % 7 === 0);
    await corpus.tidy();
  }
}
