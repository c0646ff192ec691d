/**
 * A trial as a document, in the one layout: the schema's order, two columns a level, a line for what fits one. Small changes of
 * a trial are small changes of its text. What is written reads back as the same trial.
 */
import { printBlock, printKey, printScalar } from './quoting.ts';
import type { Trial } from './schema.ts';
import { ROOT, type Shape, shapeAt, shapeBelow } from './shape.ts';
import type { Path } from './types.ts';

export { printBlock, printKey, printScalar } from './quoting.ts';

/** A line longer than this is broken, where there is something to break it at. */
const WIDTH = 112;

/** Maps that stand in a block even where a line would hold them: what is edited key by key. Records and lists are `*`. */
const BLOCKS = new Set([
  '',
  '.population',
  '.arms',
  '.arms.*',
  '.arms.*.gives',
  '.groups',
  '.outcomes',
  '.design',
  '.results',
  '.results.*',
  '.results.*.values',
  '.results.*.analyses.*',
  '.harms',
  '.scenarios',
  '.scenarios.*.*',
  '.sources',
]);

type Plain = string | number | boolean | null;
type Entries = readonly (readonly [key: string, value: unknown])[];

const isPlain = (value: unknown): value is Plain =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** The entries of a map: the schema's keys in its order, then all others in their own. What is undefined is not there. */
function entriesOf(map: object, shape: Shape | undefined): Entries {
  const all = Object.entries(map).filter(([, value]) => value !== undefined);
  const keys = shape?.keys;
  if (!keys) return all;
  // Most are in order already, since the reader and the import keep it.
  let inOrder = 0;
  for (const key of keys.keys()) if (all[inOrder]?.[0] === key) inOrder++;
  if (inOrder === all.length) return all;
  const known = [...keys.keys()].flatMap((key) => all.filter(([name]) => name === key));
  return [...known, ...all.filter(([key]) => !keys.has(key))];
}

/** A value on one line of at most `room` columns, or undefined where there is no such line. */
function inline(value: unknown, shape: Shape | undefined, room: number): string | undefined {
  if (isPlain(value)) {
    const text = printScalar(value, 'flow');
    return text.length <= room ? text : undefined;
  }
  if (typeof value !== 'object' || value === null) return inline(null, undefined, room);
  const list = Array.isArray(value);
  const parts: string[] = [];
  // The brackets, and inside those of a map a space each.
  let left = room - (list ? 2 : 4);
  const add = (part: string | undefined): boolean => {
    if (part === undefined) return false;
    left -= part.length + (parts.length ? 2 : 0);
    parts.push(part);
    return left >= 0;
  };
  if (list) {
    for (const item of value) if (!add(inline(item, shape?.element, left))) return undefined;
    return `[${parts.join(', ')}]`;
  }
  for (const [key, one] of entriesOf(value, shape)) {
    const name = printKey(key);
    const said = inline(one, shapeBelow(shape, key), left - name.length - 2);
    if (said === undefined || !add(`${name}: ${said}`)) return undefined;
  }
  return parts.length ? `{ ${parts.join(', ')} }` : '{}';
}

class Printer {
  text = '';
  readonly unit: number;

  /** `unit` is the columns of one level. */
  constructor(unit: number) {
    this.unit = unit;
  }

  map(entries: Entries, shape: Shape | undefined, pattern: string, indent: number, hanging = false): void {
    const margin = ' '.repeat(indent);
    let first = hanging;
    for (const [key, value] of entries) {
      const name = printKey(key, pattern === '');
      this.text += `${first ? '' : margin}${name}:`;
      first = false;
      const below = shape?.kind === 'record' ? '*' : key;
      this.value(value, shapeBelow(shape, key), `${pattern}.${below}`, indent, indent + name.length + 1);
    }
  }

  /** What stands behind `key:` or `-`, up to and with the end of its last line: `indent` is its column, `column` where it ends. */
  value(value: unknown, shape: Shape | undefined, pattern: string, indent: number, column: number): void {
    if (isPlain(value)) {
      const block = typeof value === 'string' ? printBlock(value, indent, this.unit) : undefined;
      this.text += ` ${block ?? printScalar(value)}\n`;
      return;
    }
    if (typeof value !== 'object' || value === null) {
      this.text += ' null\n';
      return;
    }
    const entries = Array.isArray(value) ? [] : entriesOf(value, shape);
    const line = entries.length && BLOCKS.has(pattern) ? undefined : this.line(value, shape, WIDTH - column - 1);
    if (line !== undefined) this.text += ` ${line}\n`;
    else if (Array.isArray(value)) this.list(value, shape, pattern, indent + this.unit);
    else {
      this.text += '\n';
      this.map(entries, shape, pattern, indent + this.unit);
    }
  }

  /** A list or map on one line; lists only of scalars, and empty ones whatever the room. */
  line(value: object, shape: Shape | undefined, room: number): string | undefined {
    const empty = Object.keys(value).length === 0;
    if (Array.isArray(value) && !value.every(isPlain)) return undefined;
    return inline(value, shape, empty ? 2 : room);
  }

  list(items: readonly unknown[], shape: Shape | undefined, pattern: string, indent: number): void {
    const below = `${pattern}.*`;
    const margin = ' '.repeat(indent);
    this.text += '\n';
    for (const item of items) {
      this.text += `${margin}-`;
      if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
        const entries = entriesOf(item, shape?.element);
        const block = BLOCKS.has(below) || this.line(item, shape?.element, WIDTH - indent - 2) === undefined;
        if (entries.length && block) {
          this.text += ' ';
          this.map(entries, shape?.element, below, indent + 2, true);
          continue;
        }
      }
      this.value(item, shape?.element, below, indent, indent + 1);
    }
  }
}

/** A trial as the text of a document. `parse(print(trial)).trial` is the trial again. */
export function print(trial: Trial): string {
  const printer = new Printer(2);
  const entries = entriesOf(trial, ROOT);
  if (entries.length === 0) return '{}\n';
  printer.map(entries, ROOT, '', 0);
  return printer.text;
}

/**
 * A value as what stands behind `key:`, with the space or line end before it and without the line end after it. `indent` is
 * the column of the key, `width` how long the key is.
 */
export function printValue(path: Path, value: unknown, indent: number, width: number, unit: number): string {
  const printer = new Printer(unit);
  printer.value(value, shapeAt(path), patternOf(path), indent, indent + width + 1);
  return printer.text.slice(0, -1);
}

/** An item of a list, from its dash to the end of its last line, without the line end. `indent` is the column of the dash. */
export function printItem(path: Path, value: unknown, indent: number, unit: number): string {
  const printer = new Printer(unit);
  printer.list([value], shapeAt(path), patternOf(path), indent);
  return printer.text.slice(1 + indent, -1);
}

/** A value on one line, as it stands in a flow collection, however long the line. */
export function printInline(value: unknown): string {
  return inline(value, undefined, Number.POSITIVE_INFINITY) ?? 'null';
}

/** The pattern of a path: `*` where the schema has a record or a list. */
function patternOf(path: Path): string {
  let shape: Shape | undefined = ROOT;
  let pattern = '';
  for (const key of path) {
    pattern += `.${shape?.keys ? key : '*'}`;
    shape = shapeBelow(shape, key);
  }
  return pattern;
}
