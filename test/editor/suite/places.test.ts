/** Where documents live: on no disk, in a virtual workspace, where nothing can be written; and records that are no records. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { print } from '../../../core/trial/print.ts';
import { importRecord } from '../../../core/trial/registry/import.ts';
import { record, startRegistry } from '../registry.ts';
import { behind, diagnostics, extension, hoverText, insert, inWorkspace, woken } from './support.ts';

/** A file system of one file, on no disk, that refuses to be written to. */
class OneFile implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  readonly #bytes: Uint8Array;

  constructor(text: string) {
    this.#bytes = new TextEncoder().encode(text);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    if (uri.path !== '/a.trial') throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.#bytes.length };
  }

  readFile(): Uint8Array {
    return this.#bytes;
  }

  readDirectory(): [string, vscode.FileType][] {
    return [['a.trial', vscode.FileType.File]];
  }

  #refuse(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  writeFile = () => this.#refuse();
  createDirectory = () => this.#refuse();
  delete = () => this.#refuse();
  rename = () => this.#refuse();
}

/** The document that a command opens, untitled. */
async function opened(run: () => Thenable<unknown>): Promise<vscode.TextDocument> {
  const before = new Set(vscode.workspace.textDocuments);
  const made = woken(vscode.window.onDidChangeActiveTextEditor, () => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.isUntitled && !before.has(document) ? document : undefined;
  });
  await run();
  return made;
}

suite('places', () => {
  suiteSetup(extension);

  test('a trial on a virtual, read-only file system has the language features', async () => {
    const text = 'trial: a\npopulation:\n  sex: sometimes\n';
    const registered = vscode.workspace.registerFileSystemProvider('vscode-vfs', new OneFile(text), {
      isReadonly: true,
    });
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('vscode-vfs://github/a.trial'));
      await vscode.window.showTextDocument(document);
      assert.equal(document.languageId, 'trial');
      await diagnostics(document, (all) => all.length > 0);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        behind(document, 'se'),
      );
      assert.ok(hoverText(hovers).length > 0);
    } finally {
      registered.dispose();
    }
  });

  test('a new trial whose place is a file, not a folder, is refused by VS Code and stays open with all its text', async () => {
    await vscode.workspace.fs.writeFile(inWorkspace('a-file'), new Uint8Array());
    const place = vscode.Uri.joinPath(inWorkspace('a-file'), 'new.trial').with({ scheme: 'untitled' });
    const document = await vscode.workspace.openTextDocument(place);
    await vscode.window.showTextDocument(document);
    await insert(document, new vscode.Position(0, 0), 'trial: new\n');
    await assert.rejects(Promise.resolve(document.save()), /not a directory/);
    assert.equal(document.isUntitled, true);
    assert.equal(document.isClosed, false);
    assert.equal(document.getText(), 'trial: new\n');
  });

  test('an import that cannot be saved where it belongs is refused by VS Code and stays open with all its text', async () => {
    const file = inWorkspace('unsaved.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(record())));
    const document = await opened(() => vscode.commands.executeCommand('deepimagine.importFromFile', file));
    const text = document.getText();
    // What stands in the way of its name cannot be written to.
    await vscode.workspace.fs.createDirectory(document.uri.with({ scheme: 'file' }));
    await assert.rejects(Promise.resolve(document.save()));
    assert.equal(document.isUntitled, true);
    assert.equal(document.getText(), text);
    assert.match(text, /^trial: NCT09999901$/m);
  });

  test('an update of a trial that cannot be written is applied in the editor, and nothing of it is lost when saving is refused', async () => {
    const imported = importRecord(record({ enrollment: 100 }));
    if ('problem' in imported) throw new Error(imported.problem);
    const text = `# mine\n${print(imported.trial)}`;
    const registered = vscode.workspace.registerFileSystemProvider('vscode-vfs', new OneFile(text));
    const registry = await startRegistry();
    const settings = vscode.workspace.getConfiguration('deepimagine');
    await settings.update('registry.url', registry.url, vscode.ConfigurationTarget.Global);
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('vscode-vfs://refusing/a.trial'));
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('deepimagine.update');
      await woken(vscode.window.tabGroups.onDidChangeTabs, () =>
        vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff ? true : undefined,
      );
      assert.equal(document.getText(), text);
      await vscode.commands.executeCommand('deepimagine.applyUpdate');
      const updated = document.getText();
      assert.match(updated, /^# mine$/m);
      assert.match(updated, /enrollment: 120/);
      assert.equal(await document.save(), false);
      assert.equal(document.isDirty, true);
      assert.equal(document.getText(), updated);
    } finally {
      await settings.update('registry.url', undefined, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await registry[Symbol.asyncDispose]();
      registered.dispose();
    }
  });

  test('a record in a file becomes a document without errors', async () => {
    const file = inWorkspace('record.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(record())));
    const document = await opened(() => vscode.commands.executeCommand('deepimagine.importFromFile', file));
    assert.equal(document.languageId, 'trial');
    assert.match(document.getText(), /^trial: NCT09999901$/m);
    assert.match(document.getText(), /dose: 10 mg/);
    const errors = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert.deepEqual(errors, []);
  });

  test('what is no record opens nothing', async () => {
    const file = inWorkspace('other.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{"hello": 1}'));
    const before = vscode.workspace.textDocuments.length;
    await vscode.commands.executeCommand('deepimagine.importFromFile', file);
    assert.equal(vscode.workspace.textDocuments.length, before);
  });
});
