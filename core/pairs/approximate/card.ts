/**
 * What a trial is found by as an anchor: names, words and kinds, no results. Small enough for many thousands to be in memory, and plain data, so that it can
 * be kept beside a record. Pure.
 */
import * as z from 'zod';
import { statisticOf } from '../../trial/computed.ts';
import { contrastsOf } from '../../trial/contrast.ts';
import { parseAge, spanDays } from '../../trial/quantity/span.ts';
import { parseTime } from '../../trial/quantity/time.ts';
import type { Outcome, Statistic, Trial } from '../../trial/schema.ts';
import { givenIn, type Side, sideOf } from '../../trial/sides.ts';
import { isTimeMeasure } from '../../trial/sign.ts';
import { GENERAL, NO_MORE_THAN_GROUPS } from './condition-groups.ts';
import { conditionKey, coresOf, termAsTreatment, termsOf, treatmentOf } from './terms.ts';

/** What is compared: how long until, how many of, how much. */
export const KINDS = ['time', 'share', 'mean'] as const;
export type Kind = (typeof KINDS)[number];
/** What a side is compared with. */
export const CONTROLS = ['placebo', 'active', 'other'] as const;
export type Control = (typeof CONTROLS)[number];

const text = z.string();
const texts = z.array(text).readonly();

const endpointSchema = z.object({
  words: texts,
  days: z.number().exactOptional(),
  kind: z.enum(KINDS).exactOptional(),
  controls: z.array(z.enum(CONTROLS)).readonly(),
});
export type CardEndpoint = z.infer<typeof endpointSchema>;

export const cardSchema = z
  .object({
    id: text,
    starts: text.exactOptional(),
    posted: text.exactOptional(),
    phase: z.number().exactOptional(),
    sex: text.exactOptional(),
    healthy: z.boolean().exactOptional(),
    children: z.boolean().exactOptional().describe('Some who are under 18 are admitted.'),
    adults: z.boolean().exactOptional(),
    conditions: texts.describe('Folded names and terms (MeSH).'),
    groups: texts.describe('Folded terms (MeSH) above those of the conditions, and pairs of words within these.'),
    drugs: texts.describe('Folded names of what is tried, without placebos and what all are given.'),
    endpoints: z.array(endpointSchema).readonly().describe('Outcomes with an observed direction.'),
    refers: texts.describe('Registry ids that the record names.'),
    keys: texts.describe('Near-duplicates share one (see `twins.ts`).'),
  })
  .describe('What a trial is found by as an anchor.');
export type Card = z.infer<typeof cardSchema>;

/** What is known of a record beyond its trial. */
export interface Terms {
  /** The registry's own terms (MeSH). */
  conditions?: readonly string[];
  interventions?: readonly string[];
  /** Terms that stand above those of the conditions. */
  groups?: readonly string[];
  refers?: readonly string[];
  keys?: readonly string[];
}

const PHASE: Readonly<Record<string, number>> = {
  'early 1': 0.5,
  '1': 1,
  '1/2': 1.5,
  '2': 2,
  '2/3': 2.5,
  '3': 3,
  '4': 4,
};
const GROWN = 18;
const YEAR = 365.25;

/** Ages admitted: whether some are under 18, and whether some are not. */
function agesOf(age: string | undefined): Pick<Card, 'children' | 'adults'> {
  const read = age === undefined ? undefined : parseAge(age);
  if (!read) return {};
  const { low, high } = read;
  return {
    children: low === undefined || spanDays(low) / YEAR < GROWN - 0.5,
    adults: high === undefined || spanDays(high) / YEAR > GROWN,
  };
}

const OF_STATISTIC: Readonly<Partial<Record<Statistic, Kind>>> = {
  count: 'share',
  percent: 'share',
  mean: 'mean',
  lsmean: 'mean',
  gmean: 'mean',
  median: 'mean',
};
const SHARE = /^(?:%|percent|proportion|participants|patients|subjects|responders|events?)\b/i;

/** What an outcome compares, by its words, its unit and the statistic of its values; undefined where nothing says. */
export function kindOf(outcome: Outcome, statistic?: Statistic): Kind | undefined {
  if (isTimeMeasure(outcome)) return 'time';
  const by = statistic && OF_STATISTIC[statistic];
  if (by) return by;
  return SHARE.test(outcome.unit ?? '') ? 'share' : undefined;
}

