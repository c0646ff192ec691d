/**
 * What a language model answers to one question: a zod schema first, which becomes the JSON Schema that constrains the model, the text
 * that it is trained on, and what reads its words.
 */
import * as z from 'zod';
import { statisticOf } from '../../trial/computed.ts';
import { DIRECTIONS, type Direction, type Observed } from '../../trial/direction.ts';
import type { Value } from '../../trial/schema.ts';
import { MECHANISMS, type Mechanism, type Probability } from '../answer.ts';
import type { Scale } from './scale.ts';

/** More sentences than this are no explanation of one step. */
export const MOST_SENTENCES = 10;
/** Characters of a sentence that are kept. */
const LONGEST = 1000;

const sentenceSchema = z.object({
  mechanism: z.enum(MECHANISMS),
  text: z.string().min(1),
});

const sideSchema = z.object({ value: z.number(), sd: z.number().min(0).exactOptional() });
const differenceSchema = z.object({
  value: z.number(),
  low: z.number().exactOptional(),
  high: z.number().exactOptional(),
});

const expectedSchema = z.object({
  k1: sideSchema.exactOptional(),
  k2: sideSchema.exactOptional(),
  difference: differenceSchema.exactOptional(),
});

const chance = z.number().min(0).max(1);
const shape = {
  trace: z.array(sentenceSchema).min(1).max(MOST_SENTENCES).meta({ description: 'Why, a cause each.' }),
  expected: expectedSchema.exactOptional(),
  direction: z.enum(DIRECTIONS),
};
const probability = z.object({ higher: chance, lower: chance, 'no difference': chance });

/**
 * First why, then how much, then which way: what is written later can rest on what was written before. A model that was trained on answers
 * alone gives no reasons, which is read, though every model is asked for them.
 */
export const modelAnswerSchema = z
  .object({ ...shape, trace: z.array(sentenceSchema).max(MOST_SENTENCES), probability: probability.exactOptional() })
  .superRefine((answer, context) => {
    for (const message of ownContradictions(answer)) context.addIssue({ code: 'custom', message });
  });
export type ModelAnswer = z.infer<typeof modelAnswerSchema>;

const schemas = {
  plain: z.toJSONSchema(z.object(shape)),
  stated: z.toJSONSchema(z.object({ ...shape, probability })),
};

/** The JSON Schema for the server. `probability`: the model is to state it. */
export function answerJsonSchema(probability: boolean): { name: string; schema: object } {
  return { name: 'imagined_result', schema: probability ? schemas.stated : schemas.plain };
}

/** Rounding of stated probabilities that is no contradiction. */
const SLACK = 0.02;

function ownContradictions({ expected, direction, probability: stated }: Omit<ModelAnswer, 'trace'>): string[] {
  const found: string[] = [];
  const { value, low, high } = expected?.difference ?? {};
  if (value !== undefined && ((low !== undefined && low > value) || (high !== undefined && high < value)))
    found.push('the difference lies outside its own interval');
  if (stated) {
    const sum = DIRECTIONS.reduce((total, one) => total + stated[one], 0);
    if (Math.abs(sum - 1) > SLACK) found.push(`the probabilities sum to ${Number(sum.toFixed(3))}, not to 1`);
    if (DIRECTIONS.some((one) => stated[one] > stated[direction]))
      found.push(`the direction is ${direction}, but another is stated to be more probable`);
  }
  return found;
}

/** Which direction an estimate with its 95 % interval says; undefined where the interval has no two ends. */
function directionOf(
  { low, high }: NonNullable<NonNullable<ModelAnswer['expected']>['difference']>,
  { nothing, against }: Scale,
): Direction | undefined {
  if (low === undefined || high === undefined) return undefined;
  if (low <= nothing && high >= nothing) return 'no difference';
  return low > nothing !== against ? 'higher' : 'lower';
}

/** What an answer says that cannot all be true, in words; empty where it does not contradict itself. */
export function contradictions(answer: ModelAnswer, scale?: Scale): string[] {
  const found = ownContradictions(answer);
  const { expected, direction } = answer;
  const { k1, k2, difference } = expected ?? {};
  if (!scale) return found;
  if (difference) {
    const told = directionOf(difference, scale);
    if (told !== undefined && told !== direction)
      found.push(`the interval ${difference.low} to ${difference.high} means ${told}, not ${direction}`);
    const side = Math.sign(difference.value - scale.nothing) * (scale.against ? -1 : 1);
    if ((direction === 'higher' && side < 0) || (direction === 'lower' && side > 0))
      found.push(`a ${scale.kind} of ${difference.value} is not ${direction}`);
    if (scale.nothing > 0 && [difference.value, difference.low ?? 1, difference.high ?? 1].some((one) => one < 0))
      found.push(`a ${scale.kind} cannot be negative`);
  }
  if (k1 && k2 && !scale.time) {
    if (direction === 'higher' && k1.value < k2.value)
      found.push('k1 is expected below k2, but the direction is higher');
    if (direction === 'lower' && k1.value > k2.value) found.push('k1 is expected above k2, but the direction is lower');
  }
  if (
    scale.statistic === 'percent' &&
    [k1, k2].some((side) => side && (side.value < 0 || side.value > 100)) &&
    shares(scale)
  )
    found.push('a share of participants lies between 0 and 100');
  return found;
}

