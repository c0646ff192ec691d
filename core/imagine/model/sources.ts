/** The observed contrasts that a direction can be carried over from, each told the way round that the target is. */
import { type Contrast, contrastsOf } from '../../trial/contrast.ts';
import type { Direction, Observed } from '../../trial/direction.ts';
import type { Trial } from '../../trial/schema.ts';
import { type Side, sideOf } from '../../trial/sides.ts';
import type { Look } from '../../trial/types.ts';
import { amongOf, sidesKey } from '../among.ts';
import { entryOf, type State } from '../landing.ts';
import { sideChange, sideNearness } from '../likeness.ts';
import { once } from '../once.ts';
import { strengthOf } from '../power.ts';
import { type Known, knownOf, type OutcomeLikeness, outcomeLikeness } from './outcomes.ts';

export interface ModelSource {
  observed: Observed;
  /** The source is told the other way round than it was observed, to be told as the target is. */
  turned: boolean;
  /** As told. */
  direction: Direction;
  /** As told, −6 to 6. */
  z: number;
  /** As told, as strong as it was observed; undefined where only the direction is known. */
  full: number | undefined;
  reported: boolean;
  /** Participants of both sides. */
  n: number;
  outcome: OutcomeLikeness;
  /** What its own outcome is. */
  own: Known;
  sameOutcome: boolean;
  /** The first and second side are the target's own. */
  ownFirst: boolean;
  ownSecond: boolean;
  /** How near what its sides are given is to what the target's are, 0 to 1 each, multiplied. */
  sides: number;
  /** The same by the kind of what differs alone, however far apart the doses are. */
  kinds: number;
  /** log₂ of the target's dose over the source's, of the first side; undefined where that is not what differs. */
  dose: number | undefined;
  /** How many doublings its doses are from the target's, of each side: 0 where it is the same; undefined where something else differs. */
  far: readonly [number | undefined, number | undefined];
  /** How like the target it is on the whole; the order in which sources speak. */
  likeness: number;
  /** The same by kinds. */
  likenessByKind: number;
}

const TURNED: Record<Direction, Direction> = { higher: 'lower', lower: 'higher', 'no difference': 'no difference' };
const CAP = 6;
const WHERE_UNKNOWN = { higher: 2.6, lower: -2.6, 'no difference': 0 };

/** Read once for each observed contrast: its z, where it has one. */
const strengths = new WeakMap<Observed, { z: number | undefined }>();

function fullOf(observed: Observed): number | undefined {
  let own = strengths.get(observed);
  if (!own) {
    own = { z: strengthOf(observed)?.z };
    strengths.set(observed, own);
  }
  return own.z;
}

export function participants(observed: Observed): number {
  return (observed.values.first?.n ?? 0) + (observed.values.second?.n ?? 0);
}

/** How like on the whole, by hand: the order only; the weights that matter are fitted. */
function likenessOf(source: ModelSource, near: number): number {
  const { alike, apart, sameKind, sameUnit, sameRank, polarity, sameHarm } = source.outcome;
  const sides = source.ownFirst && source.ownSecond ? 1.5 : 1.2 * near;
  return (
    2 * alike +
    (sameKind ? 0.5 : 0) +
    (sameUnit ? 0.4 : 0) +
    (sameRank ? 0.2 : 0) +
    sides +
    (source.sameOutcome ? 1.2 : 0) -
    0.3 * Math.min(apart ?? 1, 3) +
    (polarity > 0 ? 0.3 : 0) +
    (sameHarm ? 0.3 : 0)
  );
}

/** What `likenessOf` comes to at most. */
export const LIKEST = 6.4;

const BY_KIND = { dose: 0.6, schedule: 0.5, other: 0.3, drug: 0.2 };
/** Doses that are told apart by words alone are taken to be a doubling apart. */
const UNTOLD = 1;

interface Nearness {
  near: number;
  byKind: number;
  far: number | undefined;
  dose: number | undefined;
}

const UNKNOWN: Nearness = { near: 0, byKind: 0, far: undefined, dose: undefined };

function nearnessOf(seen: Side, now: Side): Nearness {
  const change = sideChange(seen, now);
  const near = sideNearness(seen, now);
  if (!change) return { near, byKind: near, far: 0, dose: undefined };
  if (change.kind !== 'dose') return { near, byKind: BY_KIND[change.kind], far: undefined, dose: undefined };
  const dose = change.ratio === undefined ? undefined : Math.log2(change.ratio);
  return { near, byKind: BY_KIND.dose, far: dose === undefined ? UNTOLD : Math.abs(dose), dose };
}

/** Where the doses that were observed are, seen from the one that is asked about. */
export interface Apart {
  /** How many doublings the nearest are away; 0 where no dose is what differs. */
  far: number;
  /** What was observed of the likest. */
  from: Direction;
  /** Where the first side's dose is all that differs from the likest: that one's z, and whether the dose that is asked about is higher. */
  dosed?: { z: number; higher: boolean };
}

