/** The client of OpenAI-compatible servers, against llama.cpp's own server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openaiServer } from '../../core/imagine/servers/openai.ts';
import { type Llama, startLlama } from './llamacpp.ts';
import { failureOf, gather, never, question, say, schema } from './said.ts';

/** `fetch` that makes the real server say exactly this, whatever it is asked. */
const scripted =
  (text: string): typeof fetch =>
  (input, init) => {
    if (typeof init?.body !== 'string') return fetch(input, init);
    const { response_format, ...body } = JSON.parse(init.body);
    // What is probed is asked as it is.
    if (!JSON.stringify(body.messages).includes('higher or lower')) return fetch(input, init);
    return fetch(input, { ...init, body: JSON.stringify({ ...body, grammar: `root ::= ${JSON.stringify(text)}` }) });
  };

describe('llama.cpp', () => {
  let llama: Llama;
  beforeAll(async () => {
    llama = await startLlama({ ctx: 2048 });
  });
  afterAll(() => llama.stop());

  test('lists its models', async () => {
    expect(await openaiServer({ url: llama.url }).models(never)).toEqual(['tiny']);
    expect(await openaiServer({ url: `${llama.url}/v1/` }).models(never)).toEqual(['tiny']);
  });

  test('what it can do is found by asking, once', async () => {
    let requests = 0;
    const counted: typeof fetch = (input, init) => {
      requests++;
      return fetch(input, init);
    };
    const server = openaiServer({ url: llama.url, fetch: counted });
    const all = await Promise.all([1, 2, 3].map(() => server.capabilities('tiny', never)));
    expect(all[0]).toMatchObject({ schema: 'response_format', logprobs: true, thinks: true, context: 2048 });
    expect(all[0]?.digest).toContain('n_params');
    const asked = requests;
    expect(asked).toBeLessThanOrEqual(6);
    await server.capabilities('tiny', never);
    expect(requests).toBe(asked);
  });

  test('an answer follows its schema, token by token with what else could have stood there', async () => {
    const server = openaiServer({ url: llama.url });
    const { text, tokens, end } = await say(server, { schema, logprobs: true, temperature: 1, seed: 7 });
    expect(['higher', 'lower', 'no difference']).toContain(JSON.parse(text).direction);
    expect(tokens.map((token) => token.text).join('')).toBe(text);
    expect(tokens.every(({ logprob, others }) => logprob <= 0 && others.length === 20)).toBe(true);
    expect(end).toMatchObject({ finish: 'stop', answerTokens: expect.any(Number), promptTokens: expect.any(Number) });
    expect(await say(server, { schema, logprobs: true, temperature: 1, seed: 7 })).toMatchObject({ text });
  });

  test('no log-probabilities where none are asked for; letters of any script arrive whole', async () => {
    const server = openaiServer({ url: llama.url, fetch: scripted('naïve “漢字” 🙂\nline 2') });
    expect(await say(server)).toMatchObject({ text: 'naïve “漢字” 🙂\nline 2', tokens: [] });
  });

  test('thoughts come before the answer, as thoughts', async () => {
    const server = openaiServer({ url: llama.url, fetch: scripted('let me see\n</think>\n\n{"direction": "higher"}') });
    const { thought, text } = await say(server, { think: true, schema });
    expect(thought).toBe('let me see\n');
    expect(text).toBe('{"direction": "higher"}');
  });

  test('an answer that is cut says so; one that is only thoughts is a failure that says why', async () => {
    const server = openaiServer({ url: llama.url });
    expect((await say(server, { schema, maxTokens: 6 })).end).toMatchObject({ finish: 'length', answerTokens: 6 });
    const failure = await failureOf(say(server, { think: true, schema, maxTokens: 12 }));
    expect(failure.kind).toBe('empty');
    expect(failure.message).toBe(
      'tiny used all 12 tokens to reason and never answered. Allow more tokens, or turn its reasoning off.',
    );
  });

  test('a model that it does not have, though it would answer by any name', async () => {
    const failure = await failureOf(say(openaiServer({ url: llama.url }), { model: 'another' }));
    expect(failure.kind).toBe('no model');
    expect(failure.message).toContain('has no model another. Check its name, or choose what it has: tiny.');
  });

  test('too long a question', async () => {
    const messages = [{ role: 'user' as const, content: 'x'.repeat(3000) }];
    const failure = await failureOf(say(openaiServer({ url: llama.url }), { messages }));
    expect(failure.kind).toBe('too long');
    expect(failure.message).toMatch(/does not fit the context of tiny: request \(\d+ tokens\) exceeds .*2048 tokens/);
  });

  test('endless repetition is ended, in the answer and in thoughts', async () => {
    const again = 'and so it is higher, '.repeat(60);
    const server = openaiServer({ url: llama.url, fetch: scripted(again) });
    const failure = await failureOf(say(server, { maxTokens: 1500 }));
    expect(failure.kind).toBe('repetition');
    expect(failure.message).toContain('“is higher, and so it”');
    expect((await failureOf(say(server, { think: true, maxTokens: 1500 }))).kind).toBe('repetition');
  });

  test('an answer of nothing but white space is empty', async () => {
    const failure = await failureOf(say(openaiServer({ url: llama.url, fetch: scripted('  \n ') })));
    expect(failure.kind).toBe('empty');
    expect(failure.message).toBe('tiny gave no answer. Try again, or choose another model.');
    const cut = openaiServer({ url: llama.url, fetch: scripted(' '.repeat(50)) });
    expect((await failureOf(say(cut, { maxTokens: 5 }))).message).toBe(failure.message);
  });
});

