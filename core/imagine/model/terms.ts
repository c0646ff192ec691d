/**
 * How telling a term of a measure is: the logarithm of how few outcomes have it (inverse document frequency; Spärck Jones, J.
 * Doc. 28, 1972). Counted on the outcomes of registry records by `trainer/terms.ts`; terms and counts only.
 */
import table from './terms.json' with { type: 'json' };

let weights: { of: Map<string, number>; unseen: number } | undefined;

function read(): { of: Map<string, number>; unseen: number } {
  const { outcomes, terms } = table;
  const of = new Map<string, number>();
  // Terms by how many outcomes have them, space-separated.
  for (const [count, list] of Object.entries(terms))
    for (const term of list.split(' ')) of.set(term, Math.log(outcomes / (1 + Number(count))));
  return { of, unseen: Math.log(outcomes / 4) };
}

/** The weight of a term, 0 or more. Loaded when it is first asked for. */
export function telling(term: string): number {
  weights ??= read();
  return Math.max(0, weights.of.get(term) ?? weights.unseen);
}
