/**
 * What our client of language-model servers costs over the bare HTTP calls, against llama.cpp's own server with a tiny model that
 * answers in milliseconds. Aims: 5 ms a step over the bare call, 5 ms for an answer from the cache, and bounded memory.
 *
 *   node bench/servers.ts [requests, 1000 where absent]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fileStore } from '../core/cache/files.ts';
import { Answers } from '../core/imagine/cache/answers.ts';
import type { ChatRequest, ChatServer } from '../core/imagine/servers/chat.ts';
import { openaiServer } from '../core/imagine/servers/openai.ts';
import { startLlama } from '../test/servers/llamacpp.ts';
import { gather, never } from '../test/servers/said.ts';
import { processor, quantile, table } from './statistics.ts';

const REQUESTS = Number(process.argv[2] ?? 1000);
const AT_A_TIME = 8;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const memory = () => {
  collect();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heap: (heapUsed + arrayBuffers) / 2 ** 20, rss: rss / 2 ** 20 };
};

const llama = await startLlama({ slots: 4, ctx: 16_384 });
let sent = '';
const recorded: typeof fetch = (input, init) => {
  if (typeof init?.body === 'string') sent = init.body;
  return fetch(input, init);
};
const server: ChatServer = openaiServer({ url: llama.url, fetch: recorded });
const properties = { direction: { enum: ['higher', 'lower'] }, why: { type: 'string', minLength: 20, maxLength: 20 } };
const request = (logprobs: boolean): ChatRequest => ({
  model: 'tiny',
  messages: [{ role: 'user', content: 'The dose is lowered from 2.4 mg to 1.7 mg. '.repeat(10) }],
  schema: {
    name: 'answer',
    schema: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
  },
  temperature: 0,
  maxTokens: 100,
  think: false,
  logprobs,
});

/** What goes on until its tokens are used up. */
const plain: ChatRequest = {
  model: 'tiny',
  messages: [{ role: 'user', content: 'x' }],
  temperature: 1.5,
  maxTokens: 100,
  think: false,
};

interface Took {
  first: number;
  whole: number;
}

/** The same request, by hand: the time to the first token of the answer, and to the end of the stream. */
async function byHand(body: string): Promise<Took> {
  const began = performance.now();
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const response = await fetch(`${llama.url}/v1/chat/completions`, { method: 'POST', headers, body });
  const decoder = new TextDecoder();
  let text = '';
  let first = 0;
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (first === 0 && /"content":"/.test(text)) first = performance.now() - began;
  }
  if (!text.includes('[DONE]')) throw new Error('The stream by hand has no end.');
  return { first, whole: performance.now() - began };
}

async function ours(asked: ChatRequest): Promise<Took> {
  const began = performance.now();
  const { first = 0 } = await gather(server.chat(asked, never));
  return { first: first - began, whole: performance.now() - began };
}

const ms = (value: number) => `${value.toFixed(2)} ms`;
const rows: string[][] = [['', 'by hand', 'ours', 'more', 'aim']];
function compare(name: string, hand: readonly number[], own: readonly number[], aim = ''): void {
  for (const [share, label] of [
    [0.5, 'median'],
    [0.95, '95 %'],
  ] as const) {
    const [a, b] = [quantile(hand, share), quantile(own, share)];
    rows.push([`${name}, ${label}`, ms(a), ms(b), ms(b - a), share === 0.5 ? aim : '']);
  }
}

