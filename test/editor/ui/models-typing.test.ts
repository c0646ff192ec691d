/** Where the person wants it, a model is asked by typing: once that pauses, of what is new. With a stand-in for an OpenAI-compatible server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Chat, startChat } from '../chat.ts';
import { Session } from '../session.ts';

let chat: Chat;
beforeAll(async () => {
  chat = await startChat();
});
afterAll(() => chat[Symbol.asyncDispose]());

const session = new Session(() => ({
  folder: 'samples',
  size: { width: 1500, height: 1000 },
  settings: {
    'deepimagine.models.servers': [{ kind: 'openai', url: chat.url }],
    'deepimagine.models.predictor': `${chat.model} @ ${chat.url}`,
    'deepimagine.models.askOn': 'typing',
  },
}));
const sample = 'semaglutide-hfpef.trial';
const text = () => session.read(`samples/${sample}`);
const of = (dose: string) => chat.asked.filter((one) => one.includes(dose)).length;

test('what is typed is asked once typing pauses, and never again what was answered', async () => {
  const { workbench } = session;
  const model = workbench.panel.locator('.model');
  await workbench.openFile(sample);
  await workbench.lens(/./).waitFor();
  await workbench.command('DeepImagine: Open Panel');
  await model.getByText('Not asked yet.').waitFor();
  // Neither opening nor moving the cursor asks.
  await workbench.tab(sample).click();
  await workbench.goBehind(text(), 'dose: 2.4 mg ~> 1.7');
  expect(chat.asked).toEqual([]);
  await workbench.press('Backspace', 'Backspace', 'Backspace');
  await workbench.type('1.2');
  await workbench.press('Escape');
  await workbench.panel.getByText('Evidence and model agree: higher.').waitFor();
  await model.getByText('1.2 mg').first().waitFor();
  expect(of('1.2 mg')).toBe(1);
  await workbench.shot('models-typed.png');
  // A comment is typing that asks nothing new; what is typed behind it is asked.
  await workbench.goTo(1);
  await workbench.type('# seen\n');
  await workbench.goBehind(`# seen\n${text()}`, 'dose: 2.4 mg ~> 1.7');
  await workbench.press('Backspace');
  await workbench.type('4');
  await workbench.press('Escape');
  await model.getByText('1.4 mg').first().waitFor();
  await workbench.panel.getByText('Evidence and model agree: higher.').waitFor();
  expect([of('1.2 mg'), of('1.4 mg')]).toEqual([1, 1]);
  await workbench.save();
});
