/** Estimates with their intervals, p-values, percentages and fractions: what analyses and values are written in. */
import { formatNumber, matchAt, parseNumber, type Read, readNumber, skipSpace, tidy } from './number.ts';

export const ESTIMATE_KINDS = [
  'difference',
  'risk difference',
  'ratio',
  'odds ratio',
  'risk ratio',
  'hazard ratio',
  'rate ratio',
  'geometric mean ratio',
  'other',
] as const;
export type EstimateKind = (typeof ESTIMATE_KINDS)[number];

/** A confidence interval, or another pair of bounds. */
export interface Interval {
  /** Undefined where it is open below. Never both. */
  low: number | undefined;
  high: number | undefined;
  /** Percent. */
  level: number;
  sided: 'one' | 'two';
}

export interface Estimate {
  kind: EstimateKind;
  value: number;
  interval?: Interval;
}

const ALIASES: Readonly<Record<string, EstimateKind>> = {
  'mean difference': 'difference',
  md: 'difference',
  'relative risk': 'risk ratio',
  'relative ratio': 'risk ratio',
  'incidence rate ratio': 'rate ratio',
  irr: 'rate ratio',
  'geometric least squares mean ratio': 'geometric mean ratio',
  gmr: 'geometric mean ratio',
  rr: 'risk ratio',
  or: 'odds ratio',
  hr: 'hazard ratio',
  rd: 'risk difference',
};

const KINDS = new Map<string, EstimateKind>([
  ...ESTIMATE_KINDS.map((kind) => [kind, kind] as const),
  ...Object.entries(ALIASES),
]);

