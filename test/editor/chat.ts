/**
 * A stand-in for a server with OpenAI's chat API (models, streamed chat completions), on a loopback port: no model, but answers that a test
 * chooses, at a pace that it chooses. What a real server does is asserted against llama.cpp's own (`test/servers`).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stand-in says of one question. */
export interface Scripted {
  thought?: string;
  trace: readonly { mechanism: string; text: string }[];
  direction: 'higher' | 'lower' | 'no difference';
  probability?: Record<'higher' | 'lower' | 'no difference', number>;
  expected?: object;
}

export interface Chat extends AsyncDisposable {
  readonly url: string;
  readonly model: string;
  /** The prompts of questions (not of probes), in the order they came. */
  readonly asked: string[];
  /** Questions whose connection was closed before they were answered. */
  readonly aborted: number;
  /** What is answered from now on: one answer for all questions, or one made of the prompt. */
  answer: Scripted | ((prompt: string) => Scripted);
  /** Answers stop in the middle of their first sentence until `release`. */
  hold(): void;
  release(): void;
  /** Answers with this status from now on; 200 is as usual. */
  status: number;
  /** A key that requests must carry. */
  key: string | undefined;
  /** Closes all connections and listens no more. */
  kill(): Promise<void>;
}

interface Body {
  messages: { role: string; content: string }[];
  response_format?: { json_schema?: { schema?: unknown } };
}

export const calm: Scripted = {
  trace: [
    { mechanism: 'dose–response', text: 'The lower dose keeps most of the effect on symptoms.' },
    { mechanism: 'power', text: 'With as many participants the difference stays clear of chance.' },
  ],
  direction: 'higher',
  probability: { higher: 0.8, lower: 0.02, 'no difference': 0.18 },
};

const pieces = (text: string): string[] => text.match(/[\s\S]{1,12}/g) ?? [];

class StandIn implements Chat {
  readonly model = 'standin-1b';
  readonly asked: string[] = [];
  aborted = 0;
  answer: Chat['answer'] = calm;
  status = 200;
  key: string | undefined;
  readonly #server: Server;
  #held: Promise<void> | undefined;
  #let: () => void = () => undefined;

  constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => void this.#take(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  hold(): void {
    this.#held ??= new Promise((resolve) => {
      this.#let = resolve;
    });
  }

  release(): void {
    this.#let();
    this.#held = undefined;
  }

  kill(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
    if (this.#server.listening) await this.kill();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const part of request) text += part;
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (this.key !== undefined && request.headers.authorization !== `Bearer ${this.key}`)
      return void json(401, { error: { message: 'no such key' } });
    if (request.url === '/v1/models')
      return void json(200, { object: 'list', data: [{ id: this.model, object: 'model' }] });
    if (request.url !== '/v1/chat/completions') return void json(404, { error: { message: 'no such route' } });
    await this.#say(JSON.parse(text) as Body, response, json);
  }

  async #say(body: Body, response: ServerResponse, json: (status: number, body: object) => void): Promise<void> {
    const prompt = body.messages.map(({ content }) => content).join('\n');
    const schema = JSON.stringify(body.response_format?.json_schema?.schema ?? {});
    // What asks for a word or two finds out what the server can do; everything else is a question.
    const probing = !schema.includes('"trace"');
    if (!probing) {
      this.asked.push(prompt);
      if (this.status !== 200) return json(this.status, { error: { message: 'as the test wants it' } });
    }
    const scripted = typeof this.answer === 'function' ? this.answer(prompt) : this.answer;
    const { thought, ...answer } = scripted;
    const content = probing ? '{"direction": "higher"}' : JSON.stringify(answer);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let open = true;
    response.on('close', () => {
      if (!response.writableEnded && !probing) this.aborted++;
      open = false;
    });
    const send = (delta: object, finish: string | null = null) =>
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
    if (!probing) for (const piece of pieces(thought ?? '')) send({ reasoning_content: piece });
    for (const [index, piece] of pieces(content).entries()) {
      if (index === 7 && !probing) await this.#held;
      if (!open) return;
      send({ content: piece });
    }
    send({}, 'stop');
    response.end('data: [DONE]\n\n');
  }
}

export async function startChat(): Promise<Chat> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new StandIn(server);
}
