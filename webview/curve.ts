/** Power against the number of participants: a line, and marks where the trial is, where the imagined one is, and at 80 % and 90 %. */
import { drawing, element } from './dom.ts';
import { AT_EDGE, ON_CURVE, POWERS } from './marks.ts';
import type { Curve } from './messages.ts';

function shape(kind: Curve['marks'][number]['kind']): SVGElement {
  return drawing('path', { class: `mark-at ${kind}`, d: ON_CURVE[kind] });
}

/** The curve with its legend. The words stand beside it, so it is one picture with one name to a screen reader. */
export function curveOf({ points, ticks, marks, text }: Curve, axis: string): HTMLElement {
  const y = (percent: number) => `${100 - percent}%`;
  const made = drawing('svg', { class: 'plot', overflow: 'visible' });
  for (const level of POWERS)
    made.append(
      drawing('line', { class: level === 0 ? 'neutral' : 'grid', x1: 0, x2: '100%', y1: y(level), y2: y(level) }),
    );
  const line = points.map((at, i) => `${i === 0 ? 'M' : 'L'}${at.x.toFixed(2)} ${(100 - at.y).toFixed(2)}`).join('');
  const stretched = { viewBox: '0 0 100 100', preserveAspectRatio: 'none', width: '100%', height: '100%' };
  made.append(
    drawing('svg', stretched, drawing('path', { class: 'line', d: line, 'vector-effect': 'non-scaling-stroke' })),
  );
  for (const { kind, x, y: at } of marks) {
    if (kind === 'needed')
      made.append(drawing('line', { class: 'drop', x1: `${x}%`, x2: `${x}%`, y1: y(at), y2: '100%' }));
    made.append(drawing('svg', { x: `${x}%`, y: y(at), overflow: 'visible' }, shape(kind)));
  }
  for (const level of POWERS) {
    const label = drawing('text', { x: -6, y: y(level), dy: '0.35em', 'text-anchor': 'end' });
    label.textContent = (level / 100).toFixed(1);
    made.append(label);
  }
  for (const { at, text: told } of ticks) {
    const label = drawing('text', {
      x: `${at}%`,
      y: '100%',
      dy: '1.3em',
      'text-anchor': at > AT_EDGE ? 'end' : 'middle',
    });
    label.textContent = told;
    made.append(label);
  }
  const picture = element('div', { class: 'plotted' });
  picture.append(made);
  picture.role = 'img';
  picture.ariaLabel = text;
  const legend = element('ul', { class: 'legend' });
  for (const { kind, text: told } of marks) {
    const sign = drawing('svg', {
      class: 'sign',
      viewBox: '-8 -8 16 16',
      width: 12,
      height: 12,
      'aria-hidden': 'true',
    });
    sign.append(shape(kind));
    const item = element('li', {}, element('span', { text: told }));
    item.prepend(sign);
    legend.append(item);
  }
  const below = element('p', { class: 'axis-name dim', text: axis });
  // The picture's name says it.
  below.ariaHidden = 'true';
  return element('div', { class: 'curve' }, picture, below, legend);
}
