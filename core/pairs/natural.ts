/**
 * The natural pairs of a trial: two contrasts that it observed and that differ in one thing. O: the same two sides, another
 * outcome measure, row or time. A: the same outcome and comparator, another arm. All of them are looked at and counted; of what
 * passes, a sample is drawn by what the contrasts are called, so that neither other trials nor the order of anything decides.
 */
import { ENDPOINT_LOSSES, type Endpoint, endpointChange, endpointOf } from '../imagine/endpoint.ts';
import { grouped } from '../imagine/natural.ts';
import { type Contrast, surveyOf } from '../trial/contrast.ts';
import type { Trial } from '../trial/schema.ts';
import { type Side, sideOf } from '../trial/sides.ts';
import { ARM_LOSSES, type ArmChange, type ArmLoss, armChange, isInertSide, toldChange } from './arm-change.ts';
import { areOtherPeople } from './arm-people.ts';
import {
  fieldOf,
  figuresTold,
  isOfExtension,
  isOfNobodyOrAll,
  placeOf,
  saysTheSame,
  sparsely,
  tellingFigures,
} from './gates.ts';
import { drawn, inTurn, Lowest } from './lowest.ts';
import { noOutcome } from './no-outcome.ts';
import { CHANGE_KINDS, type ChangeKind, contrastId, type PairChange, type PairKind } from './pair.ts';

/** Why two contrasts that could be a pair are none. */
const LOSSES = [
  ...ENDPOINT_LOSSES,
  ...ARM_LOSSES,
  'the same fact twice',
  'one end of the trial, one of its extension',
  'the result of the target is told in the text of the trial',
  'nobody, or everybody, had it on all sides of both ends',
  'nobody, or everybody, had it on both sides of the target, beyond one in twenty',
] as const;
export type Loss = (typeof LOSSES)[number];

/** Of one kind of pairs; each pair counts both ways round. */
export interface KindCounts {
  /** Two labelled contrasts of the same sides, or of the same outcome and comparator. */
  candidates: number;
  lost: Partial<Record<Loss, number>>;
  passed: Partial<Record<ChangeKind, number>>;
  /** Passed and not asked for, or not drawn. */
  left: number;
  drawn: number;
}

export interface TrialCounts {
  contrasts: number;
  /** Sides that are no contrast, by reason. */
  excluded: Record<string, number>;
  labelled: { reported: number; computed: number };
  /** Contrasts that are no end of a pair, by reason: mostly, why they have no direction. */
  unlabelled: Record<string, number>;
  O: KindCounts;
  A: KindCounts;
}

/** A contrast as pairs know it. */
export interface End {
  contrast: Contrast;
  id: string;
  /** Drawn from the id. */
  number: number;
  field: string;
}

export interface Found {
  kind: PairKind;
  change: PairChange;
  from: End;
  to: End;
  /** One end is of the trial, the other of its extension. */
  extension: boolean;
}

export interface Wanted {
  /** Pairs of a trial, at most, of each kind. */
  cap: number;
  /** Only these changes; all where it is absent. */
  changes?: readonly ChangeKind[];
  /** Also pairs across a trial and its extension, which are marked. */
  extensions?: boolean;
  /** Of a document at hand: where it does not say which field of a record a result came from, its own place in the document is told. */
  document?: true;
  /** Only the pair of these two contrasts, by their ids. */
  only?: { from: string; to: string };
}

interface Labelled extends End {
  endpoint: Endpoint;
  extension: boolean;
  /** Its result stands in the text of the trial, so it can be no target. */
  told: boolean;
  /** Nobody, or everybody, had it on both sides. */
  nothing: boolean;
}

const noCounts = (): KindCounts => ({ candidates: 0, lost: {}, passed: {}, left: 0, drawn: 0 });

function count<K extends string>(counts: Partial<Record<K, number>>, reason: K, by = 1): void {
  counts[reason] = (counts[reason] ?? 0) + by;
}

/** Draws from the pairs of one kind, those of every change in turn. */
class Draw {
  readonly counts = noCounts();
  readonly #kind: PairKind;
  readonly #wanted: Wanted;
  readonly #passed = new Map<ChangeKind, Lowest<Found>>();
  /** Of these those whose target tells of nobody or all, and how many there were. */
  readonly #nothing = new Map<ChangeKind, { lowest: Lowest<Found>; all: number }>();

