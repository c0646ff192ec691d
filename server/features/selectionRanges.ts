/** Ever larger selections around a position: word, part of an arrow, value, the key with it, what holds that, everything. */
import type { Position, SelectionRange } from 'vscode-languageserver/node';
import { splitArrow } from '../../core/trial/arrow.ts';
import type { Parsed, Range } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import type { Work } from '../work.ts';

const WORD = /[\p{L}\p{N}_.%µ/-]+/gu;

function* around(parsed: Parsed, offset: number): Generator<Range, void, void> {
  const place = parsed.placeAt(offset);
  if (place) {
    const text = parsed.text.slice(place.range.start, place.range.end);
    const at = offset - place.range.start;
    const within = (part: Range) => part.start <= at && at <= part.end;
    const moved = (part: Range) => ({ start: part.start + place.range.start, end: part.end + place.range.start });
    // A long text is searched only near the position.
    const from = Math.max(0, at - 200);
    for (const match of text.slice(from, at + 200).matchAll(WORD)) {
      const word = { start: from + match.index, end: from + match.index + match[0].length };
      if (within(word)) yield moved(word);
    }
    const parts = splitArrow(text);
    if (parts.length > 1) for (const part of parts) if (within(part)) yield moved(part);
    yield place.range;
    for (let depth = place.path.length; depth > 0; depth--) {
      const path = place.path.slice(0, depth);
      const value = parsed.rangeOf(path, 'value');
      const key = parsed.rangeOf(path, 'key');
      if (value) yield value;
      if (key && value) yield { start: key.start, end: Math.max(key.end, value.end) };
    }
  }
  yield { start: 0, end: parsed.text.length };
}

export function* selectionRanges(document: Snapshot, positions: readonly Position[]): Work<SelectionRange[]> {
  const answers: SelectionRange[] = [];
  for (const position of positions) {
    yield;
    const offset = document.offsetAt(position);
    const chain: Range[] = [];
    for (const range of around(document.parsed, offset)) {
      const last = chain.at(-1);
      if (range.start > offset || range.end < offset) continue;
      const grows =
        !last ||
        (range.start <= last.start && range.end >= last.end && (range.start < last.start || range.end > last.end));
      if (grows) chain.push(range);
    }
    let parent: SelectionRange | undefined;
    for (const range of chain.toReversed()) parent = { range: document.rangeAt(range), ...(parent && { parent }) };
    answers.push(parent ?? { range: { start: position, end: position } });
  }
  return answers;
}
