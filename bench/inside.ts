/** What is measured inside the extension host: activation, and the time to a first hover. The `run()` of a suite. */
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Api } from '../client/extension.ts';

/** Milliseconds. All but `call` and `hovers` from the moment the extension is asked for. */
export interface Inside {
  /** Inside `activate()` alone. */
  call: number;
  /** Until it is active: its code loaded and `activate()` done. */
  active: number;
  /** Until the language server answers. */
  ready: number;
  /** Until the first hover over the document has come. */
  firstHover: number;
  /** Each of the hovers that followed. */
  hovers: number[];
}

export async function run(): Promise<void> {
  const file = process.env.DEEPIMAGINE_BENCH_RESULT;
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!file || !folder) throw new Error('no file for the result, or no folder');
  const extension = vscode.extensions.getExtension<Api>('deepimagine.deepimagine');
  if (!extension) throw new Error('the extension is not there');

  const began = performance.now();
  const api = await extension.activate();
  const active = performance.now() - began;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'bench.trial'));
  await vscode.window.showTextDocument(document);
  const at = document.positionAt(document.getText().indexOf('enrollment') + 2);
  const hover = () => vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
  await api.ready();
  const ready = performance.now() - began;
  const first = await hover();
  if (first.length === 0) throw new Error('there is no hover');
  const firstHover = performance.now() - began;
  const hovers: number[] = [];
  for (let i = 0; i < 20; i++) {
    const start = performance.now();
    await hover();
    hovers.push(performance.now() - start);
  }
  const result: Inside = { call: api.activationMs, active, ready, firstHover, hovers };
  writeFileSync(file, JSON.stringify(result));
}
