/** Where a document speaks of its arms, groups and outcomes. */
import { locateContrast, locateFocus, type Piece } from './quantity/contrast.ts';
import type { KeyMeta } from './schema.ts';
import type { Shape } from './shape.ts';
import type { ScalarNode } from './tree.ts';
import type { Range } from './types.ts';

export interface Reference extends Range {
  to: NonNullable<KeyMeta['refers']>;
  name: string;
  /** What it cannot be: the sides of its contrast, the keys of its map; itself among them. */
  beside?: readonly string[];
}

/** Where pieces of a scalar's text stand in the source: exactly where the source says the same, else the whole scalar. */
export function piecesOf(node: ScalarNode, source: string): (piece: Range) => Range {
  const inset = node.style === 'quoted' ? 1 : 0;
  const from = node.start + inset;
  const same = node.style !== 'block' && source.startsWith(node.text, from);
  const { start, end } = node;
  return (piece) => (same ? { start: from + piece.start, end: from + piece.end } : { start, end });
}

/** The sides of a contrast; none of them can be another. They share one list, itself among it: contrasts can be long. */
function sidesOf(pieces: readonly Piece[], at: (piece: Range) => Range): Reference[] {
  const beside = pieces.map(({ text }) => text);
  return pieces.map((piece) => ({ to: 'arm or group', name: piece.text, beside, ...at(piece) }));
}

/** The references of one scalar. `source` is the text that the node's offsets count in. */
export function referencesIn(node: ScalarNode, source: string, shape: Shape): Reference[] {
  const { refers, quantity } = shape.meta;
  const at = piecesOf(node, source);
  if (quantity === 'contrast') return sidesOf(locateContrast(node.text), at);
  if (quantity === 'focus') {
    const focus = locateFocus(node.text);
    const references = sidesOf(focus?.contrast ?? [], at);
    if (focus?.outcome) references.push({ to: 'outcome', name: focus.outcome.text, ...at(focus.outcome) });
    return references;
  }
  if (refers && shape.kind === 'text') return [{ to: refers, name: node.text, start: node.start, end: node.end }];
  return [];
}
