/**
 * The direction of a contrast: whether the first side is higher than the second, lower, or neither, as this trial observed it.
 *
 * A reported analysis speaks first; where none does, a test computed from the summary statistics. Significance is two-sided
 * at 0.05. The sign comes from the values, because records name groups in no settled order; an estimate alone has a sign
 * only where its orientation is stated. Everything that calls for care is marked.
 */
import { percentagesOf, rowCounts, testOf, type Untestable } from './computed.ts';
import { ALPHA, type Effect, isRatio } from './effect.ts';
import { onceOfOne } from './once.ts';
import { entryOf } from './paths.ts';
import type { Estimate, PValue } from './quantity/estimate.ts';
import { analysesOf, isNoDifference, type Reading, type Verdict, verdictOf } from './reported.ts';
import type { Result, Trial, Value } from './schema.ts';
import { asHeld, type OrderedBy, pairOf } from './sides.ts';
import { isBaseline, ratioOfValues, type Sign, signOfValues, tell, timing } from './sign.ts';
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
  /** What was reported as the difference of two shares is not it, and is left out. */
  'not the difference',
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
export type Missing =
  | Untestable
  | 'orientation'
  | 'contradiction'
  | 'crossover'
  | 'time to event'
  | 'share at a time'
  | 'same participants';

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

interface Spoken {
  reading: Reading;
  verdict: Verdict;
  others: readonly Verdict[];
}

/** Whether an analysis reports as the difference of two shares what is not it. */
function isForeign({ estimate }: Reading, { first, second }: Setting): boolean {
  if (!estimate || !first || !second || isRatio(estimate)) return false;
  const shares = percentagesOf(first, second);
  return shares !== undefined && isNoDifference(estimate, shares);
}

/** The reported analysis that speaks of a direction, and what it says. The first that tests a difference, by p before interval. */
function speaking(readings: readonly Reading[], setting: Setting, ratio?: number): Spoken | undefined {
  const said = readings.flatMap((reading) => {
    const verdict = verdictOf(reading, ratio);
    return verdict && !(verdict.by === 'interval' && isForeign(reading, setting)) ? [{ reading, verdict }] : [];
  });
  const chosen = said.find(({ verdict }) => verdict.by === 'p') ?? said[0];
  return chosen && { ...chosen, others: said.filter((one) => one !== chosen).map(({ verdict }) => verdict) };
}

function asDirection(significant: boolean, sign: Sign | undefined): Direction | undefined {
  if (!significant) return 'no difference';
  return sign === 1 ? 'higher' : sign === -1 ? 'lower' : undefined;
}

function computedEstimate({ method, difference, interval }: Test): Estimate {
  const [low, high] = interval ?? [];
  const logs = method === "Welch's t of logarithms";
  const share = !logs && method !== "Welch's t";
  const told = (x: number) => (logs ? Math.exp(x) : share ? x * 100 : x);
  return {
    kind: logs ? 'geometric mean ratio' : share ? 'risk difference' : 'difference',
    value: told(difference),
    ...(low !== undefined &&
      high !== undefined && { interval: { low: told(low), high: told(high), level: 95, sided: 'two' as const } }),
  };
}

/** Where the results of each outcome stand. */
export const placesOf: (trial: Trial) => ReadonlyMap<string, readonly number[]> = onceOfOne((trial: Trial) => {
  const found = new Map<string, number[]>();
  for (const [index, { outcome = '' }] of (trial.results ?? []).entries()) {
    const own = found.get(outcome);
    if (own) own.push(index);
    else found.set(outcome, [index]);
  }
  return found;
});

/**
 * Where a look's result stands: the first of its outcome (and row, where one is named) that holds both sides, those from before
 * anything was given after all others.
 */
function findResult(trial: Trial, look: Look): number | undefined {
  const places = placesOf(trial).get(look.outcome);
  const outcome = entryOf(trial.outcomes, look.outcome) ?? {};
  const find = (before: boolean) =>
    places?.find((index) => {
      const result = trial.results?.[index];
      if (!result || (look.row !== undefined && result.row !== look.row)) return false;
      return isBaseline(outcome, result) === before && holds(result, look);
    });
  return find(false) ?? find(true);
}

