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

/** How many were analysed, as the name of a row says it for every group: `(n=43, 44, 43)`, `; n=9, 7`, `(N=65, N=65)`, `, n = 2,11` at its end, `(N: 35, 60)`. `(lesions: n=905, 813)` are none of people. */
const ROW_COUNTS =
  /(?<![\p{L}\d]|[[(][^\])]*:[^\])]*)n\s*[=:]\s*(\d+(?:(?:\s*[,;/]\s*|\s+(?:and\s+)?)(?:n\s*[=:]\s*)?\d+)*)\s*(?:[\])]|$)/iu;
const THOUSANDS = /(?<![\d,])\d{1,3}(?:,\d{3})+(?!\d|,\d)/g;
/** What is longer is no name of a row but prose. */
const LONGEST_ROW = 500;

/**
 * The numbers of a list, one for each of `most`, none of which it may exceed. Undefined where it is no such list, or may as well be one number with a
 * comma for its thousands.
 */
function listed(text: string, most: readonly number[]): readonly number[] | undefined {
  const numbers = (list: string) => (list.match(/\d+/g) ?? []).map(Number);
  const fits = (told: readonly number[]) => told.length === most.length && told.every((n, i) => n <= (most[i] ?? 0));
  const apart = numbers(text);
  const joined = numbers(text.replace(THOUSANDS, (number) => number.replaceAll(',', '')));
  const [whole = 0, more] = joined;
  if (fits(apart)) return apart.length > 1 && more === undefined && whole <= sum(most) ? undefined : apart;
  // A group of which nobody was analysed may have no values: the zero is then that of another.
  return [joined, apart.filter((n) => n > 0)].find(fits);
}

const sum = (numbers: readonly number[]) => numbers.reduce((whole, n) => whole + n, 0);

/**
 * How many were analysed in a row whose name says so, by group, and only where it differs from what `values` say. A name that cannot be given to the
 * groups (fewer numbers than there are groups, more than were analysed at all, fewer than were counted) contradicts the values: then nobody knows
 * how many they were, and each is undefined. Undefined where the name says nothing, or what the values say.
 */
export function rowCounts(
  row: string,
  values: Readonly<Record<string, Value>>,
): ReadonlyMap<string, number | undefined> | undefined {
  const text = row.length > LONGEST_ROW || !/[=:]/.test(row) ? undefined : ROW_COUNTS.exec(row)?.[1];
  if (text === undefined) return undefined;
  const groups = Object.entries(values).map(([id, value]) => {
    const figure = numberOf(value[statisticOf(value) ?? 'number']);
    return { id, n: value.n, figure, count: numberOf(value.count) ?? 0 };
  });
  // Beside rates they may as well be events.
  if (Object.values(values).some((value) => statisticOf(value) === 'rate')) return undefined;
  const most = groups.flatMap(({ n }) => (n === undefined ? [] : [n]));
  if (most.length !== groups.length) return undefined;
  // One number is that of all of them together, or of each.
  if (/^\d+$/.test(text) && (sum(most) === Number(text) || most.every((n) => n === Number(text)))) return undefined;
  const unknown = new Map(groups.map(({ id }) => [id, undefined]));
  for (const these of [groups, groups.filter(({ figure }) => figure !== undefined)]) {
    const told = listed(
      text,
      these.map(({ n }) => n ?? 0),
    );
    if (!told) continue;
    if (these.some(({ count }, i) => count > (told[i] ?? 0))) return unknown;
    const others = these.flatMap(({ id, n }, i) => (told[i] === n ? [] : [[id, told[i]] as const]));
    return others.length > 0 ? new Map(others) : undefined;
  }
  // More numbers than groups: a document may hold only some of the groups that the record had.
  return (text.match(/\d+/g)?.length ?? 0) > groups.length ? undefined : unknown;
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
  const fromInterval = value.ci === undefined ? undefined : halfWidth(value.ci, n, (bound) => bound);
  return fromInterval === undefined ? undefined : { mean, se: fromInterval, n };
}

/** The standard error that a two-sided interval of a mean stands for, on the scale on which it is symmetrical. */
function halfWidth(ci: NonNullable<Value['ci']>, n: number, onScale: (bound: number) => number): number | undefined {
  const { low, high, level, sided } = parseInterval(ci) ?? {};
  if (low === undefined || high === undefined || sided !== 'two' || !(level && level < 100) || low > high)
    return undefined;
  const width = (onScale(high) - onScale(low)) / 2;
  if (!Number.isFinite(width)) return undefined;
  return width / (n > 200 ? normalQuantile(0.5 + level / 200) : tMultiplier(level / 100, n - 1));
}

/**
 * The logarithm of a geometric mean with its standard error, from an interval of it or its geometric coefficient of
 * variation in percent (σ² = ln(1 + CV²); Kirkwood, Biometrics 35, 1979). A geometric SD is told in more than one way, so
 * nothing is made of it. `percent`: what a coefficient is divided by to be a share.
 */
