/** Our tree made from `yaml`'s, which is given back at once. */
import { isAlias, isMap, isScalar, isSeq, parseDocument, Schema, type Node as YamlNode } from 'yaml';
import { isTrapped, restored } from './traps.ts';
import type { Node, Pair, ScalarNode, ScalarStyle, SyntaxProblem } from './tree.ts';
import type { Range } from './types.ts';

/** Deeper than any trial, and far from the end of the stack. */
const DEEPEST = 64;
/** Aliases may make a text's tree this many nodes larger. */
const MOST_NODES = 50_000;

const SCHEMA = new Schema({ schema: 'failsafe' });
const OPTIONS = {
  schema: SCHEMA,
  prettyErrors: false,
  uniqueKeys: false,
  // `silent` would also be silent about a second document.
  logLevel: 'error',
  resolveKnownTags: false,
} as unknown as Parameters<typeof parseDocument>[1];

class Builder {
  readonly text: string;
  readonly source: string;
  readonly trapped: Range[] = [];
  readonly problems: SyntaxProblem[] = [];
  readonly anchors = new Map<string, Node>();
  readonly loose: string[] = [];
  expanded = 0;
  overgrown = false;
  tooDeep = false;

  constructor(text: string, source: string) {
    this.text = text;
    this.source = source;
  }

  /** What a scalar says; private characters that the text has of itself stay. */
  says(value: unknown): string {
    return this.source === this.text ? String(value) : restored(String(value));
  }

  empty(at: number): ScalarNode {
    return { kind: 'scalar', start: at, end: at, size: 1, style: 'plain', text: '' };
  }

  node(source: YamlNode | null | undefined, at: number, depth: number): Node {
    if (!source?.range) return this.empty(at);
    const [start, valueEnd] = source.range;
    let node: Node;
    if (isAlias(source)) return this.alias(source.source, start, valueEnd);
    if (depth > DEEPEST && !isScalar(source)) {
      if (!this.tooDeep) this.problems.push({ code: 'TOO_DEEP', message: '', start, end: valueEnd });
      this.tooDeep = true;
      return { ...this.empty(start), end: valueEnd };
    }
    if (isMap(source)) {
      const pairs: Pair[] = [];
      let size = 1;
      for (const pair of source.items) {
        const key = pair.key as YamlNode | null;
        const [keyStart, keyEnd] = key?.range ?? [start, start];
        if (isAlias(key) && !this.anchors.has(key.source)) {
          // To YAML a colon right behind it is part of its name.
          const name = key.source.replace(/:$/, '');
          this.loose.push(key.source);
          this.problems.push({ code: 'UNKNOWN_ALIAS_KEY', message: name, start: keyStart, end: keyEnd });
          continue;
        }
        if (!isScalar(key)) {
          this.problems.push({ code: 'KEY_NOT_TEXT', message: '', start: keyStart, end: keyEnd });
          continue;
        }
        const value = this.node(pair.value as YamlNode | null, keyEnd, depth + 1);
        size += value.size;
        const made: Pair = { key: this.says(key.value), keyStart, keyEnd, value };
        if (pair.value === null && source.flow) made.bare = true;
        if (key.anchor) this.anchors.set(key.anchor, this.empty(keyStart));
        pairs.push(made);
      }
      const flow = source.flow === true;
      // `yaml` counts comments behind a block collection as part of it.
      const last = pairs.at(-1);
      const end = flow || !last ? this.trimmed(start, valueEnd) : Math.max(last.keyEnd, last.value.end);
      node = { kind: 'map', start, end, size, flow, pairs };
    } else if (isSeq(source)) {
      const items: Node[] = [];
      let size = 1;
      for (const item of source.items) {
        const made = this.node(item as YamlNode, start, depth + 1);
        size += made.size;
        items.push(made);
      }
      const flow = source.flow === true;
      const end = flow ? valueEnd : (items.at(-1)?.end ?? this.trimmed(start, valueEnd));
      node = { kind: 'list', start, end, size, flow, items };
    } else if (isScalar(source)) {
      const style: ScalarStyle =
        source.type === 'PLAIN' || !source.type ? 'plain' : source.type.startsWith('QUOTE') ? 'quoted' : 'block';
      const end = style === 'block' ? this.endOfBlock(start, valueEnd, this.says(source.value)) : valueEnd;
      node = { kind: 'scalar', start, end, size: 1, style, text: this.says(source.value) };
      // `\x7e>` is how a quoted text says `~>` and means no arrow.
      if (style === 'quoted' && node.text.includes('~>') && !this.text.slice(start, end).includes('~>'))
        node.literal = true;
      if (style === 'plain' && this.source !== this.text && isTrapped(this.source.slice(start, end)))
        this.trapped.push({ start, end });
    } else return this.empty(at);
    if (source.anchor) this.anchors.set(source.anchor, node);
    return node;
  }

  /** An alias stands for its anchor's node: its own range, the parts of the anchor's. Nothing is copied. */
  alias(name: string, start: number, end: number): Node {
    const target = this.anchors.get(name);
    if (!target) {
      this.loose.push(name);
      this.problems.push({ code: 'UNKNOWN_ALIAS', message: name, start, end });
      return { ...this.empty(start), end };
    }
    this.expanded += target.size;
    if (this.expanded > MOST_NODES) {
      if (!this.overgrown) this.problems.push({ code: 'ALIAS_BOMB', message: name, start, end });
      this.overgrown = true;
      return { ...this.empty(start), end };
    }
    return { ...target, start, end };
  }

  /** The end of a block of text: of its last line that says something, where white space at the end does. */
  endOfBlock(start: number, end: number, says: string): number {
    let length = says.length;
    while (says[length - 1] === '\n') length--;
    const blank = /^[ \t]+$/.test(says.slice(says.lastIndexOf('\n', length - 1) + 1, length));
    let at = blank ? end : this.trimmed(start, end);
    if (blank) while (at > start && '\r\n'.includes(this.text[at - 1] ?? 'x')) at--;
    else if (length > 0) while (at < end && ' \t'.includes(this.text[at] ?? 'x')) at++;
    return at;
  }

  /** The end of a value without the white space and line ends behind it. */
  trimmed(start: number, end: number): number {
    let at = end;
    while (at > start && ' \t\r\n'.includes(this.text[at - 1] ?? 'x')) at--;
    return at;
  }
}

/** What `yaml` made of a text, and what it found wrong, in the order of the text. */
export type Attempt = Builder & { root?: Node };

/** An error's stack takes longer to write down than all else of it, and nobody reads those of what `yaml` found wrong. */
function withoutStacks<T>(work: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Gives `source` to `yaml`: `text`, with some of its signs exchanged for others of the same length. Never throws. */
export function attempt(text: string, source: string): Attempt {
  const builder: Attempt = new Builder(text, source);
  try {
    const document = withoutStacks(() => parseDocument(source, OPTIONS));
    for (const { code, message, pos } of [...document.errors, ...document.warnings])
      builder.problems.push({ code, message, start: pos[0], end: Math.max(pos[0], Math.min(pos[1], text.length)) });
    if (document.contents) builder.root = builder.node(document.contents, 0, 0);
  } catch (error) {
    // `yaml` promises not to throw; a text on which it does must not take the editor with it.
    const message = error instanceof Error ? error.message : String(error);
    builder.problems.push({ code: 'RESOURCE_EXHAUSTION', message, start: 0, end: text.length });
  }
  builder.problems.sort((a, b) => a.start - b.start);
  return builder;
}
