/** The page of a table of imaginings: rows as they come, sorted and filtered by the person. It holds nothing that it was not sent. */
import './panel.css';
import './table.css';
import { element, redraw } from './dom.ts';
import { direction, mark, pressable, row as rowOf } from './parts.ts';
import { type FromTable, type TableLabels, type TableRow, type ToTable, toTableSchema } from './tableMessages.ts';
import { button, type Field, field, register, toggle } from './toolkit.ts';

type Column = keyof TableLabels['columns'];

/** How many rows are drawn at first, and how many more a press adds. */
const STEP = 200;

register();
const host = acquireVsCodeApi();
const send = (message: FromTable): void => host.postMessage(message);

const textOf: Readonly<Record<Column, (row: TableRow, labels: TableLabels) => string>> = {
  trial: ({ trial }) => trial,
  scenario: ({ scenario }) => scenario,
  outcome: ({ outcome, from = '' }) => (from === '' ? outcome : `${outcome} ${from}`),
  observed: ({ observed }) => observed,
  evidence: ({ evidence }) => evidence.text,
  model: ({ model }) => model.text,
  verdict: ({ verdict }, { verdicts }) => (verdict ? verdicts[verdict] : ''),
};

class Table {
  readonly root = element('div', { class: 'page' });
  readonly #labels: TableLabels;
  readonly #title = element('h1');
  readonly #progress = element('p', { class: 'dim' });
  readonly #trouble = element('p', { class: 'trouble' });
  readonly #act;
  readonly #field: Field;
  readonly #only;
  readonly #count = element('p', { class: 'dim' });
  readonly #body = element('div', { class: 'scrolls' });
  readonly #rows = new Map<number, TableRow>();
  #models = false;
  #running = false;
  #onlyDisagreeing = false;
  #limit = STEP;
  #sorted: { column: Column; down: boolean } | undefined;
  #drawing = false;

