/**
 * Reads the YAML that trial documents are nearly all made of, without `yaml`: block maps and lists, scalars on one line, flow
 * collections on one line, literal blocks of text. Some ten times as fast, with nothing thrown away.
 *
 * It reads only what it is sure of, and then exactly as `yaml` does. At anything else (anchors, tags, tabs, folded text,
 * scalars over several lines, any mistake) it gives up, and `yaml` reads the text. A property test holds the two together.
 */
import type { ListNode, MapNode, Node, Pair, ScalarNode } from './tree.ts';

const SPACE = 32;
const HASH = 35;
const COLON = 58;
const DASH = 45;

/** Characters that would need `yaml` wherever they stand: controls, tabs, lone carriage returns, byte order marks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const FOREIGN = /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]|\r(?!\n)/;
const KEY = /([A-Za-z0-9_][\w.-]{0,200})(?: *):(?=[ \r\n]|$)/y;
const QUOTED_KEY = /"([^"\\\r\n]{0,200})" *:(?=[ \r\n]|$)/y;
const FLOW_KEY = /([A-Za-z0-9_][\w.-]{0,200}) *: +(?![ ,\]}#])/y;
const DOUBLE = /"([^"\\\r\n]*)"/y;
const SINGLE = /'((?:[^'\r\n]|'')*)'/y;
/** What a plain scalar begins with that needs no second look. */
const BLOCK_START = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s-])/y;
const FLOW_PLAIN = /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s,[\]{}-]))[^,[\]{}\r\n]*/y;
const LITERAL = /\|([-+]?) *(?:#[^\r\n]*)?\r?(?:\n|$)/y;
const DEEPEST = 60;

/** Thrown to nobody but `simpleTree`: the text is not of the simple kind. */
class NotSimple extends Error {}

class SimpleReader {
  readonly text: string;
  /** The line at hand: where it starts, the column of its first sign, and where it ends, its line end not counted. */
  start = 0;
  column = 0;
  end = 0;
  done = false;
  depth = 0;

  constructor(text: string) {
    this.text = text;
    this.line(0);
  }

  /** Goes to the next line that says something, from an offset where a line begins. */
  line(from: number): void {
    const { text } = this;
    let start = from;
    while (start < text.length) {
      let newline = text.indexOf('\n', start);
      if (newline < 0) newline = text.length;
      let at = start;
      while (text.charCodeAt(at) === SPACE) at++;
      const end = newline > at && text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
      if (at < end && text.charCodeAt(at) !== HASH) {
        this.start = start;
        this.column = at - start;
        this.end = end;
        return;
      }
      start = newline + 1;
    }
    this.done = true;
    this.column = -1;
  }

  next(): void {
    const newline = this.text.indexOf('\n', this.end);
    if (newline < 0) {
      this.done = true;
      this.column = -1;
    } else this.line(newline + 1);
  }

  match(pattern: RegExp, at: number): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(this.text);
  }

  matches(pattern: RegExp, at: number): boolean {
    pattern.lastIndex = at;
    return pattern.test(this.text);
  }

  isDash(at: number): boolean {
    if (this.text.charCodeAt(at) !== DASH) return false;
    return at + 1 >= this.end || this.text.charCodeAt(at + 1) === SPACE;
  }

  /** The block collection whose first entry begins at the line at hand, in its column. */
  block(): Node {
    if (++this.depth > DEEPEST) throw new NotSimple();
    const at = this.start + this.column;
    const node = this.isDash(at) ? this.list(at, this.column) : this.map(at, this.column);
    this.depth--;
    return node;
  }

  /** A map whose first key is at an offset, and whose column that is. The line at hand is that of the offset. */
  map(first: number, column: number): MapNode {
    const pairs: Pair[] = [];
    let size = 1;
    let at = first;
    do {
      const key = this.match(KEY, at) ?? this.match(QUOTED_KEY, at);
      if (!key) throw new NotSimple();
      const isQuoted = this.text.charCodeAt(at) === 34;
      const name = key[1] ?? '';
      const value = this.value(at + key[0].length, column, true);
      pairs.push({ key: name, keyStart: at, keyEnd: at + name.length + (isQuoted ? 2 : 0), value });
      size += value.size;
      at = this.start + this.column;
    } while (!this.done && this.column === column && !this.isDash(at));
    if (this.column > column) throw new NotSimple();
    const last = pairs.at(-1);
    return {
      kind: 'map',
      start: first,
      end: last ? Math.max(last.keyEnd, last.value.end) : first,
      size,
      flow: false,
      pairs,
    };
  }

  list(first: number, column: number): ListNode {
    const items: Node[] = [];
    let size = 1;
    let at = first;
    do {
      const item = this.item(at, column);
      items.push(item);
      size += item.size;
      at = this.start + this.column;
    } while (!this.done && this.column === column && this.isDash(at));
    if (this.column > column) throw new NotSimple();
    return { kind: 'list', start: first, end: items.at(-1)?.end ?? first, size, flow: false, items };
  }

  item(dash: number, column: number): Node {
    let at = dash + 1;
    while (at < this.end && this.text.charCodeAt(at) === SPACE) at++;
    if (at >= this.end || this.text.charCodeAt(at) === HASH) return this.value(dash + 1, column, false);
    const inner = column + (at - dash);
    if (this.isDash(at) || this.matches(KEY, at) || this.matches(QUOTED_KEY, at)) {
      if (++this.depth > DEEPEST) throw new NotSimple();
      const node = this.isDash(at) ? this.list(at, inner) : this.map(at, inner);
      this.depth--;
      return node;
    }
    return this.value(dash + 1, column, false);
  }

  /** The value behind a colon or a dash at an offset. `column` is that of the key or dash. Leaves the line that follows at hand. */
  value(from: number, column: number, ofMap: boolean): Node {
    let at = from;
    while (at < this.end && this.text.charCodeAt(at) === SPACE) at++;
    if (at >= this.end || this.text.charCodeAt(at) === HASH) {
      // A comment belongs behind white space.
      if (at < this.end && at === from) throw new NotSimple();
      const empty: ScalarNode = { kind: 'scalar', start: at, end: at, size: 1, style: 'plain', text: '' };
      this.next();
      if (this.done || this.column < column) return empty;
      if (this.column > column) return this.block();
      return ofMap && this.isDash(this.start + this.column) ? this.block() : empty;
    }
    const code = this.text.charCodeAt(at);
    if (code === 0x7c) return this.literal(at, column);
    let node: Node;
    if (code === 0x22 || code === 0x27) node = this.quoted(at);
    else if (code === 0x5b || code === 0x7b) node = this.flow(at);
    else node = this.plain(at);
    this.endOfLine(node.end);
    this.next();
    // What is indented deeper goes on with the value, or is a mistake.
    if (this.column > column) throw new NotSimple();
    return node;
  }

  endOfLine(from: number): void {
    let at = from;
    while (at < this.end && this.text.charCodeAt(at) === SPACE) at++;
    if (at < this.end && (at === from || this.text.charCodeAt(at) !== HASH)) throw new NotSimple();
  }

  plain(at: number): ScalarNode {
    if (!this.matches(BLOCK_START, at)) throw new NotSimple();
    const { text } = this;
    let end = this.end;
    for (let i = at; i < end; i++) {
      const code = text.charCodeAt(i);
      if (code === COLON) {
        if (i + 1 >= this.end || text.charCodeAt(i + 1) === SPACE) throw new NotSimple();
      } else if (code === HASH && text.charCodeAt(i - 1) === SPACE) end = i;
    }
    while (end > at && text.charCodeAt(end - 1) === SPACE) end--;
    return { kind: 'scalar', start: at, end, size: 1, style: 'plain', text: text.slice(at, end) };
  }

  quoted(at: number): ScalarNode {
    const double = this.match(DOUBLE, at);
    const found = double ?? this.match(SINGLE, at);
    if (!found) throw new NotSimple();
    const text = double ? (found[1] ?? '') : (found[1] ?? '').replaceAll("''", "'");
    return { kind: 'scalar', start: at, end: at + found[0].length, size: 1, style: 'quoted', text };
  }

  /** A flow collection that ends on its line. */
  flow(at: number): Node {
    if (++this.depth > DEEPEST) throw new NotSimple();
    const isMap = this.text.charCodeAt(at) === 0x7b;
    const close = isMap ? 0x7d : 0x5d;
    const pairs: Pair[] = [];
    const items: Node[] = [];
    let size = 1;
    let i = this.spaces(at + 1);
    while (this.text.charCodeAt(i) !== close) {
      let value: Node;
      if (isMap) {
        const key = this.match(FLOW_KEY, i);
        if (!key) throw new NotSimple();
        const name = key[1] ?? '';
        value = this.flowValue(i + key[0].length);
        pairs.push({ key: name, keyStart: i, keyEnd: i + name.length, value });
      } else {
        value = this.flowValue(i);
        items.push(value);
      }
      size += value.size;
      i = this.spaces(value.end);
      const code = this.text.charCodeAt(i);
      if (code === 0x2c) {
        i = this.spaces(i + 1);
        if (this.text.charCodeAt(i) === close) throw new NotSimple();
      } else if (code !== close) throw new NotSimple();
    }
    this.depth--;
    const end = i + 1;
    if (end > this.end) throw new NotSimple();
    return isMap
      ? { kind: 'map', start: at, end, size, flow: true, pairs }
      : { kind: 'list', start: at, end, size, flow: true, items };
  }

  spaces(from: number): number {
    let at = from;
    while (this.text.charCodeAt(at) === SPACE) at++;
    return at;
  }

  flowValue(at: number): Node {
    const code = this.text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) return this.flow(at);
    if (code === 0x22 || code === 0x27) return this.quoted(at);
    const found = this.match(FLOW_PLAIN, at);
    if (!found) throw new NotSimple();
    const text = found[0].trimEnd();
    if ((text.includes(':') || text.includes('#')) && /:(?: |$)| #/.test(text)) throw new NotSimple();
    return { kind: 'scalar', start: at, end: at + text.length, size: 1, style: 'plain', text };
  }

  /** `|` and the lines below it that are indented deeper than `column`. */
  literal(at: number, column: number): ScalarNode {
    const header = this.match(LITERAL, at);
    if (!header) throw new NotSimple();
    const { text } = this;
    const lines: string[] = [];
    let indent = -1;
    let last = at + 1;
    let line = at + header[0].length;
    while (line < text.length) {
      let newline = text.indexOf('\n', line);
      if (newline < 0) newline = text.length;
      const end = newline > line && text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
      const sign = Math.min(this.spaces(line), end);
      if (sign < end) {
        if (indent < 0) {
          if (sign - line <= column) break;
          indent = sign - line;
          // Lines of spaces before the first line may not be deeper than it.
          if (lines.some((one) => one.length > indent)) throw new NotSimple();
          lines.fill('');
        } else if (sign - line < indent) {
          // Between the column and the text's own indentation nothing may stand.
          if (sign - line > column) throw new NotSimple();
          break;
        }
        lines.push(text.slice(line + indent, end));
        last = end;
      } else {
        if (indent >= 0 && end - line > indent) throw new NotSimple();
        lines.push(indent < 0 ? text.slice(line, end) : '');
      }
      line = newline + 1;
    }
    this.start = line;
    this.line(line);
    const chomp = header[1];
    if (indent < 0 || chomp === '+') throw new NotSimple();
    while (lines.at(-1) === '') lines.pop();
    const said = lines.join('\n');
    return { kind: 'scalar', start: at, end: last, size: 1, style: 'block', text: chomp === '-' ? said : `${said}\n` };
  }
}

/** The tree of a text of the simple kind, as `yaml` reads it; undefined where only `yaml` can tell. */
export function simpleTree(text: string): Node | undefined {
  if (FOREIGN.test(text)) return undefined;
  try {
    const reader = new SimpleReader(text);
    if (reader.done) return undefined;
    const root = reader.block();
    return reader.done ? root : undefined;
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}