/** Percent can also be a change in percent, which has no such bounds: shares are what risk estimates speak of. */
function shares({ kind }: Scale): boolean {
  return kind === 'risk difference' || kind === 'odds ratio' || kind === 'risk ratio';
}

/** An answer as the model writes it: what it is trained on is what it is asked for. */
export function answerText(answer: ModelAnswer): string {
  const { trace, expected, direction, probability: stated } = answer;
  return JSON.stringify({
    trace: trace.map(({ mechanism, text }) => ({ mechanism, text })),
    ...(expected && { expected }),
    direction,
    ...(stated && { probability: stated }),
  });
}

/** A number as a model is taught to write it: what was computed has endless decimals, of which four digits count. */
const tidy = (value: number) => (String(value).length > 8 ? Number(value.toPrecision(4)) : value);

function sideOf(value: Value | undefined, scale: Scale): z.infer<typeof sideSchema> | undefined {
  const statistic = value && statisticOf(value);
  const figure = statistic && value?.[statistic];
  if (!value || typeof figure !== 'number') return undefined;
  if (statistic === 'count') return value.n ? { value: tidy((100 * figure) / value.n) } : undefined;
  if (statistic !== scale.statistic) return undefined;
  // A record's −0.0 is no other number than 0.
  return { value: figure === 0 ? 0 : figure, ...(typeof value.sd === 'number' && value.sd >= 0 && { sd: value.sd }) };
}

/**
 * The answer that would have been right: an observed result in the words of a model, with a trace that leads to it. Undefined where no direction was
 * observed. What of its figures would contradict the direction (an interval where p is followed) is left out.
 */
export function rightAnswer(
  observed: Pick<Observed, 'direction' | 'estimate' | 'oriented' | 'values'>,
  trace: ModelAnswer['trace'],
  scale: Scale,
): ModelAnswer | undefined {
  const { direction, estimate, oriented, values } = observed;
  if (direction === undefined) return undefined;
  const [k1, k2] = [sideOf(values.first, scale), sideOf(values.second, scale)];
  const interval = estimate?.interval;
  const whole = interval && interval.level === 95 && interval.sided === 'two' ? interval : undefined;
  const difference =
    estimate && oriented && estimate.kind === scale.kind
      ? {
          value: tidy(estimate.value),
          ...(whole?.low !== undefined && { low: tidy(whole.low) }),
          ...(whole?.high !== undefined && { high: tidy(whole.high) }),
        }
      : undefined;
  const candidates: ModelAnswer['expected'][] = [
    { ...(k1 && { k1 }), ...(k2 && { k2 }), ...(difference && { difference }) },
    { ...(k1 && { k1 }), ...(k2 && { k2 }), ...(difference && { difference: { value: difference.value } }) },
    { ...(k1 && { k1 }), ...(k2 && { k2 }) },
    { ...(difference && { difference }) },
    {},
  ];
  for (const expected of candidates) {
    const answer: ModelAnswer = {
      trace,
      ...(expected && Object.keys(expected).length > 0 && { expected }),
      direction,
    };
    if (contradictions(answer, scale).length === 0) return answer;
  }
  return undefined;
}

export type ReadAnswer = { answer: ModelAnswer } | { problem: string };

/** What comes behind a model's thinking, whether or not its beginning is marked. */
export function behindThinking(text: string): string | undefined {
  const ends = [...text.matchAll(/<\/think(?:ing)?>/g)].at(-1);
  if (ends) return text.slice(ends.index + ends[0].length);
  return /^\s*<think(?:ing)?>/.test(text) ? undefined : text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken away
const CONTROLS = /[\u0000-\u001f]/g;

/** How many places of a text are tried as the beginning of an answer. */
const TRIES = 8;

/** The object that begins at a brace, as far as its braces close; undefined where they do not. */
function objectAt(text: string, start: number): string | undefined {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const one = text[i];
    if (quoted) {
      if (one === '\\') i++;
      else if (one === '"') quoted = false;
    } else if (one === '"') quoted = true;
    else if (one === '{') depth++;
    else if (one === '}' && --depth === 0) return text.slice(start, i + 1);
  }
  return undefined;
}

const isObject = (data: unknown): data is Record<string, unknown> =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

