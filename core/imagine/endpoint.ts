/** What a contrast is about, taken apart: what is measured, in which row of it, and when. What an O pair changes is one of these. */
import { namesUnit } from '../trial/quantity/span.ts';
import { parseTime } from '../trial/quantity/time.ts';
import { words } from '../trial/registry/text.ts';
import type { Outcome } from '../trial/schema.ts';
import { type OutcomeChange, outcomeChange, profileOf } from './likeness.ts';
import { rowTime } from './natural.ts';

/** Keys that are equal where the thing is the same; empty where nothing is said of it. */
export interface Endpoint {
  outcome: string;
  /** What is measured, but for when. */
  measure: string;
  row: string;
  /** The row's parts, where it has several: a class and a category of it. */
  parts: readonly string[];
  /** When: as the row says, else the measure, else the time frame. */
  when: string;
}

const UNIT = '(?:min(?:ute)?|h(?:ou)?r|day|week|wk|month|mo|year|yr)s?';
const NAMED = '(?:cycle|day|visit|week|wk|month|year|hour)s?';
const TURN = '(?:first|second|third|fourth|last|1st|2nd|3rd|4th)';
const GIVEN = '(?:dos(?:e|ing)|injection|infusion|vaccination|immuni[sz]ation|treatment)';
/** What makes figures limits or ages. */
const NOT_BEFORE = '(?<![<>≤≥]=? ?|[\\d.]|\\bold(?:er)? |\\baged? )';
/** What makes them several, or something else. */
const NOT_AFTER = '(?![\\d.]*\\d|,? ?(?:and|or|&) ?\\d|, ?\\d(?![- ]?(?:h|min))| olds?\\b| of age\\b)';
const STRETCH = '(?:\\d+(?:\\.\\d+)? ?(?:to|[-–]) ?)?';
/** The forms in which a moment is named, wherever it stands in a text. */
const POINTS = [
  `(?:(?:on|at) )?${NAMED} ?[-–#]?\\d+(?:\\.\\d+)?${NOT_AFTER}`,
  `(?:(?<!\\d )to|at|after|through|until|by|within) (?:the )?\\d+(?:\\.\\d+)?[- ]?${UNIT}\\b${NOT_AFTER}`,
  `\\d+(?:\\.\\d+)?[- ]?${UNIT} (?:post|after|following)\\b`,
];
/** The same, and those that only rows are read by: a cycle's day, a day's hour, a stretch of time, behind which of what is given. */
const FORMS = [
  'c\\d+d\\d+',
  `(?:day|visit|week) ?\\d+(?:[,:;] ?| )${STRETCH}\\d+(?:\\.\\d+)? ?(?:h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?)\\b`,
  `(?:(?:on|at) )?${NAMED} ?\\d+ ?(?:to|through|[-–]) ?(?:${NAMED} )?\\d+(?! ?${UNIT}\\b)${NOT_AFTER}`,
  `${STRETCH}\\d+(?:\\.\\d+)? ?${UNIT} (?:post|after|following)\\b`,
  `(?:at )?(?:pt )?fu ${NAMED} ?\\d+`,
  ...POINTS,
  `(?:pre|post|before|after|following)[- ](?:the )?${TURN} ${GIVEN}`,
  '(?:prime|boost)\\b',
];
const anyOf = (forms: readonly string[]) => new RegExp(`${NOT_BEFORE}\\b(?:${forms.join('|')})`, 'gi');
const MOMENT = anyOf(FORMS);
const POINT = anyOf(POINTS);
/** Several figures at once, ages or limits: of a measure that tells of them its time frame knows better when it was. */
const SEVERAL = /\d,? (?:and|or|to|through|&) \d|\d, ?\d|\d[-–]\d|[<>≤≥]|\b(?:old|aged?|ages)\b/i;

/** A moment as moments are compared. */
function key(moment: string): string {
  const told = moment.replace(/^(?:at|on|after|to|through|until|by|within)(?: the)? /i, '');
  const time = parseTime(told);
  return time?.points.length === 1 ? `day ${time.days}` : words(told).join(' ');
}

/** How many were analysed, as rows now and then say: `(n=12, 14)`. */
export const HOW_MANY = /[[(,;]?\s*\bn\s*[=:]\s*\d[\d, /;]*[\])]?/gi;
const ALONE = /^(\d+(?:\.\d+)?) ?(h|hrs?|mins?|d|wks?|mos?|yrs?)(?: post-?(?:dose|baseline|treatment)?)?$/i;

/** A moment that stands by itself at the end: `MAP: 4 hours`. */
const LAST = /(?<=[^\s\d][:,;] ?)(\d+(?:\.\d+)?)[- ]?(min(?:ute)?|h(?:ou)?r|day|week|month|year|yr|wk)s?$/i;

