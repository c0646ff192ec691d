/** One stretch of a document, parsed and read on its own. Everything in it is counted from its own start, so it can be moved. */
import { type Code, diagnostic } from './codes.ts';
import { nearest } from './nearest.ts';
import { parseTree } from './parse-tree.ts';
import { type Arrow, type Headcount, readTree } from './read.ts';
import type { Reference } from './references.ts';
import { didYouMean, missingColon, replaceFix } from './said.ts';
import type { Cut, CutKind } from './segments.ts';
import { ROOT } from './shape.ts';
import { syntaxDiagnostics } from './syntax.ts';
import type { Node } from './tree.ts';
import type { Diagnostic, Fix } from './types.ts';

export interface Segment {
  readonly kind: CutKind;
  readonly section: string;
  readonly length: number;
  /** A map with the segment's one key (all keys of an uncut document), or a list with its one item. */
  readonly root: Node | undefined;
  /** What `root` says: part of the trial, or of the section where the segment is an entry. */
  readonly value: unknown;
  /** What YAML found wrong, and what was found odd in what it says. */
  readonly syntax: readonly Diagnostic[];
  readonly diagnostics: readonly Diagnostic[];
  readonly arrows: readonly Arrow[];
  readonly references: readonly Reference[];
  readonly largest: Headcount | undefined;
  /** YAML could not read all of it. */
  readonly broken: boolean;
  /** Anchors defined here, and aliases whose anchor is not. */
  readonly anchors: readonly string[];
  readonly loose: readonly string[];
  /** What it cost to parse; see `tree.ts`. */
  readonly cost: number;
  /** It would have cost more than was left, and was not read. */
  readonly refused: boolean;
}

/** A copy that does not keep the text alive that it was cut from. */
function own(text: string, start: number, end: number): string {
  return ` ${text.slice(start, end)}`.slice(1);
}

/** What is missing may stand in a line that could not be read. */
const ABSENT: ReadonlySet<string> = new Set<Code>(['empty-value', 'missing-key']);

const NOTHING = {
  value: undefined,
  diagnostics: [],
  arrows: [],
  references: [],
  largest: undefined,
  cost: 0,
  refused: false,
} as const;

/** A text of more than `most` characters. */
export function unreadSegment(text: string, most: number): Segment {
  const millions = (length: number) => Math.ceil(length / 100_000) / 10;
  const message = `Too large to be read: ${millions(text.length)} million characters, and ${millions(most)} million are read at most.`;
  const newline = text.indexOf('\n');
  const end = Math.min(newline < 0 ? text.length : newline, 80);
  const diagnostics = [diagnostic('too-large', { start: 0, end }, message)];
  const base = { kind: 'unread', section: '', length: text.length } as const;
  return { ...base, ...NOTHING, root: undefined, anchors: [], loose: [], broken: true, syntax: diagnostics };
}

/** Parses and reads one cut of a text; not, where that would cost more than `allowance`. */
export function parseSegment(text: string, cut: Cut, allowance: number): Segment {
  const { kind, section } = cut;
  const source = own(text, cut.start, cut.end);
  const base = { kind, section, length: source.length };
  if (kind === 'stray') return { ...base, ...NOTHING, root: undefined, anchors: [], loose: [], ...strayLine(source) };
  const tree = parseTree(source, allowance);
  const { anchors, loose, cost } = tree;
  const refused = tree.problems.some(({ code }) => code === 'TOO_LARGE');
  const { diagnostics: syntax, lostAt } = syntaxDiagnostics(source, tree);
  const broken = tree.problems.length > 0;
  // The line that names the segment was left out: what stands below it is nobody's.
  const nameless = tree.problems.some((problem) => problem.leftOut && problem.start < lineEnd(source));
  const root = nameless ? undefined : tree.root;
  if (!root || kind === 'prelude' || kind === 'header')
    return { ...base, ...NOTHING, root, anchors, loose, broken, syntax, cost, refused };
  if (kind === 'entry' && root.kind === 'scalar') {
    const missing = missingColon(root, root.text);
    return { ...base, ...NOTHING, root: undefined, anchors, loose, broken: true, syntax: [...syntax, missing], cost };
  }
  const shape = kind === 'entry' ? ROOT.keys?.get(section) : ROOT;
  const { diagnostics, ...reading } = readTree(source, root, shape, kind === 'entry' ? [section] : []);
  // Behind the place where YAML is lost, what was read says nothing of what was meant.
  // A line that was left out can be the one that what stands below it belonged to.
  const left = Math.min(...tree.problems.flatMap((one) => (one.leftOut ? one.start : [])));
  // Of a value that is to be quoted, nothing else is said until it is.
  const trapped = new Set(syntax.flatMap(({ code, range }) => (code === 'unquoted' ? range.start : [])));
  const judged = diagnostics.filter(
    ({ code, range }) =>
      range.end < lostAt &&
      !trapped.has(range.start) &&
      !(broken && ABSENT.has(code)) &&
      !(code === 'duplicate-key' && range.start > left),
  );
  const told = withoutSwallowed(source, syntax, judged);
  return { ...base, ...reading, root, anchors, loose, broken, syntax: told, diagnostics: judged, cost, refused };
}

/** What YAML found wrong, but for the bracket that it misses because a comment, which is told, swallowed it. */
function withoutSwallowed(
  source: string,
  syntax: readonly Diagnostic[],
  judged: readonly Diagnostic[],
): readonly Diagnostic[] {
  const cut = judged.find(({ code }) => code === 'cut-by-comment')?.range;
  if (!cut || !syntax.length || !/^[^\n]*[\]}]/.test(source.slice(cut.start))) return syntax;
  const missed = syntax.find(({ code, range }) => code === 'syntax' && range.end >= cut.start);
  return syntax.filter((one) => one !== missed);
}

/** The end of the first line that says something. */
function lineEnd(source: string): number {
  const first = source.search(/\S/);
  const newline = source.indexOf('\n', Math.max(first, 0));
  return newline < 0 ? source.length : newline;
}

/** A line in column 0 that is no key: one that is being typed, or one that lost its indentation or its colon. */
function strayLine(source: string): { broken: true; syntax: Diagnostic[] } {
  const line = source.slice(0, lineEnd(source)).trimEnd();
  const range = { start: 0, end: line.length };
  const word = /^[A-Za-z][\w-]*$/.test(line);
  const joined = /^[A-Za-z][\w-]*:(?=\S)/.exec(line)?.[0];
  const meant = word ? (ROOT.keys?.has(line) ? line : nearest(line, ROOT.keys?.keys() ?? [])) : undefined;
  const fixes: Fix[] = [];
  if (joined) fixes.push(replaceFix({ start: joined.length, end: joined.length }, ' ', 'Insert a space'));
  else if (meant) fixes.push(replaceFix(range, `${meant}:`));
  const message = joined
    ? 'A space is missing behind the colon.'
    : `This line is neither a key with a colon (\`key: value\`) nor part of the value above.${didYouMean(meant && `${meant}:`)}`;
  return { broken: true, syntax: [diagnostic('stray-text', range, message, ...fixes)] };
}
