/**
 * The figures of a text, and whether one of them is another, told with fewer digits. What keeps a result out of a trace or a prompt:
 * a figure that only the result holds gives it away. Signs are left aside, for a text says "lower by 3.9" of −3.9.
 */
import type { Observed } from '../../trial/direction.ts';
import { onceOfOne } from '../../trial/once.ts';
import { formatP } from '../../trial/quantity/estimate.ts';
import { readUnsigned, rounded } from '../../trial/quantity/number.ts';
import { STATISTICS, type Value } from '../../trial/schema.ts';

export interface Figure {
  /** Without its sign. */
  value: number;
  /** How many decimals it is told with. */
  decimals: number;
  percent: boolean;
  /** As it was written. */
  text: string;
}

const UNITS = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const TEENS = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
/** From ten to ninety-nine; smaller ones are words of any sentence. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ...TEENS.map((word, i) => [word, 10 + i] as const),
  ...TENS.flatMap((ten, t) => UNITS.map((unit, u) => [unit === '' ? ten : `${ten}-${unit}`, 20 + 10 * t + u] as const)),
]);
const WORD = new RegExp(
  `\\b(?:(?:${TENS.join('|')})(?:[- ](?:${UNITS.slice(1).join('|')}))?|${TEENS.join('|')})\\b`,
  'gi',
);

const PERCENT = /^\s?(?:%|percent|per cent|percentage)/i;
/** A digit that may begin a figure: not one inside a word or a name, such as HbA1c, CYP2D6 or GLP-1. */
const START = /(?<![\p{L}\p{N}_]|\p{L}[-–])(?:\d|\.\d)/gu;
/** `12 345` and `6,5` can be read in two ways: both count. */
const SPACED = /(?<![\p{L}\d.,])\d{1,3}(?: \d{3})+(?![\d])/gu;
const COMMA = /(?<![\p{L}\d.,])\d{1,3},(?:\d\d?|\d{4})(?![\d,])/gu;

/** Decimals of what was written: of `1.20` two, of `1.2e-5` six. */
function decimalsOf(written: string, value: number): number {
  const mantissa = /^\d*(?:[.,](\d+))?/.exec(written.replace(/,(?=\d{3})/g, ''))?.[1]?.length ?? 0;
  const powered = /[e×x*·^]/i.test(written) && value !== 0;
  if (!powered) return mantissa;
  const digits = Number(/^[\d.]+/.exec(written)?.[0] ?? value);
  return Math.max(0, mantissa - Math.round(Math.log10(value / (digits || value))));
}

function percentAfter(text: string, end: number): boolean {
  return PERCENT.test(text.slice(end, end + 12));
}

/** All figures of a text. Where one can be read in several ways, each of them. */
export function figuresIn(text: string): Figure[] {
  const found: Figure[] = [];
  let after = 0;
  for (const { index } of text.matchAll(START)) {
    if (index < after) continue;
    const read = readUnsigned(text, index);
    if (!read) continue;
    after = read.end;
    const written = text.slice(index, read.end);
    const decimals = decimalsOf(written, read.value);
    found.push({ value: read.value, decimals, percent: percentAfter(text, read.end), text: written });
  }
  const also = (expression: RegExp, plain: (written: string) => string) => {
    for (const { 0: written, index } of text.matchAll(expression)) {
      const digits = plain(written);
      const decimals = digits.split('.')[1]?.length ?? 0;
      const percent = percentAfter(text, index + written.length);
      found.push({ value: Number(digits), decimals, percent, text: written });
    }
  };
  also(SPACED, (written) => written.replaceAll(' ', ''));
  also(COMMA, (written) => written.replace(',', '.'));
  for (const { 0: written, index } of text.matchAll(WORD)) {
    const value = WORDS.get(written.toLowerCase().replace(' ', '-'));
    if (value !== undefined)
      found.push({ value, decimals: 0, percent: percentAfter(text, index + written.length), text: written });
  }
  return found;
}

/** Binary arithmetic's noise, in units of the last digit told. */
const NOISE = 1e-6;

