/** Did you mean …? */

/** Of more mistakes of one kind than this, no more guesses are made at what was meant. */
export const MOST_GUESSES = 20;

/** Optimal string alignment distance (edits and swaps of neighbours), given up at `most`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}

/** The candidate that somebody who wrote `word` most likely meant, or undefined where none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  if (!wanted || wanted.length > 60) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    if (known === wanted) return candidate;
    const cost = distance(wanted, known, least - 1);
    // Words that share nothing are not near, however short.
    if (cost < least && cost < Math.max(wanted.length, known.length)) {
      least = cost;
      best = candidate;
    }
  }
  return best;
}

/**
 * The path that somebody who wrote `path` most likely meant: one of which every key is near, or the only one that ends with it.
 * That two paths are long makes none of their keys nearer to another.
 */
export function nearestPath(path: string, candidates: readonly string[]): string | undefined {
  const wanted = path.split('.');
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const keys = candidate.split('.');
    if (keys.length !== wanted.length) continue;
    const differing = keys.map((key, at) => [wanted[at] ?? '', key] as const).filter(([one, other]) => one !== other);
    if (!differing.every(([one, other]) => nearest(one, [other]) !== undefined)) continue;
    const cost = differing.reduce((sum, [one, other]) => sum + distance(one, other, other.length), 0);
    if (cost < least) {
      least = cost;
      best = candidate;
    }
  }
  const ending = best === undefined ? candidates.filter((candidate) => candidate.endsWith(`.${path}`)) : [];
  return best ?? (ending.length === 1 ? ending[0] : undefined);
}
