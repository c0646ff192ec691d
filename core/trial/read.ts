/**
 * Reads a syntax tree by the schema: values typed as their keys want them, arrows taken apart, everything odd a diagnostic.
 * Offsets are those of the tree, which is that of one segment.
 */
import { splitArrow } from './arrow.ts';
import { diagnostic } from './codes.ts';
import { nearest } from './nearest.ts';
import { asBoolean, asNumber, isNothing, plainValue } from './scalar.ts';
import { ID } from './schema.ts';
import { type Shape, shapeBelow } from './shape.ts';
import type { ListNode, MapNode, Node, Pair, ScalarNode } from './tree.ts';
import type { Attribute, Diagnostic, Path, Range } from './types.ts';

/** An arrow in place: the value that was observed, then what it is imagined to become, step by step. */
export interface Arrow {
  path: Path;
  values: readonly Attribute[];
  /** Where each of the values stands. */
  ranges: readonly Range[];
}

export interface Reading {
  value: unknown;
  diagnostics: Diagnostic[];
  arrows: Arrow[];
}

const quote = (text: string): string => `\`${text.length > 40 ? `${text.slice(0, 39)}…` : text}\``;

/** What a kind of value is called in a message. */
const CALLED: Record<Shape['kind'], string> = {
  map: 'keys and values',
  record: 'ids and what belongs to each',
  list: 'a list',
  text: 'text',
  number: 'a number',
  boolean: '`true` or `false`',
  enum: 'one of a few words',
  figure: 'a number or text',
};

class Reader {
  readonly text: string;
  readonly diagnostics: Diagnostic[] = [];
  readonly arrows: Arrow[] = [];

  constructor(text: string) {
    this.text = text;
  }

  read(node: Node, shape: Shape | undefined, path: Path): unknown {
    if (!shape) return plain(node);
    switch (shape.kind) {
      case 'map':
      case 'record':
        if (node.kind === 'map') return this.map(node, shape, path);
        break;
      case 'list':
        if (node.kind === 'list') return this.list(node, shape, path);
        break;
      default:
        if (node.kind === 'scalar') return this.scalar(node, shape, path);
    }
    if (node.kind === 'scalar' && node.style === 'plain' && isNothing(node.text)) return undefined;
    this.diagnostics.push(
      diagnostic(
        'wrong-type',
        this.head(node),
        `\`${path.at(-1) ?? 'This'}\` holds ${CALLED[shape.kind]}, not ${found(node)}.`,
      ),
    );
    return undefined;
  }

