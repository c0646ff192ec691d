/** Units of outcomes: free text in the registry, normalised where it is known. */
import { tidy } from './number.ts';

const KNOWN = new Map<string, string>();

function known(canonical: string, names: string): void {
  for (const name of [canonical.toLowerCase(), ...names.split('|')]) if (name) KNOWN.set(name, canonical);
}

const PEOPLE = 'participants|participant|subjects|subject|patients|patient|persons|people|individuals|volunteers';
known('participants', `${PEOPLE}|count of participants|n`);
for (const who of PEOPLE.split('|')) {
  known('participants', `number of ${who}|number (of) ${who}|no. of ${who}|${who} count`);
  for (const share of ['percentage', 'percent', '%', 'percentage (%)', 'percentages', 'percentage(%)'])
    known('%', `${share} of ${who}`);
  known('proportion of participants', `proportion of ${who}|fraction of ${who}`);
}
known('%', 'percent|percentage|percentage (%)|percent (%)|percentages|pct|per cent');
known(
  '% change',
  'percent change|percentage change|percentage of change|% of change|change in percent|percent change from baseline|percentage change from baseline|% change from baseline|percentage (%) change',
);
known('proportion', '');
known(
  'points',
  'point|score|scores|unit on a scale|units on a scale|units on scale|score on a scale|scores on a scale|score on scale|scores on scale|points on a scale|points on scale|scale score|scale points|points on the scale|units on the scale|units of a scale|score points|scores on a scale (sos)',
);
known('ratio', 'ratios');
known('hazard ratio', '');
known('risk ratio', '');
known('titer', 'titers|titre|titres');
known(
  'mmHg',
  'mm hg|mm of hg|mmhg.|mm-hg|mm/hg|millimeters of mercury|millimeter of mercury|millimetres of mercury|millimetre of mercury|millimeters mercury|millimeter mercury',
);
known(
  'bpm',
  'beats per minute|beats/minute|beats/min|beat per minute|beats / minute|beat/min|beats per min|heart beats per minute',
);
known('breaths/min', 'breaths per minute|breaths/minute');
known(
  'events/100 person-years',
  [
    ...['events', 'event'].flatMap((e) =>
      ['person', 'patient', 'participant', 'subject'].flatMap((p) => [
        `${e} per 100 ${p} years`,
        `${e} per 100 ${p}-years`,
        `${e}/100 ${p}-years`,
        `${e}/100 ${p} years`,
      ]),
    ),
  ].join('|'),
);
known('events', 'number of events|event');
known(
  'kg/m²',
  'kg/m2|kg/m^2|kg/m**2|kilograms per square meter|kilogram per square meter|kilograms/meter squared|kilograms per meter squared|kg per m^2|kg/sq m',
);
known(
  'mL/min/1.73 m²',
  'ml/min/1.73 m^2|ml/min/1.73m^2|ml/min/1.73m2|ml/min/1.73 m2|ml/min/1.73m²|ml/min/1.73 m²|ml/minute/1.73m^2|ml/min per 1.73 m^2|milliliters per minute per 1.73 square meters',
);
known('IU/L', 'international units per liter|international units/liter|international units/l');
known('U/L', 'units per liter|units/liter|units/l');
known('log10 copies/mL', 'log10 copies/ml|log 10 copies/ml|log10 copies per ml|log10 copies per milliliter');
known('episodes', 'episode|number of episodes');

