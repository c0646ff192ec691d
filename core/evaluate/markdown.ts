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

function written(block: Block, below: number): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level + below)} ${escapeMarkdown(block.text)}`;
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

export interface MarkdownOptions {
  /** Levels that headings stand below those of a document of its own. */
  below?: number;
  /** Other blocks are left out. */
  wanted?: (block: Block) => boolean;
}

/** The whole report as Markdown. */
export function reportMarkdown(report: Report, { below = 0, wanted = () => true }: MarkdownOptions = {}): string {
  const blocks = documentOf(report).filter(wanted);
  return `${blocks.map((block) => written(block, below)).join('\n\n')}\n`;
}
