/** A report of scores as lines for a terminal. */
import type { ComparisonReport, Report } from '../core/evaluate/report.ts';
import { SETS } from '../core/evaluate/sets.ts';
import { FEW } from '../core/evaluate/slices.ts';
import { plainLine } from '../core/trial/markdown.ts';

const shown = (score: readonly number[] | undefined) => score?.[0]?.toFixed(3) ?? '';

function comparisonLine(set: string, { first, second, n, trials, difference, byTrials }: ComparisonReport): string {
  const [value = Number.NaN, low = Number.NaN, high = Number.NaN] = difference.brier ?? [];
  const { p, better, worse } = byTrials.brier;
  const chance = p === undefined ? 'nowhere different' : `p ${p < 0.0005 ? '< 0.0005' : `= ${p.toFixed(3)}`}`;
  return `${set}: ${first} − ${second}: Brier ${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}], better in ${better} of ${trials} trials, worse in ${worse} (${chance}, by trials); ${n} questions`;
}

/** The scores, the comparisons that were asked for, and what was left out. */
export function reportLines(report: Report): string[] {
  const wide = Math.max(10, ...SETS.flatMap((set) => Object.keys(report[set]?.all ?? {})).map(({ length }) => length));
  const text = [
    `${'set'.padEnd(17)} ${'predictor'.padEnd(wide)} n      trials  Brier                 macro-F1  accuracy  ECE    AUROC of flip  80 % of z  80 % of sizes (contrasts, trials)`,
  ];
  for (const set of SETS)
    for (const [name, card] of Object.entries(report[set]?.all ?? {})) {
      const [brier = Number.NaN, low = Number.NaN, high = Number.NaN] = card.brier ?? [];
      text.push(
        [
          set.padEnd(17),
          plainLine(name).padEnd(wide),
          String(card.n).padEnd(6),
          String(card.trials).padEnd(7),
          (card.trials < FEW
            ? `${brier.toFixed(3)} few trials`
            : `${brier.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`
          ).padEnd(21),
          shown(card.macroF1).padEnd(9),
          shown(card.accuracy).padEnd(9),
          shown(card.ece).padEnd(6),
          shown(card.flipAuroc).padEnd(14),
          (card.coverage?.toFixed(3) ?? '').padEnd(9),
          card.sizes ? `${card.sizes.coverage.toFixed(3)} (${card.sizes.n}, ${card.sizes.trials})` : '',
        ]
          .join(' ')
          .trimEnd(),
      );
    }
  const compared = SETS.flatMap((set) => (report[set]?.comparisons ?? []).map((one) => comparisonLine(set, one)));
  if (compared.length > 0) text.push('', ...compared);
  for (const [name, { unread, failed, certain }] of Object.entries(report.about?.models ?? {})) {
    const all = (counts: Record<string, number>) =>
      Object.entries(counts)
        .map(([why, number]) => `${plainLine(why)} (${number})`)
        .join(', ') || 'none';
    text.push('', `${plainLine(name)}: not answered, and not scored: ${all(failed)}`);
    text.push(`  unreadable, and scored as wrong: ${all(unread)}; without chances, and scored as certain: ${certain}`);
  }
  text.push('', 'left out:');
  for (const [reason, number] of Object.entries(report.excluded).sort(([, a], [, b]) => b - a))
    text.push(`${String(number).padStart(8)}  ${reason}`);
  return text;
}
