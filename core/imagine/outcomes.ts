/** Every outcome of a trial under one scenario, by the embedded evidence: which there are, a line of each, and all of them together. */
import { isBeforeTreatment, surveyOf } from '../trial/contrast.ts';
import type { Trial } from '../trial/schema.ts';
import { sidesKey } from '../trial/sides.ts';
import type { Look, Perturbation } from '../trial/types.ts';
import type { AllOutcomes, Imagining, OutcomeLine } from './answer.ts';
import { imagineNow } from './evidence.ts';
import { allOutcomes, changesOf, outcomeLine } from './overview.ts';
import { subjectOf } from './pathway.ts';
import { outcomeText } from './words.ts';

/**
 * One look of each outcome and row, rows of one outcome together: the sides of the shown look, the same way round, wherever the
 * outcome has them; else its first sides. Where nothing of an outcome was observed, the shown sides. What was measured before
 * anything was given is no outcome.
 */
export function ofEachOutcome(trial: Trial, shown: Look): Look[] {
  const { first, second } = shown;
  const ids = Object.keys(trial.outcomes ?? {}).filter((id) => !isBeforeTreatment(trial, id));
  const rows = new Map(ids.map((id) => [id, new Map<string | undefined, Look>()]));
  for (const { look } of surveyOf(trial).contrasts) {
    const own = rows.get(look.outcome);
    const same = sidesKey(look.first, look.second) === sidesKey(first, second);
    if (same) own?.set(look.row, { ...look, first, second });
    else if (!own?.has(look.row)) own?.set(look.row, look);
  }
  return [...rows].flatMap(([outcome, own]) => (own.size > 0 ? [...own.values()] : [{ outcome, first, second }]));
}

/** The line of an outcome of which nothing can be imagined. */
export function problemLine(trial: Trial, look: Look, problem: string): OutcomeLine {
  return { look, outcome: outcomeText(subjectOf(trial, look)), observed: '', imagined: problem, flips: false };
}

/** The line of one of them. `shown`: the look beside which it stands. */
export function lineUnder(trial: Trial, scenario: readonly Perturbation[], look: Look, shown: Look): OutcomeLine {
  const imagining = imagineNow(trial, changesOf(scenario), look, undefined, 'figures');
  return 'problem' in imagining ? problemLine(trial, look, imagining.problem) : outcomeLine(imagining, shown);
}

/** All of them beside an imagining of that trial under that scenario. */
export function outcomesBeside(
  trial: Trial,
  scenario: readonly Perturbation[],
  imagining: Pick<Imagining, 'look' | 'harms' | 'steps'>,
): AllOutcomes {
  const { look: shown } = imagining;
  return allOutcomes(
    ofEachOutcome(trial, shown).map((look) => lineUnder(trial, scenario, look, shown)),
    imagining,
  );
}
