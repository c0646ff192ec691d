/**
 * Formatting: two columns a level, one space where one belongs, at most one blank line, no white space at the end of a line.
 * Comments, quotes, line breaks and the order of everything stay as written. The text of a block keeps its shape.
 */
import type { CST } from 'yaml';
import type { Code } from './codes.ts';
import { parse } from './parse.ts';
import { INDENT, type Piece, piecesOf } from './pieces.ts';
import type { Parsed, TextEdit } from './types.ts';

interface Level {
  was: number;
  is: number;
}

/** The column at which an offset stands. */
const columnOf = (text: string, offset: number) => offset - (text.lastIndexOf('\n', offset - 1) + 1);
const startsLine = (text: string, piece: Piece) =>
  /^[\t ]*$/.test(text.slice(piece.start - columnOf(text, piece.start), piece.start));

/** What stands between two pieces of one line. */
function between(before: Piece, after: Piece, gap: string): string {
  if (after.kind === 'comment') return gap.trim() === '' && gap !== '' ? gap.replaceAll('\t', ' ') : ' ';
  if (before.kind === 'open' && after.kind === 'close') return '';
  if (after.kind === 'colon' || after.kind === 'comma') return '';
  if (before.kind === 'open' && before.says === '[') return '';
  if (after.kind === 'close' && after.says === ']') return '';
  return ' ';
}

/** Where a comment on its own line belongs: with what follows, or with what it stood under when what follows stands further out. */
function commentColumn(levels: readonly Level[], was: number, next: Level | undefined): number {
  if (next && was <= next.was) return next.is;
  const under = levels.findLast((level) => level.was <= was);
  return (next && next.was >= (under?.was ?? -1) ? next.is : under?.is) ?? 0;
}

class Formatter {
  readonly edits: TextEdit[] = [];
  readonly #text: string;
  readonly #pieces: readonly Piece[];
  /** The keys and dashes that the current line stands under: their columns before and after. */
  readonly #levels: Level[] = [];

  constructor(text: string, pieces: readonly Piece[]) {
    this.#text = text;
    this.#pieces = pieces;
  }

