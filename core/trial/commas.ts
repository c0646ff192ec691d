/** `{ measure: Change, from baseline, time: … }`: a value of a flow map that its own commas cut apart, put together again. */
import { diagnostic } from './codes.ts';
import { quoted, quoteFix, replaceFix, shown } from './said.ts';
import { type Shape, shapeBelow } from './shape.ts';
import type { MapNode, Pair } from './tree.ts';
import type { Diagnostic } from './types.ts';

/** Kinds of values that hold no comma. */
const WITHOUT_COMMA = new Set(['number', 'boolean', 'enum']);

/** A number with commas between its thousands. */
const THOUSANDS = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

/** A figure with a decimal comma, and the sign of a bound before it. */
const DECIMAL = /^((?:[<>≤≥]=?\s*)?)([-−–+]?\d+),\s?(\d+)$/;

/** What a figure says that a comma cut in two; undefined where the two are none. */
function figureOf(written: string): string | undefined {
  if (THOUSANDS.test(written)) return written.replaceAll(',', '');
  const [, bound = '', whole = '', decimals = ''] = DECIMAL.exec(written) ?? [];
  return whole ? `${bound}${whole.replace(/^[−–]/, '-')}.${decimals}` : undefined;
}

/** The key of an entry that has no space behind its colon: `mean:16.8`. */
export const joinedKey = (key: string, shape: Shape): string | undefined => {
  const joined = /^([A-Za-z][\w-]*):[^\s:]/.exec(key)?.[1];
  return joined !== undefined && shape.keys?.has(joined) ? joined : undefined;
};

/** Whether a value is one figure, and no words. */
const isFigure = (kind: Shape['kind'] | undefined, meta: Shape['meta'] | undefined): boolean =>
  kind === 'figure' || meta?.quantity === 'p';

/** Whether an entry without a colon goes on with the value before it. */
function goesOn(text: string, pair: Pair, last: Pair | undefined, shape: Shape): last is Pair {
  if (!pair.bare || !last || shape.keys?.has(pair.key) || joinedKey(pair.key, shape)) return false;
  const { value } = last;
  if (THOUSANDS.test(text.slice(value.start, pair.keyEnd))) return true;
  const { kind, meta } = shapeBelow(shape, last.key) ?? {};
  if (isFigure(kind, meta)) return DECIMAL.test(text.slice(value.start, pair.keyEnd));
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
  const cut = new Map<Pair, string | undefined>();
  for (const pair of node.pairs) {
    const last = pairs.at(-1);
    if (!goesOn(text, pair, last, shape)) {
      pairs.push(pair);
      continue;
    }
    const { start } = last.value;
    const end = pair.keyEnd;
    const written = text.slice(start, end);
    const below = shapeBelow(shape, last.key);
    const figure = THOUSANDS.test(written) || isFigure(below?.kind, below?.meta) ? figureOf(written) : undefined;
    const said = figure ?? written;
    const joined: Pair = { ...last, value: { kind: 'scalar', style: 'plain', size: 1, start, end, text: said } };
    cut.delete(last);
    cut.set(joined, figure);
    pairs[pairs.length - 1] = joined;
  }
  const diagnostics = [...cut].map(([{ value }, figure]) => {
    if (figure !== undefined) {
      const message = `A comma ends a value inside \`{ … }\`. Write ${shown(figure)}.`;
      return diagnostic('comma-in-flow', value, message, replaceFix(value, figure));
    }
    const written = quoted(text.slice(value.start, value.end));
    const message = `A comma ends a value inside \`{ … }\`. Quote the value: ${shown(written)}.`;
    return diagnostic('comma-in-flow', value, message, quoteFix(text, value));
  });
  return { pairs, diagnostics };
}
