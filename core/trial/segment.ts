/** One stretch of a document, parsed and read on its own. Everything in it is counted from its own start, so it can be moved. */
import { diagnostic } from './codes.ts';
import { type Arrow, readTree } from './read.ts';
import type { Cut, CutKind } from './segments.ts';
import { ROOT } from './shape.ts';
import { syntaxDiagnostics } from './syntax.ts';
import { type Node, parseTree } from './tree.ts';
import type { Diagnostic } from './types.ts';

export interface Segment {
  readonly kind: CutKind;
  readonly section: string;
  readonly length: number;
  /** A map with the segment's one key (all keys of an uncut document), or a list with its one item. */
  readonly root: Node | undefined;
  /** What `root` says: part of the trial, or of the section where the segment is an entry. */
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  readonly arrows: readonly Arrow[];
  /** Anchors defined here, and aliases whose anchor is not. */
  readonly anchors: readonly string[];
  readonly loose: readonly string[];
}

/** A copy that does not keep the text alive that it was cut from. */
function own(text: string, start: number, end: number): string {
  return ` ${text.slice(start, end)}`.slice(1);
}

/** Parses and reads one cut of a text. */
export function parseSegment(text: string, cut: Cut): Segment {
  const { kind, section } = cut;
  const source = own(text, cut.start, cut.end);
  const tree = parseTree(source);
  const { root, anchors, loose } = tree;
  const base = { kind, section, length: source.length, root, anchors, loose };
  const { diagnostics: syntax, lostAt } = syntaxDiagnostics(source, tree);
  if (kind === 'stray') {
    const end = source.search(/[\r\n]|$/);
    const message = 'This line is neither a key with a colon (`key: value`) nor part of the value above.';
    return {
      ...base,
      root: undefined,
      value: undefined,
      diagnostics: [diagnostic('stray-text', { start: 0, end }, message)],
      arrows: [],
    };
  }
  if (!root || kind === 'prelude') return { ...base, value: undefined, diagnostics: syntax, arrows: [] };
  const shape = kind === 'entry' ? ROOT.keys?.get(section) : ROOT;
  const isHeader = kind === 'header';
  const reading = readTree(source, root, shape, kind === 'entry' ? [section] : []);
  return {
    ...base,
    value: isHeader ? undefined : reading.value,
    // Behind the place where YAML is lost, what was read says nothing of what was meant.
    diagnostics: [...syntax, ...reading.diagnostics.filter((one) => one.range.end < lostAt)],
    arrows: reading.arrows,
  };
}
