/** What may become of a document: by bytes, by lines, by pieces of another, and by what breaks parsers. */
import { SIGNS } from '../core/language/texts.ts';
import type { Random } from './random.ts';

type Mutation = (text: string, random: Random, other: string) => string;

const spliced = (text: string, at: number, remove: number, insert: string): string =>
  text.slice(0, at) + insert + text.slice(at + remove);

function withLines(text: string, change: (lines: string[]) => void): string {
  const lines = text.split('\n');
  change(lines);
  return lines.join('\n');
}

/** Nested, so that it is `depth` deep; the text that it makes grows with its depth only where its form forces it to. */
function nested(random: Random): string {
  const depth = random.of([10, 60, 70, 500, 3000]);
  switch (random.below(5)) {
    case 0:
      return `${'['.repeat(depth)}${random.below(2) ? ']'.repeat(depth) : ''}`;
    case 1:
      return `${'{ a: '.repeat(depth)}1${random.below(2) ? ' }'.repeat(depth) : ''}`;
    case 2:
      return `\n${'- '.repeat(depth)}x\n`;
    case 3:
      return `\n${'? '.repeat(depth)}x\n`;
    default:
      return `\n${Array.from({ length: Math.min(depth, 300) }, (_, i) => `${' '.repeat(i)}a:`).join('\n')}\n`;
  }
}

function aliases(random: Random): string {
  const width = 2 + random.below(8);
  const rounds = 2 + random.below(12);
  const lines = [`\nz0: &z0 [${'x, '.repeat(width)}x]`];
  for (let i = 1; i < rounds; i++)
    lines.push(
      `z${i}: &z${i} [${Array(width)
        .fill(`*z${i - 1}`)
        .join(', ')}]`,
    );
  return `${lines.join('\n')}\n`;
}

const NUMBERS = [
  '1e309',
  '-1e309',
  '9'.repeat(400),
  `0.${'0'.repeat(400)}1`,
  '.inf',
  '.nan',
  '0x7fffffffffffffff',
  '-0',
  '1e-400',
  '٣',
  '1_000',
  '−5',
];

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  sign: (text, random) => spliced(text, random.below(text.length + 1), random.below(3), random.of(SIGNS)),
  removal: (text, random) => spliced(text, random.below(text.length + 1), 1 + random.below(40), ''),
  byte: (text, random) => {
    const bytes = new TextEncoder().encode(text);
    for (let i = 0; i < 1 + random.below(6) && bytes.length; i++) bytes[random.below(bytes.length)] = random.below(256);
    return new TextDecoder().decode(bytes);
  },
  'line removed': (text, random) =>
    withLines(text, (lines) => lines.splice(random.below(lines.length), 1 + random.below(3))),
  'line repeated': (text, random) =>
    withLines(text, (lines) => {
      const at = random.below(lines.length);
      lines.splice(random.below(lines.length), 0, ...lines.slice(at, at + 1 + random.below(4)));
    }),
  'line indented': (text, random) =>
    withLines(text, (lines) => {
      const at = random.below(lines.length);
      lines[at] = random.below(2)
        ? `${' '.repeat(1 + random.below(4))}${lines[at]}`
        : (lines[at] ?? '').replace(/^ {1,3}/, '');
    }),
  'lines swapped': (text, random) =>
    withLines(text, (lines) => {
      const [a, b] = [random.below(lines.length), random.below(lines.length)];
      [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
    }),
  splice: (text, random, other) => {
    const from = random.below(other.length);
    return spliced(
      text,
      random.below(text.length + 1),
      random.below(200),
      other.slice(from, from + random.below(2000)),
    );
  },
  halves: (text, random, other) =>
    text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length)),
  number: (text, random) => {
    const numbers = [...text.matchAll(/\d+(?:\.\d+)?/g)];
    if (!numbers.length) return text;
    const { index, 0: figure } = random.of(numbers);
    return spliced(text, index, figure.length, random.of(NUMBERS));
  },
  nesting: (text, random) => spliced(text, random.below(text.length + 1), 0, nested(random)),
  aliases: (text, random) =>
    spliced(text, random.of([0, text.length, random.below(text.length + 1)]), 0, aliases(random)),
  crlf: (text, random) =>
    random.below(2) ? text.replaceAll('\n', '\r\n') : text.replace(/\n/g, () => (random.below(9) ? '\n' : '\r\n')),
  bom: (text, random) =>
    random.below(2) ? `\ufeff${text}` : spliced(text, random.below(text.length + 1), 0, '\ufeff'),
  rtl: (text, random) =>
    spliced(text, random.below(text.length + 1), 0, random.of(['\u202e', '\u2066', '\u200f', 'שלום: ', 'مرحبا'])),
  nul: (text, random) => spliced(text, random.below(text.length + 1), 0, '\0'.repeat(1 + random.below(3))),
  surrogate: (text, random) =>
    spliced(text, random.below(text.length + 1), 0, random.of(['\ud800', '\udc00', '💊', '💊'.slice(1)])),
  emptied: (text, random) => (random.below(8) ? text : ''),
  long: (text, random) =>
    spliced(
      text,
      random.below(text.length + 1),
      0,
      random
        .of([' ', 'x', '\n', '# x\n', 'a: 1\n', '"', "'", ', ', '- a\n', '\t', '~> '])
        .repeat(random.of([100, 3000])),
    ),
};

/** A text with one mutation, and the name of it. */
export function mutated(text: string, random: Random, other: string): { text: string; name: string } {
  const name = random.of(Object.keys(MUTATIONS));
  return { text: MUTATIONS[name]?.(text, random, other) ?? text, name };
}
