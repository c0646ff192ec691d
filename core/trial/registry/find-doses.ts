/** Finds the doses in a text, each where it stands, and what speaks against its being what is given at a time. */
import { type Dose, readDose } from '../quantity/dose.ts';
import { matchesOf } from './text.ts';

export interface Found<T> {
  value: T;
  start: number;
  end: number;
}

/** What speaks against an amount being what is given at a time. */
export type Doubt = 'most' | 'total' | 'strength' | 'concentration' | 'reduced' | 'run-in';

export interface FoundDose extends Found<Dose> {
  doubt?: Doubt;
  /** Of a combination, `5/160 mg`: which of its drugs, in their order. */
  part?: number;
  /** All cells that are given, where single injections are told as well. */
  whole?: boolean;
  /** How often, where the dose itself says so: `1200 mg daily in two divided doses`. */
  divided?: number;
}

const NUMBER = /(?<![\w.,^]|[a-z0-9]-)(?:AUC\s?=?\s?)?(?:\d|\.\d)/gi;
/** Amounts that are no doses: laboratory values, body weights, energy, lengths of needles, water to swallow with. */
const NO_DOSE_UNIT =
  /^(?:kg|kcal|kJ|L|dL|m²|cm²|eye|nostril|dose|injection|vial|ppm)$|\/(?:injection|vial|eye|tablet|capsule|puff)$|\/(?:dL|L|cm²)$|^(?:ng|pg|mmol|µmol|mEq|nmol|cells|copies|g)\/(?:mL|L|dL|kg\/)/;
const NUMBERED =
  /\b(?:cohorts?|groups?|arms?|parts?|days?|weeks?|months?|cycles?|visits?|periods?|types?|stages?|phases?|grades?|sequences?|regimens?|treatments?|levels?|steps?|version|class|no\.|number)\s*#?(?:\d+\s*(?:,|and|&|or|to|-|–)\s*(?:and\s*)?){0,8}$/i;
const BEFORE_NO_DOSE =
  /(?:[<>≤≥]\s*=?|\b(?:less than|greater than|more than|below|above|weigh(?:s|ing|t)?|aged?|volume of|diluted (?:in|to|with)|dissolved in|mixed (?:in|with)|in) )\s*(?:approximately |about )?$/i;
const WATER =
  /^\s*(?:of\s+)?(?:sterile |tap |drinking |room temperature |normal |isotonic |physiological |0\.9 ?% )*(?:water|saline|sodium chloride|nacl|dextrose|glucose|juice|apple juice|milk|blood|ringer|diluent|5 ?% dextrose)/i;
const MOST_BEFORE =
  /\b(?:max(?:imum|imal)?|not (?:to )?exceed(?:ing)?|no more than|capped at|cap of|at most|ceiling)\b[^.;]{0,30}$/i;
