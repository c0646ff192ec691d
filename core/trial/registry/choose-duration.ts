/** Which of the durations that the texts of an arm tell is how long a drug is given. */
import type { Owned, Read } from './reads.ts';

type Told = Owned<string>;

/** It says itself that it is the whole: `a total of 52 weeks`, `Treatment duration 90 days`. */
const WHOLE = /\btotal of|\bduration\b/i;
/** A part of it, as it says itself: `for an additional 40 weeks`, `the first 2 weeks of treatment`. */
const PART = /\b(?:additional|first|initial|last|next|another|further)\s+$/i;
/** What leads from one phase to the next. */
const NEXT =
  /\b(?:then|followed by|thereafter|after which|afterwards?|subsequently|increas\w*|(?:up-?)?titrat\w*|escalat\w*|reduc\w*|decreas\w*)\b/i;
/** How far behind a duration the dose of the next phase stands, in characters. */
const FAR = 120;

const isWhole = (text: string, { start, end }: Told) =>
  WHOLE.test(text.slice(start, end)) || /^\s*(?:in )?total\b/i.test(text.slice(end, end + 12));

/** `3 cycles of 28 days (up to 84 days)`: the same in other words. */
const isAgain = (text: string, before: Told | undefined, { start }: Told) =>
  before !== undefined && /^[^.;,()]{0,30}\((?:i\.e\.,? )?$/.test(text.slice(before.end, start));

/** Whether the same drug is given on in another dose, once this time is over: `30 mg for 1 week, then 60 mg`. */
function goesOn({ text, doses }: Read, who: number, { end }: Told): boolean {
  const next = doses.find((dose) => dose.who === who && dose.start >= end && dose.start < end + FAR);
  return next !== undefined && NEXT.test(text.slice(end, next.start));
}

const isPart = (text: string, { start, end }: Told) =>
  PART.test(text.slice(Math.max(0, start - 15), start)) || /\badditional\b/i.test(text.slice(start, end));

/**
 * How long a drug is given, as the first text has it that tells so; undefined where that tells phases in turn, of which each has its own, unless it tells the whole too.
 * How many doses, only where nothing says for how long.
 */
export function durationOf(reads: readonly Read[], who: number): { text: string; field: string } | undefined {
  let counted: { text: string; field: string } | undefined;
  for (const read of reads) {
    const all = read.durations.filter((one) => one.who.includes(who));
    const isCount = ({ value }: Told) => value.endsWith('doses');
    const [count] = all.filter(isCount);
    if (count) counted ??= { text: count.value, field: read.field };
    const told = all.filter((one) => !isCount(one));
    const [first] = told;
    if (!first) continue;
    const said = ({ value }: Told) => ({ text: value, field: read.field });
    // What ends it is no length, and stands beside one.
    const lengths = told.filter((one, at) => !one.value.startsWith('until') && !isAgain(read.text, told[at - 1], one));
    const whole = lengths.filter((one) => isWhole(read.text, one));
    const [only] = whole;
    if (only && new Set(whole.map(({ value }) => value)).size === 1) return said(only);
    if (new Set(lengths.map(({ value }) => value)).size > 1) return undefined;
    return lengths.some((one) => isPart(read.text, one) || goesOn(read, who, one)) ? undefined : said(first);
  }
  return counted;
}