/** Undefined where there is no source. */
export function farOf(sources: readonly ModelSource[]): Apart | undefined {
  const [likest] = sources;
  if (!likest) return undefined;
  const least = (side: 0 | 1) => {
    const known = sources.flatMap(({ far }) => far[side] ?? []);
    return known.length === 0 ? 0 : Math.min(...known);
  };
  const { direction, z, dose, far, sameOutcome, outcome } = likest;
  const alone = sameOutcome && outcome.alike > SAME && far[1] === 0 && dose !== undefined && dose !== 0;
  return { far: least(0) + least(1), from: direction, ...(alone && { dosed: { z, higher: dose > 0 } }) };
}

/** Terms of two rows of one measure that are this alike are those of one row. */
const SAME = 0.999;

/** The likest first; what is as like in another order of the results stays in the same place. */
function inOrder(a: ModelSource, b: ModelSource): number {
  const told = b.likeness - a.likeness || Math.abs(b.z) - Math.abs(a.z) || b.z - a.z || b.n - a.n;
  return told || (nameOf(a) < nameOf(b) ? -1 : 1);
}

/** What an order can go by when all else is equal: what was measured and found, not what ids and arms are called. */
function nameOf({ observed, own }: ModelSource): string {
  const { look, p, estimate } = observed;
  return `${own.profile.key} ${own.profile.time} ${look.row ?? ''} ${p?.value ?? ''} ${estimate?.value ?? ''}`;
}

/**
 * The sources of a state, the likest first, at most `most`: what was observed of the same two sides on any outcome, and of any
 * sides on the same outcome; where there is neither, all that was observed. `leaveOut` says which observed contrasts may not
 * speak, as for a target that is scored.
 */
export function sourcesOf(
  observed: Trial,
  { trial, look }: State,
  leaveOut: (look: Look, result: number) => boolean = () => false,
  most = 200,
): ModelSource[] {
  const [first, second] = [sideOf(trial, look.first), sideOf(trial, look.second)];
  const outcome = entryOf(trial.outcomes, look.outcome);
  if (!first || !second || !outcome) return [];
  const target = knownOf(outcome, look.row);
  const near = (now: Side) =>
    once((id) => {
      const seen = sideOf(observed, id);
      return seen ? nearnessOf(seen, now) : UNKNOWN;
    });
  const [toFirst, toSecond] = [near(first), near(second)];
  const likenesses = new Map<Known, OutcomeLikeness>();
  const toOutcome = (own: Known) => {
    const known = likenesses.get(own) ?? outcomeLikeness(own, target);
    likenesses.set(own, known);
    return known;
  };
  const found: ModelSource[] = [];
  const add = (contrast: Contrast) => {
    const { look: seen, result } = contrast;
    if (leaveOut(seen, result)) return;
    const known = contrast.observed;
    if (known.direction === undefined) return;
    const direct = toFirst(seen.first).near * toSecond(seen.second).near;
    const across = toFirst(seen.second).near * toSecond(seen.first).near;
    const turned = across > direct || (across === direct && seen.first === look.second && seen.second === look.first);
    const [a, b] = turned ? [seen.second, seen.first] : [seen.first, seen.second];
    const [one, other] = [toFirst(a), toSecond(b)];
    const full = fullOf(known);
    const z = Math.max(-CAP, Math.min(CAP, full ?? WHERE_UNKNOWN[known.direction]));
    const own = knownOf(entryOf(observed.outcomes, seen.outcome) ?? {}, seen.row);
    const source: ModelSource = {
      observed: known,
      turned,
      direction: turned ? TURNED[known.direction] : known.direction,
      z: turned ? -z : z,
      full: full === undefined ? undefined : turned ? -full : full,
      reported: known.source === 'reported',
      n: participants(known),
      outcome: toOutcome(own),
      own,
      sameOutcome: seen.outcome === look.outcome,
      ownFirst: a === look.first && one.near === 1,
      ownSecond: b === look.second && other.near === 1,
      sides: Math.max(direct, across),
      kinds: one.byKind * other.byKind,
      dose: one.dose,
      far: [one.far, other.far],
      likeness: 0,
      likenessByKind: 0,
    };
    source.likeness = likenessOf(source, source.sides);
    source.likenessByKind = likenessOf(source, source.kinds);
    found.push(source);
  };
  const index = amongOf(observed);
  // Where a side is no longer what was observed, what its old self did on other outcomes is two changes away.
  if (toFirst(look.first).near === 1 && toSecond(look.second).near === 1)
    for (const contrast of index.sides.get(sidesKey(look.first, look.second)) ?? [])
      if (contrast.look.outcome !== look.outcome) add(contrast);
  for (const contrast of index.outcome.get(look.outcome) ?? []) add(contrast);
  if (found.length === 0) for (const contrast of contrastsOf(observed)) add(contrast);
  return found.sort(inOrder).slice(0, most);
}
