/** Where the embedded evidence and a model say the same of a scenario, step by step and as a whole, and where not: panel and command line say it alike. */
import type { ImaginedStep, Imagining } from './answer.ts';
import { carriedText, disagreement } from './said.ts';
import { briefly, decisive, isUncertain } from './sentences.ts';
import { changedText } from './words.ts';

/** What the evidence says of a step, in a few words, where the model's direction is another one. */
export function differs(evidence: ImaginedStep | undefined, model: ImaginedStep | undefined): string | undefined {
  if (!evidence?.direction || !model?.direction || evidence.direction === model.direction) return undefined;
  if (evidence.status === 'carried over') return `${evidence.direction}, carried over`;
  return `${isUncertain(evidence) ? 'uncertain: ' : ''}${briefly(evidence)}`;
}

export interface Verdict {
  /** Absent where one of them is uncertain, and so neither agrees nor disagrees. */
  agrees?: boolean;
  text: string;
}

/** From which step on they part, where there are several, and both have a say of their own there. */
function parting(evidence: Imagining, { steps }: Imagining): string {
  const at = steps.findIndex((step, i) => differs(evidence.steps[i], step) !== undefined);
  const [known, model] = [evidence.steps[at], steps[at]];
  if (!known || !model || steps.length < 2 || known.status === 'carried over') return '';
  if (isUncertain(known) || isUncertain(model)) return '';
  const what = `They part at ${changedText(model.perturbation, model.look).what}`;
  // Of the last step that is what was said already.
  return at === steps.length - 1 ? ` ${what}.` : ` ${what}: model ${briefly(model)}, evidence ${briefly(known)}.`;
}

/** Both answers in one sentence, and where they part. Undefined where one of them has no direction. */
export function verdictOf(evidence: Imagining | undefined, model: Imagining): Verdict | undefined {
  const own = evidence && (decisive(evidence) ?? evidence.expected);
  const other = decisive(model) ?? model.expected;
  if (!evidence || !own?.direction || !other?.direction) return undefined;
  const same = own.direction === other.direction;
  const plainly = same
    ? `Evidence and model agree: ${own.direction}.`
    : `Evidence: ${own.direction}. Model: ${other.direction}.`;
  const unsure = [own, other].filter(isUncertain).length;
  const text =
    disagreement(model, evidence) ??
    [unsure === 2 ? BOTH_UNSURE : plainly, carriedText(evidence) ?? []].flat().join(' ');
  return { ...(unsure === 0 && { agrees: same }), text: `${text}${parting(evidence, model)}` };
}

const BOTH_UNSURE = 'Evidence and model are both uncertain.';
