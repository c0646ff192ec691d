/** Asking a model by saving, asking again, and pulling a model: with stand-ins for an OpenAI-compatible server and for Ollama. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StandIn, startOllamaStandIn } from '../../servers/ollama-stand-in.ts';
import { type Chat, startChat } from '../chat.ts';
import { Session } from '../session.ts';

let chat: Chat;
let ollama: StandIn;
beforeAll(async () => {
  chat = await startChat();
  ollama = await startOllamaStandIn({
    models: [{ name: 'small:1b', logprobs: true }],
    library: { grown: [4_000_000_000, 2_000], small: [1] },
    pause: 400,
  });
});
afterAll(async () => {
  await chat[Symbol.asyncDispose]();
  await ollama.stop();
});

const session = new Session(() => ({
  folder: 'samples',
  size: { width: 1500, height: 1000 },
  settings: {
    'deepimagine.models.servers': [
      { kind: 'openai', url: chat.url },
      { kind: 'ollama', url: ollama.url },
    ],
    'deepimagine.models.predictor': `${chat.model} @ ${chat.url}`,
    'deepimagine.models.askOn': 'save',
  },
}));
const sample = 'semaglutide-hfpef.trial';
const model = () => session.workbench.panel.locator('.model');
const text = () => session.read(`samples/${sample}`);

test('where the person wants it, saving asks: once for what is new, and never for what was answered', async () => {
  const { workbench } = session;
  await workbench.openFile(sample);
  await workbench.lens(/./).waitFor();
  await workbench.command('DeepImagine: Open Panel');
  await model().getByText('Not asked yet.').waitFor();
  await workbench.tab(sample).click();
  await workbench.goBehind(text(), 'dose: 2.4 mg ~> 1.7 mg');
  await workbench.press('Backspace', 'Backspace', 'Backspace', 'Backspace', 'Backspace', 'Backspace');
  await workbench.type('1.2 mg');
  await workbench.press('Escape');
  expect(chat.asked).toEqual([]);
  // At once, before the panel shows what was typed.
  await workbench.save();
  await workbench.panel.getByText('Evidence and model agree: higher.').waitFor();
  expect(chat.asked).toHaveLength(1);
  expect(chat.asked[0]).toContain('1.2 mg');
  await workbench.shot('models-saved.png');
  // A comment changes nothing that is asked.
  await workbench.goTo(1);
  await workbench.type('# seen\n');
  await workbench.save();
  await expect.poll(() => text().startsWith('# seen')).toBe(true);
  await workbench.panel.getByText('Evidence and model agree: higher.').waitFor();
  expect(chat.asked).toHaveLength(1);
});

test('at temperature 0, to ask again is told to bring nothing new, and is done where it is wanted all the same', async () => {
  const { workbench } = session;
  await model().getByText('asked again, it would say the same').waitFor();
  await model()
    .getByRole('button', { name: /Ask .* again/ })
    .click();
  expect(await workbench.notice('at temperature 0')).toMatch(/Above 0 it finds other words/);
  expect(chat.asked).toHaveLength(1);
  await workbench.shot('models-again.png');
  await workbench.page.getByRole('button', { name: 'Ask All the Same' }).click();
  await model().getByText('Asked 2 times, it gave the same answer.').waitFor();
  expect(chat.asked).toHaveLength(2);
});

async function pull(name: string): Promise<void> {
  const { workbench } = session;
  await workbench.command('DeepImagine: Select Predictor');
  await workbench.quickRow('small:1b').waitFor();
  await workbench.pick('Pull an Ollama Model');
  await workbench.page.getByText('models take gigabytes').waitFor();
  await workbench.quickInput(name);
  await workbench.press('Enter');
}

test('a model is pulled with its progress, stopped, and pulled again; then it is the one that is chosen', async () => {
  const { workbench } = session;
  await pull('grown');
  const notice = workbench.notifications.filter({ hasText: 'Pulling grown' });
  await notice.getByText(/[123]\.0 \/ 4\.0 GB/).waitFor();
  await workbench.shot('models-pulling.png');
  const before = ollama.aborted;
  await workbench.page.locator('.notifications-toasts').getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => ollama.aborted).toBe(before + 1);
  await notice.waitFor({ state: 'detached' });
  // A notice that closes gives the focus back, and with it a pick that is open goes.
  await workbench.tab(sample).click();
  // Nothing was chosen by what was stopped.
  await workbench.panel.getByRole('button', { name: `Predictor: ${chat.model}` }).waitFor();
  await pull('grown');
  await workbench.quickRow('grown:latest').locator('.codicon-check').waitFor();
  expect(await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'grown' }).count()).toBe(1);
  await workbench.shot('models-pulled.png');
  await workbench.press('Escape');
  await workbench.panel.getByRole('button', { name: 'Predictor: grown:latest' }).waitFor();
  await pull('nowhere');
  expect(await workbench.notice('The library of Ollama has no model nowhere')).toContain('ollama.com/library');
});
