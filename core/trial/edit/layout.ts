/** Where things go in the text of a document, and how deep: keys put in and taken out, in blocks and between brackets. */
import { printInline, printItem, printValue } from '../print.ts';
import { printKey, type ScalarContext } from '../quoting.ts';
import { shapeAt } from '../shape.ts';
import type { Parsed, Path, Range, TextEdit } from '../types.ts';
import { applyEdits } from './apply.ts';
import { composeEdits } from './compose.ts';

/** The document's own line end. */
export function lineEndOf(text: string): string {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** The offset of the end of a line, before its line end. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return end > at && text[end - 1] === '\r' ? end - 1 : end;
}

function startOfLine(text: string, at: number): number {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return start === 0 && text.charCodeAt(0) === 0xfeff && at > 0 ? 1 : start;
}

export function columnOf(text: string, at: number): number {
  return at - startOfLine(text, at);
}

/** Columns of one level: those of the first map below a key of the root, else two. */
export function unitOf(parsed: Parsed): number {
  for (const section of parsed.childrenOf([])) {
    const [child] = parsed.childrenOf([section]);
    if (typeof child !== 'string') continue;
    const key = parsed.rangeOf([section, child], 'key');
    if (!key || contextOf(parsed, [section, child]) === 'flow') continue;
    const unit = columnOf(parsed.text, key.start);
    if (unit > 0 && unit < 10) return unit;
  }
  return 2;
}

/** Whether a map or list, by its range, is written between brackets. */
function isFlow(text: string, range: Range): boolean {
  return '{['.includes(text[range.start] ?? ' ');
}

