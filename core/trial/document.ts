/** A parsed document: its trial, and where everything in it stands. Made of segments, which it shares with the parse before it. */
import { documentDiagnostics, isReadable, type Misnamed, type Placed, withoutRepeats } from './check/document.ts';
import { anchorDiagnostics, withIdFixes } from './check/ids.ts';
import { textDiagnostic } from './check/text.ts';
import { MOST_GUESSES } from './nearest.ts';
import { put } from './paths.ts';
import { counting, saysNothing } from './repeats.ts';
import { type ReadScenario, readScenario } from './scenarios.ts';
import type { Trial } from './schema.ts';
import { factorAt, inFactorOrder } from './shape.ts';
import type { MapNode, Node, Pair } from './tree.ts';
import type { Diagnostic, Parsed, Part, Path, Place, Range, Scenario, WrittenStep } from './types.ts';

/** A node and what its offsets are counted from. */
export interface Located {
  node: Node;
  base: number;
  /** The pair whose value the node is; absent for items of lists. */
  pair?: Pair;
}

/** A key of the document's root: its value is one node, or the entries of several segments. */
interface Section {
  pair: Pair;
  base: number;
  parts: Located[];
}

const shifted = (range: Range, by: number): Range => ({ start: range.start + by, end: range.end + by });

function shiftDiagnostic(one: Diagnostic, by: number): Diagnostic {
  const moved: Diagnostic = { ...one, range: shifted(one.range, by) };
  if (one.fixes)
    moved.fixes = one.fixes.map((fix) => ({
      title: fix.title,
      edits: fix.edits.map((edit) => ({ ...shifted(edit, by), text: edit.text })),
    }));
  return moved;
}

export class Document implements Parsed {
  readonly text: string;
  readonly placed: readonly Placed[];
  /** The segments that count, and what was said of the others. */
  readonly live: readonly Placed[];
  readonly repeats: readonly Diagnostic[];
  readonly trial: Trial;
  #sections: Map<string, Section> | undefined;
  #entries = new Map<string, Map<string | number, Located>>();
  #diagnostics: readonly Diagnostic[] | undefined;
  #inPlace: Scenario | undefined | null = null;
  #scenarios: readonly (ReadScenario & { base: number })[] | undefined;

  constructor(text: string, placed: readonly Placed[]) {
    this.text = text;
    this.placed = placed;
    const { live, repeats } = withoutRepeats(text, placed);
    this.live = live;
    this.repeats = repeats;
    this.trial = assemble(live);
  }

  get diagnostics(): readonly Diagnostic[] {
    this.#diagnostics ??= this.#judge();
    return this.#diagnostics;
  }

  #judge(): readonly Diagnostic[] {
    const [only] = this.placed;
    if (only?.segment.kind === 'unread') return only.segment.syntax;
    const { said, alone } = textDiagnostic(this.text, this.sections.keys());
    if (said && alone) return [said];
    const made: Diagnostic[] = said ? [said, ...this.repeats] : [...this.repeats];
    for (const { segment, start } of this.placed)
      for (const one of segment.syntax) made.push(shiftDiagnostic(one, start));
    for (const { segment, start } of this.live)
      for (const one of segment.diagnostics) made.push(shiftDiagnostic(one, start));
    const keys = made.filter(({ code }) => code === 'malformed-id' || code === 'duplicate-key');
    const misnamed = keys.slice(0, MOST_GUESSES).flatMap((one) => this.#misnamed(one));
    const whole = documentDiagnostics(this.trial, this.live, misnamed, (path, part) => this.rangeOf(path, part));
    const known = isReadable(this.placed);
    // What a misnamed key was meant to be called is missing in scenarios too, and told there.
    const claimed = new Set(whole.claimed.values());
    const isClaimed = ({ start, end }: Range) =>
      claimed.size > 0 &&
      this.text
        .slice(start, end)
        .split('.')
        .some((name) => claimed.has(name));
    for (const { base, diagnostics } of this.#readScenarios())
      for (const one of diagnostics)
        if (!one.code.startsWith('unknown-') || (known && !isClaimed(shifted(one.range, base))))
          made.push(shiftDiagnostic(one, base));
    const all = made.concat(whole.diagnostics, anchorDiagnostics(this.text, this.live));
    all.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
    return withIdFixes(this.text, all, this.live, whole.claimed);
  }

  /** The key that a diagnostic says is no id, or is there twice, where references name it. */
  #misnamed({ code, range }: Diagnostic): Misnamed[] {
    const { path = [], part } = this.placeAt(range.start) ?? {};
    const [section, name, ...rest] = path;
    if (
      part !== 'key' ||
      rest.length ||
      typeof name !== 'string' ||
      !['arms', 'groups', 'outcomes'].includes(String(section))
    )
      return [];
    return [{ ...range, section: String(section), name, twice: code === 'duplicate-key' }];
  }

