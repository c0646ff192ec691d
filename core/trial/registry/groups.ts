/**
 * Who the groups of the results are. Half of them carry an arm's label; the others name it another way, or are none: arms
 * pooled, a part of one, a period of a crossover. A group that is not plainly one arm becomes an entry of `groups`, with the
 * arms that its title names. The order of ids in a record says nothing and is not used.
 */
import type { Group } from '../schema.ts';
import { armOf, armsOf, type KnownArm, Profile, plain } from './group-arms.ts';
import { titleIds } from './ids.ts';
import type { RegistryGroup } from './measures.ts';
import { defined } from './record.ts';
import type { Sources } from './sources.ts';
import { cleanLine, cleanText, fold } from './text.ts';

/** Groups that belong together in the record: those of one outcome, or of the adverse events. */
export interface GroupSet {
  field: string;
  groups: readonly RegistryGroup[];
}

/** A description of a group as the record has it, where it stands first, and in how many outcomes. */
interface Told {
  description: string;
  field: string;
  times: number;
}

/** Whether one description is the other in other words, or a part of it: most words of the shorter stand in the longer. */
function alikeIn(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => new Set(plain(text).split(' '))).sort((x, y) => x.size - y.size);
  return (
    one !== undefined && other !== undefined && [...one].filter((word) => other.has(word)).length * 3 > one.size * 2
  );
}

/**
 * What most outcomes say of a group. Where as many say something else of it, nothing: one outcome does not speak for
 * another. Where it stands goes with it.
 */
function mostTold(told: Iterable<Told>): Told | undefined {
  const counted = new Map<string, Told>();
  for (const { description: raw, field, times } of told) {
    const description = cleanText(raw);
    if (!description) continue;
    const key = plain(description);
    const known = counted.get(key);
    if (known) known.times += times;
    else counted.set(key, { description, field, times });
  }
  const [best, ...others] = [...counted.values()].sort((a, b) => b.times - a.times);
  if (!best) return undefined;
  const against = others.filter(
    ({ times, description }) => times === best.times && !alikeIn(description, best.description),
  );
  return against.length > 0 ? undefined : best;
}

export interface ReadGroups {
  groups: Record<string, Group>;
  /** For each set, the arm or group of this document that each of the record's group ids is. */
  ids: Map<GroupSet, Map<string, string>>;
  counts: { arms: number; groups: number };
}

const PERIOD =
  /\b(?:period|phase)\s*#?(\d|i{1,3}v?|one|two|three|four)\b|\b(first|second|third|fourth|1st|2nd|3rd|4th)\s+(?:intervention|period|treatment period|phase)\b/;
const NUMBERS: Readonly<Record<string, string>> = {
  i: '1',
  ii: '2',
  iii: '3',
  iiiv: '4',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  first: '1',
  second: '2',
  third: '3',
  fourth: '4',
  '1st': '1',
  '2nd': '2',
  '3rd': '3',
  '4th': '4',
};

function periodOf(title: string): string | undefined {
  const match = PERIOD.exec(fold(title));
  const number = match?.[1] ?? match?.[2];
  return number && (NUMBERS[number] ?? number);
}

interface Known {
  key: string;
  title: string;
  description: string;
  field: string;
  arm: Profile | undefined;
  exact: boolean;
}

