/** One answer of a teacher, with the patience that a server needs: what may pass is asked again after a while. */
import { ChatFailure, type ChatFailureKind, type ChatRequest, type ChatServer } from '../../imagine/servers/chat.ts';

export interface Answer {
  text: string;
  /** As `ChatEvent` has it: only of `length` more tokens make more of it. */
  finish: 'stop' | 'length' | 'context' | 'limit';
  promptTokens: number;
  answerTokens: number;
}

/** What another try may mend. */
const PASSING: readonly ChatFailureKind[] = ['refused', 'busy', 'server error', 'truncated', 'stalled', 'timed out'];
/** What no other question would mend either. */
const FATAL: readonly ChatFailureKind[] = ['unauthorized', 'no model'];

export const isFatal = (failure: ChatFailure) => FATAL.includes(failure.kind);
export const mayPass = (failure: ChatFailure) => PASSING.includes(failure.kind);

export interface AskOptions {
  signal: AbortSignal;
  /** How often one thing is asked for, in all. */
  attempts: number;
  /** The first wait, in milliseconds; each one after it is twice as long, up to a minute; at least as long as the server asks for. */
  firstMs: number;
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  onRetry?: (failure: ChatFailure, milliseconds: number) => void;
}

const LONGEST_MS = 60_000;

async function once(server: ChatServer, request: ChatRequest, signal: AbortSignal): Promise<Answer> {
  let text = '';
  for await (const event of server.chat(request, signal)) {
    if (event.type === 'text') text += event.text;
    else if (event.type === 'end') {
      const { finish, promptTokens = 0, answerTokens = 0 } = event;
      return { text, finish, promptTokens, answerTokens };
    }
  }
  signal.throwIfAborted();
  throw new ChatFailure('truncated', 'The server broke off before its answer was complete.');
}

/** Throws the last `ChatFailure`, or the signal's reason. */
export async function ask(server: ChatServer, request: ChatRequest, options: AskOptions): Promise<Answer> {
  const { signal, attempts, firstMs, wait, onRetry } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(server, request, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ChatFailure) || !mayPass(error) || attempt >= attempts) throw error;
      const asked = (error.retryAfter ?? 0) * 1000;
      const ms = Math.max(asked, Math.min(LONGEST_MS, firstMs * 2 ** (attempt - 1)));
      onRetry?.(error, ms);
      await wait(ms, signal);
      signal.throwIfAborted();
    }
  }
}
