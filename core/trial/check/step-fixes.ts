/** Ways out of what is odd about the steps of a scenario. Offsets count in the text that is given. */
import { splitArrow } from '../arrow.ts';
import { shown } from '../said.ts';
import type { MapNode, Node, Pair } from '../tree.ts';
import type { Fix, TextEdit } from '../types.ts';

/** Takes a step away; none where it is not all of its lines. */
export function takenAway(text: string, item: Node): Fix[] {
  const start = text.lastIndexOf('\n', item.start) + 1;
  const newline = text.indexOf('\n', item.end);
  const end = newline < 0 ? text.length : newline + 1;
  const whole = item.kind === 'map' && item.pairs.length === 1;
  if (!whole || !/^ *- +$/.test(text.slice(start, item.start))) return [];
  return [{ title: 'Take the step away', edits: [{ start, end, text: '' }] }];
}

/** Whether a key is the first thing on its line. */
export function isOwnLine(text: string, { keyStart }: Pair): boolean {
  return /\n +$/.test(text.slice(Math.max(0, keyStart - 100), keyStart));
}

/** Makes a step of each change of a step that holds several, each on its own line. `together`: keys that are one change beside each other. */
export function apart(text: string, { pairs, flow }: MapNode, together: ReadonlySet<string>): Fix[] {
  const further = pairs.slice(1).filter(({ key }, i) => !(together.has(key) && together.has(pairs[i]?.key ?? '')));
  if (flow || further.length === 0 || !further.every((pair) => isOwnLine(text, pair))) return [];
  const edits = further.map(({ keyStart }) => ({ start: keyStart - 2, end: keyStart, text: '- ' }));
  return [{ title: 'Give each a `-` of its own', edits }];
}

/** Moves a scenario that stands too deep into the column of the one that it was read in. */
export function outdented(text: string, { keyStart, value }: Pair, column: number): Fix[] {
  const first = text.lastIndexOf('\n', keyStart) + 1;
  const by = keyStart - first - column;
  const edits: TextEdit[] = [];
  for (let line = first; line > 0 && line < value.end && by > 0; line = text.indexOf('\n', line) + 1)
    if (/^ +\S/.test(text.slice(line, line + 200))) edits.push({ start: line, end: line + by, text: '' });
  return edits.length ? [{ title: 'Indent like the other scenarios', edits }] : [];
}

/** Leaves of an arrow what it leads to. */
export function lastAlone(text: string, node: Node): Fix[] {
  if (node.kind !== 'scalar' || node.style === 'block') return [];
  const inset = node.style === 'quoted' ? 1 : 0;
  const start = node.start + inset;
  const last = splitArrow(text.slice(start, node.end - inset)).at(-1);
  if (!last?.text) return [];
  return [{ title: `Write ${shown(last.text)} alone`, edits: [{ start, end: start + last.start, text: '' }] }];
}
