/** The observed contrasts that a direction can be carried over from, each told the way round that the target is. */
import { type Contrast, contrastsBetween, contrastsOf, contrastsOn } from '../../trial/contrast.ts';
import type { Direction, Observed } from '../../trial/direction.ts';
import { once, onceOfOne } from '../../trial/once.ts';
import { entryOf } from '../../trial/paths.ts';
import type { Trial } from '../../trial/schema.ts';
import { type Side, sideOf, sidesKey } from '../../trial/sides.ts';
import type { Look } from '../../trial/types.ts';
import { isTurned } from '../among.ts';
import type { State } from '../landing.ts';
import { outcomeChange, sideChange, sideDistance, sideNearness } from '../likeness.ts';
import { OPPOSITE } from '../mirror.ts';
import { strengthOf } from '../power.ts';
import { type Known, knownOf, type OutcomeLikeness, outcomeLikeness, targetOf } from './outcomes.ts';
import { CAP } from './predictive.ts';

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
  /** It is of the same outcome, and of the row of it that the target is. */
  ownRow: boolean;
  /** The first and second side are the target's own. */
  ownFirst: boolean;
  ownSecond: boolean;
  /** It is of the same two sides, whatever they are given by now. */
  itself: boolean;
  /** How near what its sides are given is to what the target's are, 0 to 1 each, multiplied. */
  sides: number;
  /** The same by the kind of what differs alone, however far apart the doses are. */
  kinds: number;
  /** log₂ of the target's dose over the source's, of the first side; undefined where that is not what differs. */
  dose: number | undefined;
  /** The same of the second side. */
  otherDose: number | undefined;
  /** How many doublings its doses are from the target's, of each side: 0 where it is the same; undefined where something else differs. */
  far: readonly [number | undefined, number | undefined];
  /** The same, of a dose, of how often or of how long, whichever alone differs. */
  distance: readonly [number | undefined, number | undefined];
  /** How like the target it is on the whole. */
  likeness: number;
  /** The same by kinds, however far apart doses are: the order in which sources speak. */
  likenessByKind: number;
}

const WHERE_UNKNOWN = { higher: 2.6, lower: -2.6, 'no difference': 0 };

export function participants(observed: Observed): number {
  return (observed.values.first?.n ?? 0) + (observed.values.second?.n ?? 0);
}

/** How like on the whole, by hand: the order only; the weights that matter are fitted. `near`: how near the sides are. */
function likenessOf(outcome: OutcomeLikeness, sameOutcome: boolean, ownSides: boolean, near: number): number {
  const { alike, apart, sameKind, sameUnit, sameRank, polarity, sameHarm } = outcome;
  return (
    2 * alike +
    (sameKind ? 0.5 : 0) +
    (sameUnit ? 0.4 : 0) +
    (sameRank ? 0.2 : 0) +
    (ownSides ? 1.5 : 1.2 * near) +
    (sameOutcome ? 1.2 : 0) -
    0.3 * Math.min(apart ?? 1, 3) +
    (polarity > 0 ? 0.3 : 0) +
    (sameHarm ? 0.3 : 0)
  );
}

/** How many speak: more made the chances no better, and each takes time (`trainer/MODEL_CARD.md`). */
const MOST = 32;

/** What `likenessOf` comes to at most. */
export const LIKEST = 6.4;

const BY_KIND = { dose: 0.6, schedule: 0.5, other: 0.3, drug: 0.2 };
/** Doses that are told apart by words alone are taken to be a doubling apart. */
const UNTOLD = 1;

interface Nearness {
  near: number;
  byKind: number;
  far: number | undefined;
  distance: number | undefined;
  dose: number | undefined;
}

const UNKNOWN: Nearness = { near: 0, byKind: 0, far: undefined, distance: undefined, dose: undefined };

function nearnessOf(seen: Side, now: Side): Nearness {
  const change = sideChange(seen, now);
  const near = sideNearness(seen, now);
  const distance = sideDistance(seen, now);
  if (!change) return { near, byKind: near, far: 0, distance, dose: undefined };
  if (change.kind !== 'dose') return { near, byKind: BY_KIND[change.kind], far: undefined, distance, dose: undefined };
  const dose = change.ratio === undefined ? undefined : Math.log2(change.ratio);
  return { near, byKind: BY_KIND.dose, far: dose === undefined ? UNTOLD : Math.abs(dose), distance, dose };
}