/** Whether a number, told with fewer digits, is the figure: rounded or, if so wanted, cut off, to decimals or, of a large one, to tens and hundreds. */
function tells({ value, decimals, percent }: Figure, of: number, cut: boolean): boolean {
  if (value === of) return true;
  // Of one digit by itself nobody can say what it was rounded from.
  if (decimals === 0 && value < 10 && !percent) return false;
  let unit = 10 ** -decimals;
  if (decimals === 0) while (value >= 100 * unit && value % (10 * unit) === 0) unit *= 10;
  const distance = (of - value) / unit;
  return Math.abs(distance) <= 0.5 + NOISE || (cut && distance >= 0 && distance < 1 - NOISE);
}

/** Whether a text's figure is one of a result: as it stands there, told with fewer digits, or a share told in percent or the other way round. `cut`: also with digits cut off. */
export function isTold(figure: Figure, by: readonly Figure[], cut = true): boolean {
  return by.some((own) => {
    const within = figure.decimals <= own.decimals || own.value === figure.value;
    if (within && tells(figure, own.value, cut)) return true;
    if (figure.percent && !own.percent && own.value < 1 && own.value > 0) return tells(figure, 100 * own.value, cut);
    return (
      own.percent && !figure.percent && figure.value < 1 && figure.decimals > 1 && tells(figure, own.value / 100, cut)
    );
  });
}

/** What is said of any trial: no effect, all, the usual level. */
const CONVENTIONS: readonly number[] = [0, 1, 0.05, 5, 95, 100];

const DERIVED_DECIMALS = 12;
const derived = (value: number, percent = false): Figure[] =>
  Number.isFinite(value) ? [{ value: Math.abs(value), decimals: DERIVED_DECIMALS, percent, text: String(value) }] : [];

/** The main figure of a value, and the share it is in percent, where it counts. */
function mainOf(value: Value): { main?: number; share?: number } {
  const statistic = STATISTICS.find((name) => value[name] !== undefined);
  const own = statistic && Number(value[statistic]);
  if (own === undefined || !Number.isFinite(own)) return {};
  const share = statistic === 'count' && value.n ? { share: (100 * own) / value.n } : {};
  return { main: own, ...(statistic === 'percent' ? { share: own } : share) };
}

const valueFigures = onceOfOne((value: Value): readonly Figure[] => {
  const all = Object.entries(value).flatMap(([key, own]) =>
    typeof own === 'string' || typeof own === 'number'
      ? figuresIn(String(own)).map((one) => (key === 'percent' ? { ...one, percent: true } : one))
      : [],
  );
  const { share } = mainOf(value);
  return share === undefined ? all : [...all, ...derived(share, true)];
});

/** All figures of an observed contrast, with those that anybody works out from them: shares in percent, and how far apart the sides are. */
export const figuresOf: (observed: Observed) => readonly Figure[] = onceOfOne(({ values, estimate, p, test }) => {
  const sides = [values.first, values.second].filter((value) => value !== undefined);
  const [first, second] = sides.map(mainOf);
  const apart = (one: number | undefined, other: number | undefined, percent: boolean) =>
    one === undefined || other === undefined ? [] : derived(one - other, percent);
  const { value, interval } = estimate ?? {};
  const told = [value, interval?.low, interval?.high].flatMap((one) =>
    one === undefined ? [] : [String(Math.abs(rounded(one)))],
  );
  if (p) told.push(formatP(p));
  if (test) told.push(formatP({ relation: '=', value: test.p }));
  return [
    ...sides.flatMap(valueFigures),
    ...told.flatMap(figuresIn),
    ...apart(first?.main, second?.main, false),
    ...apart(first?.share, second?.share, true),
  ];
});

/** The figures of a text that a result tells, and that what was known before does not: the very figure of a result is not known by one with its digits cut off. */
export function givenAway(text: string, result: readonly Figure[], known: readonly Figure[]): Figure[] {
  return figuresIn(text).filter((figure) => {
    if (CONVENTIONS.includes(figure.value) || !isTold(figure, result)) return false;
    const isItself = result.some(({ value }) => value === figure.value);
    return !isTold(figure, known, !isItself);
  });
}
