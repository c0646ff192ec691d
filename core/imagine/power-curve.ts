/**
 * Power against the number of participants, as a curve: what `power` says at two numbers, at all between. Two-sided, by the formula
 * and inputs of the answer (sources: `sample-size.ts`), the groups in the same proportions.
 */
import type { Power } from './answer.ts';
import { probability as chance, people, roundUp } from './figures.ts';
import { isRough, percent, powerFigure, supposedText } from './power-words.ts';
import { designOf } from './powered.ts';

/** A place on the curve that is marked: where the trial is, where the imagined one is, and where 80 % and 90 % power are. */
export interface CurveMark {
  kind: 'enrolled' | 'imagined' | 'needed';
  participants: number;
  /** 0 to 1. */
  power: number;
  /** `enrolled: 529, power 0.95`, `80 % power: 216`. */
  text: string;
}

export interface PowerCurve {
  /** Participants of the whole trial at the right edge of the axis, which begins at 0. */
  most: number;
  /** Round numbers of participants to label, within the axis. */
  ticks: number[];
  points: { participants: number; power: number }[];
  marks: CurveMark[];
  /** All that the curve shows, in words. */
  text: string;
}

const POINTS = 60;
/** A number of participants so many times that of the trial is told, and not drawn: the rest would be a stroke at the edge. */
const WIDEST = 8;

/** The curve of an answer. Where of p only a bound is known, it is the least that power is. */
export function powerCurve(power: Power): PowerCurve {
  const { from, to, observed, imagined } = power;
  const needed = power.needed.filter(({ participants }) => !isRough(participants));
  const widest = WIDEST * Math.max(from, to);
  const most = 1.08 * Math.min(widest, Math.max(from, to, ...needed.map(({ participants }) => participants)));
  const step = roundUp(most / 5);
  const design = designOf(power);
  const marks: CurveMark[] = [
    {
      kind: 'enrolled',
      participants: from,
      power: observed,
      text: `enrolled: ${people(from)}, power ${powerFigure(power, observed)}`,
    },
    ...(from === to
      ? []
      : [
          {
            kind: 'imagined' as const,
            participants: to,
            power: imagined,
            text: `imagined: ${people(to)}, power ${powerFigure(power, imagined)}`,
          },
        ]),
    ...needed.map((one) => ({
      kind: 'needed' as const,
      participants: one.participants,
      power: one.power,
      text: `${percent(one.power)} power: ${power.bound ? 'at most ' : ''}${people(one.participants)}`,
    })),
  ];
  const told = marks
    .toSorted((a, b) => a.participants - b.participants)
    .map((mark) => `${chance(mark.power)} at ${people(mark.participants)}`);
  return {
    most,
    ticks: Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step),
    points: Array.from({ length: POINTS + 1 }, (_, i) => {
      const participants = (most * i) / POINTS;
      return { participants, power: design.power(participants / from) };
    }),
    marks: marks.filter(({ participants }) => participants <= most),
    text: `Power by the number of participants, ${supposedText(power)}: ${told.join(', ')}.`,
  };
}
