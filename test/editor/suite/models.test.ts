/** Language models from inside the extension host: who asks them, and who does not. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { pain } from '../../pain.ts';
import { type Chat, startChat } from '../chat.ts';
import { behind, extension, hoverText, insert, untitled } from './support.ts';

const trial = pain('trial: made-up\ntitle: A title that no report of a fault may hold');

const hovers = (document: vscode.TextDocument) =>
  vscode.commands
    .executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, behind(document, '10 mg ~'))
    .then(hoverText);

/** Asks again until it is so; the test's time-out ends it. */
async function until(look: () => PromiseLike<boolean>): Promise<void> {
  while (!(await look())) await new Promise((resolve) => setTimeout(resolve, 100));
}

suite('models', () => {
  let chat: Chat;
  const settings = () => vscode.workspace.getConfiguration('deepimagine.models');
  const set = (key: string, value: unknown) => settings().update(key, value, vscode.ConfigurationTarget.Global);

  suiteSetup(async () => {
    await extension();
    chat = await startChat();
    await set('servers', [{ kind: 'openai', url: chat.url }]);
    await set('predictor', `${chat.model} @ ${chat.url}`);
  });
  suiteTeardown(async () => {
    await set('servers', undefined);
    await set('predictor', undefined);
    await chat[Symbol.asyncDispose]();
  });

  test('neither opening, resting the pointer nor typing asks a model; imagining asks it once, and the hover tells what it said', async () => {
    const document = await untitled(trial);
    await until(async () => (await hovers(document)).includes(`Imagine with ${chat.model}`));
    await vscode.commands.executeCommand('deepimagine.openPanel');
    await insert(document, behind(document, 'enrollment: 400'), ' ');
    assert.match(await hovers(document), /evidence/);
    assert.deepEqual(chat.asked, []);
    await vscode.commands.executeCommand('deepimagine.imagine');
    await until(async () => (await hovers(document)).includes('keeps most of the effect'));
    assert.equal(chat.asked.length, 1);
    // A comment changes nothing of what was asked; another dose does.
    await insert(document, new vscode.Position(0, 0), '# a comment\n');
    await until(async () => (await hovers(document)).includes('keeps most of the effect'));
    await insert(document, behind(document, '10 mg ~> '), '1');
    await until(async () => (await hovers(document)).includes(`Imagine with ${chat.model}`));
    assert.equal(chat.asked.length, 1);
  });

  test('debug information names the model and what its server speaks, not where it is, nor anything of a document', async () => {
    await vscode.commands.executeCommand('deepimagine.copyDebugInformation');
    const copied = await vscode.env.clipboard.readText();
    assert.match(copied, new RegExp(`Predictor: ${chat.model}`));
    assert.match(copied, /openai, this machine, http, no key, chosen/);
    assert.ok(!copied.includes(new URL(chat.url).host), copied);
    assert.doesNotMatch(copied, /A title that no report/);
  });
});
