/** Fixes of ids that are none, or that another thing has: a free one in their place, and wherever they are named. */
import { diagnostic } from '../codes.ts';
import { freeName, slug } from '../edit/names.ts';
import { quoteFix, replaceFix, shown } from '../said.ts';
import { ID } from '../schema.ts';
import type { Diagnostic, Fix, Range } from '../types.ts';
import type { Placed } from './document.ts';

/** The first keys of a document's entries: its ids, all kinds together. */
const idsOf = (placed: readonly Placed[]): ReadonlySet<string> =>
  new Set(
    placed.flatMap(({ segment: { kind, root } }) =>
      kind === 'entry' && root?.kind === 'map' ? root.pairs.map(({ key }) => key) : [],
    ),
  );

/** Finds ids that nothing in a document has, near the ones that are asked for; the document is looked through when first asked. */
export function freeIds(placed: readonly Placed[]): (id: string) => string {
  let taken: ReadonlySet<string> | undefined;
  const found = new Map<string, string>();
  return (id) => {
    const ids = taken ?? idsOf(placed);
    taken = ids;
    const free = found.get(id) ?? freeName(id, (one) => ids.has(one));
    found.set(id, free);
    return free;
  };
}

/** Where each id is named. */
function namedIn(placed: readonly Placed[]): ReadonlyMap<string, readonly Range[]> {
  const named = new Map<string, Range[]>();
  for (const { segment, start } of placed)
    for (const reference of segment.references) {
      const range = { start: reference.start + start, end: reference.end + start };
      const before = named.get(reference.name);
      if (before) before.push(range);
      else named.set(reference.name, [range]);
    }
  return named;
}

function fixOf(
  text: string,
  range: Range,
  named: ReadonlyMap<string, readonly Range[]>,
  free: (id: string) => string,
): Fix | undefined {
  const written = text.slice(range.start, range.end);
  const name = /^(["'])(.*)\1$/.exec(written)?.[2] ?? written;
  const id = slug(name);
  if (!ID.test(id) || id === name) return undefined;
  const meant = free(id);
  const others = (named.get(name) ?? []).map((at) => ({ ...at, text: meant }));
  const everywhere = others.length ? ' everywhere' : '';
  return { title: `Change to ${shown(meant)}${everywhere}`, edits: [{ ...range, text: meant }, ...others] };
}

/** The diagnostics of a document, those of malformed ids with their fix, which no segment can make alone. `meant`: what keys were meant to be, by where they begin. */
export function withIdFixes(
  text: string,
  diagnostics: readonly Diagnostic[],
  placed: readonly Placed[],
  meant: ReadonlyMap<number, string>,
): readonly Diagnostic[] {
  if (!meant.size && !diagnostics.some(({ code }) => code === 'malformed-id')) return diagnostics;
  const [named, free] = [namedIn(placed), freeIds(placed)];
  return diagnostics.map((one) => {
    const isKey = one.code === 'malformed-id' || one.code === 'duplicate-key';
    const name = isKey ? meant.get(one.range.start) : undefined;
    if (name !== undefined) return { ...one, fixes: [replaceFix(one.range, name)] };
    const fix = one.code === 'malformed-id' && !one.fixes ? fixOf(text, one.range, named, free) : undefined;
    return fix ? { ...one, fixes: [fix] } : one;
  });
}

/** A value that begins with a mark of YAML, on one line and in plain words. */
const MARKED = /^&[^\s,[\]{}]+[ \t]+[^\s#"'[{|>&!*][^\n#]*/;

/** Anchors that no alias repeats: a value that begins with `&` loses its first word to YAML, which nobody meant. */
export function anchorDiagnostics(text: string, placed: readonly Placed[]): Diagnostic[] {
  const made: Diagnostic[] = [];
  for (const { segment, start } of placed)
    for (const name of segment.anchors) {
      if (text.includes(`*${name}`)) continue;
      const at = text.indexOf(`&${name}`, start);
      const value = MARKED.exec(text.slice(at, at + segment.length))?.[0].trimEnd();
      if (at < 0 || value === undefined || !/[:-][ \t]+$/.test(text.slice(Math.max(0, at - 20), at))) continue;
      const range = { start: at, end: at + value.length };
      const message =
        'YAML reads a word that begins with `&` as a name of what follows, and leaves it out. Quote the value.';
      made.push(diagnostic('unquoted', range, message, quoteFix(text, range)));
    }
  return made;
}