function logMeanOf(value: Value, percent: number): Mean | undefined {
  const gmean = numberOf(value.gmean);
  const { n } = value;
  if (gmean === undefined || !(gmean > 0) || n === undefined || n < 2) return undefined;
  const mean = Math.log(gmean);
  const cv = numberOf(value.cv);
  if (value.ci === undefined)
    return cv !== undefined && cv > 0 ? { mean, se: Math.sqrt(Math.log1p((cv / percent) ** 2) / n), n } : undefined;
  const se = halfWidth(value.ci, n, (bound) => (bound > 0 ? Math.log(bound) : Number.NaN));
  return se === undefined ? undefined : { mean, se, n };
}

/** Between people hardly anything varies by less than this many percent: what is told as less is a share. */
const LEAST_CV = 2;
/** Nor by so many times what it is at the middle. */
const MOST_SHARE = 10;

/** What coefficients of variation of two sides are told in: 100 of percent, 1 of shares; undefined where they do not say the same. */
function cvScale(first: Value, second: Value): 100 | 1 | undefined {
  const known = [numberOf(first.cv), numberOf(second.cv)].filter((cv) => cv !== undefined);
  if (known.every((cv) => cv >= LEAST_CV)) return 100;
  return known.every((cv) => cv < MOST_SHARE) ? 1 : undefined;
}

/** How many of `n` a percentage is. Undefined where no whole number gives that percentage: it is no share of these people. */
function shareOf(percent: number, n: number): number | undefined {
  const x = Math.round((percent / 100) * n);
  const decimals = String(percent).split('.')[1]?.length ?? 0;
  return Math.abs((x / n) * 100 - percent) <= 10 ** -decimals ? x : undefined;
}

/** What a bare number is of people, by the unit of its outcome: how many of them, what part, what percentage. */
type OfPeople = 'count' | 'part' | 'percent';

const PEOPLE = '(?:participants|patients|subjects|people|individuals|responders|women|men|children|infants)';
const OF_PEOPLE: readonly (readonly [OfPeople, RegExp])[] = [
  ['part', new RegExp(`^(?:proportion|fraction) of ${PEOPLE}\\b`, 'i')],
  ['percent', new RegExp(`^(?:%|percent(?:age)?) of ${PEOPLE}\\b`, 'i')],
  ['count', new RegExp(`^(?:(?:number|count) of )?${PEOPLE}$`, 'i')],
];

function ofPeople(unit: string): OfPeople | undefined {
  return OF_PEOPLE.find(([, pattern]) => pattern.test(unit.trim()))?.[0];
}

function proportionOf(value: Value, bare?: OfPeople): Proportion | undefined {
  const { n } = value;
  const number = bare === undefined ? undefined : numberOf(value.number);
  const count = numberOf(value.count) ?? (bare === 'count' ? number : undefined);
  const part = bare === 'part' && number !== undefined ? Number((number * 100).toPrecision(12)) : undefined;
  const percent = numberOf(value.percent) ?? part ?? (bare === 'percent' ? number : undefined);
  if (n === undefined || n < 1) return undefined;
  const x = count ?? (percent === undefined ? undefined : shareOf(percent, n));
  return x !== undefined && Number.isInteger(x) && x >= 0 && x <= n ? { x, n } : undefined;
}

/** What percentages of people two values are, however they are told; undefined where they are none. */
export function percentagesOf(first: Value, second: Value): readonly [number, number] | undefined {
  const [one, other] = [first, second].map((value) => {
    const share = proportionOf(value);
    return share && (100 * share.x) / share.n;
  });
  return one === undefined || other === undefined ? undefined : [one, other];
}

/** Why two values cannot be tested against each other. */
export type Untestable = 'median' | 'statistic' | 'no dispersion' | 'no values';

/**
 * Welch's t for means, and on logarithms for geometric means; two proportions for counts and shares. For nothing else is a
 * test made up. `unit`: that of the outcome, which alone says that a bare number is a share.
 */
export function testOf(first: Value, second: Value, unit = ''): Test | { untestable: Untestable } {
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
  if (statistic === 'gmean') {
    const scale = cvScale(first, second);
    const [one, other] = scale ? [logMeanOf(first, scale), logMeanOf(second, scale)] : [];
    const test = one && other && welch(one, other);
    return test ? { ...test, method: "Welch's t of logarithms" } : { untestable: 'no dispersion' };
  }
  const bare = statistic === 'number' ? ofPeople(unit) : undefined;
  if (statistic !== 'count' && statistic !== 'percent' && !bare) return { untestable: 'statistic' };
  const [one, other] = [proportionOf(first, bare), proportionOf(second, bare)];
  const test = one && other && twoProportions(one, other);
  if (test || statistic !== 'percent') return test ?? { untestable: 'statistic' };
  // A percentage that is no share of these people is an estimate, and its interval says how sure it is.
  const [estimated, against] = [meanOf(first), meanOf(second)];
  return (estimated && against && welch(estimated, against)) ?? { untestable: 'statistic' };
}
