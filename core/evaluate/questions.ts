/** The questions of a trial as a fitted model is asked them: the target, the sources it may be carried over from, the features. */
import { featuresOf } from '../imagine/model/features.ts';
import { type ModelSource, sourcesOf } from '../imagine/model/sources.ts';
import type { Contrast } from '../trial/contrast.ts';
import type { Trial } from '../trial/schema.ts';
import { hiddenFor, hiddenForArm, type SetName, type Target, targetsOf } from './sets.ts';

export interface Asked {
  /** `arm`: an arm that was never given, all others of its outcome at hand. Fitted on, and scored beside the sets. */
  set: SetName | 'arm';
  trial: Trial;
  target: Contrast;
  sources: readonly ModelSource[];
  features: Map<string, number>;
}

function sourcesFor({ set, trial, target, source }: Target): ModelSource[] {
  const state = { trial, look: target.look };
  if (set === 'contrast') return [];
  if (set === 'many') return sourcesOf(trial, state, hiddenFor(trial, target));
  return sourcesOf(
    trial,
    state,
    (look, result) =>
      !(source && result === source.result && look.first === source.look.first && look.second === source.look.second),
  );
}

function asked(set: Asked['set'], trial: Trial, target: Contrast, sources: readonly ModelSource[]): Asked {
  const features = featuresOf(trial, { trial, look: target.look }, sources, target.result);
  return { set, trial, target, sources, features };
}

/** All questions of a trial, deterministic. `arms`: also those of arms that were never given. */
export function* questionsOf(trial: Trial, arms = false): Generator<Asked> {
  const seen = new Set<Contrast>();
  for (const question of targetsOf(trial)) {
    const { set, target } = question;
    const sources = sourcesFor(question);
    if (set !== 'contrast' && sources.length === 0) continue;
    yield asked(set, trial, target, sources);
    if (!arms || set !== 'pair.A' || seen.has(target)) continue;
    seen.add(target);
    const others = sourcesOf(trial, { trial, look: target.look }, hiddenForArm(trial, target)).filter(
      ({ sameOutcome }) => sameOutcome,
    );
    if (others.length > 0) yield asked('arm', trial, target, others);
  }
}
