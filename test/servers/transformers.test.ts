/** The client of OpenAI-compatible servers, against `transformers serve`: real, and able to do little. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatServer } from '../../core/imagine/servers/chat.ts';
import { openaiServer } from '../../core/imagine/servers/openai.ts';
import { failureOf, never, question, say, schema } from './said.ts';
import { startTransformers } from './transformers.ts';

let transformers: Awaited<ReturnType<typeof startTransformers>>;
let server: ChatServer;
beforeAll(async () => {
  transformers = await startTransformers();
  server = openaiServer({ url: transformers.url });
});
afterAll(() => transformers?.stop());

test('what it can do is found by asking: it ignores schemas and gives no log-probabilities', async () => {
  expect(await server.capabilities(transformers.model, never)).toMatchObject({
    schema: 'none',
    logprobs: false,
    thinks: false,
  });
});

test('it streams, and is counted', async () => {
  const { model } = transformers;
  const { text, tokens, end } = await say(server, { model, schema, logprobs: true, maxTokens: 40 });
  expect(text.length).toBeGreaterThan(0);
  expect(tokens).toEqual([]);
  expect(end).toMatchObject({ finish: 'length', answerTokens: 40 });
  expect(await say(server, { model, schema, maxTokens: 40 })).toMatchObject({ text });
});

test('aborting ends it at once, and it answers the next', async () => {
  const { model } = transformers;
  const abort = new AbortController();
  let events = 0;
  const asked = (async () => {
    for await (const _ of server.chat(question({ model, temperature: 1, maxTokens: 2000 }), abort.signal))
      if (++events === 1) abort.abort('superseded');
  })();
  await expect(asked).rejects.toBe('superseded');
  expect(events).toBe(1);
  expect((await say(server, { model, maxTokens: 3 })).end).toMatchObject({ answerTokens: 3 });
});

test('a model that it does not have', async () => {
  const failure = await failureOf(say(server, { model: 'none/such' }));
  expect(['no model', 'server error']).toContain(failure.kind);
  expect(failure.message).toMatch(/none\/such|failed/);
});
