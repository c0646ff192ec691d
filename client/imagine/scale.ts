/** Where numbers stand on the ladder's axis, in the panel and in what is exported. Pure. */
import { roundUp } from '../../core/imagine/figures.ts';

export interface Scale {
  /** The position of a value in percent of the width, clamped to it. */
  at(value: number): number;
  /** Round values to label, within the axis. */
  ticks: readonly number[];
}

const MARGIN = 0.06;

function linearTicks(low: number, high: number): number[] {
  const step = roundUp((high - low) / 5);
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high; at++) ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

function logarithmicTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const factor of [1, 2, 5]) {
      const tick = Number((factor * 10 ** power).toPrecision(12));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  // Within less than a factor of two there may be one such value or none; linear steps say more.
  if (ticks.length < 3) return linearTicks(low, high);
  const every = Math.ceil(ticks.length / 5);
  const one = Math.max(ticks.indexOf(1), 0);
  return ticks.filter((_, i) => (i - one) % every === 0);
}

/**
 * An axis that shows every value and the neutral one, with a margin. A logarithmic axis is for ratios; where a value is
 * not positive, which no ratio should be, it is linear.
 */
export function scaleOf(values: readonly number[], neutral: number, logarithmic: boolean): Scale {
  const shown = [neutral, ...values].filter(Number.isFinite);
  const log = logarithmic && shown.every((value) => value > 0);
  const to = (value: number): number => (log ? Math.log(value) : value);
  let low = Math.min(...shown.map(to));
  let high = Math.max(...shown.map(to));
  const margin = high > low ? (high - low) * MARGIN : log ? Math.log(2) : Math.abs(high) || 1;
  low -= margin;
  high += margin;
  return {
    at: (value) => Math.min(100, Math.max(0, ((to(value) - low) / (high - low)) * 100)),
    ticks: log ? logarithmicTicks(Math.exp(low), Math.exp(high)) : linearTicks(low, high),
  };
}
