/**
 * What says the same answers the same: real trials written otherwise, with and without a step. Arms renamed, outcomes, results, arms
 * and groups in another order, notes reworded, doses and times in other units. The records are read, never kept.
 */
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { contrastsOf } from '../../core/trial/contrast.ts';
import { areBeside } from '../../core/trial/held.ts';
import { onlyPlacebo } from '../../core/trial/labels.ts';
import { parse } from '../../core/trial/parse.ts';
import { parseDose } from '../../core/trial/quantity/dose.ts';
import { importRecord } from '../../core/trial/registry/import.ts';
import type { Arm, Component, Result, Trial } from '../../core/trial/schema.ts';
import { sideOf } from '../../core/trial/sides.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';
import { set } from './direction-facts.ts';

const SAMPLES = path.resolve(import.meta.dirname, '../../samples');
const RECORDS = path.resolve(import.meta.dirname, '../../../shared/data/trials');
const FILES = ['with-results.v2.jsonl.gz', 'with-results.from-xml.jsonl.gz'].map((name) => path.join(RECORDS, name));
/** Every so many records, and those in which a name once changed an answer. */
const EVERY = 17;
const NAMED = /"nctId":\s*"(?:NCT00115934|NCT01380080|NCT01491919|NCT01720446|NCT01951625|NCT03370887)"/;
/** At most so many contrasts of one trial are asked about, each of other sides. */
const MOST = 4;

const trials: Trial[] = readdirSync(SAMPLES)
  .filter((name) => name.endsWith('.trial'))
  .map((name) => parse(readFileSync(path.join(SAMPLES, name), 'utf8')).trial);

type Entries<T> = Record<string, T>;
const mapped = <T>(record: Entries<T> | undefined, change: (value: T, id: string, index: number) => T): Entries<T> =>
  Object.fromEntries(Object.entries(record ?? {}).map(([id, value], i) => [id, change(value, id, i)]));
const reversed = <T>(record: Entries<T> | undefined): Entries<T> =>
  Object.fromEntries(Object.entries(record ?? {}).reverse());

/** Every component of every arm, told otherwise. */
const given = (trial: Trial, change: (component: Component) => Component): Trial => ({
  ...trial,
  arms: mapped(trial.arms, (arm) => ({
    ...change(arm),
    ...(arm.gives && { gives: mapped(arm.gives, change) }),
  })),
});

const inDays = (text: string) => text.replace(/^(\d+) weeks$/i, (_, weeks) => `${Number(weeks) * 7} days`);
const inGrams = (text: string) =>
  text.replace(/^(\d+(?:\.\d+)?) mg$/, (_, mg) => `${Number((Number(mg) / 1000).toPrecision(12))} g`);

/** Arms whose name is no more than a name: they state their dose, and no result tells them from a group of their people by what both are called. */
function isJustNamed(trial: Trial, id: string, arm: Arm): boolean {
  const dosed = [arm, ...Object.values(arm.gives ?? {})].some(({ dose }) => dose !== undefined);
  const beside = Object.entries(trial.groups ?? {}).some(
    ([group, { arms }]) => arms?.includes(id) && areBeside(trial, id, group),
  );
  return dosed && !beside && !onlyPlacebo(arm.label ?? id);
}