/** The range of a map or list, brackets and all. */
function rangeOfParent(parsed: Parsed, path: Path): Range | undefined {
  if (path.length > 0) return parsed.rangeOf(path, 'value');
  return {
    start: parsed.text.search(/[{[]/),
    end: Math.max(parsed.text.lastIndexOf('}'), parsed.text.lastIndexOf(']')) + 1,
  };
}

/** Whether the value at a path stands inside a flow collection. */
export function contextOf(parsed: Parsed, path: Path): ScalarContext {
  const { text } = parsed;
  if (/^\ufeff?\s*[{[]/.test(text)) return 'flow';
  for (let length = 1; length < path.length; length++) {
    const range = parsed.rangeOf(path.slice(0, length), 'value');
    if (range && isFlow(text, range)) return 'flow';
  }
  return 'block';
}

/** Whether the document has a key but nothing stands behind it. */
export function isEmptyAt(parsed: Parsed, path: Path): boolean {
  const range = parsed.rangeOf(path, 'value');
  return range !== undefined && /^(?:~|null|Null|NULL)?$/.test(parsed.text.slice(range.start, range.end));
}

/** The text of a value with its line ends made the document's. */
function inLines(parsed: Parsed, text: string): string {
  const end = lineEndOf(parsed.text);
  return end === '\n' ? text : text.replaceAll('\n', end);
}

/** The keys of a map that come before another one, by the schema's order; a key that the schema does not know comes last. */
function predecessors(parent: Path, key: string): ReadonlySet<string> | undefined {
  const keys = [...(shapeAt(parent)?.keys?.keys() ?? [])];
  const at = keys.indexOf(key);
  return at < 0 ? undefined : new Set(keys.slice(0, at));
}

function intoFlow(parsed: Parsed, parent: Path, range: Range, entry: string): TextEdit[] {
  const last = parsed.childrenOf(parent).at(-1);
  if (last === undefined) return [{ start: range.start + 1, end: range.end - 1, text: ` ${entry} ` }];
  const path = [...parent, last];
  const value = parsed.rangeOf(path, 'value');
  const key = parsed.rangeOf(path, 'key');
  const end = Math.max(value?.end ?? 0, key?.end ?? 0);
  // `{ a: }`: the colon belongs to the key.
  const at = value && value.start === value.end && parsed.text[end] === ':' ? end + 1 : end;
  return [{ start: at, end: at, text: `, ${entry}` }];
}

/** The end of what belongs to an entry: the line that its last value ends on, with the comment that may stand there. */
function endOfEntry(parsed: Parsed, path: Path): number {
  const value = parsed.rangeOf(path, 'value');
  const key = parsed.rangeOf(path, 'key');
  return endOfLine(parsed.text, Math.max(value?.end ?? 0, key?.end ?? 0));
}

function intoBlock(parsed: Parsed, parent: Path, key: string, value: unknown, behind?: string): TextEdit[] {
  const { text } = parsed;
  const children = parsed.childrenOf(parent).filter((child) => typeof child === 'string');
  const [first] = children;
  const firstKey = first === undefined ? undefined : parsed.rangeOf([...parent, first], 'key');
  if (first === undefined || !firstKey) return [];
  const indent = columnOf(text, firstKey.start);
  const name = printKey(key, parent.length === 0);
  const said = inLines(parsed, `${name}:${printValue([...parent, key], value, indent, name.length, unitOf(parsed))}`);
  const before = predecessors(parent, key);
  const last = behind === undefined ? children.at(-1) : children.find((child) => child === behind);
  const after = before ? children.findLast((child) => before.has(child)) : last;
  const margin = lineEndOf(text) + ' '.repeat(indent);
  if (after === undefined) return [{ start: firstKey.start, end: firstKey.start, text: said + margin }];
  const at = endOfEntry(parsed, [...parent, after]);
  return [{ start: at, end: at, text: margin + said }];
}

/** Takes away the brackets of a document that is nothing but an empty map, `{}`: what is put into it stands in lines. */
export function withoutBraces({ text }: Parsed): TextEdit[] {
  const before = /^\ufeff?(?:(?:[ \t]*(?:#.*)?|---[ \t]*)\r?\n)*(?:---)?\s*/.exec(text)?.[0].length ?? 0;
  const [braces = ''] = /^\{\s*\}[ \t]*(?:\r?\n)?/.exec(text.slice(before)) ?? [];
  return braces === '' ? [] : [{ start: before, end: before + braces.length, text: '' }];
}

/** The first key of a document that has none. */
function intoNothing(parsed: Parsed, key: string, value: unknown): TextEdit[] {
  const braces = withoutBraces(parsed);
  const text = applyEdits(parsed.text, braces);
  const name = printKey(key, true);
  const said = inLines(parsed, `${name}:${printValue([key], value, 0, name.length, unitOf(parsed))}`);
  const end = lineEndOf(text);
  const isLine = text === '\ufeff' || /(?:^|\n)$/.test(text);
  return composeEdits(braces, [insertion(text.length, `${isLine ? '' : end}${said}${end}`)]);
}

/** Whether a printed value would take in what stands behind it on the line that `at` is on: a block of text does. */
export function takesIn(text: string, at: number, said: string): boolean {
  return /^ [|>]/.test(said) && text.slice(at, endOfLine(text, at)).trim() !== '';
}

/** Puts a value behind a key that stands there without one. A comment behind the key stays on its line. */
export function fillEmpty(parsed: Parsed, path: Path, value: unknown): TextEdit[] {
  const { text } = parsed;
  const range = parsed.rangeOf(path, 'value');
  const key = parsed.rangeOf(path, 'key');
  const colon = key ? text.indexOf(':', key.end) : -1;
  if (!range || !key || colon < 0) return [];
  // Nothing is said to stand where a comment begins.
  const end = range.end > range.start ? range.end : colon + 1;
  const short = [{ start: colon + 1, end, text: ` ${printInline(value)}` }];
  if (contextOf(parsed, path) === 'flow') return short;
  const said = printValue(path, value, columnOf(text, key.start), key.end - key.start, unitOf(parsed));
  if (takesIn(text, end, said)) return short;
  if (!said.startsWith('\n')) return [{ start: colon + 1, end, text: said }];
  const written = insertion(endOfLine(text, colon), inLines(parsed, said));
  return range.start === range.end ? [written] : [{ start: colon + 1, end, text: '' }, written];
}

const insertion = (at: number, text: string): TextEdit => ({ start: at, end: at, text });

/**
 * Puts a key that is not there into the map at a path, in the schema's order. Among ids, which have none, it comes behind the one
 * that `behind` names (at the beginning where that is not there), else at the end. Nothing where there is no such map.
 */
export function insertKey(parsed: Parsed, parent: Path, key: string, value: unknown, behind?: string): TextEdit[] {
  if (parent.length > 0 && !parsed.rangeOf(parent, 'value')) {
    const above = parent.slice(0, -1);
    const name = parent.at(-1);
    return typeof name === 'string' ? insertKey(parsed, above, name, { [key]: value }) : [];
  }
  if (parent.length > 0 && isEmptyAt(parsed, parent)) return fillEmpty(parsed, parent, { [key]: value });
  if (parent.length === 0 && parsed.childrenOf([]).length === 0) return intoNothing(parsed, key, value);
  if (contextOf(parsed, [...parent, key]) === 'flow') {
    const range = rangeOfParent(parsed, parent);
    const entry = `${printKey(key)}: ${printInline(value)}`;
    return range && parsed.text[range.start] === '{' ? intoFlow(parsed, parent, range, entry) : [];
  }
  return intoBlock(parsed, parent, key, value, behind);
}

/** Puts items at the end of the list at a path, which is there; or behind its item at a position, -1 for the beginning. */
export function appendItems(parsed: Parsed, list: Path, values: readonly unknown[], behind?: number): TextEdit[] {
  const { text } = parsed;
  if (isEmptyAt(parsed, list)) return fillEmpty(parsed, list, values);
  const range = parsed.rangeOf(list, 'value');
  const items = parsed.childrenOf(list);
  const last = behind === undefined ? items.at(-1) : items[behind];
  if (!range) return [];
  if (behind === -1 && items.length > 0) return atBeginning(parsed, list, values, range);
  if (text[range.start] === '[') {
    const said = values.map(printInline).join(', ');
    const item = last === undefined ? undefined : parsed.rangeOf([...list, last], 'value');
    return item ? [insertion(item.end, `, ${said}`)] : [{ start: range.start + 1, end: range.end - 1, text: said }];
  }
  if (last === undefined || text[range.start] !== '-') return [];
  const indent = columnOf(text, range.start);
  const margin = `\n${' '.repeat(indent)}`;
  const said = values.map((value) => margin + printItem(list, value, indent, unitOf(parsed))).join('');
  return [insertion(endOfEntry(parsed, [...list, last]), inLines(parsed, said))];
}

function atBeginning(parsed: Parsed, list: Path, values: readonly unknown[], range: Range): TextEdit[] {
  const first = parsed.rangeOf([...list, 0], 'value');
  if (parsed.text[range.start] === '[')
    return first ? [insertion(first.start, values.map((value) => `${printInline(value)}, `).join(''))] : [];
  const indent = columnOf(parsed.text, range.start);
  const margin = `\n${' '.repeat(indent)}`;
  const said = values.map((value) => printItem(list, value, indent, unitOf(parsed)) + margin).join('');
  return parsed.text[range.start] === '-' ? [insertion(range.start, inLines(parsed, said))] : [];
}

/** Takes away the lines from one offset's to another's; of the last lines of a text without a line end, the one before them. */
function withoutLines(text: string, from: number, to: number): TextEdit[] {
  const start = startOfLine(text, from);
  const end = endOfLine(text, to);
  if (end < text.length) return [{ start, end: end + lineEndLength(text, end), text: '' }];
  const before = start > 0 ? start - (text[start - 2] === '\r' ? 2 : 1) : 0;
  return [{ start: before, end, text: '' }];
}

const lineEndLength = (text: string, at: number): number => (text[at] === '\r' ? 2 : 1);

/** Takes a key, or an item of a list, away with all that it holds; the comment on its line goes too. */
export function removeAt(parsed: Parsed, path: Path): TextEdit[] {
  const { text } = parsed;
  const value = parsed.rangeOf(path, 'value');
  const key = parsed.rangeOf(path, 'key');
  const parent = path.slice(0, -1);
  const siblings = parsed.childrenOf(parent);
  const at = siblings.indexOf(path.at(-1) ?? '');
  if (!value || at < 0) return [];
  const end = Math.max(value.end, key?.end ?? 0);
  if (contextOf(parsed, path) === 'flow') {
    const start = key?.start ?? value.start;
    const previous = siblings[at - 1];
    if (previous !== undefined) {
      const before = [...parent, previous];
      const from = Math.max(parsed.rangeOf(before, 'value')?.end ?? 0, parsed.rangeOf(before, 'key')?.end ?? 0);
      return [{ start: from, end, text: '' }];
    }
    const next = siblings[at + 1];
    const following = next === undefined ? undefined : [...parent, next];
    const until = following && (parsed.rangeOf(following, 'key') ?? parsed.rangeOf(following, 'value'))?.start;
    if (until !== undefined) return [{ start, end: until, text: '' }];
    const whole = rangeOfParent(parsed, parent);
    return whole ? [{ start: whole.start + 1, end: whole.end - 1, text: '' }] : [];
  }
  const start = key?.start ?? value.start;
  // The first key of a list's item stands on the line of its dash.
  if (key && text.slice(startOfLine(text, start), start).trim() !== '') return [];
  return withoutLines(text, start, end);
}
