/** Power as a table: what the enrolled and the imagined number of participants find, in words. Plain text. */
import type { Power, Subject } from './answer.ts';
import { counted } from './figures.ts';
import { formulaSentence, foundSentence, powerRows } from './power-words.ts';

export interface PowerTable {
  /** `529 participants`: as enrolled, then as imagined where that is another number. */
  columns: string[];
  rows: { name: string; cells: string[] }[];
  /** What the rows do not say: what is needed, and the formula with its inputs. Sentences. */
  notes: string[];
}

export function powerTable(power: Power, subject: Pick<Subject, 'unit'>): PowerTable {
  const { from, to } = power;
  const both = <T>(one: T, other: T) => (from === to ? [one] : [one, other]);
  return {
    columns: both(from, to).map((n) => counted(n, 'participant')),
    rows: powerRows(power, subject).map(({ name, observed, imagined }) => ({ name, cells: both(observed, imagined) })),
    notes: [foundSentence(power, subject), formulaSentence(power)],
  };
}
