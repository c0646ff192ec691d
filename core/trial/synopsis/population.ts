/** Who is studied, as far as a synopsis says it. */
import { canonical } from '../quantity/index.ts';
import { readNumber } from '../registry/text.ts';
import type { Population } from '../schema.ts';
import { onlyOne, type Section, textOf } from './sections.ts';

const PEOPLE =
  '(?:adults?|patients?|participants?|subjects?|people|persons|individuals|volunteers|women|men|males|females|children|adolescents|infants|boys|girls|neonates|toddlers)';
/** Words between a number and whom it counts; units and prepositions would make it another number. */
const BETWEEN =
  '(?:(?!(?:weeks?|days?|months?|years?|hours?|mg|mcg|g|kg|ml|in|of|the|to|and|or|for|at|per|sites?|cent(?:er|re)s|countries|arms?|groups?|times)\\b)[a-z][a-z-]*\\s+){0,4}';
const COUNT = '(\\d{1,3}(?:,\\d{3})+|\\d{1,6})';
const COUNTED = new RegExp(
  `(?<![\\d.,/≥≤<>=:–-]|(?:to|and|phase|week|day|month|grade|type|stage)\\s)${COUNT}\\s+${BETWEEN}${PEOPLE}\\b(?![^.;\\n(\\d]{0,30}?\\b(?:per|each|every|in the)\\b[^.;\\n]{0,20}\\b(?:arms?|groups?|cohorts?|sites?|cent(?:er|re)s)\\b)(?!\\s*(?:/|per|each))`,
  'gi',
);
const N_IS = new RegExp(`\\b[Nn]\\s*=\\s*${COUNT}(?!\\d|\\s*(?:per|each|/))`, 'g');
const TOTAL = new RegExp(
  `\\b(?:a )?total (?:of |sample size (?:of |is )?)?(?:approximately |about |up to )?${COUNT}\\b(?!\\s*(?:mg|weeks?|days?|months?|sites?))`,
  'gi',
);

const numbers = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].flatMap(([, count = '']) => readNumber(count) ?? []);

function enrollmentOf(sections: readonly Section[], all: string): number | undefined {
  const size = textOf(sections, 'size');
  const alone =
    /^\s*(?:approximately |about |up to |n\s*=\s*)?(\d{1,3}(?:,\d{3})+|\d{1,6})(?![\d.,]*\d)\s*\.?\s*$/i.exec(size);
  if (alone?.[1]) return readNumber(alone[1]);
  for (const [text, pattern] of [
    [size, TOTAL],
    [size, COUNTED],
    [size, N_IS],
    [all, TOTAL],
    [all, COUNTED],
    [all, N_IS],
  ] as const) {
    const found = numbers(text, pattern);
    if (found.length > 0) return onlyOne(found);
  }
  return undefined;
}

const SPAN =
  '(\\d{1,3})\\s*(years?|months?|weeks?)?\\s*(?:-|–|to|and|through)\\s*(\\d{1,3})(?:\\s*|-)(years?|months?|weeks?)?';
const AGES: readonly RegExp[] = [
  new RegExp(
    `\\b(?:aged?|ages|age range|age of|age)\\s*(?:is\\s*)?:?\\s*(?:between |from )?(?:the ages of )?${SPAN}`,
    'gi',
  ),
  new RegExp(`\\b(?:between )?${SPAN}(?:\\s*|-)(?:of age|old)\\b`, 'gi'),
];
const LEAST: readonly RegExp[] = [
  /\b(\d{1,3})\s*(years?|months?)(?: of age| old)?,?\s*(?:or|and|of age or|of age and)\s*(?:older|above|over|up)\b/gi,
  /\baged?\s*:?\s*(?:≥|>=|at least|from)?\s*(\d{1,3})\s*(years?|months?)?\s*(?:of age )?(?:or|and)\s*(?:older|above|over)\b/gi,
  /\b(?:aged?|ages|adults|patients|age)\s*:?\s*\(?(?:aged? )?(?:≥|>=|at least)\s*(\d{1,3})\s*(years?|months?)/gi,
  /(?:≥|>=|\bat least)\s*(\d{1,3})\s*(years?|months?)\s*(?:of age|old)\b/gi,
];
const MOST = /\b(?:younger than|under|below)\s+(?:the age of\s+)?(\d{1,3})\s*(years?|months?)(?:\s+of age|\s+old|\b)/gi;

/** The ages admitted; a text that gives several, of several groups, gives none. */
function ageOf(text: string): string | undefined {
  const ranges = AGES.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(([, low, lowUnit, high, unit]) => {
      const own = lowUnit && unit && lowUnit !== unit ? ` ${lowUnit}` : '';
      return canonical('age', `${low}${own} to ${high} ${unit ?? lowUnit ?? 'years'}`) ?? [];
    }),
  );
  if (ranges.length > 0) return onlyOne(ranges);
  const bounds = [
    ...LEAST.flatMap((pattern) =>
      [...text.matchAll(pattern)].map(([, low, unit = 'years']) => canonical('age', `${low} ${unit} and older`)),
    ),
    ...[...text.matchAll(MOST)].map(([, high, unit]) => canonical('age', `under ${high} ${unit}`)),
  ].flatMap((age) => age ?? []);
  return onlyOne(bounds);
}

