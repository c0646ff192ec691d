/** Whether an outcome, or a row of it, was measured before anything was given. */
import { HOW_MANY } from '../imagine/endpoint.ts';
import { words } from '../trial/registry/text.ts';

/** A time frame that names nothing but the beginning: `1 x at Baseline`, `Baseline (Day 1)`, `Day 0 (pre-dose)`. */
const BEGINNING =
  /^(?:\s|[(),;:./–-]|\b(?:1 ?x|once|at|on|the|of|or|and|only|measured|assessed|collected|study|time|point|visit [01]|day -?[01]|week 0|month 0|base ?line|screening|enrol?lment|inclusion|study entry|pre-?(?:dose|treatment|operative|randomi[sz]ation)|before (?:treatment|surgery|randomi[sz]ation))\b)+$/i;
const NAMED = /\b(?:base ?line|screening)\b/i;
/** What a measure says that is more than what there was at the beginning. */
const SINCE =
  /\b(?:chang\w*|from|since|to|after|post|versus|vs|compared|ratio|relative|reduc\w*|increas\w*|decreas\w*|improv\w*|worsen\w*|difference|shift\w*|over|during|adjusted|corrected|end|follow\w*)\b/i;
/** A measure that ends in the beginning, and is of a value: of people it may say who they are. */
const AT_BASELINE = /(?:\bbase ?line|\bat screening)\)?\.?\s*$/i;
const PEOPLE =
  /\b(?:participants?|patients?|subjects?|people|persons?|women|men|children|those|with|without|who|among)\b/i;

/** A row that is the beginning: `Baseline`, `Wall thickness (baseline)`. */
const ROW_AT_BASELINE = /(?:^|[:;,] |[-–] |\()(?:at )?(?:base ?line|screening|(?:week|month) 0)\)?$/i;
/** The beginning behind what was measured: `LDL cholesterol wk 0`, `0 hour (immediately before study drug)`. */
const ENDS_AT_BEGINNING =
  /(?<!\b(?:from|since|vs|versus|minus|to|post|after) |[-–] ?)\b(?:week|wk|month) 0\)?$|\b(?:immediately|just|shortly) (?:before|prior to) (?:(?:the|start of|study|first) )*(?:drug|medication|dose|treatment)(?: start)?\)?$/i;
/** `0h`, where the time frame says that one look was before the first dose. */
const ZERO = /^(?:0 ?h(?:(?:ou)?rs?)?|(?:hour|time) ?(?:0|zero))$/i;
const NAMES_PREDOSE = /\b(?:pre-?dos(?:e|ing)|(?:before|prior to) (?:the )?dos(?:e|ing))\b/i;
/** `6 months post-treatment, baseline`: the beginning of a test that was done later. */
const LONG_AFTER = /\d ?(?:days?|weeks?|months?|years?) (?:post|after)\b/i;

/** A row that may name a later time, by a number and no other measure of time than those of a study. */
const LATER = /\d(?!.*\b(?:seconds?|minutes?)\b)/i;

