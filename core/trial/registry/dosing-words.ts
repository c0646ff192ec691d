/** Texts on dosing put into the few forms that the finders know. What is changed is how it is said, not what. */

const SPELT =
  /(\d)\s*-?\s*(?:milligrams?|micrograms?|nanograms?|grams?|kilograms?|millilit(?:er|re)s?|international units?|units?|milliequivalents?|millicuries?)(?:\s*(?:\/|per)\s*(?:kilograms?|kg|square met(?:er|re)s?|m\^?2|day|hour|minute|dose|millilit(?:er|re)s?))*(?:\s+(?:of\s+)?body\s?weight)?\s*[([]\s*((?:mg|mcg|µg|μg|ug|ng|g|mL|IU|U|mEq|mCi)(?:\s*\/\s*(?:kg|m\^?2|m²|day|d|hr?|min|mL))*)\s*[)\]]/gi;
/** `0.55 milligrams (mg)/kilogram (kg)`. */
const SPELT_OVER =
  /(?:milli|micro|nano)grams?\s*\((mg|mcg|µg|μg|ng)\)\s*(?:\/|per)\s*(?:kilograms?|square met(?:er|re)s?|met(?:er|re)s? squared?|m\^?2)\s*\((kg|m\^?2|m²)\)/gi;
/** `4 mg.kg-1`, `80 mg/m(2)`. */
const INVERSE =
  /(mg|mcg|µg|μg|ug|g)\s?[.·]?\s?(kg|m|h|min|day)\s?(?:\^?[-−]1|⁻¹)(?:\s?[.·]?\s?(min|h|day)\s?(?:\^?[-−]1|⁻¹))?/gi;
/** `0.4 mg/kg.min`. */
const DOTTED = /((?:mg|mcg|µg|μg|ug|ng|mL)\/kg)\s?[.·]\s?(min|h|hr|day)\b/gi;
/** `b.id.`, `300 mg q.d`: misspelt or cut short. */
const BID = /\bb\.id\.?(?=[\s,;)]|$)/gi;
const QD = /(?<=\d\s?(?:mg|mcg|µg|μg|g|mL|IU) )q\.d(?=[\s,;)]|$)/gi;
const HOURLY = /(?<![\d-] ?|half[- ]?)\bhourly\b/gi;
/** `six hourly`, `3-weekly`: every so many; `four weekly doses` are given once a week. */
const COUNTED_HOURLY = /\b(two|three|four|six|eight|twelve)[- ]?(?=hourly\b)/gi;
const COUNTED_ADVERB =
  /(?<![\w.-])(two|three|four|six|eight|twelve|\d{1,2})-(week|month)ly\b(?! (?:doses|injections|infusions|vaccinations)\b)/gi;
const ORDINAL = /\bevery (third|fourth|sixth|3rd|4th|6th) (day|week|month)\b/gi;
const NUMBERS: Readonly<Record<string, string>> = {
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  eight: '8',
  twelve: '12',
  third: '3',
  fourth: '4',
  sixth: '6',
  '3rd': '3',
  '4th': '4',
  '6th': '6',
};
const numberOf = (word: string) => NUMBERS[word.toLowerCase()] ?? word;
/** `five days per week`. */
const TIMES_A_WEEK = /\b(two|three|four|five|six)(?= (?:days|times) (?:a|per|each|every) week\b)/gi;
/** Latin and short ways to say how often that the language of quantities has not. */
const SHORT =
  /(?<![\w-])(?:E\.?O\.?[DW]\.?|eo[dw]|QM|[qQ]\.?[dD]\.?[sS]\.?|[bB]\.?[dD]\.?[sS]\.?|[tTbB]\.[iI]\.[wW]\.?|q\.[ap]\.?m\.?|[qQ] ?[dD]ay|q\.?n\.?|stat)(?![\w-])/g;
