/** Finds out what an OpenAI-compatible server can do with a model, by asking it for a word or two. */
import { type Capabilities, ChatFailure, type ChatRequest, type ChatServer } from './chat.ts';
import { ALTERNATIVES, type Dialect } from './openai-wire.ts';

type Chat = (request: ChatRequest, dialect: Dialect, signal: AbortSignal) => ReturnType<ChatServer['chat']>;

/** One word is possible, and not the one that is asked for: only a server that holds to the schema says it. */
const WORD = 'higher';
const SCHEMA = {
  type: 'object',
  properties: { direction: { type: 'string', enum: [WORD] } },
  required: ['direction'],
  additionalProperties: false,
};
const ASKED = 'Greet me in two words.';

interface Seen {
  thought: boolean;
  text: string;
  tokens: boolean;
  promptTokens: number | undefined;
}

/** What is seen of an answer. No answer is one, too: it may have reasoned until its tokens were used up. */
async function ask(chat: Chat, request: ChatRequest, dialect: Dialect, signal: AbortSignal): Promise<Seen> {
  const seen: Seen = { thought: false, text: '', tokens: false, promptTokens: undefined };
  try {
    for await (const event of chat(request, dialect, signal)) {
      if (event.type === 'thought') seen.thought = true;
      else if (event.type === 'text') {
        seen.text += event.text;
        seen.tokens ||= event.tokens !== undefined;
      } else seen.promptTokens = event.promptTokens;
    }
  } catch (error) {
    if (!(error instanceof ChatFailure && error.kind === 'empty')) throw error;
  }
  return seen;
}

/** What to leave out next after a server did not accept a request: what it names, else what is understood least widely. */
function without(dialect: Dialect, words: string): Dialect | undefined {
  const steps: [boolean, RegExp, Partial<Dialect>][] = [
    [dialect.limit === 'max_tokens', /max_completion_tokens/, { limit: 'max_completion_tokens' }],
    [dialect.progress, /return_progress/, { progress: false }],
    [dialect.template, /chat_template_kwargs/, { template: false }],
    [dialect.usage, /stream_options|include_usage/, { usage: false }],
    [dialect.alternatives > 5, /top_logprobs|max_logprobs/, { alternatives: 5 }],
    [dialect.alternatives > 0, /logprobs/, { alternatives: 0 }],
    [dialect.schema === 'response_format', /response_format|json_schema|schema/, { schema: 'structured_outputs' }],
    [dialect.schema === 'structured_outputs', /structured_outputs|guided/, { schema: 'none' }],
  ];
  const open = steps.filter(([is]) => is);
  const next = open.find(([, pattern]) => pattern.test(words)) ?? open.find(([, , less]) => !('limit' in less));
  return next && { ...dialect, ...next[2] };
}

const refusal = (error: unknown): error is ChatFailure => error instanceof ChatFailure && error.kind === 'server error';

/** Asks with as much as the server accepts. Throws what it answered to the least that can be asked. */
async function accepted(
  chat: Chat,
  request: ChatRequest,
  hoped: Dialect,
  signal: AbortSignal,
): Promise<{ dialect: Dialect; seen: Seen }> {
  let dialect = hoped;
  for (;;) {
    try {
      return { dialect, seen: await ask(chat, request, dialect, signal) };
    } catch (error) {
      const less = refusal(error) ? without(dialect, error.message) : undefined;
      if (!less) throw error;
      dialect = less;
    }
  }
}

/** Servers of which the grammar allows white space may be filled up with it by a weak model: as far as it came, it says the only thing there is to say. */
const obeys = ({ text }: Seen): boolean => {
  const said = text.replace(/\s+/g, '');
  return said !== '' && JSON.stringify({ direction: WORD }).startsWith(said);
};

/** Three short requests where all goes well. `given`: what is known of the server already. Throws as `ChatServer.chat`. */
export async function probe(
  chat: Chat,
  model: string,
  given: Pick<Dialect, 'progress' | 'model' | 'lora'>,
  signal: AbortSignal,
): Promise<{ dialect: Dialect; capabilities: Pick<Capabilities, 'schema' | 'logprobs' | 'thinks'> }> {
  const plain: ChatRequest = { model, messages: [{ role: 'user', content: ASKED }], temperature: 0, maxTokens: 48 };
  const full: ChatRequest = { ...plain, schema: { name: 'answer', schema: SCHEMA }, logprobs: true, think: false };
  const hoped: Dialect = {
    schema: 'response_format',
    alternatives: ALTERNATIVES,
    template: true,
    usage: true,
    limit: 'max_tokens',
    ...given,
  };
  let { dialect, seen } = await accepted(chat, full, hoped, signal);
  if (seen.thought && seen.text === '') {
    // It reasons whatever it is told: with room to come to an end.
    full.maxTokens = 2048;
    ({ dialect, seen } = await accepted(chat, full, dialect, signal));
  }
  if (!obeys(seen) && dialect.schema === 'response_format')
    ({ dialect, seen } = await accepted(chat, full, { ...dialect, schema: 'structured_outputs' }, signal));
  if (!obeys(seen)) dialect = { ...dialect, schema: 'none' };
  if (!seen.tokens) dialect = { ...dialect, alternatives: 0 };
  const free = await ask(chat, { ...plain, maxTokens: 16, think: true }, dialect, signal);
  const still = await ask(chat, { ...plain, maxTokens: 1, think: false }, dialect, signal);
  // Where the opening tag is the template's and the server leaves it at that, only the length of the prompt tells.
  const longer = (free.promptTokens ?? Number.NaN) - (still.promptTokens ?? Number.NaN);
  const thinks = free.thought || (dialect.template && Math.abs(longer) > 0);
  return { dialect, capabilities: { schema: dialect.schema, logprobs: dialect.alternatives > 0, thinks } };
}
