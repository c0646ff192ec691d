/** What a perturbation makes of a trial. Pure: trials are never changed. */
import { valueAt, withValue } from '../trial/paths.ts';
import type { Trial } from '../trial/schema.ts';
import type { Look, Perturbation } from '../trial/types.ts';

/** What was made before: one change is asked about for every outcome of a trial, and what is read of a trial is kept with it. */
const made = new WeakMap<Trial, WeakMap<Perturbation, Trial>>();

/** The trial after one perturbation: the same object for the same two. Moving the look changes no trial. */
export function apply(trial: Trial, perturbation: Perturbation): Trial {
  const own = made.get(trial) ?? new WeakMap<Perturbation, Trial>();
  made.set(trial, own);
  const after = own.get(perturbation) ?? applied(trial, perturbation);
  own.set(perturbation, after);
  return after;
}

function applied(trial: Trial, perturbation: Perturbation): Trial {
  switch (perturbation.kind) {
    case 'set':
      return withValue(trial, perturbation.path, perturbation.to) as Trial;
    case 'add':
      return withValue(trial, perturbation.path, perturbation.value) as Trial;
    case 'drop':
      return valueAt(trial, perturbation.path) === undefined
        ? trial
        : (withValue(trial, perturbation.path, undefined) as Trial);
    case 'look':
      return trial;
  }
}

/** The look after one perturbation: only a look step moves it. Another outcome has rows of its own. */
export function moved(look: Look, perturbation: Perturbation): Look {
  if (perturbation.kind !== 'look') return look;
  const { outcome, row, contrast } = perturbation;
  const { row: before, ...rest } = look;
  const kept = outcome === undefined || outcome === look.outcome ? before : undefined;
  const now = row ?? kept;
  return { ...rest, ...(outcome !== undefined && { outcome }), ...contrast, ...(now !== undefined && { row: now }) };
}
