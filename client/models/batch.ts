/**
 * All scenarios of many trials, one after the other, evidence and model beside each other. What is answered is written line by line, so
 * that a run that ends at any moment is gone on with: what has the same question and was asked the same way is not asked again.
 */
import { createReadStream } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { Imagining } from '../../core/imagine/answer.ts';
import { answerOf } from '../../core/imagine/compare.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import type { ImaginingEvent } from '../../core/imagine/imagine.ts';
import { sameLook } from '../../core/imagine/landing.ts';
import { subjectOf } from '../../core/imagine/pathway.ts';
import { decisive } from '../../core/imagine/sentences.ts';
import {
  briefly,
  contrastText,
  IN_PLACE,
  observedText,
  outcomeText,
  probabilityText,
} from '../../core/imagine/wording.ts';
import type { Trial } from '../../core/trial/schema.ts';
import { type Prepared, prepared, read } from './prepare.ts';
import { after, type Run, started } from './run.ts';

const answerSchema = z.object({
  direction: z.enum(['higher', 'no difference', 'lower']).optional(),
  probability: z.number().optional(),
  /** What the direction is: of the step that decides, or expected where there is none. Only what is imagined or expected is its own answer. */
  status: z.enum(['imagined', 'observed', 'carried over', 'expected']).optional(),
  /** The answer in one sentence. */
  sentence: z.string(),
  /** No direction is told as what is expected: one of several. */
  uncertain: z.literal(true).exactOptional(),
  /** The step that decides, in a few words. */
  brief: z.string(),
  /** What the direction is of, where that is not what the scenario ends with: of what it does end with nothing is known. */
  of: z.string().exactOptional(),
});
export type Answered = z.infer<typeof answerSchema>;

/** What an answer holds, and what it means: a line of another form is none. */
const FORM = 2;
const lineSchema = z.object({
  form: z.literal(FORM),
  key: z.string(),
  how: z.string(),
  model: answerSchema,
  seconds: z.number(),
});

/** A contrast of a trial, with what was observed of it; nothing where it was not. */
interface Place {
  contrast: string;
  outcome: string;
  observed: string;
}

/** One scenario of one trial, with the contrast that it ends with. */
export interface BatchRow extends Place {
  file: string;
  trial: string;
  title: string;
  scenario: string | null;
  /** How the scenario is told: its name, or that it is the arrows in place. */
  name: string;
  /** The contrast that it starts from, where it ends with another one. */
  from?: Place;
  steps: number;
  evidence?: Answered;
  model?: Answered;
  seconds?: number;
  /** Why there is no answer. */
  trouble?: string;
}

/** What is known of a scenario without its trial, which is read again when its turn comes: a folder may hold more than memory does. */
export interface Job {
  row: BatchRow;
  /** Of what is asked. */
  key: string;
  /** There is something to ask a model: it can be read, and is not what was observed. */
  askable: boolean;
}

/** What stands for the scenario of a trial that changes nothing. */
const NOTHING_CHANGED = 'nothing changed';

/** The answer in the words of the lens and the command line: that of the last step that says something of its own. */
export function answered(imagining: Imagining): Answered {
  const step = decisive(imagining);
  const { expected, observed, sentence } = imagining;
  const answer = answerOf(imagining);
  const { direction } = answer;
  const probability = direction && (step ?? expected)?.probability?.[direction];
  const said = direction && [direction, probability === undefined ? [] : probabilityText(probability)].flat().join(' ');
  return {
    ...answer,
    ...(probability !== undefined && { probability }),
    sentence,
    brief: step ? briefly(step) : (said ?? (observed ? '' : sentence)),
  };
}

/** What a scenario of a trial ends with, and what it starts from where that is another one. */
function placesOf(trial: Trial, { look, subject, observed, steps }: Imagining): Place & Pick<BatchRow, 'from'> {
  const place = (at: typeof look, of: typeof subject, seen: typeof observed): Place => ({
    contrast: contrastText(at),
    outcome: outcomeText(of),
    observed: seen ? observedText(seen) : '',
  });
  const start = place(look, subject, observed);
  const last = steps.at(-1);
  if (!last) return start;
  // What was observed was observed of the outcome as it was, not as it is by then.
  const isAsItWas = outcomeText(last.subject) === outcomeText(subjectOf(trial, last.look));
  const seen = sameLook(last.look, look) ? observed : last.base;
  const end = place(last.look, last.subject, isAsItWas ? seen : undefined);
  const stays = end.contrast === start.contrast && end.outcome === start.outcome;
  return { ...end, ...(!stays && { from: start }) };
}

