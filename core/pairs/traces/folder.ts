/**
 * A folder of traces: `traces.ndjson` are those taken, `rejected.ndjson` those not, with the reasons; `teacher.json` says who wrote them, and
 * `summary.json` counts. The two files of lines are the truth: a pair that is in neither is still to be asked.
 */
import { link, open, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { traceText } from './filter.ts';
import { Journal, JournalProblem, linesOf } from './journal.ts';
import { NearDuplicates } from './near.ts';
import {
  type Rejected,
  rejectedSchema,
  type Teacher,
  type Trace,
  teacherSchema,
  traceSchema,
  UNFITTING,
} from './trace.ts';

export const TRACES_FILE = 'traces.ndjson';
export const REJECTED_FILE = 'rejected.ndjson';
const TEACHER_FILE = 'teacher.json';
const SUMMARY_FILE = 'summary.json';
const LOCK_FILE = '.lock';

/** What a folder of traces cannot be used for: a sentence for a person. */
export class TracesProblem extends Error {}

const isNotThere = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Whole, or not at all. */
async function writeWhole(file: string, text: string): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  const handle = await open(part, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, file);
}

async function teacherOf(folder: string): Promise<Teacher | undefined> {
  const file = path.join(folder, TEACHER_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isNotThere(error)) return undefined;
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR')
      throw new TracesProblem(`${folder}: a file, and no folder of traces. \`deepimagine traces\` makes one.`);
    throw error;
  }
  try {
    return teacherSchema.parse(JSON.parse(text));
  } catch {
    throw new TracesProblem(`${file}: does not say who wrote the traces here. Name another folder.`);
  }
}

function otherwise(was: Teacher, is: Teacher): string | undefined {
  const keys = ['kind', 'model', 'digest', 'temperature', 'think', 'prompt', 'filters'] as const;
  const key = keys.find((one) => was[one] !== is[one]);
  return key && `${key} ${was[key] ?? 'not known'}, not ${is[key] ?? 'not known'}`;
}

/** Whether what was rejected once is for this run to ask again: the prompt was too long, or the answer, for what was given then. */
function isAskedAgain({ findings, maxTokens = 0 }: Rejected, teacher: Teacher): boolean {
  return findings.some(
    ({ reason }) => reason === UNFITTING || (reason === 'cut short' && maxTokens < teacher.maxTokens),
  );
}

