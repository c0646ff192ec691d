/**
 * Scalars as YAML 1.2 text that reads back as themselves, in this parser and in any other of the core schema: plain where
 * that is safe, quoted where it is not, a block where a text is long.
 */

/** Where a scalar stands: in a block, or between the brackets of a flow collection, where commas and brackets end it. */
export type ScalarContext = 'block' | 'flow';

/** What `yaml`'s core schema takes for null, a boolean or a number when it stands unquoted. */
const NOT_TEXT =
  /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[\da-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))?$/;
/** An indicator at the beginning, a document's mark, a key or a comment inside, white space or a colon at an end. */
const NOT_PLAIN = /^[\s?:,[\]{}#&*!|>'"%@`]|^-(?=[\s,[\]{}]|$)|^(?:---|\.\.\.)|:(?=\s|$)|\s#|\s$/;
/** What ends a value between brackets, and quotation marks that could be taken for those of another value. */
const NOT_IN_FLOW = /[,[\]{}"]|[\s:]'/;
/** Words and figures that no rule below speaks of: most of a document, told at once. */
const WORDS = /^[A-Za-z<(][\w ().%<=>+/;-]*[\w)%]$/;
/** What only an escape can say, and tabs and line ends, which are not safe as they are. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOT_PRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Cs}/u;
/** A line of nothing but white space, which a block may lose. */
const BLANK_LINE = /(?:^|\n)[^\S\n]+(?:\n|$)/;
/** What `JSON.stringify` leaves as it is and YAML wants escaped. */
const ESCAPED_TOO = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const ROOT_KEY = /^[A-Za-z_][\w-]*$/;
const KEY = /^[A-Za-z_][\w.-]*$/;
/** A quoted text longer than this is easier to read as a block. */
const LONG = 80;

/** Text in double quotes. The `~` of a literal `~>` is escaped, which is how a document says that it is no arrow. */
function doubleQuoted(text: string): string {
  const json = JSON.stringify(text);
  const escaped = ESCAPED_TOO.test(json)
    ? json.replace(ESCAPED_TOO, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : json;
  return escaped.replaceAll('~>', '\\x7e>');
}

function isPlain(text: string, context: ScalarContext): boolean {
  if (WORDS.test(text)) return !NOT_TEXT.test(text);
  return (
    !NOT_TEXT.test(text) &&
    !NOT_PLAIN.test(text) &&
    !NOT_PRINTABLE.test(text) &&
    !text.includes('~>') &&
    !(context === 'flow' && NOT_IN_FLOW.test(text)) &&
    text.trim() === text
  );
}

function quoted(text: string): string {
  if ((text.includes('"') || text.includes('\\')) && !text.includes('~>') && !NOT_PRINTABLE.test(text)) {
    return `'${text.replaceAll("'", "''")}'`;
  }
  return doubleQuoted(text);
}

/** One scalar on one line: a value or an item of a list. */
export function printScalar(value: string | number | boolean | null, context: ScalarContext = 'block'): string {
  if (typeof value === 'string') return isPlain(value, context) ? value : quoted(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * A key: quoted unless it is one word, with dots below the root, where keys are paths (`arms.low.dose`). A line of anything
 * else is, to the parser, a key that is being typed.
 */
export function printKey(key: string, root = false): string {
  return (root ? ROOT_KEY : KEY).test(key) && !NOT_TEXT.test(key) ? key : quoted(key);
}

/**
 * A long text, or one of several lines, as a literal block from its header on. `indent` is the column of its key and `unit`
 * how much deeper the lines are. Undefined where a line is better, or where a block could not hold the text.
 */
export function printBlock(text: string, indent: number, unit: number): string | undefined {
  const lines = text.includes('\n');
  if (!lines && (text.length < LONG || isPlain(text, 'block'))) return undefined;
  if (text.includes('~>') || text.endsWith('\n\n') || text === '\n') return undefined;
  if (BLANK_LINE.test(text) || NOT_PRINTABLE.test(text.replaceAll('\n', ''))) return undefined;
  const ends = text.endsWith('\n');
  const body = (ends ? text.slice(0, -1) : text).replace(/^(?=.)/gm, ' '.repeat(indent + unit));
  return `|${/^[ \n]/.test(text) ? unit : ''}${ends ? '' : '-'}\n${body}`;
}

/** Values joined by arrows, in double quotes: for those that could not stand unquoted. */
export function quotedArrow(values: readonly string[]): string {
  return `"${values.map((value) => doubleQuoted(value).slice(1, -1)).join(' ~> ')}"`;
}

/** Whether a text can be unquoted, as it is. */
export function standsPlain(text: string, context: ScalarContext): boolean {
  return isPlain(text, context);
}

/** Whether a text can stand unquoted behind an arrow, where its first sign and its looking like a number do no harm. */
export function followsPlain(text: string, context: ScalarContext): boolean {
  return isPlain(`x ${text}`, context);
}

/** Whether a text can be said without escapes, on one line. */
export function isPrintable(text: string): boolean {
  return !NOT_PRINTABLE.test(text);
}
