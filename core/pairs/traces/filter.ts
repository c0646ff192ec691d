/** What a trace has to be to be learned from. Each thing that it is not is a reason, with what it was found by. */
import { MECHANISMS } from '../../imagine/answer.ts';
import type { Direction } from '../../trial/direction.ts';
import { isEnglish } from './english.ts';
import { type Figure, givenAway } from './figures.ts';
import { saysKnown } from './known.ts';
import type { NearDuplicates } from './near.ts';

/** Why a trace is not taken. */
export const REJECTIONS = [
  /** The model said nothing, or what it said is not of the form that was asked for. */
  'no answer',
  /** It was still speaking when the most tokens were reached. */
  'cut short',
  'another direction than the observed one',
  'speaks of the result as known',
  'a figure that only the target’s result holds',
  'too short',
  'too long',
  'not English',
  'no mechanism',
  'nearly the same as another',
] as const;
export type Rejection = (typeof REJECTIONS)[number];

export interface Finding {
  reason: Rejection;
  /** What it was found by: the words, the figure, the other trace. */
  found?: string;
}

/** Words of all sentences together. */
export const LEAST_WORDS = 20;
const MOST_WORDS = 320;
/** Words of one sentence. */
const LONGEST_SENTENCE = 80;

/** A teacher's answer, as far as it could be read. */
export interface Told {
  trace: readonly { text: string; mechanism?: string | undefined }[];
  direction: string | undefined;
}

export interface Against {
  /** What was observed at the target. */
  direction: Direction;
  /** The figures of the target's result, and those of all that stands in the question. */
  result: readonly Figure[];
  known: readonly Figure[];
}

/** A conclusion in words; what it comes to stands in the first group. */
const CONCLUDES =
  /\b(?:(?:the )?(?:direction|answer|contrast|result)(?: \w+){0,3} (?:is|be|becomes?|become|stays?|stay|remains?|remain|as)|ends? (?:up )?(?:at|as|with)|conclud\w+(?: \w+){0,3}:?|therefore:?|answer:) (?:again |still |that it is |also )?["“']?(higher|lower|no difference)\b/gi;

/** What the last sentence concludes in so many words, where that is one thing. */
export function concluded(text: string): string | undefined {
  const all = new Set([...text.matchAll(CONCLUDES)].map(([, what = '']) => what.toLowerCase()));
  return all.size === 1 ? [...all][0] : undefined;
}

const wordsIn = (text: string) => text.match(/\S+/g)?.length ?? 0;

/** The sentences of a trace as one text. */
export function traceText(trace: Told['trace']): string {
  return trace.map(({ text }) => text.trim()).join('\n');
}

/** All that speaks against a trace; empty where it is to be taken. Near-duplicates are looked for last, among what was taken before. */
export function judge(
  { trace, direction }: Told,
  { direction: observed, result, known }: Against,
  near?: NearDuplicates,
): Finding[] {
  const text = traceText(trace);
  const findings: Finding[] = [];
  const last = concluded(trace.at(-1)?.text ?? '');
  const ends = direction === observed && last !== undefined && last !== observed ? last : direction;
  if (ends !== observed)
    findings.push({ reason: 'another direction than the observed one', ...(ends !== undefined && { found: ends }) });
  const said = saysKnown(text);
  if (said) findings.push({ reason: 'speaks of the result as known', found: said.said });
  const [away] = givenAway(text, result, known);
  if (away) findings.push({ reason: 'a figure that only the target’s result holds', found: away.text });
  const words = wordsIn(text);
  if (words < LEAST_WORDS) findings.push({ reason: 'too short', found: `${words} words` });
  const longest = Math.max(0, ...trace.map((one) => wordsIn(one.text)));
  if (words > MOST_WORDS) findings.push({ reason: 'too long', found: `${words} words` });
  else if (longest > LONGEST_SENTENCE) findings.push({ reason: 'too long', found: `a sentence of ${longest} words` });
  if (!isEnglish(text)) findings.push({ reason: 'not English' });
  if (!trace.some(({ mechanism }) => (MECHANISMS as readonly (string | undefined)[]).includes(mechanism)))
    findings.push({ reason: 'no mechanism' });
  const like = findings.length === 0 ? near?.like(text) : undefined;
  if (like !== undefined) findings.push({ reason: 'nearly the same as another', found: like });
  return findings;
}
