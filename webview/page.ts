/** What the page is made of, and how an answer is drawn on it. */
import { AnchorsPart } from './anchors.ts';
import { curveOf } from './curve.ts';
import { element, kept, redraw } from './dom.ts';
import { ladderOf } from './ladder.ts';
import type { Anchors, Labels, ToHost, ToPage, View } from './messages.ts';
import { ModelPart } from './model.ts';
import { Outcomes } from './outcomes.ts';
import { badge, bar, link, pressable, row, section, table } from './parts.ts';
import { button, select, toggle } from './toolkit.ts';

/** From here on the page has two columns, as its style sheet says. */
const WIDE = '(min-width: 980px)';

/** Where things happen on the page, and whom to tell: what is added says which version of which document it is about. */
type Tell = (make: (about: { uri: string; version: number }) => ToHost) => void;

export class Page {
  readonly root: HTMLElement;
  readonly #labels: Labels;
  readonly #tell: Tell;
  readonly #title = element('h1');
  readonly #registry = element('span', { class: 'registry' });
  readonly #said = element('span', { class: 'said dim' });
  readonly #pin;
  readonly #pickers;
  readonly #sentence = element('p', { class: 'sentence' });
  /** What a screen reader is told of an imagining: what it is of, and the sentence, once. */
  readonly #spoken = element('p', { class: 'spoken' });
  readonly #summary = element('div', { class: 'answer' });
  readonly #who = element('h2', { class: 'who' });
  readonly #verdict = element('p', { class: 'verdict' });
  readonly #predictor;
  readonly #model: ModelPart;
  readonly #steps = element('div');
  readonly #reasons = element('div', { class: 'because' });
  readonly #anchors: AnchorsPart;
  readonly #answers: HTMLElement;
  readonly #outcomes: Outcomes;
  /** What can be done with an answer, where there is one. */
  readonly #acts: readonly HTMLElement[];
  /** Which folds of reasons are open, by what they are called. */
  readonly #unfolded = new Set<string>();

