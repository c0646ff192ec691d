/** The pathway, step by step: one rung each with its interval on a common axis. The text beside says all that is drawn. */
import { drawing, element } from './dom.ts';
import { DIAMOND, SQUARE } from './marks.ts';
import type { Labels, Ladder, Rung } from './messages.ts';
import { badge, changed, direction, pressable } from './parts.ts';

/** A rung's own drawing. Heights follow the text beside it, so the grid lines of all rungs meet. */
function lane(ladder: Ladder, rung: Rung): SVGElement {
  const made = drawing('svg', { class: 'lane', 'aria-hidden': 'true' });
  const vertical = (at: number, name: string) =>
    drawing('line', { class: name, x1: `${at}%`, x2: `${at}%`, y1: 0, y2: '100%' });
  for (const { at } of ladder.ticks) if (at !== ladder.neutral) made.append(vertical(at, 'grid'));
  made.append(vertical(ladder.neutral, 'neutral'));
  const figure = rung.figure;
  if (!figure) return made;

  const kind = `mark ${rung.status.replace(' ', '-')} ${(rung.direction ?? '').replace(' ', '-')}`;
  const mark = drawing('svg', { class: kind, y: '50%', overflow: 'visible' });
  if (figure.low !== undefined || figure.high !== undefined) {
    // An open end runs to the edge and has no stop.
    const { low: from = 0, high: to = 100 } = figure;
    mark.append(drawing('line', { class: 'interval', x1: `${from}%`, x2: `${to}%` }));
    const stop = (at: number) => drawing('line', { x1: `${at}%`, x2: `${at}%`, y1: -4, y2: 4 });
    if (figure.low !== undefined) mark.append(stop(from));
    if (figure.high !== undefined) mark.append(stop(to));
  }
  if (figure.value !== undefined) {
    const shape = rung.status === 'observed' ? SQUARE : DIAMOND;
    const point = drawing('svg', { class: 'point', x: `${figure.value}%`, overflow: 'visible' });
    point.append(drawing('path', { d: shape }));
    mark.append(point);
  }
  made.append(mark);
  return made;
}

function axis(ladder: Ladder): HTMLElement {
  const made = drawing('svg', { class: 'axis', width: '100%', height: 18, 'aria-hidden': 'true' });
  for (const { at, text } of ladder.ticks) {
    const anchor = at < 4 ? 'start' : at > 96 ? 'end' : 'middle';
    const label = drawing('text', { x: `${at}%`, y: 13, 'text-anchor': anchor });
    label.textContent = text;
    made.append(label);
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

type Reveal = (at: { start: number; end: number }) => void;

function what(rung: Rung, labels: Labels, reveal: Reveal, key: string): HTMLElement {
  const change = changed(rung);
  const { at } = rung;
  const shown = at ? pressable(change, labels.reveal, key, () => reveal(at)) : change;
  // The name of a step is what is seen of it; what had no room is read out behind it.
  if (rung.whole !== undefined) shown.ariaDescription = rung.whole;
  return element('div', { class: 'what' }, badge(rung.factor, labels), shown);
}

/** The ladder. `reveal` is called with the place of a step in the document. */
export function ladderOf(ladder: Ladder, labels: Labels, reveal: Reveal): HTMLElement {
  const drawn = ladder.rungs.some(({ figure }) => figure !== undefined);
  const list = element('ol', { class: drawn ? 'ladder' : 'ladder undrawn' });
  ladder.rungs.forEach((rung, i) => {
    const says = element('div', { class: 'says' });
    if (rung.direction) says.append(element('span', { class: 'line' }, direction(rung.direction, rung.certainty)));
    for (const text of rung.texts)
      says.append(element('span', { class: rung.status === 'carried over' ? 'line dim' : 'line', text }));
    const item = element('li', { class: 'rung' }, what(rung, labels, reveal, `rung ${i}`));
    if (drawn) item.append(element('div', { class: rung.figure ? 'drawn' : 'drawn empty' }, lane(ladder, rung)));
    item.append(says);
    list.append(item);
  });
  if (drawn) list.append(axis(ladder));
  return list;
}
