/** Where what was observed lies, seen from what is asked about: how many doublings of a dose, of how often, how long or when, and what it was there. */
import type { Direction } from '../../trial/direction.ts';
import { givesNothing, type Side } from '../../trial/sides.ts';
import { sameTime } from '../likeness.ts';
import { type Strength, strengthOf } from '../power.ts';
import type { Known } from './outcomes.ts';
import { CAP } from './predictive.ts';
import type { ModelSource } from './sources.ts';

/** What was observed of another dose of one side, all else being the same. */
export interface Dosed {
  /** Of the likest, as strong as it was observed. */
  z: number;
  /** Whose dose it is. */
  side: 'first' | 'second';
  /** Whether the dose that is asked about is the higher. */
  higher: boolean;
  /** z at the nearest observed dose on the other side of the one that is asked about. */
  across?: number;
  /** The other side is given nothing active: at no dose at all there is no effect. */
  inert: boolean;
  /**
   * Of the second side: which way z moves, if at all, because what it is given does less, or more, of what is better. Absent where
   * that is not known: of harms, and where nothing says what is better.
   */
  moves?: 1 | -1;
}

/** Where what was observed is, seen from what is asked about. */
export interface Apart {
  /** How many doublings the nearest doses are away; 0 where no dose is what differs. */
  far: number;
  /** What was observed of the likest. */
  from: Direction;
  /** Where the dose of one side is all that differs from the likest. */
  dosed?: Dosed;
  /**
   * What was observed nearest, where a dose, how often, how long or when is all that differs: its z, which the answer tends to as
   * the change goes to nothing, and how many doublings away it is. Between two observed doses, z is on the line between theirs.
   */
  near?: { z: number; distance: number };
  /** Where a time differs from what was observed nearest: how many doublings, and its z. */
  late?: { z: number; far: number };
  /** |z| of the likest, at least what the model was fitted on. */
  strong: number;
  /** Where the sides are not those of the likest: what speaks. Intervals are fitted for each. */
  other?: Other;
}

/**
 * What speaks where the sides are others: one contrast alone, whose `first` or `second` side is another; several of this outcome, which was
 * seen of each side against others (`both`), or was not (`several`).
 */
export const OTHERS = ['first', 'second', 'both', 'several'] as const;
export type Other = (typeof OTHERS)[number];

/** Terms of two rows of one measure that are this alike are those of one row. */
const SAME = 0.999;

/** How many doublings apart two times are; undefined where that is not known. */
function timeOf({ outcome, own }: ModelSource, target: Known): number | undefined {
  const same = outcome.apart === 0 || (own.row === target.row && sameTime(own.profile, target.profile));
  return same ? 0 : outcome.apart === undefined ? undefined : outcome.apart / Math.LN2;
}

/** How far a source is, where a dose, how often, how long or when is all that differs. */
function distanceOf(source: ModelSource, target: Known): number | undefined {
  const {
    sameOutcome,
    outcome,
    distance: [one, other],
  } = source;
  if (!sameOutcome || outcome.alike <= SAME || one === undefined || other === undefined) return undefined;
  const time = timeOf(source, target);
  return time === undefined ? undefined : one + other + time;
}

/** Which way z moves with another dose of the second side: less of it does less of what is better. What a harm is, its dose does not say. */
function movesOf({ polarity, harm }: Known, higher: boolean): 1 | -1 | undefined {
  if (polarity === 0 || harm) return undefined;
  return polarity > 0 === higher ? -1 : 1;
}

const zOf = ({ z, full }: ModelSource) => full ?? z;

interface Near {
  source: ModelSource;
  distance: number;
}

