/** The embedded library of anchors: one contrast each of registry records, as facts, for whoever has no corpus. `trainer/anchors.ts` writes it. */
import * as z from 'zod';
import { type Arm, type Outcome, type Trial, trialSchema } from '../../trial/schema.ts';
import { givenIn, nameOf } from '../../trial/sides.ts';
import type { Perturbation } from '../../trial/types.ts';
import library from './anchors.json' with { type: 'json' };
import { type Anchor, type AnchorSource, anchorsAmong, retrieve, type Target } from './retrieve.ts';
import { termsOf } from './terms.ts';

export const anchorLibrarySchema = z.object({ about: z.string(), trials: z.array(trialSchema) });

/** Words of a measure that are kept. */
const WORDS = 8;

/** A measure as the library has it: its telling words, no sentence. */
export function embeddedMeasure(measure: string, row?: string): string {
  return [...new Set(termsOf(`${measure} ${row ?? ''}`))].slice(0, WORDS).join(' ');
}

/** A measure of the library as it is told: terms, and never as if they were its name. */
function termsText(measure: string): string {
  return `terms of the measure: ${measure.split(' ').join(', ')}`;
}

/** An anchor as it is told: what is kept of its measure is told as terms, and what the target's is, in its own words. */
function told({ trial, look, differences, ...anchor }: Anchor, measure: string): Anchor {
  const { measure: terms, ...outcome } = trial.outcomes?.[look.outcome] ?? {};
  const own = { ...outcome, ...(terms && { measure: termsText(terms) }) };
  const named = (step: Perturbation): Perturbation =>
    step.kind === 'add' && step.path[0] === 'outcomes' && measure !== ''
      ? { ...step, value: { ...(step.value as Outcome), measure } }
      : step;
  return {
    ...anchor,
    trial: { ...trial, outcomes: { ...trial.outcomes, [look.outcome]: own } },
    look,
    // What the library does not keep is no difference.
    differences: differences.filter((step) => step.kind !== 'set' || step.from !== undefined).map(named),
  };
}

/** What an arm of the library is called: what it gives, else its role. */
function labelOf(arm: Arm): string {
  const given = givenIn(arm).map((one) => [nameOf(one), one.dose].filter(Boolean).join(' '));
  return given.filter(Boolean).join(' + ') || (arm.role ?? 'not stated');
}

function labelled(trial: Trial): Trial {
  const arms = Object.entries(trial.arms ?? {}).map(([id, arm]) => [id, { ...arm, label: labelOf(arm) }] as const);
  return { ...trial, arms: Object.fromEntries(arms) };
}

/** All of it. Reading it takes some ten milliseconds. */
export function embeddedAnchors(): AnchorSource {
  return anchorsAmong(anchorLibrarySchema.parse(library).trials.map(labelled));
}

/** `retrieve` among the embedded: the target's measure is compared in the library's own terms, and told in its own words. */
export function retrieveEmbedded(source: AnchorSource, target: Target, k: number): Anchor[] {
  const { trial, look } = target;
  const outcome = trial.outcomes?.[look.outcome] ?? {};
  const { row, ...plainLook } = look;
  const said = { ...outcome, measure: embeddedMeasure(outcome.measure ?? '', row) };
  // The library's outcomes have no rows: of one, its row is part of its name.
  const named = [outcome.measure, row].filter((part) => part !== undefined).join(': ');
  const asked = { ...trial, outcomes: { ...trial.outcomes, [look.outcome]: said } };
  return retrieve(source, { ...target, trial: asked, look: plainLook }, { k }).map((anchor) => told(anchor, named));
}
