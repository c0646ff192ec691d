/** What a perturbation makes of a trial, and in which order perturbations are taken. Pure: trials are never changed. */
import { FACTORS, type Trial } from '../trial/schema.ts';
import type { Look, Path, Perturbation } from '../trial/types.ts';

type Tree = Record<string, unknown> | readonly unknown[];

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

function below(value: Tree, key: string | number): unknown {
  return Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
}

/** A copy of `value` with `to` at a path; `undefined` takes the key away. What is not on the path is shared. */
function replaced(value: unknown, path: Path, to: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  const own = isTree(value) ? value : {};
  const next = replaced(below(own, key), rest, to);
  if (Array.isArray(own)) {
    const index = Number(key);
    return next === undefined ? own.filter((_, i) => i !== index) : own.with(Math.min(index, own.length - 1), next);
  }
  // Entries, not assignment: `__proto__` in a document is a key like any other.
  const entries = Object.entries(own);
  if (next === undefined) return Object.fromEntries(entries.filter(([name]) => name !== String(key)));
  const known = entries.some(([name]) => name === String(key));
  return Object.fromEntries(
    known ? entries.map(([name, old]) => [name, name === String(key) ? next : old]) : [...entries, [String(key), next]],
  );
}

/** The value at a path of a trial; undefined where it has none. */
export function valueAt(trial: Trial, path: Path): unknown {
  let value: unknown = trial;
  for (const key of path) {
    if (!isTree(value)) return undefined;
    value = below(value, key);
  }
  return value;
}

/** The trial after one perturbation. Moving the look changes no trial. */
export function apply(trial: Trial, perturbation: Perturbation): Trial {
  switch (perturbation.kind) {
    case 'set':
      return replaced(trial, perturbation.path, perturbation.to) as Trial;
    case 'add':
      return replaced(trial, perturbation.path, perturbation.value) as Trial;
    case 'drop':
      return valueAt(trial, perturbation.path) === undefined
        ? trial
        : (replaced(trial, perturbation.path, undefined) as Trial);
    case 'look':
      return trial;
  }
}

/** The look after one perturbation: only a look step moves it. Another outcome has rows of its own. */
export function moved(look: Look, perturbation: Perturbation): Look {
  if (perturbation.kind !== 'look') return look;
  const { outcome, row, contrast } = perturbation;
  const { row: before, ...rest } = look;
  const kept = outcome === undefined || outcome === look.outcome ? before : undefined;
  const now = row ?? kept;
  return { ...rest, ...(outcome !== undefined && { outcome }), ...contrast, ...(now !== undefined && { row: now }) };
}

/** Arrows in place have no order of their own: they are taken N, A, O, E, and as written within each. */
export function inFactorOrder(perturbations: readonly Perturbation[]): Perturbation[] {
  const rank = ({ factor }: Perturbation) => FACTORS.indexOf(factor);
  return perturbations.toSorted((a, b) => rank(a) - rank(b));
}
