/** What a language model says beside what the panel shows: asked for by the person, streamed into the page, never of an earlier version. */
import * as vscode from 'vscode';
import type { Imagining } from '../../core/imagine/answer.ts';
import type { ToPage } from '../../webview/messages.ts';
import { EVIDENCE } from '../models/chosen.ts';
import type { Change, Models, Subject } from '../models/models.ts';
import { chosenNow, modelSettings, onDidChangeModels } from '../models/settings.ts';
import { shownText } from '../models/view.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import type { Shown } from './answers.ts';
import { Pace } from './pace.ts';
import type { Act } from './panelPage.ts';

/** Typing has paused for so long where the person wants a model to be asked by it. */
const PAUSE_MS = 1500;

export interface Panel {
  shown(): Shown | undefined;
  document(): vscode.TextDocument | undefined;
  post(message: ToPage): void;
  /** What is shown is asked for again, and `show` is called once it is there. */
  settle(): void;
}

/** The model is to be asked of this document as soon as something newer is shown than was; `new`: only what was not answered before. */
interface Wish {
  uri: string;
  before: Shown | undefined;
  only: 'any' | 'new';
}

export class Beside implements vscode.Disposable {
  readonly #services: Services;
  readonly #panel: Panel;
  readonly #lasting: vscode.Disposable[];
  readonly #pace = new Pace((message) => this.#panel.post(message));
  #models: Models | undefined;
  #wish: Wish | undefined;
  #pause: NodeJS.Timeout | undefined;

  constructor(services: Services, panel: Panel) {
    this.#services = services;
    this.#panel = panel;
    this.#lasting = [
      onDidChangeModels(() => void this.show()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && document === panel.document()) this.#typed(document);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (modelSettings().askOn !== 'request') this.#askNew(document);
      }),
    ];
  }

  /** Asks the model once what is shown is there. Without a model, nothing is asked. */
  want(): void {
    this.#wish = chosenNow() && this.#newWish('any');
  }

  /** Nothing is shown any more, so nothing is asked of it. */
  forget(): void {
    clearTimeout(this.#pause);
    this.#wish = undefined;
  }

  /** Shows what the model says of what the panel shows, and asks it where that is wanted. */
  async show(): Promise<void> {
    const shown = this.#panel.shown();
    if (!shown) return;
    const chosen = chosenNow();
    const about = { uri: shown.uri, version: shown.answer.version };
    if (!chosen) {
      this.#wish = undefined;
      this.#panel.post({ type: 'model', ...about, predictor: EVIDENCE });
      return;
    }
    const models = await this.#loaded();
    await models.ready(shown.uri);
    const subject = this.#subject();
    // By now something else may be shown, which is told of by itself.
    if (!subject || this.#panel.shown() !== shown) return;
    const model = models.view(subject);
    this.#pace.drop();
    this.#panel.post({ type: 'model', ...about, predictor: plain(chosen.model, 40), ...(model && { model }) });
    const wish = this.#wish;
    if (!wish || wish.before === shown) return;
    this.#wish = undefined;
    // By now the panel may be about another document, of which nothing was wanted.
    if (wish.uri === shown.uri) void this.#imagine(subject, wish.only);
  }

  act(act: Extract<Act, { type: 'imagine' | 'cancel' | 'predictor' | 'recall' | 'save' }>): void {
    if (act.type === 'imagine') this.#ask();
    else if (act.type === 'cancel') this.#cancel();
    else if (act.type === 'recall') {
      const subject = this.#subject();
      if (subject) this.#models?.recall(subject, act.id);
    } else
      void vscode.commands.executeCommand(
        act.type === 'predictor' ? 'deepimagine.selectPredictor' : 'deepimagine.saveScenario',
      );
  }

  /** What the model says of what is shown, where it has said it. */
  async answer(): Promise<Imagining | undefined> {
    const subject = this.#subject();
    if (!chosenNow() || !subject) return undefined;
    return (await (await this.#loaded()).shown(subject))?.imagining;
  }

  async saveScenario(): Promise<void> {
    const document = this.#panel.document();
    const imagining = (await this.answer()) ?? this.#panel.shown()?.answer.imagining;
    if (!document || !imagining) return;
    await (await this.#loaded()).saveScenario(document, imagining);
  }

  dispose(): void {
    this.forget();
    this.#pace.drop();
    for (const each of this.#lasting) each.dispose();
  }

  async #loaded(): Promise<Models> {
    const models = await this.#services.models();
    if (this.#models !== models) {
      this.#models = models;
      this.#lasting.push(models.onDidChange((change) => this.#changed(change)));
    }
    return models;
  }

  /** What is shown, while it is of the text as it is. */
  #subject(): Subject | undefined {
    const shown = this.#panel.shown();
    const document = this.#panel.document();
    if (!shown || document?.uri.toString() !== shown.uri || document.version !== shown.answer.version) return undefined;
    const { scenario, look, imagining: evidence } = shown.answer;
    return { document, scenario, look, evidence };
  }

  #changed({ uri, written }: Change): void {
    const shown = this.#panel.shown();
    if (shown?.uri !== uri) return;
    if (written) this.#pace.write({ uri, version: shown.answer.version, ...written, text: shownText(written.text) });
    else void this.show();
  }

  /** Asks now, or once what is shown is of the text as it is. */
  #ask(): void {
    const subject = this.#subject();
    if (subject) void this.#imagine(subject, 'any');
    else {
      this.want();
      this.#panel.settle();
    }
  }

  #newWish(only: Wish['only']): Wish | undefined {
    const uri = this.#panel.document()?.uri.toString();
    return uri === undefined ? undefined : { uri, before: this.#panel.shown(), only };
  }

  async #imagine(subject: Subject, only: Wish['only']): Promise<void> {
    const { document } = subject;
    const { version } = document;
    try {
      const models = await this.#loaded();
      // What is typed meanwhile is asked for when that has paused.
      if (only === 'new' && (!(await models.isNew(subject)) || document.version !== version)) return;
      await models.imagine(subject);
    } catch (error) {
      this.#services.log.error('The model could not be asked', error);
    }
  }

  /** Stops what is asked of what is shown, and nothing else. */
  #cancel(): void {
    const uri = this.#panel.document()?.uri.toString();
    if (uri !== undefined) this.#models?.cancel(uri);
  }

  #typed(document: vscode.TextDocument): void {
    clearTimeout(this.#pause);
    if (modelSettings().askOn === 'typing') this.#pause = setTimeout(() => this.#askNew(document), PAUSE_MS);
  }

  /** Asks by itself, as the person turned on, once what is shown is of the text as it is: only what was not answered before. */
  #askNew(document: vscode.TextDocument): void {
    if (!chosenNow() || !vscode.workspace.isTrusted || document !== this.#panel.document()) return;
    const subject = this.#subject();
    if (subject) void this.#imagine(subject, 'new');
    else {
      this.#wish ??= this.#newWish('new');
      this.#panel.settle();
    }
  }
}
