/** What is asked of a model, made of a document's text: the trial, the scenario, the look, and a key that tells what determines the answer. */
import { createHash } from 'node:crypto';
import { obstacle } from '../../core/trial/check/obstacle.ts';
import { focusOf } from '../../core/trial/contrast.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Trial } from '../../core/trial/schema.ts';
import type { Look, Parsed, Perturbation, Scenario } from '../../core/trial/types.ts';
import type { Chosen } from './chosen.ts';
import type { ModelSettings } from './settings.ts';

export interface Prepared {
  trial: Trial;
  scenario: readonly Perturbation[];
  look: Look | undefined;
  /** The scenario's name; absent for the arrows in place. */
  name?: string;
  /** Of all that determines the answer in the document. Two texts that differ in a comment have the same. */
  key: string;
  /** Why it cannot be asked, in a sentence. */
  problem?: string;
}

const scenarioNamed = (parsed: Parsed, name: string | null): Scenario | undefined =>
  name === null ? parsed.inPlace : parsed.scenarios.find((one) => one.name === name);

/** Reads a text. `before`: an earlier reading of the same document, of which an edit leaves most as it was. */
export const read = (text: string, before?: Parsed): Parsed => parse(text, before);

/** `look`: the document's focus where it is left out. */
export function prepared(parsed: Parsed, scenario: string | null, look?: Look): Prepared {
  const { trial } = parsed;
  const steps = (scenarioNamed(parsed, scenario)?.steps ?? []).map(({ perturbation }) => perturbation);
  const at = look ?? focusOf(trial);
  const problem = obstacle(parsed, scenario);
  // Other scenarios of the document have no part in this one.
  const { scenarios: _, sources: __, ...own } = trial;
  const key = createHash('sha256')
    .update(JSON.stringify([own, steps, at && [at.outcome, at.row, at.first, at.second]]))
    .digest('base64url');
  return {
    trial,
    scenario: steps,
    look: at,
    ...(scenario !== null && { name: scenario }),
    key,
    ...(problem !== undefined && { problem }),
  };
}

/** Of all that determines an answer beside the document: who is asked, and how. */
export function askedKey(
  chosen: Chosen,
  { byFactor, mode, anchors, samples, temperature, maxTokens, think, corpus }: ModelSettings,
): string {
  const how = [
    chosen.model,
    chosen.url,
    byFactor,
    mode,
    anchors,
    samples,
    temperature,
    think,
    corpus,
    ...(maxTokens === undefined ? [] : [maxTokens]),
  ];
  return createHash('sha256').update(JSON.stringify(how)).digest('base64url');
}
