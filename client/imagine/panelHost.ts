/**
 * The panel's side in the extension host: one panel, which follows the cursor from trial to trial unless it is pinned.
 * It remembers what the person meant and asks the server for everything else.
 */
import * as vscode from 'vscode';
import {
  IMAGINING,
  type ImaginingAnswer,
  type ImaginingParams,
  OUTCOMES,
  type OutcomesAnswer,
  type OutcomesParams,
  type PanelTarget,
} from '../../server/protocol.ts';
import { type Picks, type State, stateSchema, type View } from '../../webview/messages.ts';
import { isOutdated } from '../language.ts';
import { plain } from '../plain.ts';
import type { Services } from '../services.ts';
import { tell } from '../tell.ts';
import { saveImagining } from './export.ts';
import { type Content, markdownOf } from './exported.ts';
import { panelLabels } from './labels.ts';
import { Latest } from './latest.ts';
import { asked, chosen, isContested, picksOf, picksShown, settled, targetOf } from './meant.ts';
import { isWhole, type Overview, overview, overviewOf } from './overview.ts';
import { type Act, PanelPage } from './panelPage.ts';
import { lineOf, viewOf } from './view.ts';

const isTrial = (document: vscode.TextDocument): boolean =>
  document.languageId === 'trial' && document.uri.scheme !== 'deepimagine-update';

export class PanelHost implements vscode.Disposable {
  readonly #services: Services;
  readonly #lasting: vscode.Disposable[] = [];
  readonly #latest = new Latest((signal) => this.#ask(signal));
  #page: PanelPage | undefined;
  #state: State | undefined;
  /** The last cursor of the document shown. */
  #offset: number | undefined;
  #shown: { answer: ImaginingAnswer; view: View } | undefined;
  #overview: Overview | undefined;
  /** The part of the page to begin at, once. */
  #begin: PanelTarget['part'];
  /** A version that was asked for a second time because the first answer was about the one before. */
  #again: number | undefined;

