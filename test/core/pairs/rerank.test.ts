/** Re-ranking by embeddings: a stand-in of which the answer is known, then llama.cpp's own server. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { EmbeddingFailure, openaiEmbedder } from '../../../core/pairs/approximate/openai-embedder.ts';
import { embeddedText, reranked } from '../../../core/pairs/approximate/rerank.ts';
import { anchorsAmong, retrieve } from '../../../core/pairs/approximate/retrieve.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import { startLlama } from '../../servers/llamacpp.ts';

const value = (mean: number) => ({ mean, sd: 4, n: 60 });
const made = (id: string, title: string): Trial => ({
  trial: id,
  title,
  population: { condition: ['Back Pain'] },
  arms: { active: { role: 'experimental', drug: 'Examplib' }, placebo: { role: 'placebo' } },
  outcomes: { main: { measure: 'Pain Score', time: '12 weeks' } },
  design: { start: '2015-06', 'results-posted': '2012-01-01' },
  results: [{ outcome: 'main', values: { active: value(10), placebo: value(5.432) } }],
});
const look = { outcome: 'main', first: 'active', second: 'placebo' };
const target = { trial: { ...made('new', 'wanted'), results: [] }, look };
const anchors = retrieve(anchorsAmong(['a', 'b', 'c', 'd'].map((id) => made(id, id === 'd' ? 'wanted' : id))), target, {
  k: 10,
});

test('what a model finds alike comes first; the similarity stays what it was', async () => {
  expect(anchors.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  const texts: string[] = [];
  const embedder = {
    embed: async (all: readonly string[]) => {
      texts.push(...all);
      return all.map((text) => (text.includes('wanted') ? [1, 0] : text.startsWith('a') ? [0.6, 0.8] : [0, 1]));
    },
  };
  const found = await reranked(anchors, target, embedder, { k: 3 });
  expect(found.map(({ id, cosine }) => [id, cosine])).toEqual([
    ['a', 0.6],
    ['d', 1],
    ['b', 0],
  ]);
  expect(found[0]?.similarity).toBe(anchors[0]?.similarity);
  expect(texts).toHaveLength(5);
  // What was observed is not among what is compared.
  expect(texts.join()).not.toMatch(/5\.432|10/);
  expect(await reranked([], target, embedder, { k: 3 })).toEqual([]);
});

describe('a server', () => {
  const answers: { status: number; body: unknown }[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { status, body } = answers.shift() ?? { status: 400, body: { error: { message: 'asked too often' } } };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  const started = new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const item = (index: number, embedding: unknown) => ({ object: 'embedding', index, embedding });

  test('vectors come in the order of the texts, whatever the order of the answer', async () => {
    answers.push({ status: 200, body: { data: [item(1, [2]), item(0, [1])] } });
    expect(await openaiEmbedder({ url: await started }).embed(['a', 'b'])).toEqual([[1], [2]]);
  });

  test.each([
    ['fewer vectors than texts', 200, { data: [item(0, [1])] }, /one vector for each of 2 texts/],
    ['no vectors', 200, { something: 'else' }, /one vector for each/],
    ['no numbers', 200, { data: [item(0, ['x']), item(1, [1])] }, /one vector for each/],
    ['a refusal', 401, { error: { message: 'wrong key sesame' } }, /401/],
  ])('%s is one sentence, without the key', async (_, status, body, words) => {
    answers.push({ status, body });
    const failed = openaiEmbedder({ url: await started, key: 'sesame' }).embed(['a', 'b']);
    await expect(failed).rejects.toThrow(EmbeddingFailure);
    await expect(failed).rejects.toThrow(words);
    await expect(failed).rejects.not.toThrow(/sesame/);
  });

  test('what is no address is told before anything is asked', () => {
    expect(() => openaiEmbedder({ url: 'somewhere' })).toThrow(EmbeddingFailure);
  });

  test('an abort is the signal’s own', async () => {
    const reason = new Error('stopped');
    await expect(openaiEmbedder({ url: await started }).embed(['a'], AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

test('llama.cpp’s own server embeds, and the same text is nearest to itself', async () => {
  const llama = await startLlama({ embedding: true });
  try {
    const embedder = openaiEmbedder({ url: llama.url });
    const [one, other, again] = await embedder.embed(['pain in the back', 'a walk of six minutes', 'pain in the back']);
    expect(one?.length).toBeGreaterThan(1);
    expect(other).not.toEqual(one);
    for (const [i, each] of (one ?? []).entries()) expect(again?.[i]).toBeCloseTo(each, 3);
    const found = await reranked(anchors, target, embedder, { k: 4 });
    expect(found.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c', 'd']);
    // The same title, the same everything.
    expect(embeddedText(anchors[3]?.trial ?? {}, look)).toBe(embeddedText(target.trial, look));
    expect(found.find(({ id }) => id === 'd')?.cosine).toBeCloseTo(1, 3);
  } finally {
    await llama.stop();
  }
});