const SHAMS: Readonly<Record<string, (trial: Trial) => Trial>> = {
  'arms are renamed': (trial) => ({
    ...trial,
    arms: mapped(trial.arms, (arm, id, i) => (isJustNamed(trial, id, arm) ? { ...arm, label: `Team ${i}` } : arm)),
  }),
  'outcomes are in another order': (trial) => ({ ...trial, outcomes: reversed(trial.outcomes) }),
  'results are in another order': (trial) => {
    // Rows stay in theirs: an analysis may be given to one by where it stands.
    const by = new Map<string, Result[]>();
    for (const result of trial.results ?? [])
      by.set(result.outcome ?? '', [...(by.get(result.outcome ?? '') ?? []), result]);
    return { ...trial, results: [...by.values()].reverse().flat() };
  },
  'arms and groups are in another order': (trial) => ({
    ...trial,
    arms: reversed(trial.arms),
    ...(trial.groups && { groups: reversed(trial.groups) }),
  }),
  'notes are reworded': (trial) => ({
    ...trial,
    title: 'Another title',
    arms: mapped(trial.arms, (arm) => ({ ...arm, description: 'Reworded' })),
    ...(trial.groups && { groups: mapped(trial.groups, (group) => ({ ...group, description: 'Reworded' })) }),
    outcomes: mapped(trial.outcomes, (outcome) => ({ ...outcome, description: 'Reworded', population: 'Reworded' })),
    results: (trial.results ?? []).map((result) => ({ ...result, note: 'Reworded' })),
  }),
  'milligrams are told in grams': (trial) =>
    given(trial, (one) => (one.dose === undefined ? one : { ...one, dose: inGrams(one.dose) })),
  'weeks of treatment are told in days': (trial) =>
    given(trial, (one) => (one.duration === undefined ? one : { ...one, duration: inDays(one.duration) })),
  'weeks of outcomes are told in days': (trial) => ({
    ...trial,
    outcomes: mapped(trial.outcomes, (one) => (one.time === undefined ? one : { ...one, time: inDays(one.time) })),
  }),
};

/** Steps that a person may take from a look: more people, another dose, the other side's dose, another time. */
function scenarios(trial: Trial, look: Look): Perturbation[][] {
  const steps: Perturbation[][] = [[]];
  const people = trial.population?.enrollment;
  if (people !== undefined && people > 3) steps.push([set('population.enrollment', people, people * 2)]);
  const [first, second] = [look.first, look.second].map((id) => {
    const [arm, more] = sideOf(trial, id)?.arms ?? [];
    const dose = arm === undefined || more !== undefined ? undefined : trial.arms?.[arm]?.dose;
    return { where: `arms.${arm}.dose`, dose, single: dose !== undefined && parseDose(dose)?.amounts.length === 1 };
  });
  const own = first?.single ? first : second;
  if (own?.single && own.dose !== undefined) {
    const more = own.dose.replace(/\d[\d.]*/, (x) => String(Number((Number(x) * 1.5).toPrecision(6))));
    steps.push([set(own.where, own.dose, more)]);
    if (first?.dose !== undefined && second?.dose !== undefined && first.dose !== second.dose)
      steps.push([set(first.where, first.dose, second.dose)]);
  }
  const time = trial.outcomes?.[look.outcome]?.time;
  if (time !== undefined) steps.push([set(`outcomes.${look.outcome}.time`, time, '20 weeks')]);
  return steps;
}

/** The figures of an answer, but for the last digits. */
function figures(trial: Trial, scenario: Perturbation[], look: Look): string {
  const answer = imagineNow(trial, scenario, look);
  if ('problem' in answer) return answer.problem;
  const { observed, missing, steps } = answer;
  const told = steps.map((step) => ({
    ...step,
    perturbation: undefined,
    subject: undefined,
    landedSubject: undefined,
    obstacle: step.obstacle !== undefined,
    reasons: step.reasons.length,
    evidence: step.evidence.map(({ from, to, nearness }) => ({ from, to, nearness })),
  }));
  return JSON.stringify([observed, missing, told], (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(7)) : value,
  );
}

/** One contrast for every two sides. */
function looksOf(trial: Trial): Look[] {
  const known = new Map<string, Look>();
  for (const { look, observed } of contrastsOf(trial)) {
    const key = `${look.first} ${look.second}`;
    if (observed.direction !== undefined && !known.has(key) && known.size < MOST) known.set(key, look);
  }
  return [...known.values()];
}

interface Asked {
  trial: Trial;
  look: Look;
  scenario: Perturbation[];
  answer: string;
}
const asked: Asked[] = [];

