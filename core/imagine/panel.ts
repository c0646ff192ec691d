/** What a panel and its exports say of an imagining beside the sentence: beside each step, of its cautions, of whom to trust. Plain text. */
import type { ImaginedStep, Imagining, ObservedAnswer } from './answer.ts';
import { sameLook } from './landing.ts';
import { bothText, powerName, powerRow } from './power-words.ts';
import { isAsked } from './said.ts';
import { briefly, decisive } from './sentences.ts';
import { grantedText, landedText, markText, missingText, observedText } from './words.ts';

/** The headings of an imagining's parts, in their order. */
export const HEADINGS = {
  steps: 'Step by step',
  /** In place of the two that speak of steps, where there are none. */
  observed: 'What was observed',
  observedOutcomes: 'All outcomes',
  power: 'Power',
  /** Of the axis below the curve of power. */
  participants: 'participants',
  outcomes: 'All outcomes under this scenario',
  why: 'Why',
  evidence: 'Evidence',
  trust: 'How far to trust this',
} as const;

/** What is said beside a step, its direction and its size apart: why there is none, or that it was observed; what it takes for granted; its power. */
export function stepTexts(step: ImaginedStep): string[] {
  const { status, direction, power, missing, granted } = step;
  const texts: string[] = [];
  if (status === 'carried over') texts.push(briefly(step));
  else if (status === 'observed') {
    const where = landedText(step);
    texts.push(
      direction ? `observed${where === undefined ? '' : `, as ${where}`}` : missingText(missing ?? 'no values'),
    );
  }
  if (status === 'imagined' && granted) texts.push(grantedText(granted));
  if (power) texts.push(`${powerName(power)} ${bothText(powerRow(power), power, ' → ')}`);
  return texts;
}

/** What was observed of what the answer is of: where the look has moved, there. Undefined where nothing was. */
export function observedNote(imagining: Imagining): string | undefined {
  const { look, observed } = imagining;
  const step = decisive(imagining);
  const seen = step && !sameLook(step.look, look) ? step.base : observed;
  return seen && `Observed: ${observedText(seen)}`;
}

/** Why to be careful with what was observed, each caution once; undefined where there is no reason. */
export function cautionText({ observed, steps }: Imagining): string | undefined {
  const seen: (ObservedAnswer | undefined)[] = [
    observed,
    ...steps.flatMap((step) => [step.base, step.status === 'observed' ? step.observed : undefined]),
  ];
  const marks = [...new Set(seen.flatMap((each) => each?.marked ?? []))];
  return marks.length > 0 ? `Careful: ${marks.map(markText).join('; ')}.` : undefined;
}

const MODEL =
  'A language model. Its sentences and its sizes are its own; they are held against each other, so that they do not contradict themselves, and against nothing else. It may have read what was published of this trial.';

/** What a predictor is worth, where we know it. The figures: trainer/MODEL_CARD.md. */
const WORTH: Readonly<Record<string, string>> = {
  openai: MODEL,
  ollama: MODEL,
  evidence:
    'A baseline: a small model of how results of one trial go together, fitted on registry records, and power for the number of participants. It knows nothing of drugs or diseases. On trials it had not seen, its probabilities were off by 0.01 on average, on trials of later dates by 0.07, of those with nothing observed by 0.07; sizes were held against few trials; where a trial had observed nothing, it was hardly better than always saying what is frequent.',
};

/** Who answered, how far to trust it, and why to be careful: a paragraph each. */
export function trustTexts(imagining: Imagining): string[] {
  const { predictor, steps, expected } = imagining;
  const about = WORTH[predictor.name];
  const said = about === MODEL ? isAsked(imagining) : steps.length > 0 || expected;
  const worth = said ? about : undefined;
  return [predictor.label, worth, cautionText(imagining)].filter((text) => text !== undefined);
}

/** What is said where nothing is perturbed. */
export const UNCHANGED = 'Nothing is changed: put an arrow and another value behind one, as in 2.4 mg ~> 1.7 mg.';

/** The scenario that has no name. */
export const IN_PLACE = 'arrows in place';
