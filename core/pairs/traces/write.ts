/** Traces of many pairs by one teacher: several asked at a time, each kept as it comes, taken or rejected. */
import { createHash } from 'node:crypto';
import { ChatFailure, type ChatServer } from '../../imagine/servers/chat.ts';
import { cutOff } from '../../imagine/servers/failure.ts';
import { importRecord } from '../../trial/registry/import.ts';
import type { Trial } from '../../trial/schema.ts';
import { pause } from '../corpus/patience.ts';
import type { Pair } from '../pair.ts';
import type { Records } from '../records.ts';
import { type Answer, type AskOptions, ask, isFatal, mayPass } from './ask.ts';
import type { Chosen, ChosenPairs } from './choose.ts';
import { type Finding, judge, type Told } from './filter.ts';
import type { TracesFolder } from './folder.ts';
import {
  type PairQuestion,
  pairQuestion,
  readTold,
  type Stale,
  TEACHER_SCHEMA,
  type TeacherPrompt,
  teacherPrompt,
} from './teacher.ts';
import type { Teacher, Trace, TraceCounts } from './trace.ts';

/** What to do about a teacher that reasons and does not answer. */
const NO_THOUGHTS = '(--think off, or more --max-tokens)';

/** Characters of a rejected answer that are kept. */
const LONGEST_KEPT = 8000;

export interface WriteOptions {
  signal: AbortSignal;
  concurrency: number;
  /** Tokens that a question may take. */
  budget?: number;
  /** How often one thing is asked for; five times where absent. */
  attempts?: number;
  /** The first wait between, in milliseconds; a second where absent. */
  firstMs?: number;
  wait?: AskOptions['wait'];
  /** Called after each pair. */
  onProgress?: (counts: Readonly<TraceCounts>) => void;
  /** What a person may want to know: the server is waited for. */
  onNote?: (note: string) => void;
}

export interface Work {
  pair: Pair;
  asked: PairQuestion;
}

export function noTraceCounts(teacher: Teacher, pairs: TraceCounts['pairs']): TraceCounts {
  return {
    teacher,
    pairs,
    before: { taken: 0, rejected: 0 },
    taken: 0,
    rejected: 0,
    reasons: {},
    unanswered: 0,
    unfitting: 0,
    stale: {},
    retries: 0,
    tokens: { prompt: 0, answer: 0 },
    complete: false,
  };
}

async function* trialsOf(records: Records, wanted: ReadonlySet<string>): AsyncGenerator<{ id: string; json: unknown }> {
  if (records.ids) {
    for (const id of wanted) yield { id, json: await records.find(id) };
    return;
  }
  const missing = new Set(wanted);
  for await (const read of records.walk()) {
    if (missing.size === 0) return;
    if ('id' in read && missing.delete(read.id)) yield read;
  }
  for (const id of missing) yield { id, json: undefined };
}

/** Pairs that are still to be asked, trial by trial. */
export async function* workOf(
  records: Records,
  chosen: Chosen,
  pairs: ChosenPairs,
  done: (pair: string) => boolean | undefined,
  counts: TraceCounts,
): AsyncGenerator<Work> {
  const stale = (reason: Stale, by: number) => {
    counts.stale[reason] = (counts.stale[reason] ?? 0) + by;
  };
  const open = new Map<string, Chosen['trials'] extends ReadonlyMap<string, infer P> ? P : never>();
  for (const [trial, places] of chosen.trials) {
    const left = places.filter(({ id }) => {
      const was = done(id);
      if (was !== undefined) counts.before[was ? 'taken' : 'rejected']++;
      return was === undefined;
    });
    if (left.length > 0) open.set(trial, left);
  }
  for await (const { id, json } of trialsOf(records, new Set(open.keys()))) {
    const places = open.get(id) ?? [];
    const imported = json === undefined ? undefined : importRecord(json);
    const trial: Trial | undefined = imported && !('problem' in imported) ? imported.trial : undefined;
    if (!trial) {
      stale('its trial is not in these records', places.length);
      continue;
    }
    for (const place of places) {
      const pair = await pairs.read(place);
      const asked = pairQuestion(trial, pair);
      if ('stale' in asked) stale(asked.stale, 1);
      else yield { pair, asked };
    }
  }
}

const seedOf = (id: string) => createHash('sha256').update(id, 'utf8').digest().readUInt32BE(0) >>> 1;

