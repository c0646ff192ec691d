/** How what is drawn looks, on the panel's page and in what is exported. */
import type { Curve, Direction } from './messages.ts';

/** Stands beside a direction, so that no colour carries meaning alone. */
export const MARK: Readonly<Record<Direction, string>> = { higher: '▲', 'no difference': '■', lower: '▼' };

/** Outlines around 0, 0 as an SVG path: told apart by shape, a square is what was, a diamond what is imagined. */
export const SQUARE = 'M-5 -5H5V5H-5Z';
export const DIAMOND = 'M0 -7L7 0L0 7L-7 0Z';

/** The marks on the curve of power; a ring is what is needed. */
export const ON_CURVE: Readonly<Record<Curve['marks'][number]['kind'], string>> = {
  enrolled: SQUARE,
  imagined: DIAMOND,
  needed: 'M-4.5 0A4.5 4.5 0 1 0 4.5 0A4.5 4.5 0 1 0 -4.5 0Z',
};
/** Powers that have a line and a label of their own, in percent. */
export const POWERS: readonly number[] = [0, 50, 80, 90, 100];
/** A label of the axis so far to the right, in percent, ends where it stands, so that it is not cut off. */
export const AT_EDGE = 94;