/** Reads all groups of a record together, so that one title is one thing in the whole document. */
export function readGroups(
  sets: readonly GroupSet[],
  known: readonly KnownArm[],
  crossover: boolean,
  sources: Sources,
): ReadGroups {
  // Most records have no results: nobody is to be recognised.
  const arms = sets.some(({ groups }) => groups.length > 0) ? known.map((arm) => new Profile(arm)) : [];
  // One title stands in many outcomes: it is cleaned and folded once.
  const keyed = new Map<string, { title: string; key: string }>();
  const keyOf = (raw: string) => {
    let known = keyed.get(raw);
    if (!known) {
      const title = cleanLine(raw);
      known = { title, key: plain(title) };
      keyed.set(raw, known);
    }
    return known;
  };
  const all = new Map<string, Known>();
  const keys = new Map<GroupSet, Map<string, string>>();
  const told = new Map<string, Map<string, Told>>();
  const hear = (set: GroupSet, own: ReadonlyMap<string, string>) => {
    for (const [index, { id, description = '' }] of set.groups.entries()) {
      const key = id === undefined ? undefined : own.get(id);
      if (key === undefined) continue;
      const known = told.get(key) ?? new Map<string, Told>();
      told.set(key, known);
      const before = known.get(description);
      if (before) before.times++;
      else known.set(description, { description, field: `${set.field}[${index}]`, times: 1 });
    }
  };
  // Most outcomes of a record have the same groups.
  const alike = new Map<string, Map<string, string>>();
  for (const set of sets) {
    const signature = set.groups.map(({ id, title }) => `${id}\n${title}`).join('\n');
    const before = alike.get(signature);
    if (before) {
      keys.set(set, before);
      hear(set, before);
      continue;
    }
    const own = new Map<string, string>();
    alike.set(signature, own);
    const used = new Set<string>();
    for (const [index, { id, title: raw, description: said }] of set.groups.entries()) {
      if (id === undefined || own.has(id)) continue;
      const { title, key: first } = keyOf(raw ?? '');
      let key = first;
      // Two groups of one outcome may bear one title: their descriptions tell them apart, or nothing does.
      for (let copy = 2; used.has(key); copy++) key = `${first} ${copy}`;
      used.add(key);
      own.set(id, key);
      if (all.has(key)) continue;
      const description = cleanText(said ?? '');
      const arm = key === first ? armOf(title, description, arms) : undefined;
      all.set(key, {
        key,
        title,
        description,
        field: `${set.field}[${index}]`,
        arm,
        exact: arm?.plain === first,
      });
    }
    keys.set(set, own);
    hear(set, own);
  }
  // Two groups that stand side by side are not the same arm.
  for (const own of alike.values()) {
    const side = [...own.values()].flatMap((key) => all.get(key) ?? []);
    const byArm = new Map<Profile, Known[]>();
    for (const group of side) if (group.arm) byArm.set(group.arm, [...(byArm.get(group.arm) ?? []), group]);
    for (const twins of byArm.values()) {
      if (twins.length < 2) continue;
      const exact = twins.filter((twin) => twin.exact);
      for (const twin of twins) if (!(twin.exact && exact.length === 1)) twin.arm = undefined;
    }
  }
  const others = [...all.values()].filter((group) => !group.arm);
  const ids = titleIds(
    others.map(({ title }) => ({ title })),
    'group',
    new Set(known.map((arm) => arm.id)),
  );
  const idOf = new Map<string, string>();
  const groups: Record<string, Group> = {};
  for (const group of all.values()) if (group.arm) idOf.set(group.key, group.arm.id);
  for (const [index, { key, title, field }] of others.entries()) {
    const most = mostTold(told.get(key)?.values() ?? []);
    const description = most?.description;
    const id = ids[index] ?? 'group';
    idOf.set(key, id);
    const members = armsOf(title, arms).map((arm) => arm.id);
    groups[id] = defined<Group>({
      label: title || undefined,
      arms: members.length > 0 ? members : undefined,
      period: crossover ? periodOf(title) : undefined,
      description: description && plain(description) !== plain(title) ? description : undefined,
    });
    sources.add(`groups.${id}`, most?.field ?? field);
  }
  const found = new Map<GroupSet, Map<string, string>>();
  let asArms = 0;
  let asGroups = 0;
  const mapped = new Map([...alike.values()].map((own) => [own, new Map<string, string>()]));
  for (const [own, ids] of mapped) for (const [id, key] of own) ids.set(id, idOf.get(key) ?? key);
  for (const [set, own] of keys) {
    for (const key of own.values())
      if (all.get(key)?.arm) asArms++;
      else asGroups++;
    found.set(set, mapped.get(own) ?? new Map());
  }
  return { groups, ids: found, counts: { arms: asArms, groups: asGroups } };
}