const LONG: Readonly<Record<string, string>> = {
  eod: 'every other day',
  eow: 'every other week',
  qm: 'once monthly',
  qds: 'four times daily',
  bds: 'twice daily',
  tiw: 'three times weekly',
  biw: 'twice weekly',
  qam: 'in the morning',
  qpm: 'in the evening',
  qday: 'once daily',
  qn: 'at bedtime',
  stat: 'single dose',
};
const BIWEEKLY = /(?<!twice )\bbi-?weekly\b/gi;
const ALTERNATE = /\b(?:on |every )?alternat(?:e|ing)[- ](days?|weeks?)\b/gi;
const WEEKDAYS = /\b(?:on |every )*Mondays?(?:,| and|\/|-)? ?Wednesdays?(?:,? and |, |\/|-| & )Fridays?\b/gi;
const BEDTIME = /\b(?:(?:before|prior to) (?:sleep(?:ing)?|bedtime|going to (?:bed|sleep))|at bed time)\b/gi;
const TWO_MEALS =
  /\b(?:with|before|after|at) (?:the )?(?:breakfast|morning meals?) (?:and|&) (?:(?:with|before|after|at) )?(?:the )?(?:dinner|supper|evening meals?)\b/gi;
/** `D1, D8 and D15`, `on D1-5`. */
const SHORT_DAYS =
  /(?<![\w-]|vitamins? )(?:[Dd]1|(?<=\bon )[Dd]\d{1,2})(?:(?: ?(?:,|&|-|–) ?| and |, and )[Dd]?\d{1,2}(?![\w.]))*(?![\w.]| ?(?:mg|mcg|µg|μg|g|mL|IU)\b)/g;
/** `at 0, 1 and 6 months`, `on a 0, 1, 6 month schedule`. */
const FROM_ZERO = /(?<![\w.,/-]|- )0((?: ?(?:,|-|\/|and|&|, and) ?\d{1,2}){1,5})[- ]?(month|week|day)s?\b(?! old)/gi;
/** `day 0, month 1 and month 6`. */
const DAY_ZERO = /\bday 0(?=(?:, (?:and )?| and )(?:at |on )?(month|week)s? \d)/gi;
/** `8 mg x 1`, `100 mg IV x1`. */
const BY_ONE =
  /(?<=\d ?(?:mg|mcg|µg|μg|g|mL|IU|U|units?)(?:\/\w{1,3})?,? (?:(?:IV|PO|SC|IM|orally|intravenously) )?)[x×] ?1\b(?! ?(?:\d|[.,]\d|x|day|week|month|hour|min|time|\/|daily|tab|cap))/gi;
/** `50 mg/12 h`. */
const EACH_HOURS = /(\d ?(?:mg|mcg|µg|μg|g|mL|IU)) ?\/ ?(6|8|12) ?h(?:ours?|rs?)?\b/gi;
/** `18 mg/meter square`. */
const OVER_SQUARE =
  /(mg|mcg|µg|μg|ug|g)(?: ?\(mg\))? ?(?:\/|per) ?(?:square[- ]met(?:er|re)s?|met(?:er|re)s?[- ]squared?|sqm)(?: ?\((?:m\^?2|m²)\))?/gi;
const STARRED = /(?<![\w.])(\d) ?\* ?(?=\d+(?:\.\d+)? ?(?:mg|mcg|µg|μg|g|mL|IU)\b)/gi;
/** `two puffs (100 µg each)`. */
const EACH_ONE =
  /\b(two|three|four|\d) (?:puffs|inhalations|sprays|tablets|capsules|actuations) \(?(?:of )?(\d+(?:\.\d+)? ?(?:mg|mcg|µg|μg|g|IU)) (?:each|per (?:puff|inhalation|spray|tablet|capsule|actuation))\)?/gi;
