/**
 * Who the groups of the results are. Half of them carry an arm's label; the others name it another way, or are none: arms
 * pooled, a part of one, a period of a crossover. A group that is not plainly one arm becomes an entry of `groups`, with the
 * arms that its title names. The order of ids in a record says nothing and is not used.
 */
import type { Group } from '../schema.ts';
import { amountsIn, titleIds, withoutEnumeration, wordsOfTitle } from './ids.ts';
import type { RegistryGroup } from './measures.ts';
import { defined } from './record.ts';
import type { Sources } from './sources.ts';
import { cleanLine, cleanText, fold } from './text.ts';

/** What is known of an arm, to recognise it by. */
export interface KnownArm {
  id: string;
  label: string;
  description: string;
  placebo: boolean;
  /** Names of what is given, other names among them. */
  names: readonly string[];
  /** Where doses may stand. */
  texts: readonly string[];
}

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

const HARMLESS = new Set(
  'mg once daily oad prn od qd bid tid qw weekly study control controls treatment therapy alone only active group groups arm arms regimen dose dosage tablet tablets capsule capsules oral injection drug medication hcl hydrochloride citrate sodium acetate patients participants subjects'.split(
    ' ',
  ),
);
const EVERYONE =
  /^(?:all|total|overall|entire|whole|combined|pooled)?\s*(?:(?:treated|enrolled|randomi[sz]ed|evaluable|study|analy[sz]ed)\s*)*(?:participants?|patients?|subjects?|population|cohort|groups?|arms?|total|overall|sample|volunteers|women|men|study|treatments?)?\s*(?:\((?:all|total|itt|safety|overall)[^)]*\))?$/;
const SEQUENCE = /\b(?:followed by|then|first|sequence|cross(?:ed)?[- ]?over|before switching|switch)|(?:->|→|>)/;
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

const PLACEBO = /\bplacebos?\b|\bsham\b/;

const plain = (text: string) =>
  fold(text)
    .replace(/[^a-z0-9.%+]+/g, ' ')
    .trim();
const telling = (title: string) =>
  wordsOfTitle(title)
    .filter((word) => word.kind !== 'filler' && !HARMLESS.has(word.text))
    .map((word) => word.text);

/**
 * What of a folded label is given beside placebos: `retosiban` of `retosiban + atosiban placebo`. All of it where a placebo stands
 * first, or where one thing is given after another.
 */
function besidePlacebos(label: string): string {
  const [first = '', ...others] = label.split(/\s*(?:\+|&|\bplus\b)\s*/);
  if (PLACEBO.test(first) || SEQUENCE.test(label)) return label;
  return [first, ...others.filter((part) => !PLACEBO.test(part))].join(' + ');
}

/** An arm as titles are compared with it; each part is only made when a title asks for it, for most titles are a label. */
class Profile {
  readonly arm: KnownArm;
  readonly id: string;
  readonly plain: string;
  #label: readonly string[] | undefined;
  #names: readonly string[] | undefined;
  #own: readonly string[] | undefined;
  #amounts: ReadonlySet<string> | undefined;
  #explains: ReadonlySet<string> | undefined;
  #doses: ReadonlySet<string> | undefined;
  #described: string | undefined;

  constructor(arm: KnownArm) {
    this.arm = arm;
    this.id = arm.id;
    this.plain = plain(arm.label);
  }

