/** The drugs that an intervention stands for, by names as generic as its record gives them. */
import { drugsOf, isCode, isSalt, looksLikeDrug } from './drug-names.ts';
import type { Intervention } from './record.ts';
import { fold } from './text.ts';

/** What is spoken of beside what is given. */
export const NOT_GIVEN =
  /\b(?:pre-?medicat\w*|rescue|prophyla\w*|if needed|background|prior|previous(?:ly)?|failed|allowed|permitted|anti-?emetic|run-in|run in|weight|composition|excipients?)\b/i;

/** The generic name that a text gives for a brand: `Lunesta (eszopiclone)`, `eszopiclone (Lunesta)`. */
export function genericOf(name: string, texts: readonly string[]): string {
  if (name.split(' ').some((word) => looksLikeDrug(word) && !isCode(word))) return name;
  const generic = (word: string | undefined) => (word && looksLikeDrug(word) && !isCode(word) ? word : undefined);
  for (const text of texts) {
    const at = text.toLowerCase().indexOf(name.toLowerCase());
    if (at < 0) continue;
    const inside = /^[®™]?(?:\s+[\w-]+){0,2}?\s*\(([a-zA-Z][\w -]{4,30})[,;)]/.exec(text.slice(at + name.length))?.[1];
    const words = inside?.split(' ') ?? [];
    if (inside && words.length <= 2 && generic(words[0])) return inside;
    const before = beforeBracket(text.slice(Math.max(0, at - 70), at));
    if (before) return before;
  }
  return name;
}

/** A generic name that a record gives for a brand or a code: another name of it that a text uses, or all that its description says. */
export function toldName(
  name: string,
  { description = '', otherNames }: Intervention,
  texts: readonly string[],
): string | undefined {
  const isGeneric = (word: string) => looksLikeDrug(word) && !isCode(word);
  if (/\s/.test(name) || isGeneric(name)) return undefined;
  const short = (text: string) => /^[a-z][a-z -]{4,40}$/i.test(text) && text.split(' ').length <= 4;
  for (const one of otherNames) {
    if (!one.split(/[^\w-]+/).some(isGeneric)) continue;
    const [other = '', second] = drugsOf(one);
    if (second !== undefined || !short(other) || !other.split(' ').some(isGeneric)) continue;
    if ([description, ...texts].some((text) => fold(text).includes(fold(other)))) return other;
  }
  const whole = description.trim().replace(/\.$/, '');
  const [only, second] = short(whole) && isGeneric(whole.split(' ')[0] ?? '') ? drugsOf(whole) : [];
  return second === undefined ? only : undefined;
}

/** `sildenafil citrate` before the bracket of `sildenafil citrate 100 mg tablet (Viagra)`. */
function beforeBracket(before: string): string | undefined {
  const phrase = /(?:^|[.;,)]|\b(?:and|or|with|of|plus)\s)([^.;,()]*)\($/.exec(before)?.[1] ?? '';
  const words = phrase.split(/[\s/]+|-(?=(?:extended|sustained|prolonged)\b)/);
  const at = words.findLastIndex((word) => looksLikeDrug(word) && !isCode(word) && !isSalt(word));
  if (at < 0) return undefined;
  return words.slice(at, words[at + 1] !== undefined && isSalt(words[at + 1] ?? '') ? at + 2 : at + 1).join(' ');
}

/** `Induction chemotherapy`, `FEC`: a regimen whose drugs the description names. */
const REGIMEN = /\b(?:chemotherapy|combination|regimen|therapy|treatment|antiretrovirals?|immunosuppress\w*)\b/i;

/** `Study drug`, `Treatment A`: the description says what. */
const VAGUE =
  /^(?:(?:the|study|active|test|investigational|experimental|reference|trial) )*(?:drugs?|treatment|product|medications?|medicinal product|intervention|imp|comparator|dose level|part|stage|phase)(?: \w{1,2})?$/i;

const EITHER = /\s+(?:or|vs\.?|versus|compared (?:with|to))\s+/i;

