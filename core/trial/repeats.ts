/** Keys that stand twice: of those the first counts, but for one that has no value where another of the same name has one. */
import { diagnostic } from './codes.ts';
import { shown } from './said.ts';
import { isNothing } from './scalar.ts';
import type { Node, Pair } from './tree.ts';
import type { Diagnostic, Fix, Range } from './types.ts';

/** Whether nothing stands where a value belongs; an alias that is not known is there. */
export const saysNothing = (node: Node): boolean =>
  node.kind === 'scalar' && isNothing(node.text) && (node.text !== '' || node.start === node.end);

/** The pairs of a map without those that have no value where another of the same key has one. */
export function counting(pairs: readonly Pair[]): readonly Pair[] {
  const empty = pairs.filter(({ value }) => saysNothing(value));
  if (!empty.length || empty.length === pairs.length) return pairs;
  const names = new Set(empty.map(({ key }) => key));
  const filled = new Set(pairs.flatMap(({ key, value }) => (names.has(key) && !saysNothing(value) ? key : [])));
  return filled.size ? pairs.filter(({ key, value }) => !filled.has(key) || !saysNothing(value)) : pairs;
}

/** The fix that takes a line away that holds nothing but a key. */
function lineAway(text: string, { start, end }: Range): Fix[] {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const behind = /^[ \t]*:[ \t]*(?:\r?\n|$)/.exec(text.slice(end, end + 400))?.[0];
  if (behind === undefined || text.slice(from, start).trim() !== '') return [];
  return [{ title: 'Take the empty one away', edits: [{ start: from, end: end + behind.length, text: '' }] }];
}

/** What is said of a key without a value where another of its name has one. */
export function emptyRepeat(text: string, key: string, range: Range): Diagnostic {
  const message = `${shown(key)} stands here twice, once without a value. The one with a value counts.`;
  return diagnostic('duplicate-key', range, message, ...lineAway(text, range));
}

/** What is said of a key that an earlier one has. */
export const repeated = (key: string, range: Range, ...fixes: readonly Fix[]): Diagnostic =>
  diagnostic('duplicate-key', range, `${shown(key)} stands here twice. The first counts.`, ...fixes);
