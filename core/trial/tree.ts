/**
 * The syntax tree that this project keeps of a YAML text: maps, lists and scalars with their offsets, nothing else. It is made
 * from `yaml`'s own tree, which is given back at once: that one keeps every token and would weigh many times as much.
 */
import { isAlias, isMap, isScalar, isSeq, parseDocument, Schema, type Node as YamlNode } from 'yaml';
import { simpleTree } from './simple.ts';
import { disguised, isTrapped, restored } from './traps.ts';
import type { Range } from './types.ts';

/** `plain` is unquoted text on the line, `quoted` stands in quotation marks, `block` follows `|` or `>`. */
export type ScalarStyle = 'plain' | 'quoted' | 'block';

interface Spot extends Range {
  /** How many nodes this one holds, itself included and aliases counted as often as they stand. */
  size: number;
}

export interface ScalarNode extends Spot {
  kind: 'scalar';
  style: ScalarStyle;
  /** What the scalar says, escapes and line folds resolved. Every scalar is text until the schema types it. */
  text: string;
  /** It says `~>` without being an arrow: the sign is escaped. */
  literal?: true;
}

export interface Pair {
  key: string;
  keyStart: number;
  keyEnd: number;
  value: Node;
  /** An entry of a flow map that has no colon: `{ a: 1, b }`. */
  bare?: true;
}

export interface MapNode extends Spot {
  kind: 'map';
  flow: boolean;
  pairs: readonly Pair[];
}

export interface ListNode extends Spot {
  kind: 'list';
  flow: boolean;
  items: readonly Node[];
}

export type Node = ScalarNode | MapNode | ListNode;

/** What `yaml`, or the making of the tree, found wrong. Codes are `yaml`'s where it has one. */
export interface SyntaxProblem extends Range {
  code: string;
  message: string;
  /** The line was left out, and the rest could be read. */
  leftOut?: true;
}

/** Problems that leave the tree as it was meant: nothing need be left out for them. */
const KEPT = new Set([
  'ALIAS_BOMB',
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'KEY_NOT_TEXT',
  'MULTIPLE_DOCS',
  'TAG_RESOLVE_FAILED',
  'TOO_DEEP',
  'UNKNOWN_ALIAS',
]);

export interface Tree {
  root: Node | undefined;
  problems: readonly SyntaxProblem[];
  /** Unquoted values that YAML would have misread; see `traps.ts`. */
  trapped: readonly Range[];
  /** Names of anchors, and of aliases whose anchor is not in this text. */
  anchors: readonly string[];
  loose: readonly string[];
  /** What it cost to read, in signs that `yaml` had to look at; see `signsIn`. */
  cost: number;
}

/** Deeper than any trial, and far from the end of the stack. */
const DEEPEST = 64;
/** Aliases may make a text's tree this many nodes larger. */
const MOST_NODES = 50_000;

const IS_SIGN: Readonly<Record<number, boolean>> = Array.from({ length: 128 }, (_, code) =>
  '\n\t:,[]{}"\'#&*!?-%|>'.includes(String.fromCharCode(code)),
);

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
      const end = style === 'block' ? this.trimmed(start, valueEnd) : valueEnd;
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

  /** The end of a value without the white space and line ends behind it. */
  trimmed(start: number, end: number): number {
    let at = end;
    while (at > start && ' \t\r\n'.includes(this.text[at - 1] ?? 'x')) at--;
    return at;
  }
}

type Attempt = Builder & { root?: Node };