  constructor(kind: PairKind, wanted: Wanted) {
    this.#kind = kind;
    this.#wanted = wanted;
  }

  lose(reason: Loss, by = 1): void {
    count(this.counts.lost, reason, by);
  }

  /** What two contrasts share is asked before; here what is asked of each way round. */
  take(from: Labelled, to: Labelled, change: PairChange): void {
    if (to.told) {
      this.lose('the result of the target is told in the text of the trial');
      return;
    }
    const { changes, only } = this.#wanted;
    count(this.counts.passed, change.kind);
    this.counts.left++;
    if (changes && !changes.includes(change.kind)) return;
    if (only && (from.id !== only.from || to.id !== only.to)) return;
    const lowest = this.#lowest(change.kind, to.nothing && !only);
    const number = drawn(from.number, to.number);
    if (!lowest.admits(number)) return;
    const extension = from.extension !== to.extension;
    lowest.put(number, `${from.id} ${to.id}`, { kind: this.#kind, change, from, to, extension });
  }

  #lowest(kind: ChangeKind, nothing: boolean): Lowest<Found> {
    if (nothing) {
      const known = this.#nothing.get(kind) ?? { lowest: new Lowest<Found>(this.#wanted.cap), all: 0 };
      this.#nothing.set(kind, known);
      known.all++;
      return known.lowest;
    }
    const known = this.#passed.get(kind) ?? new Lowest<Found>(this.#wanted.cap);
    this.#passed.set(kind, known);
    return known;
  }

  /** Those of one change, those that tell of nobody or all far between; what of these is too many is lost. */
  #of(kind: ChangeKind): Found[] {
    const [some, nothing] = [this.#passed.get(kind)?.all() ?? [], this.#nothing.get(kind)];
    if (!nothing) return some;
    const all = sparsely(some, nothing.lowest.all());
    const many = nothing.all - (all.length - some.length);
    if (many === 0) return all;
    this.lose('nobody, or everybody, had it on both sides of the target, beyond one in twenty', many);
    this.counts.left -= many;
    this.counts.passed[kind] = (this.counts.passed[kind] ?? 0) - many;
    return all;
  }

  /** Says why two contrasts can be no pair, whatever differs. */
  refuses(a: Labelled, b: Labelled): boolean {
    const across = a.extension !== b.extension && this.#wanted.extensions !== true;
    const reason = across
      ? ('one end of the trial, one of its extension' as const)
      : saysTheSame(a.contrast, b.contrast)
        ? ('the same fact twice' as const)
        : a.nothing && b.nothing && ('nobody, or everybody, had it on all sides of both ends' as const);
    if (reason) this.lose(reason, 2);
    return reason !== false;
  }

  all(): Found[] {
    const lists = CHANGE_KINDS.map((change) => this.#of(change));
    const found = inTurn(lists, this.#wanted.cap);
    this.counts.drawn = found.length;
    this.counts.left -= found.length;
    return found;
  }
}

function otherWay(change: ArmChange): ArmChange {
  if (change.kind === 'component')
    return 'added' in change
      ? { kind: 'component', dropped: change.added }
      : { kind: 'component', added: change.dropped };
  const { from, to } = change;
  if (change.kind === 'dose') return { ...change, from: to, to: from, ratio: 1 / change.ratio };
  return { ...change, from: to, to: from };
}

function outcomePairs(ends: readonly Labelled[], draw: Draw): void {
  for (const group of grouped(ends, ({ contrast: { look } }) => `${look.first} ${look.second}`))
    for (const [i, a] of group.entries())
      for (let j = i + 1; j < group.length; j++) {
        const b = group[j] as Labelled;
        draw.counts.candidates += 2;
        const change = endpointChange(a.endpoint, b.endpoint);
        if (change !== 'measure' && change !== 'time' && change !== 'row') draw.lose(change, 2);
        else if (!draw.refuses(a, b)) {
          draw.take(a, b, { kind: change });
          draw.take(b, a, { kind: change });
        }
      }
}

function armPairs(trial: Trial, ends: readonly Labelled[], draw: Draw): void {
  const known = new Map<string, ArmChange | ArmLoss>();
  const isGivenTheSame = (side: Side, comparator: Side) =>
    (isInertSide(side) && isInertSide(comparator)) || changeOf(side, comparator) === 'nothing that is known differs';
  const changeOf = (from: Side, to: Side) => {
    const key = `${from.id} ${to.id}`;
    const change = known.get(key) ?? armChange(trial, from, to);
    known.set(key, change);
    return change;
  };
  for (const group of grouped(ends, ({ contrast: { look, result } }) => `${result} ${look.second}`))
    for (const [i, a] of group.entries())
      for (let j = i + 1; j < group.length; j++) {
        const b = group[j] as Labelled;
        draw.counts.candidates += 2;
        const [one, other] = [sideOf(trial, a.contrast.look.first), sideOf(trial, b.contrast.look.first)];
        const change = one && other ? changeOf(one, other) : 'what one of the sides is given is not known';
        const comparator = sideOf(trial, a.contrast.look.second);
        if (typeof change !== 'string' && one && comparator && areOtherPeople(trial, one, comparator))
          draw.lose('the comparator is of other people', 2);
        else if (
          typeof change !== 'string' &&
          comparator &&
          [one, other].some((side) => side && isGivenTheSame(side, comparator))
        )
          draw.lose('the comparator is given the same, as far as is known', 2);
        else if (typeof change === 'string') draw.lose(change, 2);
        else if (!draw.refuses(a, b)) {
          draw.take(a, b, toldChange(change));
          draw.take(b, a, toldChange(otherWay(change)));
        }
      }
}

/** The labelled contrasts of a trial, with what pairs ask of each. */
function labelledOf(
  trial: Trial,
  contrasts: readonly Contrast[],
  unlabelled: Record<string, number>,
  document: boolean,
): Labelled[] {
  const told = figuresTold(trial);
  const fields = new Map<string, string | undefined>();
  return contrasts.flatMap((contrast) => {
    const { observed, look } = contrast;
    if (observed.direction === undefined) {
      count(unlabelled, observed.missing ?? 'no values');
      return [];
    }
    const why = noOutcome(trial, contrast);
    if (why) {
      count(unlabelled, why);
      return [];
    }
    const key = `${observed.result} ${observed.analysis}`;
    if (!fields.has(key)) fields.set(key, fieldOf(trial, contrast) ?? (document ? placeOf(contrast) : undefined));
    const field = fields.get(key);
    if (field === undefined) {
      count(unlabelled, 'no provenance');
      return [];
    }
    const id = contrastId(look);
    return {
      contrast,
      id,
      number: Number.parseInt(id.slice(0, 8), 16),
      field,
      endpoint: endpointOf(look.outcome, trial.outcomes?.[look.outcome] ?? {}, look.row),
      extension: isOfExtension(trial, contrast),
      told: told.size > 0 && tellingFigures(contrast).some((figure) => told.has(figure)),
      nothing: isOfNobodyOrAll(contrast),
    };
  });
}

/** A trial's natural pairs as far as they are wanted, in the order of its contrasts, and how many there were and why not more. */
export function naturalPairsOf(trial: Trial, wanted: Wanted): { found: Found[]; counts: TrialCounts } {
  const { contrasts, excluded } = surveyOf(trial);
  const unlabelled: Record<string, number> = {};
  const ends = labelledOf(trial, contrasts, unlabelled, wanted.document === true);
  const [outcome, arm] = [new Draw('O', wanted), new Draw('A', wanted)];
  outcomePairs(ends, outcome);
  armPairs(trial, ends, arm);
  const place = new Map(ends.map((end, i) => [end.id, i]));
  const at = ({ id }: End) => place.get(id) ?? 0;
  const sorted = (found: Found[]) => found.sort((a, b) => at(a.from) - at(b.from) || at(a.to) - at(b.to));
  const found = [...sorted(outcome.all()), ...sorted(arm.all())];
  const reported = ends.filter(({ contrast }) => contrast.observed.source === 'reported').length;
  return {
    found,
    counts: {
      contrasts: contrasts.length,
      excluded: { ...excluded },
      labelled: { reported, computed: ends.length - reported },
      unlabelled,
      O: outcome.counts,
      A: arm.counts,
    },
  };
}