/** What begins a trial: the first of what is given, or all of it. Of what comes second it is no beginning. */
const OF_LATER =
  /\b(?:second|third|fourth|fifth|2nd|3rd|4th|each|every|next|last|final|end|trough|steady|post|after|follow-?up|minus|versus|vs|change|difference|ratio|(?:dose|day|week|month|cycle|visit|period|dose|year)s? ?#?(?:[2-9]|\d\d+)|[dwmvc][2-9]\d*)\b/i;
const FIRST_GIVEN =
  '(?:(?:prior to|before|pre-?) ?(?:(?:the|start|of|any|first|1st|initial|study|booster|primary|drug|vaccine) )*(?:vaccinations?|dos(?:e|ing)(?: ?1)?|treatments?|injections?|administration|medication|infusions?|immuni[sz]ations?)(?! ?(?:[2-9]|\\d\\d)))';
const TIME_BEFORE = new RegExp(`^${FIRST_GIVEN} ?(?:\\(pre\\))?[. ]*$`, 'i');
/** A day before the first, as one part of a row: `Day -1`. `Day-1` may be the first. */
const ROW_BEFORE_FIRST = /(?:^|[:;,(] ?)days? [-−–]\d+(?=$|[:;,)])/i;
const ROW_BEFORE = new RegExp(`(?:^|[:;,(] ?)${FIRST_GIVEN}\\)?$`, 'i');
const NAMES_BEFORE = /\b(?:prior to|before|pre)\b/i;
/** A row that ends in the word for it, or has a threshold behind it: `OPSONO-1 PRE`, `rSBA-MenA, Pre, ≥ 1:8`. */
const ROW_PRE = /(?:^|[\s,;:(–-])(?:PRE|Pre|pre)(?:[-–]?(?:vaccination|booster|dose|treatment))?\)?,? ?(?:[≥<>≤].*)?$/;

/** A part of a row that says nothing but that it is the beginning: `Pre-treatment`, `Screening visit`, `Day 1 pre-infusion`. */
const PART_BEFORE = new RegExp(
  `^(?:(?:at|the|on|visit -?[01]|day -?[01]|week 0|month 0) )*(?:base ?line|bl|screening|pre|pre-?(?:treatment|drug|medication|study drug|imp|randomi[sz]ation)|${FIRST_GIVEN})(?: (?:visit|period|value|values|assessment))?$`,
  'i',
);
/** What such a row may not tell of beside it: a time that comes later, or how far things went until then. */
const AND_LATER =
  /\b(?:chang\w*|shift\w*|minus|versus|vs|to|difference|ratio|reduc\w*|increas\w*|decreas\w*|improv\w*|worsen\w*|adjusted|corrected|worst|maximum|max|end|final|last(?! \d| minute)|follow-?up|second|third|each|every|trough|steady|post-?(?:dose|treatment|vaccination|base ?line|test|op)|(?:day|week|month|cycle|visit|period|year|dose)s? ?#?(?:[2-9]|\d\d+)|[dwmvc][2-9]\d*|\d+(?:\.\d+)?[- ]?(?:h(?:(?:ou)?rs?)?|days?|weeks?|wks?|months?|years?|yrs?))\b/i;
/** `Visit 2 (Baseline)`: the number of the visit says no more than its name. */
const NUMBERED = /^visit ?\d+ ?(?=\((?:screening|base ?line)\))/i;
/** `Visit 2 (Baseline) to be skipped if …`: what stands behind the name of a visit says how it was held. */
const VISIT_BEFORE = /^\((?:screening|base ?line)\)(?! ?(?:to|and|-|–) (?:visit|day|week|month|end)\b)/i;
/** Tests that have a beginning of their own, on whatever day they are done. */
const OWN_BEGINNING =
  /\bpre-? ?(?:and|\/|&|,) ?post-?|\bpre-?(?:broncho\w*|meal|prandial|breakfast|lunch|dinner|dialysis|exercise|prandially|walk|test|challenge)\b/i;
const AT_END = /\bat (?:the )?(?:base ?line|screening)(?: visit)?\)?(?: \([a-z ]+\))?$/i;
/** `Baseline: Low to Medium`: of whatever stands behind it, unless that goes on to a later time. */
const BEGINS =
  /^(?:base ?line|screening)(?: visit)? ?:(?! ?(?:to|and|vs|versus|minus|[-–]) )(?!.*\b(?:day|week|month|year)s? ?\d)(?!.*[;,] ?at \d)/i;
/** `Baseline weight`: what it was, in words alone. */
const OF_BEGINNING = /^base ?line (?!(?:to|and|or|vs|versus|minus|through|until) )[a-z ]+$/i;
const PRETREATMENT_EVENTS = /\bpre-?treatment (?:s?aes?|adverse events?)\b/i;
/** What counts people in each of several states tells of the state, not of who they are. */
const STATES = /\b(?:categor\w*|each|status)\b/i;

const partsOf = (text: string) =>
  text
    .split(/\s*[:;,()]\s*|\s+[-–]\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const CHANGED =
  /\b(?:chang\w*|shift\w*|versus|vs|compared|ratio|relative|reduc\w*|increas\w*|decreas\w*|improv\w*|worsen\w*|difference|adverse|reactions?|events?)\b/i;
const FIRST_NAMED = new RegExp(`\\b(?:base ?line|screening|pre-?\\w+|${FIRST_GIVEN})`, 'i');

/**
 * The moments with which a time frame begins, as it calls them, all of which are before anything was given: `screening` and `pre-rocuronium` of *At screening,
 * pre-rocuronium, 2 minutes after …*, `day 1` of *Before vaccination (day 1) and …*.
 */
function firstOf(time: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const item of time.split(/,(?![^(]*\))|;|\/|\band\b/i)) {
    if (!FIRST_NAMED.test(item) || OF_LATER.test(item)) break;
    const [outside = '', inside] = item.split(/[()]/);
    for (const name of [outside, inside ?? ''])
      names.add(
        words(name)
          .filter((word) => word !== 'at' && word !== 'on' && word !== 'the')
          .join(' '),
      );
  }
  names.delete('');
  return names;
}

/** Words of a group that people were in at the beginning: *PD-L1 not quantifiable at baseline*. */
const GROUP = /\b(?:positive|negative|sero\w+|present|unknown|high|low|(?:ab)?normal|missing|quantifiable)\b/i;

/** Whether a row ending in *at baseline* is of a value, not of those who were so then. */
const isOfValue = (measure: string, row: string) =>
  ![measure, row].some((text) => PEOPLE.test(text)) &&
  !/\b(?:by|survival|respon\w*|time to)\b/i.test(measure) &&
  !GROUP.test(row);

/** Whether a row says of itself that it is the beginning, whatever its measure is called. */
function rowIsBefore(measure: string, time: string, row: string): boolean {
  const text = row.replace(HOW_MANY, ' ').trim().replace(NUMBERED, '');
  if (VISIT_BEFORE.test(text) || BEGINS.test(text) || PRETREATMENT_EVENTS.test(text)) return true;
  if (text === '' || AND_LATER.test(text)) return false;
  const parts = partsOf(text);
  if (parts.some((part) => PART_BEFORE.test(part)) && !OWN_BEGINNING.test(`${measure} ${time} ${row}`)) return true;
  const first = firstOf(time);
  if (
    AT_END.test(text) &&
    (first.has('baseline') ? !PEOPLE.test(text) || STATES.test(measure) : isOfValue(measure, text))
  )
    return true;
  if (OF_BEGINNING.test(text) && !PEOPLE.test(text)) return true;
  return !CHANGED.test(measure) && parts.some((part) => first.has(words(part).join(' ')));
}

/** Whether what is counted in a row of an outcome, or in all of it, was there before anything was given. */
export function isAtBaseline(measure: string, time: string, row: string): boolean {
  if (ROW_AT_BASELINE.test(row.trim()) && !LONG_AFTER.test(row)) return true;
  if (ENDS_AT_BEGINNING.test(row.trim()) && !OF_LATER.test(row)) return true;
  if (ZERO.test(row.trim()) && NAMES_PREDOSE.test(time)) return true;
  if (ROW_BEFORE_FIRST.test(row.trim())) return true;
  if (ROW_PRE.test(row.trim()) && NAMES_BEFORE.test(time) && !OF_LATER.test(row)) return true;
  if (ROW_BEFORE.test(row.trim()) && !OF_LATER.test(row)) return true;
  if (rowIsBefore(measure, time, row)) return true;
  if (SINCE.test(measure) || SINCE.test(row) || LATER.test(row)) return false;
  if (NAMED.test(time) && BEGINNING.test(time)) return true;
  if (TIME_BEFORE.test(time.trim())) return true;
  return AT_BASELINE.test(measure) && !PEOPLE.test(measure) && !/\d/.test(time);
}
