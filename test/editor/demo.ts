/** The demo: the samples in the VS Code that npm carries, for a person, for nobody watching, and for the pictures of the README. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { calm, startChat } from './chat.ts';
import { root, startHost } from './host.ts';
import { wear, widen } from './look.ts';
import { makeVsix, vsix } from './package.ts';
import { type Box, openBrowser, type Size, seen, type Theme, Workbench } from './workbench.ts';
import { makeWorkspace } from './workspace.ts';

const sample = 'semaglutide-hfpef.trial';

/** Opens a copy of the samples with the first of them in front, and does something there. */
async function withSample(
  size: Size,
  act: (workbench: Workbench, text: string) => Promise<void>,
  settings: Record<string, unknown> = {},
): Promise<void> {
  makeVsix();
  using workspace = makeWorkspace();
  await using host = await startHost({ vsix, settings });
  await using browser = await openBrowser();
  const folder = path.join(workspace.folder, 'samples');
  await using workbench = await Workbench.open(browser, host, { folder, size });
  await workbench.openFile(sample);
  await workbench.lens(/./).waitFor();
  await act(workbench, readFileSync(path.join(folder, sample), 'utf8'));
  if (workbench.complaints.length) throw new Error(`VS Code complained:\n${workbench.complaints.join('\n')}`);
}

/** The arrow in the line of a dose, which is what a person points at. */
const arrowIn = (workbench: Workbench, line: string) => workbench.line(line).locator('span', { hasText: '~>' }).last();

/**
 * The main job with nobody watching: a sample is opened, a dose is changed by typing; hint, hover and panel are read and
 * saved as pictures in the folder. Throws at whatever is missing.
 */
export async function demonstrate(folder: string): Promise<void> {
  await withSample({ width: 1280, height: 900 }, async (workbench, text) => {
    const picture = async (name: string) =>
      console.log(`saved ${path.relative(root, await workbench.shot(path.join(folder, name)))}`);
    await workbench.goBehind(text, 'dose: 2.4 mg ~> 1.7 mg');
    for (let i = 0; i < '1.7 mg'.length; i++) await workbench.press('Backspace');
    await workbench.type('1 mg');
    await workbench.dismissSuggestions();
    const changed = 'dose: 2.4 mg ~> 1 mg';

    // While the caret is beside it, VS Code keeps a hint as wide as it was; away from it the whole of it shows.
    await workbench.goTo(1);
    const hint = workbench
      .line(changed)
      .locator('span', { hasText: /→\s+(higher|lower|no\s+difference)\s+0\.\d\d$/ })
      .last();
    await hint.waitFor();
    const said = (await seen(hint)).replaceAll(/→|\s+/g, ' ').trim();
    await workbench.lens(`→ ${said}`).waitFor();
    console.log(`hint: ${said}`);
    await picture('hint.png');

    const hover = await workbench.hoverOver(arrowIn(workbench, changed), /imagined/);
    if (!/observed/.test(hover)) throw new Error(`the hover does not show what was observed:\n${hover}`);
    console.log(`hover: ${hover.split('\n').filter(Boolean).slice(0, 2).join(' | ')}`);
    await picture('hover.png');
    await workbench.press('Escape');

    await workbench.command('DeepImagine: Open Panel');
    await workbench.panel.getByText(/outcomes? with an observed direction/).waitFor();
    const panel = await seen(workbench.panel.locator('body'));
    for (const part of ['1 mg', said, 'Step by step', 'All outcomes', 'Why', 'Evidence', 'How far to trust this'])
      if (!panel.includes(part)) throw new Error(`the panel does not say: ${part}\n${panel}`);
    console.log(`panel: ${await seen(workbench.panel.locator('.sentence').first())}`);
    console.log(`all outcomes: ${await seen(workbench.panel.locator('.outcomes .summary'))}`);
    await picture('panel.png');
  });
}

