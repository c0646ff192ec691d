// Writes core/evaluate/RESULTS.md of two reports that `deepimagine evaluate` made of the same records: out of fold, and by date.
// `node trainer/results.ts <report.json out of fold> <report.json by date> [--check]`; --check says whether the file would be the same but for the day.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Block, HOW_TO_READ, READING } from '../core/evaluate/document.ts';
import { reportMarkdown } from '../core/evaluate/markdown.ts';
import { reportSchema } from '../core/evaluate/report.ts';

const [folds, date, check] = process.argv.slice(2);
if (folds === undefined || date === undefined) {
  console.error('usage: node trainer/results.ts <report.json out of fold> <report.json by date> [--check]');
  process.exit(2);
}
const file = path.join(import.meta.dirname, '../core/evaluate/RESULTS.md');
const read = (name: string) => reportSchema.parse(JSON.parse(readFileSync(name, 'utf8')));
/** The first part says how to read either. Calibration, and slices by what matters less, are in reports that anybody can make. */
const DIMENSIONS = ['factor', 'change', 'phase', 'kind', 'year', 'order', 'ends'];
const wanted = (first: boolean) => (block: Block) => {
  if (block.kind === 'reliability' || (block.kind === 'heading' && block.level === 1)) return false;
  const reading =
    (block.kind === 'heading' && block.text === HOW_TO_READ) || (block.kind === 'list' && block.items === READING);
  if (reading && !first) return false;
  return block.kind !== 'slices' || (first && DIMENSIONS.includes(block.dimension));
};
const text = `# Results

Scores on the 1,755 records of ClinicalTrials.gov that the project was built with, 955 of them with results. Figures only; the records are not
here. To make this again:

    deepimagine evaluate RECORDS --report out/folds
    deepimagine evaluate RECORDS --split validation,test --report out/date
    node trainer/results.ts out/folds/report.json out/date/report.json

Two ways to hold out are told apart. *Out of fold*: all trials, each answered by what was fitted on the other four fifths, by a hash of the registry id;
trials of one programme may be on both sides. *By date*: what was fitted on trials whose results were posted earlier answers later ones, near-duplicates all on
one side; that is how the predictor would be used, on far fewer trials. The features and the settings of \`evidence\` were chosen with all records in view
(\`trainer/MODEL_CARD.md\`), so neither is a test on records that nobody had looked at.

# Out of fold

${reportMarkdown(read(folds), { wanted: wanted(true) })}
# By date

${reportMarkdown(read(date), { wanted: wanted(false) })}`;
const day = /^Made on \d{4}-\d{2}-\d{2} by$/gm;
if (check === undefined) writeFileSync(file, text);
else if (readFileSync(file, 'utf8').replace(day, '') !== text.replace(day, '')) {
  console.error(`${file} is of other figures: make it again without --check.`);
  process.exitCode = 1;
}