/** Whom a trial is in: `in 240 adults`, `120 postmenopausal women with …`; not women of childbearing potential among criteria. */
const WHOM = new RegExp(
  `(?:\\b(?:in|among|enrol(?:l|ls|ling)?|population:?)\\s+(?:approximately |about )?|^\\s*|${COUNT}\\s+)${BETWEEN.replace('and|', '')}(${PEOPLE}(?:\\s+(?:and|or)\\s+${PEOPLE})?)(?!\\s+(?:of|who are|with)\\s+(?:child|reproductive|pregnan))`,
  'gim',
);

function sexOf(text: string): Population['sex'] | undefined {
  const told = /\bsex(?:es)?\s*:\s*(all|both|female|male|women|men)\b(?! (?:and|or))/i.exec(text)?.[1]?.toLowerCase();
  if (told) return /^(?:all|both)$/.test(told) ? 'all' : /^(?:female|women)$/.test(told) ? 'female' : 'male';
  if (
    /\b(?:men and women|women and men|males? and females?|females? and males?|both sexes|either sex|male or female|female or male|men or women)\b/i.test(
      text,
    )
  )
    return 'all';
  const who = [...text.matchAll(WHOM)].map(([phrase]) => phrase.toLowerCase());
  const female = who.some((phrase) => /\b(?:women|females?|girls)\b/.test(phrase));
  const male = who.some((phrase) => /\b(?:men|males?|boys)\b/.test(phrase));
  return female === male ? undefined : female ? 'female' : 'male';
}

const WITH = new RegExp(
  `\\b${PEOPLE}(?:\\s*\\([^()]{0,60}\\))?(?:,?\\s+(?:aged?|ages)\\s+[^,;.]{2,40}?,?|\\s+\\d[\\w ]{2,30}? (?:of age|old|older),?)?\\s+(?:with|suffering from|diagnosed with|hospitali[sz]ed (?:with|for)|undergoing treatment for)\\s+(?:an? |the )?(?:confirmed |documented |diagnosed |established |a diagnosis of |known )*([^.;:()\\n]+)`,
  'gi',
);
const FOR = /\b(?:for|in) the (?:treatment|management|prevention|prophylaxis) of\s+(?:an? |the )?([^.;:()\n]+)/gi;
/** `Examplin in chronic kidney disease`: a word that is a disease's. */
const DISEASED =
  /\bin\s+(?:an? |the )?((?:[a-z0-9'’-]+\s+){0,5}?(?:disease|syndrome|failure|cancer|carcinoma|melanoma|lymphoma|leuka?emia|myeloma|diabetes(?: mellitus)?|hypertension|asthma|copd|disorder|infection|depression|migraine|epilepsy|obesity|psoriasis|schizophrenia|osteoporosis|stroke|fibrosis|\w+itis|\w{3,}pathy|\w{3,}algia|\w{4,}[ao]emia))\b/gi;
/** Where the condition ends and more is said of it, or of something else. */
const ENDS =
  /,\s|\s+(?:who|whose|that|which|receiv(?:e|es|ed|ing)|take|takes|treated|taking|on (?:stable|background|metformin|standard)|inadequately|insufficiently|not adequately|un(?:responsive|controlled (?:on|by|with|despite))|despite|aged?|will|were|was|is|are|at (?:weeks?|days?|months?|baseline|risk|\d+|sites?|cent(?:er|re)s)|in (?:[A-Z][\w-]*|\d+|the|an?|combination|addition|whom)|for (?:\d+|whom|the)|to (?:receive|evaluate|assess|compare|be)|over|during|after|from|versus|vs\.?|compared|randomi[sz]ed|undergoing|requiring|while|using|across|(?:and|or) (?:an?|at least|no|with|without|who|prior|previous|inadequate|elevated|high|low|receiving|to|\d+))(?=[\s,]|$)/;

const NOT_A_CONDITION =
  /^(?:with|placebo|at least|or without|and without|respect|regard|matching|no|none|\d+(?:\.\d+)? ?(?:mg|g|mL))\b/i;

function conditionOf(sections: readonly Section[], all: string): string[] {
  const headed = textOf(sections, 'condition').split(/\n|;/).map(trimmed).filter(Boolean);
  if (headed.length > 0) return headed;
  for (const pattern of [WITH, FOR, DISEASED]) {
    const found = [...all.matchAll(pattern)].map(([, told = '']) => {
      const end = ENDS.exec(told);
      return trimmed(end ? told.slice(0, end.index) : told);
    });
    const usable = found.filter((one) => one.length > 2 && one.length < 90 && !NOT_A_CONDITION.test(one));
    const [first] = usable;
    // The first is the trial's own; what differs in no more than case is the same.
    if (first) return [first.charAt(0).toUpperCase() + first.slice(1)];
  }
  return [];
}

const trimmed = (text: string) => text.trim().replace(/^[-–*•·\s]+|[\s.,;]+$/g, '');

/** N, of what a synopsis says of its own trial. */
export function populationOf(sections: readonly Section[], all: string): Population {
  const condition = conditionOf(sections, all);
  const enrollment = enrollmentOf(sections, all);
  const age = ageOf(all);
  const sex = sexOf(all);
  const healthy =
    /\bhealthy (?:adult |male |female |japanese |elderly )*(?:volunteers|participants|subjects|adults|men|women)\b/i.test(
      all,
    );
  const criteria = textOf(sections, 'criteria');
  return {
    ...(condition.length > 0 && { condition }),
    ...(enrollment !== undefined && { enrollment }),
    ...(age && { age }),
    ...(sex && { sex }),
    ...(healthy && { healthy }),
    ...(criteria && { criteria }),
  };
}
