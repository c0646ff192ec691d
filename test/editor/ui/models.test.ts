/** Language models beside the evidence: chosen, asked, watched, stopped, superseded, gone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Llama, startLlama } from '../../servers/llamacpp.ts';
import { type Chat, calm, startChat } from '../chat.ts';
import { allThemes, cut, wear, widen } from '../look.ts';
import { Session } from '../session.ts';
import { seen } from '../workbench.ts';

let chat: Chat;
let llama: Llama;
beforeAll(async () => {
  [chat, llama] = await Promise.all([startChat(), startLlama({ ctx: 16_384 })]);
});
afterAll(async () => {
  await chat[Symbol.asyncDispose]();
  await llama.stop();
});

const session = new Session(() => ({
  folder: 'samples',
  size: { width: 1500, height: 1000 },
  settings: {
    'deepimagine.models.servers': [{ kind: 'openai', url: llama.url }],
    // At 0, asking again would bring nothing new (`models-asking.test.ts`).
    'deepimagine.models.temperature': 0.7,
  },
}));
const sample = 'semaglutide-hfpef.trial';
const model = () => session.workbench.panel.locator('.model');
const text = () => session.read(`samples/${sample}`);
/** The model is sure of another direction; how sure the evidence is depends on how it was fitted. */
const otherwise = /the model expects lower/i;
const ask = (name: RegExp) => model().getByRole('button', { name }).click();

/** Chooses a model by its name, as the servers list it. */
async function choose(name: string): Promise<void> {
  const { workbench } = session;
  await workbench.command('DeepImagine: Select Predictor');
  await workbench.quickRow(name).waitFor();
  await workbench.pick(name);
  await workbench.statusBar.getByText(`Predictor: ${name}`).waitFor();
}

test("a model of llama.cpp's own server writes into the panel as it generates, and stops when it is cancelled", async () => {
  const { workbench } = session;
  await workbench.openFile(sample);
  await workbench.lens(/./).waitFor();
  await choose('tiny');
  await workbench.command('DeepImagine: Imagine');
  // The model is of random weights: what it writes is nonsense without end.
  const written = model().locator('.text', { hasText: /\S/ }).first();
  await written.waitFor();
  const before = (await seen(written)).length;
  await expect.poll(async () => (await seen(written)).length).toBeGreaterThan(before);
  const from = llama.log().length;
  await workbench.shot('models-llama.png');
  await ask(/stop the model/);
  await llama.logged(/cancel task, id_task = \d+/, from);
  await model().getByText('Stopped.').waitFor();
  await workbench.panel
    .locator('.own')
    .getByText(/higher/)
    .first()
    .waitFor();
});

test('a server that is killed while it answers leaves the evidence, and says what to do', async () => {
  const { workbench } = session;
  await ask(/Ask tiny again/);
  await model().locator('.text', { hasText: /\S/ }).first().waitFor();
  await llama.stop();
  expect(await seen(model().getByRole('alert'))).toMatch(/\w+ at http:\/\/127\.0\.0\.1:\d+/);
  await workbench.panel
    .locator('.own')
    .getByText(/higher/)
    .first()
    .waitFor();
  await workbench.shot('models-killed.png');
  await ask(/Ask tiny again/);
  await model().getByRole('alert').filter({ hasText: /Start/ }).waitFor();
});

test('a server is added by its address and its key, and a model of it is chosen', async () => {
  const { workbench } = session;
  chat.key = 'a-key-of-the-test';
  await workbench.command('DeepImagine: Select Predictor');
  // The server that was killed says so beside the others.
  await workbench.quickRow('no answer: try again').waitFor();
  await workbench.pick('Add a Server');
  await workbench.page.getByText('It is asked from the remote machine').waitFor();
  await workbench.quickInput(chat.url);
  await workbench.press('Enter');
  await workbench.page.getByText('Give the key for this server').waitFor();
  await workbench.quickSecret(chat.key);
  await workbench.press('Enter');
  await workbench.quickRow(chat.model).waitFor();
  await workbench.shot('models-select.png');
  await workbench.pick(chat.model);
  await model().getByText('Not asked yet.').waitFor();
});

test('an answer is written step by step, and the evidence stays beside it', async () => {
  const { workbench } = session;
  chat.answer = { ...calm, thought: 'A lower dose of the same drug. [a](command:workbench.action.quit) <img src=x>' };
  chat.hold();
  await ask(/Imagine with/);
  await model().getByText('Imagining step 1 of 1').waitFor();
  await model().getByText('The lower dose').waitFor();
  await model().getByText('<img src=x>').waitFor();
  await workbench.panel
    .locator('.own')
    .getByText(/higher/)
    .first()
    .waitFor();
  await workbench.shot('models-streaming.png');
  chat.release();
  await workbench.panel.getByText('Evidence and model agree: higher.').waitFor();
  await model().getByText('Probability as the model states it.').waitFor();
  expect(await workbench.panel.locator('img, a').count()).toBe(0);
  await workbench.shot('models-answered.png');
});

