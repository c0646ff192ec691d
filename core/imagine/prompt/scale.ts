/** What the size of an effect is told as: which estimate, where no effect lies, which way it runs, and what a side's value is. */
import { statisticOf } from '../../trial/computed.ts';
import { type Observed, observe } from '../../trial/direction.ts';
import { entryOf } from '../../trial/paths.ts';
import type { EstimateKind } from '../../trial/quantity/estimate.ts';
import type { Outcome, Statistic, Trial } from '../../trial/schema.ts';
import { isTimeMeasure } from '../../trial/sign.ts';
import type { Look } from '../../trial/types.ts';
import { type State, sameLook } from '../landing.ts';

export interface Scale {
  kind: EstimateKind;
  /** What an estimate of no effect is. */
  nothing: 0 | 1 | 100;
  /** A larger estimate means that k1 is the lower, as a larger hazard means a shorter time. */
  against: boolean;
  /** The direction speaks of time to an event: `higher` is longer. */
  time: boolean;
  /** What the value of a side is; a count is told as its percentage. */
  statistic: Exclude<Statistic, 'count'>;
  /** In what a difference is told: the outcome's unit, or percentage points. Absent for ratios, and where it is not known. */
  unit?: string;
}

const SHARES = /^(?:number of )?(?:participants?|patients?|subjects?|people|persons?|%|percent(?:age)?)\b|%/i;

function statisticFor(outcome: Outcome, seen: Observed | undefined): Scale['statistic'] {
  const value = seen?.values.first ?? seen?.values.second;
  const found = value && statisticOf(value);
  if (found) return found === 'count' ? 'percent' : found;
  if (outcome.unit !== undefined && SHARES.test(outcome.unit.trim())) return 'percent';
  return isTimeMeasure(outcome) ? 'median' : 'mean';
}

function kindFor(statistic: Scale['statistic'], time: boolean): EstimateKind {
  if (time) return 'hazard ratio';
  if (statistic === 'percent') return 'risk difference';
  return statistic === 'gmean' ? 'geometric mean ratio' : statistic === 'rate' ? 'rate ratio' : 'difference';
}

/**
 * The scale of a look in a state. `seen`: what was observed of the same outcome, if anything: how it was analysed, which says nothing of
 * what was found.
 */
export function scaleOf({ trial, look }: State, seen: Observed | undefined): Scale {
  const outcome = entryOf(trial.outcomes, look.outcome) ?? {};
  const time = seen ? seen.time : isTimeMeasure(outcome);
  const statistic = statisticFor(outcome, seen);
  const { estimate, oriented, nothing, against } = seen ?? {};
  const reported = oriented && estimate && estimate.kind !== 'other' && nothing !== undefined ? estimate : undefined;
  const kind = reported?.kind ?? kindFor(statistic, time);
  const unit =
    kind === 'risk difference' && seen?.source !== 'reported'
      ? 'percentage points'
      : kind === 'difference'
        ? outcome.unit
        : undefined;
  return {
    kind,
    nothing: reported && nothing !== undefined ? nothing : kind.endsWith('ratio') ? 1 : 0,
    against: reported ? Boolean(against) : time,
    time,
    statistic,
    ...(unit !== undefined && { unit }),
  };
}

/** What was observed of the outcome that is looked at: of the very look, else of the one before the step, else of any two sides. */
export function analysedAs(observed: Trial, look: Look, before: Look | undefined): Observed | undefined {
  const own = observe(observed, look);
  if (own) return own;
  if (!before || before.outcome !== look.outcome || sameLook(before, look)) return undefined;
  return observe(observed, before);
}
