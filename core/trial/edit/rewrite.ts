/**
 * A document made to say another trial: what both trials say alike stays as it is written, with its comments, arrows and
 * layout; the rest is set, put in where it belongs, or taken away.
 */
import { Lexer } from 'yaml';
import { setValue } from '../edit.ts';
import { parse } from '../parse.ts';
import { valueAt } from '../paths.ts';
import { shapeAt } from '../shape.ts';
import type { Attribute, Parsed, Path, TextEdit } from '../types.ts';
import { applyEdits } from './apply.ts';
import { composeEdits } from './compose.ts';
import { appendItems, contextOf, endOfLine, insertKey, lineEndOf, withoutBraces } from './layout.ts';
import { removals } from './removals.ts';

type PlainMap = Readonly<Record<string, unknown>>;

/** For a map that is an item of a list, which item of that list it is in the document. One that has no entry is new. */
export type Origins = ReadonlyMap<object, number>;

const isMap = (value: unknown): value is PlainMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two pieces of plain data are the same; the order of keys says nothing. */
export function equal(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, i) => equal(one, b[i]));
  if (!isMap(a) || !isMap(b)) return Object.is(a, b);
  const keys = keysOf(a);
  return keys.length === keysOf(b).length && keys.every((key) => equal(a[key], own(b, key)));
}

