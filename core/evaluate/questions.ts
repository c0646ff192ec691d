/** The questions of a trial as a fitted model is asked them: the target, the sources it may be carried over from, the features. */
import { featuresOf } from '../imagine/model/features.ts';
import { type ModelSource, sourcesOf } from '../imagine/model/sources.ts';
import type { Change } from '../imagine/natural.ts';
import { type Contrast, contrastsOf } from '../trial/contrast.ts';
import type { Trial } from '../trial/schema.ts';
import { hiddenFor, hiddenForArm, MOST_PAIRS, SETS, type SetName, type Target, targetsOf } from './sets.ts';

export interface Asked {
  /**
   * Beside the sets, and fitted on: `arm`, an arm that was never given, all others of its outcome at hand; `computed`, a
   * contrast that nobody reported, nothing observed at hand.
   */
  set: SetName | 'arm' | 'computed';
  trial: Trial;
  target: Contrast;
  sources: readonly ModelSource[];
  features: Float32Array;
  /** The one source of a pair, and what it differs in. */
  source?: Contrast;
  change?: Change['kind'];
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

/** Every so many of a list that none holds more than `most`. */
function spaced<T>(list: readonly T[], most: number): T[] {
  const step = Math.max(1, list.length / most);
  return list.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}

/** All questions of a trial, or those of some sets, deterministic. `more`: also those that are only fitted on. */
export function* questionsOf(trial: Trial, more = false, sets: readonly SetName[] = SETS): Generator<Asked> {
  if (more) {
    const unreported = contrastsOf(trial).filter(
      ({ observed }) => observed.direction !== undefined && observed.source === 'computed',
    );
    for (const target of spaced(unreported, MOST_PAIRS)) yield asked('computed', trial, target, []);
  }
  const seen = new Set<Contrast>();
  for (const question of targetsOf(trial)) {
    const { set, target } = question;
    if (!sets.includes(set)) continue;
    const sources = sourcesFor(question);
    if (set !== 'contrast' && sources.length === 0) continue;
    const { source, change } = question;
    yield { ...asked(set, trial, target, sources), ...(source && { source }), ...(change && { change }) };
    if (!more || set !== 'pair.A' || seen.has(target)) continue;
    seen.add(target);
    const others = sourcesOf(trial, { trial, look: target.look }, hiddenForArm(trial, target)).filter(
      ({ sameOutcome }) => sameOutcome,
    );
    if (others.length > 0) yield asked('arm', trial, target, others);
  }
}