/** A part of a row that says when in words: `End of IV therapy`, `Test of cure`, `Early follow-up visit`. */
const VISIT =
  /^(?:(?:change )?(?:at|on) )?(?:(?:the|early|late|last|final|safety|(?:short|long)[- ]term|\d+(?:st|nd|rd|th)|\d+[- ]?(?:d|days?|weeks?|months?|mos?|years?)) )*(?:test[- ]of[- ]cure|toc|eot|eos|end[- ]of[- ](?:the )?(?:\w+ )?(?:therapy|treatment|study|trial|period|phase|infusion|follow[- ]?up)|post[- ]?(?:treatment|therapy|dose|infusion|surgery|operative(?:ly)?|intervention|test)|follow[- ]?up|(?<=^\d+[- ]d )fu|early (?:termination|withdrawal|discontinuation)|(?:(?:hospital|icu) )?(?:discharge|admission)|endpoint|last (?:visit|observation|assessment)|(?:after|during) (?:treatment|surgery|infusion))(?: (?:visit|assessment|phase|period))?$/i;

/** Times that are parts of a row, and all that these parts say. */
function partIn(text: string, whenOf: (part: string) => string, between: RegExp): { when: string; rest: string } {
  const parts = text.split(between);
  const times = parts.filter((part) => whenOf(part) !== '');
  if (times.length === 0) return { when: '', rest: text };
  return { when: times.map(whenOf).join(', '), rest: parts.filter((part) => !times.includes(part)).join(': ') };
}

/** What parts stand between; a comma may be one of a list. */
const PARTS = /(?:[:;,]| [-–]) /;
const APART = /(?:[:;]| [-–]) /;

const visitOf = (part: string) => (VISIT.test(part.trim()) ? words(part).join(' ') : '');
/** `15 to 30 minutes`: a stretch of a day, as a part of a row. */
const CLOCK = /^\d+(?:\.\d+)? ?(?:to|[-–]) ?\d+(?:\.\d+)? ?(?:min(?:ute)?|h(?:ou)?r)s?$/i;
const daysOf = (part: string) => {
  const days = rowTime(part);
  if (days !== undefined) return `day ${days}`;
  return CLOCK.test(part.trim()) ? words(part).join(' ') : '';
};
/** `KCCQ-OS (6 weeks)`, `KCCQ (24 Mo. -Baseline Change)`: the moment in brackets at the end. */
const BRACKETED = new RegExp(`\\((?:at )?(\\d+(?:\\.\\d+)?[- ]?${UNIT})\\.?(?: ?- ?baseline(?: change)?)?\\)$`, 'i');
/** A moment by a letter that the time frame explains: `ANTI-1 M12` of *… and 12 months (M12) after*, `LDL W24` of *Week 24*, `18m` of *18 months*. */
const CODE = /(?:^|[\s,;:–-])(?:([DWMYV])(\d+)|(\d+)([dwmy]))$/;
const LETTERS: Readonly<Record<string, string>> = { d: 'day', w: 'week', m: 'month', y: 'year' };

/** A time that stands before what was counted then: `6 Month Amiodarone`; a `1-Year Adjusted Rate` is one per year. */
const LEADING =
  /^\d+(?:\.\d+)?[- ]?(?:week|month|mo|year|yr|wk)s? (?=(?!(?:and|or|to|of|after|before|from|olds?|older|adjusted)\b)[a-z])/i;

/** `<=day10`: all that came until then. */
const UNTIL = /^(?:<=?|≤) ?(?=(?:day|week|month|year|hour|visit)s? ?\d)/i;

/** The moment that a text names, and the text without it. */
export function momentIn(written: string, forms = MOMENT): { when: string; rest: string } {
  const text = written.replace(HOW_MANY, ' ').trim().replace(UNTIL, '');
  const [, count, unit] = ALONE.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return { when: `${Number(count)} ${unit.toLowerCase()}`, rest: '' };
  const days = rowTime(text);
  if (days !== undefined) return { when: `day ${days}`, rest: '' };
  const [bracketed, inside] = BRACKETED.exec(text) ?? [];
  if (bracketed !== undefined && inside !== undefined) {
    const { when, rest } = momentIn(text.slice(0, -bracketed.length), forms);
    return { when: when === '' ? key(inside) : `${when}, ${key(inside)}`, rest };
  }
  const last = LAST.exec(text)?.[0];
  if (last !== undefined) return { when: key(last), rest: text.slice(0, -last.length) };
  const found = text.match(forms) ?? [];
  if (found.length > 0) return { when: found.map(key).join(', '), rest: text.replace(forms, ' ') };
  const part = partIn(text, daysOf, SEVERAL.test(text) ? APART : PARTS);
  if (part.when !== '') return part;
  const leading = LEADING.exec(text)?.[0];
  return leading === undefined
    ? partIn(text, visitOf, PARTS)
    : { when: key(leading.trim()), rest: text.slice(leading.length) };
}

const DAY = /^day (\d+(?:\.\d+)?)$/;

