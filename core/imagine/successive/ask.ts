/** One prompt put to a server: as many answers as are wanted, the first of them streamed, each repaired once, remembered where there is a cache. */
import type { Probability } from '../answer.ts';
import { type ModelAnswer, readAnswer } from '../prompt/answer.ts';
import { harmless } from '../prompt/encoded.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { ChatFailure, type ChatMessage, type ChatServer, type Think, type TokenChance } from '../servers/chat.ts';
import { cutOff } from '../servers/failure.ts';
import { labelChances } from './label.ts';
import { TraceReader } from './trace-reader.ts';

/** Remembers what a model answered. `of` is plain data that determines the answer; `value` is text. */
export interface AnswerCache {
  get(of: object, signal: AbortSignal): Promise<string | undefined>;
  put(of: object, value: string): Promise<void>;
}

export interface Asking {
  server: ChatServer;
  model: string;
  temperature: number;
  /** Answers to each question. One where the temperature is 0: they would all be the same. */
  samples: number;
  /** Of thoughts and answer together. */
  maxTokens: number;
  /** More of them the context does not hold. */
  limitedBy?: 'context';
  /** The first answer's; each further one has the next. */
  seed: number;
  /** Whether the model reasons before it answers; the server's default where absent. */
  think?: Think;
  /** Answers that are asked for at a time. */
  parallel: number;
  logprobs: boolean;
  /** What tells two builds of a model of one name apart, where that is known. */
  digest?: string;
  cache?: AnswerCache;
}

/** One answer, and how probable the model held each direction where its tokens say so. */
export interface Said {
  answer: ModelAnswer;
  chances?: Probability;
}

export interface Asked {
  said: readonly Said[];
  /** Answers that did not keep to what was asked, and why the first of them did not. */
  failed: number;
  why?: string;
}

export type AskEvent =
  | { type: 'trace'; text: string }
  | { type: 'thought'; text: string }
  /** What was written cannot be used, for this reason, and is asked for once more. */
  | { type: 'again'; text: string }
  /** Nothing is asked: this was answered before; when, where that is known (ISO 8601). */
  | { type: 'remembered'; at?: string };

/** What one answer's failure is that another answer need not share. */
const ONES_OWN = new Set(['repetition', 'empty', 'unreadable']);
/** Of an answer that is to be repaired, so much is shown again. */
const SHOWN_AGAIN = 4000;

interface Written {
  text: string;
  tokens: TokenChance[];
  /** What was full before the answer was complete, or that the server ended it. */
  cut?: 'length' | 'context' | 'limit';
  /** The model reasoned first, and was not asked to leave that out. */
  thought?: true;
}

async function* written(
  messages: readonly ChatMessage[],
  prompt: Prompt,
  asking: Asking,
  seed: number,
  signal: AbortSignal,
): AsyncGenerator<AskEvent, Written> {
  const { server, model, temperature, maxTokens, limitedBy, think, logprobs } = asking;
  const reader = new TraceReader();
  const result: Written = { text: '', tokens: [] };
  const request = {
    model,
    messages,
    schema: prompt.schema,
    temperature,
    maxTokens,
    seed,
    logprobs,
    ...(limitedBy && { limitedBy }),
    ...(think !== undefined && { think }),
  };
  let thoughts = '';
  try {
    for await (const event of server.chat(request, signal)) {
      signal.throwIfAborted();
      if (event.type === 'thought') {
        thoughts += event.text;
        yield event;
      } else if (event.type === 'end') {
        if (event.finish !== 'stop')
          result.cut = event.finish === 'length' ? (limitedBy ?? event.finish) : event.finish;
      } else {
        result.text += event.text;
        if (event.tokens) result.tokens.push(...event.tokens);
        const text = reader.add(event.text);
        if (text !== '') yield { type: 'trace', text };
      }
    }
  } catch (error) {
    // A server that waits for the end of thoughts takes all for thoughts that a model says which was trained to answer at once.
    if (!(error instanceof ChatFailure && error.kind === 'empty') || 'problem' in readAnswer(thoughts, prompt.scale))
      throw error;
    result.text = thoughts;
    yield { type: 'trace', text: reader.add(thoughts) };
  }
  signal.throwIfAborted();
  // Words before the answer, taken for a thought whose opening tag was missing, come again as text once no closing one came.
  if (thoughts !== '' && think !== false && !result.text.startsWith(thoughts)) result.thought = true;
  return result;
}

