/** Which observed contrast of an anchor is nearest to a target's. Pure; neither's result decides. */
import { statisticOf } from '../../trial/computed.ts';
import { type Contrast, contrastsOf } from '../../trial/contrast.ts';
import { observe } from '../../trial/direction.ts';
import type { Trial } from '../../trial/schema.ts';
import { pairOf } from '../../trial/sides.ts';
import type { Look } from '../../trial/types.ts';
import { noOutcome } from '../no-outcome.ts';
import { endpointOf } from './card.ts';
import { drugClass } from './drug-class.ts';
import { endpointNearness } from './endpoints.ts';
import { type Asked, treatmentsOf } from './ranking.ts';

/** The part of a likeness that the endpoint has; the rest is the sides'. */
const ENDPOINT = 0.55;
const DRUG = 0.25;
const CONTROL = 0.15;
/** Both are primary outcomes, or neither is. */
const RANK = 0.05;

function sideNearness(trial: Trial, look: Look, { drugs, classes, control }: Asked): number {
  const own = treatmentsOf(trial, look);
  const shared = own.drugs.some((drug) => drugs.includes(drug));
  const alike = shared || own.drugs.some((drug) => classes.includes(drugClass(drug) ?? ''));
  return (shared ? DRUG : alike ? 0.6 * DRUG : 0) + (own.control === control ? CONTROL : 0);
}

/** Whether a target's sides are told the other way round than the rule for k1 and k2 would. */
export function isTurned(trial: Trial, { first, second }: Look): boolean {
  const pair = pairOf(trial, first, second);
  return pair !== undefined && pair.by !== 'record' && pair.first.id !== first;
}

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
  const endpoints = new Map<string, number>();
  const sides = new Map<string, { nearness: number; look: Pick<Look, 'first' | 'second'> }>();
  const scored = contrastsOf(trial).map((contrast: Contrast, at) => {
    const { outcome: id, row, first, second } = contrast.look;
    const key = `${id} ${row ?? ''}`;
    const outcome = trial.outcomes?.[id] ?? {};
    let near = endpoints.get(key);
    if (near === undefined) {
      const value = Object.values(trial.results?.[contrast.result]?.values ?? {})[0];
      near = endpointNearness(asked.endpoint, endpointOf(outcome, row, value && statisticOf(value)), telling);
      endpoints.set(key, near);
    }
    let pair = sides.get(`${first} ${second}`);
    if (!pair) {
      const straight = { first, second };
      const reversed = { first: second, second: first };
      const score = (look: typeof straight) => sideNearness(trial, { ...contrast.look, ...look }, asked);
      const free = pairOf(trial, first, second)?.by === 'record';
      pair =
        free && score(reversed) > score(straight)
          ? { nearness: score(reversed), look: reversed }
          : { nearness: score(straight), look: straight };
      sides.set(`${first} ${second}`, pair);
    }
    const nearness = ENDPOINT * near + pair.nearness + ((outcome.rank === 'primary') === asked.primary ? RANK : 0);
    const { first: one, second: other } = pair.look;
    const look = { ...contrast.look, ...(turned ? { first: other, second: one } : pair.look) };
    return { at, look, nearness, contrast };
  });
  scored.sort((a, b) => b.nearness - a.nearness || a.at - b.at);
  return scored.find(
    ({ look, contrast }) => observe(trial, look)?.direction !== undefined && !noOutcome(trial, contrast),
  );
}
