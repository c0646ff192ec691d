/**
 * The schema as a tree that can be walked by path: what may stand where. Derived once from `schema.ts`, so that completion,
 * hover documentation, diagnostics and the reader all know the same keys.
 */
import type * as z from 'zod';
import { FACTORS, type Factor, type KeyMeta, type Trial, trialSchema } from './schema.ts';
import type { Path } from './types.ts';

export type ShapeKind = 'map' | 'record' | 'list' | 'text' | 'number' | 'boolean' | 'enum' | 'figure';

export interface Shape {
  meta: KeyMeta;
  kind: ShapeKind;
  /** The keys of a map that the schema knows. */
  keys?: ReadonlyMap<string, Shape>;
  /** What each entry of a record or list is; absent where it can be anything. */
  element?: Shape;
  /** The values of an enum. */
  values?: readonly string[];
}

export { jsonSchema } from './json-schema.ts';

type AnySchema = z.core.$ZodType;

/** What an entry takes over from its list or record: who speaks of the whole speaks of its parts, except of ids and change. */
function elementMeta(meta: KeyMeta, kind: 'list' | 'record'): KeyMeta {
  const { perturbable: _perturbable, defines: _defines, refers, ...rest } = meta;
  return kind === 'list' && refers ? { ...rest, refers } : rest;
}

function derive(schema: AnySchema, inherited: KeyMeta): Shape {
  const meta = { ...inherited, ...(schema as z.ZodType).meta() } as KeyMeta;
  const def = (schema as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case 'optional':
      return derive(def.innerType, meta);
    case 'object': {
      const keys = new Map<string, Shape>();
      for (const [key, value] of Object.entries(def.shape)) keys.set(key, derive(value, { doc: '' }));
      return { meta, kind: 'map', keys };
    }
    case 'record': {
      const shape: Shape = { meta, kind: 'record' };
      const { valueType } = def as { valueType: AnySchema };
      // Steps of scenarios hold anything: what their keys name says what.
      if (valueType._zod.def.type !== 'unknown') shape.element = derive(valueType, elementMeta(meta, 'record'));
      return shape;
    }
    case 'array':
      return { meta, kind: 'list', element: derive(def.element, elementMeta(meta, 'list')) };
    case 'enum':
      return { meta, kind: 'enum', values: Object.values(def.entries).map(String) };
    case 'number':
      return { meta, kind: 'number' };
    case 'boolean':
      return { meta, kind: 'boolean' };
    case 'union': {
      const closed = def.options.map((option) => derive(option, meta)).find((option) => option.kind === 'enum');
      return closed ?? { meta, kind: 'figure' };
    }
    default:
      return { meta, kind: 'text' };
  }
}

/** The shape of the whole document. */
export const ROOT: Shape = derive(trialSchema, { doc: 'A clinical trial.' });

/** The shape one key or position below another; undefined where the schema has no such key. */
export function shapeBelow(shape: Shape | undefined, key: string | number): Shape | undefined {
  if (!shape) return undefined;
  if (shape.keys) return shape.keys.get(String(key));
  return shape.element;
}

/** What the schema says of a path; undefined where it has no such key. Ids and positions need not exist in any document. */
export function shapeAt(path: Path): Shape | undefined {
  let shape: Shape | undefined = ROOT;
  for (const key of path) {
    shape = shapeBelow(shape, key);
    if (!shape) return undefined;
  }
  return shape;
}

/** The factor that a change at this path belongs to: the innermost that the schema names. */
export function factorAt(path: Path): Factor | undefined {
  let shape: Shape | undefined = ROOT;
  let factor: Factor | undefined;
  for (const key of path) {
    shape = shapeBelow(shape, key);
    if (!shape) break;
    factor = shape.meta.factor ?? factor;
  }
  return factor;
}

/** The keys that describe one thing given; an arm has them itself or under `gives`, not both. */
const COMPONENT_KEYS = new Set(['drug', 'intervention', 'type', 'dose', 'route', 'schedule', 'duration']);

/**
 * Every attribute of this trial that a perturbation may set, for its own arms and outcomes: first those that it states, then
 * those that it leaves open. Document order within each.
 */
export function perturbablePaths(trial: Trial): Path[] {
  const stated: Path[] = [];
  const open: Path[] = [];
  const walk = (shape: Shape, value: unknown, path: Path) => {
    if (shape.meta.perturbable) {
      (value === undefined ? open : stated).push(path);
      return;
    }
    const entries = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    if (shape.keys) {
      const composed = 'gives' in entries;
      for (const [key, below] of shape.keys)
        if (!(composed && COMPONENT_KEYS.has(key))) walk(below, entries[key], [...path, key]);
    } else if (shape.kind === 'record' && shape.element) {
      for (const key of Object.keys(entries)) walk(shape.element, entries[key], [...path, key]);
    }
  };
  walk(ROOT, trial, []);
  return [...stated, ...open];
}

/** Arrows in place have no order of their own: they are taken N, A, O, E, and as written within each. */
export function inFactorOrder<T>(items: readonly T[], factorOf: (item: T) => Factor): T[] {
  return items.toSorted((a, b) => FACTORS.indexOf(factorOf(a)) - FACTORS.indexOf(factorOf(b)));
}