/** `increased to the maximum dose of 10 mg` is a level. */
const RAISED = /\b(?:increas|titrat|escalat|uptitrat)\w*\s+(?:up\s+)?to\s+(?:an?\s+|the\s+)?(?:max\w*)[^.;]{0,20}$/i;
/** `20 mg maximum`; `10 mg/kg (maximum 800 mg)` is no maximum itself. */
const MOST_AFTER = /^\s*\(?max(?:imum|imal|\.)?\b(?!\.?\s*(?:(?:daily|total|single|of|dose|is|to|:|=)\s*){0,4}\d)/i;
const TOTAL_BEFORE =
  /\b(?:total(?: daily)?(?: (?:dose|dosage|amount))?(?: to be administered)?(?: will be)?(?: of)?|totall?ing|cumulative(?: dose)?(?: of)?|in total|sum of|overall)\s*(?:is|=|:|of|up to|dose|was)?\s*$/i;
/** `or reduced to 2.5 mg if …`, `(if eGFR 30-60: 500 mg)`: for some. */
const REDUCED_BEFORE =
  /\b(?:or|may|might|if|allowed|could|can|patients? (?:with|who))\b[^.;]{0,50}\b(?:reduc|decreas|lower|down-?titrat|adjust)\w*\s+(?:back\s+)?(?:to\s+)?(?:an?\s+)?(?:doses? of\s+)?$|\((?:if|for (?:patients|participants|subjects|those))\b[^)]{0,40}$/i;
/** `increased weekly by 10 mg`, `in 200 mg increments`: by how much a level is higher than the one before. */
const STEP_BEFORE =
  /\b(?:increas|escalat|titrat|increment|decreas|reduc|adjust|taper|rais)\w*[^.;]{0,25}\b(?:by|(?:in|at) (?:steps|increments) of|increments of)\s+(?:up to\s+)?$/i;
const STEP_AFTER = /^[\s-]*(?:increments?|steps?|increases|decrements?)\b/i;
/** `may be used as a replacement for MMF, at a dose of 720 mg`. */
const REPLACED_BEFORE = /\b(?:replacement|substitut\w+|instead|in place)\b[^.;]*$/i;
const TOTAL_AFTER = /^\s*(?:in total|total(?:ly)?\b(?! daily dose of))/i;
const STRENGTH_BEFORE =
  /\b(?:(?:supplied|available|provided)\b[^.;]{0,40}\bcontaining|supplied|available|provided|packaged|formulated|strengths?|vials?|ampoules?|syringes?|concentration|formulation|presentations?)\b[^.;]{0,40}$/i;
const STRENGTH_AFTER =
  /^\s*(?:vials?|ampoules?|ampules?|pre-?filled|syringes?|(?:dosage )?strengths?\b|(?:tablet |capsule )?(?:dose )?formulation|\/\s*\d+(?:\.\d+)?\s*mL|per (?:tablet|capsule|vial|ampoule))/i;
const TOPICAL =
  /\b(?:cream|gel|ointment|lotion|foam|solution|drops|emulsion|spray|patch|shampoo|paste|suspension|topical\w*|ophthalmic|eye|nasal|mouthwash|toothpaste|dextrose|lidocaine|bupivacaine|ropivacaine|saline|sevoflurane|isoflurane|desflurane|oxygen|lipid\w*|mct|peroxide|intralipid|iodine|chlorhexidine)\b/i;
const FORMS =
  '(?:tablets?|tabs?|capsules?|caps?|caplets?|pills?|sachets?|patch(?:es)?|puffs?|sprays?|drops?|ampoules?|units? doses?|injections?|inhalations?|softgels?|lozenges?)';
const COUNTS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  eight: 8,
  ten: 10,
};
const COUNT_BEFORE = new RegExp(
  `\\b(one|two|three|four|five|six|eight|ten|\\d{1,2})\\s*(?:x|×)?\\s*(?:\\(\\d{1,2}\\)\\s*)?(?:${FORMS}\\s+of\\s+(?:[\\w-]+\\s+){0,2})?$`,
  'i',
);
const FORM_AFTER = new RegExp(`^\\s*-?(?:[\\w-]+\\s+){0,3}?${FORMS}\\b`, 'i');
const FORM_BEFORE = new RegExp(`${FORMS}\\s+of\\s+(?:[\\w-]+\\s+){0,2}$`, 'i');

function times(dose: Dose, count: number): Dose {
  return { ...dose, amounts: dose.amounts.map((amount) => Number((amount * count).toPrecision(12))) };
}

/** `two 125 mg capsules`, `3 tablets of 500 mg`: how many of them. */
function countOf(before: string, after: string): number {
  const match = COUNT_BEFORE.exec(before);
  const count = match?.[1] === undefined ? undefined : (COUNTS[match[1].toLowerCase()] ?? Number(match[1]));
  return count && count > 1 && count <= 20 && (FORM_AFTER.test(after) || FORM_BEFORE.test(before)) ? count : 1;
}

/** Before what is studied: `run-in period: 80 mg b.i.d. for 1-2 weeks`. */
const RUN_IN =
  /\brun-?in\b(?![^.;]*\b(?:(?:followed by|then|after)\b[^.;]*\b(?:double|random|treat)|random\w*\b[^.;]*\bto\b))[^.;]*$/i;
const AFTER_RUN_IN =
  /\b(?:after|following|completed?|end of|successful)\s+(?:an?\s+|the\s+|this\s+)?(?:[\w-]+\s+){0,5}run-?in\b/i;

function isRunIn(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 300), start);
  return /run-?in/i.test(before) && RUN_IN.test(before) && !AFTER_RUN_IN.test(before);
}

function doubtOf(dose: Dose, before: string, after: string, text: string, start: number): Doubt | undefined {
  if ((MOST_BEFORE.test(before) && !RAISED.test(before)) || MOST_AFTER.test(after)) return 'most';
  // Cells are counted in all.
  if (dose.unit !== 'cells' && (TOTAL_BEFORE.test(before) || TOTAL_AFTER.test(after))) return 'total';
  if (/\/(?:mL|L)$|^%$/.test(dose.unit)) return 'concentration';
  if (REDUCED_BEFORE.test(before) || REPLACED_BEFORE.test(before)) return 'reduced';
  if (isRunIn(text, start)) return 'run-in';
  if (
    STRENGTH_AFTER.test(after) ||
    STRENGTH_BEFORE.test(before) ||
    (/\bas\s+$/i.test(before) && /^\s*(?:film-coated\s+)?(?:tablets|capsules)\b/i.test(after))
  )
    return 'strength';
  return undefined;
}

