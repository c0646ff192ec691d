/** Power in words: what a number of participants finds, what is needed, and by which formula. Plain text, the same everywhere. */
import type { Power, Reason, StepAnswer, Subject } from './answer.ts';
import { probability as chance, counted, estimateText, figure, people } from './figures.ts';

type Kind = NonNullable<Power['effect']>['kind'];

/** An effect with two digits; a ratio with two decimals, because what counts is how far it is from 1. */
export function effectFigure(kind: Kind, value: number): string {
  if (kind.endsWith('ratio') && value >= 0.1 && value < 10) return value.toFixed(2);
  return Math.abs(value) >= 10 || value === 0 ? figure(value, 2) : value.toPrecision(2);
}

/** Only of shares that we made ourselves is it known that their difference is told in percentage points. */
function unitOf({ method, effect }: Power, { unit }: Pick<Subject, 'unit'>): string {
  if (method === 'shares') return ' percentage points';
  return effect?.kind === 'difference' && unit !== undefined ? ` ${unit}` : '';
}

const percent = (power: number) => `${Math.round(power * 100)} %`;

/** `> 0.99 at 529`: the power at a number of participants; at least that, where of p only a bound is known. */
export function powerText({ bound }: Power, power: number, at: number): string {
  return `${bound ? 'at least ' : ''}${chance(power)} at ${people(at)}`;
}

/** What power is told as, and what is told to be found with it: the names of rows. */
export const POWER_ROW = 'power, were the effect as estimated';
export function detectableRow(power: number): string {
  return `smallest effect found with ${percent(power)} power`;
}

/** `4.4 at 529`: the smallest effect that is found with a power. */
export function detectableText({ bound, effect }: Power, value: number | undefined, at: number): string {
  if (!effect || value === undefined) return `none at ${people(at)}`;
  return `${bound ? 'at most ' : ''}${effectFigure(effect.kind, value)} at ${people(at)}`;
}

function neededSentence({ needed, bound }: Power): string {
  if (needed.length === 0)
    return 'Not even a million participants would be sure to find it: the estimate is all but none.';
  const told = needed.map(({ power, participants, events }, index) => {
    const takes = index === 0 ? counted(participants, 'participant') : people(participants);
    return `${percent(power)} power takes ${bound ? 'at most ' : ''}${takes}${events === undefined ? '' : ` (${counted(events, 'event')})`}`;
  });
  return `${told.join(', ')}.`;
}

function detectableSentence(power: Power, subject: Pick<Subject, 'unit'>): string | undefined {
  const { detectable, effect, from, to } = power;
  if (!effect || detectable.length === 0) return undefined;
  const told = detectable.map(
    (one) =>
      `with ${percent(one.power)} power ${detectableText(power, one.observed, from)}, ${detectableText(power, one.imagined, to)}`,
  );
  const unit = unitOf(power, subject);
  const as = `${effect.kind}${unit && ` in${unit}`}`;
  return `The smallest effect that is found, as ${/^[aeiou]/.test(as) ? 'an' : 'a'} ${as}: ${told.join('; ')}.`;
}

/** Fewer participants than this are too few for a normal approximation. */
const ROUGH = 20;

/** All that is said of power, in sentences, the formula and its inputs last. */
export function powerReasons(power: Power, subject: Pick<Subject, 'unit'>): Reason[] {
  const { from, to, observed, imagined, effect, bound, alpha, formula, inputs } = power;
  const as = effect ? ` (${effect.kind} ${estimateText(effect)}${unitOf(power, subject)})` : '';
  const least = bound ? 'at least ' : '';
  const few = [from, to, ...power.needed.map(({ participants }) => participants)].some((n) => n < ROUGH);
  const given = inputs.map(({ name, value, of }) => `${name} = ${figure(value)}${of === undefined ? '' : ` (${of})`}`);
  const told = [
    `Were the effect as estimated${as}, ${counted(from, 'participant')} would find it with probability ${least}${chance(observed)}, ${people(to)} with ${least}${chance(imagined)}, two-sided at ${alpha}. ${neededSentence(power)}`,
    detectableSentence(power, subject),
    `Power is ${formula}, with ${given.join(', ')}; the arms in the same proportions, and as many of those enrolled analysed.${few ? ` Below ${ROUGH} participants the normal approximation is rough.` : ''}`,
  ];
  return told.flatMap((text) => (text === undefined ? [] : [{ text, mechanism: 'power' as const }]));
}

/** What is said of power beside an answer, whoever gave that: nothing where the number of participants is as it was. */
export function ownReasons(
  { power, powerLacks }: Pick<StepAnswer, 'power' | 'powerLacks'>,
  subject: Pick<Subject, 'unit'>,
): Reason[] {
  if (power) return powerReasons(power, subject);
  if (powerLacks === undefined) return [];
  return [{ text: `No power is told: what is missing is ${powerLacks}.`, mechanism: 'power' }];
}
