/** A test of two groups from their summary statistics, where no reported analysis speaks. */
import { parseInterval } from './quantity/estimate.ts';
import { parseNumber } from './quantity/number.ts';
import { STATISTICS, type Statistic, type Value } from './schema.ts';
import {
  type Mean,
  normalQuantile,
  type Proportion,
  type Test,
  tMultiplier,
  twoProportions,
  welch,
} from './statistics.ts';

/** A figure of a document as a number; undefined where it is a word (`NA`, `not reached`). */
export function numberOf(figure: number | string | undefined): number | undefined {
  if (typeof figure === 'number') return Number.isFinite(figure) ? figure : undefined;
  return figure === undefined ? undefined : parseNumber(figure);
}

/** Which statistic a value is. */
export function statisticOf(value: Value): Statistic | undefined {
  return STATISTICS.find((statistic) => value[statistic] !== undefined);
}

/** The mean of a value with its standard error, from sd, se or an interval of the mean. */
function meanOf(value: Value): Mean | undefined {
  const mean = numberOf(value.mean ?? value.lsmean ?? value.percent);
  const n = value.n;
  if (mean === undefined || n === undefined || n < 2) return undefined;
  const sd = numberOf(value.sd);
  if (sd !== undefined) return sd >= 0 ? { mean, se: sd / Math.sqrt(n), n } : undefined;
  const se = numberOf(value.se);
  if (se !== undefined) return se >= 0 ? { mean, se, n } : undefined;
  const { low, high, level, sided } = (value.ci === undefined ? undefined : parseInterval(value.ci)) ?? {};
  if (low === undefined || high === undefined || sided !== 'two' || !(level && level < 100) || low > high)
    return undefined;
  return {
    mean,
    se: (high - low) / 2 / (n > 200 ? normalQuantile(0.5 + level / 200) : tMultiplier(level / 100, n - 1)),
    n,
  };
}

/** How many of `n` a percentage is. Undefined where no whole number gives that percentage: it is no share of these people. */
function shareOf(percent: number, n: number): number | undefined {
  const x = Math.round((percent / 100) * n);
  const decimals = String(percent).split('.')[1]?.length ?? 0;
  return Math.abs((x / n) * 100 - percent) <= 10 ** -decimals ? x : undefined;
}

function proportionOf(value: Value): Proportion | undefined {
  const { n } = value;
  const count = numberOf(value.count);
  const percent = numberOf(value.percent);
  if (n === undefined || n < 1) return undefined;
  const x = count ?? (percent === undefined ? undefined : shareOf(percent, n));
  return x !== undefined && Number.isInteger(x) && x >= 0 && x <= n ? { x, n } : undefined;
}

/** Why two values cannot be tested against each other. */
export type Untestable = 'median' | 'statistic' | 'no dispersion' | 'no values';

/** Welch's t for means, two proportions for counts and shares; for nothing else is a test made up. */
export function testOf(first: Value, second: Value): Test | { untestable: Untestable } {
  const statistic = statisticOf(first);
  if (statistic === undefined || statistic !== statisticOf(second)) return { untestable: 'no values' };
  if (numberOf(first[statistic]) === undefined || numberOf(second[statistic]) === undefined)
    return { untestable: 'no values' };
  if (statistic === 'median') return { untestable: 'median' };
  const spread = first.sd !== undefined || first.se !== undefined;
  if (statistic === 'mean' || statistic === 'lsmean' || (statistic === 'percent' && spread)) {
    const [one, other] = [meanOf(first), meanOf(second)];
    return (one && other && welch(one, other)) ?? { untestable: 'no dispersion' };
  }
  if (statistic !== 'count' && statistic !== 'percent') return { untestable: 'statistic' };
  const [one, other] = [proportionOf(first), proportionOf(second)];
  return (one && other && twoProportions(one, other)) ?? { untestable: 'statistic' };
}
