/** The main job, as a person does it: hints, hover, lenses, the panel and what it keeps. */
import { expect, test } from 'vitest';
import { Session } from '../session.ts';
import { seen } from '../workbench.ts';

const session = new Session({ folder: 'samples' });
const sample = 'semaglutide-hfpef.trial';
const text = () => session.read(`samples/${sample}`);

test('an arrow in the document is answered beside it, and the status bar says what is spoken of', async () => {
  const { workbench } = session;
  await workbench.openFile(sample);
  await workbench.lens(/./).waitFor();
  const hint = workbench.line('dose: 2.4 mg ~> 1.7 mg').getByText(/higher|lower|no difference/);
  await hint.waitFor();
  await workbench.statusBar.getByText('semaglutide vs placebo').waitFor();
  await workbench.shot('imagining-hint.png');
});

test('the hover says the sentence first, then observed and imagined side by side, why, and who says so', async () => {
  const { workbench } = session;
  await workbench.goTo(1);
  const arrow = workbench.token('~>');
  const hover = await workbench.hoverOver(arrow, /imagined/);
  expect(hover).toMatch(/2\.4 mg.*1\.7 mg/);
  expect(hover).toMatch(/semaglutide vs placebo/);
  expect(hover).toMatch(/observed\s+imagined/);
  expect(hover).toMatch(/7\.8 \(95 % 4\.8 to 10\.9\)/);
  expect(hover).toMatch(/evidence/);
  const links = await workbench.hover
    .locator('a')
    .evaluateAll((all) => all.map((link) => link.getAttribute('data-href')));
  for (const link of links) expect(link).toMatch(/^(command:deepimagine\.|https:\/\/clinicaltrials\.gov\/)/);
  await workbench.shot('imagining-hover.png');
  await workbench.press('Escape');
});

test('the hover leads to the panel', async () => {
  const { workbench } = session;
  await workbench.hoverOver(workbench.token('~>'), /imagined/);
  await workbench.hover.getByText('Open panel').click();
  await workbench.panel.getByText('Step by step').waitFor();
  await workbench.panel.locator('.ladder').getByText('1.7 mg').first().waitFor();
});

test('a lens opens the panel at what it speaks of', async () => {
  const { workbench } = session;
  await workbench.lens(/./).click();
  await workbench.panel.getByText('Step by step').waitFor();
  for (const part of ['All outcomes under this scenario', 'Why', 'How far to trust this'])
    await workbench.panel.getByRole('heading', { name: part }).waitFor();
  expect(await seen(workbench.panel.locator('h1'))).toMatch(/Semaglutide/);
  await workbench.shot('imagining-panel.png');
});

test('another scenario and another outcome are chosen in the panel', async () => {
  const { workbench } = session;
  const { panel } = workbench;
  await panel.locator('vscode-dropdown[aria-label="scenario"]').click();
  await panel.getByRole('option', { name: 'would-they-walk' }).click();
  await panel
    .locator('.ladder')
    .getByText(/6-minute walk|walk/)
    .first()
    .waitFor();
  await workbench.shot('imagining-scenario.png');
  await panel.locator('vscode-dropdown[aria-label="scenario"]').click();
  await panel.getByRole('option', { name: 'lower-dose-in-japan' }).click();
  await panel.locator('.ladder').getByText('Japan').first().waitFor();
});

test('a step of the panel leads to its place in the document, an outcome to what is imagined of it', async () => {
  const { workbench } = session;
  await workbench.panel.getByTitle('Show this step in the document').filter({ hasText: 'Japan' }).click();
  await workbench.statusBar.getByText(/^Ln 104/).waitFor();
  await workbench.panel.getByTitle('Look at this outcome').filter({ hasText: 'body weight' }).first().click();
  await workbench.panel.locator('.sentence', { hasText: 'lower' }).waitFor();
  await workbench.shot('imagining-outcome.png');
});

test('what the panel says is copied as Markdown', async () => {
  const { workbench } = session;
  await workbench.panel.getByRole('button', { name: 'Copy as Markdown' }).click();
  await workbench.panel.getByText('Copied').waitFor();
  const copied = await workbench.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/lower/);
  expect(copied).toMatch(/Japan/);
  expect(copied).not.toMatch(/[<>]script|command:/);
});

test('the panel follows what is typed', async () => {
  const { workbench } = session;
  await workbench.tab(sample).click();
  await workbench.goBehind(text(), '    - arms.semaglutide.dose: 1.7 mg');
  for (let i = 0; i < '1.7 mg'.length; i++) await workbench.press('Backspace');
  await workbench.type('1 mg');
  await workbench.press('Escape');
  await workbench.panel.locator('.ladder').getByText('1 mg', { exact: true }).first().waitFor();
});

test('the panel is there again after a reload, with what was chosen', async () => {
  const { workbench } = session;
  await workbench.tab(sample).click();
  await workbench.save();
  await workbench.reload();
  await workbench.panel.locator('.ladder').getByText('Japan').first().waitFor();
  await workbench.shot('imagining-reloaded.png');
});

test('pinned, the panel stays with its trial', async () => {
  const { workbench } = session;
  await workbench.panel.getByRole('button', { name: /Stay with this trial/ }).click();
  await workbench.tab(sample).click();
  await workbench.openFile('dapagliflozin-doses.trial');
  await workbench.lens(/./).waitFor();
  expect(await seen(workbench.panel.locator('h1'))).toMatch(/Semaglutide/);
  await workbench.panel.getByRole('button', { name: /Stay with this trial/ }).click();
  await workbench.panel.locator('h1', { hasText: 'Dapagliflozin' }).waitFor();
});