/** When a row is of, in days, wherever it says so: `Week 24`, `Sodium: Week 12`, `Week 24 (n=12, 14)`. Undefined where it names no single moment. */
export function rowDays(row: string): number | undefined {
  const alone = rowTime(row);
  if (alone !== undefined || !namesUnit(row) || !/\d/.test(row)) return alone;
  const day = DAY.exec(momentIn(row).when)?.[1];
  return day === undefined ? undefined : Number(day);
}

/** Whether an outcome is asked about at another time than a row of it says: at week 24, its last, where the row is of week 12. */
export function leavesRow(row: string | undefined, was: Outcome, now: Outcome): boolean {
  const own = row === undefined || was.time === now.time ? undefined : rowDays(row);
  const days = own === undefined ? undefined : parseTime(now.time ?? '')?.days;
  return days !== undefined && days !== own;
}

/** What changes of an outcome of which one row is looked at, or the whole; undefined where nothing does. */
export function changeOfRow(row: string | undefined, was: Outcome, now: Outcome): OutcomeChange | undefined {
  return outcomeChange(was, now) ?? (leavesRow(row, was, now) ? { kind: 'time' } : undefined);
}

/** What a row says but for when. */
export function rowWords(row: string): string {
  return rowKey(momentIn(row).rest);
}

const momentInMeasure = (measure: string) => (SEVERAL.test(measure) ? '' : momentIn(measure, POINT).when);

/** The moment of a row; `time`: the time frame of its outcome, which may say what a code stands for. */
function momentOf(row: string, time: string): { when: string; rest: string } {
  const text = row.replace(HOW_MANY, ' ').trim();
  const [code, before, after, count = after, letter = before] = CODE.exec(text) ?? [];
  if (code === undefined || count === undefined || letter === undefined) return momentIn(row);
  const unit = LETTERS[letter.toLowerCase()];
  const said = new RegExp(`\\(${letter}${count}\\)|\\b${unit}s? ${count}\\b|\\b${count}[- ]${unit}s?\\b`, 'i');
  if (!said.test(time)) return momentIn(row);
  return { when: key(`${unit ?? letter} ${count}`), rest: text.slice(0, -code.length) };
}

/** A row's words; less than nothing is not more (`-1`, `1`), nor is what is below a limit above it. */
const rowKey = (row: string) =>
  words(
    row
      .replace(/(?<![\w)])[-−–](?=\d)/g, ' minus ')
      .replace(/[<≤]/g, ' below ')
      .replace(/[>≥]/g, ' above '),
  ).join(' ');

/** What an outcome, or a row of it, is about. */
export function endpointOf(id: string, outcome: Outcome, row: string | undefined): Endpoint {
  const { key: measure, days, time } = profileOf(outcome);
  const inRow = momentOf(row ?? '', outcome.time ?? '');
  const frame = days === undefined ? time : `day ${days}`;
  return {
    outcome: id,
    measure,
    row: rowKey(inRow.rest) || inRow.rest.replace(/[\s()[\]:;,–-]/g, ''),
    parts: inRow.rest.split(/[:,;] /).map(rowKey),
    when: inRow.when || momentInMeasure(outcome.measure ?? '') || frame,
  };
}

/** What the second of two contrasts of the same sides looks at that the first does not. */
const ENDPOINT_CHANGES = ['measure', 'time', 'row'] as const;
export type EndpointChange = (typeof ENDPOINT_CHANGES)[number];

/** Why two outcomes or rows are no pair. */
export const ENDPOINT_LOSSES = [
  'nothing but the population analysed, or nothing, differs',
  'measure and time differ',
  'measure and row differ',
  'row and time differ',
  'two parts of the row differ',
  'of one of them no time is said',
] as const;
export type EndpointLoss = (typeof ENDPOINT_LOSSES)[number];

/** Whether two rows that each name a part and what is counted of it differ in both: `Physical score: No change`, `Mental score: Worse`. */
function inBothParts(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 1 && a.length === b.length && a.filter((part, i) => part !== b[i]).length > 1;
}

/** The one thing that two endpoints differ in, or why it is not one. */
export function endpointChange(a: Endpoint, b: Endpoint): EndpointChange | EndpointLoss {
  const otherMeasure = a.outcome !== b.outcome && a.measure !== b.measure;
  // To go from a measure as a whole to a row of another is to look at another measure.
  const otherRow = a.row !== b.row && !(otherMeasure && (a.row === '' || b.row === ''));
  const otherTime = a.when !== b.when;
  if (otherTime && (a.when === '' || b.when === '')) return 'of one of them no time is said';
  if (otherMeasure && otherTime) return 'measure and time differ';
  if (otherMeasure && otherRow) return 'measure and row differ';
  if (otherRow && otherTime) return 'row and time differ';
  if (otherMeasure) return 'measure';
  if (otherTime) return 'time';
  if (otherRow && inBothParts(a.parts, b.parts)) return 'two parts of the row differ';
  return otherRow ? 'row' : 'nothing but the population analysed, or nothing, differs';
}
