/** Power of an observed contrast with another number of participants: the formula, its inputs, and what they give. */
import { numberOf } from '../trial/computed.ts';
import type { Observed } from '../trial/direction.ts';
import { ALPHA, effectOf } from '../trial/effect.ts';
import type { EstimateKind } from '../trial/quantity/estimate.ts';
import type { EstimateAnswer, Power } from './answer.ts';
import { ofInterval, otherTestOf, type Rounded } from './other-test.ts';
import { possible, powerError, type Strength, strengthOf } from './power.ts';
import { byError, byShares, type Design, errorByEvents, type Shares } from './sample-size.ts';
import { missingText } from './words.ts';

/** A |z| of figures that were not rounded. */
const exactly = (z: number): Rounded => ({ z, low: z, high: z });

/** The powers that are asked for. */
const WANTED = [0.8, 0.9];
/** More participants than this are not told: the effect is all but none. */
const MOST = 1e6;
/** Schoenfeld's error is followed only where the reported interval's is as large, to a tenth: it knows no strata and no ties. */
const AGREES = 0.1;

type Input = Power['inputs'][number];

interface Powered {
  method: Power['method'];
  design: Design;
  formula: string;
  inputs: Input[];
  effect?: Power['effect'];
  /** |z| of what was observed, by these figures. */
  z?: Rounded;
  /** An effect on the design's scale in the terms of `effect`. */
  told?: (effect: number) => number;
  events?: number;
}

const BY_ERROR = 'Φ(|d|/SE·√(n′/n) − 1.96) + Φ(−|d|/SE·√(n′/n) − 1.96)';
const BY_SHARES =
  'Φ((|p₁ − p₂|·√(n′/n) − 1.96·s₀)/s₁) + the other tail, s₀ = √(p̄(1 − p̄)(1/n₁ + 1/n₂)), s₁ = √(p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂)';
const BY_EVENTS = 'Φ(|ln HR|·√(π₁π₂D′) − 1.96) + Φ(−|ln HR|·√(π₁π₂D′) − 1.96), D′ = D·n′/n (Schoenfeld)';
const BY_P = 'Φ(|z|·√(n′/n) − 1.96) + Φ(−|z|·√(n′/n) − 1.96)';

/** Where a standard error comes from. */
const ERROR_OF: Readonly<Record<Strength['from'], string>> = {
  estimate: 'the reported interval',
  p: 'the reported p-value',
  values: 'the values of both sides',
  bound: 'the bound of the p-value',
};

/** The error of a difference of means, or of their logarithms. */
function welchOf(logs: boolean): string {
  return `Welch's, √(s₁²/n₁ + s₂²/n₂)${logs ? ' of logarithms' : ''}`;
}

function sharesOf({ test }: Observed): Shares | undefined {
  if (!test?.counts) return undefined;
  const [{ x: one, n: n1 }, { x: other, n: n2 }] = test.counts;
  const [p1, p2] = [one / n1, other / n2];
  // Where nobody had it, or everybody, nothing says how much shares would vary.
  return p1 === p2 && (p1 === 0 || p1 === 1) ? undefined : { p1, n1, p2, n2 };
}

/** Events of both sides, where a hazard ratio stands beside counts of participants. */
function eventsOf({ estimate, values: { first, second } }: Observed): { events: number; share: number } | undefined {
  const [one, other] = [numberOf(first?.count), numberOf(second?.count)];
  if (estimate?.kind !== 'hazard ratio' || !one || !other || !first?.n || !second?.n) return undefined;
  return { events: one + other, share: first.n / (first.n + second.n) };
}

function byEvents(observed: Observed, { size }: Strength): Powered | undefined {
  const told = eventsOf(observed);
  if (!told || !size || size.effect.scale !== 'log') return undefined;
  const se = errorByEvents(told.events, told.share);
  if (Math.abs(se / size.se - 1) > AGREES) return undefined;
  return {
    method: 'events',
    design: byError(size.effect.value, se),
    formula: BY_EVENTS,
    inputs: [
      { name: 'HR', value: size.estimate.value },
      { name: 'D', value: told.events, of: 'events of both sides' },
      { name: 'π₁', value: told.share, of: 'share of the first side' },
    ],
    effect: { kind: 'hazard ratio', value: size.estimate.value },
    z: ofInterval(size),
    told: (x) => size.effect.null * Math.exp(x),
    events: told.events,
  };
}

