/** Where an imagining of a trial that observed nothing may start: other trials' results, each with what differs. All words are text. */
import { element, redraw } from './dom.ts';
import type { Anchors, Labels } from './messages.ts';
import { badge, direction, link, pressable, section } from './parts.ts';

interface AnchorActs {
  /** The registry's page of a trial. */
  registry(id: string): void;
  /** The anchor as a document. */
  open(id: string): void;
}

export class AnchorsPart {
  readonly root = element('div', { class: 'anchors-part' });
  readonly #labels: Labels;
  readonly #acts: AnchorActs;
  /** Differences that the person opened, by the anchor's id. */
  readonly #opened = new Set<string>();

  constructor(labels: Labels, acts: AnchorActs) {
    this.#labels = labels;
    this.#acts = acts;
  }

  show(anchors: Anchors | undefined): void {
    const list = element('ol', { class: 'anchor-list' }, ...(anchors?.list ?? []).map((one) => this.#anchor(one)));
    const note = element('p', { class: 'note dim', text: anchors?.note ?? '' });
    redraw(this.root, section('anchors', this.#labels.anchors, anchors ? [note, list] : []));
  }

  #anchor({ id, registry, sides, outcome, direction: of, observed, facts, differences }: Anchors['list'][number]) {
    const name = registry
      ? link(id, this.#labels.open, `anchor ${id}`, () => this.#acts.registry(id))
      : element('span', { text: id });
    const details = document.createElement('details');
    details.open = this.#opened.has(id);
    const summary = element('summary', {
      text:
        differences.length === 1
          ? this.#labels.oneDifference
          : this.#labels.differences.replace('{0}', String(differences.length)),
      key: `differences ${id}`,
    });
    summary.addEventListener('click', () => {
      if (details.open) this.#opened.delete(id);
      else this.#opened.add(id);
    });
    const lines = differences.map(({ factor, text }) =>
      element('li', { class: 'reason' }, badge(factor, this.#labels), element('span', { text })),
    );
    details.append(summary, element('ul', { class: 'reasons' }, ...lines));
    const opening = pressable(this.#labels.openAnchor, this.#labels.openingAnchor, `open anchor ${id}`, () =>
      this.#acts.open(id),
    );
    opening.classList.add('link');
    return element(
      'li',
      {},
      element('div', {}, name, ' ', sides),
      element('div', { class: 'dim', text: outcome }),
      element('div', {}, direction(of), ` ${observed}`),
      element('div', { class: 'dim', text: facts }),
      details,
      opening,
    );
  }
}
