/** The quantities that scalars of a document hold: reading them, and writing them in the one way that documents do. */
import type { Quantity } from '../schema.ts';
import { formatContrast, formatFocus, parseContrast, parseFocus } from './contrast.ts';
import { formatDose, parseDose } from './dose.ts';
import {
  formatEstimate,
  formatFraction,
  formatInterval,
  formatP,
  parseEstimate,
  parseFraction,
  parseInterval,
  parseP,
} from './estimate.ts';
import { parseRegistryId } from './registry-id.ts';
import { formatSchedule, parseSchedule } from './schedule.ts';
import { formatAge, formatDuration, parseAge, parseDuration } from './span.ts';
import { formatDate, parseDate } from './time.ts';

export { type ArrowPart, splitArrow as parseArrow } from '../arrow.ts';
export * from './contrast.ts';
export * from './dose.ts';
export {
  conversion,
  DOSE_UNITS,
  type DoseUnit,
  formatDoseUnit,
  PERIOD_DAYS,
  type Period,
  readDoseUnit,
} from './dose-unit.ts';
export * from './estimate.ts';
export { formatNumber, parseNumber } from './number.ts';
export * from './registry-id.ts';
export * from './schedule.ts';
export {
  type Ages,
  type Duration,
  formatAge,
  formatDuration,
  formatSpan,
  parseAge,
  parseDuration,
  type Span,
  spanDays,
} from './span.ts';
export * from './time.ts';
export { normaliseUnit } from './unit.ts';

function reader<T>(parse: (text: string) => T | undefined, format: (value: T) => string) {
  return (text: string): string | undefined => {
    const value = parse(text);
    return value === undefined ? undefined : format(value);
  };
}

const CANONICAL: Readonly<Record<Quantity, (text: string) => string | undefined>> = {
  dose: reader(parseDose, formatDose),
  schedule: reader(parseSchedule, formatSchedule),
  duration: reader(parseDuration, formatDuration),
  age: reader(parseAge, formatAge),
  estimate: reader(parseEstimate, formatEstimate),
  p: reader(parseP, formatP),
  interval: reader(parseInterval, formatInterval),
  fraction: reader(parseFraction, formatFraction),
  contrast: (text) => formatContrast(parseContrast(text)) || undefined,
  focus: reader(parseFocus, formatFocus),
  date: reader(parseDate, formatDate),
  'registry id': (text) => parseRegistryId(text)?.id,
};

/** The one way that a document writes a quantity, or undefined where the text is not understood as one. */
export function canonical(quantity: Quantity, text: string): string | undefined {
  return CANONICAL[quantity](text);
}
