/** How numbers are written for a reader: no more digits than they are worth, and never a certainty that is none. */
import type { PValue } from '../trial/quantity/estimate.ts';
import { formatNumber } from '../trial/quantity/number.ts';
import type { EstimateAnswer } from './answer.ts';

/** Three significant digits, thousands whole: `6.61`, `0.0421`, `12345`. */
export function figure(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return 'not known';
  if (value === 0) return '0';
  if (Math.abs(value) >= 10 ** digits) return formatNumber(Math.round(value));
  return formatNumber(Number(value.toPrecision(digits)));
}

/** A probability with two decimals; `>0.99` and `<0.01` where rounding would make it certain. */
export function probability(value: number): string {
  if (value > 0.99) return '>0.99';
  if (value < 0.01) return '<0.01';
  return value.toFixed(2);
}

/** `p = 0.03`, `p < 0.0001`: two significant digits, and a bound below 0.0001. */
export function pText({ relation, value }: PValue): string {
  const sign = { '=': '=', '<': '<', '<=': '≤', '>': '>', '>=': '≥' }[relation];
  if (relation === '=' && value < 0.0001) return value === 0 ? 'p = 0 (as reported)' : 'p < 0.0001';
  return `p ${sign} ${relation === '=' ? figure(value, value < 0.1 ? 2 : 3) : formatNumber(value)}`;
}

const grouped = new Intl.NumberFormat('en');

/** How many of something, in words that agree: `1 trial`, `12 trials`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped.format(count)} ${count === 1 ? one : many}`;
}

const decimalsOf = (value: number) => formatNumber(value).split('.')[1]?.length ?? 0;

/** A bound that was reported stands as reported; one that was computed has the decimals of its estimate, at least two significant digits. */
function alike(value: number, model: number): string {
  if (decimalsOf(value) <= 6) return formatNumber(value);
  const decimals = decimalsOf(model);
  const enough = value === 0 ? 0 : Math.max(0, 1 - Math.floor(Math.log10(Math.abs(value))));
  return formatNumber(Number(value.toFixed(Math.min(12, Math.max(decimals, Math.min(enough, decimals + 2))))));
}

/** `7.8 (95 % 4.8 to 10.9)`: the estimate with its interval, whose level is always told. */
export function estimateText({ value, interval }: EstimateAnswer): string {
  const own = figure(value, 4);
  if (!interval) return own;
  const { low, high, level, sided } = interval;
  const shown = Number(value.toPrecision(4));
  const bounds =
    low === undefined
      ? `up to ${alike(high ?? 0, shown)}`
      : high === undefined
        ? `from ${alike(low, shown)}`
        : `${alike(low, shown)} to ${alike(high, shown)}`;
  return `${own} (${sided === 'one' ? 'one-sided ' : ''}${formatNumber(level)} % ${bounds})`;
}
