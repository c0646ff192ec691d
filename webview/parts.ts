/** Small pieces that several sections of the page are made of. */
import { element } from './dom.ts';
import type { Direction, Factor, View } from './messages.ts';
import { FACTOR, MARK } from './words.ts';

/** The letter of a factor, read out by its name. Where there is none, the room it would take. */
export function badge(factor: Factor | undefined): HTMLElement {
  if (!factor) return element('span', { class: 'badge none' });
  const made = element('span', { class: `badge ${factor}`, text: factor, title: FACTOR[factor] });
  made.setAttribute('role', 'img');
  made.ariaLabel = `${factor}: ${FACTOR[factor]}`;
  return made;
}

/** A direction with its mark, in bold, and its probability. */
export function direction(of: Direction, certainty?: string): HTMLElement {
  const mark = element('span', { class: 'mark-of', text: `${MARK[of]} ` });
  mark.ariaHidden = 'true';
  const made = element('span', { class: `direction ${of.replace(' ', '-')}` }, mark, element('strong', { text: of }));
  if (certainty !== undefined) made.append(` ${certainty}`);
  return made;
}

/** The probabilities as a bar, with what it shows in words below it. */
export function bar(probabilities: View['probabilities']): HTMLElement {
  const drawn = element('div', { class: 'bar' });
  drawn.ariaHidden = 'true';
  const legend = element('ul', { class: 'legend' });
  for (const { direction: of, share, text } of probabilities) {
    const part = element('span', { class: of.replace(' ', '-') });
    part.style.flexGrow = String(share);
    part.hidden = share <= 0;
    drawn.append(part);
    legend.append(element('li', {}, direction(of, text)));
  }
  return element('div', {}, drawn, legend);
}

/** A narrow page draws tables as blocks, which would take their roles away: they are said. */
function cell(name: string, role: string, content: Node | string): HTMLElement {
  const made = element(name, {}, content);
  made.role = role;
  return made;
}

/** A table whose first row names the columns. */
export function table(caption: string, columns: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const made = element('table');
  made.ariaLabel = caption;
  made.role = 'table';
  const head = element('tr', {}, ...columns.map((column) => cell('th', 'columnheader', column)));
  head.role = 'row';
  made.append(element('thead', {}, head), element('tbody', {}, ...rows));
  return element('div', { class: 'scrolls' }, made);
}

/** A row of a table. Each cell says its column again, for a page too narrow for a header row. */
export function row(columns: readonly string[], cells: readonly (Node | string)[]): HTMLElement {
  const made = element('tr');
  made.role = 'row';
  cells.forEach((content, i) => {
    const own = cell('td', 'cell', content);
    own.dataset.column = columns[i] ?? '';
    made.append(own);
  });
  return made;
}

/** A section with its heading, left out where it has nothing to say. */
export function section(heading: string, content: readonly HTMLElement[]): HTMLElement {
  const made = element('section');
  made.hidden = content.length === 0;
  if (content.length) made.append(element('h2', { text: heading }), ...content);
  return made;
}