try {
  for (const logprobs of [false, true]) {
    const asked = request(logprobs);
    for (let n = 0; n < 20; n++) await ours(asked);
    const body = sent;
    for (let n = 0; n < 20; n++) await byHand(body);
    const [hand, own]: [Took[], Took[]] = [[], []];
    const processorTime = { hand: 0, own: 0 };
    const rounds = Math.max(50, Math.round(REQUESTS / 5));
    // In turns, so that what else the machine does falls on both.
    for (let n = 0; n < rounds; n++) {
      const start = processor();
      hand.push(await byHand(body));
      const between = processor();
      own.push(await ours(asked));
      processorTime.hand += (between - start) / rounds;
      processorTime.own += (processor() - between) / rounds;
    }
    const what = logprobs ? 'with log-probabilities' : 'answer';
    compare(
      `${what}: whole`,
      hand.map(({ whole }) => whole),
      own.map(({ whole }) => whole),
      '≤ 5 ms more',
    );
    compare(
      `${what}: first token`,
      hand.map(({ first }) => first),
      own.map(({ first }) => first),
    );
    const { hand: a, own: b } = processorTime;
    rows.push([`${what}: processor time, mean`, ms(a), ms(b), ms(b - a), '']);
  }
  console.log(`Over the bare call, ${JSON.stringify(JSON.parse(sent).messages).length} characters asked, in turns\n`);
  console.log(table(rows));

  const asked = request(false);
  await ours(asked);
  const body = sent;
  const all = async (one: () => Promise<unknown>) => {
    let left = REQUESTS;
    const began = performance.now();
    await Promise.all(
      Array.from({ length: AT_A_TIME }, async () => {
        while (left-- > 0) await one();
      }),
    );
    return REQUESTS / ((performance.now() - began) / 1000);
  };
  const hand = await all(() => byHand(body));
  const before = memory();
  const own = await all(() => ours(asked));
  const after = memory();
  const again = await all(() => ours(asked));
  const last = memory();
  const share = ((Math.max(own, again) / hand) * 100).toFixed(0);
  console.log(
    `\n${REQUESTS} requests, ${AT_A_TIME} at a time: ${hand.toFixed(0)} a second by hand, ${own.toFixed(0)} and ${again.toFixed(0)} ours (${share} %)`,
  );
  const told = ({ heap, rss }: typeof last) => `${heap.toFixed(1)} MiB of heap (${rss.toFixed(0)} resident)`;
  console.log(`memory: ${told(before)} before, ${told(after)} after ${REQUESTS}, ${told(last)} after ${2 * REQUESTS}`);

  const ended = { here: [] as number[], there: [] as number[] };
  for (let n = 0; n < 30; n++) {
    const from = llama.log().length;
    const abort = new AbortController();
    let at = 0;
    let events = 0;
    try {
      for await (const _ of server.chat({ ...plain, maxTokens: 3000 }, abort.signal))
        if (++events === 5) {
          at = performance.now();
          abort.abort();
        }
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
    ended.here.push(performance.now() - at);
    await llama.logged(/cancel task/, from);
    ended.there.push(performance.now() - at);
  }
  const median = (values: number[]) => `${ms(quantile(values, 0.5))} (95 %: ${ms(quantile(values, 0.95))})`;
  console.log(
    `aborted while it streams: over here after ${median(ended.here)}, in the server’s log after ${median(ended.there)}`,
  );

  const folder = mkdtempSync(path.join(tmpdir(), 'answers-'));
  try {
    const answers = new Answers(fileStore(folder), (error) => {
      throw error;
    });
    const of = (n: number) => ({
      ...request(true),
      messages: [{ role: 'user', content: `${n} ${'x'.repeat(20_000)}` }],
    });
    const value = JSON.stringify({ text: 'y'.repeat(4000) });
    const times = { put: [] as number[], get: [] as number[] };
    for (let n = 0; n < 500; n++) {
      const began = performance.now();
      await answers.put(of(n), value);
      times.put.push(performance.now() - began);
    }
    for (let n = 0; n < 500; n++) {
      const began = performance.now();
      if ((await answers.get(of((n * 7) % 500))) !== value) throw new Error('It is not in the cache.');
      times.get.push(performance.now() - began);
    }
    console.log(`cache, a question of 20 KB: hit ${median(times.get)}, aim 5 ms; put ${median(times.put)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
} finally {
  await llama.stop();
}