/** One attempt at a text, as it is given to `yaml`. */
function attempt(text: string, source: string): Attempt {
  const builder: Attempt = new Builder(text, source);
  try {
    const document = parseDocument(source, OPTIONS);
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

/** Problems that the line below can be the cause of: one that is indented too deep reads as a part of the value above. */
const MISINDENTED = new Set(['MULTILINE_IMPLICIT_KEY', 'BLOCK_AS_IMPLICIT_KEY', 'BAD_INDENT']);
/** How often a line is left out in the hope that the rest can be read, and up to what cost a text is tried again. */
const MOST_LEFT_OUT = 3;
const DEAREST_RETRIED = 3000;

/** The text with the line at an offset made a comment, of the same length; undefined where nothing is left to leave out. */
function withoutLine(source: string, at: number): string | undefined {
  const start = source.lastIndexOf('\n', at - 1) + 1;
  const sign = source.slice(start).search(/\S/);
  if (sign < 0) return undefined;
  const first = start + sign;
  if (source[first] === '#' || source.slice(start, first).includes('\n')) return undefined;
  return `${source.slice(0, first)}#${source.slice(first + 1)}`;
}

/** The bracket before an offset that nothing closes; quotation marks are not looked at. */
function openBracket(source: string, before: number): number {
  let depth = 0;
  for (let at = before - 1; at >= 0; at--) {
    const sign = source[at];
    if (sign === ']' || sign === '}') depth++;
    else if ((sign === '[' || sign === '{') && depth-- === 0) return at;
  }
  return -1;
}

/** Where the mistake was most likely made: what never ends was begun where it begins. */
function originOf({ message, start }: SyntaxProblem, source: string): number {
  let opening = -1;
  if (/end with a [\]}]/.test(message)) opening = openBracket(source, start);
  else if (/closing .*quote/.test(message)) {
    const sign = message.includes("'quote") ? "'" : '"';
    opening = source.slice(0, start).search(new RegExp(`(?<=[:,[{-]\\s+)${sign}(?!.*${sign})`));
  }
  return opening < 0 ? start : opening;
}

/** The attempt that does best of those with one line near the first problem left out; undefined where none does better. */
function leftOut(text: string, best: Attempt): { problem: SyntaxProblem; attempt: Attempt } | undefined {
  const [problem] = best.problems;
  if (!problem || KEPT.has(problem.code)) return undefined;
  const start = originOf(problem, best.source);
  const here = withoutLine(best.source, start);
  const first = here === undefined ? undefined : attempt(text, here);
  let found = first && { problem: { ...problem, start, end: Math.max(start, problem.end) }, attempt: first };
  const below = best.source.indexOf('\n', start) + 1;
  if (below > 0 && (!first || first.problems.length) && MISINDENTED.has(problem.code)) {
    const next = below + best.source.slice(below).search(/\S/);
    const rest = withoutLine(best.source, next);
    const second = rest === undefined ? undefined : attempt(text, rest);
    if (second && (!found || second.problems.length < found.attempt.problems.length))
      found = { problem: { code: 'BAD_INDENT', message: '', start: next, end: next + 1 }, attempt: second };
  }
  return found && found.attempt.problems.length < best.problems.length ? found : undefined;
}

/**
 * Parses one YAML text. Never throws; what cannot be parsed is a problem. A line that YAML stumbles over is left out where the
 * rest can then be read: while a key is being typed, its neighbours stay what they were. What only `yaml` can read and would
 * cost more than `allowance` is not read.
 */
export function parseTree(text: string, allowance: number): Tree {
  const simple = simpleTree(text);
  if (simple) return { root: simple, problems: [], trapped: [], anchors: [], loose: [], cost: 0 };
  if (signsIn(text) <= allowance) return parseYaml(text);
  const problem = { code: 'TOO_LARGE', message: '', start: 0, end: text.length };
  return { root: undefined, problems: [problem], trapped: [], anchors: [], loose: [], cost: 0 };
}

/** The signs of a text that YAML's grammar hangs on: `yaml` takes some ten microseconds for each. */
function signsIn(text: string): number {
  let signs = 0;
  for (let at = 0; at < text.length; at++) if (IS_SIGN[text.charCodeAt(at)]) signs++;
  return signs;
}

/** The same for any text, through `yaml`. */
export function parseYaml(text: string): Tree {
  const cost = signsIn(text);
  const source = disguised(text);
  let best = attempt(text, source);
  const told: SyntaxProblem[] = [];
  for (let round = 0; round < MOST_LEFT_OUT && cost <= DEAREST_RETRIED; round++) {
    const next = leftOut(text, best);
    if (!next) break;
    told.push({ ...next.problem, leftOut: true });
    best = next.attempt;
  }
  const { root, problems, trapped, anchors, loose } = best;
  return { root, problems: [...told, ...problems], trapped, anchors: [...anchors.keys()], loose, cost };
}
