/** The steps of an imagining as a picture of its own: SVG, with no script and nothing from elsewhere. Pure. */
import { plainLine } from '../../core/trial/markdown.ts';
import { DIAMOND, MARK, SQUARE } from '../../webview/marks.ts';
import type { Curve, Figure, Ladder, Rung } from '../../webview/messages.ts';
import { CURVE_STYLE, curveDrawn, curveHeight } from './curveSvg.ts';
import { escaped } from './markup.ts';

/** What stands above and below the steps. */
export interface Caption {
  title: string;
  /** Contrast, outcome, scenario. */
  about: string;
  sentence: string;
  foot: string;
}

const WIDTH = 760;
const LEFT = { what: 34, drawn: 270, says: 540 };
const DRAWN = 245;
/** Letters of a line, at about 6.6 units each. */
const LETTERS = { what: 34, says: 33, whole: 104 };
const LINE = 17;

/** Broken between words into lines of at most so many letters; a longer word is broken itself. */
function wrapped(text: string, letters: number): string[] {
  const lines = [''];
  for (const word of plainLine(text).split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last === '' || last.length + 1 + word.length <= letters)
      lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
    else lines.push(word);
    for (let long = lines.at(-1) ?? ''; long.length > letters; long = lines.at(-1) ?? '')
      lines.splice(-1, 1, long.slice(0, letters - 1), long.slice(letters - 1));
  }
  return lines;
}

const text = (x: number, y: number, content: string, kind = ''): string =>
  `<text x="${x}" y="${y}"${kind && ` class="${kind}"`}>${escaped(content)}</text>`;

function mark({ value, low, high }: Figure, kind: string, square: boolean, middle: number): string {
  const at = (percent: number) => (LEFT.drawn + (percent / 100) * DRAWN).toFixed(1);
  const stop = (percent: number) =>
    `<line x1="${at(percent)}" x2="${at(percent)}" y1="${middle - 4}" y2="${middle + 4}"/>`;
  const interval =
    low === undefined && high === undefined
      ? ''
      : `<line class="interval" x1="${at(low ?? 0)}" x2="${at(high ?? 100)}" y1="${middle}" y2="${middle}"/>${low === undefined ? '' : stop(low)}${high === undefined ? '' : stop(high)}`;
  const shape = square ? SQUARE : DIAMOND;
  const point =
    value === undefined ? '' : `<path class="point" transform="translate(${at(value)} ${middle})" d="${shape}"/>`;
  return `<g class="mark ${kind}">${interval}${point}</g>`;
}

function rungAt(rung: Rung, top: number): { drawn: string; height: number } {
  const change = [rung.label, rung.from, rung.to === undefined ? undefined : `→ ${rung.to}`];
  const what = wrapped(change.filter((part) => part !== undefined).join(' '), LETTERS.what);
  const { direction, certainty } = rung;
  const head = direction ? [[MARK[direction], direction, certainty].filter(Boolean).join(' ')] : [];
  const says = rung.texts.flatMap((told) => wrapped(told, LETTERS.says));
  const count = Math.max(what.length, head.length + says.length, 1);
  const height = count * LINE + 16;
  const middle = top + height / 2;
  const first = (lines: number) => middle - ((lines - 1) * LINE) / 2 + 4;
  const kind = [rung.status, direction].map((part) => part?.replace(' ', '-')).join(' ');
  const parts = [
    rung.factor &&
      `<rect class="badge" x="0.5" y="${middle - 10}" width="20" height="20" rx="4"/>${text(10.5, middle + 4, rung.factor, 'letter')}`,
    ...what.map((line, i) => text(LEFT.what, first(what.length) + i * LINE, line)),
    rung.figure && mark(rung.figure, kind, rung.status === 'observed', middle),
    ...head.map((line) => text(LEFT.says, first(count), line, 'strong')),
    ...says.map((line, i) =>
      text(
        LEFT.says,
        first(head.length + says.length) + (head.length + i) * LINE,
        line,
        rung.status === 'carried over' ? 'dim' : '',
      ),
    ),
  ];
  return { drawn: parts.filter(Boolean).join(''), height };
}

