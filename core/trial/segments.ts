/**
 * Cuts a document into segments that are parsed on their own, so that an edit costs one of them and not the whole text.
 *
 * The text is cut at its keys in column 0 and, inside the sections that grow with a trial, at their entries. What follows
 * from the rules of YAML 1.2: the content of a block scalar, a quoted scalar or a flow collection below such a key is indented
 * deeper than it, so a line at the key's own column begins something new. A text of which that is not sure is one segment.
 */
import { trialSchema } from './schema.ts';

/** The keys of the document's root. */
const SECTIONS: ReadonlySet<string> = new Set(Object.keys(trialSchema.shape));
/** Sections whose entries are segments of their own. */
const ENTRY_SECTIONS = new Set(['arms', 'groups', 'outcomes', 'results', 'scenarios', 'sources']);
/** The one of them that is a list. */
const LIST_SECTION = 'results';

/**
 * - `document`: the whole text, not cut; - `prelude`: what stands before the first key (comments);
 * - `section`: `key: …` in full; - `header`: the `key:` line of a section whose entries follow;
 * - `entry`: one entry of such a section, a pair of a map or an item of a list; - `stray`: a line in column 0 that is no key;
 * - `unread`: a text too large to be read.
 */
export type CutKind = 'document' | 'unread' | 'prelude' | 'section' | 'header' | 'entry' | 'stray';

/** A half-open stretch of the text. The cuts of a text follow each other without a gap. */
export interface Cut {
  kind: CutKind;
  start: number;
  end: number;
  /** The key in column 0 that this belongs to; empty for document, prelude and stray. */
  section: string;
}

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const TAB = 9;
const HASH = 35;
const DASH = 45;
const COLON = 58;

/** How a line begins that says something in plain words. */
const PLAIN = /[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=\S)/y;
/** The borders between the documents of a text. */
const BORDER = /(?:---|\.\.\.)(?=\s|$)/y;
/** Keys of entries may be quoted, dotted (`sources`) or, while they are typed, anything that is not a sign of YAML. */
const ENTRY_KEY = /(?:[A-Za-z0-9_]|"|')/y;
const QUOTED_KEY = /(?:"[^"\n]*"|'[^'\n]*')[ \t]*:(?=[ \t\r\n]|$)/y;
/** A key without its colon. */
const WORD = /^[A-Za-z][\w-]*[ \t]*\r?\n?$/;
/** Where the colon of a plain key that begins at an offset stands: the first with white space behind it; -1 on a line without one. */
function colonOf(text: string, start: number): number {
  if (!matchesAt(PLAIN, text, start)) return -1;
  const end = lineEnd(text, start);
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON && isBlank(text.charCodeAt(at + 1))) return at;
    // A comment begins before any colon.
    if (code === HASH && isBlank(text.charCodeAt(at - 1))) return -1;
  }
  return -1;
}

/** Ten times as many as the largest document has. */
const MOST_CUTS = 20_000;

/** What may follow `key:` where entries follow on the next lines. */
const REST_EMPTY = /[ \t]*(?:#[^\n]*)?\r?(?:\n|$)/y;

function matchesAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

/** The column of the first character of a line that is neither blank nor a comment; -1 where there is none. */
function columnOf(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === SPACE) at++;
  const code = text.charCodeAt(at);
  return Number.isNaN(code) || code === NEWLINE || code === RETURN || code === TAB || code === HASH ? -1 : at - start;
}

const isBlank = (code: number): boolean =>
  Number.isNaN(code) || code === SPACE || code === NEWLINE || code === RETURN || code === TAB;

const isDash = (text: string, at: number): boolean => {
  if (text.charCodeAt(at) !== DASH) return false;
  return isBlank(text.charCodeAt(at + 1));
};

/** The entries of a section: in which column they begin, and whether as items of a list. */
interface Entries {
  section: string;
  column: number;
  list: boolean;
}

/** Appends the entries from `open`, the first of them, up to `end`. */
function cutEntries(text: string, { section, column, list }: Entries, open: number, end: number, into: Cut[]): void {
  let start = open;
  for (let line = lineEnd(text, open); line < end; line = lineEnd(text, line)) {
    if (columnOf(text, line) !== column) continue;
    const at = line + column;
    if (list ? !isDash(text, at) : !matchesAt(ENTRY_KEY, text, at)) continue;
    into.push({ kind: 'entry', start, end: line, section });
    start = line;
  }
  into.push({ kind: 'entry', start, end, section });
}

/** The first line after a key that says something: where it starts, and in which column. */
function firstBelow(text: string, key: number, end: number): { line: number; column: number } | undefined {
  for (let line = lineEnd(text, key); line < end; line = lineEnd(text, line)) {
    const column = columnOf(text, line);
    if (column >= 0) return { line, column };
  }
  return undefined;
}

