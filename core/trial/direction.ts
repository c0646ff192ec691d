/**
 * The direction of a contrast: whether the first side is higher than the second, lower, or neither, as this trial observed it.
 *
 * A reported analysis speaks first; where none does, a test computed from the summary statistics. Significance is two-sided
 * at 0.05. The sign comes from the values, because records name groups in no settled order; an estimate alone has a sign
 * only where its orientation is stated. Everything that calls for care is marked.
 */
import { testOf, type Untestable } from './computed.ts';
import type { Effect } from './effect.ts';
import type { Estimate, PValue } from './quantity/estimate.ts';
import { analysesOf, type Reading, type Verdict, verdictOf } from './reported.ts';
import type { Result, Trial, Value } from './schema.ts';
import { type OrderedBy, pairOf } from './sides.ts';
import { ratioOfValues, type Sign, signOfValues, tell, timing } from './sign.ts';
import type { Test } from './statistics.ts';
import type { Look } from './types.ts';

export const DIRECTIONS = ['higher', 'lower', 'no difference'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Why to be careful with what was observed. */
export const MARKS = [
  /** Nothing but the record's order says which side comes first. */
  'order',
  /** The sides are told the other way round than the rule for k1 and k2 would. */
  'other way round',
  /** The analysis was given to this row by where it stood. */
  'row by order',
  /** The measure has rows, and the record does not say which of them the analysis speaks of. */
  'row unknown',
  /** Going by the values, the estimate was not taken in the order in which its analysis names the sides. */
  'against its order',
  /** The values contradict the stated orientation of the estimate. */
  'orientation contradicts',
  /** The record does not say which way round the estimate was taken, and the values cannot. */
  'orientation unknown',
  'p and interval disagree',
  /** Another reported analysis of the same contrast says otherwise. */
  'analyses disagree',
  /** The significance is that of an interval, not of a p-value. */
  'by interval',
  'one-sided',
  'computed',
  /** What is counted is not participants, so the figures are not independent. */
  'units',
  'not randomized',
  /** Both sides hold the same people, or some of them. */
  'same participants',
] as const;
export type Mark = (typeof MARKS)[number];

/** Why there is no direction. */
export type Missing = Untestable | 'orientation' | 'crossover' | 'time to event' | 'same participants';

/** What a trial observed of a contrast. */
export interface Observed {
  /** As asked, with the row that was found. */
  look: Look;
  /** Where it stands: the position in `results`, and of the analysis that speaks in its `analyses`. */
  result: number;
  analysis?: number;
  orderedBy: OrderedBy;
  /** The direction speaks of time to an event: `higher` is longer. */
  time: boolean;
  direction?: Direction;
  missing?: Missing;
  source?: 'reported' | 'computed';
  p?: PValue;
  sided?: 'one' | 'two';
  method?: string;
  /** The first side relative to the second, where `oriented`; else as it was reported. */
  estimate?: Estimate;
  oriented: boolean;
  /** The effect's `null`: what an estimate of no effect would be. */
  nothing?: Effect['null'];
  /** The test that the values allow, whether or not an analysis speaks. */
  test?: Test;
  values: { first?: Value; second?: Value };
  /** A larger estimate means that the first side is the lower, as a larger hazard means a shorter time. */
  against: boolean;
  /** Which side is the higher, significant or not; undefined where nothing says. */
  sign?: Sign;
  marked: readonly Mark[];
}

interface Pair {
  first: string;
  second: string;
}

/** The reported analysis that speaks of a direction, and what it says. The first that tests a difference, by p before interval. */
function speaking(
  readings: readonly Reading[],
  ratio?: number,
): { reading: Reading; verdict: Verdict; others: Verdict[] } | undefined {
  const said = readings.flatMap((reading) => {
    const verdict = verdictOf(reading, ratio);
    return verdict ? [{ reading, verdict }] : [];
  });
  const chosen = said.find(({ verdict }) => verdict.by === 'p') ?? said[0];
  return chosen && { ...chosen, others: said.filter((one) => one !== chosen).map(({ verdict }) => verdict) };
}

function asDirection(significant: boolean, sign: Sign | undefined): Direction | undefined {
  if (!significant) return 'no difference';
  return sign === 1 ? 'higher' : sign === -1 ? 'lower' : undefined;
}

function computedEstimate(test: Test): Estimate {
  const share = test.method !== "Welch's t";
  const scale = share ? 100 : 1;
  const [low, high] = test.interval ?? [];
  return {
    kind: share ? 'risk difference' : 'difference',
    value: test.difference * scale,
    ...(low === undefined || high === undefined
      ? {}
      : { interval: { low: low * scale, high: high * scale, level: 95, sided: 'two' as const } }),
  };
}

/** Where a look's result stands: the first of its outcome (and row, where one is named) that holds both sides. */
function findResult(trial: Trial, look: Look): number | undefined {
  const index = (trial.results ?? []).findIndex(
    (result) =>
      result.outcome === look.outcome && (look.row === undefined || result.row === look.row) && holds(result, look),
  );
  return index < 0 ? undefined : index;
}

function holds(result: Result, { first, second }: Pair): boolean {
  const values = result.values ?? {};
  if (Object.hasOwn(values, first) && Object.hasOwn(values, second)) return true;
  return analysesOf(result, first, second).length > 0;
}

/** What this trial observed of a look; undefined where it holds no result of it. A side told relative to itself is no contrast. */
export function observe(trial: Trial, look: Look): Observed | undefined {
  const result = look.first === look.second ? undefined : findResult(trial, look);
  return result === undefined ? undefined : observeIn(trial, result, look);
}

/** What one result says of two sides. `result` is its position in `results`; it must hold both. */
export function observeIn(trial: Trial, result: number, pair: Pair): Observed {
  const entry = trial.results?.[result] ?? {};
  const outcomeId = entry.outcome ?? '';
  const outcome = (Object.hasOwn(trial.outcomes ?? {}, outcomeId) && trial.outcomes?.[outcomeId]) || {};
  const value = (id: string) => (Object.hasOwn(entry.values ?? {}, id) ? entry.values?.[id] : undefined);
  const [first, second] = [value(pair.first), value(pair.second)];
  const crossover = trial.design?.model === 'crossover';
  const sides = pairOf(trial, pair.first, pair.second);
  const apart = sides === undefined || sides.relation === 'apart';

  const readings = analysesOf(entry, pair.first, pair.second);
  const { time, reversed } = timing(
    outcome,
    first ?? second,
    readings.some(({ hazards }) => hazards),
  );
  const raw = signOfValues(first, second, time);
  const higher = raw !== undefined && reversed ? (-raw as Sign) : raw;
  const ratio = ratioOfValues(first, second);
  const spoken = speaking(readings, ratio);

  const marked: Mark[] = [];
  if (sides?.by === 'record') marked.push('order');
  else if (sides && sides.first.id !== pair.first) marked.push('other way round');
  const base = {
    look: {
      outcome: outcomeId,
      ...(entry.row === undefined ? {} : { row: entry.row }),
      first: pair.first,
      second: pair.second,
    },
    result,
    orderedBy: sides?.by ?? 'record',
    time,
    values: { ...(first && { first }), ...(second && { second }) },
  };
  const testable = first && second && !crossover && !time && apart ? testOf(first, second) : undefined;
  const test = testable && 'method' in testable ? testable : undefined;
  const common = () => {
    if (entry.units !== undefined) marked.push('units');
    if (trial.design?.allocation === 'non-randomized') marked.push('not randomized');
    if (!apart) marked.push('same participants');
  };

  if (spoken) {
    const { reading, verdict, others } = spoken;
    const against = reversed || (time && reading.estimate?.kind === 'hazard ratio');
    const told = tell(reading, pair.first, higher, against, ratio);
    const sign = higher === undefined || higher === 0 ? (told?.stated ?? higher) : higher;
    const direction = asDirection(verdict.significant, sign);
    if (reading.analysis.matched === 'order') marked.push('row by order');
    if (entry.row === 'unknown') marked.push('row unknown');
    if (told?.mark) marked.push(told.mark);
    if (verdict.disagree) marked.push('p and interval disagree');
    if (others.some(({ significant }) => significant !== verdict.significant)) marked.push('analyses disagree');
    if (verdict.by === 'interval') marked.push('by interval');
    if (reading.analysis.sided === 'one' && verdict.by === 'p') marked.push('one-sided');
    common();
    return {
      ...base,
      analysis: reading.index,
      source: 'reported',
      ...(direction ? { direction } : { missing: 'orientation' }),
      ...(reading.p && !reading.margin ? { p: reading.p, sided: reading.analysis.sided ?? 'two' } : {}),
      ...(reading.analysis.method === undefined ? {} : { method: reading.analysis.method }),
      ...(told ? { estimate: told.estimate } : {}),
      oriented: told?.oriented ?? false,
      against,
      ...(sign === undefined ? {} : { sign }),
      ...(told?.nothing === undefined ? {} : { nothing: told.nothing }),
      ...(test ? { test } : {}),
      marked,
    };
  }
  if (test) marked.push('computed');
  common();
  if (!test) {
    const untestable = testable && 'untestable' in testable ? testable.untestable : 'no values';
    const missing: Missing = !apart
      ? 'same participants'
      : !first || !second
        ? 'no values'
        : crossover
          ? 'crossover'
          : time
            ? 'time to event'
            : untestable;
    return { ...base, missing, oriented: false, against: false, marked };
  }
  const estimate = computedEstimate(test);
  const sign: Sign = test.difference > 0 ? 1 : test.difference < 0 ? -1 : 0;
  const direction = asDirection(test.p < 0.05, sign);
  return {
    ...base,
    source: 'computed',
    ...(direction ? { direction } : { missing: 'no dispersion' }),
    p: { relation: '=', value: test.p },
    sided: 'two',
    method: test.method,
    estimate,
    oriented: true,
    against: false,
    sign,
    nothing: 0,
    test,
    marked,
  };
}