/** The likest first, of rows of one outcome the target's own; what is as like in another order of the results stays in the same place. */
function inOrder(a: ModelSource, b: ModelSource): number {
  const told =
    b.likenessByKind - a.likenessByKind ||
    b.likeness - a.likeness ||
    Number(b.ownRow) - Number(a.ownRow) ||
    Number(b.itself) - Number(a.itself) ||
    Math.abs(b.z) - Math.abs(a.z) ||
    b.z - a.z ||
    b.n - a.n;
  return told || (nameOf(a) < nameOf(b) ? -1 : 1);
}

/** What an order can go by when all else is equal: what was measured and found, not what ids and arms are called. */
function nameOf({ observed, own }: ModelSource): string {
  const { look, p, estimate } = observed;
  return `${own.profile.key} ${own.profile.time} ${look.row ?? ''} ${p?.value ?? ''} ${estimate?.value ?? ''}`;
}

const isDirected = ({ observed }: Contrast) => observed.direction !== undefined;

/** Whether a trial observed the direction of anything: where it did not, nothing can be carried over. */
export function isAnythingObserved(trial: Trial): boolean {
  return contrastsOf(trial).some(isDirected);
}

/** All that have a direction. */
const directedOf = onceOfOne((trial: Trial): readonly Contrast[] => contrastsOf(trial).filter(isDirected));

/** How the sides of a source stand to those of the target: the same of all contrasts of these two. */
type SidesLikeness = Pick<
  ModelSource,
  'turned' | 'ownFirst' | 'ownSecond' | 'itself' | 'sides' | 'kinds' | 'dose' | 'otherDose' | 'far' | 'distance'
>;

/** What may speak, before it was looked at what was observed of it. */
interface Candidate
  extends Pick<ModelSource, 'outcome' | 'own' | 'sameOutcome' | 'ownRow' | 'likeness' | 'likenessByKind'> {
  contrast: Contrast;
  between: SidesLikeness;
}

function sourceOf({ contrast, between, ...like }: Candidate): ModelSource | undefined {
  const { observed } = contrast;
  const { direction } = observed;
  if (direction === undefined) return undefined;
  const { turned } = between;
  const full = strengthOf(observed)?.z;
  const z = Math.max(-CAP, Math.min(CAP, full ?? WHERE_UNKNOWN[direction]));
  const { ownFirst, ownSecond, itself, sides, kinds, dose, otherDose, far, distance } = between;
  const { outcome, own, sameOutcome, ownRow, likeness, likenessByKind } = like;
  // Named one by one: spread, these took a twelfth of the time of all outcomes of a large trial.
  return {
    observed,
    turned,
    direction: turned ? OPPOSITE[direction] : direction,
    z: turned ? -z : z,
    full: full === undefined ? undefined : turned ? -full : full,
    reported: observed.source === 'reported',
    n: participants(observed),
    outcome,
    own,
    sameOutcome,
    ownRow,
    ownFirst,
    ownSecond,
    itself,
    sides,
    kinds,
    dose,
    otherDose,
    far,
    distance,
    likeness,
    likenessByKind,
  };
}