  get #labelled(): readonly string[] {
    this.#label ??= telling(withoutEnumeration(fold(this.arm.label)));
    return this.#label;
  }

  get #named(): readonly string[] {
    this.#names ??= this.arm.names.flatMap((name) => telling(fold(name)));
    return this.#names;
  }

  /** The telling words of the label, but for placebos beside what it gives; where it has none, of what is given. */
  get own(): readonly string[] {
    if (!this.#own) {
      const words = telling(besidePlacebos(withoutEnumeration(fold(this.arm.label))));
      this.#own = [...new Set(words.some((word) => /[a-z]{3}/.test(word)) ? words : this.#named)];
    }
    return this.#own;
  }

  /** The doses that its texts name. */
  get amounts(): ReadonlySet<string> {
    this.#amounts ??= new Set(this.arm.texts.flatMap(amountsIn));
    return this.#amounts;
  }

  /** The doses that it tells itself, and not only what is given in several arms. */
  get #stated(): ReadonlySet<string> {
    this.#doses ??= new Set([this.arm.label, this.arm.description].flatMap(amountsIn));
    return this.#doses;
  }

  /** Whether a title names a dose that is not among those of an arm whose label tells its own. */
  contradicts(title: string): boolean {
    if (amountsIn(this.arm.label).length === 0) return false;
    return amountsIn(title).some((amount) => ![...this.#stated].some((own) => isSameAmount(own, amount)));
  }

  /** Whether all doses of a title, if it has any, are among those that it tells itself. */
  states(title: string): boolean {
    const amounts = amountsIn(title);
    return amounts.length > 0 && amounts.every((amount) => [...this.#stated].some((own) => isSameAmount(own, amount)));
  }

  /**
   * Whether a group by this title may be people of this arm, as far as doses tell: not where it names others than the arm does, nor, of
   * placebo, where it names one and no placebo. Arms that are pooled are named with all their doses.
   */
  mayHold(title: string): boolean {
    const amounts = amountsIn(title);
    if (amounts.length === 0) return true;
    const own = amountsIn(this.arm.label);
    const pooled = own.every((one) => amounts.some((amount) => isSameAmount(one, amount)));
    if (own.length > 0) return pooled || this.states(title);
    const { names } = this.arm;
    if (!PLACEBO.test(title) && names.length > 0 && names.every((name) => PLACEBO.test(fold(name)))) return false;
    return this.amounts.size === 0 || amounts.some((amount) => this.amounts.has(amount));
  }

  /** Everything that a title of this arm may say. */
  get explains(): ReadonlySet<string> {
    if (!this.#explains) {
      const words = [...this.#labelled, ...this.#named];
      const parts = words.flatMap((word) => (word.includes('-') ? word.split('-') : []));
      this.#explains = new Set([...words, ...parts, ...this.amounts, ...(this.arm.placebo ? ['placebo'] : [])]);
    }
    return this.#explains;
  }

  get sequence(): boolean {
    const { label, placebo } = this.arm;
    const words = this.#labelled;
    return SEQUENCE.test(fold(label)) || (!placebo && words.includes('placebo') && words.length > 1);
  }

  isDescribed(description: string): boolean {
    if (!this.arm.description) return false;
    this.#described ??= plain(this.arm.description);
    return this.#described === plain(description);
  }
}

/** Whether two amounts are one, though only one of them says for what: `10mg`, `10mg-kg`. */
const isSameAmount = (one: string, other: string) =>
  one === other || one.startsWith(`${other}-`) || other.startsWith(`${one}-`);

const share = (words: readonly string[], of: ReadonlySet<string>) =>
  words.length === 0 ? 0 : words.filter((word) => of.has(word)).length / words.length;

/** Of arms that a title is as much of one as of another those that tell its doses themselves, else those that its description is of. */
function toldApart(arms: readonly Profile[], title: string, description: string): readonly Profile[] {
  const stating = arms.filter((arm) => arm.states(title));
  return stating.length > 0 ? stating : arms.filter((arm) => arm.isDescribed(description));
}

/** The arm that a group plainly is, if there is one. */
function armOf(title: string, description: string, arms: readonly Profile[]): Profile | undefined {
  const whole = plain(title);
  const same = arms.filter((arm) => arm.plain === whole);
  if (same.length === 1) return same[0];
  if (same.length > 1) {
    const told = same.filter((arm) => arm.isDescribed(description));
    return told.length === 1 ? told[0] : undefined;
  }
  const words = [...new Set(telling(withoutEnumeration(fold(title))))];
  const set = new Set(words);
  if (words.length > 0 && words.some((word) => /[a-z]{2}/.test(word))) {
    const explaining = arms
      .filter((arm) => words.every((word) => arm.explains.has(word)) && !arm.contradicts(title))
      .map((arm) => ({ arm, score: share(arm.own, set) }))
      .sort((a, b) => b.score - a.score);
    const best = explaining.filter(({ score }) => score === explaining[0]?.score).map(({ arm }) => arm);
    const [only, more] = best.length > 1 ? toldApart(best, title, description) : best;
    if (only && !more && (explaining[0]?.score ?? 0) >= (only.sequence ? 1 : 0.5)) return only;
    if (best.length > 0) return undefined;
  }
  const told = description ? arms.filter((arm) => arm.isDescribed(description)) : [];
  return told.length === 1 ? told[0] : undefined;
}

/** The arms that a group which is none itself is made of, as far as its title names them. */
function armsOf(title: string, all: readonly Profile[]): Profile[] {
  const folded = fold(title);
  if (EVERYONE.test(folded.replace(/[^a-z() ]+/g, ' ').trim())) return [...all];
  const set = new Set(telling(folded));
  const whole = ` ${plain(title)} `;
  const arms = all.filter((arm) => arm.mayHold(folded));
  const within = arms.filter(
    (arm) =>
      (arm.own.length > 0 && share(arm.own, set) === 1) || (arm.plain.length > 2 && whole.includes(` ${arm.plain} `)),
  );
  if (within.length > 0)
    return within.filter(
      (arm) =>
        !within.some(
          (other) => other !== arm && other.own.length > arm.own.length && share(arm.own, new Set(other.own)) === 1,
        ),
    );
  const known = [...set].filter((word) => /[a-z]{3}/.test(word) && arms.some((arm) => arm.explains.has(word)));
  return known.length > 0 ? arms.filter((arm) => known.every((word) => arm.explains.has(word))) : [];
}

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