  constructor(services: Services) {
    this.#services = services;
    this.#lasting.push(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#follow(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#follow(editor)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() === this.#state?.uri) this.#latest.wanted();
      }),
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (document.uri.toString() === this.#state?.uri) this.#latest.wanted();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.toString() === this.#state?.uri) this.#forget();
      }),
    );
    void this.#hear();
  }

  /** Opens or reveals the panel; with a target, at that document, scenario and look. */
  open(target?: unknown): void {
    const meant = targetOf(target);
    if (meant) {
      this.#offset = undefined;
      this.#adopt(vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === meant.uri));
      this.#state = { schema: 1, uri: meant.uri, pinned: false, picks: picksOf(meant) };
      this.#begin = meant.part;
    } else this.#adopt(vscode.window.activeTextEditor);
    this.#reveal();
  }

  /** Opens the panel at the cursor, whatever was chosen before. */
  imagine(): void {
    const editor = vscode.window.activeTextEditor;
    if (editor && isTrial(editor.document)) {
      this.#state = undefined;
      this.#adopt(editor);
    }
    this.#reveal();
  }

  /** A panel that stood open when the window was closed or reloaded. */
  async restore(panel: vscode.WebviewPanel, given: unknown): Promise<void> {
    const state = stateSchema.safeParse(given);
    if (state.success) {
      this.#state = state.data;
      const uri = vscode.Uri.parse(state.data.uri);
      const open = vscode.workspace.textDocuments.some((document) => document.uri.toString() === state.data.uri);
      // Asking a document that is not open any more to be read gives it to the server too.
      if (!open)
        await vscode.workspace.openTextDocument(uri).then(undefined, (error: unknown) => {
          this.#services.log.warn(`The panel's document is not there any more: ${uri.toString()}`, error);
          this.#state = undefined;
        });
    }
    // The cursor stands where it stood, and has the same say in what is shown.
    const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === this.#uri);
    this.#adopt(shown ?? (this.#state ? undefined : vscode.window.activeTextEditor));
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
    this.#latest.dispose();
    for (const each of this.#lasting) each.dispose();
  }

  get #uri(): string {
    return this.#state?.uri ?? '';
  }

  get #document(): vscode.TextDocument | undefined {
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === this.#state?.uri);
  }

  /** The server's return after it failed is a reason to ask again. */
  async #hear(): Promise<void> {
    const server = await this.#services.server();
    this.#lasting.push(server.onDidChangeState(() => this.#latest.wanted()));
  }

  #adopt(editor: vscode.TextEditor | undefined): void {
    if (!editor || !isTrial(editor.document)) return;
    const uri = editor.document.uri.toString();
    if (this.#state?.uri !== uri) this.#state = { schema: 1, uri, pinned: false, picks: {} };
    this.#offset = editor.document.offsetAt(editor.selection.active);
  }

  #follow(editor: vscode.TextEditor | undefined): void {
    if (!this.#page || this.#state?.pinned || !editor || !isTrial(editor.document)) return;
    const before = { uri: this.#state?.uri, offset: this.#offset };
    this.#adopt(editor);
    if (before.uri === this.#state?.uri && before.offset === this.#offset) return;
    this.#latest.wanted();
  }

  #forget(): void {
    if (!this.#state) return;
    this.#nothing(vscode.l10n.t('That trial was closed. Open a trial to imagine.'));
    this.#state = undefined;
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
        if (act.uri === this.#state?.uri) this.#act(act);
      },
      closed: () => {
        if (this.#page !== page) return;
        this.#page = undefined;
        this.#shown = undefined;
        this.#overview = undefined;
        void vscode.commands.executeCommand('setContext', 'deepimagine.panelShown', false);
      },
    });
    this.#page = page;
    void vscode.commands.executeCommand('setContext', 'deepimagine.panelShown', true);
  }

  #act(message: Act): void {
    const { view } = this.#shown ?? {};
    if (!this.#state || !view) return;
    // A choice names what is chosen, so it holds whichever version it was made at; a place in the text does not.
    const picks = picksShown(view);
    if (message.type === 'pick') this.#pick(message.picks);
    else if (message.type === 'pin') {
      this.#state = { ...this.#state, pinned: message.pinned, picks: message.pinned ? picks : {} };
      if (!message.pinned) this.#adopt(vscode.window.visibleTextEditors.find(({ document }) => isTrial(document)));
      this.#latest.wanted();
    } else if (message.type === 'choose') void this.#choose(message.picker, view);
    else if (message.type === 'copy') this.#run('deepimagine.copyMarkdown');
    else if (message.type === 'export') this.#run('deepimagine.export');
    else if (message.type === 'open')
      void vscode.env.openExternal(vscode.Uri.parse(`https://clinicaltrials.gov/study/${message.id}`));
    else if (this.#document?.version === message.version) void this.#show(message.start, message.end);
  }

  /** What fails is told, as of any command. */
  #run(command: string): void {
    void vscode.commands.executeCommand(command);
  }

  /** Lets the person choose among many. */
  async #choose(name: keyof View['pickers'], { pickers }: View): Promise<void> {
    const uri = this.#uri;
    const { options, chosen: now } = pickers[name];
    const items = options.map(({ id, label }) => ({ id, label: plain(label), picked: id === now }));
    const item = await vscode.window.showQuickPick(items, { placeHolder: panelLabels()[name] });
    if (item && uri === this.#uri) this.#pick({ [name]: item.id });
  }

  #pick(picked: Picks): void {
    const { answer, view } = this.#shown ?? {};
    if (!this.#state || !answer || !view) return;
    const looks = answer.looks.map(({ look }) => look);
    this.#state = { ...this.#state, picks: chosen(picksShown(view), picked, looks) };
    this.#latest.wanted();
  }

  async #show(start: number, end: number): Promise<void> {
    const document = this.#document;
    if (!document) return;
    const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
    await vscode.window.showTextDocument(document, {
      selection,
      viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One,
    });
  }

  /** Asks once and shows the answer, unless by then it is about another version or something newer is wanted. */
  async #ask(signal: AbortSignal): Promise<void> {
    if (!this.#page?.listening) return;
    let state = this.#state;
    const document = this.#document;
    if (!state || !document) {
      this.#nothing(vscode.l10n.t('Open a trial and place the cursor in it: what is imagined of it is shown here.'));
      return;
    }
    try {
      const server = await this.#services.server();
      const ask = (params: ImaginingParams) => server.request<ImaginingAnswer | null>(IMAGINING, params, signal);
      const offset = this.#offset;
      if (isContested(state, offset)) {
        const cursor = await ask(asked({ ...state, picks: {} }, offset));
        if (signal.aborted || (cursor && this.#isLate(cursor, document))) return;
        if (cursor) state = settled(state, picksOf(cursor));
        this.#state = state;
      }
      const answer = await ask(asked(state, offset));
      if (signal.aborted || (answer && this.#isLate(answer, document))) return;
      if (!answer) {
        this.#nothing(
          vscode.l10n.t('Nothing can be imagined of this document: it is too large, or reading it failed.'),
        );
        return;
      }
      const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
      const view = viewOf(answer, { document: name, pinned: state.pinned });
      this.#shown = { answer, view };
      if (this.#page) this.#page.title = vscode.l10n.t('Imagining: {0}', answer.id ?? name);
      const begin = this.#begin;
      this.#begin = undefined;
      this.#page?.post({ type: 'show', uri: state.uri, version: answer.version, view, state, ...(begin && { begin }) });
      await this.#askOutcomes(answer, signal);
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

  /** All outcomes under what is shown, part by part; those that are known already are not asked for again. */
  async #askOutcomes(answer: ImaginingAnswer, signal?: AbortSignal): Promise<void> {
    const { imagining, version } = answer;
    if (!imagining) return;
    const uri = this.#uri;
    const of = overviewOf(uri, answer);
    const show = ({ lines, known, total, summary }: Overview) =>
      this.#page?.post({
        type: 'outcomes',
        uri,
        version,
        lines: lines.map(lineOf),
        known,
        total,
        ...(summary && { summary }),
      });
    if (this.#overview?.of === of && isWhole(this.#overview)) {
      show(this.#overview);
      return;
    }
    const server = await this.#services.server();
    const ask = (params: OutcomesParams) => server.request<OutcomesAnswer | null>(OUTCOMES, params, signal);
    for await (const known of overview(uri, { ...answer, imagining }, ask)) {
      // What is shown by now may be something else, whoever asked for this.
      const { answer: now } = this.#shown ?? {};
      if (signal?.aborted || !now || overviewOf(this.#uri, now) !== of) return;
      this.#overview = known;
      show(known);
    }
  }

  /** What is shown, whole: what is still under way of all outcomes is waited for. Says so where it has changed meanwhile. */
  async #content(): Promise<Content | undefined> {
    const { answer, view } = this.#shown ?? {};
    if (!answer?.imagining || !view) {
      void tell('information', vscode.l10n.t('The panel shows nothing that could be copied or saved.'));
      return undefined;
    }
    const of = overviewOf(this.#uri, answer);
    if (this.#overview?.of !== of || !isWhole(this.#overview))
      await this.#askOutcomes(answer).catch((error: unknown) => {
        if (!isOutdated(error)) throw error;
      });
    const all = this.#overview;
    if (all?.of !== of || !isWhole(all)) {
      void tell('warning', vscode.l10n.t('The trial has changed meanwhile. Try again.'));
      return undefined;
    }
    return { imagining: answer.imagining, view, lines: all.lines, summary: all.summary, labels: panelLabels() };
  }

  /** An answer about an earlier version overtook the change. It is asked for again, once; an answer to that is not late. */
  #isLate({ version }: ImaginingAnswer, document: vscode.TextDocument): boolean {
    if (version === document.version) return false;
    if (this.#again !== document.version) {
      this.#again = document.version;
      this.#latest.wanted();
    }
    return true;
  }

  /** Says what came of a press, beside it. */
  #say(text: string): void {
    const { answer } = this.#shown ?? {};
    if (answer) this.#page?.post({ type: 'said', uri: this.#uri, version: answer.version, text });
  }

  #nothing(reason: string): void {
    this.#shown = undefined;
    this.#overview = undefined;
    if (this.#page) this.#page.title = vscode.l10n.t('Imagining');
    this.#page?.post({ type: 'nothing', uri: this.#uri, version: this.#document?.version ?? 0, reason });
  }
}
