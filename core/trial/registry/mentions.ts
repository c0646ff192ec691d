/** Where a text names a drug, a placebo or another drug, and whose a dose is that stands among them. */
import { isCode, looksLikeDrug, nearlySame } from './drug-names.ts';
import { matchesOf } from './text.ts';

/** A drug that an arm gives. */
export interface Drug {
  name: string;
  /** Other words for it: its intervention's name, codes, abbreviations. */
  aliases: readonly string[];
}

/** One of the arm's drugs, by its place; or what is not the arm's. */
export type Who = number | 'placebo' | 'other';

export interface Mention {
  start: number;
  end: number;
  who: Who;
}

const PLACEBO_MENTION =
  /\b(?:matching |matched )?(?:placebos?|sham|dummy|vehicle)(?:[ -](?:tablets?|capsules?|injections?|solution|control))?\b(?:\s*(?:for|of|to match|matching|matched to|matched with|to|identical to|comparable to|\()\s*)?/gi;
const PLACEBO_WORDS = ['placebo', 'sham', 'dummy', 'vehicle'] as const;
/** What stands between a dose and the drug that it is of: `10 mg of oral furosemide`. */
const LEADS =
  /^\s*\)?\s*(?:\([^)]{0,40}\)\s*)?(?:(?:of|oral(?:ly)?|intravenous|iv|i\.v\.|subcutaneous|sc|intramuscular|im|sublingual|intranasal|topical|inhaled|nebulized|tablets?|capsules?|doses?|per day|daily|once daily|once-daily|twice daily|twice-daily|weekly|once weekly|single|fixed|fixed-dose|total|active|open-label|injections?|infusions?|bolus|loading|per|a|the|study drug|mg tablets?|BID|QD)\s+)*$/i;
/** What stands between a drug and its dose: `furosemide (Lasix) tablets, at a dose of 40 mg`. */
const FOLLOWS =
  /^[\s®™]*(?:(?:\([^)]{0,60}\)|\[[^\]]{0,60}\]|[:=(–-]|at|an?|the|dose|doses|dosage|dosing|of|with|in|is|was|were|will be|be|to be|for|given|administered|received|taken|starting|start|initial(?:ly)?|target|oral(?:ly)?|by mouth|iv|i\.v\.|intravenous(?:ly)?|sc|subcutaneous(?:ly)?|im|intramuscular(?:ly)?|tablets?|tab\.?|capsules?|caps?|injections?|infusions?|solution|suspension|gel|cream|ointment|drops|spray|powder|therapy|treatment|once|daily|twice|weekly|arm|group|hydrochloride|hcl|sodium|potassium|calcium|medoxomil|cilexetil|mofetil|phosphate|fumarate|succinate|tartrate|besylate|mesylate|acetate|citrate|sulfate|maleate|fixed|single|low|high|up to|titrated|total|monotherapy|dosed|,|\+\/-)[\s®™]*)*$/i;
/** Where a sentence ends; a point within a number does not. */
export const SENTENCE_END = /[.;](?=\s|$)|\n/;