/** Names of units that stand alone or as parts of compound ones. */
const PARTS = new Map<string, string>();
const part = (canonical: string, names: string) => {
  for (const name of [canonical.toLowerCase(), ...names.split('|')]) if (name) PARTS.set(name, canonical);
};
part('pg', 'picogram|picograms');
part('ng', 'nanogram|nanograms');
part('µg', 'ug|mcg|microgram|micrograms');
part('mg', 'milligram|milligrams');
part('g', 'gram|grams|gm|gms|gr');
part('kg', 'kilogram|kilograms|kgs');
part('µL', 'ul|microliter|microliters|microlitre|microlitres|mcl');
part('mL', 'ml|milliliter|milliliters|millilitre|millilitres|cc|mls');
part('dL', 'dl|deciliter|deciliters|decilitre|decilitres');
part('L', 'l|liter|liters|litre|litres');
part('pmol', 'picomole|picomoles');
part('nmol', 'nanomole|nanomoles');
part('µmol', 'umol|micromole|micromoles');
part('mmol', 'millimole|millimoles');
part('mol', 'mole|moles');
part('mEq', 'milliequivalent|milliequivalents');
part('IU', 'international unit|international units');
part('mIU', 'milli-international units|milli international units');
part('cm', 'centimeter|centimeters|centimetre|centimetres');
part('mm', 'millimeter|millimeters|millimetre|millimetres');
part('µm', 'um|micron|microns|micrometer|micrometers|micrometre|micrometres');
part('m', 'meter|meters|metre|metres');
part('km', 'kilometer|kilometers|kilometre|kilometres');
part('cm²', 'cm2|cm^2|square centimeter|square centimeters|sq cm|cm squared');
part('m²', 'm2|m^2|square meter|square meters|sq m|meter squared|meters squared');
part('mm²', 'mm2|mm^2|square millimeter|square millimeters');
part('mm³', 'mm3|mm^3|cubic millimeter|cubic millimeters');
part('cm³', 'cm3|cm^3|cubic centimeter|cubic centimeters');
part('kcal', 'kilocalorie|kilocalories');
part('cells', 'cell');
part('copies', 'copy');
part('%', 'percent');
part('kPa', 'kilopascal|kilopascals');
part('Hz', 'hertz');
part('W', 'watt|watts');
part('logMAR', '');
part('10^9 cells', '');

/** Time, as words where it stands alone and short where something is taken per it. */
const ALONE = new Map<string, string>();
const SHORT = new Map<string, string>();
const time = (word: string, short: string, names: string) => {
  for (const name of [word, word.slice(0, -1), short, ...names.split('|')]) {
    ALONE.set(name, word);
    SHORT.set(name, short);
  }
};
time('milliseconds', 'ms', 'msec|msecs');
time('seconds', 's', 'sec|secs');
time('minutes', 'min', 'mins');
time('hours', 'h', 'hr|hrs');
time('days', 'day', 'd');
time('weeks', 'week', 'wk|wks');
time('months', 'month', 'mo|mos');
time('years', 'year', 'yr|yrs');

function single(name: string): string | undefined {
  return KNOWN.get(name) ?? PARTS.get(name);
}

/** `ng*hr/mL`, `millimoles per liter`, `L/min/m^2`: each part by its name, or nothing where one is not known. */
function compound(text: string): string | undefined {
  const over = text.replaceAll(' per ', '/').split('/');
  if (over.length > 4) return undefined;
  const parts: string[] = [];
  for (const [i, term] of over.entries()) {
    const factors = term.split(/[*·×]/);
    if (factors.length > 3) return undefined;
    const names: string[] = [];
    for (const factor of factors) {
      const name = factor.trim();
      const one = PARTS.get(name) ?? (over.length > 1 || factors.length > 1 ? SHORT.get(name) : undefined);
      if (!one || (i === 0 && factors.length === 1 && over.length === 1)) return undefined;
      names.push(one);
    }
    parts.push(names.join('·'));
  }
  return parts.join('/');
}

function lookUp(text: string): string | undefined {
  const lower = text.toLowerCase().replaceAll('μ', 'µ');
  return single(lower) ?? ALONE.get(lower) ?? compound(lower);
}

/**
 * The unit of an outcome as a document writes it: `Percentage of Participants` is `%`, `Units on a scale` is `points`,
 * `millimeters of mercury (mmHg)` is `mmHg`, `ng*hr/mL` is `ng·h/mL`. A text that is not known stays as it is, its spaces tidied.
 */
export function normaliseUnit(text: string): string {
  const whole = tidy(text);
  if (whole.length > 100) return whole;
  const found = lookUp(whole);
  if (found) return found;
  // `kilograms (kg)` says one thing twice.
  const bracket = whole.endsWith(')') ? whole.lastIndexOf('(') : -1;
  if (bracket > 0) {
    const inside = lookUp(whole.slice(bracket + 1, -1).trim());
    const before = lookUp(whole.slice(0, bracket).trim());
    if (inside && (before === inside || /^beats/i.test(whole))) return inside;
  }
  return whole;
}
