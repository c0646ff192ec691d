/** Paths into plain data, and plain data with one value changed. */
import type { Path } from './types.ts';

/** A path as documents write it: `arms.low.dose`. Positions in lists become numbers. */
export function pathOf(text: string): Path {
  return text.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

/** One entry of a record of the document, not of what every object has. */
export function entryOf<T>(record: Record<string, T> | undefined, id: string): T | undefined {
  return record && Object.hasOwn(record, id) ? record[id] : undefined;
}

/** The value at a path of plain data, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value: unknown = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** Sets a key of plain data, whatever its name: `__proto__` is a key like any other. */
export function put(target: Record<string, unknown>, key: string | number, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** Plain data with one value replaced, added or (undefined) removed; what does not lie on the path is shared. */
export function withValue(root: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const below = withValue(valueAt(root, [key]), rest, value);
  if (Array.isArray(root)) {
    const copy = [...root];
    if (below === undefined) copy.splice(Number(key), 1);
    else copy[Number(key)] = below;
    return copy;
  }
  const copy: Record<string, unknown> = { ...(typeof root === 'object' ? root : {}) };
  if (below === undefined) delete copy[key];
  else put(copy, key, below);
  return copy;
}

const HOW = new Set<string | number>(['dose', 'schedule', 'route', 'duration']);

/** Whether a path is that of how an arm, or a drug of it, is given: what a step may leave not stated. */
export function isHowGiven([top, id, ...rest]: Path): boolean {
  const last = rest.at(-1);
  return (
    top === 'arms' &&
    id !== undefined &&
    last !== undefined &&
    HOW.has(last) &&
    (rest.length === 1 || (rest.length === 3 && rest[0] === 'gives'))
  );
}
