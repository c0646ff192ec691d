/**
 * Which way round an estimate was taken, where the record says so. The order of its groups says nothing: in two of five
 * significant differences it is the other way. Only plain words count: `A minus B`, `A/B`, `reference = B`.
 */
import type { Analysis } from '../schema.ts';
import { wordsOfTitle } from './ids.ts';
import type { RegistryAnalysis } from './record.ts';
import { fold } from './text.ts';

/** One side of an analysis: all that a text may call it. */
export interface Side {
  title: string;
  names: readonly string[];
  placebo: boolean;
}

const words = (text: string) =>
  new Set(
    wordsOfTitle(fold(text))
      .filter((word) => word.kind !== 'filler')
      .map((word) => word.text),
  );
const CONTROL = /^(?:the )?(?:placebo|control|sham|vehicle|comparator|reference)s?(?: (?:group|arm|treatment))?$/;

/** Which of two sides a phrase names: the one that shares more of its words, if one does. */
function sideOf(phrase: string, sides: readonly [Side, Side]): 0 | 1 | undefined {
  const said = words(phrase);
  if (said.size === 0) return undefined;
  const [a, b] = sides.map((side) => {
    const own = new Set([...words(side.title), ...side.names.flatMap((name) => [...words(name)])]);
    if (side.placebo) for (const word of ['placebo', 'control', 'sham', 'vehicle']) own.add(word);
    return own;
  }) as [Set<string>, Set<string>];
  const apart = (own: Set<string>, other: Set<string>) =>
    [...said].filter((word) => own.has(word) && !other.has(word)).length;
  const first = apart(a, b);
  const second = apart(b, a);
  if (first > second) return 0;
  if (second > first) return 1;
  // `active` against `placebo`, without a name.
  if (sides[0].placebo !== sides[1].placebo) {
    if (CONTROL.test(fold(phrase).trim())) return sides[0].placebo ? 0 : 1;
    if (
      /^(?:the )?(?:active|treatment|treated|drug|study drug|test)(?: (?:group|arm|treatment|drug))?$/.test(
        fold(phrase).trim(),
      )
    )
      return sides[0].placebo ? 1 : 0;
  }
  return undefined;
}

// A phrase: a few words without a full stop. Bounded, so that matching stays linear.
const PHRASE = '([\\w%./+()µ®™ -]{2,60}?)';
const PATTERNS: readonly { pattern: RegExp; taken?: 'second'; from?: true }[] = [
  {
    pattern: new RegExp(
      `${PHRASE}\\s+minus\\s+(?:the\\s+)?${PHRASE}(?=[.,;:)]|$|\\s(?:at|in|for|was|were|is|from|and|with|using|group|arm)\\b)`,
      'i',
    ),
  },
  { pattern: new RegExp(`${PHRASE}\\s+[-–−]\\s+${PHRASE}(?=[.,;:)]|$)`, 'i') },
  {
    pattern: new RegExp(
      `subtract(?:ed|ing)\\s+(?:the\\s+)?${PHRASE}\\s+from\\s+(?:the\\s+)?${PHRASE}(?=[.,;:)]|$)`,
      'i',
    ),
    taken: 'second',
  },
  { pattern: new RegExp(`${PHRASE}\\s+(?:divided by|over|relative to)\\s+(?:the\\s+)?${PHRASE}(?=[.,;:)]|$)`, 'i') },
  { pattern: new RegExp(`ratio of\\s+${PHRASE}\\s+to\\s+(?:the\\s+)?${PHRASE}(?=[.,;:)]|$)`, 'i') },
  { pattern: new RegExp(`${PHRASE}\\s*(?:/|:)\\s*${PHRASE}(?=[.,;)]|$)`, 'i') },
];
const REFERENCE = [
  new RegExp(
    `reference\\s*(?:group|level|category|arm|treatment)?\\s*(?:=|:|is|was)\\s*(?:the\\s+)?${PHRASE}(?=[.,;:)]|$)`,
    'i',
  ),
  new RegExp(`${PHRASE}\\s+(?:is|was|as|=)\\s+(?:the\\s+)?reference`, 'i'),
  new RegExp(`relative to\\s+(?:the\\s+)?${PHRASE}(?=[.,;:)]|$)`, 'i'),
];

/** The side that an estimate is taken of (the minuend, the numerator), as the texts of the analysis tell it. */
export function takenOf(analysis: RegistryAnalysis, sides: readonly [Side, Side]): 0 | 1 | undefined {
  for (const text of [analysis.estimateComment, analysis.groupDescription, analysis.paramType]) {
    if (!text) continue;
    for (const { pattern, taken } of PATTERNS) {
      const match = pattern.exec(text);
      if (!match?.[1] || !match[2]) continue;
      const left = sideOf(match[1].split(/\b(?:of|between|as|is|for|in|difference|ratio)\b/i).at(-1) ?? '', sides);
      const right = sideOf(match[2], sides);
      if (left === undefined || right === undefined || left === right) continue;
      return taken === 'second' ? right : left;
    }
    for (const pattern of REFERENCE) {
      const match = pattern.exec(text);
      const reference = match?.[1] ? sideOf(match[1], sides) : undefined;
      if (reference !== undefined) return reference === 0 ? 1 : 0;
    }
  }
  return undefined;
}

/** The word of the document for it. */
export function orientationWord(taken: 0 | 1, ratio: boolean): Analysis['orientation'] {
  if (ratio) return taken === 0 ? 'first over second' : 'second over first';
  return taken === 0 ? 'first minus second' : 'second minus first';
}
