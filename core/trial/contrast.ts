/** The contrasts of a trial: every two sides that one of its results sets against each other, and which of them is looked at. */
import { type Observed, observeIn, placesOf } from './direction.ts';
import { sidesHeld } from './held.ts';
import { onceOfNamed, onceOfOne } from './once.ts';
import { entryOf } from './paths.ts';
import { parseContrast, parseFocus } from './quantity/contrast.ts';
import type { Result, Trial } from './schema.ts';
import { asHeld, isControl, type Pairing, pairOf, sideOf, sidesKey } from './sides.ts';
import { isBaseline } from './sign.ts';
import type { Look } from './types.ts';

/** Two sides of one result, the first told relative to the second. What was observed is read when it is asked for. */
export class Contrast {
  readonly look: Look;
  /** The position of its result. */
  readonly result: number;
  readonly #trial: Trial;
  #observed: Observed | undefined;

  constructor(trial: Trial, result: number, look: Look) {
    this.#trial = trial;
    this.result = result;
    this.look = look;
  }

  get observed(): Observed {
    this.#observed ??= observeIn(this.#trial, this.result, this.look);
    return this.#observed;
  }
}

/** Why two sides of a result are no contrast. */
export type Excluded =
  | 'baseline values'
  | 'row unknown'
  | 'differ only in time'
  | 'same participants'
  | 'unknown group';

export interface Survey {
  contrasts: readonly Contrast[];
  /** Pairs of sides that were left out, by reason. */
  excluded: Readonly<Partial<Record<Excluded, number>>>;
}

function whyExcluded(pair: Pairing | undefined): Excluded | undefined {
  if (!pair) return 'unknown group';
  return pair.relation === 'time'
    ? 'differ only in time'
    : pair.relation === 'overlap'
      ? 'same participants'
      : undefined;
}

/** Every two of some sides: those that are contrasts, as they are told and where by `sidesKey`, and why the others are none. */
interface Pairs {
  told: readonly { first: string; second: string }[];
  places: ReadonlyMap<string, number>;
  excluded: readonly Excluded[];
}

function pairsOf(trial: Trial, ids: readonly string[]): Pairs {
  const told: { first: string; second: string }[] = [];
  const places = new Map<string, number>();
  const excluded: Excluded[] = [];
  for (const [i, a] of ids.entries())
    for (const b of ids.slice(i + 1)) {
      const pair = pairOf(trial, a, b);
      const why = whyExcluded(pair);
      if (why) excluded.push(why);
      else {
        places.set(sidesKey(a, b), told.length);
        told.push({ first: pair?.first.id ?? a, second: pair?.second.id ?? b });
      }
    }
  return { told, places, excluded };
}

const outcomeOf = (trial: Trial, id: string) => entryOf(trial.outcomes, id) ?? {};

/** What one result sets against each other. Its contrasts are made when they are asked for, each once: thirty sides have 435. */
class Within {
  /** Why none of its pairs is a contrast. */
  readonly excluded: Excluded | undefined;
  readonly pairs: Pairs;
  readonly #trial: Trial;
  readonly #place: number;
  readonly #outcome: string;
  readonly #row: string | undefined;
  readonly #made: (Contrast | undefined)[] = [];

  constructor(trial: Trial, place: number, result: Result, pairs: Pairs) {
    const { outcome = '', row } = result;
    const isBefore = isBaseline(outcomeOf(trial, outcome), result);
    this.excluded = row === 'unknown' ? 'row unknown' : isBefore ? 'baseline values' : undefined;
    this.pairs = pairs;
    this.#trial = trial;
    this.#place = place;
    this.#outcome = outcome;
    this.#row = row;
  }

