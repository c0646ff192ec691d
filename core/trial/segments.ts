/**
 * Cuts a document into segments that are parsed on their own, so that an edit costs one of them and not the whole text.
 *
 * The text is cut at its keys in column 0 and, inside the sections that grow with a trial, at their entries. What follows
 * from the rules of YAML 1.2: the content of a block scalar, a quoted scalar or a flow collection below such a key is indented
 * deeper than it, so a line at the key's own column begins something new. A text of which that is not sure is one segment.
 */

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

/** A plain key in column 0 or at an entry's column, as documents write it. */
const KEY = /([A-Za-z_][\w-]*)[ \t]*:(?=[ \t\r\n]|$)/y;
/** Keys of entries may be quoted, dotted (`sources`) or, while they are typed, anything that is not a sign of YAML. */
const ENTRY_KEY = /(?:[A-Za-z0-9_]|"|')/y;
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

const isDash = (text: string, at: number): boolean => {
  if (text.charCodeAt(at) !== DASH) return false;
  const next = text.charCodeAt(at + 1);
  return Number.isNaN(next) || next === SPACE || next === NEWLINE || next === RETURN || next === TAB;
};

/** Appends the cuts of one section: its header and entries where it can be cut, else the whole. */
function cutSection(text: string, section: string, start: number, end: number, keyEnd: number, into: Cut[]): void {
  const whole: Cut = { kind: 'section', start, end, section };
  if (!ENTRY_SECTIONS.has(section) || !matchesAt(REST_EMPTY, text, keyEnd)) {
    into.push(whole);
    return;
  }
  const first = into.length;
  let column = -1;
  let list = false;
  let open = start;
  for (let line = lineEnd(text, start); line < end; line = lineEnd(text, line)) {
    const at = columnOf(text, line);
    if (at < 0) continue;
    if (column < 0) {
      column = at;
      list = isDash(text, line + at);
      const fits = list ? section === LIST_SECTION : section !== LIST_SECTION && at > 0;
      if (!fits || !(list || matchesAt(ENTRY_KEY, text, line + at))) {
        column = -1;
        break;
      }
      into.push({ kind: 'header', start: open, end: line, section });
      open = line;
    } else if (at < column) {
      // Less indented than the entries: whatever it is, it is not one of them.
      column = -1;
      break;
    } else if (at === column && (list ? isDash(text, line + at) : matchesAt(ENTRY_KEY, text, line + at))) {
      into.push({ kind: 'entry', start: open, end: line, section });
      open = line;
    }
  }
  if (column < 0) {
    into.length = first;
    into.push(whole);
  } else into.push({ kind: 'entry', start: open, end, section });
}

/** The cuts of a text: a function of the text alone. */
export function cutText(text: string): Cut[] {
  const document: Cut[] = [{ kind: 'document', start: 0, end: text.length, section: '' }];
  const cuts: Cut[] = [];
  const begin = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let open = begin;
  let section = '';
  let keyEnd = 0;
  let stray = false;
  const close = (end: number) => {
    if (end === open) return;
    if (section) cutSection(text, section, open, end, keyEnd, cuts);
    else cuts.push({ kind: stray ? 'stray' : 'prelude', start: open, end, section: '' });
  };
  let cuttable = false;
  for (let line = begin; line < text.length; line = lineEnd(text, line)) {
    const code = text.charCodeAt(line);
    if (code === SPACE || code === NEWLINE || code === RETURN || code === TAB || code === HASH) continue;
    const key = matchesAt(KEY, text, line);
    if (key) {
      const name = key[1] ?? '';
      close(line);
      cuttable = true;
      open = line;
      section = name;
      keyEnd = line + key[0].length;
    } else if (isDash(text, line) || code === 0x7d || code === 0x5d) {
      // `- ` items and closing brackets may stand in the column of their key.
      if (!section) return document;
    } else if (/[A-Za-z0-9_(]/.test(text[line] ?? '')) {
      // Words without a colon: a key being typed. It must not cost the whole document.
      close(line);
      open = line;
      section = '';
      stray = true;
    } else return document;
  }
  close(text.length);
  return cuttable ? cuts : document;
}
