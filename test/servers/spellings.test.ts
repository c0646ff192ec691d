/** What servers do that the real ones here do not: spellings of thoughts, refusals, odd answers. Their answers are written by hand. */
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { ollamaServer } from '../../core/imagine/servers/ollama.ts';
import { openaiServer } from '../../core/imagine/servers/openai.ts';
import { repeatedUnit } from '../../core/imagine/servers/repetition.ts';
import { Thoughts } from '../../core/imagine/servers/thoughts.ts';
import { type Asked, json, type Plain, startPlain, stream } from './plain.ts';
import { failureOf, never, say, schema } from './said.ts';

let plain: Plain | undefined;
afterEach(() => plain?.stop());

type Answer = (body: Record<string, unknown>, response: ServerResponse, asked: Asked) => void;
const isQuestion = (body: Record<string, unknown>) => JSON.stringify(body.messages).includes('higher or lower');

/** A server of one model whose chat answers so; what is probed is answered as by a server that can do nothing special. */
async function serve(answer: Answer, probed: Answer = (_, response) => stream(response, [{ content: 'Hello there' }])) {
  plain = await startPlain((asked, response) => {
    if (asked.path === '/v1/models')
      return json(response, 200, { object: 'list', data: [{ id: 'tiny', max_model_len: 512 }] });
    if (asked.path !== '/v1/chat/completions') return json(response, 404, { error: { message: 'Not Found' } });
    const body = asked.body as Record<string, unknown>;
    return (isQuestion(body) ? answer : probed)(body, response, asked);
  });
  return openaiServer({ url: plain.url, key: 'open-sesame-4711' });
}

describe('thoughts', () => {
  const answer = '{"direction": "higher", "why": "more"}';
  test.each([
    ['reasoning_content', [{ reasoning_content: 'Let me ' }, { reasoning_content: 'see.' }, { content: answer }]],
    ['reasoning', [{ reasoning: 'Let me ' }, { reasoning: 'see.' }, { content: answer }]],
    ['both of them', [{ reasoning: 'Let me see.', reasoning_content: 'Let me see.' }, { content: answer }]],
    ['thinking', [{ thinking: 'Let me see.' }, { content: answer }]],
    ['tags', [{ content: '<think>Let me see.</think>\n\n' }, { content: answer }]],
    [
      'tags in pieces',
      [...'\n<think>Let me see.</think>\n\n'].map((content) => ({ content })).concat({ content: answer }),
    ],
    ['a closing tag only', [{ content: 'Let me ' }, { content: 'see.</thi' }, { content: `nk>\n\n${answer}` }]],
  ])('as %s', async (_, deltas) => {
    const server = await serve((_, response) => stream(response, deltas));
    const { thought, text } = await say(server, { schema });
    expect(thought.trim()).toBe('Let me see.');
    expect(text).toBe(answer);
  });

  test('an answer that is no JSON is still the answer', async () => {
    const server = await serve((_, response) => stream(response, [{ content: 'It becomes ' }, { content: 'higher.' }]));
    expect(await say(server, { schema })).toMatchObject({ text: 'It becomes higher.' });
    expect(await say(server)).toMatchObject({ thought: '', text: 'It becomes higher.' });
  });

  test('tokens stay with their part of the text', () => {
    const split = new Thoughts(true);
    const token = (text: string) => ({ text, logprob: -1, others: [] });
    const tokens = ['<think>', 'so', '</think>', '\n\n', '{"a"', ': 1}'].map(token);
    const parts = tokens.map((each) => split.add(each.text, [each]));
    parts.push(split.end());
    expect(parts.map((part) => part.thought).join('')).toBe('so');
    expect(parts.map((part) => part.text).join('')).toBe('{"a": 1}');
    expect(parts.flatMap((part) => part.tokens.map(({ text }) => text))).toEqual(['{"a"', ': 1}']);
    const whole = new Thoughts(true).add(tokens.map(({ text }) => text).join(''), tokens);
    expect(whole).toMatchObject({ thought: 'so', text: '{"a": 1}' });
    expect(whole.tokens.map(({ text }) => text)).toEqual(['{"a"', ': 1}']);
  });
});

