/** A document as its features walk it: every key and list position with its shape, in the order of the text. */
import { Document, type Located } from '../core/trial/document.ts';
import { pathOf } from '../core/trial/paths.ts';
import { ROOT, type Shape, shapeAt, shapeBelow } from '../core/trial/shape.ts';
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

/** What a step can do beside setting an attribute, and what each does, for a person. */
export const STEP_WORDS: Readonly<Record<string, string>> = {
  outcome: 'Look at another outcome of the document, observed or not: `outcome: walk`.',
  contrast: 'Look at other arms or groups: `contrast: a vs b`.',
  row: 'Look at another row of the outcome, where it has several.',
  drop: 'Leave out an arm, an outcome, or a drug of an arm: `drop: arms.low`.',
  add: 'Add an arm, an outcome, or a drug of an arm: `add: { arms.high: { dose: 10 mg } }`.',
};

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

function visit(located: Located, path: Path, within: Shape | undefined): Visit {
  const { node, base, pair } = located;
  const shape = inStep(path) ? shapeOf(path) : shapeBelow(within, path.at(-1) ?? '');
  const value = { start: node.start + base, end: node.end + base };
  const leaf = node.kind === 'scalar';
  if (!pair) return { path, value, shape, within, leaf };
  return { path, key: { start: pair.keyStart + base, end: pair.keyEnd + base }, value, shape, within, leaf };
}

/** What stands at one path; undefined where the document has no such path. */
export function visitAt(parsed: Parsed, path: Path): Visit | undefined {
  const located = path.length === 0 ? undefined : treeOf(parsed).locate(path);
  return located && visit(located, path, shapeOf(path.slice(0, -1)));
}

/** Every parse is one of these; a feature that walks it whole cannot afford to find each path from the root. */
function treeOf(parsed: Parsed): Document {
  if (!(parsed instanceof Document)) throw new TypeError('Only what was parsed can be walked.');
  return parsed;
}

/** What a node holds, as far as it stands where the node does: what an alias stands for is elsewhere. */
function* within({ node, base }: Located): Generator<[string | number, Located], void, void> {
  if (node.kind === 'map') {
    for (const pair of node.pairs)
      if (!pair.bare && pair.keyStart >= node.start && pair.keyStart <= node.end)
        yield [pair.key, { node: pair.value, base, pair }];
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries())
      if (item.start >= node.start && item.start <= node.end) yield [index, { node: item, base }];
  }
}

/**
 * Everything in the document, the outer before the inner, in the order of the text. `only`: leaves out what does not touch
 * that part of the text.
 */
export function* walk(parsed: Parsed, only?: Range): Generator<Visit, void, void> {
  const document = treeOf(parsed);
  const children = (path: Path, located: Located) =>
    path.length === 1 ? document.entries(String(path[0])).entries() : within(located);
  const open: { path: Path; shape: Shape | undefined; rest: Iterator<[string | number, Located]> }[] = [];
  const sections = [...document.sections].map(([key, section]): [string, Located] => [key, document.whole(section)]);
  open.push({ path: [], shape: ROOT, rest: sections.values() });
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { done, value: entry } = top.rest.next();
    if (done) {
      open.pop();
      continue;
    }
    const [key, located] = entry;
    const made = visit(located, [...top.path, key], top.shape);
    if (only && ((made.key ?? made.value).start > only.end || made.value.end < only.start)) continue;
    yield made;
    if (!made.leaf) open.push({ path: made.path, shape: made.shape, rest: children(made.path, located) });
  }
}
