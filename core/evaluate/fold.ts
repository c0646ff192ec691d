/** The five folds of trials, the same in every language and script: the SHA-256 of the registry id, its first byte, mod 5. */
import { createHash } from 'node:crypto';

export const FOLDS = 5;

/** The fold, 0 to 4, that a trial belongs to. `trainer/folds.py` is its twin; a test holds them together. */
export function fold(id: string): number {
  return (createHash('sha256').update(id, 'utf8').digest()[0] ?? 0) % FOLDS;
}
