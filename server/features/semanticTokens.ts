/**
 * Colours by meaning: section keys by their factor, ids where they are defined and used, arrows and what is imagined behind
 * them, numbers with their units, p-values. What is not said here is coloured by the grammar.
 */
import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensLegend } from 'vscode-languageserver/node';
import { splitArrow } from '../../core/trial/arrow.ts';
import type { Quantity } from '../../core/trial/schema.ts';
import type { Shape } from '../../core/trial/shape.ts';
import type { Range } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import { type IdKind, type Occurrence, occurrencesIn } from '../occurrences.ts';
import { inStep, STEP_WORDS, shapeOf, type Visit, walk } from '../walk.ts';
import type { Work } from '../work.ts';

const TYPES = [
  'factorN',
  'factorA',
  'factorO',
  'factorE',
  'keyword',
  'property',
  'class',
  'interface',
  'variable',
  'function',
  'parameter',
  'enumMember',
  'number',
  'unit',
  'operator',
] as const;
type TokenType = (typeof TYPES)[number];
const INDEX = Object.fromEntries(TYPES.map((type, index) => [type, index])) as Record<TokenType, number>;
const MODIFIERS = ['definition', 'imagined', 'p'];
const [DEFINITION, IMAGINED, P] = [1, 2, 4];

/** The first four and `unit`, and the last two modifiers, are this language's own; the rest are LSP's. */
export const LEGEND: SemanticTokensLegend = { tokenTypes: [...TYPES], tokenModifiers: MODIFIERS };

const ID_TYPES: Readonly<Record<IdKind, TokenType>> = {
  arm: 'class',
  group: 'interface',
  outcome: 'variable',
  scenario: 'function',
  drug: 'parameter',
};
/** In these a number is followed by its unit. */
const WITH_UNIT: ReadonlySet<Quantity> = new Set(['dose', 'schedule', 'duration', 'age']);
const NOT_NUMERIC: ReadonlySet<Quantity> = new Set(['registry id', 'focus', 'contrast']);
const NUMBER = /(?<![\p{L}\p{N}.])[-−+]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?/gu;
const UNIT = /^[ \t]?(%|[\p{L}µμ²³/^·-]+[\p{L}\p{N}µμ²³/^·-]*)/u;
const RELATION = /^["']?\s*([<>]=?|[≤≥=])/;
/** A longer value is prose. */
const LONGEST = 200;

/** Tokens of one key or value as they are found: offsets, type and modifiers. */
type Found = (start: number, end: number, type: TokenType, modifiers?: number) => void;

const sectionType = (shape: Shape | undefined): TokenType =>
  shape?.meta.factor ? `factor${shape.meta.factor}` : 'keyword';

function findId({ kind, range, defines }: Occurrence, found: Found): void {
  found(range.start, range.end, ID_TYPES[kind], defines ? DEFINITION : 0);
}

/** Keys of steps and of `sources` are paths; other keys are one word. */
function findInKey(text: string, { path, key, shape, within }: Visit, ids: readonly Occurrence[], found: Found): void {
  if (!key) return;
  const mine = ids.filter(({ range }) => range.start >= key.start && range.end <= key.end);
  const isPath = (inStep(path) && (path.length === 4 || path[3] === 'add')) || path[0] === 'sources';
  if (path.length === 1) found(key.start, key.end, sectionType(shape));
  else if (inStep(path) && path.length === 4 && Object.hasOwn(STEP_WORDS, String(path[3])))
    found(key.start, key.end, 'keyword');
  else if (isPath && mine.length > 0) {
    let start = key.start;
    for (const [index, part] of text.slice(key.start, key.end).split('.').entries()) {
      const end = start + part.length;
      const id = mine.find(({ range }) => range.start >= start && range.end <= end);
      if (id) findId(id, found);
      else found(start, end, index === 0 ? sectionType(shapeOf([part.replace(/^["']/, '')])) : 'property');
      start = end + 1;
    }
  } else if (mine.length > 0) for (const id of mine) findId(id, found);
  else if (shape || within?.kind === 'map') found(key.start, key.end, 'property');
}

/** One side of an arrow, or the whole of a value without one. */
function findInPart(
  text: string,
  { start, end }: Range,
  shape: Shape | undefined,
  modifiers: number,
  found: Found,
): void {
  const { kind, meta } = shape ?? {};
  if (kind === 'enum' || kind === 'boolean') {
    found(start, end, 'enumMember', modifiers);
    return;
  }
  const quantity = meta?.quantity;
  if (quantity === undefined ? kind !== 'number' && kind !== 'figure' : NOT_NUMERIC.has(quantity)) return;
  const part = text.slice(start, end);
  const marks = quantity === 'p' ? modifiers | P : modifiers;
  const relation = quantity === 'p' ? RELATION.exec(part) : null;
  if (relation?.[1]) {
    const at = start + relation[0].length - relation[1].length;
    found(at, at + relation[1].length, 'operator', marks);
  }
  for (const match of part.matchAll(NUMBER)) {
    const after = match.index + match[0].length;
    found(start + match.index, start + after, 'number', marks);
    const unit = quantity !== undefined && WITH_UNIT.has(quantity) ? UNIT.exec(part.slice(after)) : null;
    if (unit?.[1])
      found(start + after + unit[0].length - unit[1].length, start + after + unit[0].length, 'unit', modifiers);
  }
}

function findInValue(text: string, { value, shape, leaf }: Visit, ids: readonly Occurrence[], found: Found): void {
  if (!leaf || value.end - value.start > LONGEST) return;
  for (const id of ids) if (id.range.start >= value.start) findId(id, found);
  const source = text.slice(value.start, value.end);
  if (source.includes('\n')) return;
  let last: number | undefined;
  for (const { start, end } of splitArrow(source)) {
    if (last !== undefined) {
      const arrow = value.start + source.indexOf('~>', last);
      found(arrow, arrow + 2, 'operator');
    }
    const part = { start: value.start + start, end: value.start + end };
    findInPart(text, part, shape, last === undefined ? 0 : IMAGINED, found);
    last = end;
  }
}

/** `only`: the part of the text that the editor shows. */
export function* semanticTokens(document: Snapshot, only?: Range): Work<SemanticTokens> {
  const { parsed, text } = document;
  const builder = new SemanticTokensBuilder();
  const found: Found = (start, end, type, modifiers = 0) => {
    const { line, character } = document.positionAt(start);
    builder.push(line, character, end - start, INDEX[type], modifiers);
  };
  for (const visit of walk(parsed, only)) {
    yield;
    const ids = occurrencesIn(parsed, visit);
    findInKey(text, visit, ids, found);
    findInValue(text, visit, ids, found);
  }
  return builder.build();
}
