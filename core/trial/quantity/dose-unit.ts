/** Units of doses: their names in texts, the one that a document uses, and what they convert to. */
import { matchAt, type Read } from './number.ts';

/** The periods of a rate (`mg/kg/day`), in days. A month and a year are the mean ones of the Gregorian calendar. */
export const PERIOD_DAYS = {
  second: 1 / 86400,
  minute: 1 / 1440,
  hour: 1 / 24,
  day: 1,
  week: 7,
  month: 30.436875,
  year: 365.2425,
} as const;
export type Period = keyof typeof PERIOD_DAYS;

interface UnitKind {
  dimension: string;
  /** How many of the dimension's base unit one of this is. */
  factor: number;
}

const kinds = new Map<string, UnitKind>();
const names = new Map<string, string>();
/** What comes in pieces, and its plural. */
const counted = new Map<string, string>();

function unit(dimension: string, factor: number, canonical: string, ...others: readonly string[]): void {
  kinds.set(canonical, { dimension, factor });
  for (const name of [canonical, ...others]) names.set(name, canonical);
}

function dispensed(one: string, several: string, ...others: readonly string[]): void {
  unit(several, 1, one, several, ...others);
  counted.set(one, several);
}

unit('mass', 1e-12, 'pg', 'picogram', 'picograms');
unit('mass', 1e-9, 'ng', 'nanogram', 'nanograms', 'nanogramme', 'nanogrammes');
unit(
  'mass',
  1e-6,
  'µg',
  'mcg',
  'mcgs',
  'ug',
  'ugs',
  'microgram',
  'micrograms',
  'microgramme',
  'microgrammes',
  'mikrogram',
);
unit(
  'mass',
  1e-3,
  'mg',
  'mgs',
  'mgm',
  'milligram',
  'milligrams',
  'milligramme',
  'milligrammes',
  'miligram',
  'miligrams',
);
unit('mass', 1, 'g', 'gm', 'gms', 'gr', 'gram', 'grams', 'gramme', 'grammes');
unit('mass', 1000, 'kg', 'kilogram', 'kilograms', 'kgs');
unit('volume', 1e-6, 'µL', 'ul', 'mcl', 'microliter', 'microliters', 'microlitre', 'microlitres');
unit('volume', 1e-3, 'mL', 'mls', 'cc', 'ccs', 'milliliter', 'milliliters', 'millilitre', 'millilitres');
unit('volume', 0.1, 'dL', 'deciliter', 'deciliters', 'decilitre', 'decilitres');
unit('volume', 1, 'L', 'liter', 'liters', 'litre', 'litres');
unit('amount', 1e-12, 'pmol', 'picomole', 'picomoles');
unit('amount', 1e-9, 'nmol', 'nanomole', 'nanomoles');
unit('amount', 1e-6, 'µmol', 'umol', 'micromole', 'micromoles');
unit('amount', 1e-3, 'mmol', 'millimole', 'millimoles', 'mmols', 'mm');
unit('amount', 1, 'mol', 'mole', 'moles');
unit('equivalents', 1e-3, 'mEq', 'meqs', 'milliequivalent', 'milliequivalents');
unit('equivalents', 1, 'Eq', 'equivalent', 'equivalents');
unit('international units', 1e-3, 'mIU');
unit('international units', 1, 'IU', 'ius', 'i.u', 'i.u.', 'ie', 'ui', 'international unit', 'international units');
unit('international units', 1e3, 'kIU');
unit('international units', 1e6, 'MIU');
unit('units', 1e-3, 'mU', 'milliunit', 'milliunits');
unit('units', 1, 'U', 'u', 'unit', 'units');
unit('units', 1e3, 'kU');
unit('units', 1e6, 'MU', 'megaunit', 'megaunits');
unit('absorbed dose', 1e-3, 'mGy', 'milligray');
unit('absorbed dose', 1e-2, 'cGy', 'centigray', 'centigrays');
unit('absorbed dose', 1, 'Gy', 'gray', 'grays');
unit('radioactivity', 1e3, 'kBq', 'kilobecquerel', 'kilobecquerels');
unit('radioactivity', 1e6, 'MBq', 'megabecquerel', 'megabecquerels');
unit('radioactivity', 1e9, 'GBq', 'gigabecquerel', 'gigabecquerels');
unit('radioactivity', 3.7e4, 'µCi', 'uci', 'microcurie', 'microcuries');
unit('radioactivity', 3.7e7, 'mCi', 'millicurie', 'millicuries');
unit('radioactivity', 3.7e10, 'Ci', 'curie', 'curies');
unit('energy', 1, 'kcal', 'kilocalorie', 'kilocalories');
unit('energy', 1 / 4.184, 'kJ', 'kilojoule', 'kilojoules');
unit('share', 1e-6, 'ppm', 'parts per million');
unit('share', 1e-2, '%', 'percent', 'per cent', 'pct');
unit('AUC', 1, 'AUC');
// These convert to nothing else.
unit('cells', 1, 'cells', 'cell');
unit('plaque-forming units', 1, 'PFU', 'pfus', 'plaque-forming units', 'plaque forming units');
unit('focus-forming units', 1, 'FFU', 'ffus');
unit('colony-forming units', 1, 'CFU', 'cfus', 'colony-forming units', 'colony forming units');
unit('vector genomes', 1, 'vg', 'vector genomes', 'vector genome', 'gc', 'genome copies');
unit('viral particles', 1, 'vp', 'viral particles', 'viral particle');
unit('TCID50', 1, 'TCID50', 'tcid₅₀');
unit('CCID50', 1, 'CCID50');
unit('ELISA units', 1, 'EU', 'elisa units', 'el.u', 'el.u.');
unit('SQ-U', 1, 'SQ-U');
unit('SQ-HDM', 1, 'SQ-HDM');
dispensed('tablet', 'tablets', 'tab', 'tabs', 'pill', 'pills', 'caplet', 'caplets');
dispensed('capsule', 'capsules', 'cap', 'caps', 'gelcap', 'gelcaps', 'softgel', 'softgels', 'soft gel', 'soft gels');
dispensed('drop', 'drops', 'gtt', 'gtts');
dispensed('puff', 'puffs', 'inhalation', 'inhalations', 'actuation', 'actuations');
dispensed('spray', 'sprays');
dispensed('patch', 'patches');
dispensed('sachet', 'sachets', 'packet', 'packets');
dispensed('vial', 'vials', 'ampoule', 'ampoules', 'ampule', 'ampules');
dispensed('injection', 'injections');
dispensed('suppository', 'suppositories');
dispensed('lozenge', 'lozenges');
dispensed('scoop', 'scoops');

