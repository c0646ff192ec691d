/**
 * A stand-in for the registry on loopback that answers `GET /studies` as API v2 documents it: pageSize (10 by default, 1000 at most), an opaque
 * nextPageToken, totalCount on the first page, sort by LastUpdatePostDate, filter.advanced with a range of that date, query.term;
 * what it does not know is 400. It fails as it is told to.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault =
  | { kind: 'status'; status: number; retryAfter?: string }
  /** The connection ends before an answer, in the middle of it, or never says anything. */
  | { kind: 'drop' | 'drop midway' | 'silent' }
  /** A whole answer as far as HTTP goes, and half of its JSON. */
  | { kind: 'truncate' };

interface Study {
  protocolSection: { statusModule?: { lastUpdatePostDateStruct?: { date?: string } } };
}

const KNOWN = new Set(['format', 'pageSize', 'pageToken', 'countTotal', 'sort', 'query.term', 'filter.advanced']);
const updated = (study: unknown) => (study as Study).protocolSection.statusModule?.lastUpdatePostDateStruct?.date;

export class RegistryServer {
  /** What it holds; may be changed between requests. */
  studies: readonly unknown[];
  /** The searches that were asked, in order. */
  readonly asked: URLSearchParams[] = [];
  /** What goes wrong with the n-th request, from 0. */
  fault: (n: number, search: URLSearchParams) => Fault | undefined = () => undefined;
  /** Tokens that were given out before this was raised are no longer known. */
  epoch = 0;
  readonly #server: Server;

  private constructor(studies: readonly unknown[]) {
    this.studies = studies;
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      if (url.pathname !== '/api/v2/studies') {
        response.writeHead(404).end();
        return;
      }
      const n = this.asked.push(url.searchParams) - 1;
      this.#answer(url.searchParams, this.fault(n, url.searchParams), response);
    });
  }

  static async start(studies: readonly unknown[]): Promise<RegistryServer> {
    const server = new RegistryServer(studies);
    await new Promise<void>((ready) => server.#server.listen(0, '127.0.0.1', () => ready()));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/v2`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(search: URLSearchParams, fault: Fault | undefined, response: ServerResponse): void {
    if (fault?.kind === 'drop') {
      response.socket?.destroy();
      return;
    }
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }).end();
      return;
    }
    const page = this.#page(search);
    if (page === undefined) {
      response.writeHead(400, { 'content-type': 'text/plain' }).end('wrong parameter');
      return;
    }
    const body = Buffer.from(JSON.stringify(page));
    const half = body.subarray(0, Math.floor(body.length / 2));
    response.setHeader('content-type', 'application/json');
    if (fault?.kind === 'drop midway') {
      response.writeHead(200, { 'content-length': body.length });
      response.write(half, () => response.socket?.destroy());
    } else response.end(fault?.kind === 'truncate' ? half : body);
  }

  #page(search: URLSearchParams): unknown {
    for (const name of search.keys()) if (!KNOWN.has(name)) return undefined;
    const range = /^AREA\[LastUpdatePostDate\]RANGE\[(\d{4}-\d{2}-\d{2}),MAX\]$/.exec(
      search.get('filter.advanced') ?? '',
    );
    if (search.has('filter.advanced') && !range) return undefined;
    const words = (search.get('query.term') ?? '').toLowerCase().split(' ').filter(Boolean);
    const from = range?.[1] ?? '';
    const found = this.studies
      .filter((study) => (updated(study) ?? '') >= from)
      .filter((study) => {
        const text = words.length > 0 ? JSON.stringify(study).toLowerCase() : '';
        return words.every((word) => text.includes(word));
      });
    if (search.get('sort') === 'LastUpdatePostDate:asc')
      // Studies without the field are last.
      found.sort((a, b) =>
        (updated(a) ?? '9') < (updated(b) ?? '9') ? -1 : (updated(a) ?? '9') > (updated(b) ?? '9') ? 1 : 0,
      );
    const asked = [...search].filter(([name]) => !['pageToken', 'pageSize', 'countTotal'].includes(name));
    const about = JSON.stringify([this.epoch, asked]);
    const token = search.get('pageToken');
    const [at, before] =
      token === null
        ? [0, about]
        : (JSON.parse(Buffer.from(token, 'base64url').toString() || '[]') as [number, string]);
    if (before !== about) return undefined;
    const size = Math.min(Number(search.get('pageSize')) || 10, 1000);
    const end = at + size;
    return {
      ...(token === null && search.get('countTotal') === 'true' && { totalCount: found.length }),
      studies: found.slice(at, end),
      ...(end < found.length && { nextPageToken: Buffer.from(JSON.stringify([end, about])).toString('base64url') }),
    };
  }
}
