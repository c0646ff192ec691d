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
    doc: 'A ` #` ends the value, and an arrow or a number stands behind it; the whole must be quoted.',
  },
  'stray-text': { severity: 'error', doc: 'A line that is neither a key nor part of a value.' },
  'unknown-alias': { severity: 'error', doc: 'An alias (`*name`) whose anchor (`&name`) the document does not have.' },
  'alias-bomb': { severity: 'error', doc: 'Aliases of aliases that would grow beyond all measure.' },
  'too-deep': { severity: 'error', doc: 'Nested deeper than any trial is.' },
  'too-large': { severity: 'error', doc: 'The text is too large to be a trial document and is not read.' },
  'not-text': { severity: 'error', doc: 'The file holds NUL characters: it is no text, or not in UTF-8.' },
  'lost-characters': {
    severity: 'warning',
    doc: 'Characters that were lost when the file was read, as it is not in UTF-8.',
  },
  'several-documents': {
    severity: 'error',
    doc: 'A trial document holds one trial; what follows `---` or `...` is not read.',
  },
  'not-a-trial': { severity: 'error', doc: 'The document has none of the keys of a trial.' },
  empty: { severity: 'information', doc: 'The document is empty.' },
  // Keys.
  'unknown-key': { severity: 'information', doc: 'A key that the format does not know. It is kept.' },
  'misspelled-section': {
    severity: 'warning',
    doc: 'A key of the document itself that is almost one that the format knows; what it holds is not read.',
  },
  'missing-key': { severity: 'warning', doc: 'A key without which what is written cannot be used.' },
  'duplicate-key': { severity: 'error', doc: 'The same key twice; the first counts.' },
  'malformed-id': {
    severity: 'warning',
    doc: 'An id is lower-case letters, digits and hyphens, so that paths stay paths.',
  },
  'empty-value': { severity: 'information', doc: 'A key without a value; it is read as if it were not there.' },
  // Values.
  'wrong-type': { severity: 'error', doc: 'A value of another kind than the key holds.' },
  'one-of-a-list': { severity: 'warning', doc: 'One value where a list belongs; it is read as a list of one.' },
  'unknown-value': { severity: 'error', doc: 'A value that is not among those that the key allows.' },
  'other-spelling': { severity: 'warning', doc: 'A value that is spelled in another way than the format does.' },
  'misspelled-country': {
    severity: 'information',
    doc: 'A country whose name is almost that of one that the registry has.',
  },
  'repeated-country': { severity: 'information', doc: 'A country that the list holds twice.' },
  'malformed-value': {
    severity: 'warning',
    doc: 'A figure or quantity that cannot be read: a mean, dose, estimate, interval, p-value, date, …',
  },
  'malformed-registry-id': { severity: 'warning', doc: 'A ClinicalTrials.gov id is `NCT` and eight digits.' },
  'unread-dose': {
    severity: 'information',
    doc: 'A dose in words that are not read: they are kept, and no other dose can be compared with them.',
  },
  'missing-unit': { severity: 'warning', doc: 'A dose, time or duration without a unit.' },
  'flat-and-gives': { severity: 'warning', doc: 'An arm says what it gives both flat and under `gives`.' },
  // References.
  'unknown-arm': { severity: 'error', doc: 'The document has no such arm.' },
  'unknown-group': { severity: 'error', doc: 'The document has no such arm or group.' },
  'unknown-outcome': { severity: 'error', doc: 'The document has no such outcome.' },
  'unknown-row': { severity: 'warning', doc: 'The outcome has no such row.' },
  'unknown-path': { severity: 'error', doc: 'A step of a scenario names what the trial does not have.' },
  // Arrows and steps.
  'arrow-incomplete': { severity: 'error', doc: 'An arrow needs a value before and behind it.' },
  'arrow-spacing': { severity: 'error', doc: 'An arrow is written with a space on both sides; without, it is text.' },
  'cannot-perturb': { severity: 'error', doc: 'A change of what cannot be perturbed.' },
  'changes-nothing': { severity: 'warning', doc: 'A perturbation to what is there already.' },
  'unit-mismatch': { severity: 'warning', doc: 'A dose and its perturbation are in units that cannot be compared.' },
  'zero-dose': { severity: 'information', doc: 'A perturbation to a dose of 0, which is no treatment.' },
  'malformed-step': { severity: 'error', doc: 'A step of a scenario that is none.' },
  'several-changes': {
    severity: 'warning',
    doc: 'A step of a scenario that holds several changes; one each is meant.',
  },
  // Numbers that are impossible or contradict each other.
  'negative-dispersion': { severity: 'warning', doc: 'A standard deviation, standard error or variation below 0.' },
  'impossible-count': {
    severity: 'warning',
    doc: 'A number of participants that is negative or no whole number, or a trial that enrolls nobody.',
  },
  'dates-out-of-order': { severity: 'warning', doc: 'A trial that ends before it starts.' },
  'n-above-enrollment': { severity: 'warning', doc: 'More participants analysed than were enrolled.' },
  'count-above-n': { severity: 'warning', doc: 'More who had it than there were.' },
  'impossible-percent': { severity: 'warning', doc: 'A percentage of a number of participants above 100.' },
  'p-out-of-range': { severity: 'warning', doc: 'A p-value below 0 or above 1.' },
  'interval-reversed': { severity: 'warning', doc: 'The lower bound is above the upper.' },
  'interval-misses-estimate': { severity: 'warning', doc: 'The estimate lies outside its own interval.' },
  'p-and-interval-disagree': {
    severity: 'warning',
    doc: 'The p-value and the interval say different things of significance, at the level of the interval.',
  },
  'impossible-ratio': { severity: 'warning', doc: 'A ratio below 0.' },
  'two-statistics': { severity: 'warning', doc: 'A value that is both a mean and a median, or the like.' },
  'mixed-statistics': { severity: 'warning', doc: 'The values of one result are of different kinds.' },
} as const satisfies Record<string, CodeMeaning>;

export type Code = keyof typeof CODES;

/** A diagnostic with the severity that its code has. */
export function diagnostic(code: Code, range: Range, message: string, ...fixes: readonly Fix[]): Diagnostic {
  const { start, end } = range;
  const made: Diagnostic = { severity: CODES[code].severity, code, message, range: { start, end } };
  if (fixes.length) made.fixes = fixes;
  return made;
}