function holds(result: Result, { first, second }: Pair): boolean {
  const values = result.values ?? {};
  if (Object.hasOwn(values, first) && Object.hasOwn(values, second)) return true;
  return analysesOf(result, first, second).length > 0;
}

/** What was asked before: of one look an imagining asks several times. */
const askedOf: (trial: Trial) => Map<string, Observed | undefined> = onceOfOne(() => new Map());

/**
 * What this trial observed of a look; undefined where it holds no result of it. A side told relative to itself is no contrast. An arm
 * that the results hold under its only group is told by the group's id.
 */
export function observe(trial: Trial, asked: Look): Observed | undefined {
  const look = asHeld(trial, asked);
  const known = askedOf(trial);
  const key = `${look.first} ${look.second} ${look.outcome} ${look.row ?? '\n'}`;
  const before = known.get(key);
  if (before || known.has(key)) return before;
  const result = look.first === look.second ? undefined : findResult(trial, look);
  const found = result === undefined ? undefined : observeIn(trial, result, look);
  known.set(key, found);
  return found;
}

/** What is known of two sides in one result before anything is concluded from it. */
interface Setting {
  trial: Trial;
  entry: Result;
  first: Value | undefined;
  second: Value | undefined;
  time: boolean;
  /** The values run against time to an event: the more had it, the shorter the time. */
  reversed: boolean;
  /** Of time to an event, what is told is the share without it at a time. */
  share: boolean;
  /** Both sides hold people of their own. */
  apart: boolean;
  /** Cautions about the two sides, whatever is said of them. */
  order: readonly Mark[];
  test: Test | undefined;
  untestable: Untestable | undefined;
}

type Conclusion = Omit<Observed, 'look' | 'result' | 'orderedBy' | 'time' | 'values'>;

/** Cautions about the people and about what is counted. */
function aboutPeople({ entry, trial, apart }: Setting, marked: Mark[]): Mark[] {
  if (entry.units !== undefined) marked.push('units');
  if (trial.design?.allocation === 'non-randomized') marked.push('not randomized');
  if (!apart) marked.push('same participants');
  return marked;
}

function fromReport(setting: Setting, pair: Pair, spoken: Spoken, ratio: number | undefined): Conclusion {
  const { entry, first, second, time, reversed, test } = setting;
  const { reading, verdict, others } = spoken;
  const { analysis, p, margin } = reading;
  const raw = signOfValues(first, second, time);
  const higher = raw !== undefined && reversed ? (-raw as Sign) : raw;
  const against = reversed || (time && reading.estimate?.kind === 'hazard ratio');
  const foreign = isForeign(reading, setting);
  const told = foreign ? undefined : tell(reading, pair.first, higher, against, ratio);
  const sign = higher === undefined || higher === 0 ? (told?.stated ?? higher) : higher;
  // Against the interval and the values of the same sides, p is most likely mistaken; which of them is, nothing says.
  const mistaken = verdict.contradict && test !== undefined && test.p < ALPHA !== verdict.significant;
  // An estimate that is significant one way round, where the values lie the other way and are not: neither settles the sign.
  const opposed = verdict.significant && told?.mark === 'orientation contradicts' && !(test && test.p < ALPHA);
  const contradicted = mistaken || opposed;
  const direction = contradicted ? undefined : asDirection(verdict.significant, sign);
  const marked: Mark[] = [...setting.order];
  if (analysis.matched === 'order') marked.push('row by order');
  if (entry.row === 'unknown') marked.push('row unknown');
  if (told?.mark) marked.push(told.mark);
  if (foreign) marked.push('not the difference');
  if (verdict.disagree && !mistaken) marked.push('p and interval disagree');
  if (others.some(({ significant }) => significant !== verdict.significant)) marked.push('analyses disagree');
  if (verdict.by === 'interval') marked.push('by interval');
  if (analysis.sided === 'one' && verdict.by === 'p') marked.push('one-sided');
  aboutPeople(setting, marked);
  return {
    analysis: reading.index,
    source: 'reported',
    ...(direction ? { direction } : { missing: contradicted ? ('contradiction' as const) : ('orientation' as const) }),
    ...(p && !margin ? { p, sided: analysis.sided ?? 'two' } : {}),
    ...(analysis.method === undefined ? {} : { method: analysis.method }),
    ...(told ? { estimate: told.estimate } : {}),
    oriented: told?.oriented ?? false,
    against,
    ...(sign === undefined ? {} : { sign }),
    ...(told?.nothing === undefined ? {} : { nothing: told.nothing }),
    ...(test ? { test } : {}),
    marked,
  };
}

