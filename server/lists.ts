/** Changes of an attribute that is a list, countries above all: one left out, only one, another in its place, one more. */
import { COMMON_COUNTRIES } from '../core/trial/countries.ts';
import { valueAt } from '../core/trial/paths.ts';
import type { Trial } from '../core/trial/schema.ts';
import { shapeAt } from '../core/trial/shape.ts';
import type { Attribute, Path } from '../core/trial/types.ts';

interface ListChange {
  /** What is asked, behind *Imagine*: `countries without Germany`. */
  what: string;
  to: Attribute;
}

/** More others than this are chosen by completion, in a step. */
const MOST = 5;

/** What could take the place of a member, or come to the others: known for countries only. */
function others(path: Path, now: readonly (string | number)[]): readonly string[] {
  if (shapeAt([...path, 0])?.meta.suggests !== 'country') return [];
  return COMMON_COUNTRIES.filter((country) => !now.includes(country)).slice(0, MOST);
}

/** What can become of the list at a path; of one member, where its position is given. */
export function* listChanges(trial: Trial, path: Path, at: number | undefined): Generator<ListChange> {
  const now = valueAt(trial, path);
  if (!Array.isArray(now) || shapeAt(path)?.kind !== 'list') return;
  const key = String(path.at(-1));
  const member = at === undefined ? undefined : now[at];
  if (member === undefined) {
    for (const other of others(path, now)) yield { what: `${key}: ${other} (too)`, to: [...now, other] };
    return;
  }
  if (now.length > 1) {
    yield { what: `${key} without ${member}`, to: now.filter((_, index) => index !== at) };
    yield { what: `${key}: ${member} (only)`, to: [member] };
  }
  for (const other of others(path, now))
    yield {
      what: `${key}: ${other} (instead of ${member})`,
      to: now.map((one, index) => (index === at ? other : one)),
    };
}
