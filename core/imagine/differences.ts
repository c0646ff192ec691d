/** What differs between an observed contrast and what is asked, each factor in its own words. Plain text. */
import { words } from '../trial/registry/text.ts';
import type { Component, Trial } from '../trial/schema.ts';
import { nameOf, type Side, sideOf } from '../trial/sides.ts';
import type { Look } from '../trial/types.ts';
import { figure } from './figures.ts';
import type { State } from './landing.ts';
import type { Change } from './natural.ts';

const KEYS = ['dose', 'schedule', 'duration', 'route'] as const;

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && words(a).join(' ') !== words(b).join(' ');
}

function listed(parts: readonly string[]): string {
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? '');
}

const named = (components: readonly Component[]) =>
  listed(components.flatMap(({ drug, intervention }) => drug ?? intervention ?? []));

/** What one side is given otherwise than another: `another duration`, `another dose and schedule`, `without metformin`. */
function sideText(from: Side, to: Side): string {
  if (from.id !== to.id && (!from.whole || !to.whole)) return 'another group';
  const has = (all: readonly Component[], one: Component) => all.some((other) => nameOf(other) === nameOf(one));
  const added = to.gives.filter((one) => !has(from.gives, one));
  const dropped = from.gives.filter((one) => !has(to.gives, one));
  if (added.length > 0 && dropped.length > 0) return 'another drug';
  if (from.gives.length > 0 && added.length > 0 && named(added)) return `${named(added)} added`;
  if (to.gives.length > 0 && dropped.length > 0 && named(dropped)) return `without ${named(dropped)}`;
  const keys = KEYS.filter((key) =>
    from.gives.some((one) => to.gives.some((other) => nameOf(one) === nameOf(other) && differ(one[key], other[key]))),
  );
  return keys.length > 0 ? `another ${listed(keys)}` : 'another arm';
}

/** How much of their telling words two measures share. */
function sharedText(shared: number): string {
  const percent = Math.round(100 * shared);
  return percent === 0 ? 'no words shared' : percent === 100 ? 'all words shared' : `${percent} % of the words shared`;
}

/** What differs, in a few words, where only the kind of change is known, as between two results of another trial. */
export function changeName(change: Change): string {
  switch (change.kind) {
    case 'dose': {
      const times = change.ratio === undefined ? '1' : figure(change.ratio, 2);
      // A titration that ends where it ended, or what is all but the same.
      return times === '1' ? 'another dose' : `${times} times the dose`;
    }
    case 'schedule':
      return 'another schedule';
    case 'drug':
      return 'another drug';
    case 'other':
      return 'another arm';
    case 'comparator':
      return 'another comparator';
    case 'time':
      return 'another time';
    case 'measure':
      return `another outcome, ${sharedText(change.shared)}`;
  }
}

/** The same, where both ends are at hand: `seen` is what was observed, from which `change` leads to the state. */
export function differenceText(change: Change, seen: Look, observed: Trial, { trial, look }: State): string {
  const between = (from: string, to: string) => {
    const [one, other] = [sideOf(observed, from), sideOf(trial, to)];
    return one && other ? sideText(one, other) : changeName(change);
  };
  switch (change.kind) {
    case 'comparator': {
      // Of the two sides it is the one that is told second by rule; the state may have them the other way round.
      const [from, to] = seen.first === look.first ? [seen.second, look.second] : [seen.first, look.first];
      const told = between(from, to);
      return from === to && told !== 'another arm' ? `${told} of the comparator` : 'another comparator';
    }
    case 'drug':
    case 'other':
      return seen.first === look.first && seen.second !== look.second
        ? between(seen.second, look.second)
        : changedSide(seen, observed, { trial, look }, between);
    case 'measure':
      return seen.outcome === look.outcome && seen.row !== look.row ? 'another row' : changeName(change);
    default:
      return changeName(change);
  }
}

/** The side that is no longer what was observed; the first, where both are or neither. */
function changedSide(
  seen: Look,
  observed: Trial,
  { trial, look }: State,
  between: (from: string, to: string) => string,
): string {
  const same = (from: string, to: string) =>
    from === to && JSON.stringify(sideOf(observed, from)?.gives) === JSON.stringify(sideOf(trial, to)?.gives);
  return same(seen.first, look.first) && !same(seen.second, look.second)
    ? between(seen.second, look.second)
    : between(seen.first, look.first);
}
