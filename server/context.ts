/**
 * Where a cursor is, read off the text alone. While a line is being typed the tree is broken or says something else, so
 * completion does not ask it: this reader follows keys by their columns, brackets, quotes and blocks, up to the cursor.
 */
import type { Path, Range } from '../core/trial/types.ts';

export interface Context {
  /**
   * What is being written: a key of the map at `path`; the value of the key or list position `path`; or `node`, which is
   * the first word of whatever stands at `path`: a key where that is a map, a value where it is a scalar, a dash in a list.
   */
  wants: 'key' | 'value' | 'node';
  path: Path;
  /** What has been typed of it up to the cursor. */
  typed: string;
  /** What completing it replaces: `typed`, and for a key that has its colon the rest of it. */
  range: Range;
  /** Inside brackets. */
  flow: boolean;
  /** The quotation mark that is open. */
  quote?: '"' | "'";
  /** The key is followed by its colon. */
  colon: boolean;
  /** The column that the first word of the line, dashes left out, stands in. */
  column: number;
}

interface Level {
  /** The column of the key or of the dash. */
  column: number;
  key: string | number;
  /** The key's value begins on its own line: nothing can be put below it. */
  closed: boolean;
  /** How many dashes have been met in the list that it holds. */
  items: number;
}

interface Bracket {
  list: boolean;
  key: string | undefined;
  index: number;
}