function read({ text, tokens }: Written, { scale }: Prompt): Said | { problem: string } {
  const found = readAnswer(text, scale);
  if ('problem' in found) return found;
  const chances = labelChances(tokens);
  return { answer: found.answer, ...(chances && { chances }) };
}

/** One answer: asked again, once, with what is wrong, where it cannot be used. Throws a `ChatFailure` or the signal's reason. */
async function* one(prompt: Prompt, asking: Asking, seed: number, signal: AbortSignal): AsyncGenerator<AskEvent, Said> {
  const first = yield* written(prompt.messages, prompt, asking, seed, signal);
  const answer = read(first, prompt);
  if (!('problem' in answer)) return answer;
  if (first.cut === 'context')
    throw new ChatFailure(
      'unreadable',
      cutOff(
        asking.model,
        'context',
        first.thought ? ', ask about less of the trial, or ask it not to think' : ', or ask about less of the trial',
      ),
      { problem: 'the context was full before it was complete' },
    );
  if (first.cut === 'limit')
    throw new ChatFailure('unreadable', cutOff(asking.model, 'limit'), { problem: 'the server cut it off' });
  if (first.cut)
    throw new ChatFailure(
      'unreadable',
      `${asking.model} was cut off after ${asking.maxTokens} tokens, before its answer was complete. Allow it more${first.thought ? ', or ask it not to think' : ''}.`,
      {
        limit: asking.maxTokens,
        thought: first.thought === true,
        problem: `it was cut off after ${asking.maxTokens} tokens`,
      },
    );
  yield { type: 'again', text: answer.problem };
  const useless = (problem: string, cause?: unknown) =>
    new ChatFailure(
      'unreadable',
      `${asking.model} gave no answer that can be used: ${problem}. Another model, or a server that holds answers to a schema, may.`,
      { problem, ...(cause !== undefined && { cause }) },
    );
  let again: Written;
  try {
    again = yield* written(repairing(prompt, first.text, answer.problem), prompt, asking, seed, signal);
  } catch (error) {
    // Question and answer together are longer than the context: what was wrong at first is what there is to say.
    if (error instanceof ChatFailure && error.kind === 'too long') throw useless(answer.problem, error);
    throw error;
  }
  const mended = read(again, prompt);
  if (!('problem' in mended)) return mended;
  throw useless(mended.problem);
}

/** The question, the answer to it, and what is wrong with that. */
function repairing(prompt: Prompt, said: string, problem: string): ChatMessage[] {
  return [
    ...prompt.messages,
    { role: 'assistant', content: harmless(said.slice(-SHOWN_AGAIN)) },
    {
      role: 'user',
      content: `That answer cannot be used: ${harmless(problem)}. Write the whole JSON object again, mended, and nothing else.`,
    },
  ];
}

/** The same without its events, and with a failure of its own as a value. */
async function quietly(prompt: Prompt, asking: Asking, seed: number, signal: AbortSignal): Promise<Said | ChatFailure> {
  const asked = one(prompt, asking, seed, signal);
  try {
    for (;;) {
      const next = await asked.next();
      if (next.done) return next.value;
    }
  } catch (error) {
    if (error instanceof ChatFailure && ONES_OWN.has(error.kind)) return error;
    throw error;
  }
}

/** All but the first answer, a few at a time. */
async function others(
  prompt: Prompt,
  asking: Asking,
  samples: number,
  signal: AbortSignal,
): Promise<(Said | ChatFailure)[]> {
  const seeds = Array.from({ length: samples - 1 }, (_, i) => asking.seed + i + 1);
  const found: (Said | ChatFailure)[] = [];
  let next = 0;
  const worker = async () => {
    while (next < seeds.length) {
      const at = next++;
      found[at] = await quietly(prompt, asking, seeds[at] ?? 0, signal);
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, asking.parallel - 1), seeds.length) }, worker));
  return found;
}

