/** Which observed contrast of an anchor is nearest to a target's. Pure; neither's result decides. */
import { reversed } from '../../imagine/mirror.ts';
import { statisticOf } from '../../trial/computed.ts';
import { type Contrast, contrastsOf } from '../../trial/contrast.ts';
import { observe } from '../../trial/direction.ts';
import { onceOfOne } from '../../trial/once.ts';
import type { Trial } from '../../trial/schema.ts';
import { pairOf } from '../../trial/sides.ts';
import type { Look } from '../../trial/types.ts';
import { noOutcome } from '../no-outcome.ts';
import { endpointFacts } from './card.ts';
import { endpointNearness } from './endpoints.ts';
import { type Asked, treatmentsOf } from './ranking.ts';
import { treatmentClass } from './treatment-class.ts';

/** The part of a likeness that the endpoint has; the rest is the sides'. */
const ENDPOINT = 0.55;
const DRUG = 0.25;
const CONTROL = 0.15;
/** Both are primary outcomes, or neither is. */
const RANK = 0.05;

function sideNearness(trial: Trial, look: Look, { drugs, classes, control }: Asked): number {
  const own = treatmentsOf(trial, look);
  const shared = own.drugs.some((drug) => drugs.includes(drug));
  const alike = shared || own.drugs.some((drug) => classes.includes(treatmentClass(drug) ?? ''));
  return (shared ? DRUG : alike ? 0.6 * DRUG : 0) + (own.control === control ? CONTROL : 0);
}

/** Whether a target's sides are told the other way round than the rule for k1 and k2 would. */
export function isTurned(trial: Trial, { first, second }: Look): boolean {
  const pair = pairOf(trial, first, second);
  return pair !== undefined && pair.by !== 'record' && pair.first.id !== first;
}

/** What its contrasts are told apart by, once for a trial: it may be held against many targets, and have thousands. */
interface Outline {
  endpoints: readonly { facts: ReturnType<typeof endpointFacts>; primary: boolean }[];
  /** Of two sides, either way round; `free`: nothing but the record's order says which comes first. */
  sides: readonly { look: Look; free: boolean }[];
  contrasts: readonly { contrast: Contrast; endpoint: number; sides: number }[];
}

const outlineOf = onceOfOne((trial: Trial): Outline => {
  const places = { endpoints: new Map<string, number>(), sides: new Map<string, number>() };
  const endpoints: { facts: ReturnType<typeof endpointFacts>; primary: boolean }[] = [];
  const sides: { look: Look; free: boolean }[] = [];
  const contrasts = contrastsOf(trial).map((contrast) => {
    const { outcome: id, row, first, second } = contrast.look;
    const [key, both] = [`${id} ${row ?? ''}`, `${first} ${second}`];
    let endpoint = places.endpoints.get(key);
    if (endpoint === undefined) {
      const outcome = trial.outcomes?.[id] ?? {};
      const value = Object.values(trial.results?.[contrast.result]?.values ?? {})[0];
      const facts = endpointFacts(outcome, row, value && statisticOf(value));
      endpoint = endpoints.push({ facts, primary: outcome.rank === 'primary' }) - 1;
      places.endpoints.set(key, endpoint);
    }
    let pair = places.sides.get(both);
    if (pair === undefined) {
      pair = sides.push({ look: contrast.look, free: pairOf(trial, first, second)?.by === 'record' }) - 1;
      places.sides.set(both, pair);
    }
    return { contrast, endpoint, sides: pair };
  });
  return { endpoints, sides, contrasts };
});

/**
 * The observed contrast of a trial, one with a direction and no start or bookkeeping, that is most like what is asked; undefined where it has none. `turned`: the target is told
 * with its control first, and so is what is found. Where nothing but the record's order says which side comes first, the target's drugs say it.
 */
export function nearestLook(
  trial: Trial,
  asked: Asked,
  telling: (word: string) => number,
  turned = false,
): { look: Look; nearness: number } | undefined {
  const { endpoints, sides, contrasts } = outlineOf(trial);
  const ends = endpoints.map(({ facts, primary }) => ({
    nearness: ENDPOINT * endpointNearness(asked.endpoint, facts, telling),
    rank: primary === asked.primary ? RANK : 0,
  }));
  const pairs = sides.map(({ look, free }) => {
    const straight = sideNearness(trial, look, asked);
    const other = free ? sideNearness(trial, reversed(look), asked) : 0;
    return other > straight ? { nearness: other, swapped: true } : { nearness: straight, swapped: false };
  });
  const scored = contrasts.map(({ contrast, endpoint, sides: both }, at) => {
    const [end, pair] = [ends[endpoint], pairs[both]];
    const nearness = (end?.nearness ?? 0) + (pair?.nearness ?? 0) + (end?.rank ?? 0);
    return { at, contrast, nearness, swapped: (pair?.swapped ?? false) !== turned };
  });
  scored.sort((a, b) => b.nearness - a.nearness || a.at - b.at);
  for (const { contrast, nearness, swapped } of scored) {
    const look = swapped ? reversed(contrast.look) : contrast.look;
    if (observe(trial, look)?.direction !== undefined && !noOutcome(trial, contrast)) return { look, nearness };
  }
  return undefined;
}
