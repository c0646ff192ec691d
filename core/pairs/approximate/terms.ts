/** Words of a trial as trials are found by: folded, without what nearly every trial says, plurals as singulars. Pure. */
import { isPlacebo, withoutSalt } from '../../trial/registry/drug-names.ts';
import { words } from '../../trial/registry/text.ts';
import type { Component } from '../../trial/schema.ts';
import { nameOf } from '../../trial/sides.ts';
import { named } from '../arm-words.ts';

const STOP = new Set(
  'a an and as at be been by for from has have in into is it its no not of on or per than that the their these this to was were when which who will with within without during before after over under up using used based between among each all any other least one number percentage percent proportion rate mean average change changes baseline participants participant patients patient subjects subject people score scores total value values level levels week weeks month months day days year years hour hours study treatment measure measured assessed'.split(
    ' ',
  ),
);
/** Two spellings of one thing, as conditions and measures have them. */
const SAME: Readonly<Record<string, string>> = {
  carcinoma: 'cancer',
  neoplasm: 'cancer',
  tumor: 'cancer',
  tumour: 'cancer',
  ii: '2',
  iii: '3',
  iv: '4',
  cardiac: 'heart',
  renal: 'kidney',
  hepatic: 'liver',
  pulmonary: 'lung',
  prostatic: 'prostate',
  diabete: 'diabetes',
};

const singular = (word: string) =>
  word.length > 5 && word.endsWith('ies')
    ? `${word.slice(0, -3)}y`
    : word.length > 3 && /[^isu]s$/.test(word)
      ? word.slice(0, -1)
      : word;
/** All names of one disease, and of its virus. */
const COVID =
  /\b(?:covid(?:[- ]?19)?|sars[- ]?cov[- ]?2|(?:2019[- ]?)?n[- ]?cov|(?:novel )?corona ?virus(?: disease)?(?:[- ](?:20)?19)?)(?![a-z0-9])/gi;

/** The telling words of a text, in order, each as often as it stands. */
export function termsOf(text: string): string[] {
  return words(text.replace(COVID, 'covid')).flatMap((word) => {
    if (STOP.has(word)) return [];
    const one = singular(word);
    return SAME[one] ?? one;
  });
}

/** A name without its own initials behind it: `Chronic Heart Failure (CHF)`. Other things in brackets say more. */
function withoutInitials(name: string): string {
  return name.replace(/ ?\(([A-Za-z]{2,6})\)\s*$/, (whole, letters: string, at: number) => {
    const initials = (name.slice(0, at).match(/[A-Za-z]+/g) ?? []).map(([first]) => first).join('');
    return initials.toLowerCase().endsWith(letters.toLowerCase().replace(/s$/, '')) ? '' : whole;
  });
}

/** Words of conditions that say no more of which one it is. */
const VAGUE = new Set('disease disorder syndrome mellitus condition infection chronic acute illness'.split(' '));

/** A condition as conditions are compared: `Type II Diabetes` and `Diabetes Mellitus, Type 2` are one. */
export function conditionKey(condition: string): string {
  const all = [...new Set(termsOf(withoutInitials(condition)))].sort();
  const telling = all.filter((word) => !VAGUE.has(word));
  return (telling.length > 0 ? telling : all).join(' ');
}

/** What stands in a condition's name and says nothing, whatever it stands beside. */
const LITTLE = new Set('a an and of the in disease disorder mellitus'.split(' '));
/** Two names of one condition that share no word. */
const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/\bimpotence\b/gi, 'erectile dysfunction'],
  [/\bhigh blood pressure\b/gi, 'hypertension'],
  [/\bheart attack\b/gi, 'myocardial infarction'],
  [/\b(?:cerebrovascular|cerebral vascular) accident\b/gi, 'stroke'],
];

/**
 * A condition as two names of it are told from two conditions: the order of words aside, as the registry turns them (`Heart Failure, Congestive`). Stricter
 * than `conditionKey`: acute is not chronic, and with is not without.
 */
export function conditionName(condition: string): string {
  const plain = SYNONYMS.reduce(
    (text, [from, to]) => text.replace(from, to),
    withoutInitials(condition).replace(COVID, 'covid'),
  );
  const all = words(plain).map((word) => {
    const one = singular(word);
    return SAME[one] ?? one;
  });
  const telling = all.filter((word) => !LITTLE.has(word));
  return [...new Set(telling.length > 0 ? telling : all)].sort().join(' ');
}

/** What is no treatment that one looks for a likeness of. */
const NO_DRUG =
  /\b(?:standard|usual|best supportive|control|observation|no treatment|no intervention|biomarkers?|biops(?:y|ies)|questionnaires?|assessments?|expression analysis|immunohistochemistry|immunoenzyme|pharmacological study|polymerase|reverse transcriptase|(?:ct|pet) scan|mri|examination)\b|^(?:tablets?|capsules?|injections?|solutions?|surgery)$/i;
/** One drug under two names: the international one, and what it is called elsewhere. */
const NAMES: Readonly<Record<string, string>> = {
  acetaminophen: 'paracetamol',
  albuterol: 'salbutamol',
  epinephrine: 'adrenaline',
  norepinephrine: 'noradrenaline',
  cyclosporine: 'ciclosporin',
  cyclosporin: 'ciclosporin',
  leuprolide: 'leuprorelin',
  glyburide: 'glibenclamide',
  cyclophosphamid: 'cyclophosphamide',
  '5 fluorouracil': 'fluorouracil',
  rifampin: 'rifampicin',
  meperidine: 'pethidine',
};

/** A drug's or other intervention's name as they are compared, without its salt; undefined for a placebo and what is none. */
export function treatmentOf(component: Component): string | undefined {
  const name = named(component);
  if (name === '' || isPlacebo(name) || NO_DRUG.test(name)) return undefined;
  // What is no drug has no salt, and its entry's id is cut short.
  const plain = component.intervention === undefined ? withoutSalt(nameOf(component)) : words(name).join(' ');
  return NAMES[plain] ?? (plain || undefined);
}

/** Two words on end within a longer name of a condition: `metastatic breast cancer` is a breast cancer. */
export function coresOf(condition: string): string[] {
  const all = termsOf(condition);
  return all.flatMap((word, i) => {
    const next = all[i + 1];
    if (next === undefined || !/^[a-z]{4,}$/.test(word) || !/^[a-z]{4,}$/.test(next)) return [];
    return VAGUE.has(word) || VAGUE.has(next) ? [] : conditionKey(`${word} ${next}`);
  });
}

/** Terms of the registry (MeSH) for interventions that are whole classes, or that it gives to what it does not know. */
const NO_TERM = /s$|^(?:atengenal|astugenal|calcium|sodium chloride|hormone|antibody|vaccine)$/i;

/** A term of the registry as a drug; undefined where it names a class. */
export function termAsTreatment(term: string): string | undefined {
  return NO_TERM.test(term.trim()) ? undefined : treatmentOf({ drug: term });
}
