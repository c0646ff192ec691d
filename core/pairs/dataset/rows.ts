/** The rows that one trial gives: natural pairs to imitate, questions and approximate pairs to be rewarded for. Pure. */
import type { ModelAnswer } from '../../imagine/prompt/answer.ts';
import { answerText, rightAnswer } from '../../imagine/prompt/answer.ts';
import {
  benefitPrompt,
  directPrompt,
  type Prompt,
  type PromptOptions,
  ragPrompt,
  stepPrompt,
} from '../../imagine/prompt/prompt.ts';
import { type Observed, observe } from '../../trial/direction.ts';
import { FACTORS, type Trial } from '../../trial/schema.ts';
import type { Look } from '../../trial/types.ts';
import type { ApproximatePair } from '../approximate/pair.ts';
import type { Anchor } from '../approximate/retrieve.ts';
import { NO_OUTCOMES } from '../no-outcome.ts';
import type { Pair } from '../pair.ts';
import { ANSWERS, beats, type Question, verify } from '../question.ts';
import type { Split } from '../split.ts';
import { figuresIn, figuresOf, givenAway } from '../traces/figures.ts';
import { saysKnown } from '../traces/known.ts';
import { pairQuestion } from '../traces/teacher.ts';
import { toldIn } from './leak.ts';
import type { Form, GrpoRow, SftRow } from './row.ts';

/** Why what could be a row is none. */
export const EXCLUSIONS = [
  'no date of its results, so no split',
  'no trace of it was taken',
  'an end of it is not observed in its trial',
  'its prompt does not fit',
  'a figure of the target’s result stands in its prompt',
  'its trace tells what its prompt does not',
  'its answer contradicts itself',
  'its answer cannot be verified',
  ...NO_OUTCOMES,
] as const;
export type Exclusion = (typeof EXCLUSIONS)[number];

export type Made<T> = { row: T; dropped: boolean } | { lost: Exclusion };

interface Where {
  trial: string;
  split?: Split;
  fold?: number;
  posted?: string;
  randomized: boolean;
  better?: 'higher' | 'lower';
}

type About = Pick<
  SftRow,
  | 'trial'
  | 'better'
  | 'observed'
  | 'marked'
  | 'randomized'
  | 'phase'
  | 'condition'
  | 'posted'
  | 'split'
  | 'fold'
  | 'weight'
  | 'prompt_version'
>;

function aboutOf(trial: Trial, where: Where, split: Split, target: Observed, prompt: Prompt): About {
  const { phase } = trial.design ?? {};
  return {
    trial: where.trial,
    better: where.better ?? '',
    observed: target.source ?? 'computed',
    marked: [...target.marked],
    randomized: where.randomized,
    phase: phase === undefined ? '' : String(phase),
    condition: trial.population?.condition?.[0] ?? '',
    posted: where.posted ?? '',
    split,
    fold: where.fold ?? -1,
    // Set when all rows of the trial are known.
    weight: 1,
    prompt_version: prompt.version,
  };
}

type Messages = GrpoRow['prompt'];

/** A prompt as rows have it; undefined where it tells of the result. */
function asked(prompt: Prompt, target: Observed, source?: Observed): Messages | undefined {
  return toldIn(prompt.messages, target, source).length > 0 ? undefined : (prompt.messages as unknown as Messages);
}

/** Makes a prompt; undefined where it does not fit, whatever is left out. */
function fitting(make: () => Prompt): Prompt | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A trace as a model thinks it: its sentences without their tags. */
const prose = (trace: ModelAnswer['trace']) => trace.map(({ text }) => text).join(' ');

export interface SftOptions extends PromptOptions {
  form: Form;
  /** What a teacher wrote of the pair. Absent of a bare data set. */
  trace?: ModelAnswer['trace'];
}