test('repetition: the shortest unit, of a long enough stretch', () => {
  expect(repeatedUnit('no. '.repeat(149))).toBeUndefined();
  expect(repeatedUnit(`It starts otherwise. ${'no. '.repeat(151)}`)).toBe('no. ');
  expect(repeatedUnit(' '.repeat(600))).toBe(' ');
  const sentence = 'A dose that is lower by half leaves less of the drug in the blood. ';
  expect(repeatedUnit(sentence.repeat(8))).toBeUndefined();
  expect(repeatedUnit(sentence.repeat(9))).toHaveLength(sentence.length);
  const numbered = Array.from({ length: 100 }, (_, n) => `Step ${n}: the dose is lower. `).join('');
  expect(repeatedUnit(numbered)).toBeUndefined();
});

describe('a server that does not stream, though it was asked to,', () => {
  const message = { role: 'assistant', reasoning_content: 'Let me see.', content: '{"direction": "higher"}' };
  const whole = {
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 7, completion_tokens: 9 },
  };
  const answers = (text: string, type = 'application/json') =>
    serve((_, response) => {
      response.writeHead(200, { 'content-type': type });
      // In two parts, as it comes where it is long.
      response.write(text.slice(0, 5));
      response.end(text.slice(5));
    });

  test.each([
    ['in one line', JSON.stringify(whole), 'application/json'],
    ['in many', `\n${JSON.stringify(whole, undefined, 2)}\n`, 'application/json; charset=utf-8'],
    ['called something else', JSON.stringify(whole), 'text/plain'],
    ['without how it ended', JSON.stringify({ ...whole, choices: [{ message }] }), 'application/json'],
  ])('has answered: %s', async (_, text, type) => {
    const end = { finish: 'stop', promptTokens: 7, answerTokens: 9 };
    expect(await say(await answers(text, type), { schema })).toMatchObject({
      thought: 'Let me see.',
      text: message.content,
      end,
    });
  });

  test('is told from one that breaks off, or says what went wrong', async () => {
    const failed = async (text: string) => failureOf(say(await answers(text), { schema }));
    expect((await failed(JSON.stringify(whole).slice(0, -9))).kind).toBe('truncated');
    expect((await failed('{"error": {"message": "context length exceeded"}}')).kind).toBe('too long');
    expect((await failed('{"answer": 7}')).kind).toBe('unreadable');
  });
});