const STYLE = `
.steps { --fg: #1f1f1f; --dim: #616161; --line: #c8c8c8; --hi: #0b5cad; --lo: #b3400a; --ground: #fff; font: 13px system-ui, sans-serif; background: var(--ground); }
@media (prefers-color-scheme: dark) { .steps { --fg: #d4d4d4; --dim: #a0a0a0; --line: #4a4a4a; --hi: #4fa8ff; --lo: #ff9d5c; --ground: #1b1b1b; } }
.steps text { fill: var(--fg); }
.steps .title { font-size: 15px; font-weight: 600; }
.steps .sentence { font-size: 17px; }
.steps .strong { font-weight: 600; }
.steps .dim { fill: var(--dim); }
.steps .tick { fill: var(--dim); font-size: 11px; text-anchor: middle; }
.steps .letter { font-size: 11px; font-weight: 700; text-anchor: middle; }
.steps .badge { fill: none; stroke: var(--dim); }
.steps .grid { stroke: var(--line); stroke-dasharray: 2 4; }
.steps .neutral { stroke: var(--dim); }
.steps .mark { stroke: var(--fg); fill: var(--fg); stroke-width: 2; }
.steps .imagined.higher { stroke: var(--hi); fill: var(--hi); }
.steps .imagined.lower { stroke: var(--lo); fill: var(--lo); }
.steps .carried-over { stroke: var(--dim); fill: var(--ground); }
.steps .carried-over .interval { stroke-dasharray: 3 3; }
`;

/** The curve of power, below the steps, with its heading and the name of its axis. */
export interface Below {
  heading: string;
  axis: string;
  curve: Curve;
}

/**
 * The ladder as it is drawn in the panel, with what is said beside it. `bare`: without the caption, where it stands on a page that
 * says the same.
 */
export function svgOf(
  ladder: Ladder,
  { title, about, sentence, foot }: Caption,
  { bare = false, below }: { bare?: boolean; below?: Below } = {},
): string {
  const parts: string[] = [];
  let y = bare ? 4 : 24;
  const block = (content: string, kind: string, line: number, letters: number) => {
    for (const one of wrapped(content, letters)) {
      parts.push(text(0, y, one, kind));
      y += line;
    }
  };
  if (!bare) {
    block(title, 'title', 20, 92);
    block(about, 'dim', LINE, LETTERS.whole);
    y += 6;
    block(sentence, 'sentence', 24, 78);
  }
  const top = y;
  for (const rung of ladder.rungs) {
    const { drawn, height } = rungAt(rung, y);
    parts.push(drawn);
    y += height;
  }
  const drawn = ladder.rungs.some(({ figure }) => figure !== undefined);
  const x = (percent: number) => (LEFT.drawn + (percent / 100) * DRAWN).toFixed(1);
  const grid = drawn
    ? [
        ...ladder.ticks
          .filter(({ at }) => at !== ladder.neutral)
          .map(({ at }) => `<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="${top}" y2="${y}"/>`),
        `<line class="neutral" x1="${x(ladder.neutral)}" x2="${x(ladder.neutral)}" y1="${top}" y2="${y}"/>`,
      ]
    : [];
  if (drawn) {
    y += 16;
    for (const tick of ladder.ticks) parts.push(text(Number(x(tick.at)), y, tick.text, 'tick'));
    parts.push(text(LEFT.says, y, ladder.axis, 'dim'));
    y += 12;
  }
  if (below) {
    y += 20;
    parts.push(text(0, y, below.heading, 'strong'));
    y += 6;
    parts.push(`<g class="power" transform="translate(0 ${y})">${curveDrawn(below.curve, below.axis)}</g>`);
    y += curveHeight(below.curve) + 10;
  }
  if (!bare) {
    y += 14;
    block(foot, 'dim', LINE, LETTERS.whole);
  }
  const name = escaped([`${title}: ${sentence}`, below?.curve.text].filter(Boolean).join('. '));
  return `<svg xmlns="http://www.w3.org/2000/svg" class="steps" viewBox="-16 0 ${WIDTH + 32} ${y}" width="${WIDTH + 32}" height="${y}" role="img" aria-label="${name}"><title>${name}</title><style>${STYLE}${below ? CURVE_STYLE : ''}</style>${grid.join('')}${parts.join('')}</svg>\n`;
}
