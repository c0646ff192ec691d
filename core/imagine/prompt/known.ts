/**
 * What is known of other contrasts of a trial when a target is asked for: the nearest first, and nothing from which the target's own
 * result could be read.
 */
import { numberOf, statisticOf } from '../../trial/computed.ts';
import { type Mark, type Observed, observe } from '../../trial/direction.ts';
import { onceOfOne } from '../../trial/once.ts';
import { entryOf } from '../../trial/paths.ts';
import { formatP } from '../../trial/quantity/estimate.ts';
import type { Trial, Value } from '../../trial/schema.ts';
import { sideOf } from '../../trial/sides.ts';
import type { Look } from '../../trial/types.ts';
import type { StepAnswer } from '../answer.ts';
import { landingOf, type State, sameLook, standing } from '../landing.ts';
import { outcomeChange } from '../likeness.ts';
import { sourcesOf } from '../model/sources.ts';
import { nearestOf, type Source } from '../nearest.ts';
import { estimateAnswer } from '../pathway.ts';
import { markText } from '../words.ts';
import { told } from './encoded.ts';
import { type Facts, type Keys, outcomeFacts, stated, valueFacts } from './facts.ts';
import { tellsTheSame } from './same.ts';

/** Figures that hardly two things share: with decimals, and three digits that count. */
function isTelling(figure: number): boolean {
  return !Number.isInteger(figure) && String(Math.abs(figure)).replace('.', '').replace(/^0+/, '').length > 2;
}

function figureOf(value: Value | undefined): number | undefined {
  const statistic = value && statisticOf(value);
  return statistic && numberOf(value[statistic]);
}

/** The figures that would tell a contrast. Each is held against many others. */
const tellingOf = onceOfOne(({ values, estimate, p }: Observed): ReadonlySet<number> => {
  const figures = [
    figureOf(values.first),
    figureOf(values.second),
    ...[values.first, values.second].flatMap((value) => [numberOf(value?.sd), numberOf(value?.se)]),
    estimate?.value,
    estimate?.interval?.low,
    estimate?.interval?.high,
    p?.relation === '=' ? p.value : undefined,
  ];
  return new Set(figures.flatMap((one) => (one !== undefined && isTelling(one) ? [Math.abs(one)] : [])));
});

const shares = (a: ReadonlySet<number>, b: ReadonlySet<number>) => [...a].some((one) => b.has(one));

/** Whose people a side holds. */
const peopleOf = (trial: Trial, id: string) => new Set(sideOf(trial, id)?.arms ?? [id]);

/** What may not be said to whoever is asked for a target that was observed. */
export class Withheld {
  readonly #trial: Trial;
  readonly #target: Observed | undefined;
  readonly #telling: ReadonlySet<number>;
  /** The source, unless it is another contrast that says what the target does: then it is withheld with all others that do. */
  readonly source: Look | undefined;

  /** `state`: what is asked about; `source`: the observed contrast that the question starts from, which is told. */
  constructor(observed: Trial, state: State, source: Look | undefined) {
    this.#trial = observed;
    this.#target = landingOf(observed, state);
    const told = source && observe(observed, source);
    // Of another who, where or how many, the very contrast is where the question starts: it is no answer to it.
    const isIt = told && this.#target && sameLook(told.look, this.#target.look);
    const given = told && (isIt || !this.#tells(told)) ? told : undefined;
    const known = given ? tellingOf(given) : new Set<number>();
    this.#telling = new Set(this.#target ? [...tellingOf(this.#target)].filter((one) => !known.has(one)) : []);
    this.source = given && source;
  }

  /** Whether a result is the target's own, under whatever name. */
  #tells(other: Observed): boolean {
    const target = this.#target;
    return target !== undefined && (sameLook(other.look, target.look) || tellsTheSame(other, target));
  }