/** A key's value; what every object inherits (`constructor`) is none. */
export const own = <T>(map: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined;

const keysOf = (map: PlainMap) => Object.keys(map).filter((key) => map[key] !== undefined);

/** Whether a list is one of scalars, each there once. */
const areMembers = (list: readonly unknown[]) => !list.some(isMap) && new Set(list).size === list.length;

/** Whether a person wrote a comment in what stands at a path, or right behind it on its last line. */
export function hasComment(parsed: Parsed, path: Path): boolean {
  const value = parsed.rangeOf(path, 'value');
  if (!value) return false;
  const key = parsed.rangeOf(path, 'key');
  if (key && /\s#/.test(parsed.text.slice(key.end, value.start))) return true;
  // What else stands on the line is read apart: the end of a map around it would lead the lexer astray.
  if (/^[\s,\]}]*\s#/.test(parsed.text.slice(value.end, endOfLine(parsed.text, value.end)))) return true;
  // Read from the value on: of a key in quotes, whose colon a value may touch, the lexer would have to know that it stands in brackets.
  const text = parsed.text.slice(value.start, value.end);
  if (!text.includes('#')) return false;
  const tokens = [...new Lexer().lex(text)];
  // A scalar is announced by a sign of its own.
  return tokens.some((token, i) => token.startsWith('#') && tokens[i - 1] !== '\u001f');
}

class Rewriter {
  readonly edits: TextEdit[] = [];
  /** What is to go: paths of the document as it is. */
  readonly gone: Path[] = [];
  /** For lists that get new items, where those that they have come to stand. */
  readonly moved: { list: Path; to: readonly number[] }[] = [];
  readonly parsed: Parsed;
  readonly origins: Origins;

  constructor(parsed: Parsed, origins: Origins) {
    this.parsed = parsed;
    this.origins = origins;
  }

  map(path: Path, old: PlainMap, target: PlainMap): void {
    const known = shapeAt(path)?.keys;
    const keys = keysOf(target);
    const isThere = (key: string) => this.parsed.rangeOf([...path, key], 'value') !== undefined;
    // What goes in at the end of a key that is there comes before what goes in behind it.
    for (const key of keys) {
      if (own(old, key) !== undefined) this.change([...path, key], old[key], target[key]);
      else if (isThere(key)) this.set([...path, key], target[key]);
    }
    let behind = '';
    for (const key of keys) {
      if (own(old, key) === undefined && !isThere(key))
        this.edits.push(...insertKey(this.parsed, path, key, target[key], known ? undefined : behind));
      if (this.parsed.rangeOf([...path, key], 'key')) behind = key;
    }
    for (const key of keysOf(old)) if (own(target, key) === undefined) this.gone.push([...path, key]);
  }

  change(path: Path, old: unknown, target: unknown): void {
    if (equal(old, target)) return;
    if (isMap(old) && isMap(target)) {
      if (keysOf(old).length === 0 || keysOf(target).length === 0 || this.isShort(path, old, target))
        this.set(path, target);
      else this.map(path, old, target);
    } else if (Array.isArray(old) && Array.isArray(target) && old.length > 0 && target.length > 0) {
      if ([...old, ...target].every(isMap)) this.list(path, old, target);
      else if (hasComment(this.parsed, path) && areMembers(old) && areMembers(target)) this.members(path, old, target);
      else this.set(path, target);
    } else this.set(path, target);
  }

  set(path: Path, value: unknown): void {
    this.edits.push(...setValue(this.parsed, path, value as Attribute));
  }

  /** A map on one line that is to lose keys and holds nothing that is a person's: it is written anew. */
  isShort(path: Path, old: PlainMap, target: PlainMap): boolean {
    const range = this.parsed.rangeOf(path, 'value');
    const text = range ? this.parsed.text.slice(range.start, range.end) : '';
    return text.startsWith('{') && !/~>|#|\n/.test(text) && keysOf(old).some((key) => own(target, key) === undefined);
  }

  list(path: Path, old: readonly PlainMap[], target: readonly PlainMap[]): void {
    if (this.parsed.childrenOf(path).length !== old.length) {
      this.set(path, target);
      return;
    }
    const to: number[] = [];
    let added = 0;
    let last = -1;
    let fresh: PlainMap[] = [];
    const put = () => {
      if (fresh.length > 0) this.edits.push(...appendItems(this.parsed, path, fresh, last));
      added += fresh.length;
      fresh = [];
    };
    for (const item of target) {
      const from = this.origins.get(item);
      const before = from === undefined ? undefined : old[from];
      if (from === undefined || !before) {
        fresh.push(item);
        continue;
      }
      put();
      while (++last <= from) {
        to[last] = last + added;
        if (last < from) this.gone.push([...path, last]);
      }
      last = from;
      const below = [...path, from];
      const [first] = this.parsed.childrenOf(below);
      const losesFirst =
        typeof first === 'string' && own(before, first) !== undefined && own(item, first) === undefined;
      // Its first key stands beside the dash, and cannot go alone.
      if (losesFirst && contextOf(this.parsed, [...below, first]) === 'block') {
        this.gone.push(below);
        fresh.push(item);
      } else this.change(below, before, item);
    }
    put();
    while (++last < old.length) {
      to[last] = last + added;
      this.gone.push([...path, last]);
    }
    this.moved.push({ list: path, to });
  }

  /** A list of scalars with comments in it: only what differs is touched, and what is new comes last. */
  members(path: Path, old: readonly unknown[], target: readonly unknown[]): void {
    const fresh = target.filter((one) => !old.includes(one));
    if (fresh.length > 0) this.edits.push(...appendItems(this.parsed, path, fresh));
    for (const [i, one] of old.entries()) if (!target.includes(one)) this.gone.push([...path, i]);
  }

  /** A path of the document as it was, in the document with the new items in its lists. */
  whereNow(path: Path): Path {
    return path.map((key, depth) => {
      if (typeof key !== 'number') return key;
      const moved = this.moved.find(({ list }) => list.length === depth && equal(list, path.slice(0, depth)));
      return moved?.to[key] ?? key;
    });
  }
}

/**
 * The edits that make a document say another trial. `target` shares ids with the trial of the document; items of its lists of maps are
 * those that `origins` says, in their order, and new ones between them. Arrows stay behind the values that are set.
 */
export function rewrite(parsed: Parsed, target: object, origins: Origins): TextEdit[] {
  const braces = withoutBraces(parsed);
  if (braces.length > 0 && keysOf(target as PlainMap).length > 0)
    return composeEdits(braces, rewrite(parse(applyEdits(parsed.text, braces)), target, origins));
  const rewriter = new Rewriter(parsed, origins);
  const { trial } = parsed;
  rewriter.map([], trial, target as PlainMap);
  const { edits, gone } = rewriter;
  if (edits.length === 0 && gone.length === 0) return [];
  const lineEnd = lineEndOf(parsed.text);
  const first = edits.map((edit) => ({ ...edit, text: edit.text.replace(/\r?\n/g, lineEnd) }));
  if (gone.length === 0) return composeEdits(first, []);
  const between = parse(applyEdits(parsed.text, first), parsed);
  const present = gone
    .map((path) => rewriter.whereNow(path))
    .filter((path) => valueAt(between.trial, path) !== undefined);
  return composeEdits(first, removals(between, present));
}
