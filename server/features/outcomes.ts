/** What a scenario makes of every outcome, a line each, in parts: the largest trials have hundreds. */
import type { OutcomeLine } from '../../core/imagine/answer.ts';
import { lineUnder, ofEachOutcome, problemLine } from '../../core/imagine/outcomes.ts';
import { obstacle } from '../../core/trial/check/obstacle.ts';
import { focusOf } from '../../core/trial/contrast.ts';
import type { Snapshot } from '../documents.ts';
import { scenarioOf } from '../imaginings.ts';
import { isLook } from '../looks.ts';
import type { OutcomesAnswer, OutcomesParams } from '../protocol.ts';
import type { Work } from '../work.ts';

/** How many outcomes one answer is of: the first part is soon there, and the rest costs few messages. */
const PART = 40;

export function* outcomes(document: Snapshot, params: OutcomesParams): Work<OutcomesAnswer> {
  const { parsed, version } = document;
  const { trial } = parsed;
  const shown = params.look && isLook(trial, params.look) ? params.look : focusOf(trial);
  const looks = shown ? ofEachOutcome(trial, shown) : [];
  const scenario = (scenarioOf(parsed, params.scenario)?.steps ?? []).map(({ perturbation }) => perturbation);
  const problem = obstacle(parsed, params.scenario);
  const from = params.from ?? 0;
  const lines: OutcomeLine[] = [];
  for (const look of looks.slice(from, from + PART)) {
    yield;
    if (problem === undefined) lines.push(lineUnder(trial, scenario, look, shown ?? look));
    else lines.push(problemLine(trial, look, problem));
  }
  const next = from + PART;
  return { version, lines, total: looks.length, ...(next < looks.length && { next }) };
}