const isLetter = (code: number) => code >= 97 && code <= 122;
const HYPHEN = 45;
/** Letters of the shortest word that is looked at. */
const SHORTEST = 5;
/** An abbreviation right before a dose, `CY (120 mg/kg)`, that is no route, schedule or form. */
const ABBREVIATED =
  /\b(?=[A-Z])(?!(?:IV|SC|IM|PO|SQ|BID|TID|QID|QD|OD|PRN|XR|ER|SR|MR|IR|CR|HCL|AUC|MG|IU|DAY|NMT|LD|MD|OR|AND|OF|TO|THEN|PLUS|WITH|FOR|MAX|MIN|TOTAL|DOSE|GROUP|ARM|STEP|WEEK|LEVEL|FROM|UP|ONE|TWO)\b)[A-Z][A-Z0-9-]{1,5}(?=\s*[(=:]?\s*\d+(?:\.\d+)?\s*(?:mg|mcg|µg|μg|g|IU)\b)/g;

/** What is done beside a drug, with doses and schedules of its own. */
const NOT_A_DRUG =
  /\b(?:radiotherapy|radiation(?: therapy)?|chemoradi\w+|stem cells?|bone marrow|(?<!\b(?:post|pre|peri)[- ]|\b(?:after|before|following|since|until|prior to|(?:day|time|date|hours?|days|weeks|months) (?:of|after|post|before)) (?:the )?)transplant\w*|total body irradiation|irradiation|tbi|cord blood|plasma (?:volume )?exchanges?|plasmapheresis|(?:leuk)?apheresis|exercis\w*|training|counsel\w*|sessions?|dialysis|acupuncture|stimulation|laser|physiotherapy|accelerometer|alcohol|ethanol|meals?)\b/gi;

/** Where the sentence begins that an offset of a text is in. */
export function sentenceStart(text: string, offset: number): number {
  for (let at = offset - 1; at >= 0; at--) {
    const sign = text.charAt(at);
    if (sign === '\n') return at + 1;
    if ((sign === '.' || sign === ';') && (at === offset - 1 || /\s/.test(text.charAt(at + 1)))) return at + 1;
  }
  return 0;
}

function wordAt(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  const after = text.slice(end, end + 2);
  return !/[\w-]/.test(before) && !/^(?:\w|-[a-z])/i.test(after);
}

/** What a text names, whatever drugs an arm gives: found once for a text that several arms share. */
export interface NamesIn {
  text: string;
  lower: string;
  /** Placebos, things that are no drugs, abbreviations before doses. */
  fixed: readonly Mention[];
  /** Words with the form of a drug's name. */
  words: readonly { start: number; word: string }[];
}

export function namesIn(text: string): NamesIn {
  const fixed: Mention[] = [];
  const lower = text.toLowerCase();
  for (const [pattern, who, there] of [
    [PLACEBO_MENTION, 'placebo', PLACEBO_WORDS.some((word) => lower.includes(word))],
    [NOT_A_DRUG, 'other', true],
    [ABBREVIATED, 'other', /\d/.test(text)],
  ] as const)
    if (there)
      for (const match of matchesOf(pattern, text))
        fixed.push({ start: match.index, end: match.index + match[0].length, who });
  const words: { start: number; word: string }[] = [];
  for (let start = 0; start < lower.length; start++) {
    if (!isLetter(lower.charCodeAt(start))) continue;
    let end = start + 1;
    while (isLetter(lower.charCodeAt(end)) || lower.charCodeAt(end) === HYPHEN) end++;
    const word = end - start < SHORTEST ? '' : lower.slice(start, end);
    if (word && looksLikeDrug(word)) words.push({ start, word });
    start = end;
  }
  return { text, lower, fixed, words };
}

/**
 * Whose the words with the form of a drug's name are. One that is a part of a drug's own names is that drug; the only one in a
 * text about a drug that the text does not name is that drug's other name.
 */
function others(
  { words }: NamesIn,
  drugs: readonly Drug[],
  about: readonly number[],
  named: readonly Mention[],
): Mention[] {
  if (words.length === 0) return [];
  const names = drugs.map(({ name, aliases }) => [name, ...aliases].join(' ').toLowerCase());
  const strange = new Set<string>();
  const mentions = words.map(({ start, word }): Mention => {
    const who = names.findIndex(
      (all) =>
        all.includes(word) ||
        all.split(/[^a-z-]+/).some((one) => nearlySame(one, word)) ||
        // `HCT` of a name is the hydrochlorothiazide of a text.
        (/^[a-z]{3,4}$/.test(all) && isShortFor(all, word, false)),
    );
    if (who < 0) strange.add(word);
    return { start, end: start + word.length, who: who < 0 ? 'other' : who };
  });
  const [only] = about;
  // A brand or a code; a drug with a name of its own has no other.
  const coded =
    only !== undefined && !(drugs[only]?.name ?? '').split(' ').some((word) => looksLikeDrug(word) && !isCode(word));
  const silent =
    about.length === 1 &&
    coded &&
    !named.some((mention) => mention.who === only) &&
    !mentions.some((mention) => mention.who === only);
  if (silent && only !== undefined && strange.size === 1)
    for (const mention of mentions) if (mention.who === 'other') mention.who = only;
  return mentions;
}

/** All mentions in a text, from left to right. `placebo for X` and `X placebo` are one mention, of a placebo. */
export function mentionsOf(names: NamesIn, drugs: readonly Drug[], about: readonly number[]): Mention[] {
  const { text, lower } = names;
  const found: Mention[] = names.fixed.map((mention) => ({ ...mention }));
  for (const [who, { name, aliases }] of drugs.entries())
    for (const alias of new Set([name, ...aliases])) {
      if (alias.length < 2) continue;
      // Two or three letters are an abbreviation, and no part of a sentence.
      const [where, what] = alias.length < 4 ? [text, alias] : [lower, alias.toLowerCase()];
      for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + 1))
        if (wordAt(text, at, at + what.length)) found.push({ start: at, end: at + what.length, who });
      // `UK369,003` is `UK-369,003` as well.
      const code =
        what.length < 14 && /\d{2}/.test(what) ? /^([a-z]+)[ -]?(\d[\w,-]*)$/.exec(alias.toLowerCase()) : null;
      if (code)
        for (const joint of ['', '-', ' ']) {
          const other = `${code[1]}${joint}${code[2]}`;
          if (other === what) continue;
          for (let at = lower.indexOf(other); at >= 0; at = lower.indexOf(other, at + 1))
            if (wordAt(text, at, at + other.length)) found.push({ start: at, end: at + other.length, who });
        }
    }
  found.push(...others(names, drugs, about, found));
  // Longest first; where two are equally long, the arm's own drug before another.
  found.sort((a, b) => a.start - b.start || b.end - a.end || (a.who === 'other' ? 1 : 0) - (b.who === 'other' ? 1 : 0));
  const kept: Mention[] = [];
  for (const mention of found) {
    const last = kept.at(-1);
    if (last && mention.start < last.end) {
      if (last.who === 'other' && typeof mention.who === 'number') last.who = mention.who;
      continue;
    }
    const between = last && text.slice(last.end, mention.start);
    if (
      last?.who === 'placebo' &&
      mention.who !== 'placebo' &&
      /^[ (]*$/.test(between ?? '') &&
      !/[/+]/.test(text.slice(last.start, mention.start))
    ) {
      last.end = mention.end;
      continue;
    }
    if (mention.who === 'placebo' && last && last.who !== 'placebo' && /^[ -]*$/.test(between ?? '')) {
      last.who = 'placebo';
      last.end = mention.end;
      continue;
    }
    kept.push({ ...mention });
  }
  return kept;
}

