/** Where the embedded evidence and a model say the same of a scenario, and where not. Pure. */
import type { ImaginedStep, Imagining } from '../../core/imagine/answer.ts';
import { briefly, changedText } from '../../core/imagine/wording.ts';

/** What the evidence says of a step, in a few words, where the model's direction is another one. */
export function differs(evidence: ImaginedStep | undefined, model: ImaginedStep | undefined): string | undefined {
  if (!evidence?.direction || !model?.direction || evidence.direction === model.direction) return undefined;
  return briefly(evidence);
}

export interface Verdict {
  agrees: boolean;
  text: string;
}

/** Both answers in one sentence: what they end at, and from which step on they part. Undefined where one of them has no direction. */
export function verdictOf(evidence: Imagining | undefined, model: Imagining): Verdict | undefined {
  const [own, other] = [evidence?.steps.at(-1), model.steps.at(-1)];
  if (!evidence || !own?.direction || !other?.direction) return undefined;
  const parts = model.steps.findIndex((step, i) => differs(evidence.steps[i], step) !== undefined);
  const parting = model.steps[parts];
  const where = parting && changedText(parting.perturbation, parting.look).what;
  if (own.direction === other.direction)
    return {
      agrees: true,
      text:
        where === undefined
          ? `Evidence and model agree: ${own.direction}.`
          : `Evidence and model end at the same, ${own.direction}, and part on the way, at ${where}.`,
    };
  const at = where !== undefined && model.steps.length > 1 ? ` They part at ${where}.` : '';
  return {
    agrees: false,
    text: `Evidence and model disagree. Evidence: ${briefly(own)}. Model: ${briefly(other)}.${at}`,
  };
}