test('an edit ends what it supersedes; the answer to the text before it comes back with that text', async () => {
  const { workbench } = session;
  const aborted = chat.aborted;
  chat.hold();
  await ask(/Ask .* again/);
  await model().getByText('The lower dose').waitFor();
  await workbench.tab(sample).click();
  await workbench.goBehind(text(), 'dose: 2.4 mg ~> 1.7 mg');
  await workbench.press('Backspace', 'Backspace', 'Backspace', 'Backspace', 'Backspace', 'Backspace');
  await workbench.type('1 mg');
  await workbench.press('Escape');
  await expect.poll(() => chat.aborted).toBe(aborted + 1);
  await model().getByText('Not asked yet.').waitFor();
  expect(await seen(model())).not.toContain('The lower dose');
  chat.release();
  const asked = chat.asked.length;
  // Lower is what the evidence never expects here, however it is fitted.
  chat.answer = {
    trace: [{ mechanism: 'dose–response', text: 'Less than half of the dose does harm.' }],
    direction: 'lower',
    probability: { higher: 0.02, lower: 0.9, 'no difference': 0.08 },
  };
  await workbench.command('DeepImagine: Imagine');
  await workbench.panel.getByText(otherwise).waitFor();
  expect(chat.asked).toHaveLength(asked + 1);
  await workbench.shot('models-disagree.png');
  // The pointer rests, and nothing is asked.
  await workbench.goTo(1);
  const hover = await workbench.hoverOver(workbench.token('~>'), /standin-1b/);
  expect(hover).toMatch(/Less than half of the dose/);
  await workbench.press('Escape');
  expect(chat.asked).toHaveLength(asked + 1);
});

test('what was answered is copied and exported with the evidence, and its scenario saved under a name', async () => {
  const { workbench } = session;
  await workbench.panel.getByRole('button', { name: 'Copy as Markdown' }).click();
  await workbench.panel.getByText('Copied').waitFor();
  const copied = await workbench.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(otherwise);
  expect(copied).toMatch(/Less than half of the dose/);
  await workbench.panel.getByRole('button', { name: /^Export/ }).click();
  await workbench.quickRow('Data').click();
  await workbench.quickInputSays('NCT04788511-imagined.json');
  await workbench.press('Enter');
  await workbench.panel.getByText('Saved NCT04788511-imagined.json').waitFor();
  const both = JSON.parse(session.read('samples/NCT04788511-imagined.json'));
  expect(both.map(({ predictor }: { predictor: { name: string } }) => predictor.name)).toEqual(['evidence', 'openai']);
  await workbench.panel.getByRole('button', { name: /^Save Scenario/ }).click();
  await workbench.quickInputSays('dose');
  await workbench.quickInput('a-third');
  await workbench.press('Enter');
  await workbench.tab(sample).click();
  await workbench.save();
  expect(session.read(`samples/${sample}`)).toMatch(/\n {2}a-third:\n {4}- arms\.semaglutide\.dose: 1 mg\n/);
});

test('after a reload the answer is there, and an earlier one of another text says that it is', async () => {
  const { workbench } = session;
  const asked = chat.asked.length;
  await workbench.reload();
  await workbench.panel.getByText(otherwise).waitFor();
  await model().locator('vscode-dropdown[aria-label="earlier imaginings"]').click();
  await workbench.panel
    .getByRole('option', { name: /Stays higher/ })
    .first()
    .click();
  await model().getByText('An earlier imagining').waitFor();
  await model().getByText('stays clear of chance').waitFor();
  expect(await workbench.panel.getByText(otherwise).count()).toBe(0);
  expect(chat.asked).toHaveLength(asked);
  await workbench.shot('models-earlier.png');
});

