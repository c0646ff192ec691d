/** How numbers are written for a reader: no more digits than they are worth, and never a certainty that is none. */
import type { PValue } from '../trial/quantity/estimate.ts';
import { formatNumber } from '../trial/quantity/number.ts';
import type { EstimateAnswer } from './answer.ts';

/** Thousands grouped: `12,346`. The runtime's own formatter takes 10 ms to be there, so it is asked only of what is no whole number. */
function grouped(value: number): string {
  return Number.isSafeInteger(value) ? String(value).replace(/\B(?=(?:\d{3})+$)/g, ',') : value.toLocaleString('en');
}

/** Negative figures of a text with a minus sign, as they are set for a reader; in a document the hyphen of a keyboard stands. */
export function minus(text: string): string {
  return text.replace(/(?<=^|[\s(,])-(?=[\d.])/g, '−');
}

/** Three significant digits, thousands whole and grouped: `6.61`, `0.0421`, `12,346`. */
export function figure(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return 'not known';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const whole = size >= 10 ** digits;
  const rounded = whole ? Math.round(value) : Number(value.toPrecision(digits));
  return minus(whole && size >= 10_000 ? grouped(rounded) : formatNumber(rounded));
}

/** 1, 2 or 5 times a power of ten, the smallest that is at least `rough`: from one label of an axis to the next. */
export function roundUp(rough: number): number {
  const size = 10 ** Math.floor(Math.log10(rough));
  return size * ([1, 2, 5].find((factor) => factor * size >= rough) ?? 10);
}

/** A probability with two decimals; `> 0.99` and `< 0.01` where rounding would make it certain. */
export function probability(value: number): string {
  if (value > 0.99) return '> 0.99';
  if (value < 0.01) return '< 0.01';
  return value.toFixed(2);
}

const decimalsOf = (value: number) => {
  const [mantissa = '', exponent = '0'] = formatNumber(value).split('e');
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent));
};

/** How many decimals show so many significant digits of a number of this size. */
function decimalsFor(size: number, digits: number): number {
  const rounded = Number(size.toPrecision(digits));
  return rounded > 0 ? Math.max(0, digits - 1 - Math.floor(Math.log10(rounded))) : 0;
}

/** So many decimals; no zero has a sign. */
function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : minus(text);
}

/**
 * As journals write it (ICMJE, AMA Manual of Style): two decimals, three from 0.001 to 0.01, below that `p < 0.001`; more
 * where rounding would put it on 0.05. Never more digits than it was reported with; a bound stands as it was reported.
 */
export function pText({ relation, value }: PValue): string {
  const sign = { '=': '=', '<': '<', '<=': '≤', '>': '>', '>=': '≥' }[relation];
  if (relation !== '=') return `p ${sign} ${formatNumber(value)}`;
  if (value === 0) return 'p = 0 (as reported)';
  if (value < 0.001) return 'p < 0.001';
  if (value > 0.99) return 'p > 0.99';
  const told = decimalsOf(value);
  const few = Math.min(told, value < 0.01 ? 3 : 2);
  const decimals = [few, 3, 4, 5].find((d) => d >= few && (Number(value.toFixed(d)) !== 0.05 || told <= d)) ?? 5;
  return `p = ${value.toFixed(decimals)}`;
}

/** A number of people, thousands grouped: `4,822`. */
export function people(count: number): string {
  return grouped(count);
}

/** How many of something, in words that agree: `1 trial`, `12 trials`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** From so many decimals on a figure was computed, not reported. */
const COMPUTED = 6;
/** Figures so small are told with powers of ten. */
const TINY = 8;

/**
 * How many decimals an estimate and its bounds are told with: as many as show two digits of how far its bound lies from it, one
 * more where it was reported with more. A bound that is not on the line of no effect is not rounded onto it.
 */
function decimalsTold({ kind, value, inPercent, interval, decimals: atMost }: EstimateAnswer): number {
  const bounds = [interval?.low, interval?.high].filter((bound) => bound !== undefined);
  const all = [value, ...bounds];
  const written = Math.max(...all.map(decimalsOf));
  const reach = bounds.map((bound) => Math.abs(bound - value)).filter((distance) => distance > 0);
  const few = written > COMPUTED ? 2 : 3;
  const carried = reach.length > 0 ? decimalsFor(Math.min(...reach), 2) : decimalsFor(Math.abs(value), few);
  const most = Math.min(written, carried + 2);
  const nothing = inPercent ? 100 : kind.endsWith('ratio') ? 1 : 0;
  let decimals = Math.min(written, written > COMPUTED || reach.length === 0 ? carried : carried + 1);
  while (decimals < most && bounds.some((one) => one !== nothing && Number(one.toFixed(decimals)) === nothing))
    decimals++;
  return Math.min(decimals, atMost ?? decimals);
}

/** An imagined size, told no finer than one decimal place more than what was observed. */
export function noFiner(imagined: EstimateAnswer, observed: EstimateAnswer): EstimateAnswer {
  const most = decimalsTold(observed) + 1;
  return decimalsTold(imagined) > most ? { ...imagined, decimals: most } : imagined;
}

/**
 * What an estimate is, with the unit of its outcome where it is told in that: `difference, points`; of a ratio that runs against the
 * direction, how it reads: `hazard ratio (below 1: longer)`.
 */
export function estimateName({ kind, inPercent, below }: EstimateAnswer, unit?: string): string {
  if (kind === 'difference') return unit === undefined ? kind : `${kind}, ${unit}`;
  const name = inPercent ? `${kind} in percent` : kind;
  return below ? `${name} (below ${inPercent ? 100 : 1}: ${below})` : name;
}

/** A figure of an estimate with these decimals. */
const withDecimals = (x: number, decimals: number) => (decimals > TINY ? figure(x) : fixed(x, decimals));

/** The estimate without its interval, with the same decimals as beside it: `7.8`. */
export function withoutInterval(estimate: EstimateAnswer): string {
  return withDecimals(estimate.value, decimalsTold(estimate));
}

/** `7.8 (95 % 4.8 to 10.9)`: the estimate with its interval, whose level is always told, all with the same decimals. */
export function estimateText(estimate: EstimateAnswer): string {
  const { value, interval } = estimate;
  const decimals = decimalsTold(estimate);
  const told = (x: number) => withDecimals(x, decimals);
  if (!interval) return told(value);
  const { low, high, level, sided } = interval;
  const bounds =
    low === undefined
      ? `up to ${told(high ?? 0)}`
      : high === undefined
        ? `from ${told(low)}`
        : `${told(low)} to ${told(high)}`;
  return `${told(value)} (${sided === 'one' ? 'one-sided ' : ''}${formatNumber(level)} % ${bounds})`;
}
