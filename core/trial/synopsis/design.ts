/** Where and how a study is run, as far as a synopsis says it in one voice: what it contradicts itself in is left out. */
import { countries } from '../countries.ts';
import type { Design } from '../schema.ts';
import { onlyOne, type Section, textOf } from './sections.ts';

type Masked = NonNullable<Design['masked']>[number];

const PHASE =
  /\bphase[\s:-]*(0|[1-4]|iv|i{1,3})(?:[ab](?![a-z]))?(?:\s*[/+–-]\s*(?:phase[\s-]*)?([1-4]|iv|i{1,3})(?:[ab](?![a-z]))?)?(?![a-z0-9])/gi;
const ROMAN: Readonly<Record<string, number>> = { i: 1, ii: 2, iii: 3, iv: 4 };
const number = (text: string) => ROMAN[text.toLowerCase()] ?? Number(text);

function phasesIn(text: string): Design['phase'][] {
  return [...text.matchAll(PHASE)].flatMap(([, first = '', second], i): Design['phase'][] => {
    const low = number(first);
    const before = text.slice(0, [...text.matchAll(PHASE)][i]?.index ?? 0);
    if (low === 0 || (low === 1 && /\bearly\s+$/i.test(before))) return ['early 1'];
    if (second === undefined) return [low];
    const both = `${low}/${number(second)}`;
    return both === '1/2' || both === '2/3' ? [both] : [];
  });
}

function phaseOf(sections: readonly Section[], all: string): Design['phase'] | undefined {
  const headed = textOf(sections, 'phase');
  const told = /^\s*(?:[1-4]|iv|i{1,3})[ab]?(?:\s*\/\s*(?:[1-4]|iv|i{1,3})[ab]?)?\s*$/i.test(headed)
    ? phasesIn(`phase ${headed}`)
    : phasesIn(headed);
  for (const found of [told, phasesIn(textOf(sections, 'title')), phasesIn(all)])
    if (found.length > 0) return onlyOne(found);
  return undefined;
}

function allocationOf(text: string): Design['allocation'] | undefined {
  if (/\b(?:non-?|not )randomi[sz]ed/i.test(text)) return 'non-randomized';
  return /\brandomi[sz](?:e[sd]?|ing|ation)\b|\brandomly (?:assigned|allocated)\b/i.test(text)
    ? 'randomized'
    : undefined;
}

const MASKINGS: readonly (readonly [RegExp, Design['masking'], Masked?])[] = [
  [/\bquadruple[- ]?(?:blind|mask)/i, 'quadruple'],
  [/\btriple[- ]?(?:blind|mask)/i, 'triple'],
  [/\bdouble[- ]?(?:blind|mask)(?:ed)?\b(?!\s+(?:phase|period|part|portion|extension)\b)/i, 'double'],
  [/\bsingle[- ]?(?:blind|mask)/i, 'single'],
  [/\b(?:observer|assessor|evaluator|rater)s?[- ]?(?:blind|mask)/i, 'single', 'outcomes assessor'],
  [/\bopen[- ]?label(?:l?ed)?\b(?!\s+(?:extension|follow|run-in|continuation|phase|period|part|treatment))/i, 'none'],
  [/\bunblinded\b/i, 'none'],
];

function maskingOf(text: string): Pick<Design, 'masking' | 'masked'> {
  const found = MASKINGS.filter(([pattern]) => pattern.test(text));
  const masking = onlyOne(found.map(([, one]) => one));
  const masked = found.flatMap(([, , who]) => who ?? []);
  return masking ? { masking, ...(masked.length > 0 && { masked }) } : {};
}

const MODELS: readonly (readonly [RegExp, Design['model']])[] = [
  [/\bparallel(?:[- ](?:group|arm|design|assignment)s?)?\b/i, 'parallel'],
  [
    /(?<!\b(?:no|without|not) (?:\w+ )?)\bcross-?over\b(?!\s+(?:will|is|was|to|from|allowed|permitted|after|upon|at|for)\b)/i,
    'crossover',
  ],
  [/\bfactorial\b/i, 'factorial'],
  [/\b(?:single|one)[- ](?:arm|group)\b/i, 'single group'],
];

const ABBREVIATED: Readonly<Record<string, string>> = {
  USA: 'United States',
  US: 'United States',
  'U.S.': 'United States',
  'United States of America': 'United States',
  UK: 'United Kingdom',
  Turkey: 'Türkiye',
  'Czech Republic': 'Czechia',
};

/** A country counts where the text says that something is there: `in Japan`, `sites in Germany, France and the UK`. */
function countriesOf(sections: readonly Section[], all: string): string[] {
  const names = [...Object.keys(ABBREVIATED), ...countries()].toSorted((a, b) => b.length - a.length);
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\w-])(?:${escaped.join('|')})(?![\\w-])`, 'g');
  const found = new Set<string>();
  const take = (text: string, headed: boolean) => {
    let end = -1;
    for (const match of text.matchAll(pattern)) {
      const before = text.slice(0, match.index);
      const follows = end >= 0 && /^\s*(?:,|and|&|,\s*and|\/|;)\s*(?:the\s+)?$/.test(text.slice(end, match.index));
      if (!headed && !follows && !/(?:\b(?:in|across|from|within)\s+(?:the\s+)?|\()$/i.test(before)) continue;
      end = match.index + match[0].length;
      found.add(ABBREVIATED[match[0]] ?? match[0]);
    }
  };
  take(all, false);
  take(textOf(sections, 'countries'), true);
  return [...found].sort();
}

/** E, of what a synopsis says of its own trial: `all` is all of it that speaks of the trial. */
export function designOf(sections: readonly Section[], all: string): Design {
  const phase = phaseOf(sections, all);
  const allocation = allocationOf(all);
  const model = onlyOne(MODELS.flatMap(([pattern, one]) => (pattern.test(all) ? [one] : [])));
  const where = countriesOf(sections, all);
  return {
    ...(phase !== undefined && { phase }),
    ...(allocation && { allocation }),
    ...(model && { model }),
    ...maskingOf(all),
    ...(where.length > 0 && { countries: where }),
  };
}
