/** An approximate pair as a trial document: the anchor with its observed result in focus, and a scenario that leads to the target. */
import { writtenStep } from '../../trial/edit/scenarios.ts';
import { print } from '../../trial/print.ts';
import { formatFocus } from '../../trial/quantity/contrast.ts';
import type { Step, Trial } from '../../trial/schema.ts';
import type { Look, Perturbation } from '../../trial/types.ts';

/** The scenario of an opened pair. */
export const APPROXIMATE_SCENARIO = 'to-the-target';

/**
 * The document that an anchor is opened as. It holds nothing of the target's result. Steps that no document has words for (an id that is no id) are left
 * out of the scenario; `unwritten` counts them.
 */
export function anchorTrial(
  trial: Trial,
  { first, second, outcome, row }: Look,
  differences: readonly Perturbation[],
): { trial: Trial; unwritten: number } {
  const steps = differences.flatMap((step): Step[] => {
    const written = writtenStep(step);
    return written ? [written] : [];
  });
  const focus = formatFocus({ contrast: [first, second], outcome, ...(row !== undefined && { row }) });
  return {
    trial: { ...trial, focus, ...(steps.length > 0 ? { scenarios: { [APPROXIMATE_SCENARIO]: steps } } : {}) },
    unwritten: differences.length - steps.length,
  };
}

/** The text of that document. */
export function anchorDocument(trial: Trial, look: Look, differences: readonly Perturbation[]): string {
  return print(anchorTrial(trial, look, differences).trial);
}