/** What the second side of a contrast is. */
export function controlOf(side: Side | undefined): Control {
  if (side?.role === 'placebo' || side?.role === 'sham' || side?.role === 'no treatment') return 'placebo';
  return side?.role === 'active comparator' ? 'active' : 'other';
}

/** Everything that an outcome is compared by. */
export function endpointFacts(
  outcome: Outcome,
  row: string | undefined,
  statistic?: Statistic,
): Omit<CardEndpoint, 'controls'> {
  const days = parseTime(outcome.time ?? '')?.days;
  const kind = kindOf(outcome, statistic);
  return {
    words: [...new Set(termsOf(`${outcome.measure ?? ''} ${row ?? ''}`))],
    ...(days !== undefined && { days }),
    ...(kind && { kind }),
  };
}

function endpointsOf(trial: Trial): CardEndpoint[] {
  const found = new Map<string, CardEndpoint & { controls: Control[] }>();
  for (const contrast of contrastsOf(trial)) {
    const { look } = contrast;
    const known = found.get(look.outcome);
    const control = controlOf(sideOf(trial, look.second));
    // What was observed is read for the first of its kind alone: a trial can have thousands of contrasts.
    if (known?.controls.includes(control)) continue;
    const { observed } = contrast;
    if (observed.direction === undefined) continue;
    if (known) {
      known.controls.push(control);
      continue;
    }
    const value = observed.values.first ?? observed.values.second;
    const outcome = trial.outcomes?.[look.outcome] ?? {};
    found.set(look.outcome, {
      ...endpointFacts(outcome, undefined, value && statisticOf(value)),
      controls: [control],
    });
  }
  return [...found.values()];
}

const unique = (all: Iterable<string | undefined>): string[] => [...new Set(all)].flatMap((one) => one || []);

/**
 * What is tried: given in some arms that give anything and not in all of them, for what all are given is what they have in common; what is given, where
 * that is all there is.
 */
function triedIn(trial: Trial): { tried: string[]; common: ReadonlySet<string> } {
  const given = Object.values(trial.arms ?? {})
    .map((arm) => new Set(givenIn(arm).flatMap((one) => treatmentOf(one) ?? [])))
    .filter(({ size }) => size > 0);
  const all = unique(given.flatMap((arm) => [...arm]));
  const common = new Set(given.length > 1 ? all.filter((drug) => given.every((arm) => arm.has(drug))) : []);
  const tried = all.filter((drug) => !common.has(drug));
  return tried.length > 0 ? { tried, common } : { tried: all, common: new Set() };
}

/** The card of a trial. */
export function cardOf(trial: Trial, terms: Terms = {}): Card {
  const { population = {}, design = {} } = trial;
  const { tried, common } = triedIn(trial);
  const conditions = [...(population.condition ?? []), ...(terms.conditions ?? [])];
  const names = unique(conditions.map(conditionKey));
  const phase = PHASE[String(design.phase)];
  return {
    id: trial.trial ?? '',
    ...(design.start !== undefined && { starts: design.start }),
    ...(design['results-posted'] !== undefined && { posted: design['results-posted'] }),
    ...(phase !== undefined && { phase }),
    ...(population.sex !== undefined && { sex: population.sex }),
    ...(population.healthy !== undefined && { healthy: population.healthy }),
    ...agesOf(population.age),
    conditions: names.filter((name) => !GENERAL.has(name) && !NO_MORE_THAN_GROUPS.has(name)),
    groups: unique([
      ...(terms.groups ?? []).map(conditionKey),
      ...names.filter((name) => NO_MORE_THAN_GROUPS.has(name)),
      ...conditions.flatMap(coresOf),
    ]).filter((name) => !GENERAL.has(name)),
    drugs: unique([...tried, ...(terms.interventions ?? []).map(termAsTreatment)]).filter((drug) => !common.has(drug)),
    endpoints: endpointsOf(trial),
    refers: [...(terms.refers ?? [])],
    keys: [...(terms.keys ?? [])],
  };
}
