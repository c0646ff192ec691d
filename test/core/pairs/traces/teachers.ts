/** Teachers for tests: what a good one writes of a pair, and servers in memory that say what a test lets them. */
import type { ChatEvent, ChatRequest, ChatServer } from '../../../../core/imagine/servers/chat.ts';

const PARTS = [
  [
    'The size of the effect',
    'The drug’s action',
    'What is measured here',
    'The comparison',
    'Exposure to the drug',
    'The response',
  ],
  [
    'rests on few participants',
    'depends on how much is absorbed',
    'varies between people',
    'follows the same pathway',
    'is slow to build up',
  ],
  [
    'and the change leaves most of that as it is',
    'so that a shift of this kind matters',
    'which the change makes weaker',
    'because the receptor is nearly saturated',
  ],
  [
    'while the noise of the measure remains',
    'when the number of participants is the same',
    'as long as people go on taking it',
    'over the weeks of treatment',
  ],
];

/** Sentences of ordinary reasoning that hardly two seeds share. */
export function reasoning(seed: number, sentences: number): string[] {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  const draw = (many: number) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return (state >>> 8) % many;
  };
  return Array.from({ length: sentences }, () => `${PARTS.map((part) => part[draw(part.length)]).join(' ')}.`);
}

/** The direction that a teacher's prompt says was observed. */
export function shown({ messages }: Pick<ChatRequest, 'messages'>): string {
  const result = messages.at(-1)?.content.split('\nRESULT\n')[1] ?? '';
  return /"direction":"([^"]+)"/.exec(result)?.[1] ?? '';
}

export function answerOf(request: Pick<ChatRequest, 'messages' | 'seed'>, sentences: number): string {
  const trace = reasoning(request.seed ?? 0, sentences).map((text) => ({ mechanism: 'power', text }));
  return JSON.stringify({ trace, direction: shown(request) });
}

export const goodAnswer = (request: ChatRequest): string => answerOf(request, 4);

/** What is said; with how it ended, where that is not told by its length. */
type Said = string | { text: string; finish: 'context' | 'limit' } | Error;
export type Says = (request: ChatRequest, signal: AbortSignal, n: number) => Said | Promise<Said>;

/** A server in memory, whose answers end at as many characters as are tokens wanted. `n` counts its answers, from 0. */
export function memoryServer(says: Says): ChatServer & { asked: ChatRequest[]; most: () => number } {
  const asked: ChatRequest[] = [];
  let open = 0;
  let most = 0;
  return {
    kind: 'openai',
    url: 'memory',
    asked,
    most: () => most,
    models: async () => ['m'],
    capabilities: async () => ({ schema: 'response_format', logprobs: false, thinks: false }),
    async *chat(request, signal): AsyncGenerator<ChatEvent> {
      asked.push(request);
      most = Math.max(most, ++open);
      try {
        const said = await says(request, signal, asked.length - 1);
        signal.throwIfAborted();
        if (said instanceof Error) throw said;
        const ended = typeof said === 'string' ? undefined : said.finish;
        const whole = typeof said === 'string' ? said : said.text;
        const told = whole.slice(0, request.maxTokens);
        for (const text of told.match(/[\s\S]{1,50}/g) ?? []) yield { type: 'text', text };
        const finish = ended ?? (told === whole ? 'stop' : 'length');
        yield { type: 'end', finish, promptTokens: 10, answerTokens: 5 };
      } finally {
        open--;
      }
    },
  };
}
