/** *Imagine All Trials in Folder*: every scenario of every trial below a folder, in a table that fills while it runs. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { tell } from '../tell.ts';
import { mayAskModels } from '../trust.ts';
import { FolderTable } from './folderTable.ts';
import { modelSettings } from './settings.ts';

const { t } = vscode.l10n;

const open = new Map<string, FolderTable>();

async function which(given: unknown): Promise<vscode.Uri | undefined> {
  if (given instanceof vscode.Uri) return given;
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0]?.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  const [chosen] =
    (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: t('Imagine') })) ??
    [];
  return chosen;
}

export async function imagineFolder(services: Services, given: unknown): Promise<void> {
  const folder = await which(given);
  if (!folder) return;
  if (modelSettings().predictor && !mayAskModels()) return;
  const files = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, '**/*.trial'));
  if (files.length === 0) {
    void tell('information', t('There is no trial in this folder.'));
    return;
  }
  const id = folder.toString();
  open.get(id)?.dispose();
  const table = new FolderTable(services, folder, files, () => {
    if (open.get(id) === table) open.delete(id);
  });
  open.set(id, table);
  await table.run();
}
