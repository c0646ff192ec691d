/** What commands and views are given: each made when it is first asked for. */
import type * as vscode from 'vscode';
import type { PanelHost } from './imagine/panelHost.ts';
import type { LanguageServer } from './language.ts';
import type { PairsView } from './pairs/view.ts';

export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  /** The language server's life; `start()` on it gives the running client. */
  server(): Promise<LanguageServer>;
  panel(): Promise<PanelHost>;
  pairs(): Promise<PairsView>;
}
