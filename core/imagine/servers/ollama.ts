/** Ollama, through its own API: it constrains with `format`, tells thoughts apart, and pulls models. */
import type { Ollama, ChatRequest as OllamaRequest } from 'ollama/browser';
import { z } from 'zod';
import { addressOf, Call } from './call.ts';
import {
  type Capabilities,
  ChatFailure,
  type ChatRequest,
  type ChatServer,
  type ServerOptions,
  type TokenChance,
} from './chat.ts';
import { type Asked, ofWords, truncated, unreadable, withModels } from './failure.ts';
import { events, type Said } from './said.ts';
import { Shared } from './shared.ts';

/** How far the download of a model is, in bytes. */
export interface PullProgress {
  status: string;
  digest?: string;
  total?: number;
  completed?: number;
}

export interface OllamaServer extends ChatServer {
  kind: 'ollama';
  /** Downloads a model. Aborting closes the connection; what was downloaded stays, and a later pull goes on from there. */
  pull(model: string, signal: AbortSignal): AsyncIterable<PullProgress>;
}

export interface OllamaOptions extends ServerOptions {
  /**
   * Tokens of context that are asked for, where neither the model's file says so nor its training allows less. Ollama's own
   * default is so small that it would cut trials.
   */
  context?: number | undefined;
}

const CONTEXT = 16_384;
const SOON = 15_000;
/** Tokens in which a model comes to an end that reasons about a word or two. */
const TO_END = 2048;
/** As many other tokens as Ollama gives beside each. */
const ALTERNATIVES = 20;

const chance = z.object({ token: z.string(), logprob: z.number() });
const chunk = z.object({
  message: z.object({ content: z.string().nullish(), thinking: z.string().nullish() }).nullish(),
  done: z.boolean().nullish(),
  done_reason: z.string().nullish(),
  prompt_eval_count: z.number().nullish(),
  eval_count: z.number().nullish(),
  logprobs: z
    .array(chance.extend({ top_logprobs: z.array(chance).nullish() }))
    .nullish()
    .catch(undefined),
});
const tags = z.object({ models: z.array(z.object({ name: z.string(), digest: z.string().nullish() })) });
const shown = z.object({
  capabilities: z.array(z.string()).nullish(),
  parameters: z.string().nullish(),
  model_info: z.record(z.string(), z.unknown()).nullish(),
});
const progress = z.object({
  status: z.string(),
  digest: z.string().optional(),
  total: z.number().optional(),
  completed: z.number().optional(),
});

function saidOf(event: unknown): Said {
  const { message, done, done_reason, prompt_eval_count, eval_count, logprobs } = chunk.parse(event);
  const tokens = logprobs?.map(
    ({ token, logprob, top_logprobs }): TokenChance => ({
      text: token,
      logprob,
      others: (top_logprobs ?? []).map((other) => ({ text: other.token, logprob: other.logprob })),
    }),
  );
  return {
    thought: message?.thinking ?? undefined,
    text: message?.content ?? undefined,
    ...(message?.content && tokens && { tokens }),
    ...(done && { finish: done_reason ?? 'stop' }),
    promptTokens: prompt_eval_count ?? undefined,
    answerTokens: eval_count ?? undefined,
  };
}

/** What an error of the package means: it throws what a stream reports as a bare message. */
function told(asked: Asked): (error: unknown) => ChatFailure {
  return (error) => {
    if (error instanceof z.ZodError || error instanceof SyntaxError || error instanceof TypeError)
      return unreadable(asked, 'something in another form');
    const words = error instanceof Error ? error.message : '';
    return words === '' || words.startsWith('Did not receive done') ? truncated(asked, error) : ofWords(asked, words);
  };
}

interface Known {
  capabilities: Capabilities;
  /** Tokens of context to ask for; absent where the model's own file says. */
  context?: number;
}

