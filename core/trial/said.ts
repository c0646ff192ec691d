/** Pieces of the wording of diagnostics and of their fixes. */
import { diagnostic } from './codes.ts';
import type { Diagnostic, Fix, Range } from './types.ts';

/** A text as a message shows it: on one line, not too long, and nothing in it that a terminal or a reader's eye would obey. */
export function shown(text: string): string {
  const start = text.length > 400 ? text.slice(0, 400) : text;
  const line = start
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd')
    .trim();
  return `\`${line.length > 40 ? `${line.slice(0, 39)}…` : line}\``;
}

/** What a message calls the value of a key, or an item of a list by its position. */
export const named = (key: string | number | undefined): string =>
  typeof key === 'string' ? shown(key) : 'An item of this list';

/** A text as a quoted scalar that says exactly this. */
export function quoted(text: string): string {
  if (/\p{Cc}/u.test(text)) return JSON.stringify(text);
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

/** The fix that writes something else at a range. */
export function replaceFix(range: Range, text: string, title = `Change to ${shown(text)}`): Fix {
  return { title, edits: [{ start: range.start, end: range.end, text }] };
}

/** The fix that puts quotation marks around what stands at a range. */
export function quoteFix(text: string, range: Range): Fix {
  const value = text.slice(range.start, range.end);
  return replaceFix(range, quoted(value), `Quote ${shown(value)}`);
}

/** What is said of a word that should be a key. */
export function missingColon({ start, end }: Range, word: string): Diagnostic {
  const fix: Fix = { title: `Write ${shown(`${word}:`)}`, edits: [{ start: end, end, text: ':' }] };
  return diagnostic('syntax', { start, end }, `A colon is missing behind ${shown(word)}.`, fix);
}

/** What is said of a key whose colon has no space behind it; `at` is where that belongs. */
export function missingSpace(range: Range, at: number): Diagnostic {
  const fix: Fix = { title: 'Insert a space', edits: [{ start: at, end: at, text: ' ' }] };
  return diagnostic('syntax', range, 'A space is missing behind the colon.', fix);
}

/** ` Did you mean …?`, where something is near. */
export const didYouMean = (meant: string | undefined): string => (meant ? ` Did you mean ${shown(meant)}?` : '');
