/** What networks and servers do wrong, each told apart: llama.cpp's own server behind a proxy that spoils its answers. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChatFailureKind, ChatServer, Timeouts } from '../../core/imagine/servers/chat.ts';
import { openaiServer } from '../../core/imagine/servers/openai.ts';
import { type Fault, type Faults, startFaults } from './faults.ts';
import { type Llama, startLlama } from './llamacpp.ts';
import { failureOf, never, say } from './said.ts';

const KEY = 'open-sesame-4711';
let llama: Llama;
let faults: Faults;
/** Without haste, and in haste about the first word, and about each that follows: no fault is taken for another where all is slow. */
let server: ChatServer;
let hasty: Readonly<Record<'first' | 'token', ChatServer>>;
beforeAll(async () => {
  llama = await startLlama({ ctx: 8192, apiKey: KEY, slots: 4 });
  faults = await startFaults(llama.url);
  const started = async (timeouts: Partial<Timeouts>) => {
    const one = openaiServer({ url: faults.url, key: KEY, timeouts });
    await one.capabilities('tiny', never);
    return one;
  };
  server = await started({});
  hasty = { first: await started({ first: 900 }), token: await started({ token: 400 }) };
});
afterAll(async () => {
  await faults.stop();
  await llama.stop();
});
beforeEach(() => faults.set({ kind: 'none' }));

const HEAD = 20;
/** Some tokens into the answer; each is an event of some 200 bytes. */
const MIDDLE = 3000;
const cases: [string, Fault, ChatFailureKind, RegExp, ('first' | 'token')?][] = [
  ['takes the connection and says nothing', { kind: 'silent' }, 'stalled', /said nothing for 0.9 s/, 'first'],
  ['hangs up', { kind: 'hang up' }, 'truncated', /broke off before its answer was complete/],
  ['does not speak HTTP', { kind: 'not http' }, 'unreadable', /does not answer in HTTP/],
  ['stalls in the head', { kind: 'stall', after: HEAD }, 'stalled', /said nothing for 0.9 s/, 'first'],
  [
    'stalls in its answer',
    { kind: 'stall', after: MIDDLE },
    'stalled',
    /stopped in the middle of its answer: nothing for 0.4 s/,
    'token',
  ],
  ['drips', { kind: 'drip', after: MIDDLE, milliseconds: 10 }, 'stalled', /nothing for 0.4 s/, 'token'],
  ['is reset in the head', { kind: 'reset', after: HEAD }, 'truncated', /broke off/],
  ['is reset in its answer', { kind: 'reset', after: MIDDLE }, 'truncated', /broke off/],
  ['ends too early', { kind: 'half-closed', after: MIDDLE }, 'truncated', /broke off/],
  ['sends garbage', { kind: 'garbage', after: MIDDLE }, 'unreadable', /sent bytes that are no text/],
  ['says too short a length', { kind: 'content-length', more: -1500 }, 'truncated', /broke off/],
];

describe('a server that', () => {
  test.each(cases)('%s', async (_, fault, kind, words, haste) => {
    faults.set(fault);
    const failure = await failureOf(say(haste ? hasty[haste] : server, { temperature: 1.5, maxTokens: 120 }));
    expect(failure.kind).toBe(kind);
    expect(failure.message).toMatch(words);
    // What happened, then what to do.
    expect(failure.message).toMatch(/[.:] .+[.]$/);
    expect(inspect(failure, { depth: Infinity, showHidden: true })).not.toContain(KEY);
    faults.set({ kind: 'none' });
    expect((await say(server, { temperature: 1.5, maxTokens: 10 })).end).toMatchObject({ finish: 'length' });
  });

  test('is slow, but not too slow, is waited for; the whole answer has its own limit', async () => {
    faults.set({ kind: 'drip', after: 0, milliseconds: 1 });
    expect((await say(server, { temperature: 1.5, maxTokens: 2 })).end).toMatchObject({ finish: 'length' });
    const hurried = openaiServer({ url: llama.url, key: KEY, timeouts: { total: 300 } });
    await hurried.capabilities('tiny', never);
    const failure = await failureOf(say(hurried, { temperature: 1.5, maxTokens: 7000 }));
    expect(failure.kind).toBe('timed out');
    expect(failure.message).toContain('was not done within 0.3 s. Allow more time, fewer tokens');
  });

  test('is aborted while it stalls', async () => {
    faults.set({ kind: 'stall', after: MIDDLE });
    const abort = new AbortController();
    const asked = say(server, { temperature: 1.5, maxTokens: 120 }, abort.signal);
    abort.abort('superseded');
    await expect(asked).rejects.toBe('superseded');
  });

  test('says too long a length, and sends the whole answer all the same, has answered', async () => {
    faults.set({ kind: 'content-length', more: 10_000 });
    expect((await say(server, { maxTokens: 3 })).end).toMatchObject({ finish: 'length', answerTokens: 3 });
  });
});
