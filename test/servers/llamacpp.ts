/** llama.cpp's own HTTP server, with a tiny model of random weights that is made on the spot. A real server, no stand-in. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensurePython, root } from '../../scripts/setup.mjs';

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

export interface Llama {
  /** `http://127.0.0.1:<port>`; the OpenAI-compatible routes are below `/v1`. */
  url: string;
  /** All that the server has logged so far. */
  log(): string;
  /** Resolves when the pattern stands in the log from `from` on (a length of it before). Rejects when it does not come in time. */
  logged(pattern: RegExp, from?: number, milliseconds?: number): Promise<string>;
  /** Ends the process, and resolves when it is gone. */
  stop(): Promise<void>;
}

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

/** The first line that a program prints, read as JSON. */
function firstLine(child: ChildProcess, log: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let out = '';
    child.stdout?.on('data', (data) => {
      out += data;
      const end = out.indexOf('\n');
      if (end >= 0) resolve(JSON.parse(out.slice(0, end)));
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready:\n${log()}`)));
  });
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
  // The server ends when its standard input is closed, which the system does even where this process is killed.
  const child = spawn(python, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let log = '';
  const waiting = new Set<() => void>();
  child.stderr.on('data', (data) => {
    log += data;
    for (const look of waiting) look();
  });
  const ready = (await firstLine(child, () => log)) as { url: string };
  return {
    url: ready.url,
    log: () => log,
    logged: (pattern, from = 0, milliseconds = 5000) =>
      new Promise((resolve, reject) => {
        const done = () => {
          clearTimeout(late);
          waiting.delete(look);
        };
        const look = () => {
          const found = pattern.exec(log.slice(from));
          if (!found) return;
          done();
          resolve(found[0]);
        };
        const late = setTimeout(() => {
          done();
          reject(new Error(`${pattern} is not in the log after ${milliseconds} ms:\n${log.slice(from)}`));
        }, milliseconds);
        waiting.add(look);
        look();
      }),
    stop: () => {
      child.stdin.end();
      return gone;
    },
  };
}
