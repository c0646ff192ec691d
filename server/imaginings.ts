/** What the embedded predictor says of a document: made when somebody asks, kept for as long as that version is. */
import type { Imagining, Problem } from '../core/imagine/answer.ts';
import { imagineNow } from '../core/imagine/evidence.ts';
import { obstacle } from '../core/trial/check/obstacle.ts';
import { onceOfOne } from '../core/trial/once.ts';
import type { Look, Parsed, Scenario } from '../core/trial/types.ts';

const keptOf: (parsed: Parsed) => Map<string, Imagining | Problem> = onceOfOne(() => new Map());

/** The scenario of that name; the arrows in place for null. */
export function scenarioOf(parsed: Parsed, name: string | null): Scenario | undefined {
  return name === null ? parsed.inPlace : parsed.scenarios.find((scenario) => scenario.name === name);
}

/** What becomes of the look, or of the document's focus, under a scenario; without steps, what was observed. */
export function imaginingOf(parsed: Parsed, scenario: string | null, look?: Look): Imagining | Problem {
  const key = JSON.stringify([scenario, look?.outcome, look?.row, look?.first, look?.second]);
  const known = keptOf(parsed);
  let answer = known.get(key);
  if (!answer) {
    const steps = scenarioOf(parsed, scenario)?.steps ?? [];
    const perturbations = steps.map(({ perturbation }) => perturbation);
    const problem = obstacle(parsed, scenario);
    answer = problem !== undefined ? { problem } : imagineNow(parsed.trial, perturbations, look, scenario ?? undefined);
    known.set(key, answer);
  }
  return answer;
}
