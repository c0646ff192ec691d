/** Lines of a picture: all of a text, none wider than there is room, no sign halved. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf, widthOf } from '../../client/imagine/lines.ts';
import { svgOf } from '../../client/imagine/svg.ts';

const FONT = { size: 15, bold: true };

describe('text in lines', () => {
  it('is all of it, and no line is wider than there is room, whatever it says', () => {
    const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), { maxLength: 12 });
    fc.assert(
      fc.property(words, fc.integer({ min: 60, max: 800 }), (some, most) => {
        const text = some
          .join(' ')
          .replaceAll(/[\s\p{C}]+/gu, ' ')
          .trim()
          .slice(0, 1900);
        const lines = linesOf(text, most, FONT);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        const segments = new Intl.Segmenter('en');
        for (const line of lines)
          expect(widthOf(line, FONT) <= most || [...segments.segment(line)].length === 1, line).toBe(true);
      }),
    );
  });

  it('is broken between words where they fit, and a longer word between whole signs', () => {
    expect(linesOf('a study of heart failure', 120, { size: 13 })).toEqual(['a study of heart', 'failure']);
    for (const sign of ['e\u0301', '\u{1f9ea}'])
      for (const line of linesOf(sign.repeat(60), 200, FONT)) expect(line.replaceAll(sign, '')).toBe('');
  });
});

describe('a picture', () => {
  const long = 'Changeinkansascitycardiomyopathyquestionnaire'.repeat(4);
  const title = `The effect of MMMMMMWWWWWW on ${'heart failure with preserved ejection fraction and '.repeat(5)}${long}`;
  const rung = { status: 'imagined' as const, factor: 'O' as const, label: 'look at', to: long, texts: [long] };
  const ladder = { axis: `difference, ${long}`, neutral: 50, ticks: [], rungs: [{ ...rung, figure: { value: 60 } }] };
  const caption = { title, about: title, sentence: title, foot: title };

  it('cuts nothing: every word is there, in lines that fit', () => {
    const outcomes = { heading: 'All outcomes', summary: '1 of 2 flips.', lines: [title] };
    const drawn = [
      ...svgOf(ladder, caption, { outcomes }).matchAll(/<text x="([\d.]+)"[^>]*?( class="\w+")?>([^<]*)</g),
    ];
    const all = drawn.map(([, , , line]) => line).join('');
    for (const word of [title, long]) expect(all.replaceAll(' ', '')).toContain(word.replaceAll(' ', ''));
    expect(all).not.toContain('…');
    for (const [, x, kind = '', line = ''] of drawn) {
      const size = kind.includes('title') ? 15 : kind.includes('sentence') ? 17 : 13;
      const bold = /title|strong/.test(kind);
      expect(Number(x) + widthOf(line, { size, bold }), line).toBeLessThanOrEqual(776);
    }
  });

  it('has an arrow only where something else was before', () => {
    const of = (change: object) => svgOf({ ...ladder, rungs: [{ ...rung, texts: [], ...change }] }, caption);
    expect(of({ label: 'look at', to: 'walk' })).toContain('>look at walk<');
    expect(of({ label: 'dose', from: '2 mg', to: '1 mg' })).toContain('>dose 2 mg → 1 mg<');
  });
});
