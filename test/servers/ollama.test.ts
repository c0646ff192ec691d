/** The client of Ollama, against a stand-in for it that holds to its published API. */
import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Timeouts } from '../../core/imagine/servers/chat.ts';
import { ollamaServer } from '../../core/imagine/servers/ollama.ts';
import { type Fault, startFaults } from './faults.ts';
import { type StandIn, type StandInOptions, type StandInRequest, startOllamaStandIn } from './ollama-stand-in.ts';
import { startPlain } from './plain.ts';
import { failureOf, never, question, say, schema } from './said.ts';

let ollama: StandIn | undefined;
afterEach(() => ollama?.stop());
async function start(options: StandInOptions = {}, more: Partial<Parameters<typeof ollamaServer>[0]> = {}) {
  ollama = await startOllamaStandIn(options);
  return { ollama, server: ollamaServer({ url: ollama.url, ...more }) };
}
const thinker = { name: 'tiny:latest', thinks: true, logprobs: true, trained: 40_960, digest: 'abc' };

test('lists its models', async () => {
  const { server } = await start({ models: [thinker, { name: 'other:7b' }] });
  expect(await server.models(never)).toEqual(['tiny:latest', 'other:7b']);
});

describe('what it can do with a model', () => {
  test('is found by asking, once', async () => {
    const { server, ollama } = await start({ models: [thinker] });
    const all = await Promise.all([server.capabilities('tiny', never), server.capabilities('tiny', never)]);
    expect(all[0]).toEqual({ schema: 'format', logprobs: true, thinks: true, context: 16_384, digest: 'abc' });
    expect(all[1]).toEqual(all[0]);
    expect(ollama.chats).toHaveLength(1);
  });

  test('is found of a model that reasons whatever it is told', async () => {
    const says = ({ options, format }: StandInRequest) => ({
      thinking: 'So I am asked for two words, and that as an object, which I am to think about for long. '.repeat(4),
      content: format && (options?.num_predict ?? 0) > 64 ? '{"direction": "higher"}' : 'Hello there.',
    });
    const { server, ollama } = await start({ models: [{ ...thinker, always: true, says }] });
    expect(await server.capabilities('tiny', never)).toMatchObject({ schema: 'format', logprobs: true, thinks: true });
    expect(ollama.chats).toHaveLength(2);
  });

  test('may be little', async () => {
    const { server, ollama } = await start({ models: [{ name: 'tiny:latest', obeys: false, trained: 2048 }] });
    expect(await server.capabilities('tiny', never)).toMatchObject({
      schema: 'none',
      logprobs: false,
      thinks: false,
      context: 2048,
    });
    await say(server, { schema, logprobs: true, think: true });
    expect(ollama.chats.at(-1)).not.toHaveProperty('think');
    expect(ollama.chats.at(-1)).not.toHaveProperty('logprobs');
  });

  test('the context is what is asked for: of the model’s file, else as much as it was trained for, up to a limit', async () => {
    const { server, ollama } = await start({
      models: [
        { ...thinker, context: 6000 },
        { ...thinker, name: 'long:latest' },
      ],
    });
    expect(await server.capabilities('tiny', never)).toMatchObject({ context: 6000 });
    await say(server);
    expect(ollama.chats.at(-1)?.options).not.toHaveProperty('num_ctx');
    const wide = ollamaServer({ url: ollama.url, context: 100_000 });
    expect(await wide.capabilities('long', never)).toMatchObject({ context: 40_960 });
    await say(wide, { model: 'long' });
    expect(ollama.chats.at(-1)?.options).toMatchObject({ num_ctx: 40_960 });
  });
});