  run(): TextEdit[] {
    let at = this.#text.startsWith('\ufeff') ? 1 : 0;
    let before: Piece | undefined;
    for (const [index, piece] of this.#pieces.entries()) {
      const gap = this.#text.slice(at, piece.start);
      const first =
        !before || before.block || (gap.includes('\n') && (before.kind !== 'dash' || piece.kind === 'comment'));
      if (first) {
        const was =
          columnOf(this.#text, piece.start) -
          (this.#text.startsWith('\ufeff') && !gap.includes('\n') && !before ? 1 : 0);
        const is =
          piece.kind === 'comment' && !piece.flow ? commentColumn(this.#levels, was, this.#next(index)) : piece.column;
        this.#replace(at, piece.start, this.#breaks(gap, before) + ' '.repeat(is));
        this.#enter(piece, was, is);
      } else if (before) {
        const space = between(before, piece, gap);
        this.#replace(at, piece.start, space);
        // The keys of a map that begins beside its dash stand under that key.
        if (before.kind === 'dash') this.#enter(piece, columnOf(this.#text, piece.start), piece.column);
      }
      at = piece.block ? this.#block(piece, piece.block) : piece.end;
      if (!piece.block) this.#further(piece);
      before = piece;
    }
    const rest = this.#text.slice(at);
    if (before) this.#replace(at, this.#text.length, before.block ? '' : (/\r?\n/.exec(rest)?.[0] ?? '\n'));
    return this.edits;
  }

  #next(index: number): Level | undefined {
    const piece = this.#pieces.slice(index + 1, index + 200).find((other) => other.kind !== 'comment');
    return piece && startsLine(this.#text, piece)
      ? { was: columnOf(this.#text, piece.start), is: piece.column }
      : undefined;
  }

  #enter(piece: Piece, was: number, is: number): void {
    if (piece.kind !== 'key' && piece.kind !== 'dash') return;
    while ((this.#levels.at(-1)?.is ?? -1) >= is) this.#levels.pop();
    this.#levels.push({ was, is });
  }

  /** The line ends of a gap, at most one line blank; none before the first piece. */
  #breaks(gap: string, before: Piece | undefined): string {
    if (!before) return '';
    const ends = gap.match(/\r?\n/g) ?? [];
    // The line end that closes a block belongs to the block.
    return ends.slice(0, before.block ? 1 : 2).join('');
  }

  /** The further lines of a scalar that goes over several: one step in from its key. */
  #further(piece: Piece): void {
    if (piece.kind !== 'value') return;
    const source = this.#text.slice(piece.start, piece.end);
    for (const match of source.matchAll(/\n([\t ]*)(?=[^\s])/g)) {
      const start = piece.start + match.index + 1;
      this.#replace(start, start + (match[1] ?? '').length, ' '.repeat(piece.column));
    }
  }

  /** Moves the lines of a block as one; answers where the block ends. */
  #block(piece: Piece, block: CST.BlockScalar): number {
    const begin = this.#text.indexOf('\n', piece.end) + 1;
    if (begin === 0) return piece.end;
    const end = begin + block.source.length;
    const lines = [...block.source.matchAll(/^( *)([^\r\n]*)/gm)];
    const indents = lines.filter((line) => line[2] !== '').map((line) => (line[1] ?? '').length);
    if (indents.length === 0) return end;
    // `|2` states the indent of the block below its key; otherwise its first line shows it.
    const stated = Number(/[1-9]/.exec(this.#text.slice(piece.start, piece.end))?.[0] ?? Number.NaN);
    const was = Number.isNaN(stated) ? (indents[0] ?? 0) : block.indent + stated;
    const is = Number.isNaN(stated) ? piece.column : piece.column - INDENT + stated;
    for (const line of lines) {
      const spaces = (line[1] ?? '').length;
      const start = begin + line.index;
      // White space up to the indent is layout, beyond it is text.
      if (spaces >= was && (spaces > was || line[2] !== '')) this.#replace(start, start + was, ' '.repeat(is));
      else if (line[2] === '') this.#replace(start, start + spaces, '');
    }
    return end;
  }

  #replace(start: number, end: number, text: string): void {
    if (this.#text.slice(start, end) !== text) this.edits.push({ start, end, text });
  }
}

/** The edits of one another's order applied to a text. */
const applied = (text: string, edits: readonly TextEdit[]) => {
  let out = '';
  let at = 0;
  for (const edit of edits) {
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
};

/** Whether two documents say the same. Their comments do: edits leave all that is not white space. */
const sameTrial = (a: Parsed, b: Parsed) =>
  isWellFormed(b) &&
  a.diagnostics.length === b.diagnostics.length &&
  JSON.stringify([a.trial, changes(a)]) === JSON.stringify([b.trial, changes(b)]);
const changes = ({ inPlace }: Parsed) => inPlace?.steps.map(({ perturbation }) => perturbation);

/** Where one of these is found, what belongs to what is not certain, or is none of ours. */
const UNREADABLE: ReadonlySet<string> = new Set<Code>([
  'syntax',
  'unquoted',
  'comma-in-flow',
  'colon-in-value',
  'cut-by-comment',
  'stray-text',
  'unknown-alias',
  'alias-bomb',
  'too-deep',
  'too-large',
  'not-text',
  'several-documents',
  'not-a-trial',
]);

/** Whether what belongs to what is certain: only then may a text be rewritten as a whole. */
export const isWellFormed = ({ diagnostics }: Pick<Parsed, 'diagnostics'>): boolean =>
  !diagnostics.some(({ code }) => UNREADABLE.has(code));

/**
 * What changes to lay a document out: edits of white space only, in order. Undefined for a text that is not well formed, or
 * that could not be laid out without changing what it says: such a text is left as it is.
 */
export function format(text: string, parsed: Parsed = parse(text)): TextEdit[] | undefined {
  if (!isWellFormed(parsed)) return undefined;
  const pieces = piecesOf(text);
  if (!pieces) return undefined;
  const edits = new Formatter(text, pieces).run();
  return edits.length === 0 || sameTrial(parsed, parse(applied(text, edits))) ? edits : undefined;
}
