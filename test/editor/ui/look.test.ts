/** How it looks in every theme and width: nothing is cut off, nothing is told by colour alone; the pictures are for people. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Session } from '../session.ts';
import { type Theme, themes } from '../workbench.ts';

const session = new Session({ folder: 'samples', size: { width: 1400, height: 1000 } });
const sample = 'semaglutide-hfpef.trial';

beforeAll(async () => {
  const { workbench } = session;
  await workbench.openFile(sample);
  await workbench.lens(/./).click();
  await workbench.panel.getByText('Step by step').waitFor();
});

test.for(Object.keys(themes) as Theme[])('in %s', async (theme) => {
  const { workbench } = session;
  await workbench.theme(theme);
  // The page takes up the theme in a class of its own body.
  const kind = {
    vs: 'vscode-light',
    'vs-dark': 'vscode-dark',
    'hc-black': 'vscode-high-contrast',
    'hc-light': 'vscode-high-contrast-light',
  };
  await workbench.panel.locator(`body.${kind[themes[theme]]}`).waitFor();
  await workbench.shot(`look-${theme.replaceAll(' ', '-').toLowerCase()}.png`);
});

describe('the panel alone', () => {
  beforeAll(async () => {
    const { workbench } = session;
    await workbench.tab(/^Imagining/).click();
    await workbench.command('View: Maximize Editor Group and Hide Side Bars');
  });

  test.for([320, 480, 768, 1200])('is whole at %d px', async (width) => {
    const { workbench } = session;
    const { page, panel } = workbench;
    const inner = () => panel.locator('html').evaluate((html) => html.clientWidth);
    const frame = (page.viewportSize()?.width ?? 0) - (await inner());
    await page.setViewportSize({ width: width + frame, height: 1000 });
    await expect.poll(inner).toBe(width);
    const cut = await panel
      .locator('body')
      .evaluate((body) =>
        [...body.querySelectorAll<HTMLElement>('*')]
          .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
          .map((one) => `${one.tagName}.${one.className}`),
      );
    expect(cut).toEqual([]);
    await workbench.shot(`panel-${width}.png`);
  });
});