const SIDED = /(one|two|1|2)[ -]?sided[:,]? ?/iy;
const LEVEL =
  /(\d{1,3}(?:\.\d{1,6})?) ?% ?(?:c\.?i\.?(?![a-z])|confidence intervals?)?[:=,]? ?(?=[\d.\-−–([]|from|up to|n[aer]|not )/iy;
const OPEN =
  /(?:n\.?a\.?|n\.?e\.?|n\.?r\.?|not (?:reached|estimable|available|calculable|applicable)|[-+]?∞|[-+]?inf(?:inity)?)(?![a-z])/iy;
const BETWEEN = / ?(?:to(?![a-z])|,|;|[-–—−]) ?/iy;
const FROM = /(?:from|≥|>=) ?/iy;
const UP_TO = /(?:up to|≤|<=) ?/iy;

function readBound(text: string, at: number): Read<number | undefined> | undefined {
  const open = matchAt(OPEN, text, at);
  return open ? { value: undefined, end: at + open[0].length } : readNumber(text, at);
}

function readBounds(text: string, at: number): Read<Pick<Interval, 'low' | 'high'>> | undefined {
  const from = matchAt(FROM, text, at);
  const upTo = from ? undefined : matchAt(UP_TO, text, at);
  const lead = from ?? upTo;
  const first = readBound(text, at + (lead?.[0].length ?? 0));
  if (!first) return undefined;
  if (upTo) return { value: { low: undefined, high: first.value }, end: first.end };
  const between = matchAt(BETWEEN, text, first.end);
  const second = between && readBound(text, first.end + between[0].length);
  if (second) return { value: { low: first.value, high: second.value }, end: second.end };
  return from && { value: { low: first.value, high: undefined }, end: first.end };
}

function readInterval(text: string, at: number): Read<Interval> | undefined {
  const sided = matchAt(SIDED, text, at);
  let end = at + (sided?.[0].length ?? 0);
  const level = matchAt(LEVEL, text, end);
  end += level?.[0].length ?? 0;
  const opened = '(['.includes(text.charAt(end) || ' ');
  const bounds = readBounds(text, opened ? end + 1 : end);
  if (!bounds || (bounds.value.low === undefined && bounds.value.high === undefined)) return undefined;
  end = bounds.end;
  if (opened) {
    if (!')]'.includes(text.charAt(end) || ' ')) return undefined;
    end++;
  }
  const one = sided?.[1] === '1' || sided?.[1]?.toLowerCase() === 'one';
  return { value: { ...bounds.value, level: Number(level?.[1] ?? 95), sided: one ? 'one' : 'two' }, end };
}

/** What nearly all intervals are: two plain numbers. */
const PLAIN_INTERVAL = /^(-?\d{1,15}(?:\.\d{1,15})?) to (-?\d{1,15}(?:\.\d{1,15})?)$/;

/** Reads an interval: `4.8 to 10.9`, `90 % 0.8 to 1.25`, `one-sided 97.5 % from −1.2`. 95 % and two-sided where nothing is said. */
export function parseInterval(text: string): Interval | undefined {
  const plain = PLAIN_INTERVAL.exec(text);
  // `+ 0`: no number is minus nothing.
  if (plain) return { low: Number(plain[1]) + 0, high: Number(plain[2]) + 0, level: 95, sided: 'two' };
  const whole = tidy(text);
  const read = readInterval(whole, 0);
  return read?.end === whole.length ? read.value : undefined;
}

/** An interval as a document writes it; `parseInterval` reads the same back. */
export function formatInterval({ low, high, level, sided }: Interval): string {
  const stated = level === 95 && sided === 'two' ? '' : `${formatNumber(level)} % `;
  const bounds =
    low === undefined
      ? `up to ${formatNumber(high ?? 0)}`
      : high === undefined
        ? `from ${formatNumber(low)}`
        : `${formatNumber(low)} to ${formatNumber(high)}`;
  return `${sided === 'one' ? 'one-sided ' : ''}${stated}${bounds}`;
}

/** Where the figures of an estimate begin. */
const FIGURES = /[:=]?\s*[-−–+]?(?:\d|\.\d)/;

/** Reads an estimate: `difference 7.8 (4.8 to 10.9)`, `hazard ratio 0.74 (90 % 0.65 to 0.85)`. */
export function parseEstimate(text: string): Estimate | undefined {
  const whole = tidy(text);
  const figures = FIGURES.exec(whole);
  const kind = figures && KINDS.get(whole.slice(0, figures.index).trim().toLowerCase());
  if (!figures || !kind) return undefined;
  const start = matchAt(/[:=]?\s?/y, whole, figures.index);
  const value = readNumber(whole, figures.index + (start?.[0].length ?? 0));
  if (!value) return undefined;
  let at = matchAt(/ ?%(?! ?c)/iy, whole, value.end) ? skipSpace(whole, value.end) + 1 : value.end;
  at = skipSpace(whole, at);
  if (at === whole.length) return { kind, value: value.value };
  const open = whole.charAt(at);
  const closing = open === '(' ? ')' : open === '[' ? ']' : undefined;
  if (!closing || !whole.endsWith(closing)) return undefined;
  const interval = parseInterval(whole.slice(at + 1, -1));
  return interval && { kind, value: value.value, interval };
}

/** An estimate as a document writes it; `parseEstimate` reads the same back. */
export function formatEstimate({ kind, value, interval }: Estimate): string {
  return `${kind} ${formatNumber(value)}${interval ? ` (${formatInterval(interval)})` : ''}`;
}

export interface PValue {
  relation: '=' | '<' | '<=' | '>' | '>=';
  value: number;
}

const RELATIONS: Readonly<Record<string, PValue['relation']>> = {
  '≤': '<=',
  '≥': '>=',
  '': '=',
  '=<': '<=',
  '=>': '>=',
};

/** Reads a p-value: `0.03`, `<0.0001`, `> 0.05`, `p ≤ 0.05`. Whether it lies between 0 and 1 is for the caller to say. */
export function parseP(input: string | number): PValue | undefined {
  if (typeof input === 'number') return Number.isFinite(input) ? { relation: '=', value: input } : undefined;
  const match = /^\s*(?:p(?:[ -]?value)?\s?)?([<>≤≥=]{0,2})(?![<>≤≥=])/i.exec(input);
  const sign = match?.[1] ?? '';
  const value = match ? parseNumber(input.slice(match[0].length)) : undefined;
  if (value === undefined) return undefined;
  const relation = RELATIONS[sign] ?? sign;
  return relation === '=' || relation === '<' || relation === '<=' || relation === '>' || relation === '>='
    ? { relation, value }
    : undefined;
}

/** A p-value as a document holds it: a number, or a bound as text. */
export function formatP({ relation, value }: PValue): string {
  return `${relation === '=' ? '' : relation}${formatNumber(value)}`;
}

export interface Fraction {
  x: number;
  n: number;
}

/** Reads `35/263`, `35 of 263`: how many had it, of how many at risk. */
export function parseFraction(text: string): Fraction | undefined {
  const match = /^\s*(\d{1,12})\s?(?:\/|of|out of)\s?(\d{1,12})\s*$/i.exec(text);
  return match ? { x: Number(match[1]), n: Number(match[2]) } : undefined;
}

export function formatFraction({ x, n }: Fraction): string {
  return `${x}/${n}`;
}
