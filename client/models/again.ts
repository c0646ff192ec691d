/** Whether a model that is asked the same again could say something else. Pure. */
import type { Imagining } from '../../core/imagine/answer.ts';

/** At temperature 0 a model takes the likeliest word each time: to ask it once more costs as much, and tells nothing. */
export function saysTheSame({ steps, expected }: Imagining): boolean {
  const asked = [...(expected ? [expected] : []), ...steps].flatMap(({ saidBy }) => saidBy ?? []);
  return asked.length > 0 && asked.every(({ temperature }) => temperature === 0);
}
