/** What is said of a language model's answer beside the answer: that it is the model's, where its probability is from, how far pathways agree. Plain text. */
import { DIRECTIONS, type Direction } from '../trial/direction.ts';
import type { ImaginedStep, Imagining, MissingAnswer, PathwayAnswer, StepAnswer } from './answer.ts';
import { probability as chance, counted, estimateText, figure } from './figures.ts';
import { ownReasons } from './power-words.ts';
import { decisive, isUncertain } from './sentences.ts';
import { lookText, stepName, valueText } from './words.ts';

/** Whose sentences the reasons of a step are; undefined where they are not a model's. */
export function saidText({ saidBy }: Pick<StepAnswer, 'saidBy'>): string | undefined {
  return saidBy && `In the words of ${saidBy.model}`;
}

/** Whether any of an imagining is a language model's answer. */
export function isAsked({
  steps,
  expected,
  pathways = [],
}: Pick<Imagining, 'steps' | 'expected' | 'pathways'>): boolean {
  const all = [...(expected ? [expected] : []), ...steps, ...pathways.flatMap((pathway) => pathway.steps)];
  return all.some(({ saidBy }) => saidBy);
}

/** What stands in the place of a model's name where nothing was asked of it, and why that was. */
export function unaskedText({ steps }: Pick<Imagining, 'steps'>): string {
  const isObserved = ({ status, missing }: ImaginedStep) => status === 'observed' && missing !== 'no change';
  if (steps.length === 0) return 'nothing had to be asked of the model: nothing is changed';
  if (steps.every(isObserved)) return 'nothing had to be asked of the model: every step was observed';
  return 'nothing was asked of the model';
}

/** What a size or a value is worth that a model states; undefined where no model does. */
export function statedText({ saidBy }: Pick<StepAnswer, 'saidBy'>): string | undefined {
  return saidBy && `as ${saidBy.model} states it`;
}

/** What must be known beside a model's words: answers that do not count, facts that it was not told, and power, which no model tells. */
export function askedTexts(
  step: Pick<StepAnswer, 'saidBy' | 'power' | 'powerLacks'> & Partial<ImaginedStep>,
): string[] {
  const { saidBy, subject = {} } = step;
  const { failed, why, dropped, otherwise } = saidBy ?? {};
  return [
    ...(otherwise === undefined ? [] : [`The sentences lead to ${otherwise}, which is less probable.`]),
    ...(failed === undefined
      ? []
      : [
          `${counted(failed, 'answer')} did not keep to what was asked and ${failed === 1 ? 'does' : 'do'} not count${why === undefined ? '' : `: ${why}`}.`,
        ]),
    ...(dropped === undefined ? [] : [`Not told, so that the question fits: ${dropped.join('; ')}.`]),
    ...(saidBy ? ownReasons(step, subject).map(({ text }) => text) : []),
  ];
}

/** Where a probability is from: `from the tokens of the answer`, `from 5 answers (4 higher, 1 lower)`, `as the model states it`. */
export function chanceText({ chanceFrom }: Pick<StepAnswer, 'chanceFrom'>): string | undefined {
  if (!chanceFrom) return undefined;
  const { source, samples, answers, pathways } = chanceFrom;
  const each = DIRECTIONS.flatMap((one) => (answers?.[one] ? [`${answers[one]} ${one}`] : [])).join(', ');
  const several = `${counted(samples, 'answer')}${each === '' ? '' : ` (${each})`}`;
  const told = {
    tokens: samples === 1 ? 'from the tokens of the answer' : `from the tokens of ${several}`,
    samples: `from ${several}`,
    stated: 'as the model states it',
  }[source];
  return pathways === undefined ? told : `${told}, over ${pathways} pathways`;
}

/** What a model expects of each side: `semaglutide mean 14.9, SD 18`. */
export function imaginedValues({ values, look }: Pick<ImaginedStep, 'values' | 'look'>): string[] {
  return (['first', 'second'] as const).flatMap((side) => {
    const told = valueText(values?.[side]);
    return told === undefined ? [] : [`${look[side]} ${told}`];
  });
}

/** From where one pathway starts, and what it ends with. */
function pathwayText({ anchor, look, similarity, weight, direction, probability }: PathwayAnswer): string {
  const from = `${anchor === undefined ? '' : `${anchor}, `}${lookText(look)}`;
  return `From ${from}: ${direction} ${chance(probability[direction])} (similarity ${figure(similarity, 2)}, weight ${figure(weight, 2)})`;
}

