/** Edits made one after the other, as edits of the first text. */
import type { TextEdit } from '../types.ts';

/** What stands in the text between: a stretch of the first text, or what an edit put in the place of one. */
interface Piece {
  start: number;
  end: number;
  /** Absent where the stretch is as it was. */
  text?: string;
}

function piecesOf(edits: readonly TextEdit[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start > at) pieces.push({ start: at, end: start });
    pieces.push({ start, end, text });
    at = end;
  }
  pieces.push({ start: at, end: Number.POSITIVE_INFINITY });
  return pieces;
}

/** Some edits of a text, and some of the text that they yield, as edits of the text. What touches is one edit. */
export function composeEdits(first: readonly TextEdit[], second: readonly TextEdit[]): TextEdit[] {
  const pieces = piecesOf(first);
  const out: TextEdit[] = [];
  let next = 0;
  /** How much of the piece at `next` is taken, in its own length. */
  let taken = 0;
  let place = 0;
  let cursor = 0;
  const push = (start: number, end: number, text: string) => {
    const last = out.at(-1);
    if (last?.end === start) out[out.length - 1] = { start: last.start, end, text: last.text + text };
    else if (end > start || text !== '') out.push({ start, end, text });
  };
  const advance = (to: number, keep: boolean) => {
    for (let piece = pieces[next]; piece; piece = pieces[next]) {
      const { start, end, text } = piece;
      const length = text?.length ?? end - start;
      const take = Math.min(length - taken, to - place);
      // What was put in or taken away right where this ends belongs to what comes next, unless it is nothing of the text between.
      if (take === 0 && place === to && length > 0) return;
      if (text !== undefined) push(taken === 0 ? start : end, end, keep ? text.slice(taken, taken + take) : '');
      else if (!keep) push(start + taken, start + taken + take, '');
      cursor = text === undefined ? start + taken + take : end;
      place += take;
      taken += take;
      if (taken < length) return;
      next++;
      taken = 0;
    }
  };
  for (const { start, end, text } of second.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    advance(start, true);
    advance(end, false);
    push(cursor, cursor, text);
  }
  advance(Number.POSITIVE_INFINITY, true);
  return out.filter(({ start, end, text }) => end > start || text !== '');
}
