/** One request to a server, watched: its time-outs, what its bytes may be, and why it failed. */
import { ChatFailure, type ServerOptions, TIMEOUTS } from './chat.ts';
import { type Asked, ofNetwork, ofStatus, stalled, timedOut, unreadable } from './failure.ts';

/** Where requests go and what they carry. */
export interface Address {
  /** Without credentials and without a slash at its end. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** What must never be told. */
  secrets: readonly string[];
}

/** Reads an address. Throws a `ChatFailure` where it is none, or where the key can be none. */
export function addressOf(kind: 'openai' | 'ollama', { url, key: given }: ServerOptions): Address {
  const key = given?.trim();
  // `fetch` would refuse it and tell it.
  if (key && /[^\x21-\x7e]/.test(key))
    throw new ChatFailure(
      'unauthorized',
      'The key holds a space, a line break or a letter that no key has. Give it again.',
    );
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new ChatFailure('refused', 'The address of a server begins with http:// or https://. Correct it.');
  const { username, password } = parsed;
  const basic = username || password ? [username, password].map(decoded).join(':') : undefined;
  parsed.username = parsed.password = parsed.search = parsed.hash = '';
  const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const authorization = key ? `Bearer ${key}` : basic && `Basic ${base64(basic)}`;
  // Addresses are also copied from where a route stands with them.
  const route = kind === 'openai' ? /\/(chat\/completions|completions|models)?\/*$/ : /\/(api|v1)?\/*$/;
  parsed.pathname = parsed.pathname.replace(route, '');
  const plain = parsed.href.replace(/\/+$/, '');
  return {
    url: kind === 'openai' && parsed.pathname === '/' ? `${plain}/v1` : plain,
    headers: {
      accept: 'application/json, text/event-stream, application/x-ndjson',
      // Some servers close the connection after a stream without saying so, and the next request would meet that.
      ...(parsed.protocol === 'http:' && { connection: 'close' }),
      ...(authorization && { authorization }),
    },
    secrets: [key, password, basic && base64(basic)].filter((secret): secret is string => !!secret),
  };
}

/** A part of an address as it was meant; as it stands where it has a `%` of its own. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const LONGEST_LINE = 8 << 20;
const LONGEST_ERROR = 64 << 10;

/** Holds what a body may be: UTF-8, in lines of a bounded length, each an object of JSON where `ndjson`. */
function guard(ndjson: boolean): (bytes: Uint8Array) => string | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = '';
  let length = 0;
  return (bytes) => {
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: true });
    } catch {
      return 'bytes that are no text';
    }
    const end = text.lastIndexOf('\n');
    length = end < 0 ? length + text.length : text.length - end;
    if (length > LONGEST_LINE) return 'a line without end';
    if (!ndjson) return undefined;
    const lines = text.split('\n');
    lines[0] = line + lines[0];
    line = lines.pop() ?? '';
    for (const each of lines) {
      if (each.trim() === '') return 'an empty line';
      try {
        const value: unknown = JSON.parse(each);
        if (typeof value !== 'object' || value === null) return 'something else than objects of JSON';
      } catch {
        return 'broken JSON';
      }
    }
    return undefined;
  };
}

export interface CallOptions {
  asked: Asked;
  address: Address;
  options: ServerOptions;
  signal: AbortSignal;
  /** The answer is a stream of lines of JSON. */
  ndjson?: boolean;
  /** Milliseconds until the answer begins, where that is not a model's. */
  first?: number;
}

/** What is given to a client package in place of `fetch`, and what is known of the request beside it. */
export class Call {
  readonly #given: CallOptions;
  readonly #stop = new AbortController();
  readonly #timeouts;
  readonly #late: ReturnType<typeof setTimeout>;
  #silent: ReturnType<typeof setTimeout> | undefined;
  /** When the timer rings, until when silence is borne, and how long that was. */
  #rings = 0;
  #until = 0;
  #patience = 0;
  #failure: ChatFailure | undefined;
  #began = false;
  #last = 10;
  #cut = false;

  constructor(given: CallOptions) {
    given.signal.throwIfAborted();
    this.#given = given;
    this.#timeouts = { ...TIMEOUTS, ...given.options.timeouts };
    given.signal.addEventListener('abort', this.#abort, { once: true });
    const { total, first } = this.#timeouts;
    this.#late = setTimeout(() => this.#fail(timedOut(given.asked, total)), total);
    this.#wait(Math.min(first, given.first ?? first));
  }

  /** Throws the reason of whoever aborted it. */
  throwIfAborted(): void {
    this.#given.signal.throwIfAborted();
  }

  readonly #abort = () => this.#stop.abort(this.#given.signal.reason);

  /** Ended by the caller. */
  get aborted(): boolean {
    return this.#given.signal.aborted;
  }

  /** The answer ended in the middle of a line. */
  get cut(): boolean {
    return this.#cut;
  }

  #fail(failure: ChatFailure): ChatFailure {
    this.#failure ??= failure;
    this.#stop.abort(this.#failure);
    return this.#failure;
  }

