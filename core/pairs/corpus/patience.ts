/** Asking again what may be answered the next time: waits that double, and what the other side asks for in `Retry-After`. */
import { setTimeout } from 'node:timers/promises';
import type { RegistryProblem } from '../../trial/registry/fetch.ts';

/** No wait of our own is longer. */
const LONGEST_MS = 60_000;
/** Whoever asks for a longer wait than this is to be asked another time. */
const LONGEST_ASKED_MS = 15 * 60_000;

export interface Patience {
  /** The first wait, in milliseconds; each one after it is twice as long, up to a minute. */
  firstMs: number;
  /** How often one thing is asked for, in all. */
  attempts: number;
  signal?: AbortSignal;
  /** `left`: how often it will still be asked. */
  onWait?: (problem: RegistryProblem, ms: number, left: number) => void;
}

/** Whether the same question may be answered another time. */
function mayPass({ kind, status = 0 }: RegistryProblem): boolean {
  if (kind === 'refused') return status >= 500 || status === 408;
  return kind === 'too many requests' || kind === 'timeout' || kind === 'offline' || kind === 'malformed';
}

/** What `Retry-After` asks for in milliseconds: seconds, or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(said: string, now: number): number | undefined {
  if (/^\d+$/.test(said.trim())) return Number(said) * 1000;
  const date = Date.parse(said);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Waits; returns at once where it is called off. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/** Asks until there is an answer, a problem that will not pass, or no patience left; a problem that is returned is the last one. */
export async function patiently<T extends object>(
  ask: () => Promise<T | { problem: RegistryProblem }>,
  { firstMs, attempts, signal, onWait }: Patience,
): Promise<T | { problem: RegistryProblem }> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    if (!('problem' in answer) || signal?.aborted || attempt >= attempts || !mayPass(answer.problem)) return answer;
    const { retryAfter } = answer.problem;
    const asked = retryAfter === undefined ? undefined : retryAfterMs(retryAfter, Date.now());
    if (asked !== undefined && asked > LONGEST_ASKED_MS) return answer;
    const ms = Math.max(asked ?? 0, Math.min(LONGEST_MS, firstMs * 2 ** (attempt - 1)));
    onWait?.(answer.problem, ms, attempts - attempt);
    await pause(ms, signal);
  }
}
