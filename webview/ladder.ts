/** The pathway, step by step: one rung each with its interval on a common axis. The text beside says all that is drawn. */
import { drawing, element } from './dom.ts';
import type { Rung, View } from './messages.ts';
import { badge, direction } from './parts.ts';
import { type Scale, scaleOf } from './scale.ts';

type Ladder = NonNullable<View['ladder']>;

/** A rung's own drawing. Heights follow the text beside it, so the grid lines of all rungs meet. */
function lane(scale: Scale, ladder: Ladder, rung: Rung): SVGElement {
  const made = drawing('svg', { class: 'lane', 'aria-hidden': 'true' });
  const vertical = (value: number, name: string) =>
    drawing('line', { class: name, x1: `${scale.at(value)}%`, x2: `${scale.at(value)}%`, y1: 0, y2: '100%' });
  for (const tick of scale.ticks) if (tick !== ladder.neutral) made.append(vertical(tick, 'grid'));
  made.append(vertical(ladder.neutral, 'neutral'));
  const figure = rung.figure;
  if (!figure) return made;

  const kind = `mark ${rung.status.replace(' ', '-')} ${(rung.direction ?? '').replace(' ', '-')}`;
  const mark = drawing('svg', { class: kind, y: '50%', overflow: 'visible' });
  if (figure.low !== undefined || figure.high !== undefined) {
    // An open end runs to the edge and has no stop.
    const from = figure.low === undefined ? 0 : scale.at(figure.low);
    const to = figure.high === undefined ? 100 : scale.at(figure.high);
    mark.append(drawing('line', { class: 'interval', x1: `${from}%`, x2: `${to}%` }));
    const stop = (at: number) => drawing('line', { x1: `${at}%`, x2: `${at}%`, y1: -4, y2: 4 });
    if (figure.low !== undefined) mark.append(stop(from));
    if (figure.high !== undefined) mark.append(stop(to));
  }
  if (figure.value !== undefined) {
    const shape = rung.status === 'observed' ? 'M-5 -5H5V5H-5Z' : 'M0 -7L7 0L0 7L-7 0Z';
    const point = drawing('svg', { class: 'point', x: `${scale.at(figure.value)}%`, overflow: 'visible' });
    point.append(drawing('path', { d: shape }));
    mark.append(point);
  }
  made.append(mark);
  return made;
}

function axis(scale: Scale, ladder: Ladder): HTMLElement {
  const made = drawing('svg', { class: 'axis', width: '100%', height: 18, 'aria-hidden': 'true' });
  for (const tick of scale.ticks) {
    const at = scale.at(tick);
    const text = drawing('text', {
      x: `${at}%`,
      y: 13,
      'text-anchor': at < 4 ? 'start' : at > 96 ? 'end' : 'middle',
    });
    text.textContent = String(tick).replace('-', '−');
    made.append(text);
  }
  const row = element(
    'li',
    { class: 'rung scale' },
    element('div', { class: 'what' }),
    element('div', { class: 'drawn' }, made),
    element('div', { class: 'says dim', text: ladder.axis }),
  );
  // What the axis says stands beside each figure, in words.
  row.ariaHidden = 'true';
  return row;
}

function what(rung: Rung, reveal: (at: { start: number; end: number }) => void, key: string): HTMLElement {
  const change = element('span', { class: 'change' });
  change.append(rung.label);
  if (rung.from !== undefined) change.append(' ', element('span', { class: 'dim', text: rung.from }));
  if (rung.to !== undefined) change.append(' → ', element('strong', { text: rung.to }));
  const made = element('div', { class: 'what' }, badge(rung.factor));
  if (!rung.at) made.append(change);
  else {
    const at = rung.at;
    const opener = element('button', { class: 'plain', key, title: 'Show this step in the document' }, change);
    opener.addEventListener('click', () => reveal(at));
    made.append(opener);
  }
  return made;
}

/** The ladder. `reveal` is called with the place of a step in the document. */
export function ladderOf(ladder: Ladder, reveal: (at: { start: number; end: number }) => void): HTMLElement {
  const values = ladder.rungs.flatMap(({ figure }) =>
    figure ? [figure.value, figure.low, figure.high].filter((v) => v !== undefined) : [],
  );
  const scale = scaleOf(values, ladder.neutral, ladder.logarithmic);
  const drawn = values.length > 0;
  const list = element('ol', { class: drawn ? 'ladder' : 'ladder undrawn' });
  ladder.rungs.forEach((rung, i) => {
    const says = element('div', { class: 'says' });
    if (rung.direction) says.append(element('span', { class: 'line' }, direction(rung.direction, rung.certainty)));
    for (const text of rung.texts)
      says.append(element('span', { class: rung.status === 'carried over' ? 'line dim' : 'line', text }));
    const item = element('li', { class: 'rung' }, what(rung, reveal, `rung ${i}`));
    if (drawn) {
      const holder = element('div', { class: rung.figure ? 'drawn' : 'drawn empty' });
      holder.append(lane(scale, ladder, rung));
      item.append(holder);
    }
    item.append(says);
    list.append(item);
  });
  if (drawn) list.append(axis(scale, ladder));
  return list;
}