  /** Words come by the hundred: a timer that runs is left running, and looks when it rings whether it still has to. */
  #wait(milliseconds: number): void {
    this.#patience = milliseconds;
    this.#until = performance.now() + milliseconds;
    if (this.#silent && this.#rings <= this.#until) return;
    clearTimeout(this.#silent);
    this.#arm(milliseconds);
  }

  #arm(milliseconds: number): void {
    this.#rings = performance.now() + milliseconds;
    this.#silent = setTimeout(() => {
      const left = this.#until - performance.now();
      if (left > 0) this.#arm(left);
      else this.#fail(stalled(this.#given.asked, this.#patience, this.#began));
    }, milliseconds);
  }

  /** Something came that is not of the answer yet, such as how far the prompt is read. */
  reading(): void {
    this.#wait(this.#timeouts.first);
  }

  /** A part of the answer came. */
  word(): void {
    this.#began = true;
    this.#wait(this.#timeouts.token);
  }

  /** The answer is complete; what may follow are counts, and they are not waited for long. */
  complete(): void {
    this.#wait(Math.min(this.#timeouts.token, 2000));
  }

  /** What is to be thrown for whatever a client package threw. `told`: what it means where neither we nor the caller ended the request. */
  because(error: unknown, told: (error: unknown) => ChatFailure): unknown {
    if (this.#given.signal.aborted) return this.#given.signal.reason;
    return error instanceof ChatFailure ? error : (this.#failure ?? told(error));
  }

  /** Closes the connection, where it is still open. */
  close(): void {
    clearTimeout(this.#late);
    clearTimeout(this.#silent);
    this.#given.signal.removeEventListener('abort', this.#abort);
    this.#stop.abort();
  }

  /** Sends our headers and no others: client packages add some of the environment's and of the machine. */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { asked, address, options } = this.#given;
    const url = input instanceof Request ? input.url : String(input);
    const headers = { ...address.headers, ...(init.body != null && { 'content-type': 'application/json' }) };
    const { method = 'GET', body = null } = init;
    let response: Response;
    try {
      response = await (options.fetch ?? fetch)(url, { method, body, headers, signal: this.#stop.signal });
    } catch (error) {
      if (this.#stop.signal.aborted) throw error;
      throw this.#fail(ofNetwork(asked, error, false));
    }
    if (!response.ok) {
      const text = await this.#beginning(response);
      throw this.#fail(ofStatus(asked, response.status, text, response.headers.get('retry-after')));
    }
    if (response.headers.get('content-type')?.includes('text/html')) throw this.#fail(unreadable(asked, 'a web page'));
    const { status, statusText } = response;
    return new Response(this.#watched(response.body), { status, statusText, headers: response.headers });
  };

  /** The beginning of an error's body. */
  async #beginning(response: Response): Promise<string> {
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let text = '';
    try {
      for (
        let part = await reader?.read();
        part && !part.done && text.length < LONGEST_ERROR;
        part = await reader?.read()
      )
        text += decoder.decode(part.value, { stream: true });
      await reader?.cancel();
    } catch (error) {
      // The status alone is told where the connection breaks off in the words that go with it.
      if (this.#stop.signal.aborted) throw error;
    }
    return text;
  }

  #watched(body: ReadableStream<Uint8Array> | null): ReadableStream<Uint8Array> {
    const { asked, ndjson = false } = this.#given;
    const reader = body?.getReader();
    const wrong = guard(ndjson);
    let left = false;
    return new ReadableStream({
      pull: async (controller) => {
        try {
          const part = await reader?.read();
          if (left) return;
          if (!part || part.done) {
            this.#cut = this.#last !== 10;
            controller.close();
            return;
          }
          const what = wrong(part.value);
          if (what) throw this.#fail(unreadable(asked, what));
          this.#last = part.value.at(-1) ?? this.#last;
          controller.enqueue(part.value);
        } catch (error) {
          if (left) return;
          controller.error(
            this.#stop.signal.aborted ? (this.#failure ?? error) : this.#fail(ofNetwork(asked, error, true)),
          );
        }
      },
      cancel: (reason) => {
        left = true;
        return reader?.cancel(reason);
      },
    });
  }
}
