/**
 * A stand-in for Ollama: not Ollama, and no model. Written from Ollama's published API (docs/api.md, docs/api/errors.mdx,
 * docs/api/streaming.mdx, docs/openapi.yaml and api/types.go of ollama/ollama), it holds to its paths, fields, status codes,
 * newline-delimited streams and words of errors. What a model says is what a test tells it to say.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StandInModel {
  /** With its tag, as Ollama lists it. */
  name: string;
  digest?: string;
  /** Tokens that it was trained for. */
  trained?: number;
  /** Its file's own `num_ctx`. */
  context?: number;
  thinks?: boolean;
  /** Thinks though it is told not to, as gpt-oss does. */
  always?: boolean;
  /** Gives log-probabilities, as Ollama does from 0.12.11 on. */
  logprobs?: boolean;
  /** Holds to `format`. True where absent. */
  obeys?: boolean;
  /** What it says. Where absent: the shortest answer that the schema allows, else a greeting. */
  says?: (request: StandInRequest) => { thinking?: string; content: string };
}

export interface StandInRequest {
  model: string;
  messages: { role: string; content: string }[];
  stream?: boolean;
  think?: boolean | string;
  format?: unknown;
  truncate?: boolean;
  shift?: boolean;
  logprobs?: boolean;
  top_logprobs?: number;
  options?: Record<string, number>;
}

export interface StandInOptions {
  models?: StandInModel[];
  /** What `pull` finds in the library: sizes of layers in bytes. */
  library?: Record<string, number[]>;
  /** Milliseconds from one piece of an answer or of a download to the next. */
  pause?: number;
  /** Where given, requests without it are refused, as ollama.com does. */
  apiKey?: string;
}

export interface StandIn {
  url: string;
  /** What was asked of `/api/chat`. */
  chats: StandInRequest[];
  /** Answers and downloads that ended because the client had gone. */
  aborted: number;
  /** Breaks the next answers off after so many pieces: with an error in the stream, or without any end. */
  break(how: { after: number; error?: string } | undefined): void;
  /** Refuses the next chats with this. */
  refuse(how: { status: number; error: string; headers?: Record<string, string> } | undefined): void;
  stop(): Promise<void>;
}

/** The shortest value that a schema allows, of the few keywords that are ours. */
function shortest(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return {};
  const {
    type,
    properties,
    required,
    items,
    minItems,
    anyOf,
    enum: among,
    const: only,
    minimum,
  } = schema as Record<string, unknown>;
  if (only !== undefined) return only;
  if (Array.isArray(among)) return among[0];
  if (Array.isArray(anyOf)) return shortest(anyOf[0]);
  if (type === 'string') return 'so';
  if (type === 'number' || type === 'integer') return typeof minimum === 'number' ? minimum : 0;
  if (type === 'boolean') return false;
  if (type === 'array') return Array.from({ length: Number(minItems ?? 0) }, () => shortest(items));
  const all = (properties ?? {}) as Record<string, unknown>;
  const keys = Array.isArray(required) ? required.map(String) : Object.keys(all);
  return Object.fromEntries(keys.map((key) => [key, shortest(all[key])]));
}

/** Of `think`, beside true and false. */
const LEVELS = ['low', 'medium', 'high', 'max'];

/** Pieces as long as tokens are, and about as many. */
const pieces = (text: string) => text.match(/.{1,4}/gsu) ?? [];
const tokensOf = (messages: StandInRequest['messages']) =>
  messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 4), 0);

const LOGPROB = -0.105;
const chance = (token: string, logprob: number) => ({ token, logprob, bytes: [...Buffer.from(token)] });

