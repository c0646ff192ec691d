/**
 * Reads a syntax tree by the schema: values typed as their keys want them, arrows taken apart, everything odd a diagnostic.
 * Offsets are those of the tree, which is that of one segment. Nothing here looks beyond the tree.
 */
import { splitArrow } from './arrow.ts';
import { arrowDiagnostics } from './check/arrows.ts';
import { countryDiagnostics } from './check/countries.ts';
import { resultDiagnostics } from './check/figures.ts';
import { meantKey } from './check/meant.ts';
import { figureDiagnostic, LONGEST_QUANTITY, quantityDiagnostics } from './check/quantities.ts';
import { diagnostic } from './codes.ts';
import { commasMended, joinedKey } from './commas.ts';
import { cutByComment, cutDiagnostic, otherArrow, partRanges, withoutArrows, withoutSpaces } from './in-place.ts';
import { put } from './paths.ts';
import { parseFraction } from './quantity/estimate.ts';
import { type Reference, referencesIn } from './references.ts';
import { counting, emptyRepeat, repeated, saysNothing } from './repeats.ts';
import { didYouMean, missingColon, missingSpace, named, replaceFix, shown } from './said.ts';
import { asBoolean, isNothing, plainValue } from './scalar.ts';
import { ID, type Result } from './schema.ts';
import { type Shape, shapeAt, shapeBelow } from './shape.ts';
import type { ListNode, MapNode, Node, ScalarNode } from './tree.ts';
import { typed } from './typed.ts';
import type { Attribute, Diagnostic, Fix, Path, Range } from './types.ts';

/** An arrow in place: the value that was observed, then what it is imagined to become, step by step. */
export interface Arrow {
  path: Path;
  values: readonly Attribute[];
  /** Where each of the values stands. */
  ranges: readonly Range[];
}

/** A number of participants that the document states, to be held against how many were enrolled. */
export interface Headcount extends Range {
  n: number;
}

export interface Reading {
  value: unknown;
  diagnostics: Diagnostic[];
  arrows: Arrow[];
  references: Reference[];
  /** The largest number of participants in the tree. */
  largest: Headcount | undefined;
}

/** Beyond this many diagnostics of one segment nobody is helped by guesses at what was meant. */
const MOST_GUESSES = 100;
const RESULT = shapeAt(['results', 0]);
const ARM = shapeAt(['arms', 'arm']);
/** Keys without which what holds them says nothing. */
const NEEDED: ReadonlyMap<Shape | undefined, { key: string; why: string }> = new Map([
  [RESULT, { key: 'outcome', why: 'nobody knows of what this is the result' }],
  [shapeAt(['results', 0, 'analyses', 0]), { key: 'contrast', why: 'nobody knows what was compared' }],
  [shapeAt(['outcomes', 'outcome']), { key: 'measure', why: 'nobody knows what is measured' }],
]);
/** What one thing given is; route, schedule and duration can be common to all that an arm gives. */
const GIVEN = new Set(['drug', 'intervention', 'dose']);

/** What a kind of value is called in a message. */
const CALLED: Readonly<Record<Shape['kind'], string>> = {
  map: 'keys and values',
  record: 'ids and what belongs to each',
  list: 'a list',
  text: 'text',
  number: 'a number',
  boolean: '`true` or `false`',
  enum: 'one of a few words',
  figure: 'a number or text',
};

function found(node: Node): string {
  if (node.kind === 'map') return 'keys and values';
  if (node.kind === 'list') return 'a list';
  return shown(node.text);
}

/** A tree that no schema speaks of, as YAML 1.2 reads it. */
function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.style === 'plain' ? plainValue(node.text) : node.text;
  if (node.kind === 'list') return node.items.map(plain);
  const value: Record<string, unknown> = {};
  for (const { key, value: below } of counting(node.pairs))
    if (!Object.hasOwn(value, key)) put(value, key, plain(below));
  return value;
}

class Reader implements Omit<Reading, 'value'> {
  readonly text: string;
  readonly diagnostics: Diagnostic[] = [];
  readonly arrows: Arrow[] = [];
  readonly references: Reference[] = [];
  largest: Headcount | undefined;
  /** In how many flow collections the reader is. */
  #flows = 0;
  /** The key whose value is read; none, where that is an item of a list. */
  #key: Range | undefined;
  /** Where the reader is. */
  readonly path: (string | number)[];

  constructor(text: string, path: Path) {
    this.text = text;
    this.path = [...path];
  }

  below(key: string | number, node: Node, shape: Shape | undefined): unknown {
    this.path.push(key);
    const value = this.read(node, shape);
    this.path.pop();
    return value;
  }

  read(node: Node, shape: Shape | undefined): unknown {
    if (!shape) return plain(node);
    if (node.kind === 'scalar' || !node.flow) return this.one(node, shape);
    this.#flows++;
    const value = this.one(node, shape);
    this.#flows--;
    return value;
  }