function judged(
  told: Told | undefined,
  finish: Answer['finish'],
  { against }: TeacherPrompt,
  folder: TracesFolder,
): { findings: Finding[]; trace: Trace['trace'] } {
  if (!told) return { findings: [{ reason: finish === 'length' ? 'cut short' : 'no answer' }], trace: [] };
  return { findings: judge(told, against, folder.near), trace: told.trace as Trace['trace'] };
}

/** Asks for all that is left to be asked. What was taken or rejected is on the disk, whatever ends it. */
export async function writeTraces(
  server: ChatServer,
  teacher: Teacher,
  work: AsyncGenerator<Work>,
  folder: TracesFolder,
  counts: TraceCounts,
  { signal, concurrency, budget, attempts = 5, firstMs = 1000, wait = pause, onProgress, onNote }: WriteOptions,
): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  /** Questions in a row that the server failed to answer. */
  let failed = 0;
  const end = (why: string) => {
    counts.stopped ??= why;
    stop.abort();
  };
  const unanswered = (why: string) => {
    counts.unanswered++;
    if (++failed >= Math.max(3, concurrency)) end(why);
  };
  const askOptions: AskOptions = {
    signal: either,
    attempts,
    firstMs,
    wait,
    onRetry: (failure, ms) => {
      counts.retries++;
      onNote?.(`${failure.message} Asking again in ${Math.max(1, Math.round(ms / 1000))} s.`);
    },
  };

  const one = async ({ pair, asked }: Work): Promise<void> => {
    const { id, trial, split, fold, to } = pair;
    const about = { pair: id, trial, ...(split && { split }), ...(fold !== undefined && { fold }) };
    const reject = async (findings: Finding[], answer: string) => {
      const cut = findings.some(({ reason }) => reason === 'cut short') && { maxTokens: teacher.maxTokens };
      await folder.reject({ ...about, findings, ...cut, answer: answer.slice(0, LONGEST_KEPT) });
      counts.rejected++;
    };
    let prompt: TeacherPrompt;
    try {
      prompt = teacherPrompt(asked, budget === undefined ? {} : { budget });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      counts.unfitting++;
      return;
    }
    const { model, temperature, maxTokens, think } = teacher;
    const request = {
      model,
      messages: prompt.messages,
      schema: TEACHER_SCHEMA,
      temperature,
      maxTokens,
      seed: seedOf(id),
      ...(think !== undefined && { think }),
    };
    let answer: Answer;
    try {
      answer = await ask(server, request, askOptions);
    } catch (error) {
      if (either.aborted) return;
      if (!(error instanceof ChatFailure)) throw error;
      if (isFatal(error)) end(error.message);
      else if (mayPass(error)) unanswered(error.message);
      else if (error.kind === 'empty' && error.thought) {
        // The next question will hardly fare better.
        const why = `${error.message} ${NO_THOUGHTS}`;
        onNote?.(`${id}: ${why}`);
        unanswered(why);
      } else if (error.kind === 'too long') counts.unfitting++;
      // All tokens went into thoughts.
      else await reject([{ reason: error.limit === undefined ? 'no answer' : 'cut short', found: error.kind }], '');
      return;
    }
    counts.tokens.prompt += answer.promptTokens;
    counts.tokens.answer += answer.answerTokens;
    const { finish } = answer;
    const told = readTold(answer.text);
    if (!told && (finish === 'context' || finish === 'limit')) {
      const why = cutOff(model, finish);
      onNote?.(`${id}: ${why}`);
      unanswered(why);
      return;
    }
    failed = 0;
    const { findings, trace } = judged(told, finish, prompt, folder);
    if (findings.length > 0) await reject(findings, answer.text);
    else {
      await folder.take({ ...about, direction: to.direction, trace });
      counts.taken++;
    }
  };

  const worker = async () => {
    while (!either.aborted) {
      const next = await work.next();
      if (next.done || either.aborted) return;
      await one(next.value);
      onProgress?.(counts);
    }
  };
  const workers = Array.from({ length: concurrency }, () =>
    worker().catch((error: unknown) => {
      // The others end as well, and then it is thrown.
      stop.abort();
      throw error;
    }),
  );
  const ended = await Promise.allSettled(workers);
  await work.return(undefined);
  for (const result of ended) if (result.status === 'rejected') throw result.reason;
  counts.reasons = { ...folder.reasons };
  counts.complete = !either.aborted && counts.unanswered + counts.unfitting === 0;
}