/** What a dose is taken per, other than time. */
unit('area', 1, 'm²');
unit('area', 1e-4, 'cm²');
unit('eyes', 1, 'eye', 'eyes');
unit('nostrils', 1, 'nostril', 'nostrils');
unit('doses', 1, 'dose', 'doses', 'administration');

const lowered = new Map([...names].map(([name, canonical]) => [name.toLowerCase(), canonical]));
/** Upper-case M is mega and lower-case m is milli: these are told apart by their case, or not at all. */
const CASE_MATTERS = new Set(['mu', 'miu']);

/** What completion offers after a number. */
export const DOSE_UNITS: readonly string[] = [
  'mg',
  'µg',
  'g',
  'ng',
  'mg/kg',
  'µg/kg',
  'mg/m²',
  'mg/day',
  'mg/kg/day',
  'µg/kg/min',
  'IU',
  'U',
  'IU/kg',
  'mL',
  '%',
  'mmol',
  'mEq',
  'Gy',
  'MBq',
  'cells',
  'PFU',
  'puff',
  'tablet',
];

const WORD = /[\p{L}µμ%][\p{L}µμ]*(?:50|₅₀)?(?:\.[uU]\.?)?/uy;
const TWO_WORDS =
  /(?:inter-?national|per|plaque[ -]forming|focus[ -]forming|colony[ -]forming|vector|viral|genome|elisa|parts per|soft) [a-z]+|sq-(?:u|hdm)/iy;
