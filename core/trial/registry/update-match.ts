/** Which arm, group or outcome of a fresh record is which of a document's, and a fresh trial in the document's ids. */
import { formatContrast, parseContrast } from '../quantity/contrast.ts';
import type { Arm, Component, Group, Harms, Outcome, Result, Trial } from '../schema.ts';
import { withoutSalt } from './drug-names.ts';
import { fold } from './text.ts';

/** What something is recognised by. */
interface Known {
  id: string;
  /** The field of the record that it came from. */
  source: string | undefined;
  /** What is said of it, the most telling first; empty where nothing is said. */
  said: readonly string[];
}

/** Ids of the fresh trial, and what the document calls them. */
type Renaming = ReadonlyMap<string, string>;

const plain = (...parts: (string | undefined)[]): string => {
  const words = parts.map((part) =>
    fold(part ?? '')
      .replace(/[^a-z0-9.%]+/g, ' ')
      .trim(),
  );
  return words.some(Boolean) ? words.join('|') : '';
};

/**
 * Pairs what is fresh with what the document has. The same field of the record and the same text is certain; then the same text,
 * where it is one thing's on both sides; then the same field, for positions shift when a record gains an arm; then the same id.
 */
function pair(old: readonly Known[], fresh: readonly Known[]): Map<string, string> {
  const paired = new Map<string, string>();
  let left = [...old];
  let open = [...fresh];
  const by = (keyOf: (one: Known) => string | undefined) => {
    const claims = (things: readonly Known[]) => {
      const found = new Map<string, Known[]>();
      for (const one of things) {
        const key = keyOf(one);
        if (key) found.set(key, [...(found.get(key) ?? []), one]);
      }
      return found;
    };
    const olds = claims(left);
    for (const [key, [one, ...more]] of claims(open)) {
      const [known, ...others] = olds.get(key) ?? [];
      if (one && known && more.length === 0 && others.length === 0) paired.set(one.id, known.id);
    }
    const taken = new Set(paired.values());
    left = left.filter(({ id }) => !taken.has(id));
    open = open.filter(({ id }) => !paired.has(id));
  };
  const levels = Math.max(0, ...fresh.map(({ said }) => said.length));
  for (let level = 0; level < levels; level++)
    by(({ source, said }) => (source && said[level] ? `${source}\n${said[level]}` : undefined));
  for (let level = 0; level < levels; level++) by(({ said }) => said[level]);
  for (let level = 0; level < levels; level++) by(({ id, said }) => said[level] && `${id}\n${said[level]}`);
  by(({ source }) => source);
  by(({ id }) => id);
  return paired;
}

/** The other names of a fresh trial: paired ones are the document's, new ones must not be taken there. */
function renaming(old: readonly Known[], fresh: readonly Known[], taken: ReadonlySet<string>): Map<string, string> {
  const names = pair(old, fresh);
  const used = new Set([...taken, ...old.map(({ id }) => id)]);
  for (const { id } of fresh) {
    if (names.has(id)) continue;
    let name = id;
    for (let number = 2; used.has(name); number++) name = `${id}-${number}`;
    used.add(name);
    names.set(id, name);
  }
  return names;
}

function known<T>(
  section: string,
  trial: Trial,
  things: Record<string, T> = {},
  said: (thing: T) => string[],
): Known[] {
  return Object.entries(things).map(([id, thing]) => ({
    id,
    source: trial.sources?.[`${section}.${id}`],
    said: said(thing),
  }));
}

const givenBy = ({ drug, intervention, dose, schedule }: Component) => plain(drug ?? intervention, dose, schedule);
const saidOfArm = (arm: Arm) => [
  plain(arm.label),
  plain(arm.role, givenBy(arm), ...Object.values(arm.gives ?? {}).map(givenBy)),
];
const saidOfGroup = ({ label, description }: Group) => [plain(label, description), plain(label)];
const saidOfOutcome = ({ rank, measure, time, description }: Outcome) =>
  measure
    ? [
        plain(rank, measure, time, description),
        plain(rank, measure, time),
        plain(measure, time),
        plain(rank, measure),
        plain(measure),
      ]
    : [];