  constructor(labels: TableLabels) {
    this.#labels = labels;
    this.#progress.setAttribute('role', 'status');
    this.#count.setAttribute('role', 'status');
    this.#trouble.setAttribute('role', 'alert');
    this.#trouble.hidden = true;
    this.#act = button('', '', () => send({ type: this.#running ? 'cancel' : 'resume' }));
    this.#field = field(labels.find, () => this.#again());
    this.#only = toggle(labels.only, (pressed) => {
      this.#onlyDisagreeing = pressed;
      this.#only.set(pressed, labels.only);
      this.#again();
    });
    this.#only.set(false, labels.only);
    const acts = element(
      'div',
      { class: 'acts' },
      this.#act,
      button(labels.csv, labels.csv, () => send({ type: 'csv' })),
    );
    const header = element(
      'header',
      {},
      element('div', { class: 'top' }, element('div', { class: 'name' }, this.#title), acts),
      this.#progress,
      this.#trouble,
    );
    this.#body.tabIndex = 0;
    this.#body.role = 'region';
    const filters = element('div', { class: 'filters' }, this.#field.root, this.#only.root, this.#count);
    this.root.append(header, element('main', {}, filters, this.#body));
  }

  state({ title, models, running, open, progress, trouble }: Extract<ToTable, { type: 'state' }>): void {
    this.#title.textContent = title;
    this.#body.ariaLabel = title;
    this.#models = models;
    this.#running = running;
    this.#only.root.hidden = !models;
    const { cancel, resume, reread } = this.#labels;
    const text = running ? cancel : open > 0 ? resume : reread;
    this.#act.textContent = text;
    this.#act.title = text;
    this.#act.ariaLabel = text;
    this.#act.hidden = !models;
    if (this.#progress.textContent !== progress) this.#progress.textContent = progress;
    this.#trouble.textContent = trouble ?? '';
    this.#trouble.hidden = trouble === undefined;
    this.#later();
  }

  take(rows: readonly TableRow[]): void {
    for (const row of rows) this.#rows.set(row.id, row);
    this.#later();
  }

  /** Another choice of rows is drawn from its beginning. */
  #again(): void {
    this.#limit = STEP;
    this.#draw();
  }

  /** Once for all that comes before the screen is drawn. */
  #later(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#draw();
    });
  }

  #found(): TableRow[] {
    const words = this.#field.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const labels = this.#labels;
    const found = [...this.#rows.values()].filter((row) => {
      if (this.#onlyDisagreeing && row.verdict !== 'disagrees') return false;
      const text = [row.title, ...Object.values(textOf).map((of) => of(row, labels))].join(' ').toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    });
    const sorted = this.#sorted;
    if (!sorted) return found.sort((a, b) => a.id - b.id);
    const of = textOf[sorted.column];
    const collator = new Intl.Collator(undefined, { numeric: true });
    const sign = sorted.down ? -1 : 1;
    // What is not known yet stands last, whichever way it is sorted.
    return found.sort((a, b) => {
      const [one, other] = [of(a, labels), of(b, labels)];
      if (one === '' || other === '') return Number(one === '') - Number(other === '') || a.id - b.id;
      return sign * collator.compare(one, other) || a.id - b.id;
    });
  }

  #draw(): void {
    const found = this.#found();
    const { columns, none, more } = this.#labels;
    this.#count.textContent = `${found.length} / ${this.#rows.size}`;
    const names = (Object.keys(columns) as Column[]).filter(
      (name) => this.#models || (name !== 'model' && name !== 'verdict'),
    );
    const head = element('tr', {}, ...names.map((name) => this.#heading(name)));
    head.role = 'row';
    const body = found.slice(0, this.#limit).map((row) => this.#row(names, row));
    const table = element(
      'table',
      { class: this.#models ? 'rows judged' : 'rows' },
      element('thead', {}, head),
      element('tbody', {}, ...body),
    );
    // Drawn as blocks where there is no room for columns, it is read out as a table all the same.
    table.role = 'table';
    for (const part of table.children) part.role = 'rowgroup';
    const parts: HTMLElement[] = [table];
    if (found.length === 0) parts.push(element('p', { class: 'dim', text: none }));
    const rest = Math.min(found.length - this.#limit, STEP);
    if (rest > 0) {
      const label = more.replace('{0}', String(rest));
      const next = button(label, label, () => {
        this.#limit += STEP;
        this.#draw();
      });
      next.dataset.key = 'more';
      parts.push(next);
    }
    redraw(this.#body, ...parts);
  }

  #heading(column: Column): HTMLElement {
    const { columns, sort } = this.#labels;
    const sorted = this.#sorted?.column === column ? this.#sorted : undefined;
    const mark = sorted ? (sorted.down ? ' ▼' : ' ▲') : '';
    const press = pressable(`${columns[column]}${mark}`, sort.replace('{0}', columns[column]), `sort ${column}`, () => {
      this.#sorted = !sorted ? { column, down: false } : sorted.down ? undefined : { column, down: true };
      this.#draw();
    });
    const made = element('th', {}, press);
    made.role = 'columnheader';
    made.ariaSort = sorted ? (sorted.down ? 'descending' : 'ascending') : 'none';
    return made;
  }

  #row(names: readonly Column[], row: TableRow): HTMLElement {
    const labels = this.#labels;
    const said = ({ direction: of, text }: TableRow['model'], name: 'evidence' | 'model') => {
      if (name === 'model' && (row.status === 'waiting' || row.status === 'running'))
        return element('span', { class: 'dim', text: labels[row.status] });
      if (!of) return element('span', { class: row.status === 'failed' ? '' : 'dim', text });
      // What was observed, or carried over, says so before its direction.
      if (!text.startsWith(of)) return element('span', {}, mark(of), text);
      return element('span', {}, direction(of, text.slice(of.length).trim()));
    };
    const outcome = () => {
      if (row.from === undefined) return row.outcome;
      return element('span', {}, `${row.outcome} `, element('span', { class: 'from dim', text: row.from }));
    };
    const cells: Record<Column, () => Node | string> = {
      trial: () =>
        pressable(row.trial, `${labels.open}: ${row.title}`, `open ${row.id}`, () =>
          send({ type: 'open', id: row.id }),
        ),
      scenario: () => row.scenario,
      outcome,
      observed: () => row.observed,
      evidence: () => said(row.evidence, 'evidence'),
      model: () => said(row.model, 'model'),
      verdict: () =>
        row.verdict === 'disagrees'
          ? element('span', { class: 'tag differs', text: `≠ ${labels.verdicts.disagrees}` })
          : row.verdict === 'agrees'
            ? `= ${labels.verdicts.agrees}`
            : textOf.verdict(row, labels),
    };
    const columns = names.map((name) => labels.columns[name]);
    return rowOf(
      columns,
      names.map((name) => cells[name]()),
    );
  }
}

let table: Table | undefined;

function take(message: ToTable): void {
  if (message.type === 'labels') {
    table?.root.remove();
    table = new Table(message.labels);
    document.body.append(table.root);
  } else if (message.type === 'state') table?.state(message);
  else table?.take(message.rows);
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const parsed = toTableSchema.safeParse(event.data);
  if (parsed.success) take(parsed.data);
  else send({ type: 'failed', message: parsed.error.message });
});
window.addEventListener('error', (event) => send({ type: 'failed', message: event.message }));
document.addEventListener('securitypolicyviolation', (event) =>
  send({ type: 'failed', message: `blocked by the page's policy: ${event.violatedDirective} ${event.blockedURI}` }),
);
send({ type: 'ready' });
