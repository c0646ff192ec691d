/** What a corpus's index holds of each trial: what is counted, what is chosen by, and the words it is found by. Pure. */
import { sideChange } from '../../imagine/likeness.ts';
import { contrastsOf } from '../../trial/contrast.ts';
import { listOf, partOf, tokenOf } from '../../trial/registry/measures.ts';
import { words } from '../../trial/registry/text.ts';
import type { Design, Trial } from '../../trial/schema.ts';
import { givenIn, type Side, sideOf } from '../../trial/sides.ts';

/** To be raised with whatever changes what is said of a record: an index then reads its records again. */
export const FACTS_VERSION = 2;

export interface Facts {
  title: string;
  type: NonNullable<Design['type']>;
  /** As documents have it: `2`, `2/3`, `not applicable`; absent where the record says none. */
  phase?: string;
  status?: string;
  /** As the registry has it: YYYY, YYYY-MM or YYYY-MM-DD. */
  start?: string;
  registered?: string;
  resultsPosted?: string;
  enrollment?: number;
  randomised: boolean;
  /** The record has a section of results. */
  results: boolean;
  /** Every two sides that a result sets against each other. */
  contrasts: number;
  /** Of these, those whose direction a reported analysis says, and those where it is computed from the values. */
  reported: number;
  computed: number;
  higher: number;
  lower: number;
  noDifference: number;
  /** Contrasts of two sides that differ in nothing but the dose of one drug. */
  doseContrasts: number;
  /** Two of the arms differ in nothing but the dose of one drug. */
  doseRanging: boolean;
  conditions: readonly string[];
  /** The columns of the full-text index. */
  words: { title: string; condition: string; intervention: string; measure: string };
}

const terms = listOf((one) => tokenOf(one.term));

/** The registry's own terms (MeSH) for a record's conditions or interventions. */
function termsOf(json: unknown, module: string): string[] {
  const derived = partOf(partOf(json).derivedSection);
  return terms(partOf(derived[module]).meshes).filter((term) => term !== undefined);
}

const differInDose = (a: Side | undefined, b: Side | undefined) => !!a && !!b && sideChange(a, b)?.kind === 'dose';

function someTwo<T>(all: readonly T[], holds: (a: T, b: T) => boolean): boolean {
  return all.some((a, i) => all.slice(i + 1).some((b) => holds(a, b)));
}

function contrastFacts(trial: Trial) {
  const facts = { contrasts: 0, reported: 0, computed: 0, higher: 0, lower: 0, noDifference: 0, doseContrasts: 0 };
  const dose = new Map<string, boolean>();
  for (const { look, observed } of contrastsOf(trial)) {
    facts.contrasts++;
    if (observed.direction !== undefined) {
      facts[observed.direction === 'no difference' ? 'noDifference' : observed.direction]++;
      facts[observed.source === 'reported' ? 'reported' : 'computed']++;
    }
    const key = `${look.first} ${look.second}`;
    let differ = dose.get(key);
    if (differ === undefined) {
      differ = differInDose(sideOf(trial, look.first), sideOf(trial, look.second));
      dose.set(key, differ);
    }
    if (differ) facts.doseContrasts++;
  }
  return facts;
}

const joined = (texts: Iterable<string | undefined>) => [...new Set(texts)].filter(Boolean).join('\n');

/** The facts of a record and of the trial that it was read as. */
export function factsOf(json: unknown, trial: Trial): Facts {
  const { population = {}, design = {}, arms = {}, outcomes = {} } = trial;
  const conditions = population.condition ?? [];
  const given = Object.values(arms).flatMap((arm) => [
    arm.label,
    ...givenIn(arm).flatMap(({ drug, intervention }) => [drug, intervention]),
  ]);
  const sides = Object.keys(arms).map((id) => sideOf(trial, id));
  const title = trial.title ?? '';
  return {
    title,
    type: design.type ?? 'interventional',
    ...(design.phase !== undefined && { phase: String(design.phase) }),
    ...(design.status !== undefined && { status: design.status }),
    ...(design.start !== undefined && { start: design.start }),
    ...(design.registered !== undefined && { registered: design.registered }),
    ...(design['results-posted'] !== undefined && { resultsPosted: design['results-posted'] }),
    ...(population.enrollment !== undefined && { enrollment: population.enrollment }),
    randomised: design.allocation === 'randomized',
    results: Object.keys(partOf(partOf(json).resultsSection)).length > 0,
    ...contrastFacts(trial),
    doseRanging: someTwo(sides, differInDose),
    conditions,
    words: {
      title,
      condition: joined([...conditions, ...termsOf(json, 'conditionBrowseModule')]),
      intervention: joined([...given, ...termsOf(json, 'interventionBrowseModule')]),
      measure: joined(Object.values(outcomes).map(({ measure }) => measure)),
    },
  };
}

/** A condition as conditions are counted: folded words, so that spellings that differ in case or signs only are one. */
export const conditionKey = (condition: string) => words(condition).join(' ') || condition.trim();