function knownComponents(trial: Trial, arm: string): Known[] {
  const prefix = `arms.${arm}.gives.`;
  const entries = Object.entries(trial.sources ?? {}).filter(([path]) => path.startsWith(prefix));
  return Object.entries(trial.arms?.[arm]?.gives ?? {}).map(([id, one]) => ({
    id,
    source: entries.find(([path, field]) => path.startsWith(`${prefix}${id}.`) && /\]$/.test(field))?.[1],
    said: [withoutSalt(one.drug ?? one.intervention ?? '')],
  }));
}

/** An object's keys by other names, in their order. */
function rekeyed<T>(object: Record<string, T>, name: (key: string) => string): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [name(key), value]));
}

function renamedResult(result: Result, outcomes: Renaming, side: (id: string) => string): Result {
  const { outcome, values, analyses } = result;
  return {
    ...result,
    ...(outcome !== undefined && { outcome: outcomes.get(outcome) ?? outcome }),
    ...(values && { values: rekeyed(values, side) }),
    ...(analyses && {
      analyses: analyses.map((one) =>
        one.contrast === undefined ? one : { ...one, contrast: formatContrast(parseContrast(one.contrast).map(side)) },
      ),
    }),
  };
}

/** A fresh trial in the ids of a document. `imagined` are ids that its scenarios give to arms and outcomes of their own. */
export function inIdsOf(old: Trial, fresh: Trial, imagined: ReadonlySet<string>): Trial {
  const sides = { ...old.arms, ...old.groups };
  const arms = renaming(
    known('arms', old, old.arms, saidOfArm),
    known('arms', fresh, fresh.arms, saidOfArm),
    new Set([...imagined, ...Object.keys(sides)]),
  );
  const groups = renaming(
    known('groups', old, old.groups, saidOfGroup),
    known('groups', fresh, fresh.groups, saidOfGroup),
    new Set([...imagined, ...Object.keys(sides), ...arms.values()]),
  );
  const outcomes = renaming(
    known('outcomes', old, old.outcomes, saidOfOutcome),
    known('outcomes', fresh, fresh.outcomes, saidOfOutcome),
    imagined,
  );
  const components = new Map<string, Renaming>();
  for (const id of Object.keys(fresh.arms ?? {})) {
    const olds = knownComponents(old, arms.get(id) ?? id);
    components.set(id, renaming(olds, knownComponents(fresh, id), new Set()));
  }
  const side = (id: string) => arms.get(id) ?? groups.get(id) ?? id;
  const source = (path: string): string => {
    const [section, id = '', ...rest] = path.split('.');
    const [part, key = ''] = rest;
    if (section === 'arms' && part === 'gives') rest[1] = components.get(id)?.get(key) ?? key;
    const name = section === 'outcomes' || section === 'results' ? (outcomes.get(id) ?? id) : side(id);
    return [section, name, ...rest].join('.');
  };
  const armOf = (id: string, arm: Arm): Arm =>
    arm.gives ? { ...arm, gives: rekeyed(arm.gives, (key) => components.get(id)?.get(key) ?? key) } : arm;
  const renamed: Trial = { ...fresh };
  if (fresh.arms)
    renamed.arms = Object.fromEntries(Object.entries(fresh.arms).map(([id, arm]) => [side(id), armOf(id, arm)]));
  if (fresh.groups)
    renamed.groups = Object.fromEntries(
      Object.entries(fresh.groups).map(([id, group]) => [
        side(id),
        group.arms ? { ...group, arms: group.arms.map(side) } : group,
      ]),
    );
  if (fresh.outcomes) renamed.outcomes = rekeyed(fresh.outcomes, (id) => outcomes.get(id) ?? id);
  if (fresh.results) renamed.results = fresh.results.map((result) => renamedResult(result, outcomes, side));
  if (fresh.harms)
    renamed.harms = Object.fromEntries(
      Object.entries(fresh.harms).map(([kind, told]) => [kind, rekeyed(told as Record<string, string>, side)]),
    ) as Harms;
  if (fresh.sources) renamed.sources = rekeyed(fresh.sources, source);
  return renamed;
}