  get inPlace(): Scenario | undefined {
    if (this.#inPlace === null) this.#inPlace = inPlace(this.live);
    return this.#inPlace;
  }

  get scenarios(): readonly Scenario[] {
    return this.#readScenarios().map(({ scenario }) => scenario);
  }

  #readScenarios(): readonly (ReadScenario & { base: number })[] {
    this.#scenarios ??= [...this.entries('scenarios').values()].flatMap(({ base, pair }) =>
      pair ? [{ ...readScenario(this.trial, { pair, base, text: this.text.slice(base) }), base }] : [],
    );
    return this.#scenarios;
  }

  rangeOf(path: Path, part: Part): Range | undefined {
    if (!path.length) return part === 'value' ? { start: 0, end: this.text.length } : undefined;
    const located = this.locate(path);
    if (!located) return undefined;
    const { node, base, pair } = located;
    if (part === 'value') return shifted(node, base);
    return pair && { start: pair.keyStart + base, end: pair.keyEnd + base };
  }

  /** The node at a path, with what its offsets are counted from. */
  locate(path: Path): Located | undefined {
    const [first, second, ...rest] = path;
    const section = this.sections.get(String(first));
    if (!section) return undefined;
    if (second === undefined) return this.whole(section);
    let located = this.entries(String(first)).get(second);
    for (const key of rest) {
      if (!located) return undefined;
      located = childOf(located, key);
    }
    return located;
  }

  placeAt(offset: number): Place | undefined {
    const at = this.placed.findLastIndex(({ start }) => start <= offset);
    const placed = this.placed[at];
    const root = placed?.segment.root;
    if (!placed || !root) return undefined;
    const { segment, start } = placed;
    let prefix: Path = [];
    let firstItem = 0;
    if (segment.kind === 'entry') {
      prefix = [segment.section];
      if (root.kind === 'list') firstItem = this.itemsBefore(at);
    }
    const place = placeIn(root, offset - start, prefix, firstItem);
    if (place) return { ...place, range: shifted(place.range, start) };
    const section = segment.kind === 'entry' ? this.rangeOf(prefix, 'value') : undefined;
    return section && offset <= section.end ? { path: prefix, part: 'value', range: section } : undefined;
  }

  childrenOf(path: Path): readonly (string | number)[] {
    if (!path.length) return [...this.sections.keys()];
    if (path.length === 1) return [...this.entries(String(path[0])).keys()];
    const node = this.locate(path)?.node;
    if (!node || node.kind === 'scalar') return [];
    if (node.kind === 'list') return node.items.map((_, index) => index);
    return [...new Set(pairsOf(node).map((pair) => pair.key))];
  }

  get sections(): ReadonlyMap<string, Section> {
    if (this.#sections) return this.#sections;
    const sections = new Map<string, Section>();
    let open: Section | undefined;
    for (const { segment, start } of this.live) {
      const { kind, root } = segment;
      if (!root) continue;
      if (kind === 'entry') open?.parts.push({ node: root, base: start });
      else if (root.kind === 'map')
        for (const pair of pairsOf(root)) {
          const parts = kind === 'header' ? [] : [{ node: pair.value, base: start }];
          open = { pair, base: start, parts };
          if (!sections.has(pair.key)) sections.set(pair.key, open);
        }
    }
    this.#sections = sections;
    return sections;
  }

  /** How many items of the list that the segment at this index belongs to stand in the segments before it. */
  itemsBefore(at: number): number {
    let count = 0;
    for (let i = at - 1; i >= 0; i--) {
      const segment = this.placed[i]?.segment;
      if (segment?.kind !== 'entry') break;
      if (segment.root?.kind === 'list') count += segment.root.items.length;
    }
    return count;
  }

  /** A section as one node, wherever its entries stand. */
  whole({ pair, base, parts }: Section): Located {
    const [first] = parts;
    const last = parts.at(-1);
    if (!first || !last || (parts.length === 1 && first.base === base)) return { node: pair.value, base, pair };
    const spot = { start: first.node.start + first.base - base, end: last.node.end + last.base - base, size: 0 };
    return { node: { ...first.node, ...spot }, base, pair };
  }

  entries(section: string): ReadonlyMap<string | number, Located> {
    const known = this.#entries.get(section);
    if (known) return known;
    const entries = new Map<string | number, Located>();
    let index = 0;
    for (const { node, base } of this.sections.get(section)?.parts ?? []) {
      if (node.kind === 'map') {
        for (const pair of pairsOf(node))
          if (!entries.has(pair.key)) entries.set(pair.key, { node: pair.value, base, pair });
      } else if (node.kind === 'list') for (const item of node.items) entries.set(index++, { node: item, base });
    }
    this.#entries.set(section, entries);
    return entries;
  }
}

