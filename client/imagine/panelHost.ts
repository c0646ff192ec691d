/**
 * The panel's side in the extension host: one panel, which follows the cursor from trial to trial unless it is pinned.
 * It remembers what the person meant and asks the server for everything else.
 */
import * as vscode from 'vscode';
import type { PanelTarget } from '../../server/protocol.ts';
import { stateSchema, type View } from '../../webview/messages.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import { tell } from '../tell.ts';
import { About, isTrial } from './about.ts';
import { Anchored } from './anchored.ts';
import { Answers, type Shown } from './answers.ts';
import { Beside } from './beside.ts';
import { choicesOf } from './choices.ts';
import { saveImagining } from './export.ts';
import { type Content, markdownOf } from './exported.ts';
import { panelLabels } from './labels.ts';
import { Latest } from './latest.ts';
import { outcomeId, targetOf } from './meant.ts';
import type { Overview } from './overview.ts';
import { type Act, PanelPage } from './panelPage.ts';
import { lineOf } from './view.ts';

export class PanelHost implements vscode.Disposable {
  readonly #services: Services;
  readonly #lasting: vscode.Disposable[] = [];
  readonly #about = new About();
  readonly #answers: Answers;
  readonly #latest: Latest;
  readonly #beside: Beside;
  readonly #anchored: Anchored;
  #page: PanelPage | undefined;
  /** The part of the page to begin at, once. */
  #begin: PanelTarget['part'];

