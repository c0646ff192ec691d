/** A report as Markdown: what figures show stands there as tables. */
import { escapeMarkdown } from '../trial/markdown.ts';
import { type Block, documentOf, interval, type Table } from './document.ts';
import type { Report } from './report.ts';

function table({ caption, head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => escapeMarkdown(cell)).join(' | ')} |`;
  const rule = `| ${head.map((_, i) => (i === 0 ? '---' : '--:')).join(' | ')} |`;
  return [`*${escapeMarkdown(caption)}*`, '', line(head), rule, ...rows.map(line)].join('\n');
}

function reliability({ set, of }: Extract<Block, { kind: 'reliability' }>): string {
  const rows = Object.entries(of).flatMap(([name, bins]) =>
    bins.map(({ low, high, share, n, trials, confidence, accuracy }) => [
      name,
      `${low.toFixed(1)} to ${high.toFixed(1)}`,
      `${(100 * share).toFixed(1)} %`,
      String(n),
      String(trials),
      confidence.toFixed(3),
      interval(accuracy),
    ]),
  );
  const head = ['predictor', 'confidence', 'of all', 'questions', 'trials', 'mean confidence', 'accuracy'];
  return table({ caption: `${set}: calibration of the likeliest direction`, head, rows });
}

function written(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${escapeMarkdown(block.text)}`;
    case 'text':
      return escapeMarkdown(block.text);
    case 'list':
      return block.items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
    case 'code':
      return `    ${block.text.replace(/\s+/g, ' ')}`;
    case 'table':
      return table(block);
    case 'reliability':
      return reliability(block);
    case 'slices':
      return table(block.table);
  }
}

/** The whole report as Markdown. */
export function reportMarkdown(report: Report): string {
  return `${documentOf(report).map(written).join('\n\n')}\n`;
}
