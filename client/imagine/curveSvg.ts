/** Power against the number of participants as a picture of its own: SVG, with no script and nothing from elsewhere. Pure. */
import { AT_EDGE, ON_CURVE, POWERS } from '../../webview/marks.ts';
import type { Curve } from '../../webview/messages.ts';
import { escaped } from './markup.ts';

const LEFT = 36;
const WIDTH = 480;
const TOP = 14;
const HEIGHT = 130;
const LINE = 18;

const STYLE = `
.power { --fg: #1f1f1f; --dim: #616161; --line: #c8c8c8; --hi: #0b5cad; font: 13px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { .power { --fg: #d4d4d4; --dim: #a0a0a0; --line: #4a4a4a; --hi: #4fa8ff; } }
.power text { fill: var(--fg); } .power .tick { fill: var(--dim); font-size: 11px; }
.power .grid, .power .drop { stroke: var(--line); stroke-dasharray: 2 4; } .power .neutral { stroke: var(--dim); }
.power .curve { fill: none; stroke: var(--fg); stroke-width: 1.5; }
.power .enrolled { fill: var(--fg); stroke: var(--fg); } .power .imagined { fill: var(--hi); stroke: var(--hi); }
.power .needed { fill: var(--ground, Canvas); stroke: var(--fg); stroke-width: 1.5; }
@media (forced-colors: active) { .power { --fg: CanvasText; --dim: CanvasText; --line: GrayText; --hi: Highlight; } }
`;

/** How high the drawing is, its legend included. */
export function curveHeight({ marks }: Curve): number {
  return TOP + HEIGHT + 40 + marks.length * LINE;
}

/** The drawing alone, its left upper corner at 0, 0; the style is that of `.power`. */
export function curveDrawn({ points, ticks, marks }: Curve, axis: string): string {
  const x = (percent: number) => (LEFT + (percent / 100) * WIDTH).toFixed(1);
  const y = (percent: number) => (TOP + (1 - percent / 100) * HEIGHT).toFixed(1);
  const text = (at: string | number, down: string | number, told: string, more = '') =>
    `<text x="${at}" y="${down}"${more}>${escaped(told)}</text>`;
  const shape = (kind: Curve['marks'][number]['kind'], at: string | number, down: string | number) =>
    `<path class="${kind}" transform="translate(${at} ${down})" d="${ON_CURVE[kind]}"/>`;
  const bottom = Number(y(0));
  return [
    ...POWERS.map(
      (level) =>
        `<line class="${level === 0 ? 'neutral' : 'grid'}" x1="${x(0)}" x2="${x(100)}" y1="${y(level)}" y2="${y(level)}"/>`,
    ),
    ...POWERS.map((level) =>
      text(LEFT - 6, Number(y(level)) + 4, (level / 100).toFixed(1), ' class="tick" text-anchor="end"'),
    ),
    ...ticks.map(({ at, text: told }) =>
      text(x(at), bottom + 15, told, ` class="tick" text-anchor="${at > AT_EDGE ? 'end' : 'middle'}"`),
    ),
    text(x(50), bottom + 31, axis, ' class="tick" text-anchor="middle"'),
    `<path class="curve" d="${points.map((at, i) => `${i === 0 ? 'M' : 'L'}${x(at.x)} ${y(at.y)}`).join('')}"/>`,
    ...marks.flatMap(({ kind, x: at, y: up }) => [
      ...(kind === 'needed' ? [`<line class="drop" x1="${x(at)}" x2="${x(at)}" y1="${y(up)}" y2="${bottom}"/>`] : []),
      shape(kind, x(at), y(up)),
    ]),
    ...marks.flatMap(({ kind, text: told }, i) => {
      const down = bottom + 52 + i * LINE;
      return [shape(kind, LEFT + 6, down - 4), text(LEFT + 20, down, told)];
    }),
  ].join('');
}

/** The curve's style, for a picture that holds its drawing in a group of class `power`. */
export const CURVE_STYLE = STYLE;

/** A whole picture of the curve. */
export function curveSvg(curve: Curve, axis: string): string {
  const [width, height] = [LEFT + WIDTH + 12, curveHeight(curve)];
  const name = escaped(curve.text);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="power" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${name}"><title>${name}</title><style>${STYLE}</style>${curveDrawn(curve, axis)}</svg>`;
}