/** How far pathways agree; undefined where there are not several. */
export function spreadText(
  { pathways = [] }: Pick<Imagining, 'pathways'>,
  direction: Direction | undefined,
): string | undefined {
  if (pathways.length < 2 || !direction) return undefined;
  const chances = pathways.map(({ probability }) => probability[direction]);
  const ending = pathways.filter((one) => one.direction === direction).length;
  const [low, high] = [Math.min(...chances), Math.max(...chances)].map(chance);
  return `${ending} of ${pathways.length} pathways end in ${direction}; its probability is ${low === high ? low : `${low} to ${high}`} in them.`;
}

/** What several pathways say: how far they agree, then each, then those that came to nothing. Empty where there was only one. */
export function pathwayTexts(imagining: Imagining): string[] {
  const { pathways = [], lost = [], expected, steps } = imagining;
  const direction = decisive(imagining)?.direction ?? (steps.length === 0 ? expected?.direction : undefined);
  const spread = spreadText(imagining, direction);
  return [
    ...(spread === undefined ? [] : [spread]),
    ...pathways.map(pathwayText),
    ...lost.map((why) => `Without an answer: ${why}`),
  ];
}

/** Probabilities that are told as other ones. */
const APART = 0.25;

function answerOf(imagining: Imagining): StepAnswer | undefined {
  const step = decisive(imagining);
  return step?.status === 'imagined' ? step : step ? undefined : imagining.expected;
}

/** Changes that leave an answer as it is because they change nothing, or have their answer elsewhere. */
const ANSWERED: ReadonlySet<MissingAnswer | undefined> = new Set(['no change', 'with the next']);

/** Of which changes the evidence says nothing, though it has an answer from before them: a sentence. Undefined where there are none. */
export function carriedText(evidence: Imagining): string | undefined {
  const last = decisive(evidence);
  const behind = last ? evidence.steps.slice(evidence.steps.indexOf(last) + 1) : [];
  const silent = behind.filter(({ status, missing }) => status === 'carried over' && !ANSWERED.has(missing));
  const names = [...new Set(silent.map(stepName))];
  return names.length > 0 ? `Of ${names.join(', ')} the evidence says nothing: its answer is carried over.` : undefined;
}

/**
 * Where a model and the embedded evidence say otherwise of the same scenario, in a sentence: another direction, another certainty (who is
 * uncertain opposes nobody), or a size
 * outside the other's interval; a second one where the evidence's answer is one from before. Undefined where they agree, or one says nothing.
 */
export function disagreement(model: Imagining, evidence: Imagining): string | undefined {
  const otherwise = apart(model, evidence);
  return otherwise && [otherwise, carriedText(evidence) ?? []].flat().join(' ');
}

function apart(model: Imagining, evidence: Imagining): string | undefined {
  const [one, other] = [answerOf(model), answerOf(evidence)];
  if (!one?.direction || !other?.direction) return undefined;
  const sure = ({ direction, probability }: StepAnswer) =>
    direction && probability ? ` (${chance(probability[direction])})` : '';
  const [p, q] = [one.probability?.[one.direction], other.probability?.[other.direction]];
  const surer = p !== undefined && q !== undefined && Math.abs(p - q) >= APART;
  // Who is uncertain opposes nobody.
  const unsure = isUncertain(one) || isUncertain(other);
  if (unsure && (one.direction !== other.direction || surer)) {
    if (isUncertain(one) && isUncertain(other))
      return `Both are uncertain: the likeliest is ${one.direction}${sure(one)} to the model, ${other.direction}${sure(other)} to the evidence.`;
    const told = (step: StepAnswer) =>
      isUncertain(step)
        ? `is uncertain: ${step.direction}${sure(step)} is the likeliest`
        : `expects ${step.direction}${sure(step)}`;
    return `The model ${told(one)}; the evidence ${told(other)}.`;
  }
  if (one.direction !== other.direction)
    return `They disagree: the model expects ${one.direction}${sure(one)}, the evidence ${other.direction}${sure(other)}.`;
  if (surer)
    return `Both expect ${one.direction}, the model ${p > q ? 'more' : 'less'} surely${sure(one)} than the evidence${sure(other)}.`;
  const [size, known] = [one.estimate, other.estimate];
  const { low, high } = known?.interval ?? {};
  if (!size || !known || size.kind !== known.kind || low === undefined || high === undefined) return undefined;
  return size.value < low || size.value > high
    ? `Both expect ${one.direction}, but the model's ${size.kind}, ${figure(size.value)}, lies outside what the evidence expects: ${estimateText(known)}.`
    : undefined;
}