function isDose(dose: Dose, written: string, before: string, after: string, text: string): boolean {
  if (NO_DOSE_UNIT.test(dose.unit)) return false;
  // `xisomab 3G3`.
  if (/[a-z]$/i.test(written) && /^\d/.test(after)) return false;
  if (/\d\s*mm$/.test(written) || /\b(?:mm|ml)\s*hg/i.test(written + after.slice(0, 4))) return false;
  if (/(?:Gy|kcal)$/.test(dose.unit)) return false;
  // `ISA 51 GM-CSF`.
  if (/^-[a-z]/i.test(after) && /[a-z]$/i.test(written) && /^(?:g|L|U)$/.test(dose.unit)) return false;
  if (dose.unit === 'mL' && (WATER.test(after) || BEFORE_NO_DOSE.test(before))) return false;
  // A solution of so many mM.
  if (/mM$/.test(written)) return false;
  if (
    (/[<>≤≥]\s*=?\s*$/.test(before) && !(/(?:≥|>=)\s*$/.test(before) && /^[mµ]?g$/.test(dose.unit))) ||
    /\b(?:weigh(?:s|ing|t)?|aged?|body weight)\s*(?:of|<|>|≤|≥|is)?\s*$/i.test(before)
  )
    return false;
  if (dose.unit === '%')
    return TOPICAL.test(text) && !/^\s*(?:of|reduction|increase|decrease|change|improvement)\b/i.test(after);
  // `1000 mg/4 mL`: what it is dissolved in; `4 mL (+/- 0.2 mL)`: how exactly.
  if (/(?:\d ?(?:mg|mcg|µg|μg|g|IU|U|units?) ?\/ ?|\+\/?- ?|± ?)$/i.test(before)) return false;
  if (STEP_BEFORE.test(before) || STEP_AFTER.test(after)) return false;
  if (dose.amounts.some((amount) => amount === 0) && dose.kind === 'single') return false;
  // `1 g/dL`, `5 mg/dL per week` and the like were read short.
  return !/^\s*\/\s*(?:d?l\b|100)/i.test(after);
}

/** `daily in two divided doses`: a daily amount, and how often. */
const DIVIDED =
  /^\s*(?:(?:\/|per\s|a\s|every\s)\s*day|daily|q\.?d\.?)?[^.;\d]{0,30}?\b(?:in|as|into)\s+(?:(two|three|four|2|3|4)\s+(?:equal(?:ly)?\s+)?(?:divided\s+|split\s+)?|(?:divided|split)\s+)(?:daily\s+)?doses\b/i;
const DIVISIONS: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, '2': 2, '3': 3, '4': 4 };
/** `5/160 mg`; `5/10, 10/10 or 10/20 mg` is two lists. */
const COMBINED =
  /(?<![\w.,/])((?:\d+(?:\.\d+)?\s?(?:mg|µg|mcg|ug|g)?\s*\/\s*\d+(?:\.\d+)?(?:\s*(?:,|;|\bor\b|\band\b)\s*(?:or\s+)?)?){1,8})\s?(mg|µg|mcg|ug|g)(?![\w/])/gi;
const PAIR = /(\d+(?:\.\d+)?)[^\d/]*\/\s*(\d+(?:\.\d+)?)/g;
/** `100 million allogeneic stem cells`, `20 million, 100 million or 200 million cells`, `1×10^6/kg of autologous cells`. */
const CELLS =
  /(?<![\w.])((?:(?:\d+(?:\.\d+)?\s*(?:x|×)?\s*(?:millions?|billions?|10(?:\^|e)?(?:6|7|8|9))\)?|\d{1,3}(?:,\d{3}){2,})(?:\s*\/\s*kg\b(?:\s*\([^)]{0,50}\))?)?(?:\s*,\s*(?:or\s+)?|\s+or\s+|\s+and\s+)?){1,5})\s*(?:[\w-]+\s+){0,6}?[\w-]*(?:cells|mscs?|cscs?)\b(?!\s*\/)/gi;
const CELL_COUNT = /(\d{1,3}(?:,\d{3}){2,})|(\d+(?:\.\d+)?)\s*(?:x|×)?\s*(million|billion|10(?:\^|e)?(?:6|7|8|9))/gi;
const POWERS: Readonly<Record<string, number>> = { million: 6, billion: 9 };
const NEXT_PIECE = /[,;]|\s(?:and|to|then|or|followed|x|×)\s|\s[-–]\s/g;

/** The dose at an offset; where what follows it spoils the reading (`10 mL, 30 seconds`), without that. */
function doseAt(text: string, at: number): { value: Dose; end: number } | undefined {
  // `AUC=6, 15-30 min`: one number, and what follows is none.
  if (/^AUC/i.test(text.slice(at, at + 3))) {
    const one = /^AUC\s?=?\s?\d+(?:\.\d+)?(?:\s?(?:to|-|–)\s?\d+(?:\.\d+)?(?!\s*min))?/i.exec(text.slice(at, at + 30));
    return one ? readDose(text.slice(0, at + one[0].length), at) : undefined;
  }
  const read = readDose(text, at);
  if (read) return read;
  NEXT_PIECE.lastIndex = at;
  const cut = NEXT_PIECE.exec(text.slice(0, at + 60));
  return cut ? readDose(text.slice(0, cut.index), at) : undefined;
}

