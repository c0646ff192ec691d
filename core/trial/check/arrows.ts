/** What is odd about a perturbation of one attribute: that it changes nothing, or cannot be compared with what was there. */
import { type Code, diagnostic } from '../codes.ts';
import { canonical, type Dose, doseRatio, formatDose, parseDose, topAmount } from '../quantity/index.ts';
import { replaceFix, shown } from '../said.ts';
import { type Shape, shapeAt } from '../shape.ts';
import type { Attribute, Diagnostic, Fix, Range } from '../types.ts';
import { BARE_NUMBER, DECIMAL_COMMA, LONGEST_QUANTITY, unreadDose } from './quantities.ts';

/** What is odd about a value that a perturbation puts in the place of another. */
export interface OddChange {
  code: Code;
  message: string;
  /** What was probably meant, in place of the new value. */
  meant?: string;
  /** Right, it would be what is there already: the change had better be taken back. */
  inVain?: true;
}

/** A number, and what stands behind it. */
const UNIT_BEHIND = /^[-+]?(?:\d+(?:\.\d+)?|\.\d+)\s*([^\d\s.,].*)$/;

/** What is odd about a dose that cannot be read in the place of another. */
function unreadChange(before: Dose | undefined, from: string, to: string): OddChange | undefined {
  if (before && /^[\d.,\s-]+$/.test(to)) {
    const unit = /[^\d.,\s–-].*$/.exec(from)?.[0];
    const meant = unit && `${to.trim()} ${unit}`;
    return {
      code: 'missing-unit',
      message: `A dose needs a unit${meant ? `: ${shown(meant)}` : ''}.`,
      ...(meant && { meant }),
    };
  }
  // In the place of words there may stand other words.
  if (!before && !/\d/.test(to)) return undefined;
  const point = to.trim().replace(DECIMAL_COMMA, '$1.$2');
  const meant = point !== to.trim() && parseDose(point) ? point : undefined;
  const why = meant ? `: a decimal has a point, ${shown(meant)}` : ', which is an amount and its unit: `1.7 mg`';
  return { code: 'malformed-value', message: `${shown(to)} is not read as a dose${why}.`, ...(meant && { meant }) };
}

/** Whether two values of an attribute say the same, however they are spelled; doses are compared by `compareDoses`. */
function sameAttribute(a: Attribute, b: Attribute, shape: Shape): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && new Set(a).size === new Set([...a, ...b]).size;
  if (Array.isArray(a) || Array.isArray(b)) return false;
  const [one, other] = [String(a).trim(), String(b).trim()];
  if (one === other) return true;
  const quantity = shape.meta.quantity;
  if (!quantity || quantity === 'dose' || one.length > LONGEST_QUANTITY || other.length > LONGEST_QUANTITY)
    return false;
  const read = canonical(quantity, one);
  return read !== undefined && read === canonical(quantity, other);
}

/** Whether two doses are the same, single ones in whatever units (`2.4 mg`, `2400 µg`): by their ratio, where they have one. */
function sameDose(a: Dose, b: Dose, ratio: number | undefined): boolean {
  if (a.kind !== b.kind || a.upTo !== b.upTo) return false;
  return a.kind === 'single' && ratio !== undefined ? ratio === 1 : formatDose(a) === formatDose(b);
}

/** What becomes of a dose that is put in the place of another. */
function compareDoses(from: string, to: string): 'same' | OddChange | undefined {
  if (from.length > LONGEST_QUANTITY || to.length > LONGEST_QUANTITY) return undefined;
  const before = parseDose(from);
  const after = parseDose(to);
  if (!after) return unreadChange(before, from, to);
  const ratio = before && doseRatio(after, before);
  if (before && sameDose(before, after, ratio)) return 'same';
  // A dose of 0 has no ratio to it, only from it.
  const several = before?.next ?? after.next;
  if (before && !several && ratio === undefined && doseRatio(before, after) === undefined)
    return {
      code: 'unit-mismatch',
      message: `${shown(from)} and ${shown(to)} are in units that cannot be compared.`,
      ...(after.kind === 'single' &&
        before.kind === 'single' && { meant: formatDose({ ...before, amounts: after.amounts }) }),
    };
  if (topAmount(after) !== 0) return undefined;
  return { code: 'zero-dose', message: 'A dose of 0 is no treatment. Drop the arm, or make its role placebo.' };
}

