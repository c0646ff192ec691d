/** What a reported analysis says of the two sides it compares: whether there is a difference, and what it was told by. */
import { type Effect, isRatio, nullOf, significantByInterval } from './effect.ts';
import { onceOfOne } from './once.ts';
import { parseContrast } from './quantity/contrast.ts';
import { type Estimate, type PValue, parseEstimate, parseP } from './quantity/estimate.ts';
import type { Analysis, Result } from './schema.ts';
import { sidesKey } from './sides.ts';

export interface Reading {
  analysis: Analysis;
  /** Its position among the analyses of its result. */
  index: number;
  sides: readonly string[];
  p?: PValue;
  estimate?: Estimate;
  /** A p of non-inferiority or equivalence: it says nothing of direction. */
  margin: boolean;
  /** The analysis is of times to an event. */
  hazards: boolean;
}

const HAZARDS = /log[- ]?rank|\bcox\b|hazard|kaplan/i;

/** What estimates cannot go beyond: where one lies at its bound, so may its interval's. */
const UTMOST = new Set([0, 100]);

/**
 * An interval that begins or ends at its own estimate has one bound, and where the other should be the estimate was written again
 * (the non-inferiority analyses of NCT00281099).
 */
function withoutItself(estimate: Estimate): Estimate {
  const { value, interval } = estimate;
  if (!interval || UTMOST.has(value) || (interval.low === value) === (interval.high === value)) return estimate;
  if (interval.low === undefined || interval.high === undefined) return estimate;
  const { low, high, level } = interval;
  const open = low === value ? { low: undefined, high } : { low, high: undefined };
  return { ...estimate, interval: { ...open, level, sided: 'one' } };
}

/** An analysis with its quantities read. What cannot be read is left out. */
function readAnalysis(analysis: Analysis, index: number): Reading {
  const p = analysis.p === undefined ? undefined : parseP(analysis.p);
  const read = analysis.estimate === undefined ? undefined : parseEstimate(analysis.estimate);
  const estimate = read && withoutItself(read);
  return {
    analysis,
    index,
    sides: parseContrast(analysis.contrast ?? ''),
    ...(p && p.value >= 0 && p.value <= 1 ? { p } : {}),
    ...(estimate ? { estimate } : {}),
    margin: ['non-inferiority', 'equivalence', 'non-inferiority or equivalence'].includes(analysis.hypothesis ?? ''),
    hazards: estimate?.kind === 'hazard ratio' || HAZARDS.test(analysis.method ?? ''),
  };
}

const NONE: readonly Reading[] = [];

/** What a result's analyses say of two sides, by both: a trial's many contrasts ask for the same. */
const readingsOf = onceOfOne((result: Result) => {
  const found = new Map<string, Reading[]>();
  for (const [index, analysis] of (result.analyses ?? []).entries()) {
    const reading = readAnalysis(analysis, index);
    const [a, b] = reading.sides;
    if (a === undefined || b === undefined || reading.sides.length !== 2) continue;
    const key = sidesKey(a, b);
    found.set(key, [...(found.get(key) ?? []), reading]);
  }
  return found;
});

/** The analyses of exactly these two sides, either way round, in the record's order. */
export function analysesOf(result: Result, first: string, second: string): readonly Reading[] {
  if (!result.analyses || result.analyses.length === 0) return NONE;
  return readingsOf(result).get(sidesKey(first, second)) ?? NONE;
}

/** Whether a p-value is significant two-sided at 0.05; undefined where the bound leaves it open. One-sided: below 0.025. */
function significantByP({ relation, value }: PValue, sided: Analysis['sided']): boolean | undefined {
  const alpha = sided === 'one' ? 0.025 : 0.05;
  // One side's test is blind to a difference the other way.
  if (sided === 'one' && value > 0.975) return undefined;
  switch (relation) {
    case '=':
      return value < alpha;
    case '<':
      return value <= alpha ? true : undefined;
    case '<=':
      return value <= alpha ? true : undefined;
    default:
      return value >= alpha ? false : undefined;
  }
}