const KEY =
  /(?:"[^"\n]*"|'[^'\n]*'|[^\s#&*!|>'"%@`{}[\],:?-][^#\n]*?|[-?:][^\s#\n][^#\n]*?)(?=[ \t]*:(?:[ \t\r\n]|$))/y;
const BLOCK = /[|>][-+0-9]*[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;
const WORD = /[\w.-]+/y;
/** The key of a section, and nothing else on its line. */
const HEADER = /^([A-Za-z_][\w-]*)[ \t]*:[ \t]*\r?\n$/;
const ENTRY = /^( +)(-(?= )|[A-Za-z0-9_"'])/;
/** A shorter section is read from its beginning. */
const LONG = 2000;
const SECTION = /[A-Za-z_"']/;

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};
const unquoted = (key: string) => key.trim().replace(/^(["'])(.*)\1$/, '$2');

class Reader {
  readonly #text: string;
  readonly #offset: number;
  readonly #levels: Level[] = [{ column: -1, key: '', closed: false, items: 0 }];
  /** Where the line that is read begins. */
  #line: number;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = offset;
    this.#line = this.#section();
    this.#skipEntries();
  }

  run(): Context | undefined {
    for (;;) {
      const found = this.#readLine();
      if (typeof found !== 'number') return found;
      if (found > this.#offset) return undefined;
      this.#line = found;
    }
  }

  /** The last line up to the cursor that begins in column 0: what stands above belongs to other sections. */
  #section(): number {
    const lineOf = (at: number) => (at <= 0 ? 0 : this.#text.lastIndexOf('\n', at - 1) + 1);
    let at = lineOf(this.#offset);
    while (at > 0 && !SECTION.test(this.#text[at] ?? '')) at = lineOf(at - 1);
    return at;
  }

  /**
   * In a long section, reading begins at the entry that the cursor is in: a line in the column of the first entry begins
   * another, whatever stands between, for all that belongs to an entry stands deeper.
   */
  #skipEntries(): void {
    const first = this.#eol(this.#line) + 1;
    const header = HEADER.exec(this.#text.slice(this.#line, first));
    const opening = ENTRY.exec(this.#text.slice(first, first + 200));
    if (!header?.[1] || !opening || this.#offset - first < LONG) return;
    const [, indent = '', mark = ''] = opening;
    const dash = mark === '-';
    const begin = dash ? `\n${indent}- ` : `\n${indent}`;
    let entry = -1;
    let items = 0;
    for (
      let at = this.#text.indexOf(begin, first - 1);
      at >= 0 && at < this.#offset;
      at = this.#text.indexOf(begin, at + 1)
    ) {
      if (!dash && !/[A-Za-z0-9_"']/.test(this.#text[at + begin.length] ?? '')) continue;
      entry = at + 1;
      items += 1;
    }
    if (entry < 0) return;
    this.#levels.push({ column: 0, key: unquoted(header[1]), closed: false, items: dash ? items - 1 : 0 });
    this.#line = entry;
  }

  get #path(): Path {
    return this.#levels.slice(1).map(({ key }) => key);
  }

  get #top(): Level {
    // The root is never taken off.
    return this.#levels.at(-1) as Level;
  }

  #eol(at: number): number {
    const end = this.#text.indexOf('\n', at);
    return end < 0 ? this.#text.length : end;
  }

  #spaces(at: number, until: number): number {
    let end = at;
    while (end < until && (this.#text[end] === ' ' || this.#text[end] === '\t')) end += 1;
    return end;
  }

  #pop(column: number, dash: boolean): void {
    const goes = (level: Level) =>
      level.column > column || (level.column === column && !(dash && typeof level.key === 'string'));
    while (this.#levels.length > 1 && goes(this.#top)) this.#levels.pop();
  }

  #context(wants: Context['wants'], start: number, column: number, more: Partial<Context> = {}): Context {
    const typed = this.#text.slice(start, this.#offset);
    // The rest of a word that the cursor stands in goes too.
    const range = {
      start,
      end: this.#offset + (typed === '' ? 0 : (matchAt(WORD, this.#text, this.#offset)?.length ?? 0)),
    };
    return { wants, path: this.#path, typed, range, flow: false, colon: false, column, ...more };
  }

  /** Answers where the next line begins, or what is being written on this one. */
  #readLine(): number | Context | undefined {
    const end = this.#eol(this.#line);
    const last = this.#offset <= end;
    const stop = Math.min(end, this.#offset);
    let at = this.#spaces(this.#line, stop);
    const first = this.#text[at];
    if (last ? at >= stop : first === '\n' || first === '\r' || at >= end) {
      if (!last) return end + 1;
      this.#pop(at - this.#line, false);
      return this.#top.closed ? undefined : this.#context('node', at, at - this.#line);
    }
    if (first === '#') return last ? undefined : end + 1;
    at = this.#dashes(at, stop);
    const column = at - this.#line;
    const key = at < stop ? matchAt(KEY, this.#text, at) : undefined;
    if (key === undefined) {
      if (this.#top.closed && typeof this.#top.key === 'string') return last ? undefined : end + 1;
      return at >= stop && last ? this.#context('node', at, column) : this.#value(at, column, 'node');
    }
    const keyEnd = at + key.length;
    if (this.#offset <= keyEnd) {
      const quote = key[0] === '"' || key[0] === "'" ? key[0] : undefined;
      const start = quote ? at + 1 : at;
      const range = { start, end: quote ? keyEnd - 1 : keyEnd };
      return this.#context('key', start, column, { range, colon: true, ...(quote && { quote }) });
    }
    const colon = this.#text.indexOf(':', keyEnd) + 1;
    const value = this.#spaces(colon, end);
    const said = value < end && this.#text[value] !== '#' && this.#text[value] !== '\r';
    this.#levels.push({ column, key: unquoted(key), closed: said, items: 0 });
    if (last && this.#offset <= colon) return undefined;
    return this.#value(Math.min(value, last ? this.#offset : value), column, 'value');
  }

  /** Each dash opens a level in its own column; answers where what follows them begins. */
  #dashes(from: number, stop: number): number {
    let at = from;
    for (;;) {
      const after = this.#text[at + 1];
      const dash = this.#text[at] === '-' && (at + 1 >= stop || after === ' ' || after === '\r' || after === '\n');
      this.#pop(at - this.#line, dash);
      if (!dash || at >= stop) return at;
      this.#levels.push({ column: at - this.#line, key: this.#top.items++, closed: false, items: 0 });
      at = this.#spaces(at + 1, stop);
      if (at >= stop) return at;
    }
  }

  /** A value that begins at `at`, on the current line: where the line after it begins, or what is being written in it. */
  #value(at: number, column: number, wants: 'value' | 'node'): number | Context | undefined {
    const first = this.#text[at];
    if (matchAt(BLOCK, this.#text, at) !== undefined) return this.#block(at);
    const around = this.#top.column;
    if (first === '{' || first === '[') return this.#flow(at, around, column);
    if (first === '"' || first === "'") {
      const end = this.#quoteEnd(at, around);
      if (this.#offset >= end) return this.#offset > this.#eol(end) ? this.#eol(end) + 1 : undefined;
      if (this.#text.slice(at, this.#offset).includes('\n') || this.#offset === at) return undefined;
      return this.#context(wants, at + 1, column, { quote: first });
    }
    const end = this.#eol(at);
    if (this.#offset > end) return end + 1;
    return /(?:^|\s)#/.test(this.#text.slice(at, this.#offset)) ? undefined : this.#context(wants, at, column);
  }

  /** The lines of a block stand deeper than its key. */
  #block(at: number): number | undefined {
    const around = this.#top.column;
    for (let line = this.#eol(at) + 1; ; line = this.#eol(line) + 1) {
      if (line > this.#text.length || this.#offset < line) return undefined;
      const end = this.#eol(line);
      const text = this.#spaces(line, end);
      const blank = text === end || this.#text[text] === '\r';
      // On an empty line the column of the cursor says whether the block goes on.
      const indent = blank && this.#offset <= end ? this.#offset - line : text - line;
      if ((!blank || this.#offset <= end) && indent <= around) return line;
    }
  }

  /** Whether the line end at `at` is followed by a line that stands no deeper than what is open: something was not closed. */
  #breaksOff(at: number, around: number): boolean {
    const text = this.#spaces(at + 1, this.#eol(at + 1));
    const next = this.#text[text];
    return (
      next !== undefined && next !== '\n' && next !== '\r' && text - at - 1 <= around && next !== '}' && next !== ']'
    );
  }

  /** Where a quoted text ends, its closing mark included. */
  #quoteEnd(at: number, around: number): number {
    const mark = this.#text[at];
    for (let i = at + 1; i < this.#text.length; i++) {
      const character = this.#text[i];
      if (character === '\n' && this.#breaksOff(i, around)) return i;
      if (mark === '"' && character === '\\') i += 1;
      else if (character === mark) {
        if (mark !== "'" || this.#text[i + 1] !== "'") return i + 1;
        i += 1;
      }
    }
    return this.#text.length + 1;
  }

  #flow(from: number, around: number, column: number): number | Context | undefined {
    const open: Bracket[] = [];
    let token = from;
    const write = (start: number, quote?: '"' | "'"): Context | undefined => {
      const top = open.at(-1);
      if (!top) return undefined;
      const below = open.flatMap(({ list, key, index }): Path => (list ? [index] : key === undefined ? [] : [key]));
      const lead = /^\s*/.exec(this.#text.slice(start, this.#offset))?.[0].length ?? 0;
      const begin = quote ? start + 1 : start + lead;
      const wants = top.list || top.key !== undefined ? 'value' : 'key';
      const path = [...this.#path, ...below];
      const rest =
        wants === 'key' && !quote
          ? (/^[\w.-]*(?=[ \t]*:)/.exec(this.#text.slice(this.#offset, this.#offset + 80))?.[0] ?? '')
          : '';
      const colon =
        rest !== '' ||
        (wants === 'key' && /^[ \t]*:/.test(this.#text.slice(this.#offset, this.#offset + 80)) && begin < this.#offset);
      const range = { start: begin, end: this.#offset + rest.length };
      return this.#context(wants, begin, column, { path, flow: true, range, colon, ...(quote && { quote }) });
    };
    for (let i = from; i < this.#offset; i++) {
      const character = this.#text[i] ?? '';
      const top = open.at(-1);
      if (character === '{' || character === '[') {
        open.push({ list: character === '[', key: undefined, index: 0 });
        token = i + 1;
      } else if (character === '}' || character === ']') {
        open.pop();
        token = i + 1;
        if (open.length === 0) return this.#offset > this.#eol(i) ? this.#eol(i) + 1 : undefined;
      } else if (character === ',') {
        if (top) {
          top.index += 1;
          top.key = undefined;
        }
        token = i + 1;
      } else if ((character === '"' || character === "'") && this.#text.slice(token, i).trim() === '') {
        const end = this.#quoteEnd(i, around);
        if (this.#offset < end) return write(i, character);
        i = end - 1;
      } else if (character === '#' && /\s/.test(this.#text[i - 1] ?? ' ')) {
        i = this.#eol(i) - 1;
        if (this.#offset <= i + 1) return undefined;
      } else if (
        character === ':' &&
        top &&
        !top.list &&
        top.key === undefined &&
        /[\s,}\]]/.test(this.#text[i + 1] ?? ' ')
      ) {
        top.key = unquoted(this.#text.slice(token, i));
        token = i + 1;
      } else if (character === '\n' && this.#breaksOff(i, around)) return i + 1;
    }
    return write(token);
  }
}

/** What is being written at an offset; undefined in comments, in texts over several lines, and where nothing can follow. */
export function contextAt(text: string, offset: number): Context | undefined {
  return new Reader(text, offset).run();
}
