/** Where records are looked for. */
import path from 'node:path';
import * as vscode from 'vscode';
import { homeFolder } from '../documents.ts';

/** The folder that `deepimagine.corpus` names, relative to the workspace's first folder; undefined where it names none. */
export function corpusPlace(): string | undefined {
  const named = vscode.workspace.getConfiguration('deepimagine').get('corpus', '').trim();
  return named === '' ? undefined : path.resolve(homeFolder()?.fsPath ?? '', named);
}