  constructor(services: Services) {
    this.#services = services;
    this.#answers = new Answers(services, this.#about, {
      show: (shown) => this.#show(shown),
      outcomes: (overview, shown) => this.#showOutcomes(overview, shown),
      nothing: (reason) => this.#nothing(reason),
      again: () => this.#latest.wanted(),
    });
    this.#latest = new Latest(async (signal) => {
      if (this.#page?.listening) await this.#answers.ask(signal);
    });
    this.#beside = new Beside(services, {
      shown: () => this.#answers.shown,
      document: () => this.#about.document,
      post: (message) => this.#page?.post(message),
      settle: () => this.#latest.wanted(),
    });
    this.#anchored = new Anchored(
      services,
      () => this.#about.document,
      (message) => this.#page?.post(message),
    );
    const changed = (document: vscode.TextDocument) => {
      if (this.#about.is(document)) this.#latest.wanted();
    };
    this.#lasting.push(
      this.#latest,
      this.#beside,
      this.#anchored,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#follow(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#follow(editor)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => changed(document)),
      vscode.workspace.onDidOpenTextDocument(changed),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (!this.#about.is(document)) return;
        this.#answers.forget();
        this.#nothing(vscode.l10n.t('That trial was closed. Open a trial to imagine.'));
        this.#about.forget();
      }),
    );
    void this.#hear();
  }

  /** Opens or reveals the panel; with a target, at that document, scenario and look. */
  open(target?: unknown): void {
    const meant = targetOf(target);
    if (meant) {
      this.#about.target(meant);
      this.#begin = meant.part;
    } else this.#about.adopt(vscode.window.activeTextEditor);
    this.#reveal();
  }

  /** Opens the panel at a target, else at the cursor, whatever was chosen before, and asks the model that is chosen, where one is. */
  imagine(target?: unknown): void {
    const meant = targetOf(target);
    const editor = vscode.window.activeTextEditor;
    if (meant) this.#about.target(meant);
    else if (editor && isTrial(editor.document)) {
      this.#about.forget();
      this.#about.adopt(editor);
    }
    this.#beside.want();
    this.#reveal();
  }

  /** Writes the scenario that is shown into the document, under a name that the person gives. */
  saveScenario(): Promise<void> {
    return this.#beside.saveScenario();
  }

  /** A panel that stood open when the window was closed or reloaded. */
  async restore(panel: vscode.WebviewPanel, given: unknown): Promise<void> {
    const state = stateSchema.safeParse(given);
    if (state.success) {
      this.#about.restore(state.data);
      // Asking a document that is not open any more to be read gives it to the server too.
      if (!this.#about.document)
        await vscode.workspace.openTextDocument(vscode.Uri.parse(state.data.uri)).then(undefined, (error: unknown) => {
          this.#services.log.warn(`The panel's document is not there any more: ${state.data.uri}`, error);
          this.#about.forget();
        });
    }
    // The cursor stands where it stood, and has the same say in what is shown.
    this.#about.adopt(this.#about.editor ?? (this.#about.state ? undefined : vscode.window.activeTextEditor));
    this.#hold((heard) => new PanelPage(panel, this.#services, heard));
  }

  /** Copies what the panel shows as Markdown. */
  async copy(): Promise<void> {
    const content = await this.#content();
    if (!content) return;
    await vscode.env.clipboard.writeText(markdownOf(content));
    this.#say(vscode.l10n.t('Copied'));
  }

  /** Saves what the panel shows where the person says. */
  async export(): Promise<void> {
    const content = await this.#content();
    const uri = content && (await saveImagining(content, this.#services.log));
    if (uri) this.#say(vscode.l10n.t('Saved {0}', uri.path.slice(uri.path.lastIndexOf('/') + 1)));
  }

  dispose(): void {
    this.#page?.dispose();
    for (const each of this.#lasting) each.dispose();
  }

  /** The server's return after it failed is a reason to ask again. */
  async #hear(): Promise<void> {
    const server = await this.#services.server();
    this.#lasting.push(server.onDidChangeState(() => this.#latest.wanted()));
  }

  #follow(editor: vscode.TextEditor | undefined): void {
    if (!this.#page || this.#about.state?.pinned) return;
    if (this.#about.adopt(editor)) this.#latest.wanted();
  }

  #reveal(): void {
    if (this.#page) {
      this.#page.reveal();
      this.#latest.wanted();
    } else this.#hold((heard) => PanelPage.open(this.#services, heard));
  }

  #hold(make: (heard: ConstructorParameters<typeof PanelPage>[2]) => PanelPage): void {
    this.#page?.dispose();
    const page = make({
      ready: () => this.#latest.wanted(),
      act: (act) => {
        if (act.uri === this.#about.state?.uri) this.#act(act);
      },
      closed: () => {
        if (this.#page !== page) return;
        this.#page = undefined;
        this.#answers.forget();
        this.#beside.forget();
        void vscode.commands.executeCommand('setContext', 'deepimagine.panelShown', false);
      },
    });
    this.#page = page;
    void vscode.commands.executeCommand('setContext', 'deepimagine.panelShown', true);
  }

  #act(message: Act): void {
    const { shown } = this.#answers;
    if (!shown) return;
    // A choice names what is chosen, so it holds whichever version it was made at; a place in the text does not.
    if (message.type === 'pick') this.#pick(message.picks);
    else if (message.type === 'pin') {
      this.#about.pin(message.pinned, shown.view);
      this.#latest.wanted();
    } else if (message.type === 'choose') void this.#choose(message.picker, shown);
    else if (message.type === 'copy') this.#run('deepimagine.copyMarkdown');
    else if (message.type === 'export') this.#run('deepimagine.export');
    else if (message.type === 'anchor') void this.#anchored.open(message.id);
    else if (message.type === 'open')
      void vscode.env.openExternal(vscode.Uri.parse(`https://clinicaltrials.gov/study/${message.id}`));
    else if (message.type === 'reveal') {
      if (this.#about.document?.version === message.version) void this.#goTo(message.start, message.end);
    } else this.#beside.act(message);
  }

  /** What fails is told, as of any command. */
  #run(command: string): void {
    void vscode.commands.executeCommand(command);
  }

  /** Lets the person choose among many. */
  async #choose(name: keyof View['pickers'], { view, answer }: Shown): Promise<void> {
    const { uri } = this.#about;
    const { options, chosen: now } = view.pickers[name];
    const looks = new Map(name === 'outcome' ? answer.looks.map((one) => [outcomeId(one.look), one]) : []);
    const choices = choicesOf(
      options.map(({ id, label }) => {
        const { unit, look } = looks.get(id) ?? {};
        return {
          label: plain(label),
          ...(unit !== undefined && { unit: plain(unit) }),
          ...(look && { id: look.outcome }),
        };
      }),
    );
    const items = choices.map((choice, i) => ({ ...choice, id: options[i]?.id, picked: options[i]?.id === now }));
    const item = await vscode.window.showQuickPick(items, {
      placeHolder: panelLabels()[name],
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (item?.id !== undefined && uri === this.#about.uri) this.#pick({ [name]: item.id });
  }

  #pick(picked: Parameters<About['pick']>[0]): void {
    const { shown } = this.#answers;
    if (!shown) return;
    this.#about.pick(picked, shown.view, shown.answer);
    this.#latest.wanted();
  }

  /** Selects a place of the document. */
  async #goTo(start: number, end: number): Promise<void> {
    const { document, editor } = this.#about;
    if (!document) return;
    const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
    await vscode.window.showTextDocument(document, {
      selection,
      viewColumn: editor?.viewColumn ?? vscode.ViewColumn.One,
    });
  }

  #show({ uri, answer, view }: Shown): void {
    const { state } = this.#about;
    if (!this.#page || !state) return;
    this.#page.title = vscode.l10n.t('Imagining: {0}', answer.id ?? view.document);
    const begin = this.#begin;
    this.#begin = undefined;
    this.#page.post({ type: 'show', uri, version: answer.version, view, state, ...(begin && { begin }) });
    void this.#beside.show();
    if (this.#answers.shown) void this.#anchored.show(this.#answers.shown);
  }

  #showOutcomes({ lines, known, total, summary }: Overview, { uri, answer: { version } }: Shown): void {
    const told = { lines: lines.map(lineOf), known, total, ...(summary && { summary }) };
    this.#page?.post({ type: 'outcomes', uri, version, ...told });
  }

  /** What is shown, whole; where there is none of it, says why. */
  async #content(): Promise<Content | undefined> {
    const content = await this.#answers.content(await this.#beside.answer());
    if (content === 'nothing')
      void tell('information', vscode.l10n.t('The panel shows nothing that could be copied or saved.'));
    else if (content === 'changed') void tell('warning', vscode.l10n.t('The trial has changed meanwhile. Try again.'));
    else return content;
    return undefined;
  }

  /** Says what came of a press, beside it. */
  #say(text: string): void {
    const { shown } = this.#answers;
    if (shown) this.#page?.post({ type: 'said', uri: shown.uri, version: shown.answer.version, text });
  }

  #nothing(reason: string): void {
    if (this.#page) this.#page.title = vscode.l10n.t('Imagining');
    this.#page?.post({ type: 'nothing', uri: this.#about.uri, version: this.#about.document?.version ?? 0, reason });
  }
}