/** An effect with its error; `nothing`: what no effect of a ratio would be, 0 for what is no ratio. */
function byItsError(
  effect: { kind: EstimateKind; value: number },
  onScale: number,
  nothing: 0 | 1 | 100,
  se: number,
  of: Strength['from'],
  where?: string,
): Powered {
  return {
    method: 'estimate',
    design: byError(onScale, se),
    formula: BY_ERROR,
    inputs: [
      { name: nothing === 0 ? 'd' : `d, logarithm of the ${effect.kind}`, value: onScale },
      { name: 'SE', value: se, of: where ?? ERROR_OF[of] },
    ],
    effect: { ...effect, ...(nothing === 100 && { inPercent: true as const }) },
    told: (x) => (nothing === 0 ? x : nothing * Math.exp(x)),
  };
}

function bySize({ size, from }: Strength): Powered | undefined {
  if (!size || from !== 'estimate') return undefined;
  const { estimate, effect, se } = size;
  const nothing = effect.scale === 'log' ? effect.null : 0;
  const found = byItsError({ kind: estimate.kind, value: estimate.value }, effect.value, nothing, se, from);
  return { ...found, z: ofInterval(size) };
}

function byTwoShares(observed: Observed): Powered | undefined {
  const shares = sharesOf(observed);
  if (!shares) return undefined;
  const { p1, n1, p2, n2 } = shares;
  const all = (n1 * p1 + n2 * p2) / (n1 + n2);
  return {
    method: 'shares',
    design: byShares(shares),
    formula: BY_SHARES,
    inputs: [
      { name: 'p₁', value: p1 },
      { name: 'n₁', value: n1 },
      { name: 'p₂', value: p2 },
      { name: 'n₂', value: n2 },
    ],
    effect: { kind: 'risk difference', value: 100 * (p1 - p2) },
    z: exactly(Math.abs(p1 - p2) / Math.sqrt(all * (1 - all) * (1 / n1 + 1 / n2))),
    told: (x) => 100 * x,
  };
}

/** Means, or logarithms of them, by what they differ by and the error of that. */
function byDispersion({ test }: Observed, { from }: Strength): Powered | undefined {
  if (from !== 'values' || !test?.error || test.difference === 0) return undefined;
  const { difference: value, error } = test;
  const logs = test.method === "Welch's t of logarithms";
  const effect = logs ? ({ kind: 'geometric mean ratio', value: Math.exp(value) } as const) : undefined;
  const found = byItsError(effect ?? { kind: 'difference', value }, value, logs ? 1 : 0, error.se, from, welchOf(logs));
  return { ...found, z: exactly(Math.abs(value) / error.se) };
}

/** The error that a p-value stands for, where an effect is told beside it. */
function byP(observed: Observed, { z, from }: Strength): Powered {
  const { estimate, oriented, nothing, test } = observed;
  const effect = estimate && oriented && nothing !== undefined ? effectOf(estimate, nothing) : undefined;
  if (estimate && effect && effect.value !== 0) {
    const none = effect.scale === 'log' ? effect.null : 0;
    return byItsError(
      { kind: estimate.kind, value: estimate.value },
      effect.value,
      none,
      Math.abs(effect.value / z),
      from,
    );
  }
  if (test?.method === "Welch's t" && test.difference !== 0) {
    const { difference } = test;
    return byItsError({ kind: 'difference', value: difference }, difference, 0, Math.abs(difference / z), from);
  }
  const inputs = [{ name: '|z|', value: Math.abs(z), of: ERROR_OF[from] }];
  return { method: 'p', design: byError(z, 1), formula: BY_P, inputs };
}

/**
 * What another number of participants means for finding what was observed, or which input is missing. The groups keep their
 * proportions, and as many of those enrolled are analysed. The estimate's own error speaks first, by events where they are told
 * and agree with it; then two proportions; then what the p-value stands for.
 */
export function powerOf(observed: Observed, from: number, to: number): Power | { lacks: string } {
  const strength = strengthOf(observed);
  if (observed.direction === undefined) return { lacks: lackOf(observed) };
  if (observed.source === 'computed' && observed.test?.difference === 0)
    return { lacks: 'a difference: both sides are alike' };
  const powered =
    (strength && (byEvents(observed, strength) ?? bySize(strength))) ??
    byTwoShares(observed) ??
    (strength && (byDispersion(observed, strength) ?? byP(observed, strength)));
  if (!powered) return { lacks: lackOf(observed) };
  const bound = strength?.from === 'bound' && (powered.method === 'p' || powered.method === 'estimate');
  const otherTest = powered.z && otherTestOf(observed, powered.z);
  return { ...answered(powered, from, to, bound), ...(otherTest && { otherTest }) };
}