describe('an answer', () => {
  test('follows its schema, with log-probabilities and counts', async () => {
    const { server, ollama } = await start();
    const { text, tokens, end } = await say(server, { schema, logprobs: true, seed: 3 });
    expect(JSON.parse(text)).toEqual({ direction: 'higher', why: 'so' });
    expect(tokens.map((token) => token.text).join('')).toBe(text);
    expect(tokens[0]).toMatchObject({
      logprob: -0.105,
      others: expect.arrayContaining([{ text: 'other 1', logprob: -3.105 }]),
    });
    expect(end).toMatchObject({ finish: 'stop', promptTokens: expect.any(Number), answerTokens: tokens.length });
    expect(ollama.chats.at(-1)).toMatchObject({
      format: schema.schema,
      stream: true,
      truncate: false,
      shift: false,
      options: { temperature: 0, num_predict: 200, seed: 3 },
    });
  });

  test('comes after the thoughts, where the model reasons', async () => {
    const { server } = await start({ models: [thinker] });
    expect(await say(server, { schema, think: true })).toMatchObject({ thought: 'Let me see.' });
    expect(await say(server, { schema, think: false })).toMatchObject({ thought: '' });
  });

  test('is thought about as hard as is asked; what the server does not take, it says', async () => {
    const { server, ollama } = await start({ models: [thinker] });
    expect(await say(server, { schema, think: 'low' })).toMatchObject({ thought: 'Let me see.' });
    expect(ollama.chats.at(-1)).toMatchObject({ think: 'low' });
    ollama.refuse({ status: 400, error: 'think value "max" is not supported for this model' });
    expect((await failureOf(say(server, { think: 'max' }))).message).toContain('"max" is not supported for this model');
  });

  test('that is cut says so', async () => {
    const { server } = await start();
    expect((await say(server, { schema, maxTokens: 3 })).end).toMatchObject({ finish: 'length', answerTokens: 3 });
  });

  test('arrives whole in any script', async () => {
    const content = 'naïve “漢字” 🙂\nline 2';
    const { server } = await start({ models: [{ name: 'tiny:latest', says: () => ({ content }) }] });
    expect(await say(server)).toMatchObject({ text: content });
  });
});

describe('aborting', () => {
  test('closes the connection at once, so that the server stops', async () => {
    const long = {
      name: 'tiny:latest',
      says: () => ({ content: Array.from({ length: 9999 }, (_, n) => `${n} `).join('') }),
    };
    const { server, ollama } = await start({ models: [long], pause: 2 });
    await server.capabilities('tiny', never).catch(() => {});
    const before = ollama.aborted;
    const abort = new AbortController();
    let events = 0;
    const asked = (async () => {
      for await (const _ of server.chat(question({ maxTokens: 100_000 }), abort.signal))
        if (++events === 5) abort.abort('superseded');
    })();
    await expect(asked).rejects.toBe('superseded');
    expect(events).toBe(5);
    await expect.poll(() => ollama.aborted).toBe(before + 1);
    for await (const _ of server.chat(question({ maxTokens: 100_000 }), never)) break;
    await expect.poll(() => ollama.aborted).toBe(before + 2);
    await expect(say(server, {}, AbortSignal.abort('never mind'))).rejects.toBe('never mind');
  });
});