/** Whether there is a difference, and by what an analysis says so. */
export interface Verdict {
  significant: boolean;
  by: 'p' | 'interval';
  /** p and interval do not say the same. */
  disagree: boolean;
  /** They cannot both be right: no bound of the interval is the null itself, as rounding makes it, nor does it say so only at another level. */
  contradict: boolean;
}

/** Whether an interval says of no effect, as it stands and at its own level, what it was read to say at 0.05. */
function isPlain({ interval }: Estimate, nothing: Effect['null'], significant: boolean): boolean {
  const { low, high } = interval ?? {};
  if (low === nothing || high === nothing) return false;
  return ((low !== undefined && low > nothing) || (high !== undefined && high < nothing)) === significant;
}

/** What an analysis says of a difference; undefined where it says nothing. `ratio`: that of the two values, where there is one. */
export function verdictOf(reading: Reading, ratio?: number): Verdict | undefined {
  const { p, estimate, margin, analysis } = reading;
  const nothing = estimate && nullOf(estimate, ratio);
  const byInterval = estimate && nothing !== undefined ? significantByInterval(estimate, nothing) : undefined;
  const byP = p && !margin ? significantByP(p, analysis.sided) : undefined;
  if (byP !== undefined) {
    const disagree = byInterval !== undefined && byInterval !== byP;
    const plain = disagree && estimate !== undefined && nothing !== undefined && isPlain(estimate, nothing, byInterval);
    return { significant: byP, by: 'p', disagree, contradict: plain };
  }
  // An interval drawn to one side of a margin is about the margin.
  if (byInterval === undefined || (margin && estimate?.interval?.sided === 'one')) return undefined;
  return { significant: byInterval, by: 'interval', disagree: false, contradict: false };
}

/** What a figure may be off by that was rounded where it ends. */
const rounding = (figure: number) => 0.51 * 10 ** -(String(figure).split('.')[1]?.length ?? 0);
/** Percentage points that an adjusted difference may be off that of the values and still be it. */
const ADJUSTED = 2;

/**
 * Whether what is reported as the difference of two shares cannot be it: one side's own share, or more than the larger of them, while the
 * values' difference lies outside the reported interval and not near. `shares` in percent; what is reported may be in percent or not.
 */
export function isNoDifference({ kind, value, interval }: Estimate, shares: readonly [number, number]): boolean {
  if (kind !== 'difference' && kind !== 'risk difference') return false;
  const [size, of] = [Math.abs(value), Math.abs(shares[0] - shares[1])];
  const off = rounding(value);
  if ([1, 100].some((unit) => Math.abs(size - of / unit) <= Math.max(off, ADJUSTED / unit))) return false;
  const bounds = [interval?.low, interval?.high].filter((bound) => bound !== undefined);
  const within = (x: number) => bounds.length === 2 && Math.min(...bounds) <= x && x <= Math.max(...bounds);
  if ([of, -of, of / 100, -of / 100].some(within)) return false;
  const own = shares.some((share) => Math.abs(size - share) <= off || Math.abs(size - share / 100) <= off);
  return own || size > Math.max(...shares) + off;
}

/** Which side the estimate is told relative to which, where the record says so: `[numerator, denominator]` as ids. */
export function statedOrientation({ analysis, sides }: Reading): readonly [string, string] | undefined {
  const [first, second] = sides;
  if (first === undefined || second === undefined || analysis.orientation === undefined) return undefined;
  return analysis.orientation.startsWith('first') ? [first, second] : [second, first];
}

/** The sign of an estimate as it was taken: 1 where its numerator or minuend is the larger, −1 where the smaller, 0 neither. */
export function signOf(estimate: Estimate, nothing: Effect['null']): -1 | 0 | 1 {
  const value = isRatio(estimate) ? Math.log(estimate.value / (nothing || 1)) : estimate.value;
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}
