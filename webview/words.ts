/** Marks that stand beside a direction, so that no colour carries meaning alone, and the page's own few words. */
import type { Direction, Factor } from './messages.ts';

export const MARK: Readonly<Record<Direction, string>> = { higher: '▲', 'no difference': '■', lower: '▼' };

export const FACTOR: Readonly<Record<Factor, string>> = {
  N: 'population (who)',
  A: 'arms (what is given)',
  O: 'outcome (what is measured)',
  E: 'experiment (where and how)',
};
