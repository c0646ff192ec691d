/** Attributes of population (N) and experiment (E) that approximate pairs differ in, coarsely: what is asked is whether they say anything. Pure. */
import { parseAge, spanDays } from '../../trial/quantity/span.ts';
import type { Trial } from '../../trial/schema.ts';

/** An attribute as a number that can be more or less; undefined where the trial does not say. */
export interface AttributeTest {
  name: string;
  factor: 'N' | 'E';
  /** What a higher number means. */
  about: string;
  of(trial: Trial): number | undefined;
  /** Numbers that differ by no more are the same. */
  within?: number;
}

const BLIND = { none: 0, single: 0, double: 1, triple: 1, quadruple: 1 } as const;
const PHASES: Readonly<Record<string, number>> = {
  'early 1': 1,
  '1': 1,
  '1/2': 1.5,
  '2': 2,
  '2/3': 2.5,
  '3': 3,
  '4': 4,
};
const SEVERE =
  /\b(?:severe|severely|advanced|refractory|metastatic|end[- ]stage|critical(?:ly)?|relapsed|decompensated|class (?:iii|iv))\b/gi;
const MILD =
  /\b(?:mild|mildly|early[- ]stage|asymptomatic|stable|newly diagnosed|treatment[- ]na[iï]ve|class (?:i|ii))\b/gi;

const countOf = (text: string, expression: RegExp) => text.match(expression)?.length ?? 0;

/** Words of severity in what says who is studied, more severe ones minus milder ones, −1 to 1. Criteria are read up to what excludes. */
export function severity({ title = '', population = {} }: Trial): number | undefined {
  const [included = ''] = (population.criteria ?? '').split(/\bexclu(?:sion|ded)\b/i);
  const text = [title, ...(population.condition ?? []), included].join(' ');
  const [more, less] = [countOf(text, SEVERE), countOf(text, MILD)];
  return more + less === 0 ? undefined : (more - less) / (more + less);
}

const low = (age: string | undefined) => {
  const read = age === undefined ? undefined : parseAge(age);
  return read && (read.low ? spanDays(read.low) / 365.25 : 0);
};
const year = (date: string | undefined) => {
  const read = Number(date?.slice(0, 4));
  return Number.isFinite(read) && read > 1900 ? read : undefined;
};
const log2 = (n: number | undefined) => (n === undefined || n <= 0 ? undefined : Math.log2(n));

export const ATTRIBUTES: readonly AttributeTest[] = [
  {
    name: 'enrollment',
    factor: 'N',
    about: 'more than twice as many',
    of: ({ population }) => log2(population?.enrollment),
    within: 1,
  },
  { name: 'severity', factor: 'N', about: 'words of more severe disease', of: severity, within: 0.34 },
  {
    name: 'age',
    factor: 'N',
    about: 'older at the least, by 5 years',
    of: ({ population }) => low(population?.age),
    within: 5,
  },
  {
    name: 'sex',
    factor: 'N',
    about: 'both sexes, not one',
    of: ({ population }) => (population?.sex === undefined ? undefined : population.sex === 'all' ? 1 : 0),
  },
  {
    name: 'healthy',
    factor: 'N',
    about: 'healthy volunteers are admitted',
    of: ({ population }) => (population?.healthy === undefined ? undefined : Number(population.healthy)),
  },
  { name: 'phase', factor: 'E', about: 'a later phase', of: ({ design }) => PHASES[String(design?.phase)] },
  {
    name: 'masking',
    factor: 'E',
    about: 'double-blind, not open',
    of: ({ design }) => (design?.masking === undefined ? undefined : BLIND[design.masking]),
  },
  {
    name: 'allocation',
    factor: 'E',
    about: 'randomised',
    of: ({ design }) => (design?.allocation === undefined ? undefined : Number(design.allocation === 'randomized')),
  },
  {
    name: 'countries',
    factor: 'E',
    about: 'several countries, not one',
    of: ({ design }) => (design?.countries === undefined ? undefined : Number(design.countries.length > 1)),
  },
  {
    name: 'United States',
    factor: 'E',
    about: 'sites in the United States',
    of: ({ design }) =>
      design?.countries === undefined ? undefined : Number(design.countries.includes('United States')),
  },
  {
    name: 'start',
    factor: 'E',
    about: 'begun more than 5 years later',
    of: ({ design }) => year(design?.start),
    within: 5,
  },
];

/** How a target differs from an anchor in an attribute; undefined where either does not say. */
export function differs(test: AttributeTest, anchor: Trial, target: Trial): 'more' | 'same' | 'less' | undefined {
  const [from, to] = [test.of(anchor), test.of(target)];
  if (from === undefined || to === undefined) return undefined;
  const by = to - from;
  return Math.abs(by) <= (test.within ?? 0) ? 'same' : by > 0 ? 'more' : 'less';
}