/** What determines what a model answers. The server's address does not: the same model elsewhere answers the same. */
function keyOf(prompt: Prompt, asking: Asking, samples: number): object {
  const { server, model, digest, temperature, maxTokens, seed, think, logprobs } = asking;
  const { version, messages, schema } = prompt;
  return {
    version,
    messages,
    schema,
    server: server.kind,
    model,
    ...(digest !== undefined && { digest }),
    temperature,
    samples,
    maxTokens,
    seed,
    ...(think !== undefined && { think }),
    logprobs,
  };
}

/** What was wrong with an answer that does not count. */
function whyOf({ problem, kind }: ChatFailure): string | undefined {
  return problem ?? { repetition: 'it repeated itself without end', empty: 'there was none' }[kind as string];
}

/** What was remembered, as far as it still is what this program would read. */
function remembered(text: string | undefined, { scale }: Prompt): (Asked & { at?: string }) | undefined {
  if (text === undefined) return undefined;
  try {
    const { said, failed, why, at } = JSON.parse(text) as {
      said: { text: string; chances?: Probability }[];
      failed: number;
      why?: string;
      at?: string;
    };
    const answers = said.map(({ text: own, chances }) => {
      const found = readAnswer(own, scale);
      if ('problem' in found) throw new Error(found.problem);
      return { answer: found.answer, ...(chances && { chances }) };
    });
    if (answers.length === 0 || !Number.isInteger(failed)) return undefined;
    return {
      said: answers,
      failed,
      ...(typeof why === 'string' && { why }),
      ...(typeof at === 'string' && !Number.isNaN(Date.parse(at)) && { at }),
    };
  } catch {
    // What a cache holds may be of another version, or broken: it is asked for again.
    return undefined;
  }
}

/**
 * Asks a prompt. Streams what the first answer's sentences are while they are written. Throws a `ChatFailure` where there is no answer at
 * all, and the signal's reason once that is aborted, the server's work then being stopped.
 */
export async function* ask(prompt: Prompt, asking: Asking, signal: AbortSignal): AsyncGenerator<AskEvent, Asked> {
  signal.throwIfAborted();
  const samples = asking.temperature > 0 ? Math.max(1, asking.samples) : 1;
  const key = keyOf(prompt, asking, samples);
  const known = remembered(await asking.cache?.get(key, signal), prompt);
  signal.throwIfAborted();
  if (known) {
    yield { type: 'remembered', ...(known.at !== undefined && { at: known.at }) };
    for (const [i, { mechanism, text }] of (known.said[0]?.answer.trace ?? []).entries())
      yield {
        type: 'trace',
        text: `${i > 0 ? '\n' : ''}${mechanism.charAt(0).toUpperCase()}${mechanism.slice(1)}: ${text}`,
      };
    return known;
  }
  const stopped = new AbortController();
  const both = AbortSignal.any([signal, stopped.signal]);
  const rest = asking.parallel > 1 ? others(prompt, asking, samples, both) : undefined;
  // Whoever fails first is told below; that the others fail too then is no news.
  rest?.catch(() => {});
  const found: (Said | ChatFailure)[] = [];
  try {
    try {
      found.push(yield* one(prompt, asking, asking.seed, both));
    } catch (error) {
      if (!(error instanceof ChatFailure && ONES_OWN.has(error.kind))) throw error;
      found.push(error);
    }
    found.push(...(await (rest ?? others(prompt, asking, samples, both))));
  } finally {
    stopped.abort();
  }
  signal.throwIfAborted();
  const said = found.filter((each): each is Said => !(each instanceof ChatFailure));
  const [failure] = found.filter((each) => each instanceof ChatFailure);
  if (said.length === 0) throw failure ?? new ChatFailure('empty', `${asking.model} gave no answer.`);
  const why = failure && whyOf(failure);
  const asked = { said, failed: found.length - said.length, ...(why !== undefined && { why }) };
  await asking.cache?.put(
    key,
    JSON.stringify({
      said: said.map(({ answer, chances }) => ({ text: JSON.stringify(answer), ...(chances && { chances }) })),
      failed: asked.failed,
      ...(why !== undefined && { why }),
      at: new Date().toISOString(),
    }),
  );
  return asked;
}
