/** Power in words: what a number of participants finds, what is needed, and by which formula. Plain text, the same everywhere. */
import { parseP } from '../trial/quantity/estimate.ts';
import type { Power, Reason, StepAnswer, Subject } from './answer.ts';
import { probability as chance, counted, estimateText, figure, minus, people, pText } from './figures.ts';

type Kind = NonNullable<Power['effect']>['kind'];

/** An effect with two digits; a ratio with two decimals, because what counts is how far it is from 1. */
export function effectFigure(kind: Kind, value: number): string {
  if (kind.endsWith('ratio') && value >= 0.1 && value < 10) return value.toFixed(2);
  return Math.abs(value) >= 10 || value === 0 ? figure(value, 2) : minus(value.toPrecision(2));
}

/** Only of shares that we made ourselves is it known that their difference is told in percentage points. */
function unitOf({ method, effect }: Power, { unit }: Pick<Subject, 'unit'>): string {
  if (method === 'shares') return ' percentage points';
  if (effect?.inPercent) return ' percent';
  return effect?.kind === 'difference' && unit !== undefined ? ` ${unit}` : '';
}

/** The unit behind the name of an effect: ` in points`, ` per week`. */
function inUnit(of: Power, subject: Pick<Subject, 'unit'>): string {
  const unit = unitOf(of, subject);
  return unit === '' || /^ per\b/i.test(unit) ? unit : ` in${unit}`;
}

export const percent = (power: number) => `${Math.round(power * 100)} %`;

/** A power, at least that where of p only a bound is known: `> 0.99`. */
export function powerFigure({ bound }: Pick<Power, 'bound'>, power: number): string {
  return `${bound ? 'at least ' : ''}${chance(power)}`;
}

/** Which effect power supposes: `were the effect as estimated`. */
export function supposedText({ supposed }: Pick<Power, 'supposed'>): string {
  return `were the effect as ${supposed ?? 'estimated'}`;
}

/** Whether a chance beside it is that of the people that were observed: power never is, it supposes the effect alone to be known. */
function isOfOthers({ supposed, from, to }: Pick<Power, 'supposed' | 'from' | 'to'>): boolean {
  return supposed !== undefined && from === to;
}

/** `power`; where a chance of the same people stands beside it, `power of a new trial`. */
export function powerName(power: Pick<Power, 'supposed' | 'from' | 'to'>): string {
  return isOfOthers(power) ? 'power of a new trial' : 'power';
}

/** One thing that is told of power, at the participants that are enrolled (`observed`) and at those imagined: figures as words. */
export interface PowerRow {
  name: string;
  observed: string;
  imagined: string;
}

/** The power itself: `power, were the effect as estimated`. */
export function powerRow(power: Power): PowerRow {
  const [observed, imagined] = [power.observed, power.imagined].map((value) => powerFigure(power, value));
  return { name: `${powerName(power)}, ${supposedText(power)}`, observed: observed ?? '', imagined: imagined ?? '' };
}

/** The smallest effects that are found, a row for each power that is wanted: `minimum detectable difference in points, 80 % power`. */
function detectableRows(power: Power, subject: Pick<Subject, 'unit'>): PowerRow[] {
  const { bound, effect, detectable } = power;
  if (!effect) return [];
  const told = (value: number | undefined) =>
    value === undefined ? 'none' : `${bound ? 'at most ' : ''}${effectFigure(effect.kind, value)}`;
  return detectable.map(({ power: wanted, observed, imagined }) => ({
    name: `minimum detectable ${effect.kind}${inUnit(power, subject)}, ${percent(wanted)} power`,
    observed: told(observed),
    imagined: told(imagined),
  }));
}

/** All figures of power, in the same rows wherever they are read. */
export function powerRows(power: Power, subject: Pick<Subject, 'unit'>): PowerRow[] {
  return [powerRow(power), ...detectableRows(power, subject)];
}

/** The same where there is little room, the second power behind the first: `minimum detectable difference in points, 80 % power (90 %)`, `4.4 (5.0)`. */
export function briefRows(power: Power, subject: Pick<Subject, 'unit'>): PowerRow[] {
  const [first, ...others] = detectableRows(power, subject);
  if (!first) return [powerRow(power)];
  const all = (one: string, more: readonly string[]) => (more.length > 0 ? `${one} (${more.join(', ')})` : one);
  const wanted = power.detectable.slice(1).map((one) => percent(one.power));
  return [
    powerRow(power),
    {
      name: all(first.name, wanted),
      observed: all(
        first.observed,
        others.map(({ observed }) => observed),
      ),
      imagined: all(
        first.imagined,
        others.map(({ imagined }) => imagined),
      ),
    },
  ];
}

