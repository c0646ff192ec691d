/** The data sheet of a data set in Markdown: a pure function of what was counted. The same counts give the same bytes. */
import { escapeMarkdown } from '../../trial/markdown.ts';
import { SPLITS, type Split } from '../split.ts';
import type { Before, DatasetCounts, KindCounts } from './counts.ts';

const TITLES: Readonly<Record<string, string>> = {
  source: 'Where from',
  kind: 'What is asked: the direction, or whether the first side beats the second',
  change: 'What changes',
  factor: 'Factor (N who, A what is given, O what is measured, E how and where)',
  answer: 'Answer',
  flips: 'Against the source',
  observed: 'Where the answer comes from',
  marked: 'Marks: why to be careful with an answer (a row can have several)',
  randomized: 'Allocation',
  phase: 'Phase',
  condition: 'Condition, as the record names its first (one can have several spellings)',
  year: 'Year in which results were first posted',
  fold: 'Fold of training rows',
};

/** Values of a table beyond these are summed up: there are thousands of conditions. */
const MOST = 30;

type BySplit = Partial<Record<Split, number>>;
const total = (of: BySplit) => SPLITS.reduce((sum, split) => sum + (of[split] ?? 0), 0);
const cells = (cellsOf: readonly (string | number)[]) => `| ${cellsOf.join(' | ')} |`;
const bySize = ([a, one]: [string, BySplit], [b, other]: [string, BySplit]) =>
  total(other) - total(one) || (a < b ? -1 : 1);
const byName = ([a]: [string, BySplit], [b]: [string, BySplit]) => a.localeCompare(b, 'en', { numeric: true });

function table(what: string, values: Readonly<Record<string, BySplit>>): string[] {
  const ordered = what === 'year' || what === 'fold' || what === 'phase' ? byName : bySize;
  const all = Object.entries(values).sort(ordered);
  const [shown, rest] = [all.slice(0, MOST), all.slice(MOST)];
  const row = (name: string, of: BySplit) => cells([name, ...SPLITS.map((split) => of[split] ?? 0), total(of)]);
  const summed: BySplit = {};
  for (const [, of] of rest) for (const split of SPLITS) summed[split] = (summed[split] ?? 0) + (of[split] ?? 0);
  return [
    '',
    `**${TITLES[what] ?? what}**`,
    '',
    cells(['', ...SPLITS, 'all']),
    cells(['---', ...SPLITS.map(() => '---:'), '---:']),
    ...shown.map(([name, of]) => row(escapeMarkdown(name, 120), of)),
    ...(rest.length > 0 ? [row(`${rest.length} others`, summed)] : []),
  ];
}

function kindText(title: string, about: string, { rows, trials, shortened, excluded, by }: KindCounts): string[] {
  const lost = Object.entries(excluded).sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return [
    '',
    `## ${title}`,
    '',
    about,
    '',
    `${rows} rows of ${SPLITS.map((split) => `${trials[split] ?? 0} ${split}`).join(', ')} trials. Something was left out of ${shortened} prompts so that they fit.`,
    '',
    ...(lost.length > 0
      ? ['Could have been rows, and are none:', '', ...lost.map(([reason, n]) => `- ${n}: ${reason}`)]
      : ['Nothing that was made was left out.']),
    ...Object.keys(TITLES).flatMap((what) => {
      const values = by[what];
      return values ? table(what, values) : [];
    }),
  ];
}

const BEFORE: Readonly<Record<keyof Before, string>> = {
  sides: 'Two sides of a result that are no contrast',
  contrasts: 'Contrasts that are no end of a natural pair',
  pairs: 'Two contrasts of one trial that are no natural pair',
  questions: 'Contrasts with a direction that are not asked about',
};

/** What was lost on the way from records to rows, at every stage before there was a row to lose. */
function beforeText({ before }: DatasetCounts): string[] {
  const stages = Object.entries(BEFORE).flatMap(([stage, title]) => {
    const lost = Object.entries(before[stage as keyof Before]).sort(
      ([a, one], [b, other]) => other - one || (a < b ? -1 : 1),
    );
    return lost.length > 0 ? ['', `${title}:`, '', ...lost.map(([reason, n]) => `- ${n}: ${reason}`)] : [];
  });
  return stages.length > 0
    ? [
        '',
        '## What was lost before rows',
        '',
        'What could have been a row and is none stands with each kind of rows below.',
        ...stages,
      ]
    : [];
}

function splitText({ split }: DatasetCounts): string[] {
  const { cuts, trials, folds, twins } = split;
  return [
    '',
    '## Splits',
    '',
    `By trial and by when results were first posted: train before ${cuts.validation}, validation before ${cuts.test}, then test. Near-duplicates (cross-referenced, of one organisation’s id, of one title) stand together where the latest of them does, so that nothing posted after a cut is learned from.`,
    '',
    `- Trials with results: ${trials.train} train, ${trials.validation} validation, ${trials.test} test; ${trials.undated} without a date, which are in no file.`,
    `- Folds of training trials, by SHA-256 of the registry id, first byte modulo ${folds.length}: ${folds.join(', ')}.`,
    `- Near-duplicates: ${twins.groups} groups of ${twins.trials} trials, the largest of ${twins.largest}; ${twins.moved} trials moved to be on one side; ${twins.acrossFolds} groups lie in several folds.`,
  ];
}

