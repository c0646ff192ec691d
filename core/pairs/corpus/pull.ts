/**
 * Records from the registry's API into a corpus, page by page. Each page is written together with the token of the next, so a pull that
 * was stopped in any way goes on where it was. One that was completed asks, the next time, only for what was updated since.
 */
import * as z from 'zod';
import { baseUrl, problemInWords, type RegistryProblem } from '../../trial/registry/fetch.ts';
import { fetchPage, MOST_A_PAGE, type Page } from '../../trial/registry/pages.ts';
import type { Corpus } from './corpus.ts';
import { type Counts, Intake } from './intake.ts';
import { patiently, pause } from './patience.ts';
import { sha256, updatedOf } from './record.ts';
import { refresh } from './refresh.ts';
import { turns } from './turns.ts';

/** One request in this time, at most: fifty a minute. The registry names no limit; its robots.txt asks for a second. */
export const PAUSE_MS = 1200;
export const PAGE_SIZE = 200;
const TIMEOUT_MS = 120_000;
/** With waits that double, a little over two minutes. */
const ATTEMPTS = 8;
/** The registry publishes by the day: what is dated today may appear tomorrow. */
const OVERLAP_DAYS = 2;
const DAY_MS = 86_400_000;

export interface PullOptions {
  /** In the registry's search language; everything where it is absent. */
  query?: string;
  /** Only what was updated on this day (YYYY-MM-DD) or later, whatever was pulled before. */
  since?: string;
  /** Everything again, whatever was pulled before. */
  all?: boolean;
  url?: string;
  pageSize?: number;
  pauseMs?: number;
  timeoutMs?: number;
  attempts?: number;
  signal?: AbortSignal;
  /** Called after every record; `total` once the registry has said it. */
  onProgress?: (counts: Readonly<Counts>, seen: number, total: number | undefined) => void;
  /** What goes on, in words: where it goes on, why it waits, what was set aside. */
  onNote?: (note: string) => void;
}

export interface Pulled {
  counts: Counts;
  pages: number;
  /** The day from which on it asked; absent where it asked for everything. */
  since?: string;
  /** It went on where an earlier one was stopped. */
  resumed: boolean;
  /** Absent where everything was pulled. */
  stopped?: 'cancelled' | RegistryProblem;
}

const walkSchema = z.object({
  since: z.string().optional(),
  /** Of the next page. */
  token: z.string(),
  seen: z.number(),
  total: z.number().optional(),
  /** The newest update among what was seen, and the day on which it began. */
  newest: z.string().optional(),
  began: z.string(),
});
/** What is remembered of the pulls of one query: the one under way, and up to which day the last completed one has everything. */
const stateSchema = z.object({ walk: walkSchema.optional(), upTo: z.string().optional() });
type Walk = Omit<z.infer<typeof walkSchema>, 'token'> & { token?: string };
type State = z.infer<typeof stateSchema>;

const later = (a: string | undefined, b: string | undefined) => ((a ?? '') > (b ?? '') ? a : b);

/** Some days before a day. */
function before(day: string, days: number): string | undefined {
  const time = Date.parse(day);
  return Number.isNaN(time) ? undefined : new Date(time - days * DAY_MS).toISOString().slice(0, 10);
}

class Puller {
  readonly #corpus: Corpus;
  readonly #options: PullOptions;
  readonly #intake: Intake;
  readonly #key: string;
  #state: State;
  #pages = 0;
  #size: number;
  #asked = Number.NEGATIVE_INFINITY;

