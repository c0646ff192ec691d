/** What a language model says beside the evidence: its answer, step by step as it writes it, and what can be done about it. All its words are text. */
import { element, redraw } from './dom.ts';
import type { Labels, Model, Told, ToPage } from './messages.ts';
import { badge, bar, changed, direction } from './parts.ts';
import { button, select } from './toolkit.ts';

type Writes = Extract<ToPage, { type: 'writes' }>;

interface ModelActs {
  imagine(): void;
  cancel(): void;
  recall(id: string): void;
}

/** Where a running step's text goes. */
interface Growing {
  thought: HTMLElement;
  writing: HTMLElement;
}

export class ModelPart {
  readonly root: HTMLElement;
  readonly #labels: Labels;
  readonly #name = element('h2');
  readonly #place = element('p', { class: 'place dim' });
  readonly #earlier = element('p', { class: 'earlier' });
  readonly #sentence = element('p', { class: 'sentence' });
  readonly #answer = element('div');
  readonly #trouble = element('p', { class: 'trouble' });
  readonly #act;
  readonly #steps = element('ol', { class: 'told' });
  readonly #notes = element('div');
  readonly #history;
  #shown: Model | undefined;
  #growing: Growing[] = [];
  /** Thoughts that the person opened or closed, by the position of their step. */
  readonly #opened = new Map<number, boolean>();

  constructor(labels: Labels, acts: ModelActs) {
    this.#labels = labels;
    this.#name.id = 'heading-model';
    this.#sentence.setAttribute('role', 'status');
    this.#trouble.setAttribute('role', 'alert');
    this.#act = button('', '', () => (this.#shown?.status === 'running' ? acts.cancel() : acts.imagine()));
    this.#history = select(labels.history, acts.recall, () => undefined);
    this.root = element(
      'section',
      { class: 'model' },
      this.#name,
      this.#place,
      this.#earlier,
      this.#sentence,
      this.#answer,
      this.#trouble,
      element('div', { class: 'acts' }, this.#act),
      this.#steps,
      this.#notes,
      this.#history.root,
    );
    this.root.setAttribute('aria-labelledby', this.#name.id);
    this.root.hidden = true;
  }

  show(model: Model | undefined): void {
    this.root.hidden = model === undefined;
    if (!model) {
      this.#shown = undefined;
      return;
    }
    if (model.run !== this.#shown?.run) this.#opened.clear();
    this.#shown = model;
    const { name, place, earlier, status, sentence, probabilities, trouble, steps, notes, history } = model;
    this.#name.textContent = name;
    this.#place.textContent = place;
    this.#earlier.textContent = earlier ?? '';
    this.#earlier.hidden = earlier === undefined;
    this.root.ariaBusy = status === 'running' ? 'true' : null;
    this.root.dataset.status = status;
    // A screen reader is told the sentence again only when it is another one.
    if (this.#sentence.textContent !== sentence.map(({ text }) => text).join(''))
      this.#sentence.replaceChildren(
        ...sentence.map(({ text, strong }) => (strong ? element('strong', { text }) : text)),
      );
    this.#sentence.classList.toggle('dim', status !== 'done');
    redraw(this.#answer, ...(probabilities.length > 0 ? [bar(probabilities)] : []));
    this.#trouble.textContent = trouble ?? '';
    this.#trouble.hidden = trouble === undefined;
    this.#offer(status, name, steps.length > 0 || status !== 'idle');
    this.#growing = [];
    redraw(this.#steps, ...steps.map((step, i) => this.#step(step, i)));
    this.#steps.hidden = steps.length === 0;
    redraw(this.#notes, ...notes.map((text) => element('p', { class: 'note dim', text })));
    // Where none of them is shown, the list says so and not nothing.
    const { options, chosen } = history;
    this.#history.set(
      chosen === undefined && options.length > 0
        ? { options: [{ id: '', label: this.#labels.recall }, ...options], chosen: '' }
        : history,
    );
  }

  /** Text behind that of a step, as it comes. */
  write({ run, step, part, text }: Writes): void {
    if (this.#shown?.run !== run) return;
    const growing = this.#growing[step]?.[part];
    if (!growing) return;
    growing.append(text);
    const around = growing.closest('details');
    if (around) around.hidden = false;
  }

  #offer(status: Model['status'], name: string, asked: boolean): void {
    const running = status === 'running';
    const { cancel, cancelling, again, imagine } = this.#labels;
    const text = running ? cancel : (asked && status !== 'idle' ? again : imagine).replace('{0}', name);
    this.#act.textContent = text;
    this.#act.title = running ? cancelling : text;
    this.#act.ariaLabel = running ? cancelling : text;
  }

  #step(told: Told, index: number): HTMLElement {
    const { factor, status, certainty, texts, differs, reasons } = told;
    const { waiting, writing: busy, instead } = this.#labels;
    const made = element('li', { class: `told-step ${status}` });
    made.append(element('div', { class: 'what' }, badge(factor, this.#labels), changed(told)));
    const says = element('div', { class: 'says' });
    if (told.direction) says.append(element('span', { class: 'line' }, direction(told.direction, certainty)));
    for (const text of texts) says.append(element('span', { class: 'line', text }));
    if (differs !== undefined)
      says.append(
        element(
          'span',
          { class: 'line' },
          element('span', { class: 'tag differs', text: '≠' }),
          ` ${instead.replace('{0}', differs)}`,
        ),
      );
    if (status !== 'done')
      says.append(element('span', { class: 'line dim', text: status === 'running' ? busy : waiting }));
    made.append(says);
    const growing = {
      thought: element('p', { class: 'text', text: told.thought }),
      writing: element('p', { class: 'text', text: told.writing }),
    };
    this.#growing[index] = growing;
    made.append(this.#thought(growing.thought, told, index), growing.writing);
    if (reasons.length > 0)
      made.append(
        element(
          'ul',
          { class: 'reasons' },
          ...reasons.map(({ text, mechanism }) => {
            const line = element('li', { class: 'text', text });
            if (mechanism) line.append(' ', element('span', { class: 'tag', text: mechanism }));
            return line;
          }),
        ),
      );
    return made;
  }

  #thought(text: HTMLElement, { thought, status }: Told, index: number): HTMLElement {
    const made = document.createElement('details');
    made.className = 'thought';
    made.hidden = thought === '';
    made.open = this.#opened.get(index) ?? status === 'running';
    const summary = element('summary', { text: this.#labels.thought, key: `thought ${index}` });
    summary.addEventListener('click', () => this.#opened.set(index, !made.open));
    made.append(summary, text);
    return made;
  }
}
