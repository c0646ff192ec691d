/** A report of scores as lines for a terminal. */
import { decimals } from '../core/evaluate/document.ts';
import type { Card, ComparisonReport, Report } from '../core/evaluate/report.ts';
import { SETS } from '../core/evaluate/sets.ts';
import { FEW } from '../core/evaluate/slices.ts';
import { plainLine } from '../core/trial/markdown.ts';

const shown = (score: readonly number[] | undefined) => score?.[0]?.toFixed(3) ?? '';

const told = (p: number) => (p < 0.0005 ? 'p < 0.0005' : `p = ${p.toFixed(3)}`);

function comparisonLines(
  set: string,
  { first, second, n, trials, difference, byTrials, mcnemar }: ComparisonReport,
): string[] {
  const [value = Number.NaN, low = Number.NaN, high = Number.NaN] = difference.brier ?? [];
  const { p, better, worse } = byTrials.brier;
  const interval = trials < FEW ? ' (few trials)' : ` [${decimals(low)}, ${decimals(high)}]`;
  const chance = p === undefined ? 'nowhere different' : `${told(p)} by flips of the trials’ mean differences`;
  const { onlyFirst, onlySecond, exact, midP } = mcnemar;
  return [
    `${set}: ${plainLine(first)} − ${plainLine(second)}: Brier ${decimals(value)}${interval}, ${chance}; ${n} questions of ${trials} trials, better in ${better}, worse in ${worse}`,
    `  right alone: ${onlyFirst} and ${onlySecond} questions (McNemar: exact ${told(exact)}, mid-p ${told(midP)}; far too sure, as it takes those of one trial as independent)`,
  ];
}

function cardLine(set: string, wide: number, name: string, card: Card): string {
  const [brier = Number.NaN, low = Number.NaN, high = Number.NaN] = card.brier ?? [];
  return [
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
    .trimEnd();
}

/** The scores, the comparisons that were asked for, and what was left out. */
export function reportLines(report: Report): string[] {
  const wide = Math.max(10, ...SETS.flatMap((set) => Object.keys(report[set]?.all ?? {})).map(({ length }) => length));
  const text = [
    `${'set'.padEnd(17)} ${'predictor'.padEnd(wide)} n      trials  Brier                 macro-F1  accuracy  ECE    AUROC of flip  80 % of z  80 % of sizes (contrasts, trials)`,
  ];
  const linesOf = (which: 'all' | 'flips') =>
    SETS.flatMap((set) =>
      Object.entries(report[set]?.[which] ?? {}).map(([name, card]) => cardLine(set, wide, name, card)),
    );
  text.push(...linesOf('all'));
  const flips = linesOf('flips');
  if (flips.length > 0) text.push('', 'Of these, those whose direction differs from their source’s:', ...flips);
  const compared = SETS.flatMap((set) => (report[set]?.comparisons ?? []).flatMap((one) => comparisonLines(set, one)));
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
