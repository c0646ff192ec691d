// Counts in how many outcomes of registry records each term stands, and writes core/imagine/model/terms.json: terms and counts,
// no sentences. `node trainer/terms.ts <folder of *.jsonl.gz>`
import { writeFileSync } from 'node:fs';
import { termsIn } from '../core/imagine/model/outcomes.ts';
import { trialsIn } from './records.ts';

/** A term of fewer outcomes is as telling as one that was never seen. */
const LEAST = 4;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node trainer/terms.ts <folder of *.jsonl.gz>');
  process.exit(2);
}
const counts = new Map<string, number>();
let outcomes = 0;
for await (const trial of trialsIn(folder))
  for (const { measure = '' } of Object.values(trial.outcomes ?? {})) {
    outcomes++;
    for (const term of termsIn(measure)) if (/^[a-z]/.test(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
const terms: Record<string, string> = {};
const kept = [...counts].filter(([, count]) => count >= LEAST).sort(([a], [b]) => (a < b ? -1 : 1));
for (const [term, count] of kept) {
  const before = terms[String(count)];
  terms[String(count)] = before === undefined ? term : `${before} ${term}`;
}
const about = 'Terms of outcome measures of registry records, by how many outcomes have them.';
writeFileSync(
  new URL('../core/imagine/model/terms.json', import.meta.url),
  `${JSON.stringify({ about, outcomes, terms })}\n`,
);
console.log(`${outcomes} outcomes, ${counts.size} terms, ${kept.length} kept`);
