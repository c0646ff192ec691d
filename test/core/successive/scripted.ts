/** A server in memory that says what it is told to say: for what no real model can be made to do on demand. */
import { answerText, type ModelAnswer } from '../../../core/imagine/prompt/answer.ts';
import type {
  Capabilities,
  ChatEvent,
  ChatRequest,
  ChatServer,
  TokenChance,
} from '../../../core/imagine/servers/chat.ts';

export interface Scripted extends ChatServer {
  /** What it was asked, in the order of asking. */
  requests: ChatRequest[];
  /** How many answers it was writing when they were stopped. */
  stopped: number;
}

export type Script = (request: ChatRequest, count: number) => string | ChatEvent[] | Error;

/** Says its text in small pieces; events as they are. */
export function scripted(script: Script, capabilities: Partial<Capabilities> = {}): Scripted {
  const server: Scripted = {
    kind: 'openai',
    url: 'http://127.0.0.1:8080/v1',
    requests: [],
    stopped: 0,
    models: async () => ['scripted'],
    capabilities: async () => ({ schema: 'response_format', logprobs: false, thinks: false, ...capabilities }),
    async *chat(request, signal) {
      server.requests.push(request);
      const said = script(request, server.requests.length - 1);
      if (said instanceof Error) throw said;
      const events: ChatEvent[] =
        typeof said === 'string'
          ? [
              ...(said.match(/[\s\S]{1,7}/g) ?? []).map((text) => ({ type: 'text' as const, text })),
              { type: 'end', finish: 'stop' },
            ]
          : said;
      let done = false;
      try {
        for (const event of events) {
          signal.throwIfAborted();
          // As over a network: each piece comes in a turn of its own.
          await Promise.resolve();
          yield event;
        }
        done = true;
      } finally {
        if (!done) server.stopped++;
      }
    },
  };
  return server;
}

export function saying(direction: ModelAnswer['direction'], more: Partial<ModelAnswer> = {}): string {
  return answerText({ trace: [{ mechanism: 'dose–response', text: 'Less drug, less effect.' }], direction, ...more });
}

/** The user's part of a request, its case read as JSON. */
export function caseOf({ messages }: ChatRequest): Record<string, unknown> {
  const [, json = '{}'] = /^CASE\n([\s\S]*)\n\nQUESTION/.exec(messages[1]?.content ?? '') ?? [];
  return JSON.parse(json) as Record<string, unknown>;
}

/** An answer in tokens of a few letters, with what else could have stood where the direction begins. */
export function inTokens(text: string, chances: Record<string, number>, cut = 0): ChatEvent[] {
  const at = text.lastIndexOf('"direction":"') + '"direction":"'.length;
  const pieces = [text.slice(0, at - cut), text.slice(at - cut, at + 3), text.slice(at + 3)];
  const tokens: TokenChance[] = pieces.map((piece, i) => {
    if (i !== 1) return { text: piece, logprob: -0.01, others: [] };
    const lead = piece.slice(0, cut);
    const others = Object.entries(chances).map(([label, p]) => ({
      text: lead + label.slice(0, 3),
      logprob: Math.log(p),
    }));
    const own = others.find((one) => one.text === piece);
    return { text: piece, logprob: own?.logprob ?? -9, others };
  });
  return [
    ...tokens.map((token) => ({ type: 'text' as const, text: token.text, tokens: [token] })),
    { type: 'end', finish: 'stop' },
  ];
}