const AREA = /(c?)m(?:\s?\^\s?2|\*\*2|2|²)(?!\d)|sq(?:uare)?\.?[ -]?m(?:et(?:er|re)s?)?(?![a-z])/iy;
const OVER = /\s?(?:\/|per\s)\s?/iy;
const A_PERIOD = /\san?\s(?=day|week|month|hour|minute)/iy;
const BODY_WEIGHT = /\s(?:of\s)?(?:body[ -]?weight|bodyweight|b\.?w\.?)(?![a-z])/iy;
const PERIOD =
  /(?:24\s?(?:h(?:ours?|rs?)?)|s(?:ec(?:onds?)?)?|min(?:utes?)?|h(?:ours?|rs?|r)?|d(?:ays?)?|w(?:eeks?|ks?|k)?|months?|mo|y(?:ears?|r)?)(?![\p{L}\p{N}])/iuy;

const ABBREVIATED: Readonly<Record<Period, string>> = {
  second: 's',
  minute: 'min',
  hour: 'h',
  day: 'day',
  week: 'week',
  month: 'month',
  year: 'year',
};

function periodOf(text: string): Period {
  const first = text.toLowerCase();
  if (first.startsWith('24') || first.startsWith('d')) return 'day';
  if (first.startsWith('h')) return 'hour';
  if (first.startsWith('w')) return 'week';
  if (first.startsWith('y')) return 'year';
  if (first.startsWith('s')) return 'second';
  return first.startsWith('mo') ? 'month' : 'minute';
}

/** Reads one unit name, and gives the name that a document uses. */
function readName(text: string, at: number): Read<string> | undefined {
  const area = matchAt(AREA, text, at);
  if (area) return { value: area[1] ? 'cm²' : 'm²', end: at + area[0].length };
  for (const expression of [TWO_WORDS, WORD]) {
    const match = matchAt(expression, text, at);
    if (!match) continue;
    const name = match[0].replaceAll('μ', 'µ');
    const folded = name.toLowerCase();
    const canonical = names.get(name) ?? (CASE_MATTERS.has(folded) ? undefined : lowered.get(folded));
    if (canonical) return { value: canonical, end: at + match[0].length };
  }
  return undefined;
}

export interface DoseUnit {
  /** `mg`, `mg/kg`, `µg/m²`: what is given, over what it is scaled by. */
  unit: string;
  per?: Period;
}

/** Reads a unit with all that it is per: `mg`, `mg/kg`, `µg/kg/min`, `mg per day`. */
export function readDoseUnit(text: string, at: number): Read<DoseUnit> | undefined {
  const name = readName(text, at);
  if (!name) return undefined;
  let unit = name.value;
  let end = name.end;
  for (;;) {
    const over = matchAt(OVER, text, end) ?? matchAt(A_PERIOD, text, end);
    if (!over) break;
    const start = end + over[0].length;
    const period = matchAt(PERIOD, text, start);
    if (period) return { value: { unit, per: periodOf(period[0]) }, end: start + period[0].length };
    const scale = readName(text, start);
    if (!scale) break;
    end = scale.end;
    // An amount per dose is what an amount is.
    if (scale.value !== 'dose') unit += `/${scale.value}`;
    end += matchAt(BODY_WEIGHT, text, end)?.[0].length ?? 0;
  }
  return { value: { unit }, end };
}

/** A unit as a document writes it: `mg/kg/day`, `µg/kg/min`; of what is counted, the plural where there are several. */
export function formatDoseUnit({ unit, per }: DoseUnit, several = false): string {
  const name = (several && counted.get(unit)) || unit;
  return per ? `${name}/${ABBREVIATED[per]}` : name;
}

/**
 * How many of `to` one of `from` is: `g` to `mg` is 1000. Undefined where they measure different things; U and IU do, and
 * an amount is no rate. Not rounded.
 */
export function conversion(from: DoseUnit, to: DoseUnit): number | undefined {
  if (from.unit === to.unit && from.per === to.per) return 1;
  if ((from.per === undefined) !== (to.per === undefined)) return undefined;
  const a = from.unit.split('/');
  const b = to.unit.split('/');
  if (a.length !== b.length) return undefined;
  let factor = 1;
  for (const [i, name] of a.entries()) {
    const x = kinds.get(name);
    const y = kinds.get(b[i] ?? '');
    if (!x || !y || x.dimension !== y.dimension) return undefined;
    factor *= i === 0 ? x.factor / y.factor : y.factor / x.factor;
  }
  if (from.per && to.per) factor *= PERIOD_DAYS[to.per] / PERIOD_DAYS[from.per];
  return factor;
}