  one(node: Node, shape: Shape): unknown {
    switch (shape.kind) {
      case 'map':
      case 'record':
        if (node.kind === 'map') return this.map(node, shape);
        break;
      case 'list':
        if (node.kind === 'list') return this.list(node, shape);
        if (node.kind === 'scalar' && !isNothing(node.text) && shape.element?.kind !== 'map')
          return this.oneOfList(node, shape);
        break;
      default:
        if (node.kind === 'scalar') return this.scalar(node, shape);
    }
    if (node.kind === 'scalar' && node.style === 'plain' && isNothing(node.text)) return undefined;
    // What a step of a scenario is, is for the reader of scenarios to say.
    if (this.path[0] === 'scenarios' && this.path.length > 2) return undefined;
    if (shape.kind !== 'list' && this.isHalfKey(node)) return undefined;
    const message = `${named(this.path.at(-1))} holds ${CALLED[shape.kind]}, not ${found(node)}.`;
    this.diagnostics.push(diagnostic('wrong-type', this.head(node), message, ...this.dashed(node, shape)));
    return undefined;
  }

  /** The fix of a scenario whose steps lack their dashes. */
  dashed(node: Node, shape: Shape): Fix[] {
    const steps = this.path[0] === 'scenarios' && shape.kind === 'list' && node.kind === 'map' && !node.flow;
    if (!steps || node.pairs.some((pair) => this.text.slice(pair.keyStart, pair.value.end).includes('\n'))) return [];
    const edits = node.pairs.map(({ keyStart }) => ({ start: keyStart, end: keyStart, text: '- ' }));
    return [{ title: 'Begin each step with `-`', edits }];
  }

  /** A word on a line of its own where keys belong: one that has no colon yet. */
  isHalfKey(node: Node): boolean {
    if (node.kind !== 'scalar' || !/^[A-Za-z][\w-]*$/.test(node.text)) return false;
    const line = this.text.slice(this.text.lastIndexOf('\n', node.start - 1) + 1, node.start);
    if (!/^[ -]*$/.test(line) || node.style !== 'plain') return false;
    this.diagnostics.push(missingColon(node, node.text));
    return true;
  }

