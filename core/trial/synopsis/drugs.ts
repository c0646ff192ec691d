/** Which drugs a synopsis speaks of, and as what: what is tested, what it is set against, what goes on beside both. */
import { isPlacebo, looksLikeDrug } from '../registry/drug-names.ts';
import { findDoses } from '../registry/find-doses.ts';
import { fold } from '../registry/text.ts';

/** How a drug stands to the one named before it, or to the trial. */
export type Standing = 'tested' | 'comparator' | 'together' | 'background' | 'unclear';

export interface Named {
  name: string;
  start: number;
  end: number;
  standing: Standing;
  /** A dose stands right behind it. */
  dosed: boolean;
}

const NO_NAMES = new Set(
  'a an the of and or with plus than per at to in on for as by is are was be will each every either both other another same dose doses dosed daily weekly monthly once twice receive receives received receiving given administered oral orally subcutaneous intravenous placebo matching versus vs compared comparing least most up maximum minimum total fixed high low medium higher lower initial starting single multiple loading maintenance tablet tablets capsule capsules injection injections infusion active control group groups arm arms study trial treatment treatments drug drugs product comparator adults adult patients patient participants subjects women men children people volunteers weeks week days day months month years randomised randomized assigned efficacy safety tolerability effect effects between from about approximately healthy three two four five levels level regimens regimen strengths once-daily twice-daily once-weekly sample size total body weight standard care usual therapy using use via added including following then followed if when target only alone mean median is was been start'.split(
    ' ',
  ),
);
const LEADING =
  /^(?:insulin|vitamin|botulinum|interferon|sodium|calcium|potassium|magnesium|compound|drug|vaccine|human|recombinant)$/i;
const FORM =
  '(?:oral|subcutaneous|intravenous|inhaled|topical|nasal|tablets?|capsules?|injections?|infusions?|solution|extended-release|at|in|doses? of|an?|the|dose|fixed|hydrochloride|sodium|acetate|maleate|succinate|is|was|are|will be|be|given|administered|dosed|taken|received|started|initiated|:)';
/** The name right before a dose: `Examplin 10 mg`, `Examplin tablets at doses of 10 mg`, `Examplin (10 mg)`. */
const BEFORE_DOSE = new RegExp(
  `(?:\\b([A-Za-z][\\w-]*)\\s+)?\\b([A-Za-z][A-Za-z0-9-]{2,})(?:\\s*${FORM})*\\s*[(:]?\\s*$`,
  'i',
);
/** The name right behind a dose: `10 mg of Examplin`. */
const OF_AFTER = /^\s+of\s+(?:oral\s+)?([A-Za-z][A-Za-z0-9-]{3,})/;
/** Words of the language, as they may stand before an amount. */
const ORDINARY = /(?:ed|ing|ly|tion|ness|ment)$/;
const QUALIFIERS =
  '(?:(?:oral|subcutaneous|intravenous|inhaled|topical|once[- ](?:daily|weekly)|twice[- ]daily|weekly|monthly|daily|low-dose|high-dose|single-dose|adjunctive|add-on|first-line|the|an?|drug|two doses of|three doses of|different doses of|multiple doses of)\\s+)*';
const SUBJECT = new RegExp(
  `\\b(?:trial|study|evaluation|efficacy|safety|tolerability|effects?|pharmacokinetics|comparing|compare|compares|receive|of)\\s+(?:of\\s+)?${QUALIFIERS}((?:[A-Z][A-Za-z]*[a-z0-9]|[A-Z]{2,6})[A-Za-z0-9-]*|[a-z]+[a-z]-?\\d{2,}[a-z0-9-]*)`,
  'g',
);
const WORD = /[A-Za-z][A-Za-z0-9-]{4,}/g;

const AGAINST =
  /\b(?:versus|vs\.?|compared (?:with|to)|in comparison (?:with|to)|against|(?:active|reference)[- ](?:comparator|control)(?: is)?\s*:?,?|comparators?\s*:|non-?inferior(?:ity)? to|superior(?:ity)? to|comparing\s[^.;]{2,80}\s(?:with|to))\s+(?:[\w-]+\s+){0,2}$/i;