test('evidence and model stand side by side where there is room, one below the other where there is none', async () => {
  const { workbench } = session;
  // Successive steps, of which some end otherwise than the evidence's, with sizes and thoughts.
  chat.answer = (prompt) => ({
    ...calm,
    thought: 'First the dose, then where the trial is run.',
    expected: { difference: { value: 5.4, low: 2.1, high: 8.7 } },
    ...(prompt.includes('Japan') && {
      trace: [{ mechanism: 'standard of care', text: 'Background care in Japan does more than the drug.' }],
      expected: { difference: { value: -2.2, low: -3.8, high: -0.6 } },
      direction: 'lower',
      probability: { higher: 0.03, lower: 0.9, 'no difference': 0.07 },
    }),
  });
  await workbench.panel.locator('vscode-dropdown[aria-label="scenario"]').click();
  await workbench.panel.getByRole('option', { name: 'lower-dose-in-japan' }).click();
  await workbench.panel.locator('.ladder').getByText('Japan').first().waitFor();
  await ask(/Imagine with/);
  await workbench.panel.getByText(otherwise).waitFor();
  await workbench.tab(/^Imagining/).click();
  await workbench.command('View: Maximize Editor Group and Hide Side Bars');
  for (const theme of allThemes) {
    await workbench.page.setViewportSize({ width: 1400, height: 1000 });
    await wear(workbench, theme);
    // Narrow, one thing stands below the other, whatever the theme: once is enough.
    for (const width of theme === allThemes[0] ? [320, 1200] : [1200]) {
      await widen(workbench, width, width < 500 ? 2600 : 1300);
      expect(await cut(workbench)).toEqual([]);
      expect(await workbench.barriers()).toEqual([]);
      await workbench.shot(`models-${width}-${theme.replaceAll(' ', '-').toLowerCase()}.png`);
    }
  }
  await workbench.page.setViewportSize({ width: 1500, height: 1000 });
  await workbench.command('View: Toggle Maximize Editor Group');
});

test('what fails is told in a sentence, and leaves the rest as it is', async () => {
  const { workbench } = session;
  chat.status = 500;
  await ask(/Ask .* again/);
  await model().getByRole('alert').filter({ hasText: 'as the test wants it' }).waitFor();
  await workbench.panel
    .locator('.own')
    .getByText(/higher/)
    .first()
    .waitFor();
  chat.status = 200;
});

test('all trials of a folder: a table that fills, stops, goes on, is searched and saved', async () => {
  const { workbench } = session;
  const { panel } = workbench;
  chat.answer = calm;
  chat.hold();
  await workbench.command('DeepImagine: Imagine All Trials in Folder…');
  await panel.getByText(/\d of \d+ scenarios answered/).waitFor();
  await panel.getByText('asking…').first().waitFor();
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await panel.getByRole('button', { name: 'Go On' }).waitFor();
  chat.release();
  await panel.getByRole('button', { name: 'Go On' }).click();
  await panel.getByText(/(\d+) of \1 scenarios answered/).waitFor();
  await panel.getByRole('button', { name: 'Read Again' }).waitFor();
  const rows = panel.locator('tbody tr');
  const all = await rows.count();
  const asked = chat.asked.length;
  await panel.getByRole('button', { name: 'Read Again' }).click();
  await panel.getByText(/(\d+) of \1 scenarios answered/).waitFor();
  expect(chat.asked).toHaveLength(asked);
  await workbench.shot('models-table.png');
  await workbench.command('View: Maximize Editor Group and Hide Side Bars');
  for (const theme of allThemes) {
    await workbench.page.setViewportSize({ width: 1400, height: 1000 });
    await wear(workbench, theme);
    for (const width of theme === allThemes[0] ? [320, 620, 1200] : [1200]) {
      await widen(workbench, width, 1000);
      expect(await cut(workbench)).toEqual([]);
      const wide = (cells: Element[]) =>
        cells.filter((one) => one.scrollWidth > one.clientWidth + 1).map(({ textContent }) => textContent);
      expect(await panel.locator('.rows th, .rows td').evaluateAll(wide)).toEqual([]);
      expect(await workbench.barriers()).toEqual([]);
      await workbench.shot(`models-table-${width}-${theme.replaceAll(' ', '-').toLowerCase()}.png`);
    }
  }
  await workbench.page.setViewportSize({ width: 1500, height: 1000 });
  await workbench.command('View: Toggle Maximize Editor Group');
  await panel.getByTitle('Sort by together').click();
  expect(await seen(rows.first())).toMatch(/agree/);
  await panel.getByRole('textbox', { name: 'Find in all columns' }).fill('japan');
  await expect.poll(() => rows.count()).toBe(1);
  await panel.getByRole('textbox', { name: 'Find in all columns' }).fill('');
  await expect.poll(() => rows.count()).toBe(all);
  expect(await workbench.barriers()).toEqual([]);
  await panel.getByRole('button', { name: 'Save as CSV…' }).click();
  await workbench.quickInputSays('imaginings.csv');
  await workbench.press('Enter');
  await expect.poll(() => session.read('samples/imaginings.csv').trim().split('\r\n').length).toBe(all + 1);
});
