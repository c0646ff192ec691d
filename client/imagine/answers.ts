/** What the language server answers of what the panel is about: the imagining, then all outcomes under it. Never of an earlier version. */
import * as vscode from 'vscode';
import type { Imagining } from '../../core/imagine/answer.ts';
import {
  IMAGINING,
  type ImaginingAnswer,
  type ImaginingParams,
  OUTCOMES,
  type OutcomesAnswer,
  type OutcomesParams,
} from '../../server/protocol.ts';
import type { View } from '../../webview/messages.ts';
import { isOutdated } from '../language.ts';
import type { Services } from '../services.ts';
import type { About } from './about.ts';
import type { Content } from './exported.ts';
import { panelLabels } from './labels.ts';
import { isWhole, type Overview, overview, overviewOf } from './overview.ts';
import { viewOf } from './view.ts';

export interface Shown {
  uri: string;
  answer: ImaginingAnswer;
  view: View;
}

interface Showing {
  show(shown: Shown): void;
  outcomes(overview: Overview, shown: Shown): void;
  /** There is nothing to show, and why. */
  nothing(reason: string): void;
  /** An answer about an earlier version overtook the change: it is to be asked for again. */
  again(): void;
}

export class Answers {
  readonly #services: Services;
  readonly #about: About;
  readonly #showing: Showing;
  #shown: Shown | undefined;
  #overview: Overview | undefined;
  /** A version that was asked for a second time because the first answer was about the one before. */
  #again: number | undefined;

  constructor(services: Services, about: About, showing: Showing) {
    this.#services = services;
    this.#about = about;
    this.#showing = showing;
  }

  /** What is shown. */
  get shown(): Shown | undefined {
    return this.#shown;
  }

  forget(): void {
    this.#shown = undefined;
    this.#overview = undefined;
  }

  /** Asks once and shows the answer, unless by then it is about another version or something newer is wanted. */
  async ask(signal: AbortSignal): Promise<void> {
    const about = this.#about;
    const { state, document } = about;
    if (!state || !document) {
      this.#nothing(vscode.l10n.t('Open a trial and place the cursor in it: what is imagined of it is shown here.'));
      return;
    }
    try {
      const server = await this.#services.server();
      const ask = (params: ImaginingParams) => server.request<ImaginingAnswer | null>(IMAGINING, params, signal);
      const { atCursor } = about;
      if (atCursor) {
        const cursor = await ask(atCursor);
        if (signal.aborted || (cursor && this.#isLate(cursor, document))) return;
        if (cursor) about.settle(cursor);
      }
      const { asked } = about;
      const answer = asked ? await ask(asked) : null;
      if (signal.aborted || (answer && this.#isLate(answer, document))) return;
      if (!answer) {
        this.#nothing(
          vscode.l10n.t('Nothing can be imagined of this document: it is too large, or reading it failed.'),
        );
        return;
      }
      const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
      const view = viewOf(answer, { document: name, pinned: state.pinned });
      this.#shown = { uri: state.uri, answer, view };
      this.#showing.show(this.#shown);
      await this.#askOutcomes(this.#shown, signal);
    } catch (error) {
      if (signal.aborted || isOutdated(error)) return;
      this.#services.log.error('The panel got no answer', error);
      this.#nothing(
        vscode.l10n.t(
          'The language server gives no answer. “DeepImagine: Restart Language Server” starts it again; “DeepImagine: Show Log” says why.',
        ),
      );
    }
  }

  /** What is shown, whole: what is still under way of all outcomes is waited for. `model`: what a model says of it. `changed`: the trial has changed meanwhile. */
  async content(model?: Imagining): Promise<Content | 'nothing' | 'changed'> {
    const shown = this.#shown;
    if (!shown?.answer.imagining) return 'nothing';
    const { uri, answer, view } = shown;
    const of = overviewOf(uri, answer);
    if (this.#overview?.of !== of || !isWhole(this.#overview))
      await this.#askOutcomes(shown).catch((error: unknown) => {
        if (!isOutdated(error)) throw error;
      });
    const all = this.#overview;
    if (all?.of !== of || !isWhole(all)) return 'changed';
    const { lines, summary } = all;
    return { imagining: shown.answer.imagining, ...(model && { model }), view, lines, summary, labels: panelLabels() };
  }

  /** All outcomes under what is shown, part by part; those that are known already are not asked for again. */
  async #askOutcomes(shown: Shown, signal?: AbortSignal): Promise<void> {
    const { uri, answer } = shown;
    const { imagining } = answer;
    if (!imagining) return;
    const of = overviewOf(uri, answer);
    if (this.#overview?.of === of && isWhole(this.#overview)) {
      this.#showing.outcomes(this.#overview, shown);
      return;
    }
    const server = await this.#services.server();
    const ask = (params: OutcomesParams) => server.request<OutcomesAnswer | null>(OUTCOMES, params, signal);
    for await (const known of overview(uri, { ...answer, imagining }, ask)) {
      // What is shown by now may be something else, whoever asked for this.
      const now = this.#shown;
      if (signal?.aborted || !now || overviewOf(now.uri, now.answer) !== of) return;
      this.#overview = known;
      this.#showing.outcomes(known, shown);
    }
  }

  /** An answer about an earlier version overtook the change. It is asked for again, once; an answer to that is not late. */
  #isLate({ version }: ImaginingAnswer, document: vscode.TextDocument): boolean {
    if (version === document.version) return false;
    if (this.#again !== document.version) {
      this.#again = document.version;
      this.#showing.again();
    }
    return true;
  }

  #nothing(reason: string): void {
    this.forget();
    this.#showing.nothing(reason);
  }
}
