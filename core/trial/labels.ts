/** What the label of an arm or a group says of who is in it, where nothing else does: a dose, a time, that it pools others. */
import { type Dose, doseRatio, readDose } from './quantity/dose.ts';
import { words } from './registry/text.ts';

/** Times and periods: two labels that differ in nothing else are the same people, later. */
const TIMES =
  /\b(?:baseline|screening|pre-?(?:dose|treatment|intervention|op)?|post-?(?:dose|treatment|intervention|op)?|before|after|end ?of ?(?:study|treatment)|(?:day|week|month|year|visit|cycle|period|hour|part|phase|stage|time ?point|interval)s? ?[-–]?\d+(?:\.\d+)?(?: ?(?:-|–|to|through) ?\d+)?|\d+(?:\.\d+)?[- ]?(?:min(?:ute)?|h(?:ou)?r|day|week|month|year|yr|wk)s?|(?:first|second|third|fourth|1st|2nd|3rd|4th) (?:period|intervention|dose|day|week|month|visit|half))\b/gi;
const POOLED = /\b(?:all|total|overall|pooled|combined|any|either|both|or|entire|whole)\b/i;
const PLACEBO =
  /^(?:matching |matched |oral |pooled |combined )*(?:placebo|vehicle|sham)\b(?!.*(?:followed|then|switch|crossed|→|->|\/|\+| to ))/i;

export interface Label {
  /** The one dose that it names; absent where it names none or several. */
  dose?: Dose;
  /** All doses that it names, as text. */
  doses: readonly string[];
  /** Its words without times and doses. */
  rest: readonly string[];
  /** Its words without times. */
  timeless: string;
  pooled: boolean;
  placebo: boolean;
}

/** Reads a label. */
export function readLabel(label: string): Label {
  const timeless = label.replace(TIMES, ' ');
  const found: { dose: Dose; text: string }[] = [];
  let rest = '';
  let at = 0;
  for (const { index } of timeless.matchAll(/(?<![\p{L}\d.,])(?:\d|\.\d)/gu)) {
    if (index < at) continue;
    const read = readDose(timeless, index);
    if (!read) continue;
    rest += `${timeless.slice(at, index)} `;
    at = read.end;
    found.push({ dose: read.value, text: words(timeless.slice(index, at)).join(' ') });
  }
  const [only, more] = found;
  return {
    ...(only && !more && { dose: only.dose }),
    doses: found.map(({ text }) => text),
    rest: words(rest + timeless.slice(at)),
    timeless: words(timeless).join(' '),
    pooled: POOLED.test(label),
    placebo: PLACEBO.test(label),
  };
}

/** How many times the dose of `b` the dose of `a` is, where the two labels name one each and differ in nothing else. */
export function labelRatio(a: Label, b: Label): number | undefined {
  if (!a.dose || !b.dose || a.rest.join(' ') !== b.rest.join(' ')) return undefined;
  return doseRatio(a.dose, b.dose);
}