describe('aborting', () => {
  let llama: Llama;
  beforeAll(async () => {
    llama = await startLlama({ ctx: 65_536, batch: 64 });
  });
  afterAll(() => llama.stop());

  const cancelled = /cancel task, id_task = \d+/;

  test('while it streams: the server stops generating at once, and the reason is thrown', async () => {
    const server = openaiServer({ url: llama.url });
    await server.capabilities('tiny', never);
    const from = llama.log().length;
    const abort = new AbortController();
    const reason = new Error('a newer edit');
    let events = 0;
    const asked = (async () => {
      for await (const _ of server.chat(question({ temperature: 1.5, maxTokens: 60_000 }), abort.signal))
        if (++events === 20) abort.abort(reason);
    })();
    await expect(asked).rejects.toBe(reason);
    expect(events).toBe(20);
    await llama.logged(cancelled, from);
  });

  test('while it reads a long prompt', async () => {
    let begun = () => {};
    const server = openaiServer({
      url: llama.url,
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        begun();
        return response;
      },
    });
    await server.capabilities('tiny', never);
    const reading = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const from = llama.log().length;
    const messages = [{ role: 'user' as const, content: 'drug '.repeat(11_000) }];
    const abort = new AbortController();
    const gone = expect(gather(server.chat(question({ messages }), abort.signal))).rejects.toBe('superseded');
    await reading;
    abort.abort('superseded');
    await gone;
    await llama.logged(cancelled, from);
    // It had read a part of the prompt only, and answered nothing.
    expect(Number((await llama.logged(/stop processing: n_tokens = (\d+)/, from)).split('= ')[1])).toBeLessThan(50_000);
  });

  test('by reading no further', async () => {
    const server = openaiServer({ url: llama.url });
    await server.capabilities('tiny', never);
    const from = llama.log().length;
    for await (const _ of server.chat(question({ temperature: 1.5, maxTokens: 60_000 }), never)) break;
    await llama.logged(cancelled, from);
  });

  test('before it begins, nothing is sent', async () => {
    const server = openaiServer({
      url: llama.url,
      fetch: () => {
        throw new Error('Something was sent.');
      },
    });
    const aborted = AbortSignal.abort('never mind');
    await expect(say(server, {}, aborted)).rejects.toBe('never mind');
    await expect(server.models(aborted)).rejects.toBe('never mind');
    await expect(server.capabilities('tiny', aborted)).rejects.toBe('never mind');
  });

  test('one who waits for capabilities can leave without the others', async () => {
    const server = openaiServer({ url: llama.url });
    const abort = new AbortController();
    const leaving = server.capabilities('tiny', abort.signal);
    const staying = server.capabilities('tiny', never);
    abort.abort('left');
    await expect(leaving).rejects.toBe('left');
    await expect(staying).resolves.toMatchObject({ schema: 'response_format' });
  });
});

test('a model with one of the server’s adapters is a model of its own', async () => {
  const llama = await startLlama({ lora: [1, 2] });
  try {
    const server = openaiServer({ url: llama.url });
    const models = await server.models(never);
    expect(models).toEqual(['tiny', expect.stringMatching(/^tiny#lora-1-/), expect.stringMatching(/^tiny#lora-2-/)]);
    const answers = new Map<string, string>();
    // Each twice, and in turns: what the server keeps of one prompt must not be used for another adapter.
    for (const model of [...models, ...models]) {
      const { text } = await say(server, { model, maxTokens: 12 });
      expect(answers.get(model) ?? text).toBe(text);
      answers.set(model, text);
    }
    expect(new Set(answers.values()).size).toBe(3);
    const digests = await Promise.all(models.map(async (model) => (await server.capabilities(model, never)).digest));
    expect(new Set(digests).size).toBe(3);
  } finally {
    await llama.stop();
  }
});

test('a key opens a server that asks for one, and is told to nobody', async () => {
  const llama = await startLlama({ apiKey: 'open-sesame-4711' });
  try {
    expect(await openaiServer({ url: llama.url, key: 'open-sesame-4711' }).models(never)).toEqual(['tiny']);
    const none = await failureOf(say(openaiServer({ url: llama.url })));
    expect(none.kind).toBe('unauthorized');
    expect(none.message).toContain('Give the key for this server.');
    const wrong = await failureOf(say(openaiServer({ url: llama.url, key: 'guess' })));
    expect(wrong.message).toContain('Check the key for this server.');
  } finally {
    await llama.stop();
  }
  const gone = await failureOf(openaiServer({ url: llama.url }).models(never));
  expect(gone.kind).toBe('refused');
  expect(gone.message).toBe(`Nothing answers at ${llama.url}/v1. Start the server there, or choose another address.`);
});
