/** Text and numbers as the registry writes them, made plain. Pure, and cheap on text that is plain already. */

// The API gives Markdown: `\<0.05`, `\[ITT\]`, `m\^2`.
const ESCAPED = /\\([!-/:-@[-`{-~])/g;
/** Characters that are not seen: control characters but the line feed, and those that turn writing direction. */
const UNSEEN = /[^\n\P{Cc}]|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu;
const LINE_ENDS = /\r\n?|\u0085|[\u2028\u2029]/g;
const SPACES = /[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;
const LONE_SURROGATE = /\p{Cs}/gu;
/** What is neither plain ASCII nor a letter: it takes all that there is to make such a text plain. */
const STRANGE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ud800-\udfff\ufeff\ufffe\uffff]/;

const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;
const TILDE = 126;

/** What a text needs to become plain. */
interface Odd {
  strange: boolean;
  spaces: boolean;
  lines: boolean;
  escapes: boolean;
  arrows: boolean;
}

/** Looks once over a text, for this is done with every text of a record; undefined where it is plain already. */
function oddIn(text: string): Odd | undefined {
  let strange = false;
  let spaces = false;
  let lines = false;
  let escapes = false;
  let arrows = false;
  let before = LINE_FEED;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === SPACE) {
      if (before === SPACE) spaces = true;
      else if (before === LINE_FEED) lines = true;
    } else if (code === LINE_FEED) {
      if (before === SPACE || before === TAB || before === LINE_FEED) lines = true;
    } else if (code === BACKSLASH) escapes = true;
    else if (code === TILDE) arrows = true;
    else if (code === TAB) spaces = true;
    else if (code === RETURN) lines = true;
    else if (code < SPACE || code > TILDE) strange = true;
    before = code;
  }
  if (before === SPACE || before === LINE_FEED || before === TAB) lines = true;
  if (strange) strange = STRANGE.test(text);
  return strange || spaces || lines || escapes || arrows ? { strange, spaces, lines, escapes, arrows } : undefined;
}

/**
 * A text of several lines: escapes undone, odd spaces and control characters (those that turn writing direction among
 * them) away, at most one empty line on end. `~>` is this language's arrow, so a text's own becomes `→`.
 */
export function cleanText(text: string): string {
  const odd = oddIn(text);
  if (!odd) return text;
  let clean = text;
  if (odd.strange || odd.lines) clean = clean.replace(LINE_ENDS, '\n');
  if (odd.strange || odd.spaces) clean = clean.replace(SPACES, ' ');
  if (odd.strange) clean = clean.replace(UNSEEN, '').replace(LONE_SURROGATE, '');
  if (odd.escapes) clean = clean.replace(ESCAPED, '$1');
  if (odd.arrows) clean = clean.replace(/~>/g, '→');
  if (odd.strange || odd.spaces || odd.lines) clean = clean.replace(/ *\n */g, '\n').replace(/\n{3,}/g, '\n\n');
  return clean.trim();
}

/** A text of one line: as `cleanText`, and every run of white space is one space. */
export function cleanLine(text: string): string {
  const clean = cleanText(text);
  return clean.includes('\n') ? clean.replace(/\s+/g, ' ') : clean;
}

/** Whether a text is of nothing but digits, points and signs, and not so many that some would be lost. */
function isPlain(text: string): boolean {
  if (text === '' || text.length > 15) return false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code < ZERO || code > NINE) && code !== POINT && code !== MINUS && code !== PLUS) return false;
  }
  return true;
}

const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * A number as the registry writes it: `5.48`, `.04`, `-1,763` (thousands), `0,3139` (a decimal comma: nothing is counted
 * in thousands from 0). Undefined where the text is no number.
 */
export function readNumber(text: string): number | undefined {
  // Nearly all are plain decimals, which need no more than this. (`0x10` is none.)
  if (isPlain(text)) {
    const simple = Number(text);
    if (!Number.isNaN(simple)) return simple;
  }
  let plain = text.trim().replace(/^[−–]/, '-');
  if (plain.includes(',')) {
    if (/^[+-]?0,\d+$/.test(plain)) plain = plain.replace(',', '.');
    else if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replaceAll(',', '');
  }
  if (!PLAIN_NUMBER.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether a text has a digit, which most of what is looked for in it needs. */
export function hasDigit(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) return true;
  }
  return false;
}

const GREEK: Record<string, string> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  κ: 'kappa',
  ω: 'omega',
  µ: 'u',
  μ: 'u',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const BEYOND_ASCII = /[^\u0000-\u007f]/;

/** Lower case, Latin letters without accents, Greek ones spelt out: what ids are made of and titles are compared by. */
export function fold(text: string): string {
  let lower = text.toLowerCase();
  if (BEYOND_ASCII.test(lower))
    lower = lower
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/[αβγδκωµμ]/g, (letter) => GREEK[letter] ?? letter);
  return lower;
}

/** The words and numbers of a text, folded. A number keeps its decimals: `2.4 mg` is `2.4`, `mg`. */
export function words(text: string): string[] {
  return fold(text).match(/\d+(?:\.\d+)?|[a-z]+/g) ?? [];
}

/** All matches of a global expression, from left to right; `matchAll` makes a new expression of it each time. */
export function matchesOf(expression: RegExp, text: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match; match = expression.exec(text)) {
    found.push(match);
    if (match[0] === '') expression.lastIndex++;
  }
  return found;
}
