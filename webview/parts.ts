/** Small pieces that several sections of the page are made of. */
import { element } from './dom.ts';
import { MARK } from './marks.ts';
import type { Direction, Factor, Labels, Rung, View } from './messages.ts';

/** The letter of a factor, read out by its name. Where there is none, the room it would take. */
export function badge(factor: Factor | undefined, { factors }: Labels): HTMLElement {
  if (!factor) return element('span', { class: 'badge none' });
  const made = element('span', { class: `badge ${factor}`, text: factor, title: factors[factor] });
  made.setAttribute('role', 'img');
  made.ariaLabel = `${factor}: ${factors[factor]}`;
  return made;
}

/** A direction with its mark, in bold, and its probability. */
export function direction(of: Direction, certainty?: string): HTMLElement {
  const made = element('span', { class: 'direction' }, mark(of), element('strong', { text: of }));
  if (certainty) made.append(` ${certainty}`);
  return made;
}

/** The mark of a direction, for the eye only: the word stands behind it, on the same line. */
export function mark(of: Direction): HTMLElement {
  const made = element('span', { class: `mark-of ${of.replace(' ', '-')}`, text: `${MARK[of]}\u00a0` });
  made.ariaHidden = 'true';
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

/** Text that does something when it is pressed. `key`: see `Options`. */
export function pressable(text: string | Node, title: string, key: string, onPress: () => void): HTMLElement {
  const made = element('button', { class: 'plain', title, key }, text);
  made.setAttribute('type', 'button');
  made.addEventListener('click', onPress);
  return made;
}

/** Letters of a value that is never broken: a number stays with its unit. */
const SHORT = 10;
const kindOf = (value: string) => (value.length <= SHORT ? 'short' : '');

/** What a step changes, in short; what had no room is its title. */
export function changed({ label, from, to, whole }: Pick<Rung, 'label' | 'from' | 'to' | 'whole'>): HTMLElement {
  const made = element('span', { class: 'change', ...(whole !== undefined && { title: whole }) }, label);
  if (from !== undefined) made.append(' ', element('span', { class: `dim ${kindOf(from)}`, text: from }));
  // Only what was something else before becomes it.
  if (to !== undefined)
    made.append(from === undefined ? ' ' : ' → ', element('strong', { class: kindOf(to), text: to }));
  return made;
}

/** A way out of the editor, which the host goes. */
export function link(text: string, title: string, key: string, onPress: () => void): HTMLElement {
  const made = pressable(text, title, key, onPress);
  made.classList.add('link');
  made.role = 'link';
  return made;
}

/** A narrow page draws tables as blocks, which would take their roles away: they are said. */
function cell(name: string, role: string, content: Node | string): HTMLElement {
  const made = element(name, {}, content);
  made.role = role;
  return made;
}

/** A table whose first row names the columns. One without a name names the rows. */
export function table(caption: string, columns: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const made = element('table');
  made.ariaLabel = caption;
  made.role = 'table';
  const names = columns.map((column) => (column === '' ? cell('td', 'cell', '') : cell('th', 'columnheader', column)));
  const head = element('tr', {}, ...names);
  head.role = 'row';
  const [header, body] = [element('thead', {}, head), element('tbody', {}, ...rows)];
  header.role = 'rowgroup';
  body.role = 'rowgroup';
  made.append(header, body);
  return made;
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

/** A section with its heading, left out where it has nothing to say. `whose`: said behind the heading wherever another one's answer stands beside. */
export function section(name: string, heading: string, content: readonly HTMLElement[], whose?: string): HTMLElement {
  const title = element('h2', {}, element('span', { text: heading }));
  if (whose !== undefined) title.append(element('span', { class: 'whose dim', text: ` · ${whose}` }));
  title.id = `heading-${name}`;
  title.tabIndex = -1;
  const made = element('section', { class: name }, title, ...content);
  made.setAttribute('aria-labelledby', title.id);
  made.hidden = content.length === 0;
  return made;
}
