/**
 * How probable a model held each direction, read off the token with which it began to write one.
 *
 * The tokens' texts are put together, and the last `"direction": "` in them is looked for. The token that holds the first letter behind it
 * decides: the three labels begin with different letters. It may hold more than that letter, and something before it (`"hi`, `:"n`): what
 * could have stood there instead counts for a label where it has the same beginning and goes on with letters of that label. A label that
 * is not among what the server tells is less probable than all that is, and is taken to be no less probable than it may be. The chances are
 * those of the labels among each other.
 */
import { DIRECTIONS } from '../../trial/direction.ts';
import type { Probability } from '../answer.ts';
import type { TokenChance } from '../servers/chat.ts';

const LABEL = /"direction"\s*:\s*"/g;
/** Where the model would rather have written something else altogether, what is left for the labels says nothing. */
const LEAST = 0.1;

/** Chances of the directions, summing to 1; undefined where no token can be found, or its chances say nothing of the labels. */
export function labelChances(tokens: readonly TokenChance[]): Probability | undefined {
  const whole = tokens.map(({ text }) => text).join('');
  const found = [...whole.matchAll(LABEL)].at(-1);
  if (!found) return undefined;
  const start = found.index + found[0].length;
  let at = 0;
  for (const token of tokens) {
    const end = at + token.text.length;
    if (end > start) return chancesAt(token, start - at);
    at = end;
  }
  return undefined;
}

/** `before`: how much of the token stands before the label. */
function chancesAt({ text, logprob, others }: TokenChance, before: number): Probability | undefined {
  const mass: Probability = { higher: 0, lower: 0, 'no difference': 0 };
  let [all, least] = [0, 1];
  const known = new Map([{ text, logprob }, ...others].map((one) => [one.text, one.logprob]));
  for (const [candidate, chance] of known) {
    if (Number.isFinite(chance)) {
      all += Math.exp(chance);
      least = Math.min(least, Math.exp(chance));
    }
    const letters = candidate.slice(before);
    if (candidate.slice(0, before) !== text.slice(0, before) || letters === '' || !Number.isFinite(chance)) continue;
    const label = DIRECTIONS.find((one) => `${one}"`.startsWith(letters) || letters.startsWith(`${one}"`));
    if (label) mass[label] += Math.exp(chance);
  }
  const told = DIRECTIONS.reduce((total, one) => total + mass[one], 0);
  if (!(told >= LEAST)) return undefined;
  for (const one of DIRECTIONS) if (mass[one] === 0) mass[one] = Math.max(0, Math.min(least, 1 - all));
  const sum = DIRECTIONS.reduce((total, one) => total + mass[one], 0);
  return { higher: mass.higher / sum, lower: mass.lower / sum, 'no difference': mass['no difference'] / sum };
}
