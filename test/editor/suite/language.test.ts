import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { behind, diagnostics, extension, hoverText, insert, open, untitled } from './support.ts';

suite('language features', () => {
  suiteSetup(extension);

  test('a sound trial has no diagnostics, a broken one has', async () => {
    const document = await untitled('trial: NCT04788511\npopulation:\n  sex: sometimes\n');
    const [first] = await diagnostics(document, (all) => all.length > 0);
    assert.equal(document.getText(first?.range), 'sometimes');
  });

  test('hover on a key says what it is', async () => {
    const document = await open('semaglutide.trial');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      behind(document, 'enroll'),
    );
    assert.match(hoverText(hovers), /enrollment/i);
  });

  test('an arrow typed behind a dose is answered by a hint', async () => {
    const document = await untitled((await open('semaglutide.trial')).getText());
    await insert(document, behind(document, 'dose: 2.4 mg'), ' ~> 1.7 mg');
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      new vscode.Range(0, 0, document.lineCount, 0),
    );
    assert.ok(hints.length > 0);
  });
});
