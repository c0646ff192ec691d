/** Text in lines of a picture, which no browser breaks: how wide it may be drawn at most, in whichever font there is. Pure. */
import { plainLine } from '../../core/trial/markdown.ts';

/** Widths in parts of the font's size, of the widest fonts in use (DejaVu Sans, Verdana): what is drawn is narrower, never wider. */
const WIDTHS: readonly (readonly [of: RegExp, width: number])[] = [
  [/[ijlI.,:;'|!()[\]/ ]/u, 0.4],
  [/[frst-]/u, 0.53],
  [/[mwMWOQ@%&→—…]/u, 1.02],
  [/[A-Z▲▼■<>=+−~#_]/u, 0.86],
  [/[!-~]/u, 0.65],
  // Signs that East Asian fonts draw in a square, and pictures.
  [/[\u1100-\u115f\u2e80-\uffdc]|[\u{1f000}-\u{3ffff}]/u, 1.1],
];
/** Any other letter: Greek, Cyrillic, accents. */
const OTHER = 0.9;
const BOLD = 1.13;

export interface Font {
  size: number;
  bold?: boolean;
}

/** At most so many pixels. */
export function widthOf(text: string, { size, bold = false }: Font): number {
  let width = 0;
  for (const sign of text) width += WIDTHS.find(([of]) => of.test(sign))?.[1] ?? OTHER;
  return width * size * (bold ? BOLD : 1);
}

/** Broken between words into lines of at most so many pixels; a longer word is broken itself, between whole signs. */
export function linesOf(text: string, most: number, font: Font): string[] {
  const fits = (line: string) => widthOf(line, font) <= most;
  const lines: string[] = [];
  let line = '';
  const put = (part: string, between: string) => {
    const longer = line === '' ? part : `${line}${between}${part}`;
    if (line === '' || fits(longer)) line = longer;
    else {
      lines.push(line);
      line = part;
    }
  };
  for (const word of plainLine(text).split(' ')) {
    if (fits(word)) put(word, ' ');
    else
      for (const [i, { segment }] of [...new Intl.Segmenter('en').segment(word)].entries())
        put(segment, i === 0 ? ' ' : '');
  }
  return [...lines, line];
}
