/** What answers a step: anything that, asked one question, streams its reasoning and ends with an answer. */
import type { StepAnswer } from './answer.ts';
import type { Question } from './pathway.ts';

export type PredictorEvent = { type: 'trace'; text: string } | { type: 'answer'; answer: StepAnswer };

export interface Predictor {
  /** As `--predictor` names it. */
  name: string;
  /** As a person reads it. */
  label: string;
  /** Ends with exactly one answer. Aborting the signal stops whatever it started, and it throws the signal's reason. */
  predict(question: Question, signal: AbortSignal): AsyncIterable<PredictorEvent>;
}
