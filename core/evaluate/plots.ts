/**
 * The two kinds of figures of a report, as SVG with a text alternative. Predictors differ in shape and dash, never in colour alone; colours
 * are classes that the page's style sheet gives, light and dark.
 */
import { plainLine } from '../trial/markdown.ts';
import type { Slice } from './document.ts';
import type { SetReport } from './report.ts';

/** Text as text, in HTML and in SVG: one line, without what cannot be seen. */
export function escaped(text: string): string {
  return plainLine(text).replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}

const at = (value: number) => value.toFixed(1);

/** The marks of series 0, 1, 2, …: a disc, a square, a triangle, a diamond. `hollow`: not filled. */
function mark(series: number, x: number, y: number, size: number, hollow = false): string {
  const kind = `class="mark s${series % 4}${hollow ? ' hollow' : ''}"`;
  const points = (all: [number, number][]) =>
    all.map(([dx, dy]) => `${at(x + dx * size)},${at(y + dy * size)}`).join(' ');
  switch (series % 4) {
    case 0:
      return `<circle ${kind} cx="${at(x)}" cy="${at(y)}" r="${at(size)}"/>`;
    case 1:
      return `<rect ${kind} x="${at(x - size * 0.88)}" y="${at(y - size * 0.88)}" width="${at(size * 1.76)}" height="${at(size * 1.76)}"/>`;
    case 2:
      return `<polygon ${kind} points="${points([
        [0, -1.2],
        [1.1, 0.8],
        [-1.1, 0.8],
      ])}"/>`;
    default:
      return `<polygon ${kind} points="${points([
        [0, -1.3],
        [1.3, 0],
        [0, 1.3],
        [-1.3, 0],
      ])}"/>`;
  }
}

const picture = (id: string, width: number, height: number, title: string, told: string, inside: string) =>
  `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${escaped(title)}</title><desc id="${id}-d">${escaped(told)}</desc>${inside}</svg>`;

const percent = (share: number) => (share < 0.005 ? '<1' : (100 * share).toFixed(0));

/** Confidence against accuracy: on the diagonal, chances are what they say. The larger a mark, the more answers it is of. */
export function reliabilityPlot(
  id: string,
  title: string,
  bins: NonNullable<SetReport['reliability']>[string],
): string {
  const [left, top, side] = [40, 12, 190];
  const x = (value: number) => left + value * side;
  const y = (value: number) => top + (1 - value) * side;
  const ticks = [0, 0.5, 1]
    .map(
      (value) =>
        `<line class="grid" x1="${at(x(value))}" y1="${top}" x2="${at(x(value))}" y2="${top + side}"/><line class="grid" x1="${left}" y1="${at(y(value))}" x2="${left + side}" y2="${at(y(value))}"/><text x="${at(x(value))}" y="${top + side + 14}" text-anchor="middle">${value}</text><text x="${left - 6}" y="${at(y(value) + 4)}" text-anchor="end">${value}</text>`,
    )
    .join('');
  const points = bins
    .map(({ confidence, accuracy: [value, low, high], share }) => {
      const size = 2.5 + 9 * Math.sqrt(share);
      return `<line class="whisker s0" x1="${at(x(confidence))}" y1="${at(y(low))}" x2="${at(x(confidence))}" y2="${at(y(high))}"/>${mark(0, x(confidence), y(value), size)}`;
    })
    .join('');
  const told = bins
    .map(
      ({ confidence, accuracy: [value, low, high], share }) =>
        `confidence ${confidence.toFixed(2)}: right ${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}), ${percent(share)} % of answers`,
    )
    .join('; ');
  const inside = `${ticks}<line class="even" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>${points}<text x="${left + side / 2}" y="${top + side + 30}" text-anchor="middle">confidence</text><text x="12" y="${top + side / 2}" text-anchor="middle" transform="rotate(-90 12 ${top + side / 2})">accuracy</text>`;
  return picture(id, 254, 250, title, told, inside);
}

