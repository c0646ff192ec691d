/**
 * How our client gets on with a server that is too big for the tests, such as vLLM: what is found of it, and what comes of each kind of request.
 * Prints what it sees; ends with 1 where a schema that the server is said to hold to is not held.
 *
 *     node test/servers/look.ts ADDRESS [MODEL]
 */
import { type ChatEvent, ChatFailure, type ChatRequest } from '../../core/imagine/servers/chat.ts';
import { openaiServer } from '../../core/imagine/servers/openai.ts';
import { never, schema } from './said.ts';

const [url = '', named] = process.argv.slice(2);
const server = openaiServer({ url, key: process.env.DEEPIMAGINE_API_KEY });
const [first = ''] = await server.models(never);
const model = named ?? first;
const plain: ChatRequest = {
  model,
  messages: [{ role: 'user', content: 'Is it higher?' }],
  temperature: 0,
  maxTokens: 200,
};

async function all(more: Partial<ChatRequest>, signal = never, enough = Number.POSITIVE_INFINITY, stop = () => {}) {
  const said = { text: '', thought: '', tokens: 0, end: undefined as ChatEvent | undefined };
  let count = 0;
  for await (const event of server.chat({ ...plain, ...more }, signal)) {
    if (++count === enough) stop();
    if (event.type === 'end') said.end = event;
    else said[event.type] += event.text;
    if (event.type === 'text') said.tokens += event.tokens?.length ?? 0;
  }
  return said;
}

async function show(what: string, work: () => Promise<unknown>): Promise<unknown> {
  try {
    const value = await work();
    console.log(`${what}: ${JSON.stringify(value)}`);
    return value;
  } catch (error) {
    if (!(error instanceof ChatFailure)) throw error;
    console.log(`${what}: ${error.kind}: ${error.message}`);
    return undefined;
  }
}

const can = await server.capabilities(model, never);
await show(`${model} at ${server.url}`, async () => can);
const asked = { schema, logprobs: true, seed: 1, think: false };
const answer = (await show('by a schema', () => all(asked))) as { text: string } | undefined;
const again = (await show('the same again', () => all(asked))) as { text: string } | undefined;
await show('without a schema', () => all({ maxTokens: 20 }));
await show('reasoning hard', () => all({ schema, think: 'high' }));
await show('cut off', () => all({ schema, maxTokens: 4 }));
await show('another model', () => all({ model: `${model}-that-is-not-there` }));
if (can.context !== undefined)
  await show('too long', () => all({ messages: [{ role: 'user', content: 'no '.repeat(2 * (can.context ?? 0)) }] }));
const abort = new AbortController();
let at = 0;
const stop = () => {
  at = performance.now();
  abort.abort('enough');
};
const stopped = await all({ temperature: 1, maxTokens: 1000 }, abort.signal, 10, stop).catch((why: unknown) => why);
console.log(`aborted: ${String(stopped)} after ${(performance.now() - at).toFixed(0)} ms`);

const held = () => {
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: grammars of servers let a model write them
    return typeof JSON.parse(answer?.text.replace(/[\u0000-\u001f]/g, ' ') ?? '').direction === 'string';
  } catch {
    return false;
  }
};
if (can.schema !== 'none' && !held()) {
  console.log('The schema was not held.');
  process.exitCode = 1;
}
if (answer?.text !== again?.text) console.log('The same question with the same seed was answered otherwise.');