function rulesText({ settings, teacher, traces, leftOut }: DatasetCounts): string[] {
  const left = Object.entries(leftOut).map(([reason, n]) => `${n} ${reason}`);
  const { randomized, enrolled, cap, questions, targets, k, budget, form, bare, prompt } = settings;
  return [
    '',
    '## How it was made',
    '',
    `- Prompts: version ${prompt}, at most ${budget} tokens by an estimate that is rather too high. Everything that comes from a record stands in one JSON object.`,
    `- Trials: ${randomized ? 'those that are said to be randomised' : 'randomised or not (`randomized`)'}${enrolled > 0 ? `, of ${enrolled} participants or more` : ', of any size'}${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}.`,
    '- Answer: the direction of the first side against the second on the outcome, `higher`, `lower` or `no difference` (two-sided, at 0.05), from a reported analysis, else computed from the summary statistics (`observed`). `marked` says why to be careful. Of a question of `benefit` it is `yes` where that direction is the good one (`better`), else `no`: no difference is no win.',
    `- Rows to imitate are natural pairs: two observed contrasts of one trial that differ in one thing; at most ${cap} of a trial of each kind, drawn by what they are called, the kinds of change in turn. Form: ${form}.`,
    '- Where nobody, or everybody, had what is counted on both sides, there is nothing to tell apart: of the targets of pairs and of the questions of a trial at most one in twenty is such a one; none of those that anchors are looked for, as long as fewer than twenty are.',
    bare
      ? '- They are bare: the answer without a trace, though the prompt asks for one. A model learns from them what to answer, not how to reason.'
      : '- Their explanations are synthetic: a teacher that was shown both ends wrote them, and rules took or rejected each. An explanation is plausible, not proven.',
    ...(teacher
      ? [
          `- Teacher: ${escapeMarkdown(teacher.model, 200)}${teacher.digest === undefined ? '' : ` (${escapeMarkdown(teacher.digest, 200)})`}, temperature ${teacher.temperature}, prompt ${teacher.prompt}, rules ${teacher.filters}; ${traces?.taken ?? 0} traces were taken, ${traces?.used ?? 0} are used here.`,
        ]
      : []),
    `- Rows to be rewarded for are questions about a trial as its record describes it, of at most ${questions} of its contrasts (the direction, and, where it is known which way is good, whether the first side beats the second), and approximate pairs: the same with one similar trial whose results were posted before the target began (${k} anchors of each of at most ${targets} contrasts of a trial, one row each). No anchor stands in a later split than its target.`,
    '- Of the result that is asked for a prompt is given nothing: neither values nor analyses nor how many were analysed, which names of rows may tell, and a prompt in which one of its telling figures (three digits or more, with decimals) stands all the same is no row. That is a rule for figures: words of a record that tell a result are left out only where they are known to.',
    '- A record is written before, during and after its trial. `enrollment` in a prompt is the actual number of participants where the record tells that, doses and durations may be those that were given in the end (the longest exposure, for one), and outcomes and their times as they were reported.',
    '- An answer is verified by a pure function: the last `"direction": "…"` or `"answer": "…"` of what was said is `answer`, or it is wrong.',
    '- `weight`: all rows of a trial in one file together weigh 1, for a few trials have hundreds of contrasts.',
    '- In every column, an empty text is what is not known, and fold −1 is none.',
  ];
}

const LICENCE = [
  '',
  '## Source and licence',
  '',
  'The records are those of ClinicalTrials.gov, a registry of the U.S. National Library of Medicine. They were written by the sponsors and investigators of the trials; the registry does not vouch for them. The records name no licence. The registry’s terms are at <https://clinicaltrials.gov/about-site/terms-conditions>; read them before these files are passed on, for the prompts hold texts of records. This program looked at no terms, and knows of no rights that others may have in single texts.',
  '',
  'Traces, where there are any, were written by the model named above: what its licence says of what it writes holds for them.',
  '',
  'Not for decisions about patients.',
];

/** The data sheet of a data set. */
export function datasheet(counts: DatasetCounts): string {
  const { records, shard, files, sft, grpo } = counts;
  const lost = Object.entries(records.lost).map(([reason, n]) => `${n} ${escapeMarkdown(reason, 200)}`);
  return `${[
    '# Data sheet',
    '',
    `Counterfactual reasoning over clinical trials: rows for supervised fine-tuning (\`sft/\`) and for reinforcement learning with verifiable rewards (\`grpo/\`), as TRL takes them. Of ${records.read} records, ${records.withResults} with results${lost.length > 0 ? `; of no use: ${lost.join(', ')}` : ''}. SHA-256 of the records, as \`deepimagine corpus stats\` tells it of a corpus: \`${records.digest}\`.`,
    ...(shard.of > 1
      ? ['', `This is slice ${shard.index} of ${shard.of}: \`deepimagine dataset merge\` makes the whole.`]
      : []),
    '',
    '## Files',
    '',
    cells(['file', 'rows', 'bytes', 'SHA-256 of the uncompressed bytes']),
    cells(['---', '---:', '---:', '---']),
    ...files.map(({ name, rows, bytes, sha256 }) => cells([`\`${name}\``, rows, bytes, `\`${sha256}\``])),
    ...rulesText(counts),
    ...splitText(counts),
    ...beforeText(counts),
    ...kindText(
      'To imitate (`sft/`)',
      'Natural pairs, each asked as the change that leads from one end to the other.',
      sft,
    ),
    ...kindText('To be rewarded for (`grpo/`)', 'Questions, and approximate pairs with one anchor each.', grpo),
    ...LICENCE,
  ].join('\n')}\n`;
}
