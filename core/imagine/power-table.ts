/** Power as a table: what the enrolled and the imagined number of participants find, in words. Plain text. */
import type { Power, Subject } from './answer.ts';
import { probability as chance, counted } from './figures.ts';
import { detectableRow, effectFigure, POWER_ROW, powerReasons } from './power-words.ts';

export interface PowerTable {
  /** `529 participants`. */
  observed: string;
  imagined: string;
  rows: { name: string; observed: string; imagined: string }[];
  /** What is needed, and the formula with its inputs: sentences. */
  notes: string[];
}

export function powerTable(power: Power, subject: Pick<Subject, 'unit'>): PowerTable {
  const { from, to, observed, imagined, effect, bound, detectable } = power;
  const least = bound ? 'at least ' : '';
  const found = (value: number | undefined) =>
    effect && value !== undefined ? `${bound ? 'at most ' : ''}${effectFigure(effect.kind, value)}` : 'none';
  return {
    observed: counted(from, 'participant'),
    imagined: counted(to, 'participant'),
    rows: [
      {
        name: POWER_ROW,
        observed: `${least}${chance(observed)}`,
        imagined: `${least}${chance(imagined)}`,
      },
      ...(effect ? detectable : []).map((one) => ({
        name: detectableRow(one.power),
        observed: found(one.observed),
        imagined: found(one.imagined),
      })),
    ],
    notes: powerReasons(power, subject).map(({ text }) => text),
  };
}
