/** Which row of a measure an analysis speaks of: its text names the row, or its place suggests it, or nothing does. */
import { wordsOfTitle } from './ids.ts';
import type { RegistryAnalysis } from './measures.ts';
import type { Row } from './results.ts';
import { fold } from './text.ts';

const TIME =
  /\b(week|month|day|year|hour|minute|visit|cycle|period|dose|question|part)s?\s*#?\s*(\d+(?:\.\d+)?)\b|\b(\d+(?:\.\d+)?)[\s-]*(week|month|day|year|hour|hr|h|minute|min)s?\b/g;
const SHORT: Readonly<Record<string, string>> = { hr: 'hour', h: 'hour', min: 'minute' };
const COUNTS = /\(?\b[nN]\s*=\s*\d+(?:\s*[,;]\s*\d+)*\)?/g;

/** Comparisons as words, each one way: `≤`, `less than or equal to`. */
const comparedIn = (folded: string) =>
  folded
    .replace(/\b(?:less than or equal to|<=)/g, ' ≤ ')
    .replace(/\b(?:greater than or equal to|at least|>=)/g, ' ≥ ')
    .replace(/\bless than\b|</g, ' lt ')
    .replace(/\b(?:greater|more) than\b|>/g, ' gt ')
    .replace(/≤/g, ' le ')
    .replace(/≥/g, ' ge ');

/** The words of a text that can tell rows apart; `week 12` and `12 weeks` are one word. */
function rowWords(text: string): Set<string> {
  const times: string[] = [];
  const folded = fold(text.replace(COUNTS, ' '));
  const plain = /[<>≤≥]|than|least/.test(folded) ? comparedIn(folded) : folded;
  const rest = plain.replace(TIME, (_, unit?: string, number?: string, count?: string, of?: string) => {
    const named = unit ?? of ?? '';
    times.push(`${SHORT[named] ?? named}${number ?? count}`);
    return ' ';
  });
  return new Set([
    ...times,
    ...wordsOfTitle(rest).flatMap((word) =>
      word.text === 'a' || /^(?:the|of|and|or|in|at|to|for|from|with|by)$/.test(word.text) ? [] : word.text,
    ),
  ]);
}

const TEXTS = [
  'groupDescription',
  'pValueComment',
  'estimateComment',
  'statisticalComment',
  'otherAnalysisDescription',
  'nonInferiorityComment',
  'paramType',
] as const;

/** For each row, the words of its title that not every row has. */
function distinguishing(rows: readonly Row[]): ReadonlySet<string>[] {
  const all = rows.map((row) => rowWords(row.title ?? ''));
  return all.map((words) => new Set([...words].filter((word) => !all.every((other) => other.has(word)))));
}

/** The one row whose words all stand in the text, where no other row's words say as much. */
function rowNamedIn(text: string, marks: readonly ReadonlySet<string>[]): number | undefined {
  const words = rowWords(text);
  const named = marks.flatMap((mark, index) =>
    mark.size > 0 && [...mark].every((word) => words.has(word)) ? [index] : [],
  );
  const best = named.filter((index) =>
    named.every((other) => other === index || [...(marks[other] ?? [])].every((word) => marks[index]?.has(word))),
  );
  return best.length === 1 ? best[0] : undefined;
}

const BASELINE = /^(?:at )?(?:baseline|screening|day 0|week 0|month 0|predose|pre-dose)\b/i;

/** Where an analysis was put: its row, and how it was found. */
export interface Place {
  row: Row | undefined;
  how: 'only' | 'text' | 'order' | 'unknown';
}

/**
 * Puts the analyses of one measure into its rows. By order only where each contrast has as many analyses as there are
 * rows with figures (baseline left aside, if that makes it so), and no text speaks against it.
 */
export function findRows(
  analyses: readonly RegistryAnalysis[],
  contrasts: readonly string[],
  rows: readonly Row[],
): Place[] {
  if (rows.length === 0) return analyses.map(() => ({ row: undefined, how: 'unknown' }));
  if (rows.length === 1) return analyses.map(() => ({ row: rows[0], how: 'only' }));
  const marks = distinguishing(rows);
  // Analyses of one measure repeat each other's words.
  const known = new Map<string, number | undefined>();
  const namedIn = (text: string) => {
    if (!known.has(text)) known.set(text, rowNamedIn(text, marks));
    return known.get(text);
  };
  const places: Place[] = analyses.map((analysis) => {
    for (const field of TEXTS) {
      const text = analysis[field];
      const index = text === undefined ? undefined : namedIn(text);
      if (index !== undefined) return { row: rows[index], how: 'text' };
    }
    return { row: undefined, how: 'unknown' };
  });
  const numeric = rows.filter((row) => row.numeric);
  const later = numeric.filter((row) => !BASELINE.test(row.title ?? ''));
  for (const contrast of new Set(contrasts)) {
    const own = analyses.flatMap((_, index) => (contrasts[index] === contrast ? [index] : []));
    const inOrder = [numeric, later].find((list) => list.length === own.length);
    if (!inOrder) continue;
    const agrees = own.every((index, position) => {
      const place = places[index];
      return place?.how !== 'text' || place.row === inOrder[position];
    });
    if (!agrees) continue;
    for (const [position, index] of own.entries())
      if (places[index]?.how === 'unknown') places[index] = { row: inOrder[position], how: 'order' };
  }
  return places;
}
