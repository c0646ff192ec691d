/** llama.cpp's own HTTP server, with a tiny model of random weights that is made on the spot. A real server, no stand-in. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensurePython, root } from '../../scripts/setup.mjs';
import { type Running, startChild } from './child.ts';

export interface LlamaOptions {
  /** Adapters to load, by the seeds of their random weights; the server's ids for them are 0, 1, … in this order. */
  lora?: readonly number[];
  /** Tokens of context, of all slots together. 4,096 where absent. */
  ctx?: number;
  /** Requests that are answered at a time. One where absent. */
  slots?: number;
  /** Tokens of a prompt that are read at a time. 512 where absent. */
  batch?: number;
  /** Where given, requests without it are refused. */
  apiKey?: string;
  embedding?: boolean;
}

/** `url`: `http://127.0.0.1:<port>`; the OpenAI-compatible routes are below `/v1`. */
export type Llama = Running;

const scripts = path.join(root, 'test/servers/python');

/** A GGUF file, made once for each version of the script that makes it. */
async function made(python: string, what: 'model' | 'lora', seed: number): Promise<string> {
  const script = path.join(scripts, 'tiny_model.py');
  const hash = createHash('sha256').update(readFileSync(script)).digest('hex').slice(0, 12);
  const folder = path.join(root, 'out/servers');
  const file = path.join(folder, `${what}-${seed}-${hash}.gguf`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const fresh = `${file}.${process.pid}.${performance.now()}`;
  await promisify(execFile)(python, [script, what, fresh, '--seed', String(seed)]);
  renameSync(fresh, file);
  return file;
}

/** Starts a server, in about 0.2 s once its packages are installed. It ends with the process that started it, however that ends. */
export async function startLlama(options: LlamaOptions = {}): Promise<Llama> {
  const { lora = [], ctx = 4096, slots = 1, batch = 512, apiKey, embedding } = options;
  const python = await ensurePython();
  const model = await made(python, 'model', 0);
  const adapters = await Promise.all(lora.map((seed) => made(python, 'lora', seed)));
  const args = [
    path.join(scripts, 'serve.py'),
    model,
    ...adapters.flatMap((file) => ['--lora', file]),
    ...['--ctx', String(ctx), '--slots', String(slots), '--batch', String(batch)],
    ...(apiKey === undefined ? [] : ['--api-key', apiKey]),
    ...(embedding ? ['--embedding'] : []),
  ];
  return startChild(python, args);
}
