/** The figures of one group: which statistic the registry's parameter type is, its dispersion, and how many were analysed. */
import { formatInterval } from '../quantity/estimate.ts';
import type { Statistic, Value } from '../schema.ts';
import { lineOf, type Measurement, type OutcomeMeasure, tokenOf } from './measures.ts';
import { fold, readNumber } from './text.ts';

const STATISTIC: Readonly<Record<string, Statistic>> = {
  MEAN: 'mean',
  LEAST_SQUARES_MEAN: 'lsmean',
  GEOMETRIC_MEAN: 'gmean',
  GEOMETRIC_LEAST_SQUARES_MEAN: 'gmean',
  MEDIAN: 'median',
  COUNT_OF_PARTICIPANTS: 'count',
  COUNT_OF_UNITS: 'count',
};

const SHARE =
  /^(?:%|percent(?:age)?s?(?: ?\(%\))?)(?: of (?:participants?|patients?|subjects?|people|women|men|children|infants|eyes|responders|cases|individuals)\b.*)?$/;
const PEOPLE =
  /^(?:number of |count of |no\. of )?(?:participants?|patients?|subjects?|people|persons|women|men|children|infants|individuals|volunteers)(?: (?:with|who|reporting)\b.*)?$/;
const RATE =
  /(?:\bper |\/ ?)(?:100 |1,?000 |10,?000 |one )?(?:person|patient|participant|subject|pt)s?[ -]?(?:years?|yrs?|months?|mos?|days?)\b|\b(?:events?|episodes?|exacerbations?|attacks?|relapses?)(?: per |\/)(?:year|month|week|patient|participant|person|subject)/;

/** Whether all figures of a measure can be numbers of people: none has a fraction. */
const whole = ({ classes }: OutcomeMeasure): boolean =>
  classes.every(({ categories }) =>
    categories.every(({ measurements }) =>
      measurements.every(({ value }) => Number.isInteger(readNumber(tokenOf(value) ?? '') ?? 0)),
    ),
  );

/**
 * The statistic of a measure. The registry's `NUMBER` says nothing of itself; a unit of participants makes it a count, a
 * percentage of participants a percentage, events per person-time a rate; but nobody is half a person, whatever the record
 * calls it. What is left is a `number`.
 */
export function statisticOf(measure: OutcomeMeasure): Statistic {
  const known = STATISTIC[measure.paramType ?? ''];
  if (known && (known !== 'count' || whole(measure))) return known;
  if (known !== 'count' && measure.paramType !== 'NUMBER') return 'number';
  const unit = fold(measure.unitOfMeasure ?? '').trim();
  if (SHARE.test(unit)) return 'percent';
  if (PEOPLE.test(unit) && !RATE.test(unit) && whole(measure)) return 'count';
  return RATE.test(unit) ? 'rate' : 'number';
}

/** How a measure gives the dispersion of its figures. */
export interface Dispersion {
  kind: 'sd' | 'se' | 'ci' | 'iqr' | 'range' | 'cv';
  /** Percent, of a confidence interval. */
  level: number;
}

export function dispersionOf(measure: OutcomeMeasure): Dispersion | undefined {
  const type = fold(measure.dispersionType ?? '').replace(/[_-]+/g, ' ');
  if (type.includes('standard deviation')) return { kind: 'sd', level: 0 };
  if (type.includes('standard error')) return { kind: 'se', level: 0 };
  if (type.includes('coefficient of variation')) return { kind: 'cv', level: 0 };
  if (type.includes('quartile')) return { kind: 'iqr', level: 0 };
  if (type.includes('range')) return { kind: 'range', level: 0 };
  const level = /^(\d{1,2}(?:\.\d+)?) ?% confidence interval/.exec(type);
  return level ? { kind: 'ci', level: Number(level[1]) } : undefined;
}

const NOT_REACHED = /\bnot (?:yet )?(?:been )?(?:reach|attain|achiev)/;

/** A figure: a number, or the registry's own word (`NA`); a median time whose comment says so was `not reached`. */
function figure(text: string, statistic: Statistic, comment: unknown): number | string {
  const number = readNumber(text);
  if (number !== undefined) return number;
  return statistic === 'median' && NOT_REACHED.test((lineOf(comment) ?? '').toLowerCase()) ? 'not reached' : text;
}

/** The bounds of a confidence interval, or a range; undefined where neither is a number. */
function bounds(from: string | undefined, to: string | undefined, level: number): string | undefined {
  const low = from === undefined ? undefined : readNumber(from);
  const high = to === undefined ? undefined : readNumber(to);
  if (low === undefined && high === undefined) return undefined;
  return formatInterval({ low, high, level: level || 95, sided: 'two' });
}

/** What the document says of one measurement. `n` is how many were analysed in its group. */
export function readValue(
  measurement: Measurement,
  statistic: Statistic,
  dispersion: Dispersion | undefined,
  n: number | undefined,
): Value {
  const out: Value = {};
  const value = tokenOf(measurement.value);
  if (value !== undefined) out[statistic] = figure(value, statistic, measurement.comment);
  switch (dispersion?.kind) {
    case 'sd':
    case 'se':
    case 'cv': {
      const spread = tokenOf(measurement.spread);
      const deviation = spread === undefined ? undefined : readNumber(spread);
      if (deviation !== undefined) out[dispersion.kind] = deviation;
      break;
    }
    case 'ci':
    case 'iqr':
    case 'range': {
      const interval = bounds(tokenOf(measurement.lowerLimit), tokenOf(measurement.upperLimit), dispersion.level);
      if (interval !== undefined) out[dispersion.kind] = interval;
      break;
    }
  }
  if (n !== undefined) out.n = n;
  return out;
}
