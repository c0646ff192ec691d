/** The same told the other way round: second side against first. */
import type { Direction } from '../trial/direction.ts';
import type { Look } from '../trial/types.ts';
import type { Probability } from './answer.ts';

export const OPPOSITE: Readonly<Record<Direction, Direction>> = {
  higher: 'lower',
  lower: 'higher',
  'no difference': 'no difference',
};

export function opposite({ higher, lower, ...rest }: Probability): Probability {
  return { higher: lower, lower: higher, ...rest };
}

/** The same look with its sides the other way round. */
export const reversed = (look: Look): Look => ({ ...look, first: look.second, second: look.first });
