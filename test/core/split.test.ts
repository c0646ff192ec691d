import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordSplitter } from '../../core/trial/registry/split.ts';

function split(text: string, sizes: readonly number[] = [text.length]): string[] {
  const splitter = new RecordSplitter();
  const found: string[] = [];
  let at = 0;
  for (let i = 0; at < text.length; i++) {
    const size = sizes[i % sizes.length] || 1;
    found.push(...splitter.push(text.slice(at, at + size)));
    at += size;
  }
  return [...found, ...splitter.end()];
}

const record = fc.record({ protocolSection: fc.jsonValue(), hasResults: fc.boolean() });

describe('records out of a stream', () => {
  test('one, an array and one a line come out as they went in, wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (all, cuts) => {
          const sizes = cuts.length > 0 ? cuts : [7];
          const forms = [
            all.map((one) => JSON.stringify(one)).join('\n'),
            JSON.stringify(all),
            JSON.stringify(all, null, 2),
            all.map((one) => JSON.stringify(one, null, 1)).join('\n\n'),
          ];
          for (const form of forms)
            expect(split(form, sizes).map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(all)));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a record that was cut short costs itself only', () => {
    const good = '{"protocolSection":{"a":1},"hasResults":true}';
    for (const broken of ['{"protocolSection":{"a":', '{"protocolSection":{"a":"no end', '{"protocolSection":{"a":1}'])
      expect(split(`${good}\n${broken}\n${good}\n`).filter((text) => text === good)).toHaveLength(2);
  });

  test('what holds no record yields none, and what is none is told of', () => {
    for (const text of ['', '\n', '[]', '\ufeff[ ]\n']) expect(split(text)).toEqual([]);
    expect(split('{"a":1}\ngarbage\n{"b":2}\n')).toEqual(['{"a":1}', 'garbage', '{"b":2}']);
    expect(split('hello', [2])).toEqual(['hello']);
    expect(split('x'.repeat(5000))[0]).toHaveLength(80);
  });

  test('what never ends is given up, not kept', () => {
    const splitter = new RecordSplitter();
    const piece = ' '.repeat(8 * 1024 * 1024);
    const found = [...splitter.push('{')];
    for (let i = 0; i < 9; i++) found.push(...splitter.push(piece));
    expect(found).toHaveLength(1);
  });
});
