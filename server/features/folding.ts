/** What can be folded: every key and list entry over several lines, texts in blocks, and runs of comments. */
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver/node';
import type { Range } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import { walk } from '../walk.ts';
import type { Work } from '../work.ts';

/** Two lines or more that hold nothing but a comment. */
const COMMENTS = /^[ \t]*#[^\n]*(?:\n[ \t]*#[^\n]*)+/gm;

/** `limit`: as many as the editor takes; the outer ones first. */
export function* folding(document: Snapshot, limit = 5000): Work<FoldingRange[]> {
  const { parsed, text } = document;
  const found: { depth: number; fold: FoldingRange }[] = [];
  const blocks: Range[] = [];
  for (const { path, key, value, leaf } of walk(parsed)) {
    yield;
    if (leaf) {
      if (text[value.start] !== '|' && text[value.start] !== '>') continue;
      blocks.push(value);
    }
    const startLine = document.positionAt((key ?? value).start).line;
    const endLine = document.positionAt(value.end).line;
    if (endLine > startLine) found.push({ depth: path.length, fold: { startLine, endLine } });
  }
  let block = 0;
  for (const match of text.matchAll(COMMENTS)) {
    yield;
    while ((blocks[block]?.end ?? Number.POSITIVE_INFINITY) <= match.index) block += 1;
    // What looks like a comment inside a block is text.
    if ((blocks[block]?.start ?? Number.POSITIVE_INFINITY) < match.index) continue;
    const startLine = document.positionAt(match.index).line;
    const endLine = document.positionAt(match.index + match[0].length).line;
    found.push({ depth: 1, fold: { startLine, endLine, kind: FoldingRangeKind.Comment } });
  }
  const kept = found.length > limit ? found.toSorted((a, b) => a.depth - b.depth).slice(0, limit) : found;
  return kept.map(({ fold }) => fold);
}