/** Whether the process that a lock names still runs. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Two programs that write one folder would ask everything twice. */
async function lock(file: string): Promise<void> {
  // Whole when it is there: whoever finds it can read who made it.
  const own = `${file}.${process.pid}`;
  await writeFile(own, String(process.pid));
  try {
    for (let tries = 0; ; tries++) {
      try {
        await link(own, file);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const pid = Number(await readFile(file, 'utf8').catch(() => ''));
      if (tries > 2 || (Number.isInteger(pid) && pid > 0 && pid !== process.pid && runs(pid)))
        throw new TracesProblem(
          `${path.dirname(file)}: another run (process ${pid}) writes traces here. Wait for it, name another folder, or delete ${file} where that is no run.`,
        );
      await unlink(file).catch((error: unknown) => {
        if (!isNotThere(error)) throw error;
      });
    }
  } finally {
    await unlink(own);
  }
}

export class TracesFolder {
  readonly near = new NearDuplicates();
  readonly #folder: string;
  readonly #taken: Journal;
  readonly #rejected: Journal;
  /** Pairs that are done, and whether they were taken. */
  readonly #done: Map<string, boolean>;
  /** Of all rejected traces of the folder. */
  readonly reasons: Record<string, number> = {};

  private constructor(folder: string, taken: Journal, rejected: Journal, done: Map<string, boolean>) {
    this.#folder = folder;
    this.#taken = taken;
    this.#rejected = rejected;
    this.#done = done;
  }

  /**
   * Opens a folder that is there, for one teacher. Throws `TracesProblem` where another teacher wrote in it, another program does, or its files are
   * not what they should be.
   */
  static async open(folder: string, teacher: Teacher): Promise<TracesFolder> {
    const lockFile = path.join(folder, LOCK_FILE);
    await lock(lockFile);
    try {
      const was = await teacherOf(folder);
      const other = was && otherwise(was, teacher);
      const done = new Map<string, boolean>();
      const traces: Trace[] = [];
      const rejections = new Map<string, Rejected>();
      const read = <T>(schema: { parse(value: unknown): T }, file: string, take: (one: T) => void) =>
        Journal.open(path.join(folder, file), (value) => {
          try {
            take(schema.parse(value));
          } catch {
            throw new TracesProblem(
              `${path.join(folder, file)}: holds something else than traces. Name another folder.`,
            );
          }
        });
      const taken = await read(traceSchema, TRACES_FILE, (trace) => {
        done.set(trace.pair, true);
        traces.push(trace);
      });
      const rejected = await read(rejectedSchema, REJECTED_FILE, (one) => {
        // What was asked again has a line for each time: the last one counts.
        rejections.set(one.pair, { ...one, answer: '' });
      });
      // A teacher that left nothing here is none yet: one that only thought may be asked again not to.
      if (other !== undefined && traces.length + rejections.size > 0)
        throw new TracesProblem(`${folder}: the traces here are of another teacher (${other}). Name another folder.`);
      if (!was || other !== undefined || was.maxTokens < teacher.maxTokens)
        await writeWhole(path.join(folder, TEACHER_FILE), `${JSON.stringify(teacher, null, 2)}\n`);
      for (const [pair, one] of rejections)
        if (done.has(pair) || isAskedAgain(one, teacher)) rejections.delete(pair);
        else done.set(pair, false);
      const opened = new TracesFolder(folder, taken, rejected, done);
      for (const { pair, trace } of traces) opened.near.add(pair, traceText(trace));
      for (const { findings } of rejections.values()) opened.#count(findings);
      return opened;
    } catch (error) {
      await unlink(lockFile);
      throw error instanceof JournalProblem ? new TracesProblem(error.message) : error;
    }
  }

  #count(findings: Rejected['findings']): void {
    for (const { reason } of findings) this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
  }

  /** Whether a pair's trace was taken; undefined where it is still to be asked. */
  done(pair: string): boolean | undefined {
    return this.#done.get(pair);
  }

  /** Resolves when it is on the disk. */
  async take(trace: Trace): Promise<void> {
    this.near.add(trace.pair, traceText(trace.trace));
    await this.#taken.append(trace);
    this.#done.set(trace.pair, true);
  }

  async reject(rejected: Rejected): Promise<void> {
    await this.#rejected.append(rejected);
    this.#done.set(rejected.pair, false);
    this.#count(rejected.findings);
  }

  summarize(summary: unknown): Promise<void> {
    return writeWhole(path.join(this.#folder, SUMMARY_FILE), `${JSON.stringify(summary, null, 2)}\n`);
  }

  async close(): Promise<void> {
    await this.#taken.close();
    await this.#rejected.close();
    await unlink(path.join(this.#folder, LOCK_FILE));
  }
}

/** The traces of a folder that were taken, by pair. Throws `TracesProblem` where there are none. */
export async function takenTraces(folder: string): Promise<{ teacher: Teacher; traces: Map<string, Trace['trace']> }> {
  const teacher = await teacherOf(folder);
  if (!teacher) throw new TracesProblem(`${folder}: no folder of traces. \`deepimagine traces\` makes one.`);
  const traces = new Map<string, Trace['trace']>();
  let number = 0;
  for await (const { text, whole } of linesOf(path.join(folder, TRACES_FILE))) {
    number++;
    if (!whole) break;
    try {
      const { pair, trace } = traceSchema.parse(JSON.parse(text));
      traces.set(pair, trace);
    } catch {
      throw new TracesProblem(`${path.join(folder, TRACES_FILE)}, line ${number}: no trace.`);
    }
  }
  return { teacher, traces };
}