/** `2 x 106 cells`, whose sign of a power got lost; `10e6`. */
const LOST_POWER =
  /(\d ?[x×] ?)10(?:e ?)?([5-9]|1[0-2])(?= (?:[\w+-]+ ){0,4}(?:[\w-]*MSCs?|[\w-]*cells|CFU|pfu|vg)\b)/gi;
/** `2 × 10^6 MSC/kg`, `5 × 10^6 CD34+ cells per kg`. */
const CELLS_OVER =
  /((?:10 ?\^ ?\d{1,2}|millions?|billions?)\)?) (?:[\w+-]+ ){0,3}(?:[\w-]*MSCs?|cells)(?= ?(?:\/|per) ?kg\b)/gi;
const AUC_OF = /\bAUC ?(?:(?:of|=|:) ?|\((?:area[^()]*|[\w/ ]*min[\w/ ]*)\) ?)(?=\d)/gi;
/** `1 dose`, and no more. */
const ONE_DOSE = /(?<=^|[(,:;] ?)1 dose(?=$|[),.;])/gi;
/** `x 1 dose`, `on a single occasion`. */
const ONCE =
  /(?:\bx|×) ?1 (?:dose|infusion|injection)\b|\bon (?:a single|one) occasion\b|(?<!\d )\b1 (?:dose|(?:intravenous |IV |intravenous \(IV\) )(?:infusion|injection)) of\b/gi;
/** `twice/daily`, `3 times/day`. */
const TIMES_ADVERB = /\b(once|twice|thrice|times)\/(?=daily|weekly)/gi;
const TIMES_A = /\b(once|twice|thrice|times)\/(?=(?:day|week)\b)/gi;
const FROM_UP_TO = /\bfrom\s+(\d+(?:\.\d+)?(?:\s?(?:mg|mL|g))?)\s+up\s+to\s+(?=\d)/gi;
const BRACKETED_SQUARE = /\/\s?m\(2\)/gi;
/** `10 mg/ kilogram (kg)`, `32 mg/tab`. */
const OVER_KILOGRAM = /(mg|mcg|µg|μg|ug)\s*\/\s*kilograms?\b(?:\s*\(kg\))?/gi;
const PER_TABLET = /(mg|mcg|µg|μg|ug|g)\s?\/\s?(?:tab(?:let)?|cap(?:sule)?)s?\b/gi;
const NECESSARY = /\b(?:when(?:ever)?|as)\s+necessary\b/gi;
const BETWEEN = /\bbetween\s+(\d+(?:\.\d+)?\s?(?:mg|mcg|µg|μg|ug|g|mL|IU)?(?:\/\w+)?)\s+and\s+(?=\d)/gi;
const AUC_AFTER = /(\d+(?:\.\d+)?)\s+area under (?:the )?(?:concentration(?:[- ]time)? )?curve(?:\s*\(AUC\))?/gi;
const AUC_BEFORE = /area under (?:the )?(?:[a-z]+[ -]){0,4}?curve\s*(?:\(AUC\)\s*)?(?:of\s+|=\s*)?(?=\d)/gi;
const SIGNED_DAYS = /\bdays?(?:\s*(?:,\s*(?:and\b)?|and\b|to\b)?\s*\+\d+)+/gi;
/** `200 mg/daily`. */
const OVER_DAILY = /(\d\s?(?:mg|mcg|µg|μg|g|mL|IU))\s?\/\s?daily\b/gi;
/** German international units; `35 IU kg body weight`. */
const GERMAN_UNITS = /(\d\s?)I\.?\s?E\.?(?=[\s/,;)]|$)/g;
const BODY_WEIGHT = /(\d\s?(?:mg|mcg|µg|μg|g|mL|IU))\s+kg\s+(?:of\s+)?body\s?weight/gi;
/** `day 1 of each cycle (every 35 days)`. */
const OF_CYCLE =
  /\bof (?:each|every|a|the) (?:treatment )?cycle,?\s*\((?:every\s+|each\s+)?(\d+)[- ](days?|weeks?)(?: cycles?)?\)/gi;
