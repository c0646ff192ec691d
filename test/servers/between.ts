/** Stands before llama.cpp's server, and makes it say what a test needs: by a grammar of one text, which it adds to questions about a case. All else it forwards. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The question is refused (401). */
export const REFUSED = Symbol('refused');
/** A text; undefined: what the model says by itself. */
export type Said = string | undefined | typeof REFUSED;

export interface Between {
  url: string;
  /** What is said: by how many were asked by then, or one after the other, the last again and again. */
  say: ((number: number) => Said) | Said[];
  /** Bodies of what was asked about cases. */
  asked: string[];
  close(): Promise<void>;
}

function next({ say, asked }: Between): Said {
  if (typeof say === 'function') return say(asked.length);
  return say.length > 1 ? say.shift() : say[0];
}

/** `to`: the address of the server. */
export async function standBetween(to: string, say: Between['say'] = []): Promise<Between> {
  const server = createServer();
  const own: Between = {
    url: '',
    say,
    asked: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.on('request', (incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (piece: string) => {
      body += piece;
    });
    incoming.on('end', () => {
      if (body.includes('CASE\\n')) {
        own.asked.push(body);
        const said = next(own);
        if (said === REFUSED) {
          outgoing.writeHead(401, { 'content-type': 'application/json' });
          return outgoing.end('{"error":{"message":"no such key"}}');
        }
        if (said !== undefined) {
          const { response_format: _format, ...rest } = JSON.parse(body) as Record<string, unknown>;
          body = JSON.stringify({ ...rest, grammar: `root ::= ${JSON.stringify(said)}` });
        }
      }
      const { 'content-length': _length, host: _host, ...headers } = incoming.headers;
      const forwarded = request(new URL(incoming.url ?? '/', to), {
        method: incoming.method,
        headers: { ...headers, ...(body !== '' && { 'content-length': Buffer.byteLength(body) }) },
      });
      forwarded.on('response', (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on('error', () => outgoing.destroy());
      // Whoever went away is not answered: that is how the server hears of it.
      outgoing.on('close', () => forwarded.destroy());
      forwarded.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  own.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return own;
}