/** The drugs of an intervention: those of its name; of a regimen, those of its description. */
export function drugsOfIntervention(
  { name = '', description = '' }: Intervention,
  texts: readonly string[],
  drugsIn: (name: string) => readonly string[],
): readonly string[] {
  const names = drugsIn(name);
  // `Rivaroxaban or Warfarin`: the arm says which.
  if (EITHER.test(name)) {
    const either = name.split(EITHER).flatMap(drugsOf);
    const chosen = either.filter((one) => texts.some((text) => fold(text).includes(fold(one))));
    if (chosen.length > 0 && chosen.length < either.length) return chosen;
  }
  if (
    (REGIMEN.test(name) || /^(?:arm|group|cohort|regimen)\b|\b(?:arm|group|cohort)$/i.test(name) || VAGUE.test(name)) &&
    name.split(' ').length < 5 &&
    !name.split(/[^\w-]+/).some(looksLikeDrug)
  ) {
    const words = description.replace(/\b(?:also |formerly )?known as [\w-]+/gi, '').match(/[A-Za-z][a-z-]{4,}/g) ?? [];
    const named = [
      ...new Map(
        words.filter((word) => looksLikeDrug(word) && !isCode(word)).map((word) => [fold(word), word]),
      ).values(),
    ];
    if (named.length > 0 && named.length <= 6 && !NOT_GIVEN.test(description)) return named;
  }
  const joint = jointDrugs(description);
  const [own] = names;
  if (
    joint.length > 1 &&
    names.length === 1 &&
    own &&
    joint.some((one) => fold(one).includes(fold(own)) || fold(own).includes(fold(one)))
  )
    return joint;
  return names;
}

/** `fluorouracil (500 mg/m²) + doxorubicin (50 mg/m²)`: the drugs of a regimen, each with its dose. */
function jointDrugs(text: string): string[] {
  if (!text.includes('+')) return [];
  return text.split('+').flatMap((part) => {
    const match = /([A-Za-z0-9][\w -]{3,40}?)\s*\(?\d+(?:\.\d+)?\s*(?:mg|mcg|µg|μg|g|IU)\b/.exec(part.trim());
    const name = match?.[1]?.trim();
    return name?.split(/[^\w-]+/).some((word) => looksLikeDrug(word) && !isCode(word)) ? [name] : [];
  });
}

/** `PEG-IFN alfa-2a` of `peginterferon alfa-2a (PEG-IFN alfa-2a)`. */
export function bracketed(name: string): string[] {
  if (!/[([]/.test(name)) return [];
  return [...name.matchAll(/[([]([^()[\]]{3,40})[)\]]/g)].flatMap(([, inside = '']) =>
    /\d\s*(?:mg|µg|mcg|g|ml|%|iu)|daily|oral|iv\b|placebo|\b(?:for|with|or|and|group|arm)\b/i.test(inside)
      ? []
      : [inside.trim()],
  );
}

/** Names that stand for one drug, here and there, long and short. */
const SYNONYMS = [
  ['fluorouracil', '5-fluorouracil', '5-fu', '5fu'],
  ['acetaminophen', 'paracetamol'],
  ['albuterol', 'salbutamol'],
  ['epinephrine', 'adrenaline'],
  ['norepinephrine', 'noradrenaline'],
  ['filgrastim', 'g-csf'],
  ['sargramostim', 'gm-csf'],
  ['aspirin', 'acetylsalicylic acid', 'asa'],
  ['cyclosporine', 'cyclosporin', 'ciclosporin'],
  ['tretinoin', 'atra'],
  ['cytarabine', 'ara-c'],
  ['mercaptopurine', '6-mp', '6-mercaptopurine'],
  ['leucovorin', 'folinic acid'],
  ['vitamin d3', 'cholecalciferol'],
  ['hydrochlorothiazide', 'hctz'],
  ['furosemide', 'frusemide'],
  ['meperidine', 'pethidine'],
  ['lidocaine', 'lignocaine'],
  ['rifampin', 'rifampicin'],
  ['glyburide', 'glibenclamide'],
  ['doxorubicin', 'adriamycin'],
  ['paclitaxel', 'taxol'],
  ['docetaxel', 'taxotere'],
  ['nitroglycerin', 'glyceryl trinitrate', 'glyceryltrinitrate'],
  ['erythropoietin', 'epoetin'],
] as const;
const SYNONYMS_OF = new Map<string, readonly string[]>(SYNONYMS.flatMap((all) => all.map((one) => [one, all])));

/** Other names that a drug has wherever it is spoken of. */
export const synonymsOf = (name: string): readonly string[] => SYNONYMS_OF.get(name.toLowerCase()) ?? [];

/** `fludarabine` of `fludarabine phosphate`. */
export function unsalted(name: string): string[] {
  const words = name.split(' ');
  const last = words.findLastIndex((word) => !isSalt(word));
  return last >= 0 && last < words.length - 1 ? [words.slice(0, last + 1).join(' ')] : [];
}