/** What was observed nearest, where a dose, how often, how long or when is all that differs; and what was at the nearest dose across what is asked about. */
function nearOf(sources: readonly ModelSource[], target: Known): (Near & { across?: Near }) | undefined {
  let nearest: Near | undefined;
  const all: Near[] = [];
  for (const source of sources) {
    const distance = distanceOf(source, target);
    if (distance === undefined) continue;
    all.push({ source, distance });
    // Rows of one measure may be told in the same terms: its own row comes first.
    const ownRow = source.own.row === target.row && nearest?.source.own.row !== target.row;
    if (!nearest || distance < nearest.distance || (distance === nearest.distance && ownRow))
      nearest = { source, distance };
  }
  if (!nearest) return undefined;
  const { dose = 0, otherDose = 0, distance, own } = nearest.source;
  // The other side is as far from what is asked about in both.
  const [turned, other] = dose === 0 ? ([otherDose, 0] as const) : ([dose, 1] as const);
  let across: Near | undefined;
  for (const one of all) {
    const { source } = one;
    const opposite = turned * ((other === 1 ? source.dose : source.otherDose) ?? 0) < 0;
    if (!opposite || source.distance[other] !== distance[other] || source.own.row !== own.row) continue;
    if (!across || one.distance < across.distance) across = one;
  }
  return { ...nearest, ...(across && { across }) };
}

/** Of a dose between two that were observed: z on the line between theirs, and what it is told in. */
export interface Line {
  z: number;
  /** The nearer end. */
  from: ModelSource;
  /** One z on the scale of the effect, where both ends have one on the same scale: then the size is on the line between theirs. */
  se?: number;
}

function lineOf(near: Near, across: Near): Line {
  const share = near.distance / (near.distance + across.distance);
  const [one, other] = [near, across].map(({ source }) => ({
    z: zOf(source),
    against: source.observed.against,
    size: strengthOf(source.observed)?.size,
  })) as [LineEnd, LineEnd];
  const alike = one.size && other.size && one.size.estimate.kind === other.size.estimate.kind;
  if (!one.size || !other.size || !alike || one.against !== other.against)
    return { from: near.source, z: (1 - share) * one.z + share * other.z };
  const [from, to] = [(1 - share) * one.size.se, share * other.size.se];
  return { from: near.source, z: (from * one.z + to * other.z) / (from + to), se: from + to };
}

interface LineEnd {
  z: number;
  against: boolean;
  size: NonNullable<Strength['size']> | undefined;
}

/** The line between the two observed doses that are the nearest on either side; undefined where they are not on both. */
export function betweenOf(sources: readonly ModelSource[], target: Known): Line | undefined {
  const near = nearOf(sources, target);
  return near?.across && lineOf(near, near.across);
}

function otherOf(sources: readonly ModelSource[], { far: [one, other], sameOutcome }: ModelSource): Other | undefined {
  if (one === 0 && other === 0) return undefined;
  if (sources.length === 1) return one !== 0 ? 'first' : 'second';
  if (!sameOutcome) return undefined;
  const here = sources.filter((source) => source.sameOutcome);
  return here.some(({ ownFirst }) => ownFirst) && here.some(({ ownSecond }) => ownSecond) ? 'both' : 'several';
}

/** Undefined where there is no source. `target`: what is asked about; `second`: the role of its second side. */
export function apartOf(sources: readonly ModelSource[], target: Known, second: Side['role']): Apart | undefined {
  const near = nearOf(sources, target);
  const likest = near?.source ?? sources[0];
  if (!likest) return undefined;
  const line = near?.across && lineOf(near, near.across);
  const least = (side: 0 | 1) => {
    const known = sources.flatMap(({ far }) => far[side] ?? []);
    return known.length === 0 ? 0 : Math.min(...known);
  };
  const { direction, dose, otherDose, far, sameOutcome, outcome } = likest;
  const late = near && timeOf(near.source, target);
  const side = far[1] === 0 && dose ? 'first' : far[0] === 0 && otherDose ? 'second' : undefined;
  const strong = sameOutcome ? Math.max(CAP, Math.abs(likest.full ?? 0)) : CAP;
  const other = otherOf(sources, likest);
  const higher = ((side === 'first' ? dose : otherDose) ?? 0) > 0;
  const moves = side === 'second' ? movesOf(target, higher) : undefined;
  return {
    far: least(0) + least(1),
    from: direction,
    strong,
    ...(side &&
      sameOutcome &&
      outcome.alike > SAME && {
        dosed: {
          z: zOf(likest),
          side,
          higher,
          ...(near?.across && { across: zOf(near.across.source) }),
          inert: side === 'first' && givesNothing(second),
          ...(moves && { moves }),
        },
      }),
    ...(near && { near: { z: line?.z ?? zOf(near.source), distance: near.distance } }),
    ...(near && late && { late: { z: zOf(near.source), far: late } }),
    ...(other && { other }),
  };
}
