/** What a scenario makes of every outcome, a line each, in parts: the largest trials have hundreds. */
import { imagineNow } from '../../core/imagine/evidence.ts';
import { changesOf, type OutcomeLine, outcomeLine } from '../../core/imagine/wording.ts';
import { obstacle } from '../../core/trial/check/obstacle.ts';
import { focusOf, isBeforeTreatment, surveyOf } from '../../core/trial/contrast.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look } from '../../core/trial/types.ts';
import type { Snapshot } from '../documents.ts';
import { scenarioOf } from '../imaginings.ts';
import { isLook, named, sameSides } from '../looks.ts';
import type { OutcomesAnswer, OutcomesParams } from '../protocol.ts';
import type { Work } from '../work.ts';

/** How many outcomes one answer is of: the first part is soon there, and the rest costs few messages. */
const PART = 40;

/**
 * One look of each outcome and row, rows of one outcome together: the sides of the shown look, the same way round, wherever the
 * outcome has them; else its first sides. Where nothing of an outcome was observed, the shown sides. What was measured before
 * anything was given is no outcome.
 */
function ofEachOutcome(trial: Trial, shown: Look): Look[] {
  const { first, second } = shown;
  const ids = Object.keys(trial.outcomes ?? {}).filter((id) => !isBeforeTreatment(trial, id));
  const rows = new Map(ids.map((id) => [id, new Map<string | undefined, Look>()]));
  for (const { look } of surveyOf(trial).contrasts) {
    const own = rows.get(look.outcome);
    if (sameSides(look, shown)) own?.set(look.row, { ...look, first, second });
    else if (!own?.has(look.row)) own?.set(look.row, look);
  }
  return [...rows].flatMap(([outcome, own]) => (own.size > 0 ? [...own.values()] : [{ outcome, first, second }]));
}

export function* outcomes(document: Snapshot, params: OutcomesParams): Work<OutcomesAnswer> {
  const { parsed, version } = document;
  const { trial } = parsed;
  const shown = params.look && isLook(trial, params.look) ? params.look : focusOf(trial);
  const looks = shown ? ofEachOutcome(trial, shown) : [];
  const steps = scenarioOf(parsed, params.scenario)?.steps ?? [];
  const changes = changesOf(steps.map(({ perturbation }) => perturbation));
  const problem = obstacle(parsed, params.scenario);
  const from = params.from ?? 0;
  const lines: OutcomeLine[] = [];
  for (const look of looks.slice(from, from + PART)) {
    yield;
    const imagining =
      problem !== undefined ? { problem } : imagineNow(trial, changes, look, params.scenario ?? undefined, 'figures');
    if ('problem' in imagining)
      lines.push({
        look,
        outcome: named(trial, look).outcome,
        observed: '',
        imagined: imagining.problem,
        flips: false,
      });
    else lines.push(outcomeLine(imagining, shown));
  }
  const next = from + PART;
  return { version, lines, total: looks.length, ...(next < looks.length && { next }) };
}
