/** Every diagnostic there is: its code, how grave it is, and what it means. The one list; a test holds it against the checks. */
import type { Diagnostic, Fix, Range, Severity } from './types.ts';

interface CodeMeaning {
  severity: Severity;
  /** What it says, for the documentation. */
  doc: string;
}

export const CODES = {
  // What YAML cannot read, and what it would misread.
  syntax: { severity: 'error', doc: 'The text is not YAML here.' },
  unquoted: { severity: 'error', doc: 'A value begins with a sign that YAML reads as its own; it must be quoted.' },
  'comma-in-flow': {
    severity: 'error',
    doc: 'A comma inside `{ … }` ends the value; a value with a comma must be quoted.',
  },
  'colon-in-value': {
    severity: 'error',
    doc: 'A colon and a space inside a value begin another key; such a value must be quoted.',
  },
  'cut-by-comment': {
    severity: 'warning',
    doc: 'A ` #` ends the value, and an arrow stands behind it; the whole must be quoted.',
  },
  'stray-text': { severity: 'error', doc: 'A line that is neither a key nor part of a value.' },
  'unknown-alias': { severity: 'error', doc: 'An alias (`*name`) whose anchor (`&name`) the document does not have.' },
  'alias-bomb': { severity: 'error', doc: 'Aliases of aliases that would grow beyond all measure.' },
  'too-deep': { severity: 'error', doc: 'Nested deeper than any trial is.' },
  'too-large': { severity: 'warning', doc: 'The text is too large to be a trial document and is not read.' },
  'several-documents': {
    severity: 'error',
    doc: 'A trial document holds one trial; what follows `---` or `...` is not read.',
  },
  'not-a-trial': { severity: 'error', doc: 'The document has none of the keys of a trial.' },
  // Keys.
  'unknown-key': { severity: 'information', doc: 'A key that the format does not know. It is kept.' },
  'missing-key': { severity: 'warning', doc: 'A key that is needed to understand what is written.' },
  'duplicate-key': { severity: 'error', doc: 'The same key twice; the first counts.' },
  'malformed-id': {
    severity: 'warning',
    doc: 'An id is lower-case letters, digits and hyphens, so that paths stay paths.',
  },
  'empty-value': { severity: 'information', doc: 'A key without a value; it is read as if it were not there.' },
  // Values.
  'wrong-type': { severity: 'error', doc: 'A value of another kind than the key holds.' },
  'unknown-value': { severity: 'error', doc: 'A value that is not among those that the key allows.' },
  // Arrows.
  'arrow-incomplete': { severity: 'error', doc: 'An arrow needs a value before and behind it.' },
  'arrow-spacing': { severity: 'warning', doc: 'An arrow is written with a space on both sides.' },
  'cannot-perturb': { severity: 'error', doc: 'An arrow where nothing can be perturbed.' },
} as const satisfies Record<string, CodeMeaning>;

export type Code = keyof typeof CODES;

/** A diagnostic with the severity that its code has. */
export function diagnostic(code: Code, range: Range, message: string, ...fixes: readonly Fix[]): Diagnostic {
  const { start, end } = range;
  const made: Diagnostic = { severity: CODES[code].severity, code, message, range: { start, end } };
  if (fixes.length) made.fixes = fixes;
  return made;
}