  map(node: MapNode, shape: Shape): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const own = this.#key;
    let absent: Set<string> | undefined;
    const { pairs: written, diagnostics } = commasMended(this.text, node, shape);
    this.diagnostics.push(...diagnostics);
    const pairs = counting(written);
    const live = pairs.length < written.length ? new Set(pairs) : undefined;
    if (live)
      for (const pair of written)
        if (!live.has(pair))
          this.diagnostics.push(emptyRepeat(this.text, pair.key, { start: pair.keyStart, end: pair.keyEnd }));
    let keys: readonly string[] | undefined;
    const siblings = () => (keys ??= pairs.map((pair) => pair.key));
    for (const pair of pairs) {
      const { key } = pair;
      const range = { start: pair.keyStart, end: pair.keyEnd };
      if (Object.hasOwn(value, key) || absent?.has(key)) {
        this.diagnostics.push(repeated(key, range));
        continue;
      }
      const below = shapeBelow(shape, key);
      if (shape.kind === 'map' && !below) this.unknownKey(key, range, shape);
      if (shape.meta.defines && !this.isId(key, pair.keyStart)) this.malformedId(key, range);
      if (shape.kind === 'record' && shape.meta.refers)
        this.references.push({ to: shape.meta.refers, name: key, beside: siblings(), ...range });
      this.#key = range;
      const read = this.below(key, pair.value, below);
      if (read !== undefined) {
        put(value, key, read);
        continue;
      }
      absent ??= new Set();
      absent.add(key);
      if (shape.kind === 'record' && below) this.entryWithout(value, key, below, range);
      else if (below && saysNothing(pair.value)) this.empty(key, below, range);
    }
    this.check(node, shape, value, own);
    return value;
  }

  /** What is checked of a map as a whole; `own` is its key. */
  check(node: MapNode, shape: Shape, value: Record<string, unknown>, own: Range | undefined): void {
    const needed = NEEDED.get(shape);
    const [first] = node.pairs;
    if (needed && first && !node.pairs.some((pair) => pair.key === needed.key)) {
      const range = own ?? { start: first.keyStart, end: first.keyEnd };
      this.diagnostics.push(diagnostic('missing-key', range, `${shown(needed.key)} is missing: ${needed.why}.`));
    }
    if (shape === RESULT) {
      const { diagnostics, largest } = resultDiagnostics(node, value as Result);
      for (const one of diagnostics) this.diagnostics.push(one);
      if (largest) this.countHeads(largest);
    } else if (shape === ARM && 'gives' in value) {
      const twice = node.pairs.find((pair) => GIVEN.has(pair.key) && pair.key in value);
      if (twice) {
        const range = { start: twice.keyStart, end: twice.keyEnd };
        const message = `The arm says what it gives under \`gives\`; ${shown(twice.key)} belongs into one of its entries.`;
        this.diagnostics.push(diagnostic('flat-and-gives', range, message));
      }
    }
  }

  countHeads(count: Headcount): void {
    if (!this.largest || count.n > this.largest.n) this.largest = count;
  }

  /** An id of which nothing is said is an id all the same. */
  entryWithout(value: Record<string, unknown>, key: string, below: Shape, range: Range): void {
    if (below.kind === 'map' || below.kind === 'record') put(value, key, {});
    else if (below.kind === 'list') put(value, key, []);
    else this.empty(key, below, range);
  }

  empty(key: string, shape: Shape, range: Range): void {
    // `measure: #1 in the morning`: comments in earnest have a space behind their sign.
    const [, before = '', line] = /^(:[ \t]+)(#[^\s#][^\n]*)/.exec(this.text.slice(range.end, range.end + 400)) ?? [];
    if (line) {
      // Between brackets the comment swallowed what closes them.
      const value = (this.#flows > 0 ? line.replace(/(?:[ \t]*[}\]]|,(?:\s|$)).*$/, '') : line).trimEnd();
      const start = range.end + before.length;
      const at = { start, end: start + value.length };
      this.diagnostics.push(
        cutDiagnostic(this.text, at, shape, 'A `#` begins a comment, and the value is lost.', 'Quote it.'),
      );
      return;
    }
    this.diagnostics.push(
      diagnostic('empty-value', range, `${shown(key)} has no value. It is read as if it were not here.`),
    );
  }

  unknownKey(key: string, range: Range, shape: Shape): void {
    const joined = joinedKey(key, shape);
    if (joined !== undefined) {
      this.diagnostics.push(missingSpace(range, range.start + joined.length + 1));
      return;
    }
    // Of hundreds of unknown keys, none is a slip of the pen.
    const meant = this.diagnostics.length < MOST_GUESSES ? meantKey(key, shape.keys) : undefined;
    const fixes = meant ? [replaceFix(range, meant)] : [];
    const lost = meant !== undefined && !this.path.length;
    const message = `${shown(key)} is not a key that is known here${lost ? ', and what it holds is not read' : ''}.${didYouMean(meant)}`;
    this.diagnostics.push(diagnostic(lost ? 'misspelled-section' : 'unknown-key', range, message, ...fixes));
  }

  /** Unquoted, `null` and `true` are no words to other readers of YAML. */
  isId(key: string, start: number): boolean {
    return ID.test(key) && ((!isNothing(key) && asBoolean(key) === undefined) || /["']/.test(this.text[start] ?? ''));
  }

  malformedId(key: string, range: Range): void {
    if (ID.test(key)) {
      const message = `${shown(key)} is no word in YAML. Choose another id.`;
      this.diagnostics.push(diagnostic('malformed-id', range, message));
      return;
    }
    const message = `${shown(key)} is not an id: lower-case letters, digits and hyphens, a letter first.`;
    this.diagnostics.push(diagnostic('malformed-id', range, message));
  }

  list(node: ListNode, shape: Shape): unknown[] {
    const value: unknown[] = [];
    for (const [index, item] of node.items.entries()) {
      this.#key = undefined;
      const read = this.below(index, item, shape.element);
      // Positions stay what they are in the text, so that paths find them.
      const kind = shape.element?.kind;
      if (read !== undefined) value.push(read);
      else if (kind === 'map' || kind === 'record') value.push({});
    }
    if (shape.element?.meta.suggests === 'country') this.diagnostics.push(...countryDiagnostics(node));
    return value;
  }

  /** `condition: Obesity` where `[Obesity]` is meant. */
  oneOfList(node: ScalarNode, shape: Shape): unknown[] | undefined {
    const source = this.text.slice(node.start, node.end);
    const several = node.style === 'plain' && /,\s/.test(node.text);
    const parts = several ? node.text.split(/,\s+/).filter(Boolean) : [node.text];
    const value = parts.map((part) => this.typed(part, node.style !== 'plain', node, shape.element ?? shape));
    if (value.includes(undefined)) return undefined;
    const written = `[${source}]`;
    const fixes: Fix[] = /[[\]{}\n]/.test(node.text) || node.style === 'block' ? [] : [replaceFix(node, written)];
    const message = `${named(this.path.at(-1))} holds a list. This is read as ${several ? `a list of ${parts.length}` : 'a list of one'}.`;
    this.diagnostics.push(diagnostic('one-of-a-list', this.head(node), message, ...fixes));
    return value;
  }

  scalar(node: ScalarNode, shape: Shape): unknown {
    if (node.style === 'plain' && isNothing(node.text)) return undefined;
    // An escaped `~>` is text: it is how one is written that means no arrow.
    const parts = node.text.includes('~>') && !node.literal ? splitArrow(node.text) : [];
    if (parts.length < 2) {
      const odd = !shape.meta.perturbable
        ? undefined
        : parts.length
          ? withoutSpaces(this.text, node)
          : cutByComment(this.text, node, shape, this.#flows > 0);
      if (odd) this.diagnostics.push(odd);
      // In words an arrow of another kind is a sign like any other.
      const words = shape.kind === 'text' && !shape.meta.quantity;
      const other = shape.meta.perturbable && !words ? otherArrow(this.text, node) : undefined;
      if (!other) return this.fact(node, shape);
      this.diagnostics.push(other);
      return shape.kind === 'text' ? node.text : undefined;
    }
    if (!shape.meta.perturbable) {
      const why = notPerturbable(this.path);
      this.diagnostics.push(diagnostic('cannot-perturb', this.head(node), why, ...withoutArrows(this.text, node)));
      return this.typed(parts[0]?.text ?? '', false, node, shape);
    }
    return this.arrow(node, shape);
  }

  /** A scalar without an arrow. */
  fact(node: ScalarNode, shape: Shape): unknown {
    const before = this.diagnostics.length;
    const value = this.typed(node.text, node.style !== 'plain', node, shape);
    const { quantity } = shape.meta;
    if (value !== undefined && quantity && this.diagnostics.length === before) {
      this.diagnostics.push(...quantityDiagnostics(quantity, node));
      if (quantity === 'fraction' && node.text.length < LONGEST_QUANTITY) {
        const n = parseFraction(node.text)?.n;
        if (n !== undefined) this.countHeads({ n, start: node.start, end: node.end });
      }
    }
    const figure = shape.kind === 'figure' && !quantity && typeof value === 'string' && figureDiagnostic(node);
    if (figure) this.diagnostics.push(figure);
    if (shape.meta.refers || quantity === 'focus')
      for (const one of referencesIn(node, this.text, shape)) this.references.push(one);
    return value;
  }

  arrow(node: ScalarNode, shape: Shape): Attribute | undefined {
    const parts = splitArrow(node.text);
    const ranges = partRanges(this.text, node, parts.length);
    const values: Attribute[] = [];
    const stands: Range[] = [];
    for (const [index, part] of parts.entries()) {
      const range = ranges[index] ?? node;
      const value = part.text === '' ? undefined : this.typed(part.text, false, range, shape);
      if (value !== undefined) {
        values.push(value);
        stands.push({ start: range.start, end: range.end });
      }
    }
    if (parts.some((part) => part.text === '')) {
      const message = 'An arrow needs a value before it (observed) and one behind it (imagined).';
      this.diagnostics.push(
        cutByComment(this.text, node, shape, this.#flows > 0) ??
          diagnostic('arrow-incomplete', node, message, ...withoutArrows(this.text, node)),
      );
    } else if (values.length === parts.length) {
      for (const one of arrowDiagnostics(shape, values, stands)) this.diagnostics.push(one);
    }
    // Without a value before it, an arrow says nothing of what was observed.
    if (parts[0]?.text === '') return undefined;
    if (values.length > 1) this.arrows.push({ path: [...this.path], values, ranges: stands });
    return values[0];
  }

  typed(text: string, isQuoted: boolean, range: Range, shape: Shape): Attribute | undefined {
    const { value, odd } = typed({ text, isQuoted, range, key: this.path.at(-1) }, shape);
    if (odd) this.diagnostics.push(odd);
    return value;
  }

  /** The part of a value that a message underlines: all of a scalar, the first line of anything else. */
  head(node: Node): Range {
    const line = this.text.indexOf('\n', node.start);
    return { start: node.start, end: line < 0 ? node.end : Math.min(node.end, line) };
  }
}

/** What is said of a change of results. */
export const OBSERVED = 'Results are observed; what becomes of them is what is imagined.';

function notPerturbable(path: Path): string {
  if (typeof path.at(-1) === 'number')
    return 'A list is perturbed in a scenario, as a whole; an arrow inside it says nothing.';
  if (path[0] === 'results' || path[0] === 'harms') return OBSERVED;
  return `${named(path.at(-1))} is not what a perturbation can change.`;
}

/** Reads a tree (of `text`) as what the schema wants at `path`. */
export function readTree(text: string, node: Node, shape: Shape | undefined, path: Path): Reading {
  const reader = new Reader(text, path);
  const value = reader.read(node, shape);
  const { diagnostics, arrows, references, largest } = reader;
  return { value, diagnostics, arrows, references, largest };
}
