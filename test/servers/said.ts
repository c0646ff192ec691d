/** What tests ask of a server, and how they gather what it says. */
import type { ChatEvent, ChatRequest, ChatServer, TokenChance } from '../../core/imagine/servers/chat.ts';
import { ChatFailure } from '../../core/imagine/servers/chat.ts';

export const never = new AbortController().signal;

/** A request whose answer is a direction and a word. */
export const question = (more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'tiny',
  messages: [{ role: 'user', content: 'Does it become higher or lower?' }],
  temperature: 0,
  maxTokens: 200,
  think: false,
  ...more,
});

export const schema = {
  name: 'answer',
  schema: {
    type: 'object',
    properties: { direction: { enum: ['higher', 'lower', 'no difference'] }, why: { type: 'string', maxLength: 20 } },
    required: ['direction', 'why'],
    additionalProperties: false,
  },
};

export interface Gathered {
  thought: string;
  text: string;
  tokens: TokenChance[];
  end?: ChatEvent & { type: 'end' };
  /** When the first event came. */
  first?: number;
}

export async function gather(events: AsyncIterable<ChatEvent>): Promise<Gathered> {
  const all: Gathered = { thought: '', text: '', tokens: [] };
  for await (const event of events) {
    all.first ??= performance.now();
    if (event.type === 'thought') all.thought += event.text;
    else if (event.type === 'end') all.end = event;
    else {
      all.text += event.text;
      all.tokens.push(...(event.tokens ?? []));
    }
  }
  return all;
}

export const say = (server: ChatServer, more: Partial<ChatRequest> = {}, signal = never) =>
  gather(server.chat(question(more), signal));

/** The failure that a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<ChatFailure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ChatFailure) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}
