/**
 * How far a reading of a dose or a schedule is to be trusted: the chance that a careful reader of the same texts finds the same, by
 * a logistic regression on its signs. `trainer/fit-doses.ts` fits it on the arms of `test/doses/development.json`.
 */
import { type Chosen, doseSigns, type Signs, scheduleSigns } from './signs.ts';
import fitted from './trust.json' with { type: 'json' };

/** What was fitted for one attribute: how much each sign weighs. */
export type Weights = Readonly<Record<string, number>>;

/** A reading of at least this chance is told; trials held out, 96 of 100 such doses and 95 of 100 such schedules were right. */
export const SURE = 0.9;

/** Below this a reading is more likely wrong than right, and not even mentioned. */
export const LEAST = 0.5;

export type Trust = 'sure' | 'perhaps' | 'none';

/** The chance that a reading with these signs is right. */
export function chanceOf({ names, values }: Signs, weights: Weights): number {
  let sum = 0;
  for (let i = 0; i < names.length; i++) sum += (values[i] ?? 0) * (weights[names[i] ?? ''] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

function trust(signs: Signs | undefined, weights: Weights): Trust {
  if (!signs) return 'none';
  const chance = chanceOf(signs, weights);
  return chance >= SURE ? 'sure' : chance >= LEAST ? 'perhaps' : 'none';
}

/** How far the dose and the schedule are to be trusted that were chosen for a drug. */
export function trustOf(chosen: Chosen): { dose: Trust; schedule: Trust } {
  return {
    dose: trust(doseSigns(chosen), fitted.dose),
    schedule: trust(scheduleSigns(chosen), fitted.schedule),
  };
}
