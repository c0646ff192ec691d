/** Why a chance is what it is and not a share counted, in words: which parts it has, and what each says. Plain text. */
import type { Direction } from '../trial/direction.ts';
import type { Reason } from './answer.ts';
import { people, probability } from './figures.ts';
import { keptAtTimes } from './model/dose.ts';
import { directionsOf, ofSamePeople, type Predictive } from './model/predictive.ts';
import { lost } from './model/told.ts';
import { anotherSample, type Size } from './reasons.ts';

/** From so much on it is said how far an answer is what far doses did. */
const DRAWN_FROM = 0.1;
/** Doublings that 95 in 100 counted pairs of doses stay within. */
const FAR = Math.log2(10);

/** A part of an answer: how much of it that is, and which chance the direction told has there. */
export interface Part {
  share: number;
  p: number;
}

/** What lies between the counts and the chance that is told. */
export interface Weighing {
  direction: Direction;
  p: number;
  /** The shares of counted pairs that ended in the same direction: one for each change of which pairs were counted. */
  shares: readonly number[];
  /** What is told of doses so far apart, whatever else is known. */
  drawn?: Part | undefined;
  /** What is told of times so far apart. */
  timed?: Part | undefined;
  /** The chance that the direction has in what is neither. */
  rest?: number | undefined;
  /** What was observed nearest. */
  from?: Direction | undefined;
  /** Nothing says which way another dose of the comparator moves it. */
  undirected?: boolean | undefined;
  /** The number of participants changed too; `same`: the chance with those that were observed. */
  size: (Size & { same: number }) | undefined;
  /** A size is told. */
  sized: boolean;
}

/** What far doses and far times say of a direction, and what is told near, each of the participants that were observed. */
export function partsOf(whole: Predictive, direction: Direction): Pick<Weighing, 'drawn' | 'timed' | 'rest'> {
  const { far, drawn, timed, ...near } = ofSamePeople(whole);
  if (!far) return {};
  const has = (one: Predictive) => directionsOf(one)[direction];
  const { far: farther, ...own } = far.of;
  const time = timed === undefined ? undefined : (farther?.of ?? own);
  return {
    ...(drawn !== undefined && { drawn: { share: drawn, p: has(own) } }),
    ...(timed !== undefined && time && { timed: { share: timed, p: has(time) } }),
    rest: has(near),
  };
}

/** How much of an answer is what is told of far doses and far times, and what each part says, so that the chance can be put together again. */
function farTexts({ direction, drawn, timed, rest, from = 'no difference', size }: Weighing): string[] {
  const has = ({ p }: Part) =>
    `where ${direction} has ${probability(p)}${size ? ` (with ${people(size.from)} participants)` : ''}`;
  const dose = drawn && drawn.share >= DRAWN_FROM ? drawn : undefined;
  const time = timed && timed.share >= DRAWN_FROM ? timed : undefined;
  if (!dose && !time) return [];
  const kept = probability(keptAtTimes(from));
  const stayed =
    direction !== from
      ? ''
      : time && probability(time.p) === kept
        ? ', as counted'
        : `: of those counted ${kept} stayed ${from}, but none is told as surer than a near time is`;
  return [
    ...(dose
      ? [
          `So far from the nearest observed dose, ${probability(dose.share * (1 - (timed?.share ?? 0)))} of it is what doses so far away are taken to do (the lower the less, down to none; the higher the less sure), ${has(dose)}`,
        ]
      : []),
    ...(dose && dose.share >= lost(FAR)
      ? ['This is far beyond nearly all pairs of doses that were counted, 95 in 100 of which lie within 10 times']
      : []),
    ...(time
      ? [
          `So far from the nearest observed time, ${probability(time.share)} of it is what is told of times so far apart, ${has(time)}${stayed}`,
        ]
      : []),
    ...(rest === undefined ? [] : [`In the rest it has ${probability(rest)}`]),
  ];
}

/** Why the chance that is told need not be the share that is counted, where the two differ as they are told, and what a size rests on. */
export function modelReason(weighing: Weighing): Reason {
  const { direction, p, shares, undirected, size, sized } = weighing;
  const [share, more] = shares;
  const those = more === undefined ? `the share counted, ${probability(share ?? 0)}` : 'any share counted';
  const same = shares.some((one) => probability(one) === probability(p));
  const counts = share === undefined || same ? ',' : `, need not be ${those}. It`;
  const parts = [
    `The chance told, ${direction} ${probability(p)}${counts} is a fitted model's, which weighs how far the change goes, how strong the observed results are and how like they are`,
    ...farTexts(weighing),
    ...(undirected
      ? [
          'Whether less of the comparator makes a difference here larger or smaller is not known (of a harm it is not, nor where nothing says what is better), so less and more of it are told alike',
        ]
      : []),
    ...(sized ? ['80 % of such contrasts are expected in the interval of the size'] : []),
    ...(size ? [`${anotherSample(size)}; of the same ${people(size.from)} it would be ${probability(size.same)}`] : []),
  ];
  return { text: `${parts.join('. ')}.` };
}
