/** Imagining as it happens: step by step, whichever predictor answers, and stopped when nobody waits for it any more. */
import type { Trial } from '../trial/schema.ts';
import type { Look, Perturbation } from '../trial/types.ts';
import type { ImaginedStep, Imagining, StepAnswer } from './answer.ts';
import { assembled, imaginedStep, type Question, questionOf, settled, startOf } from './pathway.ts';
import type { Predictor } from './predictor.ts';

export type ImaginingEvent =
  | { type: 'problem'; problem: string }
  /** A step begins. Steps count from 0. */
  | { type: 'step'; index: number; perturbation: Perturbation }
  /** Reasoning as it streams. */
  | { type: 'trace'; index: number; text: string }
  | { type: 'result'; index: number; step: ImaginedStep }
  /** One anchor's chain is done. */
  | { type: 'pathway'; anchor: string | undefined; steps: ImaginedStep[] }
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
  let { state, known } = start;
  const steps: ImaginedStep[] = [];
  for (const [index, perturbation] of scenario.entries()) {
    signal.throwIfAborted();
    yield { type: 'step', index, perturbation };
    const question = questionOf(trial, state, known, perturbation);
    known = settled(question) ?? (yield* asked(predictor, question, index, signal));
    state = question.after;
    const step = imaginedStep(question, known, start);
    steps.push(step);
    yield { type: 'result', index, step };
  }
  signal.throwIfAborted();
  yield { type: 'pathway', anchor: trial.trial, steps };
  const { name: id, label } = predictor;
  yield { type: 'aggregate', imagining: assembled(trial, start, steps, { name: id, label }, name) };
}

async function* asked(
  predictor: Predictor,
  question: Question,
  index: number,
  signal: AbortSignal,
): AsyncGenerator<ImaginingEvent, StepAnswer, undefined> {
  let answer: StepAnswer | undefined;
  for await (const event of predictor.predict(question, signal)) {
    signal.throwIfAborted();
    if (event.type === 'trace') yield { type: 'trace', index, text: event.text };
    else answer = event.answer;
  }
  if (!answer) throw new Error(`The predictor ${predictor.name} gave no answer.`);
  return answer;
}
