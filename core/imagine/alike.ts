/** What says the same in other words: texts in any order of their words, units by any of their names, times as people round them. */
import { parseSchedule, perDay } from '../trial/quantity/schedule.ts';
import { parseDuration } from '../trial/quantity/span.ts';
import { fold, words } from '../trial/registry/text.ts';

/** The sign of a number below 0. Between numbers, or behind a word, a dash is none: `4 -8 weeks`, `week-4`. */
const BELOW = /(?:^|[^\d\s])\s+[-−–](?=\d)|^[-−–](?=\d)/gu;

/** The words of a text, folded and in alphabetical order: equal where two texts hold the same words, and as many numbers below 0. */
export function wordsKey(text: string): string {
  return [...words(text).sort(), ...(text.match(BELOW) ?? []).map(() => '-')].join(' ');
}

export function sameWords(a: string, b: string): boolean {
  return a === b || wordsKey(a) === wordsKey(b);
}

/** Names of one unit, the first of which stands for all. */
const NAMES = [
  '% percent percentage percents pct',
  'participant participants patient patients subject subjects person persons people individual individuals',
  'mmhg',
  'mg milligram milligrams',
  'ug mcg microgram micrograms',
  'ng nanogram nanograms',
  'pg picogram picograms',
  'g gram grams',
  'kg kilogram kilograms kgs',
  'l liter liters litre litres',
  'ml milliliter milliliters millilitre millilitres',
  'dl deciliter deciliters decilitre decilitres',
  'mol mole moles',
  'mmol millimole millimoles',
  'umol micromole micromoles',
  'nmol nanomole nanomoles',
  'm meter meters metre metres',
  'cm centimeter centimeters centimetre centimetres',
  'mm millimeter millimeters millimetre millimetres',
  'second seconds sec secs',
  'minute minutes min mins',
  'hour hours hr hrs h',
  'day days',
  'week weeks wk wks',
  'month months',
  'year years yr yrs',
  'event events',
  'episode episodes',
  'count counts',
  'ratio ratios',
  'score scores point points',
];
const CANONICAL = new Map(
  NAMES.flatMap((line) => {
    const [first = '', ...others] = line.split(' ');
    return [first, ...others].map((name) => [name, first] as const);
  }),
);

/** A unit as units are compared: `Percentage of patients` and `% of participants` are one. */
export function unitKey(unit: string): string {
  const text = fold(unit)
    .replace(/\bper cent\b/g, '%')
    .replace(/\bmm ?hg\b|\bmillimet(?:er|re)s? of mercury\b/g, 'mmhg')
    .replace(/\b(?:units?|scores?|points?) on (?:a |the )?scale\b/g, 'score')
    .replace(/\bbpm\b/g, 'beats/minute')
    .replace(/\bper\b/g, '/');
  const parts = text.match(/\d+(?:\.\d+)?|[a-z]+|[%/]/g) ?? [];
  return parts.map((part) => CANONICAL.get(part) ?? part).join(' ');
}

/** As far as two spans told in different units may differ and be one: 52 weeks, 12 months, 1 year; a month and 30 days. */
const ROUNDED = 1.02;

/** A span of time with the unit that it is told in. */
export interface Told {
  days: number | undefined;
  unit: string | undefined;
}

/** Whether two spans are one as people tell them. In one unit, only what is equal is. */
export function sameSpan(a: Told, b: Told): boolean {
  if (a.days === undefined || b.days === undefined) return false;
  if (a.days === b.days) return true;
  if (a.unit === b.unit || a.unit === undefined || b.unit === undefined) return false;
  return Math.max(a.days, b.days) <= ROUNDED * Math.min(a.days, b.days);
}

export function sameDuration(a: string, b: string): boolean {
  if (sameWords(a, b)) return true;
  const [one, other] = [parseDuration(a), parseDuration(b)];
  if (!one || !other || one.bound !== other.bound || one.until !== other.until) return false;
  return sameSpan({ days: one.days, unit: one.unit }, { days: other.days, unit: other.unit });
}

export function sameSchedule(a: string, b: string): boolean {
  if (sameWords(a, b)) return true;
  const [one, other] = [parseSchedule(a), parseSchedule(b)];
  if (!one || !other) return false;
  if (JSON.stringify(one) === JSON.stringify(other)) return true;
  // Twice daily and every 12 hours; where either gives a range or named days, as often is not yet the same.
  const [often, thus] = [one, other].map((read) =>
    read.kind === 'regular' && read.to === undefined ? perDay(read) : undefined,
  );
  return often !== undefined && often === thus;
}
