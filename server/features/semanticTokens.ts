/**
 * Colours by meaning: section keys by their factor, ids where they are defined and used, arrows and what is imagined behind
 * them, numbers with their units, p-values. What is not said here is coloured by the grammar.
 */
import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensLegend } from 'vscode-languageserver/node';
import { splitArrow } from '../../core/trial/arrow.ts';
import type { Shape } from '../../core/trial/shape.ts';
import type { Range } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import { type IdKind, type Occurrence, occurrencesIn } from '../occurrences.ts';
import { inStep, shapeOf, type Visit, walk } from '../walk.ts';
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
const MODIFIERS = ['definition', 'imagined', 'p'] as const;
type Modifier = (typeof MODIFIERS)[number];

/** The first four and `unit`, and the last two modifiers, are this language's own; the rest are LSP's. */
export const LEGEND: SemanticTokensLegend = { tokenTypes: [...TYPES], tokenModifiers: [...MODIFIERS] };

const ID_TYPES: Readonly<Record<IdKind, TokenType>> = {
  arm: 'class',
  group: 'interface',
  outcome: 'variable',
  scenario: 'function',
  drug: 'parameter',
};
const STEP_WORDS = new Set(['drop', 'add', 'outcome', 'contrast', 'row']);
/** In these a number is followed by its unit. */
const WITH_UNIT = new Set(['dose', 'schedule', 'duration', 'age']);
const NUMBER = /(?<![\p{L}\p{N}.])[-−+]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?/gu;
const UNIT = /^[ \t]?(%|[\p{L}µμ²³/^·-]+[\p{L}\p{N}µμ²³/^·-]*)/u;
const RELATION = /^[<>]=?|^[≤≥=]/;
/** A longer value is prose. */
const LONGEST = 200;

interface Token extends Range {
  type: TokenType;
  modifiers?: readonly Modifier[];
}

const idToken = ({ kind, range, defines }: Occurrence): Token => ({
  ...range,
  type: ID_TYPES[kind],
  ...(defines && { modifiers: ['definition'] as const }),
});

const sectionType = (shape: Shape | undefined): TokenType =>
  shape?.meta.factor ? `factor${shape.meta.factor}` : 'keyword';

/** Keys of steps and of `sources` are paths; other keys are one word. */
function* keyTokens(text: string, { path, key, shape, within }: Visit, ids: readonly Occurrence[]): Generator<Token> {
  if (!key) return;
  const mine = ids.filter(({ range }) => range.start >= key.start && range.end <= key.end);
  const isPath = (inStep(path) && (path.length === 4 || path[3] === 'add')) || path[0] === 'sources';
  if (path.length === 1) yield { ...key, type: sectionType(shape) };
  else if (inStep(path) && path.length === 4 && STEP_WORDS.has(String(path[3]))) yield { ...key, type: 'keyword' };
  else if (isPath && mine.length > 0) {
    let start = key.start;
    for (const [index, part] of text.slice(key.start, key.end).split('.').entries()) {
      const id = mine.find(({ range }) => range.start >= start && range.end <= start + part.length);
      if (id) yield idToken(id);
      else
        yield {
          start,
          end: start + part.length,
          type: index === 0 ? sectionType(shapeOf([part.replace(/^["']/, '')])) : 'property',
        };
      start += part.length + 1;
    }
  } else if (mine.length > 0) yield* mine.map(idToken);
  else if (shape || within?.kind === 'map') yield { ...key, type: 'property' };
}

function* partTokens(
  text: string,
  { start, end }: Range,
  shape: Shape | undefined,
  modifiers: readonly Modifier[],
): Generator<Token> {
  const part = text.slice(start, end);
  const { kind, meta } = shape ?? {};
  if (kind === 'enum' || kind === 'boolean') {
    yield { start, end, type: 'enumMember', modifiers };
    return;
  }
  const numeric = kind === 'number' || kind === 'figure' || meta?.quantity !== undefined;
  if (!numeric || meta?.quantity === 'registry id' || meta?.quantity === 'focus' || meta?.quantity === 'contrast')
    return;
  const marks = meta?.quantity === 'p' ? [...modifiers, 'p' as const] : modifiers;
  const relation = meta?.quantity === 'p' ? RELATION.exec(part.replace(/^["']/, ' ').trimStart()) : null;
  if (relation) {
    const at = start + part.indexOf(relation[0]);
    yield { start: at, end: at + relation[0].length, type: 'operator', modifiers: marks };
  }
  for (const match of part.matchAll(NUMBER)) {
    const at = start + match.index;
    const after = at + match[0].length;
    yield { start: at, end: after, type: 'number', modifiers: marks };
    const unit = WITH_UNIT.has(meta?.quantity ?? '') ? UNIT.exec(part.slice(after - start)) : null;
    if (unit?.[1])
      yield { start: after + unit[0].length - unit[1].length, end: after + unit[0].length, type: 'unit', modifiers };
  }
}

function* valueTokens(text: string, { value, shape, leaf }: Visit, ids: readonly Occurrence[]): Generator<Token> {
  if (!leaf || value.end - value.start > LONGEST) return;
  yield* ids.filter(({ range }) => range.start >= value.start).map(idToken);
  const source = text.slice(value.start, value.end);
  if (source.includes('\n')) return;
  let last: number | undefined;
  for (const { start, end } of splitArrow(source)) {
    if (last !== undefined) {
      const arrow = value.start + source.indexOf('~>', last);
      yield { start: arrow, end: arrow + 2, type: 'operator' };
    }
    yield* partTokens(
      text,
      { start: value.start + start, end: value.start + end },
      shape,
      last === undefined ? [] : ['imagined'],
    );
    last = end;
  }
}

/** `only`: the part of the text that the editor shows. */
export function* semanticTokens(document: Snapshot, only?: Range): Work<SemanticTokens> {
  const { parsed, text } = document;
  const builder = new SemanticTokensBuilder();
  for (const visit of walk(parsed, [], only)) {
    yield;
    const ids = [...occurrencesIn(parsed, visit)];
    for (const make of [keyTokens, valueTokens])
      for (const { start, end, type, modifiers = [] } of make(text, visit, ids)) {
        const { line, character } = document.positionAt(start);
        let bits = 0;
        for (const modifier of modifiers) bits |= 1 << MODIFIERS.indexOf(modifier);
        builder.push(line, character, end - start, TYPES.indexOf(type), bits);
      }
  }
  return builder.build();
}
