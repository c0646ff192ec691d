/** The steps of an imagining as a picture of its own: SVG, with no script and nothing from elsewhere. Pure. */
import { DIAMOND, MARK, SQUARE } from '../../webview/marks.ts';
import type { Curve, Figure, Ladder, Rung } from '../../webview/messages.ts';
import { CURVE_STYLE, curveDrawn, curveHeight } from './curveSvg.ts';
import { type Font, linesOf } from './lines.ts';
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
/** How wide lines are at most: of a step's change, of what is said of it, of the whole picture. */
const ROOM = { what: LEFT.drawn - LEFT.what - 12, says: WIDTH - LEFT.says, whole: WIDTH };
const LINE = 17;
const INDENT = 14;
const TEXT: Font = { size: 13 };
const STRONG: Font = { ...TEXT, bold: true };
const TITLE: Font = { size: 15, bold: true };
const SENTENCE: Font = { size: 17 };

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

/** A change in a line; only what was something else before becomes it. */
function changeLine({ label, from, to }: Rung): string {
  return [label, from, from === undefined || to === undefined ? undefined : '→', to]
    .filter((part) => part !== undefined)
    .join(' ');
}

function rungAt(rung: Rung, top: number): { drawn: string; height: number } {
  const what = linesOf(changeLine(rung), ROOM.what, TEXT);
  const { direction, certainty } = rung;
  const head = direction
    ? linesOf([MARK[direction], direction, certainty].filter(Boolean).join(' '), ROOM.says, STRONG)
    : [];
  const says = rung.texts.flatMap((told) => linesOf(told, ROOM.says, TEXT));
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
    ...head.map((line, i) => text(LEFT.says, first(head.length + says.length) + i * LINE, line, 'strong')),
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
.steps > .tick { fill: var(--dim); font-size: 11px; text-anchor: middle; }
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

/** What is said of all outcomes. */
export interface Told {
  heading: string;
  summary: string;
  /** Each an entry of a list. */
  lines: readonly string[];
}

/**
 * The ladder as it is drawn in the panel, with what is said beside it. `bare`: without the caption, where it stands on a page that
 * says the same.
 */
export function svgOf(
  ladder: Ladder,
  { title, about, sentence, foot }: Caption,
  { bare = false, below, outcomes }: { bare?: boolean; below?: Below; outcomes?: Told } = {},
): string {
  const parts: string[] = [];
  let y = bare ? 4 : 24;
  const block = (content: string, kind: string, line: number, font: Font, x = 0) => {
    for (const one of linesOf(content, ROOM.whole - x, font)) {
      parts.push(text(x, y, one, kind));
      y += line;
    }
  };
  if (!bare) {
    block(title, 'title', 20, TITLE);
    block(about, 'dim', LINE, TEXT);
    y += 6;
    block(sentence, 'sentence', 24, SENTENCE);
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
    const axis = linesOf(ladder.axis, ROOM.says, TEXT);
    parts.push(...axis.map((line, i) => text(LEFT.says, y + i * LINE, line, 'dim')));
    y += 12 + (axis.length - 1) * LINE;
  }
  if (below) {
    y += 20;
    parts.push(text(0, y, below.heading, 'strong'));
    y += 6;
    parts.push(`<g class="power" transform="translate(0 ${y})">${curveDrawn(below.curve, below.axis)}</g>`);
    y += curveHeight(below.curve) + 10;
  }
  if (outcomes) {
    y += 20;
    block(outcomes.heading, 'strong', LINE + 3, STRONG);
    block(outcomes.summary, '', LINE, TEXT);
    for (const line of outcomes.lines) {
      parts.push(text(0, y, '•'));
      block(line, '', LINE, TEXT, INDENT);
    }
  }
  if (!bare) {
    y += 14;
    block(foot, 'dim', LINE, TEXT);
  }
  const name = escaped([`${title}: ${sentence}`, below?.curve.text].filter(Boolean).join('. '));
  return `<svg xmlns="http://www.w3.org/2000/svg" class="steps" viewBox="-16 0 ${WIDTH + 32} ${y}" width="${WIDTH + 32}" height="${y}" role="img" aria-label="${name}"><title>${name}</title><style>${STYLE}${below ? CURVE_STYLE : ''}</style>${grid.join('')}${parts.join('')}</svg>\n`;
}
