/**
 * A registry record (ClinicalTrials.gov, API v2) as a trial document. Pure; nothing is guessed silently: what a record
 * does not say is absent, what is a guess is marked, and what is lost is counted.
 */
import type { Result, Trial } from '../schema.ts';
import { readArms } from './arms.ts';
import { type ImportCounts, noCounts } from './counts.ts';
import { readDesign } from './design.ts';
import { type GroupSet, readGroups } from './groups.ts';
import { readHarms } from './harms.ts';
import { Sides } from './orientation.ts';
import { readOutcomes } from './outcomes.ts';
import { readPopulation } from './population.ts';
import { defined, readRecord } from './record.ts';
import { readResults } from './results.ts';
import { Sources } from './sources.ts';

export type { ImportCounts } from './counts.ts';
export type Imported = { trial: Trial; counts: ImportCounts } | { problem: string };

/** Parts of which nothing is known are left out. */
function filled<T extends object>(part: T): T | undefined {
  for (const _ in part) return part;
  return undefined;
}

/** Reads a record. `problem` is one sentence for a person: why this is no record. */
export function importRecord(record: unknown): Imported {
  const read = readRecord(record);
  if ('problem' in read) return read;
  const { study, id } = read;
  const counts = noCounts();
  const { identificationModule: names } = study.protocolSection;
  const sources = new Sources();
  const design = readDesign(study, sources);
  const { arms, known } = readArms(study, sources, counts);
  const outcomes = readOutcomes(study);
  for (const outcome of outcomes) sources.add(`outcomes.${outcome.id}`, outcome.field);
  counts.outcomes = outcomes.length;
  counts.outcomesWithDirection = outcomes.filter((one) => one.outcome.better).length;
  const sets = outcomes.flatMap((one): (GroupSet & { outcome?: string })[] =>
    one.measure ? [{ outcome: one.id, field: `${one.field}.groups`, groups: one.measure.groups }] : [],
  );
  const harmSet: GroupSet = {
    field: 'eventGroups',
    groups: study.resultsSection.adverseEventsModule.eventGroups,
  };
  const groups = readGroups([...sets, harmSet], known, design.model === 'crossover', sources);
  counts.groupsAsArms = groups.counts.arms;
  counts.groupsOwn = groups.counts.groups;
  const sides = new Sides(known, groups.groups);
  const results: Result[] = [];
  const setOf = new Map(sets.map((set) => [set.outcome, set]));
  for (const outcome of outcomes) {
    const set = setOf.get(outcome.id);
    results.push(...readResults(outcome, (set && groups.ids.get(set)) ?? new Map(), sides, sources, counts));
  }
  const harms = readHarms(study, groups.ids.get(harmSet) ?? new Map(), sources, counts);
  const trial = defined<Trial>({
    trial: id,
    title: names.briefTitle ?? names.officialTitle ?? names.acronym,
    population: filled(readPopulation(study)),
    arms: filled(arms),
    groups: filled(groups.groups),
    outcomes: filled(Object.fromEntries(outcomes.map((one) => [one.id, one.outcome]))),
    design: filled(design),
    results: results.length > 0 ? results : undefined,
    harms,
    sources: sources.size > 0 ? sources.all : undefined,
  });
  return { trial, counts };
}
