/** Where the embedded evidence and a model say the same of a scenario, and where not. Pure. */
import type { ImaginedStep, Imagining } from '../../core/imagine/answer.ts';
import { decisive } from '../../core/imagine/sentences.ts';
import { briefly, carriedText, changedText, disagreement } from '../../core/imagine/wording.ts';

/** What the evidence says of a step, in a few words, where the model's direction is another one. */
export function differs(evidence: ImaginedStep | undefined, model: ImaginedStep | undefined): string | undefined {
  if (!evidence?.direction || !model?.direction || evidence.direction === model.direction) return undefined;
  return evidence.status === 'carried over' ? `${evidence.direction}, carried over` : briefly(evidence);
}

export interface Verdict {
  agrees: boolean;
  text: string;
}

/** From which step on they part, where there are several, and the evidence has a say of its own there. */
function parting(evidence: Imagining, { steps }: Imagining): string {
  const at = steps.findIndex((step, i) => differs(evidence.steps[i], step) !== undefined);
  const first = steps[at];
  return first && steps.length > 1 && evidence.steps[at]?.status !== 'carried over'
    ? ` They part at ${changedText(first.perturbation, first.look).what}.`
    : '';
}

/** Both answers in one sentence, and where they part. Undefined where one of them has no direction. */
export function verdictOf(evidence: Imagining | undefined, model: Imagining): Verdict | undefined {
  const own = evidence && decisive(evidence)?.direction;
  const other = (decisive(model) ?? model.expected)?.direction;
  if (!evidence || !own || !other) return undefined;
  const otherwise = disagreement(model, evidence);
  const carried = carriedText(evidence);
  const same = own === other ? `Evidence and model agree: ${own}.` : `Evidence: ${own}. Model: ${other}.`;
  const text = otherwise ?? (carried === undefined ? same : `${same} ${carried}`);
  return { agrees: own === other, text: `${text}${parting(evidence, model)}` };
}
