/** Arbitrary trials, for property tests: every section, and texts as hostile as YAML's rules allow. */
import fc from 'fast-check';
import { type Trial, trialSchema } from '../../core/trial/schema.ts';
import type { Parsed } from '../../core/trial/types.ts';

const TRAPS = [
  ': ',
  ' #',
  '~>',
  ' ~> ',
  "'",
  '"',
  '\\',
  '% ',
  '@',
  '`',
  '- ',
  '---',
  '...',
  '? ',
  ': x',
  'a: b',
  '> 0.05',
  '|',
  '&a',
  '*a',
  '!t',
  '{',
  '}',
  '[',
  ']',
  ',',
  '\n',
  '\n\n',
  '\r\n',
  '\t',
  ' ',
  '  ',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\u0000',
  '\u0085',
  'µ',
  '≥',
  '🧪',
  'null',
  '~',
  'true',
  '0x1f',
  '1e3',
  '.inf',
  '-1',
  '2021-03',
  '<<',
  'Inclusion:\n  - age',
  '\ud800',
  'x'.repeat(90),
];

/** Any text at all, traps above others. */
export const anyText = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc
      .array(fc.oneof(fc.constantFrom(...TRAPS), fc.string({ maxLength: 6 })), { maxLength: 6 })
      .map((parts) => parts.join('')),
    fc.string({ maxLength: 130 }),
  );

export const anyId = (): fc.Arbitrary<string> => fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const anyKey = () => anyText().map((text) => text.slice(0, 40));
const anyNumber = () =>
  fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0, 1e21, 1e-7));
const anyPlain = (): fc.Arbitrary<unknown> => fc.oneof(anyText(), anyNumber(), fc.boolean(), fc.constant(null));

/** Anything that plain data can be, for keys that no schema knows. */
export const anyData = (): fc.Arbitrary<unknown> =>
  fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      anyPlain(),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(anyKey(), tie('any'), { maxKeys: 4 }),
    ),
  })).any;

/** What a schema of zod's allows, read off the schema itself; optional keys are now there and now not. */
function arbitraryOf(schema: { _zod: { def: unknown } }, depth = 0): fc.Arbitrary<unknown> {
  const def = schema._zod.def as {
    type: string;
    innerType: typeof schema;
    shape: Record<string, typeof schema>;
    valueType: typeof schema;
    element: typeof schema;
    options: (typeof schema)[];
    entries: Record<string, string>;
  };
  switch (def.type) {
    case 'optional':
      return arbitraryOf(def.innerType, depth);
    case 'object': {
      const known = fc.record(
        Object.fromEntries(Object.entries(def.shape).map(([key, value]) => [key, arbitraryOf(value, depth + 1)])),
        { requiredKeys: [] },
      );
      const unknown = fc.dictionary(anyKey(), anyData(), { maxKeys: 1 });
      return fc.tuple(known, depth > 3 ? fc.constant({}) : unknown).map(([a, b]) => {
        const extra = Object.entries(b).filter(([key]) => !Object.hasOwn(def.shape, key));
        return { ...a, ...Object.fromEntries(extra) };
      });
    }
    case 'record':
      return fc.dictionary(
        fc.oneof({ weight: 4, arbitrary: anyId() }, anyKey()),
        arbitraryOf(def.valueType, depth + 1),
        { maxKeys: 2 },
      );
    case 'array':
      return fc.array(arbitraryOf(def.element, depth + 1), { maxLength: 2 });
    case 'union': {
      const closed = def.options.map((option) => (option._zod.def as typeof def).entries).find((entries) => entries);
      // A closed list whose numbers may stand unquoted.
      if (closed)
        return fc.constantFrom(...Object.values(closed).flatMap((one) => (Number(one) ? [one, Number(one)] : [one])));
      return fc.oneof(...def.options.map((option) => arbitraryOf(option, depth)));
    }
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'number':
      return anyNumber();
    case 'boolean':
      return fc.boolean();
    case 'unknown':
      return anyData();
    default:
      return anyText();
  }
}

/** Any trial that the schema allows. */
export const anyTrial = (): fc.Arbitrary<Trial> => arbitraryOf(trialSchema) as fc.Arbitrary<Trial>;

/** Errors of a document that says what it means about things that it does not define, as arbitrary trials do. */
const REFERENCES = new Set(['unknown-arm', 'unknown-group', 'unknown-outcome', 'unknown-path', 'unknown-row']);

/** Whether a document is read without errors, but for what it refers to. */
export function isUnderstood(parsed: Parsed): boolean {
  return parsed.diagnostics.every(({ severity, code }) => severity !== 'error' || REFERENCES.has(code));
}
