/**
 * What an intervention's text says of one arm, where it goes through the arms: `Arm 1: 60 mg/m² …; Arms 2 and 3: 50 mg/m² …`.
 */

/** `Arm 1:`, `Arms 2 and 3 -`, `Cohort A (`, at the beginning of a sentence, a line or a piece of one. */
const MARK =
  /(?:^|[\n;.]\s*|[,*•-]\s+)((?:treatment |study )?(arm|group|cohort|part|sequence|regimen|panel|treatment|period|dose level)s?)\s+((?:[A-H]|\d{1,2}|[IVX]{1,4})(?:\s*(?:,|and|&|or)\s*(?:and\s+)?(?:[A-H]|\d{1,2}|[IVX]{1,4}))*)\s*[:(–-]/gi;
const NAMED =
  /\b(arm|group|cohort|part|sequence|regimen|panel|treatment|period|dose level)\s+([A-H]|\d{1,2}|[IVX]{1,4})\b/i;
const ONLY_NAME = /^\s*([A-H]|\d{1,2}|[IVX]{1,4})\s*$/i;
const ROMAN: Readonly<Record<string, string>> = { I: '1', II: '2', III: '3', IV: '4', V: '5', VI: '6' };

const same = (name: string) => ROMAN[name.toUpperCase()] ?? name.toUpperCase();

/** The text of an intervention without what it says of other arms than the one with this label; all of it where that cannot be told. */
export function ownPart(text: string, label: string): string {
  if (text.length < 12) return text;
  const named = NAMED.exec(label);
  const own = named?.[2] ?? ONLY_NAME.exec(label)?.[1];
  if (own === undefined) return text;
  MARK.lastIndex = 0;
  const marks: { start: number; own: boolean }[] = [];
  for (let match = MARK.exec(text); match; match = MARK.exec(text)) {
    const [, , kind = '', names = ''] = match;
    if (named?.[1] && named[1].toLowerCase() !== kind.toLowerCase()) continue;
    const all = names
      .split(/\s*(?:,|and|&|or)\s*/i)
      .filter(Boolean)
      .map(same);
    marks.push({ start: match.index, own: all.includes(same(own)) });
  }
  if (marks.length < 2 || !marks.some((mark) => mark.own) || marks.every((mark) => mark.own)) return text;
  const pieces = [text.slice(0, marks[0]?.start)];
  for (const [i, mark] of marks.entries()) if (mark.own) pieces.push(text.slice(mark.start, marks[i + 1]?.start));
  return pieces.join(' ').trim();
}
