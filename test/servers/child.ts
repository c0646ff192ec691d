/** Servers that tests start as processes of Python, and that end with whoever started them. */
import { spawn } from 'node:child_process';

/** A server that runs. */
export interface Running {
  url: string;
  /** All that the server has logged so far. */
  log(): string;
  /** Resolves when the pattern stands in the log from `from` on (a length of it before). Rejects when it does not come in time. */
  logged(pattern: RegExp, from?: number): Promise<string>;
  /** Ends the process, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** So long something in a log is waited for, in milliseconds. */
const PATIENCE = 30_000;

/** Starts a program that prints `{"url": …}` once it answers, and that ends when its standard input is closed. */
export async function startChild(program: string, args: readonly string[], env = process.env): Promise<Running> {
  // The system closes the input even where this process is killed.
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let log = '';
  const waiting = new Set<() => void>();
  child.stderr.on('data', (data) => {
    log += data;
    for (const look of waiting) look();
  });
  const url = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
      const end = out.indexOf('\n');
      if (end >= 0) resolve((JSON.parse(out.slice(0, end)) as { url: string }).url);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready:\n${log}`)));
  });
  return {
    url,
    log: () => log,
    logged: (pattern, from = 0) =>
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
          reject(new Error(`${pattern} is not in the log after ${PATIENCE} ms:\n${log.slice(from)}`));
        }, PATIENCE);
        waiting.add(look);
        look();
      }),
    stop: () => {
      child.stdin.end();
      return gone;
    },
  };
}
