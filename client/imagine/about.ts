/** What the panel is about: a document, where the cursor is in it, and what the person chose by hand. */
import * as vscode from 'vscode';
import type { ImaginingAnswer, ImaginingParams, PanelTarget } from '../../server/protocol.ts';
import type { Picks, State, View } from '../../webview/messages.ts';
import { asked, chosen, isContested, picksOf, picksShown, settled } from './meant.ts';

export const isTrial = (document: vscode.TextDocument): boolean =>
  document.languageId === 'trial' && document.uri.scheme !== 'deepimagine-update';

export class About {
  #state: State | undefined;
  /** The last cursor of the document shown. */
  #offset: number | undefined;

  get state(): State | undefined {
    return this.#state;
  }

  get uri(): string {
    return this.#state?.uri ?? '';
  }

  get document(): vscode.TextDocument | undefined {
    return vscode.workspace.textDocuments.find((document) => this.is(document));
  }

  is(document: vscode.TextDocument): boolean {
    return document.uri.toString() === this.#state?.uri;
  }

  /** The editor that shows the document, where one does. */
  get editor(): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find(({ document }) => this.is(document));
  }

  /** Goes to the editor's trial and cursor; what was chosen in the same trial stays. Whether that is elsewhere than before. */
  adopt(editor: vscode.TextEditor | undefined): boolean {
    if (!editor || !isTrial(editor.document)) return false;
    const before = { uri: this.#state?.uri, offset: this.#offset };
    const uri = editor.document.uri.toString();
    if (before.uri !== uri) this.#state = { schema: 1, uri, pinned: false, picks: {} };
    this.#offset = editor.document.offsetAt(editor.selection.active);
    return before.uri !== uri || before.offset !== this.#offset;
  }

  /** Goes to what a lens or a hover speaks of. */
  target(meant: PanelTarget): void {
    this.#offset = undefined;
    this.adopt(vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === meant.uri));
    this.#state = { schema: 1, uri: meant.uri, pinned: false, picks: picksOf(meant) };
  }

  restore(state: State): void {
    this.#state = state;
  }

  forget(): void {
    this.#state = undefined;
  }

  /** `view`: what is shown, which a pin holds on to. */
  pin(pinned: boolean, view: View): void {
    if (!this.#state) return;
    this.#state = { ...this.#state, pinned, picks: pinned ? picksShown(view) : {} };
    if (!pinned) this.adopt(vscode.window.visibleTextEditors.find(({ document }) => isTrial(document)));
  }

  /** A choice by hand on top of what is shown. */
  pick(picked: Picks, view: View, { looks }: ImaginingAnswer): void {
    if (!this.#state) return;
    const known = looks.map(({ look }) => look);
    this.#state = { ...this.#state, picks: chosen(picksShown(view), picked, known) };
  }

  /** What is asked to know what the cursor speaks of, where that may have the say over what was chosen by hand. */
  get atCursor(): ImaginingParams | undefined {
    const state = this.#state;
    return state && isContested(state, this.#offset) ? asked({ ...state, picks: {} }, this.#offset) : undefined;
  }

  /** It is known what the cursor speaks of. */
  settle(cursor: ImaginingAnswer): void {
    if (this.#state) this.#state = settled(this.#state, picksOf(cursor));
  }

  get asked(): ImaginingParams | undefined {
    return this.#state && asked(this.#state, this.#offset);
  }
}
