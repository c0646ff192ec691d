/** One edit between two texts, without what they have in common at both ends, so that the cursor and what is folded stay. Pure. */

interface MiddleEdit {
  /** Offsets into the old text. */
  start: number;
  end: number;
  /** What stands there in the new one. */
  text: string;
}

/** Cut at line ends, so that no character and no line break is halved. */
export function changedMiddle(before: string, after: string): MiddleEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  start = start === 0 ? 0 : before.lastIndexOf('\n', start - 1) + 1;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const end = before.length - tail;
  const lineEnd = before.indexOf('\n', end);
  tail = lineEnd < 0 ? 0 : before.length - lineEnd - 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}
