/** The text of a scalar as the value that its key holds. */
import { meantValue } from './check/meant.ts';
import { type Code, diagnostic } from './codes.ts';
import { nearest } from './nearest.ts';
import { didYouMean, named, replaceFix, shown } from './said.ts';
import { asBoolean, asNumber } from './scalar.ts';
import type { Shape } from './shape.ts';
import type { Attribute, Diagnostic, Range } from './types.ts';

export interface Typed {
  /** Absent where the text cannot be one. */
  value?: Attribute;
  odd?: Diagnostic;
}

/** A scalar to be typed: `key` is what it is the value of, `isQuoted` whether it stood in quotation marks. */
interface Said {
  text: string;
  isQuoted: boolean;
  range: Range;
  key: string | number | undefined;
}

/** Phases are numbered in Roman figures too. */
const ROMAN: Readonly<Record<string, string>> = { i: '1', ii: '2', iii: '3', iv: '4' };

/** A closed word as spelling does not change it: `Non_Randomised` is `nonrandomized`, `Phase II/III` is `2/3`. */
const simplified = (text: string): string =>
  text
    .toLowerCase()
    .replace(/ised\b/g, 'ized')
    .replace(/\bphase\s*/g, '')
    .replace(/\b(?:i{1,3}|iv)\b/g, (figure) => ROMAN[figure] ?? figure)
    .replace(/[\s_-]+/g, '');

function odd(code: Code, { range }: Said, message: string, meant?: string): { odd: Diagnostic } {
  return { odd: diagnostic(code, range, message, ...(meant === undefined ? [] : [replaceFix(range, meant)])) };
}

/** The numbers of the schema count participants. */
function count(said: Said): Typed {
  const { text } = said;
  const value = asNumber(text);
  if (value === undefined) {
    const name = named(said.key);
    const meant = /^[-+]?\d{1,3}(?:[, ]\d{3})+(?!\d)|^[-+]?\d+(?:\.\d+)?/.exec(text)?.[0].replace(/[, ]/g, '');
    return odd('wrong-type', said, `${name} is a number, not ${shown(text)}.`, meant);
  }
  if (value >= 0 && Number.isInteger(value)) return { value };
  return {
    value,
    ...odd('impossible-count', said, `${named(said.key)} counts participants; ${shown(text)} cannot be.`),
  };
}

function truth(said: Said): Typed {
  const { text } = said;
  const value = asBoolean(text);
  if (value !== undefined) return { value };
  const meant = /^(?:yes|on|y)$/i.test(text) ? 'true' : /^(?:no|off|n)$/i.test(text) ? 'false' : undefined;
  return odd('wrong-type', said, `${named(said.key)} is \`true\` or \`false\`, not ${shown(text)}.`, meant);
}

/** The one value whose first words these are: `active` is `active comparator`. */
function begunBy(text: string, values: readonly string[]): string | undefined {
  const begun = values.filter((value) => value.startsWith(`${text.toLowerCase()} `));
  return begun.length === 1 ? begun[0] : undefined;
}

function oneOf(said: Said, values: readonly string[]): Typed {
  const { text, isQuoted } = said;
  if (values.includes(text)) return { value: isQuoted ? text : (asNumber(text) ?? text) };
  const same = values.find((value) => simplified(value) === simplified(text)) ?? meantValue(text, values);
  if (same !== undefined)
    return {
      value: asNumber(same) ?? same,
      ...odd('other-spelling', said, `${shown(text)} is written ${shown(same)} here.`, same),
    };
  // No number is a slip of the pen for another.
  const meant = /\d/.test(text) ? undefined : (nearest(text, values) ?? begunBy(text, values));
  return odd(
    'unknown-value',
    said,
    `${named(said.key)} is one of ${values.join(', ')}; not ${shown(text)}.${didYouMean(meant)}`,
    meant,
  );
}

/** Types the text of a scalar by its shape. Text is text, whatever YAML would make of it. */
export function typed(said: Said, shape: Shape): Typed {
  const { text, isQuoted } = said;
  switch (shape.kind) {
    case 'number':
      return count(said);
    case 'boolean':
      return truth(said);
    case 'figure':
      return { value: isQuoted ? text : (asNumber(text) ?? text) };
    case 'enum':
      return oneOf(said, shape.values ?? []);
    default:
      return { value: text };
  }
}