function combined(text: string): FoundDose[] {
  return matchesOf(COMBINED, text).flatMap((match): FoundDose[] => {
    const pairs = matchesOf(PAIR, match[1] ?? '');
    return [1, 2].flatMap((part): FoundDose[] => {
      const amounts = [...new Set(pairs.map((pair) => pair[part]))].join(' or ');
      const value = readDose(`${amounts} ${match[2]}`, 0)?.value;
      return value ? [{ value, start: match.index, end: match.index + match[0].length, part: part - 1 }] : [];
    });
  });
}

function cells(text: string): FoundDose[] {
  return matchesOf(CELLS, text).map((match) => {
    const amounts = matchesOf(CELL_COUNT, match[1] ?? '').map(([, whole, count, named = '']) => {
      if (whole) return Number(whole.replaceAll(',', ''));
      const power = POWERS[named.toLowerCase()] ?? Number(named.replace(/^10(?:\^|e)?/i, ''));
      return Number(`${count}e${power}`);
    });
    const value: Dose = {
      amounts,
      kind: amounts.length > 1 ? 'alternatives' : 'single',
      unit: /\/\s*kg/.test(match[1] ?? '') ? 'cells/kg' : 'cells',
    };
    const whole = TOTAL_BEFORE.test(text.slice(Math.max(0, match.index - 60), match.index));
    return { value, start: match.index, end: match.index + match[0].length, ...(whole && { whole }) };
  });
}

const LEVELS = /titrat|increas|escalat|then\b|followed|step|start|initial|→|->|>|\bweeks? \d|reach|target/i;

/** A number with its unit, whatever stands before it. */
const AMOUNT = /^\d+(?:\.\d+)?\s?(?:mg|mcg|µg|μg|ug|ng|g|mL|IU|units?)\b/i;

/** All amounts in a text that can be doses, from left to right. */
export function findDoses(text: string): FoundDose[] {
  if (!/\d/.test(text)) return [];
  const found: FoundDose[] = [
    ...(text.includes('/') ? combined(text) : []),
    ...(/cells|msc|csc/i.test(text) ? cells(text) : []),
  ];
  const special = found.map(({ start, end }) => ({ start, end }));
  let from = 0;
  for (const match of matchesOf(NUMBER, text)) {
    const start = match.index;
    if (start < from || special.some((one) => start >= one.start && start < one.end)) continue;
    const before = text.slice(Math.max(0, start - 60), start);
    // `50 mg in cohort 1, 150 mg in cohort 2`: the cohort's number is none of an amount.
    if (NUMBERED.test(before) && !AMOUNT.test(text.slice(start, start + 16))) continue;
    const read = doseAt(text, start);
    if (!read) continue;
    const after = text.slice(read.end, read.end + 60);
    const written = text.slice(start, read.end);
    let dose = read.value;
    // `5 x 25 mg/m²` is five doses of 25 mg/m²; `5 x 100 mg` is 500 mg at a time.
    const several = /^(\d+)\s?[x×]\s?/i.exec(written);
    if (several && dose.unit.includes('/')) dose = doseAt(text, start + several[0].length)?.value ?? dose;
    if (/\d\/$/.test(before) || !isDose(dose, written, before, after, text)) continue;
    from = read.end;
    const count = several ? 1 : countOf(before, after);
    if (count > 1 && !/[/%]/.test(dose.unit)) dose = times(dose, count);
    if (dose.kind === 'alternatives') dose = { ...dose, amounts: [...new Set(dose.amounts)] };
    // `50, 100 and 200 mg tablets` are what there is; levels are said to follow on each other.
    if (dose.kind === 'titration' && !LEVELS.test(written) && !LEVELS.test(`${before} ${after}`))
      dose = { ...dose, kind: 'alternatives' };
    if (/\bup to (?:a (?:maximum|total) of )?$/i.test(before) && dose.kind === 'single') dose = { ...dose, upTo: true };
    const divided = dose.per === undefined || dose.per === 'day' ? DIVIDED.exec(after) : null;
    if (divided) dose = { ...dose, per: 'day' };
    const doubt = doubtOf(dose, before, after, text, start);
    found.push({
      value: dose,
      start,
      end: read.end,
      ...(doubt && { doubt }),
      ...(divided?.[1] && { divided: DIVISIONS[divided[1].toLowerCase()] ?? 1 }),
    });
  }
  return found.sort((a, b) => a.start - b.start);
}
