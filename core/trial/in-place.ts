/** Arrows in place: where their parts stand, and what is odd about how they are written. */
import { splitArrow } from './arrow.ts';
import { diagnostic } from './codes.ts';
import { quoteFix, replaceFix, shown } from './said.ts';
import type { Shape } from './shape.ts';
import type { ScalarNode } from './tree.ts';
import { typed } from './typed.ts';
import type { Diagnostic, Fix, Range } from './types.ts';

/** Where the `count` parts of an arrow stand in the source, whatever the scalar's style; none where that cannot be told. */
export function partRanges(text: string, node: ScalarNode, count: number): readonly Range[] {
  const inset = node.style === 'quoted' ? 1 : 0;
  const from = node.start + inset;
  const parts = splitArrow(text.slice(from, node.end - inset));
  return parts.length === count ? parts.map(({ start, end }) => ({ start: from + start, end: from + end })) : [];
}

/** The fix that leaves of a scalar what stands before its first arrow; none where nothing does, or a block of text does. */
export function withoutArrows(text: string, node: ScalarNode): Fix[] {
  const inset = node.style === 'quoted' ? 1 : 0;
  const [first] = node.style === 'block' ? [] : splitArrow(text.slice(node.start + inset, node.end - inset));
  if (!first?.text) return [];
  const start = node.start + inset + first.end;
  return [{ title: 'Take the arrow away', edits: [{ start, end: node.end - inset, text: '' }] }];
}

/** `a~>b`: what would be an arrow if it had its spaces. */
export function withoutSpaces(text: string, node: ScalarNode): Diagnostic {
  const parts = text.slice(node.start, node.end).split('~>');
  const spaced = parts
    .map((part) => part.trim())
    .join(' ~> ')
    .trim();
  const message = 'An arrow is written with a space on both sides. Without them it is part of the text.';
  return diagnostic('arrow-spacing', node, message, replaceFix(node, spaced));
}

/** Signs that people write for an arrow, between spaces. */
const OTHER_ARROW = /(?<=\S)\s+(?:--?>|==?>|→|⇒|⟶)\s+(?=\S)/g;

/** `a -> b`: what is an arrow elsewhere, and is read as text, or as the levels of a titration, here. */
export function otherArrow(text: string, node: ScalarNode): Diagnostic | undefined {
  if (node.style === 'block') return undefined;
  const source = text.slice(node.start, node.end);
  const sign = source.match(OTHER_ARROW)?.[0].trim();
  if (sign === undefined) return undefined;
  const fix = replaceFix(node, source.replace(OTHER_ARROW, ' ~> '), 'Write `~>`');
  return diagnostic('malformed-value', node, `What is imagined follows \`~>\`; \`${sign}\` is no arrow here.`, fix);
}

/**
 * `a #1 ~> b #2`, `Cohort #2`: what stands behind ` #` is a comment, the arrow with it. Comments in earnest have a space behind their sign.
 * In a flow collection the value ends before what closes it.
 */
export function cutByComment(text: string, node: ScalarNode, shape: Shape, flow: boolean): Diagnostic | undefined {
  if (node.style !== 'plain') return undefined;
  const newline = text.indexOf('\n', node.end);
  const line = text.slice(node.end, newline < 0 ? undefined : newline).trimEnd();
  if (!/^[ \t]+#\S/.test(line)) return undefined;
  const comment = line.search(/[ \t]+#(?:\s|$)/);
  const value = comment < 0 ? line : line.slice(0, comment);
  const closing = flow ? value.search(/\s*(?:[}\]]|,(?:\s|$))/) : -1;
  const rest = closing < 0 ? value : value.slice(0, closing);
  const arrow = rest.includes('~>') || node.text.endsWith('~>');
  if (!arrow && !/^\s+#\d/.test(rest)) return undefined;
  const range = { start: node.start, end: node.end + rest.length };
  const lost = `What stands behind \` #\` is a comment${arrow ? ', the arrow with it' : ' and no part of the value'}.`;
  return cutDiagnostic(text, range, shape, lost, 'Quote the whole.');
}

/** Whether every part of an arrow, or a value without one, is of the kind that a key holds. */
const fits = (value: string, shape: Shape, range: Range): boolean =>
  splitArrow(value).every((part) => {
    const { value, odd } = typed({ text: part.text, isQuoted: false, range, key: undefined }, shape);
    return part.text !== '' && value !== undefined && odd === undefined && !(shape.kind === 'figure' && isText(value));
  });

const isText = (value: unknown): boolean => typeof value === 'string';

/** What is said of a value that a comment cut: quoted it is whole, or without the sign; neither is offered where it is no value. */
export function cutDiagnostic(text: string, range: Range, shape: Shape, lost: string, quote: string): Diagnostic {
  const value = text.slice(range.start, range.end);
  if (fits(value, shape, range)) return diagnostic('cut-by-comment', range, `${lost} ${quote}`, quoteFix(text, range));
  const bare = value.replace(/#[ \t]*/g, '');
  if (!fits(bare, shape, range)) return diagnostic('cut-by-comment', range, lost);
  return diagnostic('cut-by-comment', range, `${lost} Write ${shown(bare)}.`, replaceFix(range, bare));
}
