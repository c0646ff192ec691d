/** What a perturbation makes of a trial. Pure: trials are never changed. */
import { onceOfTwo } from '../trial/once.ts';
import { valueAt, withValue } from '../trial/paths.ts';
import type { Trial } from '../trial/schema.ts';
import type { Look, Perturbation } from '../trial/types.ts';

/** The trial after one perturbation: the same object for the same two, so that what is read of it is kept. Moving the look changes no trial. */
export const apply: (trial: Trial, perturbation: Perturbation) => Trial = onceOfTwo(applied);

function applied(trial: Trial, perturbation: Perturbation): Trial {
  switch (perturbation.kind) {
    case 'set':
      // A name is nothing that is done to anybody: what is read off it, a dose above all, stays what was observed.
      if (perturbation.path.at(-1) === 'label') return trial;
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
