/**
 * A document's trial and a fresh one, which is in its ids, as one: what the record says is taken from the fresh one, what is a
 * person's from the document, in the document's order.
 */
import { equal, own } from '../edit/rewrite.ts';
import { put } from '../paths.ts';
import { parseContrast } from '../quantity/contrast.ts';
import {
  type Arm,
  analysisSchema,
  componentSchema,
  type Outcome,
  type Result,
  resultSchema,
  type Trial,
  type Value,
  valueSchema,
} from '../schema.ts';
import type { Path } from '../types.ts';
import type { Keeper } from './update-keep.ts';

type Plain = Record<string, unknown>;

/** Lists whose order says nothing. */
const sameMembers = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) && equal(a.toSorted(), b.toSorted());

/** What is new among `fresh`, put behind what it follows there; the rest in the order that it has. */
function inPlace<T>(kept: readonly T[], fresh: readonly T[]): T[] {
  const out = [...kept];
  const present = new Set(kept);
  let at = 0;
  for (const one of fresh) {
    if (present.has(one)) at = out.indexOf(one) + 1;
    else out.splice(at++, 0, one);
  }
  return out;
}

/** The keys of a map: the record's where it has them, a person's where they stay. */
function mergeKeys(old: Plain, fresh: Plain, stays: (key: string) => boolean): Plain {
  const out: Plain = {};
  for (const [key, value] of Object.entries(old)) {
    const now = own(fresh, key);
    if (now === undefined ? stays(key) : sameMembers(value, now)) put(out, key, value);
    else if (now !== undefined) put(out, key, now);
  }
  for (const [key, value] of Object.entries(fresh))
    if (value !== undefined && own(old, key) === undefined) put(out, key, value);
  return out;
}

