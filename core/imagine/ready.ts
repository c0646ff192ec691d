/** What the first imagining would wait for, done ahead. */
import { focusOf } from '../trial/contrast.ts';
import { entryOf } from '../trial/paths.ts';
import type { Trial } from '../trial/schema.ts';
import { imagineNow } from './evidence.ts';
import { SHELVES, shelf } from './model/library.ts';
import { theModel } from './model/model.ts';

/** A time that hardly any outcome has: what is asked must be neither observed nor refused unread. */
const TIME = '29 weeks';

/**
 * Reads what was fitted, and asks one question of a trial whose answer nobody sees, so that the runtime has met the program's code:
 * that takes longer than the reading. In turns, between which others may be heard; the longest is some 25 ms.
 */
export function* ready(trial: Trial): Generator<void, void, void> {
  theModel();
  yield;
  for (const name of SHELVES) {
    shelf(name);
    yield;
  }
  const look = focusOf(trial);
  if (!look) return;
  const from = entryOf(trial.outcomes, look.outcome)?.time ?? '';
  imagineNow(trial, [{ kind: 'set', factor: 'O', path: ['outcomes', look.outcome, 'time'], from, to: TIME }], look);
}
