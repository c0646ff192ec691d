/** What an arm is given: drugs, and what is done that is no drug. Placebos, rescue and premedication are neither. */
import { COMPONENT_TYPES, type Component } from '../schema.ts';
import { drugsOf, isCode, isPlacebo, looksLikeDrug, nearlySame, PLACEBO, withoutSalt } from './drug-names.ts';
import {
  bracketed,
  drugsOfIntervention,
  genericOf,
  NOT_GIVEN,
  synonymsOf,
  toldName,
  unsalted,
} from './intervention-drugs.ts';
import { abbreviations, type Drug, isShortFor, type NamesIn } from './mentions.ts';
import type { Intervention } from './record.ts';
import { fold } from './text.ts';

/** An arm as the record has it, whether as an arm group or, where there is none, as a group of the participant flow. */
export interface RawArm {
  field: string;
  label: string;
  type: string | undefined;
  description: string;
  interventions: readonly { index: number; intervention: Intervention }[];
}

export interface Given {
  drug: Drug;
  type: Component['type'];
  /** The intervention that it comes from; none where only the arm's own texts name it. */
  index?: number;
}

/** A procedure, a device, a behavioural or another intervention. */
export interface Thing {
  name: string;
  type: Component['type'];
  index: number;
}

const MEDICINES = new Set(['DRUG', 'BIOLOGICAL', 'DIETARY_SUPPLEMENT', 'GENETIC', 'COMBINATION_PRODUCT']);
const componentType = (type: string | undefined): Component['type'] =>
  COMPONENT_TYPES.find((known) => known === type?.toLowerCase().replaceAll('_', ' '));