const OR_RECEIVE = /\b(?:receive|randomi[sz]ed|assigned|allocated)\b[^.;]*\bor(?: to)?\s+(?:[\w-]+\s+){0,2}$/i;
const BESIDE =
  /\b(?:background(?: of)?|stable(?: doses? of)?|added to|add-on to|on top of|adjunct(?:ive)? to|inadequate(?:ly)?\s+(?:[\w-]+\s+){1,2}(?:on|with|to|by)|response to|controlled (?:on|with|by)|despite|refractory to|resistant to|intoleran\w+ (?:of|to)|naive to|prior|previous(?:ly)?(?: treated with)?|failed|failure of|rescue(?: with)?|permitted|allowed|prohibited|excluded?)\s+(?:[\w-]+\s+){0,2}$/i;
const BESIDE_UNDOSED = /\b(?:receiving|treated with|taking|on)\s+(?:[\w-]+\s+){0,1}$/i;
const JOINED = /\b(?:plus|in combination with|combined with|together with|with concomitant)\b|\+/i;

/** Something is given together with it that is no drug known here. */
const JOINED_BEFORE = /\b(?:plus|in combination with|combined with|together with|and)\s+(?:[\w-]+\s+)?$/i;
const JOINED_AFTER =
  /^[^.;\n]{0,60}?\b(?:plus|in combination with|combined with|together with)\s+(?:an?\s+|oral\s+)?([\w-]+)/i;

function standingOf(text: string, one: { start: number; dosed: boolean }, before: Named | undefined): Standing {
  const sentence = text.slice(Math.max(0, text.slice(0, one.start).search(/[^.;\n]*$/)), one.start);
  if (BESIDE.test(sentence) || (!one.dosed && BESIDE_UNDOSED.test(sentence))) return 'background';
  if (AGAINST.test(sentence)) return 'comparator';
  if (OR_RECEIVE.test(sentence) && before && before.start >= one.start - sentence.length) return 'comparator';
  if (!before || before.start < one.start - sentence.length)
    return before || JOINED_BEFORE.test(sentence) ? 'unclear' : 'tested';
  const between = text.slice(before.end, one.start);
  return JOINED.test(between) ? 'together' : 'unclear';
}

/** The drugs that a text names, each where it first stands with a dose, else where it first stands. */
export function drugsNamed(text: string): Named[] {
  const found = new Map<string, { name: string; start: number; end: number; dosed: boolean }>();
  const add = (name: string, start: number, dosed: boolean) => {
    const key = fold(name);
    const known = found.get(key);
    if (
      NO_NAMES.has(key) ||
      (ORDINARY.test(name) && !looksLikeDrug(name)) ||
      isPlacebo(name) ||
      (known && (known.dosed || !dosed))
    )
      return;
    found.set(key, { name, start, end: start + name.length, dosed });
  };
  for (const dose of findDoses(text)) {
    const lead = BEFORE_DOSE.exec(text.slice(0, dose.start));
    const [whole = '', first, second = ''] = lead ?? [];
    if (lead && !NO_NAMES.has(fold(second))) {
      const name = first && LEADING.test(first) ? `${first} ${second}` : second;
      add(name, lead.index + whole.indexOf(name), true);
    }
    const after = OF_AFTER.exec(text.slice(dose.end, dose.end + 60));
    if (after?.[1]) add(after[1], dose.end + after[0].length - after[1].length, true);
  }
  for (const match of text.matchAll(SUBJECT)) {
    const name = match[1] ?? '';
    if (name.length > 3) add(name, match.index + match[0].length - name.length, false);
  }
  for (const { 0: word, index } of text.matchAll(WORD)) {
    // `vitamin D` is more than its first word.
    const more = LEADING.test(word) ? /^\s+[A-Z][A-Z0-9]{0,3}\b/.exec(text.slice(index + word.length))?.[0] : undefined;
    if (looksLikeDrug(word)) add(word + (more ?? ''), index, false);
  }
  const named: Named[] = [];
  // A longer name holds a shorter one: `insulin glargine`.
  const all = [...found.values()].sort((a, b) => a.start - b.start);
  for (const one of all) {
    const inLonger = all.some((other) => other !== one && fold(other.name).split(' ').includes(fold(one.name)));
    if (inLonger) continue;
    const before = named.findLast((other) => other.standing !== 'background');
    const partner = JOINED_AFTER.exec(text.slice(one.end))?.[1];
    const known = partner === undefined || all.some(({ name }) => fold(name).split(' ').includes(fold(partner)));
    const standing = standingOf(text, one, before);
    named.push({ ...one, standing: known || isPlacebo(partner) || standing === 'background' ? standing : 'unclear' });
  }
  return named;
}
