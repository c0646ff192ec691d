/** Doses: `2.4 mg`, `10 to 40 mg`, `0.25, 0.5, 1 mg`, `5 mg/kg/day`, `AUC 5`, `2 × 10^6 cells`. */
import { conversion, type DoseUnit, formatDoseUnit, type Period, readDoseUnit } from './dose-unit.ts';
import { formatNumber, matchAt, type Read, readUnsigned, rounded, skipSpace, tidy } from './number.ts';

export interface Dose {
  /** Lowest and highest of a range, the levels of a titration in their order, the alternatives; else one. */
  amounts: readonly number[];
  kind: 'single' | 'range' | 'titration' | 'alternatives';
  /** As a document writes it, over what it is scaled by: `mg`, `mg/kg`, `µg/m²`, `%`, `AUC`, `cells`. */
  unit: string;
  /** Where the amount is a rate: `mg/kg/day` has the unit `mg/kg` per `day`. */
  per?: Period;
  /** The amount is the most that may be given: `up to 100 mg`. */
  upTo?: true;
  /** What follows in a unit of another kind: an infusion after a bolus, `0.25 mg/kg, then 0.125 µg/kg/min`. */
  next?: Dose;
}

const UP_TO = /(?:up to|at most|maximum(?: of)?|max\.?|≤|<=)\s?/iy;
const TIMES = /\s?[x×]\s?(?=\d|\.\d)/iy;
const AUC = /(?:target\s)?auc(?:\sof)?\s?=?\s?/iy;
const MULTIPLE = /\s?(million|billion|thousand)(?![\p{L}])/iuy;
const MULTIPLES: Readonly<Record<string, string>> = { thousand: 'e3', million: 'e6', billion: 'e9' };
const TO_RANGE = /\s?(?:to|[-–—−])\s?(?=[\d.])/iy;
const OR = /\s?(?:,\s?or|or)\s(?=[\d.])/iy;
const THEN =
  /\s?(?:,\s?(?:and|then|followed by)\s|,\s?|;\s?|->\s?|→\s?|>\s?|and\s|then\s|followed by\s|(?:up-?)?titrated (?:up )?to\s|(?:increas|escalat)(?:ed|ing) to\s)(?=[\d.])/iy;
const HYPHEN = /\s?-\s?(?=[\p{L}µμ%])/uy;
/** From here on a number is written with a power of ten, as cells and particles are. */
const LARGE = 1e6;
/** More levels than any titration has; a longer list is no dose. */
const MOST = 24;

interface Amount {
  value: number;
  unit: DoseUnit | undefined;
}

function readAmount(text: string, at: number, multiplied = false): Read<Amount> | undefined {
  const number = readUnsigned(text, at);
  if (!number) return undefined;
  let { value, end } = number;
  const multiple = matchAt(MULTIPLE, text, end);
  if (multiple?.[1]) {
    value = Number(`${value}${MULTIPLES[multiple[1].toLowerCase()]}`);
    end += multiple[0].length;
    if (!Number.isFinite(value)) return undefined;
  }
  const times = multiplied ? undefined : matchAt(TIMES, text, end);
  if (times) {
    const each = readAmount(text, end + times[0].length, true);
    return each && { value: { value: rounded(value * each.value.value), unit: each.value.unit }, end: each.end };
  }
  const hyphen = matchAt(HYPHEN, text, end);
  const unit = readDoseUnit(text, hyphen ? end + hyphen[0].length : skipSpace(text, end));
  return { value: { value, unit: unit?.value }, end: unit ? unit.end : end };
}

type Separator = 'range' | 'or' | 'then' | 'bare comma';

function readSeparator(text: string, at: number): Read<Separator> | undefined {
  const to = matchAt(TO_RANGE, text, at);
  if (to) return { value: 'range', end: at + to[0].length };
  const or = matchAt(OR, text, at);
  if (or) return { value: 'or', end: at + or[0].length };
  const then = matchAt(THEN, text, at);
  return then && { value: then[0] === ',' ? 'bare comma' : 'then', end: at + then[0].length };
}

/** All amounts in one unit: that of each, else the next one's that is written. Undefined where they are of different kinds. */
function inOneUnit(amounts: readonly Amount[]): { values: number[]; unit: DoseUnit } | undefined {
  const last = amounts.at(-1)?.unit;
  const unit = amounts.find((amount) => amount.unit)?.unit;
  // A rate may be named once, at the end: `5 mg, 10 mg/day`.
  if (!last || !unit) return undefined;
  const values: number[] = [];
  let own = last;
  for (const amount of [...amounts].reverse()) {
    own = amount.unit ?? own;
    const factor = conversion(own, unit);
    if (factor === undefined) return undefined;
    values.unshift(factor === 1 ? amount.value : rounded(amount.value * factor));
  }
  return { values, unit };
}

function kindOf(separators: readonly Separator[], values: readonly number[]): Dose['kind'] | undefined {
  if (separators.length === 0) return 'single';
  // `2,5 mg` is two and a half in half of the world.
  if (separators.length === 1 && separators[0] === 'bare comma') return undefined;
  if (separators.includes('or')) return separators.includes('range') ? undefined : 'alternatives';
  const [low = 0, high = 0] = values;
  return separators.length === 1 && separators[0] === 'range' && low < high ? 'range' : 'titration';
}

