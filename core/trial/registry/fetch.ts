/**
 * Asking ClinicalTrials.gov (API v2, https://clinicaltrials.gov/data-api/api) for a record or for a search, with a time limit and a way
 * to cancel. Nothing is thrown: an answer is what was asked for, or a problem of one of a few kinds.
 */
import * as z from 'zod';

export const REGISTRY_URL = 'https://clinicaltrials.gov/api/v2';
const TIMEOUT_MS = 20_000;
/** The largest records of the registry are some megabytes. */
const MOST_CHARACTERS = 64 * 1024 * 1024;
const PAGE_SIZE = 20;

export interface RegistryOptions {
  /** Base address of the API; the registry's own where it is empty. */
  url?: string;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Instead of the platform's own. */
  fetch?: typeof fetch;
}

export interface RegistryProblem {
  kind: 'not found' | 'too many requests' | 'malformed' | 'too large' | 'timeout' | 'offline' | 'refused';
  /** What happened, in a few words. */
  detail: string;
  /** The address that was asked, for the log. */
  url: string;
  /** The HTTP status, where there was an answer. */
  status?: number;
  /** What the answer's `Retry-After` says, as it stands there. */
  retryAfter?: string;
}

/** A problem as one sentence for a person; `what` is the id or the words that were asked for. */
export function problemInWords({ kind, detail }: RegistryProblem, what: string): string {
  switch (kind) {
    case 'not found':
      return `${what} is not in the registry.`;
    case 'too many requests':
      return 'The registry asks to wait before it answers again (429).';
    case 'malformed':
      return `What the registry answered for ${what} cannot be read: ${detail}.`;
    case 'too large':
      return `What the registry answered for ${what} is larger than 64 MB.`;
    case 'timeout':
      return 'The registry did not answer in time.';
    case 'offline':
      return `The registry cannot be reached: ${detail}.`;
    case 'refused':
      return `The registry answered with an error (${detail}).`;
  }
}

export interface FoundTrial {
  id: string;
  title: string;
  /** As the registry has it, in lower case: `completed`. */
  status?: string;
  conditions: string[];
  hasResults: boolean;
}

/** The base address of the API, without a slash at its end. */
export const baseUrl = (url: string | undefined) => (url?.trim() || REGISTRY_URL).replace(/\/+$/, '');

/** Where a record is. */
function recordUrl(id: string, url?: string): string {
  return `${baseUrl(url)}/studies/${encodeURIComponent(id)}`;
}

/** Where a search for words is answered, with no more than what a list shows. */
function searchUrl(words: string, url?: string): string {
  const query = new URLSearchParams({
    'query.term': words,
    fields: 'NCTId,BriefTitle,OverallStatus,Condition,HasResults',
    pageSize: String(PAGE_SIZE),
  });
  return `${baseUrl(url)}/studies?${query}`;
}

function problemOfStatus({ ok, status, headers }: Response, url: string): RegistryProblem | undefined {
  if (ok) return undefined;
  const kind = status === 404 ? 'not found' : status === 429 ? 'too many requests' : 'refused';
  const retryAfter = headers.get('retry-after');
  return { kind, detail: String(status), url, status, ...(retryAfter !== null && { retryAfter }) };
}

function problemOfFailure(error: unknown, timedOut: boolean, url: string): RegistryProblem {
  if (timedOut) return { kind: 'timeout', detail: 'no answer in time', url };
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const detail = cause instanceof Error ? cause.message || cause.name : String(cause);
  return { kind: 'offline', detail, url };
}

/** The body of an answer as text; undefined where it is larger than anything that the registry sends: it is not read to its end. */
async function textOf(answer: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let length = 0;
  const reader = answer.body?.getReader();
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    const piece = decoder.decode(read.value, { stream: true });
    length += piece.length;
    pieces.push(piece);
    if (length > MOST_CHARACTERS) {
      await reader?.cancel();
      return undefined;
    }
  }
  return pieces.join('') + decoder.decode();
}

/** Asks an address of the API: the text of its answer, which nobody has looked at, or a problem. */
export async function ask(
  url: string,
  options: RegistryOptions,
): Promise<{ text: string } | { problem: RegistryProblem }> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  try {
    const answer = await (options.fetch ?? fetch)(url, { signal, headers: { accept: 'application/json' } });
    const problem = problemOfStatus(answer, url);
    if (problem) {
      await answer.body?.cancel();
      return { problem };
    }
    const text = await textOf(answer);
    return text === undefined ? { problem: { kind: 'too large', detail: 'more than 64 MB', url } } : { text };
  } catch (error) {
    return { problem: problemOfFailure(error, timeout.aborted, url) };
  }
}

/** An answer that is not what was asked for; `detail`: what it is not. */
export const malformed = (url: string, detail: string): { problem: RegistryProblem } => ({
  problem: { kind: 'malformed', detail, url },
});

/** The JSON of a text; undefined where it is none, as of a body that was cut short. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const recordAnswer = z.looseObject({ protocolSection: z.looseObject({}) });

/** Fetches one record by its id. `record` is its JSON, which `importRecord` reads once it is parsed. */
export async function fetchRecord(
  id: string,
  options: RegistryOptions = {},
): Promise<{ record: string } | { problem: RegistryProblem }> {
  const url = recordUrl(id, options.url);
  const answer = await ask(url, options);
  if ('problem' in answer) return answer;
  if (!recordAnswer.safeParse(parsed(answer.text)).success) return malformed(url, 'not a record');
  return { record: answer.text };
}

const searchAnswer = z.object({
  studies: z.array(
    z.object({
      hasResults: z.boolean().optional(),
      protocolSection: z.object({
        identificationModule: z.object({ nctId: z.string(), briefTitle: z.string().optional() }),
        statusModule: z.object({ overallStatus: z.string().optional() }).optional(),
        conditionsModule: z.object({ conditions: z.array(z.string()).optional() }).optional(),
      }),
    }),
  ),
});

/** Searches the registry for words: at most 20 trials, in its own order of relevance. */
export async function searchTrials(
  words: string,
  options: RegistryOptions = {},
): Promise<{ found: FoundTrial[] } | { problem: RegistryProblem }> {
  const url = searchUrl(words, options.url);
  const answer = await ask(url, options);
  if ('problem' in answer) return answer;
  const read = searchAnswer.safeParse(parsed(answer.text));
  if (!read.success) return malformed(url, 'not a list of studies');
  const found = read.data.studies.map(({ hasResults = false, protocolSection: protocol }): FoundTrial => {
    const { nctId: id, briefTitle } = protocol.identificationModule;
    const status = protocol.statusModule?.overallStatus?.toLowerCase().replaceAll('_', ' ');
    return {
      id,
      title: briefTitle ?? id,
      conditions: protocol.conditionsModule?.conditions ?? [],
      hasResults,
      ...(status !== undefined && { status }),
    };
  });
  return { found };
}
