/** A document as its features walk it: every key and list position with its shape, in the order of the text. */
import { pathOf } from '../core/trial/scenarios.ts';
import { type Shape, shapeAt, shapeBelow } from '../core/trial/shape.ts';
import type { Parsed, Path, Range } from '../core/trial/types.ts';

export interface Visit {
  path: Path;
  /** Absent for positions of lists. */
  key?: Range;
  value: Range;
  /** What the schema says of it; undefined below keys that it does not know. */
  shape: Shape | undefined;
  /** What the schema says of what holds it. */
  within: Shape | undefined;
  /** The value is a scalar, or nothing. */
  leaf: boolean;
}

/** Whether a path lies inside a step of a scenario: `scenarios.<name>.<index>.…`. */
export const inStep = (path: Path): boolean => path[0] === 'scenarios' && path.length > 3;

/** What a path inside a step says, the step's own place left out; undefined for paths that are not inside one. */
export const stepPath = (path: Path): Path | undefined => (inStep(path) ? path.slice(3) : undefined);

/**
 * The shape of what stands at a path of the document. Inside the steps of scenarios that is the shape of what the step
 * speaks of: `scenarios.half.0.arms.low.dose` has that of a dose.
 */
export function shapeOf(path: Path): Shape | undefined {
  if (!inStep(path)) return shapeAt(path);
  const [, , , step, ...rest] = path;
  if (step === 'add') {
    const [added, ...below] = rest;
    return added === undefined ? undefined : shapeAt([...pathOf(String(added)), ...below]);
  }
  return shapeAt([...pathOf(String(step)), ...rest]);
}

/** What stands at one path; undefined where the document has no such path. */
export function visitAt(parsed: Parsed, path: Path): Visit | undefined {
  return path.length === 0 ? undefined : visit(parsed, path, shapeOf(path.slice(0, -1)));
}

function visit(parsed: Parsed, path: Path, within: Shape | undefined): Visit | undefined {
  const value = parsed.rangeOf(path, 'value');
  if (!value) return undefined;
  const key = parsed.rangeOf(path, 'key');
  const shape = inStep(path) ? shapeOf(path) : shapeBelow(within, path.at(-1) ?? '');
  const first = parsed.text[value.start];
  const leaf = first !== '{' && first !== '[' && parsed.childrenOf(path).length === 0;
  return { path, ...(key && { key }), value, shape, within, leaf };
}

/**
 * Everything below a path, the outer before the inner, in the order of the text. `only`: leaves out what does not touch
 * that part of the text.
 */
export function* walk(parsed: Parsed, path: Path = [], only?: Range): Generator<Visit, void, void> {
  const within = shapeOf(path);
  for (const child of parsed.childrenOf(path)) {
    const made = visit(parsed, [...path, child], within);
    if (!made) continue;
    if (only && ((made.key ?? made.value).start > only.end || made.value.end < only.start)) continue;
    yield made;
    if (!made.leaf) yield* walk(parsed, made.path, only);
  }
}