/** Ollama by its address. Throws a `ChatFailure` where that is none. */
export function ollamaServer(options: OllamaOptions): OllamaServer {
  const address = addressOf('ollama', options);
  const { url, secrets } = address;
  const known = new Shared<Known>();
  const about = (model?: string): Asked => ({ kind: 'ollama', url, secrets, ...(model !== undefined && { model }) });

  /** Gives a client of the package for one request, and tells what its errors mean. */
  async function one<T>(asked: Asked, signal: AbortSignal, work: (client: Ollama) => Promise<T>): Promise<T> {
    const call = new Call({ asked, address, options, signal, first: SOON });
    try {
      return await work(await client(call));
    } catch (error) {
      throw call.because(error, told(asked));
    } finally {
      call.close();
    }
  }

  async function client(call: Call): Promise<Ollama> {
    const { Ollama } = await import('ollama/browser');
    return new Ollama({ host: url, fetch: call.fetch });
  }

  const list = async (signal: AbortSignal) =>
    (await one(about(), signal, async (ollama) => tags.parse(await ollama.list()))).models;

  async function* say(request: ChatRequest, with_: Partial<Known>, signal: AbortSignal) {
    const { model, messages, schema, temperature, maxTokens, seed, logprobs, think } = request;
    const { capabilities, context } = with_;
    const asked = about(model);
    const call = new Call({ asked, address, options, signal, ndjson: true });
    const body = {
      model,
      messages: messages.map(({ role, content }) => ({ role, content })),
      stream: true as const,
      // Without them the server would silently drop what does not fit, before it answers and while it does.
      truncate: false,
      shift: false,
      ...(schema && { format: schema.schema }),
      // The type of the package has not all levels.
      ...(think !== undefined && capabilities?.thinks && { think: think as NonNullable<OllamaRequest['think']> }),
      ...(logprobs && capabilities?.logprobs !== false && { logprobs: true, top_logprobs: ALTERNATIVES }),
      options: {
        temperature,
        num_predict: maxTokens,
        ...(seed !== undefined && { seed }),
        ...(context !== undefined && { num_ctx: context }),
      },
    };
    async function* parts(): AsyncGenerator<Said> {
      for await (const event of await (await client(call)).chat(body)) yield saidOf(event);
    }
    yield* events(parts(), request, asked, call, told(asked), capabilities?.thinks, capabilities?.context);
  }

  /** One word is possible, and not the one that is asked for: only a server that holds to the schema says it. */
  async function probe(model: string, known: Known, signal: AbortSignal) {
    const schema = { type: 'object', properties: { direction: { enum: ['higher'] } }, required: ['direction'] };
    const request: ChatRequest = {
      model,
      messages: [{ role: 'user', content: 'Greet me in two words, as JSON.' }],
      schema: { name: 'answer', schema },
      temperature: 0,
      maxTokens: 64,
      logprobs: true,
      think: false,
    };
    const hear = async (maxTokens: number) => {
      const heard = { thought: false, text: '', logprobs: false };
      try {
        for await (const event of say({ ...request, maxTokens }, known, signal)) {
          if (event.type === 'thought') heard.thought = true;
          if (event.type !== 'text') continue;
          heard.text += event.text;
          heard.logprobs ||= event.tokens !== undefined;
        }
      } catch (error) {
        if (!(error instanceof ChatFailure && error.kind === 'empty')) throw error;
      }
      return heard;
    };
    let heard = await hear(request.maxTokens);
    // gpt-oss reasons whatever it is told: with room to come to an end.
    if (heard.thought && heard.text === '') heard = await hear(TO_END);
    return { schema: /^\s*\{\s*"direction"\s*:\s*"higher"\s*\}/.test(heard.text), logprobs: heard.logprobs };
  }

  async function find(model: string, signal: AbortSignal): Promise<Known> {
    const [all, { capabilities, parameters, model_info }] = await Promise.all([
      list(signal),
      one(about(model), signal, async (ollama) => shown.parse(await ollama.show({ model }))),
    ]);
    const digest = all.find(({ name }) => name === model || name === `${model}:latest`)?.digest;
    const trained = Object.entries(model_info ?? {}).find(([key]) => key.endsWith('.context_length'))?.[1];
    const own = /^num_ctx\s+(\d+)/m.exec(parameters ?? '')?.[1];
    const wanted = Math.min(options.context ?? CONTEXT, typeof trained === 'number' ? trained : Infinity);
    const context = own === undefined ? { context: wanted } : {};
    const hoped: Capabilities = {
      schema: 'format',
      logprobs: true,
      thinks: capabilities?.includes('thinking') ?? false,
      context: own === undefined ? wanted : Number(own),
      ...(digest != null && { digest }),
    };
    const { schema, logprobs } = await probe(model, { capabilities: hoped, ...context }, signal);
    return { capabilities: { ...hoped, schema: schema ? 'format' : 'none', logprobs }, ...context };
  }

  const names = async (signal: AbortSignal) => (await list(signal)).map(({ name }) => name);
  const know = (model: string, signal: AbortSignal) =>
    known
      .get(model, (shared) => find(model, shared), signal)
      .catch(async (error: unknown) => {
        throw await withModels(about(model), error, () => names(signal));
      });
  return {
    kind: 'ollama',
    url,
    models: names,
    capabilities: async (model, signal) => (await know(model, signal)).capabilities,
    async *chat(request, signal) {
      const own = await know(request.model, signal);
      try {
        yield* say(request, own, signal);
      } catch (error) {
        // What answers there next may be another build of the model.
        if (error instanceof ChatFailure && (error.kind === 'refused' || error.kind === 'no model'))
          known.forget(request.model);
        throw error;
      }
    },
    async *pull(model, signal) {
      const asked = about(model);
      const why = (error: unknown) =>
        error instanceof Error && /manifest.*does not exist/.test(error.message)
          ? new ChatFailure(
              'no model',
              `The library of Ollama has no model ${model}. Check its name at https://ollama.com/library.`,
            )
          : told(asked)(error);
      const call = new Call({ asked, address, options, signal, ndjson: true });
      let done = false;
      try {
        for await (const event of await (await client(call)).pull({ model, stream: true })) {
          const now = progress.parse(event);
          call.reading();
          done = now.status === 'success';
          yield now as PullProgress;
        }
        if (!done) throw truncated(asked);
      } catch (error) {
        throw call.because(error, why);
      } finally {
        known.forget(model);
        call.close();
      }
    },
  };
}
