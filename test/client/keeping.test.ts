/** An answer that a folder's table got is shown by the panel beside the document, in the place of a run that failed. The editor is a stand-in. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import { MOST_DOCUMENTS } from '../../client/models/history.ts';
import { Models, type Subject } from '../../client/models/models.ts';
import { askedKey, prepared, read } from '../../client/models/prepare.ts';
import { ended } from '../../client/models/run.ts';
import { modelSettings } from '../../client/models/settings.ts';
import type { Services } from '../../client/services.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import { pain } from '../pain.ts';

const CHOSEN = { model: 'm', url: 'http://127.0.0.1:1' };

vi.mock('vscode', async () => {
  const { editor, nothing } = await import('./editor.ts');
  return {
    ...editor,
    workspace: {
      isTrusted: true,
      onDidChangeTextDocument: nothing,
      onDidCloseTextDocument: nothing,
      onDidChangeConfiguration: nothing,
      getConfiguration: () => ({
        get: (key: string) => ({ 'models.predictor': 'm @ http://127.0.0.1:1', corpus: '' })[key],
      }),
    },
  };
});

const folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-keeping-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = pain();

/** The arrows in place of a document, as a panel shows them. */
function subjectAt(uri: string, written = text): Subject {
  const document = { uri: { toString: () => uri, path: new URL(uri).pathname }, version: 1, getText: () => written };
  return { document: document as unknown as vscode.TextDocument, scenario: null, look: undefined, evidence: undefined };
}

it('an answer out of a folder takes the place of a run that failed, of the same question only', async () => {
  const log = { info() {}, warn() {}, error() {} };
  const context = { storageUri: { fsPath: folder }, secrets: { get: async () => undefined } };
  const models = new Models({ context, log } as unknown as Services);
  const uri = 'file:///a.trial';
  const subject = subjectAt(uri);
  await models.ready(uri);
  // Nobody listens at that port.
  await models.imagine(subject);
  expect(models.view(subject)).toMatchObject({ status: 'failed', sentence: [{ text: 'No answer.' }] });

  const asked = prepared(read(text), null);
  const imagining = imagineNow(asked.trial, asked.scenario, asked.look);
  if ('problem' in imagining) throw new Error(imagining.problem);
  const changed: string[] = [];
  models.onDidChange((change) => changed.push(change.uri));
  const about = { chosen: CHOSEN, key: asked.key, how: askedKey(CHOSEN, modelSettings()) };
  const run = { ...ended(imagining), imagining };
  await models.keep(uri, run, { ...about, key: 'another' });
  expect(models.view(subject)?.status).toBe('failed');
  await models.keep(uri, run, about);
  expect(models.view(subject)).toMatchObject({ status: 'done', history: { chosen: expect.any(String) } });
  expect(models.view(subject)?.trouble).toBeUndefined();
  expect(changed).toEqual([uri, uri]);
  expect((await models.answer(subject))?.imagining).toMatchObject({ sentence: imagining.sentence });
  expect(await models.holds(uri, about.key, about.how)).toBe(true);
  expect(await models.holds(uri, 'yet another', about.how)).toBe(false);
  models.dispose();
});

it('an answer out of a folder that the history has no room for is told to be missing, so that it is imagined where it is opened', async () => {
  const asked = prepared(read(text), null);
  const imagining = imagineNow(asked.trial, asked.scenario, asked.look);
  if ('problem' in imagining) throw new Error(imagining.problem);
  const about = { chosen: CHOSEN, key: asked.key, how: askedKey(CHOSEN, modelSettings()) };
  const full = path.join(folder, 'full');
  mkdirSync(path.join(full, 'history'), { recursive: true });
  for (let i = 0; i < MOST_DOCUMENTS; i++) writeFileSync(path.join(full, 'history', `${i}.json`), '{}');
  const log = { info() {}, warn() {}, error() {} };
  const models = new Models({ context: { storageUri: { fsPath: full } }, log } as unknown as Services);
  await models.keep('file:///far.trial', { ...ended(imagining), imagining }, about);
  expect(await models.holds('file:///far.trial', about.key, about.how)).toBe(false);
  // That it was not asked is not said where it may be forgotten.
  const subject = subjectAt('file:///far.trial', text.replace('10 mg', '10 mg ~> 5 mg'));
  const idle = async (one: Models) => {
    await one.ready('file:///far.trial');
    return one.view(subject)?.sentence[0]?.text;
  };
  expect(await idle(models)).toBe('No answer to this is kept.');
  models.dispose();
  const room = new Models({
    context: { storageUri: { fsPath: path.join(folder, 'room') } },
    log,
  } as unknown as Services);
  expect(await idle(room)).toBe('Not asked yet.');
  room.dispose();
});
