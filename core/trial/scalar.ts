/** What the text of a scalar is as a value: typed by the schema, or by YAML 1.2's core rules where no schema speaks of it. */

const NUMBER = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

const NINE = 57;

/** The number that a text is in YAML 1.2's core schema (decimal), or undefined. Always finite. */
export function asNumber(text: string): number | undefined {
  const first = text.charCodeAt(0);
  // Most texts are none, and begin with a letter.
  if (first > NINE || !NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether unquoted text says that there is no value: nothing at all, `~` or `null`. */
export const isNothing = (text: string): boolean =>
  text === '' || text === '~' || text === 'null' || text === 'Null' || text === 'NULL';

const BOOLEAN: Readonly<Record<string, boolean>> = {
  true: true,
  True: true,
  TRUE: true,
  false: false,
  False: false,
  FALSE: false,
};

export const asBoolean = (text: string): boolean | undefined =>
  Object.hasOwn(BOOLEAN, text) ? BOOLEAN[text] : undefined;

/** Unquoted text as YAML 1.2's core schema reads it. */
export function plainValue(text: string): string | number | boolean | null {
  if (isNothing(text)) return null;
  return asBoolean(text) ?? asNumber(text) ?? text;
}