function asDose(values: readonly number[], unit: DoseUnit, separators: readonly Separator[]): Dose | undefined {
  const kind = kindOf(separators, values);
  if (!kind) return undefined;
  const same = kind !== 'alternatives' && values.every((value) => value === values[0]);
  return { amounts: same ? values.slice(0, 1) : values, kind: same ? 'single' : kind, ...unit };
}

/**
 * Reads the dose that begins at an offset of a text, as long as it goes. What follows is the caller's.
 * `2 × 100 mg` is 200 mg; `2,5 mg`, which may be a list or a decimal, is not read.
 */
export function readDose(text: string, at: number): Read<Dose> | undefined {
  const upTo = matchAt(UP_TO, text, at);
  let end = at + (upTo?.[0].length ?? 0);
  const auc = matchAt(AUC, text, end);
  end += auc?.[0].length ?? 0;
  const amounts: Amount[] = [];
  const separators: Separator[] = [];
  for (;;) {
    const amount = readAmount(text, end);
    if (!amount) return undefined;
    if (auc) amount.value.unit ??= { unit: 'AUC' };
    amounts.push(amount.value);
    end = amount.end;
    const separator = amounts.length < MOST ? readSeparator(text, end) : undefined;
    if (!separator) break;
    separators.push(separator.value);
    end = separator.end;
  }
  const one = inOneUnit(amounts);
  const dose = one && asDose(one.values, one.unit, separators);
  if (!dose || (upTo && dose.kind !== 'single')) return undefined;
  return { value: upTo ? { ...dose, upTo: true } : dose, end };
}

const FOLLOWED = /\s?(?:,|;)?\s(?:and\s)?(?:then|followed by)\s/i;

/** Doses one after the other as one; undefined of none. What converts to the unit of the one before it is a level more of it. */
export function inTurn(parts: readonly Dose[]): Dose | undefined {
  const [first, ...rest] = parts;
  if (!first) return undefined;
  const [second, ...others] = rest;
  if (!second) return first;
  const factor = conversion(second, first);
  if (factor === undefined) {
    const next = inTurn(rest);
    return next && { ...first, next };
  }
  const plain = [first, second].every(({ kind, upTo }) => !upTo && (kind === 'single' || kind === 'titration'));
  if (!plain) return undefined;
  const amounts = [...first.amounts, ...second.amounts.map((amount) => rounded(amount * factor))];
  if (amounts.length > MOST) return undefined;
  return inTurn([{ ...first, kind: 'titration', amounts }, ...others]);
}

/** The dose that is the whole text, or undefined. */
export function parseDose(text: string): Dose | undefined {
  const whole = tidy(text);
  const all = (part: string) => {
    const read = readDose(part, 0);
    return read?.end === part.length ? read.value : undefined;
  };
  const one = all(whole);
  if (one || !FOLLOWED.test(whole)) return one;
  const parts = whole.split(FOLLOWED).map(all);
  const understood = parts.filter((part) => part !== undefined);
  return understood.length === parts.length && parts.length <= MOST ? inTurn(understood) : undefined;
}

function formatAmount(value: number): string {
  if (value < LARGE) return formatNumber(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e+');
  return `${mantissa} × 10^${exponent}`;
}

/** A dose as a document writes it; `parseDose` reads the same dose back. */
export function formatDose(dose: Dose): string {
  const amounts = dose.amounts.map(formatAmount);
  const joint = dose.kind === 'range' ? ' to ' : dose.kind === 'alternatives' ? ' or ' : ', ';
  const value = amounts.join(joint);
  const text = dose.unit === 'AUC' && !dose.per ? `AUC ${value}` : `${value} ${formatDoseUnit(dose, value !== '1')}`;
  const own = dose.upTo ? `up to ${text}` : text;
  return dose.next ? `${own}, then ${formatDose(dose.next)}` : own;
}

/** The most that a dose comes to: what a titration ends at, the upper end of a range, the largest alternative. */
export function topAmount(dose: Dose): number | undefined {
  return dose.kind === 'alternatives' ? Math.max(...dose.amounts) : dose.amounts.at(-1);
}

/**
 * The amount that two doses are compared by: what a titration ends at; of a range, and of alternatives, the geometric mean of the least and the most,
 * so that a dose within them lies between a lower and a higher one.
 */
function comparedAmount(dose: Dose): number | undefined {
  const most = topAmount(dose);
  const least = Math.min(...dose.amounts);
  const between = dose.kind === 'range' || dose.kind === 'alternatives';
  return between && most !== undefined && least > 0 ? Math.sqrt(least * most) : most;
}

/** How many times the dose `b` the dose `a` is, units converted; undefined where they cannot be compared or `b` is 0. */
export function doseRatio(a: Dose, b: Dose): number | undefined {
  const factor = conversion(a, b);
  const [x, y] = [comparedAmount(a), comparedAmount(b)];
  if (factor === undefined || x === undefined || !y) return undefined;
  const ratio = rounded((x * factor) / y);
  if (!a.next && !b.next) return ratio;
  // A bolus and an infusion are as many times others where both are.
  return a.next && b.next && doseRatio(a.next, b.next) === ratio ? ratio : undefined;
}