/** A map of ids: what both have is merged, what is new comes where the record has it. */
function mergeIds<T>(
  old: Readonly<Record<string, T>> = {},
  fresh: Readonly<Record<string, T>> = {},
  stays: (id: string) => boolean,
  merge: (id: string, old: T, fresh: T) => T,
): Record<string, T> | undefined {
  const kept = Object.keys(old).filter((id) => own(fresh, id) !== undefined || stays(id));
  const ids = inPlace(kept, Object.keys(fresh));
  const entries = ids.flatMap((id): [string, T][] => {
    const before = own(old, id);
    const now = own(fresh, id);
    if (before === undefined) return now === undefined ? [] : [[id, now]];
    return [[id, now === undefined ? before : merge(id, before, now)]];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

const GIVEN = Object.keys(componentSchema.shape);
const STATISTICS = new Set(Object.keys(valueSchema.shape));
const ANALYSIS = new Set(Object.keys(analysisSchema.shape));
const RESULT = new Set(Object.keys(resultSchema.shape));

export class Merge {
  readonly #keeper: Keeper;
  readonly #old: Trial;
  readonly #fresh: Trial;
  /** For items of lists, which item of the document they are. */
  readonly origins = new Map<object, number>();

  constructor(keeper: Keeper, fresh: Trial) {
    this.#keeper = keeper;
    this.#old = keeper.parsed.trial;
    this.#fresh = fresh;
  }

  trial(): Trial {
    const old = this.#old;
    const fresh = this.#fresh;
    const keeper = this.#keeper;
    const outcomes = mergeIds(old.outcomes, fresh.outcomes, (id) => this.#outcomeStays(id), outcome);
    const results = this.#results(new Set(Object.keys(outcomes ?? {})));
    const harms = mergeIds(
      old.harms as Record<string, Record<string, string>>,
      fresh.harms as Record<string, Record<string, string>>,
      () => true,
      (_, before, now) =>
        mergeIds(
          before,
          now,
          (id) => this.#sideStays(id),
          (_id, _before, figure) => figure,
        ) ?? now,
    );
    // What stays in the results needs its arms and groups.
    for (const { values, analyses } of results)
      for (const id of [...Object.keys(values ?? {}), ...(analyses ?? []).flatMap(sidesOf)]) keeper.references.side(id);
    for (const told of Object.values(harms ?? {})) for (const id of Object.keys(told)) keeper.references.side(id);
    const groups = mergeIds(
      old.groups,
      fresh.groups,
      (id) => keeper.stays(['groups', id]),
      (_, before, now) => mergeKeys(before, now, () => true),
    );
    for (const { arms = [] } of Object.values(groups ?? {})) for (const id of arms) keeper.references.side(id);
    const arms = mergeIds(
      old.arms,
      fresh.arms,
      (id) => keeper.stays(['arms', id]),
      (id, before, now) => this.#arm(id, before, now),
    );
    const merged: Plain = {
      ...old,
      title: fresh.title ?? old.title,
      population: part(old.population, fresh.population),
      arms,
      groups,
      outcomes,
      design: part(old.design, fresh.design),
      results: results.length > 0 ? results : undefined,
      harms,
      sources: fresh.sources ?? old.sources,
    };
    for (const key of Object.keys(merged)) if (merged[key] === undefined) delete merged[key];
    return merged;
  }

  #outcomeStays(id: string): boolean {
    return (
      this.#keeper.stays(['outcomes', id]) ||
      (this.#old.results ?? []).some(
        (one, index) => one.outcome === id && (!this.#keeper.reported(id) || this.#keeper.wanted(['results', index])),
      )
    );
  }

  #sideStays(id: string): boolean {
    const { references } = this.#keeper;
    const isThere = own(this.#fresh.arms ?? {}, id) ?? own(this.#fresh.groups ?? {}, id);
    // A figure of an arm that the record still has is the record's to withdraw.
    return isThere
      ? false
      : references.at(['arms', id]) || references.at(['groups', id]) || !this.#keeper.sideFromRecord(id);
  }

  #arm(id: string, old: Arm, fresh: Arm): Arm {
    const path: Path = ['arms', id];
    const keeper = this.#keeper;
    const changesForm = (old.gives !== undefined) !== (fresh.gives !== undefined) && gives(old) && gives(fresh);
    if (changesForm) {
      const perturbed = [...GIVEN, 'gives'].some((key) => keeper.references.at([...path, key]));
      const { facts, given } = divided(fresh);
      const own = divided(old);
      // An arrow or a step would lose what it speaks of.
      if (perturbed) return { ...mergeKeys(own.facts, facts, () => true), ...own.given };
      return { ...mergeKeys(own.facts, facts, () => true), ...given };
    }
    const { gives: before, ...flat } = old;
    const { gives: now, ...facts } = fresh;
    const merged = this.#component(path, flat, facts) as Arm;
    const several = mergeIds(
      before,
      now,
      (key) => keeper.stays([...path, 'gives', key]),
      (key, one, other) => this.#component([...path, 'gives', key], one, other),
    );
    return several ? { ...merged, gives: several } : merged;
  }

  /** What is given is the record's as a whole: another name or kind of it leaves nothing of the former one. */
  #component(path: Path, old: Plain, fresh: Plain): Plain {
    const named = fresh.drug !== undefined || fresh.intervention !== undefined;
    const replaced = new Set(named ? ['drug', 'intervention', 'type'] : []);
    return mergeKeys(old, fresh, (key) =>
      replaced.has(key) && this.#keeper.fromRecord([...path, 'drug'])
        ? this.#keeper.wanted([...path, key])
        : this.#keeper.stays([...path, key]),
    );
  }

  #results(outcomes: ReadonlySet<string>): Result[] {
    const old = this.#old.results ?? [];
    const fresh = this.#fresh.results ?? [];
    const mergedOf = new Map<Result, Result>();
    const kept: Result[] = [];
    const paired = pairRows(old, fresh);
    const unchanged = (outcome: string | undefined) =>
      fresh.every((one) => one.outcome !== outcome || equal(one, old[paired.indexOf(one)]));
    for (const [index, before] of old.entries()) {
      const now = paired[index];
      if (now) {
        const merged = this.#result(index, before, now);
        this.origins.set(merged, index);
        mergedOf.set(now, merged);
        kept.push(merged);
      } else if (this.#resultStays(index, before, outcomes, unchanged)) {
        this.origins.set(before, index);
        kept.push(before);
      }
    }
    return inPlace(
      kept,
      fresh.map((one) => mergedOf.get(one) ?? one),
    );
  }

  /** Beside rows that the record still has word for word, one that it does not have is a person's. */
  #resultStays(
    index: number,
    { outcome, row }: Result,
    outcomes: ReadonlySet<string>,
    unchanged: (outcome: string | undefined) => boolean,
  ): boolean {
    const keeper = this.#keeper;
    if (outcome === undefined || !outcomes.has(outcome))
      return outcome === undefined || own(this.#old.outcomes ?? {}, outcome) === undefined;
    if (!keeper.reported(outcome) || hasRow(keeper, row) || keeper.wanted(['results', index])) return true;
    const reported = (this.#fresh.results ?? []).some((one) => one.outcome === outcome);
    if (!reported)
      return keeper.references.at(['outcomes', outcome]) || own(this.#fresh.outcomes ?? {}, outcome) === undefined;
    return unchanged(outcome);
  }

  #result(index: number, old: Result, fresh: Result): Result {
    const stays = (known: ReadonlySet<string>) => (key: string) => !known.has(key);
    const values = mergeIds<Value>(
      old.values,
      fresh.values,
      (id) => this.#sideStays(id),
      (_, before, now) => mergeKeys(before, now, stays(STATISTICS)),
    );
    const analyses = this.#analyses(index, old, fresh);
    const { values: _values, analyses: _analyses, ...before } = old;
    const { values: _now, analyses: _tests, ...now } = fresh;
    return {
      ...mergeKeys(before, now, stays(RESULT)),
      ...(values && { values }),
      ...(analyses.length > 0 && { analyses }),
    };
  }

  #analyses(index: number, old: Result, fresh: Result): NonNullable<Result['analyses']> {
    const before = old.analyses ?? [];
    const now = fresh.analyses ?? [];
    const paired = pairBy(before, now, ({ contrast = '' }) => contrast);
    const asBefore = equal(old.values, fresh.values) && now.every((one) => equal(one, before[paired.indexOf(one)]));
    const mergedOf = new Map<object, Plain>();
    const kept: Plain[] = [];
    for (const [position, one] of before.entries()) {
      const other = paired[position];
      const staying =
        asBefore ||
        sidesOf(one).some((id) => this.#sideStays(id)) ||
        this.#keeper.wanted(['results', index, 'analyses', position]);
      if (!other && !staying) continue;
      const merged = other ? mergeKeys(one, other, (key) => !ANALYSIS.has(key)) : { ...one };
      this.origins.set(merged, position);
      if (other) mergedOf.set(other, merged);
      kept.push(merged);
    }
    return inPlace(
      kept,
      now.map((one) => mergedOf.get(one) ?? one),
    );
  }
}

const sidesOf = ({ contrast = '' }: { contrast?: string | undefined }) => parseContrast(contrast);
const gives = (arm: Arm) => arm.gives !== undefined || GIVEN.some((key) => arm[key] !== undefined);
const hasRow = (keeper: Keeper, row: string | undefined) => row !== undefined && keeper.references.rows.has(row);

function divided(arm: Arm): { facts: Plain; given: Plain } {
  const isGiven = ([key]: [string, unknown]) => key === 'gives' || GIVEN.includes(key);
  const entries = Object.entries(arm);
  return {
    facts: Object.fromEntries(entries.filter((entry) => !isGiven(entry))),
    given: Object.fromEntries(entries.filter(isGiven)),
  };
}

/** Which way is good is a judgement: a person's stands. */
function outcome(_: string, old: Outcome, fresh: Outcome): Outcome {
  return mergeKeys(old, old.better === undefined ? fresh : { ...fresh, better: old.better }, () => true);
}

function part<T extends Plain>(old: T | undefined, fresh: T | undefined): Plain | undefined {
  return old && fresh ? mergeKeys(old, fresh, () => true) : (fresh ?? old);
}

function grouped<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

/** For each of `old` its counterpart in `fresh`: by a key that names it, else in order where as many are left on both sides. */
function pairBy<T extends object>(
  old: readonly T[],
  fresh: readonly T[],
  keyOf: (one: T) => string,
): (T | undefined)[] {
  const left = new Set(fresh);
  const byKey = grouped(fresh, keyOf);
  const paired = old.map((one) => {
    const same = byKey.get(keyOf(one)) ?? [];
    const other =
      same.find((candidate) => left.has(candidate) && equal(candidate, one)) ??
      same.find((candidate) => left.has(candidate));
    if (other) left.delete(other);
    return other;
  });
  const open = paired.flatMap((other, index) => (other ? [] : [index]));
  if (open.length === left.size) for (const [i, other] of [...left].entries()) paired[open[i] ?? -1] = other;
  return paired;
}

/** The same for the rows of each outcome. */
function pairRows(old: readonly Result[], fresh: readonly Result[]): (Result | undefined)[] {
  const paired: (Result | undefined)[] = new Array(old.length).fill(undefined);
  for (const [name, rows] of grouped(old, ({ outcome = '' }) => outcome)) {
    const own = fresh.filter(({ outcome = '' }) => outcome === name);
    for (const [i, other] of pairBy(rows, own, ({ row = '' }) => row).entries()) {
      const one = rows[i];
      if (one) paired[old.indexOf(one)] = other;
    }
  }
  return paired;
}
