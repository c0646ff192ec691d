/** What went wrong with a server, in words for a person: what happened, then what to do. */
import { ChatFailure, type ChatFailureKind, type Think } from './chat.ts';

/** Whom was asked what. `secrets` are cut out of all that is told. */
export interface Asked {
  kind: 'openai' | 'ollama';
  url: string;
  model?: string;
  secrets: readonly string[];
}

const LONGEST = 300;

/** What a server says of itself, as one short line without secrets. */
function quoted(words: string, { secrets }: Asked): string {
  let line = words;
  for (const secret of secrets) line = line.replaceAll(secret, '…');
  // What would move the cursor of a terminal, or write from right to left.
  line = line
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .replace(/[.\s]+$/, '');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** The server's own words of an error body, in the spellings there are. */
export function wordsOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (typeof body !== 'object' || body === null) return '';
  const { error, message, detail } = body as Record<string, unknown>;
  const said = error ?? message ?? detail;
  if (typeof said === 'string') return said;
  if (typeof said === 'object' && said !== null) return wordsOf(said) || JSON.stringify(said);
  return '';
}

const TOO_LONG = [
  /context[ _-]?(length|size|window|limit)/i,
  /(prompt|input|inputs?) .{0,40}(too long|too large|longer than|exceeds?)/i,
  /too many (input )?tokens/i,
  /max_new_tokens/i,
];
const NO_MODEL = /model.{0,200}(not found|does not exist|not exist|unknown|no such)|(not find|unknown|no such) model/is;

const server = ({ kind, url }: Asked) => `${kind === 'ollama' ? 'Ollama' : 'The server'} at ${url}`;
const failure = (kind: ChatFailureKind, message: string, cause?: unknown) =>
  new ChatFailure(kind, message, cause === undefined ? {} : { cause });

/** Too long a prompt. The server tells how many tokens are too many, where it can. */
function tooLong(asked: Asked, words: string): ChatFailure {
  const model = asked.model === undefined ? 'the model' : asked.model;
  return failure(
    'too long',
    `The question does not fit the context of ${model}: ${quoted(words, asked)}. Serve the model with a larger context, or ask about less of the trial.`,
  );
}

/** As many names as a sentence bears. */
const NAMED = 10;

/** The server does not serve the model that was asked for. `has`: those that it serves, where it tells. */
export function noModel(asked: Asked, has: readonly string[] = []): ChatFailure {
  const named = has.slice(0, NAMED).map((name) => quoted(name, asked));
  const more = has.length > NAMED ? ` and ${has.length - NAMED} more` : '';
  const next =
    asked.kind === 'ollama' ? `Pull it (\`ollama pull ${asked.model}\`) or choose` : 'Check its name, or choose';
  return failure(
    'no model',
    `${server(asked)} has no model ${asked.model}. ${next} ${named.length > 0 ? `what it has: ${named.join(', ')}${more}` : 'another model'}.`,
  );
}

/** Seconds, of a `Retry-After` header: a number of them or a date. */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}

/** An answer with a status that is no success. */
export function ofStatus(asked: Asked, status: number, body: string, retryAfter: string | null): ChatFailure {
  let words = body;
  try {
    words = wordsOf(JSON.parse(body));
  } catch {
    // No JSON: the body itself, unless it is a page.
    if (/^\s*</.test(body)) words = '';
  }
  const said = words.trim() === '' ? '' : `: ${quoted(words, asked)}`;
  if (status === 401 || status === 403) {
    const next = asked.secrets.length ? 'Check the key for this server.' : 'Give the key for this server.';
    return failure('unauthorized', `${server(asked)} refuses the request (${status})${said}. ${next}`);
  }
  if (status === 413 || ((status === 400 || status === 422) && TOO_LONG.some((pattern) => pattern.test(words))))
    return tooLong(asked, words || 'the server refuses a request of this size');
  if (status === 404 && asked.model !== undefined && NO_MODEL.test(words)) return noModel(asked);
  if (status === 404) {
    const form = asked.kind === 'ollama' ? 'Ollama' : 'an OpenAI-compatible server';
    const next =
      asked.kind === 'ollama'
        ? 'It may be an OpenAI-compatible server: ask it as one (predictor openai). Ollama by itself is at http://127.0.0.1:11434.'
        : 'Check the address: it usually ends with /v1.';
    return failure('refused', `${asked.url} answers, but not as ${form} (404)${said}. ${next}`);
  }
  if (status === 429 || status === 503) {
    const seconds = secondsOf(retryAfter);
    const when = seconds === undefined ? 'in a while' : `in ${seconds} s`;
    return new ChatFailure('busy', `${server(asked)} is busy (${status})${said}. Try again ${when}.`, {
      ...(seconds !== undefined && { retryAfter: seconds }),
    });
  }
  if (status >= 500)
    return failure('server error', `${server(asked)} failed (${status})${said}. Its log says more; then try again.`);
  return failure('server error', `${server(asked)} does not accept the request (${status})${said}.`);
}

