import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changedMiddle } from '../../client/registry/changedMiddle.ts';

const apply = (before: string, after: string): string => {
  const { start, end, text } = changedMiddle(before, after);
  return before.slice(0, start) + text + before.slice(end);
};

it('makes the new text of the old one, whatever they are', () => {
  const lines = fc
    .array(fc.constantFrom('a: 1', 'b: 2', '', '  c: \u{1f9ea}', 'd\r'), { maxLength: 8 })
    .map((all) => all.join('\n'));
  fc.assert(
    fc.property(lines, lines, (before, after) => apply(before, after) === after),
    { numRuns: 2000 },
  );
});

it('leaves the lines above and below alone', () => {
  const before = 'a: 1\nb: 2\nc: 3\nd: 4\n';
  expect(changedMiddle(before, 'a: 1\nb: 20\nc: 3\nd: 4\n')).toEqual({ start: 5, end: 10, text: 'b: 20\n' });
  const same = changedMiddle(before, before);
  expect(before.slice(same.start, same.end)).toBe(same.text);
});
