/** A run of `deepimagine evaluate`: trial by trial, models a few questions at a time, what is answered saved as it comes. */
import { stat, unlink } from 'node:fs/promises';
import { type Answer, type Line, lineSchema } from '../core/evaluate/answers.ts';
import type { Asking, Put } from '../core/evaluate/ask.ts';
import { Gathered } from '../core/evaluate/gathered.ts';
import { type Prompting, ServerGone } from '../core/evaluate/prompted.ts';
import { REPEATED, type Records } from '../core/pairs/records.ts';
import { type Cuts, Splitter } from '../core/pairs/split.ts';
import { Journal, JournalProblem, linesOf } from '../core/pairs/traces/journal.ts';
import { importRecord } from '../core/trial/registry/import.ts';
import { isRecord, partOf, tokenOf } from '../core/trial/registry/measures.ts';
import { inWords, WrongUse } from './files.ts';
import { Progress } from './progress.ts';

/** Where each trial stands by date, after a first round through the records. */
async function splitterOf(records: Records, cuts: Cuts, signal: AbortSignal): Promise<Splitter> {
  const splitter = new Splitter(cuts);
  for await (const read of records.walk()) {
    if (signal.aborted) break;
    if (!('id' in read)) continue;
    const { protocolSection, resultsSection } = partOf(read.json);
    const posted = tokenOf(partOf(partOf(partOf(protocolSection).statusModule).resultsFirstPostDateStruct).date);
    splitter.add(read.json, posted, isRecord(resultsSection));
  }
  return splitter;
}

/** All questions of all records, those of one trial in memory at a time. */
async function* questionsIn(
  records: Records,
  asking: Asking,
  splitter: Splitter | undefined,
  signal: AbortSignal,
): AsyncGenerator<Put> {
  const progress = new Progress();
  let number = 0;
  let share = 0;
  const onShare = (now: number) => {
    share = now;
  };
  try {
    for await (const one of records.walk(onShare)) {
      if (signal.aborted) return;
      number++;
      progress.show(() => `${number} records, ${Math.floor(100 * share)} %`, number);
      const imported = 'problem' in one ? one : importRecord(one.json);
      if (!('problem' in imported)) yield* asking.lines(imported.trial, splitter?.placeOf(imported.trial.trial ?? ''));
      else asking.exclude(imported.problem === REPEATED ? 'trial twice' : `record: ${imported.problem}`);
    }
  } finally {
    progress.end();
  }
}

/** A file of answers that grows: what was saved there is not asked again. */
export class Saved {
  readonly #file: string;
  readonly #journal: Journal;
  readonly #answers: Map<string, Record<string, Answer>>;
  #appended = false;

  private constructor(file: string, journal: Journal, answers: Map<string, Record<string, Answer>>) {
    this.#file = file;
    this.#journal = journal;
    this.#answers = answers;
  }

  /** Throws `WrongUse` where it holds something else, or cannot be written. */
  static async open(file: string): Promise<Saved> {
    const answers = new Map<string, Record<string, Answer>>();
    const take = (value: unknown) => {
      const line = lineSchema.safeParse(value);
      if (!line.success)
        throw new JournalProblem(
          `${file}: holds something else than answers, and was left as it is. Name another file.`,
        );
      answers.set(line.data.id, line.data.answers);
    };
    const journal = await Journal.open(file, take).catch((error: unknown) => {
      if (error instanceof JournalProblem) throw new WrongUse(error.message);
      throw new WrongUse(`${file}: cannot be written: ${inWords(error)}`);
    });
    return new Saved(file, journal, answers);
  }

  /** What was answered, by the same model asked in the same way. What failed is asked again. */
  answer(id: string, name: string, by: unknown): Answer | undefined {
    const saved = this.#answers.get(id)?.[name];
    return saved && !('failed' in saved) && JSON.stringify(saved.by) === JSON.stringify(by) ? saved : undefined;
  }

