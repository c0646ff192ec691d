/** What is measured and when, as far as a synopsis says it. */
import { formatTime, parseTime } from '../quantity/time.ts';
import { betterOf } from '../registry/better.ts';
import { outcomeIds } from '../registry/outcome-ids.ts';
import type { Outcome } from '../schema.ts';
import { type Section, textOf } from './sections.ts';

type Rank = NonNullable<Outcome['rank']>;

const LEAD =
  /\b(co-?primary|primary|(?:key )?secondary|exploratory)\s+(?:efficacy\s+|safety\s+)?(?:end ?points?|outcomes?)(?:\s+(?:measures?|variables?))?(?:\(s\))?\s*(?:(?:is|are|was|were|will be|include[sd]?|comprise)\b|[:=–-]|,)?\s*/gi;
const MOMENT =
  '(?:baseline|(?:weeks?|days?|months?|years?|hours?)\\s+\\d+(?:\\.\\d+)?(?:(?:,| and|, and| or)\\s+\\d+)*|\\d+(?:\\.\\d+)?[ -]*(?:weeks?|days?|months?|years?|hours?|minutes?))';
/** When, at the end of a measure: `at week 12`, `from baseline to week 12`, `over 52 weeks`, `(12 weeks)`. */
const AT_END = new RegExp(
  `,?\\s*(?:\\(\\s*)?\\b((?:measured |assessed )?(?:(?:from|at|after|over|through|up to|within|during|by|until|to|between)\\s+)(?:the first\\s+)?(?:${MOMENT})(?:\\s+(?:to|and|through)\\s+(?:${MOMENT}))?(?:\\s+(?:of treatment|of follow-up|after [a-z]+))?)\\s*\\)?$`,
  'i',
);
const ANYWHERE = new RegExp(
  `\\b(?:(?:from\\s+)?baseline (?:to|through|at)\\s+${MOMENT}|(?:at|after|over|through|up to|within|during|until)\\s+${MOMENT})`,
  'gi',
);
/** A part of an enumeration that goes on with the one before it. */
const GOES_ON =
  /^(?:at|from|to|week|day|month|baseline|as|measured|assessed|defined|including|which|using|on|by|in|for|or|with|without|compared|relative|over|after|within|i\.e|e\.g)\b|^\d/i;

function timeOf(said: string): string | undefined {
  const phrase = said.replace(/^(?:measured|assessed)\s+|\s+of (?:treatment|follow-up)$/gi, '').trim();
  const time = parseTime(phrase.replace(/^(?:by|between)\s+/i, '').replace(/(baseline) and\b/i, '$1 to'));
  return time && formatTime(time);
}

/** One measure, with its time taken off its end; a time within it is told as well, and stays. */
function outcomeOf(text: string, rank: Rank | undefined): Outcome | undefined {
  let measure = text
    .replace(/^[-–*•·\s]+|^\(?\d+[.)]\s+|^(?:the|that|to (?:assess|measure|evaluate|determine))\s+/gi, '')
    .replace(/[\s.,;:]+$/, '');
  let time: string | undefined;
  const end = AT_END.exec(measure);
  if (end?.[1]) {
    time = timeOf(end[1]);
    if (time && end.index > 2) {
      const rest = measure.slice(0, end.index).trim();
      // `change from baseline to week 12` is no measure without its time.
      measure = /\b(?:change|of|in|and)$/i.test(rest) ? measure : rest;
    }
  } else {
    const within = [...measure.matchAll(ANYWHERE)];
    if (within.length === 1 && within[0]) time = timeOf(within[0][0]);
  }
  if (!/[a-z]{3}/i.test(measure)) return undefined;
  measure = measure.charAt(0).toUpperCase() + measure.slice(1);
  const better = betterOf(measure);
  return { ...(rank && { rank }), measure, ...(time && { time }), ...(better && { better }) };
}

/** The measures of an enumeration: its lines, the parts between semicolons, and those between commas where each can be one. */
function measuresIn(text: string): string[] {
  return text.split(/\n|;/).flatMap((line) => {
    const whole = line.replace(/\.\s*$/, '').trim();
    if (!whole) return [];
    const parts = whole.split(/,\s+(?:and\s+)?/);
    if (parts.length < 2 || parts.some((part) => GOES_ON.test(part) || !/[a-z]{3}/i.test(part))) return [whole];
    const last = parts.at(-1) ?? '';
    const ends = /,\s+and\s/.test(whole) ? [last] : last.split(/\s+and\s+/);
    return [...parts.slice(0, -1), ...(ends.length === 2 && !ends.some((part) => GOES_ON.test(part)) ? ends : [last])];
  });
}

/** `primary: a; secondary: b` in a sentence or in lines. */
function ranked(text: string, fallback: Rank | undefined): Outcome[] {
  const found: Outcome[] = [];
  const leads = [...text.matchAll(LEAD)];
  const add = (part: string, rank: Rank | undefined) => {
    for (const measure of measuresIn(part)) {
      const outcome = outcomeOf(measure, rank);
      if (outcome) found.push(outcome);
    }
  };
  const first = leads[0]?.index ?? text.length;
  if (fallback) add(text.slice(0, first), fallback);
  for (const [i, lead] of leads.entries()) {
    const word = (lead[1] ?? '').toLowerCase();
    const rank: Rank = word.includes('secondary') ? 'secondary' : word === 'exploratory' ? 'other' : 'primary';
    const rest = text.slice(lead.index + lead[0].length, leads[i + 1]?.index ?? text.length);
    // In running text the sentence is the end; under a heading each line is one more.
    const end = rest.search(/\.(?=\s+[A-Z]|\s*$)/);
    add(fallback === undefined ? ((end < 0 ? rest : rest.slice(0, end)).split('\n\n')[0] ?? '') : rest, rank);
  }
  return found;
}

/** Sections that list endpoints, or speak of something else than the trial does. */
const LISTED: ReadonlySet<Section['heading']> = new Set([
  'primary',
  'secondary',
  'endpoints',
  'objectives',
  'size',
  'criteria',
  'other',
]);

/** O, of what a synopsis says. */
export function outcomesOf(sections: readonly Section[]): Record<string, Outcome> {
  const running = sections.filter(({ heading }) => !LISTED.has(heading));
  const found = [
    ...ranked(textOf(sections, 'primary'), 'primary'),
    ...ranked(subsections(textOf(sections, 'endpoints')), undefined),
    ...running.flatMap(({ text }) => ranked(text, undefined)),
    ...ranked(textOf(sections, 'secondary'), 'secondary'),
  ];
  const distinct = [...new Map(found.map((one) => [`${one.measure}\n${one.time}`, one])).values()];
  const order = ['primary', 'secondary', 'other'];
  distinct.sort((a, b) => order.indexOf(a.rank ?? '') - order.indexOf(b.rank ?? ''));
  const ids = outcomeIds(distinct.map(({ measure = '', time = '' }) => ({ measure, time })));
  return Object.fromEntries(distinct.map((one, i) => [ids[i] ?? 'outcome', one]));
}

/** `Primary: …` below a heading of endpoints says what kind of endpoint. */
function subsections(text: string): string {
  return text.replace(
    /(^|[\n.;]\s*)[-–*•\s]*(primary|secondary|exploratory)(?:\s+end ?points?)?\s*[:–-]\s*/gi,
    (_, before: string, rank: string) => `${before}${rank} endpoint: `,
  );
}