/** Whose a dose is, among the mentions of its text. */
export function ownerOf(
  dose: { start: number; end: number },
  text: string,
  mentions: readonly Mention[],
  about: readonly number[],
): Who | undefined {
  const previous = mentions.findLast((mention) => mention.end <= dose.start + 1);
  const next = mentions.find((mention) => mention.start >= dose.end - 1);
  const toNext = next && text.slice(dose.end, next.start);
  const toPrevious = previous && text.slice(previous.end, dose.start);
  const leads = toNext !== undefined && LEADS.test(toNext);
  const follows = toPrevious !== undefined && FOLLOWS.test(toPrevious);
  if (leads && !(follows && (toPrevious.trim() === '' || !/,/.test(toPrevious)) && toNext.trim() !== '')) {
    if (!follows || /[,+&]/.test(toPrevious ?? '') || (toNext ?? '').trim() === '' || /^\s*of\b/i.test(toNext ?? ''))
      return next?.who;
  }
  if (follows) return previous?.who;
  if (leads) return next?.who;
  // A text about one drug speaks of that one, unless another stands right beside the dose.
  const placebo = previous?.who === 'placebo' && (toPrevious ?? '').search(SENTENCE_END) < 0;
  // In a text that goes through several drugs, a second level is of the drug of the first.
  const another =
    previous !== undefined &&
    typeof previous.who === 'number' &&
    previous.who !== about[0] &&
    (toPrevious ?? '').length < 60 &&
    (toPrevious ?? '').search(SENTENCE_END) < 0;
  if (about.length === 1 && !placebo && !another) return about[0];
  if (toPrevious !== undefined && toPrevious.search(SENTENCE_END) < 0) return previous?.who;
  if (next && toNext !== undefined && toNext.search(SENTENCE_END) < 0 && toNext.length < 60) return next.who;
  return previous?.who;
}

const CAPITALS = /\b[A-Z]{3,5}\b/g;
/** What stands in capitals beside drugs and is none. */
const NO_SHORT =
  /^(?:BID|TID|QID|QOD|PRN|DAY|AUC|CYP|RNA|DNA|HIV|HCV|HBV|HPV|RCT|ICU|CNS|ECG|EKG|MRI|PET|CT[A-Z]?|BMI|BSA|FDA|WHO|MTD|DLT|RP2D|SOC|AND|FOR|THE|WITH|DOSE|ARM|PART|DRUG|ORAL|ONCE|ITT|PSA|LDL|HDL|GFR|EGFR|CHF|COPD|MDI|DPI|PEG|R?CHOP|FEC|CMF|BEAM|ICE|CVP|ABVD|EPOCH|FOLFOX|CAPOX)$/;

/** Whether the letters of an abbreviation stand in a folded name in their order, the first at its beginning: `RDV` for remdesivir. */
export function isShortFor(short: string, name: string, late = true): boolean {
  let at = -1;
  for (const letter of short.toLowerCase()) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return false;
    if (name.charAt(0) !== short.charAt(0).toLowerCase()) return false;
  }
  // One of its letters is from the later half: `CAR` is not cyclophosphamide's.
  return !late || at >= name.length / 2;
}

/** Short names that texts have for a drug: `BAM` for bamlanivimab, the letters in `Omacetaxine (OMA)`. */
export function abbreviations(name: string, texts: readonly string[]): string[] {
  const found = new Set<string>();
  const lower = name.toLowerCase();
  for (const text of texts) {
    for (const [short] of matchesOf(CAPITALS, text))
      if (lower.startsWith(short.toLowerCase()) || (!NO_SHORT.test(short) && isShortFor(short, lower)))
        found.add(short);
    const at = text.toLowerCase().indexOf(lower);
    if (at < 0) continue;
    const inside = /^[®™]?\s*\(([^()]{2,40})\)/.exec(text.slice(at + name.length))?.[1];
    if (inside && !/\d\s*(?:mg|µg|mcg|g|ml|%)|\d{2}|daily|oral|iv\b|placebo/i.test(inside))
      found.add(inside.split(/[,;]/)[0]?.trim() ?? '');
  }
  found.delete('');
  return [...found];
}
