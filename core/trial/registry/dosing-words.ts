/** Texts on dosing put into the few forms that the finders know. What is changed is how it is said, not what. */

const SPELT =
  /(\d)\s*-?\s*(?:milligrams?|micrograms?|nanograms?|grams?|kilograms?|millilit(?:er|re)s?|international units?|units?|milliequivalents?|millicuries?)(?:\s*(?:\/|per)\s*(?:kilograms?|kg|square met(?:er|re)s?|m\^?2|day|hour|minute|dose|millilit(?:er|re)s?))*(?:\s+(?:of\s+)?body\s?weight)?\s*[([]\s*((?:mg|mcg|µg|μg|ug|ng|g|mL|IU|U|mEq|mCi)(?:\s*\/\s*(?:kg|m\^?2|m²|day|d|hr?|min|mL))*)\s*[)\]]/gi;
/** `0.55 milligrams (mg)/kilogram (kg)`. */
const SPELT_OVER =
  /(?:milli|micro|nano)grams?\s*\((mg|mcg|µg|μg|ng)\)\s*(?:\/|per)\s*(?:kilograms?|square met(?:er|re)s?|met(?:er|re)s? squared?|m\^?2)\s*\((kg|m\^?2|m²)\)/gi;
/** `4 mg.kg-1`, `80 mg/m(2)`. */
const INVERSE = /(mg|mcg|µg|μg|ug|g)\s?[.·]?\s?(kg|m|h|min|day)\s?(?:\^?[-−]1|⁻¹)/gi;
/** `0.4 mg/kg.min`. */
const DOTTED = /((?:mg|mcg|µg|μg|ug|ng|mL)\/kg)\s?[.·]\s?(min|h|hr|day)\b/gi;
/** `twice/daily`. */
const TIMES_A = /\b(once|twice|thrice|times)\/(?=daily|day|week)/gi;
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
const DECIMAL_COMMA = /(?<![\d.,])(\d{1,3}),(\d)(?=\s?(?:mg|mcg|µg|μg|g|mL|IU)\b)/g;
const BASELINE =
  /(?<=\b(?:doses?|infusions?|inject\w*|administ\w*|given|vaccin\w*)\b[^.;]{0,60})\bbaseline(?=(?:,\s*(?:and )?|\s+and\s+)(?:at )?(weeks?|days?|months?) \d)/gi;
/** `20~40 mg`, as East Asia writes a range; some records escape it. */
const TILDE = /(?<=\d\s?(?:mg|mL|g)?\s?)\\?[~∼〜～](?=\s?\d)/g;

/**
 * `700 milligrams (mg)` as `700 mg`, `area under the curve 5` as `AUC 5`, `days +1 and +3` as `days 1 and 3`, `baseline, week 2`
 * as `week 0, week 2`.
 */
export function plainDosing(text: string): string {
  let plain = text;
  if (/[([]\s*(?:mg|mcg|µg|μg|ug|ng|g|mL|IU|U|mEq|mCi)/i.test(plain)) plain = plain.replace(SPELT, '$1 $2');
  if (/\((?:kg|m\^?2|m²|2)\)/i.test(plain)) plain = plain.replace(SPELT_OVER, '$1/$2').replace(BRACKETED_SQUARE, '/m²');
  if (/[-−⁻][1¹]/.test(plain)) plain = plain.replace(INVERSE, '$1/$2');
  if (/\/kg\s?[.·]/i.test(plain)) plain = plain.replace(DOTTED, '$1/$2');
  if (/\/\s?[dw]/i.test(plain)) plain = plain.replace(TIMES_A, '$1 ').replace(OVER_DAILY, '$1 daily');
  if (/\dI?\.?\s?I\.?E/.test(plain)) plain = plain.replace(GERMAN_UNITS, '$1IU');
  if (/kg\s+(?:of\s+)?body/i.test(plain)) plain = plain.replace(BODY_WEIGHT, '$1/kg');
  if (/\bfrom\b/i.test(plain)) plain = plain.replace(FROM_UP_TO, '$1 to ');
  if (/\/\s?(?:kilo|tab|cap)/i.test(plain)) plain = plain.replace(OVER_KILOGRAM, '$1/kg').replace(PER_TABLET, '$1');
  if (/necessary/i.test(plain)) plain = plain.replace(NECESSARY, 'as needed');
  if (/between/i.test(plain)) plain = plain.replace(BETWEEN, '$1 to ');
  if (/area under/i.test(plain)) plain = plain.replace(AUC_AFTER, 'AUC $1').replace(AUC_BEFORE, 'AUC ');
  if (plain.includes('+')) plain = plain.replace(SIGNED_DAYS, (days) => days.replaceAll('+', ''));
  if (plain.includes(','))
    plain = plain
      .replace(TIGHT_LIST, (list) => (/,\d{1,2}(?!\d)/.test(list) ? list.replaceAll(',', ', ') : list))
      .replace(DECIMAL_COMMA, '$1.$2');
  if (/cycle,?\s*\(/i.test(plain)) plain = plain.replace(OF_CYCLE, 'of each $1-$2 cycle');
  if (plain.includes('+'))
    plain = plain.replace(SUM, (all, sum, unit, a, b) =>
      Math.abs(Number(a) + Number(b) - Number(sum)) < 1e-9 ? `${sum}${unit}` : all,
    );
  if (/[~∼〜～]/.test(plain)) plain = plain.replace(TILDE, '-');
  if (!/baseline/i.test(plain)) return plain;
  return plain.replace(BASELINE, (_, unit: string) => `${unit.replace(/s$/i, '')} 0`);
}