/** A figure at a number of participants: `> 0.99 at 529`. */
export function atText(told: string, participants: number): string {
  return `${told} at ${people(participants)}`;
}

/** A row's figures, once where as many are imagined as are enrolled: `> 0.99 at 529, 0.59 at 100`. */
export function bothText({ observed, imagined }: PowerRow, { from, to }: Power, between = ', '): string {
  const now = atText(imagined, to);
  return from === to ? now : `${atText(observed, from)}${between}${now}`;
}

/** Fewer participants than this are too few for a normal approximation. */
const ROUGH = 20;

/** Whether the normal approximation is rough for so many participants. */
export const isRough = (participants: number) => participants < ROUGH;

/**
 * `80 % power takes 166 participants, 90 % takes 222`, at most that where of p only a bound is known; undefined where no number would do.
 * Of so few that the approximation is rough, no number is told.
 */
function neededText({ needed, bound }: Pick<Power, 'needed' | 'bound'>): string | undefined {
  const told = needed.map(({ power, participants, events }, index) => {
    const rough = isRough(participants);
    const number = rough ? ROUGH : participants;
    const takes = `${rough ? 'fewer than ' : ''}${index === 0 ? counted(number, 'participant') : people(number)}`;
    const by = events === undefined || rough ? '' : ` (${counted(events, 'event')})`;
    return `${percent(power)}${index === 0 ? ' power' : ''} takes ${bound && !rough ? 'at most ' : ''}${takes}${by}`;
  });
  return told.length > 0 ? told.join(', ') : undefined;
}

/** The power at the numbers of participants, and what 80 % and 90 % take. */
export function foundSentence(power: Power, subject: Pick<Subject, 'unit'>): string {
  const { from, to, observed, imagined, effect, alpha } = power;
  const as = effect ? ` (${effect.kind} ${effect.told ?? estimateText(effect)}${unitOf(power, subject)})` : '';
  const spread = power.supposed ? ' and its error as observed' : '';
  const then = from === to ? '' : `, ${people(to)} with ${powerFigure(power, imagined)}`;
  const needed = neededText(power);
  const others = isOfOthers(power);
  const who = `${others ? 'a new trial of ' : ''}${counted(from, 'participant')}`;
  const same = others ? `; the chance told is that of the same ${people(from)}, whose luck is known in part` : '';
  const found = `${supposedText(power)}${as}${spread}, ${who} would find it with probability ${powerFigure(power, observed)}${then}, two-sided at ${alpha}${same}`;
  const told = `${found.charAt(0).toUpperCase()}${found.slice(1)}`;
  return needed === undefined
    ? `${told}. Not even a million participants would be sure to find it: the effect is all but none.`
    : `${told}; ${needed}.`;
}

/** The formula of power with its inputs. */
export function formulaSentence({ from, to, needed, formula, inputs, otherTest }: Power): string {
  const few = [from, to, ...needed.map(({ participants }) => participants)].some(isRough);
  const given = inputs.map(({ name, value, of }) => `${name} = ${figure(value)}${of === undefined ? '' : ` (${of})`}`);
  return `Power is ${formula}, with ${given.join(', ')}; the arms in the same proportions, and as many of those enrolled analysed.${few ? ` Below ${ROUGH} participants the normal approximation is rough.` : ''}${otherTest ? ` ${otherTestSentence(otherTest)}` : ''}`;
}

/** That power is not of the test that the reported p is of. */
function otherTestSentence({ p, method, z, reckoned }: NonNullable<Power['otherTest']>): string {
  const told = parseP(p);
  const by = method === undefined ? '' : ` (${method})`;
  return `The reported ${told ? pText(told) : `p = ${p}`}${by} is of another test, or adjusted otherwise: it stands for |z| = ${figure(z)}, what power is reckoned by for ${figure(reckoned)}.`;
}

/** What is said of power among the reasons of a step, beside its rows: what they suppose, what is needed, and the formula with its inputs. */
export function powerReason(power: Power, subject: Pick<Subject, 'unit'>): Reason {
  return { text: `${foundSentence(power, subject)} ${formulaSentence(power)}`, mechanism: 'power' };
}

/** What is said of power beside an answer, whoever gave that: nothing where there is none. */
export function ownReasons(
  { power, powerLacks }: Pick<StepAnswer, 'power' | 'powerLacks'>,
  subject: Pick<Subject, 'unit'>,
): Reason[] {
  if (power) return [powerReason(power, subject)];
  if (powerLacks === undefined) return [];
  return [{ text: `No power is told: what is missing is ${powerLacks}.`, mechanism: 'power' }];
}