  get all(): readonly Contrast[] {
    return this.excluded ? [] : this.pairs.told.map((pair, at) => this.#contrast(pair, at));
  }

  between(key: string): Contrast | undefined {
    const at = this.pairs.places.get(key);
    const pair = at === undefined || this.excluded ? undefined : this.pairs.told[at];
    return at === undefined || !pair ? undefined : this.#contrast(pair, at);
  }

  #contrast(pair: { first: string; second: string }, at: number): Contrast {
    const before = this.#made[at];
    if (before) return before;
    const look = { outcome: this.#outcome, ...(this.#row !== undefined && { row: this.#row }), ...pair };
    const made = new Contrast(this.#trial, this.#place, look);
    this.#made[at] = made;
    return made;
  }
}

const withinOf = onceOfOne((trial: Trial): readonly Within[] => {
  // Most results of a trial hold the same sides.
  const known = new Map<string, Pairs>();
  const sides = sidesHeld(trial);
  return (trial.results ?? []).map((result, place) => {
    const ids = sides[place] ?? [];
    const key = ids.join(' ');
    const pairs = known.get(key) ?? pairsOf(trial, ids);
    known.set(key, pairs);
    return new Within(trial, place, result, pairs);
  });
});

/** All contrasts of a trial, in the order of its results, and what was left out. */
export const surveyOf: (trial: Trial) => Survey = onceOfOne((trial: Trial) => {
  const excluded: Partial<Record<Excluded, number>> = {};
  for (const { pairs, excluded: whole } of withinOf(trial))
    for (const why of whole ? [...pairs.told, ...pairs.excluded].map(() => whole) : pairs.excluded)
      excluded[why] = (excluded[why] ?? 0) + 1;
  return { contrasts: withinOf(trial).flatMap(({ all }) => all), excluded };
});

/** All contrasts of a trial, each once, k1 before k2, in the order of its results. Whether one has a direction, its `observed` says. */
export function contrastsOf(trial: Trial): readonly Contrast[] {
  return surveyOf(trial).contrasts;
}

/** Those of one outcome: of a trial of thousands, far fewer. */
export const contrastsOn: (trial: Trial, outcome: string) => readonly Contrast[] = onceOfNamed((trial, outcome) =>
  (placesOf(trial).get(outcome) ?? []).flatMap((place) => withinOf(trial)[place]?.all ?? []),
);

const contrastsByKey = onceOfNamed((trial: Trial, key: string): readonly Contrast[] =>
  withinOf(trial).flatMap((within) => within.between(key) ?? []),
);

/** Those of two sides, whichever way round. */
export function contrastsBetween(trial: Trial, a: string, b: string): readonly Contrast[] {
  return contrastsByKey(trial, sidesKey(a, b));
}

/** Whether all results of an outcome, or itself where it has none, are from before anything was given. */
const isBeforeAlone = onceOfNamed((trial: Trial, id: string): boolean => {
  const outcome = outcomeOf(trial, id);
  const results = (trial.results ?? []).filter((result) => result.outcome === id);
  return results.length > 0 ? results.every((result) => isBaseline(outcome, result)) : isBaseline(outcome, {});
});

/**
 * Whether an outcome, or one row of it, holds nothing but values from before anything was given: no treatment has an effect on them,
 * and they are what a trial begins with, not what comes of it.
 */
export function isBeforeTreatment(trial: Trial, id: string, row?: string): boolean {
  return row === undefined ? isBeforeAlone(trial, id) : isBaseline(outcomeOf(trial, id), { row });
}

/** Outcomes in the order in which a reader would look: primary ones first, each as the document has them. */
function outcomesByRank(trial: Trial): string[] {
  const ids = Object.keys(trial.outcomes ?? {});
  const primary = ids.filter((id) => trial.outcomes?.[id]?.rank === 'primary');
  return [...primary, ...ids.filter((id) => !primary.includes(id))];
}

/** The first analysis of an outcome against a control, as a contrast; else the outcome's first contrast. */
function firstContrast(trial: Trial, outcome: string): Contrast | undefined {
  const own = contrastsOn(trial, outcome);
  for (const [index, result] of (trial.results ?? []).entries()) {
    if (result.outcome !== outcome) continue;
    for (const analysis of result.analyses ?? []) {
      const [a, b, more] = parseContrast(analysis.contrast ?? '');
      const found = own.find(
        (contrast) =>
          contrast.result === index &&
          more === undefined &&
          ((contrast.look.first === a && contrast.look.second === b) ||
            (contrast.look.first === b && contrast.look.second === a)),
      );
      const pair = found && pairOf(trial, found.look.first, found.look.second);
      if (pair && isControl(pair.second)) return found;
    }
  }
  return own[0];
}

/** Two arms to set against each other where no result says which: the first against a control, else the first two. */
function firstArms(trial: Trial): { first: string; second: string } | undefined {
  const arms = Object.keys(trial.arms ?? {}).map((id) => {
    const side = sideOf(trial, id);
    return { id, control: side !== undefined && isControl(side) };
  });
  const told = (pair: ReturnType<typeof pairOf>) => pair && { first: pair.first.id, second: pair.second.id };
  // Only a control and what is none are looked at as a pair: there are as many pairs as arms squared.
  if (arms.some(({ control }) => control) && !arms.every(({ control }) => control))
    for (const [i, a] of arms.entries())
      for (const b of arms.slice(i + 1)) {
        const pair = a.control === b.control ? undefined : pairOf(trial, a.id, b.id);
        if (pair && isControl(pair.second) && !isControl(pair.first)) return told(pair);
      }
  const [one, other] = arms;
  return one && other ? told(pairOf(trial, one.id, other.id)) : undefined;
}

/** What a document looks at without being told: DESIGN's rule; where the first primary outcome has no contrast, the next that has. */
function lookByRule(trial: Trial, wanted?: string): Look | undefined {
  const outcomes = wanted === undefined ? outcomesByRank(trial) : [wanted];
  for (const outcome of outcomes) {
    const found = firstContrast(trial, outcome);
    if (found) return found.look;
  }
  const outcome = outcomes.find((id) => !isBeforeTreatment(trial, id)) ?? outcomes[0];
  const arms = firstArms(trial);
  return outcome !== undefined && arms ? asHeld(trial, { outcome, ...arms }) : undefined;
}

/**
 * What a document's hover and hints speak of: its `focus`, completed by rule where it names only a part; without one the
 * first primary outcome and its first analysis against a control, else its first pair of arms. A document of one arm, or
 * without an outcome, has none.
 */
export function focusOf(trial: Trial): Look | undefined {
  const focus = trial.focus === undefined ? undefined : parseFocus(trial.focus);
  const known = (id: string | undefined, among: object | undefined) =>
    id !== undefined && among !== undefined && Object.hasOwn(among, id);
  const side = (id: string | undefined) => known(id, trial.arms) || known(id, trial.groups);
  if (!focus) return lookByRule(trial);
  const [first, second] = focus.contrast;
  const outcome = known(focus.outcome, trial.outcomes) ? focus.outcome : undefined;
  if (!side(first) || !side(second) || first === undefined || second === undefined || first === second) {
    const look = lookByRule(trial, outcome);
    return look && focus.row !== undefined && outcome !== undefined ? { ...look, row: focus.row } : look;
  }
  if (outcome !== undefined)
    return asHeld(trial, { outcome, ...(focus.row === undefined ? {} : { row: focus.row }), first, second });
  const ids = outcomesByRank(trial);
  const told = ids.map((id) => asHeld(trial, { outcome: id, first, second }));
  const having = told.find((wanted) =>
    contrastsBetween(trial, wanted.first, wanted.second).some(({ look }) => look.outcome === wanted.outcome),
  );
  return having ?? told.find((wanted) => !isBeforeTreatment(trial, wanted.outcome)) ?? told[0];
}
