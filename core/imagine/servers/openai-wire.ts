/** What goes to an OpenAI-compatible server and what comes from it, in the several spellings of such servers. */
import type { ReasoningEffort } from 'openai/resources/shared';
import { z } from 'zod';
import type { Capabilities, ChatRequest, TokenChance } from './chat.ts';
import type { Said } from './said.ts';

/** What was found out of a server and a model by asking. */
export interface Dialect {
  schema: Exclude<Capabilities['schema'], 'format'>;
  /** How many other tokens it tells beside each; none where 0. */
  alternatives: number;
  /** The template of the model is told whether to reason. */
  template: boolean;
  /** It counts tokens in a stream. */
  usage: boolean;
  limit: 'max_tokens' | 'max_completion_tokens';
  /** It is llama.cpp, which tells how far it has read, and so notices sooner that nobody listens any more. */
  progress: boolean;
  /** The server's own name of the model, where ours also names an adapter. */
  model?: string;
  /** llama.cpp's adapters, each with its strength. Sent every time: else it would go on with those of the request before. */
  lora?: readonly Adapter[];
}

/** An adapter that llama.cpp has loaded. */
export interface Adapter {
  id: number;
  scale: number;
}

/** Other tokens that are asked for beside each: as many as OpenAI, vLLM and SGLang give by default. */
export const ALTERNATIVES = 20;

/** The body of a request. */
export function bodyOf(request: ChatRequest, dialect: Dialect) {
  const { model, messages, schema, temperature, maxTokens, seed, logprobs, think } = request;
  const json = schema && {
    type: 'json_schema' as const,
    json_schema: { name: schema.name, schema: { ...schema.schema }, strict: true },
  };
  return {
    model: dialect.model ?? model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true as const,
    temperature,
    ...(dialect.limit === 'max_tokens' ? { max_tokens: maxTokens } : { max_completion_tokens: maxTokens }),
    ...(dialect.usage && { stream_options: { include_usage: true } }),
    ...(seed !== undefined && { seed }),
    ...(logprobs && dialect.alternatives > 0 && { logprobs: true, top_logprobs: dialect.alternatives }),
    ...(json && dialect.schema === 'response_format' && { response_format: json }),
    ...(schema && dialect.schema === 'structured_outputs' && { structured_outputs: { json: schema.schema } }),
    // `enable_thinking` is Qwen's, GLM's and others'; `thinking` is DeepSeek's and Granite's. Templates ignore what they do not know.
    ...(think !== undefined &&
      dialect.template && { chat_template_kwargs: { enable_thinking: think !== false, thinking: think !== false } }),
    // OpenAI's own word for it, and that of all who serve gpt-oss. The type of the package has not all levels.
    ...(typeof think === 'string' && { reasoning_effort: think as ReasoningEffort }),
    ...(dialect.progress && { return_progress: true }),
    ...(dialect.lora && { lora: dialect.lora }),
  };
}

const text = z.string().nullish();
const chance = z.object({ token: z.string(), logprob: z.number() });
const chances = z.array(chance.extend({ top_logprobs: z.array(chance).nullish() }));
const words = z.object({ content: text, reasoning_content: text, reasoning: text, thinking: text }).nullish();
const chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: words,
        // Of an answer that came whole.
        message: words,
        finish_reason: text,
        // A server that writes them in another form still answers.
        logprobs: z.object({ content: chances.nullish() }).nullish().catch(undefined),
      }),
    )
    .nullish(),
  usage: z
    .object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() })
    .nullish()
    .catch(undefined),
});

const chancesOf = (all: z.infer<typeof chances>): TokenChance[] =>
  all.map(({ token, logprob, top_logprobs }) => ({
    text: token,
    logprob,
    others: (top_logprobs ?? []).map((other) => ({ text: other.token, logprob: other.logprob })),
  }));

/** One event of a stream. Throws a `ZodError` where it is not what such servers send. */
export function saidOf(event: unknown): Said {
  const { choices, usage } = chunk.parse(event);
  const choice = choices?.[0];
  const { content, reasoning_content, reasoning, thinking } = choice?.delta ?? choice?.message ?? {};
  const tokens = choice?.logprobs?.content;
  return {
    thought: reasoning_content ?? reasoning ?? thinking ?? undefined,
    text: content ?? undefined,
    ...(content && tokens && { tokens: chancesOf(tokens) }),
    finish: choice?.finish_reason ?? (choice?.message ? 'stop' : undefined),
    promptTokens: usage?.prompt_tokens ?? undefined,
    answerTokens: usage?.completion_tokens ?? undefined,
  };
}

/** An answer that came whole. */
const whole = z.looseObject({}).refine((answer) => 'choices' in answer || 'error' in answer);
/** `{`, with which no stream of events begins. */
const BRACE = 0x7b;

/** The answer of a server that was asked for a stream and gives the whole at once, as a stream of one event; any other as it comes. What is of another form fails with a `ZodError`. */
export function streamed({ body, headers }: Response): Response {
  let isWhole: boolean | undefined;
  const decoder = new TextDecoder();
  let text = '';
  const events = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      const first = part.find((byte) => byte > 0x20);
      if (first !== undefined) isWhole ??= first === BRACE;
      if (isWhole) text += decoder.decode(part, { stream: true });
      else controller.enqueue(part);
    },
    flush(controller) {
      if (!isWhole) return;
      const event = JSON.stringify(whole.parse(JSON.parse(text)));
      controller.enqueue(new TextEncoder().encode(`data: ${event}\n\n`));
    },
  });
  return new Response(body?.pipeThrough(events) ?? null, { headers });
}

/** The list of models; vLLM and SGLang tell the context, llama.cpp what the model is. */
export const modelList = z.object({
  data: z.array(
    z.looseObject({
      id: z.string(),
      max_model_len: z.number().nullish().catch(undefined),
      context_length: z.number().nullish().catch(undefined),
      aliases: z.array(z.string()).nullish().catch(undefined),
      root: z.string().nullish().catch(undefined),
      meta: z.record(z.string(), z.unknown()).nullish().catch(undefined),
    }),
  ),
});

/** What llama.cpp tells of itself at `/props`. */
export const llamaProps = z.object({
  default_generation_settings: z.object({ n_ctx: z.number() }),
  model_path: z.string().optional(),
  build_info: z.string().optional(),
});

/** The adapters that llama.cpp has loaded, as it tells them at `/lora-adapters`. */
export const llamaAdapters = z.array(z.object({ id: z.number(), path: z.string(), scale: z.number() }));