/**
 * What a number of participants means for finding an imagined effect: with the standard error that its size is told in (`sampling`), or that
 * of the observed one; undefined where that is not known, or told of another kind of estimate.
 */
export function powerOfImagined(
  observed: Observed,
  { kind, value }: Pick<EstimateAnswer, 'kind' | 'value'>,
  from: number,
  to: number,
  sampling?: number,
): Power | undefined {
  const strength = strengthOf(observed);
  const { size } = strength ?? {};
  if (!strength || size?.estimate.kind !== kind) return undefined;
  const nothing = size.effect.scale === 'log' ? size.effect.null : 0;
  const effect = effectOf({ kind, value }, nothing);
  if (!effect || effect.value === 0) return undefined;
  const own = powerError(size);
  const error = sampling ?? own;
  const elsewhere = Math.abs(error / own - 1) > 1e-9;
  const where = elsewhere
    ? 'of what was observed nearest'
    : size.own?.df === undefined
      ? undefined
      : welchOf(nothing !== 0);
  const powered = byItsError({ kind, value }, effect.value, nothing, error, strength.from, where);
  return { ...answered(powered, from, to, false), supposed: 'imagined' };
}

/** The design that an answer's figures are of, from its inputs. */
export function designOf({ method, inputs }: Pick<Power, 'method' | 'inputs'>): Design {
  const [one = 0, two = 1, three = 0, four = 1] = inputs.map(({ value }) => value);
  if (method === 'shares') return byShares({ p1: one, n1: two, p2: three, n2: four });
  if (method === 'events') return byError(Math.log(one), errorByEvents(two, three));
  return byError(one, method === 'p' ? 1 : two);
}

/** What can be: of shares no difference beyond all of them is found by anybody. */
function ofTold(kind: EstimateKind, value: number): number | undefined {
  return possible(kind, value) === value ? value : undefined;
}

/** An effect as the smallest that is found: a difference is so large either way, a ratio stays on its side of 1. */
function detectableOf(kind: EstimateKind, value: number): number {
  return kind.endsWith('ratio') ? value : Math.abs(value);
}

function answered(powered: Powered, from: number, to: number, bound: boolean): Power {
  const { method, design, formula, inputs, effect, told = (x) => x, events } = powered;
  const factor = to / from;
  return {
    from,
    to,
    observed: design.power(1),
    imagined: design.power(factor),
    alpha: ALPHA,
    method,
    ...(bound && { bound }),
    ...(effect && { effect }),
    needed: WANTED.flatMap((power) => {
      const times = design.needed(power);
      const participants = times === undefined ? Number.NaN : Math.max(2, Math.ceil(from * times - 1e-9));
      if (!(participants <= MOST)) return [];
      return [{ power, participants, ...(events && times && { events: Math.ceil(events * times - 1e-9) }) }];
    }),
    detectable: effect
      ? WANTED.map((power) => {
          const [before, after] = [1, factor].map((times) => {
            const found = design.detectable(times, power);
            return found === undefined ? undefined : ofTold(effect.kind, detectableOf(effect.kind, told(found)));
          });
          return {
            power,
            ...(before !== undefined && { observed: before }),
            ...(after !== undefined && { imagined: after }),
          };
        })
      : [],
    formula,
    inputs,
  };
}

/** Which input power is missing. */
function lackOf({ direction, missing, p, estimate }: Observed): string {
  if (
    missing === 'crossover' ||
    missing === 'time to event' ||
    missing === 'share at a time' ||
    missing === 'same participants'
  )
    return `a direction: ${missingText(missing)}`;
  if (missing === 'contradiction') return 'an analysis that contradicts neither itself nor the values';
  if (missing === 'median') return 'a standard error, which medians do not have';
  if (missing === 'no values') return 'an analysis, or values of both sides';
  if (direction === undefined && missing === 'orientation') return 'which side is the higher';
  const bound = p && p.relation !== '=' ? '; of p only a bound is told' : '';
  if (estimate && !estimate.interval)
    return `an interval of the estimate, or a standard deviation of both sides${bound}`;
  return `a standard error or standard deviation of both sides that agrees with the observed direction${bound}`;
}
