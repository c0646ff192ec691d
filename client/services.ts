/** What commands and views are given: each made when it is first asked for. */
import type * as vscode from 'vscode';
import type { AnchorFinder } from './anchors/finder.ts';
import type { PanelHost } from './imagine/panelHost.ts';
import type { LanguageServer } from './language.ts';
import type { Models } from './models/models.ts';
import type { PairsView } from './pairs/view.ts';

export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  /** The language server's life; `start()` on it gives the running client. */
  server(): Promise<LanguageServer>;
  panel(): Promise<PanelHost>;
  /** Language models. Asked for only where one is chosen or wanted: what speaks to them is a file of its own. */
  models(): Promise<Models>;
  pairs(): Promise<PairsView>;
  anchors(): Promise<AnchorFinder>;
}
