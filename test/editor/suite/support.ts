/** What the tests inside the extension host share. */
import * as vscode from 'vscode';
import type { Api } from '../../../client/extension.ts';

/** The extension, active, with a language server that answers. */
export async function extension(): Promise<vscode.Extension<Api>> {
  const found = vscode.extensions.getExtension<Api>('deepimagine.deepimagine');
  if (!found) throw new Error('the extension is not there');
  const api = await found.activate();
  await api.ready();
  return found;
}

export function inWorkspace(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function open(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(inWorkspace(name));
  await vscode.window.showTextDocument(document);
  return document;
}

/** A document that is on no disk. */
export async function untitled(text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'trial', content: text });
  await vscode.window.showTextDocument(document);
  return document;
}

/** Behind the first occurrence of a text. */
export function behind(document: vscode.TextDocument, text: string): vscode.Position {
  const at = document.getText().indexOf(text);
  if (at < 0) throw new Error(`the document does not have: ${text}`);
  return document.positionAt(at + text.length);
}

export async function insert(document: vscode.TextDocument, at: vscode.Position, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, at, text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the edit was not applied');
}

/** Waits for diagnostics of a document that satisfy, woken by VS Code whenever they change. */
export function diagnostics(
  document: vscode.TextDocument,
  satisfy: (all: vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  return woken(vscode.languages.onDidChangeDiagnostics, () => {
    const all = vscode.languages.getDiagnostics(document.uri);
    return satisfy(all) ? all : undefined;
  });
}

/** Looks now, and again whenever an event says that something changed, until there is an answer. The test's time-out ends it. */
export function woken<T>(event: vscode.Event<unknown>, look: () => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const again = () => {
      try {
        const found = look();
        if (found === undefined) return;
        listening.dispose();
        resolve(found);
      } catch (error) {
        listening.dispose();
        reject(error);
      }
    };
    const listening = event(again);
    again();
  });
}

/** The code that a diagnostic carries. */
export function codeOf(diagnostic: vscode.Diagnostic): string {
  const code = diagnostic.code;
  return String(typeof code === 'object' ? code.value : code);
}

/** The text of hovers, one string. */
export function hoverText(hovers: readonly vscode.Hover[]): string {
  return hovers
    .flatMap((hover) => hover.contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}