describe('what a server can do', () => {
  const can = async (probed: Answer) => {
    const server = await serve(() => {}, probed);
    return server.capabilities('tiny', never);
  };
  const chances = { content: [{ token: 'x', logprob: -0.1, bytes: null, top_logprobs: [] }] };
  const word = '{"direction": "higher"}';

  test('nothing special: it ignores what it does not know', async () => {
    const ignorant: Answer = (_, response) => stream(response, [{ content: 'Hello there' }]);
    expect(await can(ignorant)).toEqual({ schema: 'none', logprobs: false, thinks: false, context: 512 });
  });

  test('vLLM without response_format: structured_outputs', async () => {
    const old: Answer = (body, response) =>
      stream(response, [{ delta: { content: 'structured_outputs' in body ? word : 'Hello' }, logprobs: chances }]);
    expect(await can(old)).toMatchObject({ schema: 'structured_outputs', logprobs: true });
  });

  test('a server that refuses fields is asked without them, and later requests do without, too', async () => {
    const strict: Answer = (body, response) => {
      const known = [
        'model',
        'messages',
        'stream',
        'temperature',
        'max_completion_tokens',
        'response_format',
        'logprobs',
      ];
      const unknown = Object.keys(body).find((key) => ![...known, 'top_logprobs', 'seed'].includes(key));
      if (unknown === 'max_tokens')
        return json(response, 400, { error: { message: "Use 'max_completion_tokens' in place of 'max_tokens'." } });
      if (unknown) return json(response, 422, { detail: `Unrecognized request argument supplied: ${unknown}` });
      if (Number(body.top_logprobs) > 5)
        return json(response, 400, { error: { message: 'top_logprobs must be at most 5' } });
      return stream(response, [{ delta: { content: 'response_format' in body ? word : 'Hello' }, logprobs: chances }]);
    };
    const server = await serve(strict, strict);
    expect(await server.capabilities('tiny', never)).toMatchObject({ schema: 'response_format', logprobs: true });
    await say(server, { schema, logprobs: true, seed: 1, think: true });
    expect(plain?.asked.at(-1)?.body).toMatchObject({ max_completion_tokens: 200, top_logprobs: 5, seed: 1 });
  });

  test('a schema holds though a weak model fills the answer with the white space that a grammar allows', async () => {
    const wandering: Answer = (body, response) =>
      stream(response, [{ content: 'response_format' in body ? '{ \n \n \t' : 'Hello' }], 'length');
    expect(await can(wandering)).toMatchObject({ schema: 'response_format' });
    const chatting: Answer = (_, response) =>
      stream(response, [{ content: ' \n \n' }, { content: '{ "Hello": ' }], 'length');
    expect(await can(chatting)).toMatchObject({ schema: 'none' });
  });

  test('how hard to reason is told in the words of OpenAI, and to templates that it is to', async () => {
    const server = await serve((_, response) => stream(response, [{ reasoning: 'Hm.' }, { content: word }]));
    await say(server, { think: 'high' });
    expect(plain?.asked.at(-1)?.body).toMatchObject({
      reasoning_effort: 'high',
      chat_template_kwargs: { enable_thinking: true, thinking: true },
    });
    await say(server, { think: true });
    expect(plain?.asked.at(-1)?.body).not.toHaveProperty('reasoning_effort');
  });

  test('an answer that is cut off before it took what it might has filled the context, or met a limit of the server', async () => {
    const ending = (prompt_tokens: number, completion_tokens: number) => async () => {
      const server = await serve((_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: {"choices": [{"delta": {"content": "Hm"}, "finish_reason": "length"}]}\n\n`);
        response.end(`data: ${JSON.stringify({ choices: [], usage: { prompt_tokens, completion_tokens } })}\n\n`);
      });
      return (await say(server, { maxTokens: 200 })).end?.finish;
    };
    expect(await ending(390, 120)()).toBe('context');
    expect(await ending(9, 120)()).toBe('limit');
    expect(await ending(9, 199)()).toBe('length');
    // Nothing is counted: there are at most as many tokens as bytes.
    const server = await serve((_, response) => stream(response, [{ content: 'Hm' }], 'length'));
    expect((await say(server, { maxTokens: 200 })).end?.finish).toBe('limit');
    const silent = await serve((_, response) => stream(response, [{ reasoning: 'Hm' }], 'length'));
    expect((await failureOf(say(silent, { maxTokens: 200 }))).message).toMatch(
      /cut tiny off before it began to answer: .* a limit of its own/,
    );
  });

  test('what a content filter stopped is said to be that, whatever came before', async () => {
    for (const deltas of [[], [{ content: '{"direc' }]]) {
      const server = await serve((_, response) => stream(response, deltas, 'content_filter'));
      const { kind, message } = await failureOf(say(server, { schema }));
      expect([kind, message]).toEqual(['empty', expect.stringMatching(/withheld .* content filter/)]);
      await plain?.stop();
    }
  });

  test('a list of models is read, whether or not it says that it is JSON, and is told where it is none', async () => {
    const listing = async (body: string, headers = {}) => {
      await plain?.stop();
      plain = await startPlain((_, response) => void response.writeHead(200, headers).end(body));
      return openaiServer({ url: plain.url }).models(never);
    };
    const list = JSON.stringify({ object: 'list', data: [{ id: 'tiny' }] });
    expect(await listing(list)).toEqual(['tiny']);
    expect(await listing(list, { 'content-type': 'text/plain' })).toEqual(['tiny']);
    for (const other of ['Hello', '{"models": ["tiny"]}', '7'])
      expect(await failureOf(listing(other)), other).toMatchObject({ kind: 'unreadable' });
    expect(await failureOf(listing(list.slice(0, -9)))).toMatchObject({ kind: 'truncated' });
  });

  test('a model that reasons whatever it is told has room to come to an end', async () => {
    const thinker: Answer = (body, response) =>
      Number(body.max_tokens) < 1000
        ? stream(response, [{ reasoning: 'Hm, ' }], 'length')
        : stream(response, [{ reasoning: 'Hm, well.' }, { content: word }]);
    expect(await can(thinker)).toMatchObject({ schema: 'response_format', thinks: true });
  });

  test('a model whose template opens its thoughts is known by the length of the prompt', async () => {
    const template: Answer = (body, response) => {
      const { enable_thinking } = body.chat_template_kwargs as { enable_thinking: boolean };
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const usage = { prompt_tokens: enable_thinking ? 20 : 24, completion_tokens: 2 };
      response.write(`data: {"choices": [{"delta": {"content": "Hm"}, "finish_reason": "length"}]}\n\n`);
      response.end(`data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`);
    };
    expect(await can(template)).toMatchObject({ thinks: true });
  });

  test('a server without a list of models is asked all the same', async () => {
    plain = await startPlain((asked, response) =>
      asked.path === '/v1/chat/completions'
        ? stream(response, [{ content: 'Hello' }])
        : json(response, 500, { error: 'no list' }),
    );
    const server = openaiServer({ url: plain.url });
    expect(await server.capabilities('tiny', never)).toEqual({ schema: 'none', logprobs: false, thinks: false });
  });
});

describe('refusals', () => {
  const refuse =
    (status: number, body: unknown, headers = {}) =>
    async () => {
      const server = await serve((_, response) => json(response, status, body, headers));
      const failure = await failureOf(say(server));
      expect(inspect(failure, { depth: Infinity, showHidden: true })).not.toContain('open-sesame-4711');
      return failure;
    };

  test.each([
    [
      401,
      { error: { message: 'Incorrect API key provided: open-sesame-4711.' } },
      'unauthorized',
      'provided: …. Check the key',
    ],
    [403, { error: 'forbidden' }, 'unauthorized', 'Check the key for this server.'],
    [404, { error: { message: 'The model `tiny` does not exist.' } }, 'no model', 'has no model tiny. Check its name'],
    [404, { detail: 'Not Found' }, 'refused', 'answers, but not as an OpenAI-compatible server (404): Not Found.'],
    [
      400,
      { error: { message: "This model's maximum context length is 512 tokens." } },
      'too long',
      'maximum context length is 512',
    ],
    [413, '<html>too large</html>', 'too long', 'the server refuses a request of this size'],
    [422, { detail: [{ msg: 'Input should be less than 2' }] }, 'server error', 'does not accept the request (422)'],
    [
      500,
      { error: { message: 'CUDA out of memory\n\u001b[31m' } },
      'server error',
      'failed (500): CUDA out of memory [31m.',
    ],
    [502, '<html><h1>Bad Gateway</h1></html>', 'server error', 'failed (502). Its log says more'],
    [503, { error: { message: 'Loading model' } }, 'busy', 'is busy (503): Loading model. Try again in a while.'],
  ])('%i', async (status, body, kind, words) => {
    const failure = await refuse(status, body)();
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(words);
  });

  test('429 says when to try again, in both forms of Retry-After', async () => {
    const failure = await refuse(429, { error: 'slow down' }, { 'retry-after': '7' })();
    expect(failure).toMatchObject({ kind: 'busy', retryAfter: 7 });
    expect(failure.message).toContain('Try again in 7 s.');
    await plain?.stop();
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const later = await refuse(429, { error: 'slow down' }, { 'retry-after': date })();
    expect(later.retryAfter).toBeGreaterThan(3000);
    expect(later.retryAfter).toBeLessThanOrEqual(3601);
  });

  test('long words of a server are cut', async () => {
    expect((await refuse(500, { error: { message: 'x'.repeat(100_000) } })()).message.length).toBeLessThan(600);
  });
});

describe('answers that are none', () => {
  const answered = async (answer: Answer) => failureOf(say(await serve(answer), { schema }));
  const events = (response: ServerResponse, text: string) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(text);
  };
  const part = 'data: {"choices": [{"delta": {"content": "{"}}]}\n\n';

  test.each<[string, Answer, string]>([
    [
      'a web page',
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hi</p>'),
      'unreadable',
    ],
    ['broken JSON', (_, response) => events(response, `${part}data: {"choices": [}]}\n\n`), 'unreadable'],
    ['JSON of another form', (_, response) => events(response, `${part}data: {"choices": "none"}\n\n`), 'unreadable'],
    ['a number', (_, response) => events(response, `${part}data: 7\n\n`), 'unreadable'],
    ['no finish_reason', (_, response) => events(response, `${part}data: [DONE]\n\n`), 'truncated'],
    ['no end', (_, response) => events(response, part), 'truncated'],
    ['half an event', (_, response) => events(response, `${part}data: {"choices": [{"del`), 'truncated'],
    ['nothing', (_, response) => events(response, ''), 'truncated'],
    [
      'an error in the stream',
      (_, response) => events(response, `${part}data: {"error": {"message": "out of memory"}}\n\n`),
      'server error',
    ],
    [
      'too long, in the stream',
      (_, response) => events(response, `data: {"error": {"message": "context length exceeded"}}\n\n`),
      'too long',
    ],
    ['no text', (_, response) => stream(response, [{ content: '' }]), 'empty'],
    ['a line without end', (_, response) => events(response, `data: ${'x'.repeat(9 << 20)}`), 'unreadable'],
  ])('%s', async (_, answer, kind) => {
    expect((await answered(answer)).kind).toBe(kind);
  });

  test('thoughts and nothing else, ended by the model itself: that is said, and that it need not think', async () => {
    const thought: Answer = (_, response) => stream(response, [{ reasoning_content: 'Let me see.' }, { content: '' }]);
    expect(await failureOf(say(await serve(thought), { schema, think: true }))).toMatchObject({
      kind: 'empty',
      thought: true,
      message: expect.stringMatching(/reasoned and gave no answer\. Try again, or turn its reasoning off\.$/),
    });
  });

  test('an end without [DONE], and log-probabilities of another form, do no harm', async () => {
    const server = await serve((_, response) =>
      events(
        response,
        'data: {"choices": [{"delta": {"content": "Hi"}, "finish_reason": "stop", "logprobs": {"content": 1}}]}\n\n',
      ),
    );
    expect(await say(server)).toMatchObject({ text: 'Hi', tokens: [], end: { finish: 'stop' } });
  });
});

describe('what is sent', () => {
  test('the key to this server, and nothing of the environment', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      OPENAI_API_KEY: 'of-another',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      OPENAI_ORG_ID: 'org-another',
      OPENAI_CUSTOM_HEADERS: 'x-secret: of-another',
    });
    try {
      const server = await serve((_, response) => stream(response, [{ content: 'Hi' }]));
      await say(server);
      for (const { headers } of plain?.asked ?? []) {
        expect(JSON.stringify(headers)).not.toContain('another');
        expect(headers.authorization).toBe('Bearer open-sesame-4711');
        expect(Object.keys(headers).some((name) => name.startsWith('x-'))).toBe(false);
      }
      await say(openaiServer({ url: plain?.url ?? '' }));
      expect(plain?.asked.at(-1)?.headers.authorization).toBeUndefined();
    } finally {
      process.env = before;
    }
  });

  test('credentials of an address, which is told without them', async () => {
    await serve((_, response) => stream(response, [{ content: 'Hi' }]));
    const server = openaiServer({ url: plain?.url.replace('//', '//me:s%C3%A9same@') ?? '' });
    expect(server.url).toBe(`${plain?.url}/v1`);
    await say(server);
    expect(plain?.asked.at(-1)?.headers.authorization).toBe(`Basic ${Buffer.from('me:sésame').toString('base64')}`);
  });

  test('a key that can be none is refused without being told', async () => {
    for (const key of ['two words-4711', 'line\nbreak-4711', 'schlüssel-4711'])
      try {
        openaiServer({ url: 'http://127.0.0.1:9', key });
        expect.unreachable();
      } catch (error) {
        expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('4711');
        expect(error).toMatchObject({ kind: 'unauthorized' });
      }
    const server = await serve((_, response) => stream(response, [{ content: 'Hi' }]));
    await say(openaiServer({ url: server.url, key: ' copied \n' }));
    expect(plain?.asked.at(-1)?.headers.authorization).toBe('Bearer copied');
  });

  test('an address may also be that of a route', () => {
    const urls = [
      'http://a:1',
      'http://a:1/',
      'http://a:1/v1',
      'http://a:1/v1/chat/completions',
      'http://a:1/v1/models/?x=1#y',
    ];
    for (const url of urls) expect(openaiServer({ url }).url).toBe('http://a:1/v1');
    expect(openaiServer({ url: 'https://a/api/v1' }).url).toBe('https://a/api/v1');
    for (const url of ['http://a:1', 'http://a:1/api/', 'http://a:1/v1'])
      expect(ollamaServer({ url }).url).toBe('http://a:1');
    expect(ollamaServer({ url: 'http://a/behind/proxy/' }).url).toBe('http://a/behind/proxy');
  });

  test('an address that is none is refused at once', () => {
    for (const url of ['', 'localhost:8000', 'ftp://localhost', 'javascript:alert(1)'])
      expect(() => openaiServer({ url })).toThrow('begins with http:// or https://');
  });
});

test('how long a context a model is given is no part of what it is', async () => {
  const digests: (string | undefined)[] = [];
  for (const n_ctx of [8192, 40_192]) {
    const meta = { n_params: 7, n_ctx_train: 40_960, n_ctx };
    const served = await startPlain((asked, response) => {
      if (asked.path === '/v1/models') return json(response, 200, { data: [{ id: 'tiny', meta }] });
      if (asked.path === '/v1/chat/completions') return stream(response, [{ content: 'Hello there' }]);
      return json(response, 404, { error: { message: 'Not Found' } });
    });
    digests.push((await openaiServer({ url: served.url }).capabilities('tiny', never)).digest);
    await served.stop();
  }
  expect(digests[0]).toContain('40960');
  expect(digests[1]).toBe(digests[0]);
});