const DOSE_AFTER =
  /^(?:\s+(?:therapy|treatment|tablets?|capsules?|[a-z]+ate|[a-z]+ide|sodium|potassium|calcium|cilexetil|medoxomil|mofetil|[a-z]+ine))?[,:]?\s+\(?(?:AUC|\d+(?:\.\d+)?\s*(?:mg|mcg|µg|μg|ug|g|IU|units?)\b)/i;
const DOSE_BEFORE = /\b\d+(?:\.\d+)?\s*(?:mg|mcg|µg|μg|ug|g|IU)(?:\/(?:m\^?2|m²|kg|day))*\s+(?:of\s+)?(?:oral\s+)?$/i;
/** `Carboplatin is administered on day 2`, `etoposide IV`. */
const IS_GIVEN =
  /^\s+(?:(?:iv|intravenously|po|orally|sc|subcutaneously|im|intramuscularly)\b|(?:is|are|was|were|will be)\s+(?:also\s+)?(?:administered|given|infused|injected)\b|by \d+[- ]hour infusion)/i;
const RECEIVED =
  /\b(?:receives?|received|given|taking)\s+(?:(?:oral|intravenous|iv|subcutaneous|intramuscular|high-dose|low-dose|weekly|daily)\s+)?$/i;

/** Whether a word of a text has a dose right beside it, or a line of its own (`Sitagliptin: 100 mg …`). */
function standsAsDrug(text: string, start: number, end: number): boolean {
  if (DOSE_AFTER.test(text.slice(end, end + 24))) return true;
  if (DOSE_BEFORE.test(text.slice(Math.max(0, start - 40), start))) return true;
  if (IS_GIVEN.test(text.slice(end, end + 40)) || RECEIVED.test(text.slice(Math.max(0, start - 40), start)))
    return true;
  return text.charAt(end) === ':' && /(?:^|\n|[.;]\s)$/.test(text.slice(Math.max(0, start - 2), start));
}

/** Drugs that the arm's own texts give and its interventions do not list. */
function unlisted(texts: readonly NamesIn[], known: readonly Drug[], placebo: boolean): string[] {
  const found = new Map<string, string>();
  const names = fold(known.flatMap((drug) => [drug.name, ...drug.aliases]).join(' '));
  for (const { text, words } of texts)
    for (const { start, word } of words) {
      if (isCode(word) || names.includes(word) || found.has(word)) continue;
      const end = start + word.length;
      if (!standsAsDrug(text, start, end)) continue;
      if (names.split(/[^a-z-]+/).some((one) => nearlySame(one, word))) continue;
      const sentence =
        Math.max(...['.', '\n', ';'].map((sign) => (start > 0 ? text.lastIndexOf(sign, start - 1) : -1))) + 1;
      // `semaglutide 2.4 mg or placebo`, in an arm of placebo.
      if (placebo && /^[^;\n]{0,80}?\b(?:or|versus|vs\.?) (?:matching )?placebo/i.test(text.slice(end, end + 110)))
        continue;
      // `LCZ696 (sacubitril/valsartan 97 mg/103 mg)` says what the one before the bracket is.
      const bracket = text.slice(sentence, start).lastIndexOf('(');
      const inside = bracket >= 0 && !text.slice(sentence + bracket, start).includes(')');
      if (
        inside &&
        known.some(({ name, aliases }) =>
          [name, ...aliases].some((one) => text.slice(sentence, sentence + bracket).includes(one)),
        )
      )
        continue;
      if (!NOT_GIVEN.test(text.slice(sentence, end))) found.set(word, text.slice(start, end).replace(/^\W+/, ''));
    }
  return [...found.values()];
}

const OPEN_BRACKET = /\([^()]*$/;
const AMOUNTS = /(?<=\bmatch\w* (?:with |to )?)(?:either )?(?:\d+(?:\.\d+)? ?(?:mg|mcg|µg|g|ml)\b(?:,| |or|and|\/)*)+$/;

/** What stands before a drug's name, so that `placebo matched with 1, 2.5 or 5 mg x` and `placebo to x (brand, code)` are seen as its likeness. */
function likened(before: string): string {
  let plain = before;
  if (plain.includes('(')) plain = plain.replace(OPEN_BRACKET, '');
  if (/\d/.test(plain)) plain = plain.replace(AMOUNTS, '');
  return plain.includes('match') ? plain.replace(/\bmatch(ed|ing) with\b/g, 'match$1 to') : plain;
}

/** Where a folded text speaks of a drug, is it said to be given, or only what a placebo looks like? */
function spokenOf({ name, aliases }: Drug, texts: readonly string[]): { named: boolean; given: boolean } {
  let named = false;
  const keys = [...new Set([name, ...aliases].map(fold))].filter((key) => key.length > 2);
  for (const folded of texts) {
    for (const key of keys) {
      for (let at = folded.indexOf(key); at >= 0; at = folded.indexOf(key, at + 1)) {
        named = true;
        const before = likened(folded.slice(Math.max(0, at - 80), at)).slice(-50);
        const after = folded.slice(at + key.length, at + key.length + 32);
        const likeness =
          /(?:placebos?|matching|matched|match|sham|dummy|appearance of|identical to|mimic\w*|vehicle)\W+(?:\w+\W+){0,3}$/.test(
            before,
          ) && !/(?:\+|plus|and|with|in addition to|,|;|\/|:|followed by)\W*(?:\w+\W+){0,2}$/.test(before);
        if (
          /^[^.;]{0,24}\b(?:is (?:the|a) (?:matching )?|(?:is|was|be) used as (?:an? |the )?)placebo/.test(
            folded.slice(at + key.length, at + key.length + 60),
          )
        )
          continue;
        if (
          likeness ||
          /^[\s-]*(?:\d+(?:\.\d+)?\s?m?g\s+)?(?:(?!and|or|plus|with|vs|versus|then|followed)[a-z]+[\s-]+){0,2}(?:matching |matched )?placebo/.test(
            after,
          )
        )
          continue;
        if (/\b(?:instead of|not receive|without|no)\W+(?:\w+\W+){0,2}$/.test(before)) continue;
        return { named, given: true };
      }
    }
  }
  return { named, given: false };
}

const PREMEDICATION = /\b(?:pre-?medication|rescue (?:medication|therapy)|glycemic rescue)\b/i;
/** `with premedications acetaminophen, diphenhydramine and potassium iodide`. */
function isPremedication(name: string, description: string, texts: readonly string[]): boolean {
  if (PREMEDICATION.test(name) || /^\s*(?:given )?(?:as )?(?:a )?pre-?medication/i.test(description)) return true;
  return texts.some((text) => {
    const list = /\bpre-?medications?,?\s+(?:with |of |including )?([^.;]*)/i.exec(text)?.[1];
    return list !== undefined && name.length > 3 && fold(list).includes(fold(name.split(/\s*\(/)[0] ?? name));
  });
}

/** What a placebo is made of. */
const INERT =
  /^(?:[\w-]+,\s+)?(?:(?:normal|isotonic|sterile|physiological|subcutaneous|intravenous|serum|\d+(?:\.\d+)?\s?%)\s+)*(?:saline|sodium chloride|dextrose|glucose|lactose|water|maltodextrin|starch|cellulose|nitrogen|mannitol)\b/i;

const isPlaceboArm = ({ type, label }: RawArm) =>
  type === 'PLACEBO_COMPARATOR' || type === 'SHAM_COMPARATOR' || (isPlacebo(label) && type !== 'EXPERIMENTAL');

const hasPlacebo = ({ interventions }: RawArm) =>
  interventions.some(({ intervention }) => PLACEBO.test(intervention.name ?? ''));

/** `avanafil or placebo`, in an arm of placebo, is placebo. */
const OR_PLACEBO = /\b[a-z][\w-]+(?: or |\/)(?:matching )?placebo\b/g;

/** Whether another arm has a drug that this one has not: then what they share is background. */
function othersHaveMore(arm: RawArm, arms: readonly RawArm[]): boolean {
  const own = new Set(arm.interventions.map(({ index }) => index));
  return arms.some(
    (other) =>
      other !== arm &&
      other.type !== 'PLACEBO_COMPARATOR' &&
      other.interventions.some(
        ({ index, intervention }) =>
          MEDICINES.has(intervention.type ?? '') && !isPlacebo(intervention.name ?? '') && !own.has(index),
      ),
  );
}

/** What an arm is given, by its interventions and by its own texts; `arms` are all arms of the trial. */
export function givenBy(
  arm: RawArm,
  arms: readonly RawArm[],
  namesOf: (text: string) => NamesIn,
  drugsIn: (name: string) => readonly string[] = drugsOf,
): { given: Given[]; things: Thing[] } {
  const texts = [arm.label, arm.description].filter(Boolean);
  const folded = texts.map(fold);
  const given: Given[] = [];
  const things: Thing[] = [];
  const seen = new Set<string>();
  const placebo = isPlaceboArm(arm);
  const add = (drug: Drug, type: Component['type'], index?: number) => {
    const key = withoutSalt(drug.name);
    if (seen.has(key)) return;
    seen.add(key);
    given.push({ drug, type, ...(index !== undefined && { index }) });
  };
  for (const { index, intervention } of arm.interventions) {
    const { name = '', description = '' } = intervention;
    const type = componentType(intervention.type);
    if (!name || isPlacebo(name)) continue;
    if (!MEDICINES.has(intervention.type ?? '') && !name.split(/[^\w-]+/).some(looksLikeDrug)) {
      things.push({ type, name, index });
      continue;
    }
    if (placebo && INERT.test(name)) continue;
    if (isPremedication(name, description, texts)) continue;
    const names = drugsOfIntervention(intervention, texts, drugsIn);
    if (names.length === 0) things.push({ type, name, index });
    for (const one of names) {
      const found = genericOf(one, [name, ...texts, description]);
      const generic = found === one && names.length === 1 ? (toldName(one, intervention, texts) ?? one) : found;
      const aliases = [
        one,
        ...(names.length > 1 || /\d/.test(name) ? [] : [name.replace(/[®™]/g, '')]),
        ...(names.length > 1 ? [] : bracketed(name)),
        ...unsalted(generic),
        ...synonymsOf(unsalted(generic)[0] ?? generic),
        ...unsalted(one),
        ...abbreviations(one, [name, ...texts, description]),
        ...intervention.otherNames.filter((other) => other.length > 3),
      ];
      const drug: Drug = { name: generic, aliases };
      const said = spokenOf(drug, placebo ? folded.map((text) => text.replace(OR_PLACEBO, 'placebo')) : folded);
      if (said.named && !said.given) continue;
      // An arm of placebo that says nothing of it: background where others have more, else the blinded drug itself.
      if (placebo && !said.given && !(hasPlacebo(arm) && othersHaveMore(arm, arms))) continue;
      add(drug, type, index);
    }
  }
  const more = unlisted(
    texts.map(namesOf),
    given.map((one) => one.drug),
    placebo,
  ).filter((name) => spokenOf({ name, aliases: [] }, folded).given);
  const [only] = given;
  const [other] = more;
  // A brand in the list and one generic name in the text are one drug.
  if (given.length === 1 && only && more.length === 1 && other && !only.drug.name.split(' ').some(looksLikeDrug)) {
    only.drug = { name: other, aliases: [only.drug.name, ...only.drug.aliases] };
  } else
    for (const name of more) {
      // `HCQ` of the list is the hydroxychloroquine of the text.
      const short = given.find(
        ({ drug }) => /^[A-Z]{3,4}$/.test(drug.name) && isShortFor(drug.name, fold(name), false),
      );
      if (short) short.drug = { name, aliases: [short.drug.name, ...short.drug.aliases] };
      else add({ name, aliases: [] }, 'drug');
    }
  return { given, things };
}

interface GivenBy {
  arm: RawArm;
  given: Given[];
}

/**
 * Arms of placebo without what they are given only later, when all are treated: who has placebo is not given all that an arm without has,
 * for then the placebo would stand for nothing. What all are given beside their own stays, and what the label names.
 */
export function withoutLaterDrugs<T extends GivenBy>(arms: readonly T[]): T[] {
  const key = ({ drug }: Given) => withoutSalt(drug.name);
  const treated = arms.filter(({ arm, given }) => !isPlaceboArm(arm) && given.length > 0);
  const background = (name: string) => treated.every(({ given }) => given.some((each) => key(each) === name));
  return arms.map((one) => {
    const { arm, given } = one;
    if (given.length === 0 || !isPlaceboArm(arm) || !hasPlacebo(arm)) return one;
    const own = new Set(given.map(key));
    const others = treated.filter((other) => other.given.every((each) => own.has(key(each))));
    const later = new Set(
      others.flatMap((other) => {
        const keys = other.given.map(key);
        const itsOwn = keys.filter((name) => !background(name));
        return itsOwn.length > 0 ? itsOwn : keys;
      }),
    );
    const label = fold(arm.label);
    const stays = (each: Given) => !later.has(key(each)) || label.includes(fold(each.drug.name));
    return { ...one, given: given.filter(stays) };
  });
}