/** Predictors drawn in a plot of slices, at most: more cannot be told apart. */
const DRAWN = 4;

/** A step of 1, 2 or 5 that divides a span into four to eight. */
function stepOf(span: number): number {
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((one) => one * power >= rough) ?? 10);
}

/** The Brier score of each slice with its interval, a row each. */
export function slicePlot(
  id: string,
  title: string,
  slices: readonly Slice[],
): { svg: string; drawn: readonly string[] } {
  const names = [...new Set(slices.flatMap(([, { all }]) => Object.keys(all)))];
  // copy and nearest are as if certain: far off, they would press all others together.
  const drawn = names.filter((name) => name !== 'copy' && name !== 'nearest').slice(0, DRAWN);
  const [left, right, top, gap] = [150, 90, 8, 9];
  const rowHeight = gap * drawn.length + 12;
  const [width, height] = [680, top + slices.length * rowHeight + 34];
  const values = slices.flatMap(([, { all, few }]) =>
    drawn.flatMap((name) => (few ? (all[name]?.brier?.slice(0, 1) ?? []) : (all[name]?.brier ?? []))),
  );
  const step = stepOf(Math.max(0.05, Math.max(...values) - Math.min(...values)));
  const [low, high] = [Math.floor(Math.min(...values) / step) * step, Math.ceil(Math.max(...values) / step) * step];
  const x = (value: number) => left + ((value - low) / Math.max(high - low, step)) * (width - left - right);
  const bottom = top + slices.length * rowHeight;
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step)
    .map(
      (value) =>
        `<line class="grid" x1="${at(x(value))}" y1="${top}" x2="${at(x(value))}" y2="${bottom}"/><text x="${at(x(value))}" y="${bottom + 14}" text-anchor="middle">${Number(value.toFixed(3))}</text>`,
    )
    .join('');
  const marks = slices
    .map(([value, { trials, few, all }], row) => {
      const middle = top + row * rowHeight + rowHeight / 2;
      const own = drawn
        .map((name, series) => {
          const [score, from, to] = all[name]?.brier ?? [];
          if (score === undefined || from === undefined || to === undefined) return '';
          const y = middle + (series - (drawn.length - 1) / 2) * gap;
          const whisker = few
            ? ''
            : `<line class="whisker s${series}" x1="${at(x(from))}" y1="${at(y)}" x2="${at(x(to))}" y2="${at(y)}"/>`;
          return whisker + mark(series, x(score), y, 3.4, few);
        })
        .join('');
      const name = value.length > 22 ? `${value.slice(0, 21)}…` : value;
      return `<text x="${left - 10}" y="${at(middle + 4)}" text-anchor="end">${escaped(name)}</text>${own}<text x="${width - right + 12}" y="${at(middle + 4)}">${trials} trial${trials === 1 ? '' : 's'}</text>`;
    })
    .join('');
  const told = slices
    .map(
      ([value, { trials, few, all }]) =>
        `${value} (${trials} trials): ${drawn.flatMap((name) => (all[name]?.brier ? [`${name} ${all[name].brier[0].toFixed(3)}`] : [])).join(', ')}${few ? ', too few trials for an interval' : ''}`,
    )
    .join('; ');
  const axis = `<text x="${(left + width - right) / 2}" y="${bottom + 30}" text-anchor="middle">Brier score, lower is better</text>`;
  return { svg: picture(id, width, height, title, told, ticks + marks + axis), drawn };
}

/** What the marks of a plot of slices stand for. */
export function legend(names: readonly string[]): string {
  return names
    .map(
      (name, series) =>
        `<span class="key"><svg viewBox="0 0 26 12" width="26" height="12" aria-hidden="true"><line class="whisker s${series}" x1="1" y1="6" x2="25" y2="6"/>${mark(series, 13, 6, 3.4)}</svg> ${escaped(name)}</span>`,
    )
    .join(' ');
}
