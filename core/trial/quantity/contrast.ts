/** Contrasts, `a vs b`, and what a document is focused on: `a vs b on outcome, row`. */

/** A piece of a text and where it stands in it. */
export interface Piece {
  text: string;
  start: number;
  end: number;
}

function piece(text: string, start: number, end: number): Piece {
  const raw = text.slice(start, end);
  const from = start + (raw.length - raw.trimStart().length);
  const trimmed = raw.trim();
  return { text: trimmed, start: trimmed ? from : start, end: trimmed ? from + trimmed.length : start };
}

function split(text: string, separator: RegExp): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const match of text.matchAll(separator)) {
    pieces.push(piece(text, start, match.index));
    start = match.index + match[0].length;
  }
  pieces.push(piece(text, start, text.length));
  return pieces;
}

/** The arms or groups of a contrast, with their offsets: rename and references need them. One where nothing is compared. */
export function locateContrast(text: string): Piece[] {
  return split(text, /(?<=\s)(?:vs\.?|versus)(?=\s)/gi).filter((part) => part.text !== '');
}

/** The arms or groups of a contrast: `a vs b vs c` is three. */
export function parseContrast(text: string): string[] {
  return locateContrast(text).map((part) => part.text);
}

export function formatContrast(parts: readonly string[]): string {
  return parts.join(' vs ');
}

export interface Located {
  contrast: readonly Piece[];
  outcome?: Piece;
  row?: Piece;
}

/** The parts of a focus with their offsets. */
export function locateFocus(text: string): Located | undefined {
  const on = /(?:^|\s)on(?=\s)/i.exec(text);
  const contrast = locateContrast(on ? text.slice(0, on.index) : text);
  if (!on) return contrast.length > 1 ? { contrast } : undefined;
  const start = on.index + on[0].length;
  const comma = text.indexOf(',', start);
  const outcome = piece(text, start, comma < 0 ? text.length : comma);
  const row = comma < 0 ? undefined : piece(text, comma + 1, text.length);
  if (outcome.text === '') return undefined;
  return { contrast, outcome, ...(row && row.text !== '' && { row }) };
}

export interface Focus {
  /** Two arms or groups, or none where only the outcome is named. */
  contrast: readonly string[];
  outcome?: string;
  row?: string;
}

/** Reads a focus: `a vs b on outcome`, `a vs b on outcome, row`, `a vs b`, `on outcome`. */
export function parseFocus(text: string): Focus | undefined {
  const found = locateFocus(text);
  if (!found) return undefined;
  return {
    contrast: found.contrast.map((part) => part.text),
    ...(found.outcome && { outcome: found.outcome.text }),
    ...(found.row && { row: found.row.text }),
  };
}

/** A focus as a document writes it; `parseFocus` reads the same back. */
export function formatFocus({ contrast, outcome, row }: Focus): string {
  const on = outcome === undefined ? '' : `on ${outcome}${row === undefined ? '' : `, ${row}`}`;
  return [formatContrast(contrast), on].filter((part) => part !== '').join(' ');
}