/** `25,50,100 mg`: a list, for no thousands have two digits. */
const TIGHT_LIST = /(?<![\d.,])\d{1,3}(?:,\d{1,3}){2,}(?=\s?(?:mg|mcg|µg|μg|g|mL|IU)\b)/g;
/** `15 mg (10 mg + 5 mg)`: how the amount comes about. */
const SUM =
  /(\d+(?:\.\d+)?)(\s?(?:mg|mcg|µg|μg|g|mL|IU))\s*\(\s*(\d+(?:\.\d+)?)\s?(?:mg|mcg|µg|μg|g|mL|IU)?\s*\+\s*(\d+(?:\.\d+)?)\s?(?:mg|mcg|µg|μg|g|mL|IU)?\s*\)/gi;
/** `2,5 mg`; a list has a space. */
const DECIMAL_COMMA = /(?<![\d.,])(\d{1,3}),(\d{1,2})(?=\s?(?:mg|mcg|µg|μg|g|mL|IU)\b)/g;
const BASELINE =
  /(?<=\b(?:doses?|infusions?|inject\w*|administ\w*|given|vaccin\w*|\d ?(?:mg|mcg|µg|mL)|mg|mcg|µg|mL)\b[^.;]{0,60})\bbaseline(?=(?:,\s*(?:and )?|\s+and\s+)(?:at )?(weeks?|days?|months?) \d)/gi;
/** `20~40 mg`, as East Asia writes a range; some records escape it. */
const TILDE = /(?<=\d\s?(?:mg|mL|g)?\s?)\\?[~∼〜～](?=\s?\d)/g;

/**
 * `700 milligrams (mg)` as `700 mg`, `area under the curve 5` as `AUC 5`, `days +1 and +3` as `days 1 and 3`, `baseline, week 2`
 * as `week 0, week 2`.
 */
