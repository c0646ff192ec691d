/** A proxy on the loopback that spoils what a server answers, in the ways that networks and servers do. */
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** `after`: bytes of the response, head included, that still go through. */
export type Fault =
  | { kind: 'none' }
  /** Takes the connection and never answers. */
  | { kind: 'silent' }
  /** Closes the connection in place of an answer. */
  | { kind: 'hang up' }
  /** Answers with bytes that are no HTTP. */
  | { kind: 'not http' }
  | { kind: 'stall'; after: number }
  | { kind: 'reset'; after: number }
  /** Ends its side of the connection in order, too early. */
  | { kind: 'half-closed'; after: number }
  /** Puts bytes that are no UTF-8 in place of letters from there on. */
  | { kind: 'garbage'; after: number }
  /** One byte at a time. */
  | { kind: 'drip'; after: number; milliseconds: number }
  /** Says a length that is so much more (or less) than what it sends, then closes. */
  | { kind: 'content-length'; more: number };

export interface Faults {
  url: string;
  /** For the requests that are made from now on, each on a connection of its own. */
  set(fault: Fault): void;
  stop(): Promise<void>;
}

const END = Buffer.from('\r\n\r\n');

/** The body of a response that is sent in chunks or up to the end of the connection. */
function bodyOf(response: Buffer): Buffer {
  const start = response.indexOf(END) + END.length;
  if (!/transfer-encoding: chunked/i.test(response.subarray(0, start).toString('latin1')))
    return response.subarray(start);
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const line = response.indexOf('\r\n', at);
    const size = Number.parseInt(response.subarray(at, line).toString('latin1'), 16);
    if (!size) return Buffer.concat(parts);
    parts.push(response.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

/** Sends what the server answered, spoiled. */
function spoil(fault: Fault, client: Socket, server: Socket): void {
  let sent = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const whole: Buffer[] = [];
  const through = (data: Buffer) => {
    sent += data.length;
    client.write(data);
  };
  const queue: Buffer[] = [];
  client.on('close', () => clearInterval(timer));
  server.on('data', (data) => {
    if (fault.kind === 'content-length') whole.push(data);
    else if (!('after' in fault)) through(data);
    else {
      const left = Math.max(0, fault.after - sent);
      if (left > 0) through(data.subarray(0, left));
      const rest = data.subarray(left);
      if (rest.length === 0) return;
      if (fault.kind === 'reset') {
        client.resetAndDestroy();
        server.destroy();
      } else if (fault.kind === 'half-closed') {
        client.end();
        server.destroy();
      } else if (fault.kind === 'garbage')
        through(Buffer.from(rest.map((byte) => ((byte | 32) >= 97 && (byte | 32) <= 122 ? 0xff : byte))));
      else if (fault.kind === 'drip') {
        queue.push(rest);
        timer ??= setInterval(() => {
          const first = queue[0];
          if (!first) return;
          client.write(first.subarray(0, 1));
          if (first.length > 1) queue[0] = first.subarray(1);
          else queue.shift();
        }, fault.milliseconds);
      }
    }
  });
  server.on('end', () => {
    if (fault.kind === 'content-length') {
      const response = Buffer.concat(whole);
      const head = response.subarray(0, response.indexOf(END)).toString('latin1').split('\r\n');
      const kept = head.filter((line) => !/^(transfer-encoding|content-length|connection|keep-alive):/i.test(line));
      const body = bodyOf(response);
      kept.push(`Content-Length: ${body.length + fault.more}`, 'Connection: close');
      client.end(Buffer.concat([Buffer.from(`${kept.join('\r\n')}\r\n\r\n`), body]));
    } else if (fault.kind === 'none') client.end();
  });
}

/** Starts the proxy before a server, for example before `startLlama`'s. Without faults at first. */
export async function startFaults(target: string): Promise<Faults> {
  const { hostname, port } = new URL(target);
  let fault: Fault = { kind: 'none' };
  const open = new Set<Socket>();
  const proxy = createServer((client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    // A client that goes away, as many tests make it do, is no error of the proxy.
    client.on('error', () => client.destroy());
    // Not when it connects: after an abort, Node connects anew and keeps that for what is asked next.
    client.once('data', (request) => {
      const now = fault;
      if (now.kind === 'hang up') client.end();
      else if (now.kind === 'not http') client.end('\u0000\u0001SMTP 220 nothing of the kind\r\n');
      else if (now.kind !== 'silent') {
        const server = connect(Number(port), hostname);
        open.add(server);
        server.on('close', () => open.delete(server));
        server.on('error', () => client.destroy());
        client.on('close', () => server.destroy());
        server.write(request);
        client.pipe(server);
        spoil(now, client, server);
      }
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    set: (next) => {
      fault = next;
    },
    stop: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => proxy.close(() => resolve()));
    },
  };
}
