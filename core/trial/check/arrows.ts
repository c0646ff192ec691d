/** What is odd about a perturbation of one attribute: that it changes nothing, or cannot be compared with what was there. */
import { diagnostic } from '../codes.ts';
import { canonical, doseRatio, parseDose } from '../quantity/index.ts';
import { replaceFix, shown } from '../said.ts';
import type { Shape } from '../shape.ts';
import type { Attribute, Diagnostic, Fix, Range } from '../types.ts';
import { LONGEST_QUANTITY } from './quantities.ts';

/** Whether two values of an attribute say the same, however they are spelled. */
export function sameAttribute(a: unknown, b: unknown, shape: Shape | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && new Set(a).size === new Set([...a, ...b]).size;
  if (a === b) return true;
  if (a === undefined || b === undefined || Array.isArray(a) || Array.isArray(b)) return false;
  const [one, other] = [String(a).trim(), String(b).trim()];
  if (one === other) return true;
  if (one.length > LONGEST_QUANTITY || other.length > LONGEST_QUANTITY) return false;
  const quantity = shape?.meta.quantity;
  const read = quantity && canonical(quantity, one);
  return read !== undefined && read === canonical(quantity as NonNullable<typeof quantity>, other);
}

/** What is odd about a dose beside the one that it takes the place of; undefined where nothing is. */
export function doseMismatch(
  from: string,
  to: string,
): { code: 'missing-unit' | 'unit-mismatch'; message: string; meant?: string } | undefined {
  if (from.length > LONGEST_QUANTITY || to.length > LONGEST_QUANTITY) return undefined;
  const before = parseDose(from);
  const after = parseDose(to);
  if (before && !after && /^[\d.,\s-]+$/.test(to)) {
    const unit = /[^\d.,\s–-].*$/.exec(from)?.[0];
    const meant = unit && `${to.trim()} ${unit}`;
    return {
      code: 'missing-unit',
      message: `A dose needs a unit${meant ? `: ${shown(meant)}` : ''}.`,
      ...(meant && { meant }),
    };
  }
  if (!before || !after || doseRatio(before, after) !== undefined) return undefined;
  return { code: 'unit-mismatch', message: `${shown(from)} and ${shown(to)} are in units that cannot be compared.` };
}

/** The diagnostics of an arrow in place whose parts are all understood. */
export function arrowDiagnostics(
  text: string,
  shape: Shape,
  values: readonly Attribute[],
  ranges: readonly Range[],
): Diagnostic[] {
  const made: Diagnostic[] = [];
  for (let i = 1; i < values.length; i++) {
    const [from, to, before, range] = [values[i - 1], values[i], ranges[i - 1], ranges[i]];
    if (from === undefined || to === undefined || !before || !range) continue;
    if (sameAttribute(from, to, shape)) {
      const fix: Fix = { title: 'Take the arrow away', edits: [{ start: before.end, end: range.end, text: '' }] };
      made.push(
        diagnostic('changes-nothing', range, `${shown(String(to))} is what it was before: nothing changes.`, fix),
      );
    } else if (shape.meta.quantity === 'dose') {
      const odd = doseMismatch(text.slice(before.start, before.end), String(to));
      if (odd)
        made.push(diagnostic(odd.code, range, odd.message, ...(odd.meant ? [replaceFix(range, odd.meant)] : [])));
    }
  }
  return made;
}