const TIME = shapeAt(['outcomes', 'any', 'time']);

/** What is odd about a time, duration or schedule that cannot be read, in the place of one that can. */
function unreadSpan(from: string, to: string, shape: Shape): OddChange | undefined {
  const { quantity } = shape.meta;
  const called = shape === TIME ? 'time' : quantity;
  if (called !== 'time' && called !== 'duration' && called !== 'schedule') return undefined;
  if (from.length > LONGEST_QUANTITY || to.length > LONGEST_QUANTITY) return undefined;
  if (called !== 'schedule' && BARE_NUMBER.test(to)) {
    const unit = UNIT_BEHIND.exec(from)?.[1];
    const meant = unit && `${to.trim()} ${unit}`;
    const message = `A ${called} needs a unit${meant ? `: ${shown(meant)}` : ''}.`;
    return { code: 'missing-unit', message, ...(meant && { meant }) };
  }
  if (!quantity || canonical(quantity, from) === undefined || canonical(quantity, to) !== undefined) return undefined;
  return { code: 'malformed-value', message: `${shown(to)} is not read as a ${called}; nothing can be said of it.` };
}

/**
 * How the value of an attribute compares with the one that it takes the place of: it says the same, however it is spelled; or it
 * is odd; undefined where there is nothing to say.
 */
export function compare(from: Attribute, to: Attribute, shape: Shape): 'same' | OddChange | undefined {
  const odd = compareValues(from, to, shape);
  // What changes nothing was not meant either.
  if (typeof odd !== 'object' || odd.meant === undefined || compareValues(from, odd.meant, shape) !== 'same')
    return odd;
  const { code, message } = odd;
  return { code, message, inVain: true };
}

function compareValues(from: Attribute, to: Attribute, shape: Shape): 'same' | OddChange | undefined {
  if (sameAttribute(from, to, shape)) return 'same';
  if (shape.meta.quantity === 'dose') return compareDoses(String(from), String(to));
  const span = unreadSpan(String(from), String(to), shape);
  if (span) return span;
  // What is below 0, or no whole number, is said of any number of participants.
  if (shape.kind === 'number' && to === 0)
    return { code: 'impossible-count', message: 'A trial with 0 participants shows nothing.' };
  return undefined;
}

/** The diagnostics of an arrow in place whose parts are all understood. */
export function arrowDiagnostics(shape: Shape, values: readonly Attribute[], ranges: readonly Range[]): Diagnostic[] {
  const made: Diagnostic[] = [];
  const [first, second] = values;
  const [range] = ranges;
  const dose = shape.meta.quantity === 'dose' ? String(first) : undefined;
  if (dose !== undefined && range && BARE_NUMBER.test(dose)) {
    const unit = UNIT_BEHIND.exec(String(second))?.[1];
    const fixes = unit === undefined ? [] : [replaceFix(range, `${first} ${unit}`)];
    made.push(diagnostic('missing-unit', range, 'A dose needs a unit.', ...fixes));
  } else if (dose !== undefined && range && dose.length <= LONGEST_QUANTITY && !parseDose(dose))
    made.push(diagnostic('unread-dose', range, unreadDose(dose)));
  for (let i = 1; i < values.length; i++) {
    const [from, to, before, range] = [values[i - 1], values[i], ranges[i - 1], ranges[i]];
    if (from === undefined || to === undefined || !before || !range) continue;
    const odd = compare(from, to, shape);
    const away: Fix = { title: 'Take the arrow away', edits: [{ start: before.end, end: range.end, text: '' }] };
    if (odd === 'same')
      made.push(
        diagnostic('changes-nothing', range, `${shown(String(to))} is what it was before: nothing changes.`, away),
      );
    else if (odd) {
      const fixes = odd.inVain ? [away] : odd.meant ? [replaceFix(range, odd.meant)] : [];
      made.push(diagnostic(odd.code, range, odd.message, ...fixes));
    }
  }
  return made;
}
