import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { behind, codeOf, diagnostics, extension, hoverText, insert, open, untitled } from './support.ts';

/** Asks VS Code for what a feature gives. */
const ask = <T>(command: string, document: vscode.TextDocument, ...given: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(`vscode.${command}`, document.uri, ...given);

/** Code actions with their edits, which the server works out only when they are asked for. */
const actionsAt = (document: vscode.TextDocument, range: vscode.Range, kind?: string) =>
  ask<vscode.CodeAction[]>('executeCodeActionProvider', document, range, kind, 50);

const whole = (document: vscode.TextDocument) => new vscode.Range(0, 0, document.lineCount, 0);
const sample = 'semaglutide.trial';
/** A copy that a test may change. */
const copy = async () => untitled((await open(sample)).getText());

suite('language features', () => {
  suiteSetup(extension);

  test('a sound trial has no diagnostics, a broken one has', async () => {
    const document = await untitled('trial: NCT04788511\npopulation:\n  sex: sometimes\n');
    const [first] = await diagnostics(document, (all) => all.length > 0);
    assert.equal(document.getText(first?.range), 'sometimes');
    assert.ok(first && codeOf(first));
    assert.deepEqual(vscode.languages.getDiagnostics((await open(sample)).uri), []);
  });

  test('a quick fix mends what it says it mends', async () => {
    const document = await untitled('trial: a\npopulation:\n  age: >2\n');
    const [trap] = await diagnostics(document, (all) => all.length > 0);
    assert.ok(trap);
    const actions = await actionsAt(document, trap.range, 'quickfix');
    const fix = actions.find((action) => action.edit);
    assert.ok(fix?.edit, `no fix for ${trap.message}`);
    await vscode.workspace.applyEdit(fix.edit);
    await diagnostics(document, (all) => !all.some((one) => codeOf(one) === codeOf(trap)));
    assert.match(document.getText(), /age: ['"]>2['"]$/m);
  });

  test('hover on a key says what it is', async () => {
    const document = await open(sample);
    const hovers = await ask<vscode.Hover[]>('executeHoverProvider', document, behind(document, 'enroll'));
    assert.match(hoverText(hovers), /enrollment/i);
  });

  test('completion offers keys, values and ids', async () => {
    const document = await copy();
    const labels = async (at: vscode.Position) =>
      (await ask<vscode.CompletionList>('executeCompletionItemProvider', document, at)).items.map(({ label }) =>
        typeof label === 'string' ? label : label.label,
      );
    const sexes = await labels(behind(document, 'sex: '));
    for (const value of ['all', 'female', 'male']) assert.ok(sexes.includes(value), `${value} in ${sexes}`);
    const outcomes = await labels(behind(document, '- outcome: '));
    for (const id of ['kccq', 'walk']) assert.ok(outcomes.includes(id), `${id} in ${outcomes}`);
    await insert(document, behind(document, 'role: experimental\n'), '    \n');
    const keys = await labels(behind(document, 'role: experimental\n    '));
    assert.ok(keys.includes('gives'), `gives in ${keys}`);
    assert.ok(!keys.includes('role'), 'a key that is there is not offered again');
  });

  test('outline, folding and selection follow the document', async () => {
    const document = await open(sample);
    const symbols = await ask<vscode.DocumentSymbol[]>('executeDocumentSymbolProvider', document);
    const arms = symbols.find(({ name }) => name === 'arms');
    assert.deepEqual(
      arms?.children.map(({ name }) => name),
      ['semaglutide', 'placebo'],
    );
    const folds = await ask<vscode.FoldingRange[]>('executeFoldingRangeProvider', document);
    assert.ok(folds.some(({ start }) => document.lineAt(start).text === 'arms:'));
    const [selection] = await ask<vscode.SelectionRange[]>('executeSelectionRangeProvider', document, [
      behind(document, 'dose: 2'),
    ]);
    assert.ok(selection?.parent?.range.contains(selection.range));
  });

  test('ids lead to where they are defined and used, and are renamed everywhere', async () => {
    const document = await copy();
    const used = behind(document, '- outcome: kc');
    const found = await ask<(vscode.Location | vscode.LocationLink)[]>('executeDefinitionProvider', document, used);
    const target = found.map((one) =>
      'targetUri' in one ? (one.targetSelectionRange ?? one.targetRange) : one.range,
    )[0];
    assert.equal(target && document.getText(target), 'kccq');
    assert.equal(document.lineAt(target?.start.line ?? 0).text, '  kccq:');
    const references = await ask<vscode.Location[]>('executeReferenceProvider', document, used);
    assert.ok(references.length >= 3, `${references.length} references`);
    const edit = await ask<vscode.WorkspaceEdit>('executeDocumentRenameProvider', document, used, 'symptoms');
    await vscode.workspace.applyEdit(edit);
    assert.match(document.getText(), /^focus: semaglutide vs placebo on symptoms$/m);
    assert.match(document.getText(), /^ {2}symptoms:$/m);
    assert.match(document.getText(), /^ {2}- outcome: symptoms$/m);
    assert.ok(!document.getText().includes('kccq:'));
  });

  test('formatting keeps comments and what the document says', async () => {
    const document = await untitled('trial:   a   # mine\narms:\n    low:\n        dose:   1 mg\n');
    const edits = await ask<vscode.TextEdit[]>('executeFormatDocumentProvider', document, {
      tabSize: 2,
      insertSpaces: true,
    });
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.match(document.getText(), /# mine/);
    assert.match(document.getText(), /^ {2}low:\n {4}dose: 1 mg$/m);
  });

  test('arrows have a colour of their own, and a registry id leads to its page', async () => {
    const document = await copy();
    await insert(document, behind(document, 'dose: 2.4 mg'), ' ~> 1.7 mg');
    const tokens = await ask<vscode.SemanticTokens>('provideDocumentSemanticTokens', document);
    assert.ok(tokens.data.length > 0);
    const links = await ask<vscode.DocumentLink[]>('executeLinkProvider', document);
    assert.ok(links.some(({ target }) => target?.toString() === 'https://clinicaltrials.gov/study/NCT04788511'));
  });

  test('an arrow behind a dose is answered by a hint, a hover and a lens', async () => {
    const document = await copy();
    await insert(document, behind(document, 'dose: 2.4 mg'), ' ~> 1.7 mg');
    const hints = await ask<vscode.InlayHint[]>('executeInlayHintProvider', document, whole(document));
    const line = behind(document, '~> 1.7 mg').line;
    assert.ok(hints.some(({ position }) => position.line === line));
    const hovers = await ask<vscode.Hover[]>('executeHoverProvider', document, behind(document, '~> 1.'));
    assert.match(hoverText(hovers), /observed[\s\S]*imagined/);
    const lenses = await ask<vscode.CodeLens[]>('executeCodeLensProvider', document, 20);
    assert.ok(lenses.some(({ command }) => command?.command === 'deepimagine.openPanel'));
  });

  test('a dose offers the perturbations that the trial itself suggests, and they can be taken back', async () => {
    const document = await copy();
    const before = document.getText();
    const act = async (pattern: RegExp) => {
      const at = behind(document, 'dose: 2.4');
      const actions = await actionsAt(document, new vscode.Range(at, at));
      const wanted = actions.find(({ title, edit }) => edit && pattern.test(title));
      assert.ok(wanted?.edit, `${pattern} in ${actions.map(({ title }) => title).join(', ')}`);
      await vscode.workspace.applyEdit(wanted.edit);
    };
    await act(/1\.2 mg/);
    assert.match(document.getText(), /dose: 2\.4 mg ~> 1\.2 mg/);
    await act(/take back/i);
    assert.equal(document.getText(), before);
  });
});
