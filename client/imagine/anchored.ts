/** The anchors of a prospective trial, for the panel: found in the corpus that the settings name, else in the embedded library. */
import path from 'node:path';
import * as vscode from 'vscode';
import { anchorDocument } from '../../core/pairs/approximate/open.ts';
import { stepOf } from '../../core/pairs/open.ts';
import { parse } from '../../core/trial/parse.ts';
import type { Anchors, ToPage } from '../../webview/messages.ts';
import { AnchorsProblem } from '../anchors/finder.ts';
import type { AnchorsFound, FoundAnchor } from '../anchors/messages.ts';
import { openUntitled } from '../documents.ts';
import { corpusPlace } from '../pairs/place.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import type { Shown } from './answers.ts';
import { registryId } from './view.ts';

const { t } = vscode.l10n;
/** So many are shown. */
const SHOWN = 5;
/** A shorter line of a difference begins with its factor's letter and two spaces. */
const FACTOR = /^([NAOE]) {2}(.*)$/s;

function lineOf(line: string): Anchors['list'][number]['differences'][number] {
  const [, factor, text = line] = FACTOR.exec(line) ?? [];
  return { text, ...(factor !== undefined && { factor: factor as 'N' | 'A' | 'O' | 'E' }) };
}

function anchorOf(found: FoundAnchor): Anchors['list'][number] {
  const { id, sides, outcome, direction, observed, similarity, widened, posted, lines } = found;
  const isStated = (found.trial.population?.condition ?? []).length > 0;
  const facts = [
    t('similarity {0}', similarity.toFixed(2)),
    ...(widened === undefined
      ? []
      : [isStated ? t('of another condition: {0}', widened) : t('of no stated condition: {0}', widened)]),
    t('results posted {0}', posted),
  ];
  const known = registryId(id);
  return {
    id,
    ...(known !== undefined && { registry: true as const }),
    sides,
    outcome,
    direction,
    // The direction stands before it by itself.
    observed: observed.replace(direction, '').trim(),
    facts: facts.join(' · '),
    differences: lines.map(lineOf),
  };
}

function noteOf({ anchors, among, embedded }: AnchorsFound, starts: string | undefined): string {
  const where = embedded
    ? t('the embedded library of {0} trials (facts of one contrast each)', among)
    : t('the corpus, {0} trials with an observed direction', among);
  const known =
    starts === undefined
      ? t('The trial names no start, so results of any date are shown.')
      : t('Only results posted before its start ({0}).', starts);
  if (anchors.length === 0)
    return t('None in {0} shares its condition, its drug, the class of it or a group of conditions. {1}', where, known);
  return t('The trials most like this one, in {0}. {1} Similarity is no probability.', where, known);
}

export class Anchored implements vscode.Disposable {
  readonly #services: Services;
  readonly #document: () => vscode.TextDocument | undefined;
  readonly #post: (message: ToPage) => void;
  #ending = new AbortController();
  #found: FoundAnchor[] = [];
  /** What was found last, and of what: typing that changes nothing of it asks for nothing. */
  #last: { key: string; anchors: Anchors } | undefined;

  constructor(services: Services, document: () => vscode.TextDocument | undefined, post: (message: ToPage) => void) {
    this.#services = services;
    this.#document = document;
    this.#post = post;
  }

  dispose(): void {
    this.#ending.abort();
  }

  /** Shows the anchors of what the panel shows, where that observed nothing. What was asked for before is not waited for any more. */
  async show({ uri, answer }: Shown): Promise<void> {
    this.#ending.abort();
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    const { version, look, imagining } = answer;
    const post = (anchors?: Anchors) => this.#post({ type: 'anchors', uri, version, ...(anchors && { anchors }) });
    const document = this.#document();
    const prospective = imagining && !imagining.observed && look && document?.version === version;
    const trial = prospective ? parse(document.getText()).trial : undefined;
    if (!trial || !look || (trial.results ?? []).length > 0) {
      this.#found = [];
      post();
      return;
    }
    const { scenarios: _scenarios, sources: _sources, ...target } = trial;
    const place = corpusPlace();
    const places = place === undefined ? [] : [place];
    const key = JSON.stringify([target, look, places]);
    if (this.#last?.key === key) {
      post(this.#last.anchors);
      return;
    }
    try {
      const finder = await this.#services.anchors();
      const reading = (records: number) => {
        const note = t('Reading {0} for trials like this one: {1} records…', path.basename(place ?? ''), records);
        if (!signal.aborted) post({ note, list: [] });
      };
      const found = await finder.find({ trial: target, look, k: SHOWN, places }, signal, reading);
      if (signal.aborted) return;
      this.#found = found.anchors;
      this.#last = { key, anchors: { note: noteOf(found, trial.design?.start), list: found.anchors.map(anchorOf) } };
      post(this.#last.anchors);
    } catch (error) {
      if (signal.aborted) return;
      this.#services.log.error('No anchors could be found', error);
      const why =
        error instanceof AnchorsProblem
          ? error.message
          : t('Looking for trials like this one failed; the log says why.');
      post({ note: why, list: [] });
    }
  }

  /** Opens an anchor as a document, with a scenario of what differs. */
  async open(id: string): Promise<void> {
    const found = this.#found.find((one) => one.id === id);
    if (!found) return;
    const { trial, look, differences } = found;
    const text = anchorDocument(trial, look, differences.map(stepOf));
    await openUntitled(plain(id).replaceAll(/[^\w-]/g, '-'), text);
  }
}
