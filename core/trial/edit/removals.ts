/** Several things taken away from a document at once. */
import { parse } from '../parse.ts';
import type { Parsed, Path, TextEdit } from '../types.ts';
import { applyEdits } from './apply.ts';
import { composeEdits } from './compose.ts';
import { removeAt } from './layout.ts';

/** Takes keys and items away. Edits that would meet (neighbours between brackets) are made one after the other. */
export function removals(parsed: Parsed, paths: readonly Path[]): TextEdit[] {
  const startOf = (path: Path) => (parsed.rangeOf(path, 'key') ?? parsed.rangeOf(path, 'value'))?.start ?? 0;
  // From the end, so that the positions of what is left to remove stay true.
  let left = paths.toSorted((a, b) => startOf(b) - startOf(a));
  let made: TextEdit[] = [];
  let now = parsed;
  while (left.length > 0) {
    const round: TextEdit[] = [];
    let first = now.text.length;
    let count = 0;
    for (const path of left) {
      const edits = removeAt(now, path);
      if (edits.some((edit) => edit.end > first)) break;
      round.push(...edits);
      first = Math.min(first, ...edits.map((edit) => edit.start));
      count++;
    }
    made = composeEdits(made, round);
    left = left.slice(Math.max(count, 1));
    if (left.length > 0) now = parse(applyEdits(now.text, round), now);
  }
  return made;
}