  map(node: MapNode, shape: Shape, path: Path): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const seen = new Set<string>();
    for (const pair of node.pairs) {
      const { key } = pair;
      const range = { start: pair.keyStart, end: pair.keyEnd };
      if (seen.has(key)) {
        this.diagnostics.push(diagnostic('duplicate-key', range, `${quote(key)} stands here twice. The first counts.`));
        continue;
      }
      seen.add(key);
      const below = shapeBelow(shape, key);
      if (!below && shape.kind === 'map') this.unknownKey(key, range, shape);
      else if (shape.meta.defines && !ID.test(key)) this.malformedId(key, range);
      const read = this.read(pair.value, below, [...path, key]);
      if (read !== undefined)
        Object.defineProperty(value, key, { value: read, enumerable: true, configurable: true, writable: true });
    }
    return value;
  }

  unknownKey(key: string, range: Range, shape: Shape): void {
    const meant = nearest(key, shape.keys?.keys() ?? []);
    const fixes = meant ? [{ title: `Change to \`${meant}\``, edits: [{ ...range, text: meant }] }] : [];
    const hint = meant ? ` Did you mean \`${meant}\`?` : '';
    this.diagnostics.push(
      diagnostic('unknown-key', range, `${quote(key)} is not a key that is known here.${hint}`, ...fixes),
    );
  }

  malformedId(key: string, range: Range): void {
    this.diagnostics.push(
      diagnostic(
        'malformed-id',
        range,
        `${quote(key)} is not an id: lower-case letters, digits and hyphens, a letter first.`,
      ),
    );
  }

  list(node: ListNode, shape: Shape, path: Path): unknown[] {
    const value: unknown[] = [];
    node.items.forEach((item, index) => {
      value.push(this.read(item, shape.element, [...path, index]));
    });
    return value;
  }

  scalar(node: ScalarNode, shape: Shape, path: Path): unknown {
    if (node.style === 'plain' && isNothing(node.text)) return undefined;
    const parts = node.text.includes('~>') && shape.meta.perturbable ? splitArrow(node.text) : [];
    if (parts.length < 2) return this.typed(node.text, node.style !== 'plain', node, shape, path);
    const ranges = this.partRanges(node, parts.length);
    const values: Attribute[] = [];
    const stands: Range[] = [];
    parts.forEach((part, index) => {
      const range = ranges[index] ?? node;
      const value = part.text === '' ? undefined : this.typed(part.text, false, range, shape, path);
      if (value !== undefined) {
        values.push(value);
        stands.push({ start: range.start, end: range.end });
      }
    });
    if (parts.some((part) => part.text === ''))
      this.diagnostics.push(
        diagnostic(
          'arrow-incomplete',
          node,
          'An arrow needs a value before it (observed) and one behind it (imagined).',
        ),
      );
    if (values.length > 1) this.arrows.push({ path, values, ranges: stands });
    return values[0];
  }

  /** Where the parts of an arrow stand in the source, whatever the scalar's style. */
  partRanges(node: ScalarNode, count: number): readonly Range[] {
    const inset = node.style === 'quoted' ? 1 : 0;
    const source = this.text.slice(node.start + inset, node.end - inset);
    const parts = splitArrow(source);
    if (parts.length !== count) return [];
    return parts.map((part) => ({ start: node.start + inset + part.start, end: node.start + inset + part.end }));
  }

  typed(text: string, quoted: boolean, range: Range, shape: Shape, path: Path): Attribute | undefined {
    const wrong = (message: string) => {
      this.diagnostics.push(diagnostic('wrong-type', range, message));
      return undefined;
    };
    switch (shape.kind) {
      case 'number':
        return asNumber(text) ?? wrong(`\`${path.at(-1)}\` is a number, not ${quote(text)}.`);
      case 'boolean':
        return asBoolean(text) ?? wrong(`\`${path.at(-1)}\` is \`true\` or \`false\`, not ${quote(text)}.`);
      case 'figure':
        return quoted ? text : (asNumber(text) ?? text);
      case 'enum': {
        const values = shape.values ?? [];
        const number = quoted ? undefined : asNumber(text);
        if (values.includes(text)) return number ?? text;
        const meant = nearest(text, values);
        const hint = meant ? ` Did you mean \`${meant}\`?` : '';
        const fixes = meant
          ? [{ title: `Change to \`${meant}\``, edits: [{ start: range.start, end: range.end, text: meant }] }]
          : [];
        this.diagnostics.push(
          diagnostic(
            'unknown-value',
            range,
            `\`${path.at(-1)}\` is one of ${values.join(', ')}; not ${quote(text)}.${hint}`,
            ...fixes,
          ),
        );
        return undefined;
      }
      default:
        return text;
    }
  }

  /** The part of a value that a message underlines: all of a scalar, the first line of anything else. */
  head(node: Node): Range {
    const line = this.text.indexOf('\n', node.start);
    return { start: node.start, end: line < 0 ? node.end : Math.min(node.end, line) };
  }
}

function found(node: Node): string {
  if (node.kind === 'map') return 'keys and values';
  if (node.kind === 'list') return 'a list';
  return quote(node.text);
}

/** A tree that no schema speaks of, as YAML 1.2 reads it. */
export function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.style === 'plain' ? plainValue(node.text) : node.text;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.pairs.map((pair: Pair) => [pair.key, plain(pair.value)]));
}

/** Reads a tree (of `text`) as what the schema wants at `path`. */
export function readTree(text: string, node: Node, shape: Shape | undefined, path: Path): Reading {
  const reader = new Reader(text);
  const value = reader.read(node, shape, path);
  return { value, diagnostics: reader.diagnostics, arrows: reader.arrows };
}
