/** Fits the facts of a prompt to a budget: the least relevant goes first, and what went is told. */
import { onceOfOne } from '../../trial/once.ts';
import type { Facts } from './facts.ts';

const isFacts = (value: unknown): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One thing that may go. Gives the facts without it, or undefined where there was nothing to take. */
interface Reduction {
  name: string;
  take(facts: Facts): Facts | undefined;
}

const within = (name: string, path: readonly string[], change: (value: unknown) => unknown): Reduction => ({
  name,
  take(facts) {
    const [key = '', ...rest] = path;
    const walk = (value: unknown, [next, ...more]: readonly string[]): unknown => {
      if (next === undefined) return change(value);
      if (!isFacts(value) || value[next] === undefined) return value;
      const below = walk(value[next], more);
      if (below === value[next]) return value;
      const { [next]: _old, ...others } = value;
      return below === undefined ? others : Object.fromEntries(Object.entries({ ...value, [next]: below }));
    };
    if (facts[key] === undefined) return undefined;
    const after = walk(facts, [key, ...rest]);
    return after === facts ? undefined : (after as Facts);
  },
});

const fewer = (most: number) => (value: unknown) =>
  Array.isArray(value) && value.length > most ? value.slice(0, most) : value;
const shorter = (most: number) => (value: unknown) =>
  typeof value === 'string' && value.length > most
    ? `${value.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
    : value;
const gone = () => undefined;

/** The same in every arm, or in those that are not compared. */
const ofArms = (name: string, compared: boolean, change: (side: Facts) => Facts | undefined): Reduction => ({
  name,
  take(facts) {
    const { arms } = facts;
    if (!isFacts(arms)) return undefined;
    let changed = false;
    const after = Object.entries(arms).flatMap(([key, side]) => {
      if (!isFacts(side) || key.startsWith('k') !== compared) return [[key, side] as const];
      const own = change(side);
      if (own !== side) changed = true;
      return own ? [[key, own] as const] : [];
    });
    return changed ? { ...facts, arms: Object.fromEntries(after) } : undefined;
  },
});

const undescribed = (side: Facts) => {
  if (side.description === undefined) return side;
  const { description: _gone, ...rest } = side;
  return rest;
};

/** Every text and list at any depth: of the whole, or below one of its facts. */
const everywhere = (name: string, most: number, items: number, only?: string): Reduction => ({
  name,
  take(facts) {
    let changed = false;
    const walk = (value: unknown): unknown => {
      if (typeof value === 'string') {
        const short = shorter(most)(value);
        changed ||= short !== value;
        return short;
      }
      if (Array.isArray(value)) {
        changed ||= value.length > items;
        return value.slice(0, items).map(walk);
      }
      return isFacts(value) ? Object.fromEntries(Object.entries(value).map(([key, own]) => [key, walk(own)])) : value;
    };
    const part = only === undefined ? facts : facts[only];
    // How many of them there are is another matter.
    const after = Array.isArray(part) ? part.map(walk) : walk(part);
    if (!changed) return undefined;
    return only === undefined ? (after as Facts) : { ...facts, [only]: after };
  },
});

export const LEAST_LIKE = 'anchors that are the least like';
const anchors = (most: number) => within(LEAST_LIKE, ['anchors'], fewer(most));

/** The anchors themselves are bounded by `anchors`, their texts and lists by this. */
const inAnchors = (most: number, items: number) =>
  everywhere('the ends of what the anchors tell at length', most, items, 'anchors');

/** From the least relevant on. */
const REDUCTIONS: readonly Reduction[] = [
  ofArms('descriptions of arms that are not compared', false, undescribed),
  within('all but the first countries', ['design', 'countries'], fewer(8)),
  within('all but the first conditions', ['population', 'condition'], fewer(12)),
  within('the end of the criteria', ['population', 'criteria'], shorter(4000)),
  within('the end of the criteria', ['population', 'criteria'], shorter(1500)),
  within('the farther results of other contrasts', ['others'], fewer(5)),
  within('the end of the criteria', ['population', 'criteria'], shorter(600)),
  within('the description of the outcome', ['outcome', 'description'], gone),
  within('who is analysed', ['outcome', 'analysed'], gone),
  ofArms('descriptions of the arms', true, undescribed),
  within('the criteria', ['population', 'criteria'], gone),
  within('the farther results of other contrasts', ['others'], fewer(2)),
  anchors(5),
  within('results of other contrasts', ['others'], gone),
  anchors(3),
  ofArms('arms that are not compared', false, () => undefined),
  within('the title', ['title'], gone),
  within('the countries', ['design', 'countries'], gone),
  everywhere('the ends of long texts and lists', 200, 12),
  inAnchors(80, 6),
  anchors(1),
  inAnchors(40, 3),
  // What is asked about counts for more than what it is held against.
  within('the anchors', ['anchors'], gone),
  everywhere('the ends of long texts and lists', 80, 6),
  everywhere('the ends of long texts and lists', 40, 3),
];

const KEYS = /\ba\d+\b/g;
const keysIn = (value: unknown): readonly string[] => JSON.stringify(value)?.match(KEYS) ?? [];
const keysOf = onceOfOne(keysIn);

/** Arms that are named nowhere any more. */
function unnamedGone(facts: Facts): Facts {
  const { arms, ...rest } = facts;
  if (!isFacts(arms) || Object.keys(arms).every((key) => key.startsWith('k'))) return facts;
  const used = new Set(
    Object.values(rest).flatMap((one) => (typeof one === 'object' && one !== null ? keysOf(one) : keysIn(one))),
  );
  const kept = Object.entries(arms).filter(([key]) => key.startsWith('k') || used.has(key));
  return { ...facts, arms: Object.fromEntries(kept) };
}

/** Facts some of which were taken, and the names of what was. */
interface Reduced {
  facts: Facts;
  dropped: ReadonlySet<string>;
}

/** The facts without one thing more; undefined where there was nothing to take. */
function less({ facts, dropped }: Reduced, { name, take }: Reduction): Reduced | undefined {
  const after = take(facts);
  return after && { facts: unnamedGone(after), dropped: new Set([...dropped, name]) };
}

function reduced(facts: Facts, reductions: readonly Reduction[]): Reduced {
  return reductions.reduce<Reduced>((now, one) => less(now, one) ?? now, { facts, dropped: new Set() });
}

/** As they are told: the facts name what is left out. */
function saying({ facts, dropped }: Reduced): { facts: Facts; dropped: string[] } {
  const names = [...dropped];
  return { facts: names.length > 0 ? { ...facts, leftOut: names } : facts, dropped: names };
}

/**
 * The facts as far as `fits` lets them, and the names of what was left out, which the facts name too. What need not have gone, once something
 * larger went, stays. Undefined where not even the least of them fit.
 */
export function fitted(facts: Facts, fits: (facts: Facts) => boolean): { facts: Facts; dropped: string[] } | undefined {
  if (fits(facts)) return { facts, dropped: [] };
  let now: Reduced = { facts, dropped: new Set() };
  let taken: readonly Reduction[] = [];
  for (const reduction of REDUCTIONS) {
    const after = less(now, reduction);
    if (!after) continue;
    now = after;
    taken = [...taken, reduction];
    let best = saying(now);
    if (!fits(best.facts)) continue;
    // The most relevant comes back first.
    for (const one of taken.toReversed().slice(1)) {
      const without = taken.filter((other) => other !== one);
      const more = saying(reduced(facts, without));
      if (!fits(more.facts)) continue;
      taken = without;
      best = more;
    }
    return best;
  }
  return undefined;
}
