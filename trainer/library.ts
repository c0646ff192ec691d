// Writes the embedded library of natural pairs: registry ids, doses, terms and directions, no sentences; a few pairs a trial.
// `node trainer/library.ts <folder of *.jsonl.gz>`
import { writeFileSync } from 'node:fs';
import { repeats } from '../core/evaluate/sets.ts';
import { termsIn } from '../core/imagine/model/outcomes.ts';
import { telling } from '../core/imagine/model/terms.ts';
import { type NaturalPair, naturalPairs } from '../core/imagine/natural.ts';
import type { Direction } from '../core/trial/direction.ts';
import type { Trial } from '../core/trial/schema.ts';
import { trialsIn } from './records.ts';

/** Pairs drawn of a trial, and how many of each kind are kept. */
const DRAWN = 60;
const KEPT = 4;
const TERMS = 6;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node trainer/library.ts <folder of *.jsonl.gz>');
  process.exit(2);
}

const letter = (direction: Direction | undefined) => (direction === undefined ? '?' : direction.charAt(0));

function termsOf(trial: Trial, { to, from }: NaturalPair, end: 'from' | 'to'): string {
  const measure = trial.outcomes?.[(end === 'from' ? from : to).look.outcome]?.measure ?? '';
  return termsIn(measure)
    .filter((term) => /^[a-z]/.test(term))
    .sort((a, b) => telling(b) - telling(a) || (a < b ? -1 : 1))
    .slice(0, TERMS)
    .join(' ');
}

const [doses, measures]: [string[], string[]] = [[], []];
for await (const trial of trialsIn(folder)) {
  const own = { dose: new Set<string>(), measure: new Set<string>() };
  for (const pair of naturalPairs(trial, DRAWN)) {
    const { change, from, to } = pair;
    if (repeats(from, to)) continue;
    const directions = `${letter(from.observed.direction)}${letter(to.observed.direction)}`;
    if (change.kind === 'dose' && change.ratio !== undefined && own.dose.size < KEPT)
      own.dose.add(`${trial.trial}|${Number(change.ratio.toPrecision(4))}|${termsOf(trial, pair, 'to')}|${directions}`);
    if (change.kind === 'measure' && own.measure.size < KEPT)
      own.measure.add(`${trial.trial}|${termsOf(trial, pair, 'from')}|${termsOf(trial, pair, 'to')}|${directions}`);
  }
  doses.push(...own.dose);
  measures.push(...own.measure);
}
const about =
  'Natural pairs of registry records: id, dose ratio or terms of the first measure, terms of the second, directions.';
writeFileSync(
  new URL('../core/imagine/model/library.json', import.meta.url),
  `${JSON.stringify({ about, doses: doses.join('\n'), measures: measures.join('\n') })}\n`,
);
console.log(`${doses.length} pairs of doses, ${measures.length} of measures`);