/** The pictures of the README and the walkthrough, in the folder. */
export async function takePictures(folder: string): Promise<void> {
  const at = (name: string) => path.join(folder, name);
  const changed = 'dose: 2.4 mg ~> 1.7 mg';
  // A hover takes a quarter of the editor's height: a high window shows the whole of it.
  await withSample({ width: 1400, height: 2200 }, async (workbench) => {
    await workbench.theme('Dark 2026');
    await workbench.command('View: Close Primary Side Bar');
    const { x, y, width } = await workbench.box('.part.editor');
    const clip = (top: number, height: number, share = 1) => ({ x, y: y + top, width: width * share, height });
    await workbench
      .line(changed)
      .getByText(/higher/)
      .waitFor();
    await workbench.shot(at('open.png'), clip(0, 560, 0.62));
    const line = await workbench.line(changed).boundingBox();
    if (!line) throw new Error('the changed dose does not show');
    await workbench.shot(at('change.png'), clip(line.y - y - 110, 230, 0.5));
    await workbench.hoverOver(arrowIn(workbench, changed), /imagined/);
    const told = await workbench.box('.monaco-hover:not(.hidden)');
    await workbench.shot(at('hover.png'), clip(0, Math.max(told.y + told.height, line.y + 60) - y + 16, 0.82));
    await workbench.press('Escape');
    await workbench.goTo(14);
    await workbench.command('DeepImagine: Open Panel');
    await workbench.panel.getByText(/outcomes with an observed direction/).waitFor();
    await workbench.hover.first().waitFor({ state: 'hidden' });
    for (const [name, worn] of looks) {
      await wear(workbench, worn);
      await workbench.shot(at(`imagine${name}.png`), clip(0, 880));
    }
    // The panel alone, of a change that has something to say in every part: as wide as a screen, and as narrow as it gets.
    await workbench.tab(sample).click();
    await workbench.openFile('nivolumab-lung.trial');
    await workbench.panel.getByRole('heading', { name: 'Power' }).waitFor();
    await workbench.panel.getByText(/outcomes with an observed direction/).waitFor();
    await workbench.tab(/^Imagining/).click();
    await workbench.command('View: Toggle Maximize Editor Group');
    for (const [name, worn] of looks) {
      await wear(workbench, worn);
      await widen(workbench, 1200, 1700);
      await workbench.shot(at(`outcomes${name}.png`), await wholePage(workbench));
      await widen(workbench, 320, 2000);
      const [page, rest] = [await wholePage(workbench), await workbench.panel.locator('.outcomes').boundingBox()];
      if (!rest) throw new Error('the panel shows no outcomes');
      // The whole of it is too high to look at: up to all outcomes.
      await workbench.shot(at(`narrow${name || '-dark'}.png`), { ...page, height: rest.y - page.y });
    }
  });
  await takeModelPictures(at);
}

/** What pictures are taken in, by the ends of their names. */
const looks: readonly [end: string, theme: Theme][] = [
  ['', 'Dark 2026'],
  ['-light', 'Light 2026'],
  ['-high-contrast', 'Dark High Contrast'],
];

/** The page of the panel with a margin. */
async function wholePage({ panel }: Workbench): Promise<Box> {
  const page = await panel.locator('.page').boundingBox();
  if (!page) throw new Error('the panel does not show');
  const margin = 10;
  return {
    x: page.x - margin,
    y: page.y - margin,
    width: page.width + 2 * margin,
    height: page.height + 2 * margin,
  };
}

/** The pictures of a language model beside the evidence. A stand-in answers, under that name: a picture has to be the same each time. */
async function takeModelPictures(at: (name: string) => string): Promise<void> {
  await using chat = await startChat();
  chat.answer = (prompt) => ({
    ...calm,
    expected: { difference: { value: 5.9, low: 2.8, high: 9 } },
    ...(prompt.includes('Japan') && {
      trace: [
        { mechanism: 'standard of care', text: 'Background care in Japan may leave less room for an effect.' },
        { mechanism: 'population severity', text: 'Obesity is defined from a lower body mass index there.' },
      ],
      expected: { difference: { value: 3.1, low: -0.6, high: 6.8 } },
      direction: 'no difference',
      probability: { higher: 0.38, lower: 0.02, 'no difference': 0.6 },
    }),
  });
  const show = async (workbench: Workbench) => {
    await workbench.theme('Dark 2026');
    await workbench.command('View: Close Primary Side Bar');
    await workbench.command('DeepImagine: Select Predictor');
    await workbench.quickRow(chat.model).waitFor();
    const pick = await workbench.box('.quick-input-widget');
    await workbench.shot(at('model.png'), {
      ...pick,
      x: pick.x - 120,
      width: pick.width + 240,
      height: pick.height + 60,
    });
    await workbench.pick(chat.model);
    await workbench.statusBar.getByText(`Predictor: ${chat.model}`).waitFor();
    await workbench.command('DeepImagine: Open Panel');
    const { panel } = workbench;
    await panel.locator('vscode-dropdown[aria-label="scenario"]').click();
    await panel.getByRole('option', { name: 'lower-dose-in-japan' }).click();
    await panel.locator('.ladder').getByText('Japan').first().waitFor();
    await panel
      .locator('.model')
      .getByRole('button', { name: /Imagine with/ })
      .click();
    await panel.getByText(/They disagree/).waitFor();
    await workbench.tab(/^Imagining/).click();
    await workbench.command('View: Toggle Maximize Editor Group');
    await workbench.page.setViewportSize({ width: 1250, height: 1500 });
    await panel.getByText(/outcomes with an observed direction/).waitFor();
    const [page, model] = await Promise.all([
      panel.locator('.page').boundingBox(),
      panel.locator('.model').boundingBox(),
    ]);
    if (!page || !model) throw new Error('the panel does not show');
    const margin = 16;
    await workbench.shot(at('beside.png'), {
      x: page.x - margin,
      y: page.y - margin,
      width: page.width + 2 * margin,
      height: model.y + model.height - page.y + 2 * margin,
    });
  };
  await withSample({ width: 1400, height: 1000 }, show, {
    'deepimagine.models.servers': [{ kind: 'openai', url: chat.url }],
  });
}

/** Opens the folder for a person, says where, and ends with a signal. */
export async function serve(folder: string, say: (url: string) => void): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  makeVsix();
  await using host = await startHost({ vsix, network: true });
  say(host.url({ folder, file: path.join(folder, sample) }));
  await stopped;
}