  /** Whether a contrast is the target, told from it, or its figures over again. */
  contrast(other: Observed): boolean {
    const target = this.#target;
    if (!target) return false;
    if (this.#tells(other) || shares(tellingOf(other), this.#telling)) return true;
    const [one, own] = [other.look.outcome, target.look.outcome].map((id) => entryOf(this.#trial.outcomes, id) ?? {});
    const again = other.look.outcome === target.look.outcome || (one && own && outcomeChange(one, own) === undefined);
    if (!again) return false;
    // Of the outcome that is asked about, a side of the target may only be told where the question starts from it.
    const { source } = this;
    const from = source && source.outcome === other.look.outcome && source.row === other.look.row ? source : undefined;
    const isGiven = (id: string) => id === from?.first || id === from?.second;
    const hidden = [target.look.first, target.look.second].filter((id) => !isGiven(id));
    const people = new Set(hidden.flatMap((id) => [...peopleOf(this.#trial, id)]));
    return [other.look.first, other.look.second].some(
      (id) => hidden.includes(id) || (!isGiven(id) && [...peopleOf(this.#trial, id)].some((arm) => people.has(arm))),
    );
  }

  /** Whether a text tells a figure of the target's result. */
  text(text: string): boolean {
    if (this.#telling.size === 0) return false;
    for (const [written] of text.matchAll(/\d+\.\d+|(?<!\d)\.\d+/g))
      if (this.#telling.has(Number(written))) return true;
    return false;
  }
}

/** Cautions that bear on what a result means; the order of its sides is told by the case itself. */
const ORDER: readonly Mark[] = ['order', 'other way round', 'computed', 'against its order'];

/** What was computed has endless decimals; what was reported has rarely more than these. */
const tidy = (value: number) => Number(value.toPrecision(4));

/** An observed contrast's result: values, estimate, p, direction, cautions. The first side is told relative to the second. */
export function observedFacts(observed: Observed, first: string, second: string): Facts {
  const { values, estimate, oriented, p, sided, direction, source, marked, time } = observed;
  const careful = marked.filter((mark) => !ORDER.includes(mark)).map(markText);
  const longer = direction === 'higher' ? 'longer' : 'shorter';
  return stated({
    status: 'observed',
    [first]: valueFacts(values.first),
    [second]: valueFacts(values.second),
    estimate: estimate && oriented ? estimateFacts(estimateAnswer(estimate, observed)) : undefined,
    p: p && `${sided === 'one' ? 'one-sided ' : ''}${formatP({ ...p, value: tidy(p.value) })}`,
    direction,
    means: time && direction && direction !== 'no difference' ? `the ${longer} time to the event` : undefined,
    by: source === 'computed' ? 'computed from the summary statistics' : undefined,
    careful: careful.length > 0 ? careful : undefined,
  });
}

function estimateFacts({ kind, value, interval }: NonNullable<StepAnswer['estimate']>): Facts {
  const { low, high, level, sided } = interval ?? {};
  return stated({
    kind,
    value: tidy(value),
    low: low === undefined ? undefined : tidy(low),
    high: high === undefined ? undefined : tidy(high),
    interval: level === undefined ? undefined : `${level} %${sided === 'one' ? ' one-sided' : ''}`,
  });
}

/** What is known before a step, where that was imagined: said to be so. */
export function imaginedFacts(answer: StepAnswer, first: string, second: string): Facts | undefined {
  const { direction, probability, estimate, values } = answer;
  if (!direction) return undefined;
  return stated({
    status: 'imagined',
    [first]: valueFacts(values?.first),
    [second]: valueFacts(values?.second),
    estimate: estimate && estimateFacts(estimate),
    direction,
    // What is imagined is never certain, to whatever digit.
    probability: probability && Math.min(0.99, Number(probability[direction].toFixed(2))),
  });
}

/** How many are looked at, and how many are told at most. */
const LOOKED = 24;
const TOLD = 8;

/** The observed contrasts nearest to an observed one, found once for all questions that end there. */
const nearObserved = onceOfOne((observed: Trial) => {
  const known = new Map<string, readonly Source[]>();
  return (look: Look) => {
    const { outcome, row, first, second } = look;
    const key = JSON.stringify([outcome, row, first, second]);
    const found = known.get(key) ?? nearestIn(observed, { trial: observed, look });
    known.set(key, found);
    return found;
  };
});

const nearestIn = (observed: Trial, state: State) =>
  nearestOf(observed, state, sourcesOf(observed, state, undefined, LOOKED), LOOKED);

/** Other contrasts that were observed, the nearest to a state first. */
export function otherFacts(observed: Trial, state: State, withheld: Withheld, keys: Keys): Facts[] {
  const { source } = withheld;
  const found: Facts[] = [];
  // Near to the look as it was observed: what its arms did on other outcomes speaks for what they would do, changed.
  const asSeen = { trial: observed, look: state.look };
  const nearest = standing(asSeen) ? nearObserved(observed)(state.look) : nearestIn(observed, state);
  for (const near of nearest) {
    const { look } = near.observed;
    if (found.length === TOLD) break;
    if ((source && sameLook(look, source)) || withheld.contrast(near.observed)) continue;
    const [first, second] = [keys.of(observed, look.first), keys.of(observed, look.second)];
    const { measure, row, time, unit } = outcomeFacts(observed, look);
    found.push(
      stated({
        contrast: `${first} against ${second}`,
        outcome: told([measure, row, time].filter((part) => part !== undefined).join(', '), 400),
        unit,
        ...observedFacts(near.observed, first, second),
        status: undefined,
      }),
    );
  }
  return found;
}
