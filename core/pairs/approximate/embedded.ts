/** The embedded library of anchors: one contrast each of registry records, as facts, for whoever has no corpus. `trainer/anchors.ts` writes it. */
import * as z from 'zod';
import { type Arm, type Trial, trialSchema } from '../../trial/schema.ts';
import { givenIn, nameOf } from '../../trial/sides.ts';
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

/** `retrieve` among the embedded: the target's measure is compared in the library's own words. */
export function retrieveEmbedded(source: AnchorSource, target: Target, k: number): Anchor[] {
  const { trial, look } = target;
  const outcome = trial.outcomes?.[look.outcome] ?? {};
  const { row: _row, ...plainLook } = look;
  const said = { ...outcome, measure: embeddedMeasure(outcome.measure ?? '', look.row) };
  const asked = { ...trial, outcomes: { ...trial.outcomes, [look.outcome]: said } };
  // What the library does not keep is no difference.
  const known = ({ differences, ...anchor }: Anchor): Anchor => ({
    ...anchor,
    differences: differences.filter((step) => step.kind !== 'set' || step.from !== undefined),
  });
  return retrieve(source, { ...target, trial: asked, look: plainLook }, { k }).map(known);
}
