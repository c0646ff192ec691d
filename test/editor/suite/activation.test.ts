import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension, open } from './support.ts';

suite('activation', () => {
  test('opening a trial activates the extension, at once', async () => {
    const document = await open('semaglutide.trial');
    assert.equal(document.languageId, 'trial');
    const { exports, isActive } = await extension();
    assert.ok(isActive);
    assert.ok(exports.activationMs < 100, `activation took ${exports.activationMs} ms`);
  });

  test('every command of the manifest exists', async () => {
    const { packageJSON } = await extension();
    const commands = new Set(await vscode.commands.getCommands(true));
    for (const { command } of packageJSON.contributes.commands) assert.ok(commands.has(command), command);
  });

  test('every file of the manifest exists', async () => {
    const { packageJSON, extensionUri } = await extension();
    const named = JSON.stringify(packageJSON).matchAll(/"(\.\/[^"]+|media\/[^"]+)"/g);
    for (const [, file] of named) await vscode.workspace.fs.stat(vscode.Uri.joinPath(extensionUri, file ?? ''));
  });
});
