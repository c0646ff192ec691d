/** Arrows in place: written behind a value, taken away again, without touching what stands around them. */
import { splitArrow } from '../arrow.ts';
import { followsPlain, isPrintable, printScalar, quotedArrow, standsPlain } from '../quoting.ts';
import { asNumber } from '../scalar.ts';
import { valueAt } from '../scenarios.ts';
import { type ShapeKind, shapeAt } from '../shape.ts';
import type { Attribute, Parsed, Path, TextEdit } from '../types.ts';
import { contextOf } from './layout.ts';

type Scalar = string | number | boolean;
type Style = 'plain' | 'single' | 'double';

interface Written {
  start: number;
  end: number;
  style: Style;
  /** The source between the quotation marks, if there are any. */
  inner: string;
  innerStart: number;
  observed: Scalar;
}

const DOUBLE = /^"(?:[^"\\]|\\[\s\S])*"$/;
const SINGLE = /^'(?:[^']|'')*'$/;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Whether a text is the same before an arrow: not where it is empty, says `~>` itself, ends in spaces, or was quoted so as not to be a number. */
export function staysInArrow(text: string, kind: ShapeKind | undefined): boolean {
  return (
    text !== '' && !text.includes('~>') && text === text.trim() && (kind === 'text' || asNumber(text) === undefined)
  );
}

/** How a scalar is written, if it is one that an arrow can stand in: no block of text, no alias, nothing empty. */
function writtenAt(parsed: Parsed, path: Path): Written | undefined {
  const range = parsed.rangeOf(path, 'value');
  const observed = valueAt(parsed.trial, path);
  if (!range || !isScalar(observed)) return undefined;
  const source = parsed.text.slice(range.start, range.end);
  if (source === '' || /^(?:[|>][^\n]*\n|\*)/.test(source)) return undefined;
  const style = DOUBLE.test(source) ? 'double' : SINGLE.test(source) ? 'single' : 'plain';
  const inset = style === 'plain' ? 0 : 1;
  const inner = source.slice(inset, source.length - inset);
  if (typeof observed === 'string' && !staysInArrow(observed, shapeAt(path)?.kind)) return undefined;
  return { ...range, style, inner, innerStart: range.start + inset, observed };
}

/** The values that the arrows in place at a path lead to, in their order. */
export function imaginedAt(parsed: Parsed, path: Path): readonly Attribute[] {
  const name = path.join('.');
  return (parsed.inPlace?.steps ?? []).flatMap(({ perturbation }) =>
    perturbation.kind === 'set' && perturbation.path.join('.') === name ? [perturbation.to] : [],
  );
}

/** Where the source of a scalar is cut when its arrows go: behind the observed value. */
function observedEnd({ inner, style }: Written): number {
  const [, second] = splitArrow(inner);
  if (!second) return inner.length;
  const arrow = inner.lastIndexOf('~>', second.start);
  const before = inner.slice(0, arrow);
  // In quotation marks all spaces but the arrow's own are the value's.
  return style === 'plain' ? before.trimEnd().length : arrow - (/\s$/.test(before) ? 1 : 0);
}

/** Takes the arrows at a path away: what was observed stays. Nothing where there are none. */
export function withoutArrow(parsed: Parsed, path: Path): TextEdit[] {
  const imagined = imaginedAt(parsed, path);
  const written = imagined.length > 0 ? writtenAt(parsed, path) : undefined;
  if (!written) return [];
  const { start, end, style, innerStart, inner, observed } = written;
  const context = contextOf(parsed, path);
  // Quotation marks that only what was imagined needed go with it.
  const needed = imagined.some((to) => !followsPlain(String(to), context));
  if (style === 'double' && needed && standsPlain(String(observed), context)) {
    return [{ start, end, text: String(observed) }];
  }
  if (style === 'double' && needed && typeof observed !== 'string')
    return [{ start, end, text: printScalar(observed) }];
  return [{ start: innerStart + observedEnd(written), end: innerStart + inner.length, text: '' }];
}

/**
 * Writes arrows from what was observed at a path to each of some values, in place of those that are there. Undefined where the
 * document cannot hold them: no value to begin with, a list, a block of text, or a text that says `~>` itself.
 */
export function withArrow(parsed: Parsed, path: Path, to: readonly Attribute[]): TextEdit[] | undefined {
  const written = shapeAt(path)?.meta.perturbable ? writtenAt(parsed, path) : undefined;
  if (!written || !to.every(isScalar)) return undefined;
  const said = to.map(String);
  const { start, end, style, inner, innerStart, observed } = written;
  if (said.some((one) => one === '' || one !== one.trim() || one.includes('~>') || !isPrintable(one))) return undefined;
  const context = contextOf(parsed, path);
  const from = innerStart + observedEnd(written);
  const until = innerStart + inner.length;
  const tail = (values: readonly string[]) => values.map((value) => ` ~> ${value}`).join('');
  if (style === 'single')
    return [{ start: from, end: until, text: tail(said.map((one) => one.replaceAll("'", "''"))) }];
  if (style === 'double') return [{ start: from, end: until, text: quotedArrow(['', ...said]).slice(1, -1) }];
  if (said.every((one) => followsPlain(one, context))) return [{ start: from, end: until, text: tail(said) }];
  // Only a plain value of one line comes back from quotation marks as it was.
  if (!standsPlain(String(observed), context) && typeof observed === 'string') return undefined;
  if (inner.slice(0, observedEnd(written)) !== String(observed)) return undefined;
  return [{ start, end, text: quotedArrow([String(observed), ...said]) }];
}

/** The place of the observed value of an arrow, without the arrow; undefined where there is none. */
export function observedRange(parsed: Parsed, path: Path): { start: number; end: number; style: Style } | undefined {
  const written = imaginedAt(parsed, path).length > 0 ? writtenAt(parsed, path) : undefined;
  if (!written) return undefined;
  const start = written.innerStart;
  return { start, end: start + observedEnd(written), style: written.style };
}
