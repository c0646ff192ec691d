/**
 * What the fitted model sees: numbers of a target and of the sources it may be carried over from. The same function writes
 * the table that `trainer/fit_evidence.py` fits on and feeds the fitted model in the editor. NaN stands for what is not known.
 */
import type { Trial } from '../../trial/schema.ts';
import { sideOf } from '../../trial/sides.ts';
import { entryOf, type State } from '../landing.ts';
import { knownOf, OUTCOME_KINDS } from './outcomes.ts';
import type { ModelSource } from './sources.ts';

/** Sources that speak one by one; the rest speak in sums. */
const NEAREST = 3;
/** How fast a source's weight falls with its likeness: near ones only, and many. */
const SCALES = [0.25, 0.7];
const GROUP_SCALE = 0.5;

const ROLES = ['experimental', 'active comparator', 'placebo', 'no treatment', 'sham', 'other'];

interface Sum {
  lower: number;
  none: number;
  higher: number;
  z: number;
  strength: number;
  wanted: number;
}

function sumOf(sources: readonly ModelSource[], scale: number): Sum {
  const sum = { lower: 0, none: 0, higher: 0, z: 0, strength: 0, wanted: 0 };
  const best = sources[0]?.likeness ?? 0;
  let total = 0;
  for (const { likeness, direction, z, outcome } of sources) {
    const weight = Math.exp((likeness - best) / scale);
    total += weight;
    if (direction === 'lower') sum.lower += weight;
    else if (direction === 'higher') sum.higher += weight;
    else sum.none += weight;
    sum.z += weight * z;
    sum.strength += weight * Math.abs(z);
    sum.wanted += weight * (outcome.polarity < 0 ? -z : z);
  }
  for (const key of Object.keys(sum) as (keyof Sum)[]) sum[key] = total > 0 ? sum[key] / total : Number.NaN;
  return sum;
}

const GROUPS: Record<string, (source: ModelSource) => boolean> = {
  'same sides': ({ ownFirst, ownSecond }) => ownFirst && ownSecond,
  'other sides': ({ ownFirst, ownSecond }) => !(ownFirst && ownSecond),
  'same outcome': ({ sameOutcome }) => sameOutcome,
  reported: ({ reported }) => reported,
};

/** How many participants the sides of a look have, as other results of the trial or its enrollment say. */
export function expectedParticipants(observed: Trial, { trial, look }: State, leaveOut?: number): number {
  const of = (id: string) => {
    const seen: number[] = [];
    for (const [index, result] of (observed.results ?? []).entries()) {
      const n = index === leaveOut ? undefined : entryOf(result.values, id)?.n;
      if (n !== undefined) seen.push(n);
      if (seen.length === 15) break;
    }
    return seen.sort((a, b) => a - b)[seen.length >> 1];
  };
  const [first, second] = [of(look.first), of(look.second)];
  if (first !== undefined && second !== undefined) return first + second;
  const arms = Object.keys(trial.arms ?? {}).length;
  const enrolled = observed.population?.enrollment;
  return enrolled === undefined ? Number.NaN : (enrolled * 2) / Math.max(2, arms);
}

/** The features of a target by name, in a fixed order. */
export function featuresOf(
  observed: Trial,
  state: State,
  sources: readonly ModelSource[],
  leaveOut?: number,
): Map<string, number> {
  const { trial, look } = state;
  const x = new Map<string, number>();
  const set = (name: string, value: number | boolean | undefined) =>
    x.set(name, value === undefined ? Number.NaN : Number(value));
  for (const scale of SCALES)
    for (const [key, value] of Object.entries(sumOf(sources, scale))) set(`all ${scale}: ${key}`, value);
  for (const [name, belongs] of Object.entries(GROUPS)) {
    const group = sources.filter(belongs);
    const sum = sumOf(group, GROUP_SCALE);
    set(`${name}: lower`, sum.lower);
    set(`${name}: higher`, sum.higher);
    set(`${name}: z`, sum.z);
    set(`${name}: strength`, sum.strength);
    set(`${name}: best`, group[0]?.likeness);
    set(`${name}: number`, Math.log1p(group.length));
  }
  for (let i = 0; i < NEAREST; i++) {
    const source = sources[i];
    const name = `nearest ${i + 1}`;
    set(`${name}: likeness`, source?.likeness);
    set(`${name}: z`, source?.z);
    set(`${name}: shared`, source?.outcome.shared);
    set(`${name}: apart`, source?.outcome.apart);
    set(`${name}: polarity`, source?.outcome.polarity);
    set(`${name}: own sides`, source && Number(source.ownFirst) + Number(source.ownSecond));
    set(`${name}: sides`, source?.sides);
    set(`${name}: same outcome`, source?.sameOutcome);
    set(`${name}: same kind`, source?.outcome.sameKind);
    set(`${name}: reported`, source?.reported);
    set(`${name}: n`, source && Math.log1p(source.n));
    set(`${name}: dose`, source?.dose);
  }
  set('sources', Math.log1p(sources.length));
  const outcome = knownOf(entryOf(trial.outcomes, look.outcome) ?? {});
  set('kind', OUTCOME_KINDS.indexOf(outcome.kind));
  set('rank', outcome.rank);
  set('polarity', outcome.polarity);
  set('harm', outcome.harm);
  set('biomarker', outcome.biomarker);
  set('patient reported', outcome.reported);
  set('days', outcome.days === undefined ? undefined : Math.log1p(outcome.days));
  set('participants', Math.log1p(expectedParticipants(observed, state, leaveOut)));
  const [first, second] = [sideOf(trial, look.first), sideOf(trial, look.second)];
  set('first role', first?.role === undefined ? undefined : ROLES.indexOf(first.role));
  set('second role', second?.role === undefined ? undefined : ROLES.indexOf(second.role));
  const design = trial.design ?? {};
  set('randomized', design.allocation === undefined ? undefined : design.allocation === 'randomized');
  set('crossover', design.model === 'crossover');
  set('open label', design.masking === undefined ? undefined : design.masking === 'none');
  const phase = Number.parseFloat(String(design.phase ?? ''));
  set('phase', Number.isNaN(phase) ? undefined : phase);
  set('arms', Object.keys(trial.arms ?? {}).length);
  set('outcomes', Math.log1p(Object.keys(trial.outcomes ?? {}).length));
  return x;
}
