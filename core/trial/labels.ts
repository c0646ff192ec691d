/** What the label of an arm or a group says of who is in it, where nothing else does: a dose, a time, that it pools others. */
import { type Dose, doseRatio, readDose } from './quantity/dose.ts';
import { words } from './registry/text.ts';

/** Times and periods: two labels that differ in nothing else are the same people, later. */
const TIMES =
  /\b(?:baseline|screening|pre-?(?:dose|treatment|intervention|op)?|post-?(?:dose|treatment|intervention|op)?|before|after|end ?of ?(?:study|treatment)|(?:day|week|month|year|visit|cycle|period|hour|part|phase|stage|time ?point|interval)s? ?[-–]?\d+(?:\.\d+)?(?: ?(?:-|–|to|through) ?\d+\b(?!(?:\.\d+)? ?(?:%|[kmµn]?g\b|mcg|m?l\b|i?u\b|units?\b|mmol|gy\b|h(?:ou)?rs?\b|min)))?|(?:\d+[-–](?=\d+[- ]?(?:h(?:ou)?r|day|week|month|wk)))?\d+(?:\.\d+)?[- ]?(?:min(?:ute)?|h(?:ou)?r|day|week|month|year|yr|wk)s?(?: follow[- ]?up)?|(?:one|two|three|four|six|nine|twelve)[- ](?:hour|day|week|month|year)s?|(?:first|second|third|fourth|1st|2nd|3rd|4th) (?:period|intervention|dose|day|week|month|visit|half))\b/gi;
const POOLED = /\b(?:all|total|overall|pooled|combined|any|either|both|or|entire|whole)\b/i;
/** A label that begins with a placebo, and of which nothing comes after it. */
const PLACEBO =
  /^(?:matching |matched |oral |pooled |combined )*(?:placebo|vehicle|sham)\b(?![- ]controlled|.*(?:followed|then|switch|crossed|→|->|\/|\+| to ))/i;
const DUMMY = /^(?:placebos?|vehicle|sham)$/;
/** What a placebo looks like: `placebo for X`, `placebo matched with X 300 mg`. */
const LIKENESS =
  /(?<=\bplacebos?)\s+(?:for|match\w*(?: (?:with|to|for))?)\s[^+/\\;,&:]*?(?=\s(?:and|plus|then|or)\b|[+/\\;,&:]|$)/gi;
const JOINED = /[+/\\;,&|→]|->|\b(?:and|plus|then|or|with|to|followed|vs|versus)\b/i;
/** Words of a label after which nobody knows that a placebo is what is given now, and not what was, or is not. */
const ELSEWHERE = new Set(
  'previous previously prior former formerly antecedent ex original originally initial initially first early delayed deferred open ol ole extension lte rollover switch switched switching cross crossed crossover non no not without off in between difference after following post total overall any all responder responders failure failures'.split(
    ' ',
  ),
);
/** Words that say nothing of what is given: how, how often, to which part of those there are, and care that all are given. */
const NEUTRAL = new Set(
  'db double blind blinded arm group groups cohort cohorts part parts phase phases panel stage step period pooled combined sad mad single multiple ascending dose doses dosing low mid medium high control comparator treatment participants patients subjects tablet tablets capsule capsules solution injection infusion cream gel ointment spray patch oral orally iv sc im po intravenous subcutaneous intramuscular topical inhaled qd bid tid qid qw qow qm od q1w q2w q3w q4w q8w q12w once twice three times daily weekly monthly every day days week weeks month months matching matched saline soc standard usual supportive best of care background therapy'.split(
    ' ',
  ),
);

/** Whether a placebo is all that a label says is given: `Part 2: Placebo`, `X-matched placebo`; neither `X + placebo` nor `Placebo then X` nor `Former placebo`. */
export function onlyPlacebo(label: string): boolean {
  if (!/placebo|vehicle|sham/i.test(label)) return false;
  const parts = label
    .replace(LIKENESS, ' ')
    .replace(/\bplacebo[- ]controlled\b/gi, ' ')
    .replace(TIMES, ' ')
    .split(JOINED)
    .map((part) => words(part));
  if (parts.some((part) => part.some((word) => ELSEWHERE.has(word)))) return false;
  const says = (word: string) => NEUTRAL.has(word) || /^\d+[a-z]*$/.test(word);
  let found = false;
  for (const part of parts) {
    const at = part.findIndex((word) => DUMMY.test(word));
    // Before the placebo stands whose it is; after it, what nothing is known of may be given too.
    const after = at < 0 ? part : part.slice(at + 1);
    if (!after.every((word) => says(word) || (at >= 0 && /^[a-z]\d{0,2}$/.test(word)))) return false;
    found ||= at >= 0;
  }
  return found;
}

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
  /** It begins with a placebo, or says nothing else. */
  placebo: boolean;
  /** A placebo is all that it says is given. */
  onlyPlacebo: boolean;
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
  const dummy = onlyPlacebo(label);
  return {
    ...(only && !more && { dose: only.dose }),
    amounts: found.map(({ dose }) => dose),
    doses: found.map(({ text }) => text),
    rest: words(rest + timeless.slice(at)),
    timeless: words(timeless).join(' '),
    pooled: POOLED.test(label),
    placebo: dummy || PLACEBO.test(label),
    onlyPlacebo: dummy,
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
