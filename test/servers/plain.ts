/** An HTTP server that says what a test tells it to: for what servers do that the real ones here do not. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onLoopback } from './loopback.ts';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** The body's JSON; `undefined` where there is none. */
  body: unknown;
}

export interface Plain {
  url: string;
  /** All that was asked so far. */
  asked: Asked[];
  stop(): Promise<void>;
}

export async function startPlain(answer: (asked: Asked, response: ServerResponse) => void): Promise<Plain> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (data) => {
      text += data;
    });
    request.on('end', () => {
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      asked.push(one);
      answer(one, response);
    });
  });
  return { ...(await onLoopback(server)), asked };
}

/** An answer as OpenAI streams it: events of `delta`s, then how it ends. */
export function stream(response: ServerResponse, deltas: readonly object[], finish: string | null = 'stop'): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (event: object) => response.write(`data: ${JSON.stringify(event)}\n\n`);
  for (const delta of deltas) send({ choices: [{ index: 0, ...('delta' in delta ? delta : { delta }) }] });
  if (finish !== null) send({ choices: [{ index: 0, delta: {}, finish_reason: finish }] });
  response.end('data: [DONE]\n\n');
}

export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