export async function startOllamaStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const models = options.models ?? [{ name: 'tiny:latest', logprobs: true, trained: 4096 }];
  const chats: StandInRequest[] = [];
  let aborted = 0;
  let broken: { after: number; error?: string } | undefined;
  let refused: { status: number; error: string; headers?: Record<string, string> } | undefined;

  const find = (name: unknown) => models.find((model) => model.name === name || model.name === `${name}:latest`);
  const send = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(body));
  };

  /** Writes lines with pauses between them; stops where the client has gone. */
  async function stream(response: ServerResponse, lines: Iterable<object>): Promise<void> {
    let gone = false;
    response.on('close', () => {
      gone = !response.writableFinished;
      if (gone) aborted++;
    });
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    let count = 0;
    for (const line of lines) {
      if (broken && count++ === broken.after) {
        response.end(broken.error === undefined ? '' : `${JSON.stringify({ error: broken.error })}\n`);
        return;
      }
      response.write(`${JSON.stringify(line)}\n`);
      if (options.pause !== undefined) await new Promise((resolve) => setTimeout(resolve, options.pause));
      if (gone) return;
    }
    response.end();
  }

  async function chat(request: StandInRequest, response: ServerResponse): Promise<void> {
    chats.push(request);
    if (refused) return send(response, refused.status, { error: refused.error }, refused.headers);
    const model = find(request.model);
    if (!model) return send(response, 404, { error: `model '${request.model}' not found` });
    if (typeof request.think === 'string' && !LEVELS.includes(request.think))
      return send(response, 400, {
        error: `invalid think value: ${JSON.stringify(request.think)} (must be "high", "medium", "low", "max", true, or false)`,
      });
    if (request.think && !model.thinks)
      return send(response, 400, { error: `"${request.model}" does not support thinking` });
    const limit = Math.min(request.options?.num_ctx ?? model.context ?? 4096, model.trained ?? 131_072);
    if (request.truncate === false && tokensOf(request.messages) > limit)
      return send(response, 400, { error: 'the input length exceeds the context length' });

    const about = () => ({ model: request.model, created_at: new Date().toISOString() });
    const format = typeof request.format === 'object' && model.obeys !== false ? shortest(request.format) : undefined;
    const said = model.says?.(request) ?? {
      ...(request.think && { thinking: 'Let me see.' }),
      content: format === undefined ? 'Hello there.' : JSON.stringify(format),
    };
    const most = request.options?.num_predict ?? 128;
    const thoughts = model.thinks && (model.always || request.think !== false) ? pieces(said.thinking ?? '') : [];
    const words = pieces(said.content);
    const all = [
      ...thoughts.map((thinking) => ({ content: '', thinking })),
      ...words.map((content) => ({ content })),
    ].slice(0, most);
    const counts = {
      total_duration: 5_000_000,
      load_duration: 1_000_000,
      prompt_eval_count: tokensOf(request.messages),
      prompt_eval_duration: 1_000_000,
      eval_count: all.length,
      eval_duration: 3_000_000,
    };
    const lines = [
      ...all.map((message) => {
        const others = Array.from({ length: request.top_logprobs ?? 0 }, (_, n) =>
          n === 0 ? chance(message.content, LOGPROB) : chance(`other ${n}`, LOGPROB - 2 - n),
        );
        return {
          ...about(),
          message: { role: 'assistant', ...message },
          done: false,
          ...(request.logprobs &&
            model.logprobs && { logprobs: [{ ...chance(message.content, LOGPROB), top_logprobs: others }] }),
        };
      }),
      {
        ...about(),
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: all.length < thoughts.length + words.length ? 'length' : 'stop',
        ...counts,
      },
    ];
    await stream(response, lines);
  }

  async function pull(name: string, response: ServerResponse): Promise<void> {
    const layers = options.library?.[name];
    if (!layers) {
      await stream(response, [{ status: 'pulling manifest' }, { error: 'pull model manifest: file does not exist' }]);
      return;
    }
    function* lines(sizes: readonly number[]) {
      yield { status: 'pulling manifest' };
      for (const [n, total] of sizes.entries()) {
        const digest = `sha256:${String(n).repeat(64).slice(0, 64)}`;
        for (let part = 0; part <= 4; part++)
          yield { status: `pulling ${digest.slice(7, 19)}`, digest, total, completed: (total * part) / 4 };
      }
      for (const status of ['verifying sha256 digest', 'writing manifest']) yield { status };
      // Only what was downloaded whole is there.
      models.push({ name: name.includes(':') ? name : `${name}:latest`, logprobs: true });
      yield { status: 'success' };
    }
    await stream(response, lines(layers));
  }

  function show(name: unknown, response: ServerResponse): void {
    const model = find(name);
    if (!model) {
      send(response, 404, { error: `model '${name}' not found` });
      return;
    }
    send(response, 200, {
      modelfile: '# Modelfile generated by "ollama show"',
      ...(model.context !== undefined && {
        parameters: `num_ctx                        ${model.context}\nstop                           "<|im_end|>"`,
      }),
      template: '{{ .Prompt }}',
      details: {
        parent_model: '',
        format: 'gguf',
        family: 'qwen3',
        families: ['qwen3'],
        parameter_size: '108K',
        quantization_level: 'F32',
      },
      model_info: {
        'general.architecture': 'qwen3',
        ...(model.trained !== undefined && { 'qwen3.context_length': model.trained }),
      },
      capabilities: ['completion', ...(model.thinks ? ['thinking'] : [])],
      modified_at: '2026-01-01T00:00:00Z',
    });
  }

  function route(
    request: IncomingMessage,
    body: Record<string, unknown>,
    response: ServerResponse,
  ): Promise<void> | void {
    if (options.apiKey !== undefined && request.headers.authorization !== `Bearer ${options.apiKey}`)
      return send(response, 401, { error: 'unauthorized' });
    switch (`${request.method} ${request.url}`) {
      case 'GET /':
        return void response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('Ollama is running');
      case 'GET /api/version':
        return send(response, 200, { version: '0.0.0-stand-in' });
      case 'GET /api/tags':
        return send(response, 200, {
          models: models.map(({ name, digest }) => ({
            name,
            model: name,
            modified_at: '2026-01-01T00:00:00Z',
            size: 437_056,
            digest: digest ?? Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64),
            details: {
              format: 'gguf',
              family: 'qwen3',
              families: ['qwen3'],
              parameter_size: '108K',
              quantization_level: 'F32',
            },
          })),
        });
      case 'POST /api/show':
        return show(body.model, response);
      case 'POST /api/chat':
        return chat(body as unknown as StandInRequest, response);
      case 'POST /api/pull':
        return pull(String(body.model ?? body.name), response);
      default:
        return void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
    }
  }

  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (data) => {
      text += data;
    });
    request.on('end', () => {
      let body: Record<string, unknown>;
      try {
        body = text === '' ? {} : JSON.parse(text);
      } catch (error) {
        send(response, 400, { error: String(error) });
        return;
      }
      void route(request, body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    chats,
    get aborted() {
      return aborted;
    },
    break: (how) => {
      broken = how;
    },
    refuse: (how) => {
      refused = how;
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
