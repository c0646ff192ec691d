/** Language models beside the evidence: chosen, asked, watched, stopped, superseded, gone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Chat, startChat } from '../chat.ts';
import { Session } from '../session.ts';

let chat: Chat;
beforeAll(async () => {
  chat = await startChat();
});
afterAll(async () => chat[Symbol.asyncDispose]());

const session = new Session({
  folder: 'samples',
  size: { width: 1500, height: 1000 },
  settings: { 'deepimagine.models.servers': [] },
});
const sample = 'semaglutide-hfpef.trial';
const model = () => session.workbench.panel.locator('.model');

test('a server is added by its address and its key, and a model of it is chosen', async () => {
  const { workbench } = session;
  chat.key = 'a key of the test';
  await workbench.openFile(sample);
  await workbench.lens(/./).waitFor();
  await workbench.command('DeepImagine: Select Predictor');
  await workbench.pick('Add a Server');
  await workbench.page.getByText('It is asked from the remote machine').waitFor();
  await workbench.quickInput(chat.url);
  await workbench.press('Enter');
  await workbench.page.getByText('It is kept in the editor’s secret storage').waitFor();
  await workbench.quickSecret(chat.key);
  await workbench.press('Enter');
  await workbench.quickRow(chat.model).waitFor();
  await workbench.shot('models-select.png');
  await workbench.pick(chat.model);
});

test('asked, it writes its answer step by step, and the evidence stays beside it', async () => {
  const { workbench } = session;
  chat.hold();
  await workbench.command('DeepImagine: Imagine');
  await model().getByText('Imagining step 1 of 1').waitFor();
  await model().getByText('The lower dose').waitFor();
  await workbench.panel
    .locator('.own')
    .getByText(/higher/)
    .first()
    .waitFor();
  await workbench.shot('models-streaming.png');
  chat.release();
  await model().getByText('difference stays clear of chance').waitFor();
  await workbench.panel.getByText('Evidence and model agree: higher.').waitFor();
  await workbench.shot('models-answered.png');
  expect(chat.asked).toHaveLength(1);
});
