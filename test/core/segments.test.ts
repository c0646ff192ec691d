/** How a text is cut, and how the signs that would mislead YAML are disguised. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutText } from '../../core/trial/segments.ts';
import { disguised, restored } from '../../core/trial/traps.ts';
import { DOCUMENT } from './language/document.ts';
import { edit, edited, pieces } from './language/texts.ts';

const cuts = (text: string) =>
  cutText(text).map(({ kind, section, start, end }) => [kind, section, text.slice(start, end).trim()]);

describe('cuts', () => {
  test('at the keys in column 0, and at the entries of the sections that grow', () => {
    expect(cutText(DOCUMENT).map(({ kind, section }) => `${kind} ${section}`)).toEqual([
      'section trial',
      'section title',
      'section focus',
      'section population',
      ...['header arms', 'entry arms', 'entry arms', 'entry arms'],
      ...['header groups', 'entry groups'],
      ...['header outcomes', 'entry outcomes', 'entry outcomes'],
      'section design',
      ...['header results', 'entry results', 'entry results'],
      'section harms',
      ...['header scenarios', 'entry scenarios', 'entry scenarios'],
    ]);
  });

  test('a list may stand in the column of its key', () => {
    expect(cuts('results:\n- outcome: a\n  row: b\n- outcome: c\n')).toEqual([
      ['header', 'results', 'results:'],
      ['entry', 'results', '- outcome: a\n  row: b'],
      ['entry', 'results', '- outcome: c'],
    ]);
  });

  test('comments and blank lines belong to what stands above them', () => {
    expect(cuts('# first\ntrial: a\n# second\n\narms: # third\n  # fourth\n  low: {}\n  # fifth\n  mid: {}\n')).toEqual(
      [
        ['prelude', '', '# first'],
        ['section', 'trial', 'trial: a\n# second'],
        ['header', 'arms', 'arms: # third\n  # fourth'],
        ['entry', 'arms', 'low: {}\n  # fifth'],
        ['entry', 'arms', 'mid: {}'],
      ],
    );
  });

  test('a word that is being typed is cut by itself', () => {
    expect(cuts('trial: a\ndesi\narms: {}\n')).toEqual([
      ['section', 'trial', 'trial: a'],
      ['stray', '', 'desi'],
      ['section', 'arms', 'arms: {}'],
    ]);
  });

  test('a line that lost its indentation leaves the entries around it alone', () => {
    const text = 'results:\n  - outcome: a\n    values:\nx     low: { mean: 1 }\n  - outcome: b\n';
    expect(cuts(text)).toEqual([
      ['header', 'results', 'results:'],
      ['entry', 'results', '- outcome: a\n    values:'],
      ['section', 'x     low', 'x     low: { mean: 1 }'],
      ['entry', 'results', '- outcome: b'],
    ]);
  });

  test.each([
    ['several documents', 'trial: a\n---\ntrial: b\n'],
    ['a document in brackets', '{ trial: a }\n'],
    ['keys in quotation marks', '"trial": a\narms: {}\n'],
    ['explicit keys', '? trial\n: a\narms: {}\n'],
    ['a text without keys', 'just words\n'],
    ['lone carriage returns', 'trial: a\rarms: {}\n'],
    ['something before the first key', '  trial: a\narms: {}\n'],
  ])('%s: one piece', (_, text) => {
    expect(cutText(text)).toEqual([{ kind: 'document', section: '', start: 0, end: text.length }]);
  });
});

describe('disguises', () => {
  test('keep every offset, and are taken off again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pieces), fc.array(edit, { maxLength: 4 }), (start, edits) => {
        const text = edits.reduce(edited, start);
        const masked = disguised(text);
        expect(masked).toHaveLength(text.length);
        if (masked !== text) expect(restored(masked)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    'p: <0.0001',
    'dose: -5 mg',
    'title: "a: b"',
    'low: { dose: 1 mg, time: 2 }',
    '- outcome: a',
    'text: |',
    'text: >-',
    'ratio: 1:2',
    'label: a # b: c',
    'a: { dose: 1 mg,\n     time: 2, low: { mean: 1 }, why: [1, 2] }\nb: 1',
    'a:\n  - { outcome: b,\n    values: { low: { mean: 1 } }, p: 0.3 }\n  - 1',
    '{\n"a": {}, "b": { "c": 1 },\n"d": ["e"], "f": 2\n}',
  ])('nothing to disguise: %s', (line) => expect(disguised(`${line}\n  x\n`)).toBe(`${line}\n  x\n`));

  test.each([
    ['a bracket that nothing closes ends with what it belongs to', 'a:\n  b: [1, 2\n  unit: %\n'],
    ['behind a collection over several lines', 'a:\n  b: [1,\n    2]\n  unit: %\n'],
    ['beside one, whose comment has a bracket', 'a: [1, # ]\n  2]\nunit: %\n'],
  ])('%s', (_, text) => expect(disguised(text)).toBe(text.replace('%', '\ue002')));
});
