/** What the label of an arm or a group says of who is in it, where nothing else does: a dose, a time, that it pools others. */
import { type Dose, doseRatio, readDose } from './quantity/dose.ts';
import { words } from './registry/text.ts';

/** Times and periods: two labels that differ in nothing else are the same people, later. */
const TIMES =
  /\b(?:baseline|screening|pre-?(?:dose|treatment|intervention|op)?|post-?(?:dose|treatment|intervention|op)?|before|after|end ?of ?(?:study|treatment)|(?:day|week|month|year|visit|cycle|period|hour|part|phase|stage|time ?point|interval)s? ?[-–]?\d+(?:\.\d+)?(?: ?(?:-|–|to|through) ?\d+\b(?!(?:\.\d+)? ?(?:%|[kmµn]?g\b|mcg|m?l\b|i?u\b|units?\b|mmol|gy\b)))?|\d+(?:\.\d+)?[- ]?(?:min(?:ute)?|h(?:ou)?r|day|week|month|year|yr|wk)s?|(?:first|second|third|fourth|1st|2nd|3rd|4th) (?:period|intervention|dose|day|week|month|visit|half))\b/gi;
const POOLED = /\b(?:all|total|overall|pooled|combined|any|either|both|or|entire|whole)\b/i;
const PLACEBO =
  /^(?:matching |matched |oral |pooled |combined )*(?:placebo|vehicle|sham)\b(?!.*(?:followed|then|switch|crossed|→|->|\/|\+| to ))/i;

export interface Label {
  /** The one dose that it names; absent where it names none or several. */
  dose?: Dose;
  /** The doses that it names, in their order. */
  amounts: readonly Dose[];
  /** The same as text. */
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
    amounts: found.map(({ dose }) => dose),
    doses: found.map(({ text }) => text),
    rest: words(rest + timeless.slice(at)),
    timeless: words(timeless).join(' '),
    pooled: POOLED.test(label),
    placebo: PLACEBO.test(label),
  };
}

/** Words that join what is given, and those that only number an arm: they make no two labels differ in what is given. */
const JOINING = new Set(['and', 'plus', 'with', 'of']);
const NUMBERED = /\b(?:arm|cohort|group|panel|part) (?:[a-z](?: \d{1,2})?|\d{1,2}|[ivx]{1,4})(?= |$)/g;

function given({ rest }: Label): string {
  const told = rest.join(' ').replace(NUMBERED, ' ');
  return told
    .split(' ')
    .filter((word) => word !== '' && !JOINING.has(word))
    .join(' ');
}

/** How many times the dose of `b` the dose of `a` is, where the two labels differ in at most one dose and in nothing else. */
export function labelRatio(a: Label, b: Label): number | undefined {
  if (a.amounts.length === 0 || a.amounts.length !== b.amounts.length || given(a) !== given(b)) return undefined;
  let ratio = 1;
  for (const [i, mine] of a.amounts.entries()) {
    const theirs = b.amounts[i];
    const own = theirs && doseRatio(mine, theirs);
    if (own === undefined || (own !== 1 && ratio !== 1)) return undefined;
    if (own !== 1) ratio = own;
  }
  return ratio;
}

const LEVELS: Readonly<Record<string, number>> = {
  low: 1,
  lower: 1,
  mid: 2,
  middle: 2,
  medium: 2,
  intermediate: 2,
  high: 3,
  higher: 3,
};

/** 1 where `a` is labelled as the higher dose and `b` as the lower, −1 the other way round; 0 where labels do not differ in that alone. */
export function labelLevels(a: Label, b: Label): -1 | 0 | 1 {
  const read = (label: Label) => {
    const own = label.rest.filter((word) => Object.hasOwn(LEVELS, word));
    const others = label.rest.filter((word) => !Object.hasOwn(LEVELS, word)).join(' ');
    return own.length === 1 && /\bdose\b/.test(others) ? { level: LEVELS[own[0] ?? ''] ?? 0, others } : undefined;
  };
  const [one, other] = [read(a), read(b)];
  if (!one || !other || one.others !== other.others) return 0;
  return Math.sign(one.level - other.level) as -1 | 0 | 1;
}

/** Whether two labels number two arms of the trial: `Arm I` and `Arm II`. */
export function otherArms(a: string, b: string): boolean {
  const [one, other] = [a, b].map((label) =>
    /^arm (\d{1,2}|[ivx]{1,4}|[a-z])\b/i.exec(label.trim())?.[1]?.toLowerCase(),
  );
  return one !== undefined && other !== undefined && one !== other;
}