beforeAll(async () => {
  if (FILES.some((file) => !existsSync(file))) {
    console.warn(`No registry records at ${RECORDS}: only the samples are told otherwise.`);
  }
  for (const file of FILES.filter((one) => existsSync(one))) {
    let at = 0;
    for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
      if (line.trim() === '' || (at++ % EVERY !== 0 && !NAMED.test(line.slice(0, 2000)))) continue;
      const imported = importRecord(JSON.parse(line));
      if ('trial' in imported) trials.push(imported.trial);
    }
  }
  for (const trial of trials)
    for (const look of looksOf(trial))
      for (const scenario of scenarios(trial, look))
        asked.push({ trial, look, scenario, answer: figures(trial, scenario, look) });
});

describe.each(Object.entries(SHAMS))('%s', (_, sham) => {
  it('answers the same', () => {
    const told = new Map<Trial, Trial>();
    for (const trial of trials) {
      const otherwise = sham(trial);
      if (JSON.stringify(otherwise) !== JSON.stringify(trial)) told.set(trial, otherwise);
    }
    const wrong: string[] = [];
    let others = 0;
    for (const { trial, look, scenario, answer } of asked) {
      const otherwise = told.get(trial);
      if (!otherwise) continue;
      others++;
      const now = figures(otherwise, scenario, look);
      if (now !== answer) wrong.push(`${trial.trial} ${JSON.stringify([look, scenario])}\n${answer}\n${now}`);
    }
    expect(wrong).toEqual([]);
    expect(others).toBeGreaterThan(20);
  });
});

/** The same trial, its arms called otherwise, in an order that is not theirs. */
function withOtherIds(trial: Trial): { trial: Trial; idOf: (id: string) => string } {
  const ids = new Map(Object.keys(trial.arms ?? {}).map((id, i) => [id, `${i % 2 ? 'aa' : 'zz'}-${i}`]));
  const idOf = (id: string) => ids.get(id) ?? id;
  const keyed = <T>(record: Entries<T> | undefined): Entries<T> =>
    Object.fromEntries(Object.entries(record ?? {}).map(([id, value]) => [idOf(id), value]));
  return {
    idOf,
    trial: {
      ...trial,
      arms: keyed(trial.arms),
      ...(trial.groups && {
        groups: mapped(trial.groups, (group) => ({ ...group, ...(group.arms && { arms: group.arms.map(idOf) }) })),
      }),
      results: (trial.results ?? []).map((result) => ({
        ...result,
        ...(result.values && { values: keyed(result.values) }),
        ...(result.analyses && {
          analyses: result.analyses.map((one) => ({
            ...one,
            ...(one.contrast !== undefined && {
              contrast: one.contrast
                .split(/( vs |, )/)
                .map(idOf)
                .join(''),
            }),
          })),
        }),
      })),
    },
  };
}

describe('ids of arms that are given different things are others', () => {
  it('answers the same', () => {
    const givenBy = (trial: Trial, id: string) =>
      JSON.stringify(sideOf(trial, id)?.gives.map(({ drug, intervention }) => drug ?? intervention));
    const told = (trial: Trial, time: Perturbation[], look: Look) => {
      const answer = imagineNow(trial, time, look);
      if ('problem' in answer) return answer.problem;
      const { direction, probability, estimate } = answer.steps.at(-1) ?? {};
      return JSON.stringify([direction, probability, estimate]);
    };
    const wrong: string[] = [];
    let compared = 0;
    for (const trial of trials) {
      const { trial: otherwise, idOf } = withOtherIds(trial);
      for (const look of looksOf(trial)) {
        if (givenBy(trial, look.first) === givenBy(trial, look.second)) continue;
        const time = trial.outcomes?.[look.outcome]?.time;
        if (time === undefined) continue;
        const step = [set(`outcomes.${look.outcome}.time`, time, '20 weeks')];
        const [before, now] = [
          told(trial, step, look),
          told(otherwise, step, { ...look, first: idOf(look.first), second: idOf(look.second) }),
        ];
        compared++;
        if (before !== now) wrong.push(`${trial.trial} ${JSON.stringify(look)}\n${before}\n${now}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(30);
  });
});
