/** All outcomes under the scenario: what flips first, as the host sends them; as many as a person asks for, and those with given words. */
import { element, redraw } from './dom.ts';
import type { Labels, Line, ToPage } from './messages.ts';
import { direction, mark, pressable, row, section, table } from './parts.ts';
import { button, type Field, field } from './toolkit.ts';

/** How many are drawn at first, and how many more a press adds: hundreds of rows would be slow to draw, and nobody reads them. */
const FIRST = 40;
const MORE = 200;
/** Letters of what stands unbroken behind a direction. */
const SHORT = 10;
/** From here on there is a field to find one by its words. */
const MANY = 12;

const filled = (template: string, ...numbers: number[]): string =>
  template.replaceAll(/\{(\d)\}/g, (_, index) => String(numbers[Number(index)] ?? ''));

export class Outcomes {
  readonly root: HTMLElement;
  readonly #labels: Labels;
  readonly #onLook: (id: string) => void;
  readonly #summary = element('p', { class: 'summary' });
  readonly #field: Field;
  readonly #body = element('div', { class: 'body' });
  #shown: Extract<ToPage, { type: 'outcomes' }> | undefined;
  /** The option of the outcome that the rest of the page is about. */
  #chosen: string | undefined;
  #limit = FIRST;
  #begins = false;

  constructor(labels: Labels, onLook: (id: string) => void) {
    this.#labels = labels;
    this.#onLook = onLook;
    this.#field = field(labels.find, () => {
      this.#limit = FIRST;
      this.#draw();
    });
    this.#field.root.hidden = true;
    this.root = section('outcomes', labels.outcomes, [this.#summary, this.#field.root, this.#body], labels.own);
  }

  /** Brings the section into view, now and once its rows are there, and gives it the focus. */
  begin(): void {
    this.#begins = true;
    const heading = this.root.querySelector('h2');
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: 'start' });
  }

  /** What was said does not hold any more: it is not seen, and keeps its room and the focus until there is something else. */
  wait(chosen: string | undefined, changed: boolean): void {
    this.#chosen = chosen;
    const [heading, whose] = this.root.querySelectorAll<HTMLElement>('h2 > span');
    if (heading) heading.textContent = changed ? this.#labels.outcomes : this.#labels.observedOutcomes;
    // What was observed is nobody's answer.
    if (whose) whose.hidden = !changed;
    this.#body.classList.add('waiting');
    this.#body.ariaBusy = 'true';
    this.#say(this.#labels.looking);
  }

  show(message: Extract<ToPage, { type: 'outcomes' }>): void {
    // Others than before: what was asked of those is not asked of these.
    if (message.uri !== this.#shown?.uri) {
      this.#limit = FIRST;
      this.#field.clear();
    }
    this.#shown = message;
    this.#body.classList.remove('waiting');
    this.#body.ariaBusy = null;
    this.#field.root.hidden = message.total <= MANY;
    if (message.known < message.total) this.#say(filled(this.#labels.progress, message.known, message.total));
    else this.#say(message.summary ?? '');
    this.#draw();
    if (this.#begins) this.begin();
    if (message.known >= message.total) this.#begins = false;
  }

  #say(text: string): void {
    if (this.#summary.textContent !== text) this.#summary.textContent = text;
  }

  #draw(): void {
    const { lines = [] } = this.#shown ?? {};
    const words = this.#field.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const found = lines.filter(({ outcome }) => {
      const text = outcome.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    });
    if (found.length === 0) {
      redraw(this.#body, ...(lines.length > 0 ? [element('p', { class: 'dim', text: this.#labels.noneFound })] : []));
      return;
    }
    const { outcome, observed, imagined, outcomes } = this.#labels;
    const changes = lines.some((line) => line.imagined !== '');
    const columns = changes ? [outcome, observed, imagined] : [outcome, observed];
    const rows = found.slice(0, this.#limit).map((line) => this.#row(columns, line));
    const rest = Math.min(found.length - this.#limit, MORE);
    const parts: HTMLElement[] = [table(outcomes, columns, rows)];
    if (rest > 0) {
      const label = filled(this.#labels.more, rest);
      const more = button(label, label, () => {
        this.#limit += MORE;
        this.#draw();
      });
      more.dataset.key = 'more outcomes';
      parts.push(more);
    }
    redraw(this.#body, ...parts);
  }

  #row(columns: readonly string[], line: Line): HTMLElement {
    const { id, outcome, observed, before, imagined, flips } = line;
    const name =
      id === undefined ? outcome : pressable(outcome, this.#labels.look, `outcome ${id}`, () => this.#onLook(id));
    const seen = element('span', {}, ...(before ? [mark(before)] : []), observed);
    const cells: (Node | string)[] = [name, seen];
    if (columns.length > 2) {
      const says = element('span');
      // A probability stands with its direction; a sentence goes on the next line where there is no room.
      const short = imagined.length <= SHORT;
      if (line.direction) says.append(direction(line.direction, short ? imagined : undefined), ' ');
      if (!line.direction || !short) says.append(element('span', { class: 'dim', text: imagined }));
      if (flips) says.append(' ', element('span', { class: 'tag flips', text: this.#labels.flips }));
      cells.push(says);
    }
    const made = row(columns, cells);
    if (id !== undefined && id === this.#chosen) made.setAttribute('aria-current', 'true');
    return made;
  }
}
