/** Named scenarios: each a list of steps, taken in the order written, from what was observed. */
import type { Located } from './parse.ts';
import { plain } from './read.ts';
import type { Trial } from './schema.ts';
import { factorAt, shapeAt } from './shape.ts';
import type { MapNode, Pair } from './tree.ts';
import type { Attribute, Path, Perturbation, Range, Scenario, WrittenStep } from './types.ts';

/** A path as scenarios write it: `arms.low.dose`. Positions in lists become numbers. */
export function pathOf(text: string): Path {
  return text.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
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
  else Object.defineProperty(copy, key, { value: below, enumerable: true, configurable: true, writable: true });
  return copy;
}

const isAttribute = (value: unknown): value is Attribute =>
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number'));

/** The value of a step as its path wants it: numbers stay text where the schema says text. */
function typedFor(path: Path, pair: Pair): unknown {
  const kind = shapeAt(path)?.kind;
  const { value } = pair;
  if (value.kind === 'scalar' && (kind === 'text' || kind === 'enum') && value.text !== '') {
    const read = plain(value);
    return kind === 'enum' && typeof read === 'number' ? read : value.text;
  }
  return plain(value);
}

/** The perturbations that one written step asks for, given the trial as it stands before it. */
function perturbationsOf(step: MapNode, trial: unknown): { perturbation: Perturbation; pair: Pair }[] {
  const made: { perturbation: Perturbation; pair: Pair }[] = [];
  let look: Extract<Perturbation, { kind: 'look' }> | undefined;
  for (const pair of step.pairs) {
    const { key, value } = pair;
    const said = value.kind === 'scalar' ? value.text : '';
    if (key === 'drop') {
      const path = pathOf(said);
      if (said) made.push({ perturbation: { kind: 'drop', factor: factorAt(path) ?? 'A', path }, pair });
    } else if (key === 'add') {
      if (value.kind === 'map')
        for (const added of value.pairs) {
          const path = pathOf(added.key);
          const perturbation: Perturbation = {
            kind: 'add',
            factor: factorAt(path) ?? 'A',
            path,
            value: plain(added.value),
          };
          made.push({ perturbation, pair });
        }
    } else if (key === 'outcome' || key === 'contrast' || key === 'row') {
      if (!said) continue;
      if (!look) {
        look = { kind: 'look', factor: key === 'contrast' ? 'A' : 'O' };
        made.push({ perturbation: look, pair });
      }
      if (key !== 'contrast') {
        look.factor = 'O';
        look[key] = said;
      } else {
        const [first, second, ...more] = said.split(/\s+vs\.?\s+/);
        if (first && second && !more.length) look.contrast = { first, second };
      }
    } else {
      const path = pathOf(key);
      const to = typedFor(path, pair);
      const from = valueAt(trial, path);
      if (isAttribute(to))
        made.push({
          perturbation: {
            kind: 'set',
            factor: factorAt(path) ?? 'E',
            path,
            from: isAttribute(from) ? from : undefined,
            to,
          },
          pair,
        });
    }
  }
  return made;
}

function afterStep(trial: unknown, step: Perturbation): unknown {
  if (step.kind === 'set') return withValue(trial, step.path, step.to);
  if (step.kind === 'add') return withValue(trial, step.path, step.value);
  if (step.kind === 'drop') return withValue(trial, step.path, undefined);
  return trial;
}

/** The named scenarios of a document, each read against the trial as its earlier steps leave it. */
export function readScenarios(trial: Trial, entries: readonly Located[]): Scenario[] {
  const scenarios: Scenario[] = [];
  for (const { node, base, pair } of entries) {
    if (!pair || node.kind !== 'list') continue;
    let now: unknown = trial;
    const steps: WrittenStep[] = [];
    for (const item of node.items) {
      if (item.kind !== 'map') continue;
      const range: Range = { start: item.start + base, end: item.end + base };
      for (const { perturbation } of perturbationsOf(item, now)) {
        steps.push({ perturbation, range });
        now = afterStep(now, perturbation);
      }
    }
    scenarios.push({ name: pair.key, range: { start: pair.keyStart + base, end: node.end + base }, steps });
  }
  return scenarios;
}
