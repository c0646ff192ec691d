import fc from 'fast-check';
// The renderer that VS Code itself uses.
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown, plainLine } from '../../core/trial/markdown.ts';

const HOSTILE = [
  '[click](command:workbench.action.terminal.new)',
  '![x](https://example.org/pixel.png)',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<https://example.org>',
  'https://example.org/x?y=1',
  'HTTP://EXAMPLE.ORG',
  'ftp://example.org',
  'www.example.org',
  'see WWW.example.org now',
  'someone@example.org',
  '[ref][1]\n\n[1]: https://example.org',
  '**bold** _it_ __b__ ~~gone~~ `code`',
  '# heading',
  '- item',
  '+ item',
  '12. item',
  '3) item',
  '> quote',
  '---',
  '===',
  'a | b |\n| --- | --- |\n| c | d |',
  '```js\nalert(1)\n```',
  '    indented code',
  '&lt;b&gt; &amp; &#60;',
  '$(zap) $(loading~spin)',
  '\\[x\\](command:y)',
  'back\\slash\\',
  'p < 0.0001 & r > 0.2',
  'dose: 2.4 mg ~> 1.7 mg (95 % 4.8 to 10.9), 10⁹/L, µg, −1.2',
  '``` `` `',
  '`a``b`',
];
/** What the renderer makes of a paragraph that holds just this text. */
const paragraph = (text: string) =>
  `<p>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')}</p>\n`;
const render = (markdown: string) => marked.parse(markdown, { async: false, gfm: true });

describe('escapeMarkdown', () => {
  it.each(HOSTILE)('shows %j as itself', (text) => {
    expect(render(escapeMarkdown(text))).toBe(paragraph(plainLine(text)));
    expect(render(`before ${escapeMarkdown(text)} after`)).toBe(paragraph(`before ${plainLine(text)} after`));
  });

  it('stays in its cell of a table', () => {
    for (const text of HOSTILE) {
      const html = render(`| a | b |\n| --- | --- |\n| ${escapeMarkdown(text)} | end |`);
      expect(html.match(/<td>/g), text).toHaveLength(2);
      expect(html).not.toMatch(/<(a|img|script|code|em|strong|del|h\d|ul|ol)\b/);
    }
  });

  it('shows any text as itself', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(...'\\`*_{}[]()#+-.!|<>~&:/@$ \n0'),
        fc.constantFrom(...HOSTILE),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const shown = plainLine(text).replace(/ +/g, ' ');
        fc.pre(shown !== '');
        const html = render(`x ${escapeMarkdown(text)}`).replace(/ +/g, ' ');
        expect(html).toBe(paragraph(`x ${shown}`));
        expect(render(escapeMarkdown(text))).toMatch(/^<p>[^<]*<\/p>\n$/);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves numbers, units and intervals legible', () => {
    expect(escapeMarkdown('difference 7.8 (95 % 4.8 to 10.9), 10 mg/kg')).toBe(
      'difference 7.8 (95 % 4.8 to 10.9), 10 mg/kg',
    );
  });
});

describe('plainLine', () => {
  it('takes out what cannot be seen and what turns the direction', () => {
    expect(plainLine('a\u202eb\u2066c\u200bd\u0000e\r\nf\u2028g\ufeff')).toBe('abcd e f g');
  });
  it('clips without halving a character', () => {
    expect(plainLine('abc', 3)).toBe('abc');
    expect(plainLine('abcd', 3)).toBe('ab…');
    expect(plainLine('a😀bc', 3)).toBe('a…');
  });
});