export function plainDosing(text: string): string {
  // Without a number only few of these say anything.
  if (
    !/\d/.test(text) &&
    !/necessary|daily|area under|hourly|weekly|occasion|b\.id|times\/(?:day|week)|alternat|(?:every|days|times) |friday|stat\b|qm\b|eo[dw]\b|\bq |sleep|bed|breakfast|morning|[bt]\.i\.w|[bq]\.?d\.?s|\bq\.?n\b/i.test(
      text,
    )
  )
    return text;
  const lower = text.toLowerCase();
  let plain = text;
  // Each expression is only tried on a text that has a word or a sign of it.
  const has = (...words: readonly string[]) => words.some((word) => lower.includes(word));
  const put = (expression: RegExp, by: string | ((all: string, ...groups: string[]) => string)) => {
    plain = typeof by === 'string' ? plain.replace(expression, by) : plain.replace(expression, by);
  };
  const bracket = has('(', '[');
  if (lower.includes('(') && has('gram')) put(SPELT_OVER, '$1/$2');
  if (bracket) put(SPELT, '$1 $2');
  if (has('m(2)')) put(BRACKETED_SQUARE, '/m²');
  if (has('-1', '−1', '⁻1', '⁻¹', '-¹', '−¹'))
    put(INVERSE, (_, unit, over, rate) => `${unit}/${over}${rate ? `/${rate}` : ''}`);
  if (has('square', 'squared', 'sqm')) put(OVER_SQUARE, '$1/m²');
  if (plain.includes('/')) {
    put(EACH_HOURS, '$1 every $2 hours');
    put(DOTTED, '$1/$2');
    put(TIMES_ADVERB, '$1 ');
    put(TIMES_A, '$1 a ');
    put(OVER_DAILY, '$1 daily');
    put(OVER_KILOGRAM, '$1/kg');
    put(PER_TABLET, '$1');
  }
  if (/I\.?\s?E/.test(text)) put(GERMAN_UNITS, '$1IU');
  if (has('body')) put(BODY_WEIGHT, '$1/kg');
  if (has('*')) put(STARRED, '$1 x ');
  if (has(' each', ' per ')) put(EACH_ONE, (_, count, amount) => `${numberOf(count)} x ${amount}`);
  if (has('d1', 'on d')) put(SHORT_DAYS, (list) => `days ${list.replace(/D(?=\d)/gi, '')}`);
  if (has('0,', '0 ', '0-', '0/') && has('month', 'week', 'day')) {
    put(FROM_ZERO, (_, rest, unit) => `${unit}s 0${rest.replace(/ ?(?:-|\/|, and|and|&|,) ?/g, ', ')}`);
    put(DAY_ZERO, '$1 0');
  }
  if (has('x 1', 'x1', '×1', '× 1')) put(BY_ONE, 'single dose');
  if (has('1 dose')) put(ONE_DOSE, 'single dose');
  if (has('cells', 'msc', 'cfu', 'vg', 'pfu')) put(LOST_POWER, (_, before, power) => `${before}10^${power}`);
  if (has('cells', 'msc') && has('kg')) put(CELLS_OVER, '$1 cells');
  if (has('auc')) put(AUC_OF, 'AUC ');
  if (has('from')) put(FROM_UP_TO, '$1 to ');
  if (has('b.id')) put(BID, 'b.i.d.');
  if (has('q.d')) put(QD, 'q.d.');
  if (has('hourly')) {
    put(COUNTED_HOURLY, (_, count) => `${numberOf(count)} `);
    put(HOURLY, 'every hour');
  }
  if (has('-weekly', '-monthly')) put(COUNTED_ADVERB, (_, count, unit) => `every ${numberOf(count)} ${unit}s`);
  if (has('biweekly', 'bi-weekly')) put(BIWEEKLY, 'every 2 weeks');
  if (has('every ')) put(ORDINAL, (_, count, unit) => `every ${numberOf(count)} ${unit}s`);
  if (has(' week')) put(TIMES_A_WEEK, numberOf);
  if (has('alternat')) put(ALTERNATE, (_, unit) => `every other ${unit.replace(/s$/i, '')}`);
  if (has('friday')) put(WEEKDAYS, 'three times weekly');
  if (has('sleep', 'bed')) put(BEDTIME, 'at bedtime');
  if (has('breakfast', 'morning meal')) put(TWO_MEALS, 'twice daily');
  put(SHORT, (said) => LONG[said.toLowerCase().replace(/[ .]/g, '')] ?? said);
  if (has('occasion') || (has('1 ') && has('dose', 'infusion', 'injection')))
    put(ONCE, (all) => (/ of$/i.test(all) ? 'single dose of' : 'single dose'));
  if (has('necessary')) put(NECESSARY, 'as needed');
  if (has('between')) put(BETWEEN, '$1 to ');
  if (has('area under')) {
    put(AUC_AFTER, 'AUC $1');
    put(AUC_BEFORE, 'AUC ');
  }
  const plus = lower.includes('+');
  if (plus) plain = plain.replace(SIGNED_DAYS, (days) => days.replaceAll('+', ''));
  if (lower.includes(',')) {
    plain = plain.replace(TIGHT_LIST, (list) => (/,\d{1,2}(?!\d)/.test(list) ? list.replaceAll(',', ', ') : list));
    put(DECIMAL_COMMA, '$1.$2');
  }
  if (bracket && has('cycle')) put(OF_CYCLE, 'of each $1-$2 cycle');
  if (plus && bracket)
    plain = plain.replace(SUM, (all, sum, unit, a, b) =>
      Math.abs(Number(a) + Number(b) - Number(sum)) < 1e-9 ? `${sum}${unit}` : all,
    );
  if (has('~', '∼', '〜', '～')) put(TILDE, '-');
  return has('baseline') ? plain.replace(BASELINE, (_, unit: string) => `${unit.replace(/s$/i, '')} 0`) : plain;
}
