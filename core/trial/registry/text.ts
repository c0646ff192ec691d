/** Text and numbers as the registry writes them, made plain. Pure, and cheap on text that is plain already. */

// The API gives Markdown: `\<0.05`, `\[ITT\]`, `m\^2`.
const ESCAPED = /\\([!-/:-@[-`{-~])/g;
/** Characters that are not seen: control characters but the line feed, and those that turn writing direction. */
const UNSEEN = /[^\n\P{Cc}]|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu;
const LINE_ENDS = /\r\n?|\u0085|[\u2028\u2029]/g;
const SPACES = /[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;
const LONE_SURROGATE = /\p{Cs}/gu;
/** What plain text has none of. One pass of one expression, for this is run on every text of a record. */
const UNUSUAL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\\\r\t\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ud800-\udfff\ufeff\ufffe\uffff]|~>| [ \n]|\n |\n\n\n|^\s|\s$/;

/**
 * A text of several lines: escapes undone, odd spaces and control characters (those that turn writing direction among
 * them) away, at most one empty line on end. `~>` is this language's arrow, so a text's own becomes `→`.
 */
export function cleanText(text: string): string {
  if (!UNUSUAL.test(text)) return text;
  return text
    .replace(LINE_ENDS, '\n')
    .replace(SPACES, ' ')
    .replace(UNSEEN, '')
    .replace(LONE_SURROGATE, '')
    .replace(ESCAPED, '$1')
    .replace(/~>/g, '→')
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** A text of one line: as `cleanText`, and every run of white space is one space. */
export function cleanLine(text: string): string {
  const clean = cleanText(text);
  return clean.includes('\n') ? clean.replace(/\s+/g, ' ') : clean;
}

const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * A number as the registry writes it: `5.48`, `.04`, `-1,763` (thousands), `0,3139` (a decimal comma: nothing is counted
 * in thousands from 0). Undefined where the text is no number.
 */
export function readNumber(text: string): number | undefined {
  // Nearly all are plain decimals, which need no more than this. (`0x10` is none.)
  const simple = Number(text);
  if (!Number.isNaN(simple) && text !== '' && text.length < 16 && !/[a-z\s]/i.test(text)) return simple;
  let plain = text.trim().replace(/^[−–]/, '-');
  if (plain.includes(',')) {
    if (/^[+-]?0,\d+$/.test(plain)) plain = plain.replace(',', '.');
    else if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replaceAll(',', '');
  }
  if (!PLAIN_NUMBER.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
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

/** Lower case, Latin letters without accents, Greek ones spelt out: what ids are made of and titles are compared by. */
export function fold(text: string): string {
  let lower = text.toLowerCase();
  if (/\P{ASCII}/u.test(lower))
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
