/** Marks that stand beside a direction, so that no colour carries meaning alone. */
import type { Direction } from './messages.ts';

export const MARK: Readonly<Record<Direction, string>> = { higher: '▲', 'no difference': '■', lower: '▼' };
