/** Texts for properties to hold on: documents as people write them, and what may become of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { cutText } from '../../../core/trial/segments.ts';
import { DOCUMENT } from './document.ts';

const SAMPLES = join(import.meta.dirname, '../../../samples');

/** The sample documents, and the one that has everything. */
export const documents: readonly string[] = [
  DOCUMENT,
  ...readdirSync(SAMPLES)
    .filter((name) => name.endsWith('.trial'))
    .map((name) => readFileSync(join(SAMPLES, name), 'utf8')),
];

/** Pieces of documents, cut as the parser cuts them. */
export const pieces: readonly string[] = documents.flatMap((text) =>
  cutText(text).map(({ start, end }) => text.slice(start, end)),
);

/** What, put anywhere, changes how YAML reads a text. */
export const SIGNS: readonly string[] = [
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\n  ',
  '\n    ',
  '\n      ',
  '\r\n',
  '\r',
  '\t',
  '\0',
  '\ufeff',
  '\u00a0',
  '\u202e',
  'א',
  ':',
  ': ',
  '-',
  '- ',
  '? ',
  '#',
  ' #',
  '\n#',
  '\n  # c\n',
  '|',
  '|-',
  '|+',
  ' |\n',
  '>',
  '>-',
  '>2',
  '~',
  '~>',
  ' ~> ',
  '"',
  "'",
  "''",
  '""',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ', ',
  '{}',
  '[]',
  '{ a: 1 }',
  'a: b',
  '- a: b',
  '&a ',
  '*a',
  '!x ',
  '<<: *a',
  '%',
  '@',
  '`',
  '---',
  '---\n',
  '...\n',
  '%YAML 1.2\n',
  'x',
  '1',
  '.',
  '1e999',
  '0x1F',
  'null',
  'arms:\n',
  '\narms:\n',
  'results:\n',
  '__proto__: 1\n',
  'constructor: {}\n',
  'NCT',
  '\ue000',
];

export interface Edit {
  at: number;
  remove: number;
  insert: string;
}

/** An edit at a share (0 to 1) of a text's length. */
export function edited(text: string, { at, remove, insert }: Edit): string {
  const start = Math.round(at * text.length);
  return text.slice(0, start) + insert + text.slice(start + remove);
}

export const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.nat(12) },
    { weight: 1, arbitrary: fc.nat(400) },
  ),
  insert: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...SIGNS) },
    { weight: 2, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.string({ maxLength: 8, unit: 'grapheme' }) },
  ),
});

/** Documents with sections in any order, once or several times, with comments and blank lines between them. */
export const shuffled: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(fc.constantFrom(...documents), fc.nat(11), fc.constantFrom('', '\n', '# a comment\n', '  # deeper\n\n')),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((picks) =>
    picks
      .map(([text, which, between]) => {
        const sections = text.split(/^(?=[a-z])/m);
        return (sections[which % sections.length] ?? '') + between;
      })
      .join(''),
  );
