/** `{ measure: Change, from baseline, time: … }`: a value of a flow map that its own commas cut apart, put together again. */
import { diagnostic } from './codes.ts';
import { quoted, quoteFix, shown } from './said.ts';
import { type Shape, shapeBelow } from './shape.ts';
import type { MapNode, Pair } from './tree.ts';
import type { Diagnostic } from './types.ts';

/** Kinds of values that hold no comma. */
const WITHOUT_COMMA = new Set(['number', 'boolean', 'enum']);

/** Whether an entry without a colon goes on with the value before it. */
function goesOn(pair: Pair, last: Pair | undefined, shape: Shape): last is Pair {
  if (!pair.bare || !last || shape.keys?.has(pair.key)) return false;
  const { value } = last;
  const kind = shapeBelow(shape, last.key)?.kind;
  return value.kind === 'scalar' && value.style === 'plain' && value.text !== '' && !WITHOUT_COMMA.has(kind ?? '');
}

/** The pairs of a map as they were meant, and what is said of those that were cut. `text` is what the map's offsets count in. */
export function commasMended(
  text: string,
  node: MapNode,
  shape: Shape,
): { pairs: readonly Pair[]; diagnostics: Diagnostic[] } {
  if (!node.flow || !node.pairs.some((pair) => pair.bare)) return { pairs: node.pairs, diagnostics: [] };
  const pairs: Pair[] = [];
  const cut = new Set<Pair>();
  for (const pair of node.pairs) {
    const last = pairs.at(-1);
    if (!goesOn(pair, last, shape)) {
      pairs.push(pair);
      continue;
    }
    const { start } = last.value;
    const end = pair.keyEnd;
    const joined: Pair = {
      ...last,
      value: { kind: 'scalar', style: 'plain', size: 1, start, end, text: text.slice(start, end) },
    };
    cut.delete(last);
    cut.add(joined);
    pairs[pairs.length - 1] = joined;
  }
  const diagnostics = [...cut].map(({ value }) => {
    const written = quoted(text.slice(value.start, value.end));
    const message = `A comma ends a value inside \`{ … }\`. Quote the value: ${shown(written)}.`;
    return diagnostic('comma-in-flow', value, message, quoteFix(text, value));
  });
  return { pairs, diagnostics };
}
