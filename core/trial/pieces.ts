/**
 * A document as a flat run of what is not white space, each piece with the column that its line should begin at. What
 * stands between the pieces is layout, which the formatter may change; the pieces it may not.
 */
import { CST, Parser } from 'yaml';
import { asRead, cutText } from './segments.ts';

export type PieceKind =
  | 'key'
  | 'colon'
  | 'dash'
  | 'value'
  | 'open'
  | 'close'
  | 'comma'
  | 'comment'
  | 'property'
  | 'mark';

export interface Piece {
  kind: PieceKind;
  start: number;
  /** For a block scalar the end of its header: its lines are its own. */
  end: number;
  /** Where the piece should stand when it is the first of its line, in columns from 0. */
  column: number;
  /** Inside brackets. */
  flow: boolean;
  /** What it says, layout taken away: the source, or the value of a scalar. Equal runs of these mean equal documents. */
  says: string;
  /** The lines of a block scalar, below its header. */
  block?: CST.BlockScalar;
}

export const INDENT = 2;
/** Deeper than any trial document goes; each level is a call. */
const DEEPEST = 200;
/** White space: what the pieces are set apart by. */
const LAYOUT = new Set(['space', 'newline', 'byte-order-mark']);
const MARKS: Readonly<Record<string, PieceKind>> = {
  comment: 'comment',
  'map-value-ind': 'colon',
  'seq-item-ind': 'dash',
  comma: 'comma',
  'flow-map-start': 'open',
  'flow-seq-start': 'open',
  'flow-map-end': 'close',
  'flow-seq-end': 'close',
  anchor: 'property',
  tag: 'property',
  'doc-start': 'mark',
};

/** The text is well formed, but the formatter leaves documents of this kind alone. */
class Unusual extends Error {}

const malformed = (_offset: number, code: string) => {
  throw new Unusual(code);
};

class Reader {
  readonly pieces: Piece[] = [];
  /** Where in the whole text the part begins that is read. */
  #from = 0;
  /** How many brackets are open. */
  #brackets = 0;

  /** Reads a part of a text that begins at an offset of it; what stands outermost in it belongs at `column`. */
  read(part: string, from: number, column: number): void {
    this.#from = from;
    let documents = 0;
    for (const token of new Parser().parse(part)) {
      if (token.type !== 'document') this.tokens([token as CST.SourceToken], column);
      else {
        documents += 1;
        if (documents > 1) throw new Unusual('several documents');
        this.tokens(token.start, column);
        this.value(token.value, column, 'value');
        this.tokens(token.end, column);
      }
    }
  }

  tokens(tokens: readonly CST.SourceToken[] | undefined, column: number): void {
    for (const token of tokens ?? []) {
      if (LAYOUT.has(token.type)) continue;
      const kind = MARKS[token.type];
      if (!kind) throw new Unusual(token.type);
      // White space at the end of a comment is layout.
      this.#add(kind, token.offset, kind === 'comment' ? token.source.trimEnd() : token.source, column);
    }
  }

  #add(kind: PieceKind, offset: number, source: string, column: number): void {
    const start = this.#from + offset;
    this.pieces.push({ kind, start, end: start + source.length, column, flow: this.#brackets > 0, says: source });
  }

  /** `column` is that of the keys or dashes of a block, or of what a scalar's further lines stand at. */
  value(token: CST.Token | null | undefined, column: number, kind: 'key' | 'value'): void {
    if (!token) return;
    if (column > DEEPEST * INDENT) throw new Unusual('depth');
    switch (token.type) {
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar': {
        const { value } = CST.resolveAsScalar(token, true, malformed);
        const { source } = token;
        const start = this.#from + token.offset;
        const flow = this.#brackets > 0;
        this.pieces.push({ kind, start, end: start + source.length, column, flow, says: `${token.type} ${value}` });
        this.tokens(token.end, column);
        return;
      }
      case 'block-scalar':
        this.#blockScalar(token, column);
        return;
      case 'block-map':
        for (const item of token.items) {
          if (item.explicitKey || item.key === null) throw new Unusual('explicit key');
          this.tokens(item.start, column);
          this.value(item.key, column, 'key');
          this.tokens(item.sep, column + INDENT);
          this.value(item.value, column + INDENT, 'value');
        }
        return;
      case 'block-seq':
        for (const item of token.items) {
          this.tokens(item.start, column);
          this.value(item.value, column + INDENT, 'value');
        }
        return;
      case 'flow-collection':
        this.#flow(token, column);
        return;
      default:
        throw new Unusual(token.type);
    }
  }

  #blockScalar(token: CST.BlockScalar, column: number): void {
    const { value } = CST.resolveAsScalar(token, true, malformed);
    for (const prop of token.props as CST.SourceToken[]) {
      if (prop.type !== 'block-scalar-header') this.tokens([prop], column);
      else {
        const says = `${prop.source} ${value}`;
        const start = this.#from + prop.offset;
        const end = start + prop.source.length;
        this.pieces.push({ kind: 'value', start, end, column, flow: false, says, block: token });
      }
    }
  }

  /** Brackets stand at `column`, what they hold one step further in, so that nothing stands as far out as the key. */
  #flow(token: CST.FlowCollection, column: number): void {
    const inner = column + INDENT;
    this.tokens([token.start], column);
    this.#brackets += 1;
    for (const item of token.items) {
      this.tokens(item.start, inner);
      this.value(item.key, inner, 'key');
      this.tokens(item.sep, inner);
      this.value(item.value, inner, 'value');
    }
    const close = token.end.findIndex(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end');
    this.tokens(token.end.slice(0, close), inner);
    this.#brackets -= 1;
    this.tokens(token.end.slice(close), column);
  }
}

/**
 * The pieces of a text that holds one YAML document; undefined where it is not well formed or uses what no trial document
 * needs (several documents, directives, explicit keys, aliases, lone carriage returns). Read cut by cut, so that no more than one
 * is held as tokens.
 */
export function piecesOf(text: string): Piece[] | undefined {
  const reader = new Reader();
  const read = asRead(text);
  // But for one at the end: what is laid out anew would have line ends of two kinds.
  if (/\r(?!\n|$)/.test(text)) return undefined;
  try {
    for (const { kind, start, end } of cutText(read)) {
      if (kind === 'stray' || kind === 'unread') return undefined;
      reader.read(read.slice(start, end), start, kind === 'entry' ? INDENT : 0);
    }
  } catch (error) {
    // A RangeError is the stack's end: the text is nested deeper than `yaml` can follow.
    if (error instanceof Unusual || error instanceof RangeError) return undefined;
    throw error;
  }
  return reader.pieces;
}