/** The first object of a text that is JSON and speaks of a direction; else the first that is JSON. */
function objectIn(text: string): Record<string, unknown> | undefined {
  let other: Record<string, unknown> | undefined;
  let at = -1;
  for (let tries = 0; tries < TRIES; tries++) {
    at = text.indexOf('{', at + 1);
    if (at < 0) break;
    const found = objectAt(text, at);
    if (found === undefined) continue;
    let data: unknown;
    try {
      // Between values they are white space; in a text JSON has none, but grammars of servers let a model write them (seen of vLLM's).
      data = JSON.parse(found.replace(CONTROLS, ' '));
    } catch {
      continue;
    }
    if (!isObject(data)) continue;
    if ('direction' in data) return data;
    other ??= data;
    at += found.length - 1;
  }
  return other;
}

const plain = (word: unknown) =>
  typeof word === 'string'
    ? word
        .trim()
        .toLowerCase()
        .replace(/[\s_]+/g, ' ')
    : undefined;

function asMechanism(word: unknown): Mechanism | undefined {
  const meant = plain(word)?.replace(/[-‐‑‒–— ]+/g, ' ');
  return MECHANISMS.find((one) => one.replace(/[–-]/g, ' ') === meant);
}

/** The same answer where a model that nothing constrains writes its words a little otherwise. */
function tolerant(data: Record<string, unknown>): unknown {
  const { trace, expected, direction, probability: stated } = data;
  const sentences = Array.isArray(trace)
    ? trace.slice(0, MOST_SENTENCES).map((one: unknown) => {
        if (!isObject(one)) return one;
        const text = typeof one.text === 'string' ? one.text.trim().slice(0, LONGEST) : one.text;
        return { mechanism: asMechanism(one.mechanism) ?? one.mechanism, text };
      })
    : trace;
  const present = (value: unknown): unknown =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).flatMap(([key, own]) => (own === null ? [] : [[key, present(own)]])))
      : value;
  return {
    trace: sentences ?? [],
    ...(expected !== undefined && expected !== null && { expected: present(expected) }),
    direction: DIRECTIONS.find((one) => one === plain(direction)) ?? direction,
    ...(stated !== undefined && stated !== null && { probability: stated }),
  };
}

/** Probabilities that sum to 1 but for rounding, summing to 1. */
function normalised(stated: Probability): Probability {
  const sum = DIRECTIONS.reduce((total, one) => total + stated[one], 0);
  return {
    higher: stated.higher / sum,
    lower: stated.lower / sum,
    'no difference': stated['no difference'] / sum,
  };
}

/** A place in an answer as it is told: `the mechanism of sentence 1 of the trace`, `the value of k1`. */
function placeText(path: readonly PropertyKey[]): string {
  const [first, second, ...rest] = path.map(String);
  if (first === 'trace') {
    if (second === undefined) return 'the trace';
    const sentence = `sentence ${Number(second) + 1} of the trace`;
    return rest.length > 0 ? `the ${rest.join(' ')} of ${sentence}` : sentence;
  }
  if (first === 'expected') {
    return second === undefined
      ? 'what is expected'
      : [...rest.map((name) => `the ${name} of`), second, 'of what is expected'].join(' ');
  }
  return second === undefined ? `the ${first}` : `the ${first} of ${[second, ...rest].join(' ')}`;
}

function issueText(issue: z.core.$ZodIssue, data: unknown): string {
  if (issue.code === 'custom') return issue.message;
  const { path } = issue;
  const given = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], data);
  const place = placeText(path);
  if (given === undefined) return `${place} is missing`;
  switch (issue.code) {
    case 'invalid_value':
      return `${place} is none of: ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return `${place} is no ${{ array: 'list', object: 'JSON object' }[issue.expected as string] ?? issue.expected}`;
    case 'too_small':
      return issue.origin === 'string' ? `${place} is empty` : `${place} is below ${issue.minimum}`;
    case 'too_big':
      return `${place} is above ${issue.maximum}`;
    default:
      return `${place} is not as it was asked for`;
  }
}

/**
 * What a text answers, or what is wrong with it, in words that a model can mend it by. Thinking before it (with or without an opening
 * tag), fences and prose around it are passed over. `scale`: what sizes are told as; with it, sizes that contradict the direction are a
 * problem too. Never throws; linear in the length of the text.
 */
export function readAnswer(text: string, scale?: Scale): ReadAnswer {
  const said = behindThinking(text);
  if (said === undefined) return { problem: 'it ended before the thinking did, so there is no answer' };
  if (said.trim() === '') return { problem: 'there is no answer' };
  const data = objectIn(said);
  if (!data)
    return { problem: said.includes('{') ? 'the JSON object is not complete or not valid' : 'there is no JSON object' };
  const meant = tolerant(data);
  const read = modelAnswerSchema.safeParse(meant);
  if (!read.success)
    return {
      problem: read.error.issues
        .slice(0, 3)
        .map((issue) => issueText(issue, meant))
        .join('; '),
    };
  const { data: answer } = read;
  const wrong = contradictions(answer, scale);
  if (wrong.length > 0) return { problem: wrong.join('; ') };
  return { answer: answer.probability ? { ...answer, probability: normalised(answer.probability) } : answer };
}