describe('failures', () => {
  test.each([
    [401, 'unauthorized', 'unauthorized', 'Give the key for this server.'],
    [
      404,
      "model 'tiny' not found",
      'no model',
      'has no model tiny. Pull it (`ollama pull tiny`) or choose another model.',
    ],
    [400, 'the input length exceeds the context length', 'too long', 'does not fit the context of tiny'],
    [400, 'invalid options', 'server error', 'does not accept the request (400): invalid options'],
    [
      500,
      'model requires more system memory (9.1 GiB) than is available (4.0 GiB)',
      'server error',
      'more system memory',
    ],
    [502, 'upstream error', 'server error', 'failed (502): upstream error'],
    [503, 'server busy, please try again. maximum pending requests exceeded', 'busy', 'is busy (503)'],
  ])('%i %s', async (status, error, kind, words) => {
    const { server, ollama } = await start();
    await server.capabilities('tiny', never);
    ollama.refuse({ status, error });
    const failure = await failureOf(say(server));
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(words);
  });

  test('no such model, no Ollama there, another server there, a wrong key', async () => {
    const { server, ollama } = await start({ apiKey: 'open-sesame-4711' }, { key: 'open-sesame-4711' });
    expect((await failureOf(say(server, { model: 'none' }))).kind).toBe('no model');
    const wrong = await failureOf(ollamaServer({ url: ollama.url, key: 'guessed-4712' }).models(never));
    expect(wrong.message).toContain('refuses the request (401): unauthorized. Check the key for this server.');
    expect(inspect(wrong, { depth: Infinity, showHidden: true })).not.toContain('guessed-4712');
    await ollama.stop();
    const gone = await failureOf(server.models(never));
    expect(gone.message).toBe(
      `Nothing answers at ${ollama.url}. Start Ollama there (\`ollama serve\`), or choose another address.`,
    );
    const other = await startPlain((_, response) => void response.writeHead(404).end('nothing here'));
    try {
      const failure = await failureOf(ollamaServer({ url: other.url }).models(never));
      expect(failure.kind).toBe('refused');
      expect(failure.message).toContain(`${other.url} answers, but not as Ollama (404)`);
      expect(failure.message).toContain('predictor openai');
    } finally {
      await other.stop();
    }
  });

  test('too long a question is refused, not cut in silence', async () => {
    const { server, ollama } = await start({ models: [{ ...thinker, trained: 1000 }] });
    const messages = [{ role: 'user' as const, content: 'x'.repeat(8000) }];
    expect((await failureOf(say(server, { messages }))).kind).toBe('too long');
    expect(ollama.chats.at(-1)?.truncate).toBe(false);
  });

  test('in the stream: an error, no end', async () => {
    const { server, ollama } = await start();
    await server.capabilities('tiny', never);
    ollama.break({ after: 2, error: 'an error was encountered while running the model: CUDA error' });
    const error = await failureOf(say(server));
    expect(error.kind).toBe('server error');
    expect(error.message).toContain(
      'broke off with an error: an error was encountered while running the model: CUDA error.',
    );
    ollama.break({ after: 2 });
    expect((await failureOf(say(server))).kind).toBe('truncated');
    ollama.break(undefined);
    expect((await say(server)).text).toBe('Hello there.');
  });

  test('what is no such stream is unreadable, and nothing of it goes to the console', async () => {
    const bodies = ['{"message": {"content": "a"}}\nno JSON\n', '7\n', '{"message": "text"}\n', '\n\n'];
    const shout = ['log', 'warn', 'error'].map((name) => vi.spyOn(console, name as 'log').mockImplementation(() => {}));
    for (const body of bodies) {
      const odd = await startPlain((asked, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const known: Record<string, string> = { '/api/tags': '{"models": []}', '/api/show': '{}' };
        response.end(known[asked.path] ?? body);
      });
      try {
        expect((await failureOf(say(ollamaServer({ url: odd.url })))).kind).toBe('unreadable');
      } finally {
        await odd.stop();
      }
    }
    for (const spy of shout) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  test('a connection that breaks or stalls', async () => {
    const { ollama } = await start({ pause: 5 });
    const faults = await startFaults(ollama.url);
    try {
      const told = async (fault: Fault, timeouts: Partial<Timeouts> = {}) => {
        faults.set({ kind: 'none' });
        const server = ollamaServer({ url: faults.url, timeouts });
        await server.capabilities('tiny', never);
        faults.set(fault);
        return (await failureOf(say(server))).kind;
      };
      expect(await told({ kind: 'reset', after: 400 })).toBe('truncated');
      expect(await told({ kind: 'stall', after: 400 }, { token: 200 })).toBe('stalled');
      expect(await told({ kind: 'half-closed', after: 400 })).toBe('truncated');
      expect(await told({ kind: 'silent' }, { first: 500 })).toBe('stalled');
    } finally {
      await faults.stop();
    }
  });
});

describe('pulling a model', () => {
  const library = { 'new:1b': [1000, 200] };

  test('tells how far it is, and the model is there', async () => {
    const { server } = await start({ library });
    const all = [];
    for await (const progress of server.pull('new:1b', never)) all.push(progress);
    expect(all[0]).toEqual({ status: 'pulling manifest' });
    expect(all.at(-1)).toEqual({ status: 'success' });
    expect(all.filter(({ total }) => total === 1000).map(({ completed }) => completed)).toEqual([
      0, 250, 500, 750, 1000,
    ]);
    expect(await server.models(never)).toContain('new:1b');
  });

  test('can be aborted', async () => {
    const { server, ollama } = await start({ library, pause: 20 });
    const abort = new AbortController();
    const pulling = (async () => {
      for await (const { completed } of server.pull('new:1b', abort.signal)) if (completed) abort.abort('enough');
    })();
    await expect(pulling).rejects.toBe('enough');
    await expect.poll(() => ollama.aborted).toBe(1);
  });

  test('that the library does not have, or whose download breaks off', async () => {
    const { server, ollama } = await start({ library });
    const pull = async (name: string) => {
      for await (const _ of server.pull(name, never));
    };
    const failure = await failureOf(pull('no-such-model'));
    expect(failure.kind).toBe('no model');
    expect(failure.message).toBe(
      'The library of Ollama has no model no-such-model. Check its name at https://ollama.com/library.',
    );
    ollama.break({ after: 3 });
    expect((await failureOf(pull('new:1b'))).kind).toBe('truncated');
  });
});