/** The same failure, with what the server has where it is a model that it has not. */
export async function withModels(
  asked: Asked,
  error: unknown,
  names: () => Promise<readonly string[]>,
): Promise<unknown> {
  if (!(error instanceof ChatFailure && error.kind === 'no model')) return error;
  // A list that cannot be had is no news beside that.
  return names().then(
    (has) => noModel(asked, has),
    () => error,
  );
}

/** An error that a server reports in the middle of a stream. */
export function ofWords(asked: Asked, words: string): ChatFailure {
  if (TOO_LONG.some((pattern) => pattern.test(words))) return tooLong(asked, words);
  if (asked.model !== undefined && NO_MODEL.test(words)) return noModel(asked);
  return failure(
    'server error',
    `${server(asked)} broke off with an error: ${quoted(words, asked)}. Its log says more; then try again.`,
  );
}

/** Codes and names of an error and of what caused it: of every address that was tried. */
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 4) return [];
  const { code, name, cause, errors } = error as { code?: unknown; name?: unknown; cause?: unknown; errors?: unknown };
  return [
    ...[code, name].filter((each) => typeof each === 'string'),
    ...codesOf(cause, depth + 1),
    ...(Array.isArray(errors) ? errors.flatMap((each) => codesOf(each, depth + 1)) : []),
  ];
}

/** What an error and what caused it say. */
function messagesOf(error: unknown): string {
  return error instanceof Error ? `${error.message} ${messagesOf(error.cause)}` : '';
}

/** `fetch` failed, or the connection did. `began`: something of the answer had come. */
export function ofNetwork(asked: Asked, error: unknown, began: boolean): ChatFailure {
  const codes = codesOf(error);
  const any = (...names: string[]) => codes.some((code) => names.some((name) => code.startsWith(name)));
  if (any('ECONNREFUSED')) {
    const start = asked.kind === 'ollama' ? 'Start Ollama there (`ollama serve`)' : 'Start the server there';
    return failure('refused', `Nothing answers at ${asked.url}. ${start}, or choose another address.`, error);
  }
  if (any('ENOTFOUND', 'EAI_'))
    return failure(
      'refused',
      `There is no machine of the name ${new URL(asked.url).hostname}, asked as ${asked.url}. Check the address, such as http://127.0.0.1:8080.`,
      error,
    );
  if (any('ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'))
    return failure(
      'refused',
      `${asked.url} cannot be reached from this machine. Check the address and the network.`,
      error,
    );
  if (any('CERT_', 'DEPTH_ZERO', 'SELF_SIGNED', 'UNABLE_TO_', 'ERR_TLS', 'ERR_SSL', 'EPROTO'))
    return failure(
      'refused',
      `No secure connection to ${asked.url} (${codes.filter((code) => /^[A-Z_]+$/.test(code)).join(', ')}). Check its certificate, and whether it speaks https.`,
      error,
    );
  if (any('UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT')) return stalled(asked, 300_000, began);
  if (any('HPE_', 'HTTPParserError') && !/EOF/.test(messagesOf(error)))
    return failure('unreadable', `${asked.url} does not answer in HTTP. Check the address and its port.`, error);
  if (/\bbad port\b/.test(messagesOf(error)))
    return failure(
      'refused',
      `${asked.url}: this port is kept for other services, and no request is sent to it. Serve the model on another one, such as 8080.`,
      error,
    );
  if (began || any('ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH', 'HPE_', 'HTTPParserError'))
    return truncated(asked, error);
  const why = quoted(messagesOf(error), asked);
  return failure(
    'refused',
    `${asked.url} cannot be asked${why === '' ? '' : ` (${why})`}. Check the address and whether the server lets this program in.`,
    error,
  );
}

