/** New documents: opened without a file, so that nothing is written before the person saves it. */
import * as vscode from 'vscode';
import type { Services } from './services.ts';

/** The first folder of the workspace that files are written to. A virtual one has none. */
export function homeFolder(): vscode.Uri | undefined {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** A name in the folder that neither a file nor an open document has: `NCT04788511.trial`, `NCT04788511-2.trial`, … */
async function freeName(folder: vscode.Uri, name: string): Promise<string> {
  const taken = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.path));
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? `${name}.trial` : `${name}-${i}.trial`;
    const uri = vscode.Uri.joinPath(folder, candidate);
    if (!taken.has(uri.path) && !(await exists(uri))) return candidate;
  }
}

/**
 * Opens `text` as an untitled trial. Where there is a folder, saving it proposes `<name>.trial` there, or the next name that
 * is free: it never lands on a file that exists.
 */
export async function openUntitled(name: string, text: string): Promise<vscode.TextEditor> {
  const folder = homeFolder();
  if (!folder)
    return vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: 'trial', content: text }),
    );
  const uri = vscode.Uri.joinPath(folder, await freeName(folder, name)).with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  return editor;
}

/** Asks where to save the untitled trial at hand. VS Code asks before it replaces a file, and keeps the document where it cannot write. */
export async function saveImported(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.isUntitled && document.languageId === 'trial') await vscode.workspace.saveAs(document.uri);
}

const SAMPLE = 'semaglutide-hfpef';

/** Opens a copy of a sample trial, to be changed at will. */
export async function openSample({ context }: Services): Promise<void> {
  const file = vscode.Uri.joinPath(context.extensionUri, 'samples', `${SAMPLE}.trial`);
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  await openUntitled(SAMPLE, text);
}
