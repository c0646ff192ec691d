/**
 * A question about a contrast, and whether an answer to it is right: a pure function of the answer's text. `direction`: higher, lower or no
 * difference; `benefit`: does the first side beat the second, where it is known which way is good.
 */
import * as z from 'zod';
import { directionSchema, lookSchema } from '../imagine/answer.ts';
import { subjectOf } from '../imagine/pathway.ts';
import { withoutCounts } from '../imagine/prompt/counts.ts';
import { contrastText, outcomeText } from '../imagine/words.ts';
import { type Contrast, contrastsOf } from '../trial/contrast.ts';
import { DIRECTIONS, type Direction, MARKS, type Observed } from '../trial/direction.ts';
import type { Outcome, Trial } from '../trial/schema.ts';
import { isTimeMeasure } from '../trial/sign.ts';
import { fieldOf, figuresTold, isOfNobodyOrAll, sparsely, tellingFigures } from './gates.ts';
import { drawn, Lowest } from './lowest.ts';
import { type NoOutcome, noOutcome } from './no-outcome.ts';
import { contrastId } from './pair.ts';
import { type Place, SPLITS } from './split.ts';

export const QUESTION_KINDS = ['direction', 'benefit'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];
/** What can be answered. */
export const ANSWERS = { direction: DIRECTIONS, benefit: ['yes', 'no'] } as const;

const text = z.string();
const about = {
  id: text.describe('The trial, the contrast, the kind.'),
  trial: text,
  look: lookSchema,
  text: text.describe('The question, as a person would ask it.'),
  better: z.enum(['higher', 'lower']).exactOptional().describe('Which way is good, where that is known.'),
  direction: directionSchema.describe('What was observed.'),
  source: z.enum(['reported', 'computed']),
  field: text.describe('The field of the registry record that the direction was read from.'),
  marked: z.array(z.enum(MARKS)).describe('Why to be careful.'),
  randomized: z.boolean().describe('The record says that the trial is.'),
  posted: text.exactOptional(),
  split: z.enum(SPLITS).exactOptional().describe('Absent where no date is known.'),
  fold: z.int().min(0).exactOptional(),
  weight: z.number().positive().describe('All questions of a kind of a trial together weigh 1.'),
};

export const questionSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('direction'), ...about, answer: z.enum(ANSWERS.direction) }),
    z.object({ kind: z.literal('benefit'), ...about, answer: z.enum(ANSWERS.benefit) }),
  ])
  .meta({ id: 'Question', title: 'A question about an observed contrast' });
export type Question = z.infer<typeof questionSchema>;

/** Rows that are one of several answers, which may be the bad one where the measure is a good one: `No`, `Non-responder`, `Worsened`. */
const AN_ANSWER =
  /(?:^|[:;,] )(?:no|none|not|never|absent|absence|negative|without|non-?\w+|fail\w*|unsuccessful\w*|worse\w*|deteriorat\w*|declin\w*|decreas\w*|increas\w*|improv\w*|better|unchanged|stable|same)\b/i;

/**
 * Which direction is good for the participant; undefined where nothing says, where the row is an answer that may be the other way round than its measure, or
 * where the direction speaks of time to an event and the outcome's own word of how many had it.
 */
export function goodDirection(outcome: Outcome, observed: Observed, row?: string): 'higher' | 'lower' | undefined {
  if (row !== undefined && AN_ANSWER.test(row.trim())) return undefined;
  if (observed.time && !isTimeMeasure(outcome) && !observed.values.first) return undefined;
  return outcome.better;
}

/** Whether the first side beats the second. No difference is no win. */
export function beats(direction: Direction, better: 'higher' | 'lower'): boolean {
  return direction === better;
}

function textOf(kind: QuestionKind, trial: Trial, { look, observed }: Contrast): string {
  const subject = subjectOf(trial, look);
  // How many were analysed is part of what is asked for.
  const what = `${withoutCounts(outcomeText(subject))}${subject.unit === undefined ? '' : ` (${subject.unit})`}`;
  const sides = withoutCounts(contrastText({ ...look, first: subject.first, second: subject.second }));
  if (kind === 'benefit') return `${sides}: does the first beat the second on ${what}?`;
  const time = observed.time ? ' Higher means a longer time to the event.' : '';
  return `${sides}: is the first higher, lower, or is there no difference (two-sided, at 0.05) in ${what}?${time}`;
}

/** The questions that a contrast with a direction can be asked; `field` is where that was read from. */
export function questionsAbout(
  trial: Trial,
  contrast: Contrast,
  field: string,
  place: Place,
): Omit<Question, 'weight'>[] {
  const { look, observed } = contrast;
  const { direction, source } = observed;
  if (direction === undefined || source === undefined) return [];
  const outcome = trial.outcomes?.[look.outcome] ?? {};
  const better = goodDirection(outcome, observed, look.row);
  const posted = trial.design?.['results-posted'];
  const id = `${trial.trial}-${contrastId(look)}`;
  const shared = {
    trial: trial.trial ?? '',
    look,
    ...(better && { better }),
    direction,
    source,
    field,
    marked: [...observed.marked],
    randomized: trial.design?.allocation === 'randomized',
    ...(posted !== undefined && { posted }),
    ...place,
  };
  const asked = (kind: QuestionKind) => ({ ...shared, id: `${id}-${kind}`, text: textOf(kind, trial, contrast) });
  const direct = { kind: 'direction' as const, ...asked('direction'), answer: direction };
  if (!better) return [direct];
  const answer = beats(direction, better) ? ('yes' as const) : ('no' as const);
  return [direct, { kind: 'benefit' as const, ...asked('benefit'), answer }];
}