/** Appends the cuts of one section: its header and entries where it can be cut, else the whole. */
function cutSection(
  text: string,
  section: string,
  start: number,
  end: number,
  keyEnd: number,
  into: Cut[],
): Entries | undefined {
  const first =
    ENTRY_SECTIONS.has(section) && matchesAt(REST_EMPTY, text, keyEnd) ? firstBelow(text, start, end) : undefined;
  if (first) {
    const { line, column } = first;
    const list = isDash(text, line + column);
    const fits = list ? section === LIST_SECTION : section !== LIST_SECTION && column > 0;
    if (fits && (list || isKey(text, line + column))) {
      const entries = { section, column, list };
      into.push({ kind: 'header', start, end: line, section });
      cutEntries(text, entries, line, end, into);
      return entries;
    }
  }
  into.push({ kind: 'section', start, end, section });
  return undefined;
}

/** A value that may go on below its line: an open quotation or bracket, or the head of a block of text. */
const GOES_ON = /^(?:[|>]|["'{[](?!.*["'}\]]$))/;

/**
 * Where a key in column 0 that is none of ours, among the entries of a section, stops: at the first line that cannot be part of
 * its value. In YAML that is a mistake, most likely of the key: a line that lost its indentation.
 */
function endOfStranger(text: string, { column, list }: Entries, start: number, keyEnd: number, end: number): number {
  const value = text.slice(keyEnd, lineEnd(text, start)).trim();
  const open = value === '' || value.startsWith('#') || GOES_ON.test(value);
  let least = -1;
  for (let line = lineEnd(text, start); line < end; line = lineEnd(text, line)) {
    const at = columnOf(text, line);
    if (at < 0) continue;
    if (at < least) return line;
    if (least < 0) {
      if (open && at === 0) return end;
      least = open ? at : 0;
    }
    const entry = line + at + (list ? 2 : 0);
    if (!open && at === column && list === isDash(text, line + at) && colonOf(text, entry) >= 0) return line;
  }
  return end;
}

/** Whether a section's first entry is one, with its colon: words alone would be the section's value. */
function isKey(text: string, at: number): boolean {
  return (
    matchesAt(ENTRY_KEY, text, at) !== null && (matchesAt(QUOTED_KEY, text, at) !== null || colonOf(text, at) >= 0)
  );
}

/** Whether a stretch of lines holds anything but blank lines and comments. */
function saysSomething(text: string, start: number, end: number): boolean {
  for (let line = start; line < end; line = lineEnd(text, line))
    if (columnOf(text, line) >= 0 || text.charCodeAt(line) === TAB) return true;
  return false;
}

/** Whether a lone carriage return stands in a text: no line end to `yaml`, and no white space either. */
const hasLoneReturn = (text: string): boolean => text.includes('\r') && /\r(?!\n)/.test(text);

/** A text as it is read, every offset as it was: a lone carriage return is the end of a line as any other, as editors and YAML 1.2 have it. */
export const asRead = (text: string): string => (hasLoneReturn(text) ? text.replace(/\r(?!\n)/g, '\n') : text);

/** The cuts of a text: a function of the text alone. */
export function cutText(text: string): Cut[] {
  const document: Cut[] = [{ kind: 'document', start: 0, end: text.length, section: '' }];
  const cuts: Cut[] = [];
  if (hasLoneReturn(text)) return document;
  const begin = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let open = begin;
  let section = '';
  let keyEnd = 0;
  let stray = false;
  let cuttable = false;
  let entries: Entries | undefined;
  const close = (end: number) => {
    if (end === open) return;
    if (!section) {
      cuts.push({ kind: stray ? 'stray' : 'prelude', start: open, end, section: '' });
      return;
    }
    const stops = entries && !SECTIONS.has(section) ? endOfStranger(text, entries, open, keyEnd, end) : end;
    const own = cutSection(text, section, open, stops, keyEnd, cuts);
    if (entries && stops < end) cutEntries(text, entries, stops, end, cuts);
    else entries = own;
  };
  for (let line = begin; line < text.length; line = lineEnd(text, line)) {
    const code = text.charCodeAt(line);
    if (code === SPACE || code === NEWLINE || code === RETURN || code === TAB || code === HASH) continue;
    if (matchesAt(BORDER, text, line)) return document;
    const colon = colonOf(text, line);
    if (colon >= 0) {
      // What stands before the first key is part of something, if it is no comment.
      if (!cuttable && !stray && saysSomething(text, open, line)) return document;
      close(line);
      cuttable = true;
      open = line;
      section = text.slice(line, colon).trimEnd();
      keyEnd = colon + 1;
    } else if (isDash(text, line) || code === 0x7d || code === 0x5d) {
      // `- ` items and closing brackets may stand in the column of their key.
      if (!section) return document;
    } else if (!matchesAt(PLAIN, text, line)) return document;
    else if (!section || WORD.test(text.slice(line, lineEnd(text, line)))) {
      // A key that is being typed. Any other line lost its indentation, and what is around it must not suffer: it stays there.
      close(line);
      open = line;
      section = '';
      stray = true;
    }
  }
  close(text.length);
  // Each segment costs a little of its own; so many are nothing to be cut.
  return cuttable && cuts.length <= MOST_CUTS ? cuts : document;
}