  /** Saves a line, where it says anything new. */
  async put(line: Line): Promise<void> {
    const before = this.#answers.get(line.id);
    if (before && JSON.stringify(before) === JSON.stringify(line.answers)) return;
    this.#appended = true;
    await this.#journal.append(line);
  }

  /** A file that holds nothing is not left. */
  async close(): Promise<void> {
    await this.#journal.close();
    if (this.#appended || this.#answers.size > 0) return;
    const { size } = await stat(this.#file);
    if (size === 0) await unlink(this.#file);
  }
}

export interface Run {
  records: Records;
  asking: Asking;
  cuts?: Cuts;
  prompting?: Prompting;
  concurrency: number;
  saved?: Saved;
  signal: AbortSignal;
}

/** Asks everything. `stopped`: why not all was asked. Throws what is no answer of a server. */
export async function gather(run: Run): Promise<{ gathered: Gathered; stopped?: string }> {
  const { records, asking, cuts, prompting, concurrency, saved, signal } = run;
  const gathered = new Gathered();
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const progress = new Progress();
  let stopped: string | undefined;
  let [done, asked] = [0, 0];
  const one = async ({ asked: question, line }: Put) => {
    for (const name of prompting?.names ?? []) {
      const by = await prompting?.by(name, either);
      const before = saved?.answer(line.id, name, by);
      const answer = before ?? (await prompting?.answer(name, question, either));
      if (!before) asked++;
      if (answer) line.answers[name] = answer;
    }
    gathered.put(line);
    await saved?.put(line);
    done++;
    if (prompting) progress.show(() => `${done} questions, ${asked} answers asked for`, done);
  };
  const splitter = cuts && (await splitterOf(records, cuts, signal));
  const work = questionsIn(records, asking, splitter, either);
  const worker = async () => {
    for (;;) {
      const next = await work.next();
      if (next.done || either.aborted) return;
      await one(next.value);
    }
  };
  const workers = Array.from({ length: prompting ? concurrency : 1 }, () =>
    worker().catch((error: unknown) => {
      // The others end as well, and then it is thrown.
      const first = !stop.signal.aborted;
      stop.abort();
      if (error instanceof ServerGone) stopped ??= error.message;
      else if (first && !signal.aborted) throw error;
    }),
  );
  const ended = await Promise.allSettled(workers);
  await work.return(undefined);
  progress.end();
  for (const result of ended) if (result.status === 'rejected') throw result.reason;
  return { gathered, ...(stopped !== undefined && { stopped }) };
}

/**
 * Answers of saved files, joined by their questions. Where two files have a predictor of one name that answered otherwise, each is told by its file.
 * Throws `WrongUse` where a file holds something else, and a `Disagreement` where the files are of other records.
 */
export async function gatherFrom(files: readonly string[]): Promise<Gathered> {
  const gathered = new Gathered(true);
  const names = files.map((file) => file.replace(/^.*[\\/]/, '').replace(/\.[a-z]+$/i, ''));
  const twice = new Set<string>();
  const seen = new Map<string, number>();
  const each = async (take: (line: Line, file: number) => void) => {
    for (const [at, file] of files.entries()) {
      let number = 0;
      for await (const { text } of linesOf(file)) {
        number++;
        const read = lineSchema.safeParse(parsed(text));
        if (!read.success)
          throw new WrongUse(
            `${file}, line ${number}: no question with its answers, which \`deepimagine evaluate --answers\` saves`,
          );
        take(read.data, at);
      }
      if (number === 0) throw new WrongUse(`${file}: there is no such file, or nothing in it`);
    }
  };
  if (files.length > 1)
    await each(({ answers }, at) => {
      for (const name of Object.keys(answers)) {
        if ((seen.get(name) ?? at) !== at) twice.add(name);
        seen.set(name, at);
      }
    });
  await each((line, at) => {
    const answers = Object.entries(line.answers).map(([name, answer]) => {
      return [twice.has(name) ? `${name} (${names[at]})` : name, answer] as const;
    });
    gathered.put({ ...line, answers: Object.fromEntries(answers) });
  });
  return gathered;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
