/** The main job, as a person does it: hints, hover, lenses, the panel and what it keeps. */
import { expect, test } from 'vitest';
import { imaginingSchema } from '../../../core/imagine/answer.ts';
import { estimateText, probabilityText } from '../../../core/imagine/wording.ts';
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
  expect(hover).toMatch(/7\.8 \(95\s%\s4\.8\sto\s10\.9\)/);
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

test('the hover leads to all outcomes, too', async () => {
  const { workbench } = session;
  await workbench.hoverOver(workbench.token('~>'), /imagined/);
  await workbench.hover.getByText('All outcomes').click();
  await workbench.panel.getByText(/outcomes with an observed direction/).waitFor();
  const heading = workbench.panel.getByRole('heading', { name: 'All outcomes under this scenario' });
  await expect.poll(() => heading.evaluate((one) => one === document.activeElement)).toBe(true);
  await workbench.press('Escape');
});

test('a lens opens the panel at what it speaks of', async () => {
  const { workbench } = session;
  await workbench.lens(/./).click();
  await workbench.panel.getByText('Step by step').waitFor();
  for (const part of ['All outcomes under this scenario', 'Why', 'Evidence', 'How far to trust this'])
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

test('what the panel shows is saved as a web page, a picture, text and data', async () => {
  const { workbench } = session;
  const forms = {
    'Web page': ['html', /^<!doctype html>[\s\S]*Japan[\s\S]*Serious adverse events/],
    Picture: ['svg', /^<svg [\s\S]*Japan/],
    Text: ['md', /Japan[\s\S]*Serious adverse events/],
    Data: ['json', /^\{[\s\S]*"scenario": "lower-dose-in-japan"/],
  } as const;
  for (const [name, [ending, holds]] of Object.entries(forms)) {
    await workbench.panel.getByRole('button', { name: /^Export/ }).click();
    await workbench.quickRow(name).click();
    // The dialog proposes a name in the folder of the trial.
    const file = `NCT04788511-lower-dose-in-japan.${ending}`;
    await workbench.quickInputSays(file);
    await workbench.press('Enter');
    await workbench.panel.getByText(`Saved ${file}`).waitFor();
    const saved = session.read(`samples/${file}`);
    expect(saved).toMatch(holds);
    expect(saved).not.toMatch(/<script|command:|javascript:/);
  }
  // The same figures in all of them, and on the page.
  const read = (ending: string) => session.read(`samples/NCT04788511-lower-dose-in-japan.${ending}`);
  const { steps } = imaginingSchema.parse(JSON.parse(read('json')));
  const page = await seen(workbench.panel.locator('body'));
  const [step] = steps;
  if (!step?.direction || !step.probability) throw new Error('the step has no direction');
  const figures = [
    `${step.direction} ${probabilityText(step.probability[step.direction])}`,
    ...(step.estimate ? [estimateText(step.estimate)] : []),
    ...(step.power ? [`${step.power.needed[0]?.participants}`] : []),
  ];
  const marked = (text: string) =>
    text
      .replaceAll(/\*\*|<\/?strong>|&nbsp;/g, '')
      .replaceAll(/&lt;|\\</g, '<')
      .replaceAll(/&gt;|\\>/g, '>')
      .replaceAll(/\s+/g, ' ');
  for (const text of [page, read('html'), read('md'), read('svg')].map(marked))
    for (const figure of figures) expect(text).toContain(figure);
});

test('a screen reader is told an imagining once, with what it is of', async () => {
  const { workbench } = session;
  const { panel } = workbench;
  const spoken = panel.locator('.spoken');
  await spoken.evaluate((one) => {
    one.dataset.told = '0';
    new MutationObserver(() => {
      one.dataset.told = String(Number(one.dataset.told) + 1);
    }).observe(one, { childList: true });
  });
  const pickScenario = async (name: string) => {
    await panel.locator('vscode-dropdown[aria-label="scenario"]').click();
    await panel.getByRole('option', { name }).click();
  };
  await pickScenario('half-the-participants');
  // The heading of power is there before, of another size.
  await expect.poll(() => spoken.textContent()).toMatch(/^semaglutide vs placebo, .*, half-the-participants: /);
  await panel.getByRole('heading', { name: 'Power' }).waitFor();
  await panel.getByText(/outcomes with an observed direction/).waitFor();
  expect(await spoken.getAttribute('data-told')).toBe('1');
  // Nothing else of the page speaks by itself meanwhile, and the curve has its words.
  expect(await panel.locator('.outcomes [role="status"]').count()).toBe(0);
  expect(await panel.locator('.plotted').getAttribute('aria-label')).toMatch(
    /^Power by the number of participants, .* at 529/,
  );
  await pickScenario('lower-dose-in-japan');
  await panel.locator('.ladder').getByText('Japan').first().waitFor();
  await expect.poll(() => spoken.getAttribute('data-told')).toBe('2');
});

test('a page of the registry is opened by the editor, which asks first', async () => {
  const { workbench } = session;
  await workbench.panel.getByRole('link', { name: 'NCT04788511' }).first().click();
  const dialog = workbench.page.locator('.monaco-dialog-box');
  await dialog.getByText('https://clinicaltrials.gov/study/NCT04788511').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});

test('all of it can be reached by keys', async () => {
  const { workbench } = session;
  const { panel } = workbench;
  const focused = () => panel.locator('html').evaluate(() => document.activeElement?.textContent ?? '');
  const inOutcomes = () => panel.locator('.outcomes :focus').count();
  await panel.getByRole('button', { name: /^Copy/ }).focus();
  const reached: string[] = [];
  const places: { top: number; bottom: number; left: number }[] = [];
  for (let i = 0; i < 40 && !((await inOutcomes()) && reached.at(-1)?.includes('body weight')); i++) {
    await workbench.press('Tab');
    reached.push(await focused());
    places.push(
      await panel.locator('html').evaluate(() => {
        const { top = 0, bottom = 0, left = 0 } = document.activeElement?.getBoundingClientRect() ?? {};
        return { top: top + window.scrollY, bottom: bottom + window.scrollY, left };
      }),
    );
  }
  // In the order in which they are seen: below, or beside to the right.
  for (const [i, place] of places.entries()) {
    const before = places[i - 1];
    if (before)
      expect(place.top >= before.bottom - 2 || place.left > before.left, `${reached[i - 1]} → ${reached[i]}`).toBe(
        true,
      );
  }
  for (const part of ['Export', 'Pin', 'Japan', 'body weight'])
    expect(
      reached.some((text) => text.includes(part)),
      part,
    ).toBe(true);
  const weight = await focused();
  await workbench.press('Enter');
  await panel.locator('tr[aria-current="true"]', { hasText: weight }).waitFor();
  // What was pressed still has the focus, so that the next key goes on from there.
  await expect.poll(focused).toBe(weight);
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

test('hidden behind another editor and shown again, the panel says what holds by then', async () => {
  const { workbench } = session;
  await workbench.tab(/^Imagining/).click();
  await workbench.openFile('il6-lupus.trial');
  await workbench.tab(sample).click();
  const changed = text().replace('    - arms.semaglutide.dose: 1.7 mg', '    - arms.semaglutide.dose: 1 mg');
  await workbench.goBehind(changed, '    - arms.semaglutide.dose: 1 mg');
  for (let i = 0; i < '1 mg'.length; i++) await workbench.press('Backspace');
  await workbench.type('0.5 mg');
  await workbench.press('Escape');
  await workbench.tab(/^Imagining/).click();
  await workbench.panel.locator('.ladder').getByText('0.5 mg', { exact: true }).first().waitFor();
  await workbench.panel.getByText(/outcomes with an observed direction/).waitFor();
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

test('of hundreds of outcomes those that flip come first, the rest on demand, any by its words', async () => {
  const { workbench } = session;
  const { panel } = workbench;
  const ids = Array.from({ length: 150 }, (_, i) => `o${i}`);
  const outcomes = ids.map((id, i) => `  ${id}: { measure: Symptom score of part ${i}, unit: points }`);
  const result = (id: string, i: number) =>
    `  - { outcome: ${id}, values: { drug: { mean: ${i === 140 ? 2.1 : 9}, sd: 10, n: 200 }, placebo: { mean: 0, sd: 10, n: 200 } } }`;
  session.write(
    'samples/many.trial',
    [
      'trial: many',
      'focus: drug vs placebo on o0',
      'population: { enrollment: 400 ~> 200 }',
      'arms:',
      '  drug: { role: experimental, drug: Examplamab, dose: 10 mg }',
      '  placebo: { role: placebo }',
      'outcomes:',
      ...outcomes,
      'results:',
      ...ids.map(result),
      '',
    ].join('\n'),
  );
  await workbench.tab('dapagliflozin-doses.trial').click();
  await workbench.openFile('many.trial');
  await panel.getByText('1 of 150 outcomes with an observed direction flips.').waitFor();
  const rows = panel.locator('.outcomes tbody tr');
  expect(await rows.count()).toBe(40);
  expect(await seen(rows.first())).toMatch(/part 140[\s\S]*flips/);
  await panel.getByRole('button', { name: 'Show 110 more' }).click();
  expect(await rows.count()).toBe(150);
  await panel.getByRole('textbox', { name: 'Find an outcome' }).fill('part 77');
  await expect.poll(() => rows.count()).toBe(1);
  await rows.getByRole('button').click();
  await panel.locator('tr[aria-current="true"]', { hasText: 'part 77' }).waitFor();
  // Too many for a list on the page: the editor's own, with a search.
  await panel.getByRole('button', { name: /^outcome: Symptom score of part 77/ }).click();
  await workbench.quickInput('part 99');
  await workbench.pick('Symptom score of part 99');
  await panel.getByRole('button', { name: /^outcome: Symptom score of part 99/ }).waitFor();
  await workbench.shot('imagining-many.png');
});
