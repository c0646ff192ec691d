/** The panel's webview: what is sent to its page, once that listens, and what comes back, parsed. */
import * as vscode from 'vscode';
import { type ToHost, type ToPage, toHostSchema } from '../../webview/messages.ts';
import type { Services } from '../services.ts';
import { panelLabels } from './labels.ts';
import { load } from './page.ts';

/** The webview's type, known to the manifest: a panel that stood open is given back after a reload. */
const PANEL = 'deepimagine.panel';

/** What a person did on the page. */
export type Act = Exclude<ToHost, { type: 'ready' | 'failed' }>;

export interface Heard {
  /** The page listens, and what it shows is not known. A page that was hidden is made anew when it is shown, and says so again. */
  ready(): void;
  act(act: Act): void;
  closed(): void;
}

export class PanelPage implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  #listening = false;

  /** Takes over a panel: one that was just made, or that VS Code gives back after a reload. */
  constructor(panel: vscode.WebviewPanel, { context, log }: Services, heard: Heard) {
    this.#panel = panel;
    panel.webview.onDidReceiveMessage((given: unknown) => {
      const parsed = toHostSchema.safeParse(given);
      if (!parsed.success) log.error('The panel sent what is not a message', parsed.error.message);
      else if (parsed.data.type === 'failed') log.error(`The panel's page: ${parsed.data.message}`);
      else if (parsed.data.type === 'ready') {
        this.#listening = true;
        this.post({ type: 'labels', labels: panelLabels() });
        heard.ready();
      } else heard.act(parsed.data);
    });
    // Nothing is asked for a page that nobody sees; once it is seen, it is.
    let seen = panel.visible;
    panel.onDidChangeViewState(() => {
      const now = panel.visible && !seen;
      seen = panel.visible;
      if (now && this.#listening) heard.ready();
    });
    panel.onDidDispose(() => {
      this.#listening = false;
      heard.closed();
    });
    load(panel, context.extensionUri, 'panel');
  }

  /** A panel beside the editor, which keeps the focus. */
  static open(services: Services, heard: Heard): PanelPage {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    return new PanelPage(vscode.window.createWebviewPanel(PANEL, vscode.l10n.t('Imagining'), column), services, heard);
  }

  /** The page can be seen, and hears what it is sent. */
  get listening(): boolean {
    return this.#listening && this.#panel.visible;
  }

  set title(title: string) {
    this.#panel.title = title;
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  post(message: ToPage): void {
    if (this.#listening) void this.#panel.webview.postMessage(message);
  }

  dispose(): void {
    this.#panel.dispose();
  }
}
