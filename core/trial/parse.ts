/** Parsing trial documents. */
import type { Placed } from './check/document.ts';
import { Document } from './document.ts';
import { parseSegment, type Segment, unreadSegment } from './segment.ts';
import { asRead, type Cut, cutText } from './segments.ts';
import type { Parsed } from './types.ts';

/** How far two texts agree from the start; compared in blocks, which is as fast as the machine compares memory. */
function agreement(a: string, b: string, backwards: boolean, most: number): number {
  const block = 4096;
  let same = 0;
  const piece = (text: string, from: number, length: number) =>
    backwards ? text.slice(text.length - from - length, text.length - from) : text.slice(from, from + length);
  while (same + block <= most && piece(a, same, block) === piece(b, same, block)) same += block;
  while (same < most && piece(a, same, 1) === piece(b, same, 1)) same++;
  return same;
}

/**
 * How many signs of a document `yaml` may look at, which takes it about half a second. Trial documents are read without it but for
 * the segments that are unusual; the rest of what would cost more is not read.
 */
const ALLOWANCE = 60_000;

/** Parses every cut, taking from the document before the segments that did not change. */
function parseCuts(text: string, cuts: readonly Cut[], previous: Document | undefined): Placed[] {
  const unchanged = previous ? reusable(text, previous) : () => undefined;
  let left = ALLOWANCE;
  return cuts.map((cut) => {
    const same = unchanged(cut);
    const segment = same && !same.refused && same.cost <= left ? same : parseSegment(text, cut, left);
    left -= segment.cost;
    return { segment, start: cut.start };
  });
}

/** Finds the segment of a document before that a cut of this text can take over. */
function reusable(text: string, previous: Document): (cut: Cut) => Segment | undefined {
  const shorter = Math.min(text.length, previous.text.length);
  const head = agreement(text, previous.text, false, shorter);
  const tail = text.length - agreement(text, previous.text, true, shorter - head);
  const moved = previous.text.length - text.length;
  const before = new Map(previous.placed.map((one) => [one.start, one.segment]));
  return ({ start, end, kind, section }) => {
    const same = end <= head ? before.get(start) : start >= tail ? before.get(start + moved) : undefined;
    return same?.length === end - start && same.kind === kind && same.section === section ? same : undefined;
  };
}

/** In characters. The largest real records make documents of about 400,000; what is larger than this is something else. */
export const LARGEST = 2_000_000;

/** Parses a text as one piece: what `parse` does with a text that cannot be cut. */
export function parseWhole(text: string): Parsed {
  const whole: Cut = { kind: 'document', start: 0, end: text.length, section: '' };
  const read = asRead(text);
  return new Document(read, [{ segment: parseSegment(read, whole, ALLOWANCE), start: 0 }]);
}

/**
 * Parses a trial document. Never throws: what cannot be understood is a diagnostic. Given the parse of an earlier text, only what
 * changed is parsed again; the result is the same.
 */
export function parse(text: string, previous?: Parsed): Parsed {
  const before = previous instanceof Document ? previous : undefined;
  const read = asRead(text);
  if (before?.text === read) return before;
  if (text.length > LARGEST) return new Document(read, [{ segment: unreadSegment(read, LARGEST), start: 0 }]);
  const placed = parseCuts(read, cutText(read), before);
  const anchors = new Set(placed.flatMap(({ segment }) => segment.anchors));
  // An alias that reaches over the border of its segment: only the whole text can be parsed.
  const reaches = anchors.size > 0 && placed.some(({ segment }) => segment.loose.some((name) => anchors.has(name)));
  return reaches && placed.length > 1 ? parseWhole(read) : new Document(read, placed);
}
