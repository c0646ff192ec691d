/** Where a document speaks of its arms, groups and outcomes. */
import { locateContrast, locateFocus } from './quantity/contrast.ts';
import type { KeyMeta } from './schema.ts';
import type { Shape } from './shape.ts';
import type { ScalarNode } from './tree.ts';
import type { Range } from './types.ts';

export interface Reference extends Range {
  to: NonNullable<KeyMeta['refers']>;
  name: string;
}

/** Where pieces of a scalar's text stand in the source: exactly where the source says the same, else the whole scalar. */
export function piecesOf(node: ScalarNode, source: string): (piece: Range) => Range {
  const inset = node.style === 'quoted' ? 1 : 0;
  const from = node.start + inset;
  const same = node.style !== 'block' && source.startsWith(node.text, from);
  const { start, end } = node;
  return (piece) => (same ? { start: from + piece.start, end: from + piece.end } : { start, end });
}

/** The references of one scalar. `source` is the text that the node's offsets count in. */
export function referencesIn(node: ScalarNode, source: string, shape: Shape): Reference[] {
  const { refers, quantity } = shape.meta;
  const at = piecesOf(node, source);
  if (quantity === 'contrast')
    return locateContrast(node.text).map((piece) => ({ to: 'arm or group', name: piece.text, ...at(piece) }));
  if (quantity === 'focus') {
    const focus = locateFocus(node.text);
    const sides = focus?.contrast ?? [];
    const references: Reference[] = sides.map((piece) => ({ to: 'arm or group', name: piece.text, ...at(piece) }));
    if (focus?.outcome) references.push({ to: 'outcome', name: focus.outcome.text, ...at(focus.outcome) });
    return references;
  }
  if (refers && shape.kind === 'text') return [{ to: refers, name: node.text, start: node.start, end: node.end }];
  return [];
}