/** The likest that have a direction, in order, at most `most`. Of those that are less like, what was observed is not read. */
function likestOf(candidates: readonly Candidate[], most: number): ModelSource[] {
  const ordered =
    candidates.length > most ? candidates.toSorted((a, b) => b.likenessByKind - a.likenessByKind) : candidates;
  const found: ModelSource[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (const candidate of ordered) {
    if (candidate.likenessByKind < least) break;
    const source = sourceOf(candidate);
    if (source) found.push(source);
    // What is as like as the last may still come before it.
    if (found.length === most) least = candidate.likenessByKind;
  }
  return found.sort(inOrder).slice(0, most);
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
  most = MOST,
): ModelSource[] {
  const [first, second] = [sideOf(trial, look.first), sideOf(trial, look.second)];
  const outcome = entryOf(trial.outcomes, look.outcome);
  if (!first || !second || !outcome) return [];
  const target = targetOf(observed, { trial, look });
  const near = (now: Side) =>
    once((id) => {
      const seen = sideOf(observed, id);
      return seen ? nearnessOf(seen, now) : UNKNOWN;
    });
  const [toFirst, toSecond] = [near(first), near(second)];
  /** Of the sides of a contrast, in its order. */
  const between = once((one) =>
    once((other): SidesLikeness => {
      const [direct, across] = [
        [toFirst(one), toSecond(other)],
        [toFirst(other), toSecond(one)],
      ] as const;
      // However far a dose is, a source is told the same way round.
      const [straight, crossed] = [direct, across].map(([a, b]) => a.byKind * b.byKind) as [number, number];
      // As like either way round: by who is who, else by rule, so that their order in a document says nothing.
      const [here, there] = [one === look.first || other === look.second, one === look.second || other === look.first];
      const isAcross = here || there ? !here : isTurned(observed, one, other);
      const turned = crossed > straight || (crossed === straight && isAcross);
      const [a, b] = turned ? across : direct;
      return {
        turned,
        ownFirst: (turned ? other : one) === look.first && a.near === 1,
        ownSecond: (turned ? one : other) === look.second && b.near === 1,
        itself: sidesKey(one, other) === sidesKey(look.first, look.second),
        sides: a.near * b.near,
        kinds: a.byKind * b.byKind,
        dose: a.dose,
        otherDose: b.dose,
        far: [a.far, b.far],
        distance: [a.distance, b.distance],
      };
    }),
  );
  const likenesses = new Map<Known, OutcomeLikeness>();
  /** Contrasts come result by result, and those of one result are of one row of one outcome. */
  let last: { result: number; own: Known; like: OutcomeLikeness } | undefined;
  const measured = ({ look: seen, result }: Contrast) => {
    if (last?.result === result) return last;
    const own = knownOf(entryOf(observed.outcomes, seen.outcome) ?? {}, seen.row);
    const like = likenesses.get(own) ?? outcomeLikeness(own, target);
    likenesses.set(own, like);
    last = { result, own, like };
    return last;
  };
  const candidates: Candidate[] = [];
  const add = (contrast: Contrast) => {
    const { look: seen, result } = contrast;
    if (leaveOut(seen, result)) return;
    const { own, like: outcome } = measured(contrast);
    const sides = between(seen.first)(seen.second);
    const sameOutcome = same && seen.outcome === look.outcome;
    const ownSides = sides.ownFirst && sides.ownSecond;
    candidates.push({
      contrast,
      between: sides,
      own,
      outcome,
      sameOutcome,
      ownRow: sameOutcome && seen.row === look.row,
      likeness: likenessOf(outcome, sameOutcome, ownSides, sides.sides),
      likenessByKind: likenessOf(outcome, sameOutcome, ownSides, sides.kinds),
    });
  };
  // Where a side is no longer what was observed, what its old self did on other outcomes is two changes away.
  const unchanged = toFirst(look.first).near === 1 && toSecond(look.second).near === 1;
  const elsewhere = unchanged ? contrastsBetween(observed, look.first, look.second) : [];
  // What is another measure by now speaks as other outcomes do.
  const before = entryOf(observed.outcomes, look.outcome);
  const same = before === undefined || before === outcome || outcomeChange(before, outcome)?.kind !== 'measure';
  const here = same ? contrastsOn(observed, look.outcome) : [];
  // Where all are asked anyway, what says nothing is left out before it is looked at how like it is.
  const all = here.length + elsewhere.length <= most;
  const told = (contrast: Contrast) => !all || isDirected(contrast);
  for (const contrast of elsewhere)
    if ((!same || contrast.look.outcome !== look.outcome) && told(contrast)) add(contrast);
  for (const contrast of here) if (told(contrast)) add(contrast);
  const found = likestOf(candidates, most);
  if (found.length > 0) return found;
  candidates.length = 0;
  for (const contrast of directedOf(observed)) add(contrast);
  return likestOf(candidates, most);
}
