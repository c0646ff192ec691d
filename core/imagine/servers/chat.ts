/** What a server of language models is to the rest: one chat request in, a stream of what it says out. */

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** How hard a model is to reason that knows levels of it: gpt-oss and others. Not every server and model takes every one. */
export const THINK_LEVELS = ['low', 'medium', 'high', 'max'] as const;
export type Think = boolean | (typeof THINK_LEVELS)[number];

export interface ChatRequest {
  model: string;
  messages: readonly ChatMessage[];
  /** JSON Schema that the answer has to follow. The server constrains the model with it where it can. */
  schema?: { name: string; schema: object };
  temperature: number;
  /** Of thoughts and answer together. */
  maxTokens: number;
  /** Where they are as many as the context allows: to raise their number would change nothing. */
  limitedBy?: 'context';
  seed?: number;
  /** Ask for the log-probabilities of the answer's tokens, where the server gives them. */
  logprobs?: boolean;
  /** `false`: the model is asked not to reason before it answers; `true`: to reason; a level: so hard. The server's default where absent. */
  think?: Think;
}

/** One token of the answer with what else could have stood there. Natural logarithms. */
export interface TokenChance {
  text: string;
  logprob: number;
  others: readonly { text: string; logprob: number }[];
}

export type ChatEvent =
  /** What the model reasons before it answers. */
  | { type: 'thought'; text: string }
  | { type: 'text'; text: string; tokens?: readonly TokenChance[] }
  /** The last event. A stream that ends without one failed. `length`: all tokens that it might take; `context`: its context was full before; `limit`: the server ended it before, for a reason of its own. */
  | { type: 'end'; finish: 'stop' | 'length' | 'context' | 'limit'; promptTokens?: number; answerTokens?: number };

/** What a server can do with a model, found by asking it, never guessed from names. */
export interface Capabilities {
  /** How the answer is constrained: by `response_format`, vLLM's `structured_outputs`, Ollama's `format`, or not at all. */
  schema: 'response_format' | 'structured_outputs' | 'format' | 'none';
  logprobs: boolean;
  /** Reasons before it answers. */
  thinks: boolean;
  /** Tokens of prompt and answer together, where the server tells. */
  context?: number;
  /** What tells two builds of a model of one name apart, where the server tells. */
  digest?: string;
}

const CHAT_FAILURES = [
  'refused',
  'unauthorized',
  'no model',
  'busy',
  'server error',
  'too long',
  'truncated',
  'stalled',
  'timed out',
  'repetition',
  'empty',
  'unreadable',
] as const;
export type ChatFailureKind = (typeof CHAT_FAILURES)[number];

/** Why a request came to nothing. The message is for a person: what happened and what to do next; it holds no secret. */
export class ChatFailure extends Error {
  readonly kind: ChatFailureKind;
  /** Seconds after which a busy server asks to be asked again, where it says. */
  readonly retryAfter: number | undefined;
  /** The limit of tokens that was too small for the answer, where it was that and may be raised. */
  readonly limit: number | undefined;
  /** Thoughts took a part of it, or came in its place, and the model was not asked to leave them out. */
  readonly thought: boolean;
  /** What was wrong with an answer, in a few words. */
  readonly problem: string | undefined;
  constructor(
    kind: ChatFailureKind,
    message: string,
    options: ErrorOptions & { retryAfter?: number; limit?: number; thought?: boolean; problem?: string } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.name = 'ChatFailure';
    this.kind = kind;
    this.retryAfter = options.retryAfter;
    this.limit = options.limit;
    this.thought = options.thought ?? false;
    this.problem = options.problem;
  }
}

/** How long a server may be silent, in milliseconds. */
export interface Timeouts {
  /** Until the first word: the server may have to load the model, and then reads the prompt. */
  first: number;
  /** From one word to the next. */
  token: number;
  /** Of the whole answer. */
  total: number;
}
export const TIMEOUTS: Timeouts = { first: 300_000, token: 60_000, total: 1_200_000 };

export interface ServerOptions {
  /** Credentials in it are sent as such and never shown. */
  url: string;
  /** Sent as a bearer token, to this server only. */
  key?: string | undefined;
  timeouts?: Partial<Timeouts> | undefined;
  /** The global one where absent. */
  fetch?: typeof fetch | undefined;
}

export interface ChatServer {
  kind: 'openai' | 'ollama';
  /** Without credentials. */
  url: string;
  /** Names of the models that it serves. Throws a `ChatFailure`, or the signal's reason. */
  models(signal: AbortSignal): Promise<string[]>;
  /** Asked once for a model, and remembered. Throws as `models`. */
  capabilities(model: string, signal: AbortSignal): Promise<Capabilities>;
  /** Streams; aborting the signal closes the connection at once, so that the server stops generating. Throws as `models`. */
  chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatEvent>;
}