/** A natural pair as a row. Without a trace, the answer alone: a bare row. */
export function sftRow(trial: Trial, pair: Pair, { form, trace, ...options }: SftOptions): Made<SftRow> {
  const { split } = pair;
  if (split === undefined) return { lost: 'no date of its results, so no split' };
  const found = pairQuestion(trial, pair);
  if ('stale' in found) return { lost: 'an end of it is not observed in its trial' };
  const { question, target, source } = found;
  const prompt = fitting(() => stepPrompt(question, options));
  if (!prompt) return { lost: 'its prompt does not fit' };
  const messages = asked(prompt, target, source);
  if (!messages) return { lost: 'a figure of the target’s result stands in its prompt' };
  // A trace was judged by the prompt of its day, and may have been edited since.
  const known = () => [...figuresIn(messages.map(({ content: text }) => text).join('\n')), ...figuresOf(source)];
  if (trace && (saysKnown(prose(trace)) || givenAway(prose(trace), figuresOf(target), known()).length > 0))
    return { lost: 'its trace tells what its prompt does not' };
  const right = rightAnswer(target, trace ?? [], prompt.scale);
  if (!right) return { lost: 'its answer contradicts itself' };
  const { trace: _none, ...rest } = JSON.parse(answerText(right)) as ModelAnswer;
  const content = trace ? answerText(right) : JSON.stringify(rest);
  if (!verify({ kind: 'direction', answer: pair.to.direction }, content).right)
    return { lost: 'its answer cannot be verified' };
  const completion = {
    role: 'assistant' as const,
    content,
    ...(trace && { reasoning_content: prose(trace) }),
  };
  return {
    dropped: prompt.dropped.length > 0,
    row: {
      id: pair.id,
      ...(form === 'messages'
        ? { messages: [...messages, completion] }
        : { prompt: messages, completion: [completion] }),
      ...(!trace && { chat_template_kwargs: { enable_thinking: false as const } }),
      answer: pair.to.direction,
      factors: [pair.kind],
      change: pair.change.kind,
      from: pair.from.direction,
      flips: pair.from.direction !== pair.to.direction,
      ...aboutOf(trial, pair, split, target, prompt),
    },
  };
}

function grpoRow(
  trial: Trial,
  look: Look,
  where: Where,
  prompt: Prompt | undefined,
  rest: Pick<GrpoRow, 'kind' | 'id' | 'source' | 'anchor' | 'similarity' | 'widened' | 'factors' | 'change' | 'from'>,
): Made<GrpoRow> {
  const { split } = where;
  if (split === undefined) return { lost: 'no date of its results, so no split' };
  const target = observe(trial, look);
  if (target?.direction === undefined) return { lost: 'an end of it is not observed in its trial' };
  if (!prompt) return { lost: 'its prompt does not fit' };
  const messages = asked(prompt, target);
  if (!messages) return { lost: 'a figure of the target’s result stands in its prompt' };
  const { kind } = rest;
  const { better } = where;
  // Both come from the same direction, so that no row says otherwise than another of its contrast.
  const answer = kind === 'direction' || !better ? target.direction : beats(target.direction, better) ? 'yes' : 'no';
  if (!verify({ kind, answer }, JSON.stringify({ [kind === 'direction' ? 'direction' : 'answer']: answer })).right)
    return { lost: 'its answer cannot be verified' };
  const { id, source, anchor, similarity, widened, factors, change, from } = rest;
  return {
    dropped: prompt.dropped.length > 0,
    row: {
      id,
      prompt: messages,
      kind,
      answer,
      options: [...ANSWERS[kind]],
      source,
      anchor,
      similarity,
      widened,
      factors,
      change,
      from,
      flips: from !== '' && from !== answer,
      ...aboutOf(trial, where, split, target, prompt),
    },
  };
}

/** A question about an observed contrast, of which nothing is told but what its record says of who, what, where and how: which way, or whether the first side is the better. */
export function questionRow(
  trial: Trial,
  question: Omit<Question, 'weight'>,
  options: PromptOptions = {},
): Made<GrpoRow> {
  const { look, kind, better } = question;
  const state = { trial, look };
  const prompt = fitting(() =>
    kind === 'benefit' && better ? benefitPrompt(state, better, options) : directPrompt(state, options),
  );
  return grpoRow(trial, look, question, prompt, {
    kind,
    id: question.id,
    source: 'question',
    anchor: '',
    similarity: 0,
    widened: '',
    factors: [],
    change: 'none',
    from: '',
  });
}

/** An approximate pair: the anchor with what it found, what differs, and the target as it is planned. */
export function approximateRow(
  trial: Trial,
  pair: ApproximatePair,
  anchor: Anchor,
  options: PromptOptions = {},
): Made<GrpoRow> {
  const { look } = pair.to;
  const prompt = fitting(() => ragPrompt({ trial, look }, [anchor], options));
  return grpoRow(trial, look, pair, prompt, {
    kind: 'direction',
    id: pair.id,
    source: 'approximate',
    anchor: pair.anchor,
    similarity: pair.similarity,
    widened: pair.widened ?? '',
    factors: FACTORS.filter((factor) => pair.factors.includes(factor)),
    change: 'approximate',
    from: pair.from.direction,
  });
}

/** Rows of one trial in one file: together they weigh 1. */
export function weighted<T extends { weight: number; split: Split }>(rows: readonly T[]): T[] {
  const many = new Map<Split, number>();
  for (const { split } of rows) many.set(split, (many.get(split) ?? 0) + 1);
  return rows.map((row) => ({ ...row, weight: 1 / (many.get(row.split) ?? 1) }));
}