function fromValues(setting: Setting): Conclusion {
  const { trial, first, second, time, apart, test } = setting;
  if (!test) {
    const missing: Missing = !apart
      ? 'same participants'
      : !first || !second
        ? 'no values'
        : trial.design?.model === 'crossover'
          ? 'crossover'
          : time
            ? setting.share
              ? 'share at a time'
              : 'time to event'
            : (setting.untestable ?? 'no values');
    return { missing, oriented: false, against: false, marked: aboutPeople(setting, [...setting.order]) };
  }
  const sign = Math.sign(test.difference) as Sign;
  const direction = asDirection(test.p < ALPHA, sign);
  const conclusion: Conclusion = {
    source: 'computed',
    p: { relation: '=', value: test.p },
    sided: 'two',
    method: test.method,
    estimate: computedEstimate(test),
    oriented: true,
    against: false,
    sign,
    nothing: test.method === "Welch's t of logarithms" ? 1 : 0,
    test,
    marked: aboutPeople(setting, [...setting.order, 'computed']),
  };
  if (direction) conclusion.direction = direction;
  else conclusion.missing = 'no dispersion';
  return conclusion;
}

/** What one result says of two sides. `result` is its position in `results`; it must hold both. */
export function observeIn(trial: Trial, result: number, pair: Pair): Observed {
  const entry = trial.results?.[result] ?? {};
  const { outcome: id = '', row, values } = entry;
  const outcome = entryOf(trial.outcomes, id) ?? {};
  const counts = row === undefined || !values ? undefined : rowCounts(row, values);
  const value = (side: string) => {
    const own = entryOf(values, side);
    if (!own || !counts?.has(side)) return own;
    const n = counts.get(side);
    const { n: _, ...rest } = own;
    return n === undefined ? rest : { ...rest, n };
  };
  const [first, second] = [value(pair.first), value(pair.second)];
  const sides = pairOf(trial, pair.first, pair.second);
  const apart = sides === undefined || sides.relation === 'apart';
  const readings = analysesOf(entry, pair.first, pair.second);
  const hazards = readings.some((reading) => reading.hazards);
  const { time, reversed, share } = timing(outcome, first ?? second, hazards, row);
  const testable = first && second && trial.design?.model !== 'crossover' && !time && apart;
  const tested = testable ? testOf(first, second, outcome.unit) : undefined;
  const order: Mark[] =
    sides?.by === 'record' ? ['order'] : sides && sides.first.id !== pair.first ? ['other way round'] : [];
  const setting: Setting = {
    trial,
    entry,
    first,
    second,
    time,
    reversed,
    share,
    apart,
    order,
    test: tested && 'method' in tested ? tested : undefined,
    untestable: tested && 'untestable' in tested ? tested.untestable : undefined,
  };
  const ratio = ratioOfValues(first, second);
  const spoken = speaking(readings, setting, ratio);
  const look: Look = { outcome: id, first: pair.first, second: pair.second };
  if (row !== undefined) look.row = row;
  const seen: Observed['values'] = {};
  if (first) seen.first = first;
  if (second) seen.second = second;
  const concluded = spoken ? fromReport(setting, pair, spoken, ratio) : fromValues(setting);
  return Object.assign(concluded, { look, result, orderedBy: sides?.by ?? 'record', time, values: seen });
}
