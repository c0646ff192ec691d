/** What a contrast is about, taken apart: what is measured, in which row of it, and when. What an O pair changes is one of these. */
import { parseTime } from '../trial/quantity/time.ts';
import { words } from '../trial/registry/text.ts';
import type { Outcome } from '../trial/schema.ts';
import { profileOf } from './likeness.ts';
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

const MOMENT =
  /\b(?:day|visit|week) ?\d+[,:;]? \d+(?:\.\d+)? ?(?:h(?:(?:ou)?rs?)?|min(?:ute)?s?)\b|\b(?:cycle|day|week|month|year|visit|hour|wk)s? ?[-–#]?\d+(?:\.\d+)?\b|\b(?:at|after|to|through|until|by|within) (?:the )?\d+(?:\.\d+)?[- ]?(?:min(?:ute)?|h(?:ou)?r|day|week|month|year|yr|wk)s?\b|\b\d+(?:\.\d+)?[- ]?(?:min(?:ute)?|h(?:ou)?r|day|week|month|year|yr|wk)s? (?:post|after|following)\b/gi;
/** Several moments at once, or ages and lengths: no one time. */
const NO_MOMENT = /\d,? (?:and|or|to|through|&) \d|\d, ?\d|\d[-–]\d|[<>≤≥]|\b(?:old|aged?|ages)\b/i;

function key(moment: string): string {
  const days = parseTime(moment.replace(/^(?:at|after|to|through|until|by|within)(?: the)? /i, ''))?.days;
  return days === undefined ? words(moment).join(' ') : `day ${days}`;
}

/** How many were analysed, as rows now and then say: `(n=12, 14)`. */
export const HOW_MANY = /[[(,;]?\s*\bn\s*[=:]\s*\d[\d, /;]*[\])]?/gi;
const ALONE = /^(\d+(?:\.\d+)?) ?(h|hrs?|mins?|d|wks?|mos?|yrs?)(?: post-?(?:dose|baseline|treatment)?)?$/i;

/** A moment that stands by itself at the end: `MAP: 4 hours`. */
const LAST = /(?<=[^\s\d][:,;] ?)(\d+(?:\.\d+)?)[- ]?(min(?:ute)?|h(?:ou)?r|day|week|month|year|yr|wk)s?$/i;

/** A part of a row that says when in words: `End of IV therapy`, `Test of cure`, `Early follow-up visit`. */
const VISIT =
  /^(?:(?:at|the|early|late|last|final|safety|(?:short|long)[- ]term|\d+(?:st|nd|rd|th)) )*(?:test[- ]of[- ]cure|toc|eot|eos|end[- ]of[- ](?:the )?(?:\w+ )?(?:therapy|treatment|study|trial|period|phase|infusion|follow[- ]?up)|post[- ]?(?:treatment|therapy|dose|infusion|surgery|operative(?:ly)?|intervention|test)|follow[- ]?up|early (?:termination|withdrawal|discontinuation)|(?:(?:hospital|icu) )?(?:discharge|admission)|endpoint|last (?:visit|observation|assessment)|(?:after|during) (?:treatment|surgery|infusion))(?: (?:visit|assessment|phase|period))?$/i;

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
/** `KCCQ-OS (6 weeks)`: the moment in brackets at the end, whatever figures stand before it. */
const BRACKETED = /\((?:at )?(\d+(?:\.\d+)?[- ]?(?:min(?:ute)?|h(?:ou)?r|day|week|month|year|yr|wk)s?)\)$/i;
/** A moment by the code that the time frame tells it by: `ANTI-1 M12` of *… and 12 months (M12) after*. */
const CODE = /(?:^|[\s,;:–-])([DWMYV]\d+)$/;

/** A time that stands before what was counted then: `6 Month Amiodarone`. */
const LEADING =
  /^\d+(?:\.\d+)?[- ]?(?:week|month|year|yr|wk)s? (?=(?!(?:and|or|to|of|after|before|from|olds?|older)\b)[a-z])/i;

/** `<=day10`: all that came until then. */
const UNTIL = /^(?:<=?|≤) ?(?=(?:day|week|month|year|hour|visit)s? ?\d)/i;

/** The moment that a text names, and the text without it. */
export function momentIn(written: string): { when: string; rest: string } {
  const text = written.replace(HOW_MANY, ' ').trim().replace(UNTIL, '');
  const [, count, unit] = ALONE.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return { when: `${Number(count)} ${unit.toLowerCase()}`, rest: '' };
  const days = rowTime(text);
  if (days !== undefined) return { when: `day ${days}`, rest: '' };
  const [bracketed, inside] = BRACKETED.exec(text) ?? [];
  if (bracketed !== undefined && inside !== undefined) {
    const { when, rest } = momentIn(text.slice(0, -bracketed.length));
    return { when: when === '' ? key(inside) : `${when}, ${key(inside)}`, rest };
  }
  const last = NO_MOMENT.test(text) ? undefined : LAST.exec(text)?.[0];
  if (last !== undefined) return { when: key(last), rest: text.slice(0, -last.length) };
  // `Week 36: HBsAg < 5`: the time is one part, several figures another.
  if (NO_MOMENT.test(text)) {
    const part = partIn(text, daysOf, APART);
    return part.when === '' ? partIn(text, visitOf, PARTS) : part;
  }
  const found = text.match(MOMENT) ?? [];
  if (found.length === 0) {
    const part = partIn(text, daysOf, PARTS);
    if (part.when !== '') return part;
    const leading = LEADING.exec(text)?.[0];
    return leading === undefined
      ? partIn(text, visitOf, PARTS)
      : { when: key(leading.trim()), rest: text.slice(leading.length) };
  }
  return { when: found.map(key).join(', '), rest: text.replace(MOMENT, ' ') };
}

/** The moment of a row; `time`: the time frame of its outcome, which may say what a code stands for. */
function momentOf(row: string, time: string): { when: string; rest: string } {
  const text = row.replace(HOW_MANY, ' ').trim();
  const code = CODE.exec(text)?.[1];
  if (code === undefined || !time.includes(`(${code})`)) return momentIn(row);
  return { when: code, rest: text.slice(0, -code.length) };
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
    row: rowKey(inRow.rest) || inRow.rest.trim(),
    parts: inRow.rest.split(/[:,;] /).map(rowKey),
    when: inRow.when || momentIn(outcome.measure ?? '').when || frame,
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
