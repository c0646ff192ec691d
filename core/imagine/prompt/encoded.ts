/**
 * Data as JSON that cannot leave its place in a prompt: whatever a document says, what comes out is one JSON value of the shape that
 * went in, without anything that chat templates take for their own marks or a reader for a fence.
 */
import { plainLine } from '../../trial/markdown.ts';
import { onceOfOne } from '../../trial/once.ts';
import { estimatedTokens } from './tokens.ts';

/** `<|im_end|>`, `</think>`, `<s>`, `<｜User｜>`; `<0.001` and `< 5` are figures and stay. */
const TAG = /<(?=[^\s\d.=<-]|<[^\s\d.=-])/g;
/** `[INST]`, `[/INST]`, `[TOOL_CALLS]`: JSON's own brackets are never followed by a letter or a slash. */
const MARK = /\[(?=\/?[A-Z])/g;
const FENCE = /```|~~~/g;
/** Line ends that JSON lets stand. */
const LINES = /[\u0085\u2028\u2029]/g;

const escaped = (text: string) =>
  [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** One line of text of a document: no controls, nothing unseen, at most `limit` characters. */
export function told(text: string, limit: number): string {
  return plainLine(text, limit);
}

/** Text of a model that is shown to it again: the marks of chat templates in it are broken up. */
export function harmless(text: string): string {
  return text.replace(TAG, '< ').replace(MARK, '[ ');
}

function compact(data: unknown): string {
  return JSON.stringify(data)
    .replace(TAG, escaped)
    .replace(MARK, escaped)
    .replace(FENCE, escaped)
    .replace(LINES, escaped);
}

/** Facts are immutable, and most of them stand in every question about a trial. */
const written = onceOfOne((data: object) => {
  const text = compact(data);
  return { text, tokens: estimatedTokens(text) };
});

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const textOf = (value: unknown) => (isObject(value) ? written(value).text : compact(value));

/** One line for each key of the whole, so that a reader finds its parts; parsing it gives the data back. */
export function encoded(data: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(data).flatMap(([key, value]) =>
    value === undefined ? [] : [`${compact(key)}: ${textOf(value)}`],
  );
  return `{\n${lines.join(',\n')}\n}`;
}

/** `estimatedTokens` of what `encoded` makes of the same: no letters and no spaces go on from one of its pieces to the next. */
export function encodedTokens(data: Readonly<Record<string, unknown>>): number {
  let tokens = estimatedTokens('{\n\n}');
  let lines = 0;
  for (const [key, value] of Object.entries(data)) {
    if (value === undefined) continue;
    const own = isObject(value) ? written(value).tokens : estimatedTokens(compact(value));
    tokens += estimatedTokens(`${compact(key)}: `) + own;
    lines++;
  }
  return tokens + Math.max(0, lines - 1) * estimatedTokens(',\n');
}
