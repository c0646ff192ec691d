/**
 * Which way round an estimate was taken, where the record says so. The order of its groups says nothing: in two of five
 * significant differences it is the other way. Only plain words count: `A minus B`, `A/B`, `reference = B`.
 */
import type { Analysis, Group } from '../schema.ts';
import type { KnownArm } from './group-arms.ts';
import { wordsOfTitle } from './ids.ts';
import type { RegistryAnalysis } from './measures.ts';
import { fold } from './text.ts';

/** One side of an analysis: all that a text may call it. */
export interface Side {
  placebo: boolean;
  words: ReadonlySet<string>;
}

const words = (text: string) =>
  new Set(
    wordsOfTitle(fold(text))
      .filter((word) => word.kind !== 'filler')
      .map((word) => word.text),
  );
/** The sides that an analysis may be of, by the ids of arms and groups; each is made when it is first asked for. */
export class Sides {
  readonly #arms: ReadonlyMap<string, KnownArm>;
  readonly #groups: Readonly<Record<string, Group>>;
  readonly #made = new Map<string, Side>();

  constructor(arms: readonly KnownArm[], groups: Readonly<Record<string, Group>>) {
    this.#arms = new Map(arms.map((arm) => [arm.id, arm]));
    this.#groups = groups;
  }

  get(id: string): Side | undefined {
    const made = this.#made.get(id) ?? this.#make(id);
    if (made) this.#made.set(id, made);
    return made;
  }

  #make(id: string): Side | undefined {
    const label = Object.hasOwn(this.#groups, id) ? (this.#groups[id]?.label ?? '') : undefined;
    if (label !== undefined)
      return makeSide(label, [], /\bplacebo\b/i.test(label) && !/[+/]|\band\b|\bor\b/i.test(label));
    const arm = this.#arms.get(id);
    return arm && makeSide(arm.label, arm.names, arm.placebo);
  }
}

/** A side that goes by a title and by the names of what it is given. */
function makeSide(title: string, names: readonly string[], placebo: boolean): Side {
  const own = new Set([title, ...names].flatMap((name) => [...words(name)]));
  if (placebo) for (const word of ['placebo', 'control', 'sham', 'vehicle']) own.add(word);
  return { placebo, words: own };
}

const CONTROL = /^(?:the )?(?:placebo|control|sham|vehicle|comparator|reference)s?(?: (?:group|arm|treatment))?$/;

/** Which of two sides a phrase names: the one that shares more of its words, if one does. */
function sideOf(phrase: string, sides: readonly [Side, Side]): 0 | 1 | undefined {
  const said = words(phrase);
  if (said.size === 0) return undefined;
  const [{ words: a }, { words: b }] = sides;
  const apart = (own: ReadonlySet<string>, other: ReadonlySet<string>) =>
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

/** What sets two sides against each other. */
const BETWEEN: readonly RegExp[] = [
  /\bminus\b/i,
  /\s[-–−]\s/,
  /\bdivided by\b|\bover\b|\brelative to\b/i,
  /\s*[/:]\s*/,
];
const SUBTRACTED = /\bsubtract(?:ed|ing)\b(.*?)\bfrom\b/i;
const RATIO_OF = /\bratio of\b(.*?)\bto\b/i;
const REFERENCE_IS = /\breference\s*(?:group|level|category|arm|treatment)?\s*(?:=|:|is|was)|\brelative to\b/i;
const IS_REFERENCE = /(?:\bis|\bwas|\bas|=)\s+(?:the\s+)?reference\b/i;
/** Where a phrase ends. */
const END = /[.,;:()]|\s(?:at|in|for|was|were|is|from|with|using)\s/;
const MOST = 60;

/** The words right before an offset, back to where their phrase begins. */
function phraseBefore(text: string, at: number): string {
  const part = text.slice(Math.max(0, at - MOST), at);
  const from = Math.max(...['. ', ', ', '; ', ': ', '('].map((mark) => part.lastIndexOf(mark)));
  return (
    (from < 0 ? part : part.slice(from + 1)).split(/\b(?:of|between|as|is|for|in|difference|ratio)\b/i).at(-1) ?? ''
  );
}

/** The words right after an offset, up to where their phrase ends. */
function phraseAfter(text: string, at: number): string {
  const part = text.slice(at, at + MOST);
  const to = part.trimStart().search(END);
  return to < 0 ? part : part.trimStart().slice(0, to);
}

function takenIn(text: string, sides: readonly [Side, Side]): 0 | 1 | undefined {
  const subtracted = SUBTRACTED.exec(text);
  const ratio = RATIO_OF.exec(text);
  for (const [match, taken] of [
    [subtracted, 'second'],
    [ratio, 'first'],
  ] as const) {
    if (!match) continue;
    const first = sideOf((match[1] ?? '').slice(0, MOST), sides);
    const second = sideOf(phraseAfter(text, match.index + match[0].length), sides);
    if (first !== undefined && second !== undefined && first !== second) return taken === 'first' ? first : second;
  }
  for (const pattern of BETWEEN) {
    const match = pattern.exec(text);
    if (!match) continue;
    const left = sideOf(phraseBefore(text, match.index), sides);
    const right = sideOf(phraseAfter(text, match.index + match[0].length), sides);
    if (left !== undefined && right !== undefined && left !== right) return left;
  }
  const is = REFERENCE_IS.exec(text);
  const named = IS_REFERENCE.exec(text);
  const reference = is
    ? sideOf(phraseAfter(text, is.index + is[0].length), sides)
    : named
      ? sideOf(phraseBefore(text, named.index), sides)
      : undefined;
  return reference === undefined ? undefined : reference === 0 ? 1 : 0;
}

/** The side that an estimate is taken of (the minuend, the numerator), as the texts of the analysis tell it. */
export function takenOf(analysis: RegistryAnalysis, sides: readonly [Side, Side]): 0 | 1 | undefined {
  for (const text of [analysis.estimateComment, analysis.groupDescription, analysis.paramType]) {
    const taken = text === undefined ? undefined : takenIn(text, sides);
    if (taken !== undefined) return taken;
  }
  return undefined;
}

/** The word of the document for it. */
export function orientationWord(taken: 0 | 1, ratio: boolean): Analysis['orientation'] {
  if (ratio) return taken === 0 ? 'first over second' : 'second over first';
  return taken === 0 ? 'first minus second' : 'second minus first';
}
