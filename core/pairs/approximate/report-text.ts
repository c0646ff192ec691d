/** The report on retrieval as Markdown tables. */
import type { RetrievalReport } from './report.ts';
import { FEW } from './resampling.ts';

type Figure = RetrievalReport['any'];
type Value = Figure['value'];

const percent = (value: Value) => told(value, (x) => (100 * x).toFixed(1));
const plain = (digits: number) => (value: Value) => told(value, (x) => x.toFixed(digits).replace('-', '−'));

function told(value: Value, write: (x: number) => string): string {
  if (value === null) return '–';
  const [mean, low, high] = value;
  if (low === null || high === null) return `${write(mean)} (few trials)`.replaceAll('-', '−');
  return `${write(mean)} [${write(low)}, ${write(high)}]`.replaceAll('-', '−');
}

const of = ({ n, trials }: Figure) => `${n} (${trials})`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function agreementTable(rows: RetrievalReport['byK']): string {
  return table(
    ['k', 'n (trials)', 'k nearest', 'k at random, same condition', 'gain', 'vote of the k'],
    rows.map(({ k, near, random, gain, vote }) => [
      String(k),
      of(near),
      percent(near.value),
      percent(random.value),
      percent(gain.value),
      percent(vote.value),
    ]),
  );
}

/** All of a report. */
export function reportText(report: RetrievalReport): string {
  const { records, targets, directions, any, byK, kappa, free, nearest, test, attributes } = report;
  const shares = Object.entries(directions).map(([name, share]) => `${(100 * share).toFixed(0)} % ${name}`);
  return `${[
    `${records.read} records, ${records.usable} with an observed direction. ${targets.contrasts} target contrasts of ${targets.trials} trials: ${targets.withAnchor} (of ${targets.trialsWithAnchor} trials) have an anchor that was posted before they began, ${targets.withAnchorOfCondition} one that shares their condition, ${targets.withChoice} (of ${targets.trialsWithChoice} trials) a choice of eight or more trials of their condition.`,
    `Every trial weighs 1; intervals are 95 % bootstrap intervals over target trials; n is target contrasts, in brackets their trials. What is of fewer than ${FEW} trials has no interval: resampling so few says too little.`,
    '## How often an anchor has the direction of its target, in percent',
    `Targets with a choice; ${shares.join(', ')}. Any contrast of any trial of the condition agrees in ${percent(any.value)}.`,
    agreementTable(byK),
    'Of these, targets of the test split:',
    agreementTable(test),
    'Agreement beyond chance (Cohen’s κ), targets with a choice:',
    table(
      ['k', 'n (trials)', 'k nearest', 'k at random, same condition'],
      kappa.map(({ k, near, random }) => [String(k), of(near), plain(2)(near.value), plain(2)(random.value)]),
    ),
    'The nearest anchor of all targets that have one, in percent:',
    table(
      ['nearest anchor', 'n (trials)', 'agrees'],
      Object.entries(nearest).map(([name, figure]) => [name, of(figure), percent(figure.value)]),
    ),
    '## What likeness says of directions, the order of time left aside',
    'Anchors posted at any time, of all targets; κ. This is no figure of what can be foretold.',
    table(
      ['anchors', 'n (trials)', 'κ'],
      [
        ...free.byK.map(({ k, kappa: figure }) => [`the ${k} nearest`, of(figure), plain(2)(figure.value)]),
        ...Object.entries(free.bySimilarity).map(([name, figure]) => [name, of(figure), plain(2)(figure.value)]),
      ],
    ),
    '## Whether a difference in population or experiment says anything',
    'Brier score of the target’s direction given the anchor’s, minus that given the difference too (frequencies, counted on the other folds of target trials): positive where the difference helps. Behind it, in how many percent of pairs the direction is kept where the target has more, the same or less.',
    table(
      ['attribute', '`more` means', 'pairs (trials), differing', 'gain', 'kept: more, same, less'],
      attributes.map(({ name, factor, about, pairs, trials, differ, gain, kept }) => [
        `${factor} ${name}`,
        about,
        `${pairs} (${trials}), ${differ}`,
        plain(4)(gain),
        ['more', 'same', 'less'].map((by) => (kept[by] === undefined ? '–' : (100 * kept[by]).toFixed(0))).join(', '),
      ]),
    ),
  ].join('\n\n')}\n`;
}