  constructor(corpus: Corpus, options: PullOptions) {
    this.#corpus = corpus;
    this.#options = options;
    this.#intake = new Intake(corpus);
    this.#key = sha256(JSON.stringify([baseUrl(options.url), options.query ?? '', options.since ?? '']));
    const known = corpus.pull(this.#key);
    this.#state = known === undefined ? {} : stateSchema.parse(JSON.parse(known));
    this.#size = Math.min(options.pageSize ?? PAGE_SIZE, MOST_A_PAGE);
  }

  async run(): Promise<Pulled> {
    const { signal, all, url } = this.#options;
    await refresh(this.#corpus, signal);
    const open = all ? undefined : this.#state.walk;
    let walk: Walk = open ?? this.#begin();
    if (open) this.#note(`Goes on behind the ${open.seen} records that were seen before.`);
    else if (walk.since !== undefined && this.#options.since === undefined)
      this.#note(`Asks for what was updated since ${walk.since}: everything before was pulled.`);
    const end = async (stopped?: Pulled['stopped']): Promise<Pulled> => {
      this.#intake.flush();
      await this.#corpus.tidy(signal);
      const { since } = walk;
      const done = { counts: this.#intake.counts, pages: this.#pages, resumed: open !== undefined };
      return { ...done, ...(since !== undefined && { since }), ...(stopped && { stopped }) };
    };
    let again = open !== undefined;
    for (;;) {
      const page = await this.#page(walk);
      if (signal?.aborted) return end('cancelled');
      if ('problem' in page) {
        // Tokens need not be good for ever. What is held already costs but the asking.
        if (again && page.problem.status === 400) {
          again = false;
          this.#note('Begins anew: the registry no longer knows where this was.');
          walk = { ...walk, seen: 0 };
          delete walk.token;
          continue;
        }
        return end(page.problem);
      }
      if (page.next !== undefined && page.next === walk.token)
        return end({ kind: 'malformed', detail: 'the page after a page is that page itself', url: baseUrl(url) });
      const taken = await this.#take(page, walk);
      if (!taken) return end('cancelled');
      this.#pages++;
      const { next: token } = page;
      walk = { ...taken, ...(token !== undefined && { token }) };
      this.#remember(walk, token);
      if (token === undefined) return end();
    }
  }

  #note(text: string): void {
    this.#options.onNote?.(text);
  }

  #begin(): Walk {
    const { since, all } = this.#options;
    const { upTo } = this.#state;
    const from = since ?? (all || upTo === undefined ? undefined : before(upTo, OVERLAP_DAYS));
    return { seen: 0, began: new Date().toISOString().slice(0, 10), ...(from !== undefined && { since: from }) };
  }

  /** The next page, asked for politely; where pages are too large, a smaller one. */
  async #page({ since, token }: Walk): Promise<Page | { problem: RegistryProblem }> {
    const { query, url, signal, attempts = ATTEMPTS, pauseMs = PAUSE_MS, timeoutMs = TIMEOUT_MS } = this.#options;
    const ask = async () => {
      await pause(Math.max(0, this.#asked + pauseMs - performance.now()), signal);
      this.#asked = performance.now();
      const request = {
        size: this.#size,
        ...(query !== undefined && { query }),
        ...(since !== undefined && { since }),
        ...(token !== undefined && { token }),
      };
      return fetchPage(request, { timeoutMs, ...(url !== undefined && { url }), ...(signal && { signal }) });
    };
    for (;;) {
      const page = await patiently(ask, {
        firstMs: pauseMs,
        attempts,
        ...(signal && { signal }),
        onWait: (problem, ms, left) =>
          this.#note(
            `${problemInWords(problem, 'a page')} Asks again in ${Math.ceil(ms / 1000)} s, ${left === 1 ? 'for the last time' : `at most ${left} times`}.`,
          ),
      });
      if (!('problem' in page) || page.problem.kind !== 'too large' || this.#size === 1) return page;
      this.#size = Math.ceil(this.#size / 2);
    }
  }

  /** Takes in the records of a page. Undefined where it was called off before the page's end. */
  async #take(page: Page, walk: Walk): Promise<Walk | undefined> {
    const { signal, onProgress } = this.#options;
    const turn = turns();
    const total = page.total ?? walk.total;
    let { seen, newest } = walk;
    for (const study of page.studies) {
      const taken = this.#intake.take(study, `${baseUrl(this.#options.url)}, record ${seen + 1}`);
      if (typeof taken !== 'string') {
        this.#intake.setAside(taken);
        this.#note(`${taken.id ?? taken.source}: set aside: ${taken.reason}`);
      }
      newest = later(updatedOf(study), newest);
      seen++;
      onProgress?.(this.#intake.counts, seen, total);
      await turn();
      if (signal?.aborted) return undefined;
    }
    const { since, began } = walk;
    return {
      seen,
      began,
      ...(since !== undefined && { since }),
      ...(total !== undefined && { total }),
      ...(newest !== undefined && { newest }),
    };
  }

  /** Writes what was taken, with where the next page is, or, after the last, up to which day everything is there. */
  #remember(walk: Walk, token: string | undefined): void {
    const { upTo } = this.#state;
    if (token !== undefined) this.#state = { walk: { ...walk, token }, ...(upTo !== undefined && { upTo }) };
    else {
      // What was updated after the day on which this began may have been missed, whatever dates records bear.
      const newest = walk.newest !== undefined && walk.newest > walk.began ? walk.began : walk.newest;
      const reached = later(newest, upTo);
      this.#state = reached === undefined ? {} : { upTo: reached };
    }
    this.#intake.flush({ key: this.#key, state: JSON.stringify(this.#state) });
  }
}

/**
 * Pulls what a query finds. Never throws for what the registry does: `stopped` says why it ended early, and the same call goes on
 * from there. Throws `CorpusProblem` where the corpus cannot be written.
 */
export function pull(corpus: Corpus, options: PullOptions = {}): Promise<Pulled> {
  return new Puller(corpus, options).run();
}
