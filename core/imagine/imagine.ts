/** Imagining as it happens: step by step, whichever predictor answers, and stopped when nobody waits for it any more. */
import type { Trial } from '../trial/schema.ts';
import type { Look, Perturbation } from '../trial/types.ts';
import type { ImaginedStep, Imagining, StepAnswer, Subject } from './answer.ts';
import { standing } from './landing.ts';
import {
  assembled,
  imaginedStep,
  type Question,
  questionOf,
  type Start,
  settled,
  startOf,
  subjectOf,
  touchOf,
  unchanged,
} from './pathway.ts';
import type { Predictor } from './predictor.ts';
import { beside } from './reasons.ts';

/** `pathway`: which anchor's chain is told of; the document's own is 0, which is what is meant where it is left out. */
interface OfPathway {
  pathway?: number;
}

export type ImaginingEvent =
  | { type: 'problem'; problem: string }
  /** A step begins. Steps count from 0. `look` and `subject`: what is looked at after it. */
  | ({ type: 'step'; index: number; perturbation: Perturbation; look: Look; subject: Subject } & OfPathway)
  /** The explanation as it streams. */
  | ({ type: 'trace'; index: number; text: string } & OfPathway)
  /** What a model reasons before it answers, as it streams. It is no part of the answer. */
  | ({ type: 'thought'; index: number; text: string } & OfPathway)
  /** What a model has written of this step does not count, for the reason in `text`: it is asked once more. */
  | ({ type: 'again'; index: number; text: string } & OfPathway)
  /** The answer to this step is one from before; of when, where that is known (ISO 8601). */
  | ({ type: 'remembered'; index: number; at?: string } & OfPathway)
  | ({ type: 'result'; index: number; step: ImaginedStep } & OfPathway)
  /** One anchor's chain is done. */
  | ({ type: 'pathway'; anchor: string | undefined; steps: ImaginedStep[] } & OfPathway)
  /** All pathways together: the answer. The last event. */
  | { type: 'aggregate'; imagining: Imagining };

export interface Wanted {
  trial: Trial;
  scenario: readonly Perturbation[];
  /** The document's focus where it is left out. */
  look?: Look;
  /** The scenario's name, where it has one. */
  name?: string;
}

/**
 * Imagines what becomes of a look under a scenario. One anchor, the document itself, so its pathway is the aggregate.
 * Throws the signal's reason once it is aborted, and what the predictor throws.
 */
export async function* imagine(
  { trial, scenario, look, name }: Wanted,
  predictor: Predictor,
  signal: AbortSignal,
): AsyncGenerator<ImaginingEvent, void, undefined> {
  const start = startOf(trial, scenario, look);
  if ('problem' in start) {
    yield { type: 'problem', ...start };
    return;
  }
  const steps = yield* walk(trial, start, scenario, predictor, signal);
  const { name: id, label } = predictor;
  yield { type: 'aggregate', imagining: assembled(trial, start, steps, { name: id, label }, name) };
}

const WITH_NEXT: StepAnswer = { status: 'carried over', missing: 'with the next', reasons: [], evidence: [] };

/** A change of what is not looked at leaves what is known as it is. */
function aside({ known, perturbation, before, after }: Question): StepAnswer | undefined {
  const why = beside(perturbation, after);
  return why === undefined || !standing(before) ? undefined : unchanged(known, why);
}

/**
 * One pathway: each step of a scenario in its order. A step that needs no predictor is not put to one (`settled`). Steps that the
 * predictor takes together are put as one question, from the last state of which something is known.
 */
export async function* walk(
  trial: Trial,
  start: Start,
  scenario: readonly Perturbation[],
  predictor: Predictor,
  signal: AbortSignal,
  of: OfPathway & { anchor?: string } = {},
): AsyncGenerator<ImaginingEvent, ImaginedStep[]> {
  const { anchor = trial.trial, ...pathway } = of;
  const steps: ImaginedStep[] = [];
  let { state, known } = start;
  // From where the next question is put, and what was changed since then without an answer of its own.
  let from = { state, known };
  let pending: Perturbation[] = [];
  for (const [index, perturbation] of scenario.entries()) {
    signal.throwIfAborted();
    const question = questionOf(trial, state, known, perturbation);
    const { trial: then, look } = question.after;
    yield { type: 'step', index, perturbation, look, subject: subjectOf(then, look), ...pathway };
    const withNext = predictor.together?.(scenario, index) ?? false;
    let answer = settled(question);
    if (!answer && predictor.together && Object.keys(touchOf(question)).length === 0)
      answer = perturbation.kind === 'add' && withNext ? undefined : aside(question);
    const nothing = answer?.missing === 'no change';
    if (!answer && withNext) {
      answer = WITH_NEXT;
      pending.push(perturbation);
    } else if (!answer || (nothing && pending.length > 0 && !withNext)) {
      const last = answer ? pending.at(-1) : perturbation;
      const put: Question = predictor.together
        ? {
            ...question,
            before: from.state,
            known: from.known,
            perturbation: last ?? perturbation,
            together: answer ? pending.slice(0, -1) : pending,
          }
        : question;
      answer = yield* asked(predictor, put, index, signal, pathway);
    }
    state = question.after;
    known = answer;
    if (answer.missing === 'no change') {
      if (pending.length === 0) from = { state, known: from.known };
    } else if (answer !== WITH_NEXT) {
      from = { state, known };
      pending = [];
    }
    const step = imaginedStep(question, answer, start);
    steps.push(step);
    yield { type: 'result', index, step, ...pathway };
  }
  signal.throwIfAborted();
  yield { type: 'pathway', anchor, steps, ...pathway };
  return steps;
}

async function* asked(
  predictor: Predictor,
  question: Question,
  index: number,
  signal: AbortSignal,
  pathway: OfPathway,
): AsyncGenerator<ImaginingEvent, StepAnswer, undefined> {
  let answer: StepAnswer | undefined;
  for await (const event of predictor.predict(question, signal)) {
    signal.throwIfAborted();
    if (event.type === 'answer') answer = event.answer;
    else yield { ...event, index, ...pathway };
  }
  if (!answer) throw new Error(`The predictor ${predictor.name} gave no answer.`);
  return answer;
}