  constructor(labels: Labels, tell: Tell) {
    this.#labels = labels;
    this.#tell = tell;
    this.#said.setAttribute('role', 'status');
    this.#spoken.setAttribute('role', 'status');
    this.#pin = toggle(labels.pinning, (pinned) => tell((about) => ({ type: 'pin', ...about, pinned })));
    const pick = (name: 'outcome' | 'contrast' | 'scenario') =>
      select(
        labels[name],
        (id) => tell((about) => ({ type: 'pick', ...about, picks: { [name]: id } })),
        () => tell((about) => ({ type: 'choose', ...about, picker: name })),
      );
    this.#pickers = { contrast: pick('contrast'), scenario: pick('scenario'), outcome: pick('outcome') };
    this.#outcomes = new Outcomes(labels, (id) =>
      tell((about) => ({ type: 'pick', ...about, picks: { outcome: id } })),
    );
    this.#verdict.setAttribute('role', 'status');
    const act = (type: 'imagine' | 'cancel' | 'predictor' | 'save') => () => tell((about) => ({ type, ...about }));
    this.#model = new ModelPart(labels, {
      imagine: act('imagine'),
      cancel: act('cancel'),
      recall: (id) => tell((about) => ({ type: 'recall', ...about, id })),
    });
    this.#predictor = button('', labels.predicting, act('predictor'));
    const keep = button(labels.save, labels.saving, act('save'));
    const copy = button(labels.copy, labels.copying, () => tell((about) => ({ type: 'copy', ...about })));
    const save = button(labels.export, labels.exporting, () => tell((about) => ({ type: 'export', ...about })));
    this.#acts = [copy, save, keep];
    const name = element('div', { class: 'name' }, this.#title, this.#registry);
    const header = element(
      'header',
      {},
      element(
        'div',
        { class: 'top' },
        name,
        element('div', { class: 'acts' }, this.#predictor, copy, save, keep, this.#pin.root),
        this.#said,
      ),
      element('div', { class: 'pickers' }, ...Object.values(this.#pickers).map(({ root }) => root)),
    );
    this.#anchors = new AnchorsPart(labels, {
      registry: (id) => tell((about) => ({ type: 'open', ...about, id })),
      open: (id) => tell((about) => ({ type: 'anchor', ...about, id })),
    });
    const details = element('div', { class: 'details' }, this.#steps, this.#anchors.root, this.#reasons);
    const own = element('div', { class: 'own' }, this.#who, this.#sentence, this.#spoken, this.#summary);
    this.#answers = element('div', { class: 'answers' }, own, this.#model.root, details);
    const main = element('main', {}, this.#verdict, this.#answers);
    this.root = element('div', { class: 'page' }, header, main);
    // All outcomes take the whole width where there is more than one column, and stand before the reasons where there is one: the
    // order of the keys is that which is seen.
    const wide = window.matchMedia(WIDE);
    const place = () => {
      if (wide.matches) main.append(this.#outcomes.root);
      else details.insertBefore(this.#outcomes.root, this.#reasons);
    };
    wide.addEventListener('change', place);
    place();
  }

  /** What a language model says of what is drawn; undefined where none is chosen. */
  showModel({ model, predictor }: Extract<ToPage, { type: 'model' }>): void {
    const text = this.#labels.predictor.replace('{0}', predictor);
    this.#predictor.textContent = text;
    this.#predictor.ariaLabel = `${text}: ${this.#labels.predicting}`;
    this.#answers.classList.toggle('beside', model !== undefined);
    this.root.classList.toggle('several', model !== undefined);
    this.#who.hidden = model === undefined;
    const { verdict } = model ?? {};
    this.#verdict.hidden = verdict === undefined;
    this.#verdict.classList.toggle('disagrees', verdict?.agrees === false);
    const said = verdict ? `${verdict.agrees === undefined ? '' : verdict.agrees ? '= ' : '≠ '}${verdict.text}` : '';
    if (this.#verdict.textContent !== said) this.#verdict.textContent = said;
    this.#model.show(model);
  }

  /** Where an imagining may start; undefined where the trial observed results of its own. */
  showAnchors(anchors: Anchors | undefined): void {
    this.#anchors.show(anchors);
  }

  write(message: Extract<ToPage, { type: 'writes' }>): void {
    this.#model.write(message);
  }

  show({ view, begin }: Extract<ToPage, { type: 'show' }>): void {
    this.say('');
    this.#title.textContent = view.title;
    const { registry } = view;
    this.#registry.replaceChildren(registry ? this.#link(registry, 'the trial') : view.document);
    this.#pin.set(view.pinned, view.pinned ? this.#labels.pinned : this.#labels.pin);
    this.#pickers.contrast.set(view.pickers.contrast);
    this.#pickers.scenario.set(view.pickers.scenario);
    this.#pickers.outcome.set(view.pickers.outcome);
    this.#who.textContent = view.predictor ?? '';
    this.#sentence.replaceChildren(
      ...view.sentence.map(({ text, strong }) => (strong ? element('strong', { text }) : text)),
    );
    // Told again only when it is another one, or of something else.
    const spoken = spokenOf(view);
    if (this.#spoken.textContent !== spoken) this.#spoken.textContent = spoken;
    redraw(
      this.#summary,
      ...(view.probabilities.length > 0 ? [bar(view.probabilities)] : []),
      ...view.notes.map((text) => element('p', { class: 'note dim', text })),
    );
    const reveal = (at: { start: number; end: number }) =>
      this.#tell((about) => ({ type: 'reveal', ...about, start: at.start, end: at.end }));
    redraw(
      this.#steps,
      section(
        'steps',
        view.changed ? this.#labels.steps : this.#labels.observedSteps,
        view.ladder ? [ladderOf(view.ladder, this.#labels, reveal)] : [],
        view.changed ? this.#labels.own : undefined,
      ),
      this.#power(view),
    );
    this.#outcomes.root.hidden = view.ladder === undefined;
    for (const act of this.#acts) act.hidden = view.ladder === undefined;
    this.#outcomes.wait(view.pickers.outcome.chosen, view.changed);
    redraw(this.#reasons, this.#why(view), this.#evidence(view), this.#trust(view));
    if (begin === 'outcomes') this.#outcomes.begin();
  }

  showOutcomes(message: Extract<ToPage, { type: 'outcomes' }>): void {
    this.#outcomes.show(message);
  }

  /** Tells the person what came of a press. */
  say(text: string): void {
    this.#said.textContent = text;
  }

  #link(id: string, key: string): HTMLElement {
    return link(id, this.#labels.open, `open ${key} ${id}`, () =>
      this.#tell((about) => ({ type: 'open', ...about, id })),
    );
  }

  /** A text in which the registry's ids lead to its pages. */
  #linked(text: string, key: string): (Node | string)[] {
    return kept(text)
      .split(/\b(NCT\d{8})\b/)
      .map((part, index) => (index % 2 === 1 ? this.#link(part, `${key} ${index}`) : part));
  }

  #power({ power }: View): HTMLElement {
    const heading = this.#labels.power;
    if (!power) return section('power', heading, []);
    // The first column names the rows, so it has no name of its own.
    const columns = ['', ...power.columns];
    const rows = power.rows.map(({ name, cells }) => row(columns, [kept(name), ...cells]));
    const notes = power.notes.map((text) => element('p', { class: 'note dim', text: kept(text) }));
    const curve = curveOf(power.curve, this.#labels.participants);
    return section('power', heading, [table(heading, columns, rows), curve, ...notes], this.#labels.own);
  }

  #why(view: View): HTMLElement {
    const folds = view.whyMore.map(({ of, reasons }, index) => this.#fold(of, reasons, `${index}`));
    return section(
      'why',
      this.#labels.why,
      view.why.length > 0 ? [this.#reasonList(view.why, ''), ...folds] : [],
      this.#labels.own,
    );
  }

  #reasonList(reasons: View['why'], within: string): HTMLElement {
    const lines = reasons.map(({ factor, text, mechanism, ask }, index) => {
      const words = element('span', {}, ...this.#linked(text, `why ${within} ${index}`));
      if (mechanism) words.append(' ', element('span', { class: 'tag', text: mechanism }));
      if (ask) words.append(' ', this.#ask(`ask why ${within} ${index}`));
      return element('li', { class: 'reason' }, badge(factor, this.#labels), words);
    });
    return element('ul', { class: 'reasons' }, ...lines);
  }

  /** What else is said of a step. It stays open, whatever is drawn anew. */
  #fold(of: string, reasons: View['why'], key: string): HTMLElement {
    const made = document.createElement('details');
    made.open = this.#unfolded.has(of);
    const more = this.#labels.more.replace('{0}', String(reasons.length));
    const summary = element('summary', { text: `${more}: ${kept(of)}`, key: `fold ${key}` });
    summary.addEventListener('click', () => {
      if (made.open) this.#unfolded.delete(of);
      else this.#unfolded.add(of);
    });
    made.append(summary, this.#reasonList(reasons, key));
    return made;
  }

  #evidence(view: View): HTMLElement {
    const { source, differs, observed, nearness, evidence } = this.#labels;
    const columns = [source, differs, observed, nearness];
    const rows = view.evidence.map((pair, index) =>
      row(columns, [
        pair.registry ? this.#link(pair.registry, `evidence ${index}`) : pair.source,
        element('span', {}, badge(pair.factor, this.#labels), ' ', pair.differs),
        pair.observed,
        pair.nearness,
      ]),
    );
    return section('evidence', evidence, rows.length > 0 ? [table(evidence, columns, rows)] : []);
  }

  #trust(view: View): HTMLElement {
    const paragraphs = view.trust.map((text) => element('p', { text }));
    const asking = paragraphs.length > 0 ? [this.#ask('ask a model')] : [];
    return section('trust', this.#labels.trust, [...paragraphs, ...asking], this.#labels.own);
  }

  /** A way to choose a language model, where none is chosen. */
  #ask(key: string): HTMLElement {
    const { askModel, predicting } = this.#labels;
    const asking = pressable(askModel, predicting, key, () => this.#tell((about) => ({ type: 'predictor', ...about })));
    asking.classList.add('link', 'ask');
    return asking;
  }
}

/** What is looked at and what is imagined of it, as it is read out. */
function spokenOf({ pickers, sentence }: View): string {
  const looked = [pickers.contrast, pickers.outcome, pickers.scenario].flatMap(
    ({ options, chosen }) => options.find(({ id }) => id === chosen)?.label ?? [],
  );
  const told = sentence.map(({ text }) => text).join('');
  return looked.length > 0 ? `${looked.join(', ')}: ${told}` : told;
}
