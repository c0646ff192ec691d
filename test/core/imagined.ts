/** What the evidence answers of a scenario, for tests that look at where it ends. */
import type { ImaginedStep } from '../../core/imagine/answer.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look, Perturbation } from '../../core/trial/types.ts';

/** The last step of what is imagined. */
export function last(trial: Trial, scenario: Perturbation[], look?: Look): ImaginedStep {
  const answer = imagineNow(trial, scenario, look);
  if ('problem' in answer) throw new Error(answer.problem);
  const step = answer.steps.at(-1);
  if (!step) throw new Error('no step');
  return step;
}

/** Why there is no answer at all. */
export function problemOf(trial: Trial, scenario: Perturbation[], look?: Look): string | undefined {
  const answer = imagineNow(trial, scenario, look);
  return 'problem' in answer ? answer.problem : undefined;
}
