import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { parse } from '../../core/trial/parse.ts';
import { print, printKey, printScalar } from '../../core/trial/print.ts';
import { printBlock } from '../../core/trial/quoting.ts';
import { anyText, anyTrial, isUnderstood } from './trials.ts';

const runs = { numRuns: 1000 };

describe('scalars', () => {
  it('read back as themselves in a block, in a flow, and as keys', () => {
    fc.assert(
      fc.property(anyText(), anyText(), (text, other) => {
        expect(parseYaml(`a: ${printScalar(text)}\nb: 1\n`)).toEqual({ a: text, b: 1 });
        expect(parseYaml(`a: { b: ${printScalar(text, 'flow')}, c: [${printScalar(other, 'flow')}] }`)).toEqual({
          a: { b: text, c: [other] },
        });
        expect(parseYaml(`${printKey(text)}: 1\n`)).toEqual({ [text]: 1 });
        expect(parseYaml(`- ${printScalar(text)}\n- ${printScalar(other)}\n`)).toEqual([text, other]);
      }),
      runs,
    );
  });

  it('read back from blocks', () => {
    fc.assert(
      fc.property(anyText(), anyText(), (text, other) => {
        const block = printBlock(text, 2, 2);
        if (block !== undefined)
          expect(parseYaml(`a:\n  b: ${block}\n  c: ${printScalar(other)}\n`)).toEqual({ a: { b: text, c: other } });
      }),
      runs,
    );
  });

  it.each([
    ['> 0.05', '"> 0.05"'],
    ['>2', '">2"'],
    ['%', '"%"'],
    ['<0.0001', '<0.0001'],
    ['a: b', '"a: b"'],
    ['a #b', '"a #b"'],
    ['the "best"', 'the "best"'],
    ['"best"', '\'"best"\''],
    ['0.03', '"0.03"'],
    ['no', 'no'],
    ['2021-03', '2021-03'],
    ['a ~> b', '"a \\x7e> b"'],
    ['-1.2 to 3', '-1.2 to 3'],
    ['', '""'],
  ])('%s is written %s', (text, written) => {
    expect(printScalar(text)).toBe(written);
  });

  it('quotes in a flow what a comma or bracket would end', () => {
    expect(printScalar('0.25, 0.5, 1 mg')).toBe('0.25, 0.5, 1 mg');
    expect(printScalar('0.25, 0.5, 1 mg', 'flow')).toBe('"0.25, 0.5, 1 mg"');
  });
});

describe('print', () => {
  it('is read back as the same trial, by the parser and by any other', () => {
    fc.assert(
      fc.property(anyTrial(), (trial) => {
        const text = print(trial);
        expect(parseYaml(text)).toEqual(trial);
        const parsed = parse(text);
        expect(parsed.trial).toEqual(trial);
        expect(print(parsed.trial)).toBe(text);
        expect(parsed.inPlace).toBeUndefined();
        expect(
          isUnderstood(parsed),
          parsed.diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'),
        ).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