const seconds = (milliseconds: number) =>
  milliseconds < 10_000 ? `${Number((milliseconds / 1000).toFixed(1))} s` : `${Math.round(milliseconds / 1000)} s`;

/** Nothing came for that long. */
export function stalled(asked: Asked, milliseconds: number, began: boolean): ChatFailure {
  return failure(
    'stalled',
    began
      ? `${server(asked)} stopped in the middle of its answer: nothing for ${seconds(milliseconds)}. See whether it still runs, then try again.`
      : `${server(asked)} said nothing for ${seconds(milliseconds)}. It may be loading the model or be busy with others; try again, or allow it more time.`,
  );
}

/** The whole answer takes longer than it may. */
export function timedOut(asked: Asked, milliseconds: number): ChatFailure {
  return failure(
    'timed out',
    `${server(asked)} was not done within ${seconds(milliseconds)}. Allow more time, fewer tokens, or choose a faster model.`,
  );
}

/** The stream ended before the answer did. */
export function truncated(asked: Asked, cause?: unknown): ChatFailure {
  return failure(
    'truncated',
    `${server(asked)} broke off before its answer was complete. It may have crashed or run out of memory: see its log, then try again.`,
    cause,
  );
}

/** What came is not what this kind of server sends. */
export function unreadable(asked: Asked, what: string): ChatFailure {
  const form = asked.kind === 'ollama' ? 'Ollama' : 'an OpenAI-compatible server';
  return failure(
    'unreadable',
    `${asked.url} sent ${what}. Check that it is ${form}, and that nothing between changes what it sends.`,
  );
}

/** The model says the same again and again. */
export function repetition(asked: Asked, unit: string): ChatFailure {
  return failure(
    'repetition',
    `${asked.model ?? 'The model'} repeats itself without end (“${quoted(unit, asked).slice(0, 60)}”). Try a higher temperature or another model.`,
  );
}

/** What to do about a context that an answer filled. */
const LONGER_CONTEXT = 'Serve the model with a longer context';

/** What to do about an answer that a server ends before it took what it might. */
const OWN_LIMIT =
  'its context was full, or it has a limit of its own on what it answers. Raise that where the model is served: to allow more tokens here changes nothing';

/** What ended an answer before it was complete, where more tokens would change nothing, and what to do about it. `less`: what may be asked otherwise. */
export function cutOff(model: string, by: 'context' | 'limit', less = ''): string {
  return by === 'limit'
    ? `The server cut ${model} off before its answer was complete: ${OWN_LIMIT}.`
    : `The context of ${model} was full before its answer was complete. ${LONGER_CONTEXT}${less}.`;
}

/** The server keeps back what the model said. */
export function withheld(asked: Asked): ChatFailure {
  return failure(
    'empty',
    `${server(asked)} withheld the answer of ${asked.model ?? 'the model'}: its content filter stopped it (content_filter). Ask another server or model, or change that filter.`,
  );
}

/** No answer. `cut`: what ended it, and so many tokens were used up, where that is so all of them to reason; `stop`: the model ended its thoughts, and said nothing. */
export function empty(
  asked: Asked,
  cut?: { tokens: number; by: 'stop' | 'length' | 'context' | 'limit'; think?: Think | undefined },
): ChatFailure {
  const model = asked.model ?? 'The model';
  if (cut === undefined) return failure('empty', `${model} gave no answer. Try again, or choose another model.`);
  const { tokens, by, think } = cut;
  // Who was asked not to, and does it all the same, is not asked again.
  const off = think === false ? 'choose a model that does not' : 'turn its reasoning off';
  const thought = think !== false;
  if (by === 'stop')
    return new ChatFailure('empty', `${model} reasoned and gave no answer. Try again, or ${off}.`, { thought });
  if (by === 'limit')
    return failure('empty', `${server(asked)} cut ${model} off before it began to answer: ${OWN_LIMIT}.`);
  if (by === 'context')
    return new ChatFailure(
      'empty',
      `${model} filled its context: it used ${tokens} tokens to reason and never answered. ${LONGER_CONTEXT}, or ${off}.`,
      { thought },
    );
  return new ChatFailure(
    'empty',
    `${model} used all ${tokens} tokens to reason and never answered. Allow more tokens, or ${off}.`,
    { limit: tokens, thought },
  );
}
