/** Marks that stand beside a direction, so that no colour carries meaning alone, and the page's own few words. */
import type { Direction, Factor } from './messages.ts';

export const MARK: Readonly<Record<Direction, string>> = { higher: '▲', 'no difference': '■', lower: '▼' };

export const FACTOR: Readonly<Record<Factor, string>> = {
  N: 'population (who)',
  A: 'arms (what is given)',
  O: 'outcome (what is measured)',
  E: 'experiment (where and how)',
};

/** Two decimals, and never a certainty that rounding made. */
export function probability(value: number): string {
  if (value > 0 && value < 0.005) return '<0.01';
  if (value < 1 && value >= 0.995) return '>0.99';
  return value.toFixed(2);
}
