/** Power as a table: what the enrolled and the imagined number of participants find, in words. Plain text. */
import type { Power, Subject } from './answer.ts';
import { counted } from './figures.ts';
import {
  detectableFigure,
  detectableRow,
  formulaSentence,
  foundSentence,
  powerFigure,
  powerRow,
} from './power-words.ts';

export interface PowerTable {
  /** `529 participants`: as enrolled, then as imagined where that is another number. */
  columns: string[];
  rows: { name: string; cells: string[] }[];
  /** What the rows do not say: what is needed, and the formula with its inputs. Sentences. */
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
        name: detectableRow(power, one.power, subject),
        cells: both(one.observed, one.imagined).map((value) => detectableFigure(power, value)),
      })),
    ],
    notes: [foundSentence(power, subject), formulaSentence(power)],
  };
}