/** The pairs of a map without those entries of a flow map that are no pairs. */
const pairsOf = (node: MapNode): readonly Pair[] => counting(node.pairs.filter((pair) => !pair.bare));

/** Maps larger than this are looked up by an index. */
const LARGE = 16;
const indexes = new WeakMap<MapNode, ReadonlyMap<string, Pair>>();

/** The pair of a key that counts. */
function pairIn(node: MapNode, key: string): Pair | undefined {
  if (node.pairs.length <= LARGE) {
    const own = node.pairs.filter((pair) => pair.key === key && !pair.bare);
    return own.find(({ value }) => !saysNothing(value)) ?? own[0];
  }
  let index = indexes.get(node);
  if (!index) {
    index = new Map(
      pairsOf(node)
        .toReversed()
        .map((pair) => [pair.key, pair]),
    );
    indexes.set(node, index);
  }
  return index.get(key);
}

function childOf({ node, base }: Located, key: string | number): Located | undefined {
  if (node.kind === 'list') {
    const item = typeof key === 'number' ? node.items[key] : undefined;
    return item && { node: item, base };
  }
  if (node.kind !== 'map') return undefined;
  const pair = pairIn(node, String(key));
  return pair && { node: pair.value, base, pair };
}

function placeIn(node: Node, at: number, path: Path, firstItem = 0): Place | undefined {
  if (node.kind === 'map') {
    for (const pair of node.pairs) {
      if (at < pair.keyStart || at > Math.max(pair.keyEnd, pair.value.end)) continue;
      const below = [...path, pair.key];
      if (at <= pair.keyEnd) return { path: below, part: 'key', range: { start: pair.keyStart, end: pair.keyEnd } };
      const { start, end } = pair.value;
      return placeIn(pair.value, at, below) ?? { path: below, part: 'value', range: { start, end } };
    }
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      if (at < item.start || at > item.end) continue;
      const below = [...path, firstItem + index];
      return placeIn(item, at, below) ?? { path: below, part: 'value', range: { start: item.start, end: item.end } };
    }
  }
  return undefined;
}

/** The trial that segments make up. Their values are shared, not copied. Of two that are the same, the first counts. */
function assemble(placed: readonly Placed[]): Trial {
  const trial: Record<string, unknown> = {};
  let gathered: Record<string, unknown> | unknown[] | undefined;
  for (const { segment } of placed) {
    const { kind, section, value } = segment;
    if (kind === 'header') {
      gathered = undefined;
      if (Object.hasOwn(trial, section)) continue;
      gathered = section === 'results' ? [] : {};
      trial[section] = gathered;
    } else if (typeof value !== 'object' || value === null) {
    } else if (kind !== 'entry') {
      for (const [key, one] of Object.entries(value)) if (!Object.hasOwn(trial, key)) put(trial, key, one);
    } else if (Array.isArray(gathered)) {
      if (Array.isArray(value)) for (const one of value) gathered.push(one);
    } else if (gathered)
      for (const [key, one] of Object.entries(value)) if (!Object.hasOwn(gathered, key)) put(gathered, key, one);
  }
  return trial as Trial;
}

/** The unnamed scenario: arrows in place, by factor and then as written. */
function inPlace(placed: readonly Placed[]): Scenario | undefined {
  const steps: WrittenStep[] = [];
  for (const { segment, start } of placed)
    for (const { path, values, ranges } of segment.arrows)
      for (let i = 1; i < values.length; i++) {
        const to = values[i];
        const range = ranges[i];
        if (to === undefined || !range) continue;
        const perturbation = { kind: 'set' as const, factor: factorAt(path) ?? 'E', path, from: values[i - 1], to };
        steps.push({ perturbation, range: shifted(range, start) });
      }
  if (!steps.length) return undefined;
  // As written, so the first and the last.
  const range = { start: steps[0]?.range.start ?? 0, end: steps.at(-1)?.range.end ?? 0 };
  return { range, steps: inFactorOrder(steps, ({ perturbation }) => perturbation.factor) };
}
