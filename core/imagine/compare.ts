/** Where the embedded evidence and a model say the same of a scenario, step by step and as a whole, and where not: panel and command line say it alike. */
import type { Direction } from '../trial/direction.ts';
import type { ImaginedStep, Imagining } from './answer.ts';
import { sameLook } from './landing.ts';
import { carriedText, disagreement } from './said.ts';
import { briefly, decisive, isUncertain } from './sentences.ts';
import { lookText, stepName } from './words.ts';

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
  const what = `They part at ${stepName(model)}`;
  // Of the last step that is what was said already.
  return at === steps.length - 1 ? ` ${what}.` : ` ${what}: model ${briefly(model)}, evidence ${briefly(known)}.`;
}

/** An answer, as far as another one is held against it. */
export interface Answer {
  /** What the direction is: of the step that decides, or expected where there is none. Only what is imagined or expected is its own answer. */
  status?: ImaginedStep['status'] | 'expected' | undefined;
  direction?: Direction | undefined;
  /** No direction is told as what is expected: one of several. */
  uncertain?: true;
  /** What the direction is of, where that is not what the scenario ends with: of what it does end with nothing is known. */
  of?: string;
}

/** What an imagining answers: its last step that says something of its own. */
export function answerOf(imagining: Imagining): Answer {
  const step = decisive(imagining);
  const { expected, steps, look } = imagining;
  const answer = step ?? expected;
  const status = step?.status ?? (expected && 'expected');
  const end = steps.at(-1)?.look ?? look;
  return {
    ...(status && { status }),
    ...(answer?.direction && { direction: answer.direction }),
    ...(answer && isUncertain(answer) && { uncertain: true }),
    ...(step && !sameLook(step.look, end) && { of: lookText(step.look) }),
  };
}

/**
 * Whether both say the same; who is uncertain neither agrees nor opposes anybody. Undefined where one of them has no direction, where they
 * speak of different things, and where the model was not asked because it was observed.
 */
export function agreementOf(evidence: Answer, model: Answer): 'agrees' | 'disagrees' | 'uncertain' | undefined {
  if (!evidence.direction || !model.direction) return undefined;
  if (model.status === 'observed' || evidence.of !== model.of) return undefined;
  if (evidence.uncertain || model.uncertain) return 'uncertain';
  return evidence.direction === model.direction ? 'agrees' : 'disagrees';
}

/** Both answers where nothing more than their directions tells them apart. */
function plainVerdict(evidence: Answer, model: Answer): string {
  if (evidence.uncertain && model.uncertain) return 'Evidence and model are both uncertain.';
  if (evidence.direction !== model.direction) return `Evidence: ${evidence.direction}. Model: ${model.direction}.`;
  const unsure = evidence.uncertain ? 'evidence' : model.uncertain ? 'model' : undefined;
  return unsure
    ? `To evidence and model ${model.direction} is the likeliest; the ${unsure} is uncertain.`
    : `Evidence and model agree: ${model.direction}.`;
}

/** Both answers in one sentence, and where they part. Undefined where there is nothing to hold against each other. */
export function verdictOf(evidence: Imagining | undefined, model: Imagining): Verdict | undefined {
  if (!evidence) return undefined;
  const [own, other] = [answerOf(evidence), answerOf(model)];
  const agreement = agreementOf(own, other);
  if (!agreement) return undefined;
  const text =
    disagreement(model, evidence) ?? [plainVerdict(own, other), carriedText(evidence) ?? []].flat().join(' ');
  return {
    ...(agreement !== 'uncertain' && { agrees: agreement === 'agrees' }),
    text: `${text}${parting(evidence, model)}`,
  };
}
