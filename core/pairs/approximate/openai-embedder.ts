/** Embeddings of any server that speaks OpenAI's: vLLM, llama.cpp (`--embedding`), Ollama's `/v1`, OpenAI's own. */
import type { Embedder } from './rerank.ts';

export interface EmbedderOptions {
  /** With or without `/v1`. */
  url: string;
  /** Servers of one model take any. */
  model?: string;
  key?: string;
  /** Milliseconds until an answer has to be there. */
  timeout?: number;
}

/** What a server of embeddings did not do, as one sentence for a person. */
export class EmbeddingFailure extends Error {}

const TIMEOUT = 60_000;
/** Texts of one request. */
const BATCH = 64;

/** The address of the API. Throws `EmbeddingFailure` where it is none. */
function apiOf(url: string): string {
  const plain = url.trim().replace(/\/+$/, '');
  if (!/^https?:\/\/[^\s/]/i.test(plain))
    throw new EmbeddingFailure(`${url}: no address, which begins with http:// or https://`);
  return /\/v\d+$/.test(plain) ? plain : `${plain}/v1`;
}

/** Throws `EmbeddingFailure` where the server fails or answers something else, and the signal's reason where it is aborted. */
export function openaiEmbedder({ url, model = 'default', key, timeout = TIMEOUT }: EmbedderOptions): Embedder {
  const baseURL = apiOf(url);
  return {
    async embed(texts, signal) {
      const { default: OpenAI, APIError, APIConnectionTimeoutError } = await import('openai');
      const client = new OpenAI({
        baseURL,
        apiKey: key ?? 'none',
        timeout,
        maxRetries: 2,
        organization: null,
        project: null,
        logLevel: 'off',
      });
      const vectors: number[][] = [];
      for (let at = 0; at < texts.length; at += BATCH) {
        const input = texts.slice(at, at + BATCH);
        const answer = await client.embeddings
          .create({ model, input, encoding_format: 'float' }, { signal: signal ?? null })
          .catch((error: unknown) => {
            signal?.throwIfAborted();
            if (error instanceof APIConnectionTimeoutError)
              throw new EmbeddingFailure(`${baseURL}: no answer within ${timeout / 1000} s`);
            if (error instanceof APIError)
              throw new EmbeddingFailure(`${baseURL}: ${key ? error.message.replaceAll(key, '…') : error.message}`);
            throw error;
          });
        const own = Array.isArray(answer.data)
          ? answer.data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding)
          : [];
        const whole =
          own.length === input.length &&
          own.every((one) => Array.isArray(one) && one.length > 0 && one.every(Number.isFinite));
        if (!whole)
          throw new EmbeddingFailure(`${baseURL}: the answer is not one vector for each of ${input.length} texts`);
        vectors.push(...own);
      }
      return vectors;
    },
  };
}
