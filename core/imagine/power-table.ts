/** Power as a table: what the enrolled and the imagined number of participants find, in words. Plain text. */
import type { Power, Subject } from './answer.ts';
import { counted } from './figures.ts';
import { detectableFigure, detectableRow, powerFigure, powerNotes, powerRow } from './power-words.ts';

export interface PowerTable {
  /** `529 participants`: as enrolled, then as imagined where that is another number. */
  columns: string[];
  rows: { name: string; cells: string[] }[];
  /** What is needed, and the formula with its inputs: sentences. */
  notes: string[];
}

export function powerTable(power: Power, subject: Pick<Subject, 'unit'>): PowerTable {
  const { from, to, observed, imagined, effect, detectable } = power;
  const both = <T>(one: T, other: T) => (from === to ? [one] : [one, other]);
  return {
    columns: both(from, to).map((n) => counted(n, 'participant')),
    rows: [
      { name: powerRow(power), cells: both(observed, imagined).map((value) => powerFigure(power, value)) },
      ...(effect ? detectable : []).map((one) => ({
        name: detectableRow(power, one.power),
        cells: both(one.observed, one.imagined).map((value) => detectableFigure(power, value)),
      })),
    ],
    notes: powerNotes(power, subject),
  };
}
