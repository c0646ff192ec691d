/** Texts that are made to be slow: each grows one thing that some parser somewhere takes quadratic time for. */
import { describe, expect, test } from 'vitest';
import { parse } from '../../core/trial/parse.ts';
import { growth, LINEAR } from '../growth.ts';

const many = (count: number, line: (i: number) => string, join = '\n') =>
  Array.from({ length: count }, (_, i) => line(i)).join(join);

/** Each makes a text of about `n` repetitions. */
const HOSTILE: Readonly<Record<string, (n: number) => string>> = {
  'brackets that open': (n) => `a: ${'['.repeat(n)}`,
  'brackets that close': (n) => `a: ${']'.repeat(n)}`,
  'maps in maps': (n) => `a: ${'{a: '.repeat(n)}`,
  'lists in lists': (n) => '- '.repeat(n),
  'keys of keys': (n) => '? '.repeat(n),
  stairs: (n) => many(Math.min(n, 1500), (i) => `${' '.repeat(i)}a:`),
  'a quotation without an end': (n) => `a: "${'x\n '.repeat(n)}`,
  'words over many lines': (n) => `a: ${'x\n '.repeat(n)}`,
  'a block of text': (n) => `a: |\n ${'x\n '.repeat(n)}`,
  'folded text': (n) => `a: >\n ${'x\n '.repeat(n)}`,
  comments: (n) => `a: 1\n${'# x\n'.repeat(n)}`,
  'blank lines': (n) => `a: 1\n${'\n'.repeat(n)} `,
  commas: (n) => `a: [${','.repeat(n)}`,
  'a value cut by commas': (n) => `title: {x: a${', b'.repeat(n)}}`,
  anchors: (n) => `a: ${'&a '.repeat(n)}`,
  aliases: (n) => `a: &a [x]\nb: [${'*a, '.repeat(n)}]`,
  bomb: () => `a0: &a0 [x, x]\n${many(40, (i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`)}`,
  tags: (n) => `a: ${'!a '.repeat(n)}`,
  colons: (n) => `a${': '.repeat(n)}`,
  tabs: (n) => `a:\n${'\tb: 1\n'.repeat(n)}`,
  'keys of a map': (n) => `population:\n${many(n, (i) => ` k${i}: 1`)}`,
  'keys without values': (n) => `population:\n${many(n, (i) => ` k${i}:`)}`,
  'keys that stand twice, once without a value': (n) => `population:\n${many(n / 2, (i) => ` k${i}:\n k${i}: 1`)}`,
  'an arm that stands twice': (n) => `arms:\n${' a: {}\n'.repeat(n)}results:\n- values: { b: { n: 1 } }`,
  'arms that stand twice': (n) => `arms:\n${many(n / 2, (i) => ` a${i}: {}\n a${i}: {}`)}`,
  'ids that are none': (n) =>
    `arms:\n${many(n / 2, (i) => ` Arm ${i}: {}`)}\nresults:\n${many(n / 2, (i) => `- values: { Arm ${i}: { n: 1 } }`)}`,
  'ids that are taken': (n) => `arms:\n${many(n / 2, (i) => ` a-${i}: {}`)}\n${many(n / 2, () => ' a: {}')}`,
  'keys of the root': (n) => many(n, (i) => `k${i}: 1`),
  'the same key': (n) => `trial: a\n${'x: 1\n'.repeat(n)}`,
  'almost known keys': (n) => `design:\n${many(n, (i) => ` phas${i}: 1`)}`,
  arms: (n) => `arms:\n${many(n, (i) => ` a${i}: { dose: 1 mg ~> 2 mg }`)}`,
  'unknown arms': (n) =>
    `trial: a\narms:\n${many(n / 20, (i) => ` arm${i}: {}`)}\nresults:\n${many(n / 3, (i) => `- values: { am${i}: { n: 1 } }`)}`,
  'unknown steps': (n) =>
    `arms:\n${many(1000, (i) => ` arm${i}: {}`)}\nscenarios:\n s:\n${many(n / 10, (i) => `  - arms.am${i}.dose: 5 mg`)}`,
  steps: (n) =>
    `arms:\n${many(1000, (i) => ` arm${i}: {}`)}\nscenarios:\n s:\n${many(n / 10, (i) => `  - arms.arm${i % 1000}.dose: ${i} mg`)}`,
  'a contrast of many': (n) => `results:\n- outcome: a\n  analyses: [{ contrast: a${' vs b'.repeat(n)} }]`,
  'a long estimate': (n) => `results:\n- analyses:\n  - { contrast: a, estimate: difference ${'1 ('.repeat(n)} }`,
  'a long dose': (n) => `arms: { a: { dose: ${'1 mg '.repeat(n)} } }`,
  'a chain of arrows': (n) => `arms: { a: { dose: ${'1 mg ~> '.repeat(n)}2 mg } }`,
  'spaces before an arrow': (n) => `arms: { a: { dose: x${' '.repeat(n)}~>${' '.repeat(n)}x } }`,
  'spaces in a line': (n) => `x${' '.repeat(n)}y\narms: 1`,
  traps: (n) => `arms:\n${' a: %\n'.repeat(n)}`,
  'traps in brackets': (n) => `arms: [${'%a, '.repeat(n)}]`,
  documents: (n) => '---\n'.repeat(n),
  directives: (n) => '%a\n'.repeat(n),
  NUL: (n) => '\0'.repeat(n),
  'carriage returns': (n) => `a: x\r${'\r'.repeat(n)}`,
  'lines that lost their indentation': (n) => `arms:\n${'foo\n'.repeat(n)}`,
  'flow over many lines': (n) => `arms: {\n${' a: 1,\n'.repeat(n)}}`,
};

describe('what is read costs in proportion to its length', () => {
  test.each(Object.entries(HOSTILE))('%s', (_, make) => {
    const read = (length: number) => {
      const text = make(length);
      return () => {
        const parsed = parse(text);
        return [parsed.diagnostics, parsed.inPlace, parsed.scenarios];
      };
    };
    // Ten times as much is just below what `yaml` is given to read at most.
    expect(growth(read, 900)).toBeLessThan(LINEAR);
  });
});