/** Whether a row ends with what was observed: nothing of it is a model's answer. */
export function isObserved({ model }: Pick<BatchRow, 'model'>): boolean {
  return model?.status === 'observed';
}

/**
 * The jobs of a document: its arrows in place and its scenarios, each with what the evidence says. One that changes nothing is a job too:
 * what was observed, what is to be expected, or why it cannot be read.
 */
export function jobsOf(file: string, text: string): Job[] {
  const parsed = read(text);
  const written = [...(parsed.inPlace ? [null] : []), ...parsed.scenarios.flatMap(({ name }) => name ?? [])];
  // Of several scenarios, the one in place is none where no arrow stands.
  const names = written.filter((name) => name !== null || (parsed.inPlace?.steps.length ?? 0) > 0);
  return (names.length > 0 ? names : [null]).map((scenario) => {
    const asked = prepared(parsed, scenario);
    const known =
      asked.problem === undefined
        ? imagineNow(asked.trial, asked.scenario, asked.look, asked.name)
        : { problem: asked.problem };
    const { trial, title } = asked.trial;
    const row: BatchRow = {
      file,
      trial: trial ?? file,
      title: title ?? '',
      scenario,
      name: scenario ?? (asked.scenario.length > 0 ? IN_PLACE : NOTHING_CHANGED),
      contrast: asked.look ? contrastText(asked.look) : '',
      outcome: '',
      observed: '',
      steps: asked.scenario.length,
    };
    const { key } = asked;
    if ('problem' in known) return { key, row: { ...row, trouble: known.problem }, askable: false };
    return {
      key,
      askable: asked.scenario.length > 0 || !known.observed,
      row: { ...row, ...placesOf(asked.trial, known), evidence: answered(known) },
    };
  });
}

/** What a model answers to one scenario of a trial's text, the run that led there, and how long it took. Throws as `ask`, and an `Error` that says why nothing can be asked. */
export async function answerTo(
  text: string,
  scenario: string | null,
  ask: (asked: Prepared) => AsyncIterable<ImaginingEvent>,
): Promise<{ key: string; model: Answered; run: Run & { imagining: Imagining }; seconds: number }> {
  const began = performance.now();
  const asked = prepared(read(text), scenario);
  if (asked.problem !== undefined) throw new Error(asked.problem);
  let run = started(asked.scenario, asked.look);
  for await (const event of ask(asked)) {
    if (event.type === 'problem') throw new Error(event.problem);
    run = after(run, event).run;
    const { imagining } = run;
    if (imagining) {
      const seconds = (performance.now() - began) / 1000;
      return { key: asked.key, model: answered(imagining), run: { ...run, imagining }, seconds };
    }
  }
  throw new Error('The model gave no answer.');
}

/** What was answered before, by question and way of asking. */
export class Answers {
  readonly #file: string;
  readonly #known = new Map<string, z.infer<typeof lineSchema>>();

  private constructor(file: string) {
    this.#file = file;
  }

  /** Half a line, where a run ended in the middle of one, is no answer. */
  static async open(file: string): Promise<Answers> {
    const answers = new Answers(file);
    await mkdir(path.dirname(file), { recursive: true });
    await appendFile(file, '');
    for await (const line of createInterface({ input: createReadStream(file, 'utf8') })) {
      const found = lineOf(line);
      if (found) answers.#known.set(`${found.key} ${found.how}`, found);
    }
    return answers;
  }

  of(key: string, how: string): { model: Answered; seconds: number } | undefined {
    return this.#known.get(`${key} ${how}`);
  }

  async add(key: string, how: string, model: Answered, seconds: number): Promise<void> {
    const line = { form: FORM, key, how, model, seconds } as const;
    this.#known.set(`${key} ${how}`, line);
    // What was answered before may have been cleared meanwhile, its folder with it. Behind a line that was cut short, a new one begins.
    await mkdir(path.dirname(this.#file), { recursive: true });
    await appendFile(this.#file, `\n${JSON.stringify(line)}\n`);
  }
}

function lineOf(text: string): z.infer<typeof lineSchema> | undefined {
  if (text.trim() === '') return undefined;
  try {
    return lineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Runs `each` over all, so many at a time, until all are done or the signal is aborted. Rejects with the first failure of `each`. */
export async function atATime<T>(
  all: readonly T[],
  most: number,
  signal: AbortSignal,
  each: (one: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < all.length && !signal.aborted) {
      const one = all[next++];
      if (one !== undefined) await each(one);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(most, all.length)) }, worker));
}
