/** What answers a step: anything that, asked one question, streams its reasoning and ends with an answer. */
import type { Perturbation } from '../trial/types.ts';
import type { StepAnswer } from './answer.ts';
import type { Question } from './pathway.ts';

export type PredictorEvent =
  | { type: 'trace'; text: string }
  /** What a model reasons before it answers. */
  | { type: 'thought'; text: string }
  /** What it has said so far does not count, for this reason: it is asked once more. */
  | { type: 'again'; text: string }
  /** Nothing is asked, for this was answered before; when, where that is known (ISO 8601). */
  | { type: 'remembered'; at?: string }
  | { type: 'answer'; answer: StepAnswer };

export interface Predictor {
  /** As `--predictor` names it. */
  name: string;
  /** As a person reads it. */
  label: string;
  /**
   * Whether the step at an index is answered together with the one behind it. A predictor that has this is asked of each step from the
   * last state that something is known of: what changed nothing is not told it.
   */
  together?(steps: readonly Perturbation[], index: number): boolean;
  /** Ends with exactly one answer. Aborting the signal stops whatever it started, and it throws the signal's reason. */
  predict(question: Question, signal: AbortSignal): AsyncIterable<PredictorEvent>;
}
