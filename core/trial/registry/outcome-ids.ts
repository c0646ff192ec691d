/** Ids of outcomes: the measure's acronym or its telling words, and where that is not enough, when it is measured. */
import { resolveIds, slug } from './ids.ts';
import { fold, hasDigit, matchesOf } from './text.ts';

/** What titles begin with and that tells no measure from another. */
const LEAD =
  /^(?:(?:(?:the|a|an|mean|median|average|adjusted|least squares?|ls|geometric|absolute|relative|total|overall|number|percent(?:age)?|proportion|rate|incidence|frequency|count|occurrence|assessment|evaluation|measure(?:ment)?s?|change|changes|improvement|difference|differences|maximum|comparison|analysis|effect|determine|evaluate|assess|compare|to|of|in|from|for|on|as|the|and|baseline|participants?|patients?|subjects?|people|individuals|with|who|that|had|have|having|achiev(?:ed|ing|e)|experienc(?:ed|ing|e)|report(?:ed|ing)|percent|%|values?|levels?|score|scores|mean±sd|summary|primary|secondary|outcome|endpoint|efficacy|measured|key|variables?|were|was|no\.|part [a-z0-9]|period [0-9]|cohort [a-z0-9]|week [0-9]+|day [0-9]+|month [0-9]+)\b|[(%,:;–—-])\s*)+/;
const TIMES =
  /\b(?:at|from|to|through|until|by|over|after|during|up to|on|within|in|before|between|and|baseline|the|end of|for)*\s*(?:(?:week|month|day|year|visit|hour|cycle|period)s?\s*#?\d+(?:\.\d+)?(?:\s*(?:,|and|to|through|-|–)\s*(?:week|month|day|year)?s?\s*\d+)*|\d+(?:\.\d+)?[ -]*(?:week|month|day|year|hour|hr|minute|min)s?\b)|\bbaseline\b/g;
const FILLER = new Set(
  'a an the of and or with in to for by on at as from per after before during than that their who had have has is are was were be been any each over up based using assessed measured measure measurement determined defined according between within via vs versus compared treatment participants participant patients patient subjects subject number percentage percent proportion change mean score scores baseline level levels value values study least one will'.split(
    ' ',
  ),
);
const ACRONYM = /\(([A-Za-z][A-Za-z0-9]*(?:[-/ ][A-Za-z0-9]+)*)\)|\[([A-Za-z][A-Za-z0-9-]*)\]/g;

/**
 * The title with its measure's name made short, where it gives an acronym for it: `Progression-Free Survival (PFS)` is
 * `pfs`, `International Index of Erectile Function (IIEF) Sexual Desire Domain` is `iief sexual desire domain`. The
 * acronym must begin as the measure does.
 */
function shortened(title: string): string | undefined {
  if (!/[([]/.test(title)) return undefined;
  for (const match of matchesOf(ACRONYM, title)) {
    const text = match[1] ?? match[2] ?? '';
    const letters = text.replace(/[^A-Za-z]/g, '');
    if (text.length > 10 || letters.length < 2 || (letters.match(/[A-Z]/g) ?? []).length < 2) continue;
    const before = core(fold(title.slice(0, match.index)));
    if (!before.startsWith(letters.charAt(0).toLowerCase()) || before.split(/[^a-z]+/).length > letters.length + 4)
      continue;
    return `${fold(text)} ${fold(title.slice(match.index + match[0].length))}`;
  }
  return undefined;
}

function core(folded: string): string {
  const joined = folded.includes('cause') ? folded.replace(/\ball[- ]cause\b/g, 'allcause') : folded;
  const timeless = hasDigit(joined) || joined.includes('baseline') ? joined.replace(TIMES, ' ') : joined;
  return timeless.replace(LEAD, '');
}

const SHORT: Readonly<Record<string, string>> = {
  week: 'w',
  month: 'm',
  day: 'd',
  year: 'y',
  hour: 'h',
  minute: 'min',
};
const NAMED_TIME = /\b(week|month|day|year|hour|minute)s?\s*(\d+(?:\.\d+)?)\b/g;
const PASSED_TIME =
  /\b(?:at|to|through|over|after|by|until|for|and|within|first|last)\s+(\d+(?:\.\d+)?)[ -]*(week|month|day|year|hour|minute)s?\b/g;
const ANY_TIME = /(\d+(?:\.\d+)?)[ -]*(week|month|day|year|hour|minute)s?\b/g;

/** When, as short as it can be said: `week 12` and `at 12 weeks` are `w12`. The last time named, or nothing. */
function shortTime(text: string, anywhere: boolean): string | undefined {
  const folded = fold(text);
  const named = matchesOf(NAMED_TIME, folded).at(-1);
  if (named?.[1]) return `${SHORT[named[1]]}${named[2]?.replace('.', '-')}`;
  const passed = matchesOf(anywhere ? ANY_TIME : PASSED_TIME, folded).at(-1);
  return passed?.[2] && `${SHORT[passed[2]]}${passed[1]?.replace('.', '-')}`;
}

const split = (text: string) =>
  (text.includes("'") ? text.replaceAll("'", '') : text).match(/[a-z0-9]+(?:-[a-z0-9]+)*/g) ?? [];
/** Telling words; a number that they begin with comes after the first word, for an id begins with a letter. */
function telling(text: string): string[] {
  const found = split(text).filter((word) => !FILLER.has(word));
  const first = found.findIndex((word) => /^[a-z]/.test(word));
  return first > 0 ? [found[first] ?? '', ...found.slice(0, first), ...found.slice(first + 1)] : first < 0 ? [] : found;
}

interface Named {
  measure: string;
  time: string;
}

/** The telling words of an outcome's title, without time and boilerplate; never none. */
function keyOf(plain: string): string[] {
  const outside = /[([]/.test(plain) ? plain.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ') : plain;
  const key = telling(core(outside));
  if (key.length > 0) return key;
  const whole = telling(plain);
  return whole.length > 0 ? whole : telling(`outcome ${plain}`);
}

/** For each outcome, the words of its key that not all outcomes with the same beginning have. */
function differences(keys: readonly string[][]): string[][] {
  const alike = new Map<string, string[][]>();
  for (const key of keys) {
    const first = key.slice(0, 2).join(' ');
    alike.set(first, [...(alike.get(first) ?? []), key]);
  }
  return keys.map((key) => {
    const others = alike.get(key.slice(0, 2).join(' ')) ?? [];
    return key.filter((word) => others.some((other) => !other.includes(word)));
  });
}

/** An id for each outcome, from its title and, where others share that, from what differs and from its time frame. */
export function outcomeIds(outcomes: readonly Named[]): string[] {
  const acronyms = outcomes.map(({ measure }) => shortened(measure));
  const plain = outcomes.map(({ measure }, i) => acronyms[i] ?? fold(measure));
  // What a title says after that many letters is in no id but the last resort.
  const keys = plain.map((title) => keyOf(title.slice(0, 160)));
  let differing: string[][] | undefined;
  const when: (string | undefined)[] = [];
  const timeOf = (i: number) => {
    const { measure = '', time = '' } = outcomes[i] ?? {};
    when[i] ??= shortTime(measure, false) ?? shortTime(time, true) ?? '';
    return when[i];
  };
  const key = (i: number, words: number) => keys[i]?.slice(0, words) ?? [];
  const head = (i: number) => key(i, acronyms[i] === undefined ? 2 : 1);
  const timed = (i: number, id: string, longest: number) => (timeOf(i) && id ? slug([id, timeOf(i)], longest) : '');
  const name = (i: number) => slug(key(i, acronyms[i] === undefined ? 3 : 1), 26);
  const short = (i: number) => slug(key(i, 3), 30);
  const apart = (i: number) => {
    differing ??= differences(keys);
    return slug([...head(i), ...(differing[i] ?? []).slice(0, 3)], 40);
  };
  const longer = (i: number) => slug(key(i, 5), 36);
  return resolveIds(
    outcomes.length,
    [
      name,
      (i) => timed(i, name(i), 32),
      short,
      (i) => timed(i, short(i), 36),
      apart,
      (i) => timed(i, apart(i), 46),
      longer,
      (i) => timed(i, longer(i), 44),
      (i) => slug(telling(plain[i] ?? ''), 56),
    ],
    'outcome',
  ).map((id) => id.replace('allcause', 'all-cause'));
}