export interface QuestionCounts {
  labelled: number;
  /** The result stands in the text of the trial. */
  told: number;
  /** Labelled, and no outcome of what is given, by reason. */
  none: Partial<Record<NoOutcome, number>>;
  /** Nobody, or everybody, had it on both sides, beyond one in twenty of a trial. */
  nothing: number;
  /** Labelled, and not drawn. */
  left: number;
  asked: Record<QuestionKind, number>;
}

/** An observed contrast with its direction, and the field of the record that this was read from. */
export interface Askable {
  contrast: Contrast;
  field: string;
}

/**
 * At most `cap` contrasts of a trial with a direction that its texts do not tell, drawn by what these are called, in the order of its
 * results. What is asked about, and what anchors are looked for.
 */
export function askableOf(
  trial: Trial,
  cap: number,
): { chosen: Askable[]; counts: Pick<QuestionCounts, 'labelled' | 'told' | 'none' | 'nothing' | 'left'> } {
  const told = figuresTold(trial);
  const none: QuestionCounts['none'] = {};
  const counts = { labelled: 0, told: 0, none, nothing: 0, left: 0 };
  const [some, nothing] = [new Lowest<Askable & { at: number }>(cap), new Lowest<Askable & { at: number }>(cap)];
  for (const [at, contrast] of contrastsOf(trial).entries()) {
    if (contrast.observed.direction === undefined) continue;
    const field = fieldOf(trial, contrast);
    if (field === undefined) continue;
    counts.labelled++;
    const why = noOutcome(trial, contrast);
    if (why) {
      none[why] = (none[why] ?? 0) + 1;
      continue;
    }
    if (told.size > 0 && tellingFigures(contrast).some((figure) => told.has(figure))) {
      counts.told++;
      continue;
    }
    const isOfNothing = isOfNobodyOrAll(contrast);
    counts[isOfNothing ? 'nothing' : 'left']++;
    const id = contrastId(contrast.look);
    const lowest = isOfNothing ? nothing : some;
    lowest.put(drawn(Number.parseInt(id.slice(0, 8), 16), 1), id, { at, contrast, field });
  }
  const all = sparsely(some.all(), nothing.all());
  const among = all.length - some.all().length;
  counts.nothing -= among;
  const chosen = all.slice(0, cap).sort((a, b) => a.at - b.at);
  counts.left += among - chosen.length;
  return { chosen, counts };
}

/** Questions about the contrasts of a trial that can be asked about. */
export function questionsOfTrial(
  trial: Trial,
  cap: number,
  place: Place,
): { questions: Question[]; counts: QuestionCounts } {
  const { chosen, counts } = askableOf(trial, cap);
  const asked = { direction: 0, benefit: 0 };
  const questions = chosen.flatMap(({ contrast, field }) => questionsAbout(trial, contrast, field, place));
  for (const { kind } of questions) asked[kind]++;
  return {
    questions: questions.map((one) => ({ ...one, weight: 1 / asked[one.kind] }) as Question),
    counts: { ...counts, asked },
  };
}

/** What comes behind a model's thinking, whether or not its beginning is marked; nothing where it was cut off while it thought. */
function behindThinking(text: string): string {
  const end = text.lastIndexOf('</think>');
  if (end >= 0) return text.slice(end + '</think>'.length);
  return /^\s*<think>/.test(text) ? '' : text;
}

const JSON_ANSWER = /"(?:answer|direction)"\s*:\s*(?:"([^"\\]*)"|(true|false))/g;
const TOLD_ANSWER = /(?:^|\n)[\s*_#>-]*(?:final )?answer[\s*_]*(?:[:=]|is\b)[\s*_]*([^\n]*)/gi;

/** A text as an answer: exactly one of the options, and nothing else but marks around it. */
function asOption<K extends QuestionKind>(kind: K, text: string): (typeof ANSWERS)[K][number] | undefined {
  const plain = text
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .replace(/^[\s"'`*([{]+|[\s"'`*.,;!)\]}]+$/g, '');
  const meant = kind === 'benefit' ? { true: 'yes', false: 'no' }[plain] : undefined;
  return (ANSWERS[kind] as readonly string[]).find((one) => one === (meant ?? plain)) as never;
}

/**
 * What a text answers: the last `"answer": …` of its JSON, else its last line that begins with `Answer:`, else the whole of it where
 * that is one of the options. Thinking is not looked at. Undefined where it answers nothing, or not in these words.
 */
export function answerIn<K extends QuestionKind>(kind: K, text: string): (typeof ANSWERS)[K][number] | undefined {
  const said = behindThinking(text);
  const last = (expression: RegExp) => [...said.matchAll(expression)].at(-1);
  const json = last(JSON_ANSWER);
  const told = json ? (json[1] ?? json[2]) : last(TOLD_ANSWER)?.[1];
  return asOption(kind, told ?? said);
}

/** Whether a text answers a question rightly. An answer that cannot be read is wrong, and says so. */
export function verify(
  question: Pick<Question, 'kind' | 'answer'>,
  text: string,
): { read: boolean; right: boolean; answer?: string } {
  const answer = answerIn(question.kind, text);
  return answer === undefined
    ? { read: false, right: false }
    : { read: true, right: answer === question.answer, answer };
}
